//! Floor 1: what makes tampering evident, without a database: Merkle trees (RFC 6962), signed checkpoints (C2SP), what a
//! leaf of a province's log says, and receipts that are checked with nothing but a public key.

mod collector;
mod keeper;
mod leaf;
pub mod merkle;
mod note;
mod receipt;

pub use collector::Collector;
pub use keeper::{Keeper, Kept, kept, names};
pub use leaf::{Claim, ENTRIES, Facts, Form, Leaf, OBJECTS, Object, form_of, leaf, subject_of};
pub use note::{Checkpoint, VerifierKey, open};
pub use receipt::{Receipt, Refusal, Verified};

#[cfg(test)]
mod tests;
