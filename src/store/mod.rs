//! Floor 2: THE DOOR. The only place where a query meets a database.
//!
//! A [`Scope`] says whose rows may be touched: one tenant and, inside it, some agencies or all. [`Reader`] and [`Writer`]
//! hold a transaction opened for a scope, put the scope on every statement themselves, and lend their connection to nobody.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "the door is where connections are")]

mod apart;
mod audit;
mod budget;
mod bulk;
mod busy;
mod change;
mod closed;
mod connect;
mod copy;
mod diagnosis;
mod failpoint;
mod find;
mod first_answer;
mod idempotency;
mod kept;
pub mod log;
mod lost;
pub mod manifest;
mod migrate;
#[path = "../../migrations/mod.rs"]
mod migrations;
mod nation;
mod operation;
mod outdated;
mod owned;
mod planted;
mod pools;
mod reader;
pub mod schema;
mod scope;
mod swap;
mod watch;
mod writer;

pub use audit::{AuditRow, Column as AuditColumn, Entity as AuditEntity, Subject};
pub use budget::RowBudget;
pub use bulk::{Bulk, BulkWriter};
pub use change::Change;
pub use closed::Closed;
pub use connect::{NATIONAL, Settings, Store};
pub use copy::{copy, faults, newest_schema, still};
pub use diagnosis::{DatabaseServer, Diagnosis, Way, diagnose, file_of};
pub use failpoint::reach as fail_point;
pub use find::{Find, column, containing};
pub use first_answer::{Question, first_answer};
pub use idempotency::Key;
pub use kept::Keep;
pub use migrate::{DatabaseRole, Migrated, migrate};
pub use nation::check_nation;
pub use operation::Operation;
pub use owned::{Bookkept, Owned, Shared};
pub use planted::{Leak, Planted};
pub use pools::Hearer;
pub use reader::Reader;
pub use scope::{Agencies, Scope};
pub use watch::Watch;
pub use writer::{Act, Writer};

use crate::kit::Error;
use sea_orm::DbErr;

/// The fault of a task that ended before its work did. What it panicked with may quote what somebody typed, and is not repeated.
fn task_failed(fault: tokio::task::JoinError) -> Error {
    Error::broken(format!(
        "a writing task failed: it {}",
        if fault.is_panic() { "panicked" } else { "was stopped" }
    ))
}

/// Whether a write failed because a unique key was already there.
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}
