//! What comes back from a provider, and is not what was asked for.

use super::auditor;
use super::browser::{ATTEMPT, Desk, SESSION, SIGNING};
use super::fake::{Fake, Key, Says};
use super::front::CLIENT;
use super::sign_in::changed;
use crate::kit::{Furnished, on_both};
use chrono::Duration;
use serde_json::{Value, json};
use tonghop::auth::ProviderSettings;

on_both! {
    /// An answer is for the browser that asked, for ten minutes, and says each thing once.
    async fn an_answer_without_its_question_is_none(database: Furnished) {
        let desk = Desk::set(database).await;
        let (mut browser, mut other) = (desk.browser(), desk.browser());
        let sent = browser.get("/sign-in").await;
        let theirs = other.get("/sign-in").await;
        let back = desk.fake.sign_in(sent.location(), &auditor());
        let back_of_other = desk.fake.sign_in(theirs.location(), &auditor());
        desk.browser().visit(&back).await.expect_refused(400, "SIGN_IN_STATE");
        other.visit(&back).await.expect_refused(400, "SIGN_IN_STATE");
        browser.visit(&back_of_other).await.expect_refused(400, "SIGN_IN_STATE");
        let with = |name: &str, value: Option<&str>| {
            let mut url = back.clone();
            let pairs = back.query_pairs().filter(|(found, _)| found != name);
            url.query_pairs_mut().clear().extend_pairs(pairs);
            if let Some(value) = value {
                url.query_pairs_mut().append_pair(name, value);
            }
            url
        };
        for wrong in [with("state", None), with("state", Some("")), with("state", Some(&"A".repeat(43)))] {
            browser.visit(&wrong).await.expect_refused(400, "SIGN_IN_STATE");
        }
        let twice = reqwest::Url::parse(&format!("{back}&code=another")).unwrap();
        browser.visit(&twice).await.expect_refused(400, "SIGN_IN_STATE");
        let kept = browser.cookies[ATTEMPT].clone();
        for forged in ["", "e30", &kept[1..], &changed(&kept, "\"fresh\":false", "\"fresh\":true")] {
            browser.cookies.insert(ATTEMPT.into(), forged.to_owned());
            browser.visit(&back).await.expect_refused(400, "SIGN_IN_STATE");
        }
        browser.cookies.insert(ATTEMPT.into(), kept);
        desk.clock.advance(Duration::seconds(601));
        browser.visit(&back).await.expect_refused(400, "SIGN_IN_STATE");
        assert_eq!(desk.fake.inside().front.asked, 0, "no code was brought to the provider");
        // None of it has spoilt the browser for a right one.
        desk.sign_in_by(&mut browser, "/sign-in", &auditor()).await.location();
        assert_eq!(browser.viewer().await.status, 200);
    }

    /// The provider takes a code and never answers: whoever waits for that is told, and comes in once it does.
    async fn a_code_that_is_never_answered_is_given_up(database: Furnished) {
        let desk = Desk::set(database).await;
        let mut browser = desk.browser();
        desk.fake.inside().says = Says::Never;
        let claims = auditor();
        let told = desk.sign_in_by(&mut browser, "/sign-in", &claims);
        let told = tokio::time::timeout(std::time::Duration::from_secs(60), told).await.expect("an end");
        told.expect_refused(502, "SIGN_IN_FAILED");
        assert_eq!(desk.fake.inside().front.asked, 1, "the code was brought");
        desk.fake.inside().says = Says::Keys;
        assert_eq!(desk.signed_in(&auditor()).await.viewer().await.status, 200);
    }

    /// Whoever got hold of somebody's code has not what it was asked with; and each code is good once.
    async fn a_code_is_good_once_and_for_whoever_asked_for_it(database: Furnished) {
        let desk = Desk::set(database).await;
        let (mut thief, mut victim) = (desk.browser(), desk.browser());
        let (asked, theirs) = (thief.get("/sign-in").await, victim.get("/sign-in").await);
        let stolen = desk.fake.sign_in(theirs.location(), &auditor());
        let mut planted = desk.fake.sign_in(asked.location(), "nobody");
        let code = stolen.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let pairs: Vec<(String, String)> = planted.query_pairs().into_owned().collect();
        let pairs = pairs.into_iter().map(|(name, value)| if name == "code" { (name, code.clone()) } else { (name, value) });
        planted.query_pairs_mut().clear().extend_pairs(pairs);
        thief.visit(&planted).await.expect_refused(502, "SIGN_IN_FAILED");

        let sent = victim.get("/sign-in").await;
        let kept = victim.cookies[ATTEMPT].clone();
        let back = desk.fake.sign_in(sent.location(), &auditor());
        victim.visit(&back).await.location();
        // From the history of the browser, and with what it had kept.
        victim.visit(&back).await.expect_refused(400, "SIGN_IN_STATE");
        victim.cookies.insert(ATTEMPT.into(), kept);
        victim.visit(&back).await.expect_refused(502, "SIGN_IN_FAILED");
        assert_eq!(victim.viewer().await.status, 200, "and the session goes on");
    }

    async fn an_id_token_that_was_not_asked_for_is_refused(database: Furnished) {
        let desk = Desk::set(database).await;
        let now = desk.clock.now().timestamp();
        let claim = |name: &str, value: Value| (name.to_owned(), value);
        let mut wrong: Vec<Vec<(String, Value)>> = [
            ("nonce", Value::Null), ("nonce", json!("A".repeat(43))), ("nonce", json!("")), ("nonce", json!([])),
            ("aud", json!("tonghop")), ("aud", json!(["tonghop"])), ("aud", Value::Null), ("aud", json!([CLIENT, "another"])),
            ("azp", json!("another")), ("iss", json!("https://another.example")), ("iss", Value::Null),
            ("exp", json!(now - 30)), ("exp", Value::Null), ("iat", json!(now + 31)), ("iat", Value::Null),
            ("nbf", json!(now + 31)), ("sub", json!("")), ("sub", Value::Null), ("sub", json!(83)),
        ].into_iter().map(|(name, value)| vec![claim(name, value)]).collect();
        wrong.push(vec![claim("aud", json!([CLIENT, "another"])), claim("azp", json!("another"))]);
        for amends in wrong {
            let mut browser = desk.browser();
            desk.fake.inside().front.amends = amends.clone().into_iter().collect();
            let page = desk.sign_in_by(&mut browser, "/sign-in", &auditor()).await;
            page.expect_refused(502, "SIGN_IN_FAILED");
            assert!(browser.cookies.is_empty(), "{amends:?}");
        }
        desk.fake.inside().front.amends.clear();

        let key = desk.fake.inside().keys[0].clone();
        let another = Key::new("0", SIGNING);
        let header = |name: &str, value: Value| {
            let mut header = json!({ "typ": "JWT", "alg": key.algorithm(), "kid": key.name });
            header[name] = value;
            header
        };
        for (key, header) in [
            (another, header("typ", json!("JWT"))),
            (key.clone(), header("typ", json!("at+jwt"))),
            (key.clone(), header("typ", json!("logout+jwt"))),
            (key.clone(), header("alg", json!("none"))),
            (key.clone(), header("alg", json!("RS256"))),
            (key.clone(), header("kid", json!("1"))),
            (key.clone(), header("jku", json!("https://attacker.example"))),
        ] {
            desk.fake.inside().front.signs = Some((key, header));
            desk.sign_in_by(&mut desk.browser(), "/sign-in", &auditor()).await.expect_refused(502, "SIGN_IN_FAILED");
        }
        desk.fake.inside().front.signs = None;

        for (status, text) in [(200, ""), (200, "{}"), (200, "{\"id_token\":7}"), (200, "<html>"), (500, ""), (400, "{\"error\":\"invalid_grant\"}")] {
            desk.fake.inside().front.says = Some((status, text.to_owned(), String::new()));
            desk.sign_in_by(&mut desk.browser(), "/sign-in", &auditor()).await.expect_refused(502, "SIGN_IN_FAILED");
        }
        desk.fake.inside().front.says = None;
        // Somebody whom the provider knows and no province does; and then all is well.
        desk.sign_in_by(&mut desk.browser(), "/sign-in", "nobody").await.expect_refused(403, "PERSON_UNKNOWN");
        for amends in [vec![], vec![claim("azp", json!(CLIENT))], vec![claim("aud", json!([CLIENT]))], vec![claim("auth_time", Value::Null)]] {
            desk.fake.inside().front.amends = amends.into_iter().collect();
            assert_eq!(desk.signed_in(&auditor()).await.viewer().await.status, 200);
        }
    }

    /// An answer of one provider is none of another's, whether or not it says whose it is.
    async fn issuers_are_not_mixed_up(database: Furnished) {
        let (one, other) = (Fake::start(Key::new("0", SIGNING)).await, Fake::start(Key::new("0", SIGNING)).await);
        let named = |fake: &Fake, name: &str| {
            let sign_in = Some(fake.client(name, None));
            ProviderSettings { sign_in, ..fake.settings(SIGNING) }
        };
        let (first, second) = (named(&one, "Cán bộ <tỉnh>"), named(&other, "xa"));
        let desk = Desk::with(database, one, first, vec![(&other, second)]).await;
        let mut browser = desk.browser();
        let choice = browser.get("/sign-in?returnTo=/tong-hop&fresh=1").await;
        assert!(choice.status == 200 && choice.text.contains(">Cán bộ &lt;tỉnh&gt;</a>"), "{}", choice.text);
        assert!(choice.text.contains("?issuer=xa&amp;returnTo=%2Ftong-hop&amp;fresh=1"), "{}", choice.text);
        browser.get("/sign-in?issuer=khong-co").await.expect_refused(400, "SIGN_IN_ISSUER");

        let with_issuer = |back: &reqwest::Url, issuer: Option<&str>| {
            let mut url = back.clone();
            url.query_pairs_mut().clear().extend_pairs(back.query_pairs().filter(|(name, _)| name != "iss"));
            if let Some(issuer) = issuer {
                url.query_pairs_mut().append_pair("iss", issuer);
            }
            url
        };
        // Both say that their answers name them.
        let slash = format!("{}/", desk.fake.issuer);
        for wrong in [None, Some(other.issuer.as_str()), Some(""), Some(slash.as_str())] {
            let sent = browser.get("/sign-in?issuer=C%C3%A1n%20b%E1%BB%99%20%3Ct%E1%BB%89nh%3E").await;
            let back = desk.fake.sign_in(sent.location(), &auditor());
            browser.visit(&with_issuer(&back, wrong)).await.expect_refused(502, "SIGN_IN_FAILED");
        }
        assert_eq!((desk.fake.inside().front.asked, other.inside().front.asked), (0, 0), "no code was given away");
        // A person of the one is nobody at the other, whatever they are called there.
        let sent = browser.get("/sign-in?issuer=xa").await;
        let back = other.sign_in(sent.location(), &auditor());
        browser.visit(&back).await.expect_refused(403, "PERSON_UNKNOWN");
        assert!(!browser.cookies.contains_key(SESSION));
    }

    /// What a provider says goes into no page.
    async fn what_a_provider_says_is_not_shown(database: Furnished) {
        let desk = Desk::set(database).await;
        for error in ["access_denied", "login_required", "<script>alert(1)</script>", ""] {
            let mut browser = desk.browser();
            let sent = browser.get("/sign-in").await;
            let mut back = desk.fake.sign_in(sent.location(), &auditor());
            let own: Vec<(String, String)> = back.query_pairs().into_owned().filter(|(name, _)| name != "code").collect();
            back.query_pairs_mut().clear().extend_pairs(own).append_pair("error", error)
                .append_pair("error_description", "<img src=x onerror=alert(1)> Gọi 0900")
                .append_pair("error_uri", "https://attacker.example");
            let page = browser.visit(&back).await;
            page.expect_refused(403, "SIGN_IN_REFUSED");
            for said in ["access_denied", "login_required", "script", "onerror", "0900", "attacker"] {
                assert!(!page.text.contains(said), "{}", page.text);
            }
            assert!(browser.cookies.is_empty());
        }
        assert_eq!(desk.fake.inside().front.asked, 0);
    }
}
