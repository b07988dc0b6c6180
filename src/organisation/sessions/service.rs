//! Sessions: begun, ended.

use chrono::Duration;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{entry, rows::session};
use crate::{
    auth::{Identity, Secret},
    kit::{Code, Error, Result, id},
    organisation::people,
    store::{Act, Scope, Store, Subject, Writer},
};

/// Begins a session of whoever has signed in; the answer is its secret, of which only the digest is kept. `longest`: how long it lasts
/// at most.
///
/// Errors: `PERSON_UNKNOWN` as for a token, and for readers of the nation, who come with tokens only.
pub async fn begin(
    store: &Store,
    identity: &Identity,
    longest: Duration,
    request_id: &str,
) -> Result<String> {
    let actor = people::actor_of(store, identity).await?;
    // A session is a row of a province.
    if actor.is_of_the_nation() {
        return Err(Error::refused(Code::PersonUnknown, &[]));
    }
    let (tenant, person) = (actor.tenant(), actor.person());
    let secret = Secret::generate(tenant)?;
    let now = store.clock().now();
    let row = session::Model {
        tenant_id: tenant,
        id: id::new(now),
        person_id: person,
        secret_digest: secret.digest(),
        issuer: identity.issuer().to_owned(),
        subject: identity.subject().to_owned(),
        signed_in_at: identity.signed_in_at(),
        begun_at: now,
        ends_at: now + longest,
        revision: 0,
        last_used_at: now,
        ended_at: None,
    };
    let verb = move |writer: std::sync::Arc<Writer>| async move {
        writer.about(Subject::new("Session", row.id));
        writer.insert::<session::Entity>(row).await
    };
    store.write(act(tenant, person, "signIn", request_id), None, now, verb).await?;
    Ok(secret.reveal())
}

/// Ends a session by its secret: sign-out. One that is over, or none, is left as it is.
pub async fn end(store: &Store, cookie: &str, request_id: &str) -> Result<()> {
    let Some(secret) = Secret::read(cookie) else { return Ok(()) };
    let reader = store.read(Scope::whole(secret.tenant())).await?;
    let found = entry::by_secret(&reader, &secret).await?.filter(|row| row.ended_at.is_none());
    drop(reader);
    let Some(row) = found else { return Ok(()) };
    let act = act(row.tenant_id, row.person_id, "signOut", request_id);
    let verb = move |writer: std::sync::Arc<Writer>| async move {
        writer.about(Subject::new("Session", row.id));
        match entry::by_secret(&writer, &secret).await?.filter(|row| row.ended_at.is_none()) {
            Some(row) => end_one(&writer, row).await,
            // Ended twice at once: the other one has done it.
            None => Ok(()),
        }
    };
    store.write(act, None, store.clock().now(), verb).await
}

/// Ends every session of a person, in the transaction of what takes their account out of use.
pub async fn end_all_of(writer: &Writer, person: Uuid) -> Result<()> {
    let open = writer
        .find::<session::Entity>()
        .with(|all| {
            all.filter(session::Column::PersonId.eq(person))
                .filter(session::Column::EndedAt.is_null())
                .filter(session::Column::EndsAt.gt(writer.now()))
        })
        .all()
        .await?;
    for row in open {
        end_one(writer, row).await?;
    }
    Ok(())
}

async fn end_one(writer: &Writer, row: session::Model) -> Result<()> {
    let after = session::Model { ended_at: Some(writer.now()), ..row.clone() };
    writer.update::<session::Entity>(&row, after).await
}

fn act(tenant: i32, person: Uuid, action: &'static str, request_id: &str) -> Act {
    Act { scope: Scope::whole(tenant), person: Some(person), action, request_id: request_id.to_owned() }
}
