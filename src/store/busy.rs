//! Waited in vain: for a connection, or for what somebody else holds.

use sea_orm::{ConnAcquireErr, DbErr};

use super::lost::said;
use crate::kit::Error;

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let cause = format!("database: {error}");
        if is_busy(&error) { Error::Busy(cause) } else { Error::Broken(cause) }
    }
}

/// Whether the same, sent again a little later, may be done.
fn is_busy(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => true,
        error => match said(error) {
            Some(sqlx::Error::PoolTimedOut) => true,
            Some(sqlx::Error::Database(said)) => said.code().is_some_and(|code| is_code_of_busy(&code)),
            _ => false,
        },
    }
}

/// Of PostgreSQL: lock_not_available and too_many_connections (Appendix A of its manual). Of SQLite: SQLITE_BUSY and its extended
/// codes BUSY_RECOVERY, BUSY_SNAPSHOT and BUSY_TIMEOUT.
fn is_code_of_busy(code: &str) -> bool {
    matches!(code, "55P03" | "53300" | "5" | "261" | "517" | "773")
}
