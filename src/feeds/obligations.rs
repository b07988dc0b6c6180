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
    organisation, reports,
    request::Request,
    rounds::{self, ObligationRow},
};

/// The most deadlines in a calendar: more than a province has open at a time, unless something is wrong.
const MOST: u64 = 500;

/// What the caller still has to see to, the earliest due first, in iCalendar. Beyond [`MOST`] deadlines the last event says that
/// there are more, on the day from which they are not shown.
pub async fn obligations(request: &Request, catalogue: &Arc<Catalogue>) -> Result<String> {
    let page = Page { size: MOST, backwards: false, key: None };
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
    let due = row.due(now);
    let left = days.working_days_between(clock::vietnam_date(now), clock::vietnam_date(due));
    let report = reports::load_by_obligation(request, row.id).await?;
    let reasons = match report.filter(|report| report.state == "RETURNED") {
        Some(report) => reports::latest_return(request, report.id).await?,
        None => Vec::new(),
    };
    let reasons: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
    let (summary, mut description, returned) = match request.lang() {
        Lang::Vi => (
            format!("Hạn nộp báo cáo {}: {}", period.label_vi(), agency.called()),
            match left {
                0.. => format!("{title}\nCòn {left} ngày làm việc."),
                _ => format!("{title}\nQuá hạn {} ngày làm việc.", -left),
            },
            "Bị trả lại",
        ),
        Lang::En => (
            format!("Report due for {}: {}", period.label_en(), agency.called()),
            match left {
                0.. => format!("{title}\n{left} working days left."),
                _ => format!("{title}\n{} working days overdue.", -left),
            },
            "Returned",
        ),
    };
    if !reasons.is_empty() {
        description += &format!("\n{returned}: {}", reasons.join("; "));
    }
    let uid = format!("{}@tonghop", id::encode(Kind::Obligation, row.id).as_str());
    Ok(Event { uid, at: due, summary, description })
}
