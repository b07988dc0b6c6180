//! Counts that point at a person where they are small, and what of them is for whoever only reads figures.

use super::{Catalogue, Derivation, Section, ToldBy};
use std::collections::{BTreeMap, BTreeSet};

/// What is shown of such a count to those from whom small numbers are withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmallNumber {
    /// The total of the province, where it is large enough and the same agencies tell it that tell this other indicator.
    Total { beside: String },
    /// Nothing.
    Never,
}

/// The counts that are withheld, and what gives them away.
#[derive(Clone, Debug, Default)]
pub(super) struct SmallNumbers {
    /// By code, those that the catalogue names.
    pub named: BTreeMap<String, SmallNumber>,
    /// Those that are computed from them, or told by a section that asks for them.
    pub following: BTreeSet<String>,
}

impl Catalogue {
    /// What is shown of a count that the catalogue names as one that points at a person; `None` of any other.
    pub fn small_number(&self, indicator: &str) -> Option<&SmallNumber> {
        self.small_numbers.named.get(indicator)
    }

    /// Whether an indicator is such a count, or gives one away: it is computed from it, or tells the words beside it.
    pub fn tells_small_numbers(&self, indicator: &str) -> bool {
        self.small_numbers.named.contains_key(indicator) || self.small_numbers.following.contains(indicator)
    }

    /// Whether what is written in a section may tell such a count: the section asks for one.
    pub fn section_tells_small_numbers(&self, section: &Section) -> bool {
        section.indicators.iter().any(|code| self.small_numbers.named.contains_key(code))
    }

    /// Finds what follows from the counts that are named: to be called when indicators and forms are there.
    pub(super) fn follow_small_numbers(&mut self) {
        let forms = self.forms.iter().flat_map(|form| &form.sections);
        let sections: BTreeSet<&str> = forms
            .filter(|section| self.section_tells_small_numbers(section))
            .map(|section| section.code.as_str())
            .collect();
        let mut following: BTreeSet<String> = BTreeSet::new();
        loop {
            let known = |code: &str| self.small_numbers.named.contains_key(code) || following.contains(code);
            let more = self.indicators.iter().filter(|indicator| !known(&indicator.code)).find(|indicator| {
                let told = matches!(&indicator.told_by, Some(ToldBy::Section(code)) if sections.contains(code.as_str()));
                told || indicator.derivation.as_ref().is_some_and(|way| parts(way).any(|part| known(&part)))
            });
            match more.map(|indicator| indicator.code.clone()) {
                Some(code) => {
                    following.insert(code);
                }
                None => break,
            }
        }
        self.small_numbers.following = following;
    }
}

/// The words of a derivation, the codes of what it is computed from among them.
fn parts(derivation: &Derivation) -> Box<dyn Iterator<Item = String> + '_> {
    match derivation {
        Derivation::Sum(terms) => Box::new(terms.iter().cloned()),
        Derivation::Ratio(ratio) => {
            let wholes = ratio.denominators.iter().flat_map(|denominator| &denominator.indicators);
            Box::new(ratio.numerator.iter().chain(wholes).cloned())
        }
        Derivation::Value(expression) => {
            let is_part = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
            Box::new(expression.text.split(move |sign: char| !is_part(sign)).map(str::to_owned))
        }
        Derivation::Schedule(_) => Box::new(std::iter::empty()),
    }
}
