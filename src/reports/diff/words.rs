//! What changed in a text, word by word.

use async_graphql::{Enum, SimpleObject};
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// What became of a piece of a text (số phận một đoạn chữ).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(name = "TextRunKind")]
pub enum RunKind {
    /// In both texts (giữ nguyên).
    Kept,
    /// Only in the text before (bỏ đi).
    Removed,
    /// Only in the text after (thêm vào).
    Added,
}

/// A piece of a text, and what became of it. What was kept and removed is the text before, what was kept and added the
/// text after, to the letter (một đoạn chữ).
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
#[graphql(name = "TextRun")]
pub struct Run {
    /// What became of it (số phận).
    pub kind: RunKind,
    /// The piece, with the blanks and line breaks after its words (đoạn chữ).
    pub text: String,
}

/// The most comparisons that two texts may cost. Beyond it they are compared by lines, and beyond that as a whole.
const BUDGET: usize = 1_000_000;

/// The pieces of two texts in their order; where a piece is replaced, what was removed comes first.
pub fn runs(before: &str, after: &str) -> Vec<Run> {
    for cut in [words, lines] {
        let (one, other) = (cut(before), cut(after));
        if one.len().saturating_mul(other.len()) <= BUDGET {
            return compared(&one, &other);
        }
    }
    compared(&[before], &[after])
}

/// Words, each with the blanks after it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut begin, mut blank) = (0, false);
    for (at, character) in text.char_indices() {
        if blank && !character.is_whitespace() {
            words.push(&text[begin..at]);
            begin = at;
        }
        blank = character.is_whitespace();
    }
    if begin < text.len() {
        words.push(&text[begin..]);
    }
    words
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn compared(before: &[&str], after: &[&str]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut push = |kind, pieces: &[&str]| {
        if pieces.is_empty() {
            return;
        }
        match runs.last_mut() {
            Some(last) if last.kind == kind => last.text += &pieces.concat(),
            _ => runs.push(Run { kind, text: pieces.concat() }),
        }
    };
    for operation in capture_diff_slices(Algorithm::Myers, before, after) {
        let (old, new) = (&before[operation.old_range()], &after[operation.new_range()]);
        match operation.tag() {
            DiffTag::Equal => push(RunKind::Kept, old),
            DiffTag::Delete | DiffTag::Insert | DiffTag::Replace => {
                push(RunKind::Removed, old);
                push(RunKind::Added, new);
            }
        }
    }
    runs
}
