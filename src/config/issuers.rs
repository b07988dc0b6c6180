//! Whose tokens are taken, by the settings.

use std::path::PathBuf;

use super::{Config, Mode};
use crate::{
    auth::{Issuer, Issuers, KeyPair, Provider, ProviderSettings},
    kit::{Clock, Result},
};

impl Config {
    /// The issuer of our own tokens, its key made when it is not there.
    pub fn issuer(&self, clock: Clock) -> Result<Issuer> {
        let keys = KeyPair::read_or_make(&self.token_key())?;
        let issuer = Issuer::new(&self.issuer, &self.audience, keys, clock);
        Ok(match self.mode {
            Mode::Production => issuer.short_lived(),
            Mode::Trial => issuer,
        })
    }

    /// The file of the key that signs our own tokens.
    pub fn token_key(&self) -> PathBuf {
        match self.key_file.as_str() {
            "" => self.data_dir().join("token.pem"),
            file => PathBuf::from(file),
        }
    }

    /// Everybody whose tokens are taken: ourselves and the providers.
    pub fn issuers(&self, clock: Clock) -> Result<Issuers> {
        Issuers::new(self.issuer(clock.clone())?, self.providers(&clock)?)
    }

    /// The providers whose tokens are taken. Errors: certificates or clients' secrets that cannot be read.
    pub fn providers(&self, clock: &Clock) -> Result<Vec<Provider>> {
        let more_roots = self.more_roots()?;
        let provider =
            |settings: &ProviderSettings| Provider::new(settings.clone(), &more_roots, clock.clone());
        self.issuers.iter().map(provider).collect()
    }
}
