//! What changed from one content of a report to another: pure, and enough to make the one of the other.
//!
//! Figures and sections are told apart by their codes, which a content has once each. Citations, disclosure items, models
//! and the points of a section are lists in an order of their own, where a thing may stand twice (`list.rs`).

mod list;
mod words;

pub use list::{Change, ListChange, list_changes, text_changes};
pub use words::{Run, runs};

use super::types::{
    CitationEntry, DisclosureEntry, FigureEntry, FollowUpEntry, ModelReference, ReportContent, ReportHeader,
    SectionEntry,
};
use crate::kit::FigureState;
use std::collections::{BTreeMap, BTreeSet};

/// What changed. Empty lists and no header: nothing did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentDiff {
    /// Both headers whole, where they differ.
    pub header: Option<(ReportHeader, ReportHeader)>,
    /// By code of the indicator, in the order of codes.
    pub figures: Vec<(String, Change<FigureEntry>)>,
    /// By code of the section, in the order of codes.
    pub sections: Vec<(String, Change<SectionEntry>)>,
    pub citations: Vec<ListChange<CitationEntry>>,
    pub disclosures: Vec<ListChange<DisclosureEntry>>,
    pub models: Vec<ListChange<ModelReference>>,
    pub follow_ups: Vec<ListChange<FollowUpEntry>>,
}

impl ContentDiff {
    /// What has to be done to `before` so that it is `after`.
    pub fn between(before: &ReportContent, after: &ReportContent) -> Self {
        let cited = |entry: &CitationEntry| entry.as_cited.clone();
        let numbered = |entry: &CitationEntry| match (&entry.number, &entry.symbol) {
            (None, None) => None,
            both => Some(format!("{both:?}")),
        };
        ContentDiff {
            header: (before.header != after.header).then(|| (before.header.clone(), after.header.clone())),
            figures: keyed(&before.figures, &after.figures, |entry| {
                entry.state != FigureState::NotStated || entry.note.is_some() || entry.as_stated.is_some()
            }),
            sections: keyed(&before.sections, &after.sections, |entry| {
                entry.state != FigureState::NotStated || entry.text.is_some() || !entry.items.is_empty()
            }),
            citations: list_changes(
                &before.citations,
                &after.citations,
                &[&|entry| Some(cited(entry)), &numbered],
            ),
            disclosures: list_changes(
                &before.disclosures,
                &after.disclosures,
                &[&|entry| Some(entry.content.clone())],
            ),
            models: list_changes(
                &before.models,
                &after.models,
                &[&|entry| Some(format!("{}/{}", entry.agency.as_deref().unwrap_or_default(), entry.code))],
            ),
            follow_ups: list_changes(
                &before.follow_ups,
                &after.follow_ups,
                &[&|entry| Some(entry.task.clone())],
            ),
        }
    }

    /// How many things changed; the header is one.
    pub fn len(&self) -> usize {
        usize::from(self.header.is_some())
            + self.figures.len()
            + self.sections.len()
            + self.citations.len()
            + self.disclosures.len()
            + self.models.len()
            + self.follow_ups.len()
    }
}

/// What changed of the things that have a code. An entry that says nothing is as good as none.
fn keyed<T: Clone + PartialEq>(
    before: &BTreeMap<String, T>,
    after: &BTreeMap<String, T>,
    says: fn(&T) -> bool,
) -> Vec<(String, Change<T>)> {
    let codes: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    codes
        .into_iter()
        .filter_map(|code| {
            let said = |side: &'_ BTreeMap<String, T>| side.get(code).filter(|entry| says(entry)).cloned();
            let change = match (said(before), said(after)) {
                (before, after) if before == after => return None,
                (Some(before), Some(after)) => Change::Changed(before, after),
                (Some(before), None) => Change::Removed(before),
                (None, Some(after)) => Change::Added(after),
                (None, None) => return None,
            };
            Some((code.clone(), change))
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
