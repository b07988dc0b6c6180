//! What this room talks about: a document of the register, wherever its entry comes from.

use super::citation::{CanonicalKey, DocumentSymbol};
use super::kinds::Kinds;
use super::resolve::Cited;
use super::words::{DocumentOrigin, ForceStatus};
use crate::kit::{Bilingual, PartialDate};
use chrono::NaiveDate;
use uuid::Uuid;

/// A law, decree, plan, decision, letter …: what the register knows of it. What no source states is `None`.
#[derive(Clone, Debug)]
pub struct LegalDocument {
    /// A shipped document's follows from its code and never changes.
    pub id: Uuid,
    pub origin: DocumentOrigin,
    /// The name of the province whose reports cite it, or that entered it; `None` for a document of a central body. A symbol such as
    /// `25/KH-UBND` names another document in every province.
    pub province: Option<String>,
    /// Number as printed (`04`, `36a`).
    pub number: Option<String>,
    /// Number and symbol as printed (`04/2015/NĐ-CP`); `None` where only the number is known, or not even that.
    pub symbol: Option<String>,
    /// The symbol taken apart.
    pub parsed: Option<Box<DocumentSymbol>>,
    /// The key that citations of it have; `None` without a symbol.
    pub key: Option<Box<CanonicalKey>>,
    /// The number as it is compared: without padding.
    pub numbered: Option<(u32, Option<char>)>,
    /// Code of its kind.
    pub kind: Option<String>,
    /// The kind as its citations word it, where that is another.
    pub kind_as_cited: Option<String>,
    pub issuer: Option<Bilingual>,
    pub issued: Option<PartialDate>,
    pub title: Option<Bilingual>,
    pub in_force_from: Option<NaiveDate>,
    /// The last day on which it was in force.
    pub in_force_to: Option<NaiveDate>,
    pub replaced_by: Option<Uuid>,
    pub amended_by: Vec<Uuid>,
    /// The wordings by which it is cited without a number.
    pub cited_as: Vec<String>,
    /// The codes of the sources of this entry.
    pub sources: Vec<String>,
    /// What is doubtful about the entry.
    pub note: Option<Box<Bilingual>>,
    /// How often a province's own entry has been saved; `None` for a shipped one.
    pub revision: Option<i32>,
    /// What search looks in: see [`search_key`](super::search::search_key).
    pub search: String,
}

impl LegalDocument {
    /// Whether it is in force on a day, as far as the register knows.
    pub fn status(&self, on: NaiveDate) -> ForceStatus {
        match (self.in_force_from, self.in_force_to) {
            (_, Some(to)) if on > to => ForceStatus::NoLonger,
            (Some(from), _) if on < from => ForceStatus::NotYet,
            (Some(_), _) => ForceStatus::InForce,
            // Nothing is in force before it is issued.
            (None, _) if self.issued.is_some_and(|issued| on < issued.earliest()) => ForceStatus::NotYet,
            (None, _) => ForceStatus::NotStated,
        }
    }

    /// Takes the symbol apart and makes what citations are compared with.
    pub fn indexed(mut self, kinds: &Kinds) -> Self {
        self.parsed = self.symbol.as_deref().and_then(DocumentSymbol::find).map(Box::new);
        let kind = self.kind.as_ref().and_then(|code| kinds.kind(code)).map(|kind| kind.label.vi.as_str());
        let year = self.issued.map(|issued| issued.year);
        self.key = self.parsed.as_ref().map(|symbol| Box::new(kinds.canonical_key(symbol, kind, year)));
        self.numbered = match &self.parsed {
            Some(symbol) => Some((symbol.number, symbol.letter)),
            None => self.number.as_deref().and_then(number_of),
        };
        self
    }

    /// Whether it has the symbol of a citation, and no other date.
    pub fn has_symbol(&self, cited: &Cited) -> bool {
        let same = matches!((&self.key, &cited.key), (Some(own), Some(key)) if own.matches(key));
        same && !matches!((self.issued, cited.date), (Some(one), Some(other)) if !one.agrees(other))
    }

    /// The date of issue as far as it is known; else the year in the symbol, which only normative documents carry, that of their issue.
    pub(super) fn issued_as_known(&self) -> Option<PartialDate> {
        self.issued.or_else(|| PartialDate::new(i32::from(self.parsed.as_ref()?.year?), None, None))
    }

    /// What lists are ordered by: the date as far as it is known, the empty text where it is not.
    pub fn issued_text(&self) -> String {
        self.issued.map(|issued| issued.to_string()).unwrap_or_default()
    }

    /// What it is called in a sentence: its symbol, else its kind and number, else its title.
    pub fn name(&self, kinds: &Kinds) -> Bilingual {
        if let Some(symbol) = &self.symbol {
            return Bilingual { vi: symbol.clone(), en: symbol.clone() };
        }
        let kind = self.kind.as_ref().and_then(|code| kinds.kind(code));
        match (kind, &self.number) {
            (Some(kind), Some(number)) => Bilingual {
                vi: format!("{} số {number}", kind.label.vi),
                en: format!("{} {number}", kind.label.en),
            },
            _ => self.title.clone().unwrap_or_default(),
        }
    }
}

/// A number as it is written: `04`, `36a`.
pub(super) fn number_of(text: &str) -> Option<(u32, Option<char>)> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number = text[..digits].parse().ok()?;
    let mut rest = text[digits..].chars();
    match (rest.next(), rest.next()) {
        (None, _) => Some((number, None)),
        (Some(letter), None) if letter.is_alphabetic() => Some((number, letter.to_lowercase().next())),
        _ => None,
    }
}
