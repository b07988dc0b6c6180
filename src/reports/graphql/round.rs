//! Rounds and obligations, as clients read them.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    super::editability::{self, Editability},
    known::{self, Known},
    report::Report,
};
use crate::{
    auth::Action,
    calendars::{self, CalendarProblem, CalendarProfile, LevelDueDate},
    catalogue::{Catalogue, FormVersion},
    kit::{
        self, Code, Error, Period, Window, clock,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::PageArgs,
        scalars::Date,
        vocabulary::{ReportState, RoundState},
    },
    nullable,
    organisation::{
        self, Agency, Person,
        history::{History, graphql::load_history},
    },
    reports::{
        asked,
        service::{self, ReportStands},
    },
    request::Request,
    required,
    rounds::{self, KeptDue, ObligationRow, RoundRow},
};

/// One collection of reports: a form for a period, with who owes one and when (đợt báo cáo).
#[derive(Clone, Debug)]
pub struct Round {
    row: RoundRow,
    /// When it was known so; `None` for now.
    then: Option<DateTime<Utc>>,
}

impl From<RoundRow> for Round {
    fn from(row: RoundRow) -> Self {
        Round { row, then: None }
    }
}

impl Round {
    /// A round as it was known at an instant, with who owed what in it then; as it is now, without one. `None` where it was opened
    /// later.
    pub fn known(row: RoundRow, then: Option<DateTime<Utc>>) -> Option<Self> {
        let Some(at) = then else { return Some(row.into()) };
        let opened = row.recorded_at.unwrap_or(row.opened_at) <= at;
        opened.then(|| Round { row: row.known_at(at), then })
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
        id::encode(Kind::Round, self.row.id)
    }

    /// The form that is asked (biểu mẫu).
    async fn form(&self, ctx: &Context<'_>) -> Option<Result<FormVersion>> {
        let catalogue = ctx.data_unchecked::<std::sync::Arc<Catalogue>>();
        nullable!(ctx, |request| {
            let _ = request;
            asked::form_of(catalogue, &self.row).map(|form| Some(form.clone()))
        })
    }

    /// The period (kỳ báo cáo).
    async fn period(&self) -> Option<Period> {
        Period::from_number(self.row.period)
    }

    /// First day that the figures cover (từ ngày).
    async fn window_from(&self) -> Date {
        Date(self.row.window_from)
    }

    /// Data-closing day, the last that the figures cover (ngày chốt số liệu).
    async fn window_to(&self) -> Date {
        Date(self.row.window_to)
    }

    /// Until when reports are on time; with several levels, those of the departments (hạn nộp).
    async fn due_at(&self) -> DateTime<Utc> {
        self.row.due_at
    }

    /// The calendar by which its days were worked out; null when they were all given (lịch báo cáo).
    async fn calendar_profile(&self, ctx: &Context<'_>) -> Option<Result<CalendarProfile>> {
        nullable!(ctx, |request| {
            let Some(row) = rounds::load_calendar(request, self.row.id).await? else { return Ok(None) };
            let catalogue = ctx.data_unchecked::<std::sync::Arc<Catalogue>>();
            let kept = calendars::load_named(request, catalogue, &row.profile, row.version).await?;
            Ok(kept.map(CalendarProfile::from))
        })
    }

    /// By when each level must have sent its report, lowest first: as given for those who report in the round, by the calendar
    /// for those above; empty when the days were all given (hạn nộp các cấp).
    async fn levels(&self, ctx: &Context<'_>) -> Result<Vec<LevelDueDate>> {
        required!(ctx, |request| {
            let Some(row) = rounds::load_calendar(request, self.row.id).await? else { return Ok(Vec::new()) };
            let kept: Vec<KeptDue> = serde_json::from_str(&row.due).map_err(Error::broken)?;
            let told = kept.into_iter().map(|due| LevelDueDate {
                level: due.level,
                due_on: due.on.map(Date),
                due_at: due.due_at(),
            });
            Ok(told.collect())
        })
    }

    /// Which days of its levels leave no working day between them, the levels that were given one instant among them: where a due
    /// instant was given that the calendar did not leave to the letter, or a day off was entered since; of the levels that report only
    /// those that were asked when it was opened. And where its window does
    /// not join the periods beside it: the days that no round of them has, and those that two have (DAYS_IN_NO_ROUND,
    /// DAYS_IN_TWO_ROUNDS); for a period beside it that has no round the calendar stands. None where all can be kept; by the days off of now, also in a
    /// picture of the past (vướng mắc của lịch).
    async fn problems(&self, ctx: &Context<'_>) -> Result<Vec<CalendarProblem>> {
        let catalogue = ctx.data_unchecked::<std::sync::Arc<Catalogue>>();
        required!(ctx, |request| problems(request, catalogue, &self.row).await)
    }

    /// Where the round stands (trạng thái).
    async fn state(&self) -> Option<RoundState> {
        RoundState::from_code(&self.row.state)
    }

    /// The letter by which reports were asked for (công văn yêu cầu).
    async fn request_letter(&self) -> Option<RequestLetter> {
        let RoundRow { letter_number, letter_date, letter_issuer, .. } = self.row.clone();
        Some(RequestLetter { number: letter_number?, date: letter_date.map(Date), issuer: letter_issuer })
    }

    /// When it was opened (thời điểm mở).
    async fn opened_at(&self) -> DateTime<Utc> {
        self.row.opened_at
    }

    /// When it was closed; null while it is open (thời điểm khóa sổ).
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.row.closed_at
    }

    /// Who owes a report: of the agencies that the caller may see; in a picture of the past as it was known then (nghĩa vụ báo
    /// cáo).
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
            let binding = self.row.id;
            let page = PageArgs { first, after, last, before };
            if let Some(at) = self.then {
                // What was known at another instant is another list.
                let binding = (binding, at);
                let page = page.check(&binding)?;
                let (rows, total) = known::page(request, self.row.id, at, &page).await?;
                let key = |(row, _): &Known| (row.agency_id, row.id);
                let node = |(row, report): Known| Obligation::known_at(row, at, &report);
                return Ok(Some(connect(&page, rows, counted.then_some(total), &binding, key, node)));
            }
            let page = page.check(&binding)?;
            let reader = request.reader().await?;
            let (rows, total) = rounds::obligation_page(&reader, self.row.id, &page, counted).await?;
            Ok(Some(connect(&page, rows, total, &binding, |row| (row.agency_id, row.id), Obligation::from)))
        })
    }
}

/// What is wrong with the days of a round: between its levels, and where its window meets those beside it.
async fn problems(
    request: &Request,
    catalogue: &std::sync::Arc<Catalogue>,
    round: &RoundRow,
) -> kit::Result<Vec<CalendarProblem>> {
    let period =
        Period::from_number(round.period).ok_or_else(|| Error::broken("a round without a period"))?;
    let window = Window { from: round.window_from, to: round.window_to };
    let days = calendars::load_days_off(request, catalogue).await?;
    let row = rounds::load_calendar(request, round.id).await?;
    let mut problems = match &row {
        Some(row) => {
            let kept: Vec<KeptDue> = serde_json::from_str(&row.due).map_err(Error::broken)?;
            CalendarProblem::all(period, &rounds::as_kept(window, &kept), &days, request.lang())
        }
        None => Vec::new(),
    };
    if period.is_ad_hoc() {
        return Ok(problems);
    }
    let calendar = match &row {
        Some(row) => calendars::load_named(request, catalogue, &row.profile, row.version).await?,
        None => Some(calendars::load_usual(request, catalogue, period).await?),
    };
    let told = calendar.and_then(|kept| kept.profile.schedule(period, &days));
    let window_of = async |period: Option<Period>| -> kit::Result<Option<Window>> {
        let Some(period) = period else { return Ok(None) };
        let found = rounds::load_by_key(request, &round.form_code, period).await?;
        Ok(found.map(|row| Window { from: row.window_from, to: row.window_to }))
    };
    let beside = rounds::Beside {
        before: window_of(period.previous()).await?,
        after: window_of(period.next()).await?,
        usual: told.map(|schedule| schedule.window),
    };
    problems.extend(CalendarProblem::of_window(rounds::unjoined(period, window, beside), request.lang()));
    Ok(problems)
}

/// That an agency owes a report in a round, and where that stands (nghĩa vụ báo cáo).
#[derive(Clone, Debug)]
pub struct Obligation {
    row: ObligationRow,
    /// Where its report stood, and when that was; `None` for now.
    then: Option<(DateTime<Utc>, ReportStands)>,
}

impl From<ObligationRow> for Obligation {
    fn from(row: ObligationRow) -> Self {
        Obligation { row, then: None }
    }
}

impl Obligation {
    /// An obligation as it was known at an instant, and where its report stood then.
    pub fn known_at(row: ObligationRow, at: DateTime<Utc>, report: &ReportStands) -> Self {
        Obligation { row, then: Some((at, *report)) }
    }

    /// Whoever files its report, of what is or was known.
    async fn answering(&self, request: &Request) -> kit::Result<Option<Uuid>> {
        let history = load_history(request).await?;
        let own = self.row.agency_id;
        let Some((at, _)) = self.then else {
            return Ok(self.row.answering_id.or_else(|| history.answering(own)));
        };
        let known = History::clone(&history).known_at(at);
        // What was decided when the agency ended was not known before.
        let ended = known.of(own).any(|event| event.change.ended.contains(&own));
        Ok(self.row.answering_id.filter(|_| ended).or_else(|| known.answering(own)))
    }

    /// An agency as it is, or was, known.
    async fn agency_known(&self, request: &Request, agency: Uuid) -> kit::Result<Option<Agency>> {
        let agency = organisation::load_agency(request, agency).await?;
        Ok(match (self.then, agency) {
            (Some((at, _)), Some(agency)) => load_history(request).await?.undo_after(at, vec![agency]).pop(),
            (_, agency) => agency,
        })
    }

    /// Where its report stands, and when that is; no report where the caller may not see it.
    async fn judged(&self, request: &Request) -> kit::Result<(DateTime<Utc>, Option<ReportStands>)> {
        if let Some((at, report)) = self.then {
            return Ok((at, Some(report)));
        }
        let report = service::load_by_obligation(request, self.row.id).await?;
        let stands = report.as_ref().map(ReportStands::of).transpose()?;
        Ok((request.arrived(), stands))
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
            Some(at) if at <= obligation.due(at) => Timeliness::OnTime,
            Some(_) => Timeliness::Late,
            None if obligation.is_exempt(now) => Timeliness::Exempt,
            None if now <= obligation.due(now) => Timeliness::Pending,
            None => Timeliness::Overdue,
        }
    }
}

/// That an agency owes a report in a round, and where that stands (nghĩa vụ báo cáo).
#[Object]
impl Obligation {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::Obligation, self.row.id)
    }

    /// The round (đợt báo cáo).
    async fn round(&self, ctx: &Context<'_>) -> Option<Result<Round>> {
        nullable!(ctx, |request| {
            let round = rounds::load_round(request, self.row.round_id).await?;
            Ok(round.and_then(|row| Round::known(row, self.then.map(|(at, _)| at))))
        })
    }

    /// The agency (cơ quan).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| self.agency_known(request, self.row.agency_id).await)
    }

    /// Who files its report: the agency; since it ended, whoever was decided on or answers for it; null where nobody does (cơ
    /// quan chịu trách nhiệm báo cáo).
    async fn answered_by(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| match self.answering(request).await? {
            Some(agency) => self.agency_known(request, agency).await,
            None => Ok(None),
        })
    }

    /// Until when its report is on time: by an extension as long as that counts, which of a report that has arrived is
    /// judged by its arrival (hạn nộp).
    async fn due_at(&self, ctx: &Context<'_>) -> Result<DateTime<Utc>> {
        required!(ctx, |request| {
            let (now, report) = self.judged(request).await?;
            let arrived = report.and_then(|report| report.first_submitted_at);
            Ok(self.row.due(arrived.unwrap_or(now)))
        })
    }

    /// Until when it is due without any extension (hạn nộp ban đầu).
    async fn original_due_at(&self) -> DateTime<Utc> {
        self.row.due_at
    }

    /// How many working days are left to the due day, which counts; 0 on that day, negative after it; null when there is
    /// nothing to file: filed, or exempt; null too in a picture of the past (số ngày làm việc còn lại).
    async fn working_days_left(&self, ctx: &Context<'_>) -> Option<Result<i32>> {
        nullable!(ctx, |request| {
            // What is left is left now.
            let (now, Some(report), None) = self.judged(request).await.map(|(at, it)| (at, it, self.then))?
            else {
                return Ok(None);
            };
            let state = self.row.state_at(report.state, report.first_submitted_at, now);
            if !matches!(state, ReportState::Draft | ReportState::Returned) || self.row.is_exempt(now) {
                return Ok(None);
            }
            let catalogue = ctx.data_unchecked::<std::sync::Arc<Catalogue>>();
            let days = calendars::load_days_off(request, catalogue).await?;
            let (today, due) = (clock::vietnam_date(now), clock::vietnam_date(self.row.due(now)));
            Ok(Some(i32::try_from(days.working_days_between(today, due)).map_err(Error::broken)?))
        })
    }

    /// Whether the caller can edit its report now, and in either case why (có sửa được không, vì sao); null for whoever may
    /// not see the report, and where another province is read.
    async fn editability(&self, ctx: &Context<'_>) -> Option<Result<Editability>> {
        nullable!(ctx, |request| {
            if !request.actor().may(Action::SeeFigures) || request.is_guest() {
                return Ok(None);
            }
            let report = service::load_by_obligation(request, self.row.id).await?;
            let round = rounds::load_round(request, self.row.round_id).await?;
            let owed = rounds::load_obligation(request, self.row.id).await?;
            let (Some(report), Some(round), Some(owed)) = (report, round, owed) else { return Ok(None) };
            let answer = editability::ask(request, &report, &round, &owed).await?;
            Ok(Some(answer.told(request.lang())))
        })
    }

    /// Whether the agency is exempt now (được miễn).
    async fn exempted(&self, ctx: &Context<'_>) -> Result<bool> {
        required!(ctx, |request| {
            let now = self.then.map_or(request.arrived(), |(at, _)| at);
            Ok(self.row.is_exempt(now))
        })
    }

    /// Who let it off, where that is told; of what a reorganisation decided, whoever recorded that (người quyết định miễn).
    async fn exemption_grantor(&self) -> Option<&str> {
        self.row.exemption_grantor.as_deref()
    }

    /// Who recorded that it is exempt (người ghi nhận miễn).
    async fn exempted_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.row.exempted_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }

    /// Until when the exemption counts; null when it does for good, or there is none (miễn đến).
    async fn exemption_expires_at(&self) -> Option<DateTime<Utc>> {
        self.row.exempted_until
    }

    /// Until when an extension gives it, whether or not it still counts (hạn được gia hạn).
    async fn extended_due_at(&self) -> Option<DateTime<Utc>> {
        self.row.extended_due_at
    }

    /// Who gave it time, where that was not who recorded it (người quyết định gia hạn).
    async fn extension_grantor(&self) -> Option<&str> {
        self.row.extension_grantor.as_deref()
    }

    /// Who recorded that it has longer (người ghi nhận gia hạn).
    async fn extended_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.row.extended_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }

    /// Until when the extension counts; then the original due instant holds again (gia hạn có hiệu lực đến).
    async fn extension_expires_at(&self) -> Option<DateTime<Utc>> {
        self.row.extended_until
    }

    /// Why it is exempt (lý do miễn).
    async fn exemption_reason(&self) -> Option<&str> {
        self.row.exemption_reason.as_deref()
    }

    /// Why it has longer (lý do gia hạn).
    async fn extension_reason(&self) -> Option<&str> {
        self.row.extension_reason.as_deref()
    }

    /// The report, drafts included, as it is now, also of an obligation in a picture of the past; null for whoever may not see it, and
    /// before it was filed where another province is read (báo cáo).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| {
            if !request.actor().may(Action::SeeFigures) {
                return Ok(None);
            }
            let report = service::load_by_obligation(request, self.row.id).await?;
            Ok(report.and_then(|row| Report::shown(request, row)))
        })
    }

    /// Whether the report came in time, by its arrival at the server (tình trạng thời hạn).
    async fn timeliness(&self, ctx: &Context<'_>) -> Result<Timeliness> {
        required!(ctx, |request| {
            let (now, report) = self.judged(request).await?;
            let arrived = match report {
                Some(report) => report.first_submitted_at,
                // Of what is closed a report of which nothing was accepted is not there.
                None if request.reader().await?.scope().closed().is_some() => None,
                None => return Err(Error::refused(Code::NotFound, &[])),
            };
            Ok(Timeliness::of(&self.row, arrived, now))
        })
    }
}
