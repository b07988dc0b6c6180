//! Tokens that nobody may take: each is tried as a header of HTTP, as the header of a socket's upgrade would be, and as what a
//! browser says on a socket.

use super::{Forger, ISSUER, NOW, claims, expect_refused, unsigned, viewer, with, without};
use crate::kit::on_both;
use crate::kit::socket::Received;
use crate::kit::world::World;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use aws_lc_rs::{hmac, rand::SystemRandom, signature};
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use base64::{Engine, alphabet, engine};
use serde_json::{Value, json};

/// What is wrong with a token, and the token.
type Kind = (&'static str, String);

fn encode(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// A token cut into its parts.
fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().expect("three parts")
}

fn put_together(header: &str, claims: &str, signature: &[u8]) -> String {
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Signatures that are none, or another's, or written otherwise.
fn signatures(forger: &Forger) -> Vec<Kind> {
    let right = forger.sign(&forger.header(), &claims());
    let [header, body, written] = parts(&right);
    let genuine = URL_SAFE_NO_PAD.decode(written).unwrap();
    let flipped = |place: usize| {
        let mut bytes = genuine.clone();
        bytes[place] ^= 1;
        put_together(header, body, &bytes)
    };
    let promoted = encode(&with(claims(), "sub", json!("84.HOME_AFFAIRS_OFFICER.1")).to_string());
    let stranger = Forger { pair: Ed25519KeyPair::generate().unwrap(), kid: forger.kid.clone() };
    let public = forger.pair.public_key().as_ref();
    // The order of the curve's group: what is added to a signature's second half to make another one of it.
    let order: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut malleable = genuine.clone();
    let mut carry = 0_u16;
    for (byte, add) in malleable[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    // The last sign of 64 bytes carries four bits that count for nothing.
    let alphabet = alphabet::URL_SAFE.as_str();
    let last = alphabet.find(&written[written.len() - 1..]).unwrap();
    let loose = format!("{header}.{body}.{}{}", &written[..written.len() - 1], &alphabet[last + 1..last + 2]);
    let standard = engine::GeneralPurpose::new(&alphabet::STANDARD, engine::general_purpose::NO_PAD);
    vec![
        ("no signature", format!("{header}.{body}.")),
        ("the first bit of the signature", flipped(0)),
        ("the last bit of the signature", flipped(63)),
        ("half a signature", put_together(header, body, &genuine[..32])),
        ("a signature without its last byte", put_together(header, body, &genuine[..63])),
        ("a signature and a byte", put_together(header, body, &[&genuine[..], &[0]].concat())),
        ("the signature twice", put_together(header, body, &[&genuine[..], &genuine[..]].concat())),
        ("zeros for a signature", put_together(header, body, &[0; 64])),
        (
            "the neutral element for a signature",
            put_together(header, body, &[&[1], &[0_u8; 63][..]].concat()),
        ),
        ("the signature with the group's order added", put_together(header, body, &malleable)),
        ("the public key for a signature", put_together(header, body, &[public, public].concat())),
        ("a signature with bits that count for nothing", loose),
        ("a padded signature", format!("{right}==")),
        ("a signature in hexadecimal", format!("{header}.{body}.{}", hexadecimal(&genuine))),
        ("a signature in another base64", format!("{header}.{body}.+/{}", &standard.encode(&genuine)[2..])),
        ("other claims under the signature", format!("{header}.{promoted}.{written}")),
        (
            "another header under the signature",
            format!(
                "{}.{body}.{written}",
                encode(&with(forger.header(), "typ", json!("at+jwt")).to_string())
            ),
        ),
        ("another key's signature", stranger.sign(&forger.header(), &claims())),
        (
            "a signature of the claims only",
            put_together(header, body, forger.pair.sign(body.as_bytes()).as_ref()),
        ),
        (
            "a signature of what is encoded",
            put_together(header, body, forger.pair.sign(claims().to_string().as_bytes()).as_ref()),
        ),
    ]
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Algorithms that are not the issuer's.
fn algorithms(forger: &Forger) -> Vec<Kind> {
    let public = forger.pair.public_key().as_ref().to_vec();
    let called = |name: &str| with(forger.header(), "alg", json!(name));
    let mac = |header: &Value, algorithm, key: &[u8]| {
        let signed = unsigned(header, &claims());
        let tag = hmac::sign(&hmac::Key::new(algorithm, key), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
    };
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&public));
    let curve = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
    let pkcs8 = signature::EcdsaKeyPair::generate_pkcs8(curve, &SystemRandom::new()).unwrap();
    let other = signature::EcdsaKeyPair::from_pkcs8(curve, pkcs8.as_ref()).unwrap();
    let by_curve = unsigned(&called("ES256"), &claims());
    let curve_signature = other.sign(&SystemRandom::new(), by_curve.as_bytes()).unwrap();
    let blank = unsigned(&called("ES256"), &claims());
    vec![
        ("alg none", format!("{}.", unsigned(&called("none"), &claims()))),
        ("alg none, signed", forger.sign(&called("none"), &claims())),
        ("alg None", format!("{}.", unsigned(&called("None"), &claims()))),
        ("alg NONE, signed", forger.sign(&called("NONE"), &claims())),
        ("alg nOnE, signed", forger.sign(&called("nOnE"), &claims())),
        ("no alg", forger.sign(&without(forger.header(), "alg"), &claims())),
        ("an empty alg", forger.sign(&called(""), &claims())),
        ("alg null", forger.sign(&with(forger.header(), "alg", Value::Null), &claims())),
        ("a list of algs", forger.sign(&with(forger.header(), "alg", json!(["EdDSA", "none"])), &claims())),
        ("alg in small letters", forger.sign(&called("eddsa"), &claims())),
        ("alg with a blank", forger.sign(&called("EdDSA "), &claims())),
        ("the newer name of the algorithm", forger.sign(&called("Ed25519"), &claims())),
        ("HS256 with the public key", mac(&called("HS256"), hmac::HMAC_SHA256, &public)),
        (
            "HS256 with the public key in base64",
            mac(&called("HS256"), hmac::HMAC_SHA256, STANDARD.encode(&public).as_bytes()),
        ),
        ("HS256 with the public key in PEM", mac(&called("HS256"), hmac::HMAC_SHA256, pem.as_bytes())),
        ("HS384 with the public key", mac(&called("HS384"), hmac::HMAC_SHA384, &public)),
        ("HS512 with the public key", mac(&called("HS512"), hmac::HMAC_SHA512, &public)),
        ("HS256 with an empty key", mac(&called("HS256"), hmac::HMAC_SHA256, b"")),
        ("HS256 with the key's name", mac(&called("HS256"), hmac::HMAC_SHA256, forger.kid.as_bytes())),
        ("an HMAC that says EdDSA", mac(&forger.header(), hmac::HMAC_SHA256, &public)),
        ("ES256, signed with our key", forger.sign(&called("ES256"), &claims())),
        (
            "ES256, signed with a curve's key",
            format!("{by_curve}.{}", URL_SAFE_NO_PAD.encode(curve_signature.as_ref())),
        ),
        ("ES256, zeros for a signature", format!("{blank}.{}", URL_SAFE_NO_PAD.encode([0; 64]))),
        ("RS256, signed with our key", forger.sign(&called("RS256"), &claims())),
        ("PS256, signed with our key", forger.sign(&called("PS256"), &claims())),
    ]
}

/// Headers that lead a reader somewhere else, or that ask for what nobody here does. All are signed with the right key.
fn headers(forger: &Forger) -> Vec<Kind> {
    let own = Ed25519KeyPair::generate().unwrap();
    let jwk =
        json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(own.public_key().as_ref()) });
    let theirs = Forger { pair: own, kid: forger.kid.clone() };
    let here = |name: &str, value: Value| forger.sign(&with(forger.header(), name, value), &claims());
    let theirs = |name: &str, value: Value| theirs.sign(&with(forger.header(), name, value), &claims());
    let kid = |value: Value| here("kid", value);
    let twice = format!(r#"{{"alg":"EdDSA","kid":"{0}","kid":"{0}"}}"#, forger.kid);
    let both = format!(r#"{{"alg":"EdDSA","alg":"none","kid":"{}"}}"#, forger.kid);
    let body = encode(&claims().to_string());
    vec![
        ("no kid", forger.sign(&without(forger.header(), "kid"), &claims())),
        ("another kid", kid(json!("0123456789abcdef"))),
        ("an empty kid", kid(json!(""))),
        ("kid null", kid(Value::Null)),
        ("a number for a kid", kid(json!(0))),
        ("a list of kids", kid(json!([forger.kid]))),
        ("a kid in capitals", kid(json!(forger.kid.to_uppercase() + "A"))),
        ("the beginning of the kid", kid(json!(&forger.kid[..8]))),
        ("a kid and a blank", kid(json!(format!("{} ", forger.kid)))),
        ("a kid and a zero byte", kid(json!(format!("{}\u{0}", forger.kid)))),
        ("a kid that is a path", kid(json!("../token.pem"))),
        ("a kid that is a device", kid(json!("/dev/null"))),
        ("a kid that is SQL", kid(json!("' UNION SELECT 'secret' --"))),
        ("a kid that is a command", kid(json!("|/usr/bin/id"))),
        ("a kid that is an address", kid(json!("https://attacker.example/key"))),
        ("its own key in the header", theirs("jwk", jwk.clone())),
        ("a key in the header, though signed with ours", here("jwk", jwk)),
        ("the address of keys of its own", theirs("jku", json!("https://attacker.example/jwks.json"))),
        (
            "the address of keys, though signed with ours",
            here("jku", json!("https://attacker.example/jwks.json")),
        ),
        ("the address of a certificate", here("x5u", json!("https://attacker.example/cert.pem"))),
        ("a certificate of its own", here("x5c", json!(["MIIB"]))),
        ("something critical that nobody knows", here("crit", json!(["exp"]))),
        ("something critical that is unknown anywhere", with_critical(forger)),
        ("an empty list of what is critical", here("crit", json!([]))),
        ("a payload that is not encoded", here("b64", json!(false))),
        ("a token in a token, it says", here("cty", json!("JWT"))),
        ("a compressed payload", here("zip", json!("DEF"))),
        ("an encrypted payload, it says", here("enc", json!("A256GCM"))),
        ("a token of another kind", here("typ", json!("logout+jwt"))),
        ("a token of an unknown kind", here("typ", json!("JWE"))),
        ("kid twice", forger.sign_text(&format!("{}.{body}", encode(&twice)))),
        ("alg twice", forger.sign_text(&format!("{}.{body}", encode(&both)))),
        ("a header that is a list", forger.sign_text(&format!("{}.{body}", encode("[]")))),
        ("a header that is no JSON", forger.sign_text(&format!("{}.{body}", encode("alg: EdDSA")))),
        ("two headers", forger.sign_text(&format!("{}.{body}", encode(&format!("{0}{0}", forger.header()))))),
        (
            "a header with a byte-order mark",
            forger.sign_text(&format!("{}.{body}", encode(&format!("\u{FEFF}{}", forger.header())))),
        ),
    ]
}

fn with_critical(forger: &Forger) -> String {
    let header = with(with(forger.header(), "crit", json!(["x-tenant"])), "x-tenant", json!(2));
    forger.sign(&header, &claims())
}

/// Claims that are missing, of another shape, or said twice. All are signed with the right key.
fn claimed(forger: &Forger) -> Vec<Kind> {
    let say = |name: &str, value: Value| forger.sign(&forger.header(), &with(claims(), name, value));
    let leave = |name: &str| forger.sign(&forger.header(), &without(claims(), name));
    let header = encode(&forger.header().to_string());
    let text = |claims: &str| forger.sign_text(&format!("{header}.{}", encode(claims)));
    let whole = claims().to_string();
    let again = |more: &str| text(&format!("{},{more}}}", &whole[..whole.len() - 1]));
    let nested = forger.sign(&forger.header(), &claims());
    vec![
        ("another issuer", say("iss", json!("https://other.example"))),
        ("no issuer", leave("iss")),
        ("issuer null", say("iss", Value::Null)),
        ("an empty issuer", say("iss", json!(""))),
        ("the issuer with a slash", say("iss", json!(format!("{ISSUER}/")))),
        ("the issuer in capitals", say("iss", json!(ISSUER.to_uppercase()))),
        ("the issuer and a blank", say("iss", json!(format!("{ISSUER} ")))),
        ("the issuer over plain HTTP", say("iss", json!(ISSUER.replace("https", "http")))),
        ("an issuer that looks alike", say("iss", json!(ISSUER.replace('e', "\u{435}")))),
        ("the issuer with something unseen", say("iss", json!(format!("{ISSUER}\u{200B}")))),
        ("a list of issuers", say("iss", json!([ISSUER, "https://other.example"]))),
        ("no audience", leave("aud")),
        ("audience null", say("aud", Value::Null)),
        ("a list of audiences", say("aud", json!(["tonghop", "another"]))),
        ("an empty list of audiences", say("aud", json!([]))),
        ("an audience that is an object", say("aud", json!({ "tonghop": true }))),
        ("no birth", leave("iat")),
        ("a birth in the future", say("iat", json!(NOW + 31))),
        ("no subject", leave("sub")),
        ("an empty subject", say("sub", json!(""))),
        ("subject null", say("sub", Value::Null)),
        ("a list of subjects", say("sub", json!(["84.SUBMITTER.STTTT.1"]))),
        ("a number for a subject", say("sub", json!(84))),
        ("no end", leave("exp")),
        ("end null", say("exp", Value::Null)),
        ("an end that is a text", say("exp", json!("never"))),
        ("an end that is the text of a number", say("exp", json!((NOW + 3600).to_string()))),
        ("an end between two seconds", say("exp", json!(1_568_602_800.5))),
        ("an end beyond time", say("exp", json!(i64::MAX))),
        ("an end beyond numbers", text(&whole.replace(&(NOW + 3600).to_string(), "1e400"))),
        ("no beginning", leave("nbf")),
        ("a beginning in the future", say("nbf", json!(NOW + 31))),
        ("a beginning beyond time", say("nbf", json!(i64::MAX))),
        ("a beginning that is a text", say("nbf", json!("now"))),
        ("the subject twice", again(r#""sub":"84.HOME_AFFAIRS_OFFICER.1""#)),
        ("the subject twice, once in disguise", again(r#""\u0073ub":"84.HOME_AFFAIRS_OFFICER.1""#)),
        ("the end twice", again(r#""exp":9999999999"#)),
        ("the issuer twice", again(r#""iss":"https://other.example""#)),
        ("claims that are a list", text(&format!("[{whole}]"))),
        ("claims that are a text", text(&json!(whole).to_string())),
        ("claims that are nothing", text("null")),
        ("claims and something after them", text(&format!("{whole}{{}}"))),
        ("claims with a remark", text(&format!("/* */{whole}"))),
        ("a subject that is no Unicode", text(&whole.replace("84.SUBMITTER.STTTT.1", "\\ud800"))),
        ("claims nested too deep", text(&format!("{}{}", "[".repeat(3_000), "]".repeat(3_000)))),
        ("a token as the claims of a token", text(&nested)),
    ]
}

/// What is not written as a token is.
fn shapes(forger: &Forger) -> Vec<Kind> {
    let right = forger.sign(&forger.header(), &claims());
    let [header, body, signature] = parts(&right);
    let padded = |text: &str| URL_SAFE.encode(URL_SAFE_NO_PAD.decode(text).unwrap());
    let (padded_header, padded_body) = (padded(&encode(&forger.header().to_string())), padded(&encode("{}")));
    let jwe = format!(
        "{}.{}.{}.{}.{}",
        encode(r#"{"alg":"dir","enc":"A256GCM"}"#),
        "",
        encode("iv"),
        encode("cipher"),
        encode("tag")
    );
    vec![
        ("rubbish", "rubbish".into()),
        ("dots", "..".into()),
        ("one part", header.into()),
        ("two parts", format!("{header}.{body}")),
        ("four parts", format!("{right}.a")),
        ("an empty part at the end", format!("{right}.")),
        ("an empty part before it", format!(".{right}")),
        ("no header", format!(".{body}.{signature}")),
        ("no claims", format!("{header}..{signature}")),
        ("the parts the other way round", format!("{body}.{header}.{signature}")),
        ("another word for the dot", right.replace('.', ",")),
        ("an encrypted token", jwe),
        (
            "a token in JSON",
            json!({ "payload": body, "protected": header, "signature": signature }).to_string(),
        ),
        ("quotes around it", format!("\"{right}\"")),
        ("a blank in the middle", format!("{header}. {body}.{signature}")),
        ("a tab in the middle", format!("{header}.\t{body}.{signature}")),
        ("two tokens", format!("{right},{right}")),
        ("a padded header", forger.sign_text(&format!("{padded_header}=.{body}"))),
        ("padded claims", forger.sign_text(&format!("{header}.{padded_body}"))),
        ("percent signs", right.replace('.', "%2E")),
        ("itself in base64", URL_SAFE_NO_PAD.encode(&right)),
        ("twice Bearer", format!("Bearer {right}")),
        ("a very long one", format!("{right}{}", "A".repeat(9_000))),
        (
            "a long claim under a right signature",
            forger.sign(&forger.header(), &with(claims(), "more", json!("a".repeat(8_192)))),
        ),
    ]
}

fn every_kind(forger: &Forger) -> Vec<Kind> {
    [signatures(forger), algorithms(forger), headers(forger), claimed(forger), shapes(forger)].concat()
}

on_both! {
    async fn no_forged_token_is_taken(world: World) {
        let forger = Forger::of(&world);
        // Each is one step away from this one.
        let right = forger.sign(&forger.header(), &claims());
        assert_eq!(viewer(&world, &right).await.status, 200);
        let kinds = every_kind(&forger);
        assert!(kinds.len() >= 140, "{} kinds", kinds.len());
        let mut names: Vec<&str> = kinds.iter().map(|(what, _)| *what).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), kinds.len(), "a kind is named twice");
        for (what, token) in &kinds {
            let answer = viewer(&world, token).await;
            // No audience of ours is another audience, however it is written.
            let elsewhere = what.contains("audience")
                && answer.errors().iter().any(|error| error["extensions"]["reason"] == "TOKEN_AUDIENCE");
            let (reason, message) = match elsewhere {
                true => ("TOKEN_AUDIENCE", "The access token is meant for another audience."),
                false => ("TOKEN_FORGED", "The access token is not valid."),
            };
            expect_refused(&answer, what, reason, message);
        }
    }

    async fn no_forged_token_opens_a_socket(world: World) {
        let forger = Forger::of(&world);
        let mut socket = world.stranger().silent_socket().await;
        socket.greet(Some(&forger.sign(&forger.header(), &claims()))).await;
        for (what, token) in every_kind(&forger) {
            let mut socket = world.stranger().silent_socket().await;
            socket.init(Some(&token)).await;
            // What is too long for a message is refused as that.
            let expected = if token.len() > 8_192 { vec![4403, 1009, 4400] } else { vec![4403] };
            match socket.receive().await {
                Received::Closed(code, _) => assert!(expected.contains(&code), "{what}: closed with {code}"),
                Received::Message(message) => panic!("{what}: {message}"),
            }
        }
    }

    async fn a_forged_token_is_told_of_in_both_languages(world: World) {
        let vietnamese = world.stranger().known_as("", "rubbish").graphql("{ viewer { person { id } } }", json!({})).await;
        assert_eq!(vietnamese.errors()[0]["message"], "Mã truy cập không hợp lệ.");
        // A clock may be off by half a minute.
        let forger = Forger::of(&world);
        let early = forger.sign(&forger.header(), &with(claims(), "nbf", json!(NOW + 30)));
        assert_eq!(viewer(&world, &early).await.status, 200);
    }
}
