//! What became of reports between two frozen consolidations: by agency and period, which versions counted and which count.

use std::collections::{BTreeMap, HashMap};

use super::{super::document::Frozen, steps::DifferenceKind};

/// An agency by its global id, and the stored number of a period.
pub type Key<'f> = (&'f str, i32);

/// The versions that count for an agency and a period, by form; empty where nothing was filed.
type Versions<'f> = BTreeMap<(&'f str, u32), &'f str>;

/// What became of the reports of two consolidations.
pub struct Causes<'f> {
    before: HashMap<Key<'f>, Versions<'f>>,
    after: HashMap<Key<'f>, Versions<'f>>,
}

/// What became of the reports of one agency and period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Unchanged,
    /// There was none.
    FirstArrived,
    /// Another one, of another form.
    MoreArrived,
    /// There is none any more.
    AllWithdrawn,
    SomeWithdrawn,
    Amended,
    /// More than one of these.
    Several,
}

fn versions(frozen: &Frozen) -> HashMap<Key<'_>, Versions<'_>> {
    let mut versions: HashMap<Key<'_>, Versions<'_>> = HashMap::new();
    for report in &frozen.reports {
        let agency = frozen.agencies[report.agency as usize].id.as_str();
        let of_key = versions.entry((agency, report.period.number())).or_default();
        if let Some(version) = &report.version {
            of_key.insert((&report.form, report.form_version), version.id.as_str());
        }
    }
    versions
}

impl<'f> Causes<'f> {
    pub fn of(before: &'f Frozen, after: &'f Frozen) -> Self {
        Causes { before: versions(before), after: versions(after) }
    }

    /// Why what is said for an agency and a period is another word now; `None` where no report of it changed.
    pub fn why(&self, key: Key<'_>, same_rule: bool) -> Option<DifferenceKind> {
        match (self.fate(key), same_rule) {
            (Fate::Unchanged, _) => None,
            // Where there is no report no rule finds anything: all of it came, or went, with the report.
            (Fate::FirstArrived, _) | (Fate::MoreArrived, true) => Some(DifferenceKind::NewlyArrived),
            (Fate::AllWithdrawn, _) | (Fate::SomeWithdrawn, true) => Some(DifferenceKind::Withdrawn),
            (Fate::Amended, true) => Some(DifferenceKind::Amended),
            (Fate::Several, true) | (_, false) => Some(DifferenceKind::Mixed),
        }
    }

    /// Why the same reports give something else, or are asked where they were not.
    pub fn otherwise(&self, key: Key<'_>, same_rule: bool) -> DifferenceKind {
        let owed = self.before.contains_key(&key) && self.after.contains_key(&key);
        if owed && !same_rule { DifferenceKind::Rule } else { DifferenceKind::Structure }
    }

    fn fate(&self, key: Key<'_>) -> Fate {
        let none = Versions::new();
        let before = self.before.get(&key).unwrap_or(&none);
        let after = self.after.get(&key).unwrap_or(&none);
        if before == after {
            return Fate::Unchanged;
        }
        let amended =
            before.iter().any(|(form, version)| after.get(form).is_some_and(|other| other != version));
        let arrived = after.keys().any(|form| !before.contains_key(form));
        let withdrawn = before.keys().any(|form| !after.contains_key(form));
        match (amended, arrived, withdrawn) {
            (false, true, false) if before.is_empty() => Fate::FirstArrived,
            (false, true, false) => Fate::MoreArrived,
            (false, false, true) if after.is_empty() => Fate::AllWithdrawn,
            (false, false, true) => Fate::SomeWithdrawn,
            (true, false, false) => Fate::Amended,
            _ => Fate::Several,
        }
    }
}
