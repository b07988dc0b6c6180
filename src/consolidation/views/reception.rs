//! Citizen reception (tiếp công dân). Visits, persons, cases and sessions are four units and are never added together.

use async_graphql::{Context, Lookahead, Object, Result};
use std::sync::Arc;

use super::super::{
    cells::Cell,
    needs::Needs,
    sheet::Sheet,
    totals::{Total, Way},
};
use crate::{catalogue::Catalogue, kit, required};

/// The fields that are plain totals, and their indicators.
const TOTALS: [(&str, &str); 14] = [
    ("visits", "reception_visits_total"),
    ("persons", "reception_persons_total"),
    ("cases", "reception_cases_total"),
    ("regularVisits", "reception_regular_visits"),
    ("headSessions", "reception_head_sessions"),
    ("headSessionsRequired", "reception_head_sessions_required"),
    ("headVisits", "reception_head_visits"),
    ("delegatedVisits", "reception_delegated_visits"),
    ("onlineVisits", "reception_online_visits"),
    ("firstTimeCases", "reception_first_time_cases"),
    ("repeatCases", "reception_repeat_cases"),
    ("largeGroups", "reception_group_count"),
    ("largeGroupPersons", "reception_group_persons"),
    ("dialogueMeetings", "dialogue_meetings_held"),
];

/// Collects what a selection of [`ReceptionFigures`] needs.
pub fn need(needs: &mut Needs, catalogue: &Catalogue, selected: &Lookahead<'_>) {
    for (field, code) in TOTALS {
        needs.add_total(catalogue, code, &selected.field(field));
    }
    let calendar = ["reception_calendar_issued".to_owned()];
    needs.add_combined(catalogue, &calendar, &selected.field("calendarIssued"));
}

/// Citizen reception (tiếp công dân).
pub struct ReceptionFigures {
    sheet: Arc<Sheet>,
    cell: Cell,
}

impl ReceptionFigures {
    pub fn new(sheet: &Arc<Sheet>, cell: Cell) -> Self {
        ReceptionFigures { sheet: sheet.clone(), cell }
    }

    fn total(&self, code: &str) -> kit::Result<Total> {
        Total::of(&self.sheet, self.sheet.measure(code)?, self.cell, Way::Sum)
    }
}

/// Citizen reception (tiếp công dân).
#[Object]
impl ReceptionFigures {
    /// How many agencies issued a calendar of reception (ban hành lịch tiếp công dân).
    async fn calendar_issued(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| {
            let measure = self.sheet.measure("reception_calendar_issued")?;
            Total::of(&self.sheet, measure, self.cell, Way::CountTrue)
        })
    }

    /// Visits (tổng số lượt tiếp).
    async fn visits(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_visits_total"))
    }

    /// Persons received (tổng số người được tiếp).
    async fn persons(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_persons_total"))
    }

    /// Cases raised (tổng số vụ việc).
    async fn cases(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_cases_total"))
    }

    /// Visits in regular reception (tiếp thường xuyên: số lượt).
    async fn regular_visits(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_regular_visits"))
    }

    /// Sessions held by heads of agencies (thủ trưởng tiếp: số kỳ).
    async fn head_sessions(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_head_sessions"))
    }

    /// Sessions that the law demands of the heads of the agencies that reported (số kỳ phải tiếp theo quy định).
    async fn head_sessions_required(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_head_sessions_required"))
    }

    /// Visits received by heads of agencies (thủ trưởng tiếp: số lượt).
    async fn head_visits(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_head_visits"))
    }

    /// Visits received by a delegate, until 30 June 2026 (ủy quyền tiếp: số lượt).
    async fn delegated_visits(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_delegated_visits"))
    }

    /// Visits received online, from 1 July 2026 (tiếp trực tuyến: số lượt).
    async fn online_visits(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_online_visits"))
    }

    /// Cases raised for the first time (vụ việc tiếp lần đầu).
    async fn first_time_cases(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_first_time_cases"))
    }

    /// Cases raised again (vụ việc tiếp nhiều lần).
    async fn repeat_cases(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_repeat_cases"))
    }

    /// Large groups received (đoàn đông người: số đoàn).
    async fn large_groups(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_group_count"))
    }

    /// Persons in large groups (đoàn đông người: số người).
    async fn large_group_persons(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("reception_group_persons"))
    }

    /// Dialogue meetings held (số cuộc đối thoại).
    async fn dialogue_meetings(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dialogue_meetings_held"))
    }
}
