//! Who owes what in a round, as it was known at an instant: one reading for all who ask in the same answer.

use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use uuid::Uuid;

use crate::{
    kit::{Error, Result, paging::Page},
    reports::service::{self, ReportStands},
    request::Request,
    rounds::{self, ObligationRow},
    store::Reader,
};

/// An obligation as it was known, and where its report stood then.
pub type Known = (ObligationRow, ReportStands);

/// One page of a round's obligations as they were known at an instant, in the order of those of now, with one row too many; and
/// how many there were.
pub async fn page(
    request: &Request,
    round: Uuid,
    at: DateTime<Utc>,
    page: &Page<(Uuid, Uuid)>,
) -> Result<(Vec<Known>, u64)> {
    let all = request.load(KnownLoader, (round, at)).await?.unwrap_or_default();
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let key = |(row, _): &&Known| (row.agency_id, row.id);
    let size = usize::try_from(page.size).unwrap_or(usize::MAX).saturating_add(1);
    let rows = match (page.backwards, page.key) {
        (false, after) => all.iter().filter(|one| after.is_none_or(|at| key(one) > at)).take(size).collect(),
        (true, before) => {
            let rows = all.iter().rev().filter(|one| before.is_none_or(|at| key(one) < at));
            rows.take(size).collect::<Vec<_>>()
        }
    };
    Ok((rows.into_iter().cloned().collect(), total))
}

struct KnownLoader(Arc<Reader>);

type Found = HashMap<(Uuid, DateTime<Utc>), Arc<Vec<Known>>>;

impl KnownLoader {
    async fn read(&self, keys: &[(Uuid, DateTime<Utc>)]) -> Result<Found> {
        // All of one answer are asked as of few instants, most often one.
        let mut rounds_at: BTreeMap<DateTime<Utc>, Vec<Uuid>> = BTreeMap::new();
        for (round, at) in keys {
            rounds_at.entry(*at).or_default().push(*round);
        }
        let mut found: HashMap<(Uuid, DateTime<Utc>), Vec<Known>> = HashMap::new();
        for (at, rounds) in rounds_at {
            let stands = service::stands(&self.0, &rounds, Some(at)).await?;
            let stands: HashMap<Uuid, ReportStands> =
                stands.into_iter().map(|report| (report.obligation, report)).collect();
            for row in rounds::obligations_known_at(&self.0, &rounds, at).await? {
                let report = stands.get(&row.id).copied();
                let report = report.ok_or_else(|| Error::broken("an obligation without a report"))?;
                found.entry((row.round_id, at)).or_default().push((row, report));
            }
        }
        let sorted = |mut rows: Vec<Known>| {
            rows.sort_by_key(|(row, _)| (row.agency_id, row.id));
            Arc::new(rows)
        };
        Ok(found.into_iter().map(|(key, rows)| (key, sorted(rows))).collect())
    }
}

impl Loader<(Uuid, DateTime<Utc>)> for KnownLoader {
    type Value = Arc<Vec<Known>>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[(Uuid, DateTime<Utc>)]) -> Result<Found, Arc<Error>> {
        self.read(keys).await.map_err(Arc::new)
    }
}
