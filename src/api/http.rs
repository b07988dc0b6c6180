//! `POST /graphql` and `GET /graphql`.
//!
//! Our own, because the library's handler runs mutations over GET and from any content type, ignores `operationName`
//! on GET, takes batches without limit and does not see axum's limit on bodies. Only `application/json` is read, which
//! no page of another origin can send without asking; what comes by cookie must besides come from a page of ours (`shown`).

use super::errors::gate;
use super::execution::{Outcome, Refusal, Wait, refused};
use super::negotiation::{self, Media, Verdict};
use super::params::Params;
use super::shown::Shown;
use super::{Call, Door, Transport, ide};
use crate::auth::Secret;
use crate::kit::fault::{self, Class, fault, internal};
use crate::kit::{self, Code, Error, SOON};
use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, ServerError};
use axum::body::Body;
use axum::extract::{Extension, Query, State};
use axum::http::header::{ALLOW, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::StreamExt;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

/// Bytes of an unwanted body that are read and thrown away, so that the client gets to see the answer.
const LINGER_BYTES: usize = 32 * 1024 * 1024;
/// And for how long.
const LINGER: Duration = Duration::from_secs(5);

/// `POST /graphql`.
pub(super) async fn post<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let call = call.taken_at(transport.door.now());
    let early = |status, message: &str| refusal(status, fault(Class::BadRequest, message), &call);
    let Some(media) = negotiation::choose(&headers) else {
        return linger(body, not_acceptable(&call));
    };
    if !negotiation::is_json(&headers) {
        let answer = early(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the content type must be application/json");
        return linger(body, answer);
    }
    let caller = match caller(&transport, Shown::by_request(&transport.door, &headers), &call).await {
        Ok(caller) => caller,
        Err(answer) => return linger(body, answer),
    };
    let bytes = match read(body, &headers, &transport, &call).await {
        Ok(bytes) => bytes,
        Err(answer) => return answer,
    };
    let params = match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Params::from_json(object),
        Ok(Value::Array(_)) => Err("one request at a time: batches are not served"),
        Ok(_) => Err("the body must be a JSON object"),
        Err(_) => Err("the body is not JSON"),
    };
    let params = match params {
        Ok(params) => params,
        Err(message) => return malformed(media, message, &call),
    };
    let outcome = match transport.admit(params, caller, &call).await {
        Ok(operation) => transport.execute(operation, &call).await,
        Err(error) => refused(error, &call),
    };
    answer(media, outcome)
}

/// `GET /graphql`: queries only, and the page for browsers.
pub(super) async fn get<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let call = call.taken_at(transport.door.now());
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(&uri).map(|Query(pairs)| pairs);
    let document = |name: &str| matches!(name, "query" | "documentId");
    let asks = !matches!(&pairs, Ok(pairs) if !pairs.iter().any(|(name, _)| document(name)));
    if transport.door.ide() && !asks && negotiation::wants_page(&headers) {
        return ide::page();
    }
    let Some(media) = negotiation::choose(&headers) else {
        return not_acceptable(&call);
    };
    let caller = match caller(&transport, Shown::by_request(&transport.door, &headers), &call).await {
        Ok(caller) => caller,
        Err(answer) => return answer,
    };
    let params = match pairs.map_err(|_| "the address cannot be read").and_then(Params::from_pairs) {
        Ok(params) => params,
        Err(message) => return malformed(media, message, &call),
    };
    let outcome = match transport.admit(params, caller, &call).await {
        Ok(operation) if operation.admitted.operation == OperationType::Mutation => {
            let message = "a mutation needs POST";
            let answer = refusal(StatusCode::METHOD_NOT_ALLOWED, fault(Class::BadRequest, message), &call);
            return ([(ALLOW, "POST")], answer).into_response();
        }
        Ok(operation) => transport.execute(operation, &call).await,
        Err(error) => refused(error, &call),
    };
    answer(media, outcome)
}

/// Any other method.
pub(super) async fn other_method(Extension(call): Extension<Call>, body: Body) -> Response {
    let answer = refusal(
        StatusCode::METHOD_NOT_ALLOWED,
        fault(Class::BadRequest, "GraphQL is served over GET and POST"),
        &call,
    );
    linger(body, ([(ALLOW, "GET, HEAD, POST")], answer).into_response())
}

/// An answer that holds one error, as JSON.
pub(super) fn refusal(status: StatusCode, error: ServerError, call: &Call) -> Response {
    write(status, Media::Json, &ErrorsOnly::new(gate(vec![error], call)))
}

/// The answer to whoever did nothing wrong; to one who finds us busy it says when to come again.
pub(super) fn failed(error: Error, call: &Call) -> Response {
    let busy = matches!(error, Error::Busy(_));
    let error = fault::of_answer(error, call.lang, &call.request_id);
    if busy {
        let answer = refusal(StatusCode::SERVICE_UNAVAILABLE, error, call);
        return ([(RETRY_AFTER, HeaderValue::from(SOON))], answer).into_response();
    }
    refusal(StatusCode::INTERNAL_SERVER_ERROR, error, call)
}

/// The token of `Authorization: Bearer …`, or a service account's secret as the password of `Basic …`: many programs can send nothing
/// else. A header of another shape is a forged token; so is a person's token as a password, which browsers would keep and send along.
pub(super) fn bearer(headers: &HeaderMap) -> kit::Result<Option<Cow<'_, str>>> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let credentials = value.to_str().ok().filter(|_| values.next().is_none());
    let presented = credentials.and_then(|credentials| match token(credentials) {
        Some(token) => Some(Cow::Borrowed(token)),
        None => password(credentials).filter(|password| Secret::is_meant(password)).map(Cow::Owned),
    });
    presented.map(Some).ok_or_else(|| Error::refused(Code::TokenForged, &[]))
}

/// The password of `Basic …` (RFC 7617); whose it is stands in it.
pub(super) fn password(credentials: &str) -> Option<String> {
    let (scheme, credentials) = credentials.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (_, password) = text.split_once(':')?;
    Some(password.to_owned()).filter(|password| !password.is_empty())
}

/// The token of `Bearer …`.
pub(super) fn token(credentials: &str) -> Option<&str> {
    let (scheme, token) = credentials.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

/// Who shows a token or a session, or the answer to somebody who may not.
pub(super) async fn caller<D: Door, E: Executor>(
    transport: &Transport<D, E>,
    shown: kit::Result<Shown>,
    call: &Call,
) -> Result<Option<D::Caller>, Response> {
    let error = match shown {
        Ok(shown) => match shown.caller(&transport.door, true).await {
            Ok(caller) => return Ok(caller),
            Err(error) => error,
        },
        Err(error) => error,
    };
    let Error::Refused(problems) = &error else {
        return Err(failed(error, call));
    };
    if problems.iter().any(|problem| problem.code == Code::CrossSite) {
        let error = fault::of_answer(error, call.lang, &call.request_id);
        return Err(refusal(StatusCode::FORBIDDEN, error, call));
    }
    let missing = problems.iter().any(|problem| problem.code == Code::TokenMissing);
    let challenge = if missing {
        "Bearer realm=\"tonghop\""
    } else {
        "Bearer realm=\"tonghop\", error=\"invalid_token\""
    };
    let mut error = fault::of_answer(error, call.lang, &call.request_id);
    if let Some(values) = &mut error.extensions {
        values.set("code", Class::Unauthenticated.name());
    }
    let answer = refusal(StatusCode::UNAUTHORIZED, error, call);
    Err(([(WWW_AUTHENTICATE, challenge)], answer).into_response())
}

/// Reads a body within its limits: a declared length is believed before a byte is read.
///
/// This stands in for `RequestBodyLimitLayer`, whose answer is plain text and often lost: it closes the connection on
/// a client that is still sending.
async fn read<D: Door, E: Executor>(
    body: Body,
    headers: &HeaderMap,
    transport: &Transport<D, E>,
    call: &Call,
) -> Result<Vec<u8>, Response> {
    let most = transport.limits.body_bytes;
    let too_large = |body| {
        let message = format!("the body is larger than {most} bytes");
        linger(body, refusal(StatusCode::PAYLOAD_TOO_LARGE, fault(Class::BadRequest, message), call))
    };
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > most) {
        return Err(too_large(body));
    }
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::with_capacity(declared.unwrap_or_default());
    let reading = async {
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| Some("the body broke off"))?;
            if bytes.len() + chunk.len() > most {
                return Err(None);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(())
    };
    let (status, message) = match tokio::time::timeout(transport.limits.body_timeout, reading).await {
        Ok(Ok(())) => return Ok(bytes),
        Ok(Err(None)) => return Err(too_large(Body::from_stream(stream))),
        Ok(Err(Some(message))) => (StatusCode::BAD_REQUEST, message),
        Err(_) => (StatusCode::REQUEST_TIMEOUT, "the body took too long to arrive"),
    };
    Err(refusal(status, fault(Class::BadRequest, message), call))
}

/// Answers at once, and reads what the client is still sending for a while: were the connection closed under it, it
/// would see a broken pipe and not the answer.
fn linger(body: Body, answer: Response) -> Response {
    tokio::spawn(tokio::time::timeout(LINGER, async move {
        let mut stream = body.into_data_stream();
        let mut left = LINGER_BYTES;
        while let Some(Ok(chunk)) = stream.next().await {
            match left.checked_sub(chunk.len()) {
                Some(rest) => left = rest,
                None => break,
            }
        }
    }));
    answer
}

fn not_acceptable(call: &Call) -> Response {
    let message = "answers are application/json or application/graphql-response+json";
    refusal(StatusCode::NOT_ACCEPTABLE, fault(Class::BadRequest, message), call)
}

fn malformed(media: Media, message: &str, call: &Call) -> Response {
    let errors = gate(vec![fault(Class::BadRequest, message)], call);
    write(negotiation::status(media, Verdict::Malformed), media, &ErrorsOnly::new(errors))
}

/// The answer in the chosen form; one to a request that did not run has no `data`, and one to who must wait says how long.
fn answer(media: Media, outcome: Outcome) -> Response {
    match outcome {
        Outcome::Refused(Refusal { errors, extensions, wait: None }) => {
            let status = negotiation::status(media, Verdict::Refused);
            write(status, media, &ErrorsOnly { errors, extensions })
        }
        Outcome::Refused(Refusal { errors, extensions, wait: Some(wait) }) => {
            let (status, seconds) = match wait {
                Wait::ForPoints(seconds) => (StatusCode::TOO_MANY_REQUESTS, seconds),
                Wait::ForAPlace(seconds) => (StatusCode::SERVICE_UNAVAILABLE, seconds),
            };
            let answer = write(status, media, &ErrorsOnly { errors, extensions });
            ([(RETRY_AFTER, HeaderValue::from(seconds))], answer).into_response()
        }
        Outcome::Executed(response) => write(negotiation::status(media, Verdict::Executed), media, &response),
    }
}

#[derive(serde::Serialize)]
struct ErrorsOnly {
    errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: BTreeMap<String, async_graphql::Value>,
}

impl ErrorsOnly {
    fn new(errors: Vec<ServerError>) -> Self {
        ErrorsOnly { errors, extensions: BTreeMap::new() }
    }
}

fn write(status: StatusCode, media: Media, body: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let form = HeaderValue::from_static(media.content_type());
            (status, [(CONTENT_TYPE, form)], bytes).into_response()
        }
        Err(cause) => {
            tracing::error!(%cause, "an answer cannot be written");
            let errors = vec![internal(kit::Lang::default())];
            let text = serde_json::to_string(&ErrorsOnly::new(errors)).unwrap_or_default();
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
    }
}
