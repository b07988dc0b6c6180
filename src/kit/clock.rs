//! Time is an argument: whoever needs the time of day asks a [`Clock`], and tests move it.

use chrono::{DateTime, Datelike, Duration, FixedOffset, Months, NaiveDate, SubsecRound, Utc};
use std::sync::{Arc, RwLock};

use super::{Bilingual, Code, Problem};

/// The years that a date people give may lie in: no document of this state is older, and both databases and the
/// arithmetic of days hold what is younger.
pub const YEARS: std::ops::RangeInclusive<i32> = 1945..=2100;

/// Whether a day lies in [`YEARS`].
pub fn is_of_our_time(day: NaiveDate) -> bool {
    YEARS.contains(&day.year())
}

/// The most years that a due instant or an expiry may lie ahead.
pub const MOST_YEARS_AHEAD: u32 = 2;

/// Whether an instant that people give lies no more than [`MOST_YEARS_AHEAD`] after another: one further off is a slip of the pen.
pub fn is_near(instant: DateTime<Utc>, from: DateTime<Utc>) -> bool {
    from.checked_add_months(Months::new(12 * MOST_YEARS_AHEAD)).is_none_or(|last| instant <= last)
}

/// What is said of one that is not. `since`: what it is counted from, where that is later than now.
pub fn too_far(path: &[&str], since: &Bilingual) -> Problem {
    Problem::new(Code::DueTooFar, path).with("most", MOST_YEARS_AHEAD).with_texts("since", since)
}

/// An instant that people give, to the microsecond, which is what both databases store; `None` outside [`YEARS`].
pub fn instant(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    YEARS.contains(&at.year()).then(|| at.trunc_subsecs(6))
}

/// The clock of a server: the machine's, or one that a test sets.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<RwLock<DateTime<Utc>>>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Clock(None)
    }

    /// A clock that stands still until it is moved.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Clock(Some(Arc::new(RwLock::new(at))))
    }

    /// Now, in UTC, to the microsecond: what both databases can store.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Some(at) => *at.read().unwrap_or_else(|poisoned| poisoned.into_inner()),
            None => Utc::now(),
        }
        .trunc_subsecs(6)
    }

    /// Sets a fixed clock; the machine's clock stays as it is.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Some(at) = &self.0 {
            *at.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = to;
        }
    }

    /// Moves a fixed clock forward; the machine's clock stays as it is.
    pub fn advance(&self, by: Duration) {
        self.set(self.now() + by);
    }
}

/// Asia/Ho_Chi_Minh: +07:00 all year, without summer time.
pub fn vietnam() -> FixedOffset {
    FixedOffset::east_opt(7 * 3600).unwrap_or_else(|| unreachable!("+07:00 is a valid offset"))
}

/// The calendar day of an instant in Vietnam.
pub fn vietnam_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&vietnam()).date_naive()
}

/// The last microsecond of a day in Vietnam, as an instant.
pub fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    start_of_day(day) + Duration::days(1) - Duration::microseconds(1)
}

/// Midnight at the start of a day in Vietnam, as an instant.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    (midnight - Duration::hours(7)).and_utc()
}
