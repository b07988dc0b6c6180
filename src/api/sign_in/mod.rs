//! People in the browser: `GET /sign-in` sends them to a provider, `GET /sign-in/callback` takes them back and begins a session in a
//! cookie, `POST /sign-out` ends it. All of it is there only where it is configured.

mod page;

use super::shown::is_own_page;
use super::{Call, Door, Transport, cookies};
use crate::auth::{Answered, Attempt, SignIn, local_path};
use crate::kit::{Code, Error, Result};
use async_graphql::Executor;
use axum::extract::{Extension, Query, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{AppendHeaders, IntoResponse, Response};

/// Where people land who wanted to go nowhere else.
const DONE: &str = "/sign-in/done";

/// What an address asks, each name once.
struct Asked(Vec<(String, String)>);

impl Asked {
    /// Errors: `code` for what cannot be read, or names something twice (RFC 6749, section 3.1).
    fn of(uri: &Uri, code: Code) -> Result<Asked> {
        let unreadable = || Error::refused(code, &[]);
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| unreadable())?;
        let mut names: Vec<&String> = pairs.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        match names.windows(2).any(|two| two[0] == two[1]) {
            true => Err(unreadable()),
            false => Ok(Asked(pairs)),
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Where to go afterwards, if that is said. Errors: `SIGN_IN_RETURN` for what is no path of ours.
    fn return_to(&self) -> Result<Option<&str>> {
        let wanted = self.value("returnTo");
        let path = wanted.map(|path| local_path(path).ok_or_else(|| Error::refused(Code::SignInReturn, &[])));
        path.transpose()
    }
}

fn not_here() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// Sends a browser somewhere else, by GET, with cookies to keep.
fn sent(address: &str, cookies: Vec<HeaderValue>) -> Result<Response> {
    let address = HeaderValue::try_from(address).map_err(Error::broken)?;
    let cookies = cookies.into_iter().map(|line| (SET_COOKIE, line)).collect();
    let cookies: AppendHeaders<Vec<_>> = AppendHeaders(cookies);
    Ok((StatusCode::SEE_OTHER, [(LOCATION, address)], cookies).into_response())
}

/// `GET /sign-in?issuer=&returnTo=&fresh=1`.
pub(super) async fn begin<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
    Extension(call): Extension<Call>,
    uri: Uri,
) -> Response {
    let Some(sign_in) = transport.door.sign_in() else { return not_here() };
    let begun = async {
        let asked = Asked::of(&uri, Code::SignInReturn)?;
        let return_to = asked.return_to()?;
        let fresh = asked.value("fresh") == Some("1");
        let names = sign_in.names();
        let name = match (asked.value("issuer"), names.as_slice()) {
            (Some(name), _) => name,
            (None, [only]) => only,
            (None, _) => return Ok(page::choice(&names, return_to, fresh, &call)),
        };
        let return_to = return_to.map(str::to_owned);
        let (attempt, address) = sign_in.begin(name, return_to, fresh, transport.door.now()).await?;
        let kept = cookies::kept(cookies::ATTEMPT, &attempt.write()?, Attempt::lasts())?;
        sent(&address, vec![kept])
    };
    begun.await.unwrap_or_else(|error| page::refused(error, &call))
}

/// `GET /sign-in/callback?code=&state=&iss=`, or with `error=`.
pub(super) async fn finish<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(sign_in) = transport.door.sign_in() else { return not_here() };
    let finished = finished(&transport.door, sign_in, &headers, &uri, &call.request_id).await;
    let error = match finished {
        Ok(answer) => return answer,
        Err(error) => error,
    };
    // What is no answer to the attempt leaves it as it is: anybody can send a browser here.
    let strange =
        matches!(&error, Error::Refused(all) if all.iter().any(|one| one.code == Code::SignInState));
    let mut answer = page::refused(error, &call);
    if let (false, Ok(forgotten)) = (strange, cookies::forgotten(cookies::ATTEMPT)) {
        answer.headers_mut().append(SET_COOKIE, forgotten);
    }
    answer
}

async fn finished<D: Door>(
    door: &D,
    sign_in: &SignIn,
    headers: &HeaderMap,
    uri: &Uri,
    request_id: &str,
) -> Result<Response> {
    let attempt = cookies::value(headers, cookies::ATTEMPT).and_then(|text| Attempt::read(text, door.now()));
    let attempt = attempt.ok_or_else(|| Error::refused(Code::SignInState, &[]))?;
    let asked = Asked::of(uri, Code::SignInState)?;
    let said = |name: &str| asked.value(name).map(str::to_owned);
    let (state, code) = (said("state"), said("code"));
    let answered = Answered { state, code, issuer: said("iss"), error: said("error") };
    let identity = sign_in.finish(&attempt, &answered).await?;
    // Always a new one: a secret that somebody may have planted before is none after.
    let secret = door.begin_session(&identity, request_id).await?;
    if let Some(before) = cookies::value(headers, cookies::SESSION)
        && let Err(Error::Busy(cause) | Error::Broken(cause)) = door.end_session(before, request_id).await
    {
        tracing::warn!(cause, "the session before could not be ended");
    }
    let kept = cookies::kept(cookies::SESSION, &secret, sign_in.longest())?;
    sent(attempt.return_to().unwrap_or(DONE), vec![kept, cookies::forgotten(cookies::ATTEMPT)?])
}

/// `GET /sign-in/done`.
pub(super) async fn done<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response {
    if transport.door.sign_in().is_none() {
        return not_here();
    }
    let known = match cookies::value(&headers, cookies::SESSION) {
        Some(secret) => transport.door.of_session(secret, false).await.map(|_| true),
        None => Ok(false),
    };
    match known {
        Err(error @ (Error::Busy(_) | Error::Broken(_))) => page::refused(error, &call),
        known => page::state(known.unwrap_or(false), &call),
    }
}

/// `POST /sign-out?returnTo=`: 204, or on to a path of ours.
pub(super) async fn out<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(sign_in) = transport.door.sign_in() else { return not_here() };
    let ended = async {
        if !is_own_page(&headers, sign_in.origin()) {
            return Err(Error::refused(Code::CrossSite, &[]));
        }
        let asked = Asked::of(&uri, Code::SignInReturn)?;
        let return_to = asked.return_to()?;
        if let Some(secret) = cookies::value(&headers, cookies::SESSION) {
            transport.door.end_session(secret, &call.request_id).await?;
        }
        let forgotten = cookies::forgotten(cookies::SESSION)?;
        match return_to {
            Some(path) => sent(path, vec![forgotten]),
            None => Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, forgotten)]).into_response()),
        }
    };
    ended.await.unwrap_or_else(|error| page::refused(error, &call))
}
