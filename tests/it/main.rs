//! The one integration-test binary: people with tokens at the other end of a wire, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod audit;
mod bad_input;
mod cycle;
mod doors;
mod floors;
mod identity;
mod kit;
mod models;
mod rules;
