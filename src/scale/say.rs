//! The figures of one report, as they are gathered.

use chrono::NaiveDate;
use std::collections::BTreeMap;

use crate::{
    kit::{FigureState, Value},
    reports::FigureEntry,
};

/// How an agency writes its reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Declares "không có" where there was nothing.
    Declares,
    /// Writes 0 where there was nothing.
    Zeros,
    /// Declares "không có", and gives no details.
    Terse,
}

/// The figures of one report.
pub struct Saying {
    style: Style,
    figures: BTreeMap<String, FigureEntry>,
}

impl Saying {
    pub fn new(style: Style) -> Self {
        Saying { style, figures: BTreeMap::new() }
    }

    /// A number; none is said in the agency's own way.
    pub fn number(&mut self, indicator: &str, number: i64) {
        if number == 0 && self.style != Style::Zeros {
            self.put(indicator, FigureState::NoneDeclared, None);
        } else {
            self.put(indicator, FigureState::Stated, Some(Value::Number(number)));
        }
    }

    /// A number that a terse agency does not give.
    pub fn detail(&mut self, indicator: &str, number: i64) {
        if self.style != Style::Terse {
            self.number(indicator, number);
        }
    }

    pub fn truth(&mut self, indicator: &str, truth: bool) {
        self.put(indicator, FigureState::Stated, Some(Value::Truth(truth)));
    }

    pub fn date(&mut self, indicator: &str, day: NaiveDate) {
        self.put(indicator, FigureState::Stated, Some(Value::Date(day)));
    }

    pub fn choice(&mut self, indicator: &str, choice: &str) {
        self.put(indicator, FigureState::Stated, Some(Value::Choice(choice.to_owned())));
    }

    pub fn not_applicable(&mut self, indicator: &str) {
        self.put(indicator, FigureState::NotApplicable, None);
    }

    /// Silence, said aloud.
    pub fn not_stated(&mut self, indicator: &str) {
        self.put(indicator, FigureState::NotStated, None);
    }

    pub fn figures(self) -> BTreeMap<String, FigureEntry> {
        self.figures
    }

    fn put(&mut self, indicator: &str, state: FigureState, value: Option<Value>) {
        let entry = FigureEntry { state, value, note: None, as_stated: None, section: None };
        self.figures.insert(indicator.to_owned(), entry);
    }
}
