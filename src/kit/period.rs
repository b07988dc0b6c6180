//! Reporting periods (kỳ báo cáo): quarter, half-year, nine months, year, and the windows their figures cover.
//!
//! The default windows are those of Nghị định 09/2019/NĐ-CP, Điều 12: from the 15th of the month before the period to
//! the 14th of its last month. They tile the year: half-year, nine months and year are unions of quarters.
//!
//! An ad hoc period (kỳ đột xuất) is the days that whoever asks for the report names (Điều 8 khoản 5 điểm c), and nothing else:
//! no other period is a part of it, comes before or after it, or is compared with it.

use async_graphql::Enum;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

mod written;

pub use written::NotAPeriod;

/// Kind of a reporting period.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PeriodKind {
    /// Quý.
    Quarter,
    /// Sáu tháng.
    HalfYear,
    /// Chín tháng.
    NineMonths,
    /// Năm.
    Year,
    /// Đột xuất: the days that whoever asks for the report names.
    AdHoc,
}

/// A reporting period such as `2019-Q3`, `2022-H1`, `2022-9M` or `2022`; or an ad hoc one, `2019-05-01/2019-05-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period(Shape);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Shape {
    Calendar(Calendar),
    /// Both days included.
    AdHoc {
        from: NaiveDate,
        to: NaiveDate,
    },
}

/// A period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Calendar {
    year: u16,
    /// Not ad hoc.
    kind: PeriodKind,
    /// 1 to 4 for quarters, 1 or 2 for half-years, 1 otherwise.
    ordinal: u8,
}

/// The years that a period may lie in.
pub const YEARS: std::ops::RangeInclusive<u16> = 1998..=2100;

/// The most days that an ad hoc period may cover.
pub const MOST_DAYS: i64 = 1_000;

/// Where the stored numbers of ad hoc periods begin, behind those of the others.
const AD_HOC: i32 = 1_000_000;

/// The days that the figures of a period cover, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Window {
    /// Whether a day lies inside.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// How many days it covers.
    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }
}

impl Period {
    /// A quarter, 1 to 4.
    pub fn quarter(year: u16, ordinal: u8) -> Option<Self> {
        Self::new(year, PeriodKind::Quarter, ordinal)
    }

    /// A period of the calendar; `None` for a year or ordinal that does not exist, and of an ad hoc kind.
    pub fn new(year: u16, kind: PeriodKind, ordinal: u8) -> Option<Self> {
        let most = match kind {
            PeriodKind::Quarter => 4,
            PeriodKind::HalfYear => 2,
            PeriodKind::NineMonths | PeriodKind::Year => 1,
            PeriodKind::AdHoc => 0,
        };
        let there = YEARS.contains(&year) && (1..=most).contains(&ordinal);
        there.then_some(Period(Shape::Calendar(Calendar { year, kind, ordinal })))
    }

    /// An ad hoc period, both days included; `None` where it cannot be.
    pub fn ad_hoc(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        Self::of_days(from, to).ok()
    }

    /// An ad hoc period, both days included, or why there is none: outside [`YEARS`], the last day before the first, more than
    /// [`MOST_DAYS`].
    fn of_days(from: NaiveDate, to: NaiveDate) -> Result<Self, NotAPeriod> {
        let in_years = |day: NaiveDate| u16::try_from(day.year()).is_ok_and(|year| YEARS.contains(&year));
        match (Window { from, to }).days() {
            _ if !in_years(from) || !in_years(to) => Err(NotAPeriod::OutsideYears),
            ..=0 => Err(NotAPeriod::Backwards),
            days if days > MOST_DAYS => Err(NotAPeriod::TooLong),
            _ => Ok(Period(Shape::AdHoc { from, to })),
        }
    }

    /// Whether it is the days that somebody named, and no period of the calendar.
    pub fn is_ad_hoc(self) -> bool {
        matches!(self.0, Shape::AdHoc { .. })
    }

    /// The year it belongs to; of an ad hoc one that of its last day.
    pub fn year(self) -> u16 {
        match self.0 {
            Shape::Calendar(own) => own.year,
            Shape::AdHoc { to, .. } => u16::try_from(to.year()).unwrap_or(*YEARS.end()),
        }
    }

    pub fn kind(self) -> PeriodKind {
        match self.0 {
            Shape::Calendar(own) => own.kind,
            Shape::AdHoc { .. } => PeriodKind::AdHoc,
        }
    }

    /// Which of its kind in the year it is, from 1; 0 of an ad hoc one.
    pub fn ordinal(self) -> u8 {
        self.calendar().map_or(0, |own| own.ordinal)
    }

    fn calendar(self) -> Option<Calendar> {
        match self.0 {
            Shape::Calendar(own) => Some(own),
            Shape::AdHoc { .. } => None,
        }
    }

    /// The quarters that the period is the union of, in order; none of an ad hoc one.
    pub fn quarters(self) -> Vec<Period> {
        let Some(own) = self.calendar() else { return Vec::new() };
        let (first, last) = own.quarters_covered();
        (first..=last).filter_map(|ordinal| Period::quarter(own.year, ordinal)).collect()
    }

    /// How many whole months it covers.
    pub fn months(self) -> u8 {
        match self.0 {
            Shape::Calendar(own) => own.months(),
            Shape::AdHoc { from, to } => {
                let end = day_after(Window { from, to });
                let whole = |months: &u8| {
                    from.checked_add_months(Months::new(u32::from(*months))).is_some_and(|day| day <= end)
                };
                (1..=u8::MAX).take_while(whole).last().unwrap_or_default()
            }
        }
    }

    /// The period of the same kind before this one; `None` before [`YEARS`], and of an ad hoc one.
    pub fn previous(self) -> Option<Period> {
        let Calendar { year, kind, ordinal } = self.calendar()?;
        let last = || (1..=4).rev().find_map(|ordinal| Self::new(year - 1, kind, ordinal));
        Self::new(year, kind, ordinal.wrapping_sub(1)).or_else(last)
    }

    /// The period of the same kind after this one; `None` after [`YEARS`], and of an ad hoc one.
    pub fn next(self) -> Option<Period> {
        let Calendar { year, kind, ordinal } = self.calendar()?;
        Self::new(year, kind, ordinal + 1).or_else(|| Self::new(year + 1, kind, 1))
    }

    /// The same period of the year before; `None` before [`YEARS`], and of an ad hoc one.
    pub fn year_before(self) -> Option<Period> {
        let Calendar { year, kind, ordinal } = self.calendar()?;
        Self::new(year - 1, kind, ordinal)
    }

    /// The periods that end where this one begins: one of its own kind first, then the longer before the shorter; none of an
    /// ad hoc one.
    pub fn ending_before(self) -> Vec<Period> {
        let Some(own) = self.calendar() else { return Vec::new() };
        let (year, last) = match own.quarters_covered().0 {
            1 => (own.year - 1, 4),
            first => (own.year, first - 1),
        };
        let mut before: Vec<Calendar> =
            Calendar::all_of(year).filter(|period| period.quarters_covered().1 == last).collect();
        before.sort_by_key(|period| period.kind != own.kind);
        before.into_iter().map(Period::from).collect()
    }

    /// The ways in which shorter periods make it up, the fewest pieces first; none of a quarter, nor of an ad hoc one.
    pub fn pieces(self) -> Vec<Vec<Period>> {
        let Some(own) = self.calendar() else { return Vec::new() };
        let (first, last) = own.quarters_covered();
        let shorter: Vec<Calendar> =
            Calendar::all_of(own.year).filter(|period| period.months() < own.months()).collect();
        let mut ways = Vec::new();
        let mut open: Vec<(u8, Vec<Calendar>)> = vec![(first, Vec::new())];
        while let Some((next, way)) = open.pop() {
            if next > last {
                ways.push(way);
                continue;
            }
            for piece in shorter.iter().filter(|piece| piece.quarters_covered().0 == next) {
                let end = piece.quarters_covered().1;
                if end <= last {
                    open.push((end + 1, way.iter().copied().chain([*piece]).collect()));
                }
            }
        }
        ways.retain(|way| !way.is_empty());
        ways.sort_by_key(|way| (way.len(), way.first().map(|piece| std::cmp::Reverse(piece.months()))));
        ways.into_iter().map(|way| way.into_iter().map(Period::from).collect()).collect()
    }

    /// The periods of this kind from this one to `to`, both included; `None` when `to` is earlier or of another kind. Between two
    /// ad hoc ones there is no telling: only itself.
    pub fn through(self, to: Period) -> Option<Vec<Period>> {
        if self.kind() != to.kind() || to.number() < self.number() {
            return None;
        }
        let mut periods = vec![self];
        let mut last = self;
        while last != to {
            last = last.next()?;
            periods.push(last);
        }
        Some(periods)
    }

    /// The number a period is stored as, so that periods of one kind sort in order; of several kinds, they are sorted by the last
    /// days of their windows. Kind × 100,000 + year × 10 + ordinal. Of an ad
    /// hoc one 1,000,000 + days since 1 January 1998 × 1,000 + days covered − 1.
    pub fn number(self) -> i32 {
        let kind = match self.kind() {
            PeriodKind::Quarter => 1,
            PeriodKind::HalfYear => 2,
            PeriodKind::NineMonths => 3,
            PeriodKind::Year => 4,
            PeriodKind::AdHoc => {
                let window = self.window();
                let since = (window.from - epoch()).num_days();
                let number = i64::from(AD_HOC) + since * MOST_DAYS + window.days() - 1;
                return i32::try_from(number).unwrap_or(i32::MAX);
            }
        };
        kind * 100_000 + i32::from(self.year()) * 10 + i32::from(self.ordinal())
    }

    /// The period that a stored number means.
    pub fn from_number(number: i32) -> Option<Self> {
        if number >= AD_HOC {
            let rest = u64::try_from(number - AD_HOC).ok()?;
            let most = MOST_DAYS.unsigned_abs();
            let from = epoch().checked_add_days(Days::new(rest / most))?;
            return Self::ad_hoc(from, from.checked_add_days(Days::new(rest % most))?);
        }
        let kind = match number / 100_000 {
            1 => PeriodKind::Quarter,
            2 => PeriodKind::HalfYear,
            3 => PeriodKind::NineMonths,
            4 => PeriodKind::Year,
            _ => return None,
        };
        let rest = number % 100_000;
        Self::new(u16::try_from(rest / 10).ok()?, kind, u8::try_from(rest % 10).ok()?)
    }

    /// The last day in the calendar, by which what is to be done in the period is to be done: 30 June of a half-year, whenever the
    /// figures of its reports close; the last day of an ad hoc one.
    pub fn last_day(self) -> NaiveDate {
        let own = match self.0 {
            Shape::AdHoc { to, .. } => return to,
            Shape::Calendar(own) => own,
        };
        let (_, last) = own.quarters_covered();
        let first = day(i32::from(own.year), u32::from(last) * 3, 1);
        first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
    }

    /// The days of an ad hoc one; of the others the window of Nghị định 09/2019/NĐ-CP, Điều 12: day 15 of the month before to
    /// day 14 of the last month.
    pub fn window(self) -> Window {
        let own = match self.0 {
            Shape::AdHoc { from, to } => return Window { from, to },
            Shape::Calendar(own) => own,
        };
        let (first, last) = own.quarters_covered();
        let year = i32::from(own.year);
        let from = if first == 1 { day(year - 1, 12, 15) } else { day(year, u32::from(first - 1) * 3, 15) };
        Window { from, to: day(year, u32::from(last) * 3, 14) }
    }
}

impl Calendar {
    /// The first and the last quarter that the period covers.
    fn quarters_covered(self) -> (u8, u8) {
        match self.kind {
            PeriodKind::Quarter => (self.ordinal, self.ordinal),
            PeriodKind::HalfYear => (self.ordinal * 2 - 1, self.ordinal * 2),
            PeriodKind::NineMonths => (1, 3),
            PeriodKind::Year | PeriodKind::AdHoc => (1, 4),
        }
    }

    fn months(self) -> u8 {
        let (first, last) = self.quarters_covered();
        (last - first + 1) * 3
    }

    /// Every period of a year, the longer first.
    fn all_of(year: u16) -> impl Iterator<Item = Calendar> {
        use PeriodKind::{HalfYear, NineMonths, Quarter, Year};
        [(Year, 1), (NineMonths, 1), (HalfYear, 2), (Quarter, 4)].into_iter().flat_map(move |(kind, most)| {
            (1..=most).filter_map(move |ordinal| Period::new(year, kind, ordinal)?.calendar())
        })
    }
}

impl From<Calendar> for Period {
    fn from(own: Calendar) -> Period {
        Period(Shape::Calendar(own))
    }
}

/// The day from which the days of ad hoc periods are counted.
fn epoch() -> NaiveDate {
    day(i32::from(*YEARS.start()), 1, 1)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
}

/// The day after a window, where the next one begins.
pub fn day_after(window: Window) -> NaiveDate {
    window.to.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests;
