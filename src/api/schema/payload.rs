//! What every mutation answers with.

use async_graphql::{ComplexObject, Context, SimpleObject};

use super::{
    Query,
    accounts::ServiceAccount,
    answer::Payload,
    heritage::HistoryGrant,
    notices::{Notice, Webhook},
    roles::RoleRequest,
};
use crate::{
    calendars::{CalendarDay, CalendarProfile},
    consolidation::Release,
    dan_van_kheo::MobilisationModel,
    kit::{Code, Error, Lang, Problem, meter},
    legal::LegalDocument,
    organisation::{Person, Province, history::graphql::Reorganisation},
    plans::Plan,
    receipts::Receipt,
    reports::{Obligation, Report, ReportVersion, Round, RuleOutcome, SkippedReport},
    request::Request,
    scoring::{DemocracyScore, ScoringScheme},
};

/// Something that the person can put right: a code for programs, a sentence for people (lỗi nghiệp vụ).
#[derive(SimpleObject, Clone, Debug)]
pub struct UserError {
    /// The code; it never changes (mã lỗi).
    code: Code,
    /// The sentence, in the language of `Accept-Language` (thông báo).
    message: String,
    /// Where in the arguments: names and list positions (vị trí).
    path: Vec<String>,
}

impl UserError {
    fn of(problem: Problem, lang: Lang) -> Self {
        meter::refused(problem.code);
        let problem = problem.under(&["input"]);
        UserError { message: problem.message(lang), code: problem.code, path: problem.path }
    }
}

/// What was done, or everything that the person can put right; what only we can put right is an error.
pub fn settle<T>(
    request: &Request,
    done: crate::kit::Result<T>,
) -> async_graphql::Result<(Option<T>, Vec<UserError>)> {
    match done {
        Ok(value) => Ok((Some(value), Vec::new())),
        Err(Error::Refused(problems)) => {
            let errors = problems.into_iter().map(|problem| UserError::of(problem, request.lang()));
            Ok((None, errors.collect()))
        }
        Err(error) => Err(request.error(error)),
    }
}

/// Declares a payload: its own fields, `userErrors`, and `query` for reading on.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident $([once: $once:ident])? { $($(#[$fdoc:meta])* $field:ident: $type:ty),+ $(,)? })+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        #[graphql(complex)]
        pub struct $name {
            $($(#[$fdoc])* pub $field: $type,)+
            /// What stood in the way, all of it; empty when it was done (lỗi nghiệp vụ).
            pub user_errors: Vec<UserError>,
        }

        impl Payload for $name {
            fn done(&self) -> bool {
                self.user_errors.is_empty()
            }
            $(
            fn shown_once(&self) -> Option<&str> {
                self.$once.as_deref()
            }
            )?
        }

        #[ComplexObject]
        impl $name {
            /// The root of queries, for reading on in the same request (truy vấn tiếp).
            async fn query(&self, _ctx: &Context<'_>) -> Query {
                Query::default()
            }
        }
    )+ };
}

payloads! {
    /// Answer to `roundOpen`.
    RoundOpenPayload {
        /// The round that was opened (đợt báo cáo).
        round: Option<Round>,
    }
    /// Answer to `roundClose`.
    RoundClosePayload {
        /// The round that was closed (đợt báo cáo).
        round: Option<Round>,
    }
    /// Answer to `obligationAdd`.
    ObligationAddPayload {
        /// The obligation (nghĩa vụ báo cáo).
        obligation: Option<Obligation>,
    }
    /// Answer to `obligationExempt`.
    ObligationExemptPayload {
        /// The obligation (nghĩa vụ báo cáo).
        obligation: Option<Obligation>,
    }
    /// Answer to `obligationExtend`.
    ObligationExtendPayload {
        /// The obligation (nghĩa vụ báo cáo).
        obligation: Option<Obligation>,
    }
    /// Answer to `reportSaveDraft`.
    ReportSaveDraftPayload {
        /// The report as it now is: after a refusal, as somebody else has left it (báo cáo).
        report: Option<Report>,
        /// What the rules of the form find in the saved draft, failures only (kết quả kiểm tra).
        checks: Vec<RuleOutcome>,
    }
    /// Answer to `reportValidate`.
    ReportValidatePayload {
        /// The report (báo cáo).
        report: Option<Report>,
        /// What every rule of the form finds in the draft (kết quả kiểm tra).
        checks: Vec<RuleOutcome>,
        /// Whether it can be filed, given explanations for its warnings (có thể gửi).
        can_submit: bool,
    }
    /// Answer to `reportSubmit`.
    ReportSubmitPayload {
        /// The report as it now is (báo cáo).
        report: Option<Report>,
        /// The version that was filed (phiên bản).
        version: Option<ReportVersion>,
        /// What proves that it was filed, and when: to be kept (biên nhận).
        receipt: Option<Receipt>,
    }
    /// Answer to `reportReturn`.
    ReportReturnPayload {
        /// The report as it now is (báo cáo).
        report: Option<Report>,
    }
    /// Answer to `reportAccept`.
    ReportAcceptPayload {
        /// The report as it now is (báo cáo).
        report: Option<Report>,
        /// What proves that it was accepted, and when: to be kept (biên nhận).
        receipt: Option<Receipt>,
    }
    /// Answer to `reportAcceptAll`.
    ReportAcceptAllPayload {
        /// The round (đợt báo cáo).
        round: Option<Round>,
        /// The reports that were accepted; of each, `acceptedVersion { acceptanceReceipt }` proves it (báo cáo đã chấp nhận).
        accepted: Vec<Report>,
        /// The reports that are filed and were left as they are, and why (báo cáo chưa chấp nhận).
        skipped: Vec<SkippedReport>,
    }
    /// Answer to `reportReopen`.
    ReportReopenPayload {
        /// The report as it now is (báo cáo).
        report: Option<Report>,
    }
    /// Answer to `legalDocumentUpsert`.
    LegalDocumentUpsertPayload {
        /// The document as it now is (văn bản).
        document: Option<LegalDocument>,
    }
    /// Answer to `modelRegister`.
    ModelRegisterPayload {
        /// The model (mô hình).
        model: Option<MobilisationModel>,
    }
    /// Answer to `calendarProfileSave`.
    CalendarProfileSavePayload {
        /// The version that was saved (lịch báo cáo).
        profile: Option<CalendarProfile>,
    }
    /// Answer to `calendarDaysSave`.
    CalendarDaysSavePayload {
        /// The days as they now are; one whose entry was taken back only when the system knows it too (các ngày).
        days: Vec<CalendarDay>,
    }
    /// Answer to `agencyReorganise`.
    AgencyReorganisePayload {
        /// What was recorded (sự kiện sắp xếp tổ chức).
        reorganisation: Option<Reorganisation>,
    }
    /// Answer to `historyGrantGive`.
    HistoryGrantGivePayload {
        /// The grant (quyền đọc).
        history_grant: Option<HistoryGrant>,
        /// The province whose history may be read, with its grants (tỉnh).
        province: Option<Province>,
    }
    /// Answer to `historyGrantRevoke`.
    HistoryGrantRevokePayload {
        /// The grant that was taken back (quyền đọc).
        history_grant: Option<HistoryGrant>,
        /// The province whose history is read no more, with its grants (tỉnh).
        province: Option<Province>,
    }
    /// Answer to `personSetEmail`.
    PersonSetEmailPayload {
        /// The person as they now are (người dùng).
        person: Option<Person>,
    }
    /// Answer to `webhookRegister`.
    WebhookRegisterPayload {
        /// The webhook (webhook).
        webhook: Option<Webhook>,
        /// The key by which the receiver checks signatures: `whsec_` and base64. It is in this answer and nowhere else (khóa
        /// ký).
        secret: Option<String>,
    }
    /// Answer to `webhookRemove`.
    WebhookRemovePayload {
        /// The webhook that is no longer called (webhook).
        webhook: Option<Webhook>,
    }
    /// Answer to `serviceAccountCreate`.
    ServiceAccountCreatePayload [once: secret] {
        /// The account (tài khoản dịch vụ).
        service_account: Option<ServiceAccount>,
        /// What it proves itself by, once another administrator has approved the account: as the token of `Authorization: Bearer …`, or as
        /// the password of `Basic`. It is in this answer, and nowhere else: null when the request is sent again (mã bí mật).
        secret: Option<String>,
    }
    /// Answer to `serviceAccountApprove`.
    ServiceAccountApprovePayload {
        /// The account that is in use from now on (tài khoản dịch vụ).
        service_account: Option<ServiceAccount>,
    }
    /// Answer to `serviceAccountRevoke`.
    ServiceAccountRevokePayload {
        /// The account that is out of use (tài khoản dịch vụ).
        service_account: Option<ServiceAccount>,
    }
    /// Answer to `roleRequest`.
    RoleRequestPayload {
        /// The request, which waits for another administrator (đề nghị).
        request: Option<RoleRequest>,
    }
    /// Answer to `roleApprove`.
    RoleApprovePayload {
        /// The request that has taken effect (đề nghị).
        request: Option<RoleRequest>,
    }
    /// Answer to `roleRefuse`.
    RoleRefusePayload {
        /// The request that was refused (đề nghị).
        request: Option<RoleRequest>,
    }
    /// Answer to `roleTakeBack`.
    RoleTakeBackPayload {
        /// The request that was taken back (đề nghị).
        request: Option<RoleRequest>,
    }
    /// Answer to `personDisable`.
    PersonDisablePayload {
        /// The person whose account is out of use (người dùng).
        person: Option<Person>,
    }
    /// Answer to `planSave`.
    PlanSavePayload {
        /// The plan as it was saved (kế hoạch).
        plan: Option<Plan>,
    }
    /// Answer to `noticeRetry`.
    NoticeRetryPayload {
        /// The notice as it now is (thông báo).
        notice: Option<Notice>,
    }
    /// Answer to `scoringSchemeSave`.
    ScoringSchemeSavePayload {
        /// The version that was saved (thang điểm).
        scheme: Option<ScoringScheme>,
    }
    /// Answer to `democracyScoreSelfAssess`.
    DemocracyScoreSelfAssessPayload {
        /// The score as it now is (bản chấm điểm).
        score: Option<DemocracyScore>,
    }
    /// Answer to `democracyScoreVerify`.
    DemocracyScoreVerifyPayload {
        /// The score as it now is (bản chấm điểm).
        score: Option<DemocracyScore>,
    }
    /// Answer to `modelUpdate`.
    ModelUpdatePayload {
        /// The model as it now is (mô hình).
        model: Option<MobilisationModel>,
    }
    /// Answer to `modelAward`.
    ModelAwardPayload {
        /// The model as it now is (mô hình).
        model: Option<MobilisationModel>,
    }
    /// Answer to `modelDuplicateSettle`.
    ModelDuplicateSettlePayload {
        /// The first of the two entries (mô hình).
        model: Option<MobilisationModel>,
    }
    /// Answer to `releaseCreate`.
    ReleaseCreatePayload {
        /// The release (số liệu phát hành).
        release: Option<Release>,
    }
    /// Answer to `modelAdvance`.
    ModelAdvancePayload {
        /// The model as it now is (mô hình).
        model: Option<MobilisationModel>,
    }
}
