//! The provinces of Vietnam and what they were made of, as data: which administrative unit continues which, since when, by which
//! document. Nothing of this decides whose figures somebody may read.

use crate::kit::{Bilingual, scalars::Date, text, vocabulary::vocabulary};
use async_graphql::{ComplexObject, Enum, SimpleObject};
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

impl AdministrativeProvince {
    /// Whether its name, or that of a predecessor, contains a folded text.
    pub fn is_called(&self, wanted: &str) -> bool {
        let events = self.events.iter().filter(|event| event.kind == ProvinceEventKind::City);
        let names =
            self.predecessors.iter().chain([&self.name]).chain(events.flat_map(|event| &event.former));
        names.into_iter().any(|name| text::fold(name).contains(wanted))
    }
}
