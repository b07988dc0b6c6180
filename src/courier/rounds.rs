//! The courier's rounds: from province to province, as long as the server runs.

use chrono::{DateTime, Duration as Span, Utc};
use futures_util::{StreamExt, stream};
use serde_json::json;
use std::{collections::BTreeSet, sync::Arc, time::Instant};
use tokio::{sync::watch, task::JoinHandle};

use super::{email::Post, hook::Caller, settings::Settings};
use crate::{
    catalogue::Catalogue,
    kit::{
        Error, Lang, Period, Result,
        id::{self, Kind},
        meter,
    },
    notices::{self, Content, Fate, NoticeChannel, NoticeFailure, NoticeKind, NoticeRow, words},
    organisation::{self, ProvinceEntity},
    reports,
    store::{Reader, Scope, Store, fail_point},
};

/// How often it is looked who is to be reminded.
const SWEEP: Span = Span::minutes(1);
/// How many provinces are served at once, and how many of a province's notices: one that answers slowly holds up nobody else.
const PROVINCES: usize = 4;
const AT_ONCE: usize = 4;
/// How many notices are fetched at once.
const BATCH: u64 = 100;

/// Starts a courier; when the server is told to stop, it finishes what is under way, begins nothing more, and ends. Errors: settings that cannot work.
pub fn start(
    store: Store,
    catalogue: Arc<Catalogue>,
    settings: Settings,
    stopped: watch::Receiver<bool>,
) -> Result<JoinHandle<()>> {
    let post = settings.mail.as_ref().map(|mail| Post::new(mail, &settings)).transpose()?;
    let caller = Caller::new(&settings)?;
    let courier = Courier { store, catalogue, settings, post, caller, stopped: stopped.clone() };
    Ok(tokio::spawn(courier.walk(stopped)))
}

struct Courier {
    store: Store,
    catalogue: Arc<Catalogue>,
    settings: Settings,
    post: Option<Post>,
    caller: Caller,
    stopped: watch::Receiver<bool>,
}

impl Courier {
    async fn walk(self, mut stopped: watch::Receiver<bool>) {
        let mut hints = self.store.changes();
        let mut swept: Option<DateTime<Utc>> = None;
        // Provinces in which something was committed here; what is committed elsewhere is seen after the rest.
        let mut hinted: BTreeSet<i32> = BTreeSet::new();
        let mut rested = Instant::now();
        loop {
            let now = self.store.clock().now();
            let all = hinted.is_empty() || rested.elapsed() >= self.settings.rest;
            let sweep = all && swept.is_none_or(|last| (now - last).abs() >= SWEEP);
            if sweep {
                swept = Some(now);
            }
            let tenants = match all {
                true => self.provinces().await,
                false => std::mem::take(&mut hinted),
            };
            if all {
                (hinted, rested) = (BTreeSet::new(), Instant::now());
            }
            stream::iter(tenants).for_each_concurrent(PROVINCES, |tenant| self.serve(tenant, sweep)).await;
            tokio::select! {
                () = told_to_stop(&mut stopped) => return,
                () = tokio::time::sleep(self.settings.rest) => {}
                hint = hints.recv() => {
                    hinted.extend(hint.ok().map(|change| change.tenant));
                    while let Ok(change) = hints.try_recv() {
                        hinted.insert(change.tenant);
                    }
                }
            }
        }
    }

    async fn provinces(&self) -> BTreeSet<i32> {
        match self.store.shared::<ProvinceEntity>(|all| all).await {
            Ok(provinces) => provinces.into_iter().map(|province| province.tenant_id).collect(),
            Err(error) => {
                complain("the provinces", &error);
                BTreeSet::new()
            }
        }
    }

    /// Whether nothing more is to be begun.
    fn is_stopping(&self) -> bool {
        *self.stopped.borrow()
    }

    /// A round through one province.
    async fn serve(&self, tenant: i32, sweep: bool) {
        if self.is_stopping() {
            return;
        }
        if sweep {
            let days = self.settings.remind_working_days;
            if let Err(error) = reports::remind(&self.store, &self.catalogue, tenant, days).await {
                complain("reminders", &error);
            }
            if let Err(error) = notices::expire(&self.store, tenant, BATCH).await {
                complain("outdated notices", &error);
            }
        }
        if let Err(error) = self.deliver(tenant).await {
            complain("notices", &error);
        }
    }

    /// Sends what is to be sent, until there is nothing more.
    async fn deliver(&self, tenant: i32) -> Result<()> {
        let channels = match self.post {
            Some(_) => &[NoticeChannel::Email, NoticeChannel::Webhook][..],
            None => &[NoticeChannel::Webhook],
        };
        loop {
            let rows = notices::due(&self.store, tenant, channels, BATCH).await?;
            let carried = stream::iter(rows).map(|row| self.carry(row)).buffer_unordered(AT_ONCE);
            let carried: Vec<Result<()>> = carried.collect().await;
            let full = carried.len() as u64 == BATCH;
            let mut moved = false;
            for done in carried {
                match done {
                    Ok(()) => moved = true,
                    Err(error) => complain("a notice", &error),
                }
            }
            // Where nothing can be written down, it waits for the next round.
            if !(full && moved) || self.is_stopping() {
                return Ok(());
            }
        }
    }

    async fn carry(&self, row: NoticeRow) -> Result<()> {
        const ACTION: &str = "noticeDeliver";
        if self.is_stopping() {
            return Ok(());
        }
        let Some(row) = notices::lease(&self.store, row).await? else { return Ok(()) };
        fail_point(ACTION, 1);
        let fate = self.send(&row).await?;
        fail_point(ACTION, 2);
        meter::notice(&row.channel, fate.name());
        notices::keep(&self.store, row, fate).await?;
        fail_point(ACTION, 3);
        Ok(())
    }

    async fn send(&self, row: &NoticeRow) -> Result<Fate> {
        let content: Content = serde_json::from_str(&row.content).map_err(Error::broken)?;
        let kind = NoticeKind::from_code(&row.kind).ok_or_else(|| Error::broken("a notice of no kind"))?;
        let [vi, en] = [Lang::Vi, Lang::En].map(|lang| words(kind, &content, &self.catalogue, lang));
        let (now, gone) =
            (self.store.clock().now(), || Fate::Never(NoticeFailure::RecipientGone, String::new()));
        let reader = self.store.read(Scope::whole(row.tenant_id)).await?;
        match NoticeChannel::from_code(&row.channel) {
            Some(NoticeChannel::Email) => {
                let person = organisation::person_by_id(&reader, row.recipient_id).await?;
                // Nothing of the database is held while somebody else answers.
                drop(reader);
                let person = person.filter(|person| person.disabled_at.is_none());
                let (Some(person), Some(post)) = (person, &self.post) else { return Ok(gone()) };
                Ok(post.send(row, &person, &vi, &en, now).await)
            }
            Some(NoticeChannel::Webhook) => {
                let webhook = notices::webhook_by_id(&reader, row.recipient_id).await?;
                let body = body(&reader, row, kind, &content, [&vi, &en]).await?;
                drop(reader);
                let Some(webhook) = webhook else { return Ok(gone()) };
                Ok(self.caller.call(&webhook, &format!("msg_{}", row.id.simple()), body, now).await)
            }
            None => Err(Error::broken("a notice on no channel")),
        }
    }
}

/// What a webhook is sent: `type`, `timestamp` and `data`, as the standard proposes.
async fn body(
    reader: &Reader,
    row: &NoticeRow,
    kind: NoticeKind,
    content: &Content,
    [vi, en]: [&notices::Words; 2],
) -> Result<String> {
    let province = organisation::province_of(reader).await?.map(|province| province.code);
    let about = match kind {
        NoticeKind::DueSoon => "report.due_soon",
        NoticeKind::Late => "report.late",
        NoticeKind::Returned => "report.returned",
        NoticeKind::Accepted => "report.accepted",
        NoticeKind::Reopened => "report.reopened",
    };
    let body = json!({
        "type": about,
        "timestamp": row.created_at,
        "data": {
            "noticeId": id::encode(Kind::Notice, row.id).as_str(),
            "province": province,
            "agency": { "code": content.agency, "name": content.agency_name },
            "form": content.form,
            "period": Period::from_number(content.period).map(|period| period.to_string()),
            "dueAt": content.due_at,
            "obligationId": id::encode(Kind::Obligation, row.obligation_id).as_str(),
            "reportId": row.report_id.map(|report| id::encode(Kind::Report, report).as_str().to_owned()),
            "subject": { "vi": vi.subject, "en": en.subject },
            "reasons": content.reasons,
            "reasonPlaces": places(content),
            "acceptedStands": (kind == NoticeKind::Reopened).then_some(!content.nothing_accepted),
        },
    });
    Ok(body.to_string())
}

/// What each reason concerns, in their order: null for the whole report.
fn places(content: &Content) -> Vec<Option<serde_json::Value>> {
    let place = |index| {
        let notices::Place { section, indicator } = content.places.get(index).cloned().unwrap_or_default();
        let somewhere = section.is_some() || indicator.is_some();
        somewhere.then(|| json!({ "sectionCode": section, "indicator": indicator }))
    };
    (0..content.reasons.len()).map(place).collect()
}

async fn told_to_stop(stopped: &mut watch::Receiver<bool>) {
    // The sender going away is a stop too.
    let _ = stopped.wait_for(|stop| *stop).await;
}

fn complain(what: &str, error: &Error) {
    match error {
        Error::Busy(cause) | Error::Broken(cause) => tracing::warn!(cause, "the courier failed at {what}"),
        Error::Refused(problems) => tracing::warn!(?problems, "the courier failed at {what}"),
    }
}
