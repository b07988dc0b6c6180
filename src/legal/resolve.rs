//! Which document of the register a citation names.
//!
//! A wrong link is worse than none: what may be two documents is none. A symbol without a year names another document each
//! year, and a symbol of a provincial body another one in each province, so that of these the date, or at least the issuer,
//! must agree.

use super::citation::{CanonicalKey, DocumentSymbol};
use super::kinds::Kinds;
use super::types::{LegalDocument, number_of};
use super::words::{CitationMatch, DocumentOrigin};
use crate::kit::{PartialDate, digest, text::fold};

/// The parts of a citation as a report gives them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wording<'a> {
    pub as_cited: &'a str,
    pub number: Option<&'a str>,
    pub symbol: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub issuer: Option<&'a str>,
    pub date: Option<PartialDate>,
}

/// A citation, read.
#[derive(Clone, Debug)]
pub struct Cited {
    /// As cited.
    pub text: String,
    pub symbol: Option<DocumentSymbol>,
    /// With a symbol: by which citations of one document are told to be the same.
    pub key: Option<CanonicalKey>,
    /// Code of the kind as cited.
    pub kind: Option<String>,
    /// The kind that the symbol tells, its code.
    pub kind_by_symbol: Option<String>,
    pub number: Option<(u32, Option<char>)>,
    /// Folded.
    issuer: Option<String>,
    pub date: Option<PartialDate>,
}

impl Cited {
    /// Reads a citation.
    pub fn read(kinds: &Kinds, wording: &Wording) -> Self {
        let symbol = symbol_of(kinds, wording);
        let words = wording.kind.unwrap_or(wording.as_cited);
        let numbered = kinds.numbered(wording.as_cited);
        let given = wording.number.and_then(number_of);
        let kind = kinds.as_cited(words).or(numbered.map(|(kind, ..)| kind));
        let number = symbol
            .as_ref()
            .map(|symbol| (symbol.number, symbol.letter))
            .or(given)
            .or(numbered.map(|(_, number, letter)| (number, letter)));
        Cited {
            text: wording.as_cited.to_owned(),
            key: symbol
                .as_ref()
                .map(|symbol| kinds.canonical_key(symbol, Some(words), wording.date.map(|date| date.year))),
            kind_by_symbol: symbol
                .as_ref()
                .and_then(|symbol| kinds.of_symbol(symbol))
                .map(|kind| kind.code.clone()),
            kind: kind.map(|kind| kind.code.clone()),
            symbol,
            number,
            issuer: wording.issuer.map(body).filter(|issuer| !issuer.is_empty()),
            date: wording.date,
        }
    }

    /// Whether its symbol is of a People's Committee: of which one, the symbol does not tell.
    pub fn is_of_a_committee(&self) -> bool {
        let bodies = self.symbol.as_ref().map(|symbol| symbol.parts.get(1..).unwrap_or_default());
        bodies.is_some_and(|bodies| bodies.len() == 1 && bodies.iter().all(|body| fold(body) == "ubnd"))
    }

    /// Whether it is cited as one kind while its symbol tells another.
    pub fn kind_mismatch(&self) -> bool {
        matches!((&self.kind, &self.kind_by_symbol), (Some(cited), Some(told)) if cited != told)
    }

    /// Whether two citations name one document, however they are worded: kind, number, year and body of the symbol agree, and
    /// issuers as far as both are given; without a symbol kind and number and the dates as far as they are given, else the words.
    pub fn names_same(&self, other: &Self) -> bool {
        let issuers = match (&self.issuer, &other.issuer) {
            (Some(one), Some(other)) => one.contains(other.as_str()) || other.contains(one.as_str()),
            _ => true,
        };
        let same = match (&self.key, &other.key) {
            (Some(one), Some(other)) => one.matches(other),
            (None, None) => {
                let dates =
                    !matches!((self.date, other.date), (Some(one), Some(other)) if !one.agrees(other));
                let numbered = dates && self.kind.is_some() && self.number.is_some();
                numbered && (&self.kind, self.number) == (&other.kind, other.number)
                    || fold(&self.text) == fold(&other.text)
            }
            _ => false,
        };
        issuers && same
    }

    /// What it is called in a sentence: the symbol as read, its number as cited (5 is not made 05), else the beginning of the citation.
    pub fn name(&self) -> String {
        const MOST: usize = 60;
        match &self.symbol {
            Some(symbol) => symbol.as_written(&self.text),
            None if self.text.chars().count() > MOST => self.text.chars().take(MOST).chain(['…']).collect(),
            None => self.text.clone(),
        }
    }
}

/// The symbol of the cited document: out of the parts that are given, else out of the wording; not one of another document
/// that the wording names later.
fn symbol_of(kinds: &Kinds, wording: &Wording) -> Option<DocumentSymbol> {
    if let (Some(number), Some(symbol)) = (wording.number, wording.symbol) {
        let symbol = symbol.trim();
        // 2015/NĐ-CP and KH-STTTT follow a slash, KH/TU a hyphen.
        let joint = match symbol.split_once('/') {
            Some((before, _)) if !before.chars().all(|c| c.is_ascii_digit()) => '-',
            _ => '/',
        };
        let given = format!("{}{joint}{symbol}", number.trim());
        let given = DocumentSymbol::find(&given).or_else(|| Some(typed_small(kinds, &given)?.1));
        if given.is_some() {
            return given;
        }
    }
    let found = DocumentSymbol::find_with_words(wording.as_cited, |_| true);
    let (before, found) = found.or_else(|| typed_small(kinds, wording.as_cited))?;
    (kinds.named_in(&before) <= 1).then_some(found)
}

/// The first symbol in a text in which it is typed without its capitals ("12/qđ-ubnd"), and the words before it. Capitals are what
/// tells a symbol from other words: without them a year or the abbreviation of a kind has to.
fn typed_small(kinds: &Kinds, text: &str) -> Option<(String, DocumentSymbol)> {
    let told = |symbol: &DocumentSymbol| symbol.year.is_some() || kinds.of_symbol(symbol).is_some();
    DocumentSymbol::find_with_words(&text.to_uppercase(), told)
}

/// The one document among some that a citation names; `None` when it names none of them, or may name several.
pub fn resolve<'d>(
    documents: impl Iterator<Item = &'d LegalDocument>,
    cited: &Cited,
) -> Option<(&'d LegalDocument, CitationMatch)> {
    let mut found: Vec<(&'d LegalDocument, CitationMatch)> =
        documents.filter_map(|document| matches(document, cited).map(|how| (document, how))).collect();
    let best = found.iter().map(|(_, how)| *how).min()?;
    found.retain(|(_, how)| *how == best);
    if found.len() > 1 && cited.issuer.is_some() {
        // The issuer decides where it can.
        let same: Vec<bool> =
            found.iter().map(|(document, _)| issuers(document, cited) == Some(true)).collect();
        if same.contains(&true) {
            let mut same = same.into_iter();
            found.retain(|_| same.next().unwrap_or_default());
        }
    }
    // Of entries that somebody made twice, the first.
    found.sort_by_key(|(document, _)| document.id);
    if let Some((first, _)) = found.first().copied() {
        found.retain(|(document, _)| document.id == first.id || !document.is_entered_again(first));
    }
    match found.len() {
        1 => found.pop(),
        _ => None,
    }
}

impl LegalDocument {
    /// What tells a province's documents apart: of those with a symbol its key and the issuer, of the others all that is known.
    /// Entries that somebody made twice, before that was refused, have the same.
    pub(super) fn identity(&self) -> String {
        let issuer = self.issuer.as_ref().map(|issuer| body(&issuer.vi));
        match &self.key {
            Some(key) => digest::of(&(key.to_string(), issuer)),
            None => {
                let date = self.issued.map(|issued| issued.to_string());
                let title = self.title.as_ref().map(|title| fold(&title.vi));
                digest::of(&(&self.kind, self.numbered, date, issuer, title))
            }
        }
    }

    /// Whether two entries are of one document: both the province's own, and told apart by nothing.
    pub(super) fn is_entered_again(&self, other: &Self) -> bool {
        let own = |document: &Self| document.origin == DocumentOrigin::Province;
        own(self) && own(other) && self.identity() == other.identity()
    }

    /// Whether a citation names it as surely as by its symbol.
    pub fn is_cited_by(&self, cited: &Cited) -> bool {
        matches!(matches(self, cited), Some(CitationMatch::Dated | CitationMatch::Symbol))
    }
}

/// By what a citation names a document; `None` when it does not, or not surely enough.
fn matches(document: &LegalDocument, cited: &Cited) -> Option<CitationMatch> {
    // The cheapest question first: most documents have another number.
    if cited.number.is_some() && document.numbered.is_some() && cited.number != document.numbered {
        return None;
    }
    let dates_contradict = matches!(
        (document.issued, cited.date), (Some(one), Some(other)) if !one.agrees(other)
    );
    let local = document.province.is_some() || document.origin == DocumentOrigin::Province;
    if dates_contradict || (local && issuers(document, cited) == Some(false)) {
        return None;
    }
    if let Some(key) = &cited.key {
        if !document.key.as_ref()?.matches(key) {
            return None;
        }
        let year_in_symbol = document.parsed.as_ref().is_some_and(|symbol| symbol.year.is_some())
            && cited.symbol.as_ref().is_some_and(|symbol| symbol.year.is_some());
        if year_in_symbol || (document.issued.is_some() && cited.date.is_some()) {
            return Some(CitationMatch::Dated);
        }
        return (!local || issuers(document, cited) == Some(true)).then_some(CitationMatch::Symbol);
    }
    if document.cited_as.iter().any(|wording| begins_with(&cited.text, wording)) {
        return Some(CitationMatch::Wording);
    }
    let same_number = cited.number.is_some() && cited.number == document.numbered;
    let same_kind = cited.kind.is_some() && cited.kind == document.kind;
    (same_number && same_kind && issuers(document, cited) == Some(true)).then_some(CitationMatch::Number)
}

/// A People's Committee, folded.
pub(super) const COMMITTEE: &str = "uy ban nhan dan";

/// What bodies are usually shortened to, folded.
const SHORT: [(&str, &str); 8] = [
    ("ubnd", COMMITTEE),
    ("hdnd", "hoi dong nhan dan"),
    ("ubmttq", "uy ban mat tran to quoc"),
    ("mttq", "mat tran to quoc"),
    ("btv", "ban thuong vu"),
    ("bch", "ban chap hanh"),
    ("tw", "trung uong"),
    ("vp", "van phong"),
];

/// The name of a body, folded and in full: "UBND tỉnh" and "Ủy ban nhân dân tỉnh" are one.
fn body(name: &str) -> String {
    let folded = fold(name);
    let words = folded
        .split(' ')
        .map(|word| SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, full)| full));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether the issuers are one as far as they are worded; `None` when either is not known.
fn issuers(document: &LegalDocument, cited: &Cited) -> Option<bool> {
    let own = body(&document.issuer.as_ref()?.vi);
    let given = cited.issuer.as_ref()?;
    Some(own.contains(given.as_str()) || given.contains(&own))
}

/// Whether a citation begins with a wording, whole words, however it is typed.
fn begins_with(text: &str, wording: &str) -> bool {
    let (text, wording) = (fold(text), fold(wording));
    text.strip_prefix(wording.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}
