//! Which documents are wanted: the same question in memory and in a query.

use async_graphql::{Enum, InputObject};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use super::{
    rows::document,
    types::{LegalDocument, search_words, spellings},
    words::{DocumentOrigin, ForceStatus},
};
use crate::{
    kit::{scalars::Date, text},
    store::containing,
};

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
    /// Words that all occur in symbol, kind, issuer or title, typed with or without diacritics, in any case and with any tone
    /// placement; a symbol however it is punctuated. A text without a letter or digit finds nothing, an empty one is left out (từ
    /// khóa).
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
            && self.words().iter().all(|word| {
                spellings(word).iter().any(|spelling| document.search.contains(spelling.as_str()))
            })
    }

    /// What a row must be; `None` where no row can be wanted.
    pub(super) fn condition(&self) -> Option<Condition> {
        let words = self.words();
        let storable = words.iter().chain(&self.kind).all(|word| text::can_be_stored(word));
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
        for word in words {
            let found = |spelling: String| Expr::col(document::Column::Search).like(containing(&spelling));
            let any = spellings(&word).into_iter().fold(Condition::any(), |any, it| any.add(found(it)));
            condition = condition.add(any);
        }
        Some(condition)
    }

    /// Whether there is a search, but not a word in it: nothing is found by a sign alone.
    fn seeks_nothing(&self) -> bool {
        self.search.as_deref().is_some_and(|text| !text.trim().is_empty()) && self.words().is_empty()
    }

    fn words(&self) -> Vec<String> {
        self.search.as_deref().map(search_words).unwrap_or_default()
    }
}
