//! The one integration-test binary: people with tokens at the other end of a wire, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod attacks;
mod audit;
mod bad_input;
mod calendars;
mod consolidation;
mod crash;
mod cycle;
mod democracy;
mod documents;
mod doors;
mod floors;
mod golden;
mod history;
mod identity;
mod kit;
mod legal;
mod model_register;
mod models;
mod rules;
mod scale;
mod statements;
mod subscriptions;
mod walls;
