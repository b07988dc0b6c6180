//! `/healthz`: the process is there. `/readyz`: it can serve.

use super::{Door, Transport};
use async_graphql::Executor;
use axum::extract::State;
use axum::http::StatusCode;
use std::time::Duration;

/// How long the house may take to say that it is ready.
const PATIENCE: Duration = Duration::from_secs(5);

/// 200 as long as the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// 200 when the house can serve, if only to readers, 503 when not; why not stands in the log.
pub(super) async fn ready<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
) -> (StatusCode, &'static str) {
    match tokio::time::timeout(PATIENCE, transport.door.ready()).await {
        Ok(Ok(())) if transport.door.only_reads() => (StatusCode::OK, "ready to read only\n"),
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(cause)) => {
            tracing::warn!(?cause, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
        Err(_) => {
            tracing::warn!("not ready: no answer in time");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
