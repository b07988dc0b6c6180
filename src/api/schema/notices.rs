//! Notices, and the webhooks that they go to, for those who may see them.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    auth::Action,
    catalogue::Catalogue,
    kit::{
        self, Error, Lang,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::PageArgs,
    },
    notices::{
        self, Channels, Content, NoticeChannel, NoticeFailure, NoticeFilter, NoticeKind, NoticeObstacle,
        NoticeRow, NoticeState, WebhookRow, words,
    },
    nullable,
    organisation::{self, Agency, Person},
    reports::{self, Obligation, Report},
    request::{self, Request},
    rounds,
    store::Leak,
};

/// Whose notices alone somebody sees; `None` for everybody's.
async fn own(request: &Request) -> kit::Result<Option<Uuid>> {
    let anybody = request.lapse(Leak::NoticesOfAllPeople).await?;
    Ok((!anybody && !request.actor().may(Action::SeeEveryNotice)).then(|| request.actor().person()))
}

/// A notice that the caller may see.
pub async fn find(request: &Request, key: Uuid) -> kit::Result<Option<Notice>> {
    let own = own(request).await?;
    let row = notices::by_id(&*request.reader().await?, key, own).await?;
    row.map(Notice::of).transpose()
}

/// A webhook that the caller may see.
pub async fn find_webhook(request: &Request, key: Uuid) -> kit::Result<Option<Webhook>> {
    if !request.actor().may(Action::KeepWebhooks) {
        return Ok(None);
    }
    Ok(notices::load_webhook(request, key).await?.map(Webhook::from))
}

/// One page of the notices that somebody may see.
pub async fn page(
    request: &Request,
    only: Option<Uuid>,
    filter: NoticeFilter,
    args: PageArgs,
    counted: bool,
) -> kit::Result<Paged<Notice>> {
    let binding = (only, &filter);
    let page = args.check(&binding)?;
    let reader = request.reader().await?;
    let (rows, total) = notices::page(&reader, only, &filter, &page, counted).await?;
    let rows: kit::Result<Vec<Notice>> = rows.into_iter().map(Notice::of).collect();
    Ok(connect(
        &page,
        rows?,
        total,
        &binding,
        |notice| (notice.row.created_at, notice.row.id),
        |notice| notice,
    ))
}

/// What somebody is told of a report, on one channel: a reminder, or what Home Affairs decided (thông báo).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct Notice {
    /// Opaque global id.
    #[graphql(owned)]
    pub id: ID,
    /// What it tells (loại thông báo).
    kind: NoticeKind,
    /// How it goes out (kênh gửi).
    channel: NoticeChannel,
    /// Where it stands (trạng thái gửi).
    state: NoticeState,
    /// How often it was tried (số lần đã gửi thử).
    attempts: i32,
    /// When it was written down: with what it tells of (thời điểm tạo).
    created_at: DateTime<Utc>,
    /// When it was taken by the mail server or the other program (thời điểm gửi được).
    sent_at: Option<DateTime<Utc>>,
    /// When it was given up (thời điểm ngừng gửi).
    failed_at: Option<DateTime<Utc>>,
    /// Why it was given up (lý do ngừng gửi).
    failure: Option<NoticeFailure>,
    /// What went wrong at the last try that failed, without secrets (lỗi gần nhất).
    last_error: Option<String>,
    #[graphql(skip)]
    content: Content,
    #[graphql(skip)]
    row: NoticeRow,
}

impl Notice {
    /// A row as clients see it.
    pub fn of(row: NoticeRow) -> kit::Result<Self> {
        let unknown = || Error::broken("a notice with an unknown word");
        Ok(Notice {
            id: id::encode(Kind::Notice, row.id),
            kind: NoticeKind::from_code(&row.kind).ok_or_else(unknown)?,
            channel: NoticeChannel::from_code(&row.channel).ok_or_else(unknown)?,
            state: NoticeState::from_code(&row.state).ok_or_else(unknown)?,
            attempts: row.attempts,
            created_at: row.created_at,
            sent_at: row.sent_at,
            failed_at: row.failed_at,
            failure: row.failure.as_deref().and_then(NoticeFailure::from_code),
            last_error: row.last_error.clone(),
            content: serde_json::from_str(&row.content).map_err(Error::broken)?,
            row,
        })
    }

    fn waits(&self) -> bool {
        self.state == NoticeState::Pending
    }

    fn words(&self, ctx: &Context<'_>) -> notices::Words {
        let lang = request::of(ctx).map_or(Lang::Vi, Request::lang);
        words(self.kind, &self.content, ctx.data_unchecked::<Arc<Catalogue>>(), lang)
    }
}

#[ComplexObject]
impl Notice {
    /// What it is about, on one line (tiêu đề).
    async fn subject(&self, ctx: &Context<'_>) -> String {
        self.words(ctx).subject
    }

    /// What it says (nội dung).
    async fn text(&self, ctx: &Context<'_>) -> String {
        self.words(ctx).text()
    }

    /// Whom it is to; null for a webhook (người nhận).
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let own = self.channel == NoticeChannel::Email;
        nullable!(ctx, |request| match own {
            true => organisation::load_person(request, self.row.recipient_id).await,
            false => Ok(None),
        })
    }

    /// The webhook it is to; null for a letter, and for whoever does not keep the province's webhooks (webhook nhận).
    async fn webhook(&self, ctx: &Context<'_>) -> Option<Result<Webhook>> {
        let own = self.channel == NoticeChannel::Webhook;
        nullable!(ctx, |request| match own {
            true => find_webhook(request, self.row.recipient_id).await,
            false => Ok(None),
        })
    }

    /// The agency whose report it is about (cơ quan).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| organisation::load_agency(request, self.row.agency_id).await)
    }

    /// The obligation it is about (nghĩa vụ báo cáo).
    async fn obligation(&self, ctx: &Context<'_>) -> Option<Result<Obligation>> {
        nullable!(ctx, |request| {
            let row = rounds::load_obligation(request, self.row.obligation_id).await?;
            Ok(row.map(Obligation::from))
        })
    }

    /// The report it is about; null for whoever may not see reports (báo cáo).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| match self.row.report_id.filter(|_| request.actor().may(Action::SeeFigures))
        {
            Some(report) => Ok(reports::load_report(request, report).await?.map(Report::from)),
            None => Ok(None),
        })
    }

    /// When it is tried next, at the earliest; null when it is not (lần gửi tiếp theo).
    async fn next_try_at(&self) -> Option<DateTime<Utc>> {
        self.waits().then_some(self.row.next_at)
    }

    /// Until when it is tried; null when it is not tried any more (hạn gửi).
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.waits().then_some(self.row.expires_at)
    }

    /// What keeps it from being tried; null when nothing does (điều đang cản trở).
    async fn obstacle(&self, ctx: &Context<'_>) -> Option<Result<NoticeObstacle>> {
        let letter = self.waits() && self.channel == NoticeChannel::Email;
        let email = ctx.data_unchecked::<Channels>().email;
        nullable!(ctx, |request| match (letter, email) {
            (false, _) => Ok(None),
            (true, false) => Ok(Some(NoticeObstacle::EmailNotConfigured)),
            (true, true) => {
                let person = organisation::load_person(request, self.row.recipient_id).await?;
                let reached = person.is_some_and(|person| person.is_reached());
                Ok((!reached).then_some(NoticeObstacle::NoAddress))
            }
        })
    }
}

/// An address of another program that the province's notices are sent to, by signed HTTP request (webhook).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct Webhook {
    /// Opaque global id.
    #[graphql(owned)]
    pub id: ID,
    /// The address (địa chỉ).
    url: String,
    /// When it was registered (thời điểm đăng ký).
    registered_at: DateTime<Utc>,
    /// When it was taken out of use; null while it is in use (thời điểm gỡ).
    removed_at: Option<DateTime<Utc>>,
    #[graphql(skip)]
    registered_by: Option<Uuid>,
}

impl From<WebhookRow> for Webhook {
    fn from(row: WebhookRow) -> Self {
        // The secret stays inside.
        let WebhookRow {
            tenant_id: _,
            id,
            url,
            secret: _,
            registered_by,
            registered_at,
            removed_by: _,
            removed_at,
        } = row;
        Webhook { id: id::encode(Kind::Webhook, id), url, registered_at, removed_at, registered_by }
    }
}

#[ComplexObject]
impl Webhook {
    /// Who registered it (người đăng ký).
    async fn registered_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.registered_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}

#[derive(Default)]
pub struct NoticeQuery;

#[Object]
impl NoticeQuery {
    /// What people were told of the province's reports, and other programs, the newest first: for Home Affairs,
    /// administrators and auditors everything, for everybody else what is to themselves (thông báo).
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which notices.")] filter: Option<NoticeFilter>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Notice>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            let args = PageArgs { first, after, last, before };
            let own = own(request).await?;
            page(request, own, filter.unwrap_or_default(), args, counted).await.map(Some)
        })
    }

    /// The addresses of other programs that notices are sent to: for the province's administrator (webhook của tỉnh).
    async fn webhooks(&self, ctx: &Context<'_>) -> Option<Result<Vec<Webhook>>> {
        nullable!(ctx, |request| {
            request.actor().require(Action::KeepWebhooks)?;
            let rows = notices::active(&*request.reader().await?).await?;
            Ok(Some(rows.into_iter().map(Webhook::from).collect::<Vec<_>>()))
        })
    }
}
