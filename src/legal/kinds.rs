//! Kinds of document, and what tells them: words ("Nghị định"), abbreviations in a symbol (`NĐ`).

use super::citation::{CanonicalKey, DocumentSymbol};
use super::words::Grammar;
use crate::kit::{Bilingual, text::fold};

/// A kind of document and what stands for it in a symbol.
#[derive(Clone, Debug)]
pub struct DocumentKind {
    /// Stable code (`DECREE`).
    pub code: String,
    pub label: Bilingual,
    /// What stands for it in a symbol (`NĐ`); empty when nothing does.
    pub abbreviations: Vec<String>,
    /// The grammars in which it occurs.
    pub grammars: Vec<Grammar>,
}

/// Every kind of document there is.
#[derive(Clone, Debug, Default)]
pub struct Kinds(Vec<DocumentKind>);

impl Kinds {
    pub fn new(kinds: Vec<DocumentKind>) -> Self {
        Kinds(kinds)
    }

    /// Every kind, in the order of the file.
    pub fn all(&self) -> &[DocumentKind] {
        &self.0
    }

    /// The kind of a code.
    pub fn kind(&self, code: &str) -> Option<&DocumentKind> {
        self.0.iter().find(|kind| kind.code == code)
    }

    /// The kind that a symbol tells; `None` for an official letter's of the State and for one that tells none.
    pub fn of_symbol(&self, symbol: &DocumentSymbol) -> Option<&DocumentKind> {
        let first = symbol.parts.first().filter(|_| symbol.parts.len() > 1)?;
        let candidates = || self.0.iter().filter(|kind| kind.grammars.contains(&symbol.grammar));
        let exact = candidates().find(|kind| kind.abbreviations.contains(first));
        // Typed without diacritics.
        exact.or_else(|| candidates().find(|kind| kind.abbreviations.iter().any(|a| fold(a) == fold(first))))
    }

    /// The kind that words name ("Chương trình phối hợp" is a Chương trình); `None` when they name none.
    pub fn as_cited(&self, words: &str) -> Option<&DocumentKind> {
        self.at_start(&fold(words)).map(|(kind, _)| kind)
    }

    /// The kind that folded words begin with, and how many of their bytes name it.
    fn at_start(&self, folded: &str) -> Option<(&DocumentKind, usize)> {
        let begins = |kind: &DocumentKind| {
            let label = fold(&kind.label.vi);
            let rest = folded.strip_prefix(label.as_str())?;
            (!rest.starts_with(char::is_alphanumeric)).then_some(label.len())
        };
        self.0
            .iter()
            .filter_map(|kind| begins(kind).map(|length| (kind, length)))
            .max_by_key(|(_, length)| *length)
    }

    /// Whether a document is cited as one kind while its symbol tells another.
    pub fn mismatch(&self, kind_as_cited: &str, symbol: &DocumentSymbol) -> bool {
        match (self.as_cited(kind_as_cited), self.of_symbol(symbol)) {
            (Some(cited), Some(told)) => cited.code != told.code,
            _ => false,
        }
    }

    /// The key by which citations of one document are told to be the same: kind by symbol, else as cited; year in the
    /// symbol, else `dated`, the year of its date.
    pub fn canonical_key(
        &self,
        symbol: &DocumentSymbol,
        kind_as_cited: Option<&str>,
        dated: Option<u16>,
    ) -> CanonicalKey {
        let told = self.of_symbol(symbol);
        let kind = told.or_else(|| kind_as_cited.and_then(|words| self.as_cited(words)));
        symbol.key(kind.map(|kind| kind.code.as_str()), told.is_some(), dated)
    }

    /// How many kinds a text names. A number behind the second one belongs to another document: "Kế hoạch của Ủy ban
    /// nhân dân tỉnh thực hiện Kế hoạch số 71-KH/TU" is not plan 71.
    pub(super) fn named_in(&self, text: &str) -> usize {
        let folded = fold(text);
        let (mut named, mut at) = (0, 0);
        while let Some(rest) = folded.get(at..) {
            match self.at_start(rest) {
                Some((_, length)) => {
                    named += 1;
                    at += length;
                }
                None => at += rest.find(' ').unwrap_or(rest.len()),
            }
            match folded.get(at..).and_then(|rest| rest.find(|c: char| c != ' ')) {
                Some(blanks) => at += blanks,
                None => break,
            }
        }
        named
    }

    /// The kind and the number of a citation without a symbol: "Quyết định số 290 của Bộ Chính trị", "NĐ 68".
    pub(super) fn numbered(&self, as_cited: &str) -> Option<(&DocumentKind, u32, Option<char>)> {
        let folded = fold(as_cited);
        let (kind, length) = self.at_start(&folded).or_else(|| self.abbreviated(&folded))?;
        let rest = folded.get(length..)?.trim_start();
        let rest = rest.strip_prefix("so ").unwrap_or(rest);
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number = rest[..digits].parse().ok()?;
        let mut after = rest[digits..].chars();
        match (after.next(), after.next()) {
            (None | Some(' ' | ',' | ';' | '.' | ')'), _) => Some((kind, number, None)),
            (Some(letter), None | Some(' ')) if letter.is_alphabetic() => Some((kind, number, Some(letter))),
            _ => None,
        }
    }

    /// The kind whose abbreviation folded words begin with.
    fn abbreviated(&self, folded: &str) -> Option<(&DocumentKind, usize)> {
        let first = folded.split(' ').next()?;
        let kind = self.0.iter().find(|kind| kind.abbreviations.iter().any(|known| fold(known) == first))?;
        Some((kind, first.len()))
    }
}
