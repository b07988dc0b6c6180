//! What people write in words of their own: periods, and the documents that they cite.

use super::{Mutation, kept, turns};
use std::sync::Arc;
use tonghop::catalogue::Catalogue;
use tonghop::kit::Period;
use tonghop::legal::{Cited, Wording, search_key, told_by};

/// A text is one period or none; what it is, it is again when it is written.
#[test]
fn periods_of_any_kind_are_read_or_refused() {
    let corpus = kept("periods");
    let mut read = 0;
    for turn in turns(1_000) {
        let words = ["-Q", "-H", "-9M", "/", "0000", "T00:00"];
        let input = Mutation::after(turn, corpus.len(), &corpus, &words).input();
        if let Ok(period) = input.parse::<Period>() {
            read += 1;
            assert_eq!(period.to_string().parse(), Ok(period), "input {turn}: {input:?}");
            assert_eq!(Period::from_number(period.number()), Some(period), "input {turn}: {input:?}");
        }
    }
    assert!(read > 0);
}

/// A citation is read somehow, and names the same as itself, however it is said.
#[test]
fn citations_of_any_kind_are_read() {
    let register = Arc::clone(Catalogue::embedded().unwrap().register());
    let kinds = register.kinds();
    let lines = kept("citations");
    let words = ["/NĐ-CP", "-KH/TU", "/2018", "số", "ngày 30/02/2019", "của Chính phủ", "ƣ", "36a"];
    let mut read = 0;
    for turn in turns(1_000) {
        let mut mutation = Mutation::after(turn, lines.len(), &lines, &words);
        let (input, other) = (mutation.input(), mutation.input());
        let told = told_by(&input);
        let wording = Wording {
            as_cited: &input,
            issuer: told.issuer.as_deref(),
            date: told.date,
            ..Wording::default()
        };
        let cited = Cited::read(kinds, &wording);
        assert!(cited.names_same(&cited), "input {turn}: {input:?}");
        let other = Cited::read(kinds, &Wording { as_cited: &other, ..Wording::default() });
        assert_eq!(
            cited.names_same(&other),
            other.names_same(&cited),
            "input {turn}: {input:?}, {:?}",
            other.text
        );
        assert!(!cited.name().is_empty() || input.is_empty(), "input {turn}: {input:?}");
        // A key is made of words in small letters, whatever it is made from.
        let key = search_key(Some(&input), None, &[&input]);
        assert!(!key.chars().any(|c| c.is_ascii_uppercase() || c.is_control()), "input {turn}: {key:?}");
        read += usize::from(cited.symbol.is_some());
    }
    assert!(read > 0);
}
