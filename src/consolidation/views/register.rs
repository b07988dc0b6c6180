//! What the register says of models: each is counted once, as the last report that lists it found it.

use async_graphql::SimpleObject;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::super::{
    arithmetic::{Coverage, Standing, TimeRule},
    cells::Cell,
    entries::ModelEntry,
    ledger::Ledger,
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
    /// Models that are active and that a report of the last period lists (đang duy trì cuối kỳ).
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
    ledger: &'r Ledger,
    models: Vec<&'r ModelEntry>,
    closing: Vec<usize>,
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
        for position in ledger.of_line(cell.agency) {
            let owed = &ledger.all()[position];
            if !ledger.is_in(owed, cell) {
                continue;
            }
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
            for entry in entries {
                let known = last.entry(entry.model).or_insert(entry);
                // Of a joint model that several reports of one period list, the report that found it furthest tells.
                let told = |leaf, entry: &ModelEntry| (leaf, height(entry.stage));
                if told(owed.leaf, entry) > told(ledger.at(known.owed).leaf, known) {
                    *known = entry;
                }
            }
        }
        let closing = ledger.plan.speaking(TimeRule::Closing, cell.column);
        Listed { ledger, models: last.into_values().collect(), closing, coverage }
    }

    fn of_report(&self, position: usize) -> &[ModelEntry] {
        let start = self.entries.partition_point(|entry| (entry.owed as usize) < position);
        let length = self.entries[start..].partition_point(|entry| entry.owed as usize == position);
        &self.entries[start..start + length]
    }
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
        let last = |entry: &ModelEntry| self.closing.contains(&(self.ledger.at(entry.owed).leaf as usize));
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
