//! Floor 6: a database against the logs of its provinces: whether everything is as it was filed, decided, released and granted.

mod derived;
mod evidence;
mod finding;
mod open;
mod outdated;
mod province;
mod tables;
mod tree;
mod verify;

pub use evidence::Evidence;
pub use finding::Finding;
pub use open::open;
pub use outdated::{Outdated, accept_loss, outdated};
pub use verify::{Inspected, Progress, verify};
