//! The tables of PostgreSQL, from its catalogue; and the walls that only PostgreSQL has.

use super::tables::{Table, Tables};
use reqwest::Url;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use std::fmt::Write;
use tonghop::store::manifest::{Class, class_of};

/// Ordinary tables of the schema.
const TABLES: &str = "pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'";

/// Reads every table of a database.
pub async fn read(url: &str) -> Tables {
    let mut db = PgConnection::connect(url).await.unwrap();
    let mut tables = Tables::new();
    for row in rows(&mut db, &format!("SELECT c.relname::text, c.oid::text FROM {TABLES}")).await {
        let (name, oid): (String, String) = (row.get(0), row.get(1));
        let mut table = Table::default();
        for column in rows(&mut db, &columns(&oid)).await {
            // SQLite has one integer type for all that is not small.
            let kind: String = column.get::<String, _>(1).replace("bigint", "integer");
            table.columns.push((column.get(0), kind, column.get(2)));
        }
        let sql = format!(
            "SELECT i.indexrelid::regclass::text, indisunique, indisprimary, {} FROM pg_index i WHERE indrelid = {oid}",
            names("i.indrelid", "i.indkey::int2[]")
        );
        for index in rows(&mut db, &sql).await {
            let columns: Vec<String> = index.get(3);
            match index.get(2) {
                true => table.primary = columns,
                false => table.indexes.push((index.get(0), index.get(1), columns)),
            }
        }
        let sql = format!(
            "SELECT contype::text, conname::text, confrelid::regclass::text, {}, {}, \
             confupdtype = 'r' AND confdeltype = 'r', pg_get_constraintdef(oid) \
             FROM pg_constraint k WHERE conrelid = {oid} AND contype IN ('f', 'c')",
            names("k.conrelid", "k.conkey"),
            names("k.confrelid", "k.confkey")
        );
        for key in rows(&mut db, &sql).await {
            if key.get::<String, _>(0) == "f" {
                table.foreign.push((key.get(3), key.get(2), key.get(4), key.get(5)));
            } else {
                table.checks.push((key.get(1), condition(key.get(6))));
            }
        }
        tables.insert(name, table.sorted());
    }
    tables
}

/// Row-level security, rights of the server's role and of the one of the nation's readers, names and exact types.
pub async fn walls(admin_url: &str, urls: [&str; 2]) -> String {
    let [role, national] = urls.map(|url| Url::parse(url).unwrap().username().to_owned());
    let mut db = PgConnection::connect(admin_url).await.unwrap();
    let mut text = String::new();
    let sql = format!(
        "SELECT c.relname::text, c.oid::text, relrowsecurity, relforcerowsecurity, \
         pg_has_role('{role}', c.relowner, 'MEMBER') FROM {TABLES} ORDER BY c.relname COLLATE \"C\""
    );
    for row in rows(&mut db, &sql).await {
        let (name, oid): (String, String) = (row.get(0), row.get(1));
        let security = match (row.get(2), row.get(3)) {
            (true, true) => "row security enabled and forced",
            (false, false) => "no row security",
            other => panic!("{name}: half a row security: {other:?}"),
        };
        assert!(!row.get::<bool, _>(4), "the server's role owns {name}");
        writeln!(text, "table {name}: {security}").unwrap();
        let sql = format!(
            "SELECT polname::text, polcmd::text, polpermissive, polroles::regrole[]::text, \
             pg_get_expr(polqual, polrelid), coalesce(pg_get_expr(polwithcheck, polrelid), '') \
             FROM pg_policy WHERE polrelid = {oid} ORDER BY polpermissive DESC, 1"
        );
        for policy in rows(&mut db, &sql).await {
            let (using, check): (String, String) = (policy.get(4), policy.get(5));
            let all: (String, bool, String) = (policy.get(1), policy.get(2), policy.get(3));
            if !all.1 {
                assert_eq!(all, ("r".to_owned(), false, format!("{{{national}}}")), "{name}: of one role");
                writeln!(text, "  the nation's readers see only {}", squeezed(&using)).unwrap();
                continue;
            }
            assert_eq!(
                all,
                ("*".to_owned(), true, "{-}".into()),
                "{name}: one policy for everything and everybody"
            );
            let (name_of_it, all_is_read) = (policy.get::<String, _>(0), using == "true");
            // What everybody reads and each tenant adds its own to.
            let added_to = class_of(&name).is_some_and(|line| line.class == Class::Reference) && all_is_read;
            assert!(using == check || added_to, "{name}: what may be written is what may be seen");
            let only = if added_to { ", of what is written only" } else { "" };
            writeln!(text, "  policy {name_of_it}: {}{only}", squeezed(&check)).unwrap();
        }
        for (who, role) in [("the server", &role), ("the nation's readers", &national)] {
            let sql = format!(
                "SELECT string_agg(verb, ', ') FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', \
                 'REFERENCES', 'TRIGGER']) verb WHERE has_table_privilege('{role}', {oid}::oid, verb)"
            );
            let may: Option<String> = rows(&mut db, &sql).await[0].get(0);
            writeln!(text, "  {who} may {}", may.unwrap_or_else(|| "nothing".into())).unwrap();
        }
        let sql = format!(
            "SELECT conname::text FROM pg_constraint WHERE conrelid = {oid} AND contype IN ('p', 'f') ORDER BY contype DESC, 1"
        );
        let keys: Vec<String> = rows(&mut db, &sql).await.iter().map(|row| row.get(0)).collect();
        writeln!(text, "  keys {}", keys.join(", ")).unwrap();
        for (what, condition) in [
            ("bigint", "a.atttypid = 'int8'::regtype"),
            ("in the order of bytes", "a.attcollation = '\"C\"'::regcollation"),
        ] {
            let sql = format!("{} AND {condition} ORDER BY attnum", attributes("attname::text", &oid));
            let found: Vec<String> = rows(&mut db, &sql).await.iter().map(|row| row.get(0)).collect();
            if !found.is_empty() {
                writeln!(text, "  {what}: {}", found.join(", ")).unwrap();
            }
        }
    }
    for (what, sql) in [
        ("triggers", "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"),
        (
            "rules",
            "SELECT count(*) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE c.relnamespace = 'public'::regnamespace",
        ),
        ("functions", "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"),
        (
            "views, sequences and foreign tables",
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i')",
        ),
        ("column defaults", "SELECT count(*) FROM pg_attrdef"),
    ] {
        assert_eq!(rows(&mut db, sql).await[0].get::<i64, _>(0), 0, "{what}");
        writeln!(text, "no {what}").unwrap();
    }
    text
}

async fn rows(connection: &mut PgConnection, sql: &str) -> Vec<PgRow> {
    sqlx::raw_sql(AssertSqlSafe(sql))
        .fetch_all(connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

fn attributes(what: &str, oid: &str) -> String {
    format!("SELECT {what} FROM pg_attribute a WHERE attrelid = {oid} AND attnum > 0 AND NOT attisdropped")
}

fn columns(oid: &str) -> String {
    attributes("attname::text, format_type(atttypid, atttypmod), NOT attnotnull", oid) + " ORDER BY attnum"
}

/// The names of some columns, in the order in which they are given.
fn names(table: &str, numbers: &str) -> String {
    format!(
        "ARRAY(SELECT a.attname::text FROM unnest({numbers}) WITH ORDINALITY AS part(number, place) \
         JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = part.number ORDER BY place)"
    )
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A condition as it was written: PostgreSQL shows what it made of it.
fn condition(definition: String) -> String {
    let inner = definition.strip_prefix("CHECK ((").and_then(|rest| rest.strip_suffix("))"));
    let text = inner.unwrap_or(&definition).replace("::text", "");
    match text.split_once(" = ANY (ARRAY[") {
        Some((column, list)) => {
            format!("{column} IN ({})", list.strip_suffix("])").unwrap_or(list))
        }
        None => text,
    }
}
