//! From a verified identity to an actor, by our own tables.

use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

pub use super::rows::person::Model as PersonRow;
use super::rows::{login, person, role_grant};
use super::{history::History, nation};
use crate::{
    auth::{Actor, Grant, Identity, Inherited},
    kit::{Code, Error, Problem, Result, text, vocabulary::Role},
    store::{Leak, Reader, Scope, Store, Subject, Writer},
};

/// The actor behind an identity: a province's person, or a reader of the nation; `PERSON_UNKNOWN` for one whom nobody knows or whose
/// account is disabled.
pub async fn actor_of(store: &Store, identity: &Identity) -> Result<Actor> {
    let unknown = || Error::refused(Code::PersonUnknown, &[]);
    if !text::can_be_stored(identity.subject()) {
        return Err(unknown());
    }
    let logins = store.shared::<login::Entity>(|logins| logins.filter(called(identity))).await?;
    let Some(login) = logins.into_iter().next() else {
        return nation::reader_of(store, identity).await?.ok_or_else(unknown);
    };
    let reader = store.read(Scope::whole(login.tenant_id)).await?;
    actor_by(&reader, identity, &login).await
}

/// The actor behind an identity that has been proved before, such as a session's, by what the tables of its tenant say now;
/// `PERSON_UNKNOWN` as for [`actor_of`], and for one who is called so no more.
pub(super) async fn actor_again(reader: &Reader, identity: &Identity, person: Uuid) -> Result<Actor> {
    let own = called(identity)
        .add(login::Column::TenantId.eq(reader.scope().tenant()))
        .add(login::Column::PersonId.eq(person));
    let logins = reader.shared::<login::Entity>(|logins| logins.filter(own)).await?;
    let login = logins.into_iter().next().ok_or_else(|| Error::refused(Code::PersonUnknown, &[]))?;
    actor_by(reader, identity, &login).await
}

/// The logins by which an issuer calls somebody.
fn called(identity: &Identity) -> Condition {
    Condition::all()
        .add(login::Column::Issuer.eq(identity.issuer()))
        .add(login::Column::Subject.eq(identity.subject()))
}

async fn actor_by(reader: &Reader, identity: &Identity, login: &login::Model) -> Result<Actor> {
    let unknown = || Error::refused(Code::PersonUnknown, &[]);
    let person = reader
        .find::<person::Entity>()
        .with(|people| people.filter(person::Column::Id.eq(login.person_id)))
        .one()
        .await?
        .filter(|person| person.disabled_at.is_none())
        .ok_or_else(unknown)?;
    let mut own = Condition::all();
    if !reader.planted().is(Leak::RolesOfAllPeople) {
        own = own.add(role_grant::Column::PersonId.eq(person.id));
    }
    let own = own.add(role_grant::Column::RevokedAt.is_null());
    let grants = reader.find::<role_grant::Entity>().with(|grants| grants.filter(own)).all().await?;
    let grants: Vec<Grant> = grants
        .into_iter()
        .filter_map(|grant| {
            let role = Role::from_code(&grant.role)?;
            Some(Grant { id: Some(grant.id), role, agency: grant.agency_id })
        })
        .collect();
    let inherited = inherited(reader, &grants).await?;
    Ok(Actor::new(identity, login.tenant_id, person.id, grants).inheriting(inherited))
}

/// What people of an agency have from the agencies that it continues: one statement for those who have a role of an agency,
/// none for the others.
pub(super) async fn inherited(reader: &Reader, grants: &[Grant]) -> Result<Vec<Inherited>> {
    if grants.iter().all(|grant| grant.agency.is_none()) {
        return Ok(Vec::new());
    }
    let history = History::read(reader).await?;
    let of_agencies = grants.iter().filter_map(|grant| Some((grant.role, grant.agency?)));
    let each = of_agencies.flat_map(|(role, own)| {
        let answered = history.answered_by(&[own]);
        let continued = history.all_predecessors(&[own]).into_iter();
        continued.map(move |agency| Inherited { role, agency, answers: answered.contains(&agency) })
    });
    Ok(each.collect())
}

/// The tenant and person of a login, for the operator's commands.
pub async fn person_by_subject(store: &Store, issuer: &str, subject: &str) -> Result<Option<(i32, Uuid)>> {
    let logins = store
        .shared::<login::Entity>(|logins| {
            logins.filter(login::Column::Issuer.eq(issuer)).filter(login::Column::Subject.eq(subject))
        })
        .await?;
    Ok(logins.first().map(|login| (login.tenant_id, login.person_id)))
}

/// Whether a province knows somebody by a login.
pub(super) async fn knows(reader: &Reader, issuer: &str, subject: &str) -> Result<bool> {
    let own = Condition::all().add(login::Column::Issuer.eq(issuer)).add(login::Column::Subject.eq(subject));
    Ok(!reader.shared::<login::Entity>(|logins| logins.filter(own)).await?.is_empty())
}

/// The tenant and person of a login; an error for the operator where nobody has it.
pub(super) async fn known(store: &Store, issuer: &str, subject: &str) -> Result<(i32, Uuid)> {
    let found = person_by_subject(store, issuer, subject).await?;
    found.ok_or_else(|| {
        Error::broken(format!("no province knows a person {subject:?} of the issuer {issuer:?}"))
    })
}

/// The subject of somebody who has a role in a tenant: for the demo's tokens. For an agency's role, somebody of `agency`.
pub async fn subject_with_role(
    store: &Store,
    tenant: i32,
    role: Role,
    agency: Option<Uuid>,
) -> Result<Option<String>> {
    let reader = store.read(Scope::whole(tenant)).await?;
    let grant = reader
        .find::<role_grant::Entity>()
        .with(|grants| {
            let grants = grants.filter(role_grant::Column::Role.eq(role.code())).limit(1);
            match agency {
                Some(agency) => grants.filter(role_grant::Column::AgencyId.eq(agency)),
                None => grants,
            }
        })
        .one()
        .await?;
    let Some(grant) = grant else { return Ok(None) };
    let logins = store
        .shared::<login::Entity>(|logins| logins.filter(login::Column::PersonId.eq(grant.person_id)))
        .await?;
    Ok(logins.into_iter().next().map(|login| login.subject))
}

/// Who has one of some roles for some agencies and whose account is in use: pairs of agency and person, each once.
pub async fn people_of(reader: &Reader, agencies: &[Uuid], roles: &[Role]) -> Result<Vec<(Uuid, Uuid)>> {
    let grants = reader
        .find::<role_grant::Entity>()
        .with(|all| {
            all.filter(role_grant::Column::AgencyId.is_in(agencies.iter().copied()))
                .filter(role_grant::Column::Role.is_in(roles.iter().map(|role| role.code())))
                .filter(role_grant::Column::RevokedAt.is_null())
        })
        .all()
        .await?;
    let pairs: BTreeSet<(Uuid, Uuid)> =
        grants.into_iter().filter_map(|grant| Some((grant.agency_id?, grant.person_id))).collect();
    let disabled: HashSet<Uuid> = reader
        .find::<person::Entity>()
        .with(|all| all.filter(person::Column::DisabledAt.is_not_null()))
        .all()
        .await?
        .into_iter()
        .map(|person| person.id)
        .collect();
    Ok(pairs.into_iter().filter(|(_, person)| !disabled.contains(person)).collect())
}

/// Who administers the province: has the role, and an account that is in use.
pub(super) async fn administrators(reader: &Reader) -> Result<BTreeSet<Uuid>> {
    let grants = reader
        .find::<role_grant::Entity>()
        .with(|all| {
            all.filter(role_grant::Column::Role.eq(Role::ProvinceAdministrator.code()))
                .filter(role_grant::Column::RevokedAt.is_null())
        })
        .all()
        .await?;
    let people = reader
        .find::<person::Entity>()
        .with(|all| {
            all.filter(person::Column::Id.is_in(grants.iter().map(|grant| grant.person_id)))
                .filter(person::Column::DisabledAt.is_null())
        })
        .all()
        .await?;
    Ok(people.into_iter().map(|person| person.id).collect())
}

/// A person by id.
pub async fn person_by_id(reader: &Reader, id: Uuid) -> Result<Option<PersonRow>> {
    reader.find::<person::Entity>().with(|all| all.filter(person::Column::Id.eq(id))).one().await
}

/// The longest address (RFC 5321, 4.5.3.1.3, without the angle brackets).
const LONGEST_ADDRESS: usize = 254;

/// Sets where notices to a person go; nowhere when it is blank.
pub async fn set_email(writer: &Writer, person: Uuid, email: Option<&str>) -> Result<PersonRow> {
    let before = person_by_id(writer, person).await?;
    let before = before.ok_or_else(|| Error::refused(Code::NotFound, &["person"]))?;
    let email = email.map(str::trim).filter(|email| !email.is_empty()).map(checked_address).transpose()?;
    let after = PersonRow { email, ..before.clone() };
    writer.about(Subject::new("Person", person));
    writer.update::<person::Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// An address as mail servers take it: no name beside it, no line break, nothing that ends it.
pub(super) fn checked_address(address: &str) -> Result<String, Problem> {
    let bad = || Problem::new(Code::EmailInvalid, &["email"]);
    if address.chars().count() > LONGEST_ADDRESS {
        return Err(Problem::new(Code::TextTooLong, &["email"]).with("most", LONGEST_ADDRESS));
    }
    // What mail servers take without an extension that few have (RFC 6531), and without quotes.
    if !address.is_ascii() || address.chars().any(|c| c.is_ascii_control() || c == ' ' || c == '"') {
        return Err(bad());
    }
    let parsed: lettre::Address = address.parse().map_err(|_| bad())?;
    Ok(parsed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_addresses_and_nothing_more() {
        for good in ["a@snv.example", "nguyen.van-a+bc@sub.travinh.example", "A@B.vn"] {
            assert!(checked_address(good).is_ok(), "{good}");
        }
        for bad in [
            "a",
            "@b.vn",
            "a@",
            "a@b@c.vn",
            "a@b.vn\r\nBcc: x@y.vn",
            "a@b.vn, c@d.vn",
            "A <a@b.vn>",
            "<a@b.vn>",
            "\"a b\"@c.vn",
            "a b@c.vn",
            "ă@b.vn",
        ] {
            assert!(checked_address(bad).is_err(), "{bad:?}");
        }
    }
}
