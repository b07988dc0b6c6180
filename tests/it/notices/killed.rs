//! A server killed around the sending of a notice: it goes out at least once, under the same id.

use super::desk::until;
use super::receiver::Receiver;
use crate::crash::Program;
use crate::kit::course::{DUE, FORM, PERIOD, figure};
use crate::kit::database::Template;
use crate::kit::{Database, Furnished, on_both};
use crate::statements::number;
use serde_json::json;
use tonghop::kit::vocabulary::Role;

const SETTINGS: &[(&str, &str)] =
    &[("TONGHOP_WEBHOOK_ALLOW_PRIVATE", "true"), ("TONGHOP_COURIER_REST_SECONDS", "1")];

async fn sent(database: &Database) -> i64 {
    number(database, "SELECT count(*) FROM notice WHERE channel = 'WEBHOOK' AND state = 'SENT'").await
}

on_both! {
    async fn a_notice_survives_its_carrier(furnished: Furnished) {
        for step in 1..=3 {
            let Ok(own) = Database::fresh(furnished.0.kind, Template::Provinces) else { panic!("a database") };
            survives(&own, step).await;
        }
    }
}

/// Kills the server before a notice is sent (1), before that is written down (2), and afterwards (3).
async fn survives(database: &Database, step: u32) {
    let receiver = Receiver::start().await;
    let program = Program::with_settings(database, Some(&format!("noticeDeliver:{step}")), SETTINGS).await;
    let administrator = program.person(database, Role::ProvinceAdministrator, None);
    let verb = administrator.verb("webhookRegister", json!({ "url": receiver.url() }), "secret".into());
    receiver.trust(verb.await.expect_done().at("webhookRegister.secret").as_str().unwrap());
    let home_affairs = program.person(database, Role::HomeAffairsOfficer, None);
    home_affairs.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
    let submitter = program.person(database, Role::Submitter, Some("STTTT"));
    submitter.save_draft("STTTT", PERIOD, figure(7)).await.expect_done();
    let explanations = submitter.explanations("STTTT").await;
    submitter.submit("STTTT", PERIOD).with("explanations", explanations).await.expect_done();
    // The answer may or may not come: the courier is quick.
    let report = json!({ "key": { "agency": "STTTT", "period": PERIOD } });
    let input =
        json!({ "input": { "report": report, "ifRevision": 2, "idempotencyKey": uuid::Uuid::now_v7() } });
    let document =
        "mutation ($input: ReportAcceptInput!) { reportAccept(input: $input) { userErrors { code } } }";
    let request = home_affairs.request(reqwest::Method::POST, "/graphql");
    let _ = request.json(&json!({ "query": document, "variables": input })).send().await;
    assert!(program.was_killed(), "step {step}");
    assert_eq!(receiver.calls().len(), usize::from(step > 1), "step {step}");
    assert_eq!(sent(database).await, i64::from(step == 3), "step {step}: what is known of it");

    let program = Program::with_settings(database, None, SETTINGS).await;
    // Another server does not wait longer than the one before had said it would take.
    number(database, "UPDATE notice SET leased_until = created_at RETURNING attempts").await;
    until("the notice", async || (sent(database).await == 1).then_some(())).await;
    let calls = receiver.calls();
    assert_eq!(calls.len(), if step == 2 { 2 } else { 1 }, "step {step}");
    assert!(calls.iter().all(|call| call.genuine && call.id == calls[0].id), "step {step}: {calls:?}");
    drop(program);
}
