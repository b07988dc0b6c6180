//! What was filed, as clients read it.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    super::{
        rows::{event, version},
        service::{self, CheckEntry},
        types::ReportContent,
    },
    content::ReportContentView,
    outcome::RuleOutcome,
    report::{catalogue, round_of},
};
use crate::{
    auth::Action,
    catalogue::RuleResult,
    kit::{
        self, Error,
        id::{self, Kind},
        vocabulary::ReportHistoryEvent,
    },
    nullable,
    organisation::{self, Person},
    receipts::{self, Receipt},
    request::Request,
    required,
};

/// What an agency filed: numbered, and never changed (phiên bản báo cáo).
#[derive(Clone, Debug)]
pub struct ReportVersion {
    row: version::Model,
    /// As of when it is shown; `None` for now.
    known_at: Option<DateTime<Utc>>,
}

impl From<version::Model> for ReportVersion {
    fn from(row: version::Model) -> Self {
        ReportVersion { row, known_at: None }
    }
}

/// What an agency filed: numbered, and never changed (phiên bản báo cáo).
#[Object]
impl ReportVersion {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::ReportVersion, self.row.id)
    }

    /// Its number within the report, from 1 (số phiên bản).
    async fn number(&self) -> i32 {
        self.row.number
    }

    /// What it says (nội dung).
    async fn content(&self, ctx: &Context<'_>) -> Result<ReportContentView> {
        required!(ctx, |request| {
            let round = round_of(request, self.row.round_id).await?;
            let content: ReportContent = serde_json::from_str(&self.row.content).map_err(Error::broken)?;
            Ok(ReportContentView::new(catalogue(ctx).clone(), round, self.row.agency_id, content))
        })
    }

    /// When it arrived at the server (thời điểm nhận).
    async fn submitted_at(&self) -> DateTime<Utc> {
        self.row.submitted_at
    }

    /// Who filed it (người gửi).
    async fn submitted_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.row.submitted_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }

    /// Whether it arrived after the due instant (trễ hạn).
    async fn late(&self) -> bool {
        self.row.late
    }

    /// SHA-256 of its canonical content, in hexadecimal; null for whoever small numbers are withheld from: with it they could be
    /// guessed and tried (mã băm nội dung).
    async fn digest(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        nullable!(ctx, |request| Ok(self.is_whole_for(request).then_some(self.row.digest.as_str())))
    }

    /// SHA-256 of what the form asked, a copy of which is kept with it (mã băm biểu mẫu).
    async fn form_digest(&self) -> &str {
        &self.row.form_digest
    }

    /// When it was accepted; null while it is not (thời điểm chấp nhận).
    async fn accepted_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime<Utc>>> {
        nullable!(ctx, |request| Ok(self.acceptance(request).await?.map(|event| event.at)))
    }

    /// Who accepted it (người chấp nhận).
    async fn accepted_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| {
            match self.acceptance(request).await?.and_then(|event| event.person_id) {
                Some(person) => organisation::load_person(request, person).await,
                None => Ok(None),
            }
        })
    }

    /// What proves that it was filed as it is here, and when; the same one whenever it is asked for. Null of what was filed
    /// before there were receipts, and for whoever small numbers are withheld from (biên nhận nộp báo cáo).
    async fn receipt(&self, ctx: &Context<'_>) -> Option<Result<Receipt>> {
        nullable!(ctx, |request| match self.is_whole_for(request) {
            true => self.filing_receipt(request).await,
            false => Ok(None),
        })
    }

    /// What proves that it was accepted, and when; null while it is not, and for whoever small numbers are withheld from (biên nhận
    /// chấp nhận báo cáo).
    async fn acceptance_receipt(&self, ctx: &Context<'_>) -> Option<Result<Receipt>> {
        nullable!(ctx, |request| match self.is_whole_for(request) {
            true => self.accepting_receipt(request).await,
            false => Ok(None),
        })
    }

    /// What the rules found when it was filed, with the agency's explanations (kết quả kiểm tra và giải trình).
    async fn checks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only outcomes of these results; all when left out.")] results: Option<
            Vec<RuleResult>,
        >,
    ) -> Result<Vec<RuleOutcome>> {
        required!(ctx, |request| {
            if !request.actor().may_for(Action::SeeUnaccepted, self.row.agency_id) {
                return Ok(Vec::new());
            }
            let entries: Vec<CheckEntry> = serde_json::from_str(&self.row.checks).map_err(Error::broken)?;
            Ok(RuleOutcome::all(entries, results.as_deref()))
        })
    }
}

impl ReportVersion {
    /// A version with what was known of it at an instant; `None` for now.
    pub fn known(row: version::Model, known_at: Option<DateTime<Utc>>) -> Self {
        ReportVersion { row, known_at }
    }

    /// Whether the caller may see all that it says, small numbers too.
    fn is_whole_for(&self, request: &Request) -> bool {
        !request.withholds_of(self.row.agency_id)
    }

    /// Whose report it is a version of.
    pub fn agency(&self) -> Uuid {
        self.row.agency_id
    }

    /// What proves that it was filed.
    pub async fn filing_receipt(&self, request: &Request) -> kit::Result<Option<Receipt>> {
        receipts::load_receipt(request, receipts::Of::Version, self.row.id).await
    }

    /// What proves that it was accepted; `None` while it is not.
    pub async fn accepting_receipt(&self, request: &Request) -> kit::Result<Option<Receipt>> {
        match self.acceptance(request).await? {
            Some(event) => receipts::load_receipt(request, receipts::Of::Step, event.id).await,
            None => Ok(None),
        }
    }

    async fn acceptance(&self, request: &Request) -> kit::Result<Option<event::Model>> {
        let events = service::load_events(request, self.row.report_id).await?;
        let known =
            |event: &event::Model| self.known_at.is_none_or(|at| event.recorded_at.unwrap_or(event.at) <= at);
        Ok(events.into_iter().find(|event| {
            event.event == ReportHistoryEvent::Accepted.code()
                && event.version_id == Some(self.row.id)
                && known(event)
        }))
    }
}
