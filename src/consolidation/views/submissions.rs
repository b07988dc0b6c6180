//! What became of submissions (đơn): the same ten figures and two rates for one kind of grievance, or for all together.

use async_graphql::{Context, Enum, Lookahead, Object, Result, Value};
use std::sync::Arc;

use super::super::{
    arithmetic::Coverage,
    cells::Cell,
    needs::{Depth, Needs},
    sheet::{Measure, Sheet},
    totals::{Rate, Total, Way},
    withholding,
};
use crate::{
    catalogue::Catalogue,
    kit::{self, vocabulary::GrievanceKind},
    required,
};

/// What resolved submissions are a share of (mẫu số của tỷ lệ giải quyết).
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResolutionDenominator {
    /// Submissions within the agency's competence (thuộc thẩm quyền).
    #[default]
    WithinCompetence,
    /// Submissions carried over and received (kỳ trước chuyển sang và tiếp nhận trong kỳ).
    Handled,
}

/// The fields that are plain totals, and the ends of their indicators' codes.
const TOTALS: [(&str, &str); 10] = [
    ("carriedOver", "carried_over"),
    ("received", "received"),
    ("eligible", "eligible"),
    ("withinCompetence", "within_competence"),
    ("outsideCompetence", "outside_competence"),
    ("transferredOut", "transferred_out"),
    ("resolved", "resolved"),
    ("resolvedOnTime", "resolved_on_time"),
    ("pending", "pending"),
    ("pendingOverdue", "pending_overdue"),
];

/// The code of an indicator of one kind of grievance.
fn code(kind: GrievanceKind, end: &str) -> String {
    let kind = match kind {
        GrievanceKind::Complaint => "complaint",
        GrievanceKind::Denunciation => "denunciation",
        GrievanceKind::PetitionFeedback => "petition_feedback",
    };
    format!("{kind}_{end}")
}

fn codes(kinds: &[GrievanceKind], ends: &[&str]) -> Vec<String> {
    ends.iter().flat_map(|end| kinds.iter().map(|kind| code(*kind, end))).collect()
}

/// Collects what a selection of [`SubmissionFigures`] of some kinds together needs.
pub fn need(needs: &mut Needs, catalogue: &Catalogue, kinds: &[GrievanceKind], selected: &Lookahead<'_>) {
    for (field, end) in TOTALS {
        let total = selected.field(field);
        match kinds {
            [kind] => needs.add_total(catalogue, &code(*kind, end), &total),
            several => needs.add_combined(catalogue, &codes(several, &[end]), &total),
        }
    }
    let (resolved, on_time) = (codes(kinds, &["resolved"]), codes(kinds, &["resolved_on_time"]));
    for rate in selected.field("resolutionRate").selection_fields() {
        // An argument that cannot be read is refused when the field is resolved.
        let arguments = rate.arguments().unwrap_or_default();
        let over_handled = arguments.iter().any(|(_, value)| match value {
            Value::Enum(name) => name == "HANDLED",
            // The value of a variable.
            Value::String(name) => name == "HANDLED",
            _ => false,
        });
        let whole = codes(kinds, denominator(over_handled));
        needs.add_rate(catalogue, [&resolved, &whole], &rate.into());
    }
    needs.add_rate(catalogue, [&on_time, &resolved], &selected.field("onTimeRate"));
}

/// Collects what the coverage of some kinds together needs.
pub fn need_coverage(needs: &mut Needs, catalogue: &Catalogue, kinds: &[GrievanceKind]) {
    match kinds {
        [kind] => needs.add(catalogue, &code(*kind, "received"), Depth::Sums),
        several => needs.add_all(catalogue, &codes(several, &["received"])),
    }
}

/// Of how many reports it is known what some kinds together received.
pub fn coverage(sheet: &Sheet, kinds: &[GrievanceKind], cell: &Cell) -> kit::Result<Coverage> {
    let measure = sheet.together(&codes(kinds, &["received"]))?;
    let coverage = sheet.sum(&measure, cell)?.coverage;
    let veiled = sheet.withholding.as_ref().is_some_and(|held| held.concerns(sheet, &measure));
    Ok(if veiled { withholding::veiled(coverage) } else { coverage })
}

/// Domain §3.1: two definitions are in use; over those within competence is the usual one.
fn denominator(handled: bool) -> &'static [&'static str] {
    if handled { &["carried_over", "received"] } else { &["within_competence"] }
}

/// What became of submissions of one kind, or of all kinds together (tiếp nhận, xử lý và giải quyết đơn).
pub struct SubmissionFigures {
    sheet: Arc<Sheet>,
    kinds: Vec<GrievanceKind>,
    cell: Cell,
}

impl SubmissionFigures {
    pub fn new(sheet: &Arc<Sheet>, kinds: &[GrievanceKind], cell: Cell) -> Self {
        SubmissionFigures { sheet: sheet.clone(), kinds: kinds.to_vec(), cell }
    }

    fn measure(&self, ends: &[&str]) -> kit::Result<Measure> {
        self.sheet.together(&codes(&self.kinds, ends))
    }

    fn total(&self, end: &str) -> kit::Result<Total> {
        Total::of(&self.sheet, self.measure(&[end])?, self.cell, Way::Sum)
    }

    fn rate(&self, numerator: &[&str], denominator: &[&str]) -> kit::Result<Rate> {
        Rate::of(&self.sheet, [self.measure(numerator)?, self.measure(denominator)?], self.cell)
    }
}

/// What became of submissions of one kind, or of all kinds together (tiếp nhận, xử lý và giải quyết đơn). Where several
/// kinds are added up, a report that gives some of them only counts as partial.
#[Object]
impl SubmissionFigures {
    /// Carried over from the period before; over several periods, from before the first (kỳ trước chuyển sang).
    async fn carried_over(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("carried_over"))
    }

    /// Received in the period (tiếp nhận trong kỳ).
    async fn received(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("received"))
    }

    /// Eligible for handling (đủ điều kiện xử lý).
    async fn eligible(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("eligible"))
    }

    /// Within the agency's competence (thuộc thẩm quyền).
    async fn within_competence(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("within_competence"))
    }

    /// Outside the agency's competence (không thuộc thẩm quyền).
    async fn outside_competence(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("outside_competence"))
    }

    /// Closed without resolution: forwarded, guided, suspended, filed (chuyển, hướng dẫn, đình chỉ, lưu đơn).
    async fn transferred_out(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("transferred_out"))
    }

    /// Resolved (đã giải quyết).
    async fn resolved(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("resolved"))
    }

    /// Resolved on time (giải quyết đúng hạn).
    async fn resolved_on_time(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("resolved_on_time"))
    }

    /// Pending at the end; over several periods, at the end of the last (chưa giải quyết cuối kỳ).
    async fn pending(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("pending"))
    }

    /// Pending at the end, of which overdue (trong đó quá hạn).
    async fn pending_overdue(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("pending_overdue"))
    }

    /// Share of submissions resolved (tỷ lệ giải quyết).
    async fn resolution_rate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the resolved ones are a share of.", default)]
        denominator: ResolutionDenominator,
    ) -> Result<Rate> {
        let whole = self::denominator(denominator == ResolutionDenominator::Handled);
        required!(ctx, |_request| self.rate(&["resolved"], whole))
    }

    /// Of those resolved, the share resolved on time (tỷ lệ giải quyết đúng hạn).
    async fn on_time_rate(&self, ctx: &Context<'_>) -> Result<Rate> {
        required!(ctx, |_request| self.rate(&["resolved_on_time"], &["resolved"]))
    }
}
