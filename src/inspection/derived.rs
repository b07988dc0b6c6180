//! What follows from what is in the log: where each report stands, and the copies of what forms asked.

use std::collections::HashMap;
use uuid::Uuid;

use super::finding::{Checked, found, named};
use crate::{
    kit::{
        digest,
        vocabulary::{ReportHistoryEvent, ReportState},
    },
    reports::{EventEntity, EventRow, FormSnapshotEntity, ReportEntity, ReportRow, VersionEntity},
    store::Reader,
};

/// What the log says of a report.
#[derive(Default)]
struct Told {
    /// What happened last: when it was recorded, its id, what it was.
    last: Option<(chrono::DateTime<chrono::Utc>, Uuid, String)>,
    accepted: Option<(chrono::DateTime<chrono::Utc>, Option<Uuid>)>,
    first: Option<chrono::DateTime<chrono::Utc>>,
    number: i32,
    latest: Option<Uuid>,
}

impl Told {
    fn event(&mut self, row: EventRow) {
        let at = row.recorded_at.unwrap_or(row.at);
        if row.event == ReportHistoryEvent::Accepted.code()
            && self.accepted.is_none_or(|(before, _)| before < at)
        {
            self.accepted = Some((at, row.version_id));
        }
        if self.last.as_ref().is_none_or(|(before, id, _)| (*before, *id) < (at, row.id)) {
            self.last = Some((at, row.id, row.event));
        }
    }

    /// Where a report stands after what happened last.
    fn state(&self) -> Option<ReportState> {
        let Some((_, _, event)) = &self.last else { return Some(ReportState::Draft) };
        Some(match ReportHistoryEvent::from_code(event)? {
            ReportHistoryEvent::Submitted => ReportState::Submitted,
            ReportHistoryEvent::Returned => ReportState::Returned,
            ReportHistoryEvent::Accepted => ReportState::Accepted,
            ReportHistoryEvent::Reopened => ReportState::Draft,
            ReportHistoryEvent::Locked => ReportState::Locked,
        })
    }

    /// What of a report's row is not so.
    fn contradicts(&self, row: &ReportRow) -> Option<(&'static str, &'static str)> {
        if self.state().map(ReportState::code) != Some(row.state.as_str()) {
            return Some(("trạng thái", "state"));
        }
        if (self.number, self.latest) != (row.latest_number, row.latest_version_id) {
            return Some(("phiên bản mới nhất", "latest version"));
        }
        if self.accepted.and_then(|(_, version)| version) != row.accepted_version_id {
            return Some(("phiên bản được chấp nhận", "accepted version"));
        }
        (self.first != row.first_submitted_at).then_some(("thời điểm nộp đầu tiên", "first arrival"))
    }
}

/// Checks the rows that are not in the log themselves.
pub async fn check(reader: &Reader, province: &str) -> Checked {
    let mut reports: HashMap<Uuid, Told> = HashMap::new();
    let versions = reader.find::<VersionEntity>().each(|row| {
        let told = reports.entry(row.report_id).or_default();
        told.first = Some(told.first.map_or(row.submitted_at, |first| first.min(row.submitted_at)));
        if row.number > told.number {
            (told.number, told.latest) = (row.number, Some(row.id));
        }
        Ok(())
    });
    versions.await?;
    let events = reader.find::<EventEntity>().each(|row| {
        reports.entry(row.report_id).or_default().event(row);
        Ok(())
    });
    events.await?;
    let mut wrong = None;
    let rows = reader.find::<ReportEntity>().each(|row| {
        let told = reports.remove(&row.id).unwrap_or_default();
        if let (None, Some(what)) = (&wrong, told.contradicts(&row)) {
            wrong = Some((row, what));
        }
        Ok(())
    });
    rows.await?;
    if let Some(report) = reports.keys().next() {
        return Err(found(
            format!(
                "Tỉnh {province}: báo cáo {report} đã mất khỏi bảng, nhưng các phiên bản hoặc bước xử lý vẫn còn."
            ),
            format!(
                "Province {province}: the report {report} is gone, but versions or steps of it are there."
            ),
        ));
    }
    if let Some((row, (vi, en))) = wrong {
        let row = serde_json::json!({ "id": row.id, "period": row.period });
        let name = named("", &row);
        return Err(found(
            format!("Tỉnh {province}: {vi} của báo cáo không phải như nhật ký cho thấy: {}.", name.vi),
            format!("Province {province}: the {en} of a report is not what the log shows: {}.", name.en),
        ));
    }
    let mut changed = None;
    let forms = reader.find::<FormSnapshotEntity>().each(|row| {
        if digest::sha256(row.content.as_bytes()) != row.digest {
            changed = Some(row.digest);
        }
        Ok(())
    });
    forms.await?;
    match changed {
        None => Ok(()),
        Some(digest) => Err(found(
            format!("Tỉnh {province}: bản lưu biểu mẫu {digest} không khớp với mã băm của nó."),
            format!("Province {province}: the copy of the form {digest} does not fit its digest."),
        )),
    }
}
