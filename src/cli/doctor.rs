//! `tonghop doctor`.

use clap::{Args, ValueEnum};
use std::process::ExitCode;

use super::say;
use crate::{
    config::Config,
    doctor::{self, Finding, Level},
    kit::{Clock, Lang, Result},
};

/// Look at settings, keys, folders, database, clock and mail, and say what is wrong and which line to change; changes nothing.
/// Exit code 0: nothing is wrong, though there may be warnings; 1: something is.
#[derive(Args)]
pub struct Doctor {
    /// The language of the findings.
    #[arg(long, value_enum, default_value_t = Tongue::Vi)]
    lang: Tongue,
    /// A JSON array for programs instead of lines for people.
    #[arg(long)]
    json: bool,
    /// Exit code 1 for warnings, too.
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Tongue {
    Vi,
    En,
}

impl Doctor {
    /// Looks. Settings that cannot be read are a finding, too.
    pub async fn run(self, config: Result<Config>) -> Result<ExitCode> {
        let findings = match config {
            Ok(config) => doctor::examine(&config, &Clock::system(), std::env::vars().collect()).await,
            Err(error) => vec![doctor::unreadable(&error)],
        };
        let lang = match self.lang {
            Tongue::Vi => Lang::Vi,
            Tongue::En => Lang::En,
        };
        match self.json {
            true => {
                let all: Vec<_> = findings.iter().map(|finding| finding.json(lang)).collect();
                say(&serde_json::Value::Array(all).to_string());
            }
            false => findings.iter().for_each(|finding| say(&finding.text(lang))),
        }
        let worst = findings.iter().map(|finding: &Finding| finding.level).max();
        let tolerated = if self.strict { Level::Fine } else { Level::Warning };
        Ok(if worst > Some(tolerated) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
