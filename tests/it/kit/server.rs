//! Every line of the harness that calls the program itself, except through HTTP.

/// A database to migrate.
pub struct Migration<'a> {
    /// The owner's URL.
    pub admin_url: &'a str,
    /// The URL that servers will use; on SQLite the same.
    pub runtime_url: &'a str,
    /// On PostgreSQL, the role that servers log in as; empty on SQLite.
    pub runtime_role: &'a str,
    pub runtime_password: &'a str,
}

/// Runs the migrations; called once a run on each database. Errors: what went wrong, for the log of the test.
pub fn migrate(_migration: &Migration) -> Result<(), String> {
    Ok(())
}
