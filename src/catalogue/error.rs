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
}

impl Faults {
    pub fn add(&mut self, place: &Place, vi: impl Into<String>, en: impl Into<String>) {
        let message = Bilingual { vi: vi.into(), en: en.into() };
        self.found.push(CatalogueError { file: place.file.clone(), line: place.line, message });
    }

    pub fn push(&mut self, fault: CatalogueError) {
        self.found.push(fault);
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
