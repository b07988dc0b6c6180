//! The demo's eight quarters: when each round opens, is due and is closed.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc, Weekday};

use crate::kit::{Period, Window, clock};

/// A quarter of the demo.
#[derive(Clone, Copy, Debug)]
pub struct Quarter {
    /// 0 to 7.
    pub index: usize,
    pub period: Period,
    pub window: Window,
    pub opens_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    /// `None` for the last two, which are still open.
    pub closes_at: Option<DateTime<Utc>>,
}

impl Quarter {
    /// Whether it is the first of its year.
    pub fn begins_year(&self) -> bool {
        self.index.is_multiple_of(4)
    }
}

/// How many rounds are closed.
pub const CLOSED: usize = 6;

/// The quarters from 2018-Q1 to 2019-Q4.
pub fn quarters() -> Vec<Quarter> {
    let periods = (2018..=2019).flat_map(|year| (1..=4).filter_map(move |n| Period::quarter(year, n)));
    periods.enumerate().map(|(index, period)| quarter(index, period)).collect()
}

fn quarter(index: usize, period: Period) -> Quarter {
    let window = period.window();
    let due_at = at_hour(working_days_after(window.to, 2), 17);
    Quarter {
        index,
        period,
        window,
        opens_at: at_hour(window.to - Days::new(20), 8),
        due_at,
        closes_at: (index < CLOSED).then(|| due_at + Duration::days(40)),
    }
}

/// A full hour of a day in Vietnam.
pub fn at_hour(day: NaiveDate, hour: i64) -> DateTime<Utc> {
    clock::start_of_day(day) + Duration::hours(hour)
}

/// The last of some working days after a day: Monday to Friday; no public holiday falls among those of the demo.
pub fn working_days_after(day: NaiveDate, count: u32) -> NaiveDate {
    let working = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    day.iter_days().skip(1).filter(working).take(count as usize).last().unwrap_or(day)
}
