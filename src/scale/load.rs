//! Making provinces and loading them, several beside each other, in bounded memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::Semaphore, task::JoinSet};
use uuid::Uuid;

use super::{
    calendar::{self, Quarter},
    plan::Size,
    province::Province,
    rows::Rows,
};
use crate::{
    catalogue::Catalogue,
    kit::{Clock, Error, Result},
    organisation::ProvinceEntity,
    store::{Bulk, Settings, Store, Subject},
};

/// How many figures are gathered before they are loaded; a large province's quarter may be more.
const BATCH: usize = 20_000;

/// How often progress is told.
const TELL: Duration = Duration::from_millis(500);

/// How far the work has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Figures loaded so far.
    pub figures: u64,
    /// Of the reports owed, how many have been dealt with, and how many there are.
    pub reports: u64,
    pub of_reports: u64,
    pub elapsed: Duration,
}

impl Progress {
    /// Figures a second.
    pub fn rate(&self) -> u64 {
        let milliseconds = self.elapsed.as_millis().max(1);
        u64::try_from(u128::from(self.figures) * 1_000 / milliseconds).unwrap_or(u64::MAX)
    }

    /// How long it will take from now on at the pace so far; `None` before anything is loaded.
    pub fn remaining(&self) -> Option<Duration> {
        let left = u32::try_from(self.of_reports.saturating_sub(self.reports)).ok()?;
        let done = u32::try_from(self.reports).ok().filter(|done| *done > 0)?;
        Some(self.elapsed * left / done)
    }
}

/// What was made.
#[derive(Clone, Copy, Debug)]
pub struct Seeded {
    pub provinces: u32,
    pub agencies: u32,
    pub reports: u64,
    pub figures: u64,
    /// How long loading took, and how long the database took to look at what it holds.
    pub loading: Duration,
    pub settling: Duration,
}

#[derive(Default)]
struct Counters {
    figures: AtomicU64,
    reports: AtomicU64,
}

/// Fills an empty, migrated database; on PostgreSQL `settings` is the owner's connection. `issuer` is who issues the
/// tokens of the people made. Errors: the database has provinces already.
///
/// Each province is there as a whole or not at all, but a run that fails may leave some of them.
pub async fn seed(
    settings: &Settings,
    size: Size,
    issuer: &str,
    catalogue: Arc<Catalogue>,
    loaders: u32,
    tell: &mut (dyn FnMut(Progress) + Send),
) -> Result<Seeded> {
    expect_empty(settings).await?;
    let started = Instant::now();
    let quarters: Arc<[Quarter]> = Quarter::all(&size.periods()?).into();
    let bulk = Arc::new(Bulk::connect(settings, loaders).await?);
    let turns = Arc::new(Semaphore::new(bulk.loaders(loaders) as usize));
    let counters = Arc::new(Counters::default());
    let agencies = size.agencies_by_province();
    let mut provinces = JoinSet::new();
    for (tenant, agencies) in (1..).zip(agencies.iter().copied()) {
        let work = Work {
            tenant,
            agencies,
            seed: size.seed,
            issuer: issuer.to_owned(),
            quarters: quarters.clone(),
            catalogue: catalogue.clone(),
            counters: counters.clone(),
        };
        let (turns, bulk) = (turns.clone(), bulk.clone());
        provinces.spawn(async move {
            let _turn = turns.acquire_owned().await.map_err(Error::broken)?;
            work.load(&bulk).await
        });
    }
    let progress = || Progress {
        figures: counters.figures.load(Ordering::Relaxed),
        reports: counters.reports.load(Ordering::Relaxed),
        of_reports: size.obligations(),
        elapsed: started.elapsed(),
    };
    let mut ticks = tokio::time::interval(TELL);
    loop {
        tokio::select! {
            done = provinces.join_next() => match done {
                Some(done) => done.map_err(Error::broken)??,
                None => break,
            },
            _ = ticks.tick() => tell(progress()),
        }
    }
    let loaded = progress();
    tell(loaded);
    bulk.settle().await?;
    if let Some(bulk) = Arc::into_inner(bulk) {
        bulk.close().await?;
    }
    Ok(Seeded {
        provinces: size.provinces,
        agencies: agencies.iter().sum(),
        reports: loaded.reports,
        figures: loaded.figures,
        loading: loaded.elapsed,
        settling: started.elapsed() - loaded.elapsed,
    })
}

async fn expect_empty(settings: &Settings) -> Result<()> {
    let store = Store::connect(settings, Clock::system()).await?;
    let provinces = store.shared::<ProvinceEntity>(|all| all).await;
    store.close().await?;
    let provinces = provinces
        .map_err(|_| Error::broken("the database has not been set up: run `tonghop migrate` first"))?;
    if provinces.is_empty() {
        return Ok(());
    }
    Err(Error::broken(format!(
        "the database has {} provinces already: scale data goes into an empty one",
        provinces.len()
    )))
}

/// One province to be made.
struct Work {
    tenant: i32,
    agencies: u32,
    seed: u64,
    issuer: String,
    quarters: Arc<[Quarter]>,
    catalogue: Arc<Catalogue>,
    counters: Arc<Counters>,
}

impl Work {
    async fn load(self, bulk: &Bulk) -> Result<()> {
        let mut writer = bulk.begin(self.tenant).await?;
        let mut rows = Rows::default();
        let mut province = Province::found(
            self.tenant,
            self.agencies,
            &self.issuer,
            self.seed,
            &self.quarters,
            self.catalogue,
            &mut rows,
        );
        for quarter in self.quarters.iter() {
            province.report(quarter, &mut rows)?;
            let last = quarter.index + 1 == self.quarters.len();
            if last || rows.figures.len() >= BATCH {
                let (figures, reports) = (rows.figures.len() as u64, rows.reports.len() as u64);
                rows.flush(&mut writer).await?;
                self.counters.figures.fetch_add(figures, Ordering::Relaxed);
                self.counters.reports.fetch_add(reports, Ordering::Relaxed);
            }
        }
        let subject = Subject::new("Province", Uuid::from_u128(u128::from(self.tenant.unsigned_abs())));
        writer.commit("scaleSeed", subject, calendar::founded_at(&self.quarters)).await
    }
}
