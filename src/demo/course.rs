//! What becomes of the made-up reports: how many are late, missing, returned, waiting, in each quarter.

use chrono::{DateTime, Duration, Utc};
use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{calendar::Quarter, province::EXAMPLES};

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
    /// What is done and when, in order.
    pub fn deeds(self, quarter: &Quarter, rng: &mut ChaCha8Rng) -> Vec<(DateTime<Utc>, Deed)> {
        let due = quarter.due_at;
        let whole = !matches!(self, Corrected | Returned);
        let filed = match self {
            Late => due + Duration::minutes(rng.random_range(60..9 * 1_440)),
            _ => due - Duration::minutes(rng.random_range(30..3_000)),
        };
        let mut later = filed;
        let mut deeds = Vec::new();
        let mut then = |deed: Deed, hours: std::ops::Range<i64>, deeds: &mut Vec<(DateTime<Utc>, Deed)>| {
            later += Duration::minutes(rng.random_range(hours.start * 60..hours.end * 60));
            deeds.push((later, deed));
        };
        match self {
            Untouched => {}
            Exempt => deeds.push((filed, Deed::Exempt)),
            Begun => deeds.push((filed, Deed::Begin)),
            _ => deeds.push((filed, Deed::File { whole })),
        }
        if matches!(self, Corrected | Returned) {
            then(Deed::Return, 20..70, &mut deeds);
        }
        if self == Corrected {
            then(Deed::FileAgain, 24..96, &mut deeds);
        }
        if matches!(self, Accepted | Late | Corrected) {
            then(Deed::Accept, 20..120, &mut deeds);
        }
        deeds
    }
}
