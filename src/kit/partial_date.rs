//! Dates as far as they are known: a year, a year and a month, a day.

use super::{Code, Problem, clock::YEARS, lang::Bilingual};
use async_graphql::{InputObject, SimpleObject};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A date of which the day, or the day and the month, may be unknown (ngày tháng có thể chưa đủ): documents are cited
/// as "tháng 9 năm 2019".
//
// Made by [`PartialDate::new`], which refuses what does not exist.
#[derive(SimpleObject, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    /// Year (năm).
    pub year: u16,
    /// Month, 1 to 12 (tháng); null when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u8>,
    /// Day of the month (ngày); null when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u8>,
}

impl PartialDate {
    /// A date as far as it is known; `None` for one that does not exist, lies outside [`YEARS`], or has a day
    /// without a month.
    pub fn new(year: i32, month: Option<i32>, day: Option<i32>) -> Option<Self> {
        let year = u16::try_from(year).ok().filter(|_| YEARS.contains(&year))?;
        if month.is_none() && day.is_some() {
            return None;
        }
        let (known_month, known_day) = (month.unwrap_or(1), day.unwrap_or(1));
        let first = NaiveDate::from_ymd_opt(
            i32::from(year),
            u32::try_from(known_month).ok()?,
            u32::try_from(known_day).ok()?,
        )?;
        Some(PartialDate {
            year,
            month: month.and_then(|_| u8::try_from(first.month()).ok()),
            day: day.and_then(|_| u8::try_from(first.day()).ok()),
        })
    }

    /// A date that is known in full.
    pub fn of(day: NaiveDate) -> Option<Self> {
        Self::new(day.year(), i32::try_from(day.month()).ok(), i32::try_from(day.day()).ok())
    }

    /// The first day it can mean. A rule such as "not dated after the report" compares it with the other's last.
    pub fn earliest(self) -> NaiveDate {
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        NaiveDate::from_ymd_opt(i32::from(self.year), u32::from(month), u32::from(day))
            .unwrap_or(NaiveDate::MIN)
    }

    /// The last day it can mean.
    pub fn latest(self) -> NaiveDate {
        if self.day.is_some() {
            return self.earliest();
        }
        let month = self.month.unwrap_or(12);
        let (next_year, next_month) =
            if month == 12 { (i32::from(self.year) + 1, 1) } else { (i32::from(self.year), month + 1) };
        NaiveDate::from_ymd_opt(next_year, u32::from(next_month), 1)
            .and_then(|first| first.pred_opt())
            .unwrap_or(NaiveDate::MAX)
    }

    /// As sentences tell it: in Vietnamese as it is printed there, in English as ISO 8601 writes it.
    pub fn told(self) -> Bilingual {
        let vi = match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{day:02}/{month:02}/{}", self.year),
            (Some(month), None) => format!("tháng {month}/{}", self.year),
            _ => format!("năm {}", self.year),
        };
        Bilingual { vi, en: self.to_string() }
    }

    /// Whether both can mean one day.
    pub fn agrees(self, other: Self) -> bool {
        self.earliest() <= other.latest() && other.earliest() <= self.latest()
    }

    /// Reads `2019`, `2019-09`, `2019-09-14` (ISO 8601, reduced precision); `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(|part| part.parse::<i32>().ok());
        let year = parts.next()??;
        let (month, day) = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => (None, None),
            (Some(month), None, _) => (Some(month?), None),
            (Some(month), Some(day), None) => (Some(month?), Some(day?)),
            _ => return None,
        };
        Self::new(year, month, day).filter(|date| date.to_string() == text)
    }
}

impl fmt::Display for PartialDate {
    /// As [`PartialDate::parse`] reads it: texts in the order of the dates, a year before its months.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        match self.day {
            Some(day) => write!(f, "-{day:02}"),
            None => Ok(()),
        }
    }
}

/// A date of which the day, or the day and the month, may be unknown (ngày tháng có thể chưa đủ).
#[derive(InputObject, Clone, Copy, Debug, Serialize)]
pub struct PartialDateInput {
    /// Year, 1945 to 2100 (năm).
    pub year: i32,
    /// Month, 1 to 12 (tháng).
    pub month: Option<i32>,
    /// Day of the month (ngày); only with a month.
    pub day: Option<i32>,
}

impl PartialDateInput {
    /// The date, or what is wrong with it: a year that is not of our time, or a day that is in no calendar.
    pub fn check(self, path: &[&str]) -> Result<PartialDate, Problem> {
        PartialDate::new(self.year, self.month, self.day).ok_or_else(|| match YEARS.contains(&self.year) {
            true => Problem::new(Code::NoSuchDay, path).with("day", self.written()),
            false => Problem::new(Code::BadDate, path),
        })
    }

    /// As people write it, the parts that were not given as dots.
    fn written(self) -> String {
        let part = |part: Option<i32>| part.map_or("…".into(), |part| format!("{part:02}"));
        match (self.day, self.month) {
            (None, month) => format!("{}/{}", part(month), self.year),
            (day, month) => format!("{}/{}/{}", part(day), part(month), self.year),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_date_knows_what_it_can_mean() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        for (date, earliest, latest) in [
            (PartialDate::new(2019, None, None), day(2019, 1, 1), day(2019, 12, 31)),
            (PartialDate::new(2019, Some(9), None), day(2019, 9, 1), day(2019, 9, 30)),
            (PartialDate::new(2020, Some(2), None), day(2020, 2, 1), day(2020, 2, 29)),
            (PartialDate::new(2019, Some(12), None), day(2019, 12, 1), day(2019, 12, 31)),
            (PartialDate::of(day(2019, 5, 17)), day(2019, 5, 17), day(2019, 5, 17)),
        ] {
            let date = date.unwrap();
            assert_eq!((date.earliest(), date.latest()), (earliest, latest));
        }
    }

    #[test]
    fn a_date_that_does_not_exist_is_none() {
        for (year, month, day) in [
            (2019, Some(2), Some(29)),
            (2019, Some(13), None),
            (2019, Some(0), None),
            (2019, Some(-1), None),
            (2019, Some(9), Some(0)),
            (2019, Some(9), Some(31)),
            (2019, None, Some(1)),
            (1944, None, None),
            (2101, None, None),
            (-2019, None, None),
            (i32::MAX, Some(i32::MAX), Some(i32::MAX)),
        ] {
            assert_eq!(PartialDate::new(year, month, day), None, "{year} {month:?} {day:?}");
        }
    }

    #[test]
    fn a_date_is_written_as_far_as_it_is_known() {
        for text in ["2019", "2019-09", "2019-09-14"] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "19", "2019-9", "2019-02-30", "2019-09-14-1", "2019-", "-2019", "năm 2019"] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_told_in_two_languages() {
        let told = |text: &str| PartialDate::parse(text).unwrap().told();
        for (text, vi) in [("2019", "năm 2019"), ("2019-09", "tháng 9/2019"), ("2019-09-04", "04/09/2019")]
        {
            assert_eq!(told(text), Bilingual { vi: vi.into(), en: text.into() });
        }
    }

    #[test]
    fn dates_agree_when_they_can_mean_one_day() {
        let agrees = |one: &str, other: &str| {
            PartialDate::parse(one).unwrap().agrees(PartialDate::parse(other).unwrap())
        };
        assert!(agrees("2019", "2019-05-17") && agrees("2019-05-17", "2019-05") && agrees("2019", "2019"));
        assert!(!agrees("2019-06", "2019-05-17") && !agrees("2018", "2019"));
    }
}
