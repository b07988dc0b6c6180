//! Which documents are wanted: the same question in memory and in a query.

use async_graphql::{Enum, InputObject};
use sea_orm::{ColumnTrait, Condition};

use super::{
    rows::document,
    search::{is_found, phrases},
    types::LegalDocument,
    words::{DocumentOrigin, ForceStatus},
};
use crate::kit::{scalars::Date, text};

/// Order of a list of legal documents (thứ tự).
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[graphql(name = "LegalDocumentOrder")]
pub enum DocumentOrder {
    /// The latest issued first, those without a date last.
    #[default]
    IssuedDesc,
    /// The earliest issued first, those without a date before them.
    IssuedAsc,
}

/// Which legal documents are wanted (lọc văn bản).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
#[graphql(name = "LegalDocumentFilter")]
pub struct DocumentFilter {
    /// Words that all occur in symbol, kind, issuer or title, or begin a word there, typed with or without diacritics, in any case
    /// and with any tone placement; a symbol, or a part of one, with any signs between its parts. A text without a letter or
    /// digit finds nothing, an empty one is left out (từ khóa).
    pub search: Option<String>,
    /// Only of the kind with this code, such as `DECREE` (loại văn bản).
    pub kind: Option<String>,
    /// Only what is known to be in force on this day (còn hiệu lực ngày).
    pub in_force_on: Option<Date>,
    /// Only entries that came with the program, or only the province's own (nguồn).
    pub origin: Option<DocumentOrigin>,
}

impl DocumentFilter {
    /// Whether a document in memory is wanted.
    pub fn wants(&self, document: &LegalDocument) -> bool {
        !self.seeks_nothing()
            && self.origin.is_none_or(|origin| origin == document.origin)
            && self.kind.as_ref().is_none_or(|kind| document.kind.as_ref() == Some(kind))
            && self.in_force_on.is_none_or(|day| document.status(day.0) == ForceStatus::InForce)
            && self.phrases().iter().all(|phrase| document.search.contains(phrase.as_str()))
    }

    /// What a row must be; `None` where no row can be wanted.
    pub(super) fn condition(&self) -> Option<Condition> {
        let storable = self.search.iter().chain(&self.kind).all(|text| text::can_be_stored(text));
        if self.origin == Some(DocumentOrigin::Shipped) || !storable || self.seeks_nothing() {
            return None;
        }
        let mut condition = Condition::all();
        if let Some(kind) = &self.kind {
            condition = condition.add(document::Column::Kind.eq(kind.clone()));
        }
        if let Some(day) = self.in_force_on {
            let open = Condition::any()
                .add(document::Column::InForceTo.is_null())
                .add(document::Column::InForceTo.gte(day.0));
            condition = condition.add(document::Column::InForceFrom.lte(day.0)).add(open);
        }
        for phrase in self.phrases() {
            condition = condition.add(is_found(&phrase));
        }
        Some(condition)
    }

    /// Whether there is a search, but not a word in it: nothing is found by a sign alone.
    fn seeks_nothing(&self) -> bool {
        self.search.as_deref().is_some_and(|text| !text.trim().is_empty()) && self.phrases().is_empty()
    }

    fn phrases(&self) -> Vec<String> {
        self.search.as_deref().map(phrases).unwrap_or_default()
    }
}
