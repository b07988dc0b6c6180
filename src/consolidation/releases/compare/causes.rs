//! What became of reports between two frozen consolidations: by agency and period, which versions counted and which count.

use std::collections::{BTreeMap, HashMap};

use super::{super::document::Frozen, steps::DifferenceKind};
use crate::kit::{Period, PeriodKind};

/// An agency by its global id, and the stored number of a period.
pub type Key<'f> = (&'f str, i32);

/// The versions that count for an agency and a period, by form; empty where nothing was filed.
type Versions<'f> = BTreeMap<(&'f str, u32), &'f str>;

/// The versions that count, by agency and period that somebody is asked for.
type Reports<'f> = HashMap<Key<'f>, Versions<'f>>;

/// What became of the reports of two consolidations.
pub struct Causes<'f> {
    before: Reports<'f>,
    after: Reports<'f>,
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
    /// They gave way to a report of a period that covers theirs, or count again since none of such a period does.
    Displaced,
    Amended,
    /// More than one of these.
    Several,
}

/// The periods that have a period among their quarters.
fn longer_than(period: Period) -> Vec<Period> {
    let ordinals =
        [(PeriodKind::HalfYear, 1..=2), (PeriodKind::NineMonths, 1..=1), (PeriodKind::Year, 1..=1)];
    let all = ordinals.into_iter().flat_map(|(kind, ordinals)| {
        ordinals.filter_map(move |ordinal| Period::new(period.year(), kind, ordinal))
    });
    all.filter(|longer| *longer != period && longer.quarters().contains(&period)).collect()
}

fn versions(frozen: &Frozen) -> Reports<'_> {
    let mut versions: Reports<'_> = HashMap::new();
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
            (Fate::Displaced, _) => Some(DifferenceKind::Displaced),
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

    /// Whether an agency's reports of a period are told of on one side only, and on the other by its report of a longer one.
    fn gave_way(&self, (agency, number): Key<'_>) -> bool {
        let key = (agency, number);
        let (without, with) = match (self.before.contains_key(&key), self.after.contains_key(&key)) {
            (true, false) => (&self.after, &self.before),
            (false, true) => (&self.before, &self.after),
            _ => return false,
        };
        let filed = |side: &Reports<'_>, period: Period| {
            side.get(&(agency, period.number())).is_some_and(|versions| !versions.is_empty())
        };
        let Some(own) = Period::from_number(number) else { return false };
        let mut longer = longer_than(own).into_iter();
        longer.any(|whole| filed(without, whole) && !filed(with, whole))
    }

    fn fate(&self, key: Key<'_>) -> Fate {
        if self.gave_way(key) {
            return Fate::Displaced;
        }
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
