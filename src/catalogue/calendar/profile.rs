//! The rules of a calendar, as they are written down.

use async_graphql::Enum;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::kit::vocabulary::{AgencyKind, vocabulary};
use crate::kit::{Bilingual, Period, PeriodKind};

vocabulary! {
    /// Who sends a report upward (cấp báo cáo), lowest first.
    ReportingLevel {
        /// Cấp xã.
        Commune = "COMMUNE",
        /// Sở, ngành.
        Department = "DEPARTMENT",
        /// Sở Nội vụ.
        HomeAffairs = "HOME_AFFAIRS",
        /// Ủy ban nhân dân tỉnh.
        PeoplesCommittee = "PEOPLES_COMMITTEE",
    }
}

impl ReportingLevel {
    /// The level that agencies of a kind report at.
    pub fn of(kind: AgencyKind) -> Self {
        match kind {
            AgencyKind::Commune => ReportingLevel::Commune,
            AgencyKind::Department | AgencyKind::ProvincialBody => ReportingLevel::Department,
        }
    }
}

vocabulary! {
    /// How the due day follows (cách tính hạn nộp).
    DueRuleKind {
        /// On a day at the latest (chậm nhất ngày).
        FixedInclusive = "FIXED_INCLUSIVE",
        /// Before a day: the day before it is the last (trước ngày).
        Before = "BEFORE",
        /// So many working days after the data-closing day (ngày làm việc sau ngày chốt số liệu).
        WorkingDaysAfterClose = "WORKING_DAYS_AFTER_CLOSE",
        /// So many days after the data-closing day (ngày sau ngày chốt số liệu).
        CalendarDaysAfterClose = "CALENDAR_DAYS_AFTER_CLOSE",
        /// As the letter that asks for the report says (theo văn bản yêu cầu).
        Explicit = "EXPLICIT",
    }
}

vocabulary! {
    /// Where a due day goes that nobody works on (dời hạn nộp).
    DueShift {
        /// It stays.
        None = "NONE",
        /// To the next working day (ngày làm việc tiếp theo).
        NextWorkingDay = "NEXT_WORKING_DAY",
        /// To the working day before (ngày làm việc liền trước).
        PreviousWorkingDay = "PREVIOUS_WORKING_DAY",
    }
}

/// A day told from a period: so many months from one of its months, and a day of that month, the last where it has
/// fewer. `{ month = 0, day = 14 }` of the last month of 2019-Q3 is 14 September 2019.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Months from the period's month, negative before it.
    pub month: i32,
    /// 1 to 31.
    pub day: u32,
}

impl Anchor {
    /// The day, counted from a month given by its first day.
    pub fn from_month(self, first: NaiveDate) -> NaiveDate {
        let months = Months::new(self.month.unsigned_abs());
        let moved =
            if self.month < 0 { first.checked_sub_months(months) } else { first.checked_add_months(months) };
        let first = moved.unwrap_or(first);
        (1..=self.day).rev().find_map(|day| first.with_day(day)).unwrap_or(first)
    }
}

/// When the figures close (ngày chốt số liệu).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Closing {
    /// On a day told from the last month of the period.
    On(Anchor),
    /// So many working days before the first level's due day.
    BeforeDue { working_days_before_due: u32 },
}

/// How the due day of a level follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum DueRule {
    /// On a day at the latest, told from the last month of the period.
    FixedInclusive {
        month: i32,
        day: u32,
    },
    /// Before such a day.
    Before {
        month: i32,
        day: u32,
    },
    WorkingDaysAfterClose {
        days: u32,
    },
    CalendarDaysAfterClose {
        days: u32,
    },
    /// Given when the round is opened.
    Explicit {},
}

impl DueRule {
    pub fn kind(self) -> DueRuleKind {
        match self {
            DueRule::FixedInclusive { .. } => DueRuleKind::FixedInclusive,
            DueRule::Before { .. } => DueRuleKind::Before,
            DueRule::WorkingDaysAfterClose { .. } => DueRuleKind::WorkingDaysAfterClose,
            DueRule::CalendarDaysAfterClose { .. } => DueRuleKind::CalendarDaysAfterClose,
            DueRule::Explicit {} => DueRuleKind::Explicit,
        }
    }

    /// Whether the due day follows from the closing day.
    pub fn follows_closing(self) -> bool {
        matches!(self, DueRule::WorkingDaysAfterClose { .. } | DueRule::CalendarDaysAfterClose { .. })
    }

    /// Where a due day goes when the rule says nothing: back for "before", or the word would be broken; else forward.
    pub fn usual_shift(self) -> DueShift {
        match self {
            DueRule::Before { .. } => DueShift::PreviousWorkingDay,
            DueRule::Explicit {} => DueShift::None,
            _ => DueShift::NextWorkingDay,
        }
    }
}

/// When a level must have sent its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelRule {
    pub level: ReportingLevel,
    pub due: DueRule,
    /// [`DueRule::usual_shift`] when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<DueShift>,
}

impl LevelRule {
    pub fn shift(self) -> DueShift {
        self.shift.unwrap_or_else(|| self.due.usual_shift())
    }
}

/// The rule of a kind of period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodRule {
    pub period: PeriodKind,
    /// Only for these periods of a year, from 1; for all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ordinals: Vec<u8>,
    /// Whether figures count from the beginning of the year (lũy kế).
    #[serde(default)]
    pub cumulative: bool,
    /// First day of the window, told from the first month of the period.
    pub opens: Anchor,
    /// Whether the window begins on the day after this profile closed the period before it instead, the one of the same kind or
    /// else a longer one, so that nothing falls between the two; `opens` still holds for the first period of the profile.
    #[serde(default)]
    pub continues_last_year: bool,
    pub closing: Closing,
    /// Lowest first.
    pub levels: Vec<LevelRule>,
}

impl PeriodRule {
    /// Whether it is the rule of a period.
    pub fn serves(&self, period: Period) -> bool {
        self.period == period.kind()
            && (self.ordinals.is_empty() || self.ordinals.contains(&period.ordinal()))
    }
}

/// A calendar (lịch báo cáo): rules for kinds of period, from a day to a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub code: String,
    pub label: Bilingual,
    /// Where the rules are from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<Bilingual>,
    /// Holds for periods whose last month ends in this time; open where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    pub rules: Vec<PeriodRule>,
}

impl Profile {
    /// The rule of a period, whether or not the profile is in force for it.
    pub fn rule(&self, period: Period) -> Option<&PeriodRule> {
        self.rules.iter().find(|rule| rule.serves(period))
    }

    /// Whether the profile is in force for a period: on the last day of its last month.
    pub fn in_force(&self, period: Period) -> bool {
        let end = last_month(period)
            .checked_add_months(Months::new(1))
            .and_then(|next| next.checked_sub_days(Days::new(1)));
        let Some(end) = end else { return false };
        self.valid_from.is_none_or(|from| from <= end) && self.valid_to.is_none_or(|to| end <= to)
    }
}

/// The first day of the first month of a period.
pub(super) fn first_month(period: Period) -> NaiveDate {
    let last = last_month(period);
    last.checked_sub_months(Months::new(u32::from(period.months()) - 1)).unwrap_or(last)
}

/// The first day of the last month of a period.
pub(super) fn last_month(period: Period) -> NaiveDate {
    let end = period.window().to;
    end.with_day(1).unwrap_or(end)
}
