//! What is written under headings, before and after.

use async_graphql::{Enum, Object};

use super::{ChangeKind, differing, kind, place};
use crate::reports::{
    diff::{self, Change, ListChange, Run},
    graphql::content::NarrativeSection,
    types::SectionEntry,
};

/// What a report writes under a heading (phần của một mục).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionPart {
    /// Trạng thái.
    State,
    /// Lời văn.
    Text,
    /// Các ý.
    Items,
}

/// What is written under a heading, before and after (thay đổi nội dung một mục).
#[derive(Debug)]
pub struct SectionChange {
    pub(super) kind: ChangeKind,
    pub(super) before: NarrativeSection,
    pub(super) after: NarrativeSection,
    pub(super) change: Change<SectionEntry>,
    /// Whether the words are withheld from the caller.
    pub(super) withheld: bool,
}

/// What is written under a heading, before and after (thay đổi nội dung một mục).
#[Object]
impl SectionChange {
    /// What became of it: ADDED where the earlier one is silent, REMOVED where the later one is (thay đổi gì).
    async fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// Before; NOT_STATED where the report was silent (trước).
    async fn before(&self) -> &NarrativeSection {
        &self.before
    }

    /// After; NOT_STATED where the report is silent (sau).
    async fn after(&self) -> &NarrativeSection {
        &self.after
    }

    /// Which parts of a CHANGED section differ; none of one that is withheld (phần thay đổi).
    async fn parts(&self) -> Vec<SectionPart> {
        use SectionPart as P;
        if self.withheld {
            return Vec::new();
        }
        differing!(&self.change, { P::State => state, P::Text => text, P::Items => items })
    }

    /// The text word by word (so sánh từng từ); empty when the text is the same, or withheld.
    async fn text(&self) -> Vec<Run> {
        if self.withheld {
            return Vec::new();
        }
        let text =
            |entry: Option<&SectionEntry>| entry.and_then(|entry| entry.text.clone()).unwrap_or_default();
        let (before, after) = (text(self.change.before()), text(self.change.after()));
        if before == after { Vec::new() } else { diff::runs(&before, &after) }
    }

    /// The points of a list that changed: lessons, tasks, recommendations; none of a list that is withheld (các ý thay đổi).
    async fn items(&self) -> Vec<SectionItemChange> {
        if self.withheld {
            return Vec::new();
        }
        let items = |entry: Option<&SectionEntry>| entry.map(|entry| entry.items.clone()).unwrap_or_default();
        let changes = diff::text_changes(&items(self.change.before()), &items(self.change.after()));
        changes.into_iter().map(SectionItemChange).collect()
    }
}

/// A point of a list before and after (thay đổi một ý).
#[derive(Debug)]
pub struct SectionItemChange(ListChange<String>);

/// A point of a list before and after (thay đổi một ý).
#[Object]
impl SectionItemChange {
    /// What became of it; a point that shares most of its words with one before is that one CHANGED (thay đổi gì).
    async fn kind(&self) -> ChangeKind {
        kind(&self.0.change)
    }

    /// Before; null when it is new (trước).
    async fn before(&self) -> Option<&String> {
        self.0.change.before()
    }

    /// After; null when it is gone (sau).
    async fn after(&self) -> Option<&String> {
        self.0.change.after()
    }

    /// Its place before, from 1 (vị trí trước).
    async fn position_before(&self) -> Option<i32> {
        place(self.0.from)
    }

    /// Its place after, from 1 (vị trí sau).
    async fn position_after(&self) -> Option<i32> {
        place(self.0.to)
    }

    /// The point word by word (so sánh từng từ); empty when only its place changed.
    async fn text(&self) -> Vec<Run> {
        let text = |side: Option<&String>| side.cloned().unwrap_or_default();
        let (before, after) = (text(self.0.change.before()), text(self.0.change.after()));
        if before == after { Vec::new() } else { diff::runs(&before, &after) }
    }
}
