//! The door to the database, seen from outside.

use crate::kit::{Database, Kind, on_both};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

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
            let row = sqlx::raw_sql(AssertSqlSafe(privileged)).fetch_one(&mut connection).await.unwrap();
            assert!(!row.get::<bool, _>(0));
        }
    }
}
