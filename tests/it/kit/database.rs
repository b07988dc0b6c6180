//! A database of its own for every test, on either of the two databases, migrated and empty.

use super::guardian::guardian;
use super::postgres::{self, Absent, Lease};
use super::server::{self, Migration};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// One test's database. It is gone when the last clone is.
#[derive(Clone)]
pub struct Database {
    pub kind: Kind,
    /// The owner's URL, for migrations and for looking behind the door; on SQLite the same as `url`.
    pub admin_url: String,
    /// What the server under test is given.
    pub url: String,
    /// A folder of this test alone, for data files and keys.
    pub folder: Arc<tempfile::TempDir>,
    _lease: Option<Arc<Lease>>,
}

impl Database {
    /// A fresh database. Errors: there is no PostgreSQL, or it does not work.
    pub fn fresh(kind: Kind) -> Result<Self, Absent> {
        let folder =
            tempfile::Builder::new().prefix("test-").tempdir_in(guardian().folder()).expect("a folder");
        let (admin_url, url, lease) = match kind {
            Kind::Sqlite => {
                let file = folder.path().join("tonghop.db");
                std::fs::copy(sqlite_template(), &file).expect("a copy of the template");
                let url = sqlite_url(&file);
                (url.clone(), url, None)
            }
            Kind::Postgres => {
                let (lease, admin_url, url) = postgres::cluster()?.database().map_err(Absent::Broken)?;
                (admin_url, url, Some(Arc::new(lease)))
            }
        };
        Ok(Database { kind, admin_url, url, folder: Arc::new(folder), _lease: lease })
    }
}

/// A file that the migrations ran on once.
fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let file = guardian().folder().join("template.db");
        std::fs::File::create_new(&file).expect("an empty file is an empty SQLite database");
        let url = sqlite_url(&file);
        server::migrate(&Migration { admin_url: &url, runtime: None }).expect("migrations on SQLite");
        file
    })
}

fn sqlite_url(file: &std::path::Path) -> String {
    format!("sqlite://{}", file.display())
}
