//! What was answered long ago is deleted, or it would be kept for ever: a client that tries again does so for days, not months.
//!
//! It is nobody's act and changes nothing that anybody is shown, so that there is no audit entry and no new version of the tenant.
//! Nothing else is ever deleted, and nothing of the province's log is touched.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Query};

use super::{Scope, Store, Writer, first_answer, idempotency, task_failed};
use crate::kit::Result;

impl Store {
    /// Deletes what requests of a tenant were answered before an instant, the answers and what knows their keys again: at most `most`
    /// keys of each at once. Returns how many rows.
    pub async fn forget_answers(&self, tenant: i32, before: DateTime<Utc>, most: u64) -> Result<u64> {
        let store = self.clone();
        // To the end, even when the caller goes away.
        let task = tokio::spawn(async move { store.forget(tenant, before, most).await });
        task.await.map_err(task_failed)?
    }

    async fn forget(&self, tenant: i32, before: DateTime<Utc>, most: u64) -> Result<u64> {
        use first_answer::{Column as Shown, Entity as FirstAnswer};
        use idempotency::{Column as Key, Entity as Idempotency};
        let transaction = Writer::begin(self, &Scope::whole(tenant)).await?;
        // What was shown first: while its key is known, what was done is not done again.
        let shown = Outdated { tenant, before, most, columns: (Shown::TenantId, Shown::At, Shown::Key) };
        let keys = Outdated { tenant, before, most, columns: (Key::TenantId, Key::At, Key::Key) };
        let deleted = shown.delete::<FirstAnswer>(&transaction).await?
            + keys.delete::<Idempotency>(&transaction).await?;
        transaction.commit().await?;
        Ok(deleted)
    }
}

/// Some rows of a table that are older than an instant.
struct Outdated<C> {
    tenant: i32,
    before: DateTime<Utc>,
    most: u64,
    /// The tenant, the age and the key.
    columns: (C, C, C),
}

impl<C: ColumnTrait> Outdated<C> {
    async fn delete<E>(&self, transaction: &DatabaseTransaction) -> Result<u64>
    where
        E: EntityTrait<Column = C>,
    {
        let (tenant, at, key) = self.columns;
        let some = Query::select()
            .column(key.as_column_ref())
            .from(E::default())
            .and_where(tenant.eq(self.tenant))
            .and_where(at.lt(self.before))
            .limit(self.most)
            .to_owned();
        // A key of one person may be another's, too; what is not outdated stays.
        let done = E::delete_many()
            .filter(tenant.eq(self.tenant))
            .filter(at.lt(self.before))
            .filter(key.in_subquery(some))
            .exec(transaction)
            .await?;
        Ok(done.rows_affected)
    }
}
