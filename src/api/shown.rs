//! What a client shows to be known by: a token in a header, or the session of a browser, with what proves that a page of our own
//! asks. A token beside a session wins: nobody sends one without meaning to.

use super::http::bearer;
use super::{Door, cookies};
use crate::kit::{Code, Error, Result};
use axum::http::header::{AUTHORIZATION, ORIGIN};
use axum::http::{HeaderMap, HeaderName};
use std::borrow::Cow;

/// The header that no page of another site can send without asking us, which we never allow.
pub(super) const OWN_HEADER: HeaderName = HeaderName::from_static("x-tonghop-request");
/// Where a browser says that a request comes from (Fetch Metadata Request Headers).
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a client shows.
#[derive(Clone)]
pub(super) enum Shown {
    Nothing,
    Token(String),
    /// The secret of a session.
    Session(String),
}

impl Shown {
    /// What a request shows. Errors: those of a token; `CROSS_SITE` for a session that no page of ours is known to show.
    pub fn by_request<D: Door>(door: &D, headers: &HeaderMap) -> Result<Shown> {
        Shown::by(door, headers, |origin| headers.contains_key(OWN_HEADER) && is_own_page(headers, origin))
    }

    /// What the upgrade to a socket shows: there a page can send no header of its own, and every browser says who asks.
    pub fn by_upgrade<D: Door>(door: &D, headers: &HeaderMap) -> Result<Shown> {
        Shown::by(door, headers, |origin| all_say(headers, &ORIGIN, origin) == Some(true))
    }

    fn by<D: Door>(door: &D, headers: &HeaderMap, own: impl Fn(&str) -> bool) -> Result<Shown> {
        if headers.contains_key(AUTHORIZATION) {
            return Ok(bearer(headers)?.map_or(Shown::Nothing, |token| Shown::Token(Cow::into_owned(token))));
        }
        let session = door.sign_in().zip(cookies::value(headers, cookies::SESSION));
        match session {
            None => Ok(Shown::Nothing),
            Some((sign_in, secret)) if own(sign_in.origin()) => Ok(Shown::Session(secret.to_owned())),
            Some(_) => Err(Error::refused(Code::CrossSite, &[])),
        }
    }

    /// Who that is. `acting`: somebody does something, so that a session is not idle.
    pub async fn caller<D: Door>(&self, door: &D, acting: bool) -> Result<Option<D::Caller>> {
        match self {
            Shown::Nothing => door.authenticate(None).await,
            Shown::Token(token) => door.authenticate(Some(token)).await,
            Shown::Session(secret) => door.of_session(secret, acting).await.map(Some),
        }
    }
}

/// Whether a browser says that a page of this origin asks: in one way at least, and in none otherwise.
pub(super) fn is_own_page(headers: &HeaderMap, origin: &str) -> bool {
    let site = all_say(headers, &FETCH_SITE, "same-origin");
    // A page that tells nobody where it is says "null", and so does one of nowhere: the other header tells them apart.
    let origin = match all_say(headers, &ORIGIN, "null") {
        Some(true) => None,
        _ => all_say(headers, &ORIGIN, origin),
    };
    site != Some(false) && origin != Some(false) && (site, origin) != (None, None)
}

/// Whether each of a header's values is this one; `None` where there is none.
fn all_say(headers: &HeaderMap, name: &HeaderName, wanted: &str) -> Option<bool> {
    let values = headers.get_all(name);
    let any = values.iter().next().is_some();
    any.then(|| values.iter().all(|value| value.as_bytes() == wanted.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_page_of_our_own_is_told_from_all_others() {
        let own = "https://tonghop.example";
        for (origins, sites, expected) in [
            (&[own][..], &[][..], true),
            (&[own], &["same-origin"], true),
            (&[], &["same-origin"], true),
            (&["null"], &["same-origin"], true),
            (&[], &[], false),
            (&["null"], &[], false),
            (&["null"], &["cross-site"], false),
            (&[own], &["cross-site"], false),
            (&[own], &["same-site"], false),
            (&[], &["none"], false),
            (&["https://attacker.example"], &["same-origin"], false),
            (&["https://tonghop.example:8443"], &[], false),
            (&["http://tonghop.example"], &[], false),
            (&["https://tonghop.example.attacker.example"], &[], false),
            (&[own, "https://attacker.example"], &[], false),
            (&[own], &["same-origin", "cross-site"], false),
            (&[""], &[], false),
        ] {
            let origins = origins.iter().map(|value| (ORIGIN, *value));
            let sites = sites.iter().map(|value| (FETCH_SITE, *value));
            let headers = origins
                .chain(sites)
                .filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?)));
            let headers: HeaderMap = headers.collect();
            assert_eq!(is_own_page(&headers, own), expected, "{headers:?}");
        }
    }
}
