//! What becomes of the made-up reports: how many are late, missing, returned, waiting, in each quarter.

use chrono::{DateTime, Duration, Utc};
use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{
    calendar::{Quarter, at_hour, working_days_after},
    province::EXAMPLES,
};
use crate::kit::clock;

/// What becomes of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Filed on time and accepted.
    Accepted,
    /// Filed late and accepted.
    Late,
    /// Filed, returned, filed again and accepted.
    Corrected,
    /// Filed, and nobody has looked at it yet.
    Waiting,
    /// Filed and returned; not filed again.
    Returned,
    /// Begun and never filed.
    Begun,
    /// Not touched.
    Untouched,
    /// Not owed: Home Affairs freed the agency.
    Exempt,
}

use Course::{Accepted, Begun, Corrected, Exempt, Late, Returned, Untouched, Waiting};

/// How many reports take each course, quarter by quarter.
const COUNTS: [[(Course, usize); 8]; 8] = [
    counts([12, 3, 2, 0, 0, 1, 2, 0]),
    counts([14, 2, 1, 0, 1, 0, 1, 1]),
    counts([13, 3, 2, 0, 0, 1, 1, 0]),
    counts([15, 2, 2, 0, 0, 0, 1, 0]),
    counts([14, 3, 1, 0, 0, 1, 1, 0]),
    counts([15, 2, 2, 0, 0, 0, 1, 0]),
    counts([12, 2, 1, 2, 1, 1, 1, 0]),
    counts([8, 1, 1, 4, 2, 2, 2, 0]),
];

const fn counts(of: [usize; 8]) -> [(Course, usize); 8] {
    [
        (Accepted, of[0]),
        (Late, of[1]),
        (Corrected, of[2]),
        (Waiting, of[3]),
        (Returned, of[4]),
        (Begun, of[5]),
        (Untouched, of[6]),
        (Exempt, of[7]),
    ]
}

/// The courses of a quarter's reports, one for each made-up agency.
pub fn of_quarter(quarter: &Quarter, rng: &mut ChaCha8Rng) -> Vec<Course> {
    let counts = COUNTS.get(quarter.index).map_or(&[][..], |counts| &counts[..]);
    let mut courses: Vec<Course> =
        counts.iter().flat_map(|(course, count)| std::iter::repeat_n(*course, *count)).collect();
    courses.resize(EXAMPLES, Accepted);
    courses.shuffle(rng);
    courses
}

/// One thing that is done to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Only the staff figures are saved.
    Begin,
    /// The whole is saved but for what the return will be about, when it is to be returned.
    File {
        whole: bool,
    },
    Return,
    Exempt,
    /// What was missing is saved, and it is filed again.
    FileAgain,
    Accept,
}

impl Course {
    /// What is done and when, in order: on working days, in office hours.
    pub fn deeds(self, quarter: &Quarter, rng: &mut ChaCha8Rng) -> Vec<(DateTime<Utc>, Deed)> {
        let whole = !matches!(self, Corrected | Returned);
        let mut day = match self {
            Late => working_days_after(clock::vietnam_date(quarter.due_at), rng.random_range(1..=7)),
            _ => working_days_after(quarter.window.to, rng.random_range(1..=2)),
        };
        let mut then = |deed: Deed, days: u32| {
            if days > 0 {
                day = working_days_after(day, rng.random_range(1..=days));
            }
            (at_hour(day, 7) + Duration::minutes(rng.random_range(30..570)), deed)
        };
        let mut deeds = match self {
            Untouched => Vec::new(),
            Exempt => vec![then(Deed::Exempt, 0)],
            Begun => vec![then(Deed::Begin, 0)],
            _ => vec![then(Deed::File { whole }, 0)],
        };
        if matches!(self, Corrected | Returned) {
            deeds.push(then(Deed::Return, 3));
        }
        if self == Corrected {
            deeds.push(then(Deed::FileAgain, 3));
        }
        if matches!(self, Accepted | Late | Corrected) {
            deeds.push(then(Deed::Accept, 4));
        }
        deeds
    }
}
