//! Floor 6: backups of an embedded database: a copy made under writers, a manifest of what is in it, and putting one in place.
//! PostgreSQL has its own means (docs/operations.md).

mod create;
mod manifest;
mod restore;
mod verify;

pub use create::create;
pub use manifest::{DATABASE, MANIFEST, Manifest};
pub use restore::restore;
pub use verify::{Verified, verify};
