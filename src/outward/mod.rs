//! Floor 1: calls to other machines, over HTTP: where they may lead, what they trust, and how much they read.

mod dialer;
mod place;
pub mod traces;

pub use dialer::{Answer, Dialer, Reach, certificates};
