//! What a made-up report says, and in which words it says "none".

use chrono::NaiveDate;

use crate::{
    kit::{
        FigureState,
        decimal::Decimal,
        scalars::{Date, DecimalText},
    },
    reports::FigureInput,
};

/// How an agency writes its reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Declares "không có" where there was nothing.
    Declares,
    /// Writes 0 where there was nothing.
    Zeros,
    /// Declares "không có", and leaves out whatever need not be said.
    Terse,
}

/// The figures of one report, as they are gathered.
pub struct Saying {
    style: Style,
    figures: Vec<FigureInput>,
}

impl Saying {
    pub fn new(style: Style) -> Self {
        Saying { style, figures: Vec::new() }
    }

    /// A number of things.
    pub fn count(&mut self, indicator: &str, number: usize) {
        self.number(indicator, i64::try_from(number).unwrap_or(i64::MAX));
    }

    /// A number; none is said in the agency's own way.
    pub fn number(&mut self, indicator: &str, number: i64) {
        let mut figure = bare(indicator, FigureState::Stated);
        if number == 0 && self.style != Style::Zeros {
            figure.state = FigureState::NoneDeclared;
        } else {
            figure.value = Some(DecimalText(Decimal::new(number, 0)));
        }
        self.figures.push(figure);
    }

    /// A number that a terse agency does not give.
    pub fn detail(&mut self, indicator: &str, number: i64) {
        if self.style != Style::Terse {
            self.number(indicator, number);
        }
    }

    pub fn truth(&mut self, indicator: &str, truth: bool) {
        self.figures.push(FigureInput { truth: Some(truth), ..bare(indicator, FigureState::Stated) });
    }

    /// Yes or no with a note.
    pub fn truth_noted(&mut self, indicator: &str, truth: bool, note: &str) {
        self.truth(indicator, truth);
        if let Some(figure) = self.figures.last_mut() {
            figure.note = Some(note.into());
        }
    }

    pub fn date(&mut self, indicator: &str, day: NaiveDate) {
        self.figures.push(FigureInput { date: Some(Date(day)), ..bare(indicator, FigureState::Stated) });
    }

    pub fn choice(&mut self, indicator: &str, choice: &str) {
        let choice = Some(choice.to_owned());
        self.figures.push(FigureInput { choice, ..bare(indicator, FigureState::Stated) });
    }

    pub fn not_applicable(&mut self, indicator: &str) {
        self.figures.push(bare(indicator, FigureState::NotApplicable));
    }

    /// Silence, said aloud.
    pub fn not_stated(&mut self, indicator: &str) {
        self.figures.push(bare(indicator, FigureState::NotStated));
    }

    /// One figure that declares none.
    pub fn none(indicator: &str) -> FigureInput {
        bare(indicator, FigureState::NoneDeclared)
    }

    pub fn figures(self) -> Vec<FigureInput> {
        self.figures
    }
}

fn bare(indicator: &str, state: FigureState) -> FigureInput {
    FigureInput {
        indicator: indicator.into(),
        state,
        value: None,
        truth: None,
        date: None,
        choice: None,
        unit: None,
        note: None,
        as_stated: None,
        section_code: None,
    }
}
