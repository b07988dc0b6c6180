//! Everybody whose tokens are taken: ourselves, and the providers that the operator names.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

use super::{Identity, Issuer, Provider, token::LONGEST_TOKEN};
use crate::kit::{Code, Error, Result};

/// How often it is looked whether keys are due.
const REST: Duration = Duration::from_secs(5);

/// Everybody whose tokens are taken.
#[derive(Clone)]
pub struct Issuers {
    own: Arc<Issuer>,
    providers: Arc<[Arc<Provider>]>,
}

#[derive(Deserialize)]
struct Named {
    iss: String,
}

impl Issuers {
    /// Ourselves and some providers. Errors: two of one name.
    pub fn new(own: Issuer, providers: Vec<Provider>) -> Result<Issuers> {
        let mut names: Vec<&str> = providers.iter().map(Provider::name).chain([own.name()]).collect();
        names.sort_unstable();
        if let Some(two) = names.windows(2).find(|two| two[0] == two[1]) {
            return Err(Error::broken(format!("two issuers are called {}", two[0])));
        }
        Ok(Issuers { own: Arc::new(own), providers: providers.into_iter().map(Arc::new).collect() })
    }

    /// The identity that a token proves, by the issuer that it names; errors as of each.
    pub async fn verify(&self, token: &str) -> Result<Identity> {
        // Tokens are short; whatever is not is no token.
        if token.len() > LONGEST_TOKEN {
            return Err(Error::refused(Code::TokenForged, &[]));
        }
        let named = issuer_of(token).filter(|name| name != self.own.name());
        match named.and_then(|name| self.providers.iter().find(|provider| provider.name() == name)) {
            Some(provider) => provider.verify(token).await,
            None => self.own.verify(token),
        }
    }

    /// The providers at which people sign in in the browser, as the operator named them.
    pub(super) fn ways_in(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.providers.iter().filter(|provider| provider.sign_in_name().is_some())
    }

    /// Asks every provider whose keys are due for them.
    pub async fn refresh(&self) {
        for provider in self.providers.iter() {
            provider.refresh().await;
        }
    }

    /// Looks after the keys of providers until the server stops.
    pub async fn keep_fresh(self, mut stopped: watch::Receiver<bool>) {
        if self.providers.is_empty() {
            return;
        }
        loop {
            self.refresh().await;
            // The sender going away is a stop too.
            tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(REST) => {}
            }
        }
    }
}

/// Whom a token says it is by: nothing is proved yet.
fn issuer_of(token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Named>(&claims).ok().map(|named| named.iss)
}
