//! The register of models in the years before and after the eight quarters: what is registered, reviewed, recognised, awarded,
//! replicated and ended, a joint model that two agencies registered, and pairs that nobody has judged yet. All of it is made up.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    calendar::at_hour,
    cast::Cast,
    models::{Model, Step},
    said::{Saying, Style},
    stories::{AWARD, STORIES, Story},
    years::{registers_of, submitter_of},
};
use crate::{
    dan_van_kheo::{self, Award, ModelDetails, ModelRegister, ModelVerdict},
    kit::{
        Error, Result, Window,
        scalars::Date,
        vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
    },
    reports::{FigureInput, ReportModelInput},
};

/// An entry of the register, with what it has gone through by now.
pub struct Known {
    pub id: Uuid,
    agency: String,
    code: String,
    field: ModelField,
    level: ModelLevel,
    holder: HolderType,
    registered_on: NaiveDate,
    steps: Vec<(ModelStage, NaiveDate)>,
}

impl Known {
    /// A model that was registered and went through its stages.
    pub fn of(id: Uuid, agency: &str, model: &Model) -> Self {
        let steps = model.steps.iter().map(|step| (step.stage, step.on)).collect();
        Known { steps, ..Known::new(id, agency, &model.register) }
    }

    fn new(id: Uuid, agency: &str, register: &ModelRegister) -> Self {
        Known {
            id,
            agency: agency.into(),
            code: register.code.clone(),
            field: register.field,
            level: register.level,
            holder: register.holder,
            registered_on: register.registered_on,
            steps: Vec::new(),
        }
    }

    fn stage_on(&self, day: NaiveDate) -> Option<ModelStage> {
        let reached = self.steps.iter().rev().find(|(_, on)| *on <= day);
        (self.registered_on <= day).then(|| reached.map_or(ModelStage::Registered, |(stage, _)| *stage))
    }

    fn is_active(&self, day: NaiveDate) -> bool {
        self.stage_on(day).is_some_and(dan_van_kheo::is_active)
    }

    fn reached(&self, stage: ModelStage, window: Window) -> bool {
        self.steps.iter().any(|(reached, on)| *reached == stage && window.contains(*on))
    }
}

/// Something that becomes of a model.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Register,
    Advance(ModelStage),
    Award,
    /// Home Affairs says that it is the one of this code that another agency registered.
    Same(&'static str),
}

/// The register as the demo knows it, and what is to become of it.
#[derive(Default)]
pub struct Book {
    known: Vec<Known>,
    ahead: Vec<(DateTime<Utc>, String, Deed)>,
}

impl Book {
    /// An empty register, with the stories that are to happen.
    pub fn new() -> Self {
        let mut ahead = Vec::new();
        for story in &STORIES {
            let mut then = |(year, month, day), hour, deed| {
                let on = NaiveDate::from_ymd_opt(year, month, day);
                ahead.extend(on.map(|on| (at_hour(on, hour), story.code.to_owned(), deed)));
            };
            then(story.registered, 9, Deed::Register);
            for (stage, on) in story.steps {
                then(*on, 15, Deed::Advance(*stage));
            }
            if let Some(on) = story.awarded {
                then(on, 16, Deed::Award);
            }
            if let Some((other, on)) = story.same {
                then(on, 10, Deed::Same(other));
            }
        }
        let mut book = Book { known: Vec::new(), ahead };
        book.ahead.sort_by_key(|(at, ..)| *at);
        book
    }

    /// Takes over the models of the eight quarters: over the five years after them, each is replicated, goes on or ends.
    pub fn take_over(&mut self, models: Vec<Known>) {
        for (turn, model) in (0_i32..).zip(&models) {
            let Some(stage) = model.stage_on(NaiveDate::MAX) else { continue };
            let next = [
                ModelStage::Ended,
                ModelStage::Replicated,
                ModelStage::Recognised,
                ModelStage::FinalReviewed,
                ModelStage::InterimReviewed,
                ModelStage::InProgress,
            ];
            let wanted = next.into_iter().skip(usize::from(turn % 3 != 0));
            let next = wanted.into_iter().find(|next| dan_van_kheo::follows(stage, *next));
            let on = NaiveDate::from_ymd_opt(
                2020 + turn % 5,
                5 + turn.unsigned_abs() % 5,
                10 + turn.unsigned_abs() % 15,
            );
            if let (Some(next), Some(on)) = (next, on) {
                self.ahead.push((at_hour(on, 15), model.code.clone(), Deed::Advance(next)));
            }
        }
        self.ahead.sort_by_key(|(at, ..)| *at);
        self.known.extend(models);
    }

    /// Lets happen what happens before an instant; `clock` is told of each.
    pub async fn until(
        &mut self,
        cast: &mut Cast<'_>,
        before: DateTime<Utc>,
        clock: impl Fn(DateTime<Utc>),
    ) -> Result<()> {
        let later = self.ahead.split_off(self.ahead.partition_point(|(at, ..)| *at < before));
        for (at, code, deed) in std::mem::replace(&mut self.ahead, later) {
            clock(at);
            self.happen(cast, at, &code, deed).await?;
        }
        Ok(())
    }

    async fn happen(&mut self, cast: &mut Cast<'_>, at: DateTime<Utc>, code: &str, deed: Deed) -> Result<()> {
        let on = crate::kit::clock::vietnam_date(at);
        if let Deed::Register = deed {
            let story = STORIES.iter().find(|story| story.code == code).ok_or_else(no_such_model)?;
            let register = register(story, on);
            let by = submitter_of(story.agency);
            let id = cast.register(at, by, story.agency, register.clone()).await?;
            self.known.push(Known::new(id, story.agency, &register));
            return Ok(());
        }
        let other = match deed {
            Deed::Same(other) => self.known.iter().find(|known| known.code == other).map(|known| known.id),
            _ => None,
        };
        let model = self.known.iter_mut().find(|known| known.code == code).ok_or_else(no_such_model)?;
        match deed {
            Deed::Register => Ok(()),
            Deed::Advance(stage) => {
                let step = Step { quarter: 0, on, stage, level: model.level };
                model.steps.push((stage, on));
                cast.advance(at, submitter_of(&model.agency), model.id, step, document(code, stage, on)).await
            }
            Deed::Award => cast.award(at, model.id, award(on)).await,
            Deed::Same(_) => {
                let pair = [model.id, other.ok_or_else(no_such_model)?];
                let reason = "Hai cơ quan cùng đăng ký và cùng thực hiện một mô hình (dữ liệu minh họa).";
                cast.settle(at, pair, ModelVerdict::Same, reason).await
            }
        }
    }

    /// The entries that a report of an agency speaks of: its own, and those of agencies that it took over by then.
    fn of<'b>(&'b self, agency: &str, year: i32) -> impl Iterator<Item = &'b Known> {
        let registers = registers_of(agency, year);
        self.known.iter().filter(move |known| registers.contains(&known.agency))
    }

    /// The models that a report of a window lists: those that are kept up, and those of which something became in it.
    pub fn listed(&self, agency: &str, window: Window) -> Vec<ReportModelInput> {
        self.of(agency, window.to.year())
            .filter(|known| {
                known.is_active(window.to) || known.steps.iter().any(|(_, on)| window.contains(*on))
            })
            .map(|known| ReportModelInput { code: known.code.clone(), agency: None, note: None })
            .collect()
    }

    /// What a report of a window states of models; so many more are kept up than the register has.
    pub fn figures(&self, agency: &str, window: Window, style: Style, more: usize) -> Vec<FigureInput> {
        let mut say = Saying::new(style);
        let known: Vec<&Known> = self.of(agency, window.to.year()).collect();
        let reached =
            |stage| known.iter().copied().filter(move |known: &&Known| known.reached(stage, window));
        let active = |of: &dyn Fn(&Known) -> bool| {
            known.iter().filter(|known| known.is_active(window.to) && of(known)).count()
        };
        let new = known.iter().filter(|known| window.contains(known.registered_on));
        say.count("dvk_models_registered_new", new.count());
        say.count("dvk_models_active", active(&|_| true) + more);
        say.count("dvk_models_recognised", reached(ModelStage::Recognised).count());
        say.count("dvk_models_replicated", reached(ModelStage::Replicated).count());
        say.count("dvk_models_dropped", reached(ModelStage::Dropped).count());
        for field in ModelField::ALL {
            let more = if *field == ModelField::PoliticalSystem { more } else { 0 };
            let indicator = format!("dvk_models_by_field_{}", field.code().to_lowercase());
            say.count(&indicator, active(&|known| known.field == *field) + more);
        }
        say.count("dvk_models_collective", active(&|known| known.holder == HolderType::Collective) + more);
        say.count("dvk_models_individual", active(&|known| known.holder == HolderType::Individual));
        say.count("dvk_interim_reviews_held", reached(ModelStage::InterimReviewed).count());
        say.count("dvk_final_reviews_held", reached(ModelStage::FinalReviewed).count());
        let awards = |holder| reached(ModelStage::Commended).filter(move |known| known.holder == holder);
        say.count("dvk_awards_collective", awards(HolderType::Collective).count());
        say.count("dvk_awards_individual", awards(HolderType::Individual).count());
        say.figures()
    }
}

fn no_such_model() -> Error {
    Error::broken("no such model")
}

fn register(story: &Story, on: NaiveDate) -> ModelRegister {
    ModelRegister {
        code: story.code.into(),
        name: format!("{} (dữ liệu minh họa)", story.name),
        field: story.field,
        level: story.level,
        holder: HolderType::Collective,
        registered_on: on,
        summary: Some("Mô hình dựng sẵn để xem thử, không có thật.".into()),
        details: Some(ModelDetails {
            unit: Some("Văn phòng".into()),
            area: Some("Địa bàn tỉnh Trà Vinh (dữ liệu minh họa)".into()),
            reason: Some("Dựng sẵn để xem thử.".into()),
            starts_on: Some(Date(on)),
            registration_document: Some(format!(
                "Kế hoạch đăng ký mô hình “Dân vận khéo” năm {} (văn bản minh họa)",
                on.year()
            )),
            ..ModelDetails::default()
        }),
    }
}

/// The document by which what others decide on is recorded.
fn document(code: &str, stage: ModelStage, on: NaiveDate) -> Option<String> {
    let decided = matches!(stage, ModelStage::Recognised | ModelStage::Commended | ModelStage::Replicated);
    decided.then(|| format!("Quyết định về mô hình {code} ngày {} (văn bản minh họa)", on.format("%d/%m/%Y")))
}

/// The award that a commended model is given on a day.
pub fn award(on: NaiveDate) -> Award {
    Award {
        name: AWARD.into(),
        given_by: Some("Chủ tịch Ủy ban nhân dân tỉnh (minh họa)".into()),
        given_on: on,
        document: Some(format!("Quyết định khen thưởng ngày {} (văn bản minh họa)", on.format("%d/%m/%Y"))),
    }
}
