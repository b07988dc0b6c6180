//! What clients can ask.

use async_graphql::{Context, Enum, ID, InputObject, MergedObject, Object, Result};
use chrono::{DateTime, Utc};
use std::sync::Arc;

use super::{
    accounts::AccountQuery,
    audit::{self, AuditEntry, AuditFilter},
    by::{self, ReportBy, RoundBy},
    nation::NationQuery,
    node::{self, Node},
    notices::NoticeQuery,
    releases::ReleaseQuery,
    roles::RoleQuery,
    scores::ScoreQuery,
    viewer::ViewerQuery,
};
use crate::{
    auth::Action,
    calendars::CalendarQuery,
    catalogue::{Catalogue, CatalogueQuery},
    consolidation::{self, Consolidation},
    dan_van_kheo::{self, MobilisationModel, ModelDuplicate, ModelFilter},
    kit::{
        Code, Period, Problem,
        connection::{Paged, connect},
        paging::{Page, PageArgs},
        vocabulary::{ConsolidationBasis, RoundState},
    },
    legal::LegalQuery,
    nullable,
    organisation::{
        self, OrganisationQuery,
        history::{Structure, graphql::Reorganisation},
    },
    plans::PlanQuery,
    reorganisation,
    reports::{self, Report, ReportFilter, ReportOrder, ReportRow, Round},
    request::Request,
    required, rounds,
    scoring::ScoringQuery,
    store::Leak,
};

/// What clients can ask (các truy vấn).
#[derive(MergedObject, Default)]
pub struct Query(
    ViewerQuery,
    OrganisationQuery,
    CatalogueQuery,
    CalendarQuery,
    LegalQuery,
    ReportingQuery,
    ReleaseQuery,
    NoticeQuery,
    AccountQuery,
    RoleQuery,
    PlanQuery,
    ScoringQuery,
    ScoreQuery,
    NationQuery,
    NodeQuery,
);

/// Order of a list of rounds (thứ tự).
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub enum RoundOrder {
    /// The latest period first: by the last day of its window, and of those that end together the longer first.
    #[default]
    PeriodDesc,
    /// The earliest period first: the same the other way round.
    PeriodAsc,
}

/// Which rounds are wanted (lọc đợt báo cáo).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
pub struct RoundFilter {
    /// Only in this state.
    pub state: Option<RoundState>,
}

/// Order of a list of models (thứ tự).
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub enum ModelOrder {
    /// The latest registered first.
    #[default]
    RegisteredOnDesc,
}

/// The most ids that `nodes` takes.
const MOST_IDS: usize = 100;

fn catalogue<'c>(ctx: &Context<'c>) -> &'c Arc<Catalogue> {
    ctx.data_unchecked::<Arc<Catalogue>>()
}

/// Refuses whoever may not see figures: an administrator of accounts and forms.
pub(super) fn figures_are_for(request: &Request) -> crate::kit::Result<()> {
    request.actor().require(Action::SeeFigures)
}

#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything by its global id; null when it is not there or not the caller's to see (tìm theo mã định danh).
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "Global id.")] id: ID) -> Option<Result<Node>> {
        nullable!(ctx, |request| node::find(request, catalogue(ctx), &id).await)
    }

    /// Anything by global ids, at most 100, in their order, with null where there is nothing to see.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        required!(ctx, |request| {
            if ids.len() > MOST_IDS {
                return Err(Problem::new(Code::TooManyEntries, &["ids"]).with("most", MOST_IDS).into());
            }
            let found = ids.iter().map(|id| node::find(request, catalogue(ctx), id));
            futures_util::future::try_join_all(found).await
        })
    }
}

#[derive(Default)]
pub struct ReportingQuery;

#[Object]
impl ReportingQuery {
    /// One round; null when there is none (đợt báo cáo).
    async fn round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which round.")] by: RoundBy,
    ) -> Option<Result<Round>> {
        nullable!(ctx, |request| {
            let found = by::round(&*request.reader().await?, catalogue(ctx), &by).await?;
            Ok(found.map(Round::from))
        })
    }

    /// The rounds of the caller's province (các đợt báo cáo).
    #[allow(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn rounds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rounds.")] filter: Option<RoundFilter>,
        #[graphql(desc = "In which order.", default)] order_by: RoundOrder,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Round>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            let filter = filter.unwrap_or_default();
            let binding = (&filter, order_by);
            let page = PageArgs { first, after, last, before }.check(&binding)?;
            let descending = order_by == RoundOrder::PeriodDesc;
            let reader = request.reader().await?;
            let (rows, total) = rounds::round_page(&reader, filter.state, descending, &page, counted).await?;
            Ok(Some(connect(
                &page,
                rows,
                total,
                &binding,
                |row| (row.window_to, row.period, row.id),
                Round::from,
            )))
        })
    }

    /// One report; null when there is none, or none of the caller's (báo cáo).
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report.")] by: ReportBy,
    ) -> Option<Result<Report>> {
        nullable!(ctx, |request| {
            figures_are_for(request)?;
            let found = by::report(&*request.reader().await?, catalogue(ctx), &by).await?;
            Ok(found.and_then(|row| Report::shown(request, row)))
        })
    }

    /// The reports that the caller may see (danh sách báo cáo).
    #[allow(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reports.")] filter: Option<ReportFilter>,
        #[graphql(desc = "In which order.", default)] order_by: ReportOrder,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Report>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            figures_are_for(request)?;
            let filter = filter.unwrap_or_default();
            let binding = (&filter, order_by);
            let page = PageArgs { first, after, last, before }.check(&binding)?;
            let reader = request.reader().await?;
            let shown = reports::Shown { at: request.arrived(), filed_only: request.is_guest() };
            let (rows, total) = reports::page(&reader, &filter, shown, order_by, &page, counted).await?;
            let key = move |row: &ReportRow| {
                let filed = row.first_submitted_at.filter(|_| shown.filed_only);
                (filed.unwrap_or(row.updated_at), row.id)
            };
            Ok(Some(connect(&page, rows, total, &binding, key, Report::from)))
        })
    }

    /// The register of "Dân vận khéo" models that the caller may see (các mô hình "Dân vận khéo").
    #[allow(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn mobilisation_models(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which models.")] filter: Option<ModelFilter>,
        #[graphql(desc = "In which order.", default)] order_by: ModelOrder,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<MobilisationModel>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            figures_are_for(request)?;
            let filter = filter.unwrap_or_default();
            let binding = (&filter, order_by);
            let page = PageArgs { first, after, last, before }.check(&binding)?;
            let reader = request.reader().await?;
            let agency = match &filter.agency {
                Some(code) => match organisation::agency_by_code(&reader, code).await? {
                    Some(agency) => Some(agency.key()),
                    // No such agency has no models.
                    None => Some(uuid::Uuid::nil()),
                },
                None => None,
            };
            let (rows, total) = dan_van_kheo::page(&reader, &filter, agency, &page, counted).await?;
            Ok(Some(connect(
                &page,
                rows,
                total,
                &binding,
                |row| (row.registered_on, row.id),
                MobilisationModel::from,
            )))
        })
    }

    /// Entries of the register that may be one model: of one field, with names that say the same, whatever their case, diacritics,
    /// order of words or slips; the most alike first. For those who see the whole province (mô hình nghi trùng).
    async fn model_duplicates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether those that Home Affairs has settled are wanted too.", default)]
        settled: bool,
        #[graphql(desc = "How many, at most 100.", default = 50)] first: i32,
    ) -> Option<Result<Vec<ModelDuplicate>>> {
        nullable!(ctx, |request| {
            request.actor().require(Action::SeeModelDuplicates)?;
            let page: Page<usize> = PageArgs { first: Some(first), ..PageArgs::default() }.check(&settled)?;
            let found = dan_van_kheo::suspected(&*request.reader().await?, settled).await?;
            let size = usize::try_from(page.size).unwrap_or(usize::MAX);
            Ok(Some(found.into_iter().take(size).map(ModelDuplicate::from).collect()))
        })
    }

    /// The picture of the caller's province over some periods, live from what agencies filed, or as it was known at an
    /// instant; people of one agency get their own agency's. A half-year or year is told agency by agency: by the agency's report of
    /// the period itself once that counts, until then by its reports of the quarters; never by both (số liệu tổng hợp).
    async fn consolidation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first period; an ad hoc one stands alone.")] from: Period,
        #[graphql(desc = "The last period, of the same kind; the first one when left out.")] to: Option<
            Period,
        >,
        #[graphql(
            desc = "Which version of each report is added up.",
            default_with = "ConsolidationBasis::Accepted"
        )]
        basis: ConsolidationBasis,
        #[graphql(
            desc = "As it was known at this instant, which has passed: what was recorded later is not in it, whatever it \
                    concerns, and whoever asks again is told the same. Live when left out (được biết tại thời điểm)."
        )]
        known_at: Option<DateTime<Utc>>,
        #[graphql(
            desc = "By which structure agencies are told apart: as they reported, or by who continues them today. Totals are the same in both.",
            default_with = "Structure::AsReported"
        )]
        structure: Structure,
    ) -> Option<Result<Consolidation>> {
        nullable!(ctx, |request| {
            let catalogue = catalogue(ctx).clone();
            consolidation::consolidation(request, catalogue, from, to, basis, known_at, structure).await
        })
    }

    /// What was done to the agencies of the caller's province, the latest first (các sự kiện sắp xếp tổ chức).
    async fn reorganisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Reorganisation>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            let page = PageArgs { first, after, last, before }.check(&())?;
            let reader = request.reader().await?;
            let (rows, total) = reorganisation::page(&reader, &page, counted).await?;
            let rows: Vec<Reorganisation> =
                rows.into_iter().map(Reorganisation::new).collect::<crate::kit::Result<_>>()?;
            let key = |one: &Reorganisation| (one.row.effective_on, one.row.id);
            Ok(Some(connect(&page, rows, total, &(), key, |one| one)))
        })
    }

    /// The audit log, newest first: for auditors and administrators (nhật ký).
    async fn audit_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] filter: Option<AuditFilter>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<AuditEntry>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            if !request.store().planted().is(Leak::ForgottenGate) {
                request.actor().require(Action::ReadAuditLog)?;
            }
            let filter = filter.unwrap_or_default();
            let page = PageArgs { first, after, last, before }.check(&filter)?;
            let reader = request.reader().await?;
            let (rows, total) = audit::page(&reader, &filter, &page, counted).await?;
            Ok(Some(connect(&page, rows, total, &filter, |row| (row.seq, row.subject_id), AuditEntry::from)))
        })
    }
}
