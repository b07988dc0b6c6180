//! An indicator: a figure's permanent meaning.

use super::expression::Expression;
use super::grounds::Ground;
use super::words::{AcrossAgencies, AcrossTime, IndicatorLevel, IndicatorType, Unit};
use crate::kit::vocabulary::{AgencyKind, CitationRole, DisclosureAudience, DisclosureMode};
use crate::kit::{Bilingual, Period, PeriodKind, Window};
use chrono::NaiveDate;
use serde::Serialize;

/// One entry of the catalogue: what a figure means, what it may hold, and how it adds up.
#[derive(Clone, Debug, Serialize)]
pub struct Indicator {
    /// Stable English code (`complaint_received`).
    pub code: String,
    /// The group it is listed under (`reception`, `submissions`, ...).
    pub group: String,
    pub label: Bilingual,
    pub unit: Unit,
    pub kind: IndicatorType,
    /// Digits behind the point; values are whole numbers of 10^-scale units.
    pub scale: u8,
    pub across_agencies: AcrossAgencies,
    pub across_time: AcrossTime,
    /// The kinds of period in which it is asked.
    pub periods: Vec<PeriodKind>,
    pub level: IndicatorLevel,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// The kinds of agency it concerns; for the others it is NOT_APPLICABLE.
    pub agency_kinds: Vec<AgencyKind>,
    /// What an ENUM may be; empty for every other type.
    pub choices: Vec<Choice>,
    pub legal_basis: Vec<Ground>,
    /// The largest value allowed, in units of 10^-scale.
    pub max: Option<i64>,
    /// How a derived indicator comes about; `None` for one that is entered.
    pub derivation: Option<Derivation>,
    /// What else of a report tells it, where it is not entered; `None` for one that is only entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_by: Option<ToldBy>,
}

/// What of a report's content tells a figure of words or of a list, so that nobody has to write it twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldBy {
    /// What is written under a heading, by the code of the section: its words, or how many points it lists.
    Section(String),
    /// How many contents of democracy are dealt with in one of these ways; only for these audiences, where some are named.
    Contents { modes: Vec<DisclosureMode>, audiences: Vec<DisclosureAudience> },
    /// In how many forms contents are disclosed.
    Forms,
    /// The documents that are cited.
    Citations(CitedAs),
}

/// Which of the documents that a report cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CitedAs {
    pub role: CitationRole,
    /// The code of their kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The code of the section that cites them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Only those dated in the window of the report.
    pub in_period: bool,
}

/// One choice of an ENUM indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub code: String,
    pub label: Bilingual,
    /// The document of the register that it stands for, by its code there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// How a derived indicator is computed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Derivation {
    /// A rate; the consolidation recomputes it from totals.
    Ratio(Ratio),
    /// A sum that may be partial: what is stated is added up.
    Sum(Vec<String>),
    /// An expression all of whose operands must be stated.
    Value(Expression),
    /// A number that follows from the kind of agency and the period.
    Schedule(Vec<ScheduleEntry>),
}

/// Numerator and denominator of a rate: indicators that are added up.
#[derive(Clone, Debug, Serialize)]
pub struct Ratio {
    pub numerator: Vec<String>,
    /// The denominators in use, by name; a query chooses one.
    pub denominators: Vec<Denominator>,
    /// The name of the denominator meant when none is chosen.
    pub default: String,
}

/// One denominator of a rate.
#[derive(Clone, Debug, Serialize)]
pub struct Denominator {
    pub name: String,
    pub indicators: Vec<String>,
}

impl Ratio {
    /// The indicators of a denominator; the default one's for `None`. `None` for a name that it does not have.
    pub fn denominator(&self, name: Option<&str>) -> Option<&[String]> {
        let name = name.unwrap_or(&self.default);
        self.denominators.iter().find(|d| d.name == name).map(|d| d.indicators.as_slice())
    }
}

/// So many times every month or week, for some kinds of agency, while in force.
#[derive(Clone, Debug, Serialize)]
pub struct ScheduleEntry {
    pub agency_kinds: Vec<AgencyKind>,
    pub every: Rhythm,
    pub times: i64,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
}

/// The unit of time of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rhythm {
    Month,
    Week,
}

impl Indicator {
    /// Whether it is computed, never entered.
    pub fn is_derived(&self) -> bool {
        self.derivation.is_some()
    }

    /// The parts of a rate; `None` for anything else.
    pub fn ratio(&self) -> Option<&Ratio> {
        match &self.derivation {
            Some(Derivation::Ratio(ratio)) => Some(ratio),
            _ => None,
        }
    }

    /// The choice of a code; `None` when it has no such choice.
    pub fn choice(&self, code: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.code == code)
    }

    /// Whether it exists on some day of a window.
    pub fn in_force(&self, window: Window) -> bool {
        overlaps(window, self.valid_from, self.valid_to)
    }

    /// Whether it is asked in a period: of its kinds, and in force on some day of the window.
    pub fn asked_in(&self, period: Period, window: Window) -> bool {
        self.periods.contains(&period.kind()) && self.in_force(window)
    }

    /// Whether it concerns a kind of agency.
    pub fn concerns(&self, kind: AgencyKind) -> bool {
        self.agency_kinds.contains(&kind)
    }
}

/// Whether a validity, open where an end is `None`, has a day in common with a window.
pub(super) fn overlaps(window: Window, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.is_none_or(|from| from <= window.to) && to.is_none_or(|to| window.from <= to)
}

/// Whether a validity, open where an end is `None`, includes a day.
pub(super) fn includes(day: NaiveDate, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}
