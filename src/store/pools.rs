//! Opening pools: what every connection to either database is told.

use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::Settings;
use crate::kit::{Error, Result};

/// Who hears the texts of statements.
#[derive(Clone)]
pub struct Hearer(Arc<dyn Fn(&str) + Send + Sync>);

impl Hearer {
    /// Called with each text, on the way to the database: it must not wait for anything.
    pub fn new(hear: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Hearer(Arc::new(hear))
    }

    fn hear(&self, statement: &str) {
        self.0(statement);
    }
}

impl std::fmt::Debug for Hearer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hearer")
    }
}

/// A pool whose statements are counted, and told to whoever wants to hear them.
pub(super) fn counted(
    mut pool: DatabaseConnection,
    statements: &Arc<AtomicU64>,
    heard: Option<&Hearer>,
) -> DatabaseConnection {
    let (statements, heard) = (statements.clone(), heard.cloned());
    pool.set_metric_callback(move |sent| {
        statements.fetch_add(1, Ordering::Relaxed);
        if let Some(heard) = &heard {
            heard.hear(&sent.statement.sql);
        }
    });
    pool
}

pub(super) fn options(settings: &Settings) -> ConnectOptions {
    let mut options = ConnectOptions::new(&settings.url);
    options.sqlx_logging(false).acquire_timeout(settings.acquire_timeout).test_before_acquire(false);
    options
}

pub(super) async fn sqlite(settings: &Settings, connections: u32) -> Result<DatabaseConnection> {
    open_sqlite(options(settings), connections, false).await
}

/// Connections that are opened when they are wanted, and only read.
pub(super) async fn lazy_sqlite(settings: &Settings, connections: u32) -> Result<DatabaseConnection> {
    let mut options = options(settings);
    options.connect_lazy(true).min_connections(0);
    open_sqlite(options, connections, true).await
}

pub(super) async fn lazy_postgres(settings: &Settings, connections: u32) -> Result<DatabaseConnection> {
    let mut options = options(settings);
    options.connect_lazy(true).min_connections(0);
    open_postgres(options, settings, connections).await
}

async fn open_sqlite(
    mut options: ConnectOptions,
    connections: u32,
    only_reads: bool,
) -> Result<DatabaseConnection> {
    options.max_connections(connections).map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        if only_reads { sqlite.pragma("query_only", "on") } else { sqlite }
    });
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_release(|connection, _| Box::pin(rollback_sqlite(connection)))
    });
    Ok(Database::connect(options).await?)
}

pub(super) async fn postgres(settings: &Settings) -> Result<DatabaseConnection> {
    open_postgres(options(settings), settings, settings.connections).await
}

pub(super) async fn open_postgres(
    mut options: ConnectOptions,
    settings: &Settings,
    connections: u32,
) -> Result<DatabaseConnection> {
    // What the driver says of an address that it cannot read repeats it, with its password.
    if settings.url.parse::<sqlx::postgres::PgConnectOptions>().is_err() {
        return Err(Error::broken(
            "the database's address cannot be read; it is like postgres://role@host/database",
        ));
    }
    let statement_timeout = settings.statement_timeout.as_millis().to_string();
    options.max_connections(connections).map_sqlx_postgres_opts(move |postgres| {
        postgres.application_name("tonghop").options([
            ("statement_timeout", statement_timeout.as_str()),
            ("idle_in_transaction_session_timeout", "60000"),
            ("lock_timeout", "10000"),
        ])
    });
    // A `begin` that was cancelled can leave a connection inside a transaction; later writes on it would be lost.
    options.map_sqlx_postgres_pool_opts(|pool| {
        pool.after_release(|connection, _| Box::pin(rollback_postgres(connection)))
    });
    Ok(Database::connect(options).await?)
}

async fn rollback_postgres(connection: &mut sqlx::PgConnection) -> std::result::Result<bool, sqlx::Error> {
    use sqlx::Executor;
    // Outside a transaction, which is the usual case, a bare ROLLBACK is a warning in the log each time. Inside one, BEGIN
    // is; inside one that failed, BEGIN is an error, and the connection is closed.
    connection.execute("BEGIN; ROLLBACK").await.map(|_| true)
}

/// SQLite refuses a rollback outside a transaction: that is the usual case, and no fault.
async fn rollback_sqlite(connection: &mut sqlx::SqliteConnection) -> std::result::Result<bool, sqlx::Error> {
    use sqlx::Executor;
    let _ = connection.execute("ROLLBACK").await;
    Ok(true)
}
