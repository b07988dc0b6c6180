//! Rounds and obligations as they were known at an instant: every grace is kept, and the latest of each kind counts.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

use super::{
    rows::{
        grace::{self, EXEMPTION, EXTENSION},
        obligation, round,
    },
    service,
};
use crate::{
    kit::{Result, id, vocabulary::RoundState},
    store::{Reader, Writer},
};

impl round::Model {
    /// A round as it was known at an instant: not closed yet, where it was closed later.
    pub fn known_at(self, at: DateTime<Utc>) -> Self {
        match self.closed_at.is_some_and(|closed| closed > at) {
            true => round::Model {
                state: RoundState::Open.code().into(),
                closed_by: None,
                closed_at: None,
                ..self
            },
            false => self,
        }
    }
}

/// Keeps the grace of a kind that has just been given to an obligation.
pub(super) async fn keep(writer: &Writer, obligation: &obligation::Model, kind: &str) -> Result<()> {
    writer.insert::<grace::Entity>(given(writer, obligation, kind)).await
}

/// Keeps the exemptions of those that are let off from the beginning: renewed or not, they were known since then.
pub(super) async fn keep_exemptions(writer: &Writer, obligations: &[obligation::Model]) -> Result<()> {
    let exempt = obligations.iter().filter(|row| row.exempted_at.is_some());
    let graces = exempt.map(|row| given(writer, row, EXEMPTION)).collect();
    writer.insert_all::<grace::Entity>(graces).await
}

fn given(writer: &Writer, obligation: &obligation::Model, kind: &str) -> grace::Model {
    let of = obligation.clone();
    let exemption = kind == EXEMPTION;
    grace::Model {
        tenant_id: of.tenant_id,
        id: id::new(writer.now()),
        agency_id: of.agency_id,
        round_id: of.round_id,
        obligation_id: of.id,
        kind: kind.to_owned(),
        recorded_at: writer.recorded(),
        granted_at: writer.now(),
        granted_by: writer.person(),
        reason: if exemption { of.exemption_reason } else { of.extension_reason }.unwrap_or_default(),
        grantor: if exemption { of.exemption_grantor } else { of.extension_grantor },
        due_at: if exemption { None } else { of.extended_due_at },
        expires_at: if exemption { of.exempted_until } else { of.extended_until },
    }
}

/// The obligations of some rounds as they were known at an instant, those that the reader's scope covers: two statements.
/// The rounds had been opened by then; what was added to them later is not known.
pub async fn obligations_known_at(
    reader: &Reader,
    rounds: &[Uuid],
    at: DateTime<Utc>,
) -> Result<Vec<obligation::Model>> {
    let rows = service::obligations_of(reader, rounds).await?;
    let graces = reader
        .find::<grace::Entity>()
        .with(|all| {
            all.filter(grace::Column::RoundId.is_in(rounds.iter().copied()))
                .order_by_asc(grace::Column::RecordedAt)
        })
        .all()
        .await?;
    let mut given: HashMap<Uuid, Vec<grace::Model>> = HashMap::new();
    for grace in graces {
        given.entry(grace.obligation_id).or_default().push(grace);
    }
    Ok(rows
        .into_iter()
        .filter(|row| row.recorded_at.is_none_or(|added| added <= at))
        .map(|row| known_at(&row, given.get(&row.id).map_or(&[], Vec::as_slice), at))
        .collect())
}

/// An obligation with the graces, in order of their recording, that were known at an instant.
fn known_at(row: &obligation::Model, graces: &[grace::Model], at: DateTime<Utc>) -> obligation::Model {
    let latest = |kind: &str| {
        let mut of_kind = graces.iter().filter(|grace| grace.kind == kind).peekable();
        let kept = of_kind.peek().is_some();
        (kept, of_kind.take_while(|grace| grace.recorded_at <= at).last().cloned())
    };
    let bare =
        obligation::Model::new(row.tenant_id, row.id, row.agency_id, row.round_id, row.period, row.due_at);
    // A grace of which no row is kept was given before graces were: the obligation alone has it.
    let known = match latest(EXEMPTION) {
        (false, _) if row.exempted_at.is_some_and(|given| given <= at) => obligation::Model {
            exempted_at: row.exempted_at,
            exemption_reason: row.exemption_reason.clone(),
            exempted_by: row.exempted_by,
            exemption_grantor: row.exemption_grantor.clone(),
            exempted_until: row.exempted_until,
            ..bare
        },
        (_, Some(grace)) => obligation::Model {
            exempted_at: Some(grace.granted_at),
            exemption_reason: Some(grace.reason),
            exempted_by: grace.granted_by,
            exemption_grantor: grace.grantor,
            exempted_until: grace.expires_at,
            ..bare
        },
        (_, None) => bare,
    };
    match latest(EXTENSION) {
        (false, _) if row.extended_at.is_some_and(|given| given <= at) => obligation::Model {
            extended_due_at: row.extended_due_at,
            extended_at: row.extended_at,
            extension_reason: row.extension_reason.clone(),
            extended_by: row.extended_by,
            extension_grantor: row.extension_grantor.clone(),
            extended_until: row.extended_until,
            ..known
        },
        (_, Some(grace)) => obligation::Model {
            extended_due_at: grace.due_at,
            extended_at: Some(grace.granted_at),
            extension_reason: Some(grace.reason),
            extended_by: grace.granted_by,
            extension_grantor: grace.grantor,
            extended_until: grace.expires_at,
            ..known
        },
        (_, None) => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap_or_default()
    }

    fn owed() -> obligation::Model {
        obligation::Model::new(1, Uuid::nil(), Uuid::nil(), Uuid::nil(), 120_193, at(100))
    }

    fn given(kind: &str, recorded: i64, due: Option<i64>) -> grace::Model {
        grace::Model {
            tenant_id: 1,
            id: Uuid::nil(),
            agency_id: Uuid::nil(),
            round_id: Uuid::nil(),
            obligation_id: Uuid::nil(),
            kind: kind.into(),
            recorded_at: at(recorded),
            granted_at: at(recorded),
            granted_by: None,
            reason: format!("lúc {recorded}"),
            grantor: None,
            due_at: due.map(at),
            expires_at: due.map(at),
        }
    }

    #[test]
    fn of_each_kind_the_latest_that_was_known_counts() {
        let graces =
            [given(EXTENSION, 10, Some(200)), given(EXEMPTION, 20, None), given(EXTENSION, 30, Some(300))];
        let now = obligation::Model {
            extended_due_at: Some(at(300)),
            extended_at: Some(at(30)),
            exempted_at: Some(at(20)),
            ..owed()
        };
        let then = |seconds| {
            let known = known_at(&now, &graces, at(seconds));
            (known.extended_due_at, known.exempted_at, known.extension_reason, known.due_at)
        };
        assert_eq!(then(9), (None, None, None, at(100)));
        assert_eq!(then(10), (Some(at(200)), None, Some("lúc 10".into()), at(100)));
        assert_eq!(then(29), (Some(at(200)), Some(at(20)), Some("lúc 10".into()), at(100)));
        assert_eq!(then(30), (Some(at(300)), Some(at(20)), Some("lúc 30".into()), at(100)));
    }

    #[test]
    fn a_grace_from_before_graces_were_kept_is_known_since_it_was_given() {
        let old =
            obligation::Model { exempted_at: Some(at(20)), exemption_reason: Some("cũ".into()), ..owed() };
        assert_eq!(known_at(&old, &[], at(19)), owed());
        assert_eq!(known_at(&old, &[], at(20)), old);
        let extended = obligation::Model {
            extended_at: Some(at(30)),
            extended_due_at: Some(at(200)),
            extended_until: Some(at(200)),
            ..old.clone()
        };
        assert_eq!(known_at(&extended, &[], at(25)), old);
        assert_eq!(known_at(&extended, &[], at(30)), extended);
    }
}
