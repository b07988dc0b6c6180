//! The kit tried on a server made of ten lines: what people and sockets send, and how they read what they get.

use super::person::Person;
use super::socket::{Received, Socket};
use axum::Json;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::net::SocketAddr;
use uuid::Uuid;

/// Answers a mutation with what it was sent; refuses the key of all zeros.
async fn echo(headers: HeaderMap, Json(body): Json<Value>) -> Json<Value> {
    let heard = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let input = &body["variables"]["input"];
    let errors = match input["idempotencyKey"].as_str() {
        Some(key) if key == Uuid::nil().to_string() => {
            json!([{ "code": "STALE_REVISION", "path": ["ifRevision"], "message": "…" }])
        }
        _ => json!([]),
    };
    let answer = json!({ "userErrors": errors, "heard": {
        "query": body["query"], "input": input, "token": heard("authorization"), "language": heard("accept-language"),
    } });
    if body["query"].as_str().unwrap().contains("reportSubmit") {
        Json(json!({ "data": { "reportSubmit": answer } }))
    } else if body["query"].as_str().unwrap().contains("report(by") {
        Json(json!({ "data": { "report": { "revision": 7, "by": body["variables"]["by"] } } }))
    } else {
        let error = json!({ "message": "…", "extensions": { "code": "UNAUTHENTICATED", "requestId": "1" } });
        Json(json!({ "errors": [error] }))
    }
}

/// Acknowledges, says one thing and hangs up.
async fn converse(mut socket: WebSocket) {
    while let Some(Ok(Message::Text(text))) = socket.recv().await {
        let message: Value = serde_json::from_str(&text).unwrap();
        let answer = match message["type"].as_str().unwrap() {
            "connection_init" => json!({ "type": "connection_ack", "payload": message["payload"] }),
            "subscribe" => json!({ "type": "next", "id": message["id"], "payload": message["payload"] }),
            _ => break,
        };
        socket.send(Message::Text(answer.to_string().into())).await.unwrap();
    }
    let farewell = CloseFrame { code: 4429, reason: "enough".into() };
    socket.send(Message::Close(Some(farewell))).await.unwrap();
}

async fn somebody() -> (SocketAddr, Person) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let upgrade = |request: WebSocketUpgrade| async {
        request.protocols(["graphql-transport-ws"]).on_upgrade(converse)
    };
    let routes = axum::Router::new().route("/graphql", post(echo)).route("/graphql/ws", get(upgrade));
    tokio::spawn(async { axum::serve(listener, routes).await });
    (address, Person::stranger(address).known_as("an", "secret"))
}

#[tokio::test]
async fn a_verb_sends_its_key_its_revision_and_who_asks() {
    let (_, person) = somebody().await;
    let person = person.speaking("en");
    let first = person.submit("STTTT", "2019-Q3").with("explanations", json!([])).await.expect_done();
    let heard = &first.payload()["heard"];
    assert_eq!((&heard["token"], &heard["language"]), (&json!("Bearer secret"), &json!("en")));
    let report = json!({ "key": { "agency": "STTTT", "period": "2019-Q3" } });
    let key = heard["input"]["idempotencyKey"].as_str().unwrap();
    let sent = json!({ "report": report, "ifRevision": 7, "explanations": [], "idempotencyKey": key });
    assert_eq!(heard["input"], sent);
    assert!(
        heard["query"].as_str().unwrap().starts_with("mutation ($input: ReportSubmitInput!) { reportSubmit(")
    );

    let again = person.submit("STTTT", "2019-Q3").if_revision(3).await;
    assert_ne!(again.at("reportSubmit.heard.input.idempotencyKey"), key, "every verb has a key of its own");
    assert_eq!(again.at("reportSubmit.heard.input.ifRevision"), 3);

    let refused =
        person.submit("STTTT", "2019-Q3").key(Uuid::nil()).await.expect_user_error("STALE_REVISION");
    assert_eq!(refused.user_errors()[0].path, ["ifRevision"]);
    person.accept("STTTT", "2019-Q3").await.expect_code("UNAUTHENTICATED");
}

#[tokio::test]
async fn a_socket_hears_messages_and_how_it_ends() {
    let (address, person) = somebody().await;
    let mut socket = person.socket().await;
    socket.subscribe("1", "subscription { it }", json!({})).await;
    assert_eq!(socket.next("1").await["query"], "subscription { it }");
    socket.complete("1").await;
    socket.expect_close(4429).await;

    let mut socket = person.silent_socket().await;
    socket.init(Some("secret")).await;
    let payload = json!({ "authorization": "Bearer secret" });
    assert_eq!(
        socket.receive().await,
        Received::Message(json!({ "type": "connection_ack", "payload": payload }))
    );
    assert_eq!(Socket::open(address, None).await.map(drop), Ok(()));
}
