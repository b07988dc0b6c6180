//! What one administrator makes is in use once another one has approved it, and never when nobody did in time.

use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{
    rows::{account, approval},
    service::by_id,
    types::ServiceAccountState,
};
use crate::{
    kit::{Code, Error, Problem, Result},
    organisation::people,
    request::Request,
    store::{Reader, Subject, Writer},
};

/// Approves an account that another administrator has made: from then on its secret is good.
///
/// Errors: `NOT_FOUND`; `ACCOUNT_NOT_AWAITING` for one that is approved, revoked or expired, or needs no approval; `ACCOUNT_SAME_PERSON` for
/// whoever made it; `ACCOUNT_MAKER_GONE` where whoever made it administers the province no more.
pub async fn approve(writer: &Writer, id: Uuid) -> Result<account::Model> {
    let approved_by = writer.person().ok_or_else(|| Error::broken("an approval of nobody's"))?;
    let missing = || Error::refused(Code::NotFound, &["serviceAccount"]);
    let row = by_id(writer, id).await?.ok_or_else(missing)?;
    let state = state_now(writer, &row, writer.now()).await?;
    if state != ServiceAccountState::AwaitingApproval {
        let settled = Problem::new(Code::AccountNotAwaiting, &["serviceAccount"]);
        return Err(settled.with_texts("state", &state.words()).into());
    }
    if row.created_by == Some(approved_by) {
        return Err(Error::refused(Code::AccountSamePerson, &["serviceAccount"]));
    }
    // What somebody made while they administered is not to outlive that.
    let administrators = people::administrators(writer).await?;
    if row.created_by.is_none_or(|maker| !administrators.contains(&maker)) {
        return Err(Error::refused(Code::AccountMakerGone, &["serviceAccount"]));
    }
    let approval =
        approval::Model { tenant_id: row.tenant_id, id: row.id, approved_by, approved_at: writer.now() };
    writer.about(Subject::new("ServiceAccount", id));
    writer.insert::<approval::Entity>(approval).await?;
    Ok(row)
}

/// Where an account stands at an instant, approved or not.
pub fn state(row: &account::Model, approved: bool, at: DateTime<Utc>) -> ServiceAccountState {
    let awaited = row.approve_by.filter(|_| !approved);
    match awaited {
        _ if row.revoked_at.is_some() => ServiceAccountState::Revoked,
        _ if row.expires_at <= at => ServiceAccountState::Expired,
        None => ServiceAccountState::InUse,
        Some(until) if until <= at => ServiceAccountState::Expired,
        Some(_) => ServiceAccountState::AwaitingApproval,
    }
}

/// The same, by whether it is approved now.
pub(super) async fn state_now(
    reader: &Reader,
    row: &account::Model,
    at: DateTime<Utc>,
) -> Result<ServiceAccountState> {
    let own = approval::Column::Id.eq(row.id);
    let approved = match row.approve_by {
        Some(_) => reader.find::<approval::Entity>().with(|all| all.filter(own)).one().await?.is_some(),
        None => false,
    };
    Ok(state(row, approved, at))
}

/// The approval of an account, loaded together with everybody else's; `None` while there is none.
pub async fn load_approval(request: &Request, id: Uuid) -> Result<Option<approval::Model>> {
    request.load(ApprovalLoader, id).await
}

struct ApprovalLoader(Arc<Reader>);

impl Loader<Uuid> for ApprovalLoader {
    type Value = approval::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, approval::Model>, Arc<Error>> {
        let wanted = approval::Column::Id.is_in(ids.iter().copied());
        let rows =
            self.0.find::<approval::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}
