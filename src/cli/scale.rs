//! `tonghop seed scale`.

use clap::Args;
use std::{
    io::{IsTerminal, Write},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{migrate, say};
use crate::{
    config::Config,
    kit::{Error, Result},
    scale::{self, Progress, Size},
};

/// How often a progress line is written where it cannot be written over.
const SELDOM: Duration = Duration::from_secs(10);

/// Fill an empty database with made-up provinces, for trials and benchmarks. The same size and seed make the same rows.
///
/// On PostgreSQL it runs over the owner's connection (admin_database_url), after `tonghop migrate`.
#[derive(Args)]
pub struct Scale {
    /// How many provinces; the first has ten times the agencies of the median one.
    #[arg(long, default_value_t = 34, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    provinces: u32,
    /// How many agencies a province has on average.
    #[arg(long, default_value_t = 110, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    agencies: u32,
    /// How many quarters they report on, up to the fourth of 2025.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=i64::from(scale::MOST_QUARTERS)))]
    quarters: u32,
    /// What everything follows from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many provinces are loaded beside each other; on SQLite always one.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    loaders: u32,
}

impl Scale {
    pub async fn run(self, config: &Config) -> Result<()> {
        let settings = config.signing(config.admin_database())?;
        if settings.url.starts_with("sqlite:") {
            migrate::migrate(config).await?;
        }
        let size = Size {
            provinces: self.provinces,
            agencies: self.agencies,
            quarters: self.quarters,
            seed: self.seed,
        };
        let mut line = ProgressLine::new();
        let catalogue = Arc::new(config.catalogue()?);
        let mut tell = |progress| line.show(&progress);
        let done = scale::seed(&settings, size, &config.issuer, catalogue, self.loaders, &mut tell).await?;
        line.end()?;
        say(&format!(
            "made {} provinces with {} agencies, {} reports and {} figures in {}; analysed in {}",
            done.provinces,
            done.agencies,
            done.reports,
            done.figures,
            clock_face(done.loading),
            clock_face(done.settling),
        ));
        Ok(())
    }
}

/// The progress on standard error: one line written over and over on a terminal, a new one now and then elsewhere.
struct ProgressLine {
    over: bool,
    last: Option<Instant>,
}

impl ProgressLine {
    fn new() -> Self {
        ProgressLine { over: std::io::stderr().is_terminal(), last: None }
    }

    fn show(&mut self, progress: &Progress) {
        if !self.over && self.last.is_some_and(|last| last.elapsed() < SELDOM) {
            return;
        }
        self.last = Some(Instant::now());
        let remaining = progress.remaining().map_or_else(|| "?".to_owned(), clock_face);
        let text = format!(
            "{} figures, {} a second, {} of {} reports, done in about {remaining}",
            progress.figures,
            progress.rate(),
            progress.reports,
            progress.of_reports,
        );
        let text = if self.over { format!("\r\x1b[K{text}") } else { format!("{text}\n") };
        // Who closes standard error does not want to know.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    fn end(&self) -> Result<()> {
        if self.over { std::io::stderr().write_all(b"\n").map_err(Error::broken) } else { Ok(()) }
    }
}

/// `2:07`: minutes and seconds.
fn clock_face(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
