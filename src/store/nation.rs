//! The database role of the nation's readers on PostgreSQL: what it is granted, what its policies show it, and whether a role is one.
//!
//! Beside the policy that keeps everybody to a tenant, it has policies of its own that keep it to what is closed. They restrict: both
//! must hold.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{
    connect::Settings,
    manifest::{Nation, TABLES, TableClass},
    migrate::quoted,
    pools,
};
use crate::kit::{Error, Result};

/// The rights of the role on a table: it reads what readers of the nation see, and nothing else.
pub(super) fn grants(table: &TableClass, role: &str) -> Vec<String> {
    let (name, role) = (table.name, quoted(role));
    let mut statements = vec![format!("REVOKE ALL ON {name} FROM {role}")];
    if table.nation != Nation::Nothing {
        statements.push(format!("GRANT SELECT ON {name} TO {role}"));
    }
    // Made anew each time: the role may be called otherwise than before.
    if let Some(condition) = condition(table.nation) {
        statements.push(format!("DROP POLICY IF EXISTS {name}_closed ON {name}"));
        statements.push(format!(
            "CREATE POLICY {name}_closed ON {name} AS RESTRICTIVE FOR SELECT TO {role} USING ({condition})"
        ));
    }
    statements
}

/// Which rows are closed. Without a setting it is null, and no row is seen.
fn condition(nation: Nation) -> Option<String> {
    let (column, setting, kind) = match nation {
        Nation::ByRound => ("round_id", "app.rounds", "uuid"),
        Nation::ByPeriod => ("period", "app.periods", "int"),
        Nation::All | Nation::Nothing => return None,
    };
    let list = format!("string_to_array(nullif(current_setting('{setting}', true), ''), ',')");
    Some(format!("{column} = ANY ((SELECT {list})::{kind}[])"))
}

/// Looks whether the role that the nation's readers come by sees what is closed, and can do nothing else.
///
/// Errors: it does not answer; it is bound by no policy, may write, or sees more.
pub async fn check_nation(settings: &Settings) -> Result<()> {
    let Some(url) = settings.national_url.clone().filter(|url| !url.starts_with("sqlite:")) else {
        return Ok(());
    };
    let pool = pools::postgres(&Settings { url, connections: 1, ..settings.clone() }).await?;
    let row = pool.query_one_raw(Statement::from_string(DbBackend::Postgres, look())).await;
    pool.close().await?;
    let row = row?.ok_or_else(|| Error::broken("no such role"))?;
    let walled = TABLES.iter().filter(|table| condition(table.nation).is_some()).count();
    let unbound = row.try_get::<bool>("", "unbound")?;
    let more = row.try_get::<bool>("", "writes")? || row.try_get::<bool>("", "peeps")?;
    let bound = usize::try_from(row.try_get::<i64>("", "bound")?).map_err(Error::broken)?;
    match unbound || more || bound != walled {
        true => Err(Error::broken(
            "national_database_url: this role does more than read what is closed; connect as the role that `tonghop migrate` makes for national_role",
        )),
        false => Ok(()),
    }
}

fn look() -> String {
    let hidden = TABLES.iter().filter(|table| table.nation == Nation::Nothing);
    let hidden: Vec<String> = hidden.map(|table| format!("'{}'", table.name)).collect();
    let table = "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')";
    let writes = ["INSERT", "UPDATE", "DELETE", "TRUNCATE"]
        .map(|verb| format!("has_table_privilege(c.oid, '{verb}')"));
    format!(
        "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM {table} AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS unbound, \
         EXISTS (SELECT 1 FROM {table} AND ({})) AS writes, \
         EXISTS (SELECT 1 FROM {table} AND c.relname IN ({}) AND has_table_privilege(c.oid, 'SELECT')) AS peeps, \
         (SELECT count(*) FROM pg_policy WHERE NOT polpermissive AND r.oid = ANY (polroles)) AS bound \
         FROM pg_roles r WHERE rolname = current_user",
        writes.join(" OR "),
        hidden.join(", ")
    )
}
