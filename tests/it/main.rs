//! The one integration-test binary: people with tokens at the other end of a wire, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod attacks;
mod crash;
mod cycle;
mod doors;
mod floors;
mod golden;
mod kit;
mod statements;
mod subscriptions;
mod walls;
