//! What the log of the real program has of people who sign in in the browser: that somebody did, and nothing to come in with.

use super::browser::{ATTEMPT, Browser, ORIGIN, SESSION, SIGNING};
use super::fake::{Fake, Key};
use super::front::CLIENT;
use crate::kit::program::Program;
use crate::kit::province::subject;
use crate::kit::server::link;
use crate::kit::{Furnished, on_both};
use crate::notices::desk::until;
use reqwest::Method;
use tonghop::kit::vocabulary::Role;

/// In whatever a stranger sends. Not a word that anybody would use.
const CANARY: &str = "Chimsaudo9b2e";

on_both! {
    async fn neither_code_nor_session_is_in_a_log(furnished: Furnished) {
        let database = &furnished.0;
        let fake = Fake::start(Key::new("0", SIGNING)).await;
        let file = |name: &str, text: &str| {
            let path = database.folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let client_secret = format!("{CANARY}-client");
        fake.inside().front.secret = Some(client_secret.clone());
        let (secret, trust) = (file("client-secret", &client_secret), file("trust.pem", fake.authority()));
        let issuers = format!(
            r#"[{{ issuer = "{}", audience = "tonghop", algorithm = "EdDSA", private_hosts = ["127.0.0.1"],
                sign_in = {{ name = "a", client_id = "{CLIENT}", client_secret_file = "{secret}" }} }}]"#,
            fake.issuer
        )
        .replace('\n', " ");
        let auditor = subject("84", Role::Auditor, None, 1);
        link(&database.admin_url, &auditor, (&fake.issuer, "an")).expect("a login");
        let log = database.folder.path().join("log.json");
        let settings = [
            ("TONGHOP_LOG", "trace"),
            ("TONGHOP_LOG_FORMAT", "json"),
            ("TONGHOP_ISSUERS", issuers.as_str()),
            ("TONGHOP_PUBLIC_URL", ORIGIN),
            ("TONGHOP_TRUST_FILE", trust.as_str()),
        ];
        let program = Program::writing(database, None, &settings, &log).await;

        let mut browser = Browser::new(program.address());
        let sent = browser.get("/sign-in").await;
        let attempt = browser.cookies[ATTEMPT].clone();
        let back = fake.sign_in(sent.location(), "an");
        browser.visit(&back).await.location();
        let session = browser.cookies[SESSION].clone();
        assert_eq!(browser.viewer().await.status, 200);
        browser.person().on_page("https://attacker.example", &browser.cookie_line()).graphql("{ viewer { person { id } } }", serde_json::json!({})).await;
        browser.visit(&back).await.expect_refused(400, "SIGN_IN_STATE");
        let mut refused = Browser::new(program.address());
        let sent = refused.get(&format!("/sign-in?returnTo=/{CANARY}")).await;
        let mut answer = fake.sign_in(sent.location(), "an");
        answer.query_pairs_mut().append_pair("error", CANARY).append_pair("error_description", &format!("\n{CANARY}"));
        refused.visit(&answer).await.expect_refused(403, "SIGN_IN_REFUSED");
        let sent = refused.get("/sign-in").await;
        fake.inside().front.amends.insert("nonce".into(), CANARY.into());
        fake.inside().front.says = Some((500, CANARY.to_owned(), String::new()));
        refused.visit(&fake.sign_in(sent.location(), "an")).await.expect_refused(502, "SIGN_IN_FAILED");
        fake.inside().front.says = None;
        let sent = refused.get("/sign-in").await;
        refused.visit(&fake.sign_in(sent.location(), "an")).await.expect_refused(502, "SIGN_IN_FAILED");
        let last = browser.go(Method::POST, "/sign-out", &[("origin", ORIGIN)]).await;
        assert_eq!(last.status, 204);
        let last = last.headers["x-request-id"].to_str().unwrap().to_owned();
        until("the log", async || std::fs::read_to_string(&log).unwrap().contains(&last).then_some(())).await;

        drop(program);
        let text = std::fs::read_to_string(&log).unwrap();
        for said in ["listening", "answered", "a sign-in failed", "a provider signed nobody in"] {
            assert!(text.contains(said), "the log is the log: nothing is {said}");
        }
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let state = back.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let digest = tonghop::kit::digest::sha256(session.as_bytes());
        for secret in [CANARY, &attempt, &session, &session[8..], &code, &code[10..], &state, &digest, "id_token", "eyJ"] {
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret}");
        }
    }
}
