//! Scoring democracy work: a province's scheme, an agency's own score, and its verification.

use async_graphql::{Context, InputObject, Object, Result};
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    payload::{
        DemocracyScoreSelfAssessPayload, DemocracyScoreVerifyPayload, ScoringSchemeSavePayload, settle,
    },
};
use crate::{
    auth::Action,
    catalogue::{Catalogue, scoring::DemocracyClass},
    kit::{
        Code, Error, Period,
        scalars::{Date, DecimalText},
        vocabulary::AgencyKind,
    },
    organisation::{self, Agency},
    reports, request,
    scoring::{
        self, CriterionScoreInput, DemocracyScore, Marks, ScoringBandInput, ScoringCriterionInput,
        ScoringScheme, ScoringSchemeDraft, Verification,
    },
    store::Reader,
};

/// What `scoringSchemeSave` takes.
#[derive(InputObject)]
pub struct ScoringSchemeSaveInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code: capital letters A to Z, digits and underscores; a code that is there gets its next version (mã).
    code: String,
    /// Name in Vietnamese (tên tiếng Việt).
    label_vi: String,
    /// Name in English (tên tiếng Anh).
    label_en: String,
    /// Who issued it, as cited (căn cứ).
    legal_basis: Option<String>,
    /// It holds for periods that end on this day or later; for all when left out (áp dụng từ ngày).
    valid_from: Option<Date>,
    /// It holds for periods that end on this day or earlier; for all when left out (áp dụng đến ngày).
    valid_to: Option<Date>,
    /// The kinds of agency it scores; all when left out (loại cơ quan).
    agency_kinds: Option<Vec<AgencyKind>>,
    /// The largest score, at most 10,000 (điểm tối đa).
    maximum: DecimalText,
    /// The criteria, at most 200, a part after what it is a part of (các tiêu chí).
    criteria: Vec<ScoringCriterionInput>,
    /// The bands, from 0 to the largest score without a gap (khung điểm xếp loại).
    bands: Vec<ScoringBandInput>,
}

/// What `democracyScoreSelfAssess` takes.
#[derive(InputObject)]
pub struct DemocracyScoreSelfAssessInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code of the agency (mã cơ quan).
    agency: String,
    /// The year or half-year (kỳ).
    period: Period,
    /// The score's revision that the change is made on; 0 for the first (lần sửa).
    if_revision: i32,
    /// The whole score; the sum of the criteria when left out (tổng điểm).
    total: Option<DecimalText>,
    /// None, or points for every criterion that has no parts (điểm từng tiêu chí).
    #[graphql(default)]
    criteria: Vec<CriterionScoreInput>,
    /// What is said of it, at most 2,000 characters (ghi chú).
    note: Option<String>,
}

/// What `democracyScoreVerify` takes.
#[derive(InputObject)]
pub struct DemocracyScoreVerifyInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code of the agency (mã cơ quan).
    agency: String,
    /// The year or half-year (kỳ).
    period: Period,
    /// The score's revision that the change is made on; 0 where the agency has given none (lần sửa).
    if_revision: i32,
    /// The verified score; the sum of the criteria when left out (tổng điểm thẩm định).
    total: Option<DecimalText>,
    /// None, or points for every criterion that has no parts (điểm từng tiêu chí).
    #[graphql(default)]
    criteria: Vec<CriterionScoreInput>,
    /// What is said of it, at most 2,000 characters (ghi chú).
    note: Option<String>,
    /// The class; the one of the score's band when left out (xếp loại).
    classification: Option<DemocracyClass>,
    /// Why the class is not the band's, at most 2,000 characters; needed then (lý do xếp loại khác khung điểm).
    override_reason: Option<String>,
    /// Why a verified score is changed, at most 2,000 characters; needed then (lý do sửa).
    reason: Option<String>,
}

#[derive(Default)]
pub struct ScoringMutation;

/// The agency of a code that exists in a period; another agency is not there, for people of one.
async fn agency_in(reader: &Reader, code: &str, period: Period) -> crate::kit::Result<Agency> {
    let window = period.window();
    let found = organisation::agencies_in(reader, window.from, window.to).await?;
    found
        .into_iter()
        .find(|agency| agency.known_as() == code && reader.scope().covers(agency.key()))
        .ok_or_else(|| Error::refused(Code::NotFound, &["agency"]))
}

#[Object]
impl ScoringMutation {
    /// Saves a scoring scheme of the province as its next version. One whose parts do not add up, or whose bands overlap or
    /// leave a gap, is refused with everything that is wrong with it. The province's administrator only (lưu thang điểm).
    async fn scoring_scheme_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The scheme.")] input: ScoringSchemeSaveInput,
    ) -> Option<Result<Answer<ScoringSchemeSavePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let done = async {
                request.require(Action::KeepScoringSchemes)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let draft = ScoringSchemeDraft {
                    code: input.code,
                    label_vi: input.label_vi,
                    label_en: input.label_en,
                    legal_basis: input.legal_basis,
                    valid_from: input.valid_from,
                    valid_to: input.valid_to,
                    agency_kinds: input.agency_kinds,
                    maximum: input.maximum,
                    criteria: input.criteria,
                    bands: input.bands,
                };
                let saved = request
                    .write("scoringSchemeSave", key, move |writer| async move {
                        scoring::save_scheme(&writer, &catalogue, draft).await
                    })
                    .await?;
                let kept = scoring::scheme_by_id(&*request.reader().await?, saved).await?;
                kept.ok_or_else(|| Error::broken("a scheme that is not there when it was saved"))
            };
            let (kept, user_errors) = settle(request, done.await)?;
            Ok(ScoringSchemeSavePayload { scheme: kept.map(ScoringScheme::from), user_errors })
        })
        .await
    }

    /// An agency scores its own democracy work, by the province's scheme; again and again until Home Affairs has verified the
    /// score. The agency's own people only (tự chấm điểm).
    async fn democracy_score_self_assess(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose score, and the points.")] input: DemocracyScoreSelfAssessInput,
    ) -> Option<Result<Answer<DemocracyScoreSelfAssessPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let actor = request.actor().clone();
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                let marks = Marks { total: input.total, criteria: input.criteria, note: input.note };
                request
                    .write("democracyScoreSelfAssess", key, move |writer| async move {
                        let agency = agency_in(&writer, &input.agency, input.period).await?;
                        actor.require_for(Action::ScoreOwnAgency, agency.key())?;
                        let whose = (agency.key(), agency.agency_kind());
                        let revision = input.if_revision;
                        scoring::self_assess(&writer, &catalogue, whose, input.period, revision, marks).await
                    })
                    .await
                    .and_then(DemocracyScore::of)
            };
            let (score, user_errors) = settle(request, done.await)?;
            Ok(DemocracyScoreSelfAssessPayload { score, user_errors })
        })
        .await
    }

    /// Verifies an agency's score and gives the class: the one of the score's band, or another with the reason. A verified
    /// score is changed with a reason. Home Affairs only, and not by whoever gave the agency's own score (thẩm định điểm, xếp
    /// loại).
    async fn democracy_score_verify(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose score, the points and the class.")] input: DemocracyScoreVerifyInput,
    ) -> Option<Result<Answer<DemocracyScoreVerifyPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let actor = request.actor().clone();
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let done = async {
                request.require(Action::VerifyScore)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let mut asked = Verification {
                    marks: Marks { total: input.total, criteria: input.criteria, note: input.note },
                    classification: input.classification,
                    override_reason: input.override_reason,
                    reason: input.reason,
                    reported: None,
                };
                request
                    .write("democracyScoreVerify", key, move |writer| async move {
                        let agency = agency_in(&writer, &input.agency, input.period).await?;
                        let (period, revision) = (input.period, input.if_revision);
                        asked.reported =
                            reports::stated_number(&writer, agency.key(), period, "qcdc_self_score").await?;
                        let whose = (agency.key(), agency.agency_kind());
                        scoring::verify(&writer, &actor, &catalogue, whose, period, revision, asked).await
                    })
                    .await
                    .and_then(DemocracyScore::of)
            };
            let (score, user_errors) = settle(request, done.await)?;
            Ok(DemocracyScoreVerifyPayload { score, user_errors })
        })
        .await
    }
}
