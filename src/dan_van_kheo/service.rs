//! The verbs of this room.

use async_graphql::dataloader::Loader;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

use super::{
    details,
    lives::reached_by,
    rows::{award, detail, entry, model, stage},
    stages,
    types::{ModelFilter, ModelRegister, has_happened},
    verdicts::Verdicts,
};
use crate::{
    kit::{
        Bilingual, Code, Error, Problem, Result, clock, id,
        paging::Page,
        text,
        vocabulary::{HolderType, ModelStage},
    },
    organisation::Agency,
    request::Request,
    store::{Reader, Subject, Writer, is_duplicate},
};

/// Registers a model of an agency, which existed on the day: what was registered before an agency began, or since it ended, is
/// another's, and stands under that one's name.
pub async fn register(writer: &Writer, agency: &Agency, asked: ModelRegister) -> Result<model::Model> {
    let (tenant, now) = (writer.scope().tenant(), writer.now());
    let (first, last) = agency.days();
    if asked.registered_on < first || last.is_some_and(|last| last < asked.registered_on) {
        let problem = Problem::new(Code::AgencyNotThere, &["registeredOn"]);
        let day = asked.registered_on;
        let when = Bilingual { vi: day.format("vào ngày %d/%m/%Y").to_string(), en: format!("on {day}") };
        return Err(problem.with("agency", agency.known_as()).with_texts("when", &when).into());
    }
    let agency = agency.key();
    let row = model::Model {
        tenant_id: tenant,
        id: id::new(now),
        agency_id: agency,
        code: asked.code,
        name_folded: text::fold(&asked.name),
        name: asked.name,
        field: asked.field.code().into(),
        level: asked.level.code().into(),
        holder: asked.holder.code().into(),
        stage: ModelStage::Registered.code().into(),
        registered_on: asked.registered_on,
        stage_on: asked.registered_on,
        summary: asked.summary,
    };
    writer.about(Subject::new("MobilisationModel", row.id).of_agency(agency));
    #[cfg(debug_assertions)]
    if writer.planted().is(crate::store::Leak::CodesOfAllAgencies) && is_taken(writer, &row.code).await? {
        return Err(Error::refused(Code::ModelExists, &["code"]));
    }
    if let Err(error) = writer.insert_unless_there::<model::Entity>(row.clone()).await? {
        return Err(match is_duplicate(&error) {
            true => Error::refused(Code::ModelExists, &["code"]),
            false => error.into(),
        });
    }
    let document = asked.details.as_ref().and_then(|details| details.registration_document.clone());
    let document = document.filter(|document| document.chars().count() <= text::MAX_NAME);
    writer.insert::<stage::Entity>(stage_row(writer, &row, document)).await?;
    if let Some(details) = &asked.details {
        details::begin(writer, &row, details).await?;
    }
    Ok(row)
}

/// Whether any agency of the province has a model of this code, where a test has planted this leak.
#[cfg(debug_assertions)]
async fn is_taken(writer: &Writer, code: &str) -> Result<bool> {
    let such = model::Column::Code.eq(code);
    Ok(writer.find::<model::Entity>().with(|all| all.filter(such)).of_all_agencies().await? > 0)
}

/// Brings a model to its next stage, on a day that has come; every problem of what was asked at once. A blank document is none.
pub async fn advance(
    writer: &Writer,
    model: Uuid,
    to: ModelStage,
    on: NaiveDate,
    document: Option<String>,
) -> Result<model::Model> {
    let before = by_id(writer, model).await?.ok_or_else(|| Error::refused(Code::NotFound, &["model"]))?;
    let from = ModelStage::from_code(&before.stage).ok_or_else(|| Error::broken("a model in no stage"))?;
    let mut problems = Vec::new();
    if let Err(code) = stages::advance(from, to) {
        problems.push(Problem::new(code, &["stage"]).with("from", from.code()).with("to", to.code()));
    }
    let backwards = || Problem::new(Code::StageDateBackwards, &["on"]);
    let wrong = has_happened(on, clock::vietnam_date(writer.now()), "on");
    problems.extend(wrong.or_else(|| (on < before.stage_on).then(backwards)));
    let document = document
        .filter(|document| !document.trim().is_empty())
        .map(|document| text::required(&document, text::MAX_NAME, &["document"]))
        .transpose()
        .map_err(|problem| problems.push(problem))
        .unwrap_or_default();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let after = model::Model { stage: to.code().into(), stage_on: on, ..before.clone() };
    writer.about(Subject::new("MobilisationModel", model).of_agency(before.agency_id));
    writer.update::<model::Entity>(&before, after.clone()).await?;
    writer.insert::<stage::Entity>(stage_row(writer, &after, document)).await?;
    Ok(after)
}

fn stage_row(writer: &Writer, model: &model::Model, document: Option<String>) -> stage::Model {
    stage::Model {
        tenant_id: model.tenant_id,
        id: id::new(writer.now()),
        agency_id: model.agency_id,
        model_id: model.id,
        stage: model.stage.clone(),
        reached_on: model.stage_on,
        document,
        person_id: writer.person(),
        at: writer.recorded(),
    }
}

/// A model by id.
pub async fn by_id(reader: &Reader, id: Uuid) -> Result<Option<model::Model>> {
    reader.find::<model::Entity>().with(|all| all.filter(model::Column::Id.eq(id))).one().await
}

/// The registers of some agencies.
pub async fn of_agencies(reader: &Reader, agencies: &[Uuid]) -> Result<Vec<model::Model>> {
    let theirs = model::Column::AgencyId.is_in(agencies.iter().copied());
    reader.find::<model::Entity>().with(|all| all.filter(theirs)).all().await
}

/// The stages that models have gone through, with their days, in the order of recording.
pub type Histories = BTreeMap<Uuid, Vec<(ModelStage, NaiveDate)>>;

/// The stages that some agencies' models have gone through, by model, in the order of recording.
pub async fn histories(reader: &Reader, agencies: &[Uuid]) -> Result<Histories> {
    let theirs = stage::Column::AgencyId.is_in(agencies.iter().copied());
    let mut rows = reader.find::<stage::Entity>().with(|all| all.filter(theirs)).all().await?;
    rows.sort_by_key(|row| (row.model_id, row.at, row.id));
    let reached = |row: &stage::Model| Some((ModelStage::from_code(&row.stage)?, row.reached_on));
    Ok(rows
        .chunk_by(|one, next| one.model_id == next.model_id)
        .map(|rows| (rows[0].model_id, rows.iter().filter_map(reached).collect()))
        .collect())
}

/// Freezes how a submitted version finds the models that it speaks of: in the stage that they had reached by the closing day.
pub async fn freeze(
    writer: &Writer,
    version: Uuid,
    agency: Uuid,
    period: i32,
    closing_day: NaiveDate,
    models: Vec<model::Model>,
) -> Result<()> {
    if models.is_empty() {
        return Ok(());
    }
    let agencies: BTreeSet<Uuid> = models.iter().map(|model| model.agency_id).collect();
    let histories = histories(writer, &agencies.into_iter().collect::<Vec<_>>()).await?;
    let reached = |model: &model::Model| {
        let stages = histories.get(&model.id).map(Vec::as_slice).unwrap_or_default();
        // One that was registered later is at its beginning.
        reached_by(stages, closing_day).map_or(ModelStage::Registered, |(stage, _)| stage)
    };
    let rows = models
        .into_iter()
        .map(|model| entry::Model {
            tenant_id: model.tenant_id,
            version_id: version,
            model_id: model.id,
            agency_id: agency,
            period,
            stage: reached(&model).code().into(),
            field: model.field,
            level: model.level,
            holder: model.holder,
        })
        .collect();
    writer.insert_all::<entry::Entity>(rows).await
}

/// One page of the register, newest registration first, with one row too many; and how many there are, when asked for.
pub async fn page(
    reader: &Reader,
    filter: &ModelFilter,
    agency: Option<Uuid>,
    page: &Page<(NaiveDate, Uuid)>,
    counted: bool,
) -> Result<(Vec<model::Model>, Option<u64>)> {
    let mut matching = Condition::all();
    if let Some(agency) = agency {
        matching = matching.add(model::Column::AgencyId.eq(agency));
    }
    if let Some(field) = filter.field {
        matching = matching.add(model::Column::Field.eq(field.code()));
    }
    if let Some(level) = filter.level {
        matching = matching.add(model::Column::Level.eq(level.code()));
    }
    if let Some(stage) = filter.stage {
        matching = matching.add(model::Column::Stage.eq(stage.code()));
    }
    if let Some(holder) = filter.holder {
        matching = matching.add(model::Column::Holder.eq(HolderType::code(holder)));
    }
    let total = if counted {
        let matching = matching.clone();
        Some(reader.find::<model::Entity>().with(|all| all.filter(matching)).count().await?)
    } else {
        None
    };
    let rows = reader
        .find::<model::Entity>()
        .with(|all| all.filter(matching))
        .page(page, model::Column::RegisteredOn, model::Column::Id, true)
        .all()
        .await?;
    Ok((rows, total))
}

/// Loads the stages that a model has gone through, oldest first, together with everybody else who asks.
pub async fn load_stages(request: &Request, model: Uuid) -> Result<Vec<stage::Model>> {
    Ok(request.load(StageLoader, model).await?.unwrap_or_default())
}

struct StageLoader(Arc<Reader>);

impl Loader<Uuid> for StageLoader {
    type Value = Vec<stage::Model>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<stage::Model>>, Arc<Error>> {
        let wanted = stage::Column::ModelId.is_in(ids.iter().copied());
        let mut rows =
            self.0.find::<stage::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        rows.sort_by_key(|row| (row.at, row.id));
        let mut by_model: HashMap<Uuid, Vec<stage::Model>> = HashMap::new();
        for row in rows {
            by_model.entry(row.model_id).or_default().push(row);
        }
        Ok(by_model)
    }
}

/// Loads what a model is about in full; `None` where nobody has said.
pub async fn load_detail(request: &Request, model: Uuid) -> Result<Option<detail::Model>> {
    request.load(DetailLoader, model).await
}

/// Loads the awards of a model, the earliest first.
pub async fn load_awards(request: &Request, model: Uuid) -> Result<Vec<award::Model>> {
    Ok(request.load(AwardLoader, model).await?.unwrap_or_default())
}

struct DetailLoader(Arc<Reader>);

impl Loader<Uuid> for DetailLoader {
    type Value = detail::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, detail::Model>, Arc<Error>> {
        let wanted = detail::Column::ModelId.is_in(ids.iter().copied());
        let rows =
            self.0.find::<detail::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.model_id, row)).collect())
    }
}

struct AwardLoader(Arc<Reader>);

impl Loader<Uuid> for AwardLoader {
    type Value = Vec<award::Model>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<award::Model>>, Arc<Error>> {
        let wanted = award::Column::ModelId.is_in(ids.iter().copied());
        let mut rows =
            self.0.find::<award::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        rows.sort_by_key(|row| (row.given_on, row.id));
        let mut by_model: HashMap<Uuid, Vec<award::Model>> = HashMap::new();
        for row in rows {
            by_model.entry(row.model_id).or_default().push(row);
        }
        Ok(by_model)
    }
}

/// Loads the other entries that are the same model, as Home Affairs has settled, as far as the caller may see them.
pub async fn load_joint(request: &Request, model: Uuid) -> Result<Vec<model::Model>> {
    Ok(request.load(JointLoader, model).await?.unwrap_or_default())
}

struct JointLoader(Arc<Reader>);

impl Loader<Uuid> for JointLoader {
    type Value = Vec<model::Model>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<model::Model>>, Arc<Error>> {
        let said = Verdicts::read(&self.0, None).await.map_err(Arc::new)?;
        let models: BTreeSet<Uuid> = ids.iter().map(|id| said.model_of(*id)).collect();
        let wanted: Vec<Uuid> = said.joint().filter(|id| models.contains(&said.model_of(*id))).collect();
        let mut rows = Vec::new();
        if !wanted.is_empty() {
            let wanted = model::Column::Id.is_in(wanted);
            rows = self
                .0
                .find::<model::Entity>()
                .with(|all| all.filter(wanted))
                .all()
                .await
                .map_err(Arc::new)?;
            rows.sort_by_key(|row| (row.registered_on, row.id));
        }
        let others = |id: &Uuid| {
            let model = said.model_of(*id);
            let same = |row: &&model::Model| row.id != *id && said.model_of(row.id) == model;
            (*id, rows.iter().filter(same).cloned().collect())
        };
        Ok(ids.iter().map(others).collect())
    }
}
