//! A person's to-do as a calendar that their calendar program fetches.

use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use std::sync::Arc;

use super::ics::{self, Event};
use crate::{
    calendars,
    catalogue::Catalogue,
    kit::{
        Error, Lang, Period, Result, clock,
        id::{self, Kind},
        paging::Page,
    },
    organisation,
    reports::{self, Timeliness},
    request::Request,
    rounds::{self, ObligationRow},
    store::Leak,
};

/// The most deadlines in a calendar: more than a province has open at a time, unless something is wrong.
const MOST: u64 = 500;

/// What the caller still has to see to, the earliest due first, in iCalendar. Beyond [`MOST`] deadlines the last event says that
/// there are more, on the day from which they are not shown.
pub async fn obligations(request: &Request, catalogue: &Arc<Catalogue>) -> Result<String> {
    let page = Page { size: MOST, backwards: false, key: None };
    request.lapse(Leak::FeedOfAllAgencies).await?;
    let (reader, now) = (request.reader().await?, request.arrived());
    let (rows, _) = reports::to_do(&reader, request.actor(), now, &page, false).await?;
    let (rows, more) = page.cut(rows);
    let mut events = try_join_all(rows.iter().map(|row| event(request, catalogue, row, now))).await?;
    if let Some(last) = rows.last().filter(|_| more) {
        events.push(there_are_more(last.due(now), request.lang()));
    }
    let name = match request.lang() {
        Lang::Vi => "Hạn nộp báo cáo dân vận",
        Lang::En => "Mass mobilisation reports due",
    };
    Ok(ics::calendar(name, &events, now))
}

/// The sign that a calendar does not have all deadlines.
fn there_are_more(from: DateTime<Utc>, lang: Lang) -> Event {
    let (summary, description) = match lang {
        Lang::Vi => (
            format!("Chưa đủ: lịch chỉ có {MOST} hạn nộp sớm nhất"),
            "Các hạn nộp từ đây trở đi không có trong lịch; xem đủ trong hệ thống.",
        ),
        Lang::En => (
            format!("Not all: this calendar has the {MOST} earliest deadlines only"),
            "Deadlines from here on are not in the calendar: see them in the system.",
        ),
    };
    Event { uid: "more@tonghop".into(), at: from, summary, description: description.into() }
}

async fn event(
    request: &Request,
    catalogue: &Arc<Catalogue>,
    row: &ObligationRow,
    now: DateTime<Utc>,
) -> Result<Event> {
    let agency = organisation::load_agency(request, row.agency_id).await?;
    let agency = agency.ok_or_else(|| Error::broken("an obligation without its agency"))?;
    let round = rounds::load_round(request, row.round_id).await?;
    let form = round.map(|round| round.form_code).unwrap_or_default();
    let period =
        Period::from_number(row.period).ok_or_else(|| Error::broken("an obligation without a period"))?;
    let title = catalogue.called(&form, period).map_or("", |title| title.get(request.lang()));
    let days = calendars::load_days_off(request, catalogue).await?;
    let report = reports::load_by_obligation(request, row.id).await?;
    let arrived = report.as_ref().and_then(|report| report.first_submitted_at);
    let due = row.due(arrived.unwrap_or(now));
    let (today, last) = (clock::vietnam_date(now), clock::vietnam_date(due));
    let left = days.working_days_between(today, last);
    let stands = stands(Timeliness::of(row, arrived, now), left, today == last, request.lang());
    let reasons = match report.filter(|report| report.state == "RETURNED") {
        Some(report) => reports::latest_return(request, report.id).await?,
        None => Vec::new(),
    };
    let told = |reason: &reports::Reason| {
        let (section, indicator) = (reason.section.as_deref(), reason.indicator.as_deref());
        match catalogue.place(&form, Some(period), section, indicator) {
            Some(place) => format!("{}: {}", place.get(request.lang()), reason.text),
            None => reason.text.clone(),
        }
    };
    let reasons: Vec<String> = reasons.iter().map(told).collect();
    let (summary, mut description, returned) = match request.lang() {
        Lang::Vi => (
            format!("Hạn nộp báo cáo {}: {}", period.label_vi(), agency.called()),
            format!("{title}\n{stands}"),
            "Bị trả lại",
        ),
        Lang::En => (
            format!("Report due for {}: {}", period.label_en(), agency.called()),
            format!("{title}\n{stands}"),
            "Returned",
        ),
    };
    if !reasons.is_empty() {
        description += &format!("\n{returned}: {}", reasons.join("; "));
    }
    let uid = format!("{}@tonghop", id::encode(Kind::Obligation, row.id).as_str());
    Ok(Event { uid, at: due, summary, description })
}

/// Whether there is still time, by the instant and not by the day. `left`: working days to the due day. What was filed once is
/// in the list because it is to be put right: how it came is all that its due day has to say.
fn stands(timeliness: Timeliness, left: i64, today: bool, lang: Lang) -> String {
    let (vi, en) = match (timeliness, left) {
        (Timeliness::OnTime, _) => {
            ("Đã gửi đúng hạn; đang chờ sửa, gửi lại.".into(), "Filed on time; to be put right.".into())
        }
        (Timeliness::Late, _) => {
            ("Đã gửi, trễ hạn; đang chờ sửa, gửi lại.".into(), "Filed late; to be put right.".into())
        }
        (Timeliness::Overdue, ..=-2) => {
            (format!("Quá hạn {} ngày làm việc.", -left), format!("{} working days overdue.", -left))
        }
        (Timeliness::Overdue, -1) => ("Quá hạn 1 ngày làm việc.".into(), "1 working day overdue.".into()),
        (Timeliness::Overdue, _) => ("Đã quá hạn nộp.".into(), "Overdue.".into()),
        (_, ..=0) if today => ("Hôm nay là ngày cuối cùng.".into(), "Today is the last day.".into()),
        (_, 1) => ("Còn 1 ngày làm việc.".into(), "1 working day left.".into()),
        // As of a due day at a weekend.
        (_, _) => (format!("Còn {left} ngày làm việc."), format!("{left} working days left.")),
    };
    if lang == Lang::Vi { vi } else { en }
}
