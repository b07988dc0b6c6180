//! The door to the database, and the other things that are done in one place only.

use crate::floors::{Source, expect_none, sources};
use crate::kit::{Database, Kind, on_both};
use sqlx::{Connection, PgConnection, Row, SqliteConnection};

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
        const STATEMENTS: &str = "CREATE TABLE mine (one bigint); INSERT INTO mine VALUES (1); SELECT one FROM mine";
        let row: i64 = match database.kind {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(&database.url).await.unwrap();
                sqlx::raw_sql(STATEMENTS).fetch_one(&mut connection).await.unwrap().get(0)
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(&database.admin_url).await.unwrap();
                sqlx::raw_sql(STATEMENTS).fetch_one(&mut connection).await.unwrap().get(0)
            }
        };
        assert_eq!(row, 1);
    }

    async fn the_server_logs_in_as_nobody_in_particular(database: Database) {
        if database.kind == Kind::Postgres {
            let mut connection = PgConnection::connect(&database.url).await.unwrap();
            let privileged = "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication \
                              FROM pg_roles WHERE rolname = current_user";
            let row = sqlx::raw_sql(privileged).fetch_one(&mut connection).await.unwrap();
            assert!(!row.get::<bool, _>(0));
        }
    }
}
