//! The figures of a save.

use super::{AnswerKind, Check, MOST_FIGURES, Path, Question};
use crate::kit::decimal::Decimal;
use crate::kit::{
    Code, FigureState, Problem, Value, clock,
    text::{self, shown},
};
use crate::reports::input::FigureInput;
use crate::reports::types::FigureEntry;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// One of the values that an input sends, under the name of its field.
struct Sent {
    field: &'static str,
    value: SentValue,
}

enum SentValue {
    Number(Decimal),
    Truth(bool),
    Date(NaiveDate),
    Choice(String),
}

impl Sent {
    /// Every value that the input sends: there should be at most one.
    fn all(input: &FigureInput) -> Vec<Sent> {
        let number = input.value.map(|number| ("value", SentValue::Number(number.0)));
        let truth = input.truth.map(|truth| ("truth", SentValue::Truth(truth)));
        let date = input.date.map(|date| ("date", SentValue::Date(date.0)));
        let choice = input.choice.clone().map(|choice| ("choice", SentValue::Choice(choice)));
        [number, truth, date, choice]
            .into_iter()
            .flatten()
            .map(|(field, value)| Sent { field, value })
            .collect()
    }

    /// Whether it says "none" in the words of its own type.
    fn is_zero(&self) -> bool {
        match &self.value {
            SentValue::Number(number) => number.units == 0,
            SentValue::Truth(truth) => !truth,
            SentValue::Date(_) | SentValue::Choice(_) => false,
        }
    }
}

impl Check<'_> {
    /// The entries that are sent, by indicator.
    pub(super) fn figures(&mut self, figures: Vec<FigureInput>) -> BTreeMap<String, FigureEntry> {
        let mut entries = BTreeMap::new();
        for (index, input) in self.bounded(figures, MOST_FIGURES, &["figures"]).into_iter().enumerate() {
            let index = index.to_string();
            let at = |field| ["figures", &index, field];
            let value = self.figure_value(&input, &["figures", &index]);
            let entry = FigureEntry {
                state: input.state,
                value,
                note: self.optional(input.note, text::MAX_NOTE, &at("note")),
                as_stated: self.optional(input.as_stated, text::MAX_NOTE, &at("asStated")),
                section: self.section_code(input.section_code, &at("sectionCode")),
            };
            let code = input.indicator;
            if entries.contains_key(&code) {
                self.refuse(Problem::new(Code::DuplicateEntry, &at("indicator")).with("key", shown(&code)));
            }
            entries.insert(code, entry);
        }
        entries
    }

    fn figure_value(&mut self, input: &FigureInput, path: Path) -> Option<Value> {
        let refusal = |code: Code, field: &str| {
            Problem::new(code, &[field]).under(path).with("indicator", shown(&input.indicator))
        };
        let Some(question) = self.form.question(&input.indicator) else {
            self.refuse(refusal(Code::UnknownIndicator, "indicator"));
            return None;
        };
        if question.derived {
            self.problems.push(refusal(Code::DerivedIndicator, "indicator"));
        } else if !question.asked {
            self.problems.push(refusal(Code::IndicatorNotAsked, "indicator"));
        } else if !question.concerned
            && matches!(input.state, FigureState::Stated | FigureState::NoneDeclared)
        {
            self.problems.push(refusal(Code::IndicatorNotForAgency, "indicator"));
        }
        if let Some(given) = input.unit.filter(|given| question.unit != *given) {
            self.problems.push(
                refusal(Code::WrongUnit, "unit")
                    .with_texts("expected", &question.unit.label())
                    .with_texts("given", &given.label()),
            );
        }
        let sent = Sent::all(input);
        if input.state != FigureState::Stated {
            let none = input.state == FigureState::NoneDeclared;
            for sent in sent.iter().filter(|sent| !(none && sent.is_zero())) {
                self.problems
                    .push(refusal(Code::ValueForbidden, sent.field).with("state", state_name(input.state)));
            }
            return None;
        }
        let right = question.answer.field();
        for wrong in sent.iter().filter(|sent| sent.field != right) {
            self.problems.push(refusal(Code::WrongValueKind, wrong.field).with("expected", right));
        }
        if question.answer == AnswerKind::Wording {
            if input.as_stated.as_deref().is_none_or(|text| text.trim().is_empty()) {
                self.problems.push(refusal(Code::ValueMissing, right));
            }
            return None;
        }
        let any = !sent.is_empty();
        let Some(sent) = sent.into_iter().find(|sent| sent.field == right) else {
            if !any {
                self.problems.push(refusal(Code::ValueMissing, right));
            }
            return None;
        };
        match checked(&question, sent.value) {
            Ok(value) => Some(value),
            Err(wrong) => {
                for (code, parameter) in wrong {
                    let problem = refusal(code, right);
                    self.problems.push(match parameter {
                        Some((name, value)) => problem.with(name, value),
                        None => problem,
                    });
                }
                None
            }
        }
    }
}

/// Why a value is refused, with what its sentence names besides the indicator.
type Wrong = (Code, Option<(&'static str, String)>);

/// A value of the right type, as it is stored.
fn checked(question: &Question, value: SentValue) -> Result<Value, Vec<Wrong>> {
    match (&question.answer, value) {
        (AnswerKind::Number { scale, most }, SentValue::Number(number)) => {
            number_in_units(number, *scale, *most).map(Value::Number)
        }
        (AnswerKind::Choice(choices), SentValue::Choice(choice)) => {
            if choices.contains(&choice.as_str()) {
                Ok(Value::Choice(choice))
            } else {
                Err(vec![(Code::UnknownChoice, Some(("choice", shown(&choice))))])
            }
        }
        (_, SentValue::Date(day)) if !clock::is_of_our_time(day) => Err(vec![(Code::BadDate, None)]),
        (AnswerKind::Date, SentValue::Date(day)) => Ok(Value::Date(day)),
        (AnswerKind::Truth, SentValue::Truth(truth)) => Ok(Value::Truth(truth)),
        (answer, _) => Err(vec![(Code::WrongValueKind, Some(("expected", answer.field().into())))]),
    }
}

fn number_in_units(number: Decimal, scale: u8, most: i64) -> Result<i64, Vec<Wrong>> {
    let mut wrong = Vec::new();
    if number.units < 0 {
        wrong.push((Code::NegativeValue, None));
    }
    let largest = || Some(("most", Decimal::new(most, scale).to_string()));
    let units = match number.rescale(scale) {
        Some(units) if units <= most => Some(units),
        // A number that gains digits and is lost has outgrown 64 bits; one that loses digits is too precise.
        None if number.scale > scale => {
            wrong.push((Code::ValueTooPrecise, Some(("scale", scale.to_string()))));
            None
        }
        _ => {
            wrong.push((Code::ValueTooLarge, largest()));
            None
        }
    };
    units.filter(|_| wrong.is_empty()).ok_or(wrong)
}

/// The name a state is sent by.
pub(super) fn state_name(state: FigureState) -> &'static str {
    match state {
        FigureState::Stated => "STATED",
        FigureState::NoneDeclared => "NONE_DECLARED",
        FigureState::NotStated => "NOT_STATED",
        FigureState::NotApplicable => "NOT_APPLICABLE",
    }
}
