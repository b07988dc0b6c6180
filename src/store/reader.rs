//! A read-only transaction for one scope: one consistent picture for everything a request asks.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, Select, TransactionTrait};

use super::{Find, Owned, Scope, Shared, Store, audit, lost};
use crate::kit::{Clock, Result};

/// Reads the rows of one scope in one snapshot.
pub struct Reader {
    transaction: DatabaseTransaction,
    scope: Scope,
    clock: Clock,
}

impl Reader {
    pub(super) async fn open(store: &Store, scope: Scope) -> Result<Reader> {
        let snapshot = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        let settings = format!("{snapshot}; {}", scope.settings());
        let begin = || async {
            let transaction = store.read_pool().begin().await?;
            if transaction.get_database_backend() == DbBackend::Postgres {
                transaction.execute_unprepared(&settings).await?;
            }
            Ok(transaction)
        };
        let transaction = lost::on_a_live_one(store.tries(), begin).await?;
        Ok(Reader { transaction, scope, clock: store.clock().clone() })
    }

    pub(super) fn of_writer(transaction: DatabaseTransaction, scope: Scope, clock: Clock) -> Reader {
        Reader { transaction, scope, clock }
    }

    pub(super) fn into_transaction(self) -> DatabaseTransaction {
        self.transaction
    }

    /// A query on the rows of an owned entity.
    pub fn find<E: Owned>(&self) -> Find<'_, E> {
        Find::new(self)
    }

    /// The rows of a reference table.
    pub async fn shared<E: Shared>(
        &self,
        shape: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<Vec<E::Model>> {
        Ok(shape(E::find()).all(&self.transaction).await?)
    }

    /// Whether this snapshot has all that was recorded at an instant or before it, once [`Store::settle`] has returned
    /// `version` for it.
    pub async fn has_all_until(&self, at: DateTime<Utc>, version: i64) -> Result<bool> {
        let row = audit::version_row(&self.transaction, self.scope.tenant()).await?;
        Ok(row.is_some_and(|row| {
            version <= row.version || row.recorded_at.is_some_and(|recorded| at <= recorded)
        }))
    }

    /// The tenant's version: the number of its last transaction.
    pub async fn version(&self) -> Result<i64> {
        audit::current_version(&self.transaction, self.scope.tenant()).await
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// The entity of a reference table, read without any scope: before anybody knows whose request it is.
pub(super) async fn shared<E: EntityTrait>(
    store: &Store,
    shape: impl FnOnce(Select<E>) -> Select<E>,
) -> Result<Vec<E::Model>> {
    let select = shape(E::find());
    Ok(lost::on_a_live_one(store.tries(), || select.clone().all(store.read_pool())).await?)
}
