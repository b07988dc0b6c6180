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

    /// Whether it was in the register at some time of a window: not over before it began.
    pub fn is_in(&self, window: Window) -> bool {
        !self.stages.is_empty() && self.registered_on <= window.to && !self.over_before(window.from)
    }

    fn over_before(&self, day: NaiveDate) -> bool {
        self.stages.iter().any(|(stage, on)| is_over(*stage) && *on < day)
    }

    /// What it has to say, at the end of a day, of the model that it is an entry of; `None` where it has no stage yet.
    pub fn say(&self, day: NaiveDate) -> Option<Say> {
        self.at(day).map(|(stage, on)| Say::of(stage, on))
    }
}

/// What an entry has to say of the model that it is one of several entries of: the greatest speaks for the model, whatever the
/// order of the entries and of what was recorded of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Say {
    /// It is over: the model is only when all of its entries are, by what became of the last.
    Over { on: NaiveDate, reached: u8 },
    /// It lives, and with it the model: in the highest stage that a living entry has reached, since the first reached it.
    Lives { reached: u8, since: Reverse<NaiveDate> },
}

impl Say {
    fn of(stage: ModelStage, on: NaiveDate) -> Self {
        let reached = height(stage);
        match is_over(stage) {
            true => Say::Over { on, reached },
            false => Say::Lives { reached, since: Reverse(on) },
        }
    }
}

/// How far a stage is: of entries in two stages on one day, the higher is the model's. Work that rests is less than any that goes
/// on, and more than none.
pub fn height(stage: ModelStage) -> u8 {
    use ModelStage::{
        Commended, Dropped, Ended, FinalReviewed, InProgress, InterimReviewed, Recognised, Registered,
        Rejected, Replicated, Suspended,
    };
    match stage {
        Rejected => 0,
        Dropped => 1,
        Ended => 2,
        Suspended => 3,
        Registered => 4,
        InProgress => 5,
        InterimReviewed => 6,
        FinalReviewed => 7,
        Recognised => 8,
        Commended => 9,
        Replicated => 10,
    }
}

fn is_over(stage: ModelStage) -> bool {
    matches!(stage, ModelStage::Dropped | ModelStage::Ended | ModelStage::Rejected)
}

/// Whether the first of some entries of one model to reach a stage reached it in a window: so often a model is new in a stage,
/// once, however many of its entries reach it.
pub fn first_reached<'l>(entries: impl Iterator<Item = &'l Life>, stage: ModelStage, window: Window) -> bool {
    let days = entries.flat_map(|life| &life.stages).filter(|(reached, _)| *reached == stage);
    days.map(|(_, on)| *on).min().is_some_and(|first| window.contains(first))
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
                    (!entry.life.is_in(window), Reverse(entry.life.say(window.to)), entry.row.id)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use ModelStage::{
        Commended, Dropped, Ended, FinalReviewed, InProgress, InterimReviewed, Recognised, Registered,
        Rejected, Replicated, Suspended,
    };

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, number).unwrap()
    }

    /// What the entries of one model, each in a stage since a day, make of it.
    fn together(entries: &[(ModelStage, NaiveDate)]) -> (ModelStage, NaiveDate) {
        let lives = entries.iter().map(|reached| Life { registered_on: day(1), stages: vec![*reached] });
        lives.max_by_key(|life| life.say(day(28))).and_then(|life| life.at(day(28))).unwrap()
    }

    /// The stages, as the rule says it in words: what lives goes before what is over, and the higher before the lower.
    const FROM_THE_HIGHEST: [ModelStage; 11] = [
        Replicated,
        Commended,
        Recognised,
        FinalReviewed,
        InterimReviewed,
        InProgress,
        Registered,
        Suspended,
        Ended,
        Dropped,
        Rejected,
    ];

    #[test]
    fn every_two_and_three_entries_in_every_order_and_on_all_days() {
        assert_eq!(FROM_THE_HIGHEST.len(), ModelStage::ALL.len());
        let all: Vec<_> =
            FROM_THE_HIGHEST.iter().flat_map(|stage| [3, 5, 9].map(|number| (*stage, day(number)))).collect();
        let expected = |entries: &[(ModelStage, NaiveDate)]| {
            let lives: Vec<_> = entries.iter().filter(|(stage, _)| !is_over(*stage)).collect();
            let place = |stage: ModelStage| FROM_THE_HIGHEST.iter().position(|one| *one == stage);
            match lives.is_empty() {
                false => **lives.iter().min_by_key(|(stage, on)| (place(*stage), *on)).unwrap(),
                true => *entries.iter().min_by_key(|(stage, on)| (Reverse(*on), place(*stage))).unwrap(),
            }
        };
        for one in &all {
            assert_eq!(together(&[*one]), *one);
            for other in &all {
                assert_eq!(together(&[*one, *other]), expected(&[*one, *other]));
                for third in &all {
                    let entries = [*one, *other, *third];
                    let [a, b, c] = entries;
                    let told = expected(&entries);
                    for order in [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
                        assert_eq!(together(&order), told, "{order:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_another_entry_does_later_takes_nothing_away() {
        assert_eq!(together(&[(Replicated, day(5)), (InProgress, day(20))]), (Replicated, day(5)));
        assert_eq!(together(&[(Dropped, day(1)), (Registered, day(1))]), (Registered, day(1)));
        assert_eq!(together(&[(Ended, day(1)), (Suspended, day(20))]), (Suspended, day(20)));
        assert_eq!(together(&[(Ended, day(1)), (Dropped, day(20))]), (Dropped, day(20)));
        assert_eq!(together(&[(Recognised, day(9)), (Recognised, day(5))]), (Recognised, day(5)));
    }

    #[test]
    fn a_model_is_new_in_a_stage_when_its_first_entry_is() {
        let window = Window { from: day(5), to: day(20) };
        let life = |on: u32| Life { registered_on: day(1), stages: vec![(Recognised, day(on))] };
        for (days, new) in [
            (&[5][..], true),
            (&[20], true),
            (&[4], false),
            (&[21], false),
            (&[4, 6], false),
            (&[6, 21], true),
            (&[6, 7], true),
            (&[], false),
        ] {
            let lives: Vec<Life> = days.iter().map(|on| life(*on)).collect();
            assert_eq!(first_reached(lives.iter(), Recognised, window), new, "{days:?}");
            assert_eq!(first_reached(lives.iter().rev(), Recognised, window), new, "{days:?}");
            assert!(!first_reached(lives.iter(), Commended, window));
        }
    }
}
