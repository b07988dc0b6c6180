//! What changed between two versions of a report, as clients read it.

mod figures;
mod lists;
mod sections;

use async_graphql::{Context, Enum, Object, Result};
use std::sync::Arc;

use super::{
    super::{
        diff::{Change, ContentDiff, ListChange},
        types::{
            CitationEntry, DisclosureEntry, FigureEntry, FollowUpEntry, ModelReference, ReportContent,
            SectionEntry,
        },
    },
    citation::Citation,
    content::{DisclosureItem, NarrativeSection, ReportContentView},
    version::ReportVersion,
};
use crate::{
    catalogue::{Catalogue, FormVersion},
    kit::FigureState,
    reports::asked,
    required,
    rounds::RoundRow,
};
use figures::{FigureChange, HeaderChange, difference, figure_parts, header_parts};
use lists::{
    CitationChange, DisclosureChange, ReportModelChange, TaskFollowUpChange, citation_parts,
    disclosure_parts, gained, lost,
};
use sections::SectionChange;

/// What became of a thing between two versions (thay đổi gì).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Only the later one has it (thêm).
    Added,
    /// Only the earlier one has it (bỏ).
    Removed,
    /// Both have it and do not say the same of it (sửa).
    Changed,
    /// Both say the same of it, in another place of the list (chuyển chỗ).
    Moved,
}

fn kind<T: PartialEq>(change: &Change<T>) -> ChangeKind {
    match change {
        Change::Added(_) => ChangeKind::Added,
        Change::Removed(_) => ChangeKind::Removed,
        Change::Changed(before, after) if before == after => ChangeKind::Moved,
        Change::Changed(..) => ChangeKind::Changed,
    }
}

/// A place in a list as people count, from 1.
fn place(place: Option<usize>) -> Option<i32> {
    i32::try_from(place? + 1).ok()
}

/// What of two entries differs, of an enumeration of their parts; everything of what was added or removed is new or gone.
macro_rules! differing {
    ($change:expr, { $($part:expr => $field:ident),+ $(,)? }) => {{
        let mut parts = Vec::new();
        if let Change::Changed(before, after) = $change {
            $(if before.$field != after.$field { parts.push($part); })+
        }
        parts
    }};
}
use differing;

/// What changed from one version of a report to another (so sánh hai phiên bản).
pub struct ReportDiff {
    catalogue: Arc<Catalogue>,
    round: RoundRow,
    from: ReportVersion,
    to: Option<ReportVersion>,
    before: ReportContentView,
    after: ReportContentView,
    diff: ContentDiff,
}

impl ReportDiff {
    /// From a version to another, or to the draft where `to` is `None`, with what both say.
    pub fn new(
        catalogue: &Arc<Catalogue>,
        round: RoundRow,
        from: (ReportVersion, ReportContent),
        to: (Option<ReportVersion>, ReportContent),
    ) -> Self {
        let agency = from.0.agency();
        let view = |content| ReportContentView::new(catalogue.clone(), round.clone(), agency, content);
        ReportDiff {
            diff: ContentDiff::between(&from.1, &to.1),
            before: view(from.1),
            after: view(to.1),
            from: from.0,
            to: to.0,
            catalogue: catalogue.clone(),
            round,
        }
    }

    fn form(&self) -> crate::kit::Result<&FormVersion> {
        asked::form_of(&self.catalogue, &self.round)
    }
}

/// What changed from one version of a report to another. Lists are in the order of the form or of the report; what did not
/// change is not in them (so sánh hai phiên bản).
#[Object]
impl ReportDiff {
    /// The version it goes out from (phiên bản trước).
    async fn from(&self) -> &ReportVersion {
        &self.from
    }

    /// The version it leads to; null when that is the draft (phiên bản sau).
    async fn to(&self) -> Option<&ReportVersion> {
        self.to.as_ref()
    }

    /// How many things changed: entries of the lists below, and the header as one; 0 when both say the same (số thay đổi).
    async fn count(&self) -> usize {
        self.diff.len()
    }

    /// The formal parts of the document; null when none of them changed (thể thức văn bản).
    async fn header(&self) -> Option<HeaderChange> {
        let (before, after) = self.diff.header.clone()?;
        Some(HeaderChange { parts: header_parts(&before, &after), before, after })
    }

    /// Figures, in the order of the form (số liệu).
    async fn figures(&self, ctx: &Context<'_>) -> Result<Vec<FigureChange>> {
        required!(ctx, |request| {
            let form = self.form()?;
            let order: Vec<&str> =
                form.sections.iter().flat_map(|section| &section.indicators).map(String::as_str).collect();
            let place = |code: &str| order.iter().position(|asked| *asked == code).unwrap_or(order.len());
            let mut changes: Vec<&(String, Change<FigureEntry>)> = self
                .diff
                .figures
                .iter()
                .filter(|(code, _)| self.catalogue.indicator(code).is_some())
                .collect();
            changes.sort_by_key(|(code, _)| place(code));
            let codes: Vec<&str> = changes.iter().map(|(code, _)| code.as_str()).collect();
            let before = self.before.figures_of(request, form, &codes).await?;
            let after = self.after.figures_of(request, form, &codes).await?;
            let scale = |code: &str| self.catalogue.indicator(code).map_or(0, |indicator| indicator.scale);
            let told = changes.into_iter().zip(before.into_iter().zip(after));
            Ok(told
                .map(|((code, change), (before, after))| {
                    let withheld = before.is_withheld() || after.is_withheld();
                    FigureChange {
                        kind: kind(change),
                        before,
                        after,
                        parts: if withheld { Vec::new() } else { figure_parts(change) },
                        difference: difference(change, scale(code)).filter(|_| !withheld),
                    }
                })
                .collect())
        })
    }

    /// What is written under the headings of the form, in its order (nội dung các mục).
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<SectionChange>> {
        required!(ctx, |request| {
            let withholds = request.withholds_of(self.from.agency());
            let change = |section: &crate::catalogue::Section| {
                let (_, change) = self.diff.sections.iter().find(|(code, _)| *code == section.code)?;
                let silent = || SectionEntry { state: FigureState::NotStated, text: None, items: Vec::new() };
                let hidden = withholds && self.catalogue.section_tells_small_numbers(section);
                let side = |entry: Option<&SectionEntry>| {
                    let heading = super::text(ctx, &section.heading);
                    let entry = entry.cloned().unwrap_or_else(silent);
                    NarrativeSection::new(section, heading, entry).kept(hidden)
                };
                Some(SectionChange {
                    kind: kind(change),
                    before: side(change.before()),
                    after: side(change.after()),
                    change: change.clone(),
                    withheld: hidden,
                })
            };
            Ok(self.form()?.sections.iter().filter_map(change).collect())
        })
    }

    /// Cited documents, in the order of the later report (văn bản được viện dẫn).
    async fn citations(&self) -> Vec<CitationChange> {
        let register = self.catalogue.register();
        let on = asked::window_of(&self.round).to;
        let side = |entry: Option<&CitationEntry>| entry.map(|entry| Citation::new(entry, register, on));
        let change = |change: &ListChange<CitationEntry>| CitationChange {
            kind: kind(&change.change),
            before: side(change.change.before()),
            after: side(change.change.after()),
            position_before: place(change.from),
            position_after: place(change.to),
            parts: citation_parts(change),
        };
        self.diff.citations.iter().map(change).collect()
    }

    /// Contents of democracy, in the order of the later report (nội dung công khai, bàn, quyết định, giám sát).
    async fn disclosures(&self) -> Vec<DisclosureChange> {
        let side = |entry: Option<&DisclosureEntry>| {
            let entry = entry?;
            Some(DisclosureItem::new(self.catalogue.disclosure_content(&entry.content)?, entry))
        };
        let change = |change: &ListChange<DisclosureEntry>| DisclosureChange {
            kind: kind(&change.change),
            before: side(change.change.before()),
            after: side(change.change.after()),
            parts: disclosure_parts(change),
            forms_added: gained(&change.change, |entry| &entry.forms),
            forms_removed: lost(&change.change, |entry| &entry.forms),
            modes_added: gained(&change.change, |entry| &entry.modes),
            modes_removed: lost(&change.change, |entry| &entry.modes),
        };
        self.diff.disclosures.iter().map(change).collect()
    }

    /// "Dân vận khéo" models, in the order of the later report (mô hình "Dân vận khéo").
    async fn models(&self) -> Vec<ReportModelChange> {
        let change = |change: &ListChange<ModelReference>| ReportModelChange {
            kind: kind(&change.change),
            before: change.change.before().cloned(),
            after: change.change.after().cloned(),
        };
        self.diff.models.iter().map(change).collect()
    }

    /// What is said of tasks, in the order of the later report (kết quả thực hiện nhiệm vụ kỳ trước).
    async fn follow_ups(&self) -> Vec<TaskFollowUpChange> {
        let change = |change: &ListChange<FollowUpEntry>| TaskFollowUpChange {
            kind: kind(&change.change),
            before: change.change.before().cloned(),
            after: change.change.after().cloned(),
        };
        self.diff.follow_ups.iter().map(change).collect()
    }
}
