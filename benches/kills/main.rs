//! `cargo test --bench kills -- --kills 1000 --postgres-kills 100`: servers and databases killed at random moments while eight clients
//! file, and what is left of it.
//!
//! It makes a SQLite file and a PostgreSQL cluster of its own, with the machine's server programs, and removes both at the end.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people at a terminal")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what is broken in the harness ends the run")]

#[path = "../../tests/it/kit/mod.rs"]
#[allow(unused_imports, unused_macros, reason = "the kit of the tests, of which this uses a part")]
mod kit;

use clap::{Parser, ValueEnum};
use kit::kills::{CLIENTS, Figures, Plan, Victims};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How often a line of progress is written where it cannot be written over.
const SELDOM: Duration = Duration::from_secs(30);

/// Kills servers and databases at random moments while clients file.
#[derive(Parser, Clone, Debug)]
struct Arguments {
    /// How often the server is sent SIGKILL, on each database.
    #[arg(long, default_value_t = 1000)]
    kills: u32,
    /// How often PostgreSQL is.
    #[arg(long, default_value_t = 100)]
    postgres_kills: u32,
    /// What is random follows from it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// On this database only; both one after the other when it is left out.
    #[arg(long)]
    database: Option<On>,
    /// What `cargo bench` says to every benchmark; this is none.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum On {
    Sqlite,
    Postgres,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.bench {
        println!("nothing is measured: `cargo test --bench kills`");
        return ExitCode::SUCCESS;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut well = true;
    for on in [On::Sqlite, On::Postgres] {
        if arguments.database.is_some_and(|only| only != on) {
            continue;
        }
        let victims = match on {
            On::Sqlite => Victims::on_sqlite(),
            On::Postgres => Victims::of_their_own(),
        };
        let victims = match victims {
            Ok(victims) => victims,
            Err(reason) => {
                eprintln!("kills: {on:?}: {reason}");
                return ExitCode::FAILURE;
            }
        };
        let Arguments { kills, postgres_kills, seed, .. } = arguments;
        let (progress, begun) = (Mutex::new(Progress::new(on, kills)), Instant::now());
        let tell = |figures: &Figures| progress.lock().unwrap().tell(figures);
        let figures = runtime.block_on(victims.suffer(Plan { kills, postgres_kills, seed }, &tell));
        progress.lock().unwrap().end();
        println!("{}", report(on, seed, &figures, begun.elapsed()));
        well &= figures.wrong.is_empty();
    }
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What came of it, for people.
fn report(on: On, seed: u64, figures: &Figures, took: Duration) -> String {
    let Figures { kills, in_starting, beside, postgres_kills, broken_off, faults, .. } = figures;
    let Figures { acknowledged, after_resending, unknown_there, unknown_gone, .. } = figures;
    let Figures { same_answer, receipts, versions, wrong, .. } = figures;
    let unknown = unknown_there + unknown_gone;
    let mut text = format!(
        "{on:?}, seed {seed}, {CLIENTS} clients, {} s\n\
         the server was killed {kills} times, {in_starting} of these while it started\n\
         PostgreSQL was killed {postgres_kills} times, {beside} of these with the server\n\
         {broken_off} requests broke off, {faults} were answered that something is wrong\n\
         {acknowledged} submissions were acknowledged, {after_resending} of these when they were sent again\n\
         {unknown} were given up: {unknown_there} are there, {unknown_gone} are not\n\
         {same_answer} were sent again after they had been acknowledged: the first answer each time\n\
         {versions} versions are there; {receipts} receipts are good",
        took.as_secs()
    );
    for wrong in wrong {
        text.push_str("\nWRONG: ");
        text.push_str(wrong);
    }
    text.push_str(if wrong.is_empty() { "\nnothing is lost, and nothing is there twice" } else { "" });
    text
}

/// The progress on standard error: one line written over and over on a terminal, a new one now and then elsewhere.
struct Progress {
    on: On,
    kills: u32,
    over: bool,
    last: Instant,
}

impl Progress {
    fn new(on: On, kills: u32) -> Self {
        Progress { on, kills, over: std::io::stderr().is_terminal(), last: Instant::now() }
    }

    fn tell(&mut self, figures: &Figures) {
        if !self.over && self.last.elapsed() < SELDOM {
            return;
        }
        self.last = Instant::now();
        let Figures { kills, postgres_kills, acknowledged, wrong, .. } = figures;
        let text = format!(
            "{:?}: {kills} of {} kills, {postgres_kills} of PostgreSQL, {acknowledged} submissions acknowledged, {} wrong",
            self.on,
            self.kills,
            wrong.len()
        );
        let text = if self.over { format!("\r\x1b[K{text}") } else { format!("{text}\n") };
        // Who closes standard error does not want to know.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    fn end(&self) {
        if self.over {
            let _ = std::io::stderr().write_all(b"\r\x1b[K");
        }
    }
}
