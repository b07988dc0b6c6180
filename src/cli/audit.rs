//! `tonghop audit`.

use clap::Subcommand;
use std::{
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use super::say;
use crate::{
    auth::KeyPair,
    config::Config,
    inspection::{self, Evidence, Progress},
    kit::{Bilingual, Clock, Error, Result},
    ledger::{Receipt, VerifierKey},
    organisation::ProvinceEntity,
    store::{self, Store},
};

/// The exit code of a contradiction.
const CONTRADICTED: u8 = 3;

/// How often a progress line is written where it cannot be written over.
const SELDOM: Duration = Duration::from_secs(10);

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Check the whole database against its logs and what is kept of them outside; exit code 3 with the first contradiction.
    /// With --receipt: check receipts with nothing but the public key, without a database.
    Verify {
        /// A receipt to check offline; may be repeated.
        #[arg(long, value_name = "FILE", requires = "key", conflicts_with = "with")]
        receipt: Vec<PathBuf>,
        /// A public key, as `tonghop audit key` prints it, or a file with such keys, one a line; may be repeated. Without any:
        /// the one of the configured key.
        #[arg(long, value_name = "KEY")]
        key: Vec<String>,
        /// Old checkpoints and receipts besides those in checkpoint_dir: a file, or a folder of *.checkpoints and *.json; may be
        /// repeated.
        #[arg(long, value_name = "PATH")]
        with: Vec<PathBuf>,
    },
    /// Print the public key of each province's log: what agencies check their receipts with.
    Key,
}

impl AuditCommand {
    pub async fn run(self, config: &Config) -> Result<ExitCode> {
        match self {
            AuditCommand::Verify { receipt, key, with } if receipt.is_empty() => {
                whole(config, &key, &with).await
            }
            AuditCommand::Verify { receipt, key, .. } => offline(&receipt, &given(&key)?),
            AuditCommand::Key => {
                let keeper = config.keeper()?;
                let store = Store::connect(&config.database(), Clock::system()).await?;
                for province in store.shared::<ProvinceEntity>(|all| all).await? {
                    say(&keeper.verifier(&keeper.origin(&province.code)).text());
                }
                store.close().await?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// The keys that were given.
fn given(keys: &[String]) -> Result<Vec<VerifierKey>> {
    let mut given = Vec::new();
    for text in keys {
        let read = match VerifierKey::parse(text) {
            Some(key) => vec![key],
            None => {
                let lines = std::fs::read_to_string(text)
                    .map_err(|error| Error::broken(format!("--key {text}: no key, and no file: {error}")))?;
                let keys: Option<Vec<_>> =
                    lines.lines().filter(|line| !line.is_empty()).map(VerifierKey::parse).collect();
                keys.ok_or_else(|| Error::broken(format!("--key {text}: a line that is no key")))?
            }
        };
        given.extend(read);
    }
    Ok(given)
}

/// The keys that were given; without any, the configured one. An inspection makes none.
pub fn known(config: &Config, keys: &[String]) -> Result<Vec<VerifierKey>> {
    let mut known = given(keys)?;
    if known.is_empty() {
        let pair = KeyPair::read(&config.ledger_key())?;
        known.push(VerifierKey::new(&config.ledger_name, pair.public()));
    }
    Ok(known)
}

/// What is in files and folders of checkpoints and receipts.
pub fn evidence(paths: &[PathBuf]) -> Result<Evidence> {
    let mut evidence = Evidence::default();
    for path in paths {
        evidence.add(path)?;
    }
    Ok(evidence)
}

/// Checks receipts with nothing but keys.
fn offline(receipts: &[PathBuf], keys: &[VerifierKey]) -> Result<ExitCode> {
    for file in receipts {
        let text = read(file)?;
        match Receipt::verify(&text, keys) {
            Ok(verified) => {
                let (origin, position) = (&verified.checkpoint.origin, verified.receipt.position);
                say(&both(&Bilingual {
                    vi: format!("{}: đúng. Bản ghi {position} của nhật ký {origin}.", file.display()),
                    en: format!("{}: good. Leaf {position} of the log {origin}.", file.display()),
                }));
                say(&verified.receipt.leaf_text());
            }
            Err(refusal) => {
                let Bilingual { vi, en } = refusal.text();
                let name = file.display();
                return Ok(contradicted(&Bilingual {
                    vi: format!("{name}: {vi}"),
                    en: format!("{name}: {en}"),
                }));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> Result<String> {
    let bytes = std::fs::read(file).map_err(|error| Error::broken(format!("{}: {error}", file.display())))?;
    // What is no text is no receipt.
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// Checks the whole database.
async fn whole(config: &Config, keys: &[String], with: &[PathBuf]) -> Result<ExitCode> {
    let keys = known(config, keys)?;
    let kept = config.checkpoint_dir();
    let own = kept.exists().then_some(kept);
    let paths: Vec<PathBuf> = own.into_iter().chain(with.iter().cloned()).collect();
    let evidence = evidence(&paths)?;
    // It reads as long as it takes.
    let settings = store::Settings { statement_timeout: Duration::ZERO, ..config.database() };
    let store = Store::connect(&settings, Clock::system()).await?;
    store.check().await?;
    let mut line = ProgressLine::new();
    let inspected =
        inspection::verify(&store, &evidence, &keys, &mut |progress| line.show(&progress)).await?;
    store.close().await?;
    line.end();
    match inspected {
        Ok(done) => {
            let inspection::Inspected { provinces, leaves, checkpoints, receipts } = done;
            say(&both(&Bilingual {
                vi: format!(
                    "Không có mâu thuẫn: {provinces} tỉnh, {leaves} bản ghi nhật ký, {checkpoints} điểm kiểm tra và {receipts} biên nhận lưu ngoài cơ sở dữ liệu."
                ),
                en: format!(
                    "No contradiction: {provinces} provinces, {leaves} leaves, {checkpoints} checkpoints and {receipts} receipts kept outside."
                ),
            }));
            Ok(ExitCode::SUCCESS)
        }
        Err(inspection::Finding(text)) => Ok(contradicted(&text)),
    }
}

pub fn both(text: &Bilingual) -> String {
    format!("{}\n{}", text.vi, text.en)
}

pub fn contradicted(text: &Bilingual) -> ExitCode {
    say(&both(text));
    ExitCode::from(CONTRADICTED)
}

/// The progress on standard error: one line written over and over on a terminal, a new one now and then elsewhere.
pub struct ProgressLine {
    over: bool,
    last: Instant,
}

impl ProgressLine {
    pub fn new() -> Self {
        ProgressLine { over: std::io::stderr().is_terminal(), last: Instant::now() }
    }

    pub fn show(&mut self, progress: &Progress) {
        let pause = if self.over { Duration::from_millis(200) } else { SELDOM };
        if self.last.elapsed() < pause {
            return;
        }
        self.last = Instant::now();
        let text = format!("{}: {} rows", progress.province, progress.rows);
        let text = if self.over { format!("\r\x1b[K{text}") } else { format!("{text}\n") };
        // Who closes standard error does not want to know.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    pub fn end(&self) {
        if self.over {
            let _ = std::io::stderr().write_all(b"\r\x1b[K");
        }
    }
}
