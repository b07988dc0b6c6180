//! A server that is told to stop while people file: what was acknowledged is there, what was not is there whole or not at all.

use super::submission;
use crate::crash::Program;
use crate::kit::course::{DUE, FORM, figure};
use crate::kit::{Furnished, on_both};
use crate::statements::number;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Notify;
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

const AGENCIES: [&str; 3] = ["STTTT", "SGDDT", "STC"];

/// Ad hoc rounds, a month each.
fn periods() -> Vec<String> {
    (1..=6).map(|month| format!("2019-{month:02}-01/2019-{month:02}-20")).collect()
}

on_both! {
    async fn what_was_acknowledged_is_there(furnished: Furnished) {
        let database = &furnished.0;
        let program = Program::with_settings(database, None, &[]).await;
        let officer = program.person(database, Role::HomeAffairsOfficer, None);
        let mut prepared = Vec::new();
        for period in periods() {
            officer.open_round(FORM, &period, DUE, &AGENCIES).await.expect_done();
            for agency in AGENCIES {
                let submitter = program.person(database, Role::Submitter, Some(agency));
                submitter.save_draft(agency, &period, figure(3)).await.expect_done();
                let explanations = submission(&submitter, agency, &period).await;
                let report = json!({ "key": { "agency": agency, "period": period } });
                let input = json!({
                    "report": report, "idempotencyKey": Uuid::now_v7(), "ifRevision": 1, "explanations": explanations,
                });
                prepared.push((submitter, input));
            }
        }
        let round = officer.graphql("{ rounds(first: 1) { nodes { id } } }", json!({})).await;
        let mut socket = officer.socket().await;
        let listen = "subscription ($id: ID!) { reportChanged(roundId: $id) { state } }";
        socket.subscribe("1", listen, json!({ "id": round.at("rounds.nodes.0.id") })).await;

        let some = Arc::new(Notify::new());
        let all = prepared.len();
        let clients: Vec<_> = prepared
            .into_iter()
            .map(|(submitter, input)| {
                let some = some.clone();
                tokio::spawn(async move {
                    let document = "mutation ($input: ReportSubmitInput!) { reportSubmit(input: $input) {
                        version { digest } userErrors { code } } }";
                    let body = json!({ "query": document, "variables": { "input": input } });
                    let request = submitter.request(reqwest::Method::POST, "/graphql").json(&body);
                    let answer: Value = request.send().await.ok()?.json().await.ok()?;
                    some.notify_one();
                    assert_eq!(answer["data"]["reportSubmit"]["userErrors"], json!([]), "{answer}");
                    Some(answer["data"]["reportSubmit"]["version"]["digest"].as_str().unwrap().to_owned())
                })
            })
            .collect();
        // In the midst of them.
        some.notified().await;
        program.terminate();
        socket.expect_close(1001).await;
        let mut acknowledged = 0;
        for client in clients {
            acknowledged += i64::from(client.await.unwrap().is_some());
        }
        assert!(program.ended().success());
        assert!(acknowledged >= 1);
        let filed = number(database, "SELECT count(*) FROM report_version").await;
        // What came over a connection before the stop is finished and said; nothing is filed that nobody was told of.
        assert_eq!(filed, acknowledged, "of {all}");
        let inspected = crate::ledger::inspect(database, &crate::ledger::outside(database)).await;
        assert!(inspected.is_ok(), "{inspected:?}");
        let again = Program::with_settings(database, None, &[]).await;
        drop(again);
    }
}
