//! The statements that read obligations, what stands for them, and when that was filed.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

use super::{
    super::{
        as_of::AsOf,
        handover::Handovers,
        plan::{Asking, Plan},
    },
    rounds_of,
};
use crate::{
    kit::{Result, vocabulary::ConsolidationBasis},
    reports::{StandingColumn, StandingEntity},
    rounds::{self, ObligationColumn, ObligationEntity},
    store::Reader,
};

/// An obligation, exempt or not.
pub struct Due {
    pub agency_id: Uuid,
    pub round_id: Uuid,
    pub exempted_at: Option<DateTime<Utc>>,
}

/// What is read of an obligation, with until when an exemption counts.
#[derive(FromQueryResult)]
struct DueRow {
    agency_id: Uuid,
    round_id: Uuid,
    exempted_at: Option<DateTime<Utc>>,
    exempted_until: Option<DateTime<Utc>>,
}

impl DueRow {
    /// The obligation as it is at an instant: an exemption that has expired is none.
    fn at(self, now: DateTime<Utc>) -> Due {
        let counts = self.exempted_until.is_none_or(|until| now <= until);
        let exempted_at = self.exempted_at.filter(|_| counts);
        Due { agency_id: self.agency_id, round_id: self.round_id, exempted_at }
    }
}

/// What is read of a version that stands.
#[derive(FromQueryResult)]
pub struct Stands {
    pub agency_id: Uuid,
    pub round_id: Uuid,
    pub version_id: Uuid,
    pub report_id: Uuid,
}

/// The obligations of a plan's rounds, as they are or were known.
pub async fn obligations(reader: &Reader, plan: &Plan, as_of: AsOf) -> Result<Vec<Due>> {
    if let Some(at) = as_of.known_at() {
        let rounds: Vec<Uuid> = rounds_of(plan).collect();
        let rows = rounds::obligations_known_at(reader, &rounds, at).await?;
        let rows = rows.into_iter().map(|row| DueRow {
            agency_id: row.agency_id,
            round_id: row.round_id,
            exempted_at: row.exempted_at,
            exempted_until: row.exempted_until,
        });
        return Ok(rows.map(|row| row.at(at)).collect());
    }
    let rows: Vec<DueRow> = reader
        .find::<ObligationEntity>()
        .with(|all| {
            all.select_only()
                .column(ObligationColumn::AgencyId)
                .column(ObligationColumn::RoundId)
                .column(ObligationColumn::ExemptedAt)
                .column(ObligationColumn::ExemptedUntil)
                .filter(ObligationColumn::RoundId.is_in(rounds_of(plan)))
        })
        .rows()
        .await?;
    Ok(rows.into_iter().map(|row| row.at(as_of.instant())).collect())
}

/// The versions that stand in a plan's rounds. Read beside the obligations and not joined to them: no index leads from one to
/// the other but by way of the round, and a join would look through a round's standings for each of its obligations.
pub async fn standing(
    reader: &Reader,
    plan: &Plan,
    basis: ConsolidationBasis,
    as_of: AsOf,
) -> Result<Vec<Stands>> {
    reader
        .find::<StandingEntity>()
        .with(|all| {
            all.select_only()
                .column(StandingColumn::AgencyId)
                .column(StandingColumn::RoundId)
                .column(StandingColumn::VersionId)
                .column(StandingColumn::ReportId)
                .filter(as_of.standing(basis).add(StandingColumn::RoundId.is_in(rounds_of(plan))))
        })
        .rows()
        .await
}

/// The versions that stand and may have been filed before somebody knew of a handover that concerns their agency and days.
pub fn perhaps_unknowing<'s>(plan: &Plan, handovers: &Handovers, standing: &'s [Stands]) -> Vec<&'s Stands> {
    let concerned = handovers.concerned();
    if concerned.is_empty() {
        return Vec::new();
    }
    let rounds: HashMap<Uuid, &Asking> = plan.rounds.iter().map(|round| (round.id, round)).collect();
    let early = |row: &&Stands| {
        let (Some(heirs), Some(round)) = (concerned.get(&row.agency_id), rounds.get(&row.round_id)) else {
            return false;
        };
        heirs.iter().any(|heir| heir.since <= round.window.to && round.opened_at < heir.recorded_at)
    };
    standing.iter().filter(early).collect()
}

#[derive(FromQueryResult)]
struct Since {
    version_id: Uuid,
    from_at: DateTime<Utc>,
}

/// When the filing of some versions was recorded, which is since when they stood on any basis: one statement, none for none.
pub async fn filed_at(reader: &Reader, standing: &[&Stands]) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    let mut filed: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    if standing.is_empty() {
        return Ok(filed);
    }
    let rounds: BTreeSet<Uuid> = standing.iter().map(|row| row.round_id).collect();
    let rows: Vec<Since> = reader
        .find::<StandingEntity>()
        .with(|all| {
            all.select_only()
                .columns([StandingColumn::VersionId, StandingColumn::FromAt])
                .filter(StandingColumn::RoundId.is_in(rounds))
                .filter(StandingColumn::VersionId.is_in(standing.iter().map(|row| row.version_id)))
        })
        .rows()
        .await?;
    for Since { version_id, from_at } in rows {
        let first = filed.entry(version_id).or_insert(from_at);
        *first = from_at.min(*first);
    }
    Ok(filed)
}
