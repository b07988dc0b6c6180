//! The register: what came with the program, in memory, and beside it what a province entered.

use super::kinds::Kinds;
use super::resolve::{Cited, resolve};
use super::types::LegalDocument;
use super::words::{CitationMatch, ForceStatus};
use crate::kit::{Bilingual, text::fold};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Where the facts of an entry come from.
#[derive(Clone, Debug)]
pub struct DocumentSource {
    /// Short mark (`A`, `S24`).
    pub code: String,
    pub label: Bilingual,
}

/// The shipped documents, with the kinds they may be of and their sources.
#[derive(Debug, Default)]
pub struct Register {
    kinds: Kinds,
    sources: Vec<DocumentSource>,
    documents: Vec<LegalDocument>,
    by_id: HashMap<Uuid, usize>,
    by_code: BTreeMap<String, usize>,
}

impl Register {
    /// A register of documents with their codes. That codes and references are sound is for whoever read them to check.
    pub fn new(kinds: Kinds, sources: Vec<DocumentSource>, entries: Vec<(String, LegalDocument)>) -> Self {
        let by_code = entries.iter().enumerate().map(|(at, (code, _))| (code.clone(), at)).collect();
        let by_id = entries.iter().enumerate().map(|(at, (_, document))| (document.id, at)).collect();
        let documents = entries.into_iter().map(|(_, document)| document).collect();
        Register { kinds, sources, documents, by_id, by_code }
    }

    /// The kinds of document.
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// The source of a mark: what stands before the point of `A.30`.
    pub fn source(&self, mark: &str) -> Option<&DocumentSource> {
        let code = mark.split('.').next()?;
        self.sources.iter().find(|source| source.code == code)
    }

    /// Every shipped document, in the order of the files.
    pub fn documents(&self) -> &[LegalDocument] {
        &self.documents
    }

    /// The shipped documents that a province sees: those of central bodies and its own.
    pub fn visible<'r>(&'r self, province: &'r str) -> impl Iterator<Item = &'r LegalDocument> {
        self.documents.iter().filter(move |document| is_visible(document, province))
    }

    /// A shipped document by id.
    pub fn document(&self, id: Uuid) -> Option<&LegalDocument> {
        self.by_id.get(&id).and_then(|at| self.documents.get(*at))
    }

    /// A shipped document by the code that the catalogue names it by: its symbol, unless it has a code of its own.
    pub fn by_code(&self, code: &str) -> Option<&LegalDocument> {
        self.by_code.get(code).and_then(|at| self.documents.get(*at))
    }

    /// The document that took a shipped one's place by a day: the first of its successors that has not ended by then.
    pub fn successor(&self, document: &LegalDocument, on: NaiveDate) -> Option<&LegalDocument> {
        let mut next = self.document(document.replaced_by?)?;
        // A chain is no longer than the register.
        for _ in 0..self.documents.len() {
            match next.status(on) {
                ForceStatus::NoLonger => next = self.document(next.replaced_by?)?,
                _ => return Some(next),
            }
        }
        None
    }
}

/// The name of a province, folded, without what kind of unit it is ("Tỉnh Trà Vinh").
fn bare(province: &str) -> String {
    let folded = fold(province);
    let kinds = ["tinh ", "thanh pho ", "tp ", "tp. "];
    kinds.iter().find_map(|kind| folded.strip_prefix(kind)).unwrap_or(&folded).to_owned()
}

/// Whether a province sees a shipped document.
pub fn is_visible(document: &LegalDocument, province: &str) -> bool {
    document.province.as_ref().is_none_or(|own| bare(own) == bare(province))
}

/// What one province knows: the shipped documents that it sees, and those of its own that matter.
#[derive(Clone, Debug)]
pub struct Known<'r> {
    register: &'r Register,
    province: String,
    own: Vec<LegalDocument>,
}

impl<'r> Known<'r> {
    pub fn new(register: &'r Register, province: String, own: Vec<LegalDocument>) -> Self {
        Known { register, province, own }
    }

    pub fn register(&self) -> &'r Register {
        self.register
    }

    /// The document that a citation names; `None` when none is known, or it may be several.
    pub fn resolve(&self, cited: &Cited) -> Option<(LegalDocument, CitationMatch)> {
        resolve(self.all(), cited).map(|(document, how)| (document.clone(), how))
    }

    /// The one document of a symbol, and of a date as far as it is given; `None` when there are several. Of entries that
    /// somebody made twice, the first.
    pub fn by_symbol(&self, cited: &Cited) -> Option<&LegalDocument> {
        let found: Vec<&LegalDocument> = self.all().filter(|document| document.has_symbol(cited)).collect();
        let first = *found.iter().min_by_key(|document| document.id)?;
        let same = |document: &&LegalDocument| document.id == first.id || document.is_entered_again(first);
        found.iter().all(same).then_some(first)
    }

    fn all(&self) -> impl Iterator<Item = &LegalDocument> {
        self.register.visible(&self.province).chain(&self.own)
    }

    /// A document by id.
    pub fn document(&self, id: Uuid) -> Option<&LegalDocument> {
        self.register
            .document(id)
            .filter(|document| is_visible(document, &self.province))
            .or_else(|| self.own.iter().find(|document| document.id == id))
    }

    /// The document that took another's place by a day: the first of its successors that has not ended by then.
    pub fn successor(&self, document: &LegalDocument, on: NaiveDate) -> Option<&LegalDocument> {
        let mut next = self.document(document.replaced_by?)?;
        for _ in 0..self.own.len() + self.register.documents.len() {
            match next.status(on) {
                ForceStatus::NoLonger => next = self.document(next.replaced_by?)?,
                _ => return Some(next),
            }
        }
        None
    }
}
