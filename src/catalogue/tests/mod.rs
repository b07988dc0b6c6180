//! The catalogue that this program carries, and what a broken one is told.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod broken;
mod data;
mod derived;
mod expressions;
mod legal;
mod rules;
mod subject;

use super::Catalogue;
use std::sync::LazyLock;

/// The embedded catalogue, read once.
pub(crate) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::embedded().unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>())
    })
});
