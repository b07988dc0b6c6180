//! Where the log of a province is kept: leaves, and the checkpoint of each transaction that added some.
//!
//! A leaf's row has the hashes of all complete subtrees that end with it: the leaf's own and, every 2^n leaves, n more. So
//! nothing that was written is ever changed, a proof reads as many rows as it has hashes, and a checkpoint's row has what
//! the tree needs to grow.

mod append;
mod grow;
mod proof;
mod rows;

pub(super) use append::Log;
pub(super) use grow::{Head, grow};
pub use proof::{continues, newest, receipts};
pub use rows::{checkpoint, leaf};
