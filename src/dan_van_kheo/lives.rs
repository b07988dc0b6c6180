//! Lives of models: how far an entry of the register had come on a day, which of several entries speaks for the model that they
//! are, and the register as it stood in the window of a report, whatever was recorded of later days.

use chrono::NaiveDate;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};
use uuid::Uuid;

use super::{
    details, duplicates,
    rows::model,
    service::{self, Histories},
    verdicts::Verdicts,
};
use crate::{
    kit::{Result, Window, vocabulary::ModelStage},
    store::Reader,
};

/// The stage reached by the end of a day, and since when, of stages in the order of recording.
pub fn reached_by(stages: &[(ModelStage, NaiveDate)], day: NaiveDate) -> Option<(ModelStage, NaiveDate)> {
    stages.iter().rev().find(|(_, on)| *on <= day).copied()
}

/// The life of an entry of the register.
#[derive(Clone, Debug)]
pub struct Life {
    pub registered_on: NaiveDate,
    /// The stages that it has gone through, with their days, in the order of recording.
    pub stages: Vec<(ModelStage, NaiveDate)>,
}

impl Life {
    /// The stage reached by the end of a day, and since when.
    pub fn at(&self, day: NaiveDate) -> Option<(ModelStage, NaiveDate)> {
        reached_by(&self.stages, day)
    }

    /// Whether it reached a stage in a window.
    pub fn reached(&self, stage: ModelStage, window: Window) -> bool {
        self.stages.iter().any(|(reached, on)| *reached == stage && window.contains(*on))
    }

    /// Whether it was in the register at some time of a window: not over before it began.
    pub fn is_in(&self, window: Window) -> bool {
        !self.stages.is_empty() && self.registered_on <= window.to && !self.over_before(window.from)
    }

    fn over_before(&self, day: NaiveDate) -> bool {
        use ModelStage::{Dropped, Ended, Rejected};
        let over = |stage: ModelStage| matches!(stage, Dropped | Ended | Rejected);
        self.stages.iter().any(|(stage, on)| over(*stage) && *on < day)
    }

    /// By which the entries of one model are ordered: the one that moved last by the end of a day speaks for it.
    pub fn last_moved(&self, day: NaiveDate) -> Reverse<Option<NaiveDate>> {
        Reverse(self.at(day).map(|(_, on)| on))
    }
}

/// An entry of the register by the end of a window.
#[derive(Clone, Debug)]
pub struct Entry {
    pub row: model::Model,
    /// Up to the window's last day.
    pub life: Life,
    /// The days of its awards, up to the window's last.
    pub awards: Vec<NaiveDate>,
}

/// Entries that are one model, by what Home Affairs has settled.
#[derive(Clone, Debug)]
pub struct OneModel {
    /// Those that were in the register at some time of the window, the one that speaks for the model first; then those that were
    /// over before.
    entries: Vec<Entry>,
    window: Window,
}

impl OneModel {
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The stage in which the window's last day finds it, and since when; `None` of what was over before the window.
    pub fn at_the_end(&self) -> Option<(ModelStage, NaiveDate)> {
        let first = self.entries.first().filter(|entry| entry.life.is_in(self.window))?;
        first.life.at(self.window.to)
    }
}

/// The registers of some agencies as they stood by the last day of a window: what was registered, reached and awarded by then,
/// each model once.
#[derive(Debug)]
pub struct RegisterIn {
    models: Vec<OneModel>,
    /// By the id of an entry.
    of_entry: HashMap<Uuid, usize>,
    verdicts: Verdicts,
}

impl RegisterIn {
    /// Reads what became of these models, all there are of these agencies: three statements, none where there are no models.
    pub async fn read(
        reader: &Reader,
        models: &[model::Model],
        agencies: &[Uuid],
        window: Window,
    ) -> Result<Self> {
        if models.is_empty() {
            return Ok(Self::of(&[], Histories::new(), BTreeMap::new(), Verdicts::default(), window));
        }
        let histories = service::histories(reader, agencies).await?;
        let mut awards: BTreeMap<Uuid, Vec<NaiveDate>> = BTreeMap::new();
        for award in details::awards_of(reader, agencies).await? {
            awards.entry(award.model_id).or_default().push(award.given_on);
        }
        Ok(Self::of(models, histories, awards, Verdicts::read(reader, None).await?, window))
    }

    fn of(
        models: &[model::Model],
        mut histories: Histories,
        mut awards: BTreeMap<Uuid, Vec<NaiveDate>>,
        verdicts: Verdicts,
        window: Window,
    ) -> Self {
        let mut by_model: BTreeMap<Uuid, Vec<Entry>> = BTreeMap::new();
        for row in models.iter().filter(|row| row.registered_on <= window.to) {
            let mut stages = histories.remove(&row.id).unwrap_or_default();
            stages.retain(|(_, on)| *on <= window.to);
            let mut awards = awards.remove(&row.id).unwrap_or_default();
            awards.retain(|on| *on <= window.to);
            let life = Life { registered_on: row.registered_on, stages };
            by_model.entry(verdicts.model_of(row.id)).or_default().push(Entry {
                row: row.clone(),
                life,
                awards,
            });
        }
        let mut models: Vec<OneModel> = by_model
            .into_values()
            .map(|mut entries| {
                entries.sort_by_key(|entry| {
                    (!entry.life.is_in(window), entry.life.last_moved(window.to), entry.row.id)
                });
                OneModel { entries, window }
            })
            .collect();
        models.sort_by(|one, other| {
            let key = |model: &OneModel| model.entries.first().map(|e| (e.row.code.clone(), e.row.id));
            key(one).cmp(&key(other))
        });
        let positions = models.iter().enumerate();
        let of_entry = positions
            .flat_map(|(at, model)| model.entries.iter().map(move |entry| (entry.row.id, at)))
            .collect();
        RegisterIn { models, of_entry, verdicts }
    }

    /// Every model, by code.
    pub fn models(&self) -> &[OneModel] {
        &self.models
    }

    /// The models that some entries are, each once; what was registered later is none yet.
    pub fn of_entries(&self, entries: impl Iterator<Item = Uuid>) -> Vec<&OneModel> {
        let mut positions: Vec<usize> =
            entries.filter_map(|entry| self.of_entry.get(&entry).copied()).collect();
        positions.sort_unstable();
        positions.dedup();
        positions.into_iter().filter_map(|at| self.models.get(at)).collect()
    }

    /// How many of these models more than one agency has registered, once for each further one: so often the agencies' own totals
    /// count the same model again.
    pub fn counted_again(&self, models: impl Fn(&OneModel) -> bool) -> usize {
        let again = |model: &OneModel| {
            let there = model.entries.iter().filter(|entry| entry.life.is_in(model.window));
            let agencies: BTreeSet<Uuid> = there.map(|entry| entry.row.agency_id).collect();
            agencies.len().saturating_sub(1)
        };
        self.models.iter().filter(|model| models(model)).map(again).sum()
    }

    /// Pairs of entries of one agency and field whose names are alike, and of which nothing has been settled, in the order of their
    /// codes: for rule D05. Whether entries of two agencies are one is Home Affairs' to say, also when one agency has taken the
    /// other's over.
    pub fn alike(&self) -> Vec<(&model::Model, &model::Model)> {
        let rows = self.models.iter().flat_map(|model| &model.entries).map(|entry| &entry.row);
        let mut pairs = duplicates::own_pairs(rows.collect());
        pairs.retain(|(one, other)| self.verdicts.between(one.id, other.id).is_none());
        pairs
    }
}
