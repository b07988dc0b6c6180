//! When a quarter's round opens, is due and closes.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use crate::kit::{Period, Window, clock};

/// A quarter and its instants.
#[derive(Clone, Copy, Debug)]
pub struct Quarter {
    /// 0 for the first that is reported on.
    pub index: usize,
    pub period: Period,
    pub window: Window,
    pub opened_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    /// `None` of the last one, whose round is still open.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Quarter {
    pub fn new(index: usize, period: Period, last: bool) -> Self {
        let window = period.window();
        let due_at = clock::end_of_day(window.to + Days::new(5));
        Quarter {
            index,
            period,
            window,
            opened_at: clock::start_of_day(first_of_month(window.to)) + chrono::Duration::hours(9),
            due_at,
            closed_at: (!last).then(|| due_at + chrono::Duration::days(40)),
        }
    }

    /// Every quarter of some periods, oldest first.
    pub fn all(periods: &[Period]) -> Vec<Quarter> {
        let last = periods.len().saturating_sub(1);
        periods.iter().enumerate().map(|(index, period)| Self::new(index, *period, index == last)).collect()
    }
}

/// When a province is set up: half a year before its first round.
pub fn founded_at(quarters: &[Quarter]) -> DateTime<Utc> {
    let first = quarters.first().map_or(NaiveDate::default(), |quarter| quarter.window.from);
    clock::start_of_day(first.checked_sub_months(Months::new(6)).unwrap_or(first))
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}
