//! Pools, and opening transactions on them.

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbBackend, IntoActiveModel, Select};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, broadcast};

use super::{
    Act, Change, Key, Planted, Reader, Scope, Shared, Writer,
    apart::Apart,
    audit, diagnosis,
    kept::Kept,
    migrate,
    pools::{Hearer, counted, lazy_postgres, lazy_sqlite, open_postgres, options, sqlite},
    reader, task_failed, writer,
};
use crate::{
    kit::{
        Clock, Code, Error, Result, meter,
        trace::{self, Span},
    },
    ledger::Keeper,
};

/// Where the database is and how much of it may be used.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite://path/to/file.db` or `postgres://user@host/database`.
    pub url: String,
    /// Where the nation's readers read, as the role that sees what is closed only: PostgreSQL only, where a file is the same file.
    /// None: there are no such readers.
    pub national_url: Option<String>,
    /// The most connections, those for writing among them.
    pub connections: u32,
    /// The longest a statement may run, PostgreSQL only.
    pub statement_timeout: Duration,
    /// The longest a request waits for a connection.
    pub acquire_timeout: Duration,
    /// The longest that whoever writes waits for one: longer, because what waits in line keeps its time of arrival, and what is
    /// sent again has another.
    pub write_acquire_timeout: Duration,
    /// The most memory for what is kept between requests of what has been read, in bytes; 0 keeps nothing.
    pub kept_bytes: u64,
    /// The most rows that are read for one answer.
    pub most_rows: u64,
    /// Who signs what is added to the logs of provinces; without one, checkpoints are not signed, and there are no receipts.
    pub keeper: Option<Keeper>,
    /// Who hears the text of each statement that is sent, without its values; nobody, unless somebody wants to compare them.
    pub heard: Option<Hearer>,
    /// The leak that a test has planted; there is none in a release build.
    pub planted: Planted,
}

impl Settings {
    pub fn new(url: impl Into<String>) -> Self {
        Settings {
            url: url.into(),
            national_url: None,
            connections: 16,
            statement_timeout: Duration::from_secs(15),
            acquire_timeout: Duration::from_secs(10),
            write_acquire_timeout: Duration::from_secs(60),
            kept_bytes: 32 << 20,
            most_rows: 1_000_000,
            keeper: None,
            heard: None,
            planted: Planted::default(),
        }
    }

    /// How many of the connections to a database are for reading: on PostgreSQL all but a quarter. SQLite has a few besides its
    /// one writer.
    pub fn readers(url: &str, connections: u32) -> u32 {
        match url.starts_with("sqlite:") {
            true => connections.min(4),
            false => connections - (connections / 4).max(1).min(connections.saturating_sub(1)),
        }
    }
}

/// How many connections there are for reading other tenants beside one's own: a province continues three at most, and a few may
/// ask at once. They are opened when they are first wanted.
const BESIDE: u32 = 6;

/// How many provinces the nation's readers read at once, all of them together: a connection each.
pub const NATIONAL: u32 = 8;

/// The longest that somebody waits for several connections at once, and keeps one for as long.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database of a server.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    /// Connections for reading other tenants beside one's own: apart from the others, so that nobody who holds one of those waits
    /// for another of the same.
    beside: Apart,
    /// Connections for the nation's readers, on PostgreSQL of a role of their own; none where there are no such readers.
    national: Option<Apart>,
    clock: Clock,
    changes: broadcast::Sender<Change>,
    statements: Arc<AtomicU64>,
    kept: Option<Arc<Kept>>,
    most_rows: u64,
    keeper: Option<Keeper>,
    planted: Planted,
    /// Whether nothing may be written: the database is an old copy.
    only_reads: Arc<AtomicBool>,
    /// How often a transaction is begun anew when its connection is dead.
    tries: u32,
}

impl Store {
    /// Opens the pools. The database must have been migrated.
    pub async fn connect(settings: &Settings, clock: Clock) -> Result<Store> {
        let statements = Arc::new(AtomicU64::new(0));
        let writing = Settings { acquire_timeout: settings.write_acquire_timeout, ..settings.clone() };
        let (read, write, beside, national) = if settings.url.starts_with("sqlite:") {
            // One writer: a pool of deferred transactions loses writes to "busy".
            let read = sqlite(settings, Settings::readers(&settings.url, settings.connections)).await?;
            let national = Some(lazy_sqlite(settings, NATIONAL).await?);
            (read, sqlite(&writing, 1).await?, lazy_sqlite(settings, BESIDE).await?, national)
        } else {
            // However many read, those who write have connections.
            let readers = Settings::readers(&settings.url, settings.connections);
            let writers = settings.connections.saturating_sub(readers).max(1);
            let read = open_postgres(options(settings), settings, readers).await?;
            let write = open_postgres(options(&writing), &writing, writers).await?;
            let national = match &settings.national_url {
                Some(url) => {
                    let settings = Settings { url: url.clone(), ..settings.clone() };
                    Some(lazy_postgres(&settings, NATIONAL).await?)
                }
                None => None,
            };
            (read, write, lazy_postgres(settings, BESIDE).await?, national)
        };
        let counted = |pool| counted(pool, &statements, settings.heard.as_ref());
        let (read, write) = (counted(read), counted(write));
        let patience = settings.acquire_timeout.min(PATIENCE);
        let beside = Apart::new(counted(beside), BESIDE, patience);
        let national = national.map(|pool| Apart::new(counted(pool), NATIONAL, patience));
        let tries = settings.connections + 1;
        let changes = broadcast::channel(1024).0;
        let kept = Kept::with_room(settings.kept_bytes);
        Ok(Store {
            read,
            write,
            beside,
            national,
            clock,
            changes,
            statements,
            kept,
            most_rows: settings.most_rows,
            keeper: settings.keeper.clone(),
            planted: settings.planted.clone(),
            only_reads: Arc::default(),
            tries,
        })
    }

    /// The same store over connections for reading so many other tenants beside one's own, all of them held at once: who holds some
    /// waits for no more. Nothing may be written with it.
    ///
    /// Whoever asks must have opened its own reader before. Errors: `SERVER_BUSY` for whoever waited in vain.
    pub async fn beside(&self, tenants: usize) -> Result<(Store, OwnedSemaphorePermit)> {
        let (read, free) = self.beside.take(tenants).await?;
        Ok((Store { read, ..self.clone() }, free))
    }

    /// The same for a reader of the nation: over the connections of those, which see what is closed only. At most [`NATIONAL`].
    ///
    /// Errors: `NATION_NOT_SERVED` where there are none, `SERVER_BUSY` as above.
    pub async fn national(&self, tenants: usize) -> Result<(Store, OwnedSemaphorePermit)> {
        let national = self.national.as_ref();
        let national = national.ok_or_else(|| Error::refused(Code::NationNotServed, &[]))?;
        let (read, free) = national.take(tenants).await?;
        Ok((Store { read, ..self.clone() }, free))
    }

    /// Refuses a way to the database on which connections are dealt out anew for each transaction.
    pub async fn check_way(&self) -> Result<()> {
        match self.is_postgres() {
            // Each pool may have one connection only.
            true => diagnosis::check_way(&self.read, &self.write).await,
            false => Ok(()),
        }
    }

    /// Refuses a database that is not migrated, and a role that the row-level policies do not bind.
    pub async fn check(&self) -> Result<()> {
        migrate::check(&self.read).await
    }

    /// Opens a read-only transaction for a scope.
    pub async fn read(&self, scope: Scope) -> Result<Reader> {
        Reader::open(self, scope).await
    }

    /// Runs a verb in one transaction, which a caller that goes away cannot cancel, and commits it with its audit entry.
    ///
    /// With a key, a repeated request gets the first answer without running again. `arrived` is the instant that
    /// deadlines are judged by.
    pub async fn write<T, V, F>(
        &self,
        act: Act,
        key: Option<Key>,
        arrived: chrono::DateTime<chrono::Utc>,
        verb: V,
    ) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        V: FnOnce(Arc<Writer>) -> F + Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let store = self.clone();
        let started = Instant::now();
        let span = Span::within("transaction");
        span.word(trace::ACTION, act.action);
        let task =
            tokio::spawn(span.around(async move { store.write_to_the_end(act, key, arrived, verb).await }));
        let done = task.await.map_err(task_failed)?;
        let outcome = match &done {
            Ok(_) => "done",
            Err(Error::Refused(_)) => "refused",
            Err(Error::Busy(_)) => "busy",
            Err(Error::Broken(_)) => "failed",
        };
        meter::transaction(outcome, started.elapsed());
        span.word(trace::OUTCOME, outcome);
        span.end();
        done
    }

    async fn write_to_the_end<T, V, F>(
        &self,
        act: Act,
        key: Option<Key>,
        arrived: chrono::DateTime<chrono::Utc>,
        verb: V,
    ) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
        V: FnOnce(Arc<Writer>) -> F,
        F: Future<Output = Result<T>>,
    {
        let action = act.action;
        let writer = Arc::new(Writer::open(self, act, arrived).await?);
        if let Some(key) = &key
            && let Some(response) = writer.remembered(key).await?
        {
            return serde_json::from_str(&response).map_err(Error::broken);
        }
        let value = verb(writer.clone()).await?;
        let writer = Arc::into_inner(writer).ok_or_else(|| Error::broken("a verb kept its writer"))?;
        let remembered = match &key {
            Some(key) => Some((key, writer::response_text(&value)?)),
            None => None,
        };
        let change = writer.commit(remembered).await?;
        meter::committed(action);
        // Nobody listening is no fault.
        let _ = self.changes.send(change);
        Ok(value)
    }

    /// Makes a new tenant: its row of the reference table first, then everything else in the same transaction.
    ///
    /// On PostgreSQL only the owner's connection may do this.
    pub async fn provision<E, T, V, F>(
        &self,
        act: Act,
        now: chrono::DateTime<chrono::Utc>,
        tenant: E::Model,
        verb: V,
    ) -> Result<T>
    where
        E: Shared,
        E::Model: sea_orm::IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
        V: FnOnce(Arc<Writer>) -> F,
        F: Future<Output = Result<T>>,
    {
        let writer = Arc::new(Writer::open_for_new_tenant::<E>(self, act, now, tenant).await?);
        let value = verb(writer.clone()).await?;
        let writer = Arc::into_inner(writer).ok_or_else(|| Error::broken("a verb kept its writer"))?;
        writer.commit(None).await?;
        Ok(value)
    }

    /// The rows of a reference table, without any scope.
    pub async fn shared<E: Shared>(
        &self,
        shape: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<Vec<E::Model>> {
        reader::shared(self, shape).await
    }

    /// Adds a row to a reference table, unless it is there: operators' commands only, with the owner's connection. No tenant's data
    /// change, so that there is no audit entry.
    pub async fn add_shared<E: Shared>(&self, row: E::Model) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        let insert = E::insert(row.into_active_model()).on_conflict_do_nothing();
        insert.exec_without_returning(&self.write).await?;
        Ok(())
    }

    /// The tenant's version: raised by each committed transaction, the authority on whether anything changed.
    pub async fn version(&self, tenant: i32) -> Result<i64> {
        let reader = self.read(Scope::whole(tenant)).await?;
        audit::current_version(reader.connection(), tenant).await
    }

    /// When the last of what a tenant has was recorded, or asked about; on a server whose clock is ahead it may lie in the
    /// future. `None` before the tenant's first transaction.
    pub async fn last_recorded(&self, scope: &Scope) -> Result<Option<DateTime<Utc>>> {
        let reader = self.read(scope.clone()).await?;
        let row = audit::version_row(reader.connection(), scope.tenant()).await?;
        Ok(row.and_then(|row| row.recorded_at))
    }

    /// Settles an instant that has passed for a tenant: whatever is recorded from here on is later, on every server. Returns a
    /// version of the tenant whose transactions, with those before, are all that will ever be recorded by then.
    pub async fn settle(&self, scope: &Scope, at: DateTime<Utc>) -> Result<i64> {
        let tenant = scope.tenant();
        let reader = self.read(scope.clone()).await?;
        let row = audit::version_row(reader.connection(), tenant).await?;
        drop(reader);
        if let Some(row) = row
            && row.recorded_at.is_some_and(|recorded| at <= recorded)
        {
            return Ok(row.version);
        }
        if self.only_reads() {
            // Nothing is recorded from here on.
            return self.version(tenant).await;
        }
        let transaction = Writer::begin(self, scope).await?;
        audit::settle(&transaction, tenant, at).await?;
        let version = audit::current_version(&transaction, tenant).await?;
        transaction.commit().await?;
        Ok(version)
    }

    /// Hints of what this process commits from now on. Other processes' commits show in [`Store::version`] only.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// The most rows that are read for one answer.
    pub fn most_rows(&self) -> u64 {
        self.most_rows
    }

    /// From here on nothing is written through this store or a clone of it: whoever tries is refused, and told why.
    pub fn only_read(&self) {
        self.only_reads.store(true, Ordering::Relaxed);
    }

    /// Whether nothing is written.
    pub fn only_reads(&self) -> bool {
        self.only_reads.load(Ordering::Relaxed)
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How many statements have been run so far.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.read.ping().await?)
    }

    /// The pools: each one's name, and how many of its connections are in use and at rest.
    pub fn pools(&self) -> Vec<(&'static str, u32, u32)> {
        let count = |name, pool: &DatabaseConnection| {
            let (all, rest) = match self.is_postgres() {
                true => {
                    let pool = pool.get_postgres_connection_pool();
                    (pool.size(), pool.num_idle())
                }
                false => {
                    let pool = pool.get_sqlite_connection_pool();
                    (pool.size(), pool.num_idle())
                }
            };
            let rest = u32::try_from(rest).unwrap_or(u32::MAX).min(all);
            (name, all - rest, rest)
        };
        let mut pools =
            vec![count("read", &self.read), count("write", &self.write), count("beside", self.beside.pool())];
        pools.extend(self.national.as_ref().map(|national| count("national", national.pool())));
        pools
    }

    /// Closes the pools, waiting for what is under way.
    pub async fn close(self) -> Result<()> {
        self.write.close().await?;
        self.beside.close().await?;
        if let Some(national) = self.national {
            national.close().await?;
        }
        Ok(self.read.close().await?)
    }

    pub fn is_postgres(&self) -> bool {
        self.read.get_database_backend() == DbBackend::Postgres
    }

    pub(super) fn kept(&self) -> Option<&Arc<Kept>> {
        self.kept.as_ref()
    }

    /// Who signs what is added to the logs; nobody where there is no key.
    pub fn keeper(&self) -> Option<&Keeper> {
        self.keeper.as_ref()
    }

    /// The leak that a test has planted.
    pub fn planted(&self) -> &Planted {
        &self.planted
    }

    pub(super) fn tries(&self) -> u32 {
        self.tries
    }

    pub(super) fn read_pool(&self) -> &DatabaseConnection {
        &self.read
    }

    pub(super) fn write_pool(&self) -> &DatabaseConnection {
        &self.write
    }
}
