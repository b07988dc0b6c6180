//! What a view needs of the facts: collected from the query before anything is read, so that one view takes the same few
//! statements whatever it shows and however many groups it has.

use async_graphql::{Lookahead, SelectionField, Value};
use std::collections::{BTreeMap, BTreeSet};

use super::filings::Shown;
use crate::{
    catalogue::{Catalogue, Derivation, Indicator},
    kit::paging::PageArgs,
};

/// How figures are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Added up by the database.
    Sums,
    /// One by one: for what is not a plain sum, and for the sources of one.
    Figures,
}

/// A selected list of sources of which more is shown than whose figures they are.
#[derive(Debug)]
pub struct Trace {
    /// The indicators of the total.
    pub part: Vec<String>,
    /// Of a part of a rate, the indicators of its other part.
    pub beside: Option<Vec<String>>,
    /// Whether it is listed in each group, or of the whole.
    pub grouped: bool,
    pub page: PageArgs,
}

/// The indicators that a view needs, and how.
#[derive(Debug, Default)]
pub struct Needs {
    /// What is entered.
    pub entered: BTreeMap<String, Depth>,
    /// What is computed for each report, by expression or schedule.
    pub derived: BTreeSet<String>,
    /// Whether what reports say of disclosure is needed.
    pub disclosures: bool,
    /// The lists of sources that are selected, and what is shown of them.
    pub traces: Vec<Trace>,
    pub shown: Shown,
    /// Whether what is being collected is selected in each group.
    pub grouped: bool,
}

impl Needs {
    /// An indicator; one that is derived brings what it is derived from. An unknown code needs nothing.
    pub fn add(&mut self, catalogue: &Catalogue, code: &str, depth: Depth) {
        let Some(indicator) = catalogue.indicator(code) else { return };
        match &indicator.derivation {
            None => {
                let known = self.entered.entry(code.to_owned()).or_insert(depth);
                *known = depth.max(*known);
            }
            Some(Derivation::Sum(terms)) => self.add_all(catalogue, terms),
            Some(Derivation::Ratio(ratio)) => {
                self.add_all(catalogue, &ratio.numerator);
                self.add_all(catalogue, ratio.denominator(None).unwrap_or_default());
            }
            Some(Derivation::Value(_) | Derivation::Schedule(_)) => {
                self.derived.insert(code.to_owned());
                self.disclosures |= counts_contents(indicator);
                for operand in operands(catalogue, indicator) {
                    self.add(catalogue, operand, Depth::Figures);
                }
            }
        }
    }

    /// Several indicators one by one, to be combined.
    pub fn add_all<S: AsRef<str>>(&mut self, catalogue: &Catalogue, codes: &[S]) {
        for code in codes {
            self.add(catalogue, code.as_ref(), Depth::Figures);
        }
    }

    /// An indicator whose plain total is selected, as far as it is selected.
    pub fn add_total(&mut self, catalogue: &Catalogue, code: &str, total: &Lookahead<'_>) {
        if total.exists() {
            let depth = if total.field("sources").exists() { Depth::Figures } else { Depth::Sums };
            self.add(catalogue, code, depth);
            self.trace(&[code.to_owned()], None, total);
        }
    }

    /// Indicators whose total together is selected, or one that is not simply added up.
    pub fn add_combined(&mut self, catalogue: &Catalogue, codes: &[String], total: &Lookahead<'_>) {
        if total.exists() {
            self.add_all(catalogue, codes);
            self.trace(codes, None, total);
        }
    }

    /// Both parts of a rate that is selected.
    pub fn add_rate(&mut self, catalogue: &Catalogue, parts: [&[String]; 2], rate: &Lookahead<'_>) {
        if rate.exists() {
            let [numerator, denominator] = parts;
            self.add_all(catalogue, numerator);
            self.add_all(catalogue, denominator);
            self.trace(numerator, Some(denominator), &rate.field("numerator"));
            self.trace(denominator, Some(numerator), &rate.field("denominator"));
        }
    }

    /// Both parts of a rate of which the total is selected: its numerator's, of the reports that know both.
    pub fn add_rate_total(&mut self, catalogue: &Catalogue, parts: [&[String]; 2], total: &Lookahead<'_>) {
        if total.exists() {
            let [numerator, denominator] = parts;
            self.add_all(catalogue, numerator);
            self.add_all(catalogue, denominator);
            self.trace(numerator, Some(denominator), total);
        }
    }

    /// The lists of sources of a total that show more than agency and period.
    fn trace(&mut self, part: &[String], beside: Option<&[String]>, total: &Lookahead<'_>) {
        for selected in total.field("sources").selection_fields() {
            let page = page_of(&selected);
            let sources = Lookahead::from(selected);
            let shown =
                Shown::by(&sources.field("nodes")).and(Shown::by(&sources.field("edges").field("node")));
            if shown.is_anything() {
                self.shown = self.shown.and(shown);
                let beside = beside.map(<[String]>::to_vec);
                self.traces.push(Trace { part: part.to_vec(), beside, grouped: self.grouped, page });
            }
        }
    }
}

/// The arguments of a selected connection. What is wrong with them is said when the field is resolved.
fn page_of(selected: &SelectionField<'_>) -> PageArgs {
    let mut page = PageArgs::default();
    for (name, value) in selected.arguments().unwrap_or_default() {
        let number = || match &value {
            Value::Number(number) => number.as_i64().and_then(|number| i32::try_from(number).ok()),
            _ => None,
        };
        let text = || match &value {
            Value::String(text) => Some(text.clone()),
            _ => None,
        };
        match name.as_str() {
            "first" => page.first = number(),
            "after" => page.after = text(),
            "last" => page.last = number(),
            "before" => page.before = text(),
            _ => {}
        }
    }
    page
}

/// The indicators that a computed figure is computed from.
pub fn operands<'c>(catalogue: &'c Catalogue, indicator: &Indicator) -> Vec<&'c str> {
    let Some(Derivation::Value(expression)) = &indicator.derivation else { return Vec::new() };
    // In the language of expressions an indicator is a word in lower case that is the code of one.
    let words = expression.text.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
    let mut found: Vec<&str> = Vec::new();
    for indicator in words.filter_map(|word| catalogue.indicator(word)) {
        if !found.contains(&indicator.code.as_str()) {
            found.push(&indicator.code);
        }
    }
    found
}

/// Whether a computed figure counts the contents that a report discloses.
pub fn counts_contents(indicator: &Indicator) -> bool {
    match &indicator.derivation {
        Some(Derivation::Value(expression)) => expression.text.contains("@disclosure_contents_met"),
        _ => false,
    }
}
