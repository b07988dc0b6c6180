//! Who has which role, changes that administrators ask each other for, and what becomes of them.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::viewer::RoleGrant;
use crate::{
    auth::Action,
    kit::{
        self, Error,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::PageArgs,
        vocabulary::Role,
    },
    nullable,
    organisation::{
        self, Agency, Person, PersonRow,
        roles::{self, RoleChange, RoleDecisionRow, RoleRequestRow, RoleRequestState},
    },
    request::Request,
    required,
};

/// A request that the caller may see.
pub async fn find(request: &Request, key: Uuid) -> kit::Result<Option<RoleRequest>> {
    if !request.actor().may(Action::SeeRoles) {
        return Ok(None);
    }
    roles::by_id(&*request.reader().await?, key).await?.map(RoleRequest::of).transpose()
}

/// The account of a person, where the caller may see it.
pub async fn find_account(request: &Request, key: Uuid) -> kit::Result<Option<PersonAccount>> {
    if !request.actor().may(Action::SeeRoles) {
        return Ok(None);
    }
    Ok(roles::load_somebody(request, key).await?.map(PersonAccount::from))
}

/// Somebody whom the province does not know yet (người dùng mới).
#[derive(SimpleObject, Clone, Debug)]
pub struct Newcomer {
    /// Who issues their tokens (đơn vị cấp định danh).
    issuer: String,
    /// How the issuer calls them: `sub` of their tokens (mã định danh).
    subject: String,
    /// Full name (họ và tên).
    full_name: String,
}

/// A change of somebody's rights that an administrator asked for, and that another one decides (đề nghị thay đổi vai trò).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct RoleRequest {
    /// Opaque global id.
    #[graphql(owned)]
    pub id: ID,
    /// What is to be done (thay đổi).
    change: RoleChange,
    /// The role; null where an account is to be taken back into use (vai trò).
    role: Option<Role>,
    /// Somebody new whom it concerns, as they were told of; null for a person who was there before (người dùng mới).
    newcomer: Option<Newcomer>,
    /// Why (lý do).
    reason: String,
    /// When it was asked for (thời điểm đề nghị).
    requested_at: DateTime<Utc>,
    /// Until when it can be decided (thời điểm hết hạn).
    expires_at: DateTime<Utc>,
    #[graphql(skip)]
    row: RoleRequestRow,
}

impl RoleRequest {
    /// A row as clients see it.
    pub fn of(row: RoleRequestRow) -> kit::Result<Self> {
        let unknown = || Error::broken("a role request with an unknown word");
        let known = row.issuer.clone().zip(row.subject.clone()).zip(row.full_name.clone());
        Ok(RoleRequest {
            id: id::encode(Kind::RoleRequest, row.id),
            change: RoleChange::from_code(&row.change).ok_or_else(unknown)?,
            role: row.role.as_deref().map(|code| Role::from_code(code).ok_or_else(unknown)).transpose()?,
            newcomer: known.map(|((issuer, subject), full_name)| Newcomer { issuer, subject, full_name }),
            reason: row.reason.clone(),
            requested_at: row.requested_at,
            expires_at: row.expires_at,
            row,
        })
    }

    async fn decision(&self, request: &Request) -> kit::Result<Option<RoleDecisionRow>> {
        roles::load_decision(request, self.row.id).await
    }
}

#[ComplexObject]
impl RoleRequest {
    /// Where it stands now (trạng thái).
    async fn state(&self, ctx: &Context<'_>) -> Result<RoleRequestState> {
        required!(ctx, |request| {
            roles::state(&self.row, self.decision(request).await?.as_ref(), request.arrived())
        })
    }

    /// Whom it concerns; null for somebody new until it is approved (người được thay đổi vai trò).
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| {
            let made = match self.row.person_id {
                Some(person) => Some(person),
                None => self.decision(request).await?.and_then(|decision| decision.person_id),
            };
            match made {
                Some(person) => organisation::load_person(request, person).await,
                None => Ok(None),
            }
        })
    }

    /// The agency that the role is for; null for a role of the whole province (cơ quan).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| match self.row.agency_id {
            Some(agency) => organisation::load_agency(request, agency).await,
            None => Ok(None),
        })
    }

    /// Who asked for it (người đề nghị).
    async fn requested_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| organisation::load_person(request, self.row.requested_by).await)
    }

    /// When it was decided, or taken back; null while it was not (thời điểm quyết định).
    async fn decided_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime<Utc>>> {
        nullable!(ctx, |request| Ok(self.decision(request).await?.map(|decision| decision.decided_at)))
    }

    /// Who decided it, or took it back; null while nobody did (người quyết định).
    async fn decided_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| match self.decision(request).await? {
            Some(decision) => organisation::load_person(request, decision.decided_by).await,
            None => Ok(None),
        })
    }

    /// Why it was refused; null where it was not (lý do từ chối).
    async fn refusal_reason(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        nullable!(ctx, |request| Ok(self.decision(request).await?.and_then(|decision| decision.reason)))
    }
}

/// The account of a person of the province, and what they may do by it (tài khoản người dùng).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct PersonAccount {
    /// Opaque global id; the person has one of their own.
    #[graphql(owned)]
    pub id: ID,
    /// The person (người dùng).
    person: Person,
    /// When it was taken out of use; null while it is in use (thời điểm vô hiệu hóa).
    disabled_at: Option<DateTime<Utc>>,
    #[graphql(skip)]
    key: Uuid,
}

impl From<PersonRow> for PersonAccount {
    fn from(row: PersonRow) -> Self {
        PersonAccount {
            id: id::encode(Kind::PersonAccount, row.id),
            disabled_at: row.disabled_at,
            key: row.id,
            person: row.into(),
        }
    }
}

#[ComplexObject]
impl PersonAccount {
    /// The roles that the person holds, for agencies and for the province (vai trò).
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<RoleGrant>> {
        required!(ctx, |request| {
            let held = roles::load_roles(request, self.key).await?.unwrap_or_default();
            held.iter().map(RoleGrant::of).collect()
        })
    }
}

/// Which requests are wanted (lọc đề nghị).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
pub struct RoleRequestFilter {
    /// Only those that stand so now.
    pub state: Option<RoleRequestState>,
}

#[derive(Default)]
pub struct RoleQuery;

#[Object]
impl RoleQuery {
    /// The accounts of the province's people with their roles, in the order in which they became known: for its administrators and
    /// auditors (tài khoản người dùng của tỉnh và vai trò).
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<PersonAccount>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            request.actor().require(Action::SeeRoles)?;
            let page = PageArgs { first, after, last, before }.check(&())?;
            let (rows, total) = roles::people(&*request.reader().await?, &page, counted).await?;
            Ok(Some(connect(&page, rows, total, &(), |row| (row.id, row.id), PersonAccount::from)))
        })
    }

    /// The changes of roles that were asked for in the province, the newest first: for its administrators and auditors (các đề
    /// nghị thay đổi vai trò).
    async fn role_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests.")] filter: Option<RoleRequestFilter>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<RoleRequest>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            request.actor().require(Action::SeeRoles)?;
            let filter = filter.unwrap_or_default();
            let page = PageArgs { first, after, last, before }.check(&filter)?;
            let reader = request.reader().await?;
            let wanted = (filter.state, request.arrived());
            let (rows, total) = roles::page(&reader, wanted, &page, counted).await?;
            let rows: Vec<RoleRequest> = rows.into_iter().map(RoleRequest::of).collect::<kit::Result<_>>()?;
            let key = |one: &RoleRequest| (one.row.requested_at, one.row.id);
            Ok(Some(connect(&page, rows, total, &filter, key, |one| one)))
        })
    }
}
