//! What the register says of models: each is counted once, as the last report that lists it found it.

use async_graphql::SimpleObject;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::super::{
    arithmetic::{Coverage, Standing},
    cells::Cell,
    entries::ModelEntry,
    ledger::{Ledger, Owed},
};
use crate::{
    dan_van_kheo::{height, is_active},
    kit::vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
};

/// By which of a model's own traits models are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    pub field: bool,
    pub level: bool,
    pub stage: bool,
    pub holder: bool,
}

impl Traits {
    pub fn is_any(self) -> bool {
        self.field || self.level || self.stage || self.holder
    }
}

/// The traits that the models of a group share. What is `None` does not tell them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelKey {
    pub field: Option<ModelField>,
    pub level: Option<ModelLevel>,
    pub stage: Option<ModelStage>,
    pub holder: Option<HolderType>,
}

impl ModelKey {
    /// Every trait told.
    pub const ALL: Traits = Traits { field: true, level: true, stage: true, holder: true };

    /// Whether a model of these traits, all told, is of this group.
    pub fn covers_key(&self, own: &ModelKey) -> bool {
        (self.field.is_none() || self.field == own.field)
            && (self.level.is_none() || self.level == own.level)
            && (self.stage.is_none() || self.stage == own.stage)
            && (self.holder.is_none() || self.holder == own.holder)
    }

    fn of(entry: &ModelEntry, traits: Traits) -> Self {
        ModelKey {
            field: traits.field.then_some(entry.field),
            level: traits.level.then_some(entry.level),
            stage: traits.stage.then_some(entry.stage),
            holder: traits.holder.then_some(entry.holder),
        }
    }

    fn covers(&self, entry: &ModelEntry) -> bool {
        self.field.is_none_or(|field| field == entry.field)
            && self.level.is_none_or(|level| level == entry.level)
            && self.stage.is_none_or(|stage| stage == entry.stage)
            && self.holder.is_none_or(|holder| holder == entry.holder)
    }
}

/// Different models that reports list, each counted once whatever number of reports lists it (số mô hình các báo cáo liệt kê).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct ModelCounts {
    /// Models listed (số mô hình).
    models: u32,
    /// Models that are active and that the last report of an agency in the range lists: its report of the year once that counts, else the
    /// latest of its quarters'. An agency that has not reported is not guessed for (đang duy trì cuối kỳ).
    active: u32,
    /// Models recognised, commended ones and replicated ones among them (được công nhận).
    recognised: u32,
    /// Models replicated (được nhân rộng).
    replicated: u32,
    /// Models dropped (không còn duy trì).
    dropped: u32,
    /// Models held by collectives (tập thể).
    collective: u32,
    /// Models held by individuals (cá nhân).
    individual: u32,
    /// Of the reports that are due, how many list any model (độ bao phủ).
    coverage: Coverage,
}

/// The models that reports list, report by report.
pub struct Register<'l> {
    ledger: &'l Ledger,
    /// By obligation, and so by agency.
    entries: Vec<ModelEntry>,
}

/// The models that the reports of one cell list, each as the last of them found it.
pub struct Listed<'r> {
    models: Vec<&'r ModelEntry>,
    /// The models that the last report of an agency lists.
    at_the_end: BTreeSet<Uuid>,
    coverage: Coverage,
}

impl<'l> Register<'l> {
    pub fn new(ledger: &'l Ledger, mut entries: Vec<ModelEntry>) -> Self {
        entries.sort_by_key(|entry| entry.owed);
        Register { ledger, entries }
    }

    /// The models of a cell.
    pub fn of(&self, cell: &Cell) -> Listed<'_> {
        let ledger = self.ledger;
        let mut last: BTreeMap<Uuid, &ModelEntry> = BTreeMap::new();
        let mut coverage = Coverage::default();
        let own: Vec<(usize, &Owed)> = ledger
            .of_line(cell.agency)
            .map(|position| (position, &ledger.all()[position]))
            .filter(|(_, owed)| ledger.is_in(owed, cell))
            .collect();
        let filed = own.iter().filter(|(_, owed)| owed.filed.is_some());
        let mut ends = ends(filed.map(|(_, owed)| (owed.agency, owed.leaf)));
        // Who continues an agency tells of its models from the report on in which it could.
        ends.retain(|agency, end| {
            let mut since = ledger.since_handed_over(ledger.agencies[*agency as usize].key(), cell);
            !since.any(|heir| ledger.at(heir).leaf > *end)
        });
        let mut at_the_end = BTreeSet::new();
        for (position, owed) in own {
            let entries = self.of_report(position);
            // A report that lists a model states something; one that lists none is silent about models.
            coverage.tally(
                match owed.filed {
                    Some(_) if !entries.is_empty() => Standing::Stated,
                    Some(_) => Standing::NotStated,
                    None => Standing::Missing,
                },
                1,
            );
            if ends.get(&owed.agency) == Some(&owed.leaf) {
                at_the_end.extend(entries.iter().map(|entry| entry.model));
            }
            for entry in entries {
                let known = last.entry(entry.model).or_insert(entry);
                // Of a joint model that several reports of one period list, the report that found it furthest tells.
                let told = |leaf, entry: &ModelEntry| (leaf, height(entry.stage));
                if told(owed.leaf, entry) > told(ledger.at(known.owed).leaf, known) {
                    *known = entry;
                }
            }
        }
        Listed { models: last.into_values().collect(), at_the_end, coverage }
    }

    fn of_report(&self, position: usize) -> &[ModelEntry] {
        let start = self.entries.partition_point(|entry| (entry.owed as usize) < position);
        let length = self.entries[start..].partition_point(|entry| entry.owed as usize == position);
        &self.entries[start..start + length]
    }
}

/// The last leaf in which each agency reports, out of those in which it does. Of a year and its quarters only those that tell for
/// it are left: each agency has its own end, whoever else has come further.
fn ends(filed: impl Iterator<Item = (u32, u32)>) -> BTreeMap<u32, u32> {
    let mut ends = BTreeMap::new();
    for (agency, leaf) in filed {
        let end = ends.entry(agency).or_insert(leaf);
        *end = leaf.max(*end);
    }
    ends
}

impl Listed<'_> {
    /// The groups that the models fall into, in order.
    pub fn keys(&self, traits: Traits) -> Vec<ModelKey> {
        let keys: BTreeSet<ModelKey> = self.models.iter().map(|entry| ModelKey::of(entry, traits)).collect();
        keys.into_iter().collect()
    }

    /// How many models have some traits.
    pub fn counts(&self, key: &ModelKey) -> ModelCounts {
        use ModelStage::{Commended, Dropped, Recognised, Replicated};
        let models = || self.models.iter().filter(|entry| key.covers(entry));
        let count = |counts: &dyn Fn(&ModelEntry) -> bool| {
            u32::try_from(models().filter(|entry| counts(entry)).count()).unwrap_or(u32::MAX)
        };
        let last = |entry: &ModelEntry| self.at_the_end.contains(&entry.model);
        ModelCounts {
            models: count(&|_| true),
            active: count(&|entry| is_active(entry.stage) && last(entry)),
            recognised: count(&|entry| matches!(entry.stage, Recognised | Commended | Replicated)),
            replicated: count(&|entry| entry.stage == Replicated),
            dropped: count(&|entry| entry.stage == Dropped),
            collective: count(&|entry| entry.holder == HolderType::Collective),
            individual: count(&|entry| entry.holder == HolderType::Individual),
            coverage: self.coverage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ends;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Where every agency reports for every leaf, the end of each is the end of all: the last leaf speaks, as for any closing stock.
        #[test]
        fn where_everybody_reports_each_time_the_last_leaf_is_everybodys_end(
            agencies in proptest::collection::btree_set(0_u32..40, 1..8),
            leaves in 1_u32..9,
        ) {
            let filed = agencies.iter().flat_map(|agency| (0..leaves).map(move |leaf| (*agency, leaf)));
            let expected: BTreeMap<u32, u32> = agencies.iter().map(|agency| (*agency, leaves - 1)).collect();
            prop_assert_eq!(ends(filed), expected);
        }

        /// What others report, and in which order reports are read, moves nobody's end; who has reported nothing has none.
        #[test]
        fn an_agency_has_its_own_end(filed in proptest::collection::vec((0_u32..6, 0_u32..9), 0..40), of in 0_u32..6) {
            let own = filed.iter().copied().filter(|(agency, _)| *agency == of);
            let end = ends(own.clone()).get(&of).copied();
            prop_assert_eq!(end, own.map(|(_, leaf)| leaf).max());
            prop_assert_eq!(ends(filed.iter().rev().copied()).get(&of).copied(), end);
        }
    }
}
