//! A PostgreSQL that a test may kill: a cluster of its own, which keeps all that PostgreSQL promises.

use super::database::{Database, provinces};
use super::guardian::Guardian;
use super::postgres::binaries;
use super::server;
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tonghop::kit::{Clock, id};

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
        let mortal = Mortal { guardian: Guardian::start(), binaries, port: quiet_port()?, password };
        mortal.revive()?;
        Ok(mortal)
    }

    /// Its database, migrated, with the provinces of tests in it.
    pub fn database(&self) -> Result<Database, String> {
        let url = |user: &str| {
            format!("postgres://{user}:{}@127.0.0.1:{}/postgres?sslmode=disable", self.password, self.port)
        };
        let admin_url = url("tonghop_admin");
        server::migrate(&admin_url, Some((RUNTIME, &self.password)), None)?;
        server::import(&admin_url, provinces())?;
        Ok(Database::elsewhere(admin_url, url(RUNTIME)))
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

/// A port that nobody listens on, and below those that connections are given: it must be free after each kill, too.
fn quiet_port() -> Result<u16, String> {
    let own = (std::process::id() % 12_000) as u16;
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (15_000 + own..32_000).find(free).ok_or_else(|| "no port is free".to_owned())
}
