//! Floor 1: from a token to an [`Identity`], and from an identity and our own tables to an [`Actor`].

mod actor;
mod header;
mod keys;
mod token;

pub use actor::{Actor, Grant, Inherited};
pub use keys::{KeyPair, private_folder, write_private};
pub use token::{Identity, Issuer, TokenRequest};
