//! Headers and figures before and after.

use async_graphql::{Enum, SimpleObject};

use super::{ChangeKind, differing};
use crate::{
    kit::{FigureState, Value, decimal::Decimal, scalars::DecimalText},
    reports::{
        diff::Change,
        graphql::content::Figure,
        types::{FigureEntry, ReportHeader},
    },
};

/// A formal part of a report (phần thể thức).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportHeaderPart {
    /// Số.
    Number,
    /// Ký hiệu.
    Symbol,
    /// Địa danh.
    Place,
    /// Ngày ban hành.
    Date,
    /// Thẩm quyền ký.
    SigningAuthority,
    /// Chức vụ người ký.
    Position,
    /// Họ tên người ký.
    Signatory,
    /// Nơi nhận.
    Recipients,
}

/// The formal parts of a report before and after (thay đổi thể thức).
#[derive(SimpleObject, Debug)]
pub struct HeaderChange {
    /// Before (trước).
    pub(super) before: ReportHeader,
    /// After (sau).
    pub(super) after: ReportHeader,
    /// Which parts differ (phần thay đổi).
    pub(super) parts: Vec<ReportHeaderPart>,
}

pub(super) fn header_parts(before: &ReportHeader, after: &ReportHeader) -> Vec<ReportHeaderPart> {
    use ReportHeaderPart as P;
    differing!(Change::Changed(before, after), {
        P::Number => number,
        P::Symbol => symbol,
        P::Place => place,
        P::Date => date,
        P::SigningAuthority => signing_authority,
        P::Position => position,
        P::Signatory => signatory,
        P::Recipients => recipients,
    })
}

/// What a report says of an indicator besides its code (phần của số liệu).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigurePart {
    /// Trạng thái.
    State,
    /// Giá trị.
    Value,
    /// Ghi chú.
    Note,
    /// Nguyên văn.
    AsStated,
    /// Mục.
    Section,
}

/// A figure before and after (thay đổi số liệu).
#[derive(SimpleObject, Debug)]
pub struct FigureChange {
    /// What became of it: ADDED where the earlier one is silent, REMOVED where the later one is (thay đổi gì).
    pub(super) kind: ChangeKind,
    /// Before; NOT_STATED or NOT_APPLICABLE where the report was silent (trước).
    pub(super) before: Figure,
    /// After; NOT_STATED or NOT_APPLICABLE where the report is silent (sau).
    pub(super) after: Figure,
    /// Which parts of a CHANGED figure differ; none of one that is `withheld` (phần thay đổi).
    pub(super) parts: Vec<FigurePart>,
    /// After less before, of a count or amount whose number changed. NONE_DECLARED is 0; null where either is silent, or
    /// `withheld` (chênh lệch).
    pub(super) difference: Option<DecimalText>,
}

pub(super) fn figure_parts(change: &Change<FigureEntry>) -> Vec<FigurePart> {
    use FigurePart as P;
    differing!(change, {
        P::State => state,
        P::Value => value,
        P::Note => note,
        P::AsStated => as_stated,
        P::Section => section,
    })
}

/// What the later figure has more, in the indicator's scale.
pub(super) fn difference(change: &Change<FigureEntry>, scale: u8) -> Option<DecimalText> {
    let units = |entry: &FigureEntry| match (entry.state, &entry.value) {
        (FigureState::Stated, Some(Value::Number(units))) => Some((*units, true)),
        (FigureState::NoneDeclared, _) => Some((0, false)),
        _ => None,
    };
    let Change::Changed(before, after) = change else { return None };
    let ((before, one), (after, other)) = (units(before)?, units(after)?);
    // Two denials have no number between them.
    let more = after.checked_sub(before).filter(|more| *more != 0 && (one || other))?;
    Some(DecimalText(Decimal::new(more, scale)))
}
