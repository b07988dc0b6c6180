//! The symbols of cited documents: read, named by kind, and told apart.
//!
//! Two grammars. State: `NUMBER[letter][/YEAR]/KIND-BODY[-UNIT]`, official letters without the kind
//! (`628/SNV-XDCQCTTN`). Party: `NUMBER-KIND/BODY[-BODY]`. Lines may break inside a symbol, ƣ may stand for ư, a slash
//! may be missing after the year.

use super::words::Grammar;
use crate::kit::text::{fold, is_invisible};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A document's symbol, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentSymbol {
    /// Without padding: 04 and 4 are one number.
    pub number: u32,
    /// The letter behind the number (`36a`), in lower case.
    pub letter: Option<char>,
    /// Only normative documents of the State carry the year.
    pub year: Option<u16>,
    pub grammar: Grammar,
    /// The parts of the symbol as written, in the order of writing (`NĐ`, `CP`), without number and year.
    pub parts: Vec<String>,
    /// Whether the slash between year and symbol is missing (`149/2018NĐ-CP`).
    pub missing_slash: bool,
}

/// What makes two citations the same document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CanonicalKey {
    /// Code of the kind; `None` when the symbol does not tell.
    pub kind: Option<String>,
    pub number: u32,
    pub letter: Option<char>,
    /// The year in the symbol, or that of the document's date; `None` when neither is given.
    pub year: Option<u16>,
    /// The body's part of the symbol, folded.
    pub issuer: String,
}

impl fmt::Display for CanonicalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.letter.map(String::from).unwrap_or_default();
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        write!(
            f,
            "{}|{}{letter}|{year}|{}",
            self.kind.as_deref().unwrap_or_default(),
            self.number,
            self.issuer
        )
    }
}

impl fmt::Display for DocumentSymbol {
    /// As it is printed: numbers below ten with a zero, a missing slash put in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.number)?;
        if let Some(letter) = self.letter {
            write!(f, "{letter}")?;
        }
        if let Some(year) = self.year {
            write!(f, "/{year}")?;
        }
        match (self.grammar, self.parts.split_first()) {
            (Grammar::Party, Some((kind, bodies))) => write!(f, "-{kind}/{}", bodies.join("-")),
            _ => write!(f, "/{}", self.parts.join("-")),
        }
    }
}

impl CanonicalKey {
    /// Whether both may name one document: all the same, year and kind where both give one (`10/2022/QH15` tells no kind).
    pub fn matches(&self, other: &Self) -> bool {
        let years = self.year.is_none() || other.year.is_none() || self.year == other.year;
        let kinds = self.kind.is_none() || other.kind.is_none() || self.kind == other.kind;
        years
            && kinds
            && (self.number, self.letter, &self.issuer) == (other.number, other.letter, &other.issuer)
    }
}

/// How many documents some keys name; a key without a year counts with one that has.
pub fn count_distinct(keys: &[CanonicalKey]) -> usize {
    let mut distinct: Vec<&CanonicalKey> = Vec::new();
    let (dated, undated): (Vec<_>, Vec<_>) = keys.iter().partition(|key| key.year.is_some());
    for key in dated {
        if !distinct.contains(&key) {
            distinct.push(key);
        }
    }
    for key in undated {
        if !distinct.iter().any(|known| known.matches(key)) {
            distinct.push(key);
        }
    }
    distinct.len()
}

impl DocumentSymbol {
    /// The first symbol in a text as it was typed; `None` when there is none ("Quyết định số 290").
    pub fn find(text: &str) -> Option<Self> {
        Self::find_with_words(text, |_| true).map(|(_, found)| found)
    }

    /// The first symbol in a text that will do, and the words before it.
    pub(super) fn find_with_words(text: &str, will_do: impl Fn(&Self) -> bool) -> Option<(String, Self)> {
        let text = joined(text);
        let mut at = 0;
        while let Some(offset) = text[at..].find(|c: char| c.is_ascii_digit()) {
            at += offset;
            let digits = text[at..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - at);
            let starts_word = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '/' || c == '-');
            if starts_word
                && let Some(found) = at_number(&text[at..at + digits], &text[at + digits..])
                && will_do(&found)
            {
                return Some((text[..at].to_owned(), found));
            }
            at += digits;
        }
        None
    }

    /// As it is printed, but with the number as a text writes it where that has this symbol; as printed otherwise.
    pub(super) fn as_written(&self, text: &str) -> String {
        let text = joined(text);
        let printed = self.to_string();
        let after = printed.trim_start_matches(|c: char| c.is_ascii_digit());
        let starts = text.char_indices().filter(|(at, c)| {
            c.is_ascii_digit() && !text[..*at].ends_with(|before: char| before.is_alphanumeric())
        });
        let written = starts.map(|(at, _)| &text[at..]).find_map(|rest| {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let found = at_number(&rest[..digits], &rest[digits..])?;
            (found == *self).then(|| &rest[..digits])
        });
        written.map_or_else(|| printed.clone(), |digits| format!("{digits}{after}"))
    }

    /// The body's part of the symbol, folded: what stays when the kind is taken away.
    fn issuer(&self, has_kind: bool) -> String {
        fold(&self.parts.iter().skip(usize::from(has_kind)).cloned().collect::<Vec<_>>().join("-"))
    }

    /// The key of the document: `kind` is its kind's code, `in_symbol` whether the symbol tells it, `dated` the year of its
    /// date.
    pub(super) fn key(&self, kind: Option<&str>, in_symbol: bool, dated: Option<u16>) -> CanonicalKey {
        CanonicalKey {
            kind: kind.map(str::to_owned),
            number: self.number,
            letter: self.letter,
            year: self.year.or(dated),
            issuer: self.issuer(in_symbol),
        }
    }
}

/// The text in NFC, ƣ made ư, every dash a hyphen, without white space around hyphens and slashes, and without what shows nothing.
pub(super) fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut pending_space = false;
    for c in text.nfc().filter(|c| !is_invisible(*c)) {
        let c = match c {
            'ƣ' => 'ư',
            'Ƣ' => 'Ư',
            '‐' | '‑' | '–' | '—' => '-',
            other => other,
        };
        if c.is_whitespace() {
            pending_space = true;
            continue;
        }
        if pending_space && !matches!(c, '-' | '/') && !joined.ends_with(['-', '/']) {
            joined.push(' ');
        }
        pending_space = false;
        joined.push(c);
    }
    joined
}

/// The symbol of which these digits are the number and `rest` is what follows them.
fn at_number(digits: &str, rest: &str) -> Option<DocumentSymbol> {
    let number = digits.parse().ok().filter(|_| digits.len() <= 7)?;
    let (letter, rest) = letter_of(rest);
    if let Some(party) = rest.strip_prefix('-') {
        let (kind, tail) = part(party);
        let bodies = tail.strip_prefix('/').map(body).filter(|parts| !parts.is_empty())?;
        let starts_well = is_abbreviation(kind);
        let parts = std::iter::once(kind.to_owned()).chain(bodies).collect();
        return starts_well.then_some(DocumentSymbol {
            number,
            letter,
            year: None,
            grammar: Grammar::Party,
            parts,
            missing_slash: false,
        });
    }
    let rest = rest.strip_prefix('/')?;
    let (year, missing_slash, rest) = year_of(rest);
    let parts = body(rest);
    (!parts.is_empty()).then_some(DocumentSymbol {
        number,
        letter,
        year,
        grammar: Grammar::State,
        parts,
        missing_slash,
    })
}

/// A single small letter before a slash or hyphen, and what follows.
fn letter_of(rest: &str) -> (Option<char>, &str) {
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), Some('/' | '-')) if letter.is_alphabetic() => {
            (letter.to_lowercase().next(), &rest[letter.len_utf8()..])
        }
        _ => (None, rest),
    }
}

/// A year of four digits before a slash or, where the slash is missing, before a capital; and what follows.
fn year_of(rest: &str) -> (Option<u16>, bool, &str) {
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    match (digits, rest[..digits].parse(), rest[digits..].chars().next()) {
        (4, Ok(year), Some('/')) => (Some(year), false, &rest[5..]),
        (4, Ok(year), Some(c)) if c.is_uppercase() => (Some(year), true, &rest[4..]),
        _ => (None, false, rest),
    }
}

/// Letters, digits and ampersands (`CTTN&BĐG`) up to the next sign, and what follows.
fn part(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_alphanumeric() && c != '&').unwrap_or(text.len()))
}

/// Whether a word is an abbreviation: capitals and digits, at most one small letter among two capitals (`QĐi`, `TTg`).
fn is_abbreviation(word: &str) -> bool {
    let small = word.chars().filter(|c| c.is_lowercase()).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    word.starts_with(char::is_uppercase) && (small == 0 || (small == 1 && capitals >= 2))
}

/// The abbreviations joined by hyphens that a text begins with. What follows a dash in running text is none of them.
fn body(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (one, tail) = part(rest);
        if !is_abbreviation(one) {
            return parts;
        }
        parts.push(one.to_owned());
        match tail.strip_prefix('-') {
            Some(more) => rest = more,
            None => return parts,
        }
    }
}
