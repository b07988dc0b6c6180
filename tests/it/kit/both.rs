//! One test body, two tests: on SQLite and on PostgreSQL. A name of a test is a name of a module too.

use super::database::{Database, Kind, Template};
use super::guardian::guardian;
use super::postgres::Absent;
use std::io::Write;

/// Makes `name::sqlite` and `name::postgres` of `async fn name(argument: Type) {…}`, where `Type` is a [`Stage`]:
/// the bare [`Database`], one with provinces in it, or a `World` with a server on it.
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($argument:ident: $stage:ty) $body:block)+) => { $(
        $(#[$attribute])*
        async fn $name($argument: $stage) $body

        mod $name {
            #[test]
            fn sqlite() {
                $crate::kit::both::run($crate::kit::database::Kind::Sqlite, module_path!(), super::$name);
            }

            #[test]
            fn postgres() {
                $crate::kit::both::run($crate::kit::database::Kind::Postgres, module_path!(), super::$name);
            }
        }
    )+ };
}
pub(crate) use on_both;

/// Makes `name::postgres` of a body about what only PostgreSQL has: roles, policies, two servers at once.
macro_rules! on_postgres {
    ($($(#[$attribute:meta])* async fn $name:ident($argument:ident: $stage:ty) $body:block)+) => { $(
        $(#[$attribute])*
        async fn $name($argument: $stage) $body

        mod $name {
            #[test]
            fn postgres() {
                $crate::kit::both::run($crate::kit::database::Kind::Postgres, module_path!(), super::$name);
            }
        }
    )+ };
}
pub(crate) use on_postgres;

/// What a test body asks for, built on a fresh database.
pub trait Stage: Sized {
    /// What the database holds.
    const TEMPLATE: Template;

    fn on(database: Database) -> impl Future<Output = Self>;
}

/// A database with provinces in it, and no server.
pub struct Furnished(pub Database);

impl Stage for Furnished {
    const TEMPLATE: Template = Template::Provinces;

    async fn on(database: Database) -> Self {
        Furnished(database)
    }
}

/// A database as the migrations leave it, for whatever looks at the schema itself.
pub struct Migrated(pub Database);

impl Stage for Migrated {
    const TEMPLATE: Template = Template::Migrated;

    async fn on(database: Database) -> Self {
        Migrated(database)
    }
}

impl Stage for Database {
    const TEMPLATE: Template = Template::Empty;

    async fn on(database: Database) -> Self {
        database
    }
}

/// Runs a body on a database of its own, counts it, and clears up after it. Without PostgreSQL its half is skipped
/// with a line on standard error, or fails under `TONGHOP_REQUIRE_POSTGRES=1`.
pub fn run<S: Stage, F: Future<Output = ()>>(kind: Kind, test: &str, body: impl FnOnce(S) -> F) {
    let database = match Database::fresh(kind, S::TEMPLATE) {
        Ok(database) => database,
        Err(Absent::Broken(reason)) => panic!("PostgreSQL does not work: {reason}"),
        Err(Absent::NotFound(reason)) => return skip(test, &format!("there is no PostgreSQL: {reason}")),
    };
    guardian().ran(kind);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(tonghop::server::STACK)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async { body(S::on(database.clone()).await).await });
    // First whoever still has connections, then the database.
    drop(runtime);
    database.heard.compare();
    drop(database);
}

/// Counts what cannot run on this machine, and says so; it fails under `TONGHOP_REQUIRE_POSTGRES=1`.
pub fn skip(test: &str, reason: &str) {
    let required = std::env::var_os("TONGHOP_REQUIRE_POSTGRES").is_some_and(|value| value == "1");
    assert!(!required, "TONGHOP_REQUIRE_POSTGRES=1, but {reason}");
    guardian().skipped();
    // Past the runner, which keeps to itself what passing tests print.
    let line = format!("SKIPPED on PostgreSQL: {test}: {reason}\n");
    std::io::stderr().write_all(line.as_bytes()).expect("standard error");
}
