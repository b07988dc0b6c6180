//! What democracy at the grassroots asks for: regimes (what one law asks of some kinds of agency), and the contents under
//! them that are disclosed, discussed, decided, consulted on or supervised.

use super::grounds::Ground;
use super::indicator::{includes, overlaps};
use crate::kit::vocabulary::{AgencyKind, DisclosureAudience, DisclosureMode, vocabulary};
use crate::kit::{Bilingual, Window};
use async_graphql::Enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// How far a regime's list of contents is known here (mức độ đầy đủ của danh mục).
    ListKnown {
        /// Every content has been read in a source (đầy đủ).
        Complete = "COMPLETE",
        /// Some contents have (chưa đầy đủ).
        Partial = "PARTIAL",
        /// Sources name the group of contents and none of them (chỉ có tên nhóm).
        Headings = "HEADINGS",
        /// No source gives any (chưa có nguồn).
        Unknown = "UNKNOWN",
    }
}

vocabulary! {
    /// How surely a content stands under a regime (mức độ chắc chắn).
    ContentCertainty {
        /// A source gives it as a content of this law (nguồn nêu rõ).
        Read = "READ",
        /// A real report of an agency under this law lists it (theo báo cáo thật).
        Practice = "PRACTICE",
        /// It goes on being disclosed; the law's own list has not been compared (chưa đối chiếu).
        Unchecked = "UNCHECKED",
        /// It stands for a whole group of contents (tên nhóm nội dung).
        Heading = "HEADING",
    }
}

/// What one law asks of some kinds of agency while it is in force.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Stable code (`AGENCY_2022`).
    pub code: String,
    pub label: Bilingual,
    pub legal_basis: Vec<Ground>,
    pub agency_kinds: Vec<AgencyKind>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// What is not known of it.
    pub note: Option<Bilingual>,
    pub parts: Vec<RegimePart>,
}

/// How far a regime's list of contents of one mode is known.
#[derive(Clone, Debug)]
pub struct RegimePart {
    pub mode: DisclosureMode,
    pub known: ListKnown,
    /// How many contents the law lists, where a source says so.
    pub total: Option<u32>,
    pub provision: Option<Bilingual>,
}

impl Regime {
    /// Whether it holds for a kind of agency on a day.
    pub fn holds(&self, kind: AgencyKind, day: NaiveDate) -> bool {
        self.agency_kinds.contains(&kind) && includes(day, self.valid_from, self.valid_to)
    }

    /// Whether it is for a kind of agency and in force on a day, each where it is asked for.
    pub fn is_wanted(&self, kind: Option<AgencyKind>, day: Option<NaiveDate>) -> bool {
        kind.is_none_or(|kind| self.agency_kinds.contains(&kind))
            && day.is_none_or(|day| includes(day, self.valid_from, self.valid_to))
    }

    /// Whether every content of a mode has been read in a source.
    pub fn is_complete(&self, mode: DisclosureMode) -> bool {
        self.parts.iter().any(|part| part.mode == mode && part.known == ListKnown::Complete)
    }
}

/// That a content stands under a regime.
#[derive(Clone, Debug)]
pub struct Under {
    /// Code of the regime.
    pub regime: String,
    pub certainty: ContentCertainty,
    pub provision: Option<Bilingual>,
    /// Whom and when the regime is for.
    pub agency_kinds: Vec<AgencyKind>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
}

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
    /// The regimes it stands under; none for the practice of agencies on other grounds.
    pub under: Vec<Under>,
    /// The kinds of agency it concerns: those of its regimes.
    pub agency_kinds: Vec<AgencyKind>,
    /// The documents of its regimes, as far as it is known to stand under them.
    pub legal_basis: Vec<Ground>,
    /// From the first of its regimes to the end of the last.
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
}

impl DisclosureContent {
    /// Whether it concerns a kind of agency on some day of a window, under any regime or under one.
    pub fn concerns(&self, kind: AgencyKind, window: Window, regime: Option<&str>) -> bool {
        let holds = |under: &Under| {
            under.agency_kinds.contains(&kind) && overlaps(window, under.valid_from, under.valid_to)
        };
        match regime {
            Some(regime) => self.under.iter().any(|under| under.regime == regime && holds(under)),
            None if self.under.is_empty() => self.agency_kinds.contains(&kind),
            None => self.under.iter().any(holds),
        }
    }
}
