//! JSON Web Tokens (RFC 7519): one issuer, one algorithm, one key by its exact name.

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{KeyPair, header};
use crate::kit::{Clock, Code, Error, Result, digest};

/// How many tokens are remembered as genuine; beyond that all are forgotten, and proved again.
const MOST_PROVED: usize = 10_000;

/// How far a token's clock may be off ours, in seconds.
pub(super) const LEEWAY: i64 = 30;

/// The longest that an access token may be good for: a provider's always, our own in production.
pub(super) const LONGEST_LIFE: Duration = Duration::hours(1);

/// The longest token, in bytes.
pub(super) const LONGEST_TOKEN: usize = 8_192;

/// Who a token proves somebody to be: nothing about rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    issuer: String,
    subject: String,
    expires_at: DateTime<Utc>,
    signed_in_at: Option<DateTime<Utc>>,
}

impl Identity {
    /// `auth_time` as the token claims it, in seconds since 1970, beside what our clock says: a sign-in that is yet to come is none.
    pub(super) fn new(
        issuer: &str,
        subject: String,
        expires_at: DateTime<Utc>,
        (auth_time, now): (Option<i64>, i64),
    ) -> Self {
        let signed_in_at = auth_time.filter(|at| *at <= now + LEEWAY);
        let signed_in_at = signed_in_at.and_then(|at| DateTime::from_timestamp(at, 0));
        Identity { issuer: issuer.to_owned(), subject, expires_at, signed_in_at }
    }

    /// The identity that a sign-in has proved, as its session keeps it until it ends.
    pub fn kept(
        issuer: String,
        subject: String,
        expires_at: DateTime<Utc>,
        signed_in_at: Option<DateTime<Utc>>,
    ) -> Self {
        Identity { issuer, subject, expires_at, signed_in_at }
    }

    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub fn subject(&self) -> &str {
        &self.subject
    }

    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    /// When the person signed in (`auth_time`, OpenID Connect Core 1.0, section 2), where the token tells.
    pub fn signed_in_at(&self) -> Option<DateTime<Utc>> {
        self.signed_in_at
    }
}

/// What a token is asked for.
#[derive(Clone, Debug)]
pub struct TokenRequest<'a> {
    /// The subject of the person's login.
    pub subject: &'a str,
    /// How long it is good for.
    pub good_for: Duration,
}

#[derive(Clone, Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
}

/// Issues and checks the tokens of one issuer: EdDSA only.
#[derive(Clone)]
pub struct Issuer {
    name: String,
    audience: String,
    keys: KeyPair,
    clock: Clock,
    /// Whether its tokens are good for [`LONGEST_LIFE`] at most.
    short_lived: bool,
    /// What genuine tokens claim, by their SHA-256: a signature is checked once, because checking costs more than a query.
    /// Times are judged on every use.
    proved: Arc<Mutex<HashMap<String, Claims>>>,
}

impl Issuer {
    /// An issuer by name, for an audience, with its key pair.
    pub fn new(name: impl Into<String>, audience: impl Into<String>, keys: KeyPair, clock: Clock) -> Self {
        let (name, audience) = (name.into(), audience.into());
        Issuer { name, audience, keys, clock, short_lived: false, proved: Arc::default() }
    }

    /// The same issuer, whose tokens are good for an hour at most: it takes and makes no others.
    pub fn short_lived(self) -> Self {
        Issuer { short_lived: true, ..self }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// A signed token; being given it is the sign-in. Errors: one that is to be good for longer than would be taken.
    pub fn issue(&self, request: &TokenRequest<'_>) -> Result<String> {
        if self.short_lived && request.good_for > LONGEST_LIFE {
            return Err(Error::broken(
                "in production an access token is good for 60 minutes at most: --minutes 1 to 60; for a program that needs one for longer, \
                 make a service account with `tonghop token service`",
            ));
        }
        let now = self.clock.now().timestamp();
        let claims = Claims {
            iss: self.name.clone(),
            sub: request.subject.to_owned(),
            aud: self.audience.clone(),
            iat: now,
            nbf: now,
            exp: now + request.good_for.num_seconds(),
            auth_time: Some(now),
        };
        let header = Header { kid: Some(self.keys.id()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &self.keys.encoding()).map_err(Error::broken)
    }

    /// The identity that a token proves; `TOKEN_EXPIRED`, `TOKEN_AUDIENCE`, `TOKEN_LIFETIME` or `TOKEN_FORGED` otherwise.
    pub fn verify(&self, token: &str) -> Result<Identity> {
        let forged = || Error::refused(Code::TokenForged, &[]);
        // Tokens are short; whatever is not is no token.
        if token.len() > LONGEST_TOKEN {
            return Err(forged());
        }
        let proved = || self.proved.lock().unwrap_or_else(PoisonError::into_inner);
        let name = digest::sha256(token.as_bytes());
        let known = proved().get(&name).cloned();
        let claims = match known {
            Some(claims) => claims,
            None => {
                let claims = self.prove(token)?;
                let mut proved = proved();
                if proved.len() >= MOST_PROVED {
                    proved.clear();
                }
                proved.insert(name, claims.clone());
                claims
            }
        };
        let now = self.clock.now().timestamp();
        // A beginning that is yet to come would make a long life a short one.
        if claims.nbf.max(claims.iat) > now + LEEWAY || claims.sub.is_empty() {
            return Err(forged());
        }
        if claims.exp <= now - LEEWAY {
            return Err(Error::refused(Code::TokenExpired, &[]));
        }
        if self.short_lived && claims.exp.saturating_sub(claims.iat) > LONGEST_LIFE.num_seconds() {
            return Err(Error::refused(Code::TokenLifetime, &[]));
        }
        let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or_else(forged)?;
        Ok(Identity::new(&claims.iss, claims.sub, expires_at, (claims.auth_time, now)))
    }

    /// What a token claims, when this issuer has signed it for this audience.
    fn prove(&self, token: &str) -> Result<Claims> {
        let forged = || Error::refused(Code::TokenForged, &[]);
        let header = jsonwebtoken::decode_header(token).map_err(|_| forged())?;
        let own = header.alg == Algorithm::EdDSA && header.kid.as_deref() == Some(&self.keys.id());
        if !own || !header::is_plain(&header) {
            return Err(forged());
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub", "nbf"]);
        validation.set_issuer(&[&self.name]);
        validation.set_audience(&[&self.audience]);
        // Times are judged by our own clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        match jsonwebtoken::decode::<Claims>(token, &self.keys.decoding(), &validation) {
            Ok(token) => Ok(token.claims),
            Err(error) if matches!(error.kind(), ErrorKind::InvalidAudience) => {
                Err(Error::refused(Code::TokenAudience, &[]))
            }
            Err(_) => Err(forged()),
        }
    }
}
