//! The consolidated picture, as clients read it.

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

use super::{
    arithmetic::Coverage,
    cells::Dimension,
    picture::Picture,
    series::SeriesBreak,
    views::{
        democracy::{DemocracyCompliance, DemocracyDimension},
        figures::{self, FigureCell},
        grievance::{GrievanceDimension, GrievanceHandling},
        models::{MobilisationModelSummary, ModelDimension},
        narratives::{self, NarrativeEntry},
        planned::{PlanTaskDimension, PlanTaskSummary},
        status::SubmissionStatus,
        tasks::TaskSummary,
    },
};
use crate::{
    catalogue::Catalogue,
    kit::{self, Period, vocabulary::ConsolidationBasis},
    nullable,
    organisation::history::Structure,
    request::Request,
    required,
    store::Leak,
};

/// The provincial picture of some periods, live from what agencies filed (số liệu tổng hợp).
pub struct Consolidation(Arc<Picture>);

/// The consolidation from one period to another (to the same one when `to` is left out), over the rows that the actor may
/// see: the province's for Home Affairs, the own agency's for a submitter; live, or as it was known at an instant. Nothing
/// is read before it is asked for.
///
/// Errors: `NOT_ALLOWED` for whoever sees no figures, or asks for a basis that is not theirs; `BAD_PERIOD`,
/// `RANGE_TOO_LONG`; `BAD_DATE`, `KNOWN_AT_AHEAD`, `KNOWN_AT_UNSETTLED` for the instant.
pub async fn consolidation(
    request: &Request,
    catalogue: Arc<Catalogue>,
    from: Period,
    to: Option<Period>,
    basis: ConsolidationBasis,
    known_at: Option<DateTime<Utc>>,
    structure: Structure,
) -> kit::Result<Option<Consolidation>> {
    request.lapse(Leak::TotalsWithoutScope).await?;
    let picture = Picture::open(request, catalogue, (from, to), basis, known_at, structure).await?;
    Ok(Some(Consolidation(Arc::new(picture))))
}

impl Consolidation {
    /// The rounds whose reports it is made of: for whoever listens to their changes.
    pub async fn rounds(&self) -> kit::Result<Vec<Uuid>> {
        Ok(self.0.ledger().await?.plan.rounds.iter().map(|round| round.id).collect())
    }
}

/// The provincial picture of some periods, live from what agencies filed (số liệu tổng hợp). A department that asks gets
/// its own sums, Home Affairs the province's.
#[Object]
impl Consolidation {
    /// The first period (từ kỳ).
    async fn from(&self) -> Period {
        self.0.from
    }

    /// The last period; null when there is one only (đến kỳ).
    async fn to(&self) -> Option<Period> {
        self.0.to
    }

    /// Which version of each report is added up (cơ sở số liệu).
    async fn basis(&self) -> ConsolidationBasis {
        self.0.basis
    }

    /// The instant at which it was known; null when it is live (được biết tại thời điểm).
    async fn known_at(&self) -> Option<DateTime<Utc>> {
        self.0.as_of.known_at()
    }

    /// By which structure agencies are told apart (theo cơ cấu tổ chức).
    async fn structure(&self) -> Structure {
        self.0.structure
    }

    /// The reports that are due and those that were filed; every one that was counts as stated. Beside the quarters that tell of a
    /// year for an agency, its report of the year is due and missing; once that counts, its quarters are due no more (độ bao phủ).
    async fn coverage(&self, ctx: &Context<'_>) -> Result<Coverage> {
        required!(ctx, |_request| Ok(self.0.ledger().await?.coverage()))
    }

    /// Where what is asked changed between the reports of these periods, of any indicator (chỗ đứt gãy của chuỗi số liệu). What a
    /// single figure has of it, its total says.
    async fn breaks(&self, ctx: &Context<'_>) -> Result<Vec<SeriesBreak>> {
        required!(ctx, |_request| {
            let ledger = self.0.ledger().await?;
            Ok(SeriesBreak::of_ledger(&self.0.catalogue, &ledger))
        })
    }

    /// Citizen reception, complaints, denunciations, petitions and feedback (tiếp công dân, giải quyết đơn).
    async fn grievance_handling(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to group by; nothing when empty.", default)] by: Vec<GrievanceDimension>,
    ) -> Option<Result<GrievanceHandling>> {
        nullable!(ctx, |_request| GrievanceHandling::read(&self.0, &by, ctx.look_ahead()).await.map(Some))
    }

    /// Compliance with the democracy regulation (thực hiện quy chế dân chủ ở cơ sở).
    async fn democracy_compliance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to group by; nothing when empty.", default)] by: Vec<DemocracyDimension>,
    ) -> Option<Result<DemocracyCompliance>> {
        nullable!(ctx, |_request| DemocracyCompliance::read(&self.0, &by, ctx.look_ahead()).await.map(Some))
    }

    /// "Dân vận khéo" models: what the register says, every model counted once, beside those that reports list and the totals that
    /// reports state (mô hình "Dân vận khéo"). The models one by one are `mobilisationModels` of the query.
    async fn mobilisation_models(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to group by; nothing when empty.", default)] by: Vec<ModelDimension>,
    ) -> Option<Result<MobilisationModelSummary>> {
        nullable!(ctx, |_request| {
            MobilisationModelSummary::read(&self.0, &by, ctx.look_ahead()).await.map(Some)
        })
    }

    /// The tasks that the reports of these periods set for the next period, and what the next reports say became of them
    /// (nhiệm vụ kỳ sau và kết quả thực hiện).
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to group by; nothing when empty.", default)] by: Vec<Dimension>,
    ) -> Option<Result<TaskSummary>> {
        nullable!(ctx, |_request| TaskSummary::read(&self.0, &by).await.map(Some))
    }

    /// The tasks of the plans of these years, and what the reports that stand say became of them, whenever they were filed (nhiệm vụ
    /// theo kế hoạch năm và kết quả thực hiện).
    async fn plan_tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to group by; nothing when empty.", default)] by: Vec<PlanTaskDimension>,
    ) -> Option<Result<PlanTaskSummary>> {
        nullable!(ctx, |_request| PlanTaskSummary::read(&self.0, &by).await.map(Some))
    }

    /// Any indicators, one by one, by groups (chỉ tiêu bất kỳ).
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of the indicators, at most 100.")] indicators: Vec<String>,
        #[graphql(desc = "What to group by; nothing when empty.", default)] by: Vec<Dimension>,
    ) -> Result<Vec<FigureCell>> {
        required!(ctx, |_request| figures::read(&self.0, &indicators, &by, ctx.look_ahead()).await)
    }

    /// Who has reported, on time or late, and who has not (tình hình nộp báo cáo).
    async fn submission_status(&self, ctx: &Context<'_>) -> Result<SubmissionStatus> {
        required!(ctx, |_request| SubmissionStatus::read(&self.0).await)
    }

    /// What reports write under one heading, side by side (nội dung một mục của các báo cáo).
    async fn narratives(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the section.")] section: String,
    ) -> Result<Vec<NarrativeEntry>> {
        required!(ctx, |request| narratives::read(&self.0, &section, request.lang(), ctx.look_ahead()).await)
    }
}
