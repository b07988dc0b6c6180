//! Floor 7: the demo. One province with the real report of the third quarter of 2019 and, around it, agencies that are
//! made up and say so: 20 of them, 8 quarters, from a fixed seed; before and after these a yearly report, from 2016 to 2025, with what
//! became of agencies and of the province; and 2026 up to November, quarter by quarter. Everything is done by the verbs that the API
//! calls, and at instants of its own: whatever the server's clock says, the story is the same.

mod agency;
mod calendar;
mod cast;
mod course;
mod grievances;
mod models;
mod play;
mod province;
mod real;
mod register;
mod said;
mod said_since;
mod scores;
mod start;
mod stories;
mod this_year;
mod words;
mod years;

#[cfg(test)]
mod tests;

pub use province::{HOME_AFFAIRS, PROVINCE, REAL_AGENCY, neighbour_officer, province, reporting, subject};
pub use start::{TOKEN_AGE, forget, load, tokens, welcome};

use chrono::{DateTime, Utc};
use std::sync::Arc;

use crate::{
    catalogue::Catalogue,
    kit::{Error, Result},
    organisation,
    store::Store,
};
use course::Course;

/// The form of all its rounds.
const FORM: &str = "dvcq_quarterly";

/// The one seed of everything that is made up.
const SEED: u64 = 2_019_003;

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeded {
    /// Agencies that owe reports, the real one among them.
    pub agencies: usize,
    pub rounds: usize,
    pub models: usize,
    /// Reports that were filed at least once.
    pub filed: usize,
    /// Of these: accepted at the end.
    pub accepted: usize,
    /// Of these: filed after their due instant.
    pub late: usize,
    /// Of these: returned at the end and not filed again.
    pub returned: usize,
    /// Of these: waiting for Home Affairs.
    pub waiting: usize,
    /// Reports begun or not touched, and not filed.
    pub missing: usize,
    /// Obligations that an agency was freed from.
    pub exempted: usize,
    /// Yearly reports of the years before and after the eight quarters, all accepted.
    pub yearly: usize,
    /// Reports of the last year's closed quarters, all accepted, one of them twice.
    pub this_year: usize,
}

impl Seeded {
    fn count(&mut self, course: Course) {
        match course {
            Course::Accepted | Course::Corrected => self.accepted += 1,
            Course::Late => {
                self.accepted += 1;
                self.late += 1;
            }
            Course::Waiting => self.waiting += 1,
            Course::Returned => self.returned += 1,
            Course::Begun | Course::Untouched => self.missing += 1,
            Course::Exempt => self.exempted += 1,
        }
        let unfiled = matches!(course, Course::Begun | Course::Untouched | Course::Exempt);
        self.filed += usize::from(!unfiled);
    }
}

/// Builds the demo in a migrated database that does not have it yet. `issuer` is who issues its people's tokens.
///
/// The store's clock should be a fixed one, which is moved from quarter to quarter. On PostgreSQL this needs the owner's
/// connection, because the province is new. The same seed gives the same reports; ids are new each time.
pub async fn seed(
    store: &Store,
    catalogue: &Arc<Catalogue>,
    issuer: &str,
    progress: &mut dyn FnMut(&str),
) -> Result<Seeded> {
    let begins: DateTime<Utc> = "2015-12-14T01:00:00Z".parse().map_err(Error::broken)?;
    store.clock().set(begins);
    organisation::import(store, province(), issuer).await?;
    let mut cast = cast::Cast::new(store, catalogue, issuer)?;
    let book = register::Book::new();
    let mut years =
        years::Years { cast: &mut cast, store, catalogue, issuer, filed: 0, book, scored: Vec::new() };
    years.before().await?;
    let before = years.filed;
    progress(&format!("2016 and 2017: {before} yearly reports"));
    let (mut seeded, models) = play::Play::new(store, catalogue, issuer)?.run(progress).await?;
    years.book.take_over(models);
    years.after().await?;
    progress(&format!(
        "2020 to {}: {} yearly reports, five reorganisations",
        years::LAST,
        years.filed - before
    ));
    seeded.yearly = years.filed;
    seeded.this_year = years.this_year().await?;
    progress(&format!(
        "2026: {} quarterly reports, one amended; the fourth quarter is open",
        seeded.this_year
    ));
    Ok(seeded)
}
