//! Rounds and obligations, as clients read them.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::report::Report;
use crate::{
    catalogue::{Catalogue, FormVersion},
    kit::{
        Code, Error, Period,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::PageArgs,
        scalars::Date,
        vocabulary::RoundState,
    },
    nullable,
    organisation::{self, Agency},
    reports::{asked, service},
    required,
    rounds::{self, ObligationRow, RoundRow},
};

/// One collection of reports: a form for a period, with who owes one and when (đợt báo cáo).
#[derive(Clone, Debug)]
pub struct Round(RoundRow);

impl From<RoundRow> for Round {
    fn from(row: RoundRow) -> Self {
        Round(row)
    }
}

/// The letter by which Home Affairs asked for reports (công văn yêu cầu báo cáo).
#[derive(SimpleObject)]
pub struct RequestLetter {
    /// Number and symbol (số, ký hiệu).
    number: String,
    /// Date (ngày).
    date: Option<Date>,
    /// Issuer (cơ quan ban hành).
    issuer: Option<String>,
}

/// One collection of reports: a form for a period, with who owes one and when (đợt báo cáo).
#[Object]
impl Round {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::Round, self.0.id)
    }

    /// The form that is asked (biểu mẫu).
    async fn form(&self, ctx: &Context<'_>) -> Option<Result<FormVersion>> {
        let catalogue = ctx.data_unchecked::<std::sync::Arc<Catalogue>>();
        nullable!(ctx, |request| {
            let _ = request;
            asked::form_of(catalogue, &self.0).map(|form| Some(form.clone()))
        })
    }

    /// The period (kỳ báo cáo).
    async fn period(&self) -> Option<Period> {
        Period::from_number(self.0.period)
    }

    /// First day that the figures cover (từ ngày).
    async fn window_from(&self) -> Date {
        Date(self.0.window_from)
    }

    /// Data-closing day, the last that the figures cover (ngày chốt số liệu).
    async fn window_to(&self) -> Date {
        Date(self.0.window_to)
    }

    /// Until when reports are on time (hạn nộp).
    async fn due_at(&self) -> DateTime<Utc> {
        self.0.due_at
    }

    /// Where the round stands (trạng thái).
    async fn state(&self) -> Option<RoundState> {
        RoundState::from_code(&self.0.state)
    }

    /// The letter by which reports were asked for (công văn yêu cầu).
    async fn request_letter(&self) -> Option<RequestLetter> {
        let RoundRow { letter_number, letter_date, letter_issuer, .. } = self.0.clone();
        Some(RequestLetter { number: letter_number?, date: letter_date.map(Date), issuer: letter_issuer })
    }

    /// When it was opened (thời điểm mở).
    async fn opened_at(&self) -> DateTime<Utc> {
        self.0.opened_at
    }

    /// When it was closed; null while it is open (thời điểm khóa sổ).
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.0.closed_at
    }

    /// Who owes a report: of the agencies that the caller may see (nghĩa vụ báo cáo).
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
            let binding = self.0.id;
            let page = PageArgs { first, after, last, before }.check(&binding)?;
            let reader = request.reader().await?;
            let (rows, total) = rounds::obligation_page(&reader, self.0.id, &page, counted).await?;
            Ok(Some(connect(&page, rows, total, &binding, |row| (row.agency_id, row.id), Obligation::from)))
        })
    }
}

/// That an agency owes a report in a round, and where that stands (nghĩa vụ báo cáo).
#[derive(Clone, Debug)]
pub struct Obligation(ObligationRow);

impl From<ObligationRow> for Obligation {
    fn from(row: ObligationRow) -> Self {
        Obligation(row)
    }
}

/// Whether a report came in time (tình trạng thời hạn).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timeliness {
    /// Its first version arrived by the due instant (đúng hạn).
    OnTime,
    /// Its first version arrived after the due instant (trễ hạn).
    Late,
    /// Nothing has arrived; it is not due yet (chưa đến hạn).
    Pending,
    /// Nothing has arrived, and it is past due (quá hạn chưa nộp).
    Overdue,
    /// The agency is exempt (được miễn).
    Exempt,
}

impl Timeliness {
    /// Judged by the arrival of the first version at the server.
    pub fn of(obligation: &ObligationRow, arrived: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        match arrived {
            Some(at) if at <= obligation.due_at => Timeliness::OnTime,
            Some(_) => Timeliness::Late,
            None if obligation.exempted_at.is_some() => Timeliness::Exempt,
            None if now <= obligation.due_at => Timeliness::Pending,
            None => Timeliness::Overdue,
        }
    }
}

/// That an agency owes a report in a round, and where that stands (nghĩa vụ báo cáo).
#[Object]
impl Obligation {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::Obligation, self.0.id)
    }

    /// The round (đợt báo cáo).
    async fn round(&self, ctx: &Context<'_>) -> Option<Result<Round>> {
        nullable!(ctx, |request| Ok(rounds::load_round(request, self.0.round_id).await?.map(Round::from)))
    }

    /// The agency (cơ quan).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| organisation::load_agency(request, self.0.agency_id).await)
    }

    /// Until when its report is on time, extensions included (hạn nộp).
    async fn due_at(&self) -> DateTime<Utc> {
        self.0.due_at
    }

    /// Whether the agency is exempt (được miễn).
    async fn exempted(&self) -> bool {
        self.0.exempted_at.is_some()
    }

    /// Why it is exempt (lý do miễn).
    async fn exemption_reason(&self) -> Option<&str> {
        self.0.exemption_reason.as_deref()
    }

    /// Why it has longer (lý do gia hạn).
    async fn extension_reason(&self) -> Option<&str> {
        self.0.extension_reason.as_deref()
    }

    /// The report, drafts included (báo cáo); null for whoever may not see it.
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| {
            if !request.actor().sees_figures() {
                return Ok(None);
            }
            Ok(service::load_by_obligation(request, self.0.id).await?.map(Report::from))
        })
    }

    /// Whether the report came in time, by its arrival at the server (tình trạng thời hạn).
    async fn timeliness(&self, ctx: &Context<'_>) -> Result<Timeliness> {
        required!(ctx, |request| {
            let report = service::load_by_obligation(request, self.0.id)
                .await?
                .ok_or_else(|| Error::refused(Code::NotFound, &[]))?;
            Ok(Timeliness::of(&self.0, report.first_submitted_at, request.arrived()))
        })
    }
}
