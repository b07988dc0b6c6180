//! What Home Affairs does with a filed report, and how an accepted one is opened again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    super::rows::{report, version},
    about, acts_for, after, after_for, announce, fresh, record, required, round_of,
    standing::stand,
    state_of,
};
use crate::{
    auth::{Action, Actor},
    catalogue::Catalogue,
    kit::{
        Code, Error, Problem, Result, text,
        vocabulary::{ConsolidationBasis, ReportHistoryEvent, ReportState, RoundState},
    },
    notices::NoticeKind,
    reports::{asked::Asked, patch::FormQuestions, state::ReportEvent},
    rounds::{self, RoundRow},
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
    catalogue: &Catalogue,
    report: Uuid,
    if_revision: i32,
    reasons: Vec<Reason>,
) -> Result<report::Model> {
    let before = required(writer, report).await?;
    let state = after(actor, &before, ReportEvent::Return)?;
    fresh(&before, if_revision)?;
    let round = round_of(writer, &before).await?;
    let reasons = checked(&Asked::of(catalogue, &round, None)?, reasons)?;
    let returned = report::Model {
        state: state.code().into(),
        revision: before.revision + 1,
        updated_at: writer.now(),
        ..before.clone()
    };
    about(writer, &returned);
    writer.update::<report::Entity>(&before, returned.clone()).await?;
    stand(writer, &returned, ConsolidationBasis::Submitted, returned.accepted_version_id).await?;
    record(writer, &returned, ReportHistoryEvent::Returned, returned.latest_version_id, &reasons).await?;
    announce(writer, &returned, &round, NoticeKind::Returned, &reasons).await?;
    Ok(returned)
}

/// Accepts the newest version of a report. Whoever filed it cannot. In a round that is closed it is locked at once, like
/// every other report of it.
pub async fn accept(writer: &Writer, actor: &Actor, report: Uuid, if_revision: i32) -> Result<report::Model> {
    let before = required(writer, report).await?;
    after(actor, &before, ReportEvent::Accept)?;
    fresh(&before, if_revision)?;
    let filed = latest(writer, &before).await?;
    let round = round_of(writer, &before).await?;
    if filed.submitted_by == Some(actor.person()) {
        return Err(Error::refused(Code::SamePerson, &["report"]));
    }
    let settled = settle(writer, actor, &before, filed.id, &round).await?;
    about(writer, &settled);
    Ok(settled)
}

/// Accepts the newest version of a report, and writes down everything that follows from that.
pub(super) async fn settle(
    writer: &Writer,
    actor: &Actor,
    before: &report::Model,
    filed: Uuid,
    round: &RoundRow,
) -> Result<report::Model> {
    let state = after(actor, before, ReportEvent::Accept)?;
    let closed = round.state == RoundState::Closed.code();
    let accepted = report::Model {
        state: state.code().into(),
        revision: before.revision + 1,
        updated_at: writer.now(),
        accepted_version_id: Some(filed),
        ..before.clone()
    };
    let locked = match closed {
        true => Some(after(actor, &accepted, ReportEvent::Lock)?),
        false => None,
    };
    let settled = match locked {
        Some(state) => report::Model { state: state.code().into(), ..accepted },
        None => accepted,
    };
    writer.update::<report::Entity>(before, settled.clone()).await?;
    stand(writer, &settled, ConsolidationBasis::Accepted, Some(filed)).await?;
    record(writer, &settled, ReportHistoryEvent::Accepted, Some(filed), &[]).await?;
    if locked.is_some() {
        record(writer, &settled, ReportHistoryEvent::Locked, Some(filed), &[]).await?;
    }
    announce(writer, &settled, round, NoticeKind::Accepted, &[]).await?;
    Ok(settled)
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
    let obligation = rounds::obligation_by_id(writer, before.obligation_id).await?;
    let state = after_for(&before, ReportEvent::Reopen, |role| acts_for(actor, role, &obligation))?;
    if state_of(&before)? == ReportState::Locked {
        actor.require_recent(Action::ReopenLockedReport, writer.now())?;
    }
    fresh(&before, if_revision)?;
    let reason = text::reason(&reason, &["reason"])?;
    let reopened = report::Model {
        state: state.code().into(),
        revision: before.revision + 1,
        updated_at: writer.now(),
        ..before.clone()
    };
    about(writer, &reopened);
    writer.update::<report::Entity>(&before, reopened.clone()).await?;
    let reasons = [Reason { section: None, indicator: None, text: reason }];
    record(writer, &reopened, ReportHistoryEvent::Reopened, reopened.accepted_version_id, &reasons).await?;
    let round = round_of(writer, &reopened).await?;
    announce(writer, &reopened, &round, NoticeKind::Reopened, &reasons).await?;
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

/// The most reasons of one return.
const MOST_REASONS: usize = 200;

/// The reasons when they can be read and concern what the form asks for; everything that is wrong with them otherwise.
fn checked(form: &Asked<'_>, reasons: Vec<Reason>) -> Result<Vec<Reason>> {
    if reasons.is_empty() {
        return Err(Error::refused(Code::ReasonRequired, &["reasons"]));
    }
    if reasons.len() > MOST_REASONS {
        return Err(Problem::new(Code::TooManyEntries, &["reasons"]).with("most", MOST_REASONS).into());
    }
    let mut problems = Vec::new();
    let mut cleaned = Vec::new();
    for (index, reason) in reasons.into_iter().enumerate() {
        let index = index.to_string();
        let at = |field| ["reasons", index.as_str(), field];
        let section = reason.section.as_deref().and_then(|code| form.form().section(code));
        if let (Some(code), None) = (&reason.section, section) {
            let unknown = Problem::new(Code::UnknownSection, &at("sectionCode"));
            problems.push(unknown.with("section", text::shown(code)));
        }
        if let Some(indicator) = reason.indicator.as_deref() {
            let wrong = match form.question(indicator) {
                None => Some(Code::UnknownIndicator),
                Some(question) if !question.asked => Some(Code::IndicatorNotAsked),
                Some(_) => None,
            };
            let problem =
                |code| Problem::new(code, &at("indicator")).with("indicator", text::shown(indicator));
            let elsewhere = section.filter(|section| wrong.is_none() && !section.asks(indicator));
            let elsewhere =
                elsewhere.map(|section| problem(Code::NotInSection).with("section", &section.code));
            problems.extend(wrong.map(problem).or(elsewhere));
        }
        match text::reason(&reason.text, &at("text")) {
            Ok(text) => cleaned.push(Reason { text, ..reason }),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(cleaned) } else { Err(problems.into()) }
}
