//! More queries than there are places.

use super::{House, Limits, Server, code, read};
use crate::api::ReadLimits;
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn queries_are_sent_away_and_mutations_are_not() {
    let reads = ReadLimits { at_once: 2, waiting: 0 };
    let query_timeout = Duration::from_secs(3600);
    let server = Server::start(House::default(), Limits { reads, query_timeout, ..Limits::default() }).await;
    let endless = |_| {
        let request = server.post().json(&json!({ "query": "{ endless }" }));
        // A place may just be taken by who looks whether there is one.
        tokio::spawn(
            async move { while request.try_clone().unwrap().send().await.unwrap().status() == 503 {} },
        )
    };
    let held: Vec<_> = (0..2).map(endless).collect();
    eventually_refused(&server).await;
    let answer = server.post().json(&json!({ "query": "{ count }" })).send().await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "2");
    let (status, body) = read(answer).await;
    assert_eq!((status, code(&body)), (503, "THROTTLED"), "{body}");
    assert_eq!(body["errors"][0]["extensions"]["reason"], "SERVER_BUSY");
    for bumps in 1..=3 {
        let bumped = server.ask(json!({ "query": "mutation { bump }" })).await;
        assert_eq!(bumped, (200, json!({ "data": { "bump": bumps } })));
    }
    // Whoever leaves makes room.
    held.iter().for_each(tokio::task::JoinHandle::abort);
    let mut status = 503;
    while status == 503 {
        status = server.ask(json!({ "query": "{ count }" })).await.0;
    }
    assert_eq!(status, 200);
}

/// Waits until every place is taken.
async fn eventually_refused(server: &Server) {
    while server.ask(json!({ "query": "{ count }" })).await.0 != 503 {
        tokio::task::yield_now().await;
    }
}
