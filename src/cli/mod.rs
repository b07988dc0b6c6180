//! The command line, one file a command.

mod audit;
mod backup;
mod doctor;
mod documents;
mod healthcheck;
mod hold;
mod migrate;
mod person;
mod province;
mod reader;
mod scale;
mod schema;
mod seed;
mod serve;
mod token;

use clap::{Parser, Subcommand};
use std::{ffi::OsString, path::PathBuf, process::ExitCode};
use tracing::{Level, Metadata};
use tracing_subscriber::{filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    config::{Config, LogFormat},
    kit::{Error, Lang, Result},
};

/// Consolidates the periodic reports of a province's agencies into one traceable picture.
///
/// Tổng hợp báo cáo công tác dân vận chính quyền và quy chế dân chủ ở cơ sở của các cơ quan trong tỉnh.
#[derive(Parser)]
#[command(name = "tonghop", version, max_term_width = 110)]
struct Arguments {
    /// File with settings; `src/config/default.toml` is the manual.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where the data is: sqlite://FILE or postgres://ROLE@HOST/DATABASE.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// Folder for the embedded database and the keys.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// Folder with a catalogue of your own.
    #[arg(long, global = true, value_name = "DIR")]
    catalogue_dir: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests until stopped.
    Serve(serve::Serve),
    /// Bring the database to the newest schema; on PostgreSQL make the runtime role, its rights and the policies.
    Migrate(migrate::Migrate),
    /// Print what the program knows of its GraphQL schema.
    #[command(subcommand)]
    Schema(schema::SchemaCommand),
    /// Issue access tokens.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Set up provinces.
    #[command(subcommand)]
    Province(province::ProvinceCommand),
    /// Look after people's accounts.
    #[command(subcommand)]
    Person(person::PersonCommand),
    /// Say who reads what every province has closed and released; see docs/nation.md.
    #[command(subcommand)]
    Reader(reader::ReaderCommand),
    /// Check the logs that make tampering evident.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Register GraphQL documents that clients send by their id.
    #[command(subcommand)]
    Documents(documents::DocumentsCommand),
    /// Copy an embedded database while it is served, check a copy, put one in place.
    #[command(subcommand)]
    Backup(backup::BackupCommand),
    /// Look at everything that a server needs, and say which line to change.
    Doctor(doctor::Doctor),
    /// Fill a database with data for trials.
    #[command(subcommand)]
    Seed(seed::SeedCommand),
    /// Ask a running server whether it can serve; exit code 0 when it can.
    Healthcheck(healthcheck::Healthcheck),
}

impl Arguments {
    /// The flags that every command takes, as they were given.
    fn flags(&self) -> Vec<OsString> {
        let given = [
            ("--config", self.config.clone().map(OsString::from)),
            ("--database-url", self.database_url.clone().map(OsString::from)),
            ("--data-dir", self.data_dir.clone().map(OsString::from)),
            ("--catalogue-dir", self.catalogue_dir.clone().map(OsString::from)),
        ];
        let given = given.into_iter().filter_map(|(flag, value)| Some([flag.into(), value?]));
        given.flatten().collect()
    }
}

/// Runs the command line; the exit code is 0 for success, 1 for a fault, 2 for wrong usage, 3 for data that were tampered with.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = runtime().and_then(|runtime| runtime.block_on(execute(arguments)));
    match done {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.enable_all().thread_stack_size(crate::server::STACK).build().map_err(Error::broken)
}

async fn execute(arguments: Arguments) -> Result<ExitCode> {
    let everybodys = arguments.flags();
    let mut flags: Vec<(&str, String)> = Vec::new();
    let mut flag = |name, value: Option<String>| flags.extend(value.map(|value| (name, value)));
    flag("database_url", arguments.database_url);
    flag("data_dir", arguments.data_dir);
    flag("catalogue_dir", arguments.catalogue_dir);
    if let Command::Serve(serve) = &arguments.command {
        flags.extend(serve.flags());
    }
    let config = Config::read(arguments.config.as_deref(), &flags);
    let format = config.as_ref().map_or(LogFormat::Text, |config| config.log_format);
    log(format);
    let done = match (config, arguments.command) {
        (Ok(config), command) => obey(command, config, &everybodys).await,
        // Settings that cannot be read are what it is there to tell.
        (Err(error), Command::Doctor(command)) => command.run(Err(error)).await,
        (Err(error), _) => Err(error),
    };
    match (done, format) {
        // Machines read a line an event to the last.
        (Err(Error::Busy(cause) | Error::Broken(cause)), LogFormat::Json) => {
            tracing::error!(cause, "the command failed");
            Ok(ExitCode::FAILURE)
        }
        (done, _) => done,
    }
}

async fn obey(command: Command, config: Config, everybodys: &[OsString]) -> Result<ExitCode> {
    let done = match command {
        Command::Audit(command) => return command.run(&config).await,
        Command::Backup(command) => return command.run(&config).await,
        Command::Doctor(command) => return command.run(Ok(config)).await,
        Command::Serve(command) => command.run(&config, everybodys).await,
        Command::Migrate(command) => command.run(&config).await,
        Command::Schema(command) => command.run(),
        Command::Token(command) => command.run(&config).await,
        Command::Province(command) => command.run(&config).await,
        Command::Person(command) => command.run(&config).await,
        Command::Reader(command) => command.run(&config).await,
        Command::Documents(command) => command.run(&config).await,
        Command::Seed(command) => command.run(&config).await,
        Command::Healthcheck(command) => command.run(&config).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// The log goes to standard error; `TONGHOP_LOG` chooses what is told.
fn log(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("TONGHOP_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,tonghop=info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber in one process is no fault of the command's.
    let _ = match format {
        LogFormat::Json => builder.json().finish().with(filter_fn(may_be_told)).try_init(),
        LogFormat::Text => builder.finish().with(filter_fn(may_be_told)).try_init(),
    };
    // What a panic says may quote what somebody typed; where it was tells as much.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}

/// Whether something may stand in the log, whatever is asked for: what libraries trace shows what they are called with, such as the
/// database's address with its password.
fn may_be_told(told: &Metadata<'_>) -> bool {
    let ours = told.target().split("::").next() == Some("tonghop");
    ours || *told.level() <= Level::DEBUG
}

/// A line for the operator on standard output.
#[allow(clippy::print_stdout, reason = "the command line talks to people")]
fn say(line: &str) {
    println!("{line}");
}

#[allow(clippy::print_stderr, reason = "the command line talks to people")]
fn complain(error: &Error) {
    match error {
        Error::Refused(problems) => {
            for problem in problems {
                eprintln!("tonghop: {} ({})", problem.message(Lang::Vi), problem.message(Lang::En));
            }
        }
        Error::Busy(cause) | Error::Broken(cause) => eprintln!("tonghop: {cause}"),
    }
}
