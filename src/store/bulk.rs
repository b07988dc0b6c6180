//! Loading whole provinces at once: for the operator's own commands, over the owner's connection.
//!
//! Rows come as models and columns from their entity, so that nothing here says a second time what a table looks like.
//! On PostgreSQL they go in by COPY, on SQLite by statements of many rows. One province is one transaction, with its
//! audit entry; the policies stay in force for whoever they bind.

mod copy;

use chrono::{DateTime, Utc};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, EntityTrait, IdenStatic, IntoActiveModel, Iterable,
    TransactionOptions, TransactionTrait,
};
use sqlx::{AssertSqlSafe, Executor, PgConnection, Postgres};
use std::time::Duration;

use super::{
    Owned, Scope, Settings, Shared, Subject, audit,
    log::{self, Head},
    manifest::TABLES,
    pools,
};
use crate::{
    kit::{Error, Result, digest},
    ledger::{Collector, Keeper},
};

/// How much is encoded before it is sent, in bytes.
const CHUNK: usize = 256 * 1024;

/// SQLite takes 32,766 variables a statement.
const VARIABLES: usize = 30_000;

/// The number of a province's first transaction.
const SEQ: i64 = 1;

/// A database that provinces are loaded into.
pub struct Bulk {
    pool: DatabaseConnection,
    keeper: Option<Keeper>,
}

impl Bulk {
    /// Opens the owner's connections, at most `loaders` of them; SQLite has one writer.
    pub async fn connect(settings: &Settings, loaders: u32) -> Result<Bulk> {
        // A loader waits for its turn, and loads as long as it takes.
        let patient = Duration::from_secs(24 * 3600);
        let settings = Settings {
            connections: loaders,
            statement_timeout: Duration::ZERO,
            acquire_timeout: patient,
            ..settings.clone()
        };
        let pool = match settings.url.starts_with("sqlite:") {
            true => pools::sqlite(&settings, 1).await?,
            false => pools::postgres(&settings).await?,
        };
        Ok(Bulk { pool, keeper: settings.keeper })
    }

    /// How many provinces can be loaded beside each other.
    pub fn loaders(&self, wanted: u32) -> u32 {
        if self.pool.get_database_backend() == DbBackend::Sqlite { 1 } else { wanted.max(1) }
    }

    /// Begins the transaction of one new province.
    pub async fn begin(&self, tenant: i32) -> Result<BulkWriter> {
        let scope = Scope::whole(tenant);
        let transaction = match self.pool.get_database_backend() {
            DbBackend::Postgres => {
                let mut transaction = self.pool.get_postgres_connection_pool().begin().await?;
                // What a crash loses is loaded again.
                let quick = "SET LOCAL synchronous_commit = off";
                transaction.execute(AssertSqlSafe(format!("{quick}; {}", scope.settings()))).await?;
                Transaction::Postgres(transaction)
            }
            _ => {
                let options = TransactionOptions {
                    sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
                    ..TransactionOptions::default()
                };
                Transaction::Sqlite(self.pool.begin_with_options(options).await?)
            }
        };
        let keeper = self.keeper.clone();
        Ok(BulkWriter {
            scope,
            transaction,
            after: Vec::new(),
            keeper,
            log: Collector::default(),
            head: None,
        })
    }

    /// Tells the database what it holds now, for its planner, and on PostgreSQL which pages all may see.
    pub async fn settle(&self) -> Result<()> {
        match self.pool.get_database_backend() {
            DbBackend::Postgres => {
                let mut connection = self.pool.get_postgres_connection_pool().acquire().await?;
                for table in TABLES {
                    let statement = format!("VACUUM (ANALYZE) {}", table.name);
                    connection.execute(AssertSqlSafe(statement)).await?;
                }
            }
            _ => {
                self.pool.get_sqlite_connection_pool().execute("ANALYZE").await?;
            }
        }
        Ok(())
    }

    /// Closes the connections.
    pub async fn close(self) -> Result<()> {
        Ok(self.pool.close().await?)
    }
}

enum Transaction {
    Postgres(sqlx::Transaction<'static, Postgres>),
    Sqlite(DatabaseTransaction),
}

/// The transaction that one new province is loaded in: committed with its audit entry, or nothing.
pub struct BulkWriter {
    scope: Scope,
    transaction: Transaction,
    /// A digest for each chunk of rows, in their order.
    after: Vec<String>,
    keeper: Option<Keeper>,
    /// What is to go into the province's log, and how far that has come; nowhere before the province itself is loaded.
    log: Collector,
    head: Option<Head>,
}

impl BulkWriter {
    /// Loads rows of the province; one of another province is refused.
    pub async fn insert<E: Owned>(&mut self, rows: Vec<E::Model>) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        let tenant = sea_orm::Value::from(self.scope.tenant());
        let column = E::tenant_column();
        if rows.iter().any(|row| sea_orm::ModelTrait::get(row, column) != tenant) {
            return Err(Error::broken("a row of another province"));
        }
        let table = E::default().as_str();
        if Collector::wants(table) {
            for row in &rows {
                let row = serde_json::to_value(row).map_err(Error::broken)?;
                self.log.written(table, &row, false)?;
            }
        }
        self.load::<E>(rows).await
    }

    /// Loads rows of a reference table.
    pub async fn insert_shared<E: Shared>(&mut self, rows: Vec<E::Model>) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        let code = |row: &E::Model| {
            let code = E::Column::iter().find(|column| column.as_str() == "code")?;
            if let sea_orm::Value::String(code) = sea_orm::ModelTrait::get(row, code) { code } else { None }
        };
        if E::default().as_str() == "province"
            && let Some(code) = rows.first().and_then(code)
        {
            self.head = Some(Head::new(self.keeper.as_ref(), &code));
        }
        self.load::<E>(rows).await
    }

    /// Puts what was loaded so far into the province's log: whenever all facts of what was loaded are, too.
    pub async fn log(&mut self) -> Result<()> {
        let head = self.head.take().ok_or_else(|| Error::broken("a log of no province"))?;
        let leaves = std::mem::take(&mut self.log).leaves(SEQ)?;
        let (head, rows) = log::grow(head, self.scope.tenant(), SEQ, leaves)?;
        self.head = Some(head);
        self.load::<log::leaf::Entity>(rows).await
    }

    async fn load<E: EntityTrait>(&mut self, rows: Vec<E::Model>) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        if rows.is_empty() {
            return Ok(());
        }
        let chunks = copy::encode::<E>(&rows, CHUNK)?;
        self.after.extend(chunks.iter().map(|chunk| digest::sha256(chunk)));
        match &mut self.transaction {
            Transaction::Postgres(transaction) => {
                // The models are no longer needed while the database takes its time.
                drop(rows);
                send::<E>(transaction, &chunks).await
            }
            Transaction::Sqlite(transaction) => {
                let mut rows = rows.into_iter().peekable();
                let batch = VARIABLES / E::Column::iter().count().max(1);
                while rows.peek().is_some() {
                    let some = rows.by_ref().take(batch).map(IntoActiveModel::into_active_model);
                    E::insert_many(some).exec_without_returning(transaction).await?;
                }
                Ok(())
            }
        }
    }

    /// Writes the province's version and its first audit entry, which proves the rows, and commits.
    pub async fn commit(mut self, action: &str, subject: Subject, at: DateTime<Utc>) -> Result<()> {
        let tenant_id = self.scope.tenant();
        let entry = audit::Model {
            tenant_id,
            seq: SEQ,
            at,
            person_id: None,
            action: action.to_owned(),
            subject_kind: subject.kind.to_owned(),
            subject_id: subject.id,
            round_id: subject.round,
            agency_id: subject.agency,
            request_id: "command line".to_owned(),
            before_digest: None,
            after_digest: Some(digest::of(&self.after)),
        };
        self.insert::<audit::version::Entity>(vec![audit::version::Model {
            tenant_id,
            version: SEQ,
            recorded_at: Some(at),
        }])
        .await?;
        self.insert::<audit::Entity>(vec![entry]).await?;
        self.log().await?;
        let head = self.head.take().ok_or_else(|| Error::broken("a log of no province"))?;
        let checkpoint = head.checkpoint(self.keeper.as_ref(), tenant_id, SEQ, at)?;
        let kept = checkpoint.note.clone().map(|note| (checkpoint.origin.clone(), note));
        self.load::<log::checkpoint::Entity>(vec![checkpoint]).await?;
        match self.transaction {
            Transaction::Postgres(transaction) => transaction.commit().await?,
            Transaction::Sqlite(transaction) => transaction.commit().await?,
        }
        if let (Some(keeper), Some((origin, note))) = (&self.keeper, &kept) {
            keeper.keep(origin, note).map_err(Error::broken)?;
        }
        Ok(())
    }
}

/// Sends encoded rows by COPY. PostgreSQL refuses COPY where the policies bind whoever sends it, as they do an owner who is
/// no superuser: the rows then go through a temporary table and an INSERT, which the policies check.
async fn send<E: EntityTrait>(connection: &mut PgConnection, chunks: &[Vec<u8>]) -> Result<()> {
    let table = E::default().as_str().to_owned();
    let columns: Vec<String> = E::Column::iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let columns = columns.join(", ");
    let bound: bool = sqlx::query_scalar("SELECT row_security_active($1::regclass)")
        .bind(&table)
        .fetch_one(&mut *connection)
        .await?;
    if !bound {
        return copy::send(connection, &table, &columns, chunks).await;
    }
    let staging = format!("bulk_{table}");
    connection
        .execute(AssertSqlSafe(format!(
            "CREATE TEMPORARY TABLE IF NOT EXISTS {staging} (LIKE {table}) ON COMMIT DROP"
        )))
        .await?;
    copy::send(connection, &staging, &columns, chunks).await?;
    connection
        .execute(AssertSqlSafe(format!(
            "INSERT INTO {table} ({columns}) SELECT {columns} FROM {staging}; TRUNCATE {staging}"
        )))
        .await?;
    Ok(())
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Broken(format!("database: {error}"))
    }
}
