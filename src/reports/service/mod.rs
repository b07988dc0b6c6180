//! The verbs of this room, one file a subject.

mod accept_all;
mod check;
mod elsewhere;
mod facts;
mod find;
mod load;
mod past;
mod remind;
mod review;
mod round;
mod save;
mod standing;
mod stated;
mod submit;
mod tasks;

pub use accept_all::{AcceptanceSkip, AcceptedAll, accept_all};
pub use check::{CheckEntry, check_draft};
pub use elsewhere::TakenOver;
pub use facts::Facts;
pub use find::{ReportFilter, ReportOrder, Shown, by_id, by_key, filed_by, open_obligations, page, to_do};
pub use load::{
    as_shown, latest_return, load_accepted, load_by_obligation, load_events, load_report, load_version,
    load_versions,
};
pub use past::{ReportStands, stands};
pub use remind::remind;
pub use review::{Reason, accept, reopen, return_report};
pub use round::{add as add_obligation, begin_round, close_round, exempt, extend};
pub use save::save;
pub use stated::stated_number;
pub use submit::{Explanation, submit};
pub use tasks::{load_to_follow, to_follow};

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    rows::{event, report},
    state::{ReportEvent, transition},
    types::ReportContent,
};
use crate::{
    auth::Actor,
    kit::{
        Bilingual, Code, Error, Problem, Result, digest, id,
        vocabulary::{ReportHistoryEvent, ReportState, Role},
    },
    notices::{self, NoticeKind, Occasion, Place},
    organisation::{Agency, AgencyColumn, AgencyEntity, history::History},
    rounds::{self, ObligationRow, RoundRow},
    store::{Reader, Subject, Writer},
};

/// A report inside the writer's scope, or `NOT_FOUND`: another agency's report is not there.
async fn required(reader: &Reader, report: Uuid) -> Result<report::Model> {
    by_id(reader, report).await?.ok_or_else(|| Error::refused(Code::NotFound, &["report"]))
}

/// The round of a report.
async fn round_of(reader: &Reader, report: &report::Model) -> Result<RoundRow> {
    let round = rounds::round_by_id(reader, report.round_id).await?;
    round.ok_or_else(|| Error::broken("a report without its round"))
}

/// The agency that a report is of.
async fn agency_of(reader: &Reader, report: &report::Model) -> Result<Agency> {
    let agency = reader
        .find::<AgencyEntity>()
        .with(|all| all.filter(AgencyColumn::Id.eq(report.agency_id)))
        .one()
        .await?;
    let agency = agency.ok_or_else(|| Error::broken("a report without its agency"))?;
    Ok(Agency::from(agency))
}

/// The state after an event that people of the whole province bring about, or the agency's; the refusal otherwise.
fn after(actor: &Actor, report: &report::Model, event: ReportEvent) -> Result<ReportState> {
    after_for(report, event, |role| actor.has_for(role, report.agency_id))
}

/// The state after an event, in whichever of the actor's roles for the report it can happen; the refusal otherwise.
fn after_for(report: &report::Model, event: ReportEvent, acts: impl Fn(Role) -> bool) -> Result<ReportState> {
    let state = state_of(report)?;
    let mut refusal = Error::refused(Code::NotAllowed, &[]);
    let own = |role: &Role| event.is_for(*role) && acts(*role);
    for role in Role::ALL.iter().copied().filter(own) {
        match transition(state, event, role) {
            Ok(state) => return Ok(state),
            Err(code) => refusal = Error::refused(code, &["report"]),
        }
    }
    Err(refusal)
}

/// The same of a report as it stands now: one that an extension has opened after its round was closed is a draft.
fn after_now(
    writer: &Writer,
    actor: &Actor,
    report: &report::Model,
    obligation: &ObligationRow,
    event: ReportEvent,
) -> Result<ReportState> {
    let state = obligation.state_at(state_of(report)?, report.first_submitted_at, writer.now());
    let report = report::Model { state: state.code().into(), ..report.clone() };
    after_for(&report, event, |role| acts_for(actor, role, obligation))
}

/// Whether an actor acts in a role on the report of an obligation: for the agency itself or, since it ended, for whoever
/// answers for it, unless it was decided who files this one.
pub fn acts_for(actor: &Actor, role: Role, obligation: &ObligationRow) -> bool {
    match obligation.answering_id {
        // Kept by the people of the agency that ended.
        Some(kept) if kept == obligation.agency_id => actor.has_itself(role, kept),
        Some(other) => actor.has_for(role, other),
        None => actor.has_for(role, obligation.agency_id),
    }
}

/// The agencies whose people act on the report of an obligation, as [`acts_for`] has it, out of the province's history.
pub fn acting_agencies(history: &History, obligation: &ObligationRow) -> Vec<Uuid> {
    match obligation.answering_id {
        Some(kept) if kept == obligation.agency_id => vec![kept],
        Some(other) => history.acting_for(other),
        None => history.acting_for(obligation.agency_id),
    }
}

/// Where a report stands, as it is written down.
pub fn state_of(report: &report::Model) -> Result<ReportState> {
    ReportState::from_code(&report.state).ok_or_else(|| Error::broken("a report in no state"))
}

/// Refuses a revision that is not the current one.
fn fresh(report: &report::Model, given: i32) -> Result<()> {
    if report.revision == given {
        return Ok(());
    }
    Err(Problem::new(Code::StaleRevision, &["ifRevision"])
        .with("current", report.revision)
        .with("given", given)
        .with_texts("what", &Bilingual { vi: "Báo cáo".into(), en: "the report".into() })
        .into())
}

/// Names a report as what the transaction is about.
fn about(writer: &Writer, report: &report::Model) {
    writer.about(Subject::new("Report", report.id).in_round(report.round_id).of_agency(report.agency_id));
}

/// The content of a report's draft.
pub fn draft_of(report: &report::Model) -> Result<ReportContent> {
    serde_json::from_str(&report.draft).map_err(Error::broken)
}

/// Writes down what is to be said of a report to those who answer for it.
async fn announce(
    writer: &Writer,
    report: &report::Model,
    round: &RoundRow,
    kind: NoticeKind,
    reasons: &[Reason],
) -> Result<()> {
    let obligation = rounds::obligation_by_id(writer, report.obligation_id).await?;
    let occasion = Occasion {
        kind,
        of: report.revision.to_string(),
        agency: report.agency_id,
        acting: acting_agencies(&History::read(writer).await?, &obligation),
        obligation: obligation.id,
        report: Some(report.id),
        form: round.form_code.clone(),
        period: report.period,
        due_at: obligation.due(writer.now()),
        working_days: None,
        reasons: reasons.iter().map(placed).collect(),
        nothing_accepted: kind == NoticeKind::Reopened && report.accepted_version_id.is_none(),
    };
    notices::tell(writer, vec![occasion]).await.map(drop)
}

/// A reason as a notice tells it.
fn placed(reason: &Reason) -> (Place, String) {
    let Reason { section, indicator, text } = reason.clone();
    (Place { section, indicator }, text)
}

/// Writes what happened to a report into its history.
async fn record(
    writer: &Writer,
    report: &report::Model,
    event: ReportHistoryEvent,
    version: Option<Uuid>,
    reasons: &[Reason],
) -> Result<()> {
    let row = event::Model {
        tenant_id: report.tenant_id,
        id: id::new(writer.now()),
        agency_id: report.agency_id,
        report_id: report.id,
        version_id: version,
        event: event.code().into(),
        person_id: writer.person(),
        at: writer.now(),
        recorded_at: Some(writer.recorded()),
        reasons: digest::canonical(&reasons),
    };
    writer.insert::<event::Entity>(row).await
}
