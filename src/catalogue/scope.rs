//! What an expression is evaluated over: one report, what was filed for other periods, and the catalogue.

use super::expression::Answer;
use super::indicator::{Derivation, Indicator};
use super::observations::Observation;
use super::past::Past;
use super::{Catalogue, derived};
use crate::kit::vocabulary::AgencyKind;
use crate::kit::{Bilingual, FigureState, Period, Value, Window};
use crate::legal::{ForceStatus, LegalDocument};
use chrono::{Months, NaiveDate};
use std::collections::BTreeMap;

/// The figures of a report by indicator. One that is not in it is not stated.
pub type Figures = BTreeMap<String, (FigureState, Option<Value>)>;

/// One report, as the rules and the derived figures look at it.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    pub figures: &'a Figures,
    /// What the same agency, and those that it continues, filed for other periods.
    pub past: &'a Past,
    /// By [`Observation::name`]; one that is absent or `None` was not made.
    pub observations: BTreeMap<&'static str, Option<i64>>,
    /// What an observation is about, by its name; for messages (`{which:@name}`).
    pub which: BTreeMap<&'static str, Vec<Bilingual>>,
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

    /// The value of an indicator as this report states it, derived or not.
    pub fn reported(&self, code: &str) -> Option<Answer> {
        value(self.subject.figures, self.catalogue.indicator(code)?)
    }

    /// The state of an indicator in this report.
    pub fn state(&self, code: &str) -> FigureState {
        self.subject.figures.get(code).map_or(FigureState::NotStated, |(state, _)| *state)
    }

    /// The document that the democracy regulation is said to rest on; `None` when the report does not say, or no document.
    fn regulation_basis(&self) -> Option<&LegalDocument> {
        let Some(Answer::Choice(code)) = self.current("qcdc_regulation_basis") else { return None };
        let choice = self.catalogue.indicator("qcdc_regulation_basis")?.choice(&code)?;
        self.catalogue.register().by_code(choice.document.as_deref()?)
    }

    /// What an observation is about, in a sentence: the first few.
    pub fn which(&self, observation: Observation) -> Bilingual {
        const MOST: usize = 5;
        if observation == Observation::RegulationBasisEnded {
            let register = self.catalogue.register();
            let successor = |basis| register.successor(basis, self.subject.window.to);
            let next = self.regulation_basis().and_then(successor);
            return next.map(|next| next.name(register.kinds())).unwrap_or_default();
        }
        if observation == Observation::RegulationBasisNotYet {
            let begins = self.regulation_basis().and_then(|basis| basis.in_force_from);
            let day = |day: NaiveDate| Bilingual {
                vi: format!("; có hiệu lực từ ngày {}", day.format("%d/%m/%Y")),
                en: format!("; it is in force from {day}"),
            };
            return begins.map(day).unwrap_or_default();
        }
        let names = self.subject.which.get(observation.name()).map(Vec::as_slice).unwrap_or_default();
        let more = if names.len() > MOST { "; …" } else { "" };
        let listed = |pick: fn(&Bilingual) -> &str| {
            format!("{}{more}", names.iter().take(MOST).map(pick).collect::<Vec<_>>().join("; "))
        };
        Bilingual { vi: listed(|name| &name.vi), en: listed(|name| &name.en) }
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
            Observation::ConferenceEarliest => {
                let year = i32::from(subject.period.year());
                let limit = NaiveDate::from_ymd_opt(year, 3, 31)?;
                let back = if subject.window.to <= limit { 2 } else { 1 };
                NaiveDate::from_ymd_opt(year - back, 10, 1).and_then(day)
            }
            Observation::TwoYearsBeforeEnd => {
                subject.window.to.checked_sub_months(Months::new(24)).and_then(day)
            }
            Observation::DisclosureContentsRequired => {
                let required = self.catalogue.required_contents(subject.agency_kind, subject.window);
                required.and_then(|contents| i64::try_from(contents.len()).ok())
            }
            Observation::RegulationBasisEnded => {
                let ended = self.regulation_basis()?.status(subject.window.to) == ForceStatus::NoLonger;
                Some(i64::from(ended))
            }
            Observation::RegulationBasisNotYet => {
                let not_yet = self.regulation_basis()?.status(subject.window.to) == ForceStatus::NotYet;
                Some(i64::from(not_yet))
            }
            other => subject.observations.get(other.name()).copied().flatten(),
        }
    }
}

/// The value of a figure: as stated; 0 or no where the agency declares none; unknown otherwise.
pub(super) fn value(figures: &Figures, indicator: &Indicator) -> Option<Answer> {
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
