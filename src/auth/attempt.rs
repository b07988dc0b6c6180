//! What a browser keeps while somebody signs in at a provider: from leaving us until coming back.
//!
//! Nothing of it is kept here. The browser holds one secret in a cookie of our host, and what the provider is told and has to
//! repeat (`state`, `nonce`, the verifier of PKCE) is derived from that: an answer fits the browser that asked, and no other.

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest, hmac,
    rand::{SecureRandom, SystemRandom},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::kit::{Error, Result};

/// How long somebody may take to sign in at the provider.
const LONGEST: Duration = Duration::minutes(10);
/// The longest of what a browser keeps of it, in bytes: what fits into a cookie.
const LONGEST_TEXT: usize = 3_000;
/// Random bytes of the secret.
const RANDOM: usize = 32;

/// A sign-in that has begun.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// 256 random bits in base64 (RFC 4648, section 5).
    secret: String,
    issuer: String,
    return_to: Option<String>,
    fresh: bool,
    /// In seconds since 1970.
    begun_at: i64,
}

impl Attempt {
    /// A new one at an issuer, from the system's random numbers. `fresh`: the provider shall ask the person anew.
    pub fn begin(
        issuer: &str,
        return_to: Option<String>,
        fresh: bool,
        now: DateTime<Utc>,
    ) -> Result<Attempt> {
        let mut random = [0_u8; RANDOM];
        SystemRandom::new().fill(&mut random).map_err(|_| Error::broken("no random numbers"))?;
        let (secret, issuer) = (URL_SAFE_NO_PAD.encode(random), issuer.to_owned());
        Ok(Attempt { secret, issuer, return_to, fresh, begun_at: now.timestamp() })
    }

    /// Reads what a browser has kept; `None` for what can be none, or is over.
    pub fn read(text: &str, now: DateTime<Utc>) -> Option<Attempt> {
        let json = (text.len() <= LONGEST_TEXT).then(|| URL_SAFE_NO_PAD.decode(text).ok())??;
        let attempt: Attempt = serde_json::from_slice(&json).ok()?;
        let age = now.timestamp().checked_sub(attempt.begun_at)?;
        let strong = URL_SAFE_NO_PAD.decode(&attempt.secret).is_ok_and(|secret| secret.len() == RANDOM);
        (strong && (0..=LONGEST.num_seconds()).contains(&age)).then_some(attempt)
    }

    /// What the browser keeps: letters, digits, `-` and `_`.
    pub fn write(&self) -> Result<String> {
        serde_json::to_vec(self).map(|json| URL_SAFE_NO_PAD.encode(json)).map_err(Error::broken)
    }

    /// How long the browser keeps it.
    pub fn lasts() -> Duration {
        LONGEST
    }

    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where the person wanted to go.
    pub fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
    }

    /// Whether the provider was to ask the person anew.
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// When it began, in seconds since 1970.
    pub fn begun_at(&self) -> i64 {
        self.begun_at
    }

    /// What the provider sends back with its answer (RFC 6749, section 4.1.1).
    pub fn state(&self) -> String {
        self.derived("state")
    }

    /// Whether an answer is to this question.
    pub fn has_state(&self, state: &str) -> bool {
        verify_slices_are_equal(self.state().as_bytes(), state.as_bytes()).is_ok()
    }

    /// What the provider puts into the ID token (OpenID Connect Core 1.0, section 3.1.2.1).
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// Whether an ID token was made for this question.
    pub fn has_nonce(&self, nonce: &str) -> bool {
        verify_slices_are_equal(self.nonce().as_bytes(), nonce.as_bytes()).is_ok()
    }

    /// What proves to the provider that whoever redeems the code has asked for it (RFC 7636, section 4.1): 43 characters.
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    /// The SHA-256 of the verifier, which the provider is told beforehand (RFC 7636, section 4.2).
    pub fn challenge(&self) -> String {
        challenge_of(&self.verifier())
    }

    /// 256 bits that nobody knows who has not the secret, another for each purpose and for each thing that is asked.
    fn derived(&self, purpose: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes());
        let rest = (purpose, &self.issuer, &self.return_to, self.fresh, self.begun_at);
        let text = serde_json::to_vec(&rest).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(hmac::sign(&key, &text))
    }
}

fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(now: DateTime<Utc>) -> Attempt {
        let attempt = Attempt::begin("https://sso.example", Some("/tong-hop?ky=2019-Q3".into()), false, now);
        let Ok(attempt) = attempt else { panic!("no random numbers") };
        attempt
    }

    fn written(attempt: &Attempt) -> String {
        attempt.write().unwrap_or_default()
    }

    #[test]
    fn it_is_read_as_it_was_written_until_it_is_over() {
        let now = DateTime::from_timestamp(1_568_599_200, 0).unwrap_or_default();
        let attempt = begun(now);
        let text = written(&attempt);
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        let at = |seconds| Attempt::read(&text, now + Duration::seconds(seconds));
        assert!(at(0).is_some_and(|read| read == attempt));
        assert!(at(600).is_some() && at(601).is_none() && at(-1).is_none());
        let short = Attempt { secret: "AAAA".into(), ..attempt.clone() };
        for bad in ["", "e30", &text[1..], &format!("{text}="), &"A".repeat(4_000), &written(&short)] {
            assert!(Attempt::read(bad, now).is_none(), "{bad}");
        }
    }

    #[test]
    fn what_is_derived_is_of_one_purpose_and_of_one_attempt() {
        let now = DateTime::from_timestamp(1_568_599_200, 0).unwrap_or_default();
        let attempt = begun(now);
        let all = |one: &Attempt| [one.state(), one.nonce(), one.verifier(), one.challenge()];
        let others = [
            begun(now),
            Attempt { issuer: "https://sso.other.example".into(), ..attempt.clone() },
            Attempt { return_to: None, ..attempt.clone() },
            Attempt { fresh: true, ..attempt.clone() },
            Attempt { begun_at: attempt.begun_at + 1, ..attempt.clone() },
        ];
        let mut seen: Vec<String> = others.iter().chain([&attempt]).flat_map(all).collect();
        assert!(seen.iter().all(|text| text.len() == 43));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 24);
        assert!(attempt.has_state(&attempt.state()) && attempt.has_nonce(&attempt.nonce()));
        assert!(
            !attempt.has_state(&attempt.nonce())
                && !attempt.has_nonce("")
                && !others[0].has_state(&attempt.state())
        );
    }

    /// The example of RFC 7636, appendix B.
    #[test]
    fn a_challenge_is_what_providers_take_it_for() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge_of(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
