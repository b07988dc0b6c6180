//! Saving a year's plan.

use async_graphql::{Context, InputObject, Object, Result};
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    payload::{PlanSavePayload, settle},
};
use crate::{
    auth::Action,
    catalogue::Catalogue,
    kit::{Code, Error},
    organisation,
    plans::{self, Plan, PlanDeadlineInput, PlanDraft, PlanTaskInput},
    reports::{CitationInput, NarrativeSectionInput, ReportHeaderInput},
    request,
};

/// What `planSave` takes.
#[derive(InputObject)]
pub struct PlanSaveInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code of the agency whose plan it is (mã cơ quan).
    agency: String,
    /// The year (năm).
    year: i32,
    /// The version that the client has seen, 0 of a plan that is not there yet; another one is refused as STALE_REVISION
    /// (phiên bản).
    #[graphql(default = 0)]
    if_revision: i32,
    /// What it is about, at most 300 characters (trích yếu).
    title: String,
    /// Number, symbol, place, date, who signed it, and to whom it goes (thể thức văn bản).
    header: Option<ReportHeaderInput>,
    /// Its sections (các mục).
    #[graphql(default)]
    sections: Vec<NarrativeSectionInput>,
    /// What is to be done, at most 200 tasks (nhiệm vụ).
    #[graphql(default)]
    tasks: Vec<PlanTaskInput>,
    /// The documents that it cites (văn bản được viện dẫn).
    #[graphql(default)]
    citations: Vec<CitationInput>,
    /// Code of the calendar for deadlines whose words name no day; when left out, the one that the province has saved, if any
    /// (lịch báo cáo).
    calendar: Option<String>,
    /// Until when reports are due, at most 20 (thời hạn báo cáo).
    #[graphql(default)]
    deadlines: Vec<PlanDeadlineInput>,
}

#[derive(Default)]
pub struct PlanMutation;

#[Object]
impl PlanMutation {
    /// Saves an agency's plan of a year as its next version; the ones before stay. The agency's own people only (lưu kế hoạch
    /// năm).
    async fn plan_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan, whole.")] input: PlanSaveInput,
    ) -> Option<Result<Answer<PlanSavePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let actor = request.actor().clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                let draft = PlanDraft {
                    year: input.year,
                    title: input.title,
                    header: input.header.unwrap_or_default(),
                    sections: input.sections,
                    tasks: input.tasks,
                    citations: input.citations,
                    calendar: input.calendar,
                    deadlines: input.deadlines,
                };
                let row = request
                    .write("planSave", key, move |writer| async move {
                        let missing = || Error::refused(Code::NotFound, &["agency"]);
                        let agency = organisation::agency_by_code(&writer, &input.agency).await?;
                        // Another agency is not there, for people of one.
                        let agency = agency.filter(|agency| writer.scope().covers(agency.key()));
                        let agency = agency.ok_or_else(missing)?;
                        actor.require_for(Action::SavePlan, agency.key())?;
                        plans::save(&writer, &catalogue, &agency, input.if_revision, draft).await
                    })
                    .await?;
                Plan::of(row)
            };
            let (plan, user_errors) = settle(request, done.await)?;
            Ok(PlanSavePayload { plan, user_errors })
        })
        .await
    }
}
