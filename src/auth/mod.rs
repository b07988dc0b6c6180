//! Floor 1: from a token to an [`Identity`], and from an identity and our own tables to an [`Actor`].

mod actor;
mod keys;
mod policy;
mod token;

pub use actor::{Actor, Grant, Inherited};
pub use keys::{KeyPair, private_folder, write_private};
pub use policy::{Action, Reach};
pub use token::{Identity, Issuer, TokenRequest};
