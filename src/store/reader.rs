//! A read-only transaction for one scope: one consistent picture for everything a request asks.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, Select, TransactionTrait};
use serde::Serialize;
use std::{any::TypeId, sync::Arc};
use tokio::sync::OnceCell;

use super::{
    Find, Keep, Owned, Planted, RowBudget, Scope, Shared, Store, audit,
    closed::Closed,
    kept::{self, Kept, Stamp},
    lost,
};
use crate::kit::{Clock, Result, digest};

/// Reads the rows of one scope in one snapshot.
pub struct Reader {
    transaction: DatabaseTransaction,
    scope: Scope,
    clock: Clock,
    /// What the server keeps between requests; none in a writing transaction, which sees what nobody else does yet.
    kept: Option<Arc<Kept>>,
    stamp: OnceCell<Option<Stamp>>,
    /// How many rows may be read; any number without.
    budget: Option<Arc<RowBudget>>,
    planted: Planted,
}

impl Reader {
    pub(super) async fn open(store: &Store, scope: Scope) -> Result<Reader> {
        let snapshot = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        let settings = format!("{snapshot}; {}", store.planted().settings(&scope));
        let begin = || async {
            let transaction = store.read_pool().begin().await?;
            if transaction.get_database_backend() == DbBackend::Postgres {
                transaction.execute_unprepared(&settings).await?;
            }
            Ok(transaction)
        };
        let transaction = lost::on_a_live_one(store.tries(), begin).await?;
        let scope = if scope.closed().is_some() { closing(&transaction, scope).await? } else { scope };
        let (clock, kept, planted) = (store.clock().clone(), store.kept().cloned(), store.planted().clone());
        Ok(Reader { transaction, scope, clock, kept, stamp: OnceCell::new(), budget: None, planted })
    }

    /// The same reader, which reads no more rows than there are left of a budget.
    pub fn within(self, budget: Arc<RowBudget>) -> Reader {
        Reader { budget: Some(budget), ..self }
    }

    /// Counts rows that were read.
    pub(super) fn spend(&self, rows: usize) -> Result<()> {
        self.budget.as_ref().map_or(Ok(()), |budget| budget.spend(rows))
    }

    pub(super) fn of_writer(store: &Store, transaction: DatabaseTransaction, scope: Scope) -> Reader {
        let (clock, planted) = (store.clock().clone(), store.planted().clone());
        Reader { transaction, scope, clock, kept: None, stamp: OnceCell::new(), budget: None, planted }
    }

    pub(super) fn into_transaction(self) -> DatabaseTransaction {
        self.transaction
    }

    /// A query on the rows of an owned entity.
    pub fn find<E: Owned>(&self) -> Find<'_, E> {
        Find::new(self)
    }

    /// What a query of this scope gives, asked with some arguments: read by `read`, or kept since it was last read, if nothing
    /// was committed for the tenant meanwhile.
    pub async fn kept<T: Keep>(
        &self,
        arguments: &(impl Serialize + Sync),
        read: impl Future<Output = Result<T>>,
    ) -> Result<Arc<T>> {
        // In a box: whoever asks would else hold what is rarely run.
        let read = Box::pin(read);
        let Some(kept) = &self.kept else { return Ok(Arc::new(read.await?)) };
        let Some(stamp) = self.stamp().await? else { return Ok(Arc::new(read.await?)) };
        let (scope, arguments) = (self.planted.kept_for(&self.scope), digest::of(arguments));
        let key = kept::Key { scope, query: TypeId::of::<T>(), arguments };
        if let Some(value) = kept.get(&key, stamp) {
            return Ok(value);
        }
        let value = Arc::new(read.await?);
        kept.put(key, stamp, value.clone());
        Ok(value)
    }

    /// Where the tenant's data are in their course in this snapshot; `None` before the tenant's first transaction. One statement,
    /// once.
    async fn stamp(&self) -> Result<Option<Stamp>> {
        let read = || async {
            let row = audit::version_row(&self.transaction, self.scope.tenant()).await?;
            Ok(row.map(audit::Version::stamp))
        };
        self.stamp.get_or_try_init(read).await.copied()
    }

    /// The rows of a reference table.
    pub async fn shared<E: Shared>(
        &self,
        shape: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<Vec<E::Model>> {
        let rows = shape(E::find()).all(&self.transaction).await?;
        self.spend(rows.len())?;
        Ok(rows)
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

    /// The leak that a test has planted.
    pub fn planted(&self) -> &Planted {
        &self.planted
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// A scope of what is closed, with what that is in a transaction's snapshot.
async fn closing(transaction: &DatabaseTransaction, scope: Scope) -> Result<Scope> {
    let closed = Closed::of(transaction, scope.tenant()).await?;
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(&closed.settings()).await?;
    }
    Ok(scope.closing(closed))
}

/// The entity of a reference table, read without any scope: before anybody knows whose request it is.
pub(super) async fn shared<E: EntityTrait>(
    store: &Store,
    shape: impl FnOnce(Select<E>) -> Select<E>,
) -> Result<Vec<E::Model>> {
    let select = shape(E::find());
    Ok(lost::on_a_live_one(store.tries(), || select.clone().all(store.read_pool())).await?)
}
