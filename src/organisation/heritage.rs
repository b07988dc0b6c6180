//! Provinces that continue others, and what these let them read.
//!
//! That one continues another is the operator's word, in a reference table. Whether it may read the other's history is the other's
//! own word: a dated grant among the predecessor's rows, read in the predecessor's scope and nowhere else, and ended by revoking it.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rows::{history_grant, province, succession};
use crate::{
    kit::{Code, Error, Problem, Result, clock, id, text},
    store::{Act, Reader, Scope, Store, Subject, Writer},
};

/// That a province continues another, which is the one that a reader's province continues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heritage {
    pub tenant: i32,
    pub effective_on: NaiveDate,
    pub ground: String,
}

/// The provinces that the reader's province continues, in order of their codes.
pub async fn predecessors(reader: &Reader) -> Result<Vec<Heritage>> {
    let own = succession::Column::SuccessorId.eq(reader.scope().tenant());
    let rows = reader
        .shared::<succession::Entity>(|all| {
            all.filter(own)
                .order_by_asc(succession::Column::EffectiveOn)
                .order_by_asc(succession::Column::TenantId)
        })
        .await?;
    let heritage = |row: succession::Model| Heritage {
        tenant: row.tenant_id,
        effective_on: row.effective_on,
        ground: row.ground,
    };
    Ok(rows.into_iter().map(heritage).collect())
}

/// The grant by which a province may read the history of the reader's one on the day of an instant.
pub async fn grant_to(
    reader: &Reader,
    successor: i32,
    now: DateTime<Utc>,
) -> Result<Option<history_grant::Model>> {
    let today = clock::vietnam_date(now);
    let rows = current(reader, successor).await?;
    Ok(rows.into_iter().find(|grant| grant.from_day <= today))
}

async fn current(reader: &Reader, successor: i32) -> Result<Vec<history_grant::Model>> {
    reader
        .find::<history_grant::Entity>()
        .with(|all| {
            all.filter(history_grant::Column::SuccessorId.eq(successor))
                .filter(history_grant::Column::RevokedAt.is_null())
        })
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

/// The province of a code that continues the reader's one; one that does not is as one that is not there.
async fn successor(reader: &Reader, code: &str) -> Result<province::Model> {
    let unknown = || Problem::new(Code::NotASuccessor, &["successor"]).with("agency", text::shown(code));
    if !text::can_be_stored(code) {
        return Err(unknown().into());
    }
    let named = reader
        .shared::<province::Entity>(|all| all.filter(province::Column::Code.eq(code)))
        .await?
        .into_iter()
        .next();
    let named = named.ok_or_else(unknown)?;
    let continues = reader
        .shared::<succession::Entity>(|all| {
            all.filter(succession::Column::TenantId.eq(reader.scope().tenant()))
                .filter(succession::Column::SuccessorId.eq(named.tenant_id))
        })
        .await?;
    if continues.is_empty() { Err(unknown().into()) } else { Ok(named) }
}

/// Lets a province that continues the writer's one read its history, from a day on.
pub async fn give(
    writer: &Writer,
    code: &str,
    from: NaiveDate,
    ground: &str,
) -> Result<history_grant::Model> {
    let mut problems = Vec::new();
    if !clock::is_of_our_time(from) {
        problems.push(Problem::new(Code::BadDate, &["from"]));
    }
    let ground =
        text::required(ground, text::MAX_NOTE, &["ground"]).map_err(|problem| problems.push(problem));
    let to = match successor(writer, code).await {
        Ok(province) => Some(province),
        Err(Error::Refused(refused)) => {
            problems.extend(refused);
            None
        }
        Err(error) => return Err(error),
    };
    if let Some(to) = &to
        && !current(writer, to.tenant_id).await?.is_empty()
    {
        problems.push(Problem::new(Code::DuplicateEntry, &["successor"]).with("key", code));
    }
    let (Some(to), Ok(ground), true) = (to, ground, problems.is_empty()) else { return Err(problems.into()) };
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
    };
    writer.about(Subject::new("HistoryGrant", row.id));
    writer.insert::<history_grant::Entity>(row.clone()).await?;
    Ok(row)
}

/// Takes back what a province was let read.
pub async fn revoke(writer: &Writer, code: &str, reason: &str) -> Result<history_grant::Model> {
    let to = successor(writer, code).await?;
    let reason = text::reason(reason, &["reason"])?;
    let before = current(writer, to.tenant_id).await?.into_iter().next();
    let before = before.ok_or_else(|| Error::refused(Code::GrantRevoked, &["successor"]))?;
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
    predecessor: &str,
    successor: &str,
    from: NaiveDate,
    ground: &str,
) -> Result<()> {
    let (code, ground) = (successor.to_owned(), ground.to_owned());
    operate(store, tenant(store, predecessor).await?, "historyGrantGive", move |writer| async move {
        give(&writer, &code, from, &ground).await.map(|_| ())
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

async fn operate<V, F>(store: &Store, tenant: i32, action: &'static str, verb: V) -> Result<()>
where
    V: FnOnce(std::sync::Arc<Writer>) -> F + Send + 'static,
    F: Future<Output = Result<()>> + Send + 'static,
{
    let act = Act { scope: Scope::whole(tenant), person: None, action, request_id: "command line".into() };
    store.write(act, None, store.clock().now(), verb).await
}
