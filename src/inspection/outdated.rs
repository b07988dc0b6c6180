//! Logs that do not continue what is kept of them outside: an old copy of the database, or one with another past.

use std::sync::Arc;
use uuid::Uuid;

use crate::{
    kit::{Bilingual, Error, Result},
    ledger::{Checkpoint, Keeper},
    organisation::{ProvinceEntity, ProvinceRow},
    store::{Act, Scope, Store, Subject, Writer, log},
};

/// A log that does not continue the newest checkpoint that is kept of it.
#[derive(Clone, Debug)]
pub struct Outdated {
    pub province: ProvinceRow,
    /// What is kept.
    pub kept: Checkpoint,
    /// How many leaves the log has.
    pub size: u64,
    /// Whether the log is as it once was: all that is missing is what came later. Otherwise somebody has been at it.
    pub is_old_copy: bool,
}

impl Outdated {
    /// What it is, for the operator.
    pub fn text(&self) -> Bilingual {
        let Outdated { kept: Checkpoint { origin, size: was, .. }, size, .. } = self;
        let (what_vi, what_en) = match self.is_old_copy {
            true => ("đây là bản sao cũ", "this is an old copy"),
            false => (
                "đây là bản sao cũ, hoặc dữ liệu đã bị sửa; chạy `tonghop audit verify`",
                "this is an old copy, or it was tampered with; run `tonghop audit verify`",
            ),
        };
        Bilingual {
            vi: format!(
                "nhật ký {origin} không nối tiếp điểm kiểm tra đã lưu ngoài cơ sở dữ liệu ({was} bản ghi, nay có {size}): {what_vi}"
            ),
            en: format!(
                "the log {origin} does not continue the checkpoint that is kept outside the database ({was} leaves then, {size} \
                 now): {what_en}"
            ),
        }
    }
}

/// Compares the log of each province with what is kept of it; writes nothing.
pub async fn outdated(store: &Store, keeper: &Keeper) -> Result<Vec<Outdated>> {
    let mut provinces = store.shared::<ProvinceEntity>(|all| all).await?;
    provinces.sort_by_key(|province| province.tenant_id);
    let mut all = Vec::new();
    for province in provinces {
        let reader = store.read(Scope::whole(province.tenant_id)).await?;
        let newest = log::newest(&reader).await?;
        let origin = newest.as_ref().map_or_else(|| keeper.origin(&province.code), |row| row.origin.clone());
        let Some(kept) = keeper.newest(&origin)? else { continue };
        let size = newest.map_or(Ok(0), |row| u64::try_from(row.size)).map_err(Error::broken)?;
        if size > 0 && log::continues(&reader, &kept).await? {
            continue;
        }
        // A log that is gone altogether is no copy of anything.
        let before = if size > 0 && size < kept.size { keeper.newest_until(&origin, size)? } else { None };
        let is_old_copy = match before {
            Some(before) => log::continues(&reader, &before).await?,
            None => false,
        };
        all.push(Outdated { province, kept, size, is_old_copy });
    }
    Ok(all)
}

/// Goes on with an old copy, although what came later is lost: says so in the log of each province, and puts aside what is kept of
/// it outside. `reason`: why nothing newer is there. Returns what was lost. Errors: a log that is no old copy.
pub async fn accept_loss(store: &Store, keeper: &Keeper, reason: &str) -> Result<Vec<Outdated>> {
    let lost = outdated(store, keeper).await?;
    if let Some(tampered) = lost.iter().find(|log| !log.is_old_copy) {
        let said = tampered.text();
        return Err(Error::broken(format!("{} / {}", said.vi, said.en)));
    }
    for Outdated { province, kept, size, .. } in &lost {
        let tenant = province.tenant_id;
        let now = store.clock().now();
        let why = serde_json::json!({
            "log": kept.origin, "size": size, "lost": kept.text(), "reason": reason, "at": now,
        });
        let act = Act {
            scope: Scope::whole(tenant),
            person: None,
            action: "lossAccept",
            request_id: "command line".into(),
        };
        let noted = why.clone();
        let verb = move |writer: Arc<Writer>| async move {
            writer.about(Subject::new("Province", Uuid::from_u128(u128::from(tenant.unsigned_abs()))));
            writer.note(&noted);
            Ok(())
        };
        store.write(act, None, now, verb).await?;
        let fault = |error: std::io::Error| Error::broken(format!("checkpoint_dir: {error}"));
        keeper
            .put_aside(&kept.origin, &now.format("lost-%Y%m%dT%H%M%SZ").to_string(), &format!("{why}\n"))
            .map_err(fault)?;
        let reader = store.read(Scope::whole(tenant)).await?;
        if let Some(row) = log::newest(&reader).await?
            && let Some(note) = &row.note
        {
            keeper.keep(&row.origin, note).map_err(fault)?;
        }
    }
    Ok(lost)
}
