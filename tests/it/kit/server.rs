//! Every line of the harness that calls the program itself, except through HTTP.

use tonghop::kit::{Clock, Error};
use tonghop::store::{Settings, migrate as migrate_store};

/// A database to migrate.
pub struct Migration<'a> {
    /// The owner's URL.
    pub admin_url: &'a str,
    /// On PostgreSQL, name and password of the role that servers log in as.
    pub runtime: Option<(&'a str, &'a str)>,
}

/// Runs the migrations; called once a run on each database. Errors: what went wrong, for the log of the test.
pub fn migrate(migration: &Migration) -> Result<(), String> {
    let settings = Settings::new(migration.admin_url);
    let runtime_role = migration.runtime.map(|(role, password)| (role, Some(password)));
    // On a thread of its own: whoever asks may already be on a runtime, where blocking is refused.
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(migrate_store(&settings, runtime_role, &Clock::system())).map_err(explain)
    };
    std::thread::scope(|scope| scope.spawn(run).join().expect("migrations do not panic")).map(drop)
}

/// The program's error has no text of its own, lest somebody publish it.
fn explain(error: Error) -> String {
    match error {
        Error::Refused(problems) => format!("refused: {problems:?}"),
        Error::Broken(cause) => cause,
    }
}
