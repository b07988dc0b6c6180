//! What Home Affairs does with a filed report, and how an accepted one is opened again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    super::rows::{report, version},
    about, after, fresh, record, required,
    standing::stand,
};
use crate::{
    auth::Actor,
    kit::{Code, Error, Problem, Result, text, vocabulary::ConsolidationBasis},
    reports::state::ReportEvent,
    store::{Reader, Writer},
};
use sea_orm::{ColumnTrait, QueryFilter};

/// A reason, for the whole report, a section or a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    pub text: String,
}

/// Sends a report back with reasons; it no longer counts as submitted, and what was accepted before still counts.
pub async fn return_report(
    writer: &Writer,
    actor: &Actor,
    report: Uuid,
    if_revision: i32,
    reasons: Vec<Reason>,
) -> Result<report::Model> {
    let before = required(writer, report).await?;
    let state = after(actor, &before, ReportEvent::Return)?;
    fresh(&before, if_revision)?;
    let reasons = clean(reasons)?;
    let returned = report::Model {
        state: state.code().into(),
        revision: before.revision + 1,
        updated_at: writer.now(),
        ..before.clone()
    };
    about(writer, &returned);
    writer.update::<report::Entity>(&before, returned.clone()).await?;
    stand(writer, &returned, ConsolidationBasis::Submitted, returned.accepted_version_id).await?;
    record(writer, &returned, "RETURNED", returned.latest_version_id, &reasons).await?;
    Ok(returned)
}

/// Accepts the newest version of a report. Whoever filed it cannot.
pub async fn accept(writer: &Writer, actor: &Actor, report: Uuid, if_revision: i32) -> Result<report::Model> {
    let before = required(writer, report).await?;
    let state = after(actor, &before, ReportEvent::Accept)?;
    fresh(&before, if_revision)?;
    let filed = latest(writer, &before).await?;
    if filed.submitted_by == Some(actor.person()) {
        return Err(Error::refused(Code::SamePerson, &["report"]));
    }
    let accepted = report::Model {
        state: state.code().into(),
        revision: before.revision + 1,
        updated_at: writer.now(),
        accepted_version_id: Some(filed.id),
        ..before.clone()
    };
    about(writer, &accepted);
    writer.update::<report::Entity>(&before, accepted.clone()).await?;
    stand(writer, &accepted, ConsolidationBasis::Accepted, Some(filed.id)).await?;
    record(writer, &accepted, "ACCEPTED", Some(filed.id), &[]).await?;
    Ok(accepted)
}

/// Begins the next draft on what was accepted, with a reason; what was accepted counts until the next is.
pub async fn reopen(
    writer: &Writer,
    actor: &Actor,
    report: Uuid,
    if_revision: i32,
    reason: String,
) -> Result<report::Model> {
    let before = required(writer, report).await?;
    let state = after(actor, &before, ReportEvent::Reopen)?;
    fresh(&before, if_revision)?;
    let reason = text::clean(reason.trim(), text::MAX_NOTE, &["reason"])?;
    if reason.is_empty() {
        return Err(Error::refused(Code::ReasonRequired, &["reason"]));
    }
    let reopened = report::Model {
        state: state.code().into(),
        revision: before.revision + 1,
        updated_at: writer.now(),
        ..before.clone()
    };
    about(writer, &reopened);
    writer.update::<report::Entity>(&before, reopened.clone()).await?;
    let reasons = [Reason { section: None, indicator: None, text: reason }];
    record(writer, &reopened, "REOPENED", reopened.accepted_version_id, &reasons).await?;
    Ok(reopened)
}

async fn latest(reader: &Reader, report: &report::Model) -> Result<version::Model> {
    let missing = || Error::broken("a submitted report without a version");
    let latest = report.latest_version_id.ok_or_else(missing)?;
    reader
        .find::<version::Entity>()
        .with(|all| all.filter(version::Column::Id.eq(latest)))
        .one()
        .await?
        .ok_or_else(missing)
}

fn clean(reasons: Vec<Reason>) -> Result<Vec<Reason>> {
    if reasons.is_empty() {
        return Err(Error::refused(Code::ReasonRequired, &["reasons"]));
    }
    if reasons.len() > 200 {
        return Err(Problem::new(Code::TooManyEntries, &["reasons"]).with("most", 200).into());
    }
    let mut problems = Vec::new();
    let mut cleaned = Vec::new();
    for (index, reason) in reasons.into_iter().enumerate() {
        let index = index.to_string();
        match text::clean(reason.text.trim(), text::MAX_NOTE, &["reasons", &index, "text"]) {
            Ok(text) if text.is_empty() => {
                problems.push(Problem::new(Code::ReasonRequired, &["reasons", &index, "text"]));
            }
            Ok(text) => cleaned.push(Reason { text, ..reason }),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(cleaned) } else { Err(problems.into()) }
}
