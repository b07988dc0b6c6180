//! Signing in at a provider by authorization code with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636): where the browser is
//! sent, and what its answer is exchanged for. Of what the provider gives, only the ID token is looked at, and nothing is kept.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::DateTime;
use form_urlencoded::{Serializer, byte_serialize};
use http_body_util::Full;
use hyper::{Request, body::Bytes, header};
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use std::sync::Arc;

use super::{LONGEST, Provider, address, way_in::WayIn};
use crate::{
    auth::{
        Attempt, Identity, header as token_header,
        token::{LEEWAY, LONGEST_TOKEN},
    },
    kit::{Code, Error, Result},
    outward::Reach,
};

/// The longest code, in bytes.
const LONGEST_CODE: usize = 4_096;
/// What an ID token may say that it is.
const ID_KINDS: &[&str] = &["jwt"];

/// What we go by in the answer to a code.
#[derive(Deserialize)]
struct Redeemed {
    id_token: String,
}

/// What an ID token claims, as far as we go by it (OpenID Connect Core 1.0, section 2).
#[derive(Deserialize)]
struct IdClaims {
    sub: String,
    /// One, or a list.
    aud: serde_json::Value,
    azp: Option<String>,
    nonce: Option<String>,
    iat: i64,
    nbf: Option<i64>,
    exp: i64,
    auth_time: Option<i64>,
}

fn failed() -> Error {
    Error::refused(Code::SignInFailed, &[])
}

impl Provider {
    /// Where a browser is sent to sign in, and shall come back to `redirect` from.
    ///
    /// Errors: `SIGN_IN_FAILED` while it is not known where that is.
    pub(in crate::auth) async fn authorization(&self, attempt: &Attempt, redirect: &str) -> Result<String> {
        let way = self.way_in.as_ref().ok_or_else(failed)?;
        let endpoints = self.endpoints(way).await?;
        let mut query = Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &way.settings.client_id)
            .append_pair("redirect_uri", redirect)
            .append_pair("scope", &way.settings.scopes.join(" "))
            .append_pair("state", &attempt.state())
            .append_pair("nonce", &attempt.nonce())
            .append_pair("code_challenge", &attempt.challenge())
            .append_pair("code_challenge_method", "S256");
        if attempt.is_fresh() {
            query.append_pair("prompt", "login").append_pair("max_age", "0");
        }
        let mark = if endpoints.authorization.contains('?') { '&' } else { '?' };
        Ok(format!("{}{mark}{}", endpoints.authorization, query.finish()))
    }

    /// Whether an answer may be this provider's, by the issuer that it names (RFC 9207, section 2.4).
    pub(in crate::auth) async fn may_have_answered(&self, named: Option<&str>) -> Result<bool> {
        let way = self.way_in.as_ref().ok_or_else(failed)?;
        match named {
            Some(named) => Ok(named == self.name()),
            None => Ok(!self.endpoints(way).await?.says_issuer),
        }
    }

    /// Whom a code proves to have signed in, for the attempt that it answers.
    ///
    /// Errors: `SIGN_IN_FAILED` when the provider does not take the code, or its ID token is not what was asked for;
    /// `SIGN_IN_NOT_FRESH` when the person was to be asked anew and was not.
    pub(in crate::auth) async fn redeem(
        self: &Arc<Self>,
        attempt: &Attempt,
        code: &str,
        redirect: &str,
    ) -> Result<Identity> {
        let way = self.way_in.as_ref().ok_or_else(failed)?;
        if code.is_empty() || code.len() > LONGEST_CODE {
            return Err(failed());
        }
        let Ok(_room) = way.exchanges.try_acquire() else { return Err(self.unable("too many at once")) };
        let endpoints = self.endpoints(way).await?;
        let exchange = self.exchange(way, &endpoints.token, attempt, code, redirect);
        let answered = tokio::time::timeout(LONGEST, exchange).await;
        let token = answered.unwrap_or(Err("the provider took too long")).map_err(|why| self.unable(why))?;
        let claims = self.id_claims(way, &token).await?;
        self.judge(way, attempt, claims)
    }

    /// What is said of a sign-in that nobody can go on with; nothing of what the provider said.
    pub(super) fn unable(&self, why: &str) -> Error {
        tracing::warn!(issuer = self.name(), why, "a sign-in failed");
        failed()
    }

    /// The ID token that a code is exchanged for.
    async fn exchange(
        &self,
        way: &WayIn,
        url: &str,
        attempt: &Attempt,
        code: &str,
        redirect: &str,
    ) -> std::result::Result<String, &'static str> {
        let public = way.secret.is_none().then_some(("client_id", way.settings.client_id.as_str()));
        let form = Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", redirect)
            .append_pair("code_verifier", &attempt.verifier())
            .extend_pairs(public)
            .finish();
        let mut request = Request::post(url)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(secret) = &way.secret {
            // RFC 6749, section 2.3.1: both are encoded as in a form first.
            let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", encoded(&way.settings.client_id), encoded(secret));
            let mut value = header::HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair)))
                .map_err(|_| "no client secret that can be sent")?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        let body = Full::new(Bytes::from(form));
        let request = request.body(body).map_err(|_| "not an address")?;
        let private = self.may_be_private(&address(url)?);
        let answer = self.dialer.call(Reach { private, plain: false }, request).await?;
        let body = match (answer.status, answer.body) {
            (200, Some(body)) => body,
            (200, None) => return Err("the answer to a code is too long"),
            _ => return Err("the provider did not take the code"),
        };
        let redeemed: Redeemed = serde_json::from_slice(&body).map_err(|_| "no ID token in the answer")?;
        match redeemed.id_token.len() <= LONGEST_TOKEN {
            true => Ok(redeemed.id_token),
            false => Err("the ID token is too long"),
        }
    }

    /// What an ID token claims, when a key of this provider has signed it for our client.
    async fn id_claims(self: &Arc<Self>, way: &WayIn, token: &str) -> Result<IdClaims> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| self.unable("the ID token is none"))?;
        let plain = token_header::is_plain(&header);
        let name = self.named_key(&header, ID_KINDS).filter(|_| plain);
        let name = name.ok_or_else(|| self.unable("the ID token has another header"))?;
        let unknown = || self.unable("the ID token is by a key that is not known");
        let known = match self.with_key(name) {
            Some(known) => known,
            None => self.learn(name).await.ok_or_else(unknown)?,
        };
        let key: &DecodingKey = known.keys.get(name).ok_or_else(unknown)?;
        self.prove(&way.settings.client_id, token, key)
            .map_err(|_| self.unable("the ID token is not this provider's for our client"))
    }

    /// Whether what an ID token claims is what was asked for, and is so now.
    fn judge(&self, way: &WayIn, attempt: &Attempt, claims: IdClaims) -> Result<Identity> {
        let now = self.clock.now().timestamp();
        let own = way.settings.client_id.as_str();
        // Whom it is for has been looked at with the signature.
        let shared = claims.aud.as_array().is_some_and(|all| all.len() > 1);
        let asked_by_us = match claims.azp.as_deref() {
            Some(party) => party == own,
            None => !shared,
        };
        if !asked_by_us {
            return Err(self.unable("the ID token is another client's"));
        }
        if !claims.nonce.as_deref().is_some_and(|nonce| attempt.has_nonce(nonce)) {
            return Err(self.unable("the ID token answers another question"));
        }
        let begun = claims.iat.max(claims.nbf.unwrap_or(claims.iat));
        if claims.sub.is_empty() || begun > now + LEEWAY || claims.exp <= now - LEEWAY {
            return Err(self.unable("the ID token is over, or yet to come"));
        }
        let anew = |at: i64| at >= attempt.begun_at() - LEEWAY && at <= now + LEEWAY;
        if attempt.is_fresh() && !claims.auth_time.is_some_and(anew) {
            return Err(Error::refused(Code::SignInNotFresh, &[]));
        }
        let expires_at = DateTime::from_timestamp(claims.exp, 0)
            .ok_or_else(|| self.unable("the ID token ends beyond time"))?;
        Ok(Identity::new(self.name(), claims.sub, expires_at, (claims.auth_time, now)))
    }
}
