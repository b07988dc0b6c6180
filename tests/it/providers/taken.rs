//! Which tokens of a provider are taken.

use super::fake::{Fake, Key};
use super::{Scene, auditor};
use crate::cycle::desk::{FORM, PERIOD};
use crate::kit::Furnished;
use crate::kit::json::{with, without};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::province::subject;
use crate::kit::server::{ISSUER, link};
use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use serde_json::{Value, json};
use tonghop::auth::Signing;
use tonghop::kit::vocabulary::Role;

/// What a provider of one algorithm takes and refuses; `other` is another algorithm.
async fn takes_its_own(database: Furnished, signing: Signing, other: Signing) {
    let key = Key::new("2019-09", signing);
    let other = Key::new("khoa-khac", other);
    let fake = Fake::start(key.clone()).await;
    // It publishes a key of another algorithm, too.
    fake.inside().keys.insert(0, other.clone());
    let settings = fake.settings(signing);
    let scene = Scene::with(database, fake, settings).await;
    let header = key.header();
    let claims = scene.fake.claims(&auditor(), &scene.clock);
    let now = scene.clock.now().timestamp();
    for (what, token) in [
        ("an access token", key.sign(&header, &claims)),
        ("of a plain type", key.sign(&with(header.clone(), "typ", json!("JWT")), &claims)),
        ("of no type", key.sign(&without(header.clone(), "typ"), &claims)),
        ("for others too", key.sign(&header, &with(claims.clone(), "aud", json!(["account", "tonghop"])))),
        ("with a beginning", key.sign(&header, &with(claims.clone(), "nbf", json!(now)))),
        (
            "with rights of its own making",
            key.sign(&header, &with(claims.clone(), "roles", json!(["PROVINCE_ADMINISTRATOR"]))),
        ),
    ] {
        Scene::expect_taken(&scene.ask(&token).await, what);
    }

    let stranger = Key::new("2019-09", signing);
    let hmac = |header: &Value| {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(header), encode(&claims));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key.public()), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
    };
    let right = key.sign(&header, &claims);
    let (signed, _) = right.rsplit_once('.').unwrap();
    let promoted = key.sign(&header, &with(claims.clone(), "sub", json!("83.HOME_AFFAIRS_OFFICER.1")));
    let claimed = |name: &str, value: Value| key.sign(&header, &with(claims.clone(), name, value));
    let headed = |name: &str, value: Value| key.sign(&with(header.clone(), name, value), &claims);
    for (what, reason, token) in [
        ("another algorithm, by a key it publishes", "TOKEN_FORGED", other.sign(&other.header(), &claims)),
        (
            "another algorithm than it says",
            "TOKEN_KEY_UNKNOWN",
            other.sign(&with(other.header(), "alg", json!(key.algorithm())), &claims),
        ),
        ("another's key of the same name", "TOKEN_FORGED", stranger.sign(&header, &claims)),
        (
            "another's key, in the header",
            "TOKEN_FORGED",
            stranger.sign(
                &with(
                    header.clone(),
                    "jwk",
                    json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode([1; 32]) }),
                ),
                &claims,
            ),
        ),
        (
            "another's key, at an address",
            "TOKEN_FORGED",
            stranger.sign(&with(header.clone(), "jku", json!("https://127.0.0.1:1/keys")), &claims),
        ),
        ("no signature", "TOKEN_FORGED", format!("{signed}.")),
        (
            "another token's signature",
            "TOKEN_FORGED",
            format!("{signed}.{}", promoted.rsplit_once('.').unwrap().1),
        ),
        (
            "alg none",
            "TOKEN_FORGED",
            format!("{}.", headed("alg", json!("none")).rsplit_once('.').unwrap().0),
        ),
        ("an HMAC by the public key", "TOKEN_FORGED", hmac(&with(header.clone(), "alg", json!("HS256")))),
        ("an HMAC that says otherwise", "TOKEN_FORGED", hmac(&header)),
        ("no name of a key", "TOKEN_FORGED", key.sign(&without(header.clone(), "kid"), &claims)),
        ("an empty name of a key", "TOKEN_FORGED", headed("kid", json!(""))),
        ("a long name of a key", "TOKEN_FORGED", headed("kid", json!("k".repeat(201)))),
        ("the name of a key in other letters", "TOKEN_KEY_UNKNOWN", headed("kid", json!("2019-09 "))),
        ("what must be understood", "TOKEN_FORGED", headed("crit", json!(["exp"]))),
        ("a logout token", "TOKEN_FORGED", headed("typ", json!("logout+jwt"))),
        ("another issuer's name", "TOKEN_FORGED", claimed("iss", json!("https://other.example"))),
        ("its name with a slash", "TOKEN_FORGED", claimed("iss", json!(format!("{}/", scene.fake.issuer)))),
        ("our name", "TOKEN_FORGED", claimed("iss", json!(ISSUER))),
        ("no issuer", "TOKEN_FORGED", key.sign(&header, &without(claims.clone(), "iss"))),
        ("two issuers", "TOKEN_FORGED", claimed("iss", json!([scene.fake.issuer, ISSUER]))),
        ("another audience", "TOKEN_AUDIENCE", claimed("aud", json!("account"))),
        ("other audiences", "TOKEN_AUDIENCE", claimed("aud", json!(["account", "tonghop2"]))),
        ("no audience", "TOKEN_FORGED", key.sign(&header, &without(claims.clone(), "aud"))),
        ("no subject", "TOKEN_FORGED", key.sign(&header, &without(claims.clone(), "sub"))),
        ("an empty subject", "TOKEN_FORGED", claimed("sub", json!(""))),
        ("no end", "TOKEN_FORGED", key.sign(&header, &without(claims.clone(), "exp"))),
        ("no birth", "TOKEN_FORGED", key.sign(&header, &without(claims.clone(), "iat"))),
        ("a birth in the future", "TOKEN_FORGED", claimed("iat", json!(now + 31))),
        ("a beginning in the future", "TOKEN_FORGED", claimed("nbf", json!(now + 31))),
        ("a life of more than an hour", "TOKEN_LIFETIME", claimed("exp", json!(now + 3_601))),
        ("a life without end", "TOKEN_LIFETIME", claimed("exp", json!(i64::MAX))),
        ("a life that began before time", "TOKEN_FORGED", claimed("iat", json!(i64::MIN))),
        (
            "an end that has been",
            "TOKEN_EXPIRED",
            key.sign(&header, &with(with(claims.clone(), "iat", json!(now - 3_630)), "exp", json!(now - 30))),
        ),
        ("nobody", "PERSON_UNKNOWN", claimed("sub", json!("nobody"))),
        ("somebody of another issuer", "PERSON_UNKNOWN", claimed("sub", json!("84.AUDITOR.1"))),
    ] {
        Scene::expect_refused(&scene.ask(&token).await, what, reason);
    }
    // Our own tokens are good as ever, and prove nobody of the provider's.
    Scene::expect_refused(&scene.ask(&scene.server.token(&auditor(), 365)).await, "ours", "PERSON_UNKNOWN");
    assert_eq!(scene.ask(&scene.server.token("84.AUDITOR.1", 365)).await.status, 200);
    // And a token ends.
    scene.later(Duration::seconds(3_629)).await;
    Scene::expect_taken(&scene.ask(&right).await, "at its end");
    scene.later(Duration::seconds(1)).await;
    Scene::expect_refused(&scene.ask(&right).await, "after its end", "TOKEN_EXPIRED");
}

on_both! {
    async fn rsa(database: Furnished) {
        takes_its_own(database, Signing::Rsa, Signing::Ecdsa).await;
    }

    async fn ecdsa(database: Furnished) {
        takes_its_own(database, Signing::Ecdsa, Signing::Ed25519).await;
    }

    /// Somebody who had a login before there was a provider has two since, and is the same by both.
    async fn a_person_may_come_by_two_issuers(database: Furnished) {
        let scene = Scene::set(database, Key::new("2019-09", Signing::Ed25519), Signing::Ed25519).await;
        let token = scene.fake.token("f:9c1:binh", &scene.clock);
        Scene::expect_refused(&scene.ask(&token).await, "before", "PERSON_UNKNOWN");
        let linked = || link(&scene.database.admin_url, "84.AUDITOR.1", (&scene.fake.issuer, "f:9c1:binh"));
        linked().expect("another login");
        for token in [token, scene.server.token("84.AUDITOR.1", 365)] {
            let answer = scene.ask(&token).await;
            assert_eq!(answer.at("viewer.person.fullName"), &json!("Nguyễn Văn 84.AUDITOR.1"));
        }
        assert!(linked().unwrap_err().contains("already"));
        assert!(link(&scene.database.admin_url, "nobody", (&scene.fake.issuer, "a")).is_err());
    }

    async fn ed25519(database: Furnished) {
        takes_its_own(database, Signing::Ed25519, Signing::Rsa).await;
    }

    /// When somebody signed in is what the provider says of it, and nothing else.
    async fn what_asks_for_a_recent_sign_in_goes_by_the_provider(database: Furnished) {
        let key = Key::new("2019-09", Signing::Ed25519);
        let scene = Scene::set(database, key.clone(), Signing::Ed25519).await;
        let officer = subject("83", Role::HomeAffairsOfficer, None, 1);
        let claims = scene.fake.claims(&officer, &scene.clock);
        let close = async |claims: &Value| {
            let token = key.sign(&key.header(), claims);
            let officer = Person::stranger(scene.server.address()).known_as(&officer, &token);
            officer.close_round(FORM, PERIOD).await
        };
        let now = scene.clock.now().timestamp();
        close(&claims).await.expect_user_error("SIGN_IN_AGAIN");
        for old in [0, now - 367 * 86_400, now + 31] {
            close(&with(claims.clone(), "auth_time", json!(old))).await.expect_user_error("SIGN_IN_AGAIN");
        }
        // Whoever did sign in is told that there is no such round.
        close(&with(claims, "auth_time", json!(now))).await.expect_user_error("NOT_FOUND");
    }
}
