//! Before a server answers: the log of each province begins, and continues what is kept of it outside.

use std::sync::Arc;

use super::{
    outdated::{self, Outdated},
    tables,
};
use crate::{
    kit::{Error, Result},
    ledger::Keeper,
    organisation::{ProvinceEntity, ProvinceRow},
    store::{Act, Scope, Store, Subject, log},
};
use uuid::Uuid;

/// Begins the log of each province that has none, with all that is there. Returns the logs that are an old copy, and then has
/// changed nothing: such a database is to be read only. Errors: a log that has another past than the checkpoints that are kept
/// outside it.
pub async fn open(store: &Store) -> Result<Vec<Outdated>> {
    if let Some(keeper) = store.keeper() {
        let (old, other): (Vec<_>, Vec<_>) =
            outdated::outdated(store, keeper).await?.into_iter().partition(|log| log.is_old_copy);
        if let Some(contradicted) = other.first() {
            let said = contradicted.text();
            return Err(Error::broken(format!("{} / {}", said.vi, said.en)));
        }
        if !old.is_empty() {
            return Ok(old);
        }
    }
    let mut provinces = store.shared::<ProvinceEntity>(|all| all).await?;
    provinces.sort_by_key(|province| province.tenant_id);
    for province in provinces {
        let reader = store.read(Scope::whole(province.tenant_id)).await?;
        let newest = log::newest(&reader).await?;
        if let (Some(keeper), Some(newest)) = (store.keeper(), &newest) {
            keep(keeper, newest)?;
        }
        drop(reader);
        if newest.is_none() {
            begin(store, &province).await?;
        }
    }
    Ok(Vec::new())
}

/// Keeps the newest checkpoint of a log, where a server was killed before it could.
fn keep(keeper: &Keeper, newest: &log::checkpoint::Model) -> Result<()> {
    let kept = keeper.newest(&newest.origin)?.and_then(|kept| i64::try_from(kept.size).ok());
    match &newest.note {
        Some(note) if kept.is_none_or(|kept| kept < newest.size) => keeper
            .keep(&newest.origin, note)
            .map_err(|error| Error::broken(format!("checkpoint_dir: {error}"))),
        _ => Ok(()),
    }
}

/// Begins the log of a province with all that is there.
async fn begin(store: &Store, province: &ProvinceRow) -> Result<()> {
    let (tenant, code) = (province.tenant_id, province.code.clone());
    tracing::info!(province = code, "the province's log begins with what is there");
    let act = Act {
        scope: Scope::whole(tenant),
        person: None,
        action: "ledgerBegin",
        request_id: "command line".into(),
    };
    let now = store.clock().now();
    let verb = move |writer: Arc<crate::store::Writer>| async move {
        // Another server of the same database may have been quicker.
        if log::newest(&writer).await?.is_some() {
            return Err(Error::broken("the log has begun"));
        }
        writer.about(Subject::new("Province", Uuid::from_u128(u128::from(tenant.unsigned_abs()))));
        writer.begin_log();
        tables::facts(&writer, &mut |table, row| writer.found(table, &row)).await?;
        tables::objects(&writer, &mut |table, row| writer.found(table, &row)).await
    };
    let begun = store.write(act, None, now, verb).await;
    let quicker = begun.is_err() && log::newest(&store.read(Scope::whole(tenant)).await?).await?.is_some();
    if quicker { Ok(()) } else { begun }
}
