//! What operators do by the command line, beside what the API does: each an act of nobody's in the audit log.

use std::sync::Arc;

use super::{
    people::{self, PersonRow},
    rows::{login, person},
};
use crate::{
    kit::{Code, Error, Result, text},
    store::{Act, Scope, Store, Subject, Writer},
};

/// The longest issuer and the longest subject of a login: as long as their columns.
const LONGEST_NAME: usize = 300;

/// Runs a verb for a tenant in the operator's name.
pub(super) async fn operate<V, F>(store: &Store, tenant: i32, action: &'static str, verb: V) -> Result<()>
where
    V: FnOnce(Arc<Writer>) -> F + Send + 'static,
    F: Future<Output = Result<()>> + Send + 'static,
{
    let act = Act { scope: Scope::whole(tenant), person: None, action, request_id: "command line".into() };
    store.write(act, None, store.clock().now(), verb).await
}

/// Takes a person's account out of use, or back into use: their tokens are refused from then on, and their sockets are closed.
///
/// Errors: nobody has such a login; the account is as wanted already.
pub async fn set_disabled(store: &Store, (issuer, subject): (&str, &str), disabled: bool) -> Result<()> {
    let (tenant, id) = known(store, issuer, subject).await?;
    let subject = subject.to_owned();
    operate(
        store,
        tenant,
        if disabled { "personDisable" } else { "personEnable" },
        move |writer| async move {
            let before = people::person_by_id(&writer, id).await?;
            let before = before.ok_or_else(|| Error::refused(Code::NotFound, &["person"]))?;
            if before.disabled_at.is_some() == disabled {
                let state = if disabled { "disabled" } else { "in use" };
                return Err(Error::broken(format!("the account of {subject:?} is {state} already")));
            }
            let after = PersonRow { disabled_at: disabled.then(|| writer.now()), ..before.clone() };
            writer.about(Subject::new("Person", id));
            writer.update::<person::Entity>(&before, after).await
        },
    )
    .await
}

/// Gives a person another login besides those that they have: on the owner's connection, because logins are everybody's table.
///
/// Errors: nobody has the first login, somebody has the second, or it is a text that cannot be one.
pub async fn link(store: &Store, (issuer, subject): (&str, &str), other: (&str, &str)) -> Result<()> {
    let (tenant, person_id) = known(store, issuer, subject).await?;
    let row = login::Model {
        issuer: text::required(other.0, LONGEST_NAME, &["issuer"])?,
        subject: text::required(other.1, LONGEST_NAME, &["subject"])?,
        tenant_id: tenant,
        person_id,
    };
    if people::person_by_subject(store, &row.issuer, &row.subject).await?.is_some() {
        return Err(Error::broken(format!("somebody is {:?} at {:?} already", row.subject, row.issuer)));
    }
    operate(store, tenant, "personLink", move |writer| async move {
        writer.about(Subject::new("Person", person_id));
        writer.insert_shared::<login::Entity>(row).await
    })
    .await
}

async fn known(store: &Store, issuer: &str, subject: &str) -> Result<(i32, uuid::Uuid)> {
    let found = people::person_by_subject(store, issuer, subject).await?;
    found.ok_or_else(|| {
        Error::broken(format!("no province knows a person {subject:?} of the issuer {issuer:?}"))
    })
}
