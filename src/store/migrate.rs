//! Migrations: one source for both databases, one at a time, and on PostgreSQL the roles and policies.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait,
};

use super::{
    connect::Settings,
    manifest::{Class, TABLES, TableClass, Writes, class_of},
    migrations::{self, Migration},
    nation, pools,
};
use crate::kit::{Clock, Error, Result};

/// What [`migrate`] did, a line each, for the operator.
#[derive(Debug, Default)]
pub struct Migrated {
    pub lines: Vec<String>,
}

/// A role of PostgreSQL that is made when it is not there.
#[derive(Clone, Copy, Debug)]
pub struct DatabaseRole<'a> {
    pub name: &'a str,
    /// None: whatever it has stays.
    pub password: Option<&'a str>,
}

/// The number under which PostgreSQL's advisory lock keeps two migrations apart.
const LOCK: i64 = 0x746f_6e67_686f_7001;

/// Brings a database to the newest schema. On PostgreSQL `settings` is the owner's connection, `runtime` the role that the server
/// runs under, and `national` the one by which it reads for the nation's readers, if there are any.
pub async fn migrate(
    settings: &Settings,
    runtime: Option<DatabaseRole<'_>>,
    national: Option<DatabaseRole<'_>>,
    clock: &Clock,
) -> Result<Migrated> {
    let postgres = !settings.url.starts_with("sqlite:");
    let pool = if postgres { pools::postgres(settings).await? } else { pools::sqlite(settings, 1).await? };
    let done = run(&pool, runtime, national, clock).await;
    pool.close().await?;
    done
}

async fn run(
    pool: &DatabaseConnection,
    runtime: Option<DatabaseRole<'_>>,
    national: Option<DatabaseRole<'_>>,
    clock: &Clock,
) -> Result<Migrated> {
    let backend = pool.get_database_backend();
    let mut migrated = Migrated::default();
    // One transaction for all: a migration that fails leaves the database as it was. SQLite is locked by its only writer.
    let options = sea_orm::TransactionOptions {
        sqlite_transaction_mode: (backend == DbBackend::Sqlite)
            .then_some(sea_orm::SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = pool.begin_with_options(options).await?;
    if backend == DbBackend::Postgres {
        transaction.execute_unprepared("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0").await?;
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
        let runtime =
            runtime.ok_or_else(|| Error::broken("PostgreSQL needs the name of the runtime role"))?;
        if national.is_some_and(|national| national.name == runtime.name) {
            return Err(Error::broken("the nation's readers need a role of their own"));
        }
        for role in [Some(runtime), national].into_iter().flatten() {
            migrated.lines.push(ensure_role(&transaction, role).await?);
        }
    }
    let applied = prepare(&transaction).await?;
    let mut new = 0;
    for migration in migrations::ALL.iter().filter(|migration| migration.number > applied) {
        apply(&transaction, migration, clock).await?;
        migrated.lines.push(format!("applied {:04} {}", migration.number, migration.name));
        new += 1;
    }
    if new == 0 {
        migrated.lines.push(format!("schema is at {applied:04} already"));
    }
    if backend == DbBackend::Postgres {
        let of_server = runtime.map(|role| role.name);
        let bound = nation::bound(&transaction, of_server).await?;
        // Where none is named there is still the one that was: a schema that has grown has more for it to be kept from.
        let of_nation = national.map(|role| role.name).or(bound.first().map(String::as_str));
        for role in bound.iter().filter(|role| of_nation != Some(role.as_str())) {
            nation::dismiss(&transaction, role).await?;
            migrated.lines.push(format!("took from {role} what it read for the nation's readers"));
        }
        type Grants = fn(&TableClass, &str) -> Vec<String>;
        let roles: [(_, Grants); 2] = [(of_server, grants), (of_nation, nation::grants)];
        for (role, grants) in roles.into_iter().filter_map(|(role, grants)| Some((role?, grants))) {
            for statement in TABLES.iter().flat_map(|table| grants(table, role)) {
                transaction.execute_unprepared(&statement).await?;
            }
            migrated.lines.push(format!("granted to {role} what it needs of {} tables", TABLES.len()));
        }
    }
    transaction.commit().await?;
    Ok(migrated)
}

async fn prepare(transaction: &DatabaseTransaction) -> Result<i32> {
    transaction
        .execute_unprepared(
            "CREATE TABLE IF NOT EXISTS schema_migration (number integer PRIMARY KEY, name text NOT NULL, applied_at text NOT NULL)",
        )
        .await?;
    latest(transaction).await
}

pub(super) async fn latest(connection: &impl ConnectionTrait) -> Result<i32> {
    let backend = connection.get_database_backend();
    let statement =
        Statement::from_string(backend, "SELECT COALESCE(MAX(number), 0) AS number FROM schema_migration");
    let row =
        connection.query_one_raw(statement).await?.ok_or_else(|| Error::broken("no row of an aggregate"))?;
    // SQLite answers with a 64-bit integer, PostgreSQL with the column's own type.
    Ok(match connection.get_database_backend() {
        DbBackend::Sqlite => i32::try_from(row.try_get::<i64>("", "number")?).map_err(Error::broken)?,
        _ => row.try_get::<i32>("", "number")?,
    })
}

async fn apply(transaction: &DatabaseTransaction, migration: &Migration, clock: &Clock) -> Result<()> {
    let backend = transaction.get_database_backend();
    for table in (migration.tables)() {
        let class = class_of(table.name)
            .ok_or_else(|| Error::broken(format!("the table {} is not in the manifest", table.name)))?;
        for statement in table.statements(backend) {
            transaction.execute_unprepared(&statement).await?;
        }
        let walls = match (table.is_new(), table.is_walled()) {
            (true, _) => policies(class),
            (false, true) => additions(class),
            (false, false) => Vec::new(),
        };
        if backend == DbBackend::Postgres {
            for statement in walls {
                transaction.execute_unprepared(&statement).await?;
            }
        }
    }
    let statement = Statement::from_sql_and_values(
        backend,
        match backend {
            DbBackend::Postgres => {
                "INSERT INTO schema_migration (number, name, applied_at) VALUES ($1, $2, $3)"
            }
            _ => "INSERT INTO schema_migration (number, name, applied_at) VALUES (?, ?, ?)",
        },
        [migration.number.into(), migration.name.into(), clock.now().to_rfc3339().into()],
    );
    transaction.execute_raw(statement).await?;
    Ok(())
}

/// Row-level security of a tenant's table. Settings are read in sub-selects, or they would be read once a row;
/// without a scope they are null, and no row is seen.
fn policies(table: &TableClass) -> Vec<String> {
    let Class::Tenant { by_agency } = table.class else { return Vec::new() };
    let name = table.name;
    let mut condition =
        "tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::int)".to_owned();
    if by_agency {
        condition.push_str(
            " AND ((SELECT current_setting('app.agencies', true)) = '*' OR agency_id = ANY ((SELECT string_to_array(nullif(nullif(current_setting('app.agencies', true), '*'), ''), ','))::uuid[]))",
        );
    }
    vec![
        format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"),
        format!("CREATE POLICY {name}_scope ON {name} FOR ALL USING ({condition}) WITH CHECK ({condition})"),
    ]
}

/// Row-level security of a reference table that the server adds rows to: everybody reads all of it, and whoever acts for a tenant
/// adds rows of that one only. It binds the owner too, whose commands act for a tenant as well.
fn additions(table: &TableClass) -> Vec<String> {
    let name = table.name;
    let own = "tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::int)";
    vec![
        format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"),
        format!("CREATE POLICY {name}_scope ON {name} FOR ALL USING (true) WITH CHECK ({own})"),
    ]
}

fn grants(table: &TableClass, role: &str) -> Vec<String> {
    let name = table.name;
    let role = quoted(role);
    let verbs = match table.writes {
        Writes::None => "SELECT",
        Writes::Insert => "SELECT, INSERT",
        Writes::InsertUpdate => "SELECT, INSERT, UPDATE",
        Writes::InsertDelete => "SELECT, INSERT, DELETE",
    };
    vec![format!("REVOKE ALL ON {name} FROM {role}"), format!("GRANT {verbs} ON {name} TO {role}")]
}

async fn ensure_role(transaction: &DatabaseTransaction, role: DatabaseRole<'_>) -> Result<String> {
    let DatabaseRole { name: role, password } = role;
    let found = transaction
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT rolcanlogin AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls) AS fit \
             FROM pg_roles WHERE rolname = $1",
            [role.into()],
        ))
        .await?;
    let fit = found.as_ref().map(|row| row.try_get::<bool>("", "fit")).transpose()?;
    let name = quoted(role);
    let secret =
        password.map(|password| format!(" PASSWORD '{}'", password.replace('\'', "''"))).unwrap_or_default();
    let attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS";
    let change = match fit {
        None => Some(format!("CREATE ROLE {name} {attributes}{secret}")),
        Some(false) => Some(format!("ALTER ROLE {name} {attributes}{secret}")),
        // Only a superuser may so much as repeat that a role is none.
        Some(true) => (!secret.is_empty()).then(|| format!("ALTER ROLE {name}{secret}")),
    };
    if let Some(change) = change {
        transaction.execute_unprepared(&change).await?;
    }
    transaction.execute_unprepared(&format!("GRANT USAGE ON SCHEMA public TO {name}")).await?;
    Ok(if fit.is_some() { format!("role {role} was there") } else { format!("created role {role}") })
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Refuses to run on a schema that is not the newest, and on PostgreSQL under a role that the policies do not bind.
pub(super) async fn check(pool: &DatabaseConnection) -> Result<()> {
    let newest = migrations::ALL.last().map_or(0, |migration| migration.number);
    let applied = latest(pool)
        .await
        .map_err(|_| Error::broken("the database has not been set up: run `tonghop migrate` first"))?;
    if applied != newest {
        return Err(Error::broken(format!(
            "the database is at schema {applied:04}, this program needs {newest:04}: run `tonghop migrate`"
        )));
    }
    if pool.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT (rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                   WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER'))) AS unbound \
                   FROM pg_roles WHERE rolname = current_user";
        let row = pool.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        let unbound: bool = row.ok_or_else(|| Error::broken("no such role"))?.try_get("", "unbound")?;
        if unbound {
            return Err(Error::broken(
                "the server must not run as the owner of the tables, a superuser or a role that bypasses row-level security: connect as the runtime role that `tonghop migrate` made",
            ));
        }
    }
    Ok(())
}
