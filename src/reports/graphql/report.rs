//! Reports and their versions, as clients read them.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

use super::{
    super::{
        editability::{self, Editability},
        rows::{event, report, version},
        service::{self, Reason},
        types::ReportContent,
    },
    content::ReportContentView,
    diff::ReportDiff,
    outcome::RuleOutcome,
    round::{Obligation, Round},
    tasks::TaskToFollow,
    version::ReportVersion,
};
use crate::{
    auth::Action,
    catalogue::{Catalogue, RuleResult},
    kit::{
        self, Code, Error, Period, Problem,
        id::{self, Kind},
        vocabulary::{ReportHistoryEvent, ReportState},
    },
    nullable,
    organisation::{self, Agency, Person},
    request::Request,
    required,
    rounds::{self, RoundRow},
    store::Leak,
};

/// An agency's answer to an obligation: one draft, and immutable numbered versions (báo cáo).
#[derive(Clone, Debug)]
pub struct Report(report::Model);

impl From<report::Model> for Report {
    fn from(row: report::Model) -> Self {
        Report(row)
    }
}

pub(super) fn catalogue<'c>(ctx: &Context<'c>) -> &'c Arc<Catalogue> {
    ctx.data_unchecked::<Arc<Catalogue>>()
}

pub(super) async fn round_of(request: &Request, round: Uuid) -> kit::Result<RoundRow> {
    rounds::load_round(request, round).await?.ok_or_else(|| Error::broken("a report without its round"))
}

impl Report {
    /// The report as far as it is the caller's to see: to another province's people there is none before it was first filed.
    pub fn shown(request: &Request, row: report::Model) -> Option<Self> {
        let there = !request.is_guest() || row.first_submitted_at.is_some();
        there.then_some(Report(row))
    }

    /// Whether the caller may see what is being written.
    fn writing_open_to(&self, request: &Request) -> bool {
        request.sees_writing(self.0.agency_id)
    }

    /// Whether the caller may see what is not accepted.
    fn open_to(&self, request: &Request) -> bool {
        request.actor().may_for(Action::SeeUnaccepted, self.0.agency_id)
    }

    /// The versions that the caller may see, newest first: all, or every one that was ever accepted.
    async fn visible(&self, request: &Request) -> kit::Result<Vec<version::Model>> {
        let rows = service::load_versions(request, self.0.id).await?;
        if self.open_to(request) {
            return Ok(rows);
        }
        let accepted = service::load_accepted(request, self.0.id).await?;
        Ok(rows.into_iter().filter(|row| accepted.contains(&row.id)).collect())
    }

    /// The version of a number that an argument gives, and what it says.
    async fn numbered(
        &self,
        request: &Request,
        number: i32,
        argument: &'static str,
    ) -> kit::Result<(ReportVersion, ReportContent)> {
        let versions = self.visible(request).await?;
        let row = versions.into_iter().find(|row| row.number == number).ok_or_else(|| {
            Error::from(Problem::new(Code::UnknownVersion, &[argument]).with("number", number))
        })?;
        let content = serde_json::from_str(&row.content).map_err(Error::broken)?;
        Ok((ReportVersion::from(row), content))
    }

    async fn version(&self, request: &Request, id: Option<Uuid>) -> kit::Result<Option<ReportVersion>> {
        match id {
            Some(id) => Ok(service::load_version(request, id).await?.map(ReportVersion::from)),
            None => Ok(None),
        }
    }
}

/// An agency's answer to an obligation: one draft, and immutable numbered versions (báo cáo).
#[Object]
impl Report {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::Report, self.0.id)
    }

    /// The agency that reports (cơ quan báo cáo).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| organisation::load_agency(request, self.0.agency_id).await)
    }

    /// The round it belongs to (đợt báo cáo).
    async fn round(&self, ctx: &Context<'_>) -> Option<Result<Round>> {
        nullable!(ctx, |request| Ok(rounds::load_round(request, self.0.round_id).await?.map(Round::from)))
    }

    /// The obligation it answers (nghĩa vụ báo cáo).
    async fn obligation(&self, ctx: &Context<'_>) -> Option<Result<Obligation>> {
        nullable!(ctx, |request| {
            Ok(rounds::load_obligation(request, self.0.obligation_id).await?.map(Obligation::from))
        })
    }

    /// The period (kỳ báo cáo).
    async fn period(&self) -> Option<Period> {
        Period::from_number(self.0.period)
    }

    /// Where it stands; one that an extension has opened after its round was closed is a draft (trạng thái).
    async fn state(&self, ctx: &Context<'_>) -> Option<Result<ReportState>> {
        nullable!(ctx, |request| {
            let obligation = rounds::load_obligation(request, self.0.obligation_id).await?;
            let written = service::state_of(&self.0)?;
            let now = |row: rounds::ObligationRow| {
                row.state_at(written, self.0.first_submitted_at, request.arrived())
            };
            Ok(Some(obligation.map_or(written, now)))
        })
    }

    /// Raised by every change; send it back as `ifRevision`. Null for whoever may not see what is being written (số hiệu bản ghi).
    async fn revision(&self, ctx: &Context<'_>) -> Option<Result<i32>> {
        nullable!(ctx, |request| {
            let mut shown = self.0.revision;
            if request.store().planted().is(Leak::VersionOfTheTenant) {
                let version = request.store().version(request.actor().tenant()).await?;
                shown = i32::try_from(version).map_err(Error::broken)?;
            }
            Ok(self.writing_open_to(request).then_some(shown))
        })
    }

    /// Until when it is on time (hạn nộp).
    async fn due_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime<Utc>>> {
        nullable!(ctx, |request| {
            let obligation = rounds::load_obligation(request, self.0.obligation_id).await?;
            let judged = self.0.first_submitted_at.unwrap_or(request.arrived());
            Ok(obligation.map(|row| row.due(judged)))
        })
    }

    /// When its first version arrived at the server: what "on time" is judged by (thời điểm gửi lần đầu).
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.0.first_submitted_at
    }

    /// Whether its first version arrived after the due instant; null while there is none (nộp trễ).
    async fn late(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        let arrived = self.0.first_submitted_at?;
        nullable!(ctx, |request| {
            let obligation = rounds::load_obligation(request, self.0.obligation_id).await?;
            Ok(obligation.map(|obligation| arrived > obligation.due(arrived)))
        })
    }

    /// Whether the caller can edit it now, and in either case why; null where another province is read (có sửa được không, vì
    /// sao).
    async fn editability(&self, ctx: &Context<'_>) -> Option<Result<Editability>> {
        nullable!(ctx, |request| {
            if request.is_guest() {
                return Ok(None);
            }
            let round = round_of(request, self.0.round_id).await?;
            let Some(owed) = rounds::load_obligation(request, self.0.obligation_id).await? else {
                return Ok(None);
            };
            let answer = editability::ask(request, &self.0, &round, &owed).await?;
            Ok(Some(answer.told(request.lang())))
        })
    }

    /// What is being written; null for whoever may not see drafts, and where another province is read (bản nháp).
    async fn draft(&self, ctx: &Context<'_>) -> Option<Result<ReportContentView>> {
        nullable!(ctx, |request| {
            if !self.writing_open_to(request) {
                return Ok(None);
            }
            let round = round_of(request, self.0.round_id).await?;
            Ok(Some(ReportContentView::new(
                catalogue(ctx).clone(),
                round,
                self.0.agency_id,
                service::draft_of(&self.0)?,
            )))
        })
    }

    /// The tasks that its agency, and those that it carries on, set in the report of the period before, as that stands, with what
    /// the draft says became of them; empty for whoever may not see drafts (nhiệm vụ kỳ trước phải báo cáo kết quả).
    async fn tasks_to_follow(&self, ctx: &Context<'_>) -> Result<Vec<TaskToFollow>> {
        required!(ctx, |request| {
            if !self.writing_open_to(request) {
                return Ok(Vec::new());
            }
            let said = service::draft_of(&self.0)?.follow_ups;
            let known = service::load_to_follow(request, self.0.id).await?;
            Ok(known.into_iter().map(|task| TaskToFollow::of(task, &said)).collect())
        })
    }

    /// What the rules of the form find in the draft; empty for whoever may not see drafts (kết quả kiểm tra).
    async fn checks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only outcomes of these results; all when left out.")] results: Option<
            Vec<RuleResult>,
        >,
    ) -> Result<Vec<RuleOutcome>> {
        required!(ctx, |request| {
            if !self.writing_open_to(request) {
                return Ok(Vec::new());
            }
            let entries = service::check_draft(&*request.reader().await?, catalogue(ctx), &self.0).await?;
            Ok(RuleOutcome::all(entries, results.as_deref()))
        })
    }

    /// What was filed, newest first; who may not see drafts sees accepted versions only (các phiên bản).
    async fn versions(&self, ctx: &Context<'_>) -> Result<Vec<ReportVersion>> {
        required!(ctx, |request| {
            Ok(self.visible(request).await?.into_iter().map(ReportVersion::from).collect())
        })
    }

    /// The version that Home Affairs accepted last; it counts until the next is accepted (phiên bản được chấp nhận).
    async fn accepted_version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| self.version(request, self.0.accepted_version_id).await)
    }

    /// The version filed last; null for whoever may not see what is not accepted (phiên bản mới nhất).
    async fn latest_version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| {
            let latest = self.0.latest_version_id;
            let visible =
                latest.filter(|id| self.open_to(request) || self.0.accepted_version_id == Some(*id));
            self.version(request, visible).await
        })
    }

    /// What changed from one version to another, or to the draft. Null where the caller may not see the draft; a version
    /// that is not there, or that the caller may not see, is UNKNOWN_VERSION (so sánh hai phiên bản).
    async fn diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Number of the version to go out from.")] from: i32,
        #[graphql(
            desc = "Number of the version to come to, which may be an earlier one; the draft when left out."
        )]
        to: Option<i32>,
    ) -> Option<Result<ReportDiff>> {
        nullable!(ctx, |request| {
            if to.is_none() && !self.writing_open_to(request) {
                return Ok(None);
            }
            let round = round_of(request, self.0.round_id).await?;
            let from = self.numbered(request, from, "from").await?;
            let to = match to {
                Some(number) => {
                    let (version, content) = self.numbered(request, number, "to").await?;
                    (Some(version), content)
                }
                None => (None, service::draft_of(&self.0)?),
            };
            Ok(Some(ReportDiff::new(catalogue(ctx), round, from, to)))
        })
    }

    /// Why it was last returned (lý do trả lại).
    async fn return_reasons(&self, ctx: &Context<'_>) -> Result<Vec<ReturnReason>> {
        required!(ctx, |request| {
            if !self.open_to(request) {
                return Ok(Vec::new());
            }
            let reasons = service::latest_return(request, self.0.id).await?;
            Ok(reasons.into_iter().map(ReturnReason::from).collect())
        })
    }

    /// What has happened to it, oldest first (quá trình xử lý).
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<ReportHistoryEntry>> {
        required!(ctx, |request| {
            if !self.open_to(request) {
                return Ok(Vec::new());
            }
            let events = service::load_events(request, self.0.id).await?;
            events.into_iter().map(ReportHistoryEntry::of).collect()
        })
    }

    /// When it was last changed. For whoever may not see what is being written, when a step of it was last taken that they may see,
    /// null where none was: filed, returned, accepted, or accepted only where nothing else is theirs to see (thời điểm thay đổi).
    async fn updated_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime<Utc>>> {
        nullable!(ctx, |request| {
            if self.writing_open_to(request) {
                return Ok(Some(self.0.updated_at));
            }
            let steps = service::load_events(request, self.0.id).await?;
            let accepted = |step: &event::Model| step.event == ReportHistoryEvent::Accepted.code();
            let open = self.open_to(request);
            Ok(steps.iter().rev().find(|step| open || accepted(step)).map(|step| step.at))
        })
    }

    /// Who saved or filed it last; for whoever may not see what is being written, who filed the last version that they may see
    /// (người thay đổi).
    async fn updated_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| {
            let person = match self.writing_open_to(request) {
                true => self.0.updated_by,
                false => self.visible(request).await?.into_iter().next().and_then(|row| row.submitted_by),
            };
            match person {
                Some(person) => organisation::load_person(request, person).await,
                None => Ok(None),
            }
        })
    }
}

/// Why a report was returned, for a section, a figure or the whole (lý do trả lại).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReturnReason {
    /// Code of the section it concerns (mục).
    section_code: Option<String>,
    /// Code of the indicator it concerns (chỉ tiêu).
    indicator: Option<String>,
    /// The reason (lý do).
    text: String,
}

impl From<Reason> for ReturnReason {
    fn from(reason: Reason) -> Self {
        let Reason { section, indicator, text } = reason;
        ReturnReason { section_code: section, indicator, text }
    }
}

/// Something that happened to a report (một bước xử lý).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct ReportHistoryEntry {
    /// What happened (việc xảy ra).
    event: ReportHistoryEvent,
    /// When (thời điểm).
    at: DateTime<Utc>,
    /// The reasons given, if any (lý do).
    reasons: Vec<ReturnReason>,
    #[graphql(skip)]
    person: Option<Uuid>,
    #[graphql(skip)]
    version: Option<Uuid>,
}

impl ReportHistoryEntry {
    fn of(row: event::Model) -> kit::Result<Self> {
        let reasons: Vec<Reason> = serde_json::from_str(&row.reasons).map_err(Error::broken)?;
        Ok(ReportHistoryEntry {
            event: ReportHistoryEvent::from_code(&row.event)
                .ok_or_else(|| Error::broken("an event that nobody knows"))?,
            at: row.at,
            reasons: reasons.into_iter().map(ReturnReason::from).collect(),
            person: row.person_id,
            version: row.version_id,
        })
    }
}

#[ComplexObject]
impl ReportHistoryEntry {
    /// The version that it concerns, with what the rules found then and how the agency explained it; null of what concerns
    /// none (phiên bản liên quan).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        let version = self.version?;
        nullable!(ctx, |request| Ok(service::load_version(request, version).await?.map(ReportVersion::from)))
    }

    /// Who did it (người thực hiện).
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.person?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}
