//! Attacks, over HTTP and over the socket; afterwards the process answers as before.

use super::ws::Client;
use super::*;
use serde_json::{Value, json};

/// The documents, with the code each is answered with.
fn documents() -> Vec<(&'static str, String, &'static str)> {
    let brackets = |count: usize, open: &str| format!("{{ echo(text: {}", open.repeat(count));
    let doubling = (0..40).fold("{ ...F0 }".to_owned(), |document, n| {
        format!("{document} fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1)
    }) + " fragment F40 on Query { count }";
    let aliases: String = (0..101).map(|n| format!("a{n}: count ")).collect();
    let unknown = |count: usize| (0..count).map(|n| format!("unknown{n} ")).collect::<String>();
    let many = unknown(1_200);
    let parts: Vec<_> = many.split_whitespace().collect();
    let nested: String = parts
        .chunks(100)
        .enumerate()
        .map(|(n, part)| format!("a{n}: again {{ {} }} ", part.join(" ")))
        .collect();
    vec![
        ("brackets", brackets(20_000, "["), "GRAPHQL_PARSE_FAILED"),
        ("braces", brackets(20_000, "{a:"), "GRAPHQL_PARSE_FAILED"),
        ("selections", "{again".repeat(20_000), "GRAPHQL_PARSE_FAILED"),
        ("type brackets", format!("query($v: {}", "[".repeat(20_000)), "GRAPHQL_PARSE_FAILED"),
        ("few enough bytes", brackets(2_000, "["), "GRAPHQL_PARSE_FAILED"),
        (
            "hidden behind a string without end",
            format!(r#"{{ echo(text: ["""x"{}"#, "[".repeat(20_000)),
            "GRAPHQL_PARSE_FAILED",
        ),
        (
            "hidden, and small",
            format!(r#"{{ echo(text: ["""x"{}"#, "[".repeat(1_900)),
            "GRAPHQL_PARSE_FAILED",
        ),
        ("doubling fragments", doubling, "GRAPHQL_VALIDATION_FAILED"),
        (
            "a fragment cycle",
            "{ ...A } fragment A on Query { ...B } fragment B on Query { again { ...A } }".into(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("aliases", format!("{{ {aliases} }}"), "GRAPHQL_VALIDATION_FAILED"),
        ("unknown fields", format!("{{ {} }}", unknown(10_000)), "GRAPHQL_PARSE_FAILED"),
        ("unknown fields, few enough", format!("{{ {nested} }}"), "GRAPHQL_VALIDATION_FAILED"),
        ("long names", format!("{{ {} }}", "x".repeat(30_000)), "GRAPHQL_PARSE_FAILED"),
        ("nothing", String::new(), "GRAPHQL_PARSE_FAILED"),
        ("a number out of range", "{ echo(text: 1e999999) }".into(), "GRAPHQL_PARSE_FAILED"),
    ]
}

fn leaks(answer: &Value) -> bool {
    let text = answer.to_string();
    ["person", "store", ".rs", "secret", "Query"].iter().any(|word| text.contains(word))
}

#[tokio::test]
async fn documents_over_http() {
    let server = Server::plain().await;
    for (name, document, expected) in documents() {
        let (status, answer) = server.query(&document).await;
        assert_eq!((status, code(&answer)), (400, expected), "{name}: {answer}");
        let length = answer.to_string().len();
        assert!(length < 16 * 1024, "{name}: {length} bytes");
        assert!(answer["errors"].as_array().unwrap().len() <= 20, "{name}");
    }
    assert_eq!(server.query("{ count }").await, (200, json!({"data": {"count": 0}})));
}

#[tokio::test]
async fn documents_over_the_socket() {
    let server = Server::plain().await;
    let mut client = Client::ready(&server).await;
    for (name, document, expected) in documents() {
        client.subscribe("1", &document).await;
        if document.len() > Limits::default().socket.message_bytes {
            assert_eq!(client.closed().await.0, 1009, "{name}");
            client = Client::ready(&server).await;
            continue;
        }
        let answer = client.next().await;
        assert_eq!((&answer["type"], &answer["id"]), (&json!("error"), &json!("1")), "{name}: {answer}");
        assert_eq!(answer["payload"][0]["extensions"]["code"], expected, "{name}");
        assert!(answer["payload"][0]["extensions"]["requestId"].is_string());
        assert!(answer.to_string().len() < 16 * 1024, "{name}");
    }
    client.subscribe("1", "{ count }").await;
    assert_eq!(client.next().await["payload"], json!({"data": {"count": 0}}));
    assert_eq!(client.next().await["type"], "complete");
}

#[tokio::test]
async fn every_fragment_of_a_large_query_is_validated_in_time() {
    // What the guard lets through must not be dear in the library's validation: 30 aliases of nested fragments, each
    // just within its limits.
    let server = Server::plain().await;
    let fragments: String =
        (0..150).map(|n| format!("fragment F{n} on Query {{ count again {{ count }} ...G }} ")).collect();
    let document = format!("{{ ...F0 ...F1 ...F2 }} fragment G on Query {{ count who }} {fragments}");
    let (status, answer) = server.query(&document).await;
    assert_eq!((status, code(&answer)), (400, "GRAPHQL_VALIDATION_FAILED"));
}

#[tokio::test]
async fn variables_over_http() {
    let server = Server::plain().await;
    let ask = |variables: String| {
        let body = format!(
            r#"{{"query":"query($t: String) {{ echo(text: $t) }}","variables":{{"t":{variables}}}}}"#
        );
        server.post().header("content-type", "application/json").body(body).send()
    };
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let (_, answer) = read(ask(deep).await.unwrap()).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT");
    let deeper = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(ask(deeper).await.unwrap().status(), 400);
    let wide = format!("[{}1]", "1,".repeat(100_000));
    let (_, answer) = read(ask(wide).await.unwrap()).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT");
    assert_eq!(server.query("{ count }").await.0, 200);
}

#[tokio::test]
async fn large_bodies_are_refused_unread() {
    let server = Server::plain().await;
    let body = format!(r#"{{"query":"mutation {{ bump }}","variables":{{"a":"{}"}}}}"#, "x".repeat(10 << 20));
    let declared = server.post().header("content-type", "application/json").body(body.clone());
    let (status, answer) = read(declared.send().await.unwrap()).await;
    assert_eq!((status, code(&answer)), (413, "BAD_REQUEST"));
    let chunks: Vec<std::io::Result<Vec<u8>>> =
        body.as_bytes().chunks(4096).map(|part| Ok(part.to_vec())).collect();
    let response = chunked(&server.address, chunks).await;
    assert!(response.starts_with("HTTP/1.1 413"), "{response}");
    assert_eq!(server.bumps(), 0);
    assert_eq!(server.query("{ count }").await.0, 200);
}

/// A POST whose length is not declared, written by hand; answers the head of the response.
async fn chunked(address: &str, chunks: Vec<std::io::Result<Vec<u8>>>) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut from, mut to) = stream.into_split();
    let writing = tokio::spawn(async move {
        let head = "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer good\r\n\
                    content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        to.write_all(head.as_bytes()).await.ok();
        for chunk in chunks.into_iter().flatten() {
            let framed = [format!("{:x}\r\n", chunk.len()).into_bytes(), chunk, b"\r\n".to_vec()].concat();
            if to.write_all(&framed).await.is_err() {
                break;
            }
        }
    });
    let mut head = vec![0; 256];
    let length = from.read(&mut head).await.unwrap();
    writing.abort();
    String::from_utf8_lossy(&head[..length]).into_owned()
}

#[tokio::test]
async fn failures_and_panics_say_nothing() {
    let server = Server::plain().await;
    let mut client = Client::ready(&server).await;
    for (query, count) in [("{ failing count }", json!(0)), ("{ panicking }", Value::Null)] {
        let (status, answer) = server.query(query).await;
        assert_eq!((status, code(&answer)), (200, "INTERNAL_SERVER_ERROR"), "{query}");
        assert!(!leaks(&answer), "{answer}");
        assert_eq!(answer["data"]["count"], count);
        client.subscribe("1", query).await;
        let next = client.next().await;
        assert_eq!(
            (&next["type"], code(&next["payload"])),
            (&json!("next"), "INTERNAL_SERVER_ERROR"),
            "{query}"
        );
        assert!(!leaks(&next), "{next}");
        assert_eq!(client.next().await["type"], "complete");
    }
    client.subscribe("1", "subscription { panicking }").await;
    assert_eq!(client.next().await["payload"], json!({"data": {"panicking": 1}}));
    let next = client.next().await;
    assert_eq!(code(&next["payload"]), "INTERNAL_SERVER_ERROR");
    assert!(!leaks(&next), "{next}");
    assert_eq!(client.next().await["type"], "complete");
    client.subscribe("1", "subscription { failing }").await;
    let error = client.next().await;
    assert_eq!((&error["type"], leaks(&error)), (&json!("error"), false), "{error}");
    assert_eq!(error["payload"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR");
    assert_eq!(server.query("{ count }").await.0, 200);
}
