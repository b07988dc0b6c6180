//! A PostgreSQL that a test may kill, or copy: a cluster of its own, which keeps all that PostgreSQL promises.

use super::database::{Database, provinces};
use super::guardian::Guardian;
use super::postgres::{binaries, free_port};
use super::server;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tonghop::kit::{Clock, id};

/// The superuser of every cluster that the harness makes.
pub const ADMINISTRATOR: &str = "tonghop_admin";

/// The role that servers log in as.
const RUNTIME: &str = "tonghop_it_mortal";

/// How long it may take until those who served the killed one have noticed, and what it had is recovered.
const PATIENCE: Duration = Duration::from_secs(120);

/// The cluster. It is gone when this is dropped.
pub struct Mortal {
    guardian: Guardian,
    binaries: PathBuf,
    port: u16,
    password: String,
}

impl Mortal {
    /// Makes one. Errors: no server programs, or what PostgreSQL said.
    pub fn start() -> Result<Mortal, String> {
        let binaries = binaries().ok_or("a PostgreSQL to kill needs initdb, postgres and pg_ctl")?;
        let password = id::new(Clock::system().now()).simple().to_string();
        let mortal = Mortal {
            guardian: Guardian::start(),
            binaries,
            port: free_port().map_err(|error| error.to_string())?,
            password,
        };
        mortal.revive()?;
        Ok(mortal)
    }

    /// Its database, migrated, with the provinces of tests in it.
    pub fn database(&self) -> Result<Database, String> {
        let url = |role: &str| self.url(role, "postgres");
        let admin_url = url(ADMINISTRATOR);
        server::migrate(&admin_url, Some((RUNTIME, &self.password)), None)?;
        server::import(&admin_url, provinces())?;
        Ok(Database::elsewhere(admin_url, url(RUNTIME)))
    }

    /// Another one that goes on with a copy of this one's data, which is moved to where it is needed. Errors: what PostgreSQL said.
    pub fn out_of(&self, copy: &Path) -> Result<Mortal, String> {
        let guardian = Guardian::start();
        guardian.adopt(copy)?;
        let (binaries, password) = (self.binaries.clone(), self.password.clone());
        let mortal =
            Mortal { guardian, binaries, port: free_port().map_err(|error| error.to_string())?, password };
        mortal.revive()?;
        Ok(mortal)
    }

    /// The way of a role to a database of it.
    pub fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}:{}@127.0.0.1:{}/{database}?sslmode=disable", self.password, self.port)
    }

    /// The password of all of its roles.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// The folder of PostgreSQL's own programs.
    pub fn programs(&self) -> &Path {
        &self.binaries
    }

    /// How those programs are told to come to it as a role.
    pub fn known_as(&self, role: &str) -> [(&'static str, String); 5] {
        [
            ("PGHOST", "127.0.0.1".to_owned()),
            ("PGPORT", self.port.to_string()),
            ("PGUSER", role.to_owned()),
            ("PGPASSWORD", self.password.clone()),
            ("PGSSLMODE", "disable".to_owned()),
        ]
    }

    /// Kills the process that all others of the cluster hang on; they end when they notice.
    pub fn kill(&self) -> Result<(), String> {
        self.guardian.kill_cluster()
    }

    /// Starts it, for the first time or again; waits for the recovery.
    pub fn revive(&self) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            match self.guardian.keep_cluster(&self.binaries, self.port, &self.password) {
                // Somebody whom the killed one left behind still has its memory.
                Err(_) if begun.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(50)),
                done => return done,
            }
        }
    }
}
