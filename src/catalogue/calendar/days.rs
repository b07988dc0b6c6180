//! Which days are worked: Monday to Friday, but for days off, and for working Saturdays that make up for a bridge day.

use async_graphql::Enum;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::kit::Bilingual;
use crate::kit::vocabulary::vocabulary;

vocabulary! {
    /// What a day of the calendar is, against its weekday (loại ngày).
    CalendarDayKind {
        /// Nobody works (ngày nghỉ).
        Off = "OFF",
        /// Worked although it is a weekend or would be a holiday (ngày làm bù).
        Working = "WORKING",
    }
}

/// One day that is not what its weekday says, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOff {
    pub day: NaiveDate,
    pub kind: CalendarDayKind,
    pub label: Bilingual,
    pub source: Bilingual,
}

/// A holiday of the solar calendar that is kept every year, from one year to another, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EveryYear {
    pub month: u32,
    pub day: u32,
    pub from: Option<i32>,
    pub to: Option<i32>,
    pub label: Bilingual,
    pub source: Bilingual,
}

/// The days off and the working Saturdays that are known; every other day is what its weekday says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaysOff {
    every_year: Vec<EveryYear>,
    days: BTreeMap<NaiveDate, DayOff>,
}

/// The longest run of days without work that is looked through.
const LONGEST_BREAK: usize = 400;

impl DaysOff {
    /// Single days win over those of every year; of two for one day the last wins.
    pub fn new(every_year: Vec<EveryYear>, days: impl IntoIterator<Item = DayOff>) -> Self {
        DaysOff { every_year, days: days.into_iter().map(|day| (day.day, day)).collect() }
    }

    /// The same with other days put over them: a province's own.
    pub fn with(mut self, days: impl IntoIterator<Item = DayOff>) -> Self {
        self.days.extend(days.into_iter().map(|day| (day.day, day)));
        self
    }

    /// Whether a day is worked.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        match self.days.get(&day) {
            Some(known) => known.kind == CalendarDayKind::Working,
            None => {
                !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
                    && !self.every_year.iter().any(|holiday| holiday.falls_on(day))
            }
        }
    }

    /// Everything known of a year, in order.
    pub fn of_year(&self, year: i32) -> Vec<DayOff> {
        let mut days: BTreeMap<NaiveDate, DayOff> = self
            .every_year
            .iter()
            .filter_map(|holiday| holiday.in_year(year))
            .map(|day| (day.day, day))
            .collect();
        days.extend(
            self.days.iter().filter(|(day, _)| day.year() == year).map(|(at, day)| (*at, day.clone())),
        );
        days.into_values().collect()
    }

    /// What is known of some days, in order.
    pub fn among(&self, days: &[NaiveDate]) -> Vec<DayOff> {
        let years: std::collections::BTreeSet<i32> = days.iter().map(Datelike::year).collect();
        let known = years.into_iter().flat_map(|year| self.of_year(year));
        known.filter(|known| days.contains(&known.day)).collect()
    }

    /// The day itself when it is worked, else the next one that is.
    pub fn on_or_after(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().take(LONGEST_BREAK).find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// The day itself when it is worked, else the last one before it that was.
    pub fn on_or_before(&self, day: NaiveDate) -> NaiveDate {
        days_back(day).take(LONGEST_BREAK).find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// The last of `count` working days after a day; the day itself for none.
    pub fn working_days_after(&self, day: NaiveDate, count: u32) -> NaiveDate {
        (0..count).fold(day, |day, _| day.succ_opt().map_or(day, |next| self.on_or_after(next)))
    }

    /// The first of `count` working days before a day; the day itself for none.
    pub fn working_days_before(&self, day: NaiveDate, count: u32) -> NaiveDate {
        (0..count).fold(day, |day, _| day.pred_opt().map_or(day, |before| self.on_or_before(before)))
    }

    /// How many working days there are after `from` up to `to`, which counts; negative when `to` is the earlier.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        i64::try_from(days.filter(|day| self.is_working(*day)).count()).unwrap_or(i64::MAX)
    }
}

impl EveryYear {
    fn falls_on(&self, day: NaiveDate) -> bool {
        (self.month, self.day) == (day.month(), day.day()) && self.is_kept_in(day.year())
    }

    fn is_kept_in(&self, year: i32) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }

    fn in_year(&self, year: i32) -> Option<DayOff> {
        let day = NaiveDate::from_ymd_opt(year, self.month, self.day).filter(|_| self.is_kept_in(year))?;
        Some(DayOff {
            day,
            kind: CalendarDayKind::Off,
            label: self.label.clone(),
            source: self.source.clone(),
        })
    }
}

fn days_back(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(Some(day), NaiveDate::pred_opt)
}
