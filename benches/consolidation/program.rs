//! The program itself, as it is released: its commands, its server, its size and its memory.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tonghop::kit::{Clock, id};

use crate::{Outcome, cluster::url::Address, http, machine};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tonghop");

/// The role that the server logs in as.
const RUNTIME: &str = "tonghop_bench_runtime";

/// How long the demo's server is left alone before its memory is looked at.
const IDLE: Duration = Duration::from_secs(10);

/// The program with the settings of one database.
pub struct Program {
    /// For keys and logs.
    folder: PathBuf,
    admin_url: Address,
    password: String,
}

impl Program {
    pub fn new(folder: &Path, admin_url: &Address) -> Self {
        let password = id::new(Clock::system().now()).simple().to_string();
        Program { folder: folder.to_owned(), admin_url: admin_url.clone(), password }
    }

    /// Migrates, and gives the runtime role the password of this run.
    pub fn migrate(&self) -> Outcome<()> {
        self.output(&["migrate"]).map(drop)
    }

    /// Makes the scale data; progress goes to the terminal. What the command said at its end.
    pub fn seed(&self, provinces: u32, agencies: u32, quarters: u32) -> Outcome<String> {
        let numbers = [provinces, agencies, quarters].map(|number| number.to_string());
        let [provinces, agencies, quarters] = numbers.each_ref().map(String::as_str);
        let size = ["--provinces", provinces, "--agencies", agencies, "--quarters", quarters];
        self.output(&[&["seed", "scale"], &size[..]].concat())
    }

    /// A token for a person.
    pub fn token(&self, subject: &str) -> Outcome<String> {
        self.output(&["token", "issue", "--person", subject])
    }

    /// A server whose database is behind a host and port, and which keeps what it has read, or nothing.
    pub async fn serve(&self, database: &str, keeps: bool) -> Outcome<Server> {
        let mut url = self.runtime_url();
        url.host = database.to_owned();
        let mut command = self.command(&["serve"]);
        command.env("TONGHOP_DATABASE_URL", url.text());
        // All load comes from one person: what is measured is the server, not how much one may ask of it.
        command
            .env("TONGHOP_COST_BUCKET", "1000000000000")
            .env("TONGHOP_COST_RESTORED_PER_SECOND", "1000000000");
        if !keeps {
            command.env("TONGHOP_KEPT_MEGABYTES", "0");
        }
        Server::start(command, &self.folder).await
    }

    /// Where the server's role goes.
    pub fn runtime_url(&self) -> Address {
        Address { user: RUNTIME.to_owned(), password: self.password.clone(), ..self.admin_url.clone() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bare(&self.folder);
        command
            .args(arguments)
            .env("TONGHOP_DATABASE_URL", self.runtime_url().text())
            .env("TONGHOP_ADMIN_DATABASE_URL", self.admin_url.text())
            .env("TONGHOP_RUNTIME_ROLE", RUNTIME)
            .env("TONGHOP_RUNTIME_PASSWORD", &self.password);
        command
    }

    fn output(&self, arguments: &[&str]) -> Outcome<String> {
        let output = self.command(arguments).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("tonghop {}: {}", arguments.join(" "), output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

/// The program without any setting but a folder of its own.
fn bare(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TONGHOP_")) {
        command.env_remove(name);
    }
    command.env("TONGHOP_DATA_DIR", folder.join("data")).env("TONGHOP_LOG", "warn").stdin(Stdio::null());
    command
}

/// A running server; it is killed when it is dropped.
pub struct Server {
    child: Child,
    pub host: String,
}

impl Server {
    async fn start(mut command: Command, folder: &Path) -> Outcome<Self> {
        let host = format!("127.0.0.1:{}", machine::free_port()?);
        let log = folder.join("server.log");
        let file = File::create(&log)?;
        command.env("TONGHOP_LISTEN", &host).stdout(file.try_clone()?).stderr(file);
        let mut server = Server { child: command.spawn()?, host };
        let started = Instant::now();
        while !server.is_ready().await {
            if server.child.try_wait()?.is_some() || started.elapsed() > Duration::from_secs(120) {
                return Err(format!("the server does not start: {}", std::fs::read_to_string(&log)?).into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(server)
    }

    async fn is_ready(&self) -> bool {
        let request = http::Request::get(&self.host, "/readyz");
        match http::Client::connect(&request).await {
            Ok(mut client) => client.ask().await.is_ok(),
            Err(_) => false,
        }
    }

    /// Its resident memory, in bytes.
    pub fn memory(&self) -> Outcome<u64> {
        machine::resident(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The resident memory of the demo's server on SQLite when nobody asks it anything, in bytes.
pub async fn idle_memory(folder: &Path) -> Outcome<u64> {
    let home = folder.join("demo");
    std::fs::create_dir(&home)?;
    let mut command = bare(&home);
    command.args(["serve", "--demo"]);
    let server = Server::start(command, &home).await?;
    tokio::time::sleep(IDLE).await;
    server.memory()
}

/// The size of the released program, in bytes.
pub fn size() -> Outcome<u64> {
    machine::size(Path::new(PROGRAM))
}

/// How long a release build takes from nothing, with every dependency fetched already.
pub fn cold_build(folder: &Path) -> Outcome<Duration> {
    let started = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--offline", "--bin", "tonghop"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", folder.join("cold"))
        .status()?;
    if status.success() { Ok(started.elapsed()) } else { Err(format!("cargo build: {status}").into()) }
}
