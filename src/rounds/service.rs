//! The verbs of this room.

use async_graphql::dataloader::Loader;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

use super::rows::{calendar, obligation, round};
use crate::{
    kit::{Code, Error, Period, Result, paging::Page, text, vocabulary::RoundState},
    request::Request,
    store::{Keep, Reader, Subject, Writer, column},
};

/// Closes a round. Its reports are locked by `reports::close_round`.
pub async fn close(writer: &Writer, round: Uuid) -> Result<round::Model> {
    let before = required_round(writer, round).await?;
    if before.state == RoundState::Closed.code() {
        return Err(Error::refused(Code::RoundClosed, &["round"]));
    }
    let after = round::Model {
        state: RoundState::Closed.code().into(),
        closed_by: writer.person(),
        // As it is known from: a picture of the past asks.
        closed_at: Some(writer.recorded()),
        ..before.clone()
    };
    writer.about(Subject::new("Round", round).in_round(round));
    writer.update::<round::Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// An obligation that is there; names it as what the transaction is about.
pub(super) async fn any_obligation(writer: &Writer, id: Uuid) -> Result<obligation::Model> {
    let found = obligation_by_id(writer, id).await?;
    writer.about(Subject::new("Obligation", id).in_round(found.round_id).of_agency(found.agency_id));
    Ok(found)
}

/// Decides who files the report of an obligation whose agency ended.
pub async fn answer_by(writer: &Writer, id: Uuid, agency: Uuid) -> Result<obligation::Model> {
    let before = any_obligation(writer, id).await?;
    let after = obligation::Model { answering_id: Some(agency), ..before.clone() };
    writer.update::<obligation::Entity>(&before, after.clone()).await?;
    Ok(after)
}

pub(super) async fn required_round(reader: &Reader, id: Uuid) -> Result<round::Model> {
    round_by_id(reader, id).await?.ok_or_else(|| Error::refused(Code::NotFound, &["round"]))
}

/// A round by id.
pub async fn round_by_id(reader: &Reader, id: Uuid) -> Result<Option<round::Model>> {
    reader.find::<round::Entity>().with(|all| all.filter(round::Column::Id.eq(id))).one().await
}

/// The rounds of some ids.
pub async fn rounds_of(reader: &Reader, ids: BTreeSet<Uuid>) -> Result<Vec<round::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    reader.find::<round::Entity>().with(|all| all.filter(round::Column::Id.is_in(ids))).all().await
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

/// Rounds by their periods.
pub struct RoundsBetween(Vec<round::Model>);

impl std::ops::Deref for RoundsBetween {
    type Target = [round::Model];

    fn deref(&self) -> &[round::Model] {
        &self.0
    }
}

impl Keep for RoundsBetween {
    fn bytes(&self) -> usize {
        size_of_val(self.0.as_slice())
    }
}

/// The rounds whose period lies in one of some ranges of stored period numbers, in order.
pub async fn rounds_between(reader: &Reader, ranges: &[(i32, i32)]) -> Result<Arc<RoundsBetween>> {
    let mut wanted = Condition::any();
    for (from, to) in ranges {
        wanted = wanted.add(round::Column::Period.between(*from, *to));
    }
    let read = reader
        .find::<round::Entity>()
        .with(|all| {
            all.filter(wanted).order_by_asc(round::Column::Period).order_by_asc(round::Column::FormCode)
        })
        .all();
    reader.kept(&ranges, async { Ok(RoundsBetween(read.await?)) }).await
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

/// What a round is found again by in a list: the last day of its window, then the stored number of its period, by which the
/// shorter of two that end together comes before the longer.
pub type RoundKey = (chrono::NaiveDate, i32, Uuid);

/// One page of the province's rounds, with one row too many; and how many there are, when asked for.
pub async fn round_page(
    reader: &Reader,
    state: Option<RoundState>,
    descending: bool,
    page: &Page<RoundKey>,
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
    let along = [round::Column::WindowTo, round::Column::Period, round::Column::Id].map(column).to_vec();
    let key = page.key.map(|(to, period, id)| vec![to.into(), period.into(), id.into()]);
    let rows = reader
        .find::<round::Entity>()
        .with(|all| all.filter(matching))
        .page_along(page, key, along, descending)
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

/// Loads the round of a form for a period, together with everybody else who asks at the same time.
pub async fn load_by_key(request: &Request, form: &str, period: Period) -> Result<Option<round::Model>> {
    request.load(ByKeyLoader, (form.to_owned(), period.number())).await
}

struct ByKeyLoader(Arc<Reader>);

impl Loader<(String, i32)> for ByKeyLoader {
    type Value = round::Model;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[(String, i32)]) -> Result<HashMap<(String, i32), round::Model>, Arc<Error>> {
        // Of a page of rounds few forms and many periods: what is found besides is left out by whoever asks.
        let forms: BTreeSet<&str> = keys.iter().map(|(form, _)| form.as_str()).collect();
        let periods: BTreeSet<i32> = keys.iter().map(|(_, period)| *period).collect();
        let wanted = Condition::all()
            .add(round::Column::FormCode.is_in(forms))
            .add(round::Column::Period.is_in(periods));
        let rows =
            self.0.find::<round::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| ((row.form_code.clone(), row.period), row)).collect())
    }
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

/// How the days of a round were worked out, loaded together with everybody else who asks at the same time.
pub async fn load_calendar(request: &Request, round: Uuid) -> Result<Option<calendar::Model>> {
    request.load(CalendarLoader, round).await
}

struct CalendarLoader(Arc<Reader>);

impl Loader<Uuid> for CalendarLoader {
    type Value = calendar::Model;
    type Error = Arc<Error>;

    async fn load(&self, rounds: &[Uuid]) -> Result<HashMap<Uuid, calendar::Model>, Arc<Error>> {
        let wanted = calendar::Column::RoundId.is_in(rounds.iter().copied());
        let rows =
            self.0.find::<calendar::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.round_id, row)).collect())
    }
}
