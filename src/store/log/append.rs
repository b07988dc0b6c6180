//! What a transaction adds to its province's log.

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::{grow, rows};
use crate::{
    kit::{Error, Result},
    ledger::{Collector, ENTRIES, Keeper},
    store::AuditRow,
};

/// How many leaves go into one statement: SQLite takes 32,766 variables.
const LEAVES: usize = 4_000;

/// The log that a transaction adds to.
pub struct Log<'w> {
    pub keeper: Option<&'w Keeper>,
    /// When what it writes begins to be known.
    pub recorded: DateTime<Utc>,
    /// Whether the log may begin with it.
    pub begins: bool,
    /// Whether the audit entry goes into it by itself.
    pub noted: bool,
}

impl Log<'_> {
    /// Adds what was gathered and the transaction's audit entry, in three statements: the head, the leaves, the checkpoint.
    /// Returns the log's name and the signed note, to be kept outside once it is committed. Nothing where there is nothing to
    /// add.
    pub async fn append(
        self,
        connection: &DatabaseTransaction,
        entry: AuditRow,
        mut gathered: Collector,
    ) -> Result<Option<(String, String)>> {
        let Log { keeper, recorded, begins, noted } = self;
        if gathered.is_empty() && !begins && !noted {
            return Ok(None);
        }
        let (tenant, seq) = (entry.tenant_id, entry.seq);
        gathered.written(ENTRIES, &serde_json::to_value(entry).map_err(Error::broken)?, false)?;
        let head = match grow::head(connection, tenant).await? {
            Some(head) => head,
            None if begins => grow::begin(connection, keeper, tenant).await?,
            None => return Err(Error::broken("the province has no log yet: start `tonghop serve` once")),
        };
        let (head, leaves) = grow::grow(head, tenant, seq, gathered.leaves(seq)?)?;
        let mut leaves = leaves.into_iter().map(IntoActiveModel::into_active_model).peekable();
        while leaves.peek().is_some() {
            let some = leaves.by_ref().take(LEAVES);
            rows::leaf::Entity::insert_many(some).exec_without_returning(connection).await?;
        }
        let checkpoint = head.checkpoint(keeper, tenant, seq, recorded)?;
        let kept = checkpoint.note.clone().map(|note| (checkpoint.origin.clone(), note));
        rows::checkpoint::Entity::insert(checkpoint.into_active_model())
            .exec_without_returning(connection)
            .await?;
        Ok(kept)
    }
}
