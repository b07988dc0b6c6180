//! The growth contract of the storage: what lets a province's rows move to a server of their own one day. Its rules are read
//! from PostgreSQL's catalogue, and tried on a twin of the schema whose tenant tables are partitioned by the tenant.

mod catalogue;
#[cfg(debug_assertions)]
pub use catalogue::broken_rules;
mod partitioned;

use tonghop::store::manifest::{Class, TABLES};

/// The tables that hold tenants' rows.
fn tenant_tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().filter(|table| matches!(table.class, Class::Tenant { .. })).map(|table| table.name)
}
