//! Citations, disclosure items, models and what became of tasks, before and after.

use async_graphql::{Enum, SimpleObject};

use super::{ChangeKind, differing};
use crate::{
    kit::vocabulary::{DisclosureForm, DisclosureMode},
    reports::{
        diff::{Change, ListChange},
        graphql::{citation::Citation, content::DisclosureItem},
        types::{CitationEntry, DisclosureEntry, FollowUpEntry, ModelReference},
    },
};

/// A part of a citation (phần của trích dẫn).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitationPart {
    /// Its place among the others (vị trí).
    Position,
    /// Nguyên văn trích dẫn.
    AsCited,
    /// Số.
    Number,
    /// Ký hiệu.
    Symbol,
    /// Loại văn bản.
    Kind,
    /// Cơ quan ban hành.
    Issuer,
    /// Ngày văn bản.
    Date,
    /// Trích yếu.
    Title,
    /// Mục.
    Section,
    /// Vai trò.
    Role,
}

/// A cited document before and after. A citation is known again by its wording, or else by its number and symbol
/// (thay đổi trích dẫn).
#[derive(SimpleObject)]
pub struct CitationChange {
    /// What became of it (thay đổi gì).
    pub(super) kind: ChangeKind,
    /// Before; null when it is new (trước).
    pub(super) before: Option<Citation>,
    /// After; null when it is gone (sau).
    pub(super) after: Option<Citation>,
    /// Its place before, from 1 (vị trí trước).
    pub(super) position_before: Option<i32>,
    /// Its place after, from 1 (vị trí sau).
    pub(super) position_after: Option<i32>,
    /// Which parts of one that is CHANGED or MOVED differ (phần thay đổi).
    pub(super) parts: Vec<CitationPart>,
}

pub(super) fn citation_parts(change: &ListChange<CitationEntry>) -> Vec<CitationPart> {
    use CitationPart as P;
    let mut parts: Vec<P> = change.moved.then_some(P::Position).into_iter().collect();
    parts.extend(differing!(&change.change, {
        P::AsCited => as_cited,
        P::Number => number,
        P::Symbol => symbol,
        P::Kind => kind,
        P::Issuer => issuer,
        P::Date => date,
        P::Title => title,
        P::Section => section,
        P::Role => role,
    }));
    parts
}

/// A part of what is said of a content of democracy (phần của nội dung công khai).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisclosurePart {
    /// Its place among the others (vị trí).
    Position,
    /// Tình trạng công khai.
    Status,
    /// Đối tượng.
    Audience,
    /// Phương thức.
    Modes,
    /// Hình thức công khai.
    Forms,
    /// Nguyên văn.
    AsStated,
    /// Mục.
    Section,
}

/// A content of democracy before and after (thay đổi nội dung công khai).
#[derive(SimpleObject)]
pub struct DisclosureChange {
    /// What became of it (thay đổi gì).
    pub(super) kind: ChangeKind,
    /// Before; null when it is new (trước).
    pub(super) before: Option<DisclosureItem>,
    /// After; null when it is gone (sau).
    pub(super) after: Option<DisclosureItem>,
    /// Which parts of one that is CHANGED or MOVED differ (phần thay đổi).
    pub(super) parts: Vec<DisclosurePart>,
    /// Forms of disclosure that only the later one names (hình thức thêm).
    pub(super) forms_added: Vec<DisclosureForm>,
    /// Forms of disclosure that only the earlier one names (hình thức bỏ).
    pub(super) forms_removed: Vec<DisclosureForm>,
    /// Modes that only the later one names (phương thức thêm).
    pub(super) modes_added: Vec<DisclosureMode>,
    /// Modes that only the earlier one names (phương thức bỏ).
    pub(super) modes_removed: Vec<DisclosureMode>,
}

pub(super) fn disclosure_parts(change: &ListChange<DisclosureEntry>) -> Vec<DisclosurePart> {
    use DisclosurePart as P;
    let mut parts: Vec<P> = change.moved.then_some(P::Position).into_iter().collect();
    parts.extend(differing!(&change.change, {
        P::Status => status,
        P::Audience => audience,
        P::Modes => modes,
        P::Forms => forms,
        P::AsStated => as_stated,
        P::Section => section,
    }));
    parts
}

/// What of a set only the later entry has.
pub(super) fn gained<T: Copy + PartialEq>(
    change: &Change<DisclosureEntry>,
    of: fn(&DisclosureEntry) -> &Vec<T>,
) -> Vec<T> {
    let before = change.before().map(of).map(Vec::as_slice).unwrap_or_default();
    let after = change.after().map(of).map(Vec::as_slice).unwrap_or_default();
    after.iter().copied().filter(|one| !before.contains(one)).collect()
}

/// What of a set only the earlier entry has.
pub(super) fn lost<T: Copy + PartialEq>(
    change: &Change<DisclosureEntry>,
    of: fn(&DisclosureEntry) -> &Vec<T>,
) -> Vec<T> {
    let before = change.before().map(of).map(Vec::as_slice).unwrap_or_default();
    let after = change.after().map(of).map(Vec::as_slice).unwrap_or_default();
    before.iter().copied().filter(|one| !after.contains(one)).collect()
}

/// A model that a report speaks of, before and after (thay đổi mô hình được nêu).
#[derive(SimpleObject, Debug)]
pub struct ReportModelChange {
    /// What became of it: CHANGED where its note did (thay đổi gì).
    pub(super) kind: ChangeKind,
    /// Before; null when it is new (trước).
    pub(super) before: Option<ModelReference>,
    /// After; null when it is gone (sau).
    pub(super) after: Option<ModelReference>,
}

/// What a report says of a task, before and after (thay đổi kết quả một nhiệm vụ).
#[derive(SimpleObject, Debug)]
pub struct TaskFollowUpChange {
    /// What became of it: CHANGED where something else is said of the task (thay đổi gì).
    pub(super) kind: ChangeKind,
    /// Before; null when it is new (trước).
    pub(super) before: Option<FollowUpEntry>,
    /// After; null when it is gone (sau).
    pub(super) after: Option<FollowUpEntry>,
}
