//! How keys are come by: under load, through outages, against garbage and floods, and from nowhere else.

use super::fake::{Fake, Key, Says};
use super::{Scene, auditor};
use crate::kit::Furnished;
use crate::kit::on_both;
use crate::notices::desk::until;
use chrono::Duration;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tonghop::auth::Signing;

const SIGNING: Signing = Signing::Ed25519;

async fn set(database: Furnished) -> Scene {
    Scene::set(database, Key::new("0", SIGNING), SIGNING).await
}

on_both! {
    /// A new key signs from the moment it is published, an old one goes when nobody holds its tokens: nobody notices.
    async fn keys_are_rotated_under_load(database: Furnished) {
        let scene = Arc::new(set(database).await);
        let (over, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let callers: Vec<_> = (0..6)
            .map(|_| {
                let (scene, over, asked) = (scene.clone(), over.clone(), asked.clone());
                tokio::spawn(async move {
                    while !over.load(Ordering::SeqCst) {
                        let answer = scene.ask(&scene.token()).await;
                        Scene::expect_taken(&answer, "under load");
                        asked.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        // Twice as many as there are callers: each has come back since.
        let a_while = async || {
            let before = asked.load(Ordering::SeqCst);
            while asked.load(Ordering::SeqCst) < before + 12 && callers.iter().all(|caller| !caller.is_finished()) {
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
        };
        for rotation in 1..=6 {
            a_while().await;
            scene.clock.advance(Duration::seconds(61));
            scene.fake.inside().keys.push(Key::new(&rotation.to_string(), SIGNING));
            a_while().await;
            scene.fake.inside().keys.remove(0);
        }
        a_while().await;
        over.store(true, Ordering::SeqCst);
        for caller in callers {
            caller.await.expect("no failure");
        }
        assert!(scene.fake.asked() >= 7, "each new key was asked for");
    }

    /// An hour without the provider: keys that are known are gone by, new ones are not known; then all is well again.
    async fn the_provider_may_be_away_for_an_hour(database: Furnished) {
        let scene = set(database).await;
        Scene::expect_taken(&scene.ask(&scene.token()).await, "before");
        scene.fake.inside().says = Says::Nothing;
        for minute in 0..60 {
            scene.later(Duration::minutes(1)).await;
            Scene::expect_taken(&scene.ask(&scene.token()).await, &format!("minute {minute}"));
        }
        let new = Key::new("1", SIGNING);
        let token = new.sign(&new.header(), &scene.fake.claims(&auditor(), &scene.clock));
        Scene::expect_refused(&scene.ask(&token).await, "a new key", "TOKEN_KEY_UNKNOWN");
        scene.fake.inside().keys.push(new);
        scene.fake.inside().says = Says::Keys;
        scene.later(Duration::minutes(1)).await;
        Scene::expect_taken(&scene.ask(&token).await, "the new key, after");
        // Not for ever, though: nobody knows by then what has been withdrawn.
        scene.fake.inside().says = Says::Nothing;
        scene.later(Duration::hours(12) - Duration::seconds(1)).await;
        Scene::expect_taken(&scene.ask(&scene.token()).await, "nearly half a day");
        scene.later(Duration::seconds(1)).await;
        Scene::expect_refused(&scene.ask(&scene.token()).await, "half a day", "TOKEN_KEY_UNKNOWN");
    }

    /// The provider takes the question and never answers: nobody with a known key waits for it, and it is given up.
    async fn a_provider_that_never_answers_is_given_up(database: Furnished) {
        let scene = Arc::new(set(database).await);
        let (known, before) = (scene.token(), scene.fake.asked());
        scene.fake.inside().says = Says::Never;
        let due = scene.clone();
        let asking = tokio::spawn(async move { due.later(Duration::minutes(11)).await });
        until("the question", async || (scene.fake.asked() > before).then_some(())).await;
        Scene::expect_taken(&scene.ask(&known).await, "while it is asked");
        assert!(!asking.is_finished(), "a known key was kept waiting");
        until("its end", async || asking.is_finished().then_some(())).await;
        asking.await.unwrap();
        Scene::expect_taken(&scene.ask(&known).await, "after");
        scene.fake.inside().says = Says::Keys;
        scene.fake.inside().keys.push(Key::new("1", SIGNING));
        scene.later(Duration::minutes(1)).await;
        Scene::expect_taken(&scene.ask(&scene.token()).await, "by a new key");
    }

    async fn garbage_leaves_the_keys_as_they_are(database: Furnished) {
        let scene = set(database).await;
        let keys = |keys: Value| json!({ "keys": keys }).to_string();
        let twice = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "0", "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" });
        for (status, garbage) in [
            (200, String::new()),
            (200, "<html>Đang bảo trì</html>".to_owned()),
            (200, "{".to_owned()),
            (200, "null".to_owned()),
            (200, json!({ "keys": "0" }).to_string()),
            (200, keys(json!([]))),
            (200, keys(json!([{ "kty": "RSA", "kid": "0" }]))),
            (200, keys(json!([{ "kty": "oct", "kid": "0", "k": "AAAA" }]))),
            (200, keys(json!([twice, twice]))),
            // What is right and too long is too long.
            (200, json!({ "keys": [twice], "more": "k".repeat(256 * 1024) }).to_string()),
            (404, keys(json!([twice]))),
            (500, keys(json!([twice]))),
        ] {
            let before = scene.fake.asked();
            scene.fake.inside().says = Says::Else(status, garbage.clone());
            scene.later(Duration::minutes(11)).await;
            let what: String = garbage.chars().take(60).collect();
            assert!(scene.fake.asked() > before, "{what}: it was asked");
            Scene::expect_taken(&scene.ask(&scene.token()).await, &what);
        }
        let stranger = Key::new("0", SIGNING);
        let forged = stranger.sign(&stranger.header(), &scene.fake.claims(&auditor(), &scene.clock));
        Scene::expect_refused(&scene.ask(&forged).await, "another key", "TOKEN_FORGED");
    }

    /// Names that somebody makes up make us ask once a minute, and not at all in the way of those that are known.
    async fn a_flood_of_names_is_one_question_a_minute(database: Furnished) {
        let scene = Arc::new(set(database).await);
        let flood = async |from: usize| {
            let claims = scene.fake.claims(&auditor(), &scene.clock);
            let tokens = (from..from + 60).map(|at| {
                let key = Key::new(&format!("gia-{at}"), SIGNING);
                key.sign(&key.header(), &claims)
            });
            let asked = tokens.map(|token| {
                let scene = scene.clone();
                async move { Scene::expect_refused(&scene.ask(&token).await, "a made-up key", "TOKEN_KEY_UNKNOWN") }
            });
            futures_util::future::join_all(asked).await;
            Scene::expect_taken(&scene.ask(&scene.token()).await, "a known key");
        };
        let begun = scene.fake.asked();
        flood(0).await;
        assert_eq!(scene.fake.asked(), begun + 1);
        scene.clock.advance(Duration::seconds(59));
        flood(60).await;
        assert_eq!(scene.fake.asked(), begun + 1);
        scene.clock.advance(Duration::seconds(1));
        flood(120).await;
        assert_eq!(scene.fake.asked(), begun + 2);
    }

    async fn a_key_that_is_withdrawn_is_gone_by_no_more(database: Furnished) {
        let scene = set(database).await;
        let token = scene.token();
        Scene::expect_taken(&scene.ask(&token).await, "while it is published");
        scene.fake.inside().keys = vec![Key::new("1", SIGNING)];
        scene.later(Duration::minutes(10)).await;
        Scene::expect_refused(&scene.ask(&token).await, "withdrawn", "TOKEN_KEY_UNKNOWN");
    }

    /// Keys come from where the operator says, and from nowhere else.
    async fn nobody_else_is_asked_for_keys(database: Furnished) {
        let elsewhere = Fake::start(Key::new("0", SIGNING)).await;
        let fake = Fake::start(Key::new("0", SIGNING)).await;
        let keys_at = |url: String| json!({ "issuer": fake.issuer, "jwks_uri": url });
        let wrong = |fake: &Fake, says: Says, discovery: Option<Value>| {
            fake.inside().says = says;
            fake.inside().discovery = discovery;
        };
        wrong(&fake, Says::Redirect(format!("{}/keys", elsewhere.issuer)), None);
        let settings = fake.settings(SIGNING);
        let scene = Scene::with(database, fake.clone(), settings).await;
        let plain = elsewhere.issuer.replace("https", "http");
        for (what, discovery) in [
            ("a redirect", None),
            ("another host", Some(keys_at(format!("{}/keys", elsewhere.issuer)))),
            ("without TLS", Some(keys_at(format!("{plain}/keys")))),
            ("with a password", Some(keys_at(fake.issuer.replace("https://", "https://a:b@") + "/keys"))),
            ("another issuer's document", Some(json!({ "issuer": elsewhere.issuer, "jwks_uri": format!("{}/keys", fake.issuer) }))),
            ("no document", Some(json!("<html>"))),
        ] {
            let [_, before] = fake.inside().asked;
            fake.inside().discovery = discovery;
            scene.later(Duration::minutes(2)).await;
            assert!(fake.inside().asked[1] > before, "{what}: it was asked");
            Scene::expect_refused(&scene.ask(&scene.token()).await, what, "TOKEN_KEY_UNKNOWN");
        }
        assert_eq!(elsewhere.inside().asked, [0, 0]);
        wrong(&fake, Says::Keys, None);
        scene.later(Duration::minutes(2)).await;
        Scene::expect_taken(&scene.ask(&scene.token()).await, "where it should be");
    }

    /// The operator may say that the keys are at another host.
    async fn the_operator_may_name_where_the_keys_are(database: Furnished) {
        let fake = Fake::start(Key::new("0", SIGNING)).await;
        let jwks_url = Some(format!("{}/keys?tinh=83", fake.issuer));
        let settings = tonghop::auth::ProviderSettings { jwks_url, ..fake.settings(SIGNING) };
        let scene = Scene::with(database, fake.clone(), settings).await;
        Scene::expect_taken(&scene.ask(&scene.token()).await, "by the operator's address");
        assert_eq!(fake.inside().asked[1], 0, "nobody asked for a discovery document");
    }

    /// A private network is asked by name only, and whoever cannot prove who it is, not at all.
    async fn a_private_network_and_a_strangers_certificate_are_refused(database: Furnished) {
        let fake = Fake::start(Key::new("0", SIGNING)).await;
        let stranger = Fake::start(Key::new("0", SIGNING)).await;
        // The stranger's certificate is by an authority that is not trusted.
        let untrusted = fake.known_as(stranger.settings(SIGNING), &tonghop::kit::Clock::system());
        let issuers = |provider| {
            let keys = tonghop::auth::KeyPair::generate().map_err(|_| "no key").unwrap();
            let own = tonghop::auth::Issuer::new("own", "tonghop", keys, tonghop::kit::Clock::system());
            tonghop::auth::Issuers::new(own, vec![provider]).map_err(|_| "two of one name").unwrap()
        };
        issuers(untrusted).refresh().await;
        assert_eq!(stranger.inside().asked, [0, 0]);
        let settings = tonghop::auth::ProviderSettings { private_hosts: vec!["sso.example".into()], ..fake.settings(SIGNING) };
        let scene = Scene::with(database, fake.clone(), settings).await;
        Scene::expect_refused(&scene.ask(&scene.token()).await, "a private address", "TOKEN_KEY_UNKNOWN");
        assert_eq!(fake.inside().asked, [0, 0]);
    }
}
