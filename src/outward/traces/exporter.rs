//! The way to a collector: OTLP over HTTP with protobuf, as the standard variables say. Where, with which headers, how many and how
//! often the library reads itself.

use http_body_util::Full;
use hyper::{Request, Response, body::Bytes};
use opentelemetry::{
    Context, Key, KeyValue, global,
    trace::{Link, SpanKind, TraceContextExt, TraceId, TraceState},
};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{
        Config, IdGenerator, RandomIdGenerator, SamplingDecision, SamplingResult, SdkTracerProvider,
        ShouldSample,
    },
};
use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::runtime::Handle;

use crate::{
    kit::{Error, Result},
    outward::{Dialer, Reach},
};

/// How long the last spans may take on their way when the program ends.
const FAREWELL: Duration = Duration::from_secs(3);
/// How long a collector has for its answer, unless the variables say otherwise.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of an answer.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Spans on their way to a collector, until this is ended.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Sends the spans of this process from now on, on the runtime that this is called on. Errors: an address, a header or a
    /// certificate that cannot be read.
    pub fn begin() -> Result<Option<Traces>> {
        let roots = match first(["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE"]) {
            Some(file) => std::fs::read(&file).map_err(|error| Error::broken(format!("{file}: {error}")))?,
            None => Vec::new(),
        };
        let patience = first(["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"]);
        let patience = patience.and_then(|text| Some(Duration::from_millis(text.trim().parse().ok()?)));
        let collector = Collector {
            dialer: Dialer::new(&roots, LONGEST_ANSWER)?,
            runtime: Handle::current(),
            patience: patience.unwrap_or(PATIENCE),
            lost: Arc::default(),
        };
        let exporter = SpanExporter::builder().with_http().with_http_client(collector).build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter.map_err(|error| Error::broken(format!("traces: {error}")))?)
            .with_sampler(OwnMind(Arc::from(Config::default().sampler)))
            .with_resource(resource())
            .build();
        global::set_tracer_provider(provider.clone());
        tracing::info!("traces are sent");
        Ok(Some(Traces(provider)))
    }

    /// Sends what there still is, and no more.
    pub async fn end(self) {
        let done = tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(FAREWELL)).await;
        if !matches!(done, Ok(Ok(()))) {
            tracing::warn!("the last spans did not get to the collector of traces");
        }
    }
}

/// What the spans are of: what the variables say, and our name where they do not.
fn resource() -> Resource {
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let said = Resource::builder().with_attribute(version.clone()).build();
    let named =
        said.get(&Key::new("service.name")).is_some_and(|name| !name.as_str().starts_with("unknown_service"));
    if named {
        said
    } else {
        Resource::builder().with_attribute(version).with_service_name("tonghop").build()
    }
}

/// The first of some variables that is set.
fn first(names: [&str; 2]) -> Option<String> {
    names.into_iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
}

/// Decides by itself which requests are told of. A client's `traceparent` says that theirs is, which would let anybody have all of
/// theirs told; its trace id, by which a share is chosen, is theirs as well.
#[derive(Clone, Debug)]
struct OwnMind(Arc<dyn ShouldSample>);

impl ShouldSample for OwnMind {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        _trace: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let ours = parent.map(|parent| parent.span().span_context().clone());
        match ours.filter(|parent| parent.is_valid() && !parent.is_remote()) {
            // A part is told of where the whole is.
            Some(whole) => SamplingResult {
                decision: match whole.is_sampled() {
                    true => SamplingDecision::RecordAndSample,
                    false => SamplingDecision::Drop,
                },
                attributes: Vec::new(),
                trace_state: TraceState::default(),
            },
            None => {
                let own = RandomIdGenerator::default().new_trace_id();
                self.0.should_sample(None, own, name, kind, attributes, links)
            }
        }
    }
}

/// A collector, called as all other machines are.
#[derive(Clone)]
struct Collector {
    dialer: Dialer,
    /// Spans are sent from a thread of the library's, where no runtime is.
    runtime: Handle,
    patience: Duration,
    /// Whether the last call came to nothing.
    lost: Arc<AtomicBool>,
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Collector")
    }
}

/// What `async_trait` makes of an asynchronous function's answer.
type Answered<'a> =
    Pin<Box<dyn Future<Output = std::result::Result<Response<Bytes>, HttpError>> + Send + 'a>>;

impl HttpClient for Collector {
    fn send_bytes<'a, 'b>(&'a self, request: Request<Bytes>) -> Answered<'b>
    where
        'a: 'b,
        Self: 'b,
    {
        let (collector, runtime) = (self.clone(), self.runtime.clone());
        Box::pin(async move { runtime.spawn(async move { collector.send(request).await }).await? })
    }
}

impl Collector {
    async fn send(&self, request: Request<Bytes>) -> std::result::Result<Response<Bytes>, HttpError> {
        // Who says in the environment of the program where traces go may say that they go anywhere.
        let anywhere = Reach { private: true, plain: true };
        let call = self.dialer.call(anywhere, request.map(Full::new));
        let answer = match tokio::time::timeout(self.patience, call).await {
            Ok(answer) => answer,
            Err(_) => Err("no answer in time"),
        };
        let trouble = match &answer {
            Ok(answer) if (200..300).contains(&answer.status) => None,
            Ok(answer) => Some(format!("HTTP status {}", answer.status)),
            Err(cause) => Some((*cause).to_owned()),
        };
        // Once for as long as it lasts.
        match (trouble, self.lost.load(Ordering::Relaxed)) {
            (Some(cause), false) => {
                self.lost.store(true, Ordering::Relaxed);
                tracing::warn!(cause, "the collector of traces does not take them");
            }
            (None, true) => {
                self.lost.store(false, Ordering::Relaxed);
                tracing::info!("the collector of traces takes them again");
            }
            _ => {}
        }
        let answer = answer?;
        Ok(Response::builder().status(answer.status).body(answer.body.unwrap_or_default())?)
    }
}
