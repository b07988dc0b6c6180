//! Traces over OTLP: what comes to a collector, where it belongs, and that nothing in it is secret or was typed by anybody.

use super::submission;
use crate::crash::Program;
use crate::kit::course::{DUE, FORM, PERIOD};
use crate::kit::database::{Database, Kind, Template};
use crate::kit::person::Person;
use crate::kit::postgres::free_port;
use crate::kit::{Furnished, on_both};
use crate::ledger::said;
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value as Any};
use opentelemetry_proto::tonic::trace::v1::{Span, span::SpanKind};
use prost::Message;
use reqwest::Method;
use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tonghop::kit::vocabulary::Role;

/// In all that anybody sends here. Not a word that anybody would use.
const CANARY: &str = "Chimbaotin5c1d";

/// What a client says of its own span, as one that is told of.
const THEIRS: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

type Calls = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// Somebody who collects traces.
struct Collector {
    endpoint: String,
    calls: Calls,
}

impl Collector {
    async fn start() -> Collector {
        let calls = Calls::default();
        let take = async |State(calls): State<Calls>, headers: HeaderMap, body: Bytes| {
            calls.lock().unwrap().push((headers, body));
        };
        let router = Router::new().route("/v1/traces", post(take)).with_state(calls.clone());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Collector { endpoint, calls }
    }

    /// What has come, with what it is of.
    fn spans(&self) -> (Vec<KeyValue>, Vec<Span>) {
        let (mut of, mut spans) = (Vec::new(), Vec::new());
        for (_, body) in self.calls.lock().unwrap().iter() {
            for resource in ExportTraceServiceRequest::decode(body.clone()).unwrap().resource_spans {
                of.extend(resource.resource.unwrap().attributes);
                spans.extend(resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
            }
        }
        (of, spans)
    }
}

/// An attribute as text; empty when there is none.
fn attribute(attributes: &[KeyValue], key: &str) -> String {
    let found = attributes.iter().find(|attribute| attribute.key == key);
    match found.and_then(|attribute| attribute.value.clone()?.value) {
        Some(Any::StringValue(text)) => text,
        Some(Any::IntValue(number)) => number.to_string(),
        other => other.map(|other| format!("{other:?}")).unwrap_or_default(),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What somebody types and sends, in every place where the service reads it.
async fn send_canaries(officer: &Person, submitter: &Person, program: &Program) {
    officer.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
    submitter.save_draft("STTTT", PERIOD, said(3, CANARY)).await.expect_done();
    let explanations = submission(submitter, "STTTT", PERIOD).await;
    submitter.submit("STTTT", PERIOD).with("explanations", explanations).await.expect_done();
    officer.return_("STTTT", PERIOD, json!([{ "text": CANARY }])).await.expect_done();
    let document = format!("query {CANARY}($a: String!) {{ {CANARY}: indicator(code: $a) {{ code }} }}");
    let body = json!({ "query": document, "variables": { "a": CANARY }, "operationName": CANARY });
    let request = officer.request(Method::POST, "/graphql").json(&body);
    officer
        .send(request.header("tracestate", format!("a={CANARY}")).header("traceparent", THEIRS))
        .await
        .data();
    officer.graphql(&format!("{{ {CANARY} }}"), json!({})).await;
    officer.graphql(&format!("{{ \"{CANARY}\""), json!({})).await;
    officer.send(officer.request(Method::GET, &format!("/{CANARY}"))).await;
    officer.send(officer.request(Method::GET, &format!("/graphql?query={CANARY}&{CANARY}={CANARY}"))).await;
    officer.send(officer.request(CANARY.parse().unwrap(), "/graphql")).await;
    let forger = Person::stranger(program.address()).known_as("nobody", &format!("{CANARY}.e30.AAAA"));
    forger.graphql("{ viewer { person { id } } }", json!({})).await;
    let odd = officer.request(Method::POST, "/graphql").header("traceparent", CANARY).body(CANARY);
    officer.send(odd).await;
    let mut talk = officer.socket().await;
    talk.subscribe("1", "{ province { code } }", json!({})).await;
    talk.message().await;
}

on_both! {
    async fn a_collector_hears_what_was_done_and_nothing_that_was_said(furnished: Furnished) {
        let database = &furnished.0;
        let collector = Collector::start().await;
        let settings = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint.as_str()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-collector=here"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=trial"),
            // Not before the program ends.
            ("OTEL_BSP_SCHEDULE_DELAY", "3600000"),
        ];
        let program = Program::with_settings(database, None, &settings).await;
        let officer = program.person(database, Role::HomeAffairsOfficer, None);
        let submitter = program.person(database, Role::Submitter, Some("STTTT"));
        send_canaries(&officer, &submitter, &program).await;
        let last = officer.graphql("{ province { code } }", json!({})).await;
        program.terminate();
        assert!(program.ended().success());

        let (of, spans) = collector.spans();
        assert_eq!(attribute(&of, "service.name"), "tonghop");
        assert_eq!(attribute(&of, "deployment.environment.name"), "trial");
        let named = |name: &str| {
            let found = spans.iter().find(|span| span.name == name);
            found.unwrap_or_else(|| panic!("no {name}: {:?}", spans.iter().map(|span| &span.name).collect::<Vec<_>>()))
        };
        let filed = named("mutation reportSubmit");
        let told = |key: &str| attribute(&filed.attributes, key);
        assert_eq!(filed.kind(), SpanKind::Server);
        assert_eq!(
            ["http.request.method", "http.route", "http.response.status_code", "graphql.operation.type"].map(told),
            ["POST", "/graphql", "200", "mutation"]
        );
        assert_eq!((told("tonghop.field"), told("tonghop.outcome")), ("reportSubmit".to_owned(), "ok".to_owned()));
        let part = spans.iter().find(|span| {
            span.parent_span_id == filed.span_id && attribute(&span.attributes, "tonghop.action") == "reportSubmit"
        });
        let part = part.expect("the transaction is a part of the request");
        assert_eq!((part.trace_id == filed.trace_id, attribute(&part.attributes, "tonghop.outcome")), (true, "done".to_owned()));

        // A client that traces finds the request among its own.
        let theirs = spans.iter().find(|span| hexadecimal(&span.trace_id) == THEIRS[3..35]).expect("a part of theirs");
        assert_eq!((hexadecimal(&theirs.parent_span_id).as_str(), theirs.name.as_str()), (&THEIRS[36..52], "query indicator"));
        // Whoever is told an id finds the request in the traces.
        let id = last.headers["x-request-id"].to_str().unwrap();
        assert!(spans.iter().any(|span| attribute(&span.attributes, "tonghop.request_id") == id));
        // What came on the socket is there, and what came to no route of ours is not.
        assert!(spans.iter().any(|span| span.name == "query province" && attribute(&span.attributes, "http.route").is_empty()));
        assert!(!spans.iter().any(|span| attribute(&span.attributes, "http.response.status_code") == "404"));

        let tokens = [&officer, &submitter].map(|person| person.token.clone().unwrap());
        let signatures = tokens.iter().filter_map(|token| token.rsplit('.').next());
        let calls = collector.calls.lock().unwrap();
        assert!(calls.iter().all(|(headers, _)| headers["x-collector"] == "here"));
        for secret in [CANARY, "Trà Vinh", "84.SUBMITTER", "STTTT"].into_iter().chain(signatures) {
            for (_, body) in calls.iter() {
                assert!(!body.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret}");
            }
        }
    }
}

/// The program on a file of its own, which sends its traces somewhere, asked something by a client that says that its span is told of;
/// then ended.
async fn asked(endpoint: &str, more: &[(&str, &str)]) {
    let Ok(database) = Database::fresh(Kind::Sqlite, Template::Provinces) else { panic!("a database") };
    let settings = [&[("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)], more].concat();
    let program = Program::with_settings(&database, None, &settings).await;
    let officer = program.person(&database, Role::HomeAffairsOfficer, None);
    let body = json!({ "query": "{ province { code } }" });
    let request = officer.request(Method::POST, "/graphql").json(&body).header("traceparent", THEIRS);
    assert_eq!(officer.send(request).await.at("province.code"), "84");
    officer.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
    program.terminate();
    assert!(program.ended().success());
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(test);
}

/// Whether something is told of is the operator's choice, whatever clients say of their own.
#[test]
fn a_client_cannot_have_itself_told_of() {
    run(async {
        let collector = Collector::start().await;
        asked(&collector.endpoint, &[("OTEL_TRACES_SAMPLER", "parentbased_always_off")]).await;
        assert!(collector.calls.lock().unwrap().is_empty());
        asked(&collector.endpoint, &[("OTEL_SDK_DISABLED", "true")]).await;
        assert!(collector.calls.lock().unwrap().is_empty());
        // It would have been.
        asked(&collector.endpoint, &[("OTEL_TRACES_SAMPLER", "parentbased_always_on")]).await;
        assert!(!collector.spans().1.is_empty());
    });
}

/// A collector that is not there keeps nobody waiting.
#[test]
fn a_collector_may_be_away() {
    run(async { asked(&format!("http://127.0.0.1:{}", free_port().unwrap()), &[]).await });
}
