//! Where reports stood at an instant, as it was known then: read from their histories, which nothing is taken out of.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Func},
};
use std::collections::HashMap;
use uuid::Uuid;

use super::super::rows::{event, report};
use crate::{
    kit::{
        Error, Result,
        vocabulary::{ReportHistoryEvent, ReportState},
    },
    store::Reader,
};

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportStands {
    pub obligation: Uuid,
    pub state: ReportState,
    /// When its first version arrived.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// Whether a version of it has been accepted.
    pub accepted: bool,
}

impl ReportStands {
    /// Where a report stands now.
    pub fn of(report: &report::Model) -> Result<ReportStands> {
        Ok(ReportStands {
            obligation: report.obligation_id,
            state: super::state_of(report)?,
            first_submitted_at: report.first_submitted_at,
            accepted: report.accepted_version_id.is_some(),
        })
    }

    /// Where it stands to whoever sees what is closed only: locked, as what was accepted left it; while nothing was, nothing has come.
    fn as_accepted(self) -> ReportStands {
        let first_submitted_at = self.first_submitted_at.filter(|_| self.accepted);
        ReportStands { state: ReportState::Locked, first_submitted_at, ..self }
    }
}

#[derive(FromQueryResult)]
struct Now {
    id: Uuid,
    obligation_id: Uuid,
    state: String,
    first_submitted_at: Option<DateTime<Utc>>,
    accepted_version_id: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct Happened {
    id: Uuid,
    report_id: Uuid,
    event: String,
    recorded_at: DateTime<Utc>,
}

/// Where the reports of some rounds stand: one statement; or stood, as it was known at an instant: two.
pub async fn stands(
    reader: &Reader,
    rounds: &[Uuid],
    known_at: Option<DateTime<Utc>>,
) -> Result<Vec<ReportStands>> {
    let reports: Vec<Now> = reader
        .find::<report::Entity>()
        .with(|all| {
            all.select_only()
                .column(report::Column::Id)
                .column(report::Column::ObligationId)
                .column(report::Column::State)
                .column(report::Column::FirstSubmittedAt)
                .column(report::Column::AcceptedVersionId)
                .filter(report::Column::RoundId.is_in(rounds.iter().copied()))
        })
        .rows()
        .await?;
    let Some(at) = known_at else {
        let of_what_is_closed = reader.scope().closed().is_some();
        let shown = |stands: ReportStands| if of_what_is_closed { stands.as_accepted() } else { stands };
        return reports.iter().map(|report| now(report).map(shown)).collect();
    };
    let histories = histories(reader, rounds, at).await?;
    reports.iter().map(|report| then(report, histories.get(&report.id).map_or(&[], Vec::as_slice))).collect()
}

fn now(report: &Now) -> Result<ReportStands> {
    Ok(ReportStands {
        obligation: report.obligation_id,
        state: ReportState::from_code(&report.state).ok_or_else(|| Error::broken("a report in no state"))?,
        first_submitted_at: report.first_submitted_at,
        accepted: report.accepted_version_id.is_some(),
    })
}

/// Where a report stood after what had happened to it.
fn then(report: &Now, history: &[ReportHistoryEvent]) -> Result<ReportStands> {
    let submitted = history.contains(&ReportHistoryEvent::Submitted);
    Ok(ReportStands {
        obligation: report.obligation_id,
        state: match history.last() {
            None | Some(ReportHistoryEvent::Reopened) => ReportState::Draft,
            Some(ReportHistoryEvent::Submitted) => ReportState::Submitted,
            Some(ReportHistoryEvent::Returned) => ReportState::Returned,
            Some(ReportHistoryEvent::Accepted) => ReportState::Accepted,
            Some(ReportHistoryEvent::Locked) => ReportState::Locked,
        },
        // Once set it does not change.
        first_submitted_at: report.first_submitted_at.filter(|_| submitted),
        accepted: history.contains(&ReportHistoryEvent::Accepted),
    })
}

/// What had happened to the reports of some rounds by an instant, oldest first.
async fn histories(
    reader: &Reader,
    rounds: &[Uuid],
    at: DateTime<Utc>,
) -> Result<HashMap<Uuid, Vec<ReportHistoryEvent>>> {
    let of_rounds = Condition::all()
        .add(Expr::col((report::Entity, report::Column::Id)).equals((event::Entity, event::Column::ReportId)))
        .add(report::Column::RoundId.is_in(rounds.iter().copied()));
    let recorded = || {
        let of = |column| Expr::col((event::Entity, column));
        Expr::expr(Func::coalesce([of(event::Column::RecordedAt), of(event::Column::At)]))
    };
    let mut happened: Vec<Happened> = reader
        .find::<event::Entity>()
        .with(|all| {
            all.select_only()
                .column(event::Column::Id)
                .column(event::Column::ReportId)
                .column(event::Column::Event)
                .column_as(recorded(), "recorded_at")
                .filter(recorded().lte(at))
        })
        .join::<report::Entity>(JoinType::InnerJoin, of_rounds)
        .rows()
        .await?;
    // What one transaction did has one instant, and identifiers in the order of its doing.
    happened.sort_by_key(|row| (row.recorded_at, row.id));
    let mut histories: HashMap<Uuid, Vec<ReportHistoryEvent>> = HashMap::new();
    for row in happened {
        let event = ReportHistoryEvent::from_code(&row.event);
        let event = event.ok_or_else(|| Error::broken("an event that there is not"))?;
        histories.entry(row.report_id).or_default().push(event);
    }
    Ok(histories)
}
