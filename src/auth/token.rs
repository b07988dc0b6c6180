//! JSON Web Tokens (RFC 7519): one issuer, one algorithm, one key by its exact name.

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};

use super::KeyPair;
use crate::kit::{Clock, Code, Error, Result};

/// How far a token's clock may be off ours, in seconds.
const LEEWAY: i64 = 30;

/// Who a token proves somebody to be: nothing about rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    issuer: String,
    subject: String,
    expires_at: DateTime<Utc>,
}

impl Identity {
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub fn subject(&self) -> &str {
        &self.subject
    }

    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }
}

/// What a token is asked for.
#[derive(Clone, Debug)]
pub struct TokenRequest<'a> {
    /// The subject of the person's login.
    pub subject: &'a str,
    /// How many days it is good for.
    pub days: u32,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Issues and checks the tokens of one issuer: EdDSA only.
#[derive(Clone)]
pub struct Issuer {
    name: String,
    audience: String,
    keys: KeyPair,
    clock: Clock,
}

impl Issuer {
    /// An issuer by name, for an audience, with its key pair.
    pub fn new(name: impl Into<String>, audience: impl Into<String>, keys: KeyPair, clock: Clock) -> Self {
        Issuer { name: name.into(), audience: audience.into(), keys, clock }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// A signed token.
    pub fn issue(&self, request: &TokenRequest<'_>) -> Result<String> {
        let now = self.clock.now().timestamp();
        let claims = Claims {
            iss: self.name.clone(),
            sub: request.subject.to_owned(),
            aud: self.audience.clone(),
            iat: now,
            nbf: now,
            exp: now + i64::from(request.days) * 86_400,
        };
        let header = Header { kid: Some(self.keys.id()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &self.keys.encoding()).map_err(Error::broken)
    }

    /// The identity that a token proves; `TOKEN_EXPIRED`, `TOKEN_AUDIENCE` or `TOKEN_FORGED` otherwise.
    pub fn verify(&self, token: &str) -> Result<Identity> {
        let forged = || Error::refused(Code::TokenForged, &[]);
        // Tokens are short; whatever is not is no token.
        if token.len() > 8_192 {
            return Err(forged());
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| forged())?;
        if header.alg != Algorithm::EdDSA || header.kid.as_deref() != Some(&self.keys.id()) {
            return Err(forged());
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub", "nbf"]);
        validation.set_issuer(&[&self.name]);
        validation.set_audience(&[&self.audience]);
        // Times are judged by our own clock, below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = match jsonwebtoken::decode::<Claims>(token, &self.keys.decoding(), &validation) {
            Ok(token) => token.claims,
            Err(error) if matches!(error.kind(), ErrorKind::InvalidAudience) => {
                return Err(Error::refused(Code::TokenAudience, &[]));
            }
            Err(_) => return Err(forged()),
        };
        let now = self.clock.now().timestamp();
        if claims.nbf > now + LEEWAY || claims.sub.is_empty() {
            return Err(forged());
        }
        if claims.exp <= now - LEEWAY {
            return Err(Error::refused(Code::TokenExpired, &[]));
        }
        let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or_else(forged)?;
        Ok(Identity { issuer: claims.iss, subject: claims.sub, expires_at })
    }
}
