//! The catalogue: what is reported, as data. Indicators, forms, rules, contents of disclosure, kinds of document,
//! reporting calendars.
//!
//! It is read once at start, from the files this program carries or from a folder, and refused with file and line when
//! anything in it is wrong. Everything here is pure.

pub mod calendar;
pub mod citation;
pub mod derived;
mod documents;
mod error;
mod expression;
mod form;
mod graphql;
mod indicator;
mod load;
mod message;
pub mod observations;
pub mod rules;
mod scope;
mod words;

#[cfg(test)]
pub(crate) mod tests;

pub use citation::{CanonicalKey, DocumentSymbol, count_distinct};
pub use derived::{DerivedValue, compute};
pub use documents::{DisclosureContent, DocumentKind, Instrument};
pub use error::CatalogueError;
pub use expression::{BadExpression, Expression};
pub use form::{FormVersion, Section};
pub use graphql::{CatalogueQuery, form_by_key};
pub use indicator::{Choice, Denominator, Derivation, Indicator, Ratio, Rhythm, ScheduleEntry};
pub use observations::Observation;
pub use rules::{Check, Outcome, Rule, evaluate};
pub use scope::{Figures, Subject};
pub use words::{
    AcrossAgencies, AcrossTime, Grammar, IndicatorLevel, IndicatorLevel as Level, IndicatorType, RuleResult,
    SectionContent, Severity, Unit,
};

use crate::kit::text::fold;
use crate::kit::vocabulary::AgencyKind;
use crate::kit::{Bilingual, Period, Window};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;

/// Everything that can be reported, and by which rules.
#[derive(Debug, Default)]
pub struct Catalogue {
    indicators: Vec<Indicator>,
    by_code: BTreeMap<String, usize>,
    groups: Vec<IndicatorGroup>,
    forms: Vec<FormVersion>,
    /// For each form, the rules that belong to it.
    form_rules: Vec<Vec<usize>>,
    rules: Vec<Rule>,
    disclosure: Vec<DisclosureContent>,
    instruments: Vec<Instrument>,
    document_kinds: Vec<DocumentKind>,
    calendars: Vec<calendar::Profile>,
    days_off: calendar::DaysOff,
}

/// A group that indicators are listed under.
#[derive(Clone, Debug)]
pub struct IndicatorGroup {
    pub code: String,
    pub label: Bilingual,
}

impl Catalogue {
    /// The catalogue that this program carries; every fault of it otherwise.
    pub fn embedded() -> Result<Self, Vec<CatalogueError>> {
        load::embedded()
    }

    /// The catalogue in a folder; every fault of it otherwise.
    pub fn load(root: &Path) -> Result<Self, Vec<CatalogueError>> {
        load::on_disk(root)
    }

    /// The indicator of a code.
    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.by_code.get(code).and_then(|index| self.indicators.get(*index))
    }

    /// Every indicator, by group, in the order of the files.
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The groups of indicators, in order.
    pub fn groups(&self) -> &[IndicatorGroup] {
        &self.groups
    }

    /// A version of a form.
    pub fn form(&self, code: &str, version: u32) -> Option<&FormVersion> {
        self.forms.iter().find(|form| form.code == code && form.version == version)
    }

    /// The newest version of a form that serves a period.
    pub fn form_for(&self, code: &str, period: Period) -> Option<&FormVersion> {
        self.forms
            .iter()
            .filter(|form| form.code == code && form.serves(period))
            .max_by_key(|form| form.version)
    }

    /// Every version of every form, by code and version.
    pub fn forms(&self) -> &[FormVersion] {
        &self.forms
    }

    /// The content of disclosure of a code.
    pub fn disclosure_content(&self, code: &str) -> Option<&DisclosureContent> {
        self.disclosure.iter().find(|content| content.code == code)
    }

    /// Every content of disclosure, in the order of the file.
    pub fn disclosure_contents(&self) -> &[DisclosureContent] {
        &self.disclosure
    }

    /// The contents that the law demands of a kind of agency in a window.
    pub fn required_contents(&self, kind: AgencyKind, window: Window) -> Vec<&DisclosureContent> {
        self.disclosure.iter().filter(|content| content.required && content.concerns(kind, window)).collect()
    }

    /// The rule of an id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Every rule, in the order of the files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules that a form's reports are checked by: those whose operands it asks for. None for a form of another
    /// catalogue.
    pub fn rules_of(&self, form: &FormVersion) -> Vec<&Rule> {
        let known = self.forms.iter().position(|own| own.code == form.code && own.version == form.version);
        let indexes = known.and_then(|index| self.form_rules.get(index));
        indexes.into_iter().flatten().filter_map(|index| self.rules.get(*index)).collect()
    }

    /// The calendar profiles, in the order of the files.
    pub fn calendars(&self) -> &[calendar::Profile] {
        &self.calendars
    }

    /// The calendar profile of a code.
    pub fn calendar(&self, code: &str) -> Option<&calendar::Profile> {
        self.calendars.iter().find(|profile| profile.code == code)
    }

    /// The days off and working Saturdays that are known without any province's own.
    pub fn days_off(&self) -> &calendar::DaysOff {
        &self.days_off
    }

    /// The kinds of document, in the order of the file.
    pub fn document_kinds(&self) -> &[DocumentKind] {
        &self.document_kinds
    }

    /// The replaced instruments.
    pub fn instruments(&self) -> &[Instrument] {
        &self.instruments
    }

    /// The kind that a symbol tells; `None` for an official letter's of the State and for one that tells none.
    pub fn kind_of_symbol(&self, symbol: &DocumentSymbol) -> Option<&DocumentKind> {
        let first = symbol.parts.first().filter(|_| symbol.parts.len() > 1)?;
        let candidates = || self.document_kinds.iter().filter(|kind| kind.grammars.contains(&symbol.grammar));
        let exact = candidates().find(|kind| kind.abbreviations.contains(first));
        // Typed without diacritics.
        exact.or_else(|| candidates().find(|kind| kind.abbreviations.iter().any(|a| fold(a) == fold(first))))
    }

    /// The kind that words name ("Chương trình phối hợp" is a Chương trình); `None` when they name none.
    pub fn kind_as_cited(&self, words: &str) -> Option<&DocumentKind> {
        let words = fold(words);
        let begins = |kind: &&DocumentKind| {
            let rest = words.strip_prefix(fold(&kind.label.vi).as_str());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        self.document_kinds.iter().filter(begins).max_by_key(|kind| kind.label.vi.len())
    }

    /// Whether a document is cited as one kind while its symbol tells another.
    pub fn kind_mismatch(&self, kind_as_cited: &str, symbol: &DocumentSymbol) -> bool {
        match (self.kind_as_cited(kind_as_cited), self.kind_of_symbol(symbol)) {
            (Some(cited), Some(told)) => cited.code != told.code,
            _ => false,
        }
    }

    /// The key by which citations of one document are told to be the same: kind by symbol, else as cited; year in the
    /// symbol, else `dated`, the year of its date.
    pub fn canonical_key(
        &self,
        symbol: &DocumentSymbol,
        kind_as_cited: Option<&str>,
        dated: Option<u16>,
    ) -> CanonicalKey {
        let told = self.kind_of_symbol(symbol);
        let kind = told.or_else(|| kind_as_cited.and_then(|words| self.kind_as_cited(words)));
        symbol.key(kind.map(|kind| kind.code.as_str()), told.is_some(), dated)
    }

    /// The entry of an instrument that was no longer in force on a day.
    pub fn replaced(&self, symbol: &DocumentSymbol, on: NaiveDate) -> Option<&Instrument> {
        let key = self.canonical_key(symbol, None, None);
        self.instruments.iter().find(|instrument| {
            on > instrument.in_force_to && self.canonical_key(&instrument.key, None, None) == key
        })
    }

    fn index(&mut self, indicators: Vec<Indicator>) {
        self.by_code =
            indicators.iter().enumerate().map(|(index, indicator)| (indicator.code.clone(), index)).collect();
        self.indicators = indicators;
    }

    /// Puts forms and rules in, each form with the rules that belong to it, and seals the forms.
    fn finish(&mut self, mut forms: Vec<FormVersion>, rules: Vec<Rule>) {
        forms.sort_by(|a, b| (&a.code, a.version).cmp(&(&b.code, b.version)));
        let belonging = |form: &FormVersion| -> Vec<usize> {
            (0..rules.len()).filter(|index| rules[*index].belongs_to(form, self)).collect()
        };
        self.form_rules = forms.iter().map(belonging).collect();
        for (form, own) in forms.iter_mut().zip(&self.form_rules) {
            let asked: Vec<&Indicator> = self
                .indicators
                .iter()
                .filter(|indicator| indicator.is_derived() || form.asks(&indicator.code).is_some())
                .collect();
            let rules: Vec<&Rule> = own.iter().map(|index| &rules[*index]).collect();
            form.seal(&asked, &rules);
        }
        (self.forms, self.rules) = (forms, rules);
    }
}
