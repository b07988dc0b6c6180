//! Who has which role, requests for changes, and what became of them.

use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, JoinType, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{
    rows::{decision, request},
    types::RoleRequestState,
};
use crate::{
    kit::{Error, Result, paging::Page},
    organisation::{
        RoleGrantRow,
        accounts::{AccountColumn, AccountEntity},
        people::PersonRow,
        rows::{person, role_grant},
    },
    request::Request,
    store::{Find, Reader},
};

/// A request by id.
pub async fn by_id(reader: &Reader, id: Uuid) -> Result<Option<request::Model>> {
    reader.find::<request::Entity>().with(|all| all.filter(request::Column::Id.eq(id))).one().await
}

/// What became of a request; `None` while nobody has decided it.
pub(super) async fn decision_of(reader: &Reader, id: Uuid) -> Result<Option<decision::Model>> {
    reader.find::<decision::Entity>().with(|all| all.filter(decision::Column::Id.eq(id))).one().await
}

/// Where a request stands at an instant.
pub fn state(
    request: &request::Model,
    decision: Option<&decision::Model>,
    at: DateTime<Utc>,
) -> Result<RoleRequestState> {
    match decision {
        Some(decision) => RoleRequestState::from_code(&decision.outcome)
            .ok_or_else(|| Error::broken("a role decision of no outcome")),
        None if request.expires_at <= at => Ok(RoleRequestState::Expired),
        None => Ok(RoleRequestState::Open),
    }
}

/// How many requests are open at an instant.
pub(super) async fn open_count(reader: &Reader, at: DateTime<Utc>) -> Result<u64> {
    reader
        .find::<request::Entity>()
        .join::<decision::Entity>(JoinType::LeftJoin, decided())
        .with(|all| all.filter(standing(RoleRequestState::Open, at)))
        .count()
        .await
}

/// One page of the requests, the newest first, with one row too many; and how many there are, when asked for.
pub async fn page(
    reader: &Reader,
    (only, at): (Option<RoleRequestState>, DateTime<Utc>),
    page: &Page<(DateTime<Utc>, Uuid)>,
    counted: bool,
) -> Result<(Vec<request::Model>, Option<u64>)> {
    let matching = || {
        let found = reader.find::<request::Entity>();
        match only {
            Some(only) => found
                .join::<decision::Entity>(JoinType::LeftJoin, decided())
                .with(|all| all.filter(standing(only, at))),
            None => found,
        }
    };
    let total = if counted { Some(matching().count().await?) } else { None };
    let rows = matching().page(page, request::Column::RequestedAt, request::Column::Id, true).all().await?;
    Ok((rows, total))
}

/// The decision of a request.
fn decided() -> Condition {
    let id = Expr::col((decision::Entity, decision::Column::Id));
    Condition::all().add(id.equals((request::Entity, request::Column::Id)))
}

/// Of requests with their decisions: those that stand so at an instant.
fn standing(state: RoleRequestState, at: DateTime<Utc>) -> Condition {
    let undecided = Condition::all().add(decision::Column::Id.is_null());
    match state {
        RoleRequestState::Open => undecided.add(request::Column::ExpiresAt.gt(at)),
        RoleRequestState::Expired => undecided.add(request::Column::ExpiresAt.lte(at)),
        state => Condition::all().add(decision::Column::Outcome.eq(state.code())),
    }
}

/// One page of the province's people, those whose accounts are disabled among them, as they became known, with one row too many; and
/// how many there are, when asked for. Whom a program acts as is nobody.
pub async fn people(
    reader: &Reader,
    page: &Page<(Uuid, Uuid)>,
    counted: bool,
) -> Result<(Vec<PersonRow>, Option<u64>)> {
    let total = if counted { Some(somebody(reader).count().await?) } else { None };
    let rows = somebody(reader).page(page, person::Column::Id, person::Column::Id, false).all().await?;
    Ok((rows, total))
}

/// Everybody in whose name no program acts.
fn somebody(reader: &Reader) -> Find<'_, person::Entity> {
    let acts_as = Expr::col((AccountEntity, AccountColumn::PersonId));
    let program = Condition::all().add(acts_as.equals((person::Entity, person::Column::Id)));
    reader
        .find::<person::Entity>()
        .join::<AccountEntity>(JoinType::LeftJoin, program)
        .with(|all| all.filter(AccountColumn::Id.is_null()))
}

/// One of the people of [`people`] by id, loaded together with everybody else's; `None` for whom a program acts as, too.
pub async fn load_somebody(request: &Request, id: Uuid) -> Result<Option<PersonRow>> {
    request.load(SomebodyLoader, id).await
}

struct SomebodyLoader(Arc<Reader>);

impl Loader<Uuid> for SomebodyLoader {
    type Value = PersonRow;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, PersonRow>, Arc<Error>> {
        let wanted = person::Column::Id.is_in(ids.iter().copied());
        let rows = somebody(&self.0).with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The roles that a person holds, loaded together with everybody else's; `None` where there are none.
pub async fn load_roles(request: &Request, person: Uuid) -> Result<Option<Vec<RoleGrantRow>>> {
    request.load(RoleLoader, person).await
}

struct RoleLoader(Arc<Reader>);

impl Loader<Uuid> for RoleLoader {
    type Value = Vec<RoleGrantRow>;
    type Error = Arc<Error>;

    async fn load(&self, people: &[Uuid]) -> Result<HashMap<Uuid, Vec<RoleGrantRow>>, Arc<Error>> {
        let rows = self.0.find::<role_grant::Entity>().with(|all| {
            all.filter(role_grant::Column::PersonId.is_in(people.iter().copied()))
                .filter(role_grant::Column::RevokedAt.is_null())
                .order_by_asc(role_grant::Column::Id)
        });
        let mut held: HashMap<Uuid, Vec<RoleGrantRow>> = HashMap::new();
        for row in rows.all().await.map_err(Arc::new)? {
            held.entry(row.person_id).or_default().push(row);
        }
        Ok(held)
    }
}

/// What became of a request, loaded together with everybody else's; `None` while nobody has decided it.
pub async fn load_decision(request: &Request, id: Uuid) -> Result<Option<decision::Model>> {
    request.load(DecisionLoader, id).await
}

struct DecisionLoader(Arc<Reader>);

impl Loader<Uuid> for DecisionLoader {
    type Value = decision::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, decision::Model>, Arc<Error>> {
        let wanted = decision::Column::Id.is_in(ids.iter().copied());
        let rows =
            self.0.find::<decision::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}
