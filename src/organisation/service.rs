//! The verbs of this room.

use async_graphql::dataloader::Loader;
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{
    history::History,
    rows::{agency, person},
    types::{Agency, AgencyFilter, Person},
};
use crate::{
    kit::{Code, Error, Result, clock, paging::Page, scalars::Date, text},
    request::Request,
    store::{Keep, Reader, containing},
};

/// An agency by its code.
pub async fn agency_by_code(reader: &Reader, code: &str) -> Result<Option<Agency>> {
    if !text::can_be_stored(code) {
        return Ok(None);
    }
    let found =
        reader.find::<agency::Entity>().with(|all| all.filter(agency::Column::Code.eq(code))).one().await?;
    Ok(found.map(Agency::from))
}

/// Agencies of a province.
struct Agencies(Vec<Agency>);

impl Keep for Agencies {
    fn bytes(&self) -> usize {
        let texts = |agency: &Agency| agency.code.len() + agency.name.len();
        size_of_val(self.0.as_slice()) + self.0.iter().map(texts).sum::<usize>()
    }
}

/// Every agency that the reader's scope covers, those that have ended included: one statement at most.
pub async fn agencies(reader: &Reader) -> Result<Vec<Agency>> {
    let read = async {
        let rows = reader.find::<agency::Entity>().all().await?;
        Ok(Agencies(rows.into_iter().map(Agency::from).collect()))
    };
    Ok(reader.kept(&(), read).await?.0.clone())
}

/// The agencies that exist on some day of a window, by code.
pub async fn agencies_in(reader: &Reader, from: NaiveDate, to: NaiveDate) -> Result<Vec<Agency>> {
    let rows = reader
        .find::<agency::Entity>()
        .with(|all| {
            all.filter(agency::Column::ValidFrom.lte(to))
                .filter(
                    Condition::any()
                        .add(agency::Column::ValidTo.is_null())
                        .add(agency::Column::ValidTo.gte(from)),
                )
                .order_by_asc(agency::Column::Code)
        })
        .all()
        .await?;
    Ok(rows.into_iter().map(Agency::from).collect())
}

/// One page of the province's agencies, by code, with one row too many; and how many there are, when asked for.
pub(super) async fn agency_page(
    reader: &Reader,
    filter: &AgencyFilter,
    history: Option<&History>,
    page: &Page<(String, Uuid)>,
    counted: bool,
) -> Result<(Vec<agency::Model>, Option<u64>)> {
    // No name has a null, nor characters that show nothing by themselves.
    let unheard =
        |name: &str| !text::can_be_stored(name) || text::fold(name).is_empty() && !name.trim().is_empty();
    if filter.name_contains.as_deref().is_some_and(unheard) {
        return Ok((Vec::new(), counted.then_some(0)));
    }
    for (day, field) in [(filter.existing_on, "existingOn"), (filter.as_of, "asOf")] {
        if let Some(day) = day {
            day_of_ours(day, &["filter", field])?;
        }
    }
    let matching = matching(filter, history);
    let total = if counted {
        let matching = matching.clone();
        Some(reader.find::<agency::Entity>().with(|all| all.filter(matching)).count().await?)
    } else {
        None
    };
    let rows = reader
        .find::<agency::Entity>()
        .with(|all| all.filter(matching))
        .page(page, agency::Column::Code, agency::Column::Id, false)
        .all()
        .await?;
    Ok((rows, total))
}

/// Whether a filter asks for what agencies were called.
pub(super) fn needs_history(filter: &AgencyFilter) -> bool {
    filter.as_of.is_some() || filter.name_contains.is_some()
}

/// Refuses a day that is out of time.
pub(super) fn day_of_ours(day: Date, path: &[&str]) -> Result<()> {
    if clock::is_of_our_time(day.0) { Ok(()) } else { Err(Error::refused(Code::BadDate, path)) }
}

fn matching(filter: &AgencyFilter, history: Option<&History>) -> Condition {
    let mut condition = Condition::all();
    if let Some(kind) = filter.kind {
        condition = condition.add(agency::Column::Kind.eq(kind.code()));
    }
    if let Some(name) = &filter.name_contains {
        let wanted = text::fold(name);
        let now = Expr::col(agency::Column::NameFolded).like(containing(&wanted));
        let once = history.map(|history| history.once_called(|name| text::fold(name).contains(&wanted)));
        condition = condition.add(match once.filter(|once| !once.is_empty()) {
            Some(once) => Condition::any().add(now).add(agency::Column::Id.is_in(once)),
            None => Condition::any().add(now),
        });
    }
    for day in [&filter.existing_on, &filter.as_of].into_iter().flatten() {
        condition = condition.add(agency::Column::ValidFrom.lte(day.0)).add(
            Condition::any().add(agency::Column::ValidTo.is_null()).add(agency::Column::ValidTo.gte(day.0)),
        );
    }
    condition
}

/// Loads an agency by id, together with everybody else who asks at the same time.
pub async fn load_agency(request: &Request, id: Uuid) -> Result<Option<Agency>> {
    request.load(AgencyLoader, id).await
}

/// Loads a person by id, together with everybody else who asks at the same time.
pub async fn load_person(request: &Request, id: Uuid) -> Result<Option<Person>> {
    request.load(PersonLoader, id).await
}

struct AgencyLoader(Arc<Reader>);

impl Loader<Uuid> for AgencyLoader {
    type Value = Agency;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Agency>, Arc<Error>> {
        let wanted = agency::Column::Id.is_in(ids.iter().copied());
        let rows =
            self.0.find::<agency::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, Agency::from(row))).collect())
    }
}

struct PersonLoader(Arc<Reader>);

impl Loader<Uuid> for PersonLoader {
    type Value = Person;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Person>, Arc<Error>> {
        let wanted = person::Column::Id.is_in(ids.iter().copied());
        let rows =
            self.0.find::<person::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, Person::from(row))).collect())
    }
}
