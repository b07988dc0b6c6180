//! How an input is made of others.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The longest input, in characters.
const MOST: usize = 60_000;

/// Characters that readers stumble over.
const ODD: &[char] = &[
    '\0', '\t', '\n', '\r', ' ', '"', '\'', '\\', '/', '{', '}', '[', ']', '(', ')', '$', '@', '!', '#', ':',
    ',', '.', '-', '+', '0', '9', 'e', '\u{A0}', '\u{300}', '\u{202E}', '\u{200B}', '\u{FEFF}', '\u{FFFF}',
    'Ư', 'ƣ', 'đ', '𝟗', '🏛',
];

/// Numbers at the edges of what types hold.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "00",
    "127",
    "128",
    "255",
    "256",
    "65536",
    "2147483647",
    "2147483648",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "1e400",
    "-0.0",
    "0.1",
    "99999999999999999999999999999999",
];

/// Makes inputs of a corpus; the same for the same number.
pub struct Mutation<'c> {
    corpus: &'c [String],
    words: &'c [&'c str],
    dice: ChaCha8Rng,
    /// What is kept, as it is.
    kept: Option<&'c str>,
}

impl<'c> Mutation<'c> {
    pub fn new(turn: u64, corpus: &'c [String], words: &'c [&'c str]) -> Self {
        Mutation { corpus, words, dice: ChaCha8Rng::seed_from_u64(turn), kept: None }
    }

    /// The same; but the corpus begins with what is kept, as long as this, and the inputs of the first numbers are that, as it is.
    pub fn after(turn: u64, kept: usize, corpus: &'c [String], words: &'c [&'c str]) -> Self {
        let place = usize::try_from(turn).ok().filter(|turn| *turn < kept);
        let kept = place.map(|place| corpus[place].as_str());
        Mutation { kept, ..Mutation::new(turn, corpus, words) }
    }

    /// A number below this one.
    pub fn below(&mut self, most: usize) -> usize {
        self.dice.random_range(0..most.max(1))
    }

    /// One entry of the corpus, changed in up to eight places; at first what is kept.
    pub fn input(&mut self) -> String {
        if let Some(kept) = self.kept.take() {
            return kept.to_owned();
        }
        let chosen = self.below(self.corpus.len());
        let mut text: Vec<char> = self.corpus[chosen].chars().collect();
        for _ in 0..=self.below(8) {
            self.change(&mut text);
            text.truncate(MOST);
        }
        text.into_iter().collect()
    }

    fn change(&mut self, text: &mut Vec<char>) {
        let from = self.below(text.len() + 1);
        let length = 1 + self.below(40);
        let to = (from + length).min(text.len());
        let part: Vec<char> = text[from..to].to_vec();
        let put: Vec<char> = match self.below(7) {
            0 => Vec::new(),
            1 => part.repeat(2 + self.below(50)),
            2 => vec![ODD[self.below(ODD.len())]],
            3 => NUMBERS[self.below(NUMBERS.len())].chars().collect(),
            4 if !self.words.is_empty() => {
                let word = self.words[self.below(self.words.len())];
                part.into_iter().chain(word.chars()).collect()
            }
            5 => {
                let other = self.below(self.corpus.len());
                let other: Vec<char> = self.corpus[other].chars().collect();
                let at = self.below(other.len() + 1);
                other[at..(at + length * 4).min(other.len())].to_vec()
            }
            _ => part.into_iter().rev().collect(),
        };
        text.splice(from..to, put);
    }
}

#[test]
fn an_input_follows_from_its_number() {
    let corpus = ["một hai ba".to_owned(), "{ province { code } }".to_owned()];
    let make = |turn| Mutation::new(turn, &corpus, &["0"]).input();
    let inputs: std::collections::BTreeSet<String> = (0..200).map(make).collect();
    assert!(inputs.len() > 150, "they differ");
    assert!((0..200).all(|turn| inputs.contains(&make(turn))));
    let after = |turn| Mutation::after(turn, 1, &corpus, &["0"]).input();
    assert_eq!((after(0), after(1)), (corpus[0].clone(), make(1)));
}
