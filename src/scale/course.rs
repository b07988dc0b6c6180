//! What becomes of a report: on time, late, sent back, waiting, never filed.

use chrono::{DateTime, Duration, Utc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::calendar::Quarter;

/// One thing that is done to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The draft is saved: all of it, or only a part.
    Save {
        whole: bool,
    },
    Submit,
    Return,
    Accept,
    /// Its round is closed.
    Lock,
}

/// What is done to a report and when, in order.
pub fn deeds(quarter: &Quarter, rng: &mut ChaCha8Rng) -> Vec<(DateTime<Utc>, Deed)> {
    let due = quarter.due_at;
    let hours = |range: std::ops::Range<i64>, rng: &mut ChaCha8Rng| {
        Duration::seconds(rng.random_range(range.start * 3_600..range.end * 3_600))
    };
    let late = rng.random_bool(0.09);
    let filed = if late { due + hours(1..240, rng) } else { due - hours(1..60, rng) };
    // The last round is still open, and some of its reports wait. No round is closed over what waits: there, what is not
    // accepted was returned and not filed again.
    let unaccepted = if quarter.closed_at.is_some() { 0.005 } else { 0.25 };
    let mut deeds = Vec::new();
    let chance: f64 = rng.random();
    if chance < 0.04 {
        // Never touched.
    } else if chance < 0.05 {
        deeds.push((filed, Deed::Save { whole: false }));
    } else {
        let corrected = chance < 0.09;
        deeds.push((filed - Duration::hours(1), Deed::Save { whole: !corrected }));
        deeds.push((filed, Deed::Submit));
        let mut next = filed;
        if corrected {
            next += hours(20..70, rng);
            deeds.push((next, Deed::Return));
            next += hours(20..90, rng);
            deeds.push((next, Deed::Save { whole: true }));
            deeds.push((next, Deed::Submit));
        }
        if !rng.random_bool(unaccepted) {
            deeds.push((next + hours(10..110, rng), Deed::Accept));
        } else if quarter.closed_at.is_some() {
            deeds.push((next + hours(10..110, rng), Deed::Return));
        }
    }
    deeds.extend(quarter.closed_at.map(|at| (at, Deed::Lock)));
    deeds
}
