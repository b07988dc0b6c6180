//! Adding leaves, in the transaction of what they tell.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, QueryFilter, QueryOrder, entity::prelude::*};

use super::rows::{checkpoint, leaf, province};
use crate::{
    kit::{Error, Result},
    ledger::{
        Checkpoint, Keeper, Leaf,
        merkle::{self, Frontier},
    },
};

/// How far a log has come.
pub struct Head {
    origin: String,
    frontier: Frontier,
}

impl Head {
    /// The beginning of the log of a province by its code.
    pub fn new(keeper: Option<&Keeper>, province: &str) -> Self {
        // Whoever has no key signs nothing; the name of the first who has one is not known then.
        let origin = keeper.map_or_else(|| province.to_owned(), |keeper| keeper.origin(province));
        Head { origin, frontier: Frontier::default() }
    }

    fn of(row: &checkpoint::Model) -> Result<Self> {
        let damaged =
            || Error::broken("the newest checkpoint of the log is damaged: run `tonghop audit verify`");
        let size = u64::try_from(row.size).map_err(|_| damaged())?;
        let frontier = merkle::read(&row.peaks).and_then(|peaks| Frontier::new(size, peaks));
        let frontier = frontier.ok_or_else(damaged)?;
        // A log that grew from a wrong root would be contradicted by every checkpoint before.
        if merkle::written(&[frontier.root()]) != row.root {
            return Err(damaged());
        }
        Ok(Head { origin: row.origin.clone(), frontier })
    }
}

/// The head of a tenant's log; `None` where none has begun.
pub async fn head(connection: &impl ConnectionTrait, tenant: i32) -> Result<Option<Head>> {
    let newest = checkpoint::Entity::find()
        .filter(checkpoint::Column::TenantId.eq(tenant))
        .order_by_desc(checkpoint::Column::Size)
        .one(connection)
        .await?;
    newest.as_ref().map(Head::of).transpose()
}

/// The beginning of a tenant's log.
pub async fn begin(connection: &impl ConnectionTrait, keeper: Option<&Keeper>, tenant: i32) -> Result<Head> {
    let province =
        province::Entity::find().filter(province::Column::TenantId.eq(tenant)).one(connection).await?;
    let province = province.ok_or_else(|| Error::broken("a log of no province"))?;
    Ok(Head::new(keeper, &province.code))
}

/// The rows of new leaves, and the head behind them.
pub fn grow(mut head: Head, tenant: i32, seq: i64, leaves: Vec<Leaf>) -> Result<(Head, Vec<leaf::Model>)> {
    let mut rows = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let position = i64::try_from(head.frontier.size()).map_err(Error::broken)?;
        let hashes = merkle::written(&head.frontier.append(leaf.hash()));
        rows.push(leaf::Model {
            tenant_id: tenant,
            position,
            kind: leaf.kind.to_owned(),
            subject_id: leaf.subject,
            seq,
            leaf: leaf.text,
            hashes,
        });
    }
    Ok((head, rows))
}

impl Head {
    /// The checkpoint of a transaction that has brought the log so far.
    pub fn checkpoint(
        self,
        keeper: Option<&Keeper>,
        tenant: i32,
        seq: i64,
        at: DateTime<Utc>,
    ) -> Result<checkpoint::Model> {
        let Head { origin, frontier } = self;
        let checkpoint = Checkpoint { origin, size: frontier.size(), root: frontier.root() };
        Ok(checkpoint::Model {
            tenant_id: tenant,
            size: i64::try_from(checkpoint.size).map_err(Error::broken)?,
            seq,
            root: merkle::written(&[checkpoint.root]),
            peaks: merkle::written(frontier.peaks()),
            note: keeper.map(|keeper| keeper.sign(&checkpoint)),
            origin: checkpoint.origin,
            at,
        })
    }
}
