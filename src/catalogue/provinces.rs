//! The provinces of Vietnam and what they were made of, as data: which administrative unit continues which, since when, by which
//! document. Nothing of this lets anybody read anything: it says whom a province may let read what was filed there.

use super::Catalogue;
use crate::kit::{Bilingual, scalars::Date, text, vocabulary::vocabulary};
use crate::organisation::heritage::ByName;
use async_graphql::{ComplexObject, Enum, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What happened to a province or its agencies (sự kiện).
    ProvinceEventKind {
        /// A province became a centrally run city (thành phố trực thuộc trung ương).
        City = "CITY",
        /// Agencies of a province were merged (hợp nhất cơ quan).
        AgencyMerger = "AGENCY_MERGER",
        /// A level of local government ended (kết thúc một cấp chính quyền).
        LevelEnded = "LEVEL_ENDED",
    }
}

/// A province or centrally run city of today (tỉnh, thành phố trực thuộc trung ương).
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
#[graphql(complex)]
pub struct AdministrativeProvince {
    /// Administrative code, of the province where the seat lies; not the code of a province in this system (mã đơn vị hành
    /// chính).
    pub code: String,
    /// Name without its kind (tên).
    pub name: String,
    /// Whether it is a centrally run city (thành phố trực thuộc trung ương).
    pub city: bool,
    /// The provinces before the merger of 2025 that it was made of; itself alone where it was not merged (các tỉnh trước sắp
    /// xếp).
    pub predecessors: Vec<String>,
    /// The first day of the merged provinces (hoạt động từ ngày).
    pub since: Date,
    /// The document of the merger; null where it was not merged (căn cứ).
    pub ground: Option<String>,
    /// What else is known to have happened to it and to the agencies of its predecessors, in order (các sự kiện).
    pub events: Vec<ProvinceEvent>,
}

/// Something that happened to a province or to agencies (sự kiện).
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
#[graphql(complex)]
pub struct ProvinceEvent {
    /// What it was (loại sự kiện).
    pub kind: ProvinceEventKind,
    /// The first day of the new order (từ ngày).
    pub on: Date,
    /// The province before the merger to which the agencies belonged (thuộc tỉnh).
    pub of_former: Option<String>,
    /// The names before (tên trước).
    pub former: Vec<String>,
    /// The name since (tên sau).
    pub now: Option<String>,
    /// The document, where one was found (căn cứ).
    pub ground: Option<String>,
    /// Whether the day stands in a source of its own (đã kiểm chứng).
    pub verified: bool,
    #[graphql(skip)]
    pub text: Bilingual,
}

#[ComplexObject]
impl AdministrativeProvince {
    /// Whether it was merged in 2025 (được sắp xếp năm 2025).
    async fn merged(&self) -> bool {
        self.predecessors.len() > 1
    }
}

#[ComplexObject]
impl ProvinceEvent {
    /// What happened, in a sentence (nội dung).
    async fn text(&self, ctx: &async_graphql::Context<'_>) -> String {
        super::graphql::said(ctx, &self.text)
    }
}

/// A name that provinces are told apart by: folded, and without the kind of unit before it.
fn plain(name: &str) -> String {
    let folded = text::fold(name);
    let folded = folded.trim();
    let kinds = ["tinh ", "thanh pho ", "tp. ", "tp "];
    kinds.iter().find_map(|kind| folded.strip_prefix(kind)).unwrap_or(folded).trim().to_owned()
}

/// Whether two names are those of one province, with or without the kind of unit before them.
fn same_province(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

impl ByName for Catalogue {
    fn continued(&self, predecessor: &str, successor: &str) -> Option<(NaiveDate, String)> {
        let entry = self.continuing(predecessor, successor)?;
        Some((entry.since.0, entry.ground.clone().unwrap_or_default()))
    }

    fn same(&self, one: &str, other: &str) -> bool {
        same_province(one, other)
    }
}

impl AdministrativeProvince {
    /// Whether a province of one name was merged into one of another name, which is this one. A province that kept its name
    /// does not continue itself.
    pub fn continues(&self, predecessor: &str, successor: &str) -> bool {
        let named = |names: &[String], name| names.iter().any(|one| same_province(one, name));
        self.predecessors.len() > 1
            && same_province(&self.name, successor)
            && named(&self.predecessors, predecessor)
            && !same_province(predecessor, successor)
    }

    /// Whether its name, or that of a predecessor, contains a folded text.
    pub fn is_called(&self, wanted: &str) -> bool {
        let events = self.events.iter().filter(|event| event.kind == ProvinceEventKind::City);
        let names =
            self.predecessors.iter().chain([&self.name]).chain(events.flat_map(|event| &event.former));
        names.into_iter().any(|name| text::fold(name).contains(wanted))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use crate::catalogue::Catalogue;

    #[test]
    fn a_merged_province_continues_those_it_was_made_of_by_name() {
        let catalogue = Catalogue::embedded().unwrap();
        let since =
            |one: &str, other: &str| catalogue.continuing(one, other).map(|found| found.since.0.to_string());
        let merged = Some("2025-07-01".to_owned());
        assert_eq!(since("Trà Vinh", "Vĩnh Long"), merged);
        assert_eq!(since("Tỉnh Trà Vinh", "TỈNH VĨNH LONG"), merged);
        assert_eq!(since("Hoà Bình", "Phú Thọ"), merged);
        assert_eq!(since("Quảng Nam", "Thành phố Đà Nẵng"), merged);
        // Neither the other way round, nor itself, nor where nothing was merged, nor of a name that only begins alike.
        assert_eq!(since("Vĩnh Long", "Trà Vinh"), None);
        assert_eq!(since("Vĩnh Long", "Vĩnh Long"), None);
        assert_eq!(since("Cao Bằng", "Cao Bằng"), None);
        assert_eq!(since("Trà", "Vĩnh Long"), None);
        assert_eq!(since("", "Vĩnh Long"), None);
    }
}
