//! Resolvers of this room.

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result};
use chrono::NaiveDate;
use std::sync::Arc;
use uuid::Uuid;

use super::{
    history::{
        self, AgencyIdentifier, History,
        graphql::{AgencyName, Reorganisation, Succession, load_history},
    },
    province, service,
    types::{Agency, AgencyBy, AgencyFilter, Person, Province},
};
use crate::{
    auth::Action,
    kit::{
        self,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::PageArgs,
        scalars::Date,
        text,
        vocabulary::AgencyKind,
    },
    nullable, request, required,
};

/// A reporting body of a province: department, commune or another body (cơ quan báo cáo).
#[Object]
impl Agency {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::Agency, self.id)
    }

    /// Code by which the province knows it (mã cơ quan).
    async fn code(&self) -> &str {
        &self.code
    }

    /// Name (tên cơ quan).
    async fn name(&self) -> &str {
        &self.name
    }

    /// Kind (loại cơ quan).
    async fn kind(&self) -> AgencyKind {
        self.kind
    }

    /// The agency above it, if any (cơ quan cấp trên).
    async fn parent(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| match optional_agency(request, self.parent).await? {
            Some(parent) => Ok(self.beside(request, vec![parent]).await?.pop()),
            None => Ok(None),
        })
    }

    /// First day of its existence (tồn tại từ ngày).
    async fn valid_from(&self) -> Date {
        Date(self.valid_from)
    }

    /// Last day of its existence; null while it exists (tồn tại đến ngày).
    async fn valid_to(&self) -> Option<Date> {
        self.valid_to.map(Date)
    }

    /// Whether it is made up, for examples and trials (dữ liệu minh họa).
    async fn example(&self) -> bool {
        self.example
    }

    /// What it has been called, from its first name to the present one (tên qua các thời kỳ).
    async fn names(&self, ctx: &Context<'_>) -> Result<Vec<AgencyName>> {
        required!(ctx, |request| {
            // Asked of an agency as it was called on some day, too.
            let Some(now) = service::load_agency(request, self.id).await? else { return Ok(Vec::new()) };
            let history = self.history(request).await?;
            let known = self.beside(request, vec![now]).await?;
            Ok(known.iter().flat_map(|known| history.names(known)).map(AgencyName::from).collect())
        })
    }

    /// Its identifiers, and when each of them holds: all that are known now, in a picture of the past too (mã định danh).
    async fn identifiers(&self, ctx: &Context<'_>) -> Result<Vec<AgencyIdentifier>> {
        required!(ctx, |request| history::identifiers_of(request, self.id).await)
    }

    /// The agencies that it continues, directly (cơ quan tiền thân).
    async fn predecessors(&self, ctx: &Context<'_>) -> Result<Vec<Succession>> {
        required!(ctx, |request| {
            self.successions(request, self.history(request).await?.predecessors(self.id)).await
        })
    }

    /// The agencies that continue it, directly (cơ quan kế thừa).
    async fn successors(&self, ctx: &Context<'_>) -> Result<Vec<Succession>> {
        required!(ctx, |request| {
            self.successions(request, self.history(request).await?.successors(self.id)).await
        })
    }

    /// What was done to it, or made it, in order (các sự kiện sắp xếp).
    async fn reorganisations(&self, ctx: &Context<'_>) -> Result<Vec<Reorganisation>> {
        required!(ctx, |request| {
            let found = self.history(request).await?.of(self.id).map(|event| event.id).collect();
            history::graphql::load_reorganisations(request, found).await
        })
    }
}

impl Agency {
    /// What became of agencies, as far as that was known as of when this one is shown.
    async fn history(&self, request: &request::Request) -> kit::Result<Arc<History>> {
        let history = load_history(request).await?;
        Ok(match self.known_at {
            Some(at) => Arc::new(History::clone(&history).known_at(at)),
            None => history,
        })
    }

    /// Other agencies as of when this one is shown.
    async fn beside(&self, request: &request::Request, others: Vec<Agency>) -> kit::Result<Vec<Agency>> {
        Ok(match self.known_at {
            Some(at) => load_history(request).await?.undo_after(at, others),
            None => others,
        })
    }

    async fn successions(
        &self,
        request: &request::Request,
        found: Vec<(Uuid, NaiveDate)>,
    ) -> kit::Result<Vec<Succession>> {
        let mut known = Vec::with_capacity(found.len());
        for Succession { agency, since } in history::graphql::successions(request, found).await? {
            let agency = self.beside(request, vec![agency]).await?.pop();
            known.extend(agency.map(|agency| Succession { agency, since }));
        }
        Ok(known)
    }
}

#[ComplexObject]
impl Person {
    /// Where notices to the person go; null when there is no address, and for whoever is neither the person nor Home Affairs
    /// nor an administrator (địa chỉ thư điện tử).
    async fn email(&self, ctx: &Context<'_>) -> Option<&str> {
        let actor = request::of(ctx).ok()?.actor();
        let seen = actor.person() == self.key || actor.may(Action::SeeAddresses);
        self.email.as_deref().filter(|_| seen)
    }
}

/// Order of a list of agencies (thứ tự).
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub enum AgencyOrder {
    /// By code.
    #[default]
    Code,
}

#[derive(Default)]
pub struct OrganisationQuery;

#[Object]
impl OrganisationQuery {
    /// The caller's province (tỉnh của người dùng).
    async fn province(&self, ctx: &Context<'_>) -> Option<Result<Province>> {
        nullable!(ctx, |request| own_province(request).await)
    }

    /// One agency of the caller's province; null when there is none (cơ quan).
    async fn agency(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agency.")] by: AgencyBy,
        #[graphql(desc = "As it was called, and under whom it stood, on this day; today when left out.")]
        as_of: Option<Date>,
    ) -> Option<Result<Agency>> {
        nullable!(ctx, |request| {
            let found = find_agency(request, by).await?;
            match (found, as_of) {
                (Some(agency), Some(day)) => {
                    service::day_of_ours(day, &["asOf"])?;
                    Ok(Some(load_history(request).await?.as_of(agency, day.0)))
                }
                (found, _) => Ok(found),
            }
        })
    }

    /// The agencies of the caller's province (danh sách cơ quan).
    #[allow(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn agencies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agencies.")] filter: Option<AgencyFilter>,
        #[graphql(desc = "In which order.", default)] order_by: AgencyOrder,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Agency>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        let filter = filter.unwrap_or_default();
        let args = PageArgs { first, after, last, before };
        let binding = (&filter, order_by);
        nullable!(ctx, |request| {
            let page = args.check(&binding)?;
            let history = match service::needs_history(&filter) {
                true => Some(load_history(request).await?),
                false => None,
            };
            let reader = request.reader().await?;
            let (rows, total) =
                service::agency_page(&reader, &filter, history.as_deref(), &page, counted).await?;
            let shown = |row| match (&history, filter.as_of) {
                (Some(history), Some(day)) => history.as_of(Agency::from(row), day.0),
                _ => Agency::from(row),
            };
            Ok(Some(connect(&page, rows, total, &binding, |row| (row.code.clone(), row.id), shown)))
        })
    }
}

async fn own_province(request: &request::Request) -> crate::kit::Result<Option<Province>> {
    province::province_of(&*request.reader().await?).await
}

async fn optional_agency(
    request: &request::Request,
    id: Option<uuid::Uuid>,
) -> crate::kit::Result<Option<Agency>> {
    match id {
        Some(id) => service::load_agency(request, id).await,
        None => Ok(None),
    }
}

async fn find_agency(request: &request::Request, by: AgencyBy) -> crate::kit::Result<Option<Agency>> {
    match by {
        AgencyBy::Id(id) => match id::decode_uuid(&id, Kind::Agency) {
            Some(id) => service::load_agency(request, id).await,
            None => Ok(None),
        },
        AgencyBy::Code(code) => match text::clean(&code, text::MAX_NAME, &["by", "code"]) {
            Ok(code) => service::agency_by_code(&*request.reader().await?, &code).await,
            Err(problem) => Err(problem.into()),
        },
    }
}
