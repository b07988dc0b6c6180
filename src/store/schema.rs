//! How a migration spells a table: portable types only, keys that start with the tenant, named constraints.

use sea_orm::sea_query::{
    Alias, ColumnDef, Expr, ForeignKey, ForeignKeyAction, Index, IndexCreateStatement, Table,
    TableCreateStatement,
};

/// A table being declared.
pub struct TableSpec {
    pub name: &'static str,
    statement: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
    /// Columns that a table gets which is there already; the table itself is made by an earlier step.
    added: Option<Vec<ColumnDef>>,
    /// Columns of codes and names: compared and ordered by their bytes.
    texts: Vec<String>,
    /// Whether a table that was there before gets the wall of one that tenants add rows to.
    walled: bool,
}

impl TableSpec {
    /// A table whose primary key is `key`; of a tenant's table the first part is `tenant_id`.
    pub fn new(name: &'static str, key: &[&'static str]) -> Self {
        let mut primary = Index::create();
        primary.name(format!("{name}_pk")).primary();
        for column in key {
            primary.col(Alias::new(*column));
        }
        let mut statement = Table::create();
        statement.table(Alias::new(name)).primary_key(&mut primary);
        TableSpec { name, statement, indexes: Vec::new(), added: None, texts: Vec::new(), walled: false }
    }

    /// Columns for a table that is there already: nullable ones only, because it has rows.
    pub fn more_of(name: &'static str) -> Self {
        TableSpec { added: Some(Vec::new()), ..TableSpec::new(name, &[]) }
    }

    /// That tenants add rows to the table, which is there already: each its own (PostgreSQL's policies, see `migrate`).
    pub fn added_to_by_tenants(self) -> Self {
        TableSpec { walled: true, ..self }
    }

    /// Whether the table gets the wall of one that tenants add rows to.
    pub(super) fn is_walled(&self) -> bool {
        self.walled
    }

    /// Whether the table is made here, and not only widened.
    pub(super) fn is_new(&self) -> bool {
        self.added.is_none()
    }

    fn column(mut self, name: &str, kind: fn(&mut ColumnDef) -> &mut ColumnDef, nullable: bool) -> Self {
        let mut column = ColumnDef::new(Alias::new(name));
        kind(&mut column);
        if !nullable {
            column.not_null();
        }
        match &mut self.added {
            Some(added) => added.push(column),
            None => {
                self.statement.col(&mut column);
            }
        }
        self
    }

    /// `tenant_id`: one integer type everywhere.
    pub fn tenant(self) -> Self {
        self.column("tenant_id", ColumnDef::integer, false)
    }

    pub fn uuid(self, name: &str) -> Self {
        self.column(name, ColumnDef::uuid, false)
    }

    pub fn uuid_or_null(self, name: &str) -> Self {
        self.column(name, ColumnDef::uuid, true)
    }

    pub fn int(self, name: &str) -> Self {
        self.column(name, ColumnDef::integer, false)
    }

    pub fn small(self, name: &str) -> Self {
        self.column(name, ColumnDef::small_integer, false)
    }

    pub fn long(self, name: &str) -> Self {
        self.column(name, ColumnDef::big_integer, false)
    }

    pub fn long_or_null(self, name: &str) -> Self {
        self.column(name, ColumnDef::big_integer, true)
    }

    pub fn truth(self, name: &str) -> Self {
        self.column(name, ColumnDef::boolean, false)
    }

    pub fn date(self, name: &str) -> Self {
        self.column(name, ColumnDef::date, false)
    }

    pub fn date_or_null(self, name: &str) -> Self {
        self.column(name, ColumnDef::date, true)
    }

    /// An instant in UTC, to the microsecond.
    pub fn instant(self, name: &str) -> Self {
        self.column(name, ColumnDef::timestamp_with_time_zone, false)
    }

    pub fn instant_or_null(self, name: &str) -> Self {
        self.column(name, ColumnDef::timestamp_with_time_zone, true)
    }

    /// Text of at most `most` characters, as a CHECK: SQLite ignores the length of a type.
    pub fn text(self, name: &str, most: i32) -> Self {
        self.column(name, ColumnDef::text, false).at_most(name, most)
    }

    pub fn text_or_null(self, name: &str, most: i32) -> Self {
        self.column(name, ColumnDef::text, true).at_most(name, most)
    }

    fn at_most(mut self, name: &str, most: i32) -> Self {
        self.texts.push(name.to_owned());
        let constraint = format!("{}_{name}_length", self.name);
        self.check(&constraint, Expr::cust(format!("length(\"{name}\") <= {most}")))
    }

    /// A document in canonical JSON, of any length.
    pub fn document(self, name: &str) -> Self {
        self.column(name, ColumnDef::text, false)
    }

    pub fn document_or_null(self, name: &str) -> Self {
        self.column(name, ColumnDef::text, true)
    }

    /// One of some words.
    pub fn word(self, name: &str, words: &[&str]) -> Self {
        let constraint = format!("{}_{name}_word", self.name);
        let list = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ");
        self.column(name, ColumnDef::text, false)
            .check(&constraint, Expr::cust(format!("\"{name}\" IN ({list})")))
    }

    /// A named condition on every row.
    pub fn check(mut self, name: &str, condition: Expr) -> Self {
        match self.added.as_mut().map(|added| added.last_mut()) {
            Some(Some(column)) => {
                column.check((Alias::new(name), condition));
            }
            _ => {
                self.statement.check((Alias::new(name), condition));
            }
        }
        self
    }

    /// A unique key.
    pub fn unique(mut self, name: &str, columns: &[&str]) -> Self {
        let mut index = Index::create();
        index.name(format!("{}_{name}_key", self.name)).table(Alias::new(self.name)).unique();
        for column in columns {
            index.col(Alias::new(*column));
        }
        self.indexes.push(index);
        self
    }

    /// An index.
    pub fn index(mut self, name: &str, columns: &[&str]) -> Self {
        let mut index = Index::create();
        index.name(format!("{}_{name}_idx", self.name)).table(Alias::new(self.name));
        for column in columns {
            index.col(Alias::new(*column));
        }
        self.indexes.push(index);
        self
    }

    /// A foreign key inside the tenant: (`tenant_id`, `column`) points at (`tenant_id`, `id`) of `target`.
    pub fn points_at(self, column: &str, target: &str) -> Self {
        self.foreign(&["tenant_id", column], target, &["tenant_id", "id"])
    }

    /// A foreign key.
    pub fn foreign(mut self, columns: &[&str], target: &str, keys: &[&str]) -> Self {
        let last = columns.last().copied().unwrap_or_default();
        let mut key = ForeignKey::create();
        key.name(format!("{}_{last}_fk", self.name))
            .from_tbl(Alias::new(self.name))
            .to_tbl(Alias::new(target))
            .on_delete(ForeignKeyAction::Restrict)
            .on_update(ForeignKeyAction::Restrict);
        for (column, target) in columns.iter().zip(keys) {
            key.from_col(Alias::new(*column)).to_col(Alias::new(*target));
        }
        self.statement.foreign_key(&mut key);
        self
    }

    /// The statements, in the dialect of a backend.
    pub(super) fn statements(&self, backend: sea_orm::DbBackend) -> Vec<String> {
        let mut statements = match &self.added {
            None => vec![backend.build(&self.statement).to_string()],
            // SQLite takes one column a statement.
            Some(added) => added
                .iter()
                .map(|column| {
                    let mut statement = Table::alter();
                    statement.table(Alias::new(self.name)).add_column(column.clone());
                    backend.build(&statement).to_string()
                })
                .collect(),
        };
        if backend == sea_orm::DbBackend::Postgres && !self.texts.is_empty() {
            // As SQLite does it; otherwise the order of codes, and so every page, would be the operator's locale's.
            let columns: Vec<String> = self
                .texts
                .iter()
                .map(|name| format!("ALTER COLUMN \"{name}\" TYPE text COLLATE \"C\""))
                .collect();
            statements.push(format!("ALTER TABLE \"{}\" {}", self.name, columns.join(", ")));
        }
        statements.extend(self.indexes.iter().map(|index| backend.build(index).to_string()));
        statements
    }
}
