//! The real program as a process of its own: signals are for processes.

use super::database::Database;
use super::person::Person;
use super::postgres::free_port;
use super::province::subject;
use super::server::ISSUER;
use reqwest::Method;
use std::fs::File;
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use tonghop::auth::{Issuer, KeyPair, TokenRequest};
use tonghop::kit::{Clock, vocabulary::Role};

/// The program with nothing of the machine's own settings.
pub fn bare() -> Command {
    unsettled(env!("CARGO_BIN_EXE_tonghop"))
}

/// Another program that may call ours, with nothing of the machine's settings for it.
pub fn unsettled(program: &str) -> Command {
    let mut command = Command::new(program);
    let own = |name: &String| name.starts_with("TONGHOP_") || name.starts_with("OTEL_");
    for (name, _) in std::env::vars().filter(|(name, _)| own(name)) {
        command.env_remove(name);
    }
    command
}

/// Begins a program as most systems begin a service: with few file descriptors, and the right to more.
const AS_A_SERVICE: &str = "ulimit -S -n 1024; exec \"$0\" \"$@\"";

/// A token of the provinces' people, good for a day, which every server on this database takes.
pub fn token(database: &Database, subject: &str) -> String {
    let keys = KeyPair::read_or_make(&database.folder.path().join("token.pem")).unwrap();
    let issuer = Issuer::new(ISSUER, "tonghop", keys, Clock::system());
    issuer.issue(&TokenRequest { subject, good_for: chrono::Duration::days(1) }).unwrap()
}

/// The program on a database, killed when the test lets go of it.
pub struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    /// Starts it with a fail point or without, and settings in its environment, and waits until it can serve.
    pub async fn with_settings(
        database: &Database,
        fail_point: Option<&str>,
        settings: &[(&str, &str)],
    ) -> Program {
        let log = database.folder.path().join("program.log");
        Program::writing(database, fail_point, settings, &log).await
    }

    /// The same with a place for its log.
    pub async fn writing(
        database: &Database,
        fail_point: Option<&str>,
        settings: &[(&str, &str)],
        log: &Path,
    ) -> Program {
        let file = File::create(log).expect("a log");
        let mut program = Program::begun(database, fail_point, settings, file.into());
        if let Err(reason) = program.ready().await {
            panic!("{reason}\n{}", std::fs::read_to_string(log).unwrap_or_default());
        }
        program
    }

    /// Starts it, and waits for nothing.
    pub fn begun(
        database: &Database,
        fail_point: Option<&str>,
        settings: &[(&str, &str)],
        log: Stdio,
    ) -> Program {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port().expect("a port")));
        let mut command = unsettled("sh");
        command
            .args(["-c", AS_A_SERVICE, env!("CARGO_BIN_EXE_tonghop")])
            .arg("serve")
            .args(["--database-url", &database.url, "--listen", &address.to_string()])
            .arg("--data-dir")
            .arg(database.folder.path())
            .env("TONGHOP_ISSUER", ISSUER)
            .env("TONGHOP_LOG", "error")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(log);
        if let Some(name) = fail_point {
            command.env("TONGHOP_FAILPOINT", name);
        }
        Program { child: command.spawn().expect("the program"), address }
    }

    /// Waits until it can serve. Errors: it ended, or does not get there.
    pub async fn ready(&mut self) -> Result<(), String> {
        let stranger = Person::stranger(self.address);
        for _ in 0..1500 {
            let request = stranger.request(Method::GET, "/readyz");
            if request.send().await.is_ok_and(|answer| answer.status() == 200) {
                return Ok(());
            }
            if let Some(status) = self.has_ended() {
                return Err(format!("the program ended: {status}"));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err("the program does not become ready".to_owned())
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The first of Trà Vinh's people with a role (for an agency).
    pub fn person(&self, database: &Database, role: Role, agency: Option<&str>) -> Person {
        let subject = subject("84", role, agency, 1);
        Person::stranger(self.address).known_as(&subject, &token(database, &subject))
    }

    /// Tells it to stop, as service managers do.
    pub fn terminate(&self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("kill").success());
    }

    /// How the process ended, if it has.
    pub fn has_ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child")
    }

    /// How the process ended; waits for its end.
    pub fn ended(mut self) -> ExitStatus {
        self.child.wait().expect("a child")
    }

    /// Whether the process ended by SIGKILL; waits for its end.
    pub fn was_killed(mut self) -> bool {
        self.child.wait().expect("a child").signal() == Some(9)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
