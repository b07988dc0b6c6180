//! Dead connections: the database went away for a moment, and the pool does not know yet.

use sea_orm::{DbErr, RuntimeErr};

/// Does what has no effect before it succeeds; when its connection turns out to be dead, once more on another one.
///
/// Asking each connection whether it lives before it is used would cost every request a round trip. `tries`: one more than
/// the pool has connections, so that all of them may be dead.
pub(super) async fn on_a_live_one<T, F>(tries: u32, mut begin: impl FnMut() -> F) -> Result<T, DbErr>
where
    F: Future<Output = Result<T, DbErr>>,
{
    let mut left = tries;
    loop {
        match begin().await {
            Err(error) if left > 1 && is_lost(&error) => left -= 1,
            done => return done,
        }
    }
}

/// Whether the connection is to blame, and not what was sent over it.
fn is_lost(error: &DbErr) -> bool {
    match said(error) {
        Some(sqlx::Error::Io(_)) => true,
        // Class 08: connection exception; 57P0n: the server shuts down, crashed, is not up yet.
        Some(sqlx::Error::Database(error)) => {
            error.code().is_some_and(|code| code.starts_with("08") || code.starts_with("57P0"))
        }
        _ => false,
    }
}

/// What the driver said.
pub(super) fn said(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}
