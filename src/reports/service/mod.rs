//! The verbs of this room, one file a subject.

mod check;
mod facts;
mod find;
mod load;
mod past;
mod review;
mod round;
mod save;
mod standing;
mod submit;

pub use check::{CheckEntry, check_draft};
pub use facts::Facts;
pub use find::{ReportFilter, ReportOrder, by_id, by_key, page, to_do};
pub use load::{latest_return, load_by_obligation, load_events, load_report, load_version, load_versions};
pub use review::{Reason, accept, reopen, return_report};
pub use round::{begin_round, close_round, exempt, extend};
pub use save::save;
pub use submit::{Explanation, submit};

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
        vocabulary::{AgencyKind, ReportHistoryEvent, ReportState, Role},
    },
    organisation::{Agency, AgencyColumn, AgencyEntity},
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

/// The kind of agency that a report is of.
async fn kind_of(reader: &Reader, report: &report::Model) -> Result<AgencyKind> {
    let agency = reader
        .find::<AgencyEntity>()
        .with(|all| all.filter(AgencyColumn::Id.eq(report.agency_id)))
        .one()
        .await?;
    let agency = agency.ok_or_else(|| Error::broken("a report without its agency"))?;
    Ok(Agency::from(agency).agency_kind())
}

/// The state after an event, in whichever of the actor's roles for the agency it can happen; the refusal otherwise.
fn after(actor: &Actor, report: &report::Model, event: ReportEvent) -> Result<ReportState> {
    let state = state_of(report)?;
    let mut refusal = Error::refused(Code::NotAllowed, &[]);
    let own = |role: &Role| event.is_for(*role) && actor.has_for(*role, report.agency_id);
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
    after(actor, &report::Model { state: state.code().into(), ..report.clone() }, event)
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
        reasons: digest::canonical(&reasons),
    };
    writer.insert::<event::Entity>(row).await
}
