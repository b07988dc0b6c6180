//! The made-up "Dân vận khéo" models: what each agency registers, and how far each gets.

use chrono::{Days, NaiveDate};
use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{calendar::Quarter, said::Saying};
use crate::{
    dan_van_kheo::{self, ModelDetails, ModelRegister},
    kit::{
        scalars::Date,
        vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
    },
};

/// A model and its whole life.
#[derive(Clone, Debug)]
pub struct Model {
    pub register: ModelRegister,
    /// The quarter it is registered in, 0 to 7.
    pub quarter: usize,
    /// Its later stages: in which quarter, on which day.
    pub steps: Vec<Step>,
}

/// A stage that a model reaches.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub quarter: usize,
    pub on: NaiveDate,
    pub stage: ModelStage,
    /// The model's level: it decides who records the stage.
    pub level: ModelLevel,
}

const NAMES: [(&str, ModelField); 10] = [
    ("Ngày thứ Sáu nghe dân nói", ModelField::PoliticalSystem),
    ("Công sở thân thiện, gần dân", ModelField::PoliticalSystem),
    ("Hướng dẫn người dân nộp hồ sơ trực tuyến", ModelField::PoliticalSystem),
    ("Tổ tiết kiệm giúp nhau làm kinh tế", ModelField::Economy),
    ("Liên kết tiêu thụ nông sản", ModelField::Economy),
    ("Tủ sách cộng đồng", ModelField::CultureSociety),
    ("Tiếp sức học sinh đến trường", ModelField::CultureSociety),
    ("Tổ tự quản an ninh trật tự", ModelField::DefenceSecurity),
    ("Tuyến đường sáng, xanh, sạch, đẹp", ModelField::NewRural),
    ("Chung sức làm đường nông thôn", ModelField::NewRural),
];

/// The models that an agency registers over the eight quarters, and what becomes of them.
pub fn of_agency(code: &str, quarters: &[Quarter], rng: &mut ChaCha8Rng) -> Vec<Model> {
    // An agency has each name once.
    let mut names = NAMES;
    names.shuffle(rng);
    let count = rng.random_range(1..=3);
    names
        .into_iter()
        .take(count)
        .enumerate()
        .map(|(index, name)| model(code, index, name, quarters, rng))
        .collect()
}

fn model(
    agency: &str,
    index: usize,
    (name, field): (&str, ModelField),
    quarters: &[Quarter],
    rng: &mut ChaCha8Rng,
) -> Model {
    let quarter = rng.random_range(0..6);
    let registered_on = quarters.get(quarter).map_or(NaiveDate::MIN, |q| day_in(q, rng));
    let register = ModelRegister {
        code: format!("{agency}-{:02}", index + 1).to_uppercase(),
        name: format!("{name} (dữ liệu minh họa)"),
        field,
        level: if rng.random_bool(0.2) { ModelLevel::Province } else { ModelLevel::Grassroots },
        holder: if rng.random_bool(0.3) { HolderType::Individual } else { HolderType::Collective },
        registered_on,
        summary: Some("Mô hình dựng sẵn để xem thử, không có thật.".into()),
        details: Some(ModelDetails {
            unit: Some("Văn phòng".into()),
            area: Some("Địa bàn tỉnh Trà Vinh (dữ liệu minh họa)".into()),
            reason: Some("Dựng sẵn để xem thử.".into()),
            lead_forces: Some("Cấp ủy, lãnh đạo cơ quan".into()),
            partner_forces: Some("Công đoàn, Đoàn Thanh niên".into()),
            starts_on: Some(Date(registered_on)),
            ..ModelDetails::default()
        }),
    };
    let mut steps = Vec::new();
    let mut stage = ModelStage::Registered;
    for later in quarters.iter().filter(|later| later.index > quarter) {
        if !rng.random_bool(0.7) {
            continue;
        }
        let Some(next) = after(stage, rng) else { break };
        stage = next;
        let level = register.level;
        steps.push(Step { quarter: later.index, on: day_in(later, rng), stage, level });
    }
    Model { register, quarter, steps }
}

fn after(stage: ModelStage, rng: &mut ChaCha8Rng) -> Option<ModelStage> {
    use ModelStage::{
        Commended, Dropped, Ended, FinalReviewed, InProgress, InterimReviewed, Recognised, Registered,
        Replicated,
    };
    let chance = rng.random_range(0..100);
    Some(match stage {
        Registered => InProgress,
        InProgress if chance < 8 => Dropped,
        InProgress => InterimReviewed,
        InterimReviewed => FinalReviewed,
        FinalReviewed => Recognised,
        Recognised if chance < 60 => Commended,
        Recognised | Commended => Replicated,
        Replicated if chance < 30 => Ended,
        _ => return None,
    })
}

/// A day in the middle of a quarter's window, so that what happens in a quarter is known when it is reported.
fn day_in(quarter: &Quarter, rng: &mut ChaCha8Rng) -> NaiveDate {
    quarter.window.from + Days::new(rng.random_range(15..65))
}

impl Model {
    /// The stage it is in at the end of a quarter; `None` before it is registered.
    pub fn stage_at(&self, quarter: usize) -> Option<ModelStage> {
        let reached = self.steps.iter().rev().find(|step| step.quarter <= quarter);
        (self.quarter <= quarter).then(|| reached.map_or(ModelStage::Registered, |step| step.stage))
    }

    /// Whether a report of a quarter speaks of it: it is kept up, or something became of it in the quarter.
    fn told_in(&self, quarter: usize) -> bool {
        self.active_at(quarter) || self.steps.iter().any(|step| step.quarter == quarter)
    }

    fn active_at(&self, quarter: usize) -> bool {
        self.stage_at(quarter).is_some_and(dan_van_kheo::is_active)
    }
}

/// The codes of the models that a report of a quarter lists.
pub fn listed(models: &[Model], quarter: usize) -> Vec<String> {
    models.iter().filter(|model| model.told_in(quarter)).map(|model| model.register.code.clone()).collect()
}

/// The totals that a report states of the agency's models.
pub fn say(models: &[Model], quarter: usize, say: &mut Saying) {
    let reached = |stage: ModelStage| {
        models
            .iter()
            .flat_map(|model| model.steps.iter().map(move |step| (model, step)))
            .filter(move |(_, step)| step.quarter == quarter && step.stage == stage)
    };
    let active = |of: &dyn Fn(&ModelRegister) -> bool| {
        models.iter().filter(|model| model.active_at(quarter) && of(&model.register)).count()
    };
    say.count("dvk_models_registered_new", models.iter().filter(|model| model.quarter == quarter).count());
    say.count("dvk_models_active", active(&|_| true));
    say.count("dvk_models_recognised", reached(ModelStage::Recognised).count());
    say.count("dvk_models_replicated", reached(ModelStage::Replicated).count());
    say.count("dvk_models_dropped", reached(ModelStage::Dropped).count());
    for field in ModelField::ALL {
        let indicator = format!("dvk_models_by_field_{}", field.code().to_lowercase());
        say.count(&indicator, active(&|model| model.field == *field));
    }
    for (indicator, holder) in
        [("dvk_models_collective", HolderType::Collective), ("dvk_models_individual", HolderType::Individual)]
    {
        say.count(indicator, active(&|model| model.holder == holder));
    }
    say.count("dvk_interim_reviews_held", reached(ModelStage::InterimReviewed).count());
    say.count("dvk_final_reviews_held", reached(ModelStage::FinalReviewed).count());
    for (indicator, holder) in
        [("dvk_awards_collective", HolderType::Collective), ("dvk_awards_individual", HolderType::Individual)]
    {
        let awards = reached(ModelStage::Commended).filter(|(model, _)| model.register.holder == holder);
        say.count(indicator, awards.count());
    }
}
