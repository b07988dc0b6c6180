//! The guardian of this test process: a small shell script at the other end of a pipe. See `guardian.sh`.

use super::database::Kind;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock};

/// What outlives every test and ends with the process: the counts, the run's folder, the cluster.
pub struct Guardian {
    wire: Mutex<Wire>,
    folder: PathBuf,
    /// Never waited for, but in its own test: it ends after this process.
    child: Child,
}

struct Wire {
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// The guardian, started by whoever asks first.
pub fn guardian() -> &'static Guardian {
    static GUARDIAN: OnceLock<Guardian> = OnceLock::new();
    GUARDIAN.get_or_init(Guardian::start)
}

impl Guardian {
    /// One of one's own besides that of the run; what it has ends with it.
    pub fn start() -> Self {
        let mut child = Command::new("sh")
            .args(["-c", include_str!("guardian.sh"), "guardian"])
            .arg(std::env::var_os("TMPDIR").unwrap_or_default())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A group of its own: what is sent to the tests from the keyboard does not reach it.
            .process_group(0)
            .spawn()
            .expect("a shell");
        let orders = child.stdin.take().expect("piped");
        let mut answers = BufReader::new(child.stdout.take().expect("piped"));
        let folder = PathBuf::from(answer(&mut answers).expect("a folder for this run"));
        Guardian { wire: Mutex::new(Wire { orders, answers }), folder, child }
    }

    /// The folder of this run; it vanishes with the process.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Counts a test that has its database.
    pub fn ran(&self, kind: Kind) {
        self.tell(match kind {
            Kind::Sqlite => "ran sqlite",
            Kind::Postgres => "ran postgres",
        });
    }

    /// Counts a test that could not run.
    pub fn skipped(&self) {
        self.tell("skipped");
    }

    /// Makes and starts the PostgreSQL cluster of this run with the binaries of a folder, its administrator
    /// `tonghop_admin` having this password. Errors: what PostgreSQL said.
    pub fn start_cluster(&self, binaries: &Path, port: u16, password: &str) -> Result<(), String> {
        self.ask(&format!("start {port} {password} {}", binaries.display()))
    }

    /// The same of one that keeps all that PostgreSQL promises, or starts it again. Errors: what PostgreSQL said.
    pub fn keep_cluster(&self, binaries: &Path, port: u16, password: &str) -> Result<(), String> {
        self.ask(&format!("keep {port} {password} {}", binaries.display()))
    }

    /// Sends the cluster SIGKILL. Errors: there is none.
    pub fn kill_cluster(&self) -> Result<(), String> {
        self.ask("kill")
    }

    /// Takes the folder of a cluster's data, for [`Guardian::keep_cluster`] to start; there must be no other. Errors: it cannot be moved.
    pub fn adopt(&self, data: &Path) -> Result<(), String> {
        self.ask(&format!("adopt {}", data.display()))
    }

    /// Starts a pooler with a file of settings; what it says is in a file beside, whose name ends in `.log`. Errors: there is nobody
    /// whom it could run as.
    pub fn pool(&self, program: &Path, settings: &Path) -> Result<(), String> {
        self.ask(&format!("pool {} {}", program.display(), settings.display()))
    }

    fn ask(&self, order: &str) -> Result<(), String> {
        let mut wire = self.wire.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        wire.send(order);
        answer(&mut wire.answers).map(drop)
    }

    fn tell(&self, order: &str) {
        self.wire.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).send(order);
    }
}

impl Wire {
    fn send(&mut self, order: &str) {
        // One write a line, so that a process killed in between leaves a whole order or none.
        self.orders.write_all(format!("{order}\n").as_bytes()).expect("the guardian listens");
    }
}

/// `ready WHAT` or `failed WHY`.
fn answer(answers: &mut BufReader<ChildStdout>) -> Result<String, String> {
    let mut line = String::new();
    answers.read_line(&mut line).map_err(|error| error.to_string())?;
    let line = line.trim_end();
    match line.split_once(' ').unwrap_or((line, "")) {
        ("ready", what) => Ok(what.to_owned()),
        ("failed", why) => Err(why.to_owned()),
        _ => Err(format!("the guardian is gone (it said {line:?})")),
    }
}

#[test]
fn nothing_outlives_the_pipe() {
    use super::postgres::{binaries, free_port};
    let guardian = Guardian::start();
    let folder = guardian.folder().to_owned();
    std::fs::write(folder.join("left behind"), "by a test").unwrap();
    let mut server = None;
    if let Some(binaries) = binaries() {
        guardian.start_cluster(&binaries, free_port().unwrap(), "secret").unwrap();
        let lock = std::fs::read_to_string(folder.join("postgres/data/postmaster.pid")).unwrap();
        let process = PathBuf::from(format!("/proc/{}", lock.lines().next().unwrap()));
        assert_eq!(is_alive(&process), Path::new("/proc/self").exists());
        server = Some(process);
    }

    // What happens when the process ends, however it ends.
    let Guardian { wire, mut child, .. } = guardian;
    drop(wire);
    assert!(child.wait().unwrap().success());

    assert!(!folder.exists());
    assert!(!server.is_some_and(|process| is_alive(&process)));
}

/// A process that ended is still listed, as `Z`, until somebody asks how it ended.
fn is_alive(process: &Path) -> bool {
    let state = std::fs::read_to_string(process.join("stat")).unwrap_or_default();
    state.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.trim_start().starts_with('Z'))
}
