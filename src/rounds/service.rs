//! The verbs of this room.

use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{
    rows::{obligation, round},
    types::OpenRound,
};
use crate::{
    kit::{
        Code, Error, Period, Problem, Result, Window, clock, id, paging::Page, text, vocabulary::RoundState,
    },
    organisation::{self, Agency},
    request::Request,
    store::{Reader, Subject, Writer, is_duplicate},
};

/// Opens a round and makes the obligations of its agencies; every problem of what was asked for at once.
pub async fn open(writer: &Writer, mut asked: OpenRound) -> Result<(round::Model, Vec<obligation::Model>)> {
    let owing = match asked.window {
        Some(window) => owing(writer, window, asked.agencies.take(), &mut asked.problems).await?,
        None => Vec::new(),
    };
    let (form_code, form_version, window) = match (asked.form, asked.window) {
        (Some((code, version)), Some(window)) if asked.problems.is_empty() => (code, version, window),
        _ => return Err(asked.problems.into()),
    };
    let (tenant, now) = (writer.scope().tenant(), writer.now());
    let period = asked.period.number();
    let letter = asked.letter;
    let row = round::Model {
        tenant_id: tenant,
        id: id::new(now),
        form_code,
        form_version: i32::try_from(form_version).map_err(Error::broken)?,
        period,
        window_from: window.from,
        window_to: window.to,
        due_at: asked.due_at,
        state: RoundState::Open.code().into(),
        letter_number: letter.as_ref().map(|letter| letter.number.clone()),
        letter_date: letter.as_ref().and_then(|letter| letter.date.as_ref().map(|date| date.0)),
        letter_issuer: letter.and_then(|letter| letter.issuer),
        opened_by: writer.person(),
        opened_at: now,
        closed_by: None,
        closed_at: None,
    };
    writer.about(Subject::new("Round", row.id).in_round(row.id));
    if let Err(error) = writer.insert_unless_there::<round::Entity>(row.clone()).await? {
        return Err(match is_duplicate(&error) {
            true => Problem::new(Code::RoundExists, &["period"])
                .with("form", &row.form_code)
                .with("period", asked.period)
                .into(),
            false => error.into(),
        });
    }
    let obligations: Vec<obligation::Model> = owing
        .iter()
        .map(|agency| obligation::Model {
            tenant_id: tenant,
            id: id::new(now),
            agency_id: agency.key(),
            round_id: row.id,
            period,
            due_at: row.due_at,
            exempted_at: None,
            exemption_reason: None,
            extension_reason: None,
        })
        .collect();
    writer.insert_all::<obligation::Entity>(obligations.clone()).await?;
    Ok((row, obligations))
}

/// The agencies that owe a report: those named, or all that exist in the window.
async fn owing(
    reader: &Reader,
    window: Window,
    named: Option<Vec<String>>,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Agency>> {
    let existing = organisation::agencies_in(reader, window.from, window.to).await?;
    let Some(codes) = named else { return Ok(existing) };
    let mut owing: Vec<Agency> = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        let path = ["agencies", &index.to_string()];
        match existing.iter().find(|agency| agency.known_as() == code) {
            Some(agency) if owing.contains(agency) => {
                problems.push(Problem::new(Code::DuplicateEntry, &path).with("key", code));
            }
            Some(agency) => owing.push(agency.clone()),
            None => {
                problems.push(Problem::new(Code::UnknownAgency, &path).with("agency", text::shown(code)));
            }
        }
    }
    Ok(owing)
}

/// Closes a round. Its reports are locked by `reports::close_round`.
pub async fn close(writer: &Writer, round: Uuid) -> Result<round::Model> {
    let before = required_round(writer, round).await?;
    if before.state == RoundState::Closed.code() {
        return Err(Error::refused(Code::RoundClosed, &["round"]));
    }
    let after = round::Model {
        state: RoundState::Closed.code().into(),
        closed_by: writer.person(),
        closed_at: Some(writer.now()),
        ..before.clone()
    };
    writer.about(Subject::new("Round", round).in_round(round));
    writer.update::<round::Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// Frees an agency of a report that it owes, with a reason.
pub async fn exempt(writer: &Writer, obligation: Uuid, reason: &str) -> Result<obligation::Model> {
    let reason = text::reason(reason, &["reason"])?;
    let before = open_obligation(writer, obligation).await?;
    let after = obligation::Model {
        exempted_at: Some(writer.now()),
        exemption_reason: Some(reason),
        ..before.clone()
    };
    writer.update::<obligation::Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// Gives an agency until a later instant, with a reason.
pub async fn extend(
    writer: &Writer,
    obligation: Uuid,
    due_at: DateTime<Utc>,
    reason: &str,
) -> Result<obligation::Model> {
    let reason = text::reason(reason, &["reason"])?;
    let due_at = clock::instant(due_at).ok_or_else(|| Error::refused(Code::BadDate, &["dueAt"]))?;
    let before = open_obligation(writer, obligation).await?;
    if due_at <= before.due_at {
        return Err(Error::refused(Code::NotAnExtension, &["dueAt"]));
    }
    let after = obligation::Model { due_at, extension_reason: Some(reason), ..before.clone() };
    writer.update::<obligation::Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// An obligation that is there, of a round that is open; names it as what the transaction is about.
async fn open_obligation(writer: &Writer, id: Uuid) -> Result<obligation::Model> {
    let found = obligation_by_id(writer, id).await?;
    if required_round(writer, found.round_id).await?.state == RoundState::Closed.code() {
        return Err(Error::refused(Code::RoundClosed, &["obligation"]));
    }
    writer.about(Subject::new("Obligation", id).in_round(found.round_id).of_agency(found.agency_id));
    Ok(found)
}

async fn required_round(reader: &Reader, id: Uuid) -> Result<round::Model> {
    round_by_id(reader, id).await?.ok_or_else(|| Error::refused(Code::NotFound, &["round"]))
}

/// A round by id.
pub async fn round_by_id(reader: &Reader, id: Uuid) -> Result<Option<round::Model>> {
    reader.find::<round::Entity>().with(|all| all.filter(round::Column::Id.eq(id))).one().await
}

/// The round of a form for a period.
pub async fn round_of(reader: &Reader, form: &str, period: Period) -> Result<Option<round::Model>> {
    if !text::can_be_stored(form) {
        return Ok(None);
    }
    reader
        .find::<round::Entity>()
        .with(|all| {
            all.filter(round::Column::FormCode.eq(form)).filter(round::Column::Period.eq(period.number()))
        })
        .one()
        .await
}

/// The rounds whose period lies in one of some ranges of stored period numbers, in order.
pub async fn rounds_between(reader: &Reader, ranges: &[(i32, i32)]) -> Result<Vec<round::Model>> {
    let mut wanted = Condition::any();
    for (from, to) in ranges {
        wanted = wanted.add(round::Column::Period.between(*from, *to));
    }
    reader
        .find::<round::Entity>()
        .with(|all| {
            all.filter(wanted).order_by_asc(round::Column::Period).order_by_asc(round::Column::FormCode)
        })
        .all()
        .await
}

/// The obligations of some rounds that the reader's scope covers.
pub async fn obligations_of(reader: &Reader, rounds: &[Uuid]) -> Result<Vec<obligation::Model>> {
    reader
        .find::<obligation::Entity>()
        .with(|all| all.filter(obligation::Column::RoundId.is_in(rounds.iter().copied())))
        .all()
        .await
}

/// An obligation that must be there.
pub async fn obligation_by_id(reader: &Reader, id: Uuid) -> Result<obligation::Model> {
    reader
        .find::<obligation::Entity>()
        .with(|all| all.filter(obligation::Column::Id.eq(id)))
        .one()
        .await?
        .ok_or_else(|| Error::refused(Code::NotFound, &["obligation"]))
}

/// One page of a round's obligations, with one row too many; and how many there are, when asked for.
pub async fn obligation_page(
    reader: &Reader,
    round: Uuid,
    page: &Page<(Uuid, Uuid)>,
    counted: bool,
) -> Result<(Vec<obligation::Model>, Option<u64>)> {
    let of_round = || obligation::Column::RoundId.eq(round);
    let total = match counted {
        true => Some(reader.find::<obligation::Entity>().with(|all| all.filter(of_round())).count().await?),
        false => None,
    };
    let rows = reader
        .find::<obligation::Entity>()
        .with(|all| all.filter(of_round()))
        .page(page, obligation::Column::AgencyId, obligation::Column::Id, false)
        .all()
        .await?;
    Ok((rows, total))
}

/// One page of the province's rounds, with one row too many; and how many there are, when asked for.
pub async fn round_page(
    reader: &Reader,
    state: Option<RoundState>,
    descending: bool,
    page: &Page<(i32, Uuid)>,
    counted: bool,
) -> Result<(Vec<round::Model>, Option<u64>)> {
    let matching = state
        .map_or_else(Condition::all, |state| Condition::all().add(round::Column::State.eq(state.code())));
    let total = match counted {
        true => {
            let matching = matching.clone();
            Some(reader.find::<round::Entity>().with(|all| all.filter(matching)).count().await?)
        }
        false => None,
    };
    let rows = reader
        .find::<round::Entity>()
        .with(|all| all.filter(matching))
        .page(page, round::Column::Period, round::Column::Id, descending)
        .all()
        .await?;
    Ok((rows, total))
}

/// Loads a round by id, together with everybody else who asks at the same time.
pub async fn load_round(request: &Request, id: Uuid) -> Result<Option<round::Model>> {
    request.load(RoundLoader, id).await
}

/// Loads an obligation by id, together with everybody else who asks at the same time.
pub async fn load_obligation(request: &Request, id: Uuid) -> Result<Option<obligation::Model>> {
    request.load(ObligationLoader, id).await
}

struct RoundLoader(Arc<Reader>);

impl Loader<Uuid> for RoundLoader {
    type Value = round::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, round::Model>, Arc<Error>> {
        let wanted = round::Column::Id.is_in(ids.iter().copied());
        let rows =
            self.0.find::<round::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

struct ObligationLoader(Arc<Reader>);

impl Loader<Uuid> for ObligationLoader {
    type Value = obligation::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, obligation::Model>, Arc<Error>> {
        let wanted = obligation::Column::Id.is_in(ids.iter().copied());
        let rows = self
            .0
            .find::<obligation::Entity>()
            .with(|all| all.filter(wanted))
            .all()
            .await
            .map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}
