//! Service accounts: made, listed, revoked.

use async_graphql::dataloader::Loader;
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::rows::{account, seen};
use crate::{
    auth::Secret,
    kit::{
        Code, Error, Problem, Result, clock, id, text,
        vocabulary::{AccountAccess, RateClass},
    },
    organisation::{
        operator, province,
        rows::{agency, person},
    },
    request::Request,
    store::{Reader, Scope, Store, Subject, Writer},
};

/// The most accounts in use of a province.
const MOST: usize = 50;
/// The most agencies of an account.
const MOST_AGENCIES: usize = 500;
/// The longest that a secret is good for, in days.
const MOST_DAYS: i64 = 366;

/// An account that is to be made.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub name: String,
    pub access: AccountAccess,
    /// The codes of its agencies; none of an account that reads the whole province.
    pub agencies: Vec<String>,
    pub rate_class: RateClass,
    pub expires_at: DateTime<Utc>,
    /// How long another administrator may take to approve it; none where nobody has to.
    pub approval_within: Option<Duration>,
}

/// Makes an account for the bearer of a secret, of which only the digest is kept; where it is wanted with an approval, it is not in use
/// before that.
///
/// Errors: those of a text for the name; `ACCOUNT_EXPIRY` for an end that is past or more than 366 days off; `ACCOUNT_AGENCY_UNKNOWN`;
/// `ACCOUNT_AGENCY_REQUIRED` for one that files for nobody; `TOO_MANY_ENTRIES`.
pub async fn create(writer: &Writer, wanted: Wanted, secret: &Secret) -> Result<account::Model> {
    let now = writer.now();
    let mut problems = Vec::new();
    let name =
        text::required(&wanted.name, text::MAX_NAME, &["name"]).map_err(|problem| problems.push(problem));
    // To the microsecond, as both databases store it: the log has what the row has.
    let expires_at = clock::instant(wanted.expires_at);
    let expires_at = expires_at.filter(|at| *at > now && *at <= now + Duration::days(MOST_DAYS));
    if expires_at.is_none() {
        problems.push(Problem::new(Code::AccountExpiry, &["expiresAt"]).with("most", MOST_DAYS));
    }
    let agencies = agencies(writer, &wanted, &mut problems).await?;
    if active(writer).await?.len() >= MOST {
        problems.push(Problem::new(Code::TooManyEntries, &[]).with("most", MOST));
    }
    let (Ok(name), Some(expires_at), true) = (name, expires_at, problems.is_empty()) else {
        return Err(problems.into());
    };
    let person = person::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(now),
        full_name: name.clone(),
        disabled_at: None,
        email: None,
    };
    let row = account::Model {
        tenant_id: person.tenant_id,
        id: id::new(now),
        person_id: person.id,
        name,
        access: wanted.access.code().into(),
        agencies: serde_json::to_string(&agencies).map_err(Error::broken)?,
        rate_class: wanted.rate_class.code().into(),
        secret_digest: secret.digest(),
        created_by: writer.person(),
        created_at: now,
        expires_at,
        revoked_at: None,
        approve_by: wanted.approval_within.map(|within| (now + within).min(expires_at)),
    };
    let seen = seen::Model { tenant_id: row.tenant_id, account_id: row.id, revision: 0, last_used_at: None };
    writer.about(Subject::new("ServiceAccount", row.id));
    writer.insert::<person::Entity>(person).await?;
    writer.insert::<account::Entity>(row.clone()).await?;
    writer.insert::<seen::Entity>(seen).await?;
    Ok(row)
}

/// The agencies of the codes that are wanted, each once, in order; what is wrong with them is added to the problems.
async fn agencies(writer: &Writer, wanted: &Wanted, problems: &mut Vec<Problem>) -> Result<Vec<Uuid>> {
    if wanted.agencies.len() > MOST_AGENCIES {
        problems.push(Problem::new(Code::TooManyEntries, &["agencies"]).with("most", MOST_AGENCIES));
        return Ok(Vec::new());
    }
    if wanted.agencies.is_empty() && wanted.access == AccountAccess::Submit {
        problems.push(Problem::new(Code::AccountAgencyRequired, &["agencies"]));
    }
    let storable = wanted.agencies.iter().map(String::as_str).filter(|code| text::can_be_stored(code));
    let known = writer
        .find::<agency::Entity>()
        .with(|all| all.filter(agency::Column::Code.is_in(storable)))
        .all()
        .await?;
    let mut found = Vec::new();
    for (at, code) in wanted.agencies.iter().enumerate() {
        match known.iter().find(|agency| agency.code == *code) {
            Some(agency) => found.push(agency.id),
            None => {
                let problem = Problem::new(Code::AccountAgencyUnknown, &["agencies", &at.to_string()]);
                problems.push(problem.with("agency", text::shown(code)));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Takes an account out of use for ever. Errors: `NOT_FOUND` for one that is not there or not in use.
pub async fn revoke(writer: &Writer, id: Uuid) -> Result<account::Model> {
    let missing = || Error::refused(Code::NotFound, &["serviceAccount"]);
    let before = by_id(writer, id).await?.filter(|row| row.revoked_at.is_none()).ok_or_else(missing)?;
    let after = account::Model { revoked_at: Some(writer.now()), ..before.clone() };
    writer.about(Subject::new("ServiceAccount", id));
    writer.update::<account::Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// The accounts that are not revoked, the oldest first; those whose end has come among them.
pub async fn active(reader: &Reader) -> Result<Vec<account::Model>> {
    reader
        .find::<account::Entity>()
        .with(|all| all.filter(account::Column::RevokedAt.is_null()).order_by_asc(account::Column::Id))
        .all()
        .await
}

/// An account by id, revoked or not.
pub async fn by_id(reader: &Reader, id: Uuid) -> Result<Option<account::Model>> {
    reader.find::<account::Entity>().with(|all| all.filter(account::Column::Id.eq(id))).one().await
}

/// Whether a program acts in a person's name.
pub async fn acts_as(reader: &Reader, person: Uuid) -> Result<bool> {
    let own = account::Column::PersonId.eq(person);
    Ok(reader.find::<account::Entity>().with(|all| all.filter(own)).count().await? > 0)
}

/// When an account was last used, within an hour, loaded together with everybody else's; `None` before it was.
pub async fn last_used(request: &Request, id: Uuid) -> Result<Option<DateTime<Utc>>> {
    request.load(SeenLoader, id).await
}

struct SeenLoader(Arc<Reader>);

impl Loader<Uuid> for SeenLoader {
    type Value = DateTime<Utc>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, DateTime<Utc>>, Arc<Error>> {
        let wanted = seen::Column::AccountId.is_in(ids.iter().copied());
        let rows =
            self.0.find::<seen::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().filter_map(|row| Some((row.account_id, row.last_used_at?))).collect())
    }
}

/// The agencies of an account; none of one that reads the whole province.
pub fn agencies_of(row: &account::Model) -> Result<Vec<Uuid>> {
    serde_json::from_str(&row.agencies).map_err(Error::broken)
}

/// The same as [`create`], by the operator, for a province by its code; the secret is the answer.
pub async fn create_by_operator(store: &Store, code: &str, wanted: Wanted) -> Result<String> {
    let secret = Secret::generate(tenant(store, code).await?)?;
    let made = secret.clone();
    operator::operate(store, secret.tenant(), "serviceAccountCreate", move |writer| async move {
        create(&writer, wanted, &made).await.map(|_| ())
    })
    .await?;
    Ok(secret.reveal())
}

/// The same as [`revoke`], by the operator: every account in use of a name. Returns how many.
pub async fn revoke_by_operator(store: &Store, code: &str, name: &str) -> Result<usize> {
    let tenant = tenant(store, code).await?;
    let reader = store.read(Scope::whole(tenant)).await?;
    let called: Vec<Uuid> =
        active(&reader).await?.into_iter().filter(|row| row.name == name).map(|row| row.id).collect();
    drop(reader);
    for id in &called {
        let id = *id;
        let verb = move |writer: Arc<Writer>| async move { revoke(&writer, id).await.map(|_| ()) };
        operator::operate(store, tenant, "serviceAccountRevoke", verb).await?;
    }
    Ok(called.len())
}

async fn tenant(store: &Store, code: &str) -> Result<i32> {
    let found = province::by_code(store, code).await?;
    Ok(found.ok_or_else(|| Error::broken(format!("there is no province {code}")))?.tenant_id)
}
