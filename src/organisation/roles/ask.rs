//! Asking for a change: what could never be approved is refused at once.

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    change::{self, Login, Post},
    find,
    rows::request,
    types::{RoleChange, RoleRules},
};
use crate::{
    kit::{Code, Error, Problem, Result, id, text, vocabulary::Role},
    organisation::rows::agency,
    store::{Reader, Subject, Writer},
};

/// The most requests that are open at once.
const MOST_OPEN: u64 = 100;

/// Whom a request concerns.
#[derive(Clone, Debug)]
pub enum Whom {
    /// Somebody of the province by their id.
    Person(Uuid),
    /// Somebody of the province by a login.
    Login { issuer: String, subject: String },
    /// Somebody whom the province does not know yet.
    Newcomer { issuer: String, subject: String, full_name: String },
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub change: RoleChange,
    pub whom: Whom,
    /// The role; none to take an account back into use.
    pub role: Option<Role>,
    /// The code of the agency that an agency's role is for.
    pub agency: Option<String>,
    pub reason: String,
}

/// Whom a request concerns, looked up.
enum Known {
    Person(Uuid),
    New(Login, String),
}

/// Writes down what an administrator asks for; nothing changes yet.
///
/// Errors: `REASON_REQUIRED` and those of a text; `ROLE_SCOPE` where role and agency do not go together; `NOT_FOUND` for a person whom the
/// province does not know, or a program's; `NO_SUCH_AGENCY`; `LOGIN_TAKEN`; what [`change::possible`] refuses; `TOO_MANY_ENTRIES`.
pub async fn ask(writer: &Writer, wanted: Wanted, rules: RoleRules) -> Result<request::Model> {
    let requested_by = writer.person().ok_or_else(|| Error::broken("a request of nobody's"))?;
    let mut problems = Vec::new();
    let reason = text::reason(&wanted.reason, &["reason"]).map_err(|problem| problems.push(problem));
    let role = role(writer, &wanted, &mut problems).await?;
    let known = known(writer, &wanted, &mut problems).await?;
    if find::open_count(writer, writer.now()).await? >= MOST_OPEN {
        problems.push(Problem::new(Code::TooManyEntries, &[]).with("most", MOST_OPEN));
    }
    let (Ok(reason), Some(known), true) = (reason, known, problems.is_empty()) else {
        return Err(problems.into());
    };
    let (person_id, login, full_name) = match known {
        Known::Person(person) => {
            change::possible(writer, wanted.change, person, role).await?;
            (Some(person), None, None)
        }
        Known::New(login, name) => (None, Some(login), Some(name)),
    };
    let (issuer, subject) = login.map(|login| (login.issuer, login.subject)).unzip();
    let row = request::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        change: wanted.change.code().into(),
        person_id,
        issuer,
        subject,
        full_name,
        role: role.map(|one| one.role.code().into()),
        agency_id: role.and_then(|one| one.agency),
        reason,
        requested_by,
        requested_at: writer.now(),
        expires_at: writer.now() + rules.good_for,
    };
    writer.about(Subject::new("RoleRequest", row.id));
    writer.insert::<request::Entity>(row.clone()).await?;
    Ok(row)
}

/// The role with its agency; none to take an account back into use, and where there is a problem.
async fn role(reader: &Reader, wanted: &Wanted, problems: &mut Vec<Problem>) -> Result<Option<Post>> {
    let scope = |field| Problem::new(Code::RoleScope, &[field]);
    let Some(role) = wanted.role else {
        if wanted.change != RoleChange::Enable {
            problems.push(scope("role"));
        }
        return Ok(None);
    };
    if wanted.change == RoleChange::Enable {
        problems.push(scope("role"));
        return Ok(None);
    }
    if role.is_of_the_nation() {
        problems.push(Problem::new(Code::RoleOfTheNation, &["role"]));
        return Ok(None);
    }
    match (role.is_of_an_agency(), &wanted.agency) {
        (true, Some(code)) => match agency_of(reader, code).await? {
            Some(agency) => return Ok(Some(Post { role, agency: Some(agency) })),
            None => {
                let unknown = Problem::new(Code::NoSuchAgency, &["agency"]);
                problems.push(unknown.with("agency", text::shown(code)));
            }
        },
        (false, None) => return Ok(Some(Post { role, agency: None })),
        (true, None) | (false, Some(_)) => problems.push(scope("agency")),
    }
    Ok(None)
}

pub(super) async fn agency_of(reader: &Reader, code: &str) -> Result<Option<Uuid>> {
    if !text::can_be_stored(code) {
        return Ok(None);
    }
    let found =
        reader.find::<agency::Entity>().with(|all| all.filter(agency::Column::Code.eq(code))).one().await?;
    Ok(found.map(|agency| agency.id))
}

/// Whom it concerns; none where there is a problem.
async fn known(reader: &Reader, wanted: &Wanted, problems: &mut Vec<Problem>) -> Result<Option<Known>> {
    let missing = |field| Problem::new(Code::NotFound, &["whom", field]);
    match &wanted.whom {
        Whom::Person(id) => {
            let found = change::somebody(reader, *id).await?.is_some();
            if !found {
                problems.push(missing("person"));
            }
            Ok(found.then_some(Known::Person(*id)))
        }
        Whom::Login { issuer, subject } => {
            let login = Login { issuer: issuer.clone(), subject: subject.clone() };
            let person = match login.own(reader).await? {
                Some(person) => change::somebody(reader, person).await?,
                None => None,
            };
            if person.is_none() {
                problems.push(missing("login"));
            }
            Ok(person.map(|person| Known::Person(person.id)))
        }
        Whom::Newcomer { issuer, subject, full_name } => {
            let before = problems.len();
            if wanted.change != RoleChange::Grant {
                problems.push(missing("newcomer"));
            }
            let mut line = |value: &str, field: &str| {
                let line = text::one_line(value, text::MAX_NAME, &["whom", "newcomer", field]);
                line.map_err(|problem| problems.push(problem)).unwrap_or_default()
            };
            let login = Login { issuer: line(issuer, "issuer"), subject: line(subject, "subject") };
            let name = line(full_name, "fullName");
            if problems.len() == before && login.own(reader).await?.is_some() {
                problems.push(Problem::new(Code::LoginTaken, &["whom", "newcomer", "subject"]));
            }
            Ok((problems.len() == before).then_some(Known::New(login, name)))
        }
    }
}
