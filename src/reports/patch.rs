//! A draft and what a save sends, merged: either the new content, or everything that is wrong with what was sent.
//!
//! Figures and sections are put in by their code; citations, disclosures, models and the header replace what was there
//! when they are given. What the form asks is answered by the catalogue through [`FormQuestions`].

mod entries;
mod figures;
mod follow_ups;
#[cfg(test)]
mod tests;

use super::input::DraftPatch;
use super::tasks::KnownTask;
use super::types::{ModelReference, ReportContent};
use crate::catalogue::Unit;
use crate::kit::{
    Code, PartialDate, PartialDateInput, Problem,
    text::{self, shown},
};

/// The most figures one save may send.
pub const MOST_FIGURES: usize = 1_000;
/// The most sections one save may send.
pub const MOST_SECTIONS: usize = 100;
/// The most points of one section.
pub const MOST_ITEMS: usize = 200;
/// The most documents a report cites.
pub const MOST_CITATIONS: usize = 300;
/// The most disclosure items of a report.
pub const MOST_DISCLOSURES: usize = 200;
/// The most models a report speaks of.
pub const MOST_MODELS: usize = 200;
/// The most tasks that a report tells of.
pub const MOST_FOLLOW_UPS: usize = 400;
/// The most recipients of a report.
pub const MOST_RECIPIENTS: usize = 50;

/// The largest number an indicator takes unless the catalogue says less, in units of its scale: a million reports of
/// it still add up in 64 bits.
pub const MOST_VALUE: i64 = 999_999_999_999;

/// What the merge has to know of the form, the catalogue and the agency's register.
pub trait FormQuestions {
    /// What the catalogue says of an indicator; `None` when it has none of this code.
    fn question(&self, indicator: &str) -> Option<Question<'_>>;
    /// Whether the form has a section of this code.
    fn has_section(&self, section: &str) -> bool;
    /// Whether the catalogue of disclosure contents has this code.
    fn has_content(&self, content: &str) -> bool;
    /// A reference to a model of the reporting agency's register, or of one that it took over, as it is kept: with the agency
    /// that registered the model where that is another; `None` when there is no such model.
    fn model(&self, named: &ModelReference) -> Option<ModelReference>;
    /// The task of this key that the report may tell of; none unless it was asked for.
    fn task(&self, _key: &str) -> Option<&KnownTask> {
        None
    }
}

/// What may be answered to one indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// What it is counted in.
    pub unit: Unit,
    pub answer: AnswerKind<'a>,
    /// Computed by us, never entered.
    pub derived: bool,
    /// Whether the form of this period asks for it (and it is in force then).
    pub asked: bool,
    /// Whether it concerns agencies of the reporting agency's kind.
    pub concerned: bool,
}

/// The type of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerKind<'a> {
    /// A count or an amount, never negative, with at most `scale` decimal places, at most `most` in units of
    /// 10^-`scale`.
    Number { scale: u8, most: i64 },
    /// Yes or no.
    Truth,
    /// A day.
    Date,
    /// One of these codes.
    Choice(Vec<&'a str>),
    /// The wording of the document.
    Wording,
}

impl AnswerKind<'_> {
    /// The input field that takes an answer of this type.
    pub fn field(&self) -> &'static str {
        match self {
            AnswerKind::Number { .. } => "value",
            AnswerKind::Truth => "truth",
            AnswerKind::Date => "date",
            AnswerKind::Choice(_) => "choice",
            AnswerKind::Wording => "asStated",
        }
    }
}

/// The content after a save, or every problem of what was sent, with paths from the input object on
/// (`["figures", "3", "value"]`). Nothing is half applied: on any problem the draft stays as it was.
pub fn apply(
    form: &dyn FormQuestions,
    current: &ReportContent,
    patch: DraftPatch,
) -> Result<ReportContent, Vec<Problem>> {
    let mut check = Check { form, problems: Vec::new() };
    let mut content = current.clone();
    if let Some(header) = patch.header {
        content.header = check.header(header);
    }
    if let Some(figures) = patch.figures {
        content.figures.extend(check.figures(figures));
    }
    if let Some(sections) = patch.sections {
        content.sections.extend(check.sections(sections));
    }
    if let Some(citations) = patch.citations {
        content.citations = check.citations(citations);
    }
    if let Some(disclosures) = patch.disclosures {
        content.disclosures = check.disclosures(disclosures);
    }
    if let Some(models) = patch.models {
        content.models = check.models(models);
    }
    if let Some(follow_ups) = patch.follow_ups {
        content.follow_ups = check.follow_ups(follow_ups);
    }
    if check.problems.is_empty() { Ok(content) } else { Err(check.problems) }
}

/// The form, and what has been found wrong so far.
struct Check<'a> {
    form: &'a dyn FormQuestions,
    problems: Vec<Problem>,
}

/// Where in the input one is.
type Path<'a> = &'a [&'a str];

impl Check<'_> {
    fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The list when it is not too long. One that is too long is one problem, and its entries are not looked at.
    fn bounded<T>(&mut self, list: Vec<T>, most: usize, path: Path) -> Vec<T> {
        if list.len() <= most {
            return list;
        }
        self.refuse(Problem::new(Code::TooManyEntries, path).with("most", most));
        Vec::new()
    }

    /// A text that must not be blank, in NFC; an empty one when it is wrong.
    fn required(&mut self, text: &str, most: usize, path: Path) -> String {
        if text.trim().is_empty() {
            self.refuse(Problem::new(Code::TextEmpty, path));
            return String::new();
        }
        text::clean(text, most, path).unwrap_or_else(|problem| {
            self.refuse(problem);
            String::new()
        })
    }

    /// A text in NFC; a blank one says nothing and is `None`.
    fn optional(&mut self, text: Option<String>, most: usize, path: Path) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        Some(self.required(&text, most, path))
    }

    /// A date as far as it is known.
    fn date(&mut self, date: Option<PartialDateInput>, path: Path) -> Option<PartialDate> {
        date?.check(path).map_err(|problem| self.refuse(problem)).ok()
    }

    /// The code of a section that the form has.
    fn section_code(&mut self, code: Option<String>, path: Path) -> Option<String> {
        let code = code?;
        if !self.form.has_section(&code) {
            self.refuse(Problem::new(Code::UnknownSection, path).with("section", shown(&code)));
        }
        Some(code)
    }
}
