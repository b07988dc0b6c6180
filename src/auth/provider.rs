//! An OpenID provider: whom its signatures prove somebody to be, and how its keys are come by and kept.
//!
//! Keys are asked for anew when they are ten minutes old, and beside that for a name that nobody knows, once a minute at most.
//! While the provider cannot be reached, or says what is no set of keys, those that are known are gone by for twelve hours.

mod code;
mod way_in;

pub use way_in::SignInSettings;

use chrono::{DateTime, Duration, Utc};
use http_body_util::Full;
use hyper::{Request, Uri, body::Bytes, header};
use jsonwebtoken::{DecodingKey, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, de::DeserializeOwned};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;
use way_in::WayIn;

use super::{
    Identity,
    keyset::{KeySet, LONGEST_NAME, Signing},
    token::{LEEWAY, LONGEST_LIFE},
};
use crate::{
    kit::{Clock, Code, Error, Result},
    outward::{Dialer, Reach},
};

/// How old keys become before they are asked for anew.
const FRESH: Duration = Duration::minutes(10);
/// How old keys become before nobody goes by them any more.
const KEPT: Duration = Duration::hours(12);
/// What lies at least between two times that a provider is asked for the same reason.
const PAUSE: Duration = Duration::minutes(1);
/// What an access token may say that it is (RFC 9068): one, or a token in general; others are for other things.
const ACCESS_KINDS: &[&str] = &["jwt", "at+jwt", "application/at+jwt"];
/// The longest that asking for keys may take, with everything.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(5);
/// The most bytes of a document of a provider.
const LONGEST_ANSWER: usize = 256 * 1024;

/// A provider as the operator names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// The issuer as its tokens name it, to the letter; `https`.
    pub issuer: String,
    /// For whom its tokens for this system are.
    pub audience: String,
    /// The one algorithm by which it signs.
    pub algorithm: Signing,
    /// Where its keys are; by its discovery document when left out, which may then name an address of the issuer's host only.
    pub jwks_url: Option<String>,
    /// Hosts, to the letter, that may be on this machine or a private network.
    #[serde(default)]
    pub private_hosts: Vec<String>,
    /// How people sign in there in the browser; they do not when left out.
    pub sign_in: Option<SignInSettings>,
}

impl ProviderSettings {
    /// Errors say what cannot work.
    pub fn check(&self) -> std::result::Result<(), String> {
        for url in std::iter::once(&self.issuer).chain(&self.jwks_url) {
            address(url).map_err(|wrong| format!("{url}: {wrong}"))?;
        }
        if self.audience.trim().is_empty() {
            return Err(format!("{}: the audience is empty", self.issuer));
        }
        match &self.sign_in {
            Some(way) => way.check(&self.audience).map_err(|wrong| format!("{}: {wrong}", self.issuer)),
            None => Ok(()),
        }
    }
}

/// An address that may be asked: absolute, `https`, without a name and a password, and without what is only for browsers.
fn address(url: &str) -> std::result::Result<Uri, &'static str> {
    let uri: Uri = url.parse().map_err(|_| "not an address")?;
    if uri.scheme_str() != Some("https") {
        return Err("only https is asked");
    }
    match uri
        .authority()
        .filter(|authority| !authority.as_str().contains('@') && !authority.host().is_empty())
    {
        Some(_) if !url.contains('#') => Ok(uri),
        _ => Err("not an address"),
    }
}

/// The keys that a provider was last heard to have.
struct Known {
    keys: KeySet,
    at: DateTime<Utc>,
}

/// When a provider was last asked, by why.
#[derive(Default)]
struct Asked {
    for_their_age: Option<DateTime<Utc>>,
    for_a_name: Option<DateTime<Utc>>,
}

/// One provider and its keys.
pub struct Provider {
    settings: ProviderSettings,
    dialer: Dialer,
    clock: Clock,
    way_in: Option<WayIn>,
    known: RwLock<Option<Arc<Known>>>,
    /// Whoever holds it asks; nobody else does meanwhile.
    asked: Mutex<Asked>,
}

/// What an access token claims, as far as we go by it.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    iat: i64,
    nbf: Option<i64>,
    exp: i64,
    auth_time: Option<i64>,
}

/// What we go by in a discovery document (OpenID Connect Discovery 1.0, 3).
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

fn forged() -> Error {
    Error::refused(Code::TokenForged, &[])
}

impl Provider {
    /// `more_roots`: authorities (PEM) that its certificate may be by besides the usual ones.
    ///
    /// Errors: settings that cannot work, and certificates or a client's secret that cannot be read.
    pub fn new(settings: ProviderSettings, more_roots: &[u8], clock: Clock) -> Result<Provider> {
        settings.check().map_err(Error::broken)?;
        let dialer = Dialer::new(more_roots, LONGEST_ANSWER)?;
        let way_in = settings.sign_in.clone().map(WayIn::new).transpose()?;
        Ok(Provider { settings, dialer, clock, way_in, known: RwLock::default(), asked: Mutex::default() })
    }

    /// The issuer as its tokens name it.
    pub fn name(&self) -> &str {
        &self.settings.issuer
    }

    /// The identity that a token proves; `TOKEN_EXPIRED`, `TOKEN_AUDIENCE`, `TOKEN_LIFETIME`, `TOKEN_KEY_UNKNOWN` or
    /// `TOKEN_FORGED` otherwise.
    pub(super) async fn verify(self: &Arc<Self>, token: &str) -> Result<Identity> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| forged())?;
        if !super::header::is_plain(&header) {
            return Err(forged());
        }
        let name = self.named_key(&header, ACCESS_KINDS).ok_or_else(forged)?;
        let unknown = || Error::refused(Code::TokenKeyUnknown, &[]);
        let known = match self.with_key(name) {
            Some(known) => known,
            None => self.learn(name).await.ok_or_else(unknown)?,
        };
        let key = known.keys.get(name).ok_or_else(unknown)?;
        let claims: Claims = self.prove(&self.settings.audience, token, key)?;
        let now = self.clock.now().timestamp();
        let begun = claims.iat.max(claims.nbf.unwrap_or(claims.iat));
        if claims.sub.is_empty() || begun > now + LEEWAY {
            return Err(forged());
        }
        let life = claims.exp.checked_sub(claims.iat).ok_or_else(forged)?;
        if life > LONGEST_LIFE.num_seconds() {
            return Err(Error::refused(Code::TokenLifetime, &[]));
        }
        if claims.exp <= now - LEEWAY {
            return Err(Error::refused(Code::TokenExpired, &[]));
        }
        let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or_else(forged)?;
        Ok(Identity::new(self.name(), claims.sub, expires_at, (claims.auth_time, now)))
    }

    /// The name of the key that a token says it is signed by; `None` for a token that cannot be one of this provider's, of some
    /// kinds.
    fn named_key<'h>(&self, header: &'h Header, kinds: &[&str]) -> Option<&'h str> {
        let so = header.alg == self.settings.algorithm.algorithm();
        let kind = header.typ.as_deref().unwrap_or("JWT");
        let wanted = kinds.iter().any(|one| kind.eq_ignore_ascii_case(one));
        let name = header.kid.as_deref().filter(|name| !name.is_empty() && name.len() <= LONGEST_NAME)?;
        (so && wanted && header.crit.is_none()).then_some(name)
    }

    /// What a token claims, when a key of this provider has signed it for an audience.
    fn prove<C: DeserializeOwned>(&self, audience: &str, token: &str, key: &DecodingKey) -> Result<C> {
        let mut validation = Validation::new(self.settings.algorithm.algorithm());
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        validation.set_issuer(&[self.name()]);
        validation.set_audience(&[audience]);
        // Times are judged by our own clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        match jsonwebtoken::decode::<C>(token, key, &validation) {
            Ok(token) => Ok(token.claims),
            Err(error) if matches!(error.kind(), ErrorKind::InvalidAudience) => {
                Err(Error::refused(Code::TokenAudience, &[]))
            }
            Err(_) => Err(forged()),
        }
    }

    /// What is known, while it may be gone by.
    fn known(&self) -> Option<Arc<Known>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        (self.clock.now() - known.at < KEPT).then_some(known)
    }

    /// What is known, when a key of this name is.
    fn with_key(&self, name: &str) -> Option<Arc<Known>> {
        self.known().filter(|known| known.keys.get(name).is_some())
    }

    /// Asks for a key that is not known: for all who miss one together, and once in a while only, lest somebody who makes names
    /// up make us ask and ask.
    async fn learn(self: &Arc<Self>, name: &str) -> Option<Arc<Known>> {
        let mut asked = self.asked.lock().await;
        if let Some(known) = self.with_key(name) {
            return Some(known);
        }
        let now = self.clock.now();
        if !is_long_ago(asked.for_a_name, now) {
            return None;
        }
        asked.for_a_name = Some(now);
        // In a task of its own: the first who asks may go away, and others wait for the same.
        let this = self.clone();
        let asking = tokio::spawn(async move { this.ask(now).await });
        if asking.await.is_err() {
            tracing::error!(issuer = self.name(), "asking for keys was cut off");
        }
        self.with_key(name)
    }

    /// Asks for the keys when they are due.
    pub(super) async fn refresh(self: &Arc<Self>) {
        let now = self.clock.now();
        let due = || self.known().is_none_or(|known| now - known.at >= FRESH);
        if !due() {
            return;
        }
        let mut asked = self.asked.lock().await;
        if due() && is_long_ago(asked.for_their_age, now) {
            asked.for_their_age = Some(now);
            self.ask(now).await;
        }
    }

    /// Asks for the keys, and goes by the answer when it is one.
    async fn ask(&self, now: DateTime<Utc>) {
        let answered = tokio::time::timeout(LONGEST, self.download()).await;
        match answered.unwrap_or(Err("the provider took too long")) {
            Ok(keys) => {
                let known = Some(Arc::new(Known { keys, at: now }));
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
            }
            Err(why) => {
                tracing::warn!(issuer = self.name(), why, "no keys of a provider; known ones are kept")
            }
        }
    }

    async fn download(&self) -> std::result::Result<KeySet, &'static str> {
        let url = match &self.settings.jwks_url {
            Some(url) => url.clone(),
            None => self.discovered().await?,
        };
        KeySet::read(&self.get(&url).await?, self.settings.algorithm)
    }

    /// Where the keys are by the discovery document. It may say where at the issuer's host, and not at which host.
    async fn discovered(&self) -> std::result::Result<String, &'static str> {
        let document = self.get(&self.discovery_url()).await?;
        let document: Discovery = serde_json::from_slice(&document).map_err(|_| "no discovery document")?;
        if document.issuer != self.name() {
            return Err("the discovery document is another issuer's");
        }
        let (keys, own) = (address(&document.jwks_uri)?, address(self.name())?);
        match keys.authority() == own.authority() {
            true => Ok(document.jwks_uri),
            false => Err("the discovery document names keys at another host; jwks_url may"),
        }
    }

    fn discovery_url(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.name().trim_end_matches('/'))
    }

    /// Whether an address may be on this machine or a private network.
    fn may_be_private(&self, uri: &Uri) -> bool {
        let host = uri.host().unwrap_or_default();
        self.settings.private_hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }

    async fn get(&self, url: &str) -> std::result::Result<Bytes, &'static str> {
        let private = self.may_be_private(&address(url)?);
        let request = Request::get(url).header(header::ACCEPT, "application/json");
        let request = request.body(Full::default()).map_err(|_| "not an address")?;
        let answer = self.dialer.call(Reach { private, plain: false }, request).await?;
        match (answer.status, answer.body) {
            (200, Some(body)) => Ok(body),
            (200, None) => Err("the answer is too long"),
            _ => Err("the answer is not 200"),
        }
    }
}

/// Whether what was done at an instant may be done again; a clock that was set back is no hindrance.
fn is_long_ago(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    at.is_none_or(|at| (now - at).abs() >= PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_asked_safely_is_no_provider() {
        let settings = |issuer: &str, jwks_url: Option<&str>, audience: &str| ProviderSettings {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            algorithm: Signing::Rsa,
            jwks_url: jwks_url.map(str::to_owned),
            private_hosts: Vec::new(),
            sign_in: None,
        };
        let good = "https://sso.example/realms/tinh";
        assert_eq!(settings(good, None, "tonghop").check(), Ok(()));
        assert_eq!(settings(good, Some("https://keys.example/jwks?tenant=1"), "tonghop").check(), Ok(()));
        for bad in [
            "http://sso.example",
            "sso.example",
            "https://",
            "https://a:b@sso.example/",
            "https://sso.example/#a",
            "file:///etc/passwd",
            "",
        ] {
            assert!(settings(bad, None, "tonghop").check().is_err(), "{bad}");
            assert!(settings(good, Some(bad), "tonghop").check().is_err(), "{bad}");
        }
        assert!(settings(good, None, " ").check().is_err());
    }
}
