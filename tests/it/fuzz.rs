//! Inputs nobody would write, made from inputs that people do write: broken, spliced, doubled. Whatever is read from outside
//! answers each of them in a way of its own, and lives on.
//!
//! A run makes a few hundred inputs for each reader; `TONGHOP_FUZZ_SECONDS` has it go on for that long. What an input
//! is follows from its number alone, which a failure names: `TONGHOP_FUZZ_FROM` begins with it.
//!
//! `fuzz/corpus` has a folder for each reader: what is there is tried as it is before anything is made of it, and what was found
//! once is put there. A `.txt` holds an input a line, any other file is one input.

mod answers;
mod files;
mod mutation;
mod wordings;

use mutation::Mutation;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The numbers of the inputs of this run, so many when nothing else is said.
fn turns(most: u64) -> impl Iterator<Item = u64> {
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().expect(name));
    let from = number("TONGHOP_FUZZ_FROM").unwrap_or(0);
    let span = number("TONGHOP_FUZZ_SECONDS").map(Duration::from_secs);
    let begun = Instant::now();
    (from..).take_while(move |turn| span.map_or(*turn < from + most, |span| begun.elapsed() < span))
}

/// What is kept of a reader's inputs.
fn kept(reader: &str) -> Vec<String> {
    let mut inputs = Vec::new();
    for (path, text) in files_below(&format!("tests/it/fuzz/corpus/{reader}")) {
        match path.extension() {
            Some(extension) if extension == "txt" => inputs.extend(text.lines().map(str::to_owned)),
            _ => inputs.push(text),
        }
    }
    inputs
}

/// The files below a folder of the checkout, in the order of their paths below it, with their texts.
fn files_below(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the checkout") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text");
            found.push((path.strip_prefix(&root).expect("a file below it").to_owned(), text));
        }
    }
    found.sort();
    assert!(!found.is_empty(), "nothing in {folder}");
    found
}
