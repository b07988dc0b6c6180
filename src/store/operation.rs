//! What an operator's command says in reference tables: it reads them and adds to them in one transaction.

use sea_orm::{ConnectionTrait, DbBackend, IntoActiveModel};
use std::ops::Deref;

use super::{Reader, Scope, Shared, Store, Writer};
use crate::kit::Result;

/// No province has this number.
const NO_TENANT: i32 = 0;

/// Reads reference tables and adds to them, committed or nothing: operators' commands only, with the owner's connection. No tenant's
/// data change, so that there is no audit entry.
pub struct Operation(Reader);

impl Deref for Operation {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl Operation {
    /// Adds a row to a reference table.
    pub async fn add<E: Shared>(&self, row: E::Model) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        E::insert(row.into_active_model()).exec_without_returning(self.0.connection()).await?;
        Ok(())
    }

    /// What is not committed was never said.
    pub async fn commit(self) -> Result<()> {
        Ok(self.0.into_transaction().commit().await?)
    }
}

impl Store {
    /// Begins one. Until it ends nobody else adds to some tables, so that what is read of them is all there is.
    pub async fn operate(&self, tables: &[&str]) -> Result<Operation> {
        let scope = Scope::whole(NO_TENANT);
        let transaction = Writer::begin(self, &scope).await?;
        // SQLite has one writer.
        if transaction.get_database_backend() == DbBackend::Postgres {
            let lock = format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", tables.join(", "));
            transaction.execute_unprepared(&lock).await?;
        }
        Ok(Operation(Reader::of_writer(self, transaction, scope)))
    }
}
