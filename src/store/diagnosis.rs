//! What an operator wants to know of a database before a server runs on it. Nothing is changed by looking.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use sqlx::{AssertSqlSafe, PgConnection, Row, postgres::PgConnectOptions, postgres::PgSslMode};
use std::path::PathBuf;

use super::{
    connect::Settings,
    copy::newest_schema,
    manifest::{Class, TABLES, Writes},
    migrate, pools,
};
use crate::kit::{Clock, Result};

/// The way to a database server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The server's name, address or socket.
    pub host: String,
    /// Whether it is this very machine.
    pub here: bool,
    /// Whether certificate and name of the server are checked: `sslmode=verify-full`.
    pub verified: bool,
}

impl Way {
    /// The way that an URL names, with what the environment adds to it (`PGHOST`, `PGSSLMODE`); `None` for a file, and for what
    /// cannot be read.
    pub fn of(url: &str) -> Option<Way> {
        if url.starts_with("sqlite:") {
            return None;
        }
        let options: PgConnectOptions = url.parse().ok()?;
        let host = options.get_host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let address = host.parse::<std::net::IpAddr>();
        let here = host.starts_with('/')
            || options.get_socket().is_some()
            || host == "localhost"
            || address.is_ok_and(|address| address.is_loopback());
        Some(Way { host, here, verified: matches!(options.get_ssl_mode(), PgSslMode::VerifyFull) })
    }
}

/// The file of an embedded database.
pub fn file_of(url: &str) -> Option<PathBuf> {
    let file = url.strip_prefix("sqlite://")?;
    Some(PathBuf::from(file.split('?').next().unwrap_or(file)))
}

/// What was seen.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The schema's number; `None` where nothing has been set up.
    pub applied: Option<i32>,
    /// The number that this program needs.
    pub newest: i32,
    /// How far the database's clock is ahead of ours; zero for a file.
    pub ahead: Duration,
    /// What only a database server has.
    pub server: Option<DatabaseServer>,
}

/// A database server, as seen by the role that connects.
#[derive(Clone, Debug)]
pub struct DatabaseServer {
    pub role: String,
    /// Why the policies do not bind the role: superuser, bypasses them, owns tables.
    pub superuser: bool,
    pub bypasses: bool,
    pub owns: bool,
    /// Tables of tenants whose policies are not there, or not forced.
    pub unforced: Vec<String>,
    /// Tables on which the role may do more than the manifest says.
    pub excess: Vec<String>,
    /// Settings under which what was acknowledged may be lost when the machine fails.
    pub careless: Vec<String>,
}

/// Looks at a database. `None`: something in between deals connections out transaction by transaction, so that of two answers nobody
/// knows whether they are of the same session. Errors: it does not answer.
pub async fn diagnose(settings: &Settings, clock: &Clock) -> Result<Option<Diagnosis>> {
    let newest = newest_schema();
    if let Some(file) = file_of(&settings.url) {
        let url = format!("sqlite://{}?mode=ro", file.display());
        let pool = pools::sqlite(&Settings { url, ..settings.clone() }, 1).await?;
        let applied = migrate::latest(&pool).await.ok().filter(|applied| *applied > 0);
        pool.close().await?;
        return Ok(Some(Diagnosis { applied, newest, ahead: Duration::zero(), server: None }));
    }
    let pool = pools::postgres(&Settings { connections: 2, ..settings.clone() }).await?;
    // Before anything that prepares a statement, which would be another session's already.
    if pooled(&pool, &pool).await? {
        pool.close().await?;
        return Ok(None);
    }
    let seen = look(&pool, clock).await;
    let applied = migrate::latest(&pool).await.ok().filter(|applied| *applied > 0);
    pool.close().await?;
    let (server, ahead) = seen?;
    Ok(Some(Diagnosis { applied, newest, ahead, server: Some(server) }))
}

async fn look(pool: &DatabaseConnection, clock: &Clock) -> Result<(DatabaseServer, Duration)> {
    let before = clock.now();
    let sql = "SELECT clock_timestamp() AS now, current_user::text AS role, rolsuper, rolbypassrls, \
               EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns, \
               current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes, \
               current_setting('synchronous_commit') AS synchronous_commit \
               FROM pg_roles WHERE rolname = current_user";
    let row = one(pool, sql).await?;
    // The answer was made somewhere in the middle of the way there and back.
    let ours = before + (clock.now() - before) / 2;
    let theirs: DateTime<Utc> = row.try_get("", "now")?;
    let mut careless = Vec::new();
    for name in ["fsync", "full_page_writes", "synchronous_commit"] {
        if row.try_get::<String>("", name)? == "off" {
            careless.push(name.to_owned());
        }
    }
    let (unforced, excess) = tables(pool).await?;
    let server = DatabaseServer {
        role: row.try_get("", "role")?,
        superuser: row.try_get("", "rolsuper")?,
        bypasses: row.try_get("", "rolbypassrls")?,
        owns: row.try_get("", "owns")?,
        unforced,
        excess,
        careless,
    };
    Ok((server, theirs - ours))
}

async fn one(pool: &DatabaseConnection, sql: &str) -> Result<sea_orm::QueryResult> {
    let statement = Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    pool.query_one_raw(statement).await?.ok_or_else(|| crate::kit::Error::broken("no such role"))
}

/// The tables whose policies do not hold, and those on which the role may do too much.
async fn tables(pool: &DatabaseConnection) -> Result<(Vec<String>, Vec<String>)> {
    let sql = "SELECT c.relname::text AS name, \
               c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) AS bound, \
               has_table_privilege(c.oid, 'INSERT') AS inserts, has_table_privilege(c.oid, 'UPDATE') AS updates, \
               has_table_privilege(c.oid, 'DELETE') AS deletes, has_table_privilege(c.oid, 'TRUNCATE') AS empties \
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1";
    let statement = Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let (mut unforced, mut excess) = (Vec::new(), Vec::new());
    for row in pool.query_all_raw(statement).await? {
        let name: String = row.try_get("", "name")?;
        let Some(line) = TABLES.iter().find(|line| line.name == name) else { continue };
        // A reference table that the server adds rows to has a wall, too.
        let walled = matches!(line.class, Class::Tenant { .. })
            || (line.class, line.writes) == (Class::Reference, Writes::Insert);
        if walled && !row.try_get::<bool>("", "bound")? {
            unforced.push(name.clone());
        }
        let may = |verb| row.try_get::<bool>("", verb);
        let too_much = may("empties")?
            || (line.writes != Writes::InsertDelete && may("deletes")?)
            || (line.writes != Writes::InsertUpdate && may("updates")?)
            || (line.writes == Writes::None && may("inserts")?);
        if too_much {
            excess.push(name);
        }
    }
    Ok((unforced, excess))
}

/// Refuses a way on which connections are dealt out anew for each transaction. One connection is of the first pool, the other of the
/// second.
pub(super) async fn check_way(first: &DatabaseConnection, second: &DatabaseConnection) -> Result<()> {
    match pooled(first, second).await? {
        true => Err(crate::kit::Error::broken(
            "a pooler in transaction mode stands before the database: prepared statements and time limits would be lost; connect to the server itself, or set pool_mode = session",
        )),
        false => Ok(()),
    }
}

/// Whether what one connection sets is seen by another, or lost to itself: then they are not connections to the server but to
/// something that deals it out transaction by transaction. Nothing is prepared.
async fn pooled(first: &DatabaseConnection, second: &DatabaseConnection) -> Result<bool> {
    let broken = crate::kit::Error::broken;
    let mut one = first.get_postgres_connection_pool().acquire().await.map_err(broken)?;
    let mut other = second.get_postgres_connection_pool().acquire().await.map_err(broken)?;
    let mark = uuid::Uuid::now_v7().simple().to_string();
    run(&mut one, &format!("SET tonghop.probe = '{mark}'")).await?;
    // Inside a transaction the other one keeps what it was dealt, most likely what the first has just given back.
    run(&mut other, "BEGIN").await?;
    let seen = probe(&mut other).await?.as_ref() == Some(&mark);
    // Where there is no second one to be dealt, the first would wait for the other.
    let lost = !seen && probe(&mut one).await?.as_ref() != Some(&mark);
    run(&mut other, "ROLLBACK").await?;
    run(&mut one, "RESET tonghop.probe").await?;
    Ok(seen || lost)
}

async fn run(connection: &mut PgConnection, sql: &str) -> Result<()> {
    let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await;
    done.map(drop).map_err(crate::kit::Error::broken)
}

async fn probe(connection: &mut PgConnection) -> Result<Option<String>> {
    let sql = sqlx::raw_sql("SELECT current_setting('tonghop.probe', true)");
    let row = sql.fetch_one(connection).await.map_err(crate::kit::Error::broken)?;
    row.try_get(0).map_err(crate::kit::Error::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_here_or_verified() {
        let way = |url: &str| Way::of(url).map(|way| (way.here, way.verified));
        assert_eq!(way("sqlite://x.db"), None);
        assert_eq!(way("postgres://u@localhost/d"), Some((true, false)));
        assert_eq!(way("postgres://u@127.0.0.1/d?sslmode=disable"), Some((true, false)));
        assert_eq!(way("postgres://u@[::1]:5433/d"), Some((true, false)));
        assert_eq!(way("postgres://u@10.0.0.5/d?sslmode=require"), Some((false, false)));
        assert_eq!(way("postgres://u@db.example/d?sslmode=verify-ca"), Some((false, false)));
        assert_eq!(way("postgres://u@db.example/d?sslmode=verify-full"), Some((false, true)));
        // A name that only begins like this machine's.
        assert_eq!(way("postgres://u@localhost.example/d"), Some((false, false)));
        assert_eq!(way("postgres://u@%2Fvar%2Frun%2Fpostgresql/d"), Some((true, false)));
    }
}
