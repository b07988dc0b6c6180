//! Connections of clients: how many, and for how long one may be silent. What a request may be is the face's (`api`).
//!
//! A client that sends a byte now and then would otherwise keep its connection for ever. Here it has a time for the whole head of
//! a request, silence before it included; the body's time is `Limits::body_timeout`.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
};

/// The most bytes that are read of a head, and that wait to be read by a handler: as much as people's browsers send, and more.
const HEAD_BYTES: usize = 64 * 1024;
/// How long to wait before the next connection is taken when there are no more file descriptors.
const BREATH: Duration = Duration::from_millis(200);

/// What all clients together, and each of them, may take of connections.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    /// Connections at once, all clients together; whoever comes then waits in the system's queue.
    pub most: usize,
    /// How long a client may take to send the head of a request, and how long a connection may rest between two.
    pub head_timeout: Duration,
}

impl Default for Connections {
    fn default() -> Self {
        Connections { most: 10_000, head_timeout: Duration::from_secs(15) }
    }
}

/// Serves until `stop` turns true; then takes no more connections, and returns when the requests that have begun are answered.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Connections,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limits.most));
    let mut served = JoinSet::new();
    loop {
        let taken = tokio::select! {
            taken = take(&listener, &places) => taken,
            () = told(&mut stop) => break,
            Some(_) = served.join_next(), if !served.is_empty() => continue,
        };
        if let Some((stream, place)) = taken {
            served.spawn(one(stream, place, router.clone(), limits, stop.clone()));
        }
    }
    drop(listener);
    while served.join_next().await.is_some() {}
}

/// The next connection, once there is a place for it.
async fn take(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(error) => {
            // A client that is gone already is no fault of anybody's; of what the system lacks there may be more in a while.
            tracing::debug!(%error, "a connection could not be taken");
            tokio::time::sleep(BREATH).await;
            None
        }
    }
}

/// Serves one connection. A socket (WebSocket) goes on by itself, in one of the sockets' places.
async fn one(
    stream: TcpStream,
    place: OwnedSemaphorePermit,
    router: Router,
    limits: Connections,
    mut stop: watch::Receiver<bool>,
) {
    // Answers are small and written at once.
    let _ = stream.set_nodelay(true);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head_timeout).max_buf_size(HEAD_BYTES);
    let connection =
        builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
    drop(place);
}

async fn told(stop: &mut watch::Receiver<bool>) {
    // The sender going away is a stop too.
    let _ = stop.wait_for(|stop| *stop).await;
}
