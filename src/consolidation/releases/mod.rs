//! Releases: a consolidation frozen as one canonical document, and what makes the difference between two of them.

mod compare;
mod document;
mod freeze;
mod graphql;
mod rows;
mod rule;
mod service;
mod tally;

pub use rows::{content::Entity as ReleaseContentEntity, release::Entity as ReleaseEntity};

pub use graphql::{Release, ReleaseFilter, Wanted, create, find, find_by_number, page, prepare};
