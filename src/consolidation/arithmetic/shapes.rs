//! What is not a sum: how many say yes, how many say what, how many different things, from what to what.

use super::{Contribution, Coverage, Standing, TotalValue};
use crate::kit::FigureState;
use std::collections::{BTreeMap, BTreeSet};

/// How many agencies say yes (COUNT_TRUE); over several periods, how many ever say it (ANY). For the latest word only,
/// apply [`super::TimeRule::Latest`] first.
///
/// The coverage counts obligations, as everywhere. "None" is a no. Null when nobody says either.
pub fn count_true<C: Into<Contribution>>(contributions: impl IntoIterator<Item = C>) -> TotalValue {
    let mut coverage = Coverage::default();
    let mut spoken = false;
    let mut agencies = BTreeSet::new();
    for contribution in contributions {
        let Contribution { agency, standing, value, .. } = contribution.into();
        coverage.tally(standing, 1);
        spoken |= value.is_some();
        if value.is_some_and(|value| value != 0) {
            agencies.insert(agency);
        }
    }
    let value = if spoken { i64::try_from(agencies.len()).ok() } else { None };
    TotalValue { value, coverage }
}

/// How many reports give each choice (DISTRIBUTION).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution<K> {
    /// Only choices that somebody gives.
    pub counts: BTreeMap<K, u32>,
    pub coverage: Coverage,
}

/// The histogram of what each obligation states: its state, `None` without a report, and its choice.
pub fn distribution<K: Ord>(
    observations: impl IntoIterator<Item = (Option<FigureState>, Option<K>)>,
) -> Distribution<K> {
    let mut counts = BTreeMap::new();
    let mut coverage = Coverage::default();
    for (state, choice) in observations {
        coverage.tally(Standing::of(state), 1);
        if let (Some(FigureState::Stated), Some(choice)) = (state, choice) {
            *counts.entry(choice).or_insert(0) += 1;
        }
    }
    Distribution { counts, coverage }
}

/// The different things that are listed (DISTINCT): a document that two agencies cite is one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distinct<K> {
    pub keys: BTreeSet<K>,
    pub coverage: Coverage,
}

impl<K> Distinct<K> {
    /// How many there are; null when nobody lists or declares anything.
    pub fn total(&self) -> TotalValue {
        let spoken = self.coverage.stated + self.coverage.none_declared > 0;
        let value = if spoken { i64::try_from(self.keys.len()).ok() } else { None };
        TotalValue { value, coverage: self.coverage }
    }
}

/// The different keys of what each obligation lists: its state, `None` without a report, and its keys. Totals of parts
/// must not be added, since parts may list the same thing.
pub fn distinct<K: Ord, L: IntoIterator<Item = K>>(
    lists: impl IntoIterator<Item = (Option<FigureState>, L)>,
) -> Distinct<K> {
    let mut keys = BTreeSet::new();
    let mut coverage = Coverage::default();
    for (state, list) in lists {
        coverage.tally(Standing::of(state), 1);
        if state == Some(FigureState::Stated) {
            keys.extend(list);
        }
    }
    Distinct { keys, coverage }
}

/// The least and the greatest value given (MIN_MAX), "none" being 0; both null when nobody gives one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MinMax {
    pub least: Option<i64>,
    pub greatest: Option<i64>,
    pub coverage: Coverage,
}

/// The range of what the obligations give.
pub fn min_max<C: Into<Contribution>>(contributions: impl IntoIterator<Item = C>) -> MinMax {
    contributions.into_iter().fold(MinMax::default(), |mut range, contribution| {
        let contribution: Contribution = contribution.into();
        range.coverage.tally(contribution.standing, 1);
        if let Some(value) = contribution.value {
            range.least = Some(range.least.map_or(value, |least| least.min(value)));
            range.greatest = Some(range.greatest.map_or(value, |greatest| greatest.max(value)));
        }
        range
    })
}
