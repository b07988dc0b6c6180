//! What bounds a socket: time, numbers, sizes, the token's end, the server's end.

use super::ws::Client;
use super::*;
use crate::api::SocketLimits;
use serde_json::json;
use std::time::Duration as Span;

async fn limited(socket: SocketLimits) -> Server {
    Server::start(House::default(), Limits { socket, ..Limits::default() }).await
}

#[tokio::test]
async fn who_says_nothing_is_asked_to_leave() {
    let server =
        limited(SocketLimits { init_timeout: Span::from_millis(50), ..SocketLimits::default() }).await;
    let mut client = Client::connect(&server).await;
    assert_eq!(client.closed().await, (4408, "Connection initialisation timeout".into()));
}

#[tokio::test]
async fn the_fifty_first_operation_is_throttled_and_the_others_go_on() {
    let server = Server::plain().await;
    let mut client = Client::ready(&server).await;
    for n in 0..50 {
        client.subscribe(&n.to_string(), "subscription { forever }").await;
        assert_eq!(client.next().await["type"], "next");
    }
    client.subscribe("50", "subscription { forever }").await;
    let answer = client.next().await;
    assert_eq!((&answer["type"], &answer["id"]), (&json!("error"), &json!("50")));
    assert_eq!(answer["payload"][0]["extensions"]["code"], "THROTTLED");
    client.send(json!({"type": "complete", "id": "0"})).await;
    client.subscribe("50", "{ count }").await;
    assert_eq!(client.next().await["payload"], json!({"data": {"count": 0}}));
}

#[tokio::test]
async fn a_message_too_big_ends_the_socket() {
    let server = Server::plain().await;
    let mut client = Client::ready(&server).await;
    client.subscribe("1", &format!("{{ count #{}\n }}", "x".repeat(70_000))).await;
    assert_eq!(client.closed().await.0, 1009);
    // One that is far too big is not even read to its end.
    let mut client = Client::ready(&server).await;
    use futures_util::{SinkExt, StreamExt};
    let huge = tokio_tungstenite::tungstenite::Message::text("x".repeat(10 << 20));
    let _ = client.0.send(huge).await;
    while let Some(Ok(_)) = client.0.next().await {}
    assert_eq!(server.query("{ count }").await.0, 200);
}

#[tokio::test]
async fn the_socket_ends_with_its_token() {
    let at = DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000);
    let short_ends = Some(at + Duration::minutes(1));
    let house = House { clock: Clock::fixed(at), short_ends, ..House::default() };
    let socket = SocketLimits { expiry_check: Span::from_millis(10), ..SocketLimits::default() };
    let server = Server::start(house, Limits { socket, ..Limits::default() }).await;
    let mut client = Client::present(&server, "short").await;
    assert_eq!(client.next().await["type"], "connection_ack");
    client.subscribe("1", "subscription { forever }").await;
    assert_eq!(client.next().await["type"], "next");
    server.house.clock.advance(Duration::seconds(59));
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong");
    server.house.clock.advance(Duration::seconds(1));
    assert_eq!(client.closed().await, (4401, "Token expired".into()));
    eventually("the stream ends", || server.counts.live.load(Ordering::SeqCst) == 0).await;
}

/// Somebody who listens loses what they hear when they may not hear it any more, and nothing when nothing has changed for them.
#[tokio::test]
async fn the_socket_ends_with_the_rights_it_began_with() {
    let usual = SocketLimits::default();
    assert!(usual.rights_check * 2 <= Span::from_secs(5), "who loses access loses it within five seconds");
    let socket = SocketLimits { rights_check: Span::from_millis(10), ..usual };
    let server = Server::start(House::default(), Limits { socket, ..Limits::default() }).await;
    let listening = async || {
        let mut client = Client::ready(&server).await;
        client.subscribe("1", "subscription { forever }").await;
        assert_eq!(client.next().await["type"], "next");
        client
    };
    let mut idle = Client::ready(&server).await;
    let mut client = listening().await;
    // Something is committed, and rights are as they were.
    server.house.changes.store(1, Ordering::SeqCst);
    for _ in 0..5 {
        tokio::time::sleep(Span::from_millis(10)).await;
        client.send(json!({"type": "ping"})).await;
        assert_eq!(client.next().await["type"], "pong");
    }
    server.house.changes.store(2, Ordering::SeqCst);
    assert_eq!(client.closed().await, (4403, "RIGHTS_CHANGED".into()));
    let mut client = listening().await;
    server.house.changes.store(4, Ordering::SeqCst);
    assert_eq!(client.closed().await, (4403, "PERSON_UNKNOWN".into()));
    eventually("the streams end", || server.counts.live.load(Ordering::SeqCst) == 0).await;
    // Nothing is under way on it: its next operation is what is refused.
    idle.subscribe("1", "{ count }").await;
    assert_eq!(idle.closed().await, (4403, "PERSON_UNKNOWN".into()));
}

#[tokio::test]
async fn the_end_of_the_server_ends_its_sockets() {
    let server = Server::plain().await;
    let mut waiting = Client::connect(&server).await;
    let mut client = Client::ready(&server).await;
    client.subscribe("1", "subscription { forever }").await;
    assert_eq!(client.next().await["type"], "next");
    server.stop.send_replace(true);
    assert_eq!(client.closed().await.0, 1001);
    assert_eq!(waiting.closed().await.0, 1001);
    eventually("the stream ends", || server.counts.live.load(Ordering::SeqCst) == 0).await;
}

#[tokio::test]
async fn a_reader_who_does_not_read_is_dropped() {
    let server =
        limited(SocketLimits { send_timeout: Span::from_millis(100), ..SocketLimits::default() }).await;
    let mut client = Client::ready(&server).await;
    client.subscribe("1", "subscription { flood }").await;
    assert_eq!(client.next().await["type"], "next");
    eventually("the stream ends", || server.counts.live.load(Ordering::SeqCst) == 0).await;
    assert_eq!(server.query("{ count }").await.0, 200);
}

#[tokio::test]
async fn a_client_that_is_gone_without_a_word_is_noticed() {
    let server = limited(SocketLimits { heartbeat: Span::from_millis(20), ..SocketLimits::default() }).await;
    let mut client = Client::ready(&server).await;
    client.subscribe("1", "subscription { forever }").await;
    assert_eq!(client.next().await["type"], "next");
    // Not polling the client leaves the server's pings without an answer; the connection stays open.
    eventually("the stream ends", || server.counts.live.load(Ordering::SeqCst) == 0).await;
    drop(client);
}

#[tokio::test]
async fn sockets_have_places() {
    let server = limited(SocketLimits { sockets: 1, ..SocketLimits::default() }).await;
    let first = Client::ready(&server).await;
    let upgrade = || {
        server
            .client
            .get(format!("http://{}/graphql/ws", server.address))
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("sec-websocket-protocol", "graphql-transport-ws")
            .send()
    };
    let (status, answer) = read(upgrade().await.unwrap()).await;
    assert_eq!((status, code(&answer)), (503, "THROTTLED"));
    drop(first);
    let mut left = 500;
    while upgrade().await.unwrap().status() != 101 {
        left -= 1;
        assert!(left > 0, "the place never became free");
        tokio::time::sleep(Span::from_millis(10)).await;
    }
}
