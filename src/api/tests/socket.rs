//! The protocol: what it calls for, and its edges.

use super::ws::Client;
use super::*;
use serde_json::json;

#[tokio::test]
async fn operations_of_every_kind_run() {
    let server = Server::plain().await;
    let mut client = Client::ready(&server).await;
    client.subscribe("s", "subscription { numbers(to: 3) }").await;
    for n in 1..=3 {
        let expected = json!({"type": "next", "id": "s", "payload": {"data": {"numbers": n}}});
        assert_eq!(client.next().await, expected);
    }
    assert_eq!(client.next().await, json!({"type": "complete", "id": "s"}));
    for (query, data) in
        [("mutation { bump }", json!({"bump": 1})), ("{ count who }", json!({"count": 1, "who": "good"}))]
    {
        // A finished id may be used again.
        client.subscribe("s", query).await;
        assert_eq!(client.next().await, json!({"type": "next", "id": "s", "payload": {"data": data}}));
        assert_eq!(client.next().await, json!({"type": "complete", "id": "s"}));
    }
    let named = json!({
        "query": "query A { count } query B($t: String!) { echo(text: $t) }",
        "operationName": "B",
        "variables": {"t": "chào"}
    });
    client.send(json!({"type": "subscribe", "id": "n", "payload": named})).await;
    assert_eq!(client.next().await["payload"]["data"], json!({"echo": "chào"}));
}

#[tokio::test]
async fn pings_are_answered_with_their_payload() {
    let server = Server::plain().await;
    let mut client = Client::connect(&server).await;
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await, json!({"type": "pong"}));
    client.send(json!({"type": "ping", "payload": {"n": 1}})).await;
    assert_eq!(client.next().await, json!({"type": "pong", "payload": {"n": 1}}));
    client.send(json!({"type": "pong"})).await;
    client.send(json!({"type": "connection_init", "payload": {"Authorization": "bearer good"}})).await;
    assert_eq!(client.next().await, json!({"type": "connection_ack"}));
}

#[tokio::test]
async fn tokens_come_in_the_payload_or_in_the_upgrade() {
    let server = Server::plain().await;
    let with = |token| [("sec-websocket-protocol", "graphql-transport-ws"), ("authorization", token)];
    let mut client = Client::with(&server, &with("Bearer good")).await;
    client.send(json!({"type": "connection_init"})).await;
    assert_eq!(client.next().await, json!({"type": "connection_ack"}));
    let mut client = Client::with(&server, &with("Basic good")).await;
    client.send(json!({"type": "connection_init"})).await;
    assert_eq!(client.closed().await, (4403, "TOKEN_FORGED".into()));
    for (token, reason) in [("expired", "TOKEN_EXPIRED"), ("rubbish", "TOKEN_FORGED")] {
        let mut client = Client::present(&server, token).await;
        assert_eq!(client.closed().await, (4403, reason.into()));
    }
    let mut client = Client::connect(&server).await;
    client.send(json!({"type": "connection_init"})).await;
    assert_eq!(client.closed().await, (4403, "TOKEN_MISSING".into()));
    let mut client = Client::connect(&server).await;
    client.send(json!({"type": "connection_init", "payload": {"authorization": 1}})).await;
    assert_eq!(client.closed().await, (4403, "TOKEN_FORGED".into()));
    assert_eq!(Client::present(&server, "broken").await.closed().await.0, 4500);
    assert_eq!(Client::present(&server, "busy").await.closed().await, (1013, "SERVER_BUSY".into()));
}

#[tokio::test]
async fn breaches_of_the_protocol_close_with_their_codes() {
    let server = Server::plain().await;
    for headers in [&[][..], &[("sec-websocket-protocol", "graphql-ws")]] {
        if headers.is_empty() {
            assert_eq!(Client::with(&server, headers).await.closed().await.0, 4406);
        }
    }
    let mut client = Client::connect(&server).await;
    client.subscribe("1", "mutation { bump }").await;
    assert_eq!(client.closed().await, (4401, "Unauthorized".into()));
    let mut client = Client::ready(&server).await;
    client.send(json!({"type": "connection_init"})).await;
    assert_eq!(client.closed().await.0, 4429);
    let mut client = Client::ready(&server).await;
    client.subscribe("1", "subscription { forever }").await;
    client.subscribe("1", "mutation { bump }").await;
    assert_eq!(client.closed().await.0, 4409);
    for text in
        ["", "null", "{", r#"{"type":"start"}"#, r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#]
    {
        let mut client = Client::ready(&server).await;
        client.text(text).await;
        assert_eq!(client.closed().await.0, 4400, "{text}");
    }
    let mut client = Client::ready(&server).await;
    use futures_util::SinkExt;
    client.0.send(tokio_tungstenite::tungstenite::Message::binary(b"{}".to_vec())).await.unwrap();
    assert_eq!(client.closed().await.0, 4400);
    assert_eq!(server.bumps(), 0);
    eventually("nothing is left running", || server.counts.live.load(Ordering::SeqCst) == 0).await;
}

#[tokio::test]
async fn what_fails_before_it_runs_is_an_error_message() {
    let server = Server::plain().await;
    let mut client = Client::ready(&server).await;
    for (query, class) in [
        ("{ count", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { numbers(to: 1) forever }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription($n: Int!) { numbers(to: $n) }", "BAD_USER_INPUT"),
    ] {
        client.subscribe("1", query).await;
        let answer = client.next().await;
        assert_eq!(answer["type"], "error", "{query}");
        assert_eq!(answer["payload"][0]["extensions"]["code"], class, "{query}");
    }
    // The id is free again, and no `complete` followed.
    client.subscribe("1", "{ count }").await;
    assert_eq!(client.next().await["payload"], json!({"data": {"count": 0}}));
}

#[tokio::test]
async fn complete_stops_a_stream_and_the_end_of_the_socket_stops_all() {
    let server = Server::plain().await;
    let live = || server.counts.live.load(Ordering::SeqCst);
    let mut client = Client::ready(&server).await;
    for id in ["1", "2", "3"] {
        client.subscribe(id, "subscription { forever }").await;
        assert_eq!(client.next().await["type"], "next");
    }
    assert_eq!(live(), 3);
    client.send(json!({"type": "complete", "id": "2"})).await;
    client.send(json!({"type": "complete", "id": "nobody"})).await;
    eventually("one stream ends", || live() == 2).await;
    client.subscribe("2", "{ count }").await;
    assert_eq!(client.next().await["id"], "2");
    drop(client);
    eventually("all streams end", || live() == 0).await;
}

#[tokio::test]
async fn a_mutation_survives_its_socket() {
    let server = Server::plain().await;
    let mut client = Client::ready(&server).await;
    client.subscribe("1", "mutation { bumpLate }").await;
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong");
    drop(client);
    eventually("the mutation ends", || server.bumps() == 1).await;
}
