//! What a view needs of the facts: collected from the query before anything is read, so that one view takes the same few
//! statements whatever it shows and however many groups it has.

use async_graphql::Lookahead;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{Catalogue, Derivation, Indicator};

/// How figures are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Added up by the database.
    Sums,
    /// One by one: for what is not a plain sum, and for the sources of one.
    Figures,
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
        }
    }
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
