//! Floor 1: from a token to an [`Identity`], and from an identity, or a service account's [`Secret`], and our own tables to an
//! [`Actor`].

mod actor;
mod issuers;
mod keys;
mod keyset;
mod provider;
mod secret;
mod token;

pub use actor::{Account, Actor, Grant, Inherited};
pub use issuers::Issuers;
pub use keys::{KeyPair, private_folder, write_private};
pub use keyset::Signing;
pub use provider::{Provider, ProviderSettings};
pub use secret::Secret;
pub use token::{Identity, Issuer, TokenRequest};
