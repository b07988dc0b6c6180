//! The audit log and the tenant's version: one entry a committed transaction, numbered without a gap.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, entity::prelude::*, sea_query::Expr,
};
use uuid::Uuid;

use super::Act;
use crate::kit::{Clock, Error, Result, digest};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: i32,
    /// The tenant's version after the transaction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub person_id: Option<Uuid>,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub round_id: Option<Uuid>,
    pub agency_id: Option<Uuid>,
    pub request_id: String,
    pub before_digest: Option<String>,
    pub after_digest: Option<String>,
}

crate::owned!();

pub use Model as AuditRow;

/// What a transaction was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The GraphQL type of the object.
    pub kind: &'static str,
    pub id: Uuid,
    /// The round it belongs to, if any.
    pub round: Option<Uuid>,
    /// The agency it belongs to, if any.
    pub agency: Option<Uuid>,
}

impl Subject {
    pub fn new(kind: &'static str, id: Uuid) -> Self {
        Subject { kind, id, round: None, agency: None }
    }

    pub fn in_round(mut self, round: Uuid) -> Self {
        self.round = Some(round);
        self
    }

    pub fn of_agency(mut self, agency: Uuid) -> Self {
        self.agency = Some(agency);
        self
    }
}

pub(super) mod version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "tenant_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        pub version: i64,
        /// The latest instant that is settled: nothing is recorded at it or before it any more. `None` before the first.
        pub recorded_at: Option<DateTimeUtc>,
    }

    crate::owned!();
}

pub(super) use version::Model as Version;

/// Raises the tenant's version by one, and says when what the transaction writes is recorded: now, but later than whatever
/// was recorded or settled before. The row stays locked until the transaction ends.
pub(super) async fn raise_version(
    connection: &DatabaseTransaction,
    tenant: i32,
    clock: &Clock,
) -> Result<(i64, DateTime<Utc>)> {
    let last = locked(connection, tenant).await?;
    // Read behind the lock: whoever waited for it is later than whoever had it.
    let now = clock.now();
    let Some(Version { version, recorded_at, .. }) = last else {
        // A new tenant: its first transaction makes the row.
        let row =
            version::ActiveModel { tenant_id: Set(tenant), version: Set(1), recorded_at: Set(Some(now)) };
        version::Entity::insert(row).exec_without_returning(connection).await?;
        return Ok((1, now));
    };
    let recorded = recorded_at.map_or(now, |last| now.max(last + Duration::microseconds(1)));
    let raised = version + 1;
    version::Entity::update_many()
        .col_expr(version::Column::Version, Expr::val(raised))
        .col_expr(version::Column::RecordedAt, Expr::val(recorded))
        .filter(version::Column::TenantId.eq(tenant))
        .exec(connection)
        .await?;
    Ok((raised, recorded))
}

/// Settles an instant: whatever is recorded from here on is later. The row stays locked until the transaction ends.
pub(super) async fn settle(connection: &DatabaseTransaction, tenant: i32, at: DateTime<Utc>) -> Result<()> {
    let unsettled =
        Condition::any().add(version::Column::RecordedAt.is_null()).add(version::Column::RecordedAt.lt(at));
    version::Entity::update_many()
        .col_expr(version::Column::RecordedAt, Expr::val(at))
        .filter(version::Column::TenantId.eq(tenant))
        .filter(unsettled)
        .exec(connection)
        .await?;
    Ok(())
}

/// The tenant's version row, taken for oneself on PostgreSQL; the only writer of SQLite has it already.
async fn locked(connection: &DatabaseTransaction, tenant: i32) -> Result<Option<Version>> {
    let row = version::Entity::find().filter(version::Column::TenantId.eq(tenant)).lock_exclusive();
    Ok(row.one(connection).await?)
}

/// The tenant's version row; `None` before the tenant's first transaction.
pub(super) async fn version_row(connection: &impl ConnectionTrait, tenant: i32) -> Result<Option<Version>> {
    Ok(version::Entity::find().filter(version::Column::TenantId.eq(tenant)).one(connection).await?)
}

/// The tenant's version: raised by every committed transaction.
pub(super) async fn current_version(connection: &impl ConnectionTrait, tenant: i32) -> Result<i64> {
    Ok(version_row(connection, tenant).await?.map_or(0, |row| row.version))
}

/// Writes the entry of a transaction that is about to commit; returns it.
pub(super) async fn record(
    connection: &DatabaseTransaction,
    act: &Act,
    seq: i64,
    at: DateTime<Utc>,
    subject: Subject,
    before: &[String],
    after: &[String],
) -> Result<Model> {
    if before.is_empty() && after.is_empty() {
        return Err(Error::broken("a transaction that changed nothing"));
    }
    let row = Model {
        tenant_id: act.scope.tenant(),
        seq,
        at,
        person_id: act.person,
        action: act.action.to_owned(),
        subject_kind: subject.kind.to_owned(),
        subject_id: subject.id,
        round_id: subject.round,
        agency_id: subject.agency,
        request_id: act.request_id.clone(),
        before_digest: (!before.is_empty()).then(|| digest::of(&before)),
        after_digest: (!after.is_empty()).then(|| digest::of(&after)),
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(connection).await?;
    Ok(row)
}
