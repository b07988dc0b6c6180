//! The page on which a person with a browser tries queries. Our own, without anything from elsewhere.

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// The page; `{nonce}` marks its own script and style.
const PAGE: &str = include_str!("ide.html");

/// The page, which may run only what it brought and talk only to where it came from.
pub(super) fn page() -> Response {
    let nonce = uuid::Uuid::now_v7().simple().to_string();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_SECURITY_POLICY, policy)];
    (headers, PAGE.replace("{nonce}", &nonce)).into_response()
}
