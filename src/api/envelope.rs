//! What is around every answer: the request's id, the log entry, the headers, and the net under panics.

use super::http::refusal;
use super::{Call, traced};
use crate::kit::Lang;
use crate::kit::fault::internal;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tracing::Instrument;

/// The header with the request's id. One that a client sends is not taken over: it would stand in our log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The middleware. Neither query text nor variables nor tokens are logged, so only the path of the address is.
pub(super) async fn wrap(mut request: Request, next: Next) -> Response {
    let language = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut call = Call::new(Lang::from_header(language));
    call.trace = traced::begin(&request, &call.request_id);
    let trace = call.trace.clone();
    request.extensions_mut().insert(call.clone());
    let span = tracing::info_span!(
        "request",
        id = call.request_id,
        method = %request.method(),
        path = request.uri().path()
    );
    let answering = async move {
        let started = Instant::now();
        let mut response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
            Ok(response) => response,
            Err(_) => {
                tracing::error!(request_id = call.request_id, "a handler panicked");
                refusal(StatusCode::INTERNAL_SERVER_ERROR, internal(call.lang), &call)
            }
        };
        let headers = response.headers_mut();
        if let Ok(id) = HeaderValue::from_str(&call.request_id) {
            headers.insert(REQUEST_ID, id);
        }
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.append(VARY, HeaderValue::from_static("accept, accept-language, authorization, cookie"));
        traced::answered(&call.trace, response.status());
        let milliseconds = started.elapsed().as_millis();
        tracing::info!(status = response.status().as_u16(), milliseconds, "answered");
        response
    };
    trace.around(answering.instrument(span)).await
}
