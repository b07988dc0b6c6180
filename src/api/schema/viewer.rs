//! Who asks, what they may do, and what they have to do.

use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};

use super::notices::{self, Notice};
use crate::{
    kit::{
        self, Error,
        connection::{Paged, connect},
        paging::PageArgs,
        vocabulary::Role,
    },
    notices::NoticeFilter,
    nullable,
    organisation::{self, Agency, Person, Province, RoleGrantRow},
    receipts::{self, Receipt},
    reports::{self, Obligation},
};

/// Who asks, and what they may do (người dùng hiện tại).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Viewer {
    #[graphql(skip)]
    person: uuid::Uuid,
    /// The roles that the province has given this person (vai trò).
    roles: Vec<RoleGrant>,
}

/// A role of a person (vai trò được giao).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct RoleGrant {
    /// The role.
    role: Role,
    #[graphql(skip)]
    id: Option<uuid::Uuid>,
    #[graphql(skip)]
    agency: Option<uuid::Uuid>,
}

impl RoleGrant {
    /// A role by its row.
    pub fn of(row: &RoleGrantRow) -> kit::Result<Self> {
        let role = Role::from_code(&row.role).ok_or_else(|| Error::broken("a grant of no known role"))?;
        Ok(RoleGrant { role, id: Some(row.id), agency: row.agency_id })
    }
}

#[ComplexObject]
impl RoleGrant {
    /// The agency that the role is for; null for a role of the whole province.
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| match self.agency {
            Some(agency) => organisation::load_agency(request, agency).await,
            None => Ok(None),
        })
    }

    /// What proves that the role was given, to whom and when; the same one whenever it is asked for. Null of what was given before
    /// there were receipts (biên nhận giao vai trò).
    async fn receipt(&self, ctx: &Context<'_>) -> Option<Result<Receipt>> {
        nullable!(ctx, |request| match self.id {
            Some(id) => receipts::load_receipt(request, receipts::Of::Role, id).await,
            None => Ok(None),
        })
    }
}

#[ComplexObject]
impl Viewer {
    /// The person.
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| organisation::load_person(request, self.person).await)
    }

    /// The person's province.
    async fn province(&self, ctx: &Context<'_>) -> Option<Result<Province>> {
        nullable!(ctx, |request| organisation::province_of(&*request.reader().await?).await)
    }

    /// What the person still has to see to, the earliest due first, whatever extensions say: of people of an agency, the
    /// reports that it owes and has not filed, and those that were returned; of Home Affairs, those of the whole province.
    /// What is due, in how many working days, and why something was returned is asked of each (việc cần làm).
    async fn obligations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Obligation>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            let binding = self.person;
            let page = PageArgs { first, after, last, before }.check(&binding)?;
            let (reader, now) = (request.reader().await?, request.arrived());
            let (rows, total) = reports::to_do(&reader, request.actor(), now, &page, counted).await?;
            Ok(Some(connect(&page, rows, total, &binding, |row| (row.due_at, row.id), Obligation::from)))
        })
    }

    /// What the person was told, the newest first: reminders, and what Home Affairs decided about reports of their agency;
    /// each with what became of the letter (thông báo).
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which notices.")] filter: Option<NoticeFilter>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Notice>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            let args = PageArgs { first, after, last, before };
            notices::page(request, Some(self.person), filter.unwrap_or_default(), args, counted)
                .await
                .map(Some)
        })
    }
}

#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who asks, and what they may do (người dùng hiện tại).
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Result<Viewer>> {
        nullable!(ctx, |request| {
            let actor = request.actor();
            let roles = actor.grants().iter();
            let roles = roles.map(|own| RoleGrant { role: own.role, id: own.id, agency: own.agency });
            let roles = roles.collect();
            Ok(Some(Viewer { person: actor.person(), roles }))
        })
    }
}
