//! The cookies of people who sign in in the browser. Each is of our host alone (`__Host-`: over TLS, for every path, of no other
//! host; RFC 6265bis, section 4.1.3.2), and no script reads it.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use chrono::Duration;

use crate::kit::{Error, Result};

/// The secret of a session.
pub(super) const SESSION: &str = "__Host-tonghop";
/// What is kept while somebody signs in at a provider.
pub(super) const ATTEMPT: &str = "__Host-tonghop-sign-in";

/// The value of a cookie. Of one that is there twice, an empty text, which is nobody's: browsers send one of a host.
pub(super) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = pairs.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(found, _)| *found == name).map(|(_, value)| value);
    let first = values.next()?;
    Some(if values.next().is_none() { first } else { "" })
}

/// The line by which a browser keeps a value for some time.
pub(super) fn kept(name: &str, value: &str, lasts: Duration) -> Result<HeaderValue> {
    let seconds = lasts.num_seconds();
    let line = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::try_from(line).map_err(Error::broken)
}

/// The line by which a browser forgets a value.
pub(super) fn forgotten(name: &str) -> Result<HeaderValue> {
    kept(name, "", Duration::zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name_once() {
        let with = |lines: &[&'static str]| {
            let lines = lines.iter().map(|line| (COOKIE, HeaderValue::from_static(line)));
            lines.collect::<HeaderMap>()
        };
        for (lines, found) in [
            (&[][..], None),
            (&["a=b"], None),
            (&["__Host-tonghop=x"], Some("x")),
            (&["a=b; __Host-tonghop=x=y; c=d"], Some("x=y")),
            (&["a=b", "__Host-tonghop=x"], Some("x")),
            (&["__Host-tonghop-sign-in=x; tonghop=y; __host-tonghop=z"], None),
            (&["__Host-tonghop"], None),
            (&["__Host-tonghop=x; __Host-tonghop=x"], Some("")),
            (&["__Host-tonghop=x", "__Host-tonghop=y"], Some("")),
        ] {
            assert_eq!(value(&with(lines), SESSION), found, "{lines:?}");
        }
    }
}
