//! The one integration-test binary: people with tokens at the other end of a wire, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod consolidation;
mod cycle;
mod documents;
mod doors;
mod floors;
mod golden;
mod kit;
mod scale;
mod statements;
