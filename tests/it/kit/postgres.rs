//! PostgreSQL for a test run: one throw-away cluster, or somebody's server named by `TONGHOP_TEST_POSTGRES_URL`;
//! a database for every test, copied from a template that is migrated once.

use super::database::{Template, provinces};
use super::guardian::guardian;
use super::{server, twin};
use reqwest::Url;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::sync::{OnceLock, mpsc};
use tonghop::kit::{Clock, id};

/// Names an existing server: the URL of somebody who may make databases and roles there.
const EXTERNAL: &str = "TONGHOP_TEST_POSTGRES_URL";

/// Whether every test of PostgreSQL runs on the partitioned twin of the schema.
pub fn partitioned() -> bool {
    std::env::var_os("TONGHOP_TEST_PARTITIONED").is_some_and(|value| value == "1")
}

/// Everything the harness makes on a server starts with this.
const PREFIX: &str = "tonghop_it_";

/// A statement, and where its answer goes.
type Order = (String, mpsc::Sender<Answer>);
type Answer = Result<Vec<String>, String>;

/// A server with a migrated template.
pub struct Cluster {
    administrator: mpsc::Sender<Order>,
    /// Leads to the administrator's own database.
    admin: Url,
    /// Of this run: `tonghop_it_` and a UUIDv7, which dates it.
    run: String,
    password: String,
    count: AtomicU32,
    /// The template with provinces, made when it is first asked for.
    furnished: OnceLock<Result<String, String>>,
    /// The twins of both templates, made when they are first asked for.
    twin: OnceLock<Result<String, String>>,
    furnished_twin: OnceLock<Result<String, String>>,
    /// How databases are copied: without an fsync, files are three times as fast as the log.
    strategy: String,
}

/// Why there is no PostgreSQL.
#[derive(Clone)]
pub enum Absent {
    /// There is none on this machine: its half of the suite is skipped.
    NotFound(String),
    /// There is one, and it does not work: its half of the suite fails.
    Broken(String),
}

/// The cluster of this run, started by the first test that asks.
pub fn cluster() -> Result<&'static Cluster, Absent> {
    static CLUSTER: OnceLock<Result<Cluster, Absent>> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start).as_ref().map_err(Absent::clone)
}

/// How the names of the two roles end.
const RUNTIME: &str = "_runtime";
const NATIONAL: &str = "_national";

/// The same URL as the nation's readers come by.
pub fn national_url(runtime_url: &str) -> String {
    runtime_url.replacen(&format!("{RUNTIME}:"), &format!("{NATIONAL}:"), 1)
}

impl Cluster {
    fn start() -> Result<Self, Absent> {
        let admin = match std::env::var(EXTERNAL) {
            Ok(url) => Url::parse(&url).map_err(|error| Absent::Broken(format!("{EXTERNAL}: {error}")))?,
            Err(_) => {
                let binaries = binaries().ok_or_else(|| {
                    Absent::NotFound(format!(
                        "no folder of PATH and no /usr/lib/postgresql/*/bin has initdb, postgres and pg_ctl, and \
                         {EXTERNAL} is not set"
                    ))
                })?;
                throw_away(&binaries).map_err(Absent::Broken)?
            }
        };
        let (administrator, orders) = mpsc::channel();
        let mut cluster = Cluster {
            administrator,
            admin,
            run: format!("{PREFIX}{}", new_id()),
            password: new_id(),
            count: AtomicU32::new(0),
            furnished: OnceLock::new(),
            twin: OnceLock::new(),
            furnished_twin: OnceLock::new(),
            strategy: String::new(),
        };
        let url = cluster.admin.to_string();
        // Its connection lives on a thread of its own: every test has a runtime that ends with it.
        std::thread::spawn(move || administer(&url, &orders));
        cluster.prepare().map_err(Absent::Broken)?;
        Ok(cluster)
    }

    /// Removes what killed runs left on somebody's server, and makes this run's template and, by the
    /// migrations, its runtime role.
    fn prepare(&mut self) -> Result<(), String> {
        self.clean_up()?;
        self.strategy = self
            .execute(
                "SELECT CASE WHEN current_setting('server_version_num')::int >= 150000 \
               AND current_setting('fsync') = 'off' THEN 'STRATEGY file_copy' ELSE '' END"
                    .to_owned(),
            )?
            .concat();
        let empty = self.migrated();
        self.execute(format!("CREATE DATABASE {empty}"))?;
        let [runtime, national] = self.roles();
        let admin_url = self.urls(&empty).0;
        server::migrate(&admin_url, Some((&runtime, &self.password)), Some((&national, &self.password)))
    }

    /// What the migrations made, which everything else is made from.
    fn migrated(&self) -> String {
        format!("{}_empty", self.run)
    }

    /// The name of a template; all but the migrated one are made when they are first asked for.
    fn template(&self, template: Template) -> Result<String, String> {
        match (template, partitioned()) {
            (Template::Migrated, _) | (Template::Empty, false) => Ok(self.migrated()),
            (Template::Provinces, false) => {
                let furnish = || self.furnish("provinces", self.migrated());
                self.furnished.get_or_init(furnish).clone()
            }
            (Template::Empty, true) => self.twin.get_or_init(|| self.divide()).clone(),
            (Template::Provinces, true) | (Template::Partitioned, _) => {
                let furnish =
                    || self.furnish("partitioned", self.twin.get_or_init(|| self.divide()).clone()?);
                self.furnished_twin.get_or_init(furnish).clone()
            }
        }
    }

    /// A template with provinces, on a template without.
    fn furnish(&self, name: &str, empty: String) -> Result<String, String> {
        let name = format!("{}_{name}", self.run);
        self.execute(format!("CREATE DATABASE {name} TEMPLATE {empty}"))?;
        server::import(&self.urls(&name).0, provinces()).map(|()| name)
    }

    /// The twin of the empty template.
    fn divide(&self) -> Result<String, String> {
        let name = format!("{}_twin", self.run);
        self.execute(format!("CREATE DATABASE {name} TEMPLATE {}", self.migrated()))?;
        let (orders, received) = mpsc::channel();
        let url = self.urls(&name).0;
        let there = std::thread::spawn(move || administer(&url, &received));
        let (reply, answer) = mpsc::channel();
        orders.send((twin::statements(&self.roles()), reply)).map_err(|_| "nobody divides")?;
        let divided = answer.recv().map_err(|_| "whoever divides is gone")?;
        drop(orders);
        // A template that somebody is connected to cannot be copied.
        there.join().map_err(|_| "whoever divides panicked")?;
        divided.map(|_| name)
    }

    /// A fresh copy of a template: the URL of its owner, and that of the runtime role.
    pub fn database(&'static self, template: Template) -> Result<(Lease, String, String), String> {
        self.made_of(&self.template(template)?)
    }

    fn made_of(&'static self, template: &str) -> Result<(Lease, String, String), String> {
        let name = format!("{}_{}", self.run, self.count.fetch_add(1, Ordering::Relaxed));
        self.execute(format!("CREATE DATABASE {name} TEMPLATE {template} {}", self.strategy))?;
        let (admin_url, runtime_url) = self.urls(&name);
        Ok((Lease { cluster: self, name }, admin_url, runtime_url))
    }

    /// A copy of the database that an owner's URL leads to: the same three things.
    pub fn copy(&'static self, of: &str) -> Result<(Lease, String, String), String> {
        let of = Url::parse(of).map_err(|error| error.to_string())?;
        let of = of.path().trim_start_matches('/').to_owned();
        self.execute(format!(
            "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = '{of}'"
        ))?;
        self.made_of(&of)
    }

    /// The roles that the server under test logs in as: its own, and that of the nation's readers.
    fn roles(&self) -> [String; 2] {
        [RUNTIME, NATIONAL].map(|role| format!("{}{role}", self.run))
    }

    fn urls(&self, database: &str) -> (String, String) {
        let mut url = self.admin.clone();
        url.set_path(database);
        let admin = url.to_string();
        url.set_username(&self.roles()[0])
            .and_then(|()| url.set_password(Some(&self.password)))
            .expect("a host");
        (admin, url.to_string())
    }

    /// Drops databases and roles of runs that began more than six hours ago. A throw-away cluster has none.
    fn clean_up(&self) -> Result<(), String> {
        let started = id::new(Clock::system().now() - chrono::Duration::hours(6)).simple().to_string();
        let old = format!("COLLATE \"C\" BETWEEN '{PREFIX}' AND '{PREFIX}{}'", &started[..12]);
        for name in self.execute(format!("SELECT datname FROM pg_database WHERE datname {old}"))? {
            self.execute(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        }
        let unused = "NOT EXISTS (SELECT FROM pg_shdepend WHERE refobjid = pg_roles.oid)";
        for name in self.execute(format!("SELECT rolname FROM pg_roles WHERE rolname {old} AND {unused}"))? {
            self.execute(format!("DROP ROLE IF EXISTS {name}"))?;
        }
        Ok(())
    }

    /// Runs one statement as the administrator; the first column of what it returns.
    fn execute(&self, statement: String) -> Answer {
        let (reply, answer) = mpsc::channel();
        self.administrator.send((statement, reply)).map_err(|_| "the administrator's thread is gone")?;
        answer.recv().map_err(|_| "the administrator's thread ended")?
    }
}

/// One test's database, dropped with it: a hundred copies of the template would fill a small disk.
pub struct Lease {
    cluster: &'static Cluster,
    name: String,
}

impl Drop for Lease {
    fn drop(&mut self) {
        let done = self.cluster.execute(format!("DROP DATABASE {} WITH (FORCE)", self.name));
        if let Err(error) = done
            && !std::thread::panicking()
        {
            panic!("a test's database could not be dropped: {error}");
        }
    }
}

/// Carries out one statement after the other; ends with the process.
fn administer(url: &str, orders: &mpsc::Receiver<Order>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut connection = None;
    for (statement, reply) in orders {
        let done: Result<Vec<String>, sqlx::Error> = runtime.block_on(async {
            let connection = match &mut connection {
                Some(connection) => connection,
                None => connection.insert(PgConnection::connect(url).await?),
            };
            let rows = sqlx::raw_sql(AssertSqlSafe(statement.as_str())).fetch_all(connection).await?;
            rows.iter().map(|row| row.try_get(0)).collect()
        });
        // The asker may have ended with its test; the next one is served all the same.
        let _ = reply.send(done.map_err(|error| format!("{statement}: {error}")));
    }
}

fn throw_away(binaries: &Path) -> Result<Url, String> {
    let password = new_id();
    let mut outcome = Err(String::new());
    // Between finding a port free and listening on it another process may take it.
    for _ in 0..5 {
        let port = free_port().map_err(|error| error.to_string())?;
        outcome = guardian().start_cluster(binaries, port, &password).map(|()| port);
        if outcome.is_ok() {
            break;
        }
    }
    let url = format!("postgres://tonghop_admin:{password}@127.0.0.1:{}/postgres", outcome?);
    Url::parse(&url).map_err(|error| error.to_string())
}

/// A port that nobody listens on, below those that the system gives to connections: nobody takes it before whoever asked for it does,
/// or after a program on it was killed. Nobody is given one that another was given before.
pub fn free_port() -> std::io::Result<u16> {
    const FIRST: u16 = 15_000;
    const PORTS: u16 = 17_000;
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let begin = (std::process::id() % u32::from(PORTS)) as u16;
    (0..PORTS)
        .map(|_| FIRST + (begin + GIVEN.fetch_add(1, Ordering::Relaxed) % PORTS) % PORTS)
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .ok_or_else(|| std::io::ErrorKind::AddrInUse.into())
}

/// The folder of a complete set of server binaries: from PATH, or Debian's, the newest first.
pub fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut installed: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    installed.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    std::env::split_paths(&path)
        .chain(installed.into_iter().map(|(_, folder)| folder))
        .find(|folder| ["initdb", "postgres", "pg_ctl"].iter().all(|name| folder.join(name).is_file()))
        // Where these are links to the folder that has all of them, that one.
        .and_then(|folder| Some(folder.join("initdb").canonicalize().ok()?.parent()?.to_owned()))
}

/// Unguessable, and fit for a name or a password.
fn new_id() -> String {
    id::new(Clock::system().now()).simple().to_string()
}
