//! Reporting periods (kỳ báo cáo): quarter, half-year, nine months, year, and the windows their figures cover.
//!
//! The default windows are those of Nghị định 09/2019/NĐ-CP, Điều 12: from the 15th of the month before the period to
//! the 14th of its last month. They tile the year: half-year, nine months and year are unions of quarters.

use async_graphql::{Enum, InputValueError, InputValueResult, Scalar, ScalarType};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

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
}

/// A reporting period such as `2019-Q3`, `2022-H1`, `2022-9M` or `2022`.
///
/// Ordered by year, then by end, then the longer before the shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    year: u16,
    kind: PeriodKind,
    /// 1 to 4 for quarters, 1 or 2 for half-years, 1 otherwise.
    ordinal: u8,
}

/// The years that a period may lie in.
pub const YEARS: std::ops::RangeInclusive<u16> = 1998..=2100;

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

/// Why a text is no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPeriod;

impl fmt::Display for NotAPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a period is written 2019-Q3, 2022-H1, 2022-9M or 2022")
    }
}

impl Period {
    /// A quarter, 1 to 4.
    pub fn quarter(year: u16, ordinal: u8) -> Option<Self> {
        Self::new(year, PeriodKind::Quarter, ordinal)
    }

    /// A period of any kind; `None` for a year or ordinal that does not exist.
    pub fn new(year: u16, kind: PeriodKind, ordinal: u8) -> Option<Self> {
        let most = match kind {
            PeriodKind::Quarter => 4,
            PeriodKind::HalfYear => 2,
            PeriodKind::NineMonths | PeriodKind::Year => 1,
        };
        (YEARS.contains(&year) && (1..=most).contains(&ordinal)).then_some(Period { year, kind, ordinal })
    }

    pub fn year(self) -> u16 {
        self.year
    }

    pub fn kind(self) -> PeriodKind {
        self.kind
    }

    /// Which of its kind in the year it is, from 1.
    pub fn ordinal(self) -> u8 {
        self.ordinal
    }

    /// The first and the last quarter that the period covers.
    fn quarters_covered(self) -> (u8, u8) {
        match self.kind {
            PeriodKind::Quarter => (self.ordinal, self.ordinal),
            PeriodKind::HalfYear => (self.ordinal * 2 - 1, self.ordinal * 2),
            PeriodKind::NineMonths => (1, 3),
            PeriodKind::Year => (1, 4),
        }
    }

    /// The quarters that the period is the union of, in order.
    pub fn quarters(self) -> Vec<Period> {
        let (first, last) = self.quarters_covered();
        (first..=last).filter_map(|ordinal| Period::quarter(self.year, ordinal)).collect()
    }

    /// How many months it covers.
    pub fn months(self) -> u8 {
        let (first, last) = self.quarters_covered();
        (last - first + 1) * 3
    }

    /// The period of the same kind before this one; `None` before [`YEARS`].
    pub fn previous(self) -> Option<Period> {
        match Self::new(self.year, self.kind, self.ordinal.wrapping_sub(1)) {
            Some(period) => Some(period),
            None => self.same_kind_last_of(self.year - 1),
        }
    }

    /// The period of the same kind after this one; `None` after [`YEARS`].
    pub fn next(self) -> Option<Period> {
        Self::new(self.year, self.kind, self.ordinal + 1).or_else(|| Self::new(self.year + 1, self.kind, 1))
    }

    /// The same period of the year before; `None` before [`YEARS`].
    pub fn year_before(self) -> Option<Period> {
        Self::new(self.year - 1, self.kind, self.ordinal)
    }

    /// Every period of a year, the longer first.
    fn all_of(year: u16) -> impl Iterator<Item = Period> {
        use PeriodKind::{HalfYear, NineMonths, Quarter, Year};
        [(Year, 1), (NineMonths, 1), (HalfYear, 2), (Quarter, 4)].into_iter().flat_map(move |(kind, most)| {
            (1..=most).filter_map(move |ordinal| Period::new(year, kind, ordinal))
        })
    }

    /// The periods that end where this one begins: one of its own kind first, then the longer before the shorter.
    pub fn ending_before(self) -> Vec<Period> {
        let (year, last) = match self.quarters_covered().0 {
            1 => (self.year - 1, 4),
            first => (self.year, first - 1),
        };
        let mut before: Vec<Period> =
            Self::all_of(year).filter(|period| period.quarters_covered().1 == last).collect();
        before.sort_by_key(|period| period.kind != self.kind);
        before
    }

    /// The ways in which shorter periods make it up, the fewest pieces first; none of a quarter.
    pub fn pieces(self) -> Vec<Vec<Period>> {
        let (first, last) = self.quarters_covered();
        let shorter: Vec<Period> =
            Self::all_of(self.year).filter(|period| period.months() < self.months()).collect();
        let mut ways = Vec::new();
        let mut open: Vec<(u8, Vec<Period>)> = vec![(first, Vec::new())];
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
        ways
    }

    fn same_kind_last_of(self, year: u16) -> Option<Period> {
        (1..=4).rev().find_map(|ordinal| Self::new(year, self.kind, ordinal))
    }

    /// The periods of this kind from this one to `to`, both included; `None` when `to` is earlier or of another kind.
    pub fn through(self, to: Period) -> Option<Vec<Period>> {
        if self.kind != to.kind || to.number() < self.number() {
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

    /// The number a period is stored as: kind × 100,000 + year × 10 + ordinal, so that periods of a kind sort in order.
    pub fn number(self) -> i32 {
        let kind = match self.kind {
            PeriodKind::Quarter => 1,
            PeriodKind::HalfYear => 2,
            PeriodKind::NineMonths => 3,
            PeriodKind::Year => 4,
        };
        kind * 100_000 + i32::from(self.year) * 10 + i32::from(self.ordinal)
    }

    /// The period that a stored number means.
    pub fn from_number(number: i32) -> Option<Self> {
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

    /// The window of Nghị định 09/2019/NĐ-CP, Điều 12: day 15 of the month before to day 14 of the last month.
    pub fn window(self) -> Window {
        let (first, last) = self.quarters_covered();
        let year = i32::from(self.year);
        let from = if first == 1 { day(year - 1, 12, 15) } else { day(year, u32::from(first - 1) * 3, 15) };
        Window { from, to: day(year, u32::from(last) * 3, 14) }
    }

    /// The period as a heading prints it: `Quý III/2019`, `6 tháng đầu năm 2022`, `9 tháng năm 2022`, `năm 2022`.
    pub fn label_vi(self) -> String {
        let year = self.year;
        match (self.kind, self.ordinal) {
            (PeriodKind::Quarter, n) => {
                format!("Quý {}/{year}", ["I", "II", "III", "IV"][usize::from(n - 1)])
            }
            (PeriodKind::HalfYear, 1) => format!("6 tháng đầu năm {year}"),
            (PeriodKind::HalfYear, _) => format!("6 tháng cuối năm {year}"),
            (PeriodKind::NineMonths, _) => format!("9 tháng năm {year}"),
            (PeriodKind::Year, _) => format!("năm {year}"),
        }
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
}

/// The day after a window, where the next one begins.
pub fn day_after(window: Window) -> NaiveDate {
    window.to.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PeriodKind::Quarter => write!(f, "{}-Q{}", self.year, self.ordinal),
            PeriodKind::HalfYear => write!(f, "{}-H{}", self.year, self.ordinal),
            PeriodKind::NineMonths => write!(f, "{}-9M", self.year),
            PeriodKind::Year => write!(f, "{}", self.year),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAPeriod);
        }
        let year: u16 = year.parse().map_err(|_| NotAPeriod)?;
        let (kind, ordinal) = match rest {
            None => (PeriodKind::Year, 1),
            Some("9M") => (PeriodKind::NineMonths, 1),
            Some("Q1") => (PeriodKind::Quarter, 1),
            Some("Q2") => (PeriodKind::Quarter, 2),
            Some("Q3") => (PeriodKind::Quarter, 3),
            Some("Q4") => (PeriodKind::Quarter, 4),
            Some("H1") => (PeriodKind::HalfYear, 1),
            Some("H2") => (PeriodKind::HalfYear, 2),
            Some(_) => return Err(NotAPeriod),
        };
        Period::new(year, kind, ordinal).ok_or(NotAPeriod)
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;

    fn try_from(text: String) -> Result<Self, NotAPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}

/// A reporting period (kỳ báo cáo): `2019-Q3` (quarter), `2022-H1` (half-year), `2022-9M` (nine months), `2022` (year).
#[Scalar(
    name = "Period",
    specified_by_url = "https://thuvienphapluat.vn/van-ban/Bo-may-hanh-chinh/Nghi-dinh-09-2019-ND-CP-che-do-bao-cao-cua-co-quan-hanh-chinh-nha-nuoc-404831.aspx"
)]
impl ScalarType for Period {
    fn parse(value: async_graphql::Value) -> InputValueResult<Self> {
        match &value {
            async_graphql::Value::String(text) => text.parse().map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    /// Bad input is told before anything runs.
    fn is_valid(value: &async_graphql::Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> async_graphql::Value {
        async_graphql::Value::String(self.to_string())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_period() -> impl Strategy<Value = Period> {
        (
            YEARS,
            prop_oneof![
                (Just(PeriodKind::Quarter), 1u8..=4),
                (Just(PeriodKind::HalfYear), 1u8..=2),
                (Just(PeriodKind::NineMonths), 1u8..=1),
                (Just(PeriodKind::Year), 1u8..=1)
            ],
        )
            .prop_map(|(year, (kind, ordinal))| Period::new(year, kind, ordinal).unwrap())
    }

    #[test]
    fn rubbish_is_no_period() {
        for text in [
            "",
            "2019-Q0",
            "2019-Q5",
            "2019-H3",
            "19-Q1",
            "2019Q1",
            "2019-q1",
            "2019-",
            "1900",
            "2019-Q1 ",
            "２０１９",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_third_quarter_of_2019() {
        let period: Period = "2019-Q3".parse().unwrap();
        assert_eq!(period.window(), Window { from: day(2019, 6, 15), to: day(2019, 9, 14) });
        assert_eq!(period.label_vi(), "Quý III/2019");
        assert_eq!(period.previous().unwrap().to_string(), "2019-Q2");
        assert_eq!("2019-Q1".parse::<Period>().unwrap().window().from, day(2018, 12, 15));
    }

    #[test]
    fn pieces_and_neighbours_come_in_their_order() {
        let period = |text: &str| text.parse::<Period>().unwrap();
        let told = |text: &str| -> Vec<String> {
            let way = |way: Vec<Period>| way.iter().map(Period::to_string).collect::<Vec<_>>().join("+");
            period(text).pieces().into_iter().map(way).collect()
        };
        assert_eq!(told("2022-H1"), ["2022-Q1+2022-Q2"]);
        assert_eq!(told("2022-9M"), ["2022-H1+2022-Q3", "2022-Q1+2022-Q2+2022-Q3"]);
        assert_eq!(told("2022")[..2], ["2022-9M+2022-Q4", "2022-H1+2022-H2"]);
        assert_eq!(told("2022").len(), 5);
        let before = |text: &str| -> Vec<String> {
            period(text).ending_before().iter().map(Period::to_string).collect()
        };
        assert_eq!(before("2022-H1"), ["2021-H2", "2021", "2021-Q4"]);
        assert_eq!(before("2022-Q4"), ["2022-Q3", "2022-9M"]);
        assert_eq!(before("2022-9M"), ["2021", "2021-H2", "2021-Q4"]);
    }

    proptest! {
        #[test]
        fn text_and_number_are_faithful(period in any_period()) {
            prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
            prop_assert_eq!(Period::from_number(period.number()), Some(period));
        }

        /// Whatever makes a period up covers it from end to end, once.
        #[test]
        fn pieces_tile_their_period(period in any_period()) {
            for way in period.pieces() {
                let mut next = period.window().from;
                for piece in way {
                    prop_assert!(piece.months() < period.months());
                    prop_assert_eq!(piece.window().from, next);
                    next = day_after(piece.window());
                }
                prop_assert_eq!(next, day_after(period.window()));
            }
            prop_assert_eq!(period.pieces().is_empty(), period.kind() == PeriodKind::Quarter);
        }

        #[test]
        fn what_ends_before_a_period_ends_the_day_before(period in any_period().prop_filter("the first year", |period| period.year() > *YEARS.start())) {
            let before = period.ending_before();
            prop_assert!(!before.is_empty());
            for one in &before {
                prop_assert_eq!(day_after(one.window()), period.window().from);
            }
            // One of its own kind comes first, where there is one.
            let own = |one: &Period| one.kind() == period.kind();
            prop_assert!(own(&before[0]) || !before.iter().any(own));
        }

        #[test]
        fn next_and_previous_undo_each_other(period in any_period()) {
            if let Some(next) = period.next() {
                prop_assert_eq!(next.previous(), Some(period));
                prop_assert!(next.number() > period.number());
            }
        }

        #[test]
        fn a_window_is_the_union_of_its_quarters(period in any_period()) {
            let quarters = period.quarters();
            prop_assert_eq!(quarters[0].window().from, period.window().from);
            prop_assert_eq!(quarters[quarters.len() - 1].window().to, period.window().to);
            for pair in quarters.windows(2) {
                prop_assert_eq!(day_after(pair[0].window()), pair[1].window().from);
            }
            prop_assert_eq!(usize::from(period.months()), quarters.len() * 3);
        }

        #[test]
        fn quarters_tile_the_years(year in 1999u16..2100) {
            let last = Period::quarter(year - 1, 4).unwrap();
            prop_assert_eq!(day_after(last.window()), Period::quarter(year, 1).unwrap().window().from);
        }
    }
}
