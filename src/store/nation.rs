//! The database role of the nation's readers on PostgreSQL: what it is granted, what its policies show it, and whether a role is one.
//!
//! Beside the policy that keeps everybody to a tenant, it has policies of its own that keep it to what is closed. They restrict: both
//! must hold. They compare with settings that the door makes, and whoever has the role's password can make: a net below a predicate that
//! was forgotten, and no wall against the role itself.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use super::{
    connect::Settings,
    diagnosis,
    manifest::{Nation, TABLES, TableClass},
    migrate::quoted,
    pools,
};
use crate::kit::{Error, Result, vocabulary::ConsolidationBasis};

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

/// The roles that these policies bind, but for the server's own: one, as `tonghop migrate` left it.
pub(super) async fn bound(transaction: &DatabaseTransaction, runtime: Option<&str>) -> Result<Vec<String>> {
    // An owner whom somebody let a policy name keeps what is theirs.
    let bound = "SELECT DISTINCT r.rolname::text AS role FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = ANY (p.polroles) \
         WHERE n.nspname = 'public' AND NOT p.polpermissive AND p.polname::text = c.relname::text || '_closed' \
         AND r.oid <> c.relowner ORDER BY 1";
    let rows = transaction.query_all_raw(Statement::from_string(DbBackend::Postgres, bound)).await?;
    let roles: Vec<String> = rows.iter().map(|row| row.try_get("", "role")).collect::<Result<_, _>>()?;
    Ok(roles.into_iter().filter(|role| runtime != Some(role.as_str())).collect())
}

/// Takes everything from a role that these policies are to bind no more: when they are made for another one, nothing of theirs binds it.
pub(super) async fn dismiss(transaction: &DatabaseTransaction, role: &str) -> Result<()> {
    let role = quoted(role);
    for table in TABLES {
        transaction.execute_unprepared(&format!("REVOKE ALL ON {} FROM {role}", table.name)).await?;
    }
    transaction.execute_unprepared(&format!("REVOKE USAGE ON SCHEMA public FROM {role}")).await?;
    Ok(())
}

/// Which rows are shown. Without a setting that it compares with it is null, and no row is seen.
fn condition(nation: Nation) -> Option<String> {
    let (column, setting, kind) = match nation {
        Nation::ByRound => ("round_id", "app.rounds", "uuid"),
        Nation::ByPeriod => ("period", "app.periods", "int"),
        Nation::Accepted => return Some(format!("basis = '{}'", ConsolidationBasis::Accepted.code())),
        Nation::All | Nation::Nothing => return None,
    };
    let list = format!("string_to_array(nullif(current_setting('{setting}', true), ''), ',')");
    Some(format!("{column} = ANY ((SELECT {list})::{kind}[])"))
}

/// Looks whether the role that the nation's readers come by is bound by these policies, and can do nothing but read by them.
///
/// Errors: it does not answer, or through a pooler in transaction mode; it is bound by no policy, may write, sees more, or may become
/// another role.
pub async fn check_nation(settings: &Settings) -> Result<()> {
    let Some(url) = settings.national_url.clone().filter(|url| !url.starts_with("sqlite:")) else {
        return Ok(());
    };
    let pool = pools::postgres(&Settings { url, connections: 2, ..settings.clone() }).await?;
    let row = match diagnosis::check_way(&pool, &pool).await {
        Ok(()) => {
            pool.query_one_raw(Statement::from_string(DbBackend::Postgres, look())).await.map_err(Error::from)
        }
        Err(pooler) => Err(pooler),
    };
    pool.close().await?;
    let row = row?.ok_or_else(|| Error::broken("no such role"))?;
    if let Some(groups) = row.try_get::<Option<String>>("", "groups")? {
        return Err(Error::broken(format!(
            "national_database_url: this role may become another one: REVOKE {groups} FROM it"
        )));
    }
    let walled = TABLES.iter().filter(|table| condition(table.nation).is_some()).count();
    let unbound = row.try_get::<bool>("", "unbound")?;
    let more = row.try_get::<bool>("", "writes")? || row.try_get::<bool>("", "peeps")?;
    let bound = usize::try_from(row.try_get::<i64>("", "bound")?).map_err(Error::broken)?;
    match unbound || more || bound != walled {
        true => Err(Error::broken(
            "national_database_url: this role may do more than read by its policies; connect as the role that `tonghop migrate` makes for national_role",
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
         (SELECT string_agg(quote_ident(g.rolname), ', ' ORDER BY g.rolname) FROM pg_auth_members m \
          JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid) AS groups, \
         (SELECT count(*) FROM pg_policy WHERE NOT polpermissive AND r.oid = ANY (polroles)) AS bound \
         FROM pg_roles r WHERE rolname = current_user",
        writes.join(" OR "),
        hidden.join(", ")
    )
}
