//! The log for machines: a line of JSON an event, and nothing in it that is secret or that somebody typed.

use super::submission;
use crate::crash::Program;
use crate::kit::course::{DUE, FORM, PERIOD};
use crate::kit::person::Person;
use crate::kit::{Furnished, on_both};
use crate::ledger::said;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What must not stand in any log, one for each way in.
const CANARIES: [&str; 8] = [
    "chimbaotin-token",
    "chimbaotin-variable",
    "chimbaotin-address",
    "chimbaotin-document",
    "chimbaotin-narrative",
    "chimbaotin-socket",
    "chimbaotin-syntax",
    "chimbaotin-header",
];

on_both! {
    async fn canaries_do_not_sing(furnished: Furnished) {
        let database = &furnished.0;
        let file = database.folder.path().join("log");
        let [token, variable, address, document, narrative, socket, syntax, header] = CANARIES;
        // Everything that anybody in the process has to say.
        let settings = [("TONGHOP_LOG_FORMAT", "json"), ("TONGHOP_LOG", "trace")];
        let program = Program::writing(database, None, &settings, &file).await;
        let officer = program.person(database, Role::HomeAffairsOfficer, None);
        let submitter = program.person(database, Role::Submitter, Some("STTTT"));
        officer.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
        submitter.save_draft("STTTT", PERIOD, said(3, narrative)).await.expect_done();
        let explanations = submission(&submitter, "STTTT", PERIOD).await;
        submitter.submit("STTTT", PERIOD).with("explanations", explanations).await.expect_done();
        let reasons = json!([{ "text": narrative }]);
        officer.return_("STTTT", PERIOD, reasons).await.expect_done();

        let forger = Person::stranger(program.address()).known_as("nobody", &format!("{token}.e30.AAAA"));
        forger.graphql("{ viewer { id } }", json!({})).await;
        let query = "query ($code: String!) { indicator(code: $code) { code } }";
        officer.graphql(query, json!({ "code": variable })).await;
        officer.graphql(query, json!({ "code": [variable] })).await;
        officer.graphql(&format!("{{ indicator(code: \"{document}\") {{ nonesuch }} }}"), json!({})).await;
        officer.graphql(&format!("{{ \"{syntax}\""), json!({})).await;
        officer.graphql("query ($p: Period!) { consolidation(from: $p) { __typename } }", json!({ "p": variable })).await;
        let get = format!("/graphql?query=%7B__typename%7D&variables=%7B%22a%22:%22{address}%22%7D");
        officer.send(officer.request(reqwest::Method::GET, &get)).await;
        let odd = officer.request(reqwest::Method::POST, "/graphql").header("x-request-id", header).header("accept", header);
        officer.send(odd.body(document)).await;
        let mut talk = officer.silent_socket().await;
        talk.init(Some(socket)).await;
        talk.expect_close(4403).await;
        let mut talk = officer.socket().await;
        talk.subscribe("1", &format!("subscription {{ reportChanged(roundId: \"{socket}\") {{ id }} }}"), json!({})).await;
        talk.message().await;
        let secret = officer.token.clone().unwrap();
        program.terminate();
        talk.expect_close(1001).await;
        assert!(program.ended().success());

        let log = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect();
        for expected in ["listening", "answered", "stopping: requests that have begun are finished first"] {
            assert!(lines.iter().any(|line| line["fields"]["message"] == expected), "no {expected}");
        }
        for canary in CANARIES.iter().copied().chain([secret.as_str(), secret.split('.').nth(2).unwrap()]) {
            let singing: Vec<&str> = log.lines().filter(|line| line.contains(canary)).collect();
            assert!(singing.is_empty(), "{canary}: {singing:?}");
        }
    }
}

/// What ends a program is a line of JSON, too.
#[test]
fn the_last_word_is_an_event() {
    let folder = tempfile::tempdir().unwrap();
    let log = [("TONGHOP_LOG_FORMAT", "json"), ("TONGHOP_CATALOGUE_DIR", "/nowhere")];
    let run = super::program(None, folder.path(), &["serve", "--listen", "127.0.0.1:0"], &log);
    let lines: Vec<Value> = run.err.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(run.code == 1 && lines.iter().any(|line| line["level"] == "ERROR"), "{}", run.err);
}
