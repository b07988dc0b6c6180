//! An agency's "Dân vận khéo" models over the years, and what its reports say of them.

use chrono::{Days, NaiveDate};
use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::{calendar::Quarter, ids::id, people::Post, rows::Rows, say::Saying};
use crate::{
    dan_van_kheo::{EntryRow, ModelRow, StageRow, is_active},
    kit::{
        clock, text,
        vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
    },
};

/// The usual life of a model: stages and the days from its registration on.
const LIFE: [(ModelStage, u64); 6] = [
    (ModelStage::Registered, 0),
    (ModelStage::InProgress, 30),
    (ModelStage::InterimReviewed, 250),
    (ModelStage::FinalReviewed, 500),
    (ModelStage::Recognised, 560),
    (ModelStage::Ended, 1_500),
];

/// A model and its life.
#[derive(Clone, Debug)]
pub struct Model {
    pub code: String,
    id: Uuid,
    field: ModelField,
    level: ModelLevel,
    holder: HolderType,
    /// In order, until the last quarter.
    stages: Vec<(ModelStage, NaiveDate)>,
}

impl Model {
    /// The stage on a day; `None` before it was registered.
    fn stage_on(&self, day: NaiveDate) -> Option<ModelStage> {
        self.stages.iter().rev().find(|(_, reached)| *reached <= day).map(|(stage, _)| *stage)
    }

    /// How a version filed on a day finds it; `None` before it was registered.
    pub fn entry(&self, tenant: i32, post: &Post, quarter: &Quarter, version: Uuid) -> Option<EntryRow> {
        Some(EntryRow {
            tenant_id: tenant,
            version_id: version,
            model_id: self.id,
            agency_id: post.agency,
            period: quarter.period.number(),
            field: self.field.code().into(),
            level: self.level.code().into(),
            stage: self.stage_on(quarter.window.to)?.code().into(),
            holder: self.holder.code().into(),
        })
    }

    /// Whether a report of a quarter can speak of it.
    pub fn is_known(&self, quarter: &Quarter) -> bool {
        self.stage_on(quarter.window.to).is_some()
    }
}

/// Registers the models of an agency: none to three, some time in the years that are reported on.
pub fn register(
    tenant: i32,
    post: &Post,
    quarters: &[Quarter],
    rng: &mut ChaCha8Rng,
    rows: &mut Rows,
) -> Vec<Model> {
    let count = rng.random_range(0..=3);
    (1..=count)
        .filter_map(|number| {
            let quarter = quarters.choose(rng)?;
            let until = quarters.last()?.window.to;
            let registered = quarter.window.from + Days::new(rng.random_range(0..80));
            let life = LIFE.iter().map(|(stage, after)| (*stage, registered + Days::new(*after)));
            let model = Model {
                code: format!("dvk-{}-{number}", post.number),
                id: id(clock::start_of_day(registered), rng),
                field: *ModelField::ALL.choose(rng)?,
                level: *[ModelLevel::Grassroots, ModelLevel::Province].choose(rng)?,
                holder: *HolderType::ALL.choose(rng)?,
                stages: life.filter(|(_, reached)| *reached <= until).collect(),
            };
            write(tenant, post, number, &model, rng, rows)?;
            Some(model)
        })
        .collect()
}

fn write(
    tenant: i32,
    post: &Post,
    number: i32,
    model: &Model,
    rng: &mut ChaCha8Rng,
    rows: &mut Rows,
) -> Option<()> {
    let (stage, stage_on) = *model.stages.last()?;
    let (_, registered_on) = *model.stages.first()?;
    let name = format!("Mô hình số {number} của cơ quan số {} (dữ liệu thử tải)", post.number);
    rows.models.push(ModelRow {
        tenant_id: tenant,
        id: model.id,
        agency_id: post.agency,
        code: model.code.clone(),
        name_folded: text::fold(&name),
        name,
        field: model.field.code().into(),
        level: model.level.code().into(),
        holder: model.holder.code().into(),
        stage: stage.code().into(),
        registered_on,
        stage_on,
        summary: None,
    });
    rows.stages.extend(model.stages.iter().map(|(stage, reached_on)| {
        let at = clock::start_of_day(*reached_on) + chrono::Duration::hours(8);
        StageRow {
            tenant_id: tenant,
            id: id(at, rng),
            agency_id: post.agency,
            model_id: model.id,
            stage: stage.code().into(),
            reached_on: *reached_on,
            document: None,
            person_id: Some(post.submitter),
            at,
        }
    }));
    Some(())
}

/// What a report says of the models at the end of its quarter.
pub fn say(models: &[Model], quarter: &Quarter, say: &mut Saying) {
    let active: Vec<&Model> =
        models.iter().filter(|model| model.stage_on(quarter.window.to).is_some_and(is_active)).collect();
    let counted = |test: &dyn Fn(&Model) -> bool| -> i64 {
        i64::try_from(active.iter().filter(|model| test(model)).count()).unwrap_or(i64::MAX)
    };
    let reached = |wanted: ModelStage| -> i64 {
        let here = |model: &&Model| {
            model.stages.iter().any(|(stage, on)| *stage == wanted && quarter.window.contains(*on))
        };
        i64::try_from(models.iter().filter(here).count()).unwrap_or(i64::MAX)
    };
    say.number("dvk_models_registered_new", reached(ModelStage::Registered));
    say.number("dvk_models_active", counted(&|_| true));
    say.number("dvk_models_recognised", reached(ModelStage::Recognised));
    for field in ModelField::ALL {
        let indicator = format!("dvk_models_by_field_{}", field.code().to_lowercase());
        say.detail(&indicator, counted(&|model| model.field == *field));
    }
    say.detail("dvk_models_collective", counted(&|model| model.holder == HolderType::Collective));
    say.detail("dvk_models_individual", counted(&|model| model.holder == HolderType::Individual));
}
