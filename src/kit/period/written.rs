//! How a period is written: as a code that programs read, and as a label that people read.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType};
use chrono::{Datelike, NaiveDate};
use std::{fmt, str::FromStr};

use super::{MOST_DAYS, Period, PeriodKind, Window, YEARS};
use crate::kit::{
    lang::Bilingual,
    problem::{Code, Problem},
};

/// Why a text is no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAPeriod {
    /// It is not written as one.
    Form,
    /// It is written with a `/` as ad hoc periods are, and not as first and last day.
    AdHocForm,
    /// One of the days is in no calendar.
    NoSuchDay,
    /// The last day comes before the first.
    Backwards,
    /// More days than an ad hoc period may have.
    TooLong,
    /// In years that no period lies in.
    OutsideYears,
}

impl NotAPeriod {
    const ALL: [NotAPeriod; 6] =
        [Self::Form, Self::AdHocForm, Self::NoSuchDay, Self::Backwards, Self::TooLong, Self::OutsideYears];

    /// What people are told of the days of an ad hoc period that cannot be; `None` of what was not meant to be one.
    pub fn problem(self) -> Option<Problem> {
        let code = match self {
            Self::Form => return None,
            Self::AdHocForm => Code::AdHocForm,
            Self::NoSuchDay => Code::AdHocNoSuchDay,
            Self::Backwards => Code::AdHocBackwards,
            Self::TooLong => Code::AdHocTooLong,
            Self::OutsideYears => Code::AdHocOutsideYears,
        };
        let problem = Problem::new(code, &[]).with("most", MOST_DAYS);
        Some(problem.with("first", YEARS.start()).with("last", YEARS.end()))
    }

    /// What people are told by the name of its code.
    pub fn told(code: &str) -> Option<Problem> {
        Self::ALL.into_iter().filter_map(Self::problem).find(|problem| problem.code.name() == code)
    }
}

impl fmt::Display for NotAPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a period is written 2019-Q3, 2022-H1, 2022-9M or 2022; an ad hoc one 2019-05-01/2019-05-31, first and last day, at \
             most {MOST_DAYS} days"
        )
    }
}

impl Period {
    /// The period as a heading prints it: `Quý III/2019`, `6 tháng đầu năm 2022`, `9 tháng năm 2022`, `năm 2022`,
    /// `từ 01/5/2019 đến 31/5/2019`.
    pub fn label_vi(self) -> String {
        let year = self.year();
        match (self.kind(), self.ordinal()) {
            (PeriodKind::Quarter, n) => {
                format!("Quý {}/{year}", ["I", "II", "III", "IV"][usize::from(n - 1)])
            }
            (PeriodKind::HalfYear, 1) => format!("6 tháng đầu năm {year}"),
            (PeriodKind::HalfYear, _) => format!("6 tháng cuối năm {year}"),
            (PeriodKind::NineMonths, _) => format!("9 tháng năm {year}"),
            (PeriodKind::Year, _) => format!("năm {year}"),
            (PeriodKind::AdHoc, _) => {
                let Window { from, to } = self.window();
                format!("từ {} đến {}", day_vi(from), day_vi(to))
            }
        }
    }

    /// The period as an English sentence names it: as it is written, an ad hoc one `2019-05-01 to 2019-05-31`.
    pub fn label_en(self) -> String {
        self.to_string().replace('/', " to ")
    }

    /// The period in both languages.
    pub fn label(self) -> Bilingual {
        Bilingual { vi: self.label_vi(), en: self.label_en() }
    }
}

/// A day as documents here write it, by Nghị định 30/2020/NĐ-CP: days below 10 and the first two months with a 0.
fn day_vi(day: NaiveDate) -> String {
    let month = match day.month() {
        month @ ..=2 => format!("0{month}"),
        month => month.to_string(),
    };
    format!("{:02}/{month}/{}", day.day(), day.year())
}

/// A day, strictly as `2019-05-01`.
fn written_day(text: &str) -> Result<NaiveDate, NotAPeriod> {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part =
            parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()));
        part.and_then(|part| part.parse::<u32>().ok()).ok_or(NotAPeriod::AdHocForm)
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() {
        return Err(NotAPeriod::AdHocForm);
    }
    let year = i32::try_from(year).map_err(|_| NotAPeriod::AdHocForm)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(NotAPeriod::NoSuchDay)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind(), self.year(), self.ordinal()) {
            (PeriodKind::Quarter, year, ordinal) => write!(f, "{year}-Q{ordinal}"),
            (PeriodKind::HalfYear, year, ordinal) => write!(f, "{year}-H{ordinal}"),
            (PeriodKind::NineMonths, year, _) => write!(f, "{year}-9M"),
            (PeriodKind::Year, year, _) => write!(f, "{year}"),
            (PeriodKind::AdHoc, ..) => {
                let Window { from, to } = self.window();
                write!(f, "{from}/{to}")
            }
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        if let Some((from, to)) = text.split_once('/') {
            return Period::of_days(written_day(from)?, written_day(to)?);
        }
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAPeriod::Form);
        }
        let year: u16 = year.parse().map_err(|_| NotAPeriod::Form)?;
        let (kind, ordinal) = match rest {
            None => (PeriodKind::Year, 1),
            Some("9M") => (PeriodKind::NineMonths, 1),
            Some("Q1") => (PeriodKind::Quarter, 1),
            Some("Q2") => (PeriodKind::Quarter, 2),
            Some("Q3") => (PeriodKind::Quarter, 3),
            Some("Q4") => (PeriodKind::Quarter, 4),
            Some("H1") => (PeriodKind::HalfYear, 1),
            Some("H2") => (PeriodKind::HalfYear, 2),
            Some(_) => return Err(NotAPeriod::Form),
        };
        Period::new(year, kind, ordinal).ok_or(NotAPeriod::Form)
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

/// A reporting period (kỳ báo cáo): `2019-Q3` (quarter), `2022-H1` (half-year), `2022-9M` (nine months), `2022` (year), or an ad
/// hoc one (kỳ đột xuất), `2019-05-01/2019-05-31`: its first and its last day, both included, at most 1,000 days.
#[Scalar(
    name = "Period",
    specified_by_url = "https://thuvienphapluat.vn/van-ban/Bo-may-hanh-chinh/Nghi-dinh-09-2019-ND-CP-che-do-bao-cao-cua-co-quan-hanh-chinh-nha-nuoc-404831.aspx"
)]
impl ScalarType for Period {
    fn parse(value: async_graphql::Value) -> InputValueResult<Self> {
        match &value {
            async_graphql::Value::String(text) => text.parse().map_err(|wrong: NotAPeriod| {
                let error = InputValueError::custom(wrong);
                // The error gate says it to people by this.
                match wrong.problem() {
                    Some(problem) => error.with_extension("reason", problem.code.name()),
                    None => error,
                }
            }),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    /// Bad input is told before anything runs; days of an ad hoc period that cannot be when the argument is read, because
    /// people are told why.
    fn is_valid(value: &async_graphql::Value) -> bool {
        match value {
            async_graphql::Value::String(text) => match text.parse::<Period>() {
                Ok(_) => true,
                Err(wrong) => wrong.problem().is_some(),
            },
            _ => false,
        }
    }

    fn to_value(&self) -> async_graphql::Value {
        async_graphql::Value::String(self.to_string())
    }
}
