//! A writing transaction for one scope: committed with its audit entries, or nothing.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    IntoActiveModel, Iterable, PaginatorTrait, PrimaryKeyToColumn, QueryFilter, TransactionOptions,
    TransactionTrait, UpdateMany, Value as SqlValue,
    sea_query::{Expr, ExprTrait},
};
use serde::Serialize;
use std::{
    ops::Deref,
    sync::{Mutex, PoisonError},
};
use uuid::Uuid;

use super::{
    Change, Owned, Reader, Scope, Shared, Store, Subject, audit, failpoint, idempotency, log::Log, lost,
};
use crate::{
    kit::{Code, Error, Result, digest},
    ledger::{Collector, Keeper},
};

/// What a writing transaction is for: goes into the audit log.
#[derive(Clone, Debug)]
pub struct Act {
    /// Whose rows it may touch.
    pub scope: Scope,
    /// The person who acts; `None` for the operator's own commands.
    pub person: Option<Uuid>,
    /// The name of the verb, as the API spells it.
    pub action: &'static str,
    /// The request it came with.
    pub request_id: String,
}

/// Reads and changes the rows of one scope in one transaction.
///
/// Derefs to a [`Reader`] of the same transaction. Rows cannot change their owner: the tenant is stamped on insert and
/// is part of every update's predicate.
pub struct Writer {
    reader: Reader,
    act: Act,
    version: i64,
    now: DateTime<Utc>,
    recorded: DateTime<Utc>,
    keeper: Option<Keeper>,
    ledger: Mutex<Ledger>,
}

/// What the transaction has changed so far.
#[derive(Default)]
struct Ledger {
    subject: Option<Subject>,
    before: Vec<String>,
    after: Vec<String>,
    steps: u32,
    /// What of it goes into the province's log.
    log: Collector,
    /// Whether the log begins with it.
    begins: bool,
    /// Whether its audit entry goes into the log whatever else does.
    noted: bool,
}

impl Deref for Writer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Writer {
    /// Begins, and takes the tenant's version row: writers of one tenant follow one another.
    pub(super) async fn open(store: &Store, act: Act, now: DateTime<Utc>) -> Result<Writer> {
        let transaction = Self::begin(store, &act.scope).await?;
        Self::of(store, act, now, transaction).await
    }

    /// Begins for a tenant that is not there yet: its reference row comes first, because everything points at it.
    pub(super) async fn open_for_new_tenant<E: Shared>(
        store: &Store,
        act: Act,
        now: DateTime<Utc>,
        tenant: E::Model,
    ) -> Result<Writer>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        let transaction = Self::begin(store, &act.scope).await?;
        E::insert(tenant.into_active_model()).exec_without_returning(&transaction).await?;
        Self::of(store, act, now, transaction).await
    }

    /// Begins a transaction for a scope, to be written in.
    pub(super) async fn begin(store: &Store, scope: &Scope) -> Result<DatabaseTransaction> {
        if store.only_reads() {
            return Err(Error::refused(Code::ReadOnlyCopy, &[]));
        }
        let pool = store.write_pool();
        let immediate = || TransactionOptions {
            sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        // Whoever waited for the tenant's version row must see what the one before wrote.
        let settings = store.planted().settings(scope);
        let settings = format!("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; {settings}");
        let begin = || async {
            if pool.get_database_backend() == DbBackend::Sqlite {
                return pool.begin_with_options(immediate()).await;
            }
            let transaction = pool.begin().await?;
            transaction.execute_unprepared(&settings).await?;
            Ok(transaction)
        };
        Ok(lost::on_a_live_one(store.tries(), begin).await?)
    }

    async fn of(
        store: &Store,
        act: Act,
        now: DateTime<Utc>,
        transaction: DatabaseTransaction,
    ) -> Result<Writer> {
        failpoint::reach(act.action, 1);
        let (version, recorded) =
            audit::raise_version(&transaction, act.scope.tenant(), store.clock()).await?;
        let reader = Reader::of_writer(store, transaction, act.scope.clone());
        let ledger = Ledger { steps: 1, begins: version == 1, ..Ledger::default() };
        let keeper = store.keeper().cloned();
        Ok(Writer { reader, act, version, now, recorded, keeper, ledger: Mutex::new(ledger) })
    }

    /// The instant of this transaction: when its request arrived.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// When what this transaction writes begins to be known: later than whatever was recorded before it in this province,
    /// and than whatever instant somebody has asked about. Not what deadlines are judged by, which is [`Writer::now`].
    pub fn recorded(&self) -> DateTime<Utc> {
        self.recorded
    }

    /// Who acts.
    pub fn person(&self) -> Option<Uuid> {
        self.act.person
    }

    /// Names what the audit entry is about. A transaction that changes something and names nothing is not committed.
    pub fn about(&self, subject: Subject) {
        self.ledger().subject = Some(subject);
    }

    /// Inserts a row, stamped with the tenant.
    pub async fn insert<E: Owned>(&self, row: E::Model) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        self.insert_unless_there::<E>(row).await?.map_err(Error::from)
    }

    /// Inserts a row; the inner error is the database's own, for telling a duplicate from a fault.
    pub async fn insert_unless_there<E: Owned>(&self, row: E::Model) -> Result<std::result::Result<(), DbErr>>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        self.reach();
        let digest = digest::of(&row);
        let logged = logged::<E>(&row)?;
        let row = self.stamped::<E>(row)?;
        let done = E::insert(row).exec_without_returning(self.reader.connection()).await;
        let mut ledger = self.ledger();
        ledger.after.push(digest);
        if let (Some((table, row)), Ok(_)) = (logged, &done) {
            ledger.log.written(table, &row, false)?;
        }
        drop(ledger);
        Ok(done.map(|_| ()))
    }

    /// Inserts many rows in statements of bounded size, each stamped with the tenant.
    pub async fn insert_all<E: Owned>(&self, rows: Vec<E::Model>) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        // SQLite takes 32,766 variables a statement, PostgreSQL 65,535.
        let columns = E::Column::iter().count().max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            self.reach();
            let mut batch = Vec::new();
            for row in rows.by_ref().take(30_000 / columns) {
                let mut ledger = self.ledger();
                ledger.after.push(digest::of(&row));
                if let Some((table, row)) = logged::<E>(&row)? {
                    ledger.log.written(table, &row, false)?;
                }
                drop(ledger);
                batch.push(self.stamped::<E>(row)?);
            }
            E::insert_many(batch).exec_without_returning(self.reader.connection()).await?;
        }
        Ok(())
    }

    /// Replaces a row by what it has become. The row must be inside the scope, and keeps its key and its owner.
    ///
    /// What was read is not compared with what is there: writers of one tenant follow one another, so that `before`, read in
    /// this transaction, still stands.
    pub async fn update<E: Owned>(&self, before: &E::Model, after: E::Model) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel> + PartialEq + Clone + Send + Sync,
        E::ActiveModel: Send,
    {
        self.reach();
        {
            let mut ledger = self.ledger();
            ledger.before.push(digest::of(before));
            ledger.after.push(digest::of(&after));
            if let (Some((table, before)), Some((_, after))) = (logged::<E>(before)?, logged::<E>(&after)?) {
                ledger.log.changed(table, &before, &after)?;
            }
        }
        let Step { update, row, changed } = Step::<E>::of(self.reader.scope(), before, after)?;
        let connection = self.reader.connection();
        // An update of no column would not be sent.
        let found = match changed {
            true => update.filter(row).exec(connection).await?.rows_affected,
            false => E::find().filter(row).count(connection).await?,
        };
        if found == 1 { Ok(()) } else { Err(Error::broken("an update missed its row")) }
    }

    /// Begins the log of a province that has none although it was there before: what was written then is put into it row by
    /// row, by [`Writer::found`].
    pub fn begin_log(&self) {
        self.ledger().begins = true;
    }

    /// Puts the audit entry into the log, with the digest of what it is about, though nothing else of the transaction may be.
    pub fn note(&self, what: &(impl Serialize + Sync)) {
        let mut ledger = self.ledger();
        ledger.after.push(digest::of(what));
        ledger.noted = true;
    }

    /// Puts a row of a table into the log that was written before there was one.
    pub fn found(&self, table: &'static str, row: &serde_json::Value) -> Result<()> {
        let mut ledger = self.ledger();
        ledger.after.push(digest::of(row));
        ledger.log.written(table, row, true)
    }

    /// Inserts a row of a reference table: operators' commands only.
    pub async fn insert_shared<E: Shared>(&self, row: E::Model) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel> + Serialize,
        E::ActiveModel: Send,
    {
        self.reach();
        self.ledger().after.push(digest::of(&row));
        E::insert(row.into_active_model()).exec_without_returning(self.reader.connection()).await?;
        Ok(())
    }

    fn stamped<E: Owned>(&self, row: E::Model) -> Result<E::ActiveModel>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let mut row = row.into_active_model();
        if let Some(column) = E::agency_column() {
            let agency = match row.get(column).into_value() {
                Some(SqlValue::Uuid(agency)) => agency,
                _ => None,
            };
            if !agency.is_some_and(|agency| self.reader.scope().covers(agency)) {
                return Err(Error::broken("an insert outside the scope's agencies"));
            }
        }
        row.set(E::tenant_column(), self.reader.scope().tenant().into());
        Ok(row)
    }

    /// Writes the audit entry and the idempotency row, and commits.
    pub(super) async fn commit(self, remembered: Option<(&idempotency::Key, String)>) -> Result<Change> {
        self.reach();
        let Writer { reader, act, version, now, recorded, keeper, ledger } = self;
        let ledger = ledger.into_inner().unwrap_or_else(PoisonError::into_inner);
        let subject = ledger.subject.ok_or_else(|| Error::broken("a change about nothing"))?;
        let change = Change { tenant: act.scope.tenant(), version, subject: subject.clone() };
        let connection = reader.connection();
        let entry =
            audit::record(connection, &act, version, now, subject, &ledger.before, &ledger.after).await?;
        failpoint::reach(act.action, ledger.steps + 1);
        let log = Log { keeper: keeper.as_ref(), recorded, begins: ledger.begins, noted: ledger.noted };
        let kept = log.append(connection, entry, ledger.log).await?;
        failpoint::reach(act.action, ledger.steps + 2);
        if let Some((key, response)) = remembered {
            idempotency::remember(connection, act.scope.tenant(), key, response, now).await?;
        }
        failpoint::reach(act.action, ledger.steps + 3);
        reader.into_transaction().commit().await?;
        failpoint::reach(act.action, ledger.steps + 4);
        if let (Some(keeper), Some((origin, note))) = (&keeper, &kept)
            && let Err(error) = keeper.keep(origin, note)
        {
            // It is committed, and the next one proves as much.
            tracing::error!(%error, origin, "a checkpoint could not be kept outside the database");
        }
        Ok(change)
    }

    /// The answer given before under the same key, if there was one.
    pub(super) async fn remembered(&self, key: &idempotency::Key) -> Result<Option<String>> {
        let (reader, tenant) = (&self.reader, self.act.scope.tenant());
        idempotency::recall(reader.connection(), tenant, key, reader.planted()).await
    }

    fn ledger(&self) -> std::sync::MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a step of the transaction, where a crash test may end the process.
    fn reach(&self) {
        let step = {
            let mut ledger = self.ledger();
            ledger.steps += 1;
            ledger.steps
        };
        failpoint::reach(self.act.action, step);
    }
}

/// A row's table and what is in it, where the log has it.
fn logged<E: Owned>(row: &E::Model) -> Result<Option<(&'static str, serde_json::Value)>> {
    let table = E::default().as_str();
    if !Collector::wants(table) {
        return Ok(None);
    }
    Ok(Some((table, serde_json::to_value(row).map_err(Error::broken)?)))
}

/// A row on its way from one state to the next.
pub(super) struct Step<E: EntityTrait> {
    pub update: UpdateMany<E>,
    /// The row, inside the scope.
    pub row: Condition,
    /// Whether any column changes.
    pub changed: bool,
}

impl<E: Owned> Step<E> {
    /// Refuses what would give the row another key or another owner.
    pub fn of(scope: &Scope, before: &E::Model, after: E::Model) -> Result<Self>
    where
        E::Model: IntoActiveModel<E::ActiveModel> + Clone,
    {
        let old = before.clone().into_active_model();
        let new = after.into_active_model();
        let owner = [Some(E::tenant_column()), E::agency_column()].map(|column| column.map(name_of));
        let mut update = E::update_many();
        let mut row = Condition::all().add(scope.predicate::<E>());
        let mut changed = false;
        for column in E::Column::iter() {
            let (was, is) = (old.get(column).into_value(), new.get(column).into_value());
            let key = is_key::<E>(column);
            if was != is && (key || owner.contains(&Some(name_of(column)))) {
                return Err(Error::broken("an update that would move its row"));
            }
            if key {
                let key = was.ok_or_else(|| Error::broken("an update without a key"))?;
                row = row.add(ExprTrait::eq(Expr::col(column), key));
            } else if was != is {
                changed = true;
                update = update.col_expr(column, column_value::<E>(column, is));
            }
        }
        Ok(Step { update, row, changed })
    }
}

fn is_key<E: EntityTrait>(column: E::Column) -> bool {
    E::PrimaryKey::iter().any(|key| name_of(key.into_column()) == name_of(column))
}

fn name_of(column: impl sea_orm::IdenStatic) -> &'static str {
    column.as_str()
}

fn column_value<E: EntityTrait>(
    column: E::Column,
    value: Option<SqlValue>,
) -> sea_orm::sea_query::SimpleExpr {
    let expression = value.map_or_else(|| Expr::val(Option::<String>::None), Expr::val);
    sea_orm::ColumnTrait::save_as(&column, expression)
}

/// The answer of a verb, as it is kept for a repeated request.
pub(super) fn response_text<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Error::broken)
}
