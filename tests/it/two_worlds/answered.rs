//! What is sent, and what comes back, without what is by nature each request's own.

use super::worlds::Asker;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A request, whom it is from, and the field of the root that it asks.
#[derive(Clone, Debug)]
pub struct Sent {
    pub who: Asker,
    pub language: &'static str,
    pub root: String,
    pub text: String,
}

impl Sent {
    /// A document of one field of the root, asked in Vietnamese.
    pub fn new(who: Asker, text: impl Into<String>) -> Self {
        Sent { who, language: "vi", root: String::new(), text: text.into() }
    }

    pub fn is_mutation(&self) -> bool {
        self.text.starts_with("mutation")
    }

    pub fn body(&self) -> Value {
        json!({ "query": self.text })
    }
}

/// An answer; two are equal when nothing in them tells one world from the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub text: String,
}

impl Reply {
    /// Takes out the request's own id, and how many points its client has left: that depends on what else is under way. So does what
    /// it has cost, where a field fails: its neighbours are given up wherever they are.
    pub fn new(status: u16, text: &str) -> Self {
        let text = without(text, "\"requestId\":\"", "\"");
        let text = without(&text, "\"throttleStatus\":{", "}");
        let reply = Reply { status, text };
        if !reply.has_errors() {
            return reply;
        }
        let text = without(&reply.text, "\"actualQueryCost\":", ",");
        Reply { status, text: text.replace("\"actualQueryCost\":,", "\"actualQueryCost\":null,") }
    }

    /// Whether a field of it failed.
    pub fn has_errors(&self) -> bool {
        self.text.contains("\"errors\":[{")
    }

    /// Whether there is anything but null in it.
    pub fn gives_something(&self) -> bool {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        body["data"].as_object().is_some_and(|data| data.values().any(|value| !value.is_null()))
    }

    /// Whether a mutation was carried out.
    pub fn is_done(&self) -> bool {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        let payloads = body["data"].as_object().into_iter().flat_map(|data| data.values());
        payloads.filter_map(|payload| payload["userErrors"].as_array()).any(Vec::is_empty)
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.text)
    }
}

/// A text without what stands between a beginning and the end that follows it.
fn without(text: &str, begins: &str, ends: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(begins) {
        let (before, after) = rest.split_at(at + begins.len());
        left.push_str(before);
        rest = after.find(ends).map_or("", |end| &after[end..]);
    }
    left.push_str(rest);
    left
}

/// Hands a request to what answers behind the wire.
pub async fn inside(router: &Router, token: &str, sent: &Sent) -> Reply {
    let request = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"))
        .header("accept-language", sent.language)
        .body(Body::from(sent.body().to_string()))
        .expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    Reply::new(status, &String::from_utf8_lossy(&bytes))
}

#[test]
fn what_is_a_requests_own_is_taken_out() {
    let text = r#"{"a":"x","extensions":{"requestId":"1-2"}},{"requestId":"3","throttleStatus":{"left":7}}"#;
    let left = r#"{"a":"x","extensions":{"requestId":""}},{"requestId":"","throttleStatus":{}}"#;
    assert_eq!(Reply::new(200, text).text, left);
    let (failed, done) =
        (r#"{"errors":[{}],"actualQueryCost":3,"b":1}"#, r#"{"data":{},"actualQueryCost":3,"b":1}"#);
    assert_eq!(Reply::new(200, failed).text, r#"{"errors":[{}],"actualQueryCost":null,"b":1}"#);
    assert_eq!(Reply::new(200, done).text, done);
}
