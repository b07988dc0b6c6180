//! `/metrics`: the figures of this server for Prometheus, on a listener of their own.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    kit::{
        Error, Result,
        meter::{self, Form, METERS},
    },
    notices,
    organisation::ProvinceEntity,
    store::{self, Store},
};

/// Bounds of how long things take, in seconds.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Where figures are kept: one place a process, made when the first server wants them.
fn kept() -> Result<PrometheusHandle> {
    static KEPT: OnceLock<std::result::Result<PrometheusHandle, String>> = OnceLock::new();
    let make = || {
        let mut builder = PrometheusBuilder::new();
        for meter in METERS.iter().filter(|meter| meter.form == Form::Histogram) {
            let bounded = builder.set_buckets_for_metric(Matcher::Full(meter.name.to_owned()), &BOUNDS);
            builder = bounded.map_err(|error| error.to_string())?;
        }
        builder.install_recorder().map_err(|error| error.to_string())
    };
    let handle = KEPT.get_or_init(make).clone().map_err(Error::broken)?;
    for meter in METERS {
        match meter.form {
            Form::Counter => describe_counter!(meter.name, meter.help),
            Form::Gauge => describe_gauge!(meter.name, meter.help),
            Form::Histogram => describe_histogram!(meter.name, Unit::Seconds, meter.help),
        }
        if meter.labels.is_empty() {
            // There before anything has happened.
            match meter.form {
                Form::Counter => counter!(meter.name).increment(0),
                _ => gauge!(meter.name).increment(0.0),
            }
        }
    }
    Ok(handle)
}

/// Tells figures at `GET /metrics` until the server stops.
pub fn serve(
    listener: TcpListener,
    store: Store,
    mut stopped: watch::Receiver<bool>,
) -> Result<JoinHandle<std::io::Result<()>>> {
    let handle = kept()?;
    let schema = store::newest_schema().to_string();
    gauge!(meter::BUILD, "version" => env!("CARGO_PKG_VERSION"), "schema" => schema).set(1.0);
    let router = Router::new().route("/metrics", get(tell)).with_state((handle, store));
    let served = axum::serve(listener, router).with_graceful_shutdown(async move {
        // The sender going away is a stop too.
        let _ = stopped.wait_for(|stop| *stop).await;
    });
    Ok(tokio::spawn(async move { served.await }))
}

async fn tell(State((handle, store)): State<(PrometheusHandle, Store)>) -> (StatusCode, String) {
    for (pool, used, idle) in store.pools() {
        gauge!(meter::CONNECTIONS, "pool" => pool, "state" => "used").set(used);
        gauge!(meter::CONNECTIONS, "pool" => pool, "state" => "idle").set(idle);
    }
    counter!(meter::STATEMENTS).absolute(store.statements());
    gauge!(meter::ONLY_READS).set(if store.only_reads() { 1.0 } else { 0.0 });
    match waiting(&store).await {
        // As a count of this size, a float is exact.
        Ok(waiting) => gauge!(meter::NOTICES_WAITING).set(u32::try_from(waiting).unwrap_or(u32::MAX)),
        Err(Error::Busy(cause) | Error::Broken(cause)) => {
            tracing::warn!(cause, "waiting notices cannot be counted")
        }
        Err(Error::Refused(_)) => {}
    }
    handle.run_upkeep();
    (StatusCode::OK, handle.render())
}

/// How many notices wait, province by province: nobody's scope is wider.
async fn waiting(store: &Store) -> Result<u64> {
    let mut all = 0;
    for province in store.shared::<ProvinceEntity>(|all| all).await? {
        all += notices::waiting(store, province.tenant_id).await?;
    }
    Ok(all)
}
