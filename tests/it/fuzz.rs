//! Inputs nobody would write, made from inputs that people do write: broken, spliced, doubled. Whatever is read from outside
//! answers each of them in a way of its own, and lives on.
//!
//! A run makes a few hundred inputs for each reader; `TONGHOP_FUZZ_SECONDS` has it go on for that long. What an input
//! is follows from its number alone, which a failure names: `TONGHOP_FUZZ_FROM` begins with it. What was found once is kept
//! in `fuzz/corpus`.

mod answers;
mod files;
mod mutation;
mod wordings;

use mutation::Mutation;
use std::time::{Duration, Instant};

/// The numbers of the inputs of this run, so many when nothing else is said.
fn turns(most: u64) -> impl Iterator<Item = u64> {
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().expect(name));
    let from = number("TONGHOP_FUZZ_FROM").unwrap_or(0);
    let span = number("TONGHOP_FUZZ_SECONDS").map(Duration::from_secs);
    let begun = Instant::now();
    (from..).take_while(move |turn| span.map_or(*turn < from + most, |span| begun.elapsed() < span))
}

/// The texts of the files below a folder of the checkout, with this ending, in the order of their paths.
fn texts_below(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the checkout") {
            let path = entry.expect("an entry").path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(extension) if extension == ending => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no {ending} in {folder}");
    found.iter().map(|path| std::fs::read_to_string(path).expect("a text")).collect()
}
