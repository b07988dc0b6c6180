//! The same changes by the operator's command line, alone: for the first people of a province, and for one with a single
//! administrator. Each is an act of nobody's in the audit log, which administrators and auditors read.

use uuid::Uuid;

use super::{
    ask,
    change::{self, Login, Post},
    types::RoleChange,
};
use crate::{
    kit::{Code, Error, Problem, Result, text, vocabulary::Role},
    organisation::{operator::operate, people, province},
    store::{Reader, Store, Subject, Writer},
};

/// Makes somebody known to a province, by its code, with a login and no role yet.
///
/// Errors: no such province; somebody has the login; those of the texts.
pub async fn register(store: &Store, code: &str, (issuer, subject): (&str, &str), name: &str) -> Result<()> {
    let found = province::by_code(store, code).await?;
    let tenant = found.ok_or_else(|| Error::broken(format!("there is no province {code}")))?.tenant_id;
    let line = |value: &str, field: &str| text::one_line(value, text::MAX_NAME, &[field]);
    let login = Login { issuer: line(issuer, "issuer")?, subject: line(subject, "subject")? };
    let name = line(name, "name")?;
    operate(store, tenant, "personRegister", move |writer| async move {
        let person = change::make(&writer, login, name).await?;
        writer.about(Subject::new("Person", person));
        Ok(())
    })
    .await
}

/// Gives somebody a role, of an agency's roles for the agency of a code.
///
/// Errors: nobody has the login; `ROLE_SCOPE`, `NO_SUCH_AGENCY`, `ROLE_HELD`.
pub async fn grant(store: &Store, login: (&str, &str), role: Role, agency: Option<String>) -> Result<()> {
    change_role(store, login, RoleChange::Grant, (role, agency)).await
}

/// Takes a role from somebody. Errors: as of [`grant`], `ROLE_NOT_HELD`, `LAST_ADMINISTRATOR`.
pub async fn withdraw(store: &Store, login: (&str, &str), role: Role, agency: Option<String>) -> Result<()> {
    change_role(store, login, RoleChange::Withdraw, (role, agency)).await
}

async fn change_role(
    store: &Store,
    (issuer, subject): (&str, &str),
    wanted: RoleChange,
    (role, agency): (Role, Option<String>),
) -> Result<()> {
    let (tenant, person) = people::known(store, issuer, subject).await?;
    let action = if wanted == RoleChange::Grant { "roleGrant" } else { "roleWithdraw" };
    operate(store, tenant, action, move |writer| async move {
        let role = Post { role, agency: agency_of(&writer, role, agency).await? };
        writer.about(Subject::new("Person", person));
        change::apply(&writer, wanted, person, Some(role)).await
    })
    .await
}

async fn agency_of(reader: &Reader, role: Role, code: Option<String>) -> Result<Option<Uuid>> {
    if role.is_of_the_nation() {
        return Err(Error::refused(Code::RoleOfTheNation, &["role"]));
    }
    match (role.is_of_an_agency(), code) {
        (true, Some(code)) => {
            let unknown = || Problem::new(Code::NoSuchAgency, &["agency"]).with("agency", text::shown(&code));
            Ok(Some(ask::agency_of(reader, &code).await?.ok_or_else(unknown)?))
        }
        (false, None) => Ok(None),
        _ => Err(Error::refused(Code::RoleScope, &["agency"])),
    }
}

/// Takes a person's account out of use, or back into use: their tokens are refused from then on, and their sockets are closed.
///
/// Errors: nobody has such a login; `ACCOUNT_DISABLED`, `ACCOUNT_IN_USE`, `LAST_ADMINISTRATOR`.
pub async fn set_disabled(store: &Store, (issuer, subject): (&str, &str), disabled: bool) -> Result<()> {
    let (tenant, id) = people::known(store, issuer, subject).await?;
    let action = if disabled { "personDisable" } else { "personEnable" };
    operate(store, tenant, action, move |writer: std::sync::Arc<Writer>| async move {
        match disabled {
            true => change::disable(&writer, id).await.map(drop),
            false => {
                writer.about(Subject::new("Person", id));
                change::set(&writer, id, false).await.map(drop)
            }
        }
    })
    .await
}
