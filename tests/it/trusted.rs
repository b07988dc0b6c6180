//! Documents that are registered, and sent by their id.

use crate::accounts;
use crate::kit::answer::Answer;
use crate::kit::database::Database;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::province::subject;
use crate::kit::server::{Bounds, Server};
use crate::kit::world::World;
use reqwest::Method;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
use tonghop::documents::Restricted;
use tonghop::kit::vocabulary::Role;

const WHO: &str = "query Who { viewer { person { fullName } } }\n";
const AGENCIES: &str = "query ($first: Int!) { agencies(first: $first) { nodes { code } } }";

/// Runs `tonghop documents register`: the exit code, and what it said.
fn register(database: &Database, files: &[&PathBuf], clients: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TONGHOP_")) {
        command.env_remove(name);
    }
    command.args(["documents", "register"]).args(files).arg("--data-dir").arg(database.folder.path());
    command.args(["--database-url", &database.url]).env("TONGHOP_ADMIN_DATABASE_URL", &database.admin_url);
    for client in clients {
        command.args(["--client", client]);
    }
    let output = command.output().expect("the program");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("an exit code"), String::from_utf8(said).expect("text"))
}

/// A document in a file of a database's folder.
fn file(database: &Database, name: &str, text: &str) -> PathBuf {
    let path = database.folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Registers a text; its id.
fn registered(database: &Database, text: &str, clients: &[&str]) -> String {
    let path = file(database, "one.graphql", text);
    let (code, said) = register(database, &[&path], clients);
    assert_eq!(code, 0, "{said}");
    let (id, name) = said.trim_end().split_once("  ").expect("an id and a file");
    assert_eq!(name, path.display().to_string());
    assert!(id.strip_prefix("sha256:").is_some_and(|hash| hash.len() == 64), "{said}");
    id.to_owned()
}

async fn by_id(person: &Person, id: &str, variables: Value) -> Answer {
    let body = json!({ "documentId": id, "variables": variables });
    person.send(person.request(Method::POST, "/graphql").json(&body)).await
}

on_both! {
    async fn a_document_is_sent_by_its_id(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let id = registered(&world.database, AGENCIES, &[]);
        let answer = by_id(&officer, &id, json!({ "first": 3 })).await;
        assert_eq!(answer.data(), officer.graphql(AGENCIES, json!({ "first": 3 })).await.data());
        // Known by now, and the same; registered again, too.
        assert_eq!(by_id(&officer, &id, json!({ "first": 3 })).await.data(), answer.data());
        assert_eq!(registered(&world.database, AGENCIES, &[]), id);
        // Over GET and on a socket.
        let path = format!("/graphql?documentId={id}&variables=%7B%22first%22%3A3%7D");
        assert_eq!(officer.send(officer.request(Method::GET, &path)).await.data(), answer.data());
        let mut socket = officer.socket().await;
        let payload = json!({ "documentId": id, "variables": { "first": 3 } });
        socket.send(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
        assert_eq!(&socket.next("1").await["data"], answer.data());
        // What the text needs, its id needs too.
        by_id(&officer, &id, json!({})).await.expect_code("BAD_USER_INPUT");
    }

    async fn what_is_not_registered_is_not_found(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let id = registered(&world.database, WHO, &[]);
        let upper = id.to_uppercase();
        let never = format!("sha256:{}", "0".repeat(64));
        for wrong in ["", "sha256:", "md5:0", &id[7..], &upper, &never, "sha256:' OR 1=1"] {
            let refused = by_id(&officer, wrong, json!({})).await.expect_code("PERSISTED_QUERY_NOT_FOUND");
            assert_eq!(refused.errors()[0]["extensions"]["reason"], "DOCUMENT_UNKNOWN");
        }
        // To a stranger nothing is there.
        by_id(&world.stranger(), &id, json!({})).await.expect_code("PERSISTED_QUERY_NOT_FOUND");
        let both = json!({ "documentId": id, "query": WHO });
        let both = officer.send(officer.request(Method::POST, "/graphql").json(&both)).await;
        assert_eq!(both.status, 400, "{both}");
    }

    async fn documents_of_one_client_are_not_there_for_others(world: World) {
        let (one, other) = (world.person(Role::BiReader, None), world.person(Role::HomeAffairsOfficer, None));
        let id = registered(&world.database, WHO, &[&one.subject, "84.somebody.else"]);
        by_id(&one, &id, json!({})).await.data();
        by_id(&other, &id, json!({})).await.expect_code("PERSISTED_QUERY_NOT_FOUND");
        // A service account is known by its id.
        let (program, account) = accounts::program(&world, "READ", &[]).await;
        by_id(&program, &id, json!({})).await.expect_code("PERSISTED_QUERY_NOT_FOUND");
        registered(&world.database, WHO, &[account.as_str().unwrap()]);
        by_id(&program, &id, json!({})).await.data();
        // For everybody it is there for the other one from now on.
        registered(&world.database, WHO, &[]);
        by_id(&other, &id, json!({})).await.data();
    }

    async fn who_is_restricted_sends_nothing_else(world: World) {
        let login = subject("84", Role::BiReader, None, 1);
        let start = async |restricted: Restricted| {
            let bounds = Bounds { restricted, ..Bounds::default() };
            Server::bounded(&world.database, &world.clock, bounds).await.unwrap()
        };
        let server = start(Restricted::parse(&format!("84.nobody, {login}"))).await;
        let (kiosk, officer) = (server.person(&login), server.person(&subject("84", Role::HomeAffairsOfficer, None, 1)));
        let refused = kiosk.graphql(AGENCIES, json!({ "first": 1 })).await.expect_code("FORBIDDEN");
        assert_eq!(refused.errors()[0]["extensions"]["reason"], "DOCUMENT_NOT_REGISTERED");
        officer.graphql(AGENCIES, json!({ "first": 1 })).await.data();
        // Registered for others only, it is still refused.
        registered(&world.database, AGENCIES, &[&officer.subject]);
        kiosk.graphql(AGENCIES, json!({ "first": 1 })).await.expect_code("FORBIDDEN");
        let id = registered(&world.database, AGENCIES, &[&login]);
        kiosk.graphql(AGENCIES, json!({ "first": 1 })).await.data();
        by_id(&kiosk, &id, json!({ "first": 1 })).await.data();
        // To the letter.
        kiosk.graphql(&format!("{AGENCIES} "), json!({ "first": 1 })).await.expect_code("FORBIDDEN");
        let mut socket = kiosk.socket().await;
        socket.subscribe("1", WHO, json!({})).await;
        assert_eq!(socket.message().await["payload"][0]["extensions"]["code"], "FORBIDDEN");

        let everybody = start(Restricted::Everybody).await;
        let officer = everybody.person(&officer.subject);
        officer.graphql(WHO, json!({})).await.expect_code("FORBIDDEN");
        officer.graphql(AGENCIES, json!({ "first": 1 })).await.data();
        Person::stranger(everybody.address()).graphql("{ __typename }", json!({})).await.expect_code("FORBIDDEN");
    }

    async fn what_could_not_run_is_not_registered(world: World) {
        let database = &world.database;
        let good = file(database, "good.graphql", WHO);
        for (text, said) in [
            ("{ viewer { nobodyKnows } }", "Unknown field"),
            ("{ viewer ", "syntax error"),
            ("{ a: viewer { ...F } } fragment F on Viewer { ...F }", "spreads itself"),
            ("", "syntax error"),
        ] {
            let wrong = file(database, "wrong.graphql", text);
            let (code, told) = register(database, &[&good, &wrong], &[]);
            assert!(code == 1 && told.contains("wrong.graphql: ") && told.contains(said), "{text}: {told}");
            assert!(!told.contains("sha256:"), "none is registered: {told}");
        }
        let (code, _) = register(database, &[], &[]);
        assert_eq!(code, 2, "nothing to register");
        // Several operations, and variables that come later, are no fault.
        let several = "query A($id: ID!) { node(id: $id) { id } } subscription B($id: ID!) { reportChanged(roundId: $id) { state } }";
        registered(database, several, &[]);
    }
}
