//! With the feature `otlp`: spans of the OpenTelemetry API, which go nowhere until a provider is there.

use opentelemetry::{
    Context, KeyValue, global,
    propagation::{Extractor, TextMapPropagator},
    trace::{FutureExt, SpanKind, Status, TraceContextExt, Tracer},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;

use super::{FIELD, OPERATION, REQUEST_ID};

/// The name of this instrumentation.
const SCOPE: &str = "tonghop";

/// Something that has a beginning and an end.
#[derive(Clone, Debug, Default)]
pub struct Span(Context);

impl Span {
    /// What somebody from outside asks for. `traceparent`: the span of theirs that this is a part of (W3C Trace Context), which
    /// says where this belongs, and not whether it is told of (`outward::traces`). What is no such header counts as none.
    pub fn of_request(name: &'static str, request_id: &str, traceparent: Option<&str>) -> Span {
        let theirs =
            TraceContextPropagator::new().extract_with_context(&Context::new(), &Parent(traceparent));
        let span = begin(name, SpanKind::Server, &theirs);
        span.0.span().set_attribute(KeyValue::new(REQUEST_ID, request_id.to_owned()));
        span
    }

    /// A part of what is under way here; nothing, where that is no part of anything.
    pub fn within(name: &'static str) -> Span {
        let current = Context::current();
        match current.has_active_span() {
            true => begin(name, SpanKind::Internal, &current),
            false => Span::default(),
        }
    }

    /// Names it after what an operation is and the field of the schema that it asks for first; empty: none of the schema.
    pub fn called(&self, operation: &'static str, field: &str) {
        let span = self.0.span();
        if !span.is_recording() {
            return;
        }
        span.set_attribute(KeyValue::new(OPERATION, operation));
        if field.is_empty() {
            span.update_name(operation);
        } else {
            span.update_name(format!("{operation} {field}"));
            span.set_attribute(KeyValue::new(FIELD, field.to_owned()));
        }
    }

    /// Tells something by one of a few words.
    pub fn word(&self, what: &'static str, word: &'static str) {
        self.0.span().set_attribute(KeyValue::new(what, word));
    }

    /// Tells a number; one beyond what a signed number holds is the largest that it does.
    pub fn number(&self, what: &'static str, number: u64) {
        self.0.span().set_attribute(KeyValue::new(what, i64::try_from(number).unwrap_or(i64::MAX)));
    }

    /// It went wrong, and that is our fault.
    pub fn failed(&self) {
        self.0.span().set_status(Status::error(""));
    }

    /// It is over; what is told of it later is lost.
    pub fn end(&self) {
        self.0.span().end();
    }

    /// Does some work as a part of it.
    pub fn around<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        work.with_context(self.0.clone())
    }
}

fn begin(name: &'static str, kind: SpanKind, parent: &Context) -> Span {
    let tracer = global::tracer(SCOPE);
    let span = tracer.build_with_context(tracer.span_builder(name).with_kind(kind), parent);
    Span(parent.with_span(span))
}

/// The one header that is taken. `tracestate` is anybody's text, and would be passed on.
struct Parent<'a>(Option<&'a str>);

impl Extractor for Parent<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.filter(|_| key == "traceparent")
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent"]
    }
}
