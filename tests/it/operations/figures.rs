//! `/metrics`: the figures that docs/operations.md lists, on a listener of their own, without anybody's name.

use super::submission;
use crate::crash::Program;
use crate::kit::course::{DUE, FORM, PERIOD, figure};
use crate::kit::{Furnished, on_both};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use tonghop::kit::meter::METERS;
use tonghop::kit::vocabulary::Role;

async fn told(address: &str) -> String {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(format!("http://{address}/metrics")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

/// The value of a line of the exposition.
fn value(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|one| one.strip_prefix(line)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {line}: {text}")).parse().unwrap()
}

fn documented() -> BTreeSet<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md");
    let page = std::fs::read_to_string(page).unwrap();
    let name = |line: &str| Some(line.strip_prefix("| `tonghop_")?.split('`').next()?.to_owned());
    page.lines().filter_map(name).map(|rest| format!("tonghop_{rest}")).collect()
}

on_both! {
    async fn what_is_told_is_what_is_documented(furnished: Furnished) {
        let database = &furnished.0;
        let figures = format!("127.0.0.1:{}", crate::kit::postgres::free_port().unwrap());
        let nobody = crate::kit::postgres::free_port().unwrap();
        let settings = [
            ("TONGHOP_METRICS_LISTEN", figures.as_str()),
            ("TONGHOP_WEBHOOK_ALLOW_PRIVATE", "true"),
            ("TONGHOP_COURIER_REST_SECONDS", "1"),
            ("TONGHOP_MOST_OPERATION_COST", "8000"),
        ];
        let program = Program::with_settings(database, None, &settings).await;
        let administrator = program.person(database, Role::ProvinceAdministrator, None);
        let hook = json!({ "url": format!("http://127.0.0.1:{nobody}/") });
        administrator.verb("webhookRegister", hook, "secret".into()).await.expect_done();
        let officer = program.person(database, Role::HomeAffairsOfficer, None);
        let submitter = program.person(database, Role::Submitter, Some("STTTT"));
        officer.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
        officer.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_user_error("ROUND_EXISTS");
        submitter.save_draft("STTTT", PERIOD, figure(3)).await.expect_done();
        let explanations = submission(&submitter, "STTTT", PERIOD).await;
        submitter.submit("STTTT", PERIOD).with("explanations", explanations).await.expect_done();
        officer.return_("STTTT", PERIOD, json!([{ "text": "Thiếu." }])).await.expect_done();
        officer.graphql("{ nonesuch }", json!({})).await;
        // What costs too much, and what nobody registered, did not even begin.
        let names: String = (0..28).map(|n| format!("n{n}: names {{ name }} ")).collect();
        officer.graphql(&format!("{{ agencies(first: 100) {{ nodes {{ {names}}} }} }}"), json!({})).await.expect_code("BAD_USER_INPUT");
        let nothing = officer.request(reqwest::Method::POST, "/graphql").json(&json!({ "documentId": "sha256:0" }));
        officer.send(nothing).await.expect_code("PERSISTED_QUERY_NOT_FOUND");
        officer.graphql("{ province { code } }", json!({})).await;
        let round = officer.graphql("{ rounds(first: 1) { nodes { id } } }", json!({})).await;
        let round = round.at("rounds.nodes.0.id").clone();
        let mut socket = officer.socket().await;
        let listen = "subscription ($id: ID!) { reportChanged(roundId: $id) { state } }";
        socket.subscribe("1", listen, json!({ "id": round })).await;
        // The courier tries soon.
        let text = crate::notices::until("a try", async || {
            let text = told(&figures).await;
            (text.contains("tonghop_notices_total{") && text.contains("tonghop_subscriptions_open 1")).then_some(text)
        }).await;

        let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
        let exposed: BTreeSet<String> = types.map(str::to_owned).collect();
        let known: BTreeSet<String> = METERS.iter().map(|meter| meter.name.to_owned()).collect();
        assert_eq!(exposed, known);
        assert_eq!(documented(), known);
        assert_eq!(value(&text, "tonghop_submissions_total"), 1.0);
        assert_eq!(value(&text, "tonghop_refusals_total{code=\"ROUND_EXISTS\"}"), 1.0);
        assert_eq!(value(&text, "tonghop_refusals_total{code=\"COST_TOO_HIGH\"}"), 1.0);
        assert_eq!(value(&text, "tonghop_refusals_total{code=\"DOCUMENT_UNKNOWN\"}"), 1.0);
        assert_eq!(value(&text, "tonghop_requests_total{operation=\"unknown\",outcome=\"refused\"}"), 2.0);
        assert_eq!(value(&text, "tonghop_commits_total{action=\"roundOpen\"}"), 1.0);
        assert_eq!(value(&text, "tonghop_sockets_open"), 1.0);
        assert_eq!(value(&text, "tonghop_only_reads"), 0.0);
        assert!(value(&text, "tonghop_notices_waiting") >= 1.0);
        assert!(value(&text, "tonghop_requests_total{operation=\"mutation\",outcome=\"ok\"}") >= 4.0);
        assert!(value(&text, "tonghop_request_seconds_count{operation=\"query\"}") >= 2.0);
        // Labels are as declared, and nobody's names.
        for line in text.lines().filter(|line| !line.starts_with('#') && line.contains('{')) {
            let (name, rest) = line.split_once('{').unwrap();
            let name = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end).filter(|name| known.contains(*name))).unwrap_or(name);
            let meter = METERS.iter().find(|meter| meter.name == name).unwrap();
            let labels = rest.split_once('}').unwrap().0.split(',').map(|label| label.split_once('=').unwrap().0);
            for label in labels {
                assert!(meter.labels.contains(&label) || label == "le", "{line}");
            }
            assert!(!["STTTT", "Trà Vinh", "84"].iter().any(|name| line.contains(&format!("\"{name}\""))), "{line}");
        }
        // Not where everybody comes.
        let public = officer.send(officer.request(reqwest::Method::GET, "/metrics")).await;
        assert_eq!(public.status, 404);
        drop(socket);
        crate::notices::until("the end of the socket", async || {
            told(&figures).await.contains("tonghop_subscriptions_open 0").then_some(())
        }).await;
    }
}
