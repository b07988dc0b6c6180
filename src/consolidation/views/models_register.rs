//! What the register itself says: every model from its registration to its end, whoever reports on it; one model counted once,
//! however many agencies have registered it.

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};
use uuid::Uuid;

use super::super::{
    cells::{Cell, Grouping},
    ledger::Ledger,
    picture::Picture,
};
use super::register::{ModelKey, Traits};
use crate::{
    dan_van_kheo::{Life, ModelEntity, StageEntity, Verdicts, first_reached, is_active},
    kit::{
        self, Error, Window,
        vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
    },
};

/// Models of the register, each counted once (số mô hình theo sổ đăng ký).
#[derive(SimpleObject, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ModelRegisterCounts {
    /// Models that were in the register at some time of the window: not over before it began (số mô hình).
    models: u32,
    /// Models being kept up on its last day (đang duy trì cuối kỳ).
    active: u32,
    /// Models registered in it (đăng ký mới).
    registered_new: u32,
    /// Models that stand recognised on its last day, commended ones and replicated ones among them (đang ở mức được công nhận).
    recognised: u32,
    /// Models that stand replicated on its last day (đang ở mức nhân rộng).
    replicated: u32,
    /// Models recognised in it (được công nhận trong kỳ).
    recognised_new: u32,
    /// Models commended in it (được khen thưởng trong kỳ).
    commended_new: u32,
    /// Models replicated in it (được nhân rộng trong kỳ).
    replicated_new: u32,
    /// Models dropped in it (không còn duy trì trong kỳ).
    dropped: u32,
    /// Models ended in it as planned (kết thúc trong kỳ).
    ended: u32,
    /// Of the active, those held by collectives (tập thể).
    collective: u32,
    /// Of the active, those held by individuals (cá nhân).
    individual: u32,
    /// Of the models, those that several entries of the register are, as Home Affairs has settled (mô hình phối hợp).
    joint: u32,
}

/// An entry of the register with its life.
struct Entry {
    id: Uuid,
    /// Position of the agency's line in the ledger: the agency itself, or who continues it.
    line: Option<u32>,
    /// The first of the entries that are this model.
    model: Uuid,
    field: ModelField,
    level: ModelLevel,
    holder: HolderType,
    life: Life,
}

/// The register as far as the picture's scope shows it.
pub struct WholeRegister {
    entries: Vec<Entry>,
}

impl WholeRegister {
    /// Nothing, for a query that does not ask.
    pub fn empty() -> Self {
        WholeRegister { entries: Vec::new() }
    }

    /// Reads models and stages: two statements, whatever the number of models. `settled`: what was settled of duplicates.
    pub async fn read(picture: &Picture, settled: &Verdicts) -> kit::Result<Self> {
        let reader = &picture.reader;
        let mut stages: HashMap<Uuid, Vec<(ModelStage, NaiveDate)>> = HashMap::new();
        let mut rows = reader.find::<StageEntity>().all().await?;
        rows.sort_by_key(|row| (row.model_id, row.at, row.id));
        let lost = || Error::broken("a model in a field, level, stage or hand that there is not");
        for row in rows.into_iter().filter(|row| picture.as_of.knows(row.at)) {
            let stage = ModelStage::from_code(&row.stage).ok_or_else(lost)?;
            stages.entry(row.model_id).or_default().push((stage, row.reached_on));
        }
        let ledger = picture.ledger().await?;
        let lines = ledger.lines();
        let mut entries = Vec::new();
        for row in reader.find::<ModelEntity>().all().await? {
            let stages = stages.remove(&row.id).unwrap_or_default();
            entries.push(Entry {
                id: row.id,
                line: lines.get(&row.agency_id).copied(),
                model: settled.model_of(row.id),
                field: ModelField::from_code(&row.field).ok_or_else(lost)?,
                level: ModelLevel::from_code(&row.level).ok_or_else(lost)?,
                holder: HolderType::from_code(&row.holder).ok_or_else(lost)?,
                life: Life { registered_on: row.registered_on, stages },
            });
        }
        Ok(WholeRegister { entries })
    }

    /// The cells that models fall into: those of agencies that owe no report any more among them.
    pub fn cells(&self, ledger: &Ledger, grouping: Grouping) -> BTreeSet<Cell> {
        let columns: Vec<Option<usize>> = match grouping.period {
            true => (0..ledger.plan.columns.len()).map(Some).collect(),
            false => vec![None],
        };
        let mut cells = BTreeSet::new();
        for column in columns {
            let window = window_of(ledger, &Cell { column, ..Cell::ALL });
            for entry in self.entries.iter().filter(|entry| entry.life.is_in(window)) {
                let agency = entry.line.filter(|_| grouping.agency);
                if agency.is_some() || !grouping.agency {
                    cells.insert(Cell { agency, column, ..Cell::ALL });
                }
            }
        }
        cells
    }

    /// The models of a cell, each once: of several entries that are one model, the one that speaks for it first.
    fn models(&self, cell: &Cell, window: Window) -> Vec<Vec<&Entry>> {
        let mut models: BTreeMap<Uuid, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.entries {
            // What nobody had recorded yet has no stage.
            let here = cell.agency.is_none_or(|line| entry.line == Some(line));
            if here && entry.life.is_in(window) {
                models.entry(entry.model).or_default().push(entry);
            }
        }
        let mut models: Vec<Vec<&Entry>> = models.into_values().collect();
        for entries in &mut models {
            entries.sort_by_key(|entry| (Reverse(entry.life.say(window.to)), entry.id));
        }
        models
    }

    /// The groups that the models of a cell fall into, in order.
    pub fn keys(&self, ledger: &Ledger, cell: &Cell, traits: Traits) -> BTreeSet<ModelKey> {
        let window = window_of(ledger, cell);
        let models = self.models(cell, window);
        models.iter().filter_map(|model| key_of(model, window, traits)).collect()
    }

    /// How many models of a cell have some traits.
    pub fn counts(&self, ledger: &Ledger, cell: &Cell, key: &ModelKey) -> ModelRegisterCounts {
        use ModelStage::{Commended, Dropped, Ended, Recognised, Replicated};
        let window = window_of(ledger, cell);
        let mut counts = ModelRegisterCounts::default();
        for model in self.models(cell, window) {
            let Some(first) = model.first() else { continue };
            let Some(own) = key_of(&model, window, ModelKey::ALL) else { continue };
            if !key.covers_key(&own) {
                continue;
            }
            let Some((stage, _)) = first.life.at(window.to) else { continue };
            let new = |stage: ModelStage| {
                u32::from(first_reached(model.iter().map(|entry| &entry.life), stage, window))
            };
            // A model is new when the first of its entries is.
            let registered = model.iter().map(|entry| entry.life.registered_on).min();
            let active = u32::from(is_active(stage));
            counts.models += 1;
            counts.active += active;
            counts.registered_new += u32::from(registered.is_some_and(|day| window.contains(day)));
            counts.recognised += u32::from(matches!(stage, Recognised | Commended | Replicated));
            counts.replicated += u32::from(stage == Replicated);
            counts.recognised_new += new(Recognised);
            counts.commended_new += new(Commended);
            counts.replicated_new += new(Replicated);
            // Of what was not over before the window, what is over now ended in it.
            counts.dropped += u32::from(stage == Dropped);
            counts.ended += u32::from(stage == Ended);
            counts.collective += active * u32::from(first.holder == HolderType::Collective);
            counts.individual += active * u32::from(first.holder == HolderType::Individual);
            counts.joint += u32::from(model.len() > 1);
        }
        counts
    }
}

fn key_of(model: &[&Entry], window: Window, traits: Traits) -> Option<ModelKey> {
    let entry = model.first()?;
    let (stage, _) = entry.life.at(window.to)?;
    Some(ModelKey {
        field: traits.field.then_some(entry.field),
        level: traits.level.then_some(entry.level),
        stage: traits.stage.then_some(stage),
        holder: traits.holder.then_some(entry.holder),
    })
}

/// The days that a cell is about: from the first to the last of its rounds' windows; of its periods where there is no round.
fn window_of(ledger: &Ledger, cell: &Cell) -> Window {
    let plan = &ledger.plan;
    let columns = match cell.column {
        Some(column) => column..column + 1,
        None => 0..plan.columns.len(),
    };
    let mut windows = Vec::new();
    for column in plan.columns.get(columns).unwrap_or_default() {
        let rounds = column.leaves.clone().flat_map(|leaf| plan.leaves[leaf].rounds.clone());
        let own: Vec<Window> = rounds.map(|round| plan.rounds[round].window).collect();
        if own.is_empty() {
            windows.push(column.period.window());
        }
        windows.extend(own);
    }
    let from = windows.iter().map(|window| window.from).min().unwrap_or(NaiveDate::MIN);
    let to = windows.iter().map(|window| window.to).max().unwrap_or(NaiveDate::MIN);
    Window { from, to }
}
