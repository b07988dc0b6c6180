//! What another administrator decides, or whoever asked takes back.

use uuid::Uuid;

use super::{
    change::{self, Login, Post},
    find,
    rows::{decision, request},
    types::{RoleChange, RoleRequestState},
};
use crate::{
    kit::{Code, Error, Problem, Result, text, vocabulary::Role},
    organisation::people,
    store::{Subject, Writer},
};

/// Approves a request, which takes effect with that: the role's row, the audit entry and the leaves of the log are of one transaction.
///
/// Errors: `NOT_FOUND`; `ROLE_REQUEST_CLOSED`; `ROLE_SAME_PERSON` for whoever asked and for whoever it concerns; `ROLE_ASKER_GONE` where whoever
/// asked administers the province no more; `LOGIN_TAKEN`; what [`change::possible`] refuses.
pub async fn approve(writer: &Writer, id: Uuid) -> Result<request::Model> {
    let (row, decider) = another(writer, id).await?;
    if row.person_id == Some(decider) {
        return Err(Error::refused(Code::RoleSamePerson, &["request"]));
    }
    // What somebody asked for while they administered is not to outlive that.
    if !people::administrators(writer).await?.contains(&row.requested_by) {
        return Err(Error::refused(Code::RoleAskerGone, &["request"]));
    }
    let wanted = RoleChange::from_code(&row.change);
    let wanted = wanted.ok_or_else(|| Error::broken("a request for no known change"))?;
    let role = match &row.role {
        Some(code) => {
            let role = Role::from_code(code).ok_or_else(|| Error::broken("a request for no known role"))?;
            Some(Post { role, agency: row.agency_id })
        }
        None => None,
    };
    let person = match (row.person_id, &row.issuer, &row.subject, &row.full_name) {
        (Some(person), ..) => person,
        (None, Some(issuer), Some(subject), Some(name)) => {
            let login = Login { issuer: issuer.clone(), subject: subject.clone() };
            change::make(writer, login, name.clone()).await?
        }
        _ => return Err(Error::broken("a request for nobody")),
    };
    change::apply(writer, wanted, person, role).await.map_err(at_request)?;
    decide(writer, &row, (RoleRequestState::Approved, decider), Some(person), None).await?;
    Ok(row)
}

/// Refuses a request, with a reason. Errors: as of [`approve`], and those of a reason; whoever it concerns may refuse it.
pub async fn refuse(writer: &Writer, id: Uuid, reason: &str) -> Result<request::Model> {
    let reason = text::reason(reason, &["reason"])?;
    let (row, decider) = another(writer, id).await?;
    decide(writer, &row, (RoleRequestState::Refused, decider), None, Some(reason)).await?;
    Ok(row)
}

/// Takes back a request that the actor has made. Errors: `NOT_FOUND`, `ROLE_REQUEST_CLOSED`, `ROLE_NOT_ASKED_BY_YOU`.
pub async fn take_back(writer: &Writer, id: Uuid) -> Result<request::Model> {
    let (row, actor) = open(writer, id).await?;
    if row.requested_by != actor {
        return Err(Error::refused(Code::RoleNotAskedByYou, &["request"]));
    }
    decide(writer, &row, (RoleRequestState::TakenBack, actor), None, None).await?;
    Ok(row)
}

/// An open request, and who acts.
async fn open(writer: &Writer, id: Uuid) -> Result<(request::Model, Uuid)> {
    let actor = writer.person().ok_or_else(|| Error::broken("a decision of nobody's"))?;
    let row = find::by_id(writer, id).await?.ok_or_else(|| Error::refused(Code::NotFound, &["request"]))?;
    let decided = find::decision_of(writer, id).await?;
    match find::state(&row, decided.as_ref(), writer.now())? {
        RoleRequestState::Open => Ok((row, actor)),
        state => {
            let closed = Problem::new(Code::RoleRequestClosed, &["request"]);
            Err(closed.with_texts("state", &state.words()).into())
        }
    }
}

/// An open request that somebody else has made, and who acts.
async fn another(writer: &Writer, id: Uuid) -> Result<(request::Model, Uuid)> {
    let (row, actor) = open(writer, id).await?;
    match row.requested_by == actor {
        true => Err(Error::refused(Code::RoleSamePerson, &["request"])),
        false => Ok((row, actor)),
    }
}

/// What keeps a change from being made, told of the request: that is all that was sent.
fn at_request(error: Error) -> Error {
    match error {
        Error::Refused(problems) => Error::Refused(
            problems.into_iter().map(|problem| Problem { path: vec!["request".into()], ..problem }).collect(),
        ),
        other => other,
    }
}

async fn decide(
    writer: &Writer,
    row: &request::Model,
    (outcome, decided_by): (RoleRequestState, Uuid),
    person_id: Option<Uuid>,
    reason: Option<String>,
) -> Result<()> {
    let decision = decision::Model {
        tenant_id: row.tenant_id,
        id: row.id,
        outcome: outcome.code().into(),
        person_id,
        reason,
        decided_by,
        decided_at: writer.now(),
    };
    writer.about(Subject::new("RoleRequest", row.id));
    writer.insert::<decision::Entity>(decision).await
}
