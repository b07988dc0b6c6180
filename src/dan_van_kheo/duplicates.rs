//! Entries that may be one model, and what Home Affairs says of them: the same model (registered twice, or a joint one that
//! each agency registered), or different ones.

use async_graphql::Enum;
use chrono::{DateTime, Utc};
use sea_orm::QueryOrder;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::{
    alike::{self, Name},
    rows::{model, verdict},
    service::by_id,
};
use crate::{
    kit::{Code, Problem, Result, id, text, vocabulary::vocabulary},
    store::{Reader, Subject, Writer},
};

vocabulary! {
    /// What Home Affairs says of two entries of the register (kết luận về hai mô hình).
    ModelVerdict {
        /// One model: registered twice, or a joint one that each of its agencies registered (cùng một mô hình).
        Same = "SAME",
        /// Two models (hai mô hình khác nhau).
        Different = "DIFFERENT",
    }
}

/// Two entries whose names are alike, and what was said of them.
#[derive(Clone, Debug)]
pub struct Pair {
    pub one: model::Model,
    pub other: model::Model,
    /// In percent.
    pub alike: u32,
    pub verdict: Option<verdict::Model>,
}

/// Records what Home Affairs says of two entries, with the reason. The latest word counts.
pub async fn settle(
    writer: &Writer,
    models: [Uuid; 2],
    said: ModelVerdict,
    reason: String,
) -> Result<model::Model> {
    let mut problems = Vec::new();
    let reason = text::reason(&reason, &["reason"]).map_err(|it| problems.push(it)).unwrap_or_default();
    let [one, other] = models;
    if one == other {
        problems.push(Problem::new(Code::ModelWithItself, &["other"]));
    }
    let found = by_id(writer, one).await?;
    if found.is_none() {
        problems.push(Problem::new(Code::NotFound, &["model"]));
    }
    if by_id(writer, other).await?.is_none() {
        problems.push(Problem::new(Code::NotFound, &["other"]));
    }
    let (Some(model), true) = (found, problems.is_empty()) else { return Err(problems.into()) };
    writer.about(Subject::new("MobilisationModel", one).of_agency(model.agency_id));
    writer
        .insert::<verdict::Entity>(verdict::Model {
            tenant_id: model.tenant_id,
            id: id::new(writer.now()),
            one_id: one.min(other),
            other_id: one.max(other),
            verdict: said.code().into(),
            reason,
            person_id: writer.person(),
            at: writer.recorded(),
        })
        .await?;
    Ok(model)
}

/// The latest word on each pair, as it is known at an instant; now when none is given.
pub async fn verdicts(
    reader: &Reader,
    known_at: Option<DateTime<Utc>>,
) -> Result<BTreeMap<(Uuid, Uuid), verdict::Model>> {
    let rows = reader
        .find::<verdict::Entity>()
        .with(|all| all.order_by_asc(verdict::Column::At).order_by_asc(verdict::Column::Id))
        .all()
        .await?;
    let known = rows.into_iter().filter(|row| known_at.is_none_or(|instant| row.at <= instant));
    Ok(known.map(|row| ((row.one_id, row.other_id), row)).collect())
}

/// For each entry that is one with another, the first of them: directly or through others.
pub fn same(verdicts: &BTreeMap<(Uuid, Uuid), verdict::Model>) -> BTreeMap<Uuid, Uuid> {
    let said = verdicts.iter().filter(|(_, row)| row.verdict == ModelVerdict::Same.code());
    alike::groups(&said.map(|(pair, _)| *pair).collect::<Vec<_>>())
}

/// The pairs of entries of one field whose names are alike: the most alike first; with those that are settled when these are
/// wanted.
pub async fn suspected(reader: &Reader, settled: bool) -> Result<Vec<Pair>> {
    let mut rows = reader.find::<model::Entity>().all().await?;
    rows.sort_by_key(|row| (row.registered_on, row.id));
    let said = verdicts(reader, None).await?;
    let names: Vec<Name> = rows.iter().map(|row| Name::of(&row.name)).collect();
    let mut found = Vec::new();
    for (one, other, alike) in alike::pairs(&names) {
        let (one, other) = (&rows[one], &rows[other]);
        let verdict = said.get(&(one.id.min(other.id), one.id.max(other.id)));
        if one.field == other.field && (settled || verdict.is_none()) {
            let (one, other) = (one.clone(), other.clone());
            found.push(Pair { one, other, alike, verdict: verdict.cloned() });
        }
    }
    Ok(found)
}

/// Entries of one agency's register that may be one model, in the order of their codes: for rule D05. Whether entries of two
/// agencies are one is Home Affairs' to say, also when one agency has taken the other's over.
pub fn own_pairs(register: &[model::Model]) -> Vec<(&model::Model, &model::Model)> {
    let mut register: Vec<&model::Model> = register.iter().collect();
    register.sort_by_key(|row| &row.code);
    let names: Vec<Name> = register.iter().map(|row| Name::of(&row.name)).collect();
    alike::pairs(&names)
        .into_iter()
        .map(|(one, other, _)| (register[one], register[other]))
        .filter(|(one, other)| (one.agency_id, &one.field) == (other.agency_id, &other.field))
        .collect()
}
