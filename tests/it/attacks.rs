//! Attacks on the real schema, over HTTP and over the socket. Afterwards the same server answers as before, and the log of
//! changes has not grown: nothing ran.

use crate::kit::answer::Answer;
use crate::kit::course::{FORM, PERIOD};
use crate::kit::person::Person;
use crate::kit::socket::Received;
use crate::kit::world::World;
use crate::kit::{Kind, on_both};
use crate::statements::number;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

/// Bytes that an answer to an attack may have.
const MOST: usize = 16 * 1024;

/// Words of ours that nobody outside may read in an error.
const WORDS: &[&str] = &[
    "figure_",
    "report_",
    "mobilisation_model",
    "tenant",
    "agency_id",
    "sqlx",
    "sqlite",
    "postgres",
    "relation",
    "SELECT",
    "no such table",
    ".rs",
    "/src",
    "panicked",
    "unwrap",
    "app.agencies",
    "database:",
];

/// Documents that are refused before anything runs, and the code of the refusal.
fn documents() -> Vec<(&'static str, String, &'static str)> {
    let key = |field: &str| format!(r#"{field}(by: {{ key: {{ agency: "STTTT", period: "{PERIOD}" }} }})"#);
    let doubling = (0..40).fold("{ ...F0 }".to_owned(), |document, n| {
        format!("{document} fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1)
    });
    let aliases: String = (0..101).map(|n| format!("a{n}: province {{ id }} ")).collect();
    let unknown: String = (0..10_000).map(|n| format!("khong{n} ")).collect();
    let deep = (0..6).fold("id".to_owned(), |inner, _| {
        format!("round {{ obligations(first: 1) {{ nodes {{ {inner} }} }} }}")
    });
    vec![
        ("brackets", format!("{{ nodes(ids: {}", "[".repeat(20_000)), "GRAPHQL_PARSE_FAILED"),
        ("brackets, small", format!("{{ nodes(ids: {}", "[".repeat(4_000)), "GRAPHQL_PARSE_FAILED"),
        ("doubling fragments", format!("{doubling} fragment F40 on Query {{ province {{ id }} }}"), "GRAPHQL_VALIDATION_FAILED"),
        (
            "a fragment cycle",
            format!("{{ {} {{ ...A }} }} fragment A on Report {{ round {{ ...B }} }} fragment B on Round {{ obligations(first: 1) {{ nodes {{ report {{ ...A }} }} }} }}", key("report")),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("aliases", format!("{{ {aliases} }}"), "GRAPHQL_VALIDATION_FAILED"),
        ("unknown fields", format!("{{ {unknown} }}"), "GRAPHQL_PARSE_FAILED"),
        ("depth", format!("{{ {} {{ {deep} }} }}", key("report")), "GRAPHQL_VALIDATION_FAILED"),
        (
            "pages of pages",
            "{ rounds(first: 100) { nodes { obligations(first: 100) { nodes { report { versions { checks { message } } round { obligations(first: 100) { nodes { id } } } } } } } } }".into(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ]
}

#[track_caller]
pub fn expect_silent(name: &str, text: &str) {
    expect_silent_beside(name, "", text);
}

/// The same of an answer that may repeat what was sent.
#[track_caller]
pub fn expect_silent_beside(name: &str, sent: &str, text: &str) {
    for word in WORDS.iter().filter(|word| !sent.contains(**word)) {
        assert!(!text.contains(word), "{name} says {word:?}: {text}");
    }
    assert!(text.len() < MOST, "{name}: {} bytes", text.len());
}

async fn expect_alive(person: &Person) {
    let answer = person.graphql("{ province { code } }", json!({})).await;
    assert_eq!(answer.at("province.code"), "84");
}

/// A mutation that would do something, and how often it has been done.
fn opening() -> (String, Value) {
    let input = json!({ "idempotencyKey": Uuid::now_v7(), "form": FORM, "period": PERIOD, "dueAt": "2019-12-31T00:00:00Z" });
    (
        "mutation Open($input: RoundOpenInput!) { roundOpen(input: $input) { userErrors { code } } }".into(),
        json!({ "input": input }),
    )
}

on_both! {
    async fn documents_that_eat_the_server(world: World) {
        let person = world.person(Role::HomeAffairsOfficer, None);
        let before = world.server.version(1).await;
        for (name, document, code) in documents() {
            let answer = person.graphql(&document, json!({})).await;
            assert_eq!(answer.code(), Some(code), "{name}: {answer}");
            assert!(answer.body.get("data").is_none(), "{name}: {answer}");
            expect_silent(name, &answer.text);
        }
        for (name, document, code) in documents() {
            let mut socket = person.socket().await;
            socket.subscribe("1", &document, json!({})).await;
            match socket.receive().await {
                Received::Message(message) => {
                    assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("1")), "{name}: {message}");
                    assert_eq!(message["payload"][0]["extensions"]["code"], code, "{name}: {message}");
                    expect_silent(name, &message.to_string());
                    // The socket goes on.
                    socket.subscribe("1", "{ province { code } }", json!({})).await;
                    assert_eq!(socket.next("1").await["data"]["province"]["code"], "84");
                }
                // Too long for one message.
                Received::Closed(close, _) => assert_eq!((close, document.len() > 64 * 1024), (1009, true), "{name}"),
            }
        }
        assert_eq!(world.server.version(1).await, before);
        expect_alive(&person).await;
    }

    async fn mutations_by_the_back_door(world: World) {
        let person = world.person(Role::HomeAffairsOfficer, None);
        let before = world.server.version(1).await;
        let (document, variables) = opening();
        let body = json!({ "query": document, "variables": variables, "operationName": "Open" }).to_string();
        let with_query = format!("{document} query Look {{ province {{ id }} }}");
        let mut answers = Vec::new();
        for (query, name) in [(&document, None), (&document, Some("Open")), (&with_query, Some("Open"))] {
            let mut pairs = vec![("query", query.clone()), ("variables", variables.to_string())];
            pairs.extend(name.map(|name| ("operationName", name.to_owned())));
            let answer = {
                let url = Url::parse_with_params(&person.url("/graphql"), pairs).unwrap();
                let path = format!("/graphql?{}", url.query().unwrap());
                person.send(person.request(Method::GET, &path)).await
            };
            assert_eq!(answer.status, 405, "{answer}");
            answers.push(answer);
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql"] {
            let request = person.request(Method::POST, "/graphql").header("content-type", kind).body(body.clone());
            let answer = person.send(request).await;
            assert_eq!(answer.status, 415, "{kind}: {answer}");
            answers.push(answer);
        }
        answers.push(person.send(person.request(Method::POST, "/graphql").body(body.clone())).await);
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let request = person.request(method, "/graphql").header("content-type", "application/json").body(body.clone());
            answers.push(person.send(request).await);
        }
        let array = format!("[{body},{body}]");
        for sent in [array, format!("{body}{body}"), "null".into(), "[".repeat(100_000)] {
            let request = person.request(Method::POST, "/graphql").header("content-type", "application/json");
            answers.push(person.send(request.body(sent)).await);
        }
        let large = json!({ "query": document, "variables": variables, "extensions": { "x": "x".repeat(10 << 20) } });
        let request = person.request(Method::POST, "/graphql").json(&large);
        let answer = person.send(request).await;
        assert_eq!(answer.status, 413, "{answer}");
        answers.push(answer);
        for answer in &answers {
            assert!((400..500).contains(&answer.status), "{answer}");
            assert!(answer.errors().len() == 1 && answer.body.get("data").is_none(), "{answer}");
            expect_silent("the back door", &answer.text);
        }
        assert_eq!(world.server.version(1).await, before, "nothing ran");

        // The same by the front door.
        let answer = person.graphql(&document, variables).await;
        assert_eq!(answer.at("roundOpen.userErrors"), &json!([]));
        assert_eq!(world.server.version(1).await, before + 1);
    }

    /// A table is gone while the server runs: what it says about it is nothing.
    async fn a_fault_of_ours_is_ours_to_know(world: World) {
        world.round(&["STTTT"]).await;
        world.save("STTTT", 1).await;
        world.file("STTTT").await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let before = world.server.version(1).await;
        let explanations = submitter.explanations("STTTT").await;
        rename(&world, "report_version", "hidden").await;
        rename(&world, "figure", "hidden_figures").await;

        let read = submitter.report("STTTT", PERIOD, "state latestVersion { id } versions { number }").await;
        expect_masked("a read", &read);
        let returned = home_affairs.return_("STTTT", PERIOD, json!([{ "text": "Thiếu." }])).if_revision(2).selecting("report { state }").await;
        // Returning looks at no version; filing again does.
        returned.expect_done();
        let before = before + 1;
        let answer = submitter.submit("STTTT", PERIOD).if_revision(3).with("explanations", explanations).await;
        expect_masked("a write", &answer);
        let mut socket = submitter.socket().await;
        let query = format!(r#"{{ report(by: {{ key: {{ agency: "STTTT", period: "{PERIOD}" }} }}) {{ latestVersion {{ id }} }} }}"#);
        socket.subscribe("1", &query, json!({})).await;
        let payload = socket.next("1").await;
        assert_eq!(payload["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR", "{payload}");
        expect_silent("the socket", &payload.to_string());
        assert_eq!(world.server.version(1).await, before, "nothing of it was kept");

        rename(&world, "hidden", "report_version").await;
        rename(&world, "hidden_figures", "figure").await;
        let read = submitter.report("STTTT", PERIOD, "latestVersion { number }").await;
        assert_eq!(read.at("report.latestVersion.number"), 1);
        world.file("STTTT").await;
        assert_eq!(world.server.version(1).await, before + 1);
    }
}

#[track_caller]
fn expect_masked(name: &str, answer: &Answer) {
    assert_eq!(answer.code(), Some("INTERNAL_SERVER_ERROR"), "{name}: {answer}");
    assert!(answer.errors()[0]["extensions"]["requestId"].is_string(), "{name}: {answer}");
    expect_silent(name, &answer.text);
}

/// Renames a table behind the server's back.
async fn rename(world: &World, from: &str, to: &str) {
    // SQLite would rewrite the keys that point at it, and does not care that they point at nothing.
    let before = if world.database.kind == Kind::Sqlite { "PRAGMA legacy_alter_table = ON; " } else { "" };
    number(&world.database, &format!("{before}ALTER TABLE {from} RENAME TO {to}; SELECT count(*) FROM {to}"))
        .await;
}
