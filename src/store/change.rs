//! What tells listeners that something was committed.

use super::Subject;

/// A committed transaction: a hint for whoever listens in this process; the version row is the authority.
#[derive(Clone, Debug)]
pub struct Change {
    pub tenant: i32,
    /// The tenant's version after the transaction; also the number of its audit entry.
    pub version: i64,
    pub subject: Subject,
}
