//! `GET /feeds/obligations.ics`: a person's to-do for their calendar program.
//!
//! The token comes in a header, as everywhere: `Bearer`, or as the password of `Basic`, which is what calendar programs send.
//! Nothing secret is in the address, which they and proxies write down.

use super::http::{bearer, caller, failed, password, refusal};
use super::shown::Shown;
use super::{Call, Door, Transport};
use crate::kit;
use crate::kit::fault::{self, Class, fault};
use async_graphql::Executor;
use axum::extract::{Extension, State};
use axum::http::header::{AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use std::borrow::Cow;

/// What a calendar program is asked for.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"tonghop\", charset=\"UTF-8\"");

/// `GET /feeds/obligations.ics`.
pub(super) async fn obligations<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response {
    // No browser asks for it by itself, so that sessions are not looked at.
    let token = match presented(&headers) {
        Some(password) => Ok(Some(password)),
        None => bearer(&headers).map(|token| token.map(Cow::into_owned)),
    };
    let shown = token.map(|token| token.map_or(Shown::Nothing, Shown::Token));
    let caller = match caller(&transport, shown, &call).await {
        Ok(Some(caller)) => caller,
        Ok(None) => {
            let error = fault(Class::Unauthenticated, "the calendar needs an access token as password");
            return challenged(refusal(StatusCode::UNAUTHORIZED, error, &call));
        }
        Err(answer) if answer.status() == StatusCode::UNAUTHORIZED => return challenged(answer),
        Err(answer) => return answer,
    };
    let calendar = transport.door.obligations(caller, call.lang, &call.request_id);
    match tokio::time::timeout(transport.limits.query_timeout, calendar).await {
        Ok(Ok(text)) => {
            let form = HeaderValue::from_static("text/calendar; charset=utf-8");
            let name = HeaderValue::from_static("inline; filename=\"obligations.ics\"");
            ([(CONTENT_TYPE, form), (CONTENT_DISPOSITION, name)], text).into_response()
        }
        Ok(Err(error)) => failed(error, &call),
        Err(_) => {
            let slow = kit::Error::broken("a calendar ran out of time");
            refusal(StatusCode::GATEWAY_TIMEOUT, fault::of_answer(slow, call.lang, &call.request_id), &call)
        }
    }
}

fn challenged(mut answer: Response) -> Response {
    answer.headers_mut().insert(WWW_AUTHENTICATE, CHALLENGE);
    answer
}

/// The password of `Authorization: Basic …`.
fn presented(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    password(value.to_str().ok()?)
}
