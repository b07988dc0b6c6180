//! Adding an agency to a round that is open: one that nobody had thought of, or that began while it was open.

use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    levels::KeptDue,
    past,
    rows::{calendar, obligation, round},
    service::required_round,
};
use crate::{
    catalogue::calendar::ReportingLevel,
    kit::{
        Code, Error, Problem, Result, id, text,
        vocabulary::{AgencyKind, RoundState},
    },
    organisation::{self, history::History},
    store::{Reader, Subject, Writer},
};

/// Makes the obligation of an agency in a round that is open. It is due as those of its level are, and known from now on.
///
/// Errors: `NOT_FOUND`, `ROUND_CLOSED`, `UNKNOWN_AGENCY` for one that does not exist on any day of the window, `OBLIGATION_EXISTS`.
pub async fn add(writer: &Writer, round: Uuid, code: &str) -> Result<obligation::Model> {
    let round = required_round(writer, round).await?;
    if round.state == RoundState::Closed.code() {
        return Err(Error::refused(Code::RoundClosed, &["round"]));
    }
    let existing = organisation::agencies_in(writer, round.window_from, round.window_to).await?;
    let Some(agency) = existing.into_iter().find(|agency| agency.known_as() == code) else {
        return Err(Problem::new(Code::UnknownAgency, &["agency"]).with("agency", text::shown(code)).into());
    };
    let owed = Condition::all()
        .add(obligation::Column::RoundId.eq(round.id))
        .add(obligation::Column::AgencyId.eq(agency.key()));
    if writer.find::<obligation::Entity>().with(|all| all.filter(owed)).count().await? > 0 {
        return Err(Problem::new(Code::ObligationExists, &["agency"]).with("agency", code).into());
    }
    let due_at = due_of(writer, &round, agency.agency_kind()).await?;
    let id = id::new(writer.now());
    let row = obligation::Model {
        recorded_at: Some(writer.recorded()),
        ..obligation::Model::new(round.tenant_id, id, agency.key(), round.id, round.period, due_at)
    };
    let row = match History::read(writer).await?.ended_for_nobody(agency.key()) {
        Some(on) => row.exempt_of_ended(on, writer),
        None => row,
    };
    writer.about(Subject::new("Obligation", row.id).in_round(round.id).of_agency(agency.key()));
    writer.insert::<obligation::Entity>(row.clone()).await?;
    past::keep_exemptions(writer, std::slice::from_ref(&row)).await?;
    Ok(row)
}

/// When a report of a kind of agency is due in a round: as its calendar said for the level, else as the round is.
async fn due_of(
    reader: &Reader,
    round: &round::Model,
    kind: AgencyKind,
) -> Result<chrono::DateTime<chrono::Utc>> {
    let own = calendar::Column::RoundId.eq(round.id);
    let kept = reader.find::<calendar::Entity>().with(|all| all.filter(own)).one().await?;
    let due: Vec<KeptDue> = match kept {
        Some(kept) => serde_json::from_str(&kept.due).map_err(Error::broken)?,
        None => Vec::new(),
    };
    let level = ReportingLevel::of(kind);
    let due = due.into_iter().find(|due| due.level == level).and_then(|due| due.due_at());
    Ok(due.unwrap_or(round.due_at))
}
