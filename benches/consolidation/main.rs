//! `cargo bench --bench consolidation`: the consolidated picture through HTTP against the same SQL sent straight to the
//! database, in one run and as ratios. Writes `docs/benchmarks.md`.
//!
//! It starts a PostgreSQL cluster of its own, with the machine's server programs, and throws it away at the end. With
//! `TONGHOP_BENCH_POSTGRES_URL` it makes a database on that server instead, keeps it, and takes it again the next time.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people at a terminal")]

mod attacks;
mod capture;
mod cluster;
mod document;
mod http;
mod machine;
mod measure;
mod program;
mod replay;
mod scene;
mod statements;

use clap::Parser;
use std::process::ExitCode;

/// The server's own: both sides are measured with the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Whatever goes wrong ends the run.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;
pub type Outcome<T> = Result<T, Fault>;

/// Consolidated queries through HTTP against their SQL.
#[derive(Parser, Clone, Debug)]
pub struct Arguments {
    /// What the issue asks for: 34 provinces, 110 agencies, 40 quarters, nine million figures.
    #[arg(long)]
    full: bool,
    #[arg(long, default_value_t = 6)]
    provinces: u32,
    #[arg(long, default_value_t = 60)]
    agencies: u32,
    /// At most 40: ten years.
    #[arg(long, default_value_t = 40)]
    quarters: u32,
    /// How many clients ask at the same time.
    #[arg(long, default_value_t = 8)]
    clients: usize,
    /// How long each side is asked at a time, in seconds.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How often the two sides take turns.
    #[arg(long, default_value_t = 3)]
    turns: usize,
    /// Time a release build from nothing too, which takes minutes.
    #[arg(long)]
    cold_build: bool,
    /// Show the statements that were captured.
    #[arg(long)]
    show_sql: bool,
    /// Leave `docs/benchmarks.md` as it is.
    #[arg(long)]
    dry: bool,
    /// What `cargo bench` says to every benchmark; without it nothing is measured.
    #[arg(long)]
    bench: bool,
}

fn main() -> ExitCode {
    let mut arguments = Arguments::parse();
    if !arguments.bench {
        println!("nothing is measured but by `cargo bench`");
        return ExitCode::SUCCESS;
    }
    if arguments.full {
        (arguments.provinces, arguments.agencies, arguments.quarters) = (34, 110, 40);
    }
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Fault::from)
        .and_then(|runtime| runtime.block_on(run(arguments)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("consolidation: {fault}");
            ExitCode::FAILURE
        }
    }
}

/// Whatever was started is stopped when this returns, interrupted or not.
async fn run(arguments: Arguments) -> Outcome<()> {
    tokio::select! {
        done = scene::play(&arguments) => done,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            Err("interrupted".into())
        }
    }
}
