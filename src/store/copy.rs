//! Copies of an embedded database, and whether a file is one.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::path::Path;

use super::{connect::Settings, migrate, migrations, pools};
use crate::kit::{Error, Result};

/// The number of the schema that this program needs.
pub fn newest_schema() -> i32 {
    migrations::ALL.last().map_or(0, |migration| migration.number)
}

/// Writes a copy of an embedded database into a file that is not there yet, as of one instant, while others write. Returns the
/// number of the copy's schema.
///
/// `VACUUM INTO` reads in one transaction, which in WAL mode keeps nobody from writing, and leaves a file that needs no other.
pub async fn copy(settings: &Settings, to: &Path) -> Result<i32> {
    let file = to.to_str().ok_or_else(|| Error::broken("the name of the copy is no text"))?;
    let pool = pools::sqlite(settings, 1).await?;
    let sql = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [file.into()]);
    let copied = pool.execute_raw(sql).await;
    pool.close().await?;
    copied?;
    // A database in its own mode again, so that whoever looks at it need not change it.
    let own = Settings { url: format!("sqlite://{file}"), ..settings.clone() };
    let pool = pools::sqlite(&own, 1).await?;
    let schema = migrate::latest(&pool).await;
    pool.close().await?;
    // It is written without waiting for the disk.
    let synced = std::fs::File::open(to).and_then(|file| file.sync_all());
    synced.map_err(|error| Error::broken(format!("{file}: {error}")))?;
    schema
}

/// A file that nobody writes to, as the door opens it for reading, without a trace beside it.
pub fn still(file: &Path) -> Settings {
    Settings {
        connections: 1,
        kept_bytes: 0,
        ..Settings::new(format!("sqlite://{}?immutable=1&mode=ro", file.display()))
    }
}

/// What is wrong with a file, by the database's own checks of its pages and foreign keys; empty when nothing is.
pub async fn faults(file: &Path) -> Result<Vec<String>> {
    let pool = pools::sqlite(&still(file), 1).await?;
    let ask = async |sql| pool.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await;
    let mut faults = Vec::new();
    for row in ask("PRAGMA integrity_check").await? {
        let said: String = row.try_get_by_index(0)?;
        if said != "ok" {
            faults.push(said);
        }
    }
    for row in ask("PRAGMA foreign_key_check").await? {
        let (table, target): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
        faults.push(format!("a row of {table} points at a row of {target} that is not there"));
    }
    pool.close().await?;
    Ok(faults)
}
