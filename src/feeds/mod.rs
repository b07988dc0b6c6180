//! Floor 5: what other programs fetch by themselves.

mod ics;
mod obligations;

pub use obligations::obligations;
