//! Floor 4: the register of legal documents: their numbers and symbols, what is in force, what replaced what, and which of
//! them a citation names.

mod citation;
mod citing;
mod filter;
mod graphql;
mod kinds;
mod register;
mod resolve;
mod rows;
mod search;
mod service;
mod types;
mod upsert;
mod wording;
mod words;

pub use citation::{CanonicalKey, DocumentSymbol, count_distinct};
pub use citing::{document_of_citation, successor_on};
pub use filter::{DocumentFilter, DocumentOrder};
pub use graphql::{LegalDocumentKind, LegalQuery};
pub use kinds::{DocumentKind, Kinds};
pub use register::{DocumentSource, Known, Register};
pub use resolve::{Cited, Wording};
pub use rows::document::{Entity as LegalDocumentEntity, Model as LegalDocumentRow};
pub use search::search_key;
pub use service::{document_of, find, known};
pub use types::LegalDocument;
pub use upsert::{CheckedEntry, DocumentEntry, upsert};
pub use wording::{Told, committee_in, told_by};
pub use words::{CitationMatch, DocumentOrigin, ForceStatus, Grammar};
