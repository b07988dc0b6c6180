//! Signing in in the browser: the whole way, and that it leads nowhere else.

use super::auditor;
use super::browser::{ATTEMPT, Browser, Desk, ORIGIN, SESSION, SIGNING};
use super::fake::{Fake, Key};
use super::front::question;
use crate::cycle::desk::texts;
use crate::kit::course::{DUE, FORM, PERIOD};
use crate::kit::province::subject;
use crate::kit::{Furnished, on_both};
use reqwest::Method;
use serde_json::json;
use tonghop::auth::ProviderSettings;
use tonghop::kit::vocabulary::Role;

const NAME: &str = "Nguyễn Văn 83.AUDITOR.1";

on_both! {
    async fn the_whole_way_in_and_out(database: Furnished) {
        // By a client with a secret, which has signs that a form encodes.
        let fake = Fake::start(Key::new("0", SIGNING)).await;
        let file = database.0.folder.path().join("client-secret");
        std::fs::write(&file, "bí mật+của:máy%\n").unwrap();
        fake.inside().front.secret = Some("b%C3%AD+m%E1%BA%ADt%2Bc%E1%BB%A7a%3Am%C3%A1y%25".into());
        let sign_in = Some(fake.client("Cán bộ", file.to_str().map(str::to_owned)));
        let settings = ProviderSettings { sign_in, ..fake.settings(SIGNING) };
        let desk = Desk::with(database, fake, settings, Vec::new()).await;
        let mut browser = desk.browser();

        let sent = browser.get("/sign-in?returnTo=/tong-hop?ky=2019-Q3%26x%3D1%23bang").await;
        let asked = question(sent.location());
        assert_eq!(asked["redirect_uri"], format!("{ORIGIN}/sign-in/callback"));
        for (name, longest) in [("state", 43), ("nonce", 43), ("code_challenge", 43)] {
            assert_eq!(asked[name].len(), longest, "{name}");
        }
        assert!(!asked.contains_key("prompt") && !asked.contains_key("max_age"));
        assert!(!sent.location().contains(&browser.cookies[ATTEMPT]));
        let back = desk.fake.sign_in(sent.location(), &auditor());
        let done = browser.visit(&back).await;
        assert_eq!(done.location(), "/tong-hop?ky=2019-Q3&x=1#bang");
        assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), [SESSION]);
        assert_eq!(browser.viewer().await.at("viewer.person.fullName"), &json!(NAME));
        let page = browser.get("/sign-in/done").await;
        assert!(page.status == 200 && page.text.contains("Đã đăng nhập") && page.text.contains("Đăng xuất"), "{}", page.text);

        // Stored is what nobody can come in with.
        let secret = browser.cookies[SESSION].clone();
        let kept = texts(&desk.database, "SELECT secret_digest || issuer || subject FROM session").await;
        assert_eq!(kept, [format!("{}{}{}", tonghop::kit::digest::sha256(secret.as_bytes()), desk.fake.issuer, auditor())]);
        let acts = async || texts(&desk.database, "SELECT action FROM audit_entry WHERE subject_kind = 'Session' ORDER BY seq").await;
        assert_eq!(acts().await, ["signIn"]);

        let page = browser.go(Method::POST, "/sign-out?returnTo=/sign-in/done", &[("origin", ORIGIN)]).await;
        assert_eq!(page.location(), "/sign-in/done");
        assert!(browser.cookies.is_empty());
        assert!(browser.get("/sign-in/done").await.text.contains("Chưa đăng nhập"));
        assert_eq!(acts().await, ["signIn", "signOut"]);
        browser.cookies.insert(SESSION.into(), secret);
        browser.expect_out("SESSION_ENDED").await;
        // Out already: nothing to do, and nothing to say of it.
        assert_eq!(browser.go(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await.status, 204);
        assert_eq!(acts().await.len(), 2);
    }

    /// Nobody signs in where that is not configured, and no cookie is looked at.
    async fn it_is_off_unless_it_is_configured(database: Furnished) {
        let scene = super::Scene::set(database, Key::new("0", SIGNING), SIGNING).await;
        let mut browser = Browser::new(scene.server.address());
        for path in ["/sign-in", "/sign-in/callback", "/sign-in/done"] {
            assert_eq!(browser.get(path).await.status, 404, "{path}");
        }
        assert_eq!(browser.go(Method::POST, "/sign-out", &[("origin", ORIGIN)]).await.status, 404);
        browser.cookies.insert(SESSION.into(), "tonghop_x".into());
        let answer = browser.viewer().await;
        assert_eq!((answer.status, answer.code()), (200, Some("UNAUTHENTICATED")), "a stranger: {answer}");
        assert_eq!(answer.errors()[0]["extensions"]["reason"], "TOKEN_MISSING");
    }

    async fn nobody_is_sent_elsewhere(database: Furnished) {
        let desk = Desk::set(database).await;
        let mut browser = desk.browser();
        for elsewhere in [
            "https://attacker.example/", "//attacker.example", "///attacker.example", "/%5Cattacker.example",
            "%5C%5Cattacker.example", "/%09/attacker.example", "javascript:alert(1)", "tong-hop", "", "/a%0D%0Aset-cookie:a=b",
            "/.//attacker.example", "https:attacker.example", "%2F%2Fattacker.example", "/a&returnTo=/b",
        ] {
            let page = browser.get(&format!("/sign-in?returnTo={elsewhere}")).await;
            page.expect_refused(400, "SIGN_IN_RETURN");
            assert!(!page.text.contains("attacker") && browser.cookies.is_empty(), "{elsewhere}");
            let out = browser.go(Method::POST, &format!("/sign-out?returnTo={elsewhere}"), &[("origin", ORIGIN)]).await;
            out.expect_refused(400, "SIGN_IN_RETURN");
        }
        // Neither by what a browser kept: it is read again as it was written, or not at all.
        let sent = browser.get("/sign-in?returnTo=/tong-hop").await;
        let back = desk.fake.sign_in(sent.location(), &auditor());
        let kept = browser.cookies[ATTEMPT].clone();
        let changed = changed(&kept, "/tong-hop", "//attacker");
        browser.cookies.insert(ATTEMPT.into(), changed);
        browser.visit(&back).await.expect_refused(400, "SIGN_IN_STATE");
        browser.cookies.insert(ATTEMPT.into(), kept);
        assert_eq!(browser.visit(&back).await.location(), "/tong-hop");
    }

    /// A provider's document sends neither people nor codes to another host, and codes are not sent on.
    async fn codes_go_to_the_provider_only(database: Furnished) {
        let desk = Desk::set(database).await;
        let stranger = Fake::start(Key::new("0", SIGNING)).await;
        for name in ["authorization_endpoint", "token_endpoint", "issuer"] {
            let mut document = desk.fake.document(&desk.fake.inside().front);
            document[name] = json!(format!("{}/{name}", stranger.issuer));
            desk.fake.inside().discovery = Some(document);
            desk.browser().get("/sign-in").await.expect_refused(502, "SIGN_IN_FAILED");
            desk.clock.advance(chrono::Duration::minutes(1));
        }
        desk.fake.inside().discovery = None;
        let mut browser = desk.browser();
        let sent = browser.get("/sign-in").await;
        let back = desk.fake.sign_in(sent.location(), &auditor());
        desk.fake.inside().front.says = Some((307, String::new(), format!("{}/token", stranger.issuer)));
        browser.visit(&back).await.expect_refused(502, "SIGN_IN_FAILED");
        assert_eq!((desk.fake.inside().front.asked, stranger.inside().front.asked), (1, 0));
    }

    /// A document of what the provider says is asked for once, and its absence does not set off a storm.
    async fn a_provider_that_is_away_is_asked_once_a_minute(database: Furnished) {
        let desk = Desk::set(database).await;
        desk.fake.inside().discovery = Some(json!("away"));
        let before = desk.fake.inside().asked[1];
        for _ in 0..5 {
            desk.browser().get("/sign-in").await.expect_refused(502, "SIGN_IN_FAILED");
        }
        assert_eq!(desk.fake.inside().asked[1], before + 1);
        desk.fake.inside().discovery = None;
        desk.clock.advance(chrono::Duration::minutes(1));
        desk.server.refresh_keys().await;
        let asked = desk.fake.inside().asked[1];
        for _ in 0..5 {
            desk.signed_in(&auditor()).await;
        }
        assert!(desk.fake.inside().asked[1] <= asked + 1);
    }

    /// What closes the books asks for a sign-in of the last minutes; signing in anew is one, when the provider says so.
    async fn signing_in_anew_is_recent(database: Furnished) {
        let desk = Desk::set(database).await;
        let officer = subject("83", Role::HomeAffairsOfficer, None, 1);
        desk.fake.inside().front.signed_in_for = chrono::Duration::hours(2);
        let mut browser = desk.signed_in(&officer).await;
        browser.person().open_round(FORM, PERIOD, DUE, &[]).await.expect_done();
        browser.person().close_round(FORM, PERIOD).await.expect_user_error("SIGN_IN_AGAIN");

        let sent = browser.get("/sign-in?fresh=1").await;
        let asked = question(sent.location());
        assert_eq!((asked["prompt"].as_str(), asked["max_age"].as_str()), ("login", "0"));
        let back = desk.fake.sign_in(sent.location(), &officer);
        browser.visit(&back).await.expect_refused(403, "SIGN_IN_NOT_FRESH");
        desk.fake.inside().front.amends.insert("auth_time".into(), json!(null));
        let page = browser.get("/sign-in?fresh=1").await;
        browser.visit(&desk.fake.sign_in(page.location(), &officer)).await.expect_refused(403, "SIGN_IN_NOT_FRESH");
        browser.person().close_round(FORM, PERIOD).await.expect_user_error("SIGN_IN_AGAIN");

        desk.fake.inside().front.amends.clear();
        desk.fake.inside().front.signed_in_for = chrono::Duration::zero();
        desk.sign_in_by(&mut browser, "/sign-in?fresh=1&returnTo=/", &officer).await.location();
        browser.person().close_round(FORM, PERIOD).await.expect_done();
    }
}

/// What a browser kept, with a text in it replaced.
pub fn changed(kept: &str, text: &str, instead: &str) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let kept = String::from_utf8(URL_SAFE_NO_PAD.decode(kept).unwrap()).unwrap();
    assert!(kept.contains(text), "{kept}");
    URL_SAFE_NO_PAD.encode(kept.replace(text, instead))
}
