//! The contents of democracy: what is disclosed, discussed, decided, consulted on or supervised.

use super::grounds::Ground;
use super::indicator::overlaps;
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
    pub legal_basis: Vec<Ground>,
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
