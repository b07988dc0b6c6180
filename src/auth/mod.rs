//! Floor 1: from a token to an [`Identity`], and from an identity, or a service account's [`Secret`], and our own tables to an
//! [`Actor`].

mod actor;
mod attempt;
mod header;
mod issuers;
mod keys;
mod keyset;
mod policy;
mod provider;
mod secret;
mod sign_in;
mod token;

pub use actor::{Account, Actor, Grant, Inherited};
pub use attempt::Attempt;
pub use issuers::Issuers;
pub use keys::{KeyPair, private_folder, write_private};
pub use keyset::Signing;
pub use policy::{Action, Reach};
pub use provider::{Provider, ProviderSettings, SignInSettings};
pub use secret::Secret;
pub use sign_in::{Answered, SignIn, local_path, own_origin};
pub use token::{Identity, Issuer, TokenRequest};
