//! The tables of SQLite, from `sqlite_master` and the pragmas.

use super::tables::{Table, Tables};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

/// Reads every table of a database.
pub async fn read(url: &str) -> Tables {
    let mut connection = SqliteConnection::connect(url).await.unwrap();
    let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut tables = Tables::new();
    for row in rows(&mut connection, sql).await {
        let name: String = row.get(0);
        let mut table = Table { checks: checks(row.get(1)), ..Table::default() };
        let mut key: Vec<(i64, String)> = Vec::new();
        for column in rows(&mut connection, &format!("PRAGMA table_info({name})")).await {
            let (title, kind): (String, String) = (column.get("name"), column.get("type"));
            let (required, part): (i64, i64) = (column.get("notnull"), column.get("pk"));
            if part > 0 {
                key.push((part, title.clone()));
            }
            // The one table that is not declared through the migrations' own words has an implied NOT NULL.
            let nullable = required == 0 && part == 0;
            table.columns.push((title, portable(&kind), nullable));
        }
        key.sort();
        table.primary = key.into_iter().map(|(_, column)| column).collect();
        for index in rows(&mut connection, &format!("PRAGMA index_list({name})")).await {
            let origin: String = index.get("origin");
            if origin == "c" {
                let title: String = index.get("name");
                let parts = rows(&mut connection, &format!("PRAGMA index_info({title})")).await;
                let columns = parts.iter().map(|part| part.get("name")).collect();
                table.indexes.push((title, index.get::<i64, _>("unique") == 1, columns));
            }
        }
        let mut number = None;
        for part in rows(&mut connection, &format!("PRAGMA foreign_key_list({name})")).await {
            let id: i64 = part.get("id");
            if number != Some(id) {
                let action = |what: &str| part.get::<String, _>(what) == "RESTRICT";
                let restrict = action("on_delete") && action("on_update");
                table.foreign.push((Vec::new(), part.get("table"), Vec::new(), restrict));
                number = Some(id);
            }
            let key = table.foreign.last_mut().unwrap();
            key.0.push(part.get("from"));
            key.2.push(part.get("to"));
        }
        tables.insert(name, table.sorted());
    }
    let others = "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')";
    assert!(rows(&mut connection, others).await.is_empty(), "no trigger, no view");
    tables
}

async fn rows(connection: &mut SqliteConnection, sql: &str) -> Vec<SqliteRow> {
    sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap()
}

/// PostgreSQL's word for a type. Integers of all sizes are one type here, but for the smallest.
fn portable(kind: &str) -> String {
    // The pragma shouts the types of its own.
    let kind = kind.to_ascii_lowercase();
    match kind.as_str() {
        "uuid_text" => "uuid",
        "date_text" => "date",
        "timestamp_with_timezone_text" => "timestamp with time zone",
        other => other,
    }
    .to_owned()
}

/// The named conditions in the text of a table: `CONSTRAINT "name" CHECK (…)`.
fn checks(sql: String) -> Vec<(String, String)> {
    let mut checks = Vec::new();
    for part in sql.split("CONSTRAINT ").skip(1) {
        let Some((name, rest)) = part.split_once(" CHECK (") else { continue };
        let mut depth = 1;
        let end = rest.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        let condition = rest[..end.expect("a closing bracket")].replace('"', "");
        checks.push((name.replace('"', ""), condition));
    }
    checks
}
