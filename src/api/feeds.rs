//! `GET /feeds/obligations.ics`: a person's to-do for their calendar program.
//!
//! The token comes in a header, as everywhere: `Bearer`, or as the password of `Basic`, which is what calendar programs send.
//! Nothing secret is in the address, which they and proxies write down.

use super::http::{bearer, caller, refusal};
use super::{Call, Door, Transport};
use crate::kit;
use crate::kit::fault::{self, Class, fault};
use async_graphql::Executor;
use axum::extract::{Extension, State};
use axum::http::header::{AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD};

/// What a calendar program is asked for.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"tonghop\", charset=\"UTF-8\"");

/// `GET /feeds/obligations.ics`.
pub(super) async fn obligations<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response {
    let password = password(&headers);
    let token = match &password {
        Some(password) => Ok(Some(password.as_str())),
        None => bearer(&headers),
    };
    let caller = match caller(&transport, token, &call).await {
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
        Ok(Err(error)) => {
            let error = fault::of_answer(error, call.lang, &call.request_id);
            refusal(StatusCode::INTERNAL_SERVER_ERROR, error, &call)
        }
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

/// The password of `Authorization: Basic …` (RFC 7617); whose it is stands in the token.
fn password(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, credentials) = value.to_str().ok()?.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (_, password) = text.split_once(':')?;
    Some(password.to_owned()).filter(|password| !password.is_empty())
}
