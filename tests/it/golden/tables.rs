//! `tests/golden/tables`: every table, as the catalogue of a living database has it. SQLite and PostgreSQL are read by
//! different means and must come to the same text; what only PostgreSQL has stands in `tests/golden/tables-postgres`.

use super::{tables_postgres, tables_sqlite};
use crate::kit::golden::golden;
use crate::kit::{Kind, Migrated, on_both, on_postgres};
use std::collections::BTreeMap;
use tonghop::store::manifest::{Class, TABLES, Writes, class_of};

/// A table as a catalogue has it. Lists of columns are in their order in the key.
#[derive(Debug, Default, PartialEq)]
pub struct Table {
    /// Name, type in PostgreSQL's words, whether it may be null.
    pub columns: Vec<(String, String, bool)>,
    pub primary: Vec<String>,
    /// Name, whether it is unique, columns.
    pub indexes: Vec<(String, bool, Vec<String>)>,
    /// Columns, target, columns there, whether both actions are RESTRICT.
    pub foreign: Vec<(Vec<String>, String, Vec<String>, bool)>,
    /// Name, condition.
    pub checks: Vec<(String, String)>,
}

/// By name.
pub type Tables = BTreeMap<String, Table>;

on_both! {
    async fn every_table_is_as_it_is_written(migrated: Migrated) {
        let database = migrated.0;
        let tables = match database.kind {
            Kind::Sqlite => tables_sqlite::read(&database.admin_url).await,
            Kind::Postgres => tables_postgres::read(&database.admin_url).await,
        };
        let names: Vec<&str> = tables.keys().map(String::as_str).collect();
        let mut manifest: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        manifest.sort_unstable();
        assert_eq!(names, manifest, "the manifest has every table, and no other");
        golden("tables", &text(&tables));
        for (name, table) in &tables {
            assert_eq!(faults(name, table), [""; 0], "{name}");
        }
    }
}

on_postgres! {
    async fn every_wall_is_as_it_is_written(migrated: Migrated) {
        let database = migrated.0;
        let national_url = database.national_url.as_ref().expect("a role of the nation's readers");
        let walls = tables_postgres::walls(&database.admin_url, [&database.url, national_url]).await;
        golden("tables-postgres", &walls);
    }
}

/// What design §4.3 forbids of a tenant's table.
fn faults(name: &str, table: &Table) -> Vec<String> {
    let class = class_of(name).expect("compared above").class;
    let Class::Tenant { by_agency } = class else { return Vec::new() };
    let mut faults = Vec::new();
    let mut demand = |holds: bool, what: String| {
        if !holds {
            faults.push(what);
        }
    };
    let leads = |columns: &[String]| columns.first().is_some_and(|column| column == "tenant_id");
    let column = |wanted: &str| table.columns.iter().find(|(name, _, _)| name == wanted);
    let tenant = ("tenant_id".to_owned(), "integer".to_owned(), false);
    demand(table.columns.first() == Some(&tenant), "the first column is tenant_id integer NOT NULL".into());
    demand(leads(&table.primary), "the primary key starts with tenant_id".into());
    for (index, _, columns) in &table.indexes {
        demand(leads(columns), format!("{index} starts with tenant_id"));
    }
    for (columns, target, keys, restrict) in &table.foreign {
        demand(leads(columns) && leads(keys), format!("the key to {target} stays inside the tenant"));
        demand(*restrict, format!("the key to {target} restricts"));
    }
    let agency = column("agency_id").map(|(_, kind, nullable)| (kind.as_str(), *nullable));
    demand(!by_agency || agency == Some(("uuid", false)), "agency_id uuid NOT NULL".into());
    for (column, kind, _) in &table.columns {
        let portable = ["integer", "smallint", "uuid", "text", "boolean", "date", "timestamp with time zone"];
        demand(portable.contains(&kind.as_str()), format!("{column} is of a portable type, not {kind}"));
    }
    faults
}

fn text(tables: &Tables) -> String {
    let mut lines = Vec::new();
    for (name, table) in tables {
        let line = class_of(name).expect("compared above");
        let class = match line.class {
            Class::Tenant { by_agency: true } => "tenant's, an agency's",
            Class::Tenant { by_agency: false } => "tenant's",
            Class::Reference => "reference",
            Class::Local => "local",
        };
        let writes = match line.writes {
            Writes::None => "never written by the server",
            Writes::Insert => "append only",
            Writes::InsertUpdate => "inserted and updated",
            Writes::InsertDelete => "append only, and deleted when outdated",
        };
        lines.push(format!("table {name}: {class}, {writes}"));
        for (column, kind, nullable) in &table.columns {
            lines.push(format!("  {column} {kind}{}", if *nullable { " or null" } else { "" }));
        }
        lines.push(format!("  primary key ({})", table.primary.join(", ")));
        for (index, unique, columns) in &table.indexes {
            let kind = if *unique { "unique" } else { "index" };
            lines.push(format!("  {kind} {index} ({})", columns.join(", ")));
        }
        for (columns, target, keys, _) in &table.foreign {
            lines.push(format!("  foreign key ({}) -> {target} ({})", columns.join(", "), keys.join(", ")));
        }
        for (check, condition) in &table.checks {
            lines.push(format!("  check {check}: {condition}"));
        }
        lines.push(String::new());
    }
    lines.join("\n")
}

impl Table {
    /// The same in an order that does not depend on the catalogue's.
    pub fn sorted(mut self) -> Self {
        self.indexes.sort();
        self.foreign.sort();
        self.checks.sort();
        self
    }
}
