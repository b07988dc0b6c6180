//! From a secret to an actor.

use chrono::Duration;
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    approve::state_now,
    rows::{account, seen},
    service::agencies_of,
    types::ServiceAccountState,
};
use crate::{
    auth::{Account, Actor, Grant, Secret},
    kit::{
        Code, Error, Result,
        vocabulary::{AccountAccess, RateClass, Role},
    },
    organisation::people,
    store::{Leak, Reader, Scope, Store},
};

/// How exactly it is known when an account was last seen.
const SEEN_WITHIN: Duration = Duration::hours(1);

/// The actor behind a secret; `TOKEN_FORGED` for one that no account has, `TOKEN_REVOKED`, `TOKEN_EXPIRED`, `TOKEN_NOT_APPROVED`, and
/// `PERSON_UNKNOWN` for an account whose person is disabled.
pub async fn actor_of(store: &Store, token: &str) -> Result<Actor> {
    let forged = || Error::refused(Code::TokenForged, &[]);
    let secret = Secret::read(token).ok_or_else(forged)?;
    let reader = store.read(Scope::whole(secret.tenant())).await?;
    let row = reader
        .find::<account::Entity>()
        .with(|all| all.filter(account::Column::SecretDigest.eq(secret.digest())))
        .one()
        .await?
        .ok_or_else(forged)?;
    let unfit = match state_now(&reader, &row, store.clock().now()).await? {
        ServiceAccountState::InUse => None,
        ServiceAccountState::AwaitingApproval => Some(Code::TokenNotApproved),
        ServiceAccountState::Expired => Some(Code::TokenExpired),
        ServiceAccountState::Revoked => Some(Code::TokenRevoked),
    };
    if let Some(code) = unfit {
        return Err(Error::refused(code, &[]));
    }
    let person = people::person_by_id(&reader, row.person_id).await?;
    if person.is_none_or(|person| person.disabled_at.is_some()) {
        return Err(Error::refused(Code::PersonUnknown, &[]));
    }
    let (access, rate_class) = words(&row)?;
    let mut grants = grants(&row, access)?;
    if store.planted().is(Leak::AccountsReachAll) {
        grants.iter_mut().for_each(|grant| grant.agency = None);
    }
    let inherited = people::inherited(&reader, &grants).await?;
    let seen = seen_of(&reader, &row).await?;
    // Whoever waits for a connection holds none.
    drop(reader);
    if let Some(seen) = seen {
        note(store, seen).await;
    }
    let account = Account { id: row.id, access, rate_class };
    let actor = Actor::of_account(account, (row.tenant_id, row.person_id), grants, row.expires_at);
    Ok(actor.inheriting(inherited))
}

/// What an account may do, and how much at once.
fn words(row: &account::Model) -> Result<(AccountAccess, RateClass)> {
    let words = AccountAccess::from_code(&row.access).zip(RateClass::from_code(&row.rate_class));
    words.ok_or_else(|| Error::broken("a service account with an unknown word"))
}

/// The roles that follow from an account's row: it reads what a BI reader reads, of its agencies or of all, or files for its agencies.
fn grants(row: &account::Model, access: AccountAccess) -> Result<Vec<Grant>> {
    let role = match access {
        AccountAccess::Read => Role::BiReader,
        AccountAccess::Submit => Role::Submitter,
    };
    let agencies = agencies_of(row)?;
    let grant = |agency| Grant { id: None, role, agency };
    Ok(match (agencies.is_empty(), access) {
        (true, AccountAccess::Read) => vec![grant(None)],
        _ => agencies.into_iter().map(|agency| grant(Some(agency))).collect(),
    })
}

/// What is known of when an account was seen, when it is time to note that anew.
async fn seen_of(reader: &Reader, row: &account::Model) -> Result<Option<seen::Model>> {
    let seen = reader
        .find::<seen::Entity>()
        .with(|all| all.filter(seen::Column::AccountId.eq(row.id)))
        .one()
        .await?;
    let now = reader.clock().now();
    Ok(seen.filter(|seen| seen.last_used_at.is_none_or(|at| now - at >= SEEN_WITHIN)))
}

/// Notes that an account was seen; of several requests at once, one does. Not being able to keeps nobody out.
async fn note(store: &Store, before: seen::Model) {
    let scope = Scope::whole(before.tenant_id);
    let last_used_at = Some(store.clock().now());
    let after = seen::Model { revision: before.revision + 1, last_used_at, ..before.clone() };
    if let Err(error) = store.swap::<seen::Entity>(&scope, &before, after).await {
        let cause = match error {
            Error::Busy(cause) | Error::Broken(cause) => cause,
            Error::Refused(_) => "refused".into(),
        };
        tracing::warn!(cause, "when a service account was last used could not be noted");
    }
}
