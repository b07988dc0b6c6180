//! What the bearer of a secret may do, however it is presented, and when no more.

use super::{administrator, expect_refused, program, revoke, viewer};
use crate::cycle::desk::{AGENCY, PERIOD, filed, filled, ready};
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

const LISTEN: &str = "subscription ($round: ID!) { reportChanged(roundId: $round) { revision } }";

/// Asks who one is with a password of `Basic`.
pub async fn as_password(world: &World, password: &str) -> Answer {
    let stranger = world.stranger();
    let credentials = STANDARD.encode(format!("kho-du-lieu:{password}"));
    let asked = stranger
        .request(reqwest::Method::POST, "/graphql")
        .header("authorization", format!("Basic {credentials}"));
    stranger.send(asked.json(&json!({ "query": "{ viewer { person { fullName } } }" }))).await
}

async fn reports(person: &Person) -> Vec<Value> {
    let found = person.graphql("{ reports(first: 10) { nodes { agency { code } draft { header { number } } latestVersion { number } acceptedVersion { number } } } }", json!({})).await;
    found.at("reports.nodes").as_array().unwrap().clone()
}

on_both! {
    async fn a_secret_is_presented_as_token_or_password(world: World) {
        let (program, _) = program(&world, "READ", &[]).await;
        let secret = program.token.clone().unwrap();
        let known = viewer(&program).await;
        assert_eq!(known.at("viewer"), &json!({ "person": { "fullName": "Kho dữ liệu" }, "roles": [{ "role": "BI_READER", "agency": null }] }));
        assert_eq!(as_password(&world, &secret).await.at("viewer.person.fullName"), &json!("Kho dữ liệu"));
        let mut socket = program.socket().await;
        socket.subscribe("1", "{ viewer { person { fullName } } }", json!({})).await;
        assert_eq!(socket.next("1").await["data"]["viewer"]["person"]["fullName"], "Kho dữ liệu");
        // A person's token is no password there: browsers keep passwords.
        let person = world.person(Role::BiReader, None);
        expect_refused(&as_password(&world, person.token.as_deref().unwrap()).await, "TOKEN_FORGED");
        let swap = |from: usize| {
            let other = if &secret[from..=from] == "A" { "B" } else { "A" };
            format!("{}{other}{}", &secret[..from], &secret[from + 1..])
        };
        for forged in [swap(20), swap(12), secret[..55].to_owned(), format!("{secret}A"), "tonghop_".into(), format!("tonghop_{}", "A".repeat(48))] {
            expect_refused(&viewer(&world.stranger().known_as("", &forged)).await, "TOKEN_FORGED");
            expect_refused(&as_password(&world, &forged).await, "TOKEN_FORGED");
        }
    }

    /// One that reads sees what is accepted, of its agencies, and changes nothing.
    async fn one_that_reads_reads(world: World) {
        let (home_affairs, submitter) = filed(&world).await;
        let other = world.person(Role::Submitter, "STC");
        other.save_draft("STC", PERIOD, filled()).await.expect_done();
        let (all, _) = program(&world, "READ", &[]).await;
        let (own, _) = program(&world, "READ", &[AGENCY]).await;
        let (others, _) = program(&world, "READ", &["STC"]).await;
        for program in [&all, &own, &others] {
            for report in reports(program).await {
                assert_eq!((&report["draft"], &report["latestVersion"], &report["acceptedVersion"]), (&Value::Null, &Value::Null, &Value::Null), "{report}");
            }
            program.consolidation_on("SUBMITTED", PERIOD, None, "coverage { due }").await.expect_code("FORBIDDEN");
        }
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        let accepted = async |program: &Person| {
            let reports = reports(program).await;
            reports.into_iter().filter(|report| !report["acceptedVersion"].is_null()).map(|report| report["agency"]["code"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(accepted(&all).await, [AGENCY]);
        assert_eq!(accepted(&own).await, [AGENCY]);
        assert!(accepted(&others).await.is_empty());
        let due = async |program: &Person| {
            let picture = program.consolidation(PERIOD, None, "coverage { due reported }").await;
            picture.at("consolidation.coverage").clone()
        };
        assert_eq!(due(&all).await, json!({ "due": 2, "reported": 1 }));
        assert_eq!(due(&own).await, json!({ "due": 1, "reported": 1 }));
        assert_eq!(due(&others).await, json!({ "due": 1, "reported": 0 }));
        home_affairs.reopen(AGENCY, PERIOD, "Thiếu.").await.expect_done();
        for program in [&all, &own] {
            program.save_draft(AGENCY, PERIOD, filled()).if_revision(5).await.expect_user_error("NOT_ALLOWED");
            program.submit(AGENCY, PERIOD).if_revision(5).await.expect_user_error("NOT_ALLOWED");
            let email = json!({ "email": "kho@stttt.example" });
            program.verb("personSetEmail", email, "person { id }".into()).await.expect_user_error("NOT_ALLOWED");
        }
        submitter.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
    }

    /// One that files does what a submitter of its agencies does, in its own name, and gets no letters.
    async fn one_that_files_files(world: World) {
        let (home_affairs, _) = ready(&world).await;
        let (program, _) = program(&world, "SUBMIT", &[AGENCY]).await;
        program.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
        program.submit(AGENCY, PERIOD).await.expect_done();
        let seen = home_affairs.report(AGENCY, PERIOD, "state history { event person { fullName } }").await;
        assert_eq!(seen.at("report.state"), "SUBMITTED");
        assert!(seen.at("report.history").to_string().contains("Kho dữ liệu"), "{seen}");
        program.save_draft("STC", PERIOD, filled()).if_revision(0).await.expect_user_error("NOT_FOUND");
        program.accept(AGENCY, PERIOD).await.expect_user_error("NOT_ALLOWED");
        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "Thiếu." }])).await.expect_done();
        let told = world.person(Role::HomeAffairsOfficer, None).graphql("{ notices(first: 50) { nodes { person { fullName } } } }", json!({})).await;
        assert!(!told.text.contains("Kho dữ liệu"), "{told}");
    }

    /// One whose end has come, or that is revoked, is out; on open sockets too.
    async fn an_account_ends(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        let round = home_affairs.graphql("{ rounds(first: 1) { nodes { id } } }", json!({})).await.at("rounds.nodes.0.id").clone();
        let (program, id) = program(&world, "SUBMIT", &[AGENCY]).await;
        let mut socket = program.socket().await;
        socket.subscribe("1", LISTEN, json!({ "round": round })).await;
        // Until it is told of something: from when on it listens cannot be seen from outside.
        {
            let told = socket.next("1");
            tokio::pin!(told);
            loop {
                submitter.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
                tokio::select! {
                    _ = &mut told => break,
                    () = tokio::time::sleep(std::time::Duration::from_millis(100)) => {}
                }
            }
        }
        revoke(&administrator(&world), &id).await.expect_done();
        socket.expect_close(4403).await;
        expect_refused(&viewer(&program).await, "TOKEN_REVOKED");

        let (program, _) = super::program(&world, "READ", &[]).await;
        world.set_time("2019-10-16T01:59:59Z");
        assert_eq!(viewer(&program).await.status, 200);
        world.set_time(super::END);
        expect_refused(&viewer(&program).await, "TOKEN_EXPIRED");
    }
}
