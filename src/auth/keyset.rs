//! The keys by which a provider signs (JWK Set, RFC 7517), of the one algorithm that is expected of it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use serde::Deserialize;
use std::collections::HashMap;

/// The most keys of a provider.
const MOST: usize = 100;
/// The longest name of a key, in bytes.
pub const LONGEST_NAME: usize = 200;
/// How many bits an RSA key may have: fewer are weak, and more take long to check.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2_048..=8_192;

/// The algorithm by which a provider signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Signing {
    /// RSA with SHA-256 (RFC 7518, 3.3).
    #[serde(rename = "RS256")]
    Rsa,
    /// ECDSA on P-256 with SHA-256 (RFC 7518, 3.4).
    #[serde(rename = "ES256")]
    Ecdsa,
    /// Ed25519 (RFC 8037).
    #[serde(rename = "EdDSA")]
    Ed25519,
}

impl Signing {
    /// The same in the library's words.
    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Signing::Rsa => Algorithm::RS256,
            Signing::Ecdsa => Algorithm::ES256,
            Signing::Ed25519 => Algorithm::EdDSA,
        }
    }

    /// Whether a key is one for this algorithm, and strong enough.
    fn fits(self, key: &Jwk) -> bool {
        let named = match self {
            Signing::Rsa => KeyAlgorithm::RS256,
            Signing::Ecdsa => KeyAlgorithm::ES256,
            Signing::Ed25519 => KeyAlgorithm::EdDSA,
        };
        let common = &key.common;
        let to_sign =
            common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
        let so = common.key_algorithm.is_none_or(|algorithm| algorithm == named);
        let parts = match (self, &key.algorithm) {
            (Signing::Rsa, AlgorithmParameters::RSA(rsa)) => RSA_BITS.contains(&bits(&rsa.n)),
            (Signing::Ecdsa, AlgorithmParameters::EllipticCurve(point)) => {
                point.curve == EllipticCurve::P256 && [&point.x, &point.y].into_iter().all(|part| is_32(part))
            }
            (Signing::Ed25519, AlgorithmParameters::OctetKeyPair(pair)) => {
                pair.curve == EllipticCurve::Ed25519 && is_32(&pair.x)
            }
            _ => false,
        };
        to_sign && so && parts
    }
}

/// The length of a number in base64, in bits; 0 for what is none.
fn bits(number: &str) -> usize {
    let bytes = URL_SAFE_NO_PAD.decode(number).unwrap_or_default();
    let significant = bytes.iter().skip_while(|byte| **byte == 0).count();
    let first = bytes.iter().find(|byte| **byte != 0).map_or(0, |byte| byte.leading_zeros() as usize);
    significant * 8 - first
}

fn is_32(part: &str) -> bool {
    URL_SAFE_NO_PAD.decode(part).is_ok_and(|bytes| bytes.len() == 32)
}

/// Keys by their exact names.
pub struct KeySet(HashMap<String, DecodingKey>);

#[derive(Deserialize)]
struct Document {
    keys: Vec<serde_json::Value>,
}

impl KeySet {
    /// Reads a JWK Set. What is for something else in it (encryption, other algorithms) is left out.
    ///
    /// Errors say why it is no set to go by: no JSON, nothing in it that signs, or two keys of one name.
    pub fn read(text: &[u8], signing: Signing) -> Result<KeySet, &'static str> {
        let document: Document = serde_json::from_slice(text).map_err(|_| "no JWK Set")?;
        if document.keys.len() > MOST {
            return Err("too many keys");
        }
        let mut keys = HashMap::new();
        let known = document.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
        for key in known.filter(|key| signing.fits(key)) {
            let Some(name) = key.common.key_id.clone() else { continue };
            if name.is_empty() || name.len() > LONGEST_NAME {
                continue;
            }
            let Ok(readable) = DecodingKey::from_jwk(&key) else { continue };
            if keys.insert(name, readable).is_some() {
                return Err("two keys of one name");
            }
        }
        if keys.is_empty() { Err("no key of the algorithm that is expected") } else { Ok(KeySet(keys)) }
    }

    /// The key of a name.
    pub fn get(&self, name: &str) -> Option<&DecodingKey> {
        self.0.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn pair(kid: &str) -> Value {
        let x = URL_SAFE_NO_PAD.encode([7; 32]);
        json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x, "use": "sig", "alg": "EdDSA" })
    }

    fn read(keys: Value, signing: Signing) -> Result<Vec<String>, &'static str> {
        let text = json!({ "keys": keys }).to_string();
        let mut names: Vec<String> = KeySet::read(text.as_bytes(), signing)?.0.into_keys().collect();
        names.sort_unstable();
        Ok(names)
    }

    fn with(mut key: Value, name: &str, value: Value) -> Value {
        key[name] = value;
        key
    }

    #[test]
    fn what_signs_is_taken_and_the_rest_is_left_out() {
        let others = [
            with(pair("for-encryption"), "use", json!("enc")),
            with(pair("another-algorithm"), "alg", json!("ES256")),
            with(pair("another-curve"), "crv", json!("Ed448")),
            with(pair("short"), "x", json!("AAAA")),
            with(pair(""), "kid", json!("")),
            with(pair("no-name"), "kid", Value::Null),
            json!({ "kty": "oct", "kid": "a-secret", "k": "AAAA" }),
            json!({ "kty": "quantum", "kid": "of-tomorrow" }),
            json!("rubbish"),
        ];
        let mut keys = others.to_vec();
        keys.extend([pair("2019-09"), pair("2019-10")]);
        assert_eq!(read(json!(keys), Signing::Ed25519), Ok(vec!["2019-09".into(), "2019-10".into()]));
        assert!(read(json!(others), Signing::Ed25519).is_err());
        assert!(read(json!(keys), Signing::Rsa).is_err());
    }

    #[test]
    fn a_weak_key_is_left_out() {
        let rsa = |first: u8, bytes: usize| {
            let mut number = vec![0xff; bytes];
            number[0] = first;
            json!({ "kty": "RSA", "kid": "a", "e": "AQAB", "n": URL_SAFE_NO_PAD.encode(number) })
        };
        for (first, bytes, good) in [
            (0x80, 256, true),
            (0x7f, 256, false),
            (0xff, 128, false),
            (0xff, 1_024, true),
            (1, 1_025, false),
        ] {
            assert_eq!(read(json!([rsa(first, bytes)]), Signing::Rsa).is_ok(), good, "{first:x} {bytes}");
        }
    }

    #[test]
    fn what_is_no_set_to_go_by_is_refused() {
        assert!(read(json!([pair("a"), pair("a")]), Signing::Ed25519).is_err());
        assert!(read(json!([]), Signing::Ed25519).is_err());
        assert!(
            read(json!((0..=MOST).map(|at| pair(&at.to_string())).collect::<Vec<_>>()), Signing::Ed25519)
                .is_err()
        );
        for text in ["", "<html>", "{}", "[]", "{\"keys\":{}}", "null"] {
            assert!(KeySet::read(text.as_bytes(), Signing::Ed25519).is_err(), "{text}");
        }
    }
}
