//! Service accounts, for those who look after them.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use uuid::Uuid;

use crate::{
    auth::Action,
    kit::{
        self, Error,
        id::{self, Kind},
        vocabulary::{AccountAccess, RateClass},
    },
    nullable,
    organisation::{
        self, Agency, Person,
        accounts::{self, AccountRow, ServiceAccountState},
    },
    request::Request,
    required,
};

/// An account that the caller may see, revoked or not.
pub async fn find(request: &Request, key: Uuid) -> kit::Result<Option<ServiceAccount>> {
    if !request.actor().may(Action::KeepServiceAccounts) {
        return Ok(None);
    }
    accounts::by_id(&*request.reader().await?, key).await?.map(ServiceAccount::of).transpose()
}

/// A program that reads figures, or files reports, with a secret instead of a person's token (tài khoản dịch vụ).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct ServiceAccount {
    /// Opaque global id.
    #[graphql(owned)]
    pub id: ID,
    /// What it is called; what it files is filed in this name (tên).
    name: String,
    /// What it may do (quyền).
    access: AccountAccess,
    /// How much it may ask for at once (mức sử dụng).
    rate_class: RateClass,
    /// When it was made (thời điểm tạo).
    created_at: DateTime<Utc>,
    /// When its secret ends (thời điểm hết hạn).
    expires_at: DateTime<Utc>,
    /// Until when another administrator may approve it; null where nobody has to: the operator made it, or it was made before that was
    /// asked for (hạn duyệt).
    approve_by: Option<DateTime<Utc>>,
    /// When it was taken out of use; null while it was not (thời điểm thu hồi).
    revoked_at: Option<DateTime<Utc>>,
    #[graphql(skip)]
    row: AccountRow,
}

impl ServiceAccount {
    /// A row as clients see it: without what is known of the secret.
    pub fn of(row: AccountRow) -> kit::Result<Self> {
        let unknown = || Error::broken("a service account with an unknown word");
        Ok(ServiceAccount {
            id: id::encode(Kind::ServiceAccount, row.id),
            name: row.name.clone(),
            access: AccountAccess::from_code(&row.access).ok_or_else(unknown)?,
            rate_class: RateClass::from_code(&row.rate_class).ok_or_else(unknown)?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            approve_by: row.approve_by,
            revoked_at: row.revoked_at,
            row,
        })
    }
}

#[ComplexObject]
impl ServiceAccount {
    /// Where it stands now (trạng thái).
    async fn state(&self, ctx: &Context<'_>) -> Result<ServiceAccountState> {
        required!(ctx, |request| {
            let approved = accounts::load_approval(request, self.row.id).await?.is_some();
            Ok(accounts::state(&self.row, approved, request.arrived()))
        })
    }

    /// When another administrator approved it; null while nobody has, and where nobody has to (thời điểm duyệt).
    async fn approved_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime<Utc>>> {
        nullable!(ctx, |request| {
            let approval = accounts::load_approval(request, self.row.id).await?;
            Ok(approval.map(|approval| approval.approved_at))
        })
    }

    /// Who approved it; null while nobody has, and where nobody has to (người duyệt).
    async fn approved_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| match accounts::load_approval(request, self.row.id).await? {
            Some(approval) => organisation::load_person(request, approval.approved_by).await,
            None => Ok(None),
        })
    }

    /// The agencies that it is for; null for one that reads the whole province (cơ quan).
    async fn agencies(&self, ctx: &Context<'_>) -> Option<Result<Vec<Agency>>> {
        nullable!(ctx, |request| {
            let ids = accounts::agencies_of(&self.row)?;
            let loaded = ids.iter().map(|id| organisation::load_agency(request, *id));
            let agencies: Vec<Agency> = try_join_all(loaded).await?.into_iter().flatten().collect();
            Ok(Some(agencies).filter(|_| !ids.is_empty()))
        })
    }

    /// Who made it; null where the operator did (người tạo).
    async fn created_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.row.created_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }

    /// When it was last used, within an hour; null before it was (lần sử dụng gần nhất).
    async fn last_used_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime<Utc>>> {
        nullable!(ctx, |request| accounts::last_used(request, self.row.id).await)
    }
}

#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The province's service accounts that are not revoked, the oldest first, at most fifty: for its administrator (tài khoản dịch
    /// vụ của tỉnh).
    async fn service_accounts(&self, ctx: &Context<'_>) -> Option<Result<Vec<ServiceAccount>>> {
        nullable!(ctx, |request| {
            request.actor().require(Action::KeepServiceAccounts)?;
            let rows = accounts::active(&*request.reader().await?).await?;
            rows.into_iter().map(ServiceAccount::of).collect::<kit::Result<Vec<_>>>().map(Some)
        })
    }
}
