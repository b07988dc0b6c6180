//! What a model is about, in full (domain §3.3), and its awards.

use async_graphql::{InputObject, SimpleObject};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    rows::{award, detail, model},
    service::by_id,
    types::has_happened,
};
use crate::{
    kit::{Bilingual, Code, Error, Problem, Result, clock, digest, id, scalars::Date, text},
    store::{Reader, Subject, Writer},
};

/// What a model is about, as its registration form asks: texts of at most 2,000 characters, blank ones left out (nội dung mô hình).
#[derive(InputObject, SimpleObject, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[graphql(input_name = "ModelDetailsInput")]
#[serde(default)]
pub struct ModelDetails {
    /// The unit of the agency that carries it: party cell, division (đơn vị thực hiện).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Address and area (địa chỉ, địa bàn).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Situation and reason (thực trạng, lý do).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Objectives and criteria (mục tiêu, tiêu chí).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objectives: Option<String>,
    /// Content and method (nội dung, cách làm).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Who leads (lực lượng chủ trì).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_forces: Option<String>,
    /// Who takes part: other agencies, the Front, associations (lực lượng phối hợp).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_forces: Option<String>,
    /// Means (nguồn lực).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<String>,
    /// When work begins (ngày bắt đầu).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Date>,
    /// When it is planned to end (ngày dự kiến kết thúc).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned_end_on: Option<Date>,
    /// What it brings forth (sản phẩm, kết quả).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<String>,
    /// Who gains by it (đối tượng thụ hưởng).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beneficiaries: Option<String>,
    /// How it lasts and spreads (khả năng duy trì, nhân rộng).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_potential: Option<String>,
    /// The document that registers it, as cited (văn bản đăng ký).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_document: Option<String>,
}

impl ModelDetails {
    /// The same with clean texts; every problem at once, below `path`.
    pub fn check(self, path: &[&str]) -> std::result::Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut clean = |given: Option<String>, field: &str| {
            let at: Vec<&str> = path.iter().copied().chain([field]).collect();
            let given = given.filter(|text| !text.trim().is_empty())?;
            text::required(&given, text::MAX_NOTE, &at).map_err(|problem| problems.push(problem)).ok()
        };
        let details = ModelDetails {
            unit: clean(self.unit, "unit"),
            area: clean(self.area, "area"),
            reason: clean(self.reason, "reason"),
            objectives: clean(self.objectives, "objectives"),
            method: clean(self.method, "method"),
            lead_forces: clean(self.lead_forces, "leadForces"),
            partner_forces: clean(self.partner_forces, "partnerForces"),
            resources: clean(self.resources, "resources"),
            starts_on: self.starts_on,
            planned_end_on: self.planned_end_on,
            outputs: clean(self.outputs, "outputs"),
            beneficiaries: clean(self.beneficiaries, "beneficiaries"),
            replication_potential: clean(self.replication_potential, "replicationPotential"),
            registration_document: clean(self.registration_document, "registrationDocument"),
        };
        let out_of_time = |day: Option<Date>| day.is_some_and(|day| !clock::is_of_our_time(day.0));
        let backwards = details.starts_on.zip(details.planned_end_on).is_some_and(|(from, to)| to.0 < from.0);
        for (wrong, field) in [
            (out_of_time(details.starts_on), "startsOn"),
            (backwards || out_of_time(details.planned_end_on), "plannedEndOn"),
        ] {
            if wrong {
                let at: Vec<&str> = path.iter().copied().chain([field]).collect();
                problems.push(Problem::new(Code::BadDate, &at));
            }
        }
        if problems.is_empty() { Ok(details) } else { Err(problems) }
    }
}

/// Writes the first details of a model.
pub async fn begin(writer: &Writer, model: &model::Model, details: &ModelDetails) -> Result<()> {
    writer.insert::<detail::Entity>(row(writer, model, 1, details)).await
}

fn row(writer: &Writer, model: &model::Model, revision: i32, details: &ModelDetails) -> detail::Model {
    detail::Model {
        tenant_id: model.tenant_id,
        model_id: model.id,
        agency_id: model.agency_id,
        revision,
        content: digest::canonical(details),
        updated_by: writer.person(),
        updated_at: writer.now(),
    }
}

/// Replaces the details of a model; `if_revision` is the revision last seen, 0 where there were none.
pub async fn update(
    writer: &Writer,
    model: model::Model,
    if_revision: i32,
    details: ModelDetails,
) -> Result<model::Model> {
    let details = details.check(&["details"])?;
    let wanted = detail::Column::ModelId.eq(model.id);
    let before = writer.find::<detail::Entity>().with(|all| all.filter(wanted)).one().await?;
    let current = before.as_ref().map_or(0, |row| row.revision);
    if current != if_revision {
        let what = Bilingual { vi: "Nội dung mô hình".into(), en: "this model".into() };
        return Err(Problem::new(Code::StaleRevision, &["ifRevision"])
            .with_texts("what", &what)
            .with("current", current)
            .with("given", if_revision)
            .into());
    }
    writer.about(Subject::new("MobilisationModel", model.id).of_agency(model.agency_id));
    let after = row(writer, &model, current + 1, &details);
    match before {
        Some(before) => writer.update::<detail::Entity>(&before, after).await?,
        None => writer.insert::<detail::Entity>(after).await?,
    }
    Ok(model)
}

/// An award as somebody records it.
#[derive(Clone, Debug)]
pub struct Award {
    pub name: String,
    pub given_by: Option<String>,
    pub given_on: NaiveDate,
    pub document: Option<String>,
}

/// Records an award of a model, once, on a day that has come; every problem of it at once. That it was not recognised before is for rule D07 to say.
pub async fn award(writer: &Writer, model: Uuid, asked: Award) -> Result<model::Model> {
    let model = by_id(writer, model).await?.ok_or_else(|| Error::refused(Code::NotFound, &["model"]))?;
    let mut problems = Vec::new();
    let mut clean = |given: &str, field: &str| {
        text::required(given, text::MAX_NAME, &[field]).map_err(|it| problems.push(it)).unwrap_or_default()
    };
    let said = |given: &Option<String>| given.clone().filter(|text| !text.trim().is_empty());
    let name = clean(&asked.name, "name");
    let given_by = said(&asked.given_by).map(|given| clean(&given, "givenBy"));
    let document = said(&asked.document).map(|given| clean(&given, "document"));
    let backwards = || Problem::new(Code::StageDateBackwards, &["givenOn"]);
    let wrong = has_happened(asked.given_on, clock::vietnam_date(writer.now()), "givenOn");
    problems.extend(wrong.or_else(|| (asked.given_on < model.registered_on).then(backwards)));
    if problems.is_empty() {
        let own = award::Column::ModelId.eq(model.id);
        let on = award::Column::GivenOn.eq(asked.given_on);
        let that_day = writer.find::<award::Entity>().with(|all| all.filter(own).filter(on)).all().await?;
        let key = |name: &str, giver: &Option<String>| (text::fold(name), giver.as_deref().map(text::fold));
        let same = that_day.iter().find(|row| key(&row.name, &row.given_by) == key(&name, &given_by));
        problems.extend(same.map(|row| {
            let problem = Problem::new(Code::AwardExists, &["name"]).with("name", &row.name);
            problem.with("day", row.given_on.format("%d/%m/%Y"))
        }));
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    writer.about(Subject::new("MobilisationModel", model.id).of_agency(model.agency_id));
    writer
        .insert::<award::Entity>(award::Model {
            tenant_id: model.tenant_id,
            id: id::new(writer.now()),
            agency_id: model.agency_id,
            model_id: model.id,
            name,
            given_by,
            given_on: asked.given_on,
            document,
            person_id: writer.person(),
            at: writer.recorded(),
        })
        .await?;
    Ok(model)
}

/// The awards of some agencies' models.
pub async fn awards_of(reader: &Reader, agencies: &[Uuid]) -> Result<Vec<award::Model>> {
    let theirs = award::Column::AgencyId.is_in(agencies.iter().copied());
    reader.find::<award::Entity>().with(|all| all.filter(theirs)).all().await
}
