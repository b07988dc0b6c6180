//! Sessions: whose pages may use them, and how they end.

use super::browser::{Browser, Desk, ORIGIN, SESSION, VIEWER};
use super::{Scene, auditor};
use crate::cycle::desk::count;
use crate::kit::course::{DUE, FORM, PERIOD};
use crate::kit::province::subject;
use crate::kit::socket::{Received, Socket};
use crate::kit::{Furnished, on_both};
use chrono::Duration;
use reqwest::Method;
use serde_json::json;
use tonghop::kit::vocabulary::Role;

const FOREIGN: &str = "https://attacker.example";

/// A socket that a browser opens from a page of an origin, or of none that is told.
async fn socket(desk: &Desk, browser: &Browser, origin: Option<&str>) -> Socket {
    let cookies = browser.cookie_line();
    let mut headers = vec![("sec-websocket-protocol", "graphql-transport-ws"), ("cookie", cookies.as_str())];
    headers.extend(origin.map(|origin| ("origin", origin)));
    Socket::open_with(desk.server.address(), &headers).await.expect("the server upgrades")
}

/// The same, on which somebody listens to a round.
async fn listening(desk: &Desk, browser: &Browser) -> Socket {
    let round = browser.person().graphql("{ rounds(first: 1) { nodes { id } } }", json!({})).await;
    let round = round.at("rounds.nodes.0.id").clone();
    let mut socket = socket(desk, browser, Some(ORIGIN)).await;
    socket.greet(None).await;
    let listen = "subscription ($round: ID!) { reportChanged(roundId: $round) { revision } }";
    socket.subscribe("1", listen, json!({ "round": round })).await;
    socket
}

on_both! {
    /// A browser sends its cookie whoever asks for it to; what only our own pages can add is missing then.
    async fn only_a_page_of_ours_uses_a_session(database: Furnished) {
        let desk = Desk::set(database).await;
        let officer = subject("83", Role::HomeAffairsOfficer, None, 1);
        let mut browser = desk.signed_in(&officer).await;
        let query = format!("/graphql?query={}", VIEWER.replace(' ', "%20"));
        let own: &[(&str, &str)] = &[("x-tonghop-request", "1"), ("sec-fetch-site", "same-origin")];
        assert!(browser.go(Method::GET, &query, own).await.text.contains("Nguyễn Văn"));
        for headers in [
            &[][..],
            &[("x-tonghop-request", "1")],
            &[("origin", ORIGIN)],
            &[("sec-fetch-site", "same-origin"), ("origin", ORIGIN)],
            &[("x-tonghop-request", "1"), ("origin", FOREIGN)],
            &[("x-tonghop-request", "1"), ("origin", "null")],
            &[("x-tonghop-request", "1"), ("origin", "http://tonghop.example")],
            &[("x-tonghop-request", "1"), ("sec-fetch-site", "cross-site")],
            &[("x-tonghop-request", "1"), ("sec-fetch-site", "same-site")],
            &[("x-tonghop-request", "1"), ("sec-fetch-site", "none")],
            &[("x-tonghop-request", "1"), ("sec-fetch-site", "same-origin"), ("origin", FOREIGN)],
        ] {
            for method in [Method::GET, Method::POST] {
                let headers = [&[("content-type", "application/json")][..], headers].concat();
                let page = browser.go(method.clone(), &query, &headers).await;
                assert_eq!(page.status, 403, "{method} {headers:?}: {}", page.text);
                assert!(page.text.contains("\"reason\":\"CROSS_SITE\"") && !page.text.contains("Nguyễn"), "{}", page.text);
            }
        }
        // What changes something, as a foreign page would send it; then as ours does.
        let foreign = browser.person().on_page(FOREIGN, &browser.cookie_line());
        let refused = foreign.open_round(FORM, PERIOD, DUE, &[]).await;
        assert_eq!((refused.status, refused.code()), (403, Some("FORBIDDEN")), "{refused}");
        let rounds = async || count(&desk.database, "SELECT count(*) FROM round").await;
        assert_eq!(rounds().await, 0);
        browser.person().open_round(FORM, PERIOD, DUE, &[]).await.expect_done();
        assert_eq!(rounds().await, 1);

        // Nobody is signed out by a foreign page.
        for headers in [&[][..], &[("origin", FOREIGN)], &[("sec-fetch-site", "cross-site")], &[("origin", "null")]] {
            browser.go(Method::POST, "/sign-out", headers).await.expect_refused(403, "CROSS_SITE");
        }
        assert_eq!(browser.go(Method::GET, "/sign-out", &[("origin", ORIGIN)]).await.status, 405);
        assert_eq!(browser.viewer().await.status, 200);
        // Calendar programs come with a password, and browsers not at all.
        assert_eq!(browser.go(Method::GET, "/feeds/obligations.ics", own).await.status, 401);
    }

    /// A token is never sent without meaning to: with it, a session beside it counts for nothing.
    async fn a_token_beside_a_session_wins(database: Furnished) {
        let desk = Desk::set(database).await;
        let token = desk.fake.token(&auditor(), &desk.clock);
        let browser = desk.signed_in(&subject("83", Role::HomeAffairsOfficer, None, 1)).await;
        let mut ended = browser.clone();
        ended.cookies.insert(SESSION.into(), "tonghop_no-session".into());
        for cookies in [browser.cookie_line(), ended.cookie_line()] {
            let both = browser.person().on_page(FOREIGN, &cookies).known_as("", &token);
            Scene::expect_taken(&both.graphql(VIEWER, json!({})).await, "a token");
            let refused = both.known_as("", "rubbish").graphql(VIEWER, json!({})).await;
            Scene::expect_refused(&refused, "not even a forged one falls back", "TOKEN_FORGED");
        }
        let mut socket = socket(&desk, &browser, Some(FOREIGN)).await;
        socket.greet(Some(&token)).await;
        socket.subscribe("1", VIEWER, json!({})).await;
        assert_eq!(socket.next("1").await["data"]["viewer"]["person"]["fullName"], "Nguyễn Văn 83.AUDITOR.1");
    }

    async fn a_socket_asks_where_a_page_is_from(database: Furnished) {
        let desk = Desk::set(database).await;
        let browser = desk.signed_in(&auditor()).await;
        for origin in [None, Some(FOREIGN), Some("null"), Some("https://tonghop.example:8443")] {
            let mut socket = socket(&desk, &browser, origin).await;
            socket.init(None).await;
            let closed = socket.receive().await;
            assert_eq!(closed, Received::Closed(4403, "CROSS_SITE".into()), "{origin:?}");
        }
        let mut socket = socket(&desk, &browser, Some(ORIGIN)).await;
        socket.greet(None).await;
        socket.subscribe("1", VIEWER, json!({})).await;
        assert_eq!(socket.next("1").await["data"]["viewer"]["person"]["fullName"], "Nguyễn Văn 83.AUDITOR.1");
        // No secret of a session is a token.
        let secret = &browser.cookies[SESSION];
        let stranger = Browser::new(desk.server.address()).person().known_as("", secret);
        Scene::expect_refused(&stranger.graphql(VIEWER, json!({})).await, "a session's secret", "TOKEN_FORGED");
    }

    /// An hour without doing anything ends it, and eight whatever is done.
    async fn a_session_ends_by_itself(database: Furnished) {
        let desk = Desk::set(database).await;
        let idle = desk.signed_in(&auditor()).await;
        let busy = desk.signed_in(&auditor()).await;
        desk.clock.advance(Duration::minutes(60) - Duration::seconds(1));
        assert_eq!((idle.viewer().await.status, busy.viewer().await.status), (200, 200));
        // What only looks whether somebody is there keeps nobody in.
        desk.clock.advance(Duration::minutes(59));
        assert!(idle.clone().get("/sign-in/done").await.text.contains("Đã đăng nhập"));
        assert_eq!(busy.viewer().await.status, 200);
        desk.clock.advance(Duration::minutes(1));
        idle.expect_out("SESSION_ENDED").await;
        assert!(idle.clone().get("/sign-in/done").await.text.contains("Chưa đăng nhập"));
        // Two hours less a second have gone by; six and a second are left.
        for _ in 0..9 {
            desk.clock.advance(Duration::minutes(40));
            assert_eq!(busy.viewer().await.status, 200);
        }
        let mut socket = socket(&desk, &busy, Some(ORIGIN)).await;
        socket.greet(None).await;
        desk.clock.advance(Duration::seconds(1));
        busy.expect_out("SESSION_ENDED").await;
        socket.expect_close(4403).await;
    }

    async fn who_signs_out_is_out_at_once(database: Furnished) {
        let desk = Desk::set(database).await;
        let officer = subject("83", Role::HomeAffairsOfficer, None, 1);
        let mut browser = desk.signed_in(&officer).await;
        let elsewhere = desk.signed_in(&officer).await;
        browser.person().open_round(FORM, PERIOD, DUE, &[]).await.expect_done();
        let socket = listening(&desk, &browser).await;
        let before = browser.clone();
        assert_eq!(browser.go(Method::POST, "/sign-out", &[("origin", ORIGIN)]).await.status, 204);
        before.expect_out("SESSION_ENDED").await;
        socket.expect_close(4403).await;
        assert_eq!(elsewhere.viewer().await.status, 200, "a session in another browser is another one");
    }

    /// Whose account is taken out of use is out everywhere, and not in again when it is back in use.
    async fn who_is_disabled_is_out_at_once(database: Furnished) {
        let desk = Desk::set(database).await;
        let officer = subject("83", Role::HomeAffairsOfficer, None, 1);
        let login = (desk.fake.issuer.as_str(), officer.as_str());
        let browsers = [desk.signed_in(&officer).await, desk.signed_in(&officer).await];
        let stays = desk.signed_in(&auditor()).await;
        browsers[0].person().open_round(FORM, PERIOD, DUE, &[]).await.expect_done();
        let socket = listening(&desk, &browsers[0]).await;
        desk.server.set_disabled(login, true).await;
        for browser in &browsers {
            browser.expect_out("SESSION_ENDED").await;
        }
        socket.expect_close(4403).await;
        desk.sign_in_by(&mut desk.browser(), "/sign-in", &officer).await.expect_refused(403, "PERSON_UNKNOWN");
        desk.server.set_disabled(login, false).await;
        for browser in &browsers {
            browser.expect_out("SESSION_ENDED").await;
        }
        assert_eq!(desk.signed_in(&officer).await.viewer().await.status, 200);
        assert_eq!(stays.viewer().await.status, 200);
    }

    /// A secret that somebody planted in a browser is nobody's, before and after its owner signs in.
    async fn each_sign_in_is_a_session_of_its_own(database: Furnished) {
        let desk = Desk::set(database).await;
        let mut browser = desk.browser();
        let planted = format!("tonghop_{}", "A".repeat(48));
        browser.cookies.insert(SESSION.into(), planted.clone());
        browser.expect_out("SESSION_ENDED").await;
        desk.sign_in_by(&mut browser, "/sign-in", &auditor()).await.location();
        let first = browser.clone();
        assert_ne!(first.cookies[SESSION], planted);
        desk.sign_in_by(&mut browser, "/sign-in", &subject("83", Role::Auditor, None, 2)).await.location();
        assert_ne!(browser.cookies[SESSION], first.cookies[SESSION]);
        first.expect_out("SESSION_ENDED").await;
        assert_eq!(browser.viewer().await.at("viewer.person.fullName"), &json!("Nguyễn Văn 83.AUDITOR.2"));
        // Neither is one of a neighbour's, nor one that is nearly right.
        let secret = browser.cookies[SESSION].clone();
        let last = if secret.ends_with('A') { "B" } else { "A" };
        for forged in ["", "x", &secret[..55], &format!("{secret}A"), &format!("{}{last}", &secret[..55]), &secret.replacen("tonghop_AAAAA", "tonghop_AAAAB", 1)] {
            if forged != secret {
                browser.cookies.insert(SESSION.into(), forged.to_owned());
                browser.expect_out("SESSION_ENDED").await;
            }
        }
    }
}
