//! What a trace tells of a request: which route, what kind of operation on which field of the schema, and what became of it. Never the
//! text of a document, a variable, a token, or the name that a client gives its operation.

use super::guard::Admitted;
use crate::kit::trace::{self, Span};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode};

/// The routes whose requests are told of. Whoever looks whether the server is well asks too often to be.
const ROUTES: [&str; 3] = ["/graphql", "/graphql/ws", "/feeds/obligations.ics"];

/// Begins the span of a request; of any other than those to our routes, nothing.
pub(super) fn begin(request: &Request, request_id: &str) -> Span {
    let Some(route) = ROUTES.iter().find(|route| **route == request.uri().path()) else {
        return Span::default();
    };
    let span = Span::of_request(route, request_id, traceparent(request.headers()));
    span.word(trace::ROUTE, route);
    span.word(trace::METHOD, method(request.method()));
    span
}

/// A client's own span, where it names one and no two.
fn traceparent(headers: &HeaderMap) -> Option<&str> {
    let mut named = headers.get_all("traceparent").iter();
    let one = named.next()?.to_str().ok()?;
    named.next().is_none().then_some(one)
}

/// The name of a method, as the semantic conventions have it.
fn method(method: &Method) -> &'static str {
    // Any other is whatever somebody sends.
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "_OTHER",
    }
}

/// An operation may run.
pub(super) fn admitted(span: &Span, kind: &'static str, admitted: &Admitted) {
    span.called(kind, &admitted.field);
    span.number(trace::COST, admitted.requested as u64);
}

/// A request was answered, and is over.
pub(super) fn answered(span: &Span, status: StatusCode) {
    span.number(trace::STATUS, status.as_u16().into());
    if status.is_server_error() {
        span.failed();
    }
    span.end();
}
