//! How people sign in at a provider in the browser, as the operator names it, and where that is.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore};

use super::{FRESH, KEPT, LONGEST, Provider, address, is_long_ago};
use crate::kit::{Error, Result};

/// The most codes that are exchanged at once, for each provider.
const AT_ONCE: usize = 16;
/// The longest name by which people choose a provider.
const LONGEST_NAME: usize = 60;

/// How people sign in at a provider in the browser, as the operator names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInSettings {
    /// What people choose it by where there are several.
    pub name: String,
    /// The name of our client there.
    pub client_id: String,
    /// The file of the client's secret; none of a public client.
    pub client_secret_file: Option<String>,
    /// What is asked for; `openid` among it.
    #[serde(default = "SignInSettings::usual_scopes")]
    pub scopes: Vec<String>,
    /// Where browsers are sent; by the discovery document when left out.
    pub authorization_url: Option<String>,
    /// Where codes are exchanged; by the discovery document when left out.
    pub token_url: Option<String>,
}

impl SignInSettings {
    fn usual_scopes() -> Vec<String> {
        vec!["openid".into()]
    }

    /// Errors say what cannot work, with `audience` for tokens of access.
    pub(super) fn check(&self, audience: &str) -> std::result::Result<(), String> {
        for url in self.authorization_url.iter().chain(&self.token_url) {
            address(url).map_err(|wrong| format!("{url}: {wrong}"))?;
        }
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
        if self.name.trim().is_empty() || self.name.chars().count() > LONGEST_NAME {
            return Err("sign_in: name is empty or too long".into());
        }
        if !plain(&self.client_id) {
            return Err("sign_in: client_id is empty, or has blanks or letters outside of ASCII".into());
        }
        // Else whoever gets hold of an ID token could come in with it as with one of access.
        if self.client_id == audience {
            return Err("sign_in: client_id is the audience of access tokens; choose another audience".into());
        }
        match self.scopes.iter().any(|scope| scope == "openid")
            && self.scopes.iter().all(|scope| plain(scope))
        {
            true => Ok(()),
            false => Err("sign_in: scopes lacks \"openid\", or has one with blanks".into()),
        }
    }
}

/// The way in by a provider.
pub(super) struct WayIn {
    pub(super) settings: SignInSettings,
    pub(super) secret: Option<String>,
    places: Mutex<Places>,
    /// Room for exchanges.
    pub(super) exchanges: Semaphore,
}

/// Where the provider is, as far as it was asked.
#[derive(Default)]
struct Places {
    known: Option<(Arc<Endpoints>, DateTime<Utc>)>,
    asked_at: Option<DateTime<Utc>>,
}

/// The addresses of a provider at which people sign in.
pub(super) struct Endpoints {
    pub authorization: String,
    pub token: String,
    /// Whether each answer names its issuer (RFC 9207).
    pub says_issuer: bool,
}

/// What we go by in a discovery document (OpenID Connect Discovery 1.0, section 3; RFC 9207, section 3).
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl WayIn {
    /// Errors: a secret that cannot be read.
    pub(super) fn new(settings: SignInSettings) -> Result<WayIn> {
        let secret = settings.client_secret_file.as_deref().map(secret).transpose()?;
        Ok(WayIn { settings, secret, places: Mutex::default(), exchanges: Semaphore::new(AT_ONCE) })
    }
}

/// The secret in a file, without the end of its line. Errors: there is none.
fn secret(file: &str) -> Result<String> {
    let wrong = |why: String| Error::broken(format!("client_secret_file: {file}: {why}"));
    let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    match text.trim() {
        "" => Err(wrong("it is empty".into())),
        secret => Ok(secret.to_owned()),
    }
}

impl Provider {
    /// What people choose it by; none where nobody signs in by it.
    pub fn sign_in_name(&self) -> Option<&str> {
        self.way_in.as_ref().map(|way| way.settings.name.as_str())
    }

    /// Where the provider is: as configured, or as its discovery document says, which may name its own host only.
    pub(super) async fn endpoints(&self, way: &WayIn) -> Result<Arc<Endpoints>> {
        if let (Some(authorization), Some(token)) = (&way.settings.authorization_url, &way.settings.token_url)
        {
            let (authorization, token) = (authorization.clone(), token.clone());
            return Ok(Arc::new(Endpoints { authorization, token, says_issuer: false }));
        }
        let mut places = way.places.lock().await;
        let now = self.clock.now();
        let younger =
            |than| places.known.as_ref().filter(|(_, at)| now - *at < than).map(|(known, _)| known.clone());
        let (fresh, kept) = (younger(FRESH), younger(KEPT));
        if let Some(fresh) = fresh {
            return Ok(fresh);
        }
        if !is_long_ago(places.asked_at, now) {
            return kept.ok_or_else(|| self.unable("the provider could not be asked a moment ago"));
        }
        places.asked_at = Some(now);
        let found = tokio::time::timeout(LONGEST, self.located(&way.settings)).await;
        match found.unwrap_or(Err("the provider took too long")) {
            Ok(found) => {
                let found = Arc::new(found);
                places.known = Some((found.clone(), now));
                Ok(found)
            }
            Err(why) => kept.ok_or_else(|| self.unable(why)),
        }
    }

    async fn located(&self, settings: &SignInSettings) -> std::result::Result<Endpoints, &'static str> {
        let document: Document = serde_json::from_slice(&self.get(&self.discovery_url()).await?)
            .map_err(|_| "no discovery document that says where to sign in")?;
        if document.issuer != self.name() {
            return Err("the discovery document is another issuer's");
        }
        let own = address(self.name())?;
        let place = |configured: &Option<String>, found: String| match configured {
            Some(url) => Ok(url.clone()),
            None if address(&found)?.authority() == own.authority() => Ok(found),
            None => Err(
                "the discovery document signs people in at another host; authorization_url and token_url may",
            ),
        };
        Ok(Endpoints {
            authorization: place(&settings.authorization_url, document.authorization_endpoint)?,
            token: place(&settings.token_url, document.token_endpoint)?,
            says_issuer: document.authorization_response_iss_parameter_supported,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> SignInSettings {
        SignInSettings {
            name: "Cán bộ".into(),
            client_id: "tonghop-web".into(),
            client_secret_file: None,
            scopes: SignInSettings::usual_scopes(),
            authorization_url: None,
            token_url: None,
        }
    }

    #[test]
    fn what_cannot_work_is_no_way_in() {
        assert_eq!(settings().check("tonghop"), Ok(()));
        let elsewhere = Some("https://dang-nhap.example/authorize?realm=tinh".to_owned());
        let more = vec!["openid".into(), "profile".into()];
        let good = SignInSettings { authorization_url: elsewhere, scopes: more, ..settings() };
        assert_eq!(good.check("tonghop"), Ok(()));
        assert!(settings().check("tonghop-web").is_err(), "an ID token is none of access");
        for bad in [
            SignInSettings { name: " ".into(), ..settings() },
            SignInSettings { name: "a".repeat(61), ..settings() },
            SignInSettings { client_id: String::new(), ..settings() },
            SignInSettings { client_id: "a b".into(), ..settings() },
            SignInSettings { scopes: vec!["profile".into()], ..settings() },
            SignInSettings { scopes: vec!["openid".into(), "a b".into()], ..settings() },
            SignInSettings { scopes: Vec::new(), ..settings() },
            SignInSettings { authorization_url: Some("http://sso.example/authorize".into()), ..settings() },
            SignInSettings { token_url: Some("https://a:b@sso.example/token".into()), ..settings() },
        ] {
            assert!(bad.check("tonghop").is_err(), "{bad:?}");
        }
    }
}
