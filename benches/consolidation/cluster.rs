//! A PostgreSQL server for one run: thrown away at its end, or somebody's that is named in the environment.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{Arguments, Outcome, machine};
use tonghop::kit::{Clock, id};

/// Names an existing server: the URL of somebody who may make databases and roles there.
const EXTERNAL: &str = "TONGHOP_BENCH_POSTGRES_URL";

/// The settings of a server of our own that are not PostgreSQL's defaults; fsync stays on.
const SETTINGS: &[&str] = &["shared_buffers=1GB", "max_wal_size=8GB", "max_connections=100"];

/// A server with a database for this run.
pub struct Database {
    /// The owner's URL.
    pub admin_url: url::Address,
    /// Whether it was there, filled, before.
    pub there: bool,
    /// What the server says it is, and how it was set up.
    pub version: String,
    pub settings: String,
    _cluster: Option<Cluster>,
}

pub mod url {
    //! As much of an URL as is needed here: `postgres://user:password@host:port/database`.

    /// The address of a database and who goes there.
    #[derive(Clone, Debug)]
    pub struct Address {
        pub user: String,
        pub password: String,
        pub host: String,
        pub database: String,
    }

    impl Address {
        pub fn parse(text: &str) -> Option<Self> {
            let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))?;
            let (who, place) = rest.split_once('@')?;
            let (user, password) = who.split_once(':').unwrap_or((who, ""));
            let (host, database) = place.split_once('/')?;
            let database = database.split('?').next().unwrap_or(database);
            let host = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
            Some(Address {
                user: user.to_owned(),
                password: password.to_owned(),
                host,
                database: database.to_owned(),
            })
        }

        pub fn text(&self) -> String {
            let Address { user, password, host, database } = self;
            format!("postgres://{user}:{password}@{host}/{database}?sslmode=disable")
        }
    }
}

impl Database {
    pub async fn prepare(arguments: &Arguments, folder: &Path) -> Outcome<Self> {
        let (mut admin_url, cluster) = match std::env::var(EXTERNAL) {
            Ok(text) => (url::Address::parse(&text).ok_or(format!("{EXTERNAL} is no URL"))?, None),
            Err(_) => {
                let cluster = Cluster::start(folder)?;
                (cluster.address(), Some(cluster))
            }
        };
        let mut connection = PgConnection::connect(&admin_url.text()).await?;
        let Arguments { provinces, agencies, quarters, .. } = arguments;
        let name = format!("tonghop_bench_{provinces}x{agencies}x{quarters}");
        let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&name)
            .fetch_one(&mut connection)
            .await?;
        if !there {
            sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
        }
        let version: String = sqlx::query_scalar("SHOW server_version").fetch_one(&mut connection).await?;
        let settings = match &cluster {
            Some(_) => format!("{}, fsync=on", SETTINGS.join(", ")),
            None => "as it was set up".to_owned(),
        };
        connection.close().await?;
        admin_url.database = name;
        Ok(Database { admin_url, there, version, settings, _cluster: cluster })
    }
}

/// A cluster in a folder; it stops when it is dropped.
struct Cluster {
    binaries: PathBuf,
    data: PathBuf,
    account: Option<Account>,
    port: u16,
    password: String,
}

/// Who the server runs as: PostgreSQL refuses root.
#[derive(Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

impl Cluster {
    fn start(folder: &Path) -> Outcome<Self> {
        let binaries =
            binaries().ok_or(format!("no PostgreSQL server programs, and {EXTERNAL} is not set"))?;
        let home = folder.join("postgres");
        std::fs::create_dir(&home)?;
        // Passable, not readable: the account of the cluster has to get through to its own part.
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o711))?;
        let password = id::new(Clock::system().now()).simple().to_string();
        let secret = home.join("password");
        std::fs::write(&secret, &password)?;
        let account = account()?;
        if let Some(account) = account {
            for path in [&home, &secret] {
                std::os::unix::fs::chown(path, Some(account.user), Some(account.group))?;
            }
        }
        let cluster =
            Cluster { binaries, data: home.join("data"), account, port: machine::free_port()?, password };
        let secret = format!("--pwfile={}", secret.display());
        let data = cluster.data.display().to_string();
        let locale = ["-A", "password", "-E", "UTF8", "--locale=C"];
        cluster.run("initdb", &[&["-D", &data, "-U", "tonghop_admin", &secret], &locale[..]].concat())?;
        let mut options =
            format!("-c port={} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''", cluster.port);
        for setting in SETTINGS {
            options.push_str(" -c ");
            options.push_str(setting);
        }
        let log = format!("{data}.log");
        cluster.run("pg_ctl", &["-D", &data, "-l", &log, "-o", &options, "-w", "-t", "120", "start"])?;
        Ok(cluster)
    }

    fn address(&self) -> url::Address {
        url::Address {
            user: "tonghop_admin".to_owned(),
            password: self.password.clone(),
            host: format!("127.0.0.1:{}", self.port),
            database: "postgres".to_owned(),
        }
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Outcome<()> {
        let mut command = Command::new(self.binaries.join(program));
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).current_dir("/");
        if let Some(account) = self.account {
            command.uid(account.user).gid(account.group);
        }
        let status = command.status()?;
        if status.success() { Ok(()) } else { Err(format!("{program}: {status}").into()) }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data.display().to_string();
        if let Err(fault) = self.run("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]) {
            eprintln!("the cluster in {data} is still there: {fault}");
        }
    }
}

/// The account that a superuser runs PostgreSQL as; `None` for anybody else.
fn account() -> Outcome<Option<Account>> {
    if number(&["-u"])? != Some(0) {
        return Ok(None);
    }
    for name in ["postgres", "nobody", "daemon"] {
        if let (Some(user), Some(group)) = (number(&["-u", name])?, number(&["-g", name])?) {
            return Ok(Some(Account { user, group }));
        }
    }
    Err("running as root, and there is no account postgres, nobody or daemon to run PostgreSQL as".into())
}

fn number(arguments: &[&str]) -> Outcome<Option<u32>> {
    let output = Command::new("id").args(arguments).stderr(Stdio::null()).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}

/// The folder of a complete set of server programs: from PATH, or Debian's, the newest first.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<(u32, PathBuf)> = installed
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    installed.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    std::env::split_paths(&path)
        .chain(installed.into_iter().map(|(_, folder)| folder))
        .find(|folder| ["initdb", "postgres", "pg_ctl"].iter().all(|name| folder.join(name).is_file()))
}
