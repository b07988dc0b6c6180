//! What an expression is evaluated over: one report, the one before it, and the catalogue.

use super::expression::Answer;
use super::indicator::{Derivation, Indicator};
use super::observations::Observation;
use super::{Catalogue, derived};
use crate::kit::vocabulary::AgencyKind;
use crate::kit::{FigureState, Period, Value, Window};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The figures of a report by indicator. One that is not in it is not stated.
pub type Figures = BTreeMap<String, (FigureState, Option<Value>)>;

/// One report, as the rules and the derived figures look at it.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    pub figures: &'a Figures,
    /// The figures of the same agency's (or its predecessor's) report of the period before; `None` when there is none.
    pub previous: Option<&'a Figures>,
    /// By [`Observation::name`]; one that is absent or `None` was not made.
    pub observations: BTreeMap<&'static str, Option<i64>>,
    pub agency_kind: AgencyKind,
    pub period: Period,
    pub window: Window,
}

/// A subject and the catalogue it is read by.
pub(super) struct Scope<'a> {
    pub catalogue: &'a Catalogue,
    pub subject: &'a Subject<'a>,
}

impl Scope<'_> {
    /// The value of an indicator in this report, derived ones computed in full. 0 where it is not in force.
    pub fn current(&self, code: &str) -> Option<Answer> {
        let indicator = self.catalogue.indicator(code)?;
        match &indicator.derivation {
            None if !indicator.in_force(self.subject.window) => Some(Answer::Number(0)),
            None => value(self.subject.figures, indicator),
            Some(Derivation::Ratio(_)) => None,
            Some(_) => {
                let derived = derived::of(self, indicator).filter(|derived| !derived.partial)?;
                derived.value.map(Answer::Number)
            }
        }
    }

    /// The value of an indicator in the report before.
    pub fn previous(&self, code: &str) -> Option<Answer> {
        value(self.subject.previous?, self.catalogue.indicator(code)?)
    }

    /// The value of an indicator as this report states it, derived or not.
    pub fn reported(&self, code: &str) -> Option<Answer> {
        value(self.subject.figures, self.catalogue.indicator(code)?)
    }

    /// The state of an indicator in this report.
    pub fn state(&self, code: &str) -> FigureState {
        self.subject.figures.get(code).map_or(FigureState::NotStated, |(state, _)| *state)
    }

    /// The number of an observation; of a day, the number that days compare by.
    pub fn observation(&self, observation: Observation) -> Option<i64> {
        let subject = self.subject;
        let day = |day| Answer::day(day).number();
        match observation {
            Observation::PeriodStart => day(subject.window.from),
            Observation::PeriodEnd => day(subject.window.to),
            Observation::ConferenceLimit => {
                NaiveDate::from_ymd_opt(i32::from(subject.period.year()), 3, 31).and_then(day)
            }
            Observation::DisclosureContentsRequired => {
                let required = self.catalogue.required_contents(subject.agency_kind, subject.window);
                i64::try_from(required.len()).ok().filter(|number| *number > 0)
            }
            other => subject.observations.get(other.name()).copied().flatten(),
        }
    }
}

/// The value of a figure: as stated; 0 or no where the agency declares none; unknown otherwise.
fn value(figures: &Figures, indicator: &Indicator) -> Option<Answer> {
    use crate::catalogue::words::IndicatorType::{Date, Enum, Text};
    match figures.get(&indicator.code)? {
        (FigureState::Stated, Some(Value::Date(day))) => Some(Answer::day(*day)),
        (FigureState::Stated, Some(Value::Choice(code))) => Some(Answer::Choice(code.clone())),
        (FigureState::Stated, Some(value)) => value.as_number().map(Answer::Number),
        (FigureState::NoneDeclared, _) if !matches!(indicator.kind, Date | Enum | Text) => {
            Some(Answer::Number(0))
        }
        _ => None,
    }
}
