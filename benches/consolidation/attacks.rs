//! How long the server takes to refuse what is made to eat it.

use serde_json::json;
use std::time::{Duration, Instant};

use crate::{
    Outcome,
    http::{Client, Request},
};

/// How often each is sent; the slowest answer counts.
const TIMES: usize = 10;

/// What became of one attack.
pub struct Refused {
    pub name: &'static str,
    /// The length of the request's body, in bytes.
    pub sent: usize,
    /// The status of the answer.
    pub status: u16,
    /// The length of the answer, in bytes.
    pub answer: usize,
    pub slowest: Duration,
}

/// Sends each attack, on a connection of its own every time.
pub async fn refused(host: &str, token: &str) -> Outcome<Vec<Refused>> {
    let mut found = Vec::new();
    for (name, body) in bodies() {
        let request = Request::post(host, token, &body);
        let mut refused = Refused { name, sent: body.len(), status: 0, answer: 0, slowest: Duration::ZERO };
        for _ in 0..TIMES {
            let mut client = Client::connect(&request).await?;
            let asked = Instant::now();
            let (status, answer) = client.ask_whatever_comes().await?;
            (refused.status, refused.answer) = (status, answer.len());
            refused.slowest = refused.slowest.max(asked.elapsed());
        }
        found.push(refused);
    }
    Ok(found)
}

fn bodies() -> Vec<(&'static str, String)> {
    let doubling = (0..40).fold("{ ...F0 }".to_owned(), |document, n| {
        format!("{document} fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1)
    });
    let aliases: String = (0..101).map(|n| format!("a{n}: province {{ id }} ")).collect();
    let unknown: String = (0..10_000).map(|n| format!("khong{n} ")).collect();
    let document = |text: String| json!({ "query": text }).to_string();
    vec![
        ("20,000 nested brackets", document(format!("{{ nodes(ids: {}", "[".repeat(20_000)))),
        ("4,000 nested brackets", document(format!("{{ nodes(ids: {}", "[".repeat(4_000)))),
        (
            "40 doubling fragments",
            document(format!("{doubling} fragment F40 on Query {{ province {{ id }} }}")),
        ),
        (
            "a fragment cycle",
            document("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned()),
        ),
        ("101 aliases", document(format!("{{ {aliases} }}"))),
        ("10,000 unknown fields", document(format!("{{ {unknown} }}"))),
        (
            "an array of 1,000 operations",
            json!(vec![json!({ "query": "{ province { id } }" }); 1_000]).to_string(),
        ),
        ("a body of 10 MiB", document(" ".repeat(10 << 20))),
    ]
}
