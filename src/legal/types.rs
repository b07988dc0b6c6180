//! What this room talks about: a document of the register, wherever its entry comes from.

use super::citation::{CanonicalKey, DocumentSymbol};
use super::kinds::Kinds;
use super::resolve::Cited;
use super::words::{DocumentOrigin, ForceStatus};
use crate::kit::{Bilingual, PartialDate, text::fold};
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
    /// What search looks in: see [`search_key`].
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

/// The key that search compares with: symbol, kind, issuer and title without case, diacritics and tone placement, with ƣ
/// as ư; the number with its padding and without.
pub fn search_key(symbol: Option<&str>, number: Option<&str>, words: &[&str]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let symbol = symbol.or(number).map(super::citation::joined);
    if let Some(symbol) = symbol {
        let bare = symbol.trim_start_matches('0');
        if bare != symbol {
            parts.push(fold(bare));
        } else if symbol.find(|c: char| !c.is_ascii_digit()).unwrap_or(symbol.len()) == 1 {
            parts.push(fold(&format!("0{symbol}")));
        }
        parts.insert(0, fold(&symbol));
    }
    parts.extend(words.iter().map(|word| fold(word)));
    parts.join(" ")
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

/// The ways in which a register may have written the symbol that a word of a search is, the word first; the word alone where it
/// is none. A slash may be missing after the year, hyphen and slash may stand for one another: what the symbol is found by
/// when it is asked for, it is found by in a list.
pub fn spellings(word: &str) -> Vec<String> {
    let mut spellings = vec![word.to_owned()];
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return spellings;
    }
    spellings.extend(repunctuated(word));
    // Symbols are told by their capitals, which a search need not have.
    let Some(symbol) = DocumentSymbol::find(&word.to_uppercase()) else { return spellings };
    let letter = symbol.letter.map(String::from).unwrap_or_default();
    let number = format!("{}{letter}", symbol.number);
    let joined = fold(&symbol.parts.join("-"));
    match (symbol.year, symbol.parts.split_first()) {
        (Some(year), _) => {
            spellings.extend([format!("{number}/{year}/{joined}"), format!("{number}/{year}{joined}")]);
        }
        (None, Some((kind, bodies))) if !bodies.is_empty() => {
            let party = format!("{number}-{}/{}", fold(kind), fold(&bodies.join("-")));
            spellings.extend([format!("{number}/{joined}"), party]);
        }
        _ => {}
    }
    spellings
}

/// The symbols that a word may be, whatever it is punctuated with: `149-2018-nd-cp`, `149.2018.nd-cp`, `25.nq.tw`; of letters that
/// run together (`149/2018/ndcp`) each way to part them once.
fn repunctuated(word: &str) -> Vec<String> {
    const MOST_LETTERS: usize = 12;
    let tokens: Vec<&str> =
        word.split(|c: char| !c.is_alphanumeric() && c != '&').filter(|token| !token.is_empty()).collect();
    let Some((number, rest)) = tokens.split_first() else { return Vec::new() };
    if number_of(number).is_none() {
        return Vec::new();
    }
    let number = number.trim_start_matches('0');
    let year_of = |token: &str| token.len() == 4 && token.bytes().all(|byte| byte.is_ascii_digit());
    let (year, letters) = match rest.split_first() {
        Some((year, letters)) if year_of(year) => (Some(*year), letters),
        _ => (None, rest),
    };
    // A day such as 09/01/2015 is no symbol.
    if letters.is_empty() || letters.iter().any(|token| token.starts_with(|c: char| c.is_ascii_digit())) {
        return Vec::new();
    }
    let ways: Vec<Vec<&str>> = match letters {
        [one] if one.is_ascii() && (3..=MOST_LETTERS).contains(&one.len()) => {
            (2..one.len()).map(|at| vec![&one[..at], &one[at..]]).chain([vec![*one]]).collect()
        }
        several => vec![several.to_vec()],
    };
    let spelled = ways.into_iter().flat_map(|way| match (year, way.split_first()) {
        (Some(year), _) => {
            let joined = way.join("-");
            vec![format!("{number}/{year}/{joined}"), format!("{number}/{year}{joined}")]
        }
        (None, Some((kind, bodies))) if !bodies.is_empty() => {
            vec![format!("{number}/{}", way.join("-")), format!("{number}-{kind}/{}", bodies.join("-"))]
        }
        (None, _) => vec![format!("{number}/{}", way.join("-"))],
    });
    spelled.collect()
}

/// The most words of a search that count.
const MOST_WORDS: usize = 20;

/// The words of a search, folded as [`search_key`] folds; all of them must be found.
pub fn search_words(text: &str) -> Vec<String> {
    let folded = fold(&super::citation::joined(text));
    let marks = |c: char| matches!(c, '“' | '”' | '"' | '\'' | ',' | ';' | '(' | ')');
    folded
        .split_whitespace()
        .map(|word| word.trim_matches(marks))
        // A sign by itself is found everywhere, and says nothing.
        .filter(|word| word.contains(char::is_alphanumeric))
        .take(MOST_WORDS)
        .map(str::to_owned)
        .collect()
}
