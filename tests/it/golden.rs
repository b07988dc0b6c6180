//! What may not drift: the tables of both databases, and who gets what from each field.

mod callers;
mod lists;
mod objects;
mod policy;
pub mod roles;
pub mod samples;
mod tables;
mod tables_postgres;
mod tables_sqlite;
pub mod walk;

pub use callers::{CALLERS, caller, row};
pub use roles::fields;
