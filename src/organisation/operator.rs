//! What operators do by the command line, beside what the API does: each an act of nobody's in the audit log.

use std::sync::Arc;

use super::{nation, people, rows::login};
use crate::{
    kit::{Error, Result, text},
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

/// Gives a person another login besides those that they have: on the owner's connection, because logins are everybody's table.
///
/// Errors: nobody has the first login, somebody has the second, or it is a text that cannot be one.
pub async fn link(store: &Store, (issuer, subject): (&str, &str), other: (&str, &str)) -> Result<()> {
    let (tenant, person_id) = people::known(store, issuer, subject).await?;
    let row = login::Model {
        issuer: text::required(other.0, LONGEST_NAME, &["issuer"])?,
        subject: text::required(other.1, LONGEST_NAME, &["subject"])?,
        tenant_id: tenant,
        person_id,
    };
    let taken = Error::broken(format!("somebody is {:?} at {:?} already", row.subject, row.issuer));
    if people::person_by_subject(store, &row.issuer, &row.subject).await?.is_some() {
        return Err(taken);
    }
    operate(store, tenant, "personLink", move |writer| async move {
        writer.about(Subject::new("Person", person_id));
        writer.insert_shared::<login::Entity>(row.clone()).await?;
        if nation::reads_by(&writer, &row.issuer, &row.subject).await? { Err(taken) } else { Ok(()) }
    })
    .await
}
