//! The figures that are computed from a report's own: sums, differences, schedules. Rates are the consolidation's, which
//! recomputes them from totals by [`super::Indicator::ratio`].

use super::Catalogue;
use super::expression::{Answer, evaluate};
use super::indicator::{Derivation, Indicator, Rhythm, ScheduleEntry};
use super::scope::{Scope, Subject};
use crate::kit::{FigureState, Window};
use std::collections::BTreeMap;

/// A derived figure of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DerivedValue {
    pub state: FigureState,
    /// In units of 10^-scale of the indicator; `None` unless stated or declared none.
    pub value: Option<i64>,
    /// Whether a part of the sum is missing from it.
    pub partial: bool,
}

impl DerivedValue {
    const NOT_STATED: Self = DerivedValue { state: FigureState::NotStated, value: None, partial: false };
    const NOT_APPLICABLE: Self =
        DerivedValue { state: FigureState::NotApplicable, value: None, partial: false };

    fn stated(value: i64) -> Self {
        DerivedValue { state: FigureState::Stated, value: Some(value), partial: false }
    }
}

/// Every derived figure of a report except the rates, by indicator.
pub fn compute(catalogue: &Catalogue, subject: &Subject) -> BTreeMap<String, DerivedValue> {
    let scope = Scope { catalogue, subject };
    catalogue
        .indicators()
        .iter()
        .filter(|indicator| indicator.asked_in(subject.period, subject.window))
        .filter_map(|indicator| Some((indicator.code.clone(), of(&scope, indicator)?)))
        .collect()
}

/// A derived figure; `None` for a rate and for what is entered.
pub(super) fn of(scope: &Scope, indicator: &Indicator) -> Option<DerivedValue> {
    let subject = scope.subject;
    if indicator.is_derived() && !indicator.concerns(subject.agency_kind) {
        return Some(DerivedValue::NOT_APPLICABLE);
    }
    match indicator.derivation.as_ref()? {
        Derivation::Ratio(_) => None,
        Derivation::Sum(terms) => Some(sum(scope, terms)),
        Derivation::Value(expression) => {
            let value = evaluate(&expression.root, scope).and_then(Answer::number);
            Some(value.map_or(DerivedValue::NOT_STATED, DerivedValue::stated))
        }
        Derivation::Schedule(entries) => {
            let own = entries.iter().filter(|entry| entry.agency_kinds.contains(&subject.agency_kind));
            let total = own.filter_map(|entry| times(entry, subject)).reduce(i64::saturating_add);
            Some(total.map_or(DerivedValue::NOT_STATED, DerivedValue::stated))
        }
    }
}

/// What is stated, added up: partial when a term is silent. A term that does not apply adds nothing and lacks nowhere.
fn sum(scope: &Scope, terms: &[String]) -> DerivedValue {
    let (mut total, mut known, mut stated, mut silent) = (Some(0_i64), 0, false, false);
    for code in terms {
        match scope.current(code).and_then(Answer::number) {
            Some(number) => {
                total = total.and_then(|total| total.checked_add(number));
                known += 1;
                stated |= scope.state(code) == FigureState::Stated;
            }
            None => silent |= scope.state(code) != FigureState::NotApplicable,
        }
    }
    match (known, total) {
        (0, _) if silent || terms.is_empty() => DerivedValue::NOT_STATED,
        (0, _) => DerivedValue::NOT_APPLICABLE,
        (_, None) => DerivedValue::NOT_STATED,
        (_, Some(total)) => DerivedValue {
            state: if stated { FigureState::Stated } else { FigureState::NoneDeclared },
            value: Some(total),
            partial: silent,
        },
    }
}

/// How often a schedule falls due in the part of the window in which it is in force; `None` when that part is empty.
fn times(entry: &ScheduleEntry, subject: &Subject) -> Option<i64> {
    let window = subject.window;
    let part = Window {
        from: entry.valid_from.map_or(window.from, |from| from.max(window.from)),
        to: entry.valid_to.map_or(window.to, |to| to.min(window.to)),
    };
    if part.from > part.to {
        return None;
    }
    let rounds = match entry.every {
        Rhythm::Month => i64::from(subject.period.months()) * part.days() / window.days(),
        Rhythm::Week => part.days() / 7,
    };
    rounds.checked_mul(entry.times)
}
