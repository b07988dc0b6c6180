//! A table of an agency's rows, as a room of the house declares it, and the ways in which a verb can go wrong.

use crate::kit::world::START;
use crate::kit::{Database, Kind};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Condition, ExprTrait};
use sqlx::{Connection, Executor, PgConnection, Row, SqliteConnection};
use std::pin::Pin;
use std::sync::Arc;
use tonghop::kit::{Clock, Error, Result, digest, id};
use tonghop::organisation::{AgencyColumn, AgencyEntity, AgencyRow};
use tonghop::store::{Act, Key, Scope, Settings, Store, Subject, Writer};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "mobilisation_model")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub agency_id: Uuid,
    pub code: String,
    pub name: String,
    pub name_folded: String,
    pub field: String,
    pub level: String,
    pub holder: String,
    pub stage: String,
    pub registered_on: Date,
    pub stage_on: Date,
    pub summary: Option<String>,
}

tonghop::owned!(agency);

/// What a verb is, written out.
pub type Verb = Box<dyn FnOnce(Arc<Writer>) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send>;

/// The condition of a join from agencies.
pub fn of_agency() -> Condition {
    Condition::all().add(Expr::col((Entity, Column::AgencyId)).equals((AgencyEntity, AgencyColumn::Id)))
}

/// A store with this many connections.
pub async fn store(url: &str, connections: u32) -> Store {
    let settings = Settings { connections, ..Settings::new(url) };
    Store::connect(&settings, Clock::fixed(START.parse().unwrap())).await.unwrap()
}

/// The agencies of a tenant.
pub async fn agencies(store: &Store, tenant: i32) -> Vec<AgencyRow> {
    store.read(Scope::whole(tenant)).await.unwrap().find::<AgencyEntity>().all().await.unwrap()
}

pub fn entry(tenant: i32, agency: Uuid, code: &str) -> Model {
    let day = Date::from_ymd_opt(2019, 9, 1).unwrap();
    Model {
        tenant_id: tenant,
        id: id::new(START.parse().unwrap()),
        agency_id: agency,
        code: code.into(),
        name: format!("Mô hình {code}"),
        name_folded: format!("mo hinh {code}"),
        field: "ECONOMY".into(),
        level: "DISTRICT".into(),
        holder: "COLLECTIVE".into(),
        stage: "REGISTERED".into(),
        registered_on: day,
        stage_on: day,
        summary: None,
    }
}

/// What a transaction of these tests is for.
pub fn act(scope: Scope) -> Act {
    Act { scope, person: None, action: "test", request_id: "test".into() }
}

/// A key of somebody's, for a request of these words.
pub fn key(words: &str) -> Key {
    Key {
        person: Uuid::from_u128(7),
        key: Uuid::from_u128(9),
        request_hash: digest::sha256(words.as_bytes()),
    }
}

/// Inserts a row in a scope.
pub async fn entry_in(store: &Store, scope: Scope, row: Model) -> Result<()> {
    store
        .write(act(scope), None, START.parse().unwrap(), move |writer| async move {
            writer.about(Subject::new("MobilisationModel", row.id));
            writer.insert::<Entity>(row).await
        })
        .await
}

/// The cause of what must be a fault of ours.
#[track_caller]
pub fn broken<T: std::fmt::Debug>(done: Result<T>) -> String {
    match done {
        Err(Error::Broken(cause)) => cause,
        other => panic!("no fault: {other:?}"),
    }
}

/// What whoever waited in vain was told, for the log.
pub fn busy<T: std::fmt::Debug>(done: Result<T>) -> String {
    match done {
        Err(Error::Busy(cause)) => cause,
        other => panic!("nobody waited: {other:?}"),
    }
}

/// A verb that inserts a row and then does something else.
pub fn insert(
    row: &Model,
    named: bool,
    then: impl FnOnce(Arc<Writer>) -> Result<()> + Send + 'static,
) -> Verb {
    let row = row.clone();
    Box::new(move |writer| {
        Box::pin(async move {
            if named {
                writer.about(Subject::new("MobilisationModel", row.id));
            }
            writer.insert::<Entity>(row).await?;
            then(writer)
        })
    })
}

/// How many rows there are of models, audit entries and answers to be given again.
pub async fn traces(database: &Database) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["mobilisation_model", "audit_entry", "idempotency"] {
        counts.push(number(database, &format!("SELECT count(*) FROM {table}")).await);
    }
    counts
}

/// Removes the models, behind the door.
pub async fn clear(database: &Database) {
    number(database, "DELETE FROM mobilisation_model; SELECT 0").await;
}

/// The number that some statements end up with, run as the owner.
pub async fn number(database: &Database, statements: &str) -> i64 {
    let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(statements));
    match database.kind {
        Kind::Sqlite => {
            let mut connection = SqliteConnection::connect(&database.admin_url).await.unwrap();
            connection.execute("PRAGMA busy_timeout = 10000").await.unwrap();
            sql.fetch_one(&mut connection).await.unwrap().get(0)
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(&database.admin_url).await.unwrap();
            let row = sql.fetch_one(&mut connection).await.unwrap();
            row.try_get::<i64, _>(0).unwrap_or_else(|_| i64::from(row.get::<i32, _>(0)))
        }
    }
}
