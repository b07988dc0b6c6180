//! How the register is searched: one fold for what is looked for and what is looked in.
//!
//! A text is the letters and the numbers in it, in order, each behind a blank: "Nghị định: 149/2018/NĐ-CP" is
//! ` nghi dinh 149 2018 nd cp`. Signs, case, diacritics and padding are gone; what they parted stays parted. What is looked for is
//! found where its letters and numbers follow one another, from the beginning of the first to anywhere in the last. Signs that
//! were left out are made up for by the key, which has a document's own symbol with its parts run together besides.

use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use super::{citation::joined, rows::document};
use crate::{kit::text::fold, store::containing};

/// The most characters of a key, as its column holds them.
const MOST_KEY: usize = 4000;

/// The most words of a search that count.
const MOST_WORDS: usize = 20;

/// The most places of a symbol at which its parts are run together one by one; of more, all at once.
const MOST_JOINTS: usize = 4;

/// What parts the texts of a key, so that no search runs from one into the next.
const APART: &str = " |";

/// The key that search compares with: the symbol, or the number where there is none, the other words, and the ways in which the
/// symbol's parts may be run together (`102022QH15`).
pub fn search_key(symbol: Option<&str>, number: Option<&str>, words: &[&str]) -> String {
    let named = tokens(symbol.or(number).unwrap_or_default());
    let run_together = symbol.map(|_| run_together(&named)).unwrap_or_default();
    let texts = std::iter::once(spaced(&named))
        .chain(run_together)
        .chain(words.iter().map(|words| spaced(&tokens(words))));
    let key = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(APART);
    key.chars().take(MOST_KEY).collect()
}

/// What a search looks for, all of it to be found: each word with what signs hold together (`149/2018`).
pub fn phrases(search: &str) -> Vec<String> {
    let text = joined(search);
    let phrases = text.split_whitespace().map(|word| spaced(&tokens(word)));
    // A sign by itself is found everywhere, and says nothing.
    phrases.filter(|phrase| !phrase.is_empty()).take(MOST_WORDS).collect()
}

/// The whole of a text, as the key of an entry that has it begins to say it.
pub(super) fn phrase(text: &str) -> String {
    spaced(&tokens(text)).chars().take(MOST_KEY / 8).collect()
}

/// Whether a row is found by a phrase.
pub(super) fn is_found(phrase: &str) -> Condition {
    let search = document::Column::Search;
    // Entries that were saved before keys began with a blank have the signs of their texts: one stands for any.
    let before = phrase.trim_start().replace(' ', "_");
    let saved_before = Condition::all().add(search.not_like(" %")).add(search.like(format!("%{before}%")));
    Condition::any().add(Expr::col(search).like(containing(phrase))).add(saved_before)
}

/// The letters and the numbers of a text, folded; numbers without their padding.
fn tokens(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut tokens: Vec<String> = Vec::new();
    let mut before = None;
    for c in folded.chars() {
        let kind = c.is_alphanumeric().then(|| c.is_ascii_digit());
        match (kind, tokens.last_mut()) {
            (None, _) => {}
            (Some(_), Some(token)) if before == kind => token.push(c),
            (Some(_), _) => tokens.push(c.to_string()),
        }
        before = kind;
    }
    for token in &mut tokens {
        if token.starts_with('0') {
            let bare = token.trim_start_matches('0');
            *token = if bare.is_empty() { "0".into() } else { bare.into() };
        }
    }
    tokens
}

fn spaced(tokens: &[String]) -> String {
    tokens.iter().flat_map(|token| [" ", token]).collect()
}

/// The same with some of the joints closed at which two numbers, or two groups of letters, meet; each way to close any of them.
fn run_together(tokens: &[String]) -> Vec<String> {
    let is_number = |token: &String| token.starts_with(|c: char| c.is_ascii_digit());
    let joints: Vec<usize> =
        (1..tokens.len()).filter(|at| is_number(&tokens[*at]) == is_number(&tokens[*at - 1])).collect();
    let written = |closed: &dyn Fn(usize) -> bool| -> String {
        let each = tokens.iter().enumerate();
        each.flat_map(|(at, token)| [if closed(at) { "" } else { " " }, token.as_str()]).collect()
    };
    if joints.len() > MOST_JOINTS {
        return vec![written(&|at| joints.contains(&at))];
    }
    let ways = 1..1_usize << joints.len();
    ways.map(|way| {
        written(&|at| joints.iter().position(|joint| *joint == at).is_some_and(|bit| (way >> bit) & 1 == 1))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_letters_and_numbers() {
        for (text, folded) in [
            ("149/2018/NĐ-CP", " 149 2018 nd cp"),
            ("149.2018", " 149 2018"),
            ("04 – 2015", " 4 2015"),
            ("CT/TTg", " ct ttg"),
            ("NQ-TW", " nq tw"),
            ("dân-chủ", " dan chu"),
            ("nghị định: 149/2018,", " nghi dinh 149 2018"),
            ("10/2022/QH15", " 10 2022 qh 15"),
            ("102022QH15", " 102022 qh 15"),
            ("14\u{200B}9/20\u{AD}18\u{FEFF}", " 149 2018"),
            ("“Dân\u{A0}chủ” (36a/NQ-CP)", " dan chu 36 a nq cp"),
            ("0 000 2004", " 0 0 2004"),
            ("% _ \\ – /", ""),
            ("", ""),
        ] {
            assert_eq!(spaced(&tokens(text)), folded, "{text}");
        }
    }

    #[test]
    fn a_key_has_the_symbol_with_its_parts_run_together_besides() {
        assert_eq!(
            search_key(Some("04/2015/NĐ-CP"), None, &["Hoà", "–"]),
            " 4 2015 nd cp | 42015 nd cp | 4 2015 ndcp | 42015 ndcp | hoa"
        );
        assert_eq!(search_key(Some("25-NQ/TW"), None, &[]), " 25 nq tw | 25 nqtw");
        assert_eq!(search_key(Some("10/2022/QH15"), None, &[]), " 10 2022 qh 15 | 102022 qh 15");
        assert_eq!(search_key(None, Some("290"), &["Bộ Chính trị"]), " 290 | bo chinh tri");
        assert_eq!(search_key(Some("1/A-B-C-D-E-G"), None, &[]), " 1 a b c d e g | 1 abcdeg");
        assert_eq!(search_key(Some("1/A-B"), None, &[&"a1".repeat(3000)]).chars().count(), MOST_KEY);
    }
}
