//! Before a server answers: the log of each province begins, and continues what is kept of it outside.

use std::sync::Arc;

use super::tables;
use crate::{
    kit::{Error, Result},
    ledger::{Checkpoint, Keeper},
    organisation::{ProvinceEntity, ProvinceRow},
    store::{Act, Scope, Store, Subject, log},
};
use uuid::Uuid;

/// Begins the log of each province that has none, with all that is there; refuses a database that is older than the
/// checkpoints that are kept outside it, or has another past.
pub async fn open(store: &Store) -> Result<()> {
    let mut provinces = store.shared::<ProvinceEntity>(|all| all).await?;
    provinces.sort_by_key(|province| province.tenant_id);
    for province in provinces {
        let reader = store.read(Scope::whole(province.tenant_id)).await?;
        let newest = log::newest(&reader).await?;
        if let (Some(keeper), Some(newest)) = (store.keeper(), &newest) {
            continued(&reader, keeper, newest).await?;
        }
        drop(reader);
        if newest.is_none() {
            begin(store, &province).await?;
        }
    }
    Ok(())
}

/// Compares a log with the newest checkpoint that is kept of it, and keeps a newer one.
async fn continued(
    reader: &crate::store::Reader,
    keeper: &Keeper,
    newest: &log::checkpoint::Model,
) -> Result<()> {
    let origin = &newest.origin;
    let kept = keeper.newest(origin)?;
    if let Some(kept) = &kept
        && !log::continues(reader, kept).await?
    {
        return Err(contradicted(origin, kept, newest.size));
    }
    let kept = kept.and_then(|kept| i64::try_from(kept.size).ok());
    if let Some(note) = newest.note.as_ref().filter(|_| kept.is_none_or(|kept| kept < newest.size)) {
        // A server was killed before it could.
        keeper.keep(origin, note).map_err(|error| Error::broken(format!("checkpoint_dir: {error}")))?;
    }
    Ok(())
}

fn contradicted(origin: &str, kept: &Checkpoint, size: i64) -> Error {
    let was = kept.size;
    Error::broken(format!(
        "nhật ký {origin} không nối tiếp điểm kiểm tra đã lưu ngoài cơ sở dữ liệu ({was} bản ghi, nay có {size}): đây là bản sao cũ, \
         hoặc dữ liệu đã bị sửa; chạy `tonghop audit verify` / the log {origin} does not continue the checkpoint that is kept outside \
         the database ({was} leaves then, {size} now): this is an old copy, or it was tampered with; run `tonghop audit verify`"
    ))
}

/// Begins the log of a province with all that is there.
async fn begin(store: &Store, province: &ProvinceRow) -> Result<()> {
    let (tenant, code) = (province.tenant_id, province.code.clone());
    if let Some(keeper) = store.keeper()
        && let Some(kept) = keeper.newest(&keeper.origin(&code))?
    {
        // A log that is gone does not begin again as if nothing had been there.
        return Err(contradicted(&keeper.origin(&code), &kept, 0));
    }
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
