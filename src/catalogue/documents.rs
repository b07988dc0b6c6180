//! What the catalogue knows of documents and of what is disclosed: contents, replaced instruments, kinds of document.

use super::citation::DocumentSymbol;
use super::indicator::overlaps;
use super::words::Grammar;
use crate::kit::vocabulary::{AgencyKind, DisclosureAudience, DisclosureMode};
use crate::kit::{Bilingual, Window};
use chrono::NaiveDate;

/// A content of democracy: something that is disclosed, discussed, decided, consulted on or supervised.
#[derive(Clone, Debug)]
pub struct DisclosureContent {
    /// Stable code (`asset_declarations`).
    pub code: String,
    pub label: Bilingual,
    /// To whom as a rule; a report may say otherwise.
    pub audiences: Vec<DisclosureAudience>,
    /// What is done with it as a rule; a report may say otherwise.
    pub modes: Vec<DisclosureMode>,
    /// The kinds of agency it concerns.
    pub agency_kinds: Vec<AgencyKind>,
    pub legal_basis: Option<Bilingual>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// Whether the law demands it of these agencies.
    pub required: bool,
}

impl DisclosureContent {
    /// Whether it concerns a kind of agency on some day of a window.
    pub fn concerns(&self, kind: AgencyKind, window: Window) -> bool {
        self.agency_kinds.contains(&kind) && overlaps(window, self.valid_from, self.valid_to)
    }
}

/// An instrument that has been replaced.
#[derive(Clone, Debug)]
pub struct Instrument {
    /// Number, year and symbol as printed (`04/2015/NĐ-CP`).
    pub symbol: String,
    /// The same, taken apart.
    pub key: DocumentSymbol,
    /// Code of its [`DocumentKind`].
    pub kind: String,
    pub title: Bilingual,
    /// The last day on which it was in force.
    pub in_force_to: NaiveDate,
    /// Number, year and symbol of what replaced it.
    pub replaced_by: String,
    /// What is doubtful about this entry.
    pub note: Option<Bilingual>,
}

/// A kind of document and what stands for it in a symbol.
#[derive(Clone, Debug)]
pub struct DocumentKind {
    /// Stable code (`DECREE`).
    pub code: String,
    pub label: Bilingual,
    /// What stands for it in a symbol (`NĐ`); empty when nothing does.
    pub abbreviations: Vec<String>,
    /// The grammars in which it occurs.
    pub grammars: Vec<Grammar>,
}
