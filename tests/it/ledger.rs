//! Tampering is evident: receipts over the wire, and a database that somebody with every right has been at.

mod begun;
mod costs;
mod forged;
mod program;
mod receipts;
mod rewritten;
pub mod tampered;

use crate::kit::course::{PERIOD, figure};
use crate::kit::database::{Database, Kind};
use crate::kit::server::keeper;
use crate::kit::world::World;
use serde_json::{Value, json};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use tonghop::inspection::{self, Evidence, Inspected};
use tonghop::kit::{Clock, Error, vocabulary::Role};
use tonghop::ledger::VerifierKey;
use tonghop::store::{Settings, Store, manifest::TABLES};

/// The log of the province that tests are about.
pub const ORIGIN: &str = "tonghop.local/84";

/// The key that a test's server signs with.
pub fn key(database: &Database) -> VerifierKey {
    keeper(database).unwrap().verifier(ORIGIN)
}

/// What an inspection says of a database with what is kept of it outside: what it looked at, or the first contradiction in
/// English.
pub async fn inspect(database: &Database, evidence: &Evidence) -> Result<Inspected, String> {
    let store = Store::connect(&Settings::new(&database.url), Clock::system()).await.map_err(text)?;
    let done = inspection::verify(&store, evidence, &[key(database)], &mut |_| {}).await.map_err(text)?;
    store.close().await.map_err(text)?;
    done.map_err(|finding| {
        let said = finding.0;
        assert!(said.vi != said.en && said.vi.ends_with('.') && said.en.ends_with('.'), "{said:?}");
        said.en
    })
}

fn text(error: Error) -> String {
    match error {
        Error::Busy(cause) | Error::Broken(cause) => cause,
        Error::Refused(problems) => format!("{problems:?}"),
    }
}

/// What is kept outside by the server of a test.
pub fn outside(database: &Database) -> Evidence {
    let mut evidence = Evidence::default();
    let folder = database.folder.path().join("checkpoints");
    if folder.exists() {
        evidence.add(&folder).map_err(text).unwrap();
    }
    evidence
}

/// Runs statements as the superuser, with no key in the way.
pub async fn sabotage(database: &Database, statements: &str) {
    let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(statements));
    match database.kind {
        Kind::Sqlite => {
            let mut connection = SqliteConnection::connect(&database.admin_url).await.unwrap();
            connection.execute("PRAGMA busy_timeout = 10000").await.unwrap();
            connection.execute("PRAGMA foreign_keys = OFF").await.unwrap();
            sql.execute(&mut connection).await.unwrap();
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(&database.admin_url).await.unwrap();
            connection.execute("SET session_replication_role = replica").await.unwrap();
            sql.execute(&mut connection).await.unwrap();
        }
    }
}

fn tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.name).filter(|name| *name != "schema_migration")
}

/// Keeps a copy of everything, as a dump is.
pub async fn dump(database: &Database, name: &str) {
    let copies: Vec<String> =
        tables().map(|table| format!("CREATE TABLE {name}_{table} AS SELECT * FROM {table}")).collect();
    sabotage(database, &format!("BEGIN; {}; COMMIT", copies.join("; "))).await;
}

/// Puts back what was kept.
pub async fn restore(database: &Database, name: &str) {
    let back = |table| format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {name}_{table}");
    let back = tables().map(back).collect::<Vec<_>>().join("; ");
    sabotage(database, &format!("BEGIN; {back}; COMMIT")).await;
}

/// A figure and a section.
pub fn said(value: i64, lesson: &str) -> Value {
    let mut patch = figure(value);
    patch["sections"] = json!([{ "sectionCode": "lessons", "items": [lesson] }]);
    patch
}

impl World {
    /// Files a report of an agency with a figure and a section.
    pub async fn files(&self, agency: &'static str, value: i64, lesson: &str) {
        let submitter = self.person(Role::Submitter, agency);
        submitter.save_draft(agency, PERIOD, said(value, lesson)).await.expect_done();
        self.file(agency).await;
    }
}
