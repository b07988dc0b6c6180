//! From a session's secret to an actor.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows::session;
use crate::{
    auth::{Actor, Identity, Secret},
    kit::{Code, Error, Result},
    organisation::people,
    store::{Reader, Scope, Store},
};

/// How exactly it is known when a session was last used.
const USED_WITHIN: Duration = Duration::minutes(1);

/// The actor behind a session, whose `expires_at` is when the session ends unless it is used again, and when the person signed in, where
/// the issuer told. `acting`: somebody does something by it, so that it is not idle.
///
/// Errors: `SESSION_ENDED` for one that is over, or none; `PERSON_UNKNOWN` as for a token.
pub async fn actor_of(
    store: &Store,
    cookie: &str,
    idle: Duration,
    acting: bool,
) -> Result<(Actor, Option<DateTime<Utc>>)> {
    let ended = || Error::refused(Code::SessionEnded, &[]);
    let secret = Secret::read(cookie).ok_or_else(ended)?;
    let reader = store.read(Scope::whole(secret.tenant())).await?;
    let row = by_secret(&reader, &secret).await?.ok_or_else(ended)?;
    let now = store.clock().now();
    let until = row.ends_at.min(row.last_used_at + idle);
    if row.ended_at.is_some() || until <= now {
        return Err(ended());
    }
    let identity = Identity::kept(row.issuer.clone(), row.subject.clone(), until, row.signed_in_at);
    let actor = people::actor_again(&reader, &identity, row.person_id).await?;
    // Whoever waits for a connection holds none.
    drop(reader);
    let signed_in_at = row.signed_in_at;
    if acting && now - row.last_used_at >= USED_WITHIN && !store.only_reads() {
        note(store, row, now).await;
    }
    Ok((actor, signed_in_at))
}

/// The session of a secret, over or not.
pub(super) async fn by_secret(reader: &Reader, secret: &Secret) -> Result<Option<session::Model>> {
    reader
        .find::<session::Entity>()
        .with(|all| all.filter(session::Column::SecretDigest.eq(secret.digest())))
        .one()
        .await
}

/// Notes that a session was used; of several requests at once, one does. Not being able to keeps nobody out.
async fn note(store: &Store, before: session::Model, now: DateTime<Utc>) {
    let scope = Scope::whole(before.tenant_id);
    let after = session::Model { revision: before.revision + 1, last_used_at: now, ..before.clone() };
    if let Err(error) = store.swap::<session::Entity>(&scope, &before, after).await {
        let cause = match error {
            Error::Busy(cause) | Error::Broken(cause) => cause,
            Error::Refused(_) => "refused".into(),
        };
        tracing::warn!(cause, "that a session was used could not be noted");
    }
}
