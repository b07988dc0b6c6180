//! What a notice says, in Vietnamese and in English.

use super::types::{Content, NoticeKind};
use crate::{
    catalogue::Catalogue,
    kit::{Lang, Period, clock},
};

/// A notice in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// One line.
    pub subject: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// Why; empty where there is nothing to justify.
    pub reasons: Vec<String>,
}

impl Words {
    /// The paragraphs, then the reasons, a line each.
    pub fn text(&self) -> String {
        let reasons = self.reasons.iter().map(|reason| format!("– {reason}"));
        self.paragraphs.iter().cloned().chain(reasons).collect::<Vec<_>>().join("\n")
    }
}

/// The words of a notice.
pub fn words(kind: NoticeKind, content: &Content, catalogue: &Catalogue, lang: Lang) -> Words {
    let agency = &content.agency_name;
    let period = Period::from_number(content.period);
    let form = period.and_then(|period| catalogue.called(&content.form, period));
    let form = form.map_or(content.form.as_str(), |form| form.get(lang));
    let due = content.due_at.with_timezone(&clock::vietnam());
    let (subject, first) = match lang {
        Lang::Vi => {
            let (period, over) = period.map(over_vi).unwrap_or_default();
            let due = due.format("%H:%M ngày %d/%m/%Y");
            let report = format!("Báo cáo “{form}”, {over}, của {agency}");
            match kind {
                NoticeKind::DueSoon => (
                    format!("Sắp đến hạn nộp báo cáo {period}: {agency}"),
                    format!("{report} phải nộp chậm nhất lúc {due}. {}", left_vi(content.working_days)),
                ),
                NoticeKind::Late => (
                    format!("Quá hạn nộp báo cáo {period}: {agency}"),
                    format!("{report} đã quá hạn nộp lúc {due} mà chưa được gửi."),
                ),
                NoticeKind::Returned => (
                    format!("Báo cáo {period} bị trả lại: {agency}"),
                    format!("{report} đã bị trả lại để bổ sung, chỉnh sửa. Lý do:"),
                ),
                NoticeKind::Accepted => (
                    format!("Báo cáo {period} đã được chấp nhận: {agency}"),
                    format!("{report} đã được Sở Nội vụ chấp nhận."),
                ),
                NoticeKind::Reopened => (
                    format!("Báo cáo {period} được mở lại: {agency}"),
                    match content.nothing_accepted {
                        false => format!(
                            "{report} đã được mở lại; số liệu đã chấp nhận vẫn có giá trị cho đến khi bản mới được \
                             chấp nhận. Lý do:"
                        ),
                        true => format!(
                            "{report} đã được mở lại; chưa có bản nào được chấp nhận, nên chưa có số liệu nào của báo cáo \
                             này được tính cho đến khi bản gửi được chấp nhận. Lý do:"
                        ),
                    },
                ),
            }
        }
        Lang::En => {
            let (period, over) = period.map(over_en).unwrap_or_default();
            let due = due.format("%H:%M on %d/%m/%Y");
            let report = format!("The report “{form}” {over} of {agency}");
            match kind {
                NoticeKind::DueSoon => (
                    format!("Report due soon, {period}: {agency}"),
                    format!("{report} is due by {due}. {}", left_en(content.working_days)),
                ),
                NoticeKind::Late => (
                    format!("Report overdue, {period}: {agency}"),
                    format!("{report} was due by {due} and has not been filed."),
                ),
                NoticeKind::Returned => (
                    format!("Report returned, {period}: {agency}"),
                    format!("{report} was sent back to be put right. Why:"),
                ),
                NoticeKind::Accepted => (
                    format!("Report accepted, {period}: {agency}"),
                    format!("{report} was accepted by the Department of Home Affairs."),
                ),
                NoticeKind::Reopened => (
                    format!("Report reopened, {period}: {agency}"),
                    match content.nothing_accepted {
                        false => {
                            format!(
                                "{report} was opened again; what was accepted counts until the next is. Why:"
                            )
                        }
                        true => format!(
                            "{report} was opened again; nothing of it has been accepted, and nothing counts until it is. Why:"
                        ),
                    },
                ),
            }
        }
    };
    // A name out of an operator's file may have a line break in it.
    let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Words {
        subject: line(subject),
        paragraphs: vec![line(first)],
        reasons: reasons(content, catalogue, lang),
    }
}

/// The reasons, each after the name of what it concerns.
fn reasons(content: &Content, catalogue: &Catalogue, lang: Lang) -> Vec<String> {
    let placed = |(index, reason): (usize, &String)| {
        let place = content.places.get(index).cloned().unwrap_or_default();
        let period = Period::from_number(content.period);
        let (section, indicator) = (place.section.as_deref(), place.indicator.as_deref());
        match catalogue.place(&content.form, period, section, indicator) {
            Some(place) => format!("{}: {reason}", place.get(lang)),
            None => reason.clone(),
        }
    };
    content.reasons.iter().enumerate().map(placed).collect()
}

/// Which report is meant, in a subject and in a sentence: the period's; one that is asked for once says from when to when.
fn over_vi(period: Period) -> (String, String) {
    let label = period.label_vi();
    match period.is_ad_hoc() {
        true => (format!("đột xuất ({label})"), format!("số liệu {label}")),
        false => (label.clone(), format!("kỳ {label}")),
    }
}

fn over_en(period: Period) -> (String, String) {
    let label = period.label_en();
    match period.is_ad_hoc() {
        true => (format!("ad hoc, {label}"), format!("over the days {label}")),
        false => (label.clone(), format!("for {label}")),
    }
}

fn left_vi(days: Option<i64>) -> String {
    match days.unwrap_or_default() {
        ..=0 => "Hôm nay là ngày cuối cùng.".into(),
        days => format!("Còn {days} ngày làm việc."),
    }
}

fn left_en(days: Option<i64>) -> String {
    match days.unwrap_or_default() {
        ..=0 => "Today is the last day.".into(),
        1 => "One working day is left.".into(),
        days => format!("{days} working days are left."),
    }
}
