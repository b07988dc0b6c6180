//! What opening and closing a round does to its reports, and what filed reports keep from being done to obligations.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use std::collections::HashSet;
use uuid::Uuid;

use super::{super::rows::report, after, record, review::Reason};
use crate::{
    auth::Actor,
    catalogue::Catalogue,
    kit::{
        Code, Error, Problem, Result, digest, id, text,
        vocabulary::{ReportHistoryEvent, ReportState},
    },
    organisation::{AgencyColumn, AgencyEntity},
    reports::{state::ReportEvent, types::ReportContent},
    rounds::{self, Grace, ObligationRow, OpenRound, RoundRow},
    store::{Reader, Writer},
};

/// Opens a round: its obligations, and an empty draft for each.
pub async fn begin_round(writer: &Writer, catalogue: &Catalogue, asked: OpenRound) -> Result<RoundRow> {
    let (round, obligations) = rounds::open(writer, catalogue, asked).await?;
    begin_reports(writer, &obligations).await?;
    Ok(round)
}

/// Adds an agency to a round that is open: its obligation, and an empty draft.
pub async fn add(writer: &Writer, round: Uuid, agency: &str) -> Result<ObligationRow> {
    let obligation = rounds::add(writer, round, agency).await?;
    begin_reports(writer, std::slice::from_ref(&obligation)).await?;
    Ok(obligation)
}

/// An empty draft for each of some obligations.
async fn begin_reports(writer: &Writer, obligations: &[ObligationRow]) -> Result<()> {
    let empty = digest::canonical(&ReportContent::default());
    let reports = obligations
        .iter()
        .map(|obligation| report::Model {
            tenant_id: obligation.tenant_id,
            id: id::new(writer.now()),
            agency_id: obligation.agency_id,
            round_id: obligation.round_id,
            obligation_id: obligation.id,
            period: obligation.period,
            state: ReportState::Draft.code().into(),
            revision: 0,
            draft: empty.clone(),
            updated_by: None,
            updated_at: writer.now(),
            first_submitted_at: None,
            latest_number: 0,
            latest_version_id: None,
            accepted_version_id: None,
        })
        .collect();
    writer.insert_all::<report::Entity>(reports).await
}

/// Closes a round and locks its reports. Refused while any of them is filed and not decided: once it is locked, nobody can
/// say yes or no to it any more. Refused without a reason while one that is still to be filed is not due: its agency was told
/// that there is time. The reason stands in the history of each report that is locked.
pub async fn close_round(
    writer: &Writer,
    actor: &Actor,
    round: Uuid,
    reason: Option<String>,
) -> Result<RoundRow> {
    let closed = rounds::close(writer, round).await?;
    let mut problems = Vec::new();
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    let reason = reason
        .and_then(|reason| text::reason(&reason, &["reason"]).map_err(|problem| problems.push(problem)).ok());
    let reports = writer
        .find::<report::Entity>()
        .with(|all| all.filter(report::Column::RoundId.eq(round)))
        .all()
        .await?;
    problems.extend(undecided(writer, &reports).await?);
    if reason.is_none() && problems.is_empty() {
        problems.extend(not_due(writer, round, &reports).await?);
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let reasons: Vec<Reason> =
        reason.into_iter().map(|text| Reason { section: None, indicator: None, text }).collect();
    for before in reports {
        let state = match after(actor, &before, ReportEvent::Lock) {
            Ok(state) => state,
            // Locked already: nothing to do. Everything else is a refusal of the whole.
            Err(Error::Refused(_)) if before.state == ReportState::Locked.code() => continue,
            Err(error) => return Err(error),
        };
        let locked = report::Model {
            state: state.code().into(),
            revision: before.revision + 1,
            updated_at: writer.now(),
            ..before.clone()
        };
        writer.update::<report::Entity>(&before, locked.clone()).await?;
        record(writer, &locked, ReportHistoryEvent::Locked, locked.accepted_version_id, &reasons).await?;
    }
    Ok(closed)
}

/// The most agencies that a refusal names; it counts all.
const MOST_NAMED: usize = 20;

/// What keeps reports from being locked some of which wait for a decision, and whose.
async fn undecided(reader: &Reader, reports: &[report::Model]) -> Result<Option<Problem>> {
    let waiting = reports.iter().filter(|report| report.state == ReportState::Submitted.code());
    let waiting = waiting.map(|report| report.agency_id).collect();
    named(reader, Problem::new(Code::ReportsAwaitDecision, &["round"]), waiting).await
}

/// What keeps a round from being closed without a reason: reports that are still to be filed, and not due yet.
async fn not_due(writer: &Writer, round: Uuid, reports: &[report::Model]) -> Result<Option<Problem>> {
    let open = [ReportState::Draft, ReportState::Returned].map(ReportState::code);
    let open: HashSet<Uuid> = reports
        .iter()
        .filter(|report| open.contains(&report.state.as_str()))
        .map(|report| report.obligation_id)
        .collect();
    let now = writer.now();
    let owed = rounds::obligations_of(writer, &[round]).await?.into_iter();
    let owed = owed.filter(|row| open.contains(&row.id) && !row.is_exempt(now) && now <= row.due(now));
    named(writer, Problem::new(Code::RoundNotDue, &["reason"]), owed.map(|row| row.agency_id).collect()).await
}

/// A problem with the agencies that it is about; none where there are none.
async fn named(reader: &Reader, problem: Problem, of: Vec<Uuid>) -> Result<Option<Problem>> {
    if of.is_empty() {
        return Ok(None);
    }
    let count = of.len();
    let agencies = reader
        .find::<AgencyEntity>()
        .with(|all| all.filter(AgencyColumn::Id.is_in(of)).order_by_asc(AgencyColumn::Code))
        .all()
        .await?;
    let mut named: Vec<String> = agencies.into_iter().take(MOST_NAMED).map(|agency| agency.code).collect();
    if count > MOST_NAMED {
        named.push("…".into());
    }
    Ok(Some(problem.with("count", count).with("agencies", named.join(", "))))
}

/// Frees an agency of a report that it owes and has not filed.
pub async fn exempt(writer: &Writer, obligation: Uuid, grace: Grace) -> Result<ObligationRow> {
    let exempt = rounds::exempt(writer, obligation, grace).await?;
    unsettled(writer, obligation).await?;
    Ok(exempt)
}

/// Gives an agency that has not filed until a later instant.
pub async fn extend(
    writer: &Writer,
    obligation: Uuid,
    due_at: DateTime<Utc>,
    grace: Grace,
) -> Result<ObligationRow> {
    let extended = rounds::extend(writer, obligation, due_at, grace).await?;
    unsettled(writer, obligation).await?;
    Ok(extended)
}

/// Refuses an obligation that a report has arrived for: whether that came in time is settled.
async fn unsettled(reader: &Reader, obligation: Uuid) -> Result<()> {
    let arrived = reader
        .find::<report::Entity>()
        .with(|all| {
            all.filter(report::Column::ObligationId.eq(obligation))
                .filter(report::Column::FirstSubmittedAt.is_not_null())
        })
        .count()
        .await?;
    if arrived == 0 { Ok(()) } else { Err(Error::refused(Code::ObligationSettled, &["obligation"])) }
}
