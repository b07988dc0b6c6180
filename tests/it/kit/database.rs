//! A database of its own for every test, on either of the two databases: a copy of a template that is made once a run.

use super::guardian::guardian;
use super::heard::Heard;
use super::postgres::{self, Absent, Lease};
use super::{province, server};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// What a database holds to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// Tables without rows.
    Empty,
    /// The same as the migrations leave it, also where everything else is on the partitioned twin.
    Migrated,
    /// The provinces of [`province`] with their agencies and people.
    Provinces,
    /// The same on the partitioned twin of the schema, PostgreSQL only.
    Partitioned,
}

/// One test's database. It is gone when the last clone is.
#[derive(Clone)]
pub struct Database {
    pub kind: Kind,
    /// The owner's URL, for migrations and for looking behind the door; on SQLite the same as `url`.
    pub admin_url: String,
    /// What the server under test is given.
    pub url: String,
    /// What it reads by for readers of the nation; none on SQLite, where that is the same file, and where nobody made the role.
    pub national_url: Option<String>,
    /// A folder of this test alone, for data files and keys.
    pub folder: Arc<tempfile::TempDir>,
    /// What the servers on it, and on copies of it, send to it.
    pub heard: Heard,
    _lease: Option<Arc<Lease>>,
}

impl Database {
    /// A fresh database. Errors: there is no PostgreSQL, or it does not work.
    pub fn fresh(kind: Kind, template: Template) -> Result<Self, Absent> {
        let folder = own_folder();
        let (admin_url, url, lease) = match kind {
            Kind::Sqlite => {
                let file = folder.path().join("tonghop.db");
                std::fs::copy(sqlite_template(template), &file).expect("a copy of the template");
                let url = sqlite_url(&file);
                (url.clone(), url, None)
            }
            Kind::Postgres => {
                let (lease, admin_url, url) =
                    postgres::cluster()?.database(template).map_err(Absent::Broken)?;
                (admin_url, url, Some(Arc::new(lease)))
            }
        };
        let national_url = national_url(kind, &url);
        let folder = Arc::new(folder);
        Ok(Database { kind, admin_url, url, national_url, folder, heard: Heard::default(), _lease: lease })
    }

    /// Another one that holds the same, with the same keys in its folder. Nobody may be connected to this one.
    pub fn copied(&self) -> Self {
        let folder = own_folder();
        copy(self.folder.path(), folder.path());
        let (admin_url, url, lease) = match self.kind {
            Kind::Sqlite => {
                let url = sqlite_url(&folder.path().join("tonghop.db"));
                (url.clone(), url, None)
            }
            Kind::Postgres => {
                let Ok(cluster) = postgres::cluster() else { panic!("a database without its cluster") };
                let (lease, admin_url, url) = cluster.copy(&self.admin_url).expect("a copy of the database");
                (admin_url, url, Some(Arc::new(lease)))
            }
        };
        let (kind, national_url) = (self.kind, national_url(self.kind, &url));
        let folder = Arc::new(folder);
        let heard = self.heard.clone();
        Database { kind, admin_url, url, national_url, folder, heard, _lease: lease }
    }

    /// A database on a server that somebody else looks after, with a folder as the others have.
    pub fn elsewhere(admin_url: String, url: String) -> Self {
        let folder = Arc::new(own_folder());
        let (kind, national_url) = (Kind::Postgres, None);
        Database { kind, admin_url, url, national_url, folder, heard: Heard::default(), _lease: None }
    }
}

fn national_url(kind: Kind, url: &str) -> Option<String> {
    (kind == Kind::Postgres).then(|| postgres::national_url(url))
}

/// A folder of one test, with the key that the provinces' logs are signed with.
fn own_folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("test-").tempdir_in(guardian().folder()).expect("a folder");
    std::fs::copy(server::ledger_key(), folder.path().join("ledger.pem")).expect("a copy of the key");
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder that can be read") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            std::fs::create_dir_all(&to).expect("a folder");
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).expect("a copy");
        }
    }
}

/// A file that the migrations ran on once.
fn sqlite_template(template: Template) -> &'static PathBuf {
    static EMPTY: OnceLock<PathBuf> = OnceLock::new();
    static PROVINCES: OnceLock<PathBuf> = OnceLock::new();
    match template {
        Template::Empty | Template::Migrated => EMPTY.get_or_init(|| {
            let file = guardian().folder().join("empty.db");
            server::migrate(&sqlite_url(&file), None, None).expect("migrations on SQLite");
            file
        }),
        Template::Provinces | Template::Partitioned => PROVINCES.get_or_init(|| {
            let file = guardian().folder().join("provinces.db");
            std::fs::copy(sqlite_template(Template::Empty), &file).expect("a copy of the template");
            server::import(&sqlite_url(&file), provinces()).expect("provinces on SQLite");
            file
        }),
    }
}

/// What [`Template::Provinces`] holds.
pub fn provinces() -> Vec<tonghop::organisation::ProvinceFile> {
    vec![province::tra_vinh(), province::vinh_long()]
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}
