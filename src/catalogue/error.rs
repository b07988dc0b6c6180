//! What is wrong with a catalogue, where: every fault at once, by file and line.

use crate::kit::Bilingual;
use std::fmt;

/// One fault of a catalogue. Shown to whoever starts the server, as `file:line: what is wrong`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueError {
    /// The file, as the catalogue was addressed.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    pub message: Bilingual,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} / {}", self.file, self.line, self.message.vi, self.message.en)
    }
}

impl std::error::Error for CatalogueError {}

/// A place in a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub file: String,
    pub line: usize,
}

/// The faults found so far.
#[derive(Default)]
pub(super) struct Faults {
    found: Vec<CatalogueError>,
    /// The documents of the register that entries name, looked up when all of it is read.
    named: Vec<(String, Place)>,
}

impl Faults {
    pub fn add(&mut self, place: &Place, vi: impl Into<String>, en: impl Into<String>) {
        let message = Bilingual { vi: vi.into(), en: en.into() };
        self.found.push(CatalogueError { file: place.file.clone(), line: place.line, message });
    }

    pub fn push(&mut self, fault: CatalogueError) {
        self.found.push(fault);
    }

    /// Notes that an entry names a document.
    pub fn name(&mut self, document: &str, place: Place) {
        self.named.push((document.to_owned(), place));
    }

    /// Tells of every named document that the register does not have.
    pub fn look_up(&mut self, known: impl Fn(&str) -> bool) {
        for (document, place) in std::mem::take(&mut self.named) {
            if !known(&document) {
                self.add(
                    &place,
                    format!("danh mục không có văn bản “{document}”"),
                    format!("the register has no document “{document}”"),
                );
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, in the order of files and lines.
    pub fn into_sorted(mut self) -> Vec<CatalogueError> {
        self.found.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        self.found
    }
}
