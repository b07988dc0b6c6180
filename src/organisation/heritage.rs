//! Provinces that continue others, and what these let them read.
//!
//! That one continues another is said by the catalogue, of the merger of 2025, or by the operator, in a reference table that the
//! server only reads. Whether it may read the other's history is the other's own word: a dated grant among the predecessor's rows,
//! read in the predecessor's scope and nowhere else, and ended by its last day or by revoking it.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use std::sync::Arc;
use uuid::Uuid;

use super::{
    operator::operate,
    rows::{history_grant, province, succession},
};
use crate::{
    kit::{Code, Error, Problem, Result, clock, id, text},
    store::{Reader, Store, Subject, Writer},
};

/// What is known of provinces by their names alone: the catalogue's to say, which stands above this room.
pub trait ByName: Send + Sync {
    /// Since when, and by which document, a province of one name is continued by one of another; `None` where it is not.
    fn continued(&self, predecessor: &str, successor: &str) -> Option<(NaiveDate, String)>;

    /// Whether two names are those of one province.
    fn same(&self, one: &str, other: &str) -> bool;
}

/// That a province continues another: since when, and by which document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heritage {
    /// The one that is continued.
    pub tenant: i32,
    pub effective_on: NaiveDate,
    pub ground: String,
}

impl From<succession::Model> for Heritage {
    fn from(row: succession::Model) -> Self {
        Heritage { tenant: row.tenant_id, effective_on: row.effective_on, ground: row.ground }
    }
}

/// What the catalogue has of two of the provinces of this system. It knows them by name only: of a name that several bear, such
/// as a province and the one that was named after it, it says nothing, and who continues whom is the operator's to record.
fn by_catalogue(
    catalogue: &impl ByName,
    provinces: &[province::Model],
    predecessor: &province::Model,
    successor: &province::Model,
) -> Option<Heritage> {
    let alone = |one: &province::Model| {
        provinces.iter().filter(|other| catalogue.same(&other.name, &one.name)).count() == 1
    };
    let (effective_on, ground) = catalogue.continued(&predecessor.name, &successor.name)?;
    let tenant = predecessor.tenant_id;
    (alone(predecessor) && alone(successor)).then_some(Heritage { tenant, effective_on, ground })
}

/// The provinces that the reader's province continues, in order of their days and then as they were made. What the operator
/// recorded goes before what the catalogue says. Two statements.
pub async fn predecessors(reader: &Reader, catalogue: &impl ByName) -> Result<Vec<Heritage>> {
    let tenant = reader.scope().tenant();
    let own = succession::Column::SuccessorId.eq(tenant);
    let recorded = reader.shared::<succession::Entity>(|all| all.filter(own)).await?;
    let mut found: Vec<Heritage> = recorded.into_iter().map(Heritage::from).collect();
    let provinces = reader.shared::<province::Entity>(|all| all).await?;
    if let Some(own) = provinces.iter().find(|province| province.tenant_id == tenant) {
        let named = provinces.iter().filter_map(|other| by_catalogue(catalogue, &provinces, other, own));
        for heritage in named {
            if !found.iter().any(|known| known.tenant == heritage.tenant) {
                found.push(heritage);
            }
        }
    }
    found.sort_by_key(|heritage| (heritage.effective_on, heritage.tenant));
    Ok(found)
}

/// Whether a grant lets its province read on a day.
fn holds(grant: &history_grant::Model, day: NaiveDate) -> bool {
    grant.revoked_at.is_none() && grant.from_day <= day && grant.until_day.is_none_or(|until| day <= until)
}

/// Whether a grant lets its province read on a day, or will.
fn is_not_over(grant: &history_grant::Model, day: NaiveDate) -> bool {
    grant.revoked_at.is_none() && grant.until_day.is_none_or(|until| day <= until)
}

/// The grant by which a province may read the history of the reader's one on the day of an instant.
pub async fn grant_to(
    reader: &Reader,
    successor: i32,
    now: DateTime<Utc>,
) -> Result<Option<history_grant::Model>> {
    let today = clock::vietnam_date(now);
    Ok(given_to(reader, successor).await?.into_iter().find(|grant| holds(grant, today)))
}

/// Every grant that the reader's province gave to another.
async fn given_to(reader: &Reader, successor: i32) -> Result<Vec<history_grant::Model>> {
    reader
        .find::<history_grant::Entity>()
        .with(|all| all.filter(history_grant::Column::SuccessorId.eq(successor)))
        .all()
        .await
}

/// Every grant that the reader's province gave, the first one first, with the code and name of whom it was given to.
pub async fn grants(reader: &Reader) -> Result<Vec<(history_grant::Model, province::Model)>> {
    let grants = reader
        .find::<history_grant::Entity>()
        .with(|all| {
            all.order_by_asc(history_grant::Column::GrantedAt).order_by_asc(history_grant::Column::Id)
        })
        .all()
        .await?;
    let ids: Vec<i32> = grants.iter().map(|grant| grant.successor_id).collect();
    let provinces =
        reader.shared::<province::Entity>(|all| all.filter(province::Column::TenantId.is_in(ids))).await?;
    let to = |grant: history_grant::Model| {
        let province = provinces.iter().find(|row| row.tenant_id == grant.successor_id)?.clone();
        Some((grant, province))
    };
    Ok(grants.into_iter().filter_map(to).collect())
}

/// The province of a code that continues the reader's one, and since when; one that does not is as one that is not there.
async fn successor(
    reader: &Reader,
    catalogue: &impl ByName,
    code: &str,
) -> Result<Option<(province::Model, Heritage)>> {
    if !text::can_be_stored(code) {
        return Ok(None);
    }
    let tenant = reader.scope().tenant();
    let provinces = reader.shared::<province::Entity>(|all| all).await?;
    let own = provinces.iter().find(|province| province.tenant_id == tenant);
    let (Some(own), Some(named)) = (own, provinces.iter().find(|province| province.code == code)) else {
        return Ok(None);
    };
    let recorded = reader
        .shared::<succession::Entity>(|all| {
            all.filter(succession::Column::TenantId.eq(tenant))
                .filter(succession::Column::SuccessorId.eq(named.tenant_id))
        })
        .await?;
    let recorded = recorded.into_iter().next().map(Heritage::from);
    let heritage = recorded.or_else(|| by_catalogue(catalogue, &provinces, own, named));
    Ok(heritage.map(|heritage| (named.clone(), heritage)))
}

fn unknown(code: &str) -> Problem {
    Problem::new(Code::NoSuchSuccessor, &["successor"]).with("province", text::shown(code))
}

/// What a province lets another read of its history.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Code of the province that may read.
    pub successor: String,
    pub from: NaiveDate,
    /// The last day; until it is taken back when left out.
    pub until: Option<NaiveDate>,
    /// The document in words.
    pub ground: String,
    /// Its citation as canonical JSON, where more than its wording is known.
    pub document: Option<String>,
}

/// Lets a province that continues the writer's one read its history, from a day on that is not before the succession is in force.
///
/// Errors: `NO_SUCH_SUCCESSOR`, `SUCCESSION_NOT_IN_FORCE`, `GRANT_EXISTS`, `GRANT_OVER`, `BAD_DATE`; those of a text for the ground.
pub async fn give(writer: &Writer, catalogue: &impl ByName, wanted: Grant) -> Result<history_grant::Model> {
    let Grant { successor: code, from, until, ground, document } = wanted;
    let today = clock::vietnam_date(writer.now());
    let mut problems = Vec::new();
    for (day, field) in [(Some(from), "from"), (until, "until")] {
        if day.is_some_and(|day| !clock::is_of_our_time(day)) {
            problems.push(Problem::new(Code::BadDate, &[field]));
        }
    }
    if problems.is_empty() && until.is_some_and(|until| until < from || until < today) {
        problems.push(Problem::new(Code::GrantOver, &["until"]));
    }
    let ground = text::required(&ground, text::MAX_NOTE, &["ground", "asCited"])
        .map_err(|problem| problems.push(problem));
    let to = successor(writer, catalogue, &code).await?;
    match &to {
        None => problems.push(unknown(&code)),
        Some((to, heritage)) => {
            if from < heritage.effective_on {
                let problem = Problem::new(Code::SuccessionNotInForce, &["from"]).with("province", &to.name);
                problems.push(problem.with("day", heritage.effective_on.format("%d/%m/%Y")));
            }
            if given_to(writer, to.tenant_id).await?.iter().any(|grant| is_not_over(grant, today)) {
                problems.push(Problem::new(Code::GrantExists, &["successor"]).with("province", &to.name));
            }
        }
    }
    let (Some((to, _)), Ok(ground), true) = (to, ground, problems.is_empty()) else {
        return Err(problems.into());
    };
    let row = history_grant::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        successor_id: to.tenant_id,
        from_day: from,
        ground,
        granted_by: writer.person(),
        granted_at: writer.now(),
        revoked_by: None,
        revoked_at: None,
        revocation_reason: None,
        until_day: until,
        ground_document: document,
    };
    writer.about(Subject::new("HistoryGrant", row.id));
    writer.insert::<history_grant::Entity>(row.clone()).await?;
    Ok(row)
}

/// Takes back what a province was let read: also from one that continues the writer's no more.
///
/// Errors: `NO_SUCH_SUCCESSOR` of a province that was never let read anything, `GRANT_REVOKED` where nothing is left to take back,
/// `REASON_REQUIRED` and those of a text for the reason.
pub async fn revoke(writer: &Writer, code: &str, reason: &str) -> Result<history_grant::Model> {
    let reason = text::reason(reason, &["reason"])?;
    let today = clock::vietnam_date(writer.now());
    let given = grants(writer).await?;
    let mut to: Vec<history_grant::Model> =
        given.into_iter().filter(|(_, province)| province.code == code).map(|(grant, _)| grant).collect();
    if to.is_empty() {
        return Err(unknown(code).into());
    }
    to.retain(|grant| is_not_over(grant, today));
    let before = to.pop().ok_or_else(|| Error::refused(Code::GrantRevoked, &["successor"]))?;
    let after = history_grant::Model {
        revoked_by: writer.person(),
        revoked_at: Some(writer.now()),
        revocation_reason: Some(reason),
        ..before.clone()
    };
    writer.about(Subject::new("HistoryGrant", before.id));
    writer.update::<history_grant::Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// Records that one province continues another, by their codes: operators only, on the owner's connection.
pub async fn succeed(
    store: &Store,
    predecessor: &str,
    successor: &str,
    on: NaiveDate,
    ground: &str,
) -> Result<()> {
    let (from, to) = (tenant(store, predecessor).await?, tenant(store, successor).await?);
    if from == to {
        return Err(Error::broken("a province does not continue itself"));
    }
    let ground = text::required(ground, text::MAX_NOTE, &["ground"])?;
    let row = succession::Model { tenant_id: from, successor_id: to, effective_on: on, ground };
    let done = operate(store, from, "provinceSucceed", move |writer| async move {
        writer.insert_shared::<succession::Entity>(row).await?;
        writer.about(Subject::new("Province", Uuid::from_u128(u128::from(from.unsigned_abs()))));
        Ok(())
    });
    done.await
}

/// The same as [`give`], by the operator.
pub async fn give_by_operator(
    store: &Store,
    catalogue: &Arc<impl ByName + 'static>,
    predecessor: &str,
    wanted: Grant,
) -> Result<()> {
    let catalogue = catalogue.clone();
    operate(store, tenant(store, predecessor).await?, "historyGrantGive", move |writer| async move {
        give(&writer, &*catalogue, wanted).await.map(|_| ())
    })
    .await
}

/// The same as [`revoke`], by the operator.
pub async fn revoke_by_operator(
    store: &Store,
    predecessor: &str,
    successor: &str,
    reason: &str,
) -> Result<()> {
    let (code, reason) = (successor.to_owned(), reason.to_owned());
    operate(store, tenant(store, predecessor).await?, "historyGrantRevoke", move |writer| async move {
        revoke(&writer, &code, &reason).await.map(|_| ())
    })
    .await
}

async fn tenant(store: &Store, code: &str) -> Result<i32> {
    let found = super::province::by_code(store, code).await?;
    Ok(found.ok_or_else(|| Error::broken(format!("there is no province {code}")))?.tenant_id)
}
