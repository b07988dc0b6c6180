//! Saving, filing, returning, accepting and reopening reports.

use async_graphql::{Context, InputObject, Object, Result};
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    by::{self, ReportBy},
    payload::{
        ReportAcceptPayload, ReportReopenPayload, ReportReturnPayload, ReportSaveDraftPayload,
        ReportSubmitPayload, ReportValidatePayload, settle,
    },
};
use crate::{
    auth::Action,
    catalogue::{Catalogue, RuleResult},
    kit::{self, Code, Error},
    plans,
    reports::{
        self, CitationInput, DisclosureItemInput, DraftPatch, Explanation, FigureInput,
        NarrativeSectionInput, Reason, Report, ReportHeaderInput, ReportModelInput, ReportRow, ReportVersion,
        RuleOutcome, TaskFollowUpInput,
    },
    request::{self, Request},
};

/// What `reportSaveDraft` takes. What is left out stays as it is.
#[derive(InputObject)]
pub struct ReportSaveDraftInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The report (báo cáo).
    report: ReportBy,
    /// The revision that the client has seen; another one is refused as STALE_REVISION (số hiệu bản ghi).
    if_revision: i32,
    /// The formal parts of the document; replaces them (thể thức).
    header: Option<ReportHeaderInput>,
    /// Figures, put in by indicator (số liệu).
    figures: Option<Vec<FigureInput>>,
    /// Sections, put in by section code (các mục).
    sections: Option<Vec<NarrativeSectionInput>>,
    /// The documents it cites; replaces the list (văn bản được viện dẫn).
    citations: Option<Vec<CitationInput>>,
    /// Contents of democracy; replaces the list (nội dung công khai).
    disclosures: Option<Vec<DisclosureItemInput>>,
    /// The models it speaks of; replaces the list (mô hình).
    models: Option<Vec<ReportModelInput>>,
    /// What became of tasks that were set before; replaces the list (kết quả thực hiện nhiệm vụ kỳ trước).
    follow_ups: Option<Vec<TaskFollowUpInput>>,
}

/// What `reportValidate` takes.
#[derive(InputObject)]
pub struct ReportValidateInput {
    /// The report (báo cáo).
    report: ReportBy,
}

/// What the agency says to a warning (giải trình).
#[derive(InputObject)]
pub struct ExplanationInput {
    /// Id of the rule, such as `G06` (quy tắc).
    rule: String,
    /// What of the report the rule looked at, as the outcome gives it (đối tượng).
    subject: Option<String>,
    /// The explanation, at most 2,000 characters (nội dung).
    text: String,
}

/// What `reportSubmit` takes.
#[derive(InputObject)]
pub struct ReportSubmitInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The report (báo cáo).
    report: ReportBy,
    /// The revision that the client has seen (số hiệu bản ghi).
    if_revision: i32,
    /// One for each warning, at most 200 (giải trình).
    #[graphql(default)]
    explanations: Vec<ExplanationInput>,
}

/// A reason for a return, for a section, a figure or the whole (lý do trả lại).
#[derive(InputObject)]
pub struct ReturnReasonInput {
    /// Code of the section it concerns (mục).
    section_code: Option<String>,
    /// Code of the indicator it concerns (chỉ tiêu).
    indicator: Option<String>,
    /// The reason, at most 2,000 characters (lý do).
    text: String,
}

/// What `reportReturn` takes.
#[derive(InputObject)]
pub struct ReportReturnInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The report (báo cáo).
    report: ReportBy,
    /// The revision that the client has seen (số hiệu bản ghi).
    if_revision: i32,
    /// At least one, at most 200 (lý do).
    reasons: Vec<ReturnReasonInput>,
}

/// What `reportAccept` takes.
#[derive(InputObject)]
pub struct ReportAcceptInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The report (báo cáo).
    report: ReportBy,
    /// The revision that the client has seen (số hiệu bản ghi).
    if_revision: i32,
}

/// What `reportReopen` takes.
#[derive(InputObject)]
pub struct ReportReopenInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The report (báo cáo).
    report: ReportBy,
    /// The revision that the client has seen (số hiệu bản ghi).
    if_revision: i32,
    /// Why it is opened again (lý do).
    reason: String,
}

#[derive(Default)]
pub struct ReportMutation;

fn catalogue(ctx: &Context<'_>) -> Arc<Catalogue> {
    ctx.data_unchecked::<Arc<Catalogue>>().clone()
}

/// The report as it now is, for the answer to a refusal; nothing when the caller may not see it.
async fn current(request: &Request, catalogue: &Catalogue, by: &ReportBy) -> Result<Option<Report>> {
    let found = async {
        if !request.actor().may(Action::SeeFigures) {
            return Ok(None);
        }
        by::report(&*request.reader().await?, catalogue, by).await
    };
    Ok(found.await.map_err(|error| request.error(error))?.map(Report::from))
}

/// What was done to a report; after a refusal, the report as it now is.
async fn settled(
    ctx: &Context<'_>,
    request: &Request,
    by: &ReportBy,
    done: kit::Result<ReportRow>,
) -> Result<(Option<Report>, Vec<super::super::payload::UserError>)> {
    let (row, user_errors) = settle(request, done)?;
    let report = match row {
        Some(row) => Some(Report::from(row)),
        None => current(request, &catalogue(ctx), by).await?,
    };
    Ok((report, user_errors))
}

/// A version as clients read it.
async fn version_of(request: &Request, id: Option<Uuid>) -> Result<Option<ReportVersion>> {
    let Some(id) = id else { return Ok(None) };
    let version = reports::load_version(request, id).await.map_err(|error| request.error(error))?;
    Ok(version.map(ReportVersion::from))
}

/// Whether the client wants the receipt: it costs some statements.
fn asked_for_receipt(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("receipt").exists()
}

#[Object]
impl ReportMutation {
    /// Saves a draft, whole or in part, as often as one likes. Every problem of what was sent is answered at once, and
    /// then nothing of it is saved (lưu bản nháp).
    async fn report_save_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is put into the draft.")] input: ReportSaveDraftInput,
    ) -> Option<Result<Answer<ReportSaveDraftPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let (catalogue, actor) = (catalogue(ctx), request.actor().clone());
            let named = input.report.clone();
            let patch = DraftPatch {
                header: input.header,
                figures: input.figures,
                sections: input.sections,
                citations: input.citations,
                disclosures: input.disclosures,
                models: input.models,
                follow_ups: input.follow_ups,
            };
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                let catalogue = catalogue.clone();
                request
                    .write("reportSaveDraft", key, move |writer| async move {
                        let report = by::report_id(&writer, &catalogue, &input.report).await?;
                        let planned = match &patch.follow_ups {
                            Some(_) => plans::tasks_for(&writer, report).await?,
                            None => Vec::new(),
                        };
                        let seen = input.if_revision;
                        reports::save(&writer, &actor, &catalogue, report, seen, patch, planned).await
                    })
                    .await
            }
            .await;
            let checks = match &done {
                Ok(row) => {
                    let checked =
                        async { reports::check_draft(&*request.reader().await?, &catalogue, row).await };
                    checked.await.map_err(|error| request.error(error))?
                }
                Err(_) => Vec::new(),
            };
            let (report, user_errors) = settled(ctx, request, &named, done).await?;
            let checks = RuleOutcome::all(checks, Some(&[RuleResult::Fail]));
            Ok(ReportSaveDraftPayload { report, checks, user_errors })
        })
        .await
    }

    /// Checks a draft by every rule of its form; changes nothing (kiểm tra bản nháp).
    async fn report_validate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report.")] input: ReportValidateInput,
    ) -> Option<Result<ReportValidatePayload>> {
        let answer = async {
            let request = request::of(ctx)?;
            let catalogue = catalogue(ctx);
            let done = async {
                let reader = request.reader().await?;
                let visible = by::report(&reader, &catalogue, &input.report)
                    .await?
                    .filter(|row| request.actor().may_for(Action::SeeUnaccepted, row.agency_id));
                let row = visible.ok_or_else(|| Error::refused(Code::NotFound, &["report"]))?;
                let checks = reports::check_draft(&reader, &catalogue, &row).await?;
                Ok((row, checks))
            };
            let (done, user_errors) = settle(request, done.await)?;
            Ok(match done {
                Some((row, checks)) => ReportValidatePayload {
                    can_submit: !checks.iter().any(|check| check.blocks()),
                    report: Some(Report::from(row)),
                    checks: RuleOutcome::all(checks, None),
                    user_errors,
                },
                None => {
                    ReportValidatePayload { report: None, checks: Vec::new(), can_submit: false, user_errors }
                }
            })
        };
        Some(answer.await)
    }

    /// Files a report: its draft becomes an immutable numbered version. Errors of the rules block it, warnings need an
    /// explanation; whether it is on time is judged by its arrival at the server (gửi báo cáo).
    async fn report_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report, with the explanations.")] input: ReportSubmitInput,
    ) -> Option<Result<Answer<ReportSubmitPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let (catalogue, actor) = (catalogue(ctx), request.actor().clone());
            let named = input.report.clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                let explanations = input
                    .explanations
                    .into_iter()
                    .map(|given| Explanation { rule: given.rule, subject: given.subject, text: given.text })
                    .collect();
                request
                    .write("reportSubmit", key, move |writer| async move {
                        let report = by::report_id(&writer, &catalogue, &input.report).await?;
                        reports::submit(&writer, &actor, &catalogue, report, input.if_revision, explanations)
                            .await
                    })
                    .await
            }
            .await;
            let (done, version) = match done {
                Ok((row, version)) => (Ok(row), Some(version)),
                Err(error) => (Err(error), None),
            };
            let (report, user_errors) = settled(ctx, request, &named, done).await?;
            let version = version_of(request, version).await?;
            let receipt = match &version {
                Some(version) if asked_for_receipt(ctx) => version.filing_receipt(request).await,
                _ => Ok(None),
            };
            let receipt = receipt.map_err(|error| request.error(error))?;
            Ok(ReportSubmitPayload { report, version, receipt, user_errors })
        })
        .await
    }

    /// Sends a report back with reasons. Home Affairs only (trả lại báo cáo).
    async fn report_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report, and why.")] input: ReportReturnInput,
    ) -> Option<Result<Answer<ReportReturnPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let (catalogue, actor) = (catalogue(ctx), request.actor().clone());
            let named = input.report.clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                let reasons = input
                    .reasons
                    .into_iter()
                    .map(|given| Reason {
                        section: given.section_code,
                        indicator: given.indicator,
                        text: given.text,
                    })
                    .collect();
                request
                    .write("reportReturn", key, move |writer| async move {
                        let report = by::report_id(&writer, &catalogue, &input.report).await?;
                        reports::return_report(
                            &writer,
                            &actor,
                            &catalogue,
                            report,
                            input.if_revision,
                            reasons,
                        )
                        .await
                    })
                    .await
            }
            .await;
            let (report, user_errors) = settled(ctx, request, &named, done).await?;
            Ok(ReportReturnPayload { report, user_errors })
        })
        .await
    }

    /// Accepts a report; in a closed round it is locked at once. Home Affairs only, and never whoever filed it (chấp nhận
    /// báo cáo).
    async fn report_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report.")] input: ReportAcceptInput,
    ) -> Option<Result<Answer<ReportAcceptPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let (catalogue, actor) = (catalogue(ctx), request.actor().clone());
            let named = input.report.clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                request
                    .write("reportAccept", key, move |writer| async move {
                        let report = by::report_id(&writer, &catalogue, &input.report).await?;
                        reports::accept(&writer, &actor, report, input.if_revision).await
                    })
                    .await
            }
            .await;
            let accepted = done.as_ref().ok().and_then(|row| row.accepted_version_id);
            let (report, user_errors) = settled(ctx, request, &named, done).await?;
            let receipt = match asked_for_receipt(ctx) {
                true => match version_of(request, accepted).await? {
                    Some(version) => version.accepting_receipt(request).await,
                    None => Ok(None),
                },
                false => Ok(None),
            };
            let receipt = receipt.map_err(|error| request.error(error))?;
            Ok(ReportAcceptPayload { report, receipt, user_errors })
        })
        .await
    }

    /// Opens an accepted report for its next version, with a reason; what was accepted counts until the next is. The
    /// head of the agency or Home Affairs; once the round is closed, Home Affairs only (mở lại báo cáo).
    async fn report_reopen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report, and why.")] input: ReportReopenInput,
    ) -> Option<Result<Answer<ReportReopenPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let (catalogue, actor) = (catalogue(ctx), request.actor().clone());
            let named = input.report.clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                request
                    .write("reportReopen", key, move |writer| async move {
                        let report = by::report_id(&writer, &catalogue, &input.report).await?;
                        reports::reopen(&writer, &actor, report, input.if_revision, input.reason).await
                    })
                    .await
            }
            .await;
            let (report, user_errors) = settled(ctx, request, &named, done).await?;
            Ok(ReportReopenPayload { report, user_errors })
        })
        .await
    }
}
