//! What a change does to the tables, whoever decides it; and what it can never do.

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::types::RoleChange;
use crate::{
    kit::{Code, Error, Problem, Result, id, vocabulary::Role},
    organisation::{
        accounts, nation,
        people::{self, PersonRow},
        rows::{login, person, role_grant},
        sessions,
    },
    store::{Reader, Subject, Writer},
};

/// A role, and the agency that it is held for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    pub role: Role,
    pub agency: Option<Uuid>,
}

/// How an issuer calls somebody.
#[derive(Clone, Debug)]
pub struct Login {
    pub issuer: String,
    pub subject: String,
}

impl Login {
    /// Whom of the reader's province it is of. One of another province is as one that is not there.
    pub async fn own(&self, reader: &Reader) -> Result<Option<Uuid>> {
        let tenant = reader.scope().tenant();
        if [&self.issuer, &self.subject].iter().any(|name| !crate::kit::text::can_be_stored(name)) {
            return Ok(None);
        }
        let found = reader
            .shared::<login::Entity>(|all| {
                all.filter(login::Column::Issuer.eq(&self.issuer))
                    .filter(login::Column::Subject.eq(&self.subject))
                    .filter(login::Column::TenantId.eq(tenant))
            })
            .await?;
        Ok(found.into_iter().next().map(|login| login.person_id))
    }
}

/// A person of the province, disabled or not; none for the person in whose name a program acts.
pub(super) async fn somebody(reader: &Reader, id: Uuid) -> Result<Option<PersonRow>> {
    let person = people::person_by_id(reader, id).await?;
    let program = accounts::acts_as(reader, id).await?;
    Ok(person.filter(|_| !program))
}

/// The roles of a person that hold.
async fn grants_of(reader: &Reader, person: Uuid, role: Post) -> Result<Vec<role_grant::Model>> {
    reader
        .find::<role_grant::Entity>()
        .with(|all| {
            let all = all
                .filter(role_grant::Column::PersonId.eq(person))
                .filter(role_grant::Column::Role.eq(role.role.code()))
                .filter(role_grant::Column::RevokedAt.is_null());
            match role.agency {
                Some(agency) => all.filter(role_grant::Column::AgencyId.eq(agency)),
                None => all.filter(role_grant::Column::AgencyId.is_null()),
            }
        })
        .all()
        .await
}

/// Refuses what would leave the province without an administrator: nobody could bring one back by the API.
async fn not_the_last(reader: &Reader, person: Uuid) -> Result<()> {
    let mut others = people::administrators(reader).await?;
    match others.remove(&person) && others.is_empty() {
        true => Err(Error::refused(Code::LastAdministrator, &[])),
        false => Ok(()),
    }
}

/// Refuses a change that is done already, or must not be: `ROLE_HELD`, `ROLE_NOT_HELD`, `ACCOUNT_IN_USE`, `LAST_ADMINISTRATOR`.
pub async fn possible(reader: &Reader, change: RoleChange, person: Uuid, role: Option<Post>) -> Result<()> {
    match (change, role) {
        (RoleChange::Grant, Some(role)) => match grants_of(reader, person, role).await?.is_empty() {
            true => Ok(()),
            false => Err(Error::refused(Code::RoleHeld, &["role"])),
        },
        (RoleChange::Withdraw, Some(role)) => {
            if grants_of(reader, person, role).await?.is_empty() {
                return Err(Error::refused(Code::RoleNotHeld, &["role"]));
            }
            match role.role {
                Role::ProvinceAdministrator => not_the_last(reader, person).await,
                _ => Ok(()),
            }
        }
        (RoleChange::Enable, None) => {
            let found = somebody(reader, person).await?;
            match found.is_some_and(|person| person.disabled_at.is_none()) {
                true => Err(Error::refused(Code::AccountInUse, &["whom"])),
                false => Ok(()),
            }
        }
        _ => Err(Error::broken("a change of a role without one, or of none with one")),
    }
}

/// Does it, after looking once more whether it is possible: much may have happened since it was asked for.
pub(super) async fn apply(
    writer: &Writer,
    change: RoleChange,
    person: Uuid,
    role: Option<Post>,
) -> Result<()> {
    possible(writer, change, person, role).await?;
    match (change, role) {
        (RoleChange::Grant, Some(role)) => give(writer, person, role).await,
        (RoleChange::Withdraw, Some(role)) => {
            for before in grants_of(writer, person, role).await? {
                let after = role_grant::Model { revoked_at: Some(writer.now()), ..before.clone() };
                writer.update::<role_grant::Entity>(&before, after).await?;
            }
            Ok(())
        }
        (RoleChange::Enable, _) => set(writer, person, false).await.map(drop),
        _ => Err(Error::broken("a change of a role without one")),
    }
}

/// Gives a person a role.
async fn give(writer: &Writer, person: Uuid, role: Post) -> Result<()> {
    let row = role_grant::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        person_id: person,
        role: role.role.code().into(),
        agency_id: role.agency,
        granted_at: writer.now(),
        revoked_at: None,
    };
    writer.insert::<role_grant::Entity>(row).await
}

/// Makes somebody known to the province by a login that nobody has. Errors: `LOGIN_TAKEN`, also where another province has it: a
/// login leads to one person, and where it reads the whole nation.
pub(super) async fn make(writer: &Writer, login: Login, full_name: String) -> Result<Uuid> {
    let taken = || Error::from(Problem::new(Code::LoginTaken, &["request"]));
    if people::knows(writer, &login.issuer, &login.subject).await? {
        return Err(taken());
    }
    let person = person::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        full_name,
        disabled_at: None,
        email: None,
    };
    let login = login::Model {
        issuer: login.issuer,
        subject: login.subject,
        tenant_id: person.tenant_id,
        person_id: person.id,
    };
    let id = person.id;
    writer.insert::<person::Entity>(person).await?;
    writer.insert_shared::<login::Entity>(login.clone()).await?;
    if nation::reads_by(writer, &login.issuer, &login.subject).await? { Err(taken()) } else { Ok(id) }
}

/// Takes a person's account out of use at once: their tokens are refused from then on, and their sockets are closed.
///
/// One person does it alone, because it may have to be fast, and because it gives nobody anything. Errors: `NOT_FOUND`,
/// `ACCOUNT_DISABLED`, `LAST_ADMINISTRATOR`.
pub async fn disable(writer: &Writer, person: Uuid) -> Result<PersonRow> {
    let found = somebody(writer, person).await?;
    if found.is_none() {
        return Err(Error::refused(Code::NotFound, &["person"]));
    }
    not_the_last(writer, person).await?;
    writer.about(Subject::new("Person", person));
    set(writer, person, true).await
}

/// Takes an account out of use, or back into it. Errors: `ACCOUNT_DISABLED` or `ACCOUNT_IN_USE` for one that is so already.
pub(super) async fn set(writer: &Writer, person: Uuid, disabled: bool) -> Result<PersonRow> {
    let before = people::person_by_id(writer, person).await?;
    let before = before.ok_or_else(|| Error::refused(Code::NotFound, &["person"]))?;
    if before.disabled_at.is_some() == disabled {
        let code = if disabled { Code::AccountDisabled } else { Code::AccountInUse };
        return Err(Error::refused(code, &["person"]));
    }
    let after = PersonRow { disabled_at: disabled.then(|| writer.now()), ..before.clone() };
    writer.update::<person::Entity>(&before, after.clone()).await?;
    if disabled {
        // Else they would go on when the account is in use again.
        sessions::end_all_of(writer, person).await?;
    }
    Ok(after)
}
