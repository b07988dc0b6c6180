//! What lies between how two versions of forms ask for an indicator: what a series over time has to say of itself.

use super::Catalogue;
use super::form::{Comparison, FormVersion};
use super::indicator::includes;
use super::words::Comparability;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A version of a form, and a day on which it was in use.
#[derive(Clone, Copy, Debug)]
pub struct AskedOn<'c> {
    pub form: &'c FormVersion,
    pub on: NaiveDate,
}

/// What a version of a form asks otherwise than the version before it, on the way from one version to another.
#[derive(Clone, Copy, Debug)]
pub struct Change<'c> {
    /// The version that asks otherwise than the one before it.
    pub form: &'c FormVersion,
    pub comparison: &'c Comparison,
    /// Whether the way leads from the later version to the earlier one.
    pub backwards: bool,
}

impl Change<'_> {
    /// How what comes after it on the way compares with what was before.
    pub fn comparability(&self) -> Comparability {
        let forwards = self.comparison.comparability;
        if self.backwards { forwards.reversed() } else { forwards }
    }
}

impl Catalogue {
    /// What changed of an indicator from one version to another, in the order of the way; nothing where it means the same.
    ///
    /// Two forms are held against each other by what either wrote down between the two days: by the version of the later form
    /// that was in force when the earlier one was in use, or else the other way round; where there is none, an indicator's
    /// meaning is permanent.
    pub fn changes<'c>(&'c self, indicator: &str, from: AskedOn<'c>, to: AskedOn<'c>) -> Vec<Change<'c>> {
        if from.form.code == to.form.code {
            return self.between(indicator, from.form, to.form);
        }
        if let Some(then) = self.in_force(&to.form.code, from.on) {
            return self.between(indicator, then, to.form);
        }
        match self.in_force(&from.form.code, to.on) {
            Some(now) => self.between(indicator, from.form, now),
            None => Vec::new(),
        }
    }

    /// An indicator and those that it continues, by what any version of a form wrote down.
    pub fn continued(&self, indicator: &str) -> BTreeSet<String> {
        let mut codes = BTreeSet::from([indicator.to_owned()]);
        let mut left = vec![indicator.to_owned()];
        while let Some(code) = left.pop() {
            let written = self.forms().iter().flat_map(|form| &form.comparisons);
            for before in
                written.filter(|own| own.indicator == code).filter_map(|own| own.predecessor.as_ref())
            {
                if codes.insert(before.clone()) {
                    left.push(before.clone());
                }
            }
        }
        codes
    }

    /// The newest version of a form that is in force on a day.
    fn in_force(&self, code: &str, on: NaiveDate) -> Option<&FormVersion> {
        let forms = self.forms().iter();
        forms
            .filter(|form| form.code == code && includes(on, form.valid_from, form.valid_to))
            .max_by_key(|form| form.version)
    }

    /// What changed between two versions of one form.
    fn between<'c>(&'c self, indicator: &str, from: &FormVersion, to: &FormVersion) -> Vec<Change<'c>> {
        let backwards = from.version > to.version;
        let (oldest, newest) = if backwards { (to, from) } else { (from, to) };
        let mut changes = Vec::new();
        let mut code = indicator;
        let mut at = self.form(&newest.code, newest.version);
        while let Some(form) = at.filter(|form| form.version > oldest.version) {
            if let Some(comparison) = form.comparisons.iter().find(|own| own.indicator == code) {
                code = comparison.predecessor.as_deref().unwrap_or(code);
                if comparison.comparability != Comparability::Same || comparison.predecessor.is_some() {
                    changes.push(Change { form, comparison, backwards });
                }
            }
            at = self.form_before(form);
        }
        if !backwards {
            changes.reverse();
        }
        changes
    }
}
