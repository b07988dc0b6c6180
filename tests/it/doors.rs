//! The door to the database, and the other things that are done in one place only.

use crate::floors::{Source, expect_none, sources};
use crate::kit::{Database, Furnished, Kind, on_both, on_postgres};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tonghop::store::manifest::{Class, TABLES};

/// Names that stay in one place, and where that is. `clippy.toml` bans them by type, and can be allowed away line by
/// line; this list cannot.
const KEPT: &[(&str, &[&str])] = &[
    ("DatabaseConnection", &["src/store/", "migrations/"]),
    ("DatabaseTransaction", &["src/store/", "migrations/"]),
    ("Database::connect", &["src/store/", "migrations/"]),
    ("Utc::now", &["src/store/", "src/kit/clock.rs"]),
    ("SystemTime::now", &["src/store/", "src/kit/clock.rs"]),
];

fn strays(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        for (name, homes) in
            KEPT.iter().filter(|(_, homes)| !homes.iter().any(|home| source.file.starts_with(home)))
        {
            for line in source.lines_with(name) {
                faults.push(format!("{}:{line}: {name} belongs in {}", source.file, homes.join(" or ")));
            }
        }
    }
    faults
}

#[test]
fn connections_and_the_time_of_day_stay_in_their_place() {
    expect_none(&strays(&sources()));
}

#[test]
fn strays_are_found_in_code_and_nowhere_else() {
    let text = "// Utc::now\nlet text = \"Utc::now()\"; chrono::Utc::now();\nfn f(_: &sea_orm::DatabaseConnection) {}\n\
                sea_orm::Database::connect(url); Database::name(); std::time::SystemTime :: now; MyUtc::now();";
    let home =
        [Source::new("src/store/pool.rs", text), Source::new("migrations/m0001.rs", "DatabaseTransaction")];
    assert_eq!(strays(&home), [""; 0]);
    let clock = Source::new("src/kit/clock.rs", "Utc::now(); DatabaseTransaction");
    assert_eq!(
        strays(&[clock, Source::new("src/api/root.rs", text)]),
        [
            "src/kit/clock.rs:1: DatabaseTransaction belongs in src/store/ or migrations/",
            "src/api/root.rs:3: DatabaseConnection belongs in src/store/ or migrations/",
            "src/api/root.rs:4: Database::connect belongs in src/store/ or migrations/",
            "src/api/root.rs:2: Utc::now belongs in src/store/ or src/kit/clock.rs",
            "src/api/root.rs:4: SystemTime::now belongs in src/store/ or src/kit/clock.rs",
        ]
    );
}

on_both! {
    /// The cluster works, is shared by tests that run beside each other, and gives each a database of its own.
    async fn a_test_has_a_database_of_its_own(database: Database) {
        let made = "CREATE TABLE mine (one bigint); INSERT INTO mine VALUES (1); SELECT one FROM mine";
        assert_eq!(behind_the_door(&database, made).await, 1);
    }

    async fn a_template_is_copied_as_it_was_made(furnished: Furnished) {
        let count = "DELETE FROM role_grant; SELECT count(*) FROM agency";
        assert_eq!(behind_the_door(&furnished.0, count).await, 9);
    }

    /// Beside the one before: whichever runs first, neither sees the other.
    async fn a_copy_is_changed_alone(furnished: Furnished) {
        assert_eq!(behind_the_door(&furnished.0, "SELECT count(*) FROM province").await, 2);
        let people = "SELECT count(*) FROM role_grant";
        assert_eq!(behind_the_door(&furnished.0, people).await, 2 * (2 * 7 + 4) + 2 * (2 * 2 + 4));
    }
}

on_postgres! {
    async fn the_server_logs_in_as_nobody_in_particular(database: Database) {
        let mut connection = PgConnection::connect(&database.url).await.unwrap();
        let privileged = "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication \
                          FROM pg_roles WHERE rolname = current_user";
        assert!(!sqlx::raw_sql(privileged).fetch_one(&mut connection).await.unwrap().get::<bool, _>(0));
    }

    /// The net under the door: whoever has the server's password and names no scope sees no row of any tenant.
    async fn without_a_scope_there_is_no_row(furnished: Furnished) {
        assert_eq!(behind_the_door(&furnished.0, "SELECT count(*) FROM person").await, 52);
        let mut connection = PgConnection::connect(&furnished.0.url).await.unwrap();
        let tenants = TABLES.iter().filter(|table| matches!(table.class, Class::Tenant { .. }));
        for table in tenants {
            let count = format!("SELECT count(*) FROM {}", table.name);
            let row = sqlx::raw_sql(AssertSqlSafe(count)).fetch_one(&mut connection).await.unwrap();
            assert_eq!(row.get::<i64, _>(0), 0, "{}", table.name);
        }
    }
}

/// The number that some statements end up with, run as the owner.
async fn behind_the_door(database: &Database, statements: &str) -> i64 {
    let statements = sqlx::raw_sql(AssertSqlSafe(statements));
    match database.kind {
        Kind::Sqlite => {
            let mut connection = SqliteConnection::connect(&database.admin_url).await.unwrap();
            statements.fetch_one(&mut connection).await.unwrap().get(0)
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(&database.admin_url).await.unwrap();
            statements.fetch_one(&mut connection).await.unwrap().get(0)
        }
    }
}
