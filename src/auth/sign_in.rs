//! Signing in in the browser: at whom, from where, and how long it lasts.

use chrono::{DateTime, Duration, Utc};
use hyper::Uri;
use std::{net::IpAddr, sync::Arc};

use super::{Attempt, Identity, Issuers, Provider};
use crate::kit::{Code, Error, Result};

/// Where a provider sends people back to, after our origin.
const CALLBACK: &str = "/sign-in/callback";
/// The longest path to go back to, in bytes.
const LONGEST_PATH: usize = 1_000;
/// What a provider may say that went wrong (RFC 6749, section 4.1.2.1; OpenID Connect Core 1.0, section 3.1.2.6); anything else
/// is not repeated, not even in the log.
const ERRORS: &[&str] = &[
    "access_denied",
    "account_selection_required",
    "consent_required",
    "interaction_required",
    "invalid_request",
    "invalid_request_object",
    "invalid_scope",
    "login_required",
    "request_not_supported",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_response_type",
];

/// How people sign in in the browser.
pub struct SignIn {
    origin: String,
    issuers: Issuers,
    /// How long a session lasts at most, and how long without being used.
    longest: Duration,
    idle: Duration,
}

/// What a browser brings back from a provider.
#[derive(Default)]
pub struct Answered {
    pub state: Option<String>,
    pub code: Option<String>,
    /// Who answers (RFC 9207).
    pub issuer: Option<String>,
    /// That nobody signed in, and why.
    pub error: Option<String>,
}

impl SignIn {
    /// `origin`: where browsers find this service ([`own_origin`]); `longest` and `idle`: how long a session lasts at most, and
    /// without being used.
    pub fn new(origin: String, issuers: Issuers, longest: Duration, idle: Duration) -> SignIn {
        SignIn { origin, issuers, longest, idle }
    }

    /// Our own origin, as browsers name it (RFC 6454, section 6.1).
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How long a session lasts at most.
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// How long a session lasts without being used.
    pub fn idle(&self) -> Duration {
        self.idle
    }

    /// The names that people choose a provider by.
    pub fn names(&self) -> Vec<&str> {
        self.issuers.ways_in().filter_map(|way| way.sign_in_name()).collect()
    }

    /// Begins at the provider of a name: what the browser keeps, and where it is sent.
    ///
    /// Errors: `SIGN_IN_ISSUER` for a name that none has; `SIGN_IN_FAILED` while the provider cannot be found.
    pub async fn begin(
        &self,
        name: &str,
        return_to: Option<String>,
        fresh: bool,
        now: DateTime<Utc>,
    ) -> Result<(Attempt, String)> {
        let named = self.issuers.ways_in().find(|way| way.sign_in_name() == Some(name));
        let provider = named.ok_or_else(|| Error::refused(Code::SignInIssuer, &[]))?;
        let attempt = Attempt::begin(provider.name(), return_to, fresh, now)?;
        let address = provider.authorization(&attempt, &self.callback()).await?;
        Ok((attempt, address))
    }

    /// Who has signed in, by what a browser brings back for its attempt.
    ///
    /// Errors: `SIGN_IN_STATE` when it is no answer to this attempt; `SIGN_IN_REFUSED` when the provider says that nobody signed in;
    /// `SIGN_IN_FAILED` and `SIGN_IN_NOT_FRESH` as when a code is redeemed, and for an answer of another issuer.
    pub async fn finish(&self, attempt: &Attempt, answered: &Answered) -> Result<Identity> {
        if !answered.state.as_deref().is_some_and(|state| attempt.has_state(state)) {
            return Err(Error::refused(Code::SignInState, &[]));
        }
        let failed = |why| {
            tracing::warn!(issuer = attempt.issuer(), why, "a sign-in failed");
            Error::refused(Code::SignInFailed, &[])
        };
        let provider: &Arc<Provider> = self
            .issuers
            .ways_in()
            .find(|way| way.name() == attempt.issuer())
            .ok_or_else(|| failed("the provider is not one any more"))?;
        if !provider.may_have_answered(answered.issuer.as_deref()).await? {
            return Err(failed("the answer is another issuer's"));
        }
        if let Some(error) = &answered.error {
            let error = ERRORS.iter().find(|known| **known == error).copied().unwrap_or("another");
            tracing::warn!(issuer = attempt.issuer(), error, "a provider signed nobody in");
            return Err(Error::refused(Code::SignInRefused, &[]));
        }
        let code = answered.code.as_deref().ok_or_else(|| failed("the answer has no code"))?;
        provider.redeem(attempt, code, &self.callback()).await
    }

    /// Where providers send people back to.
    pub fn callback(&self) -> String {
        format!("{}{CALLBACK}", self.origin)
    }
}

/// The origin of an address under which browsers find this service: scheme, host, and port where it is not the usual one.
///
/// Errors: one that is not `https` and not of this machine, since cookies would be read on the way; one with a path, as cookies and
/// addresses are of the whole host.
pub fn own_origin(url: &str) -> std::result::Result<String, &'static str> {
    let uri: Uri = url.parse().map_err(|_| "not an address")?;
    let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
    let authority = authority.filter(|authority| !authority.host().is_empty()).ok_or("not an address")?;
    let host = authority.host().to_ascii_lowercase();
    let usual = match uri.scheme_str() {
        Some("https") => 443,
        Some("http") if is_here(&host) => 80,
        Some("http") => return Err("http is for this machine only; others need https"),
        _ => return Err("neither https nor http"),
    };
    let whole = matches!(uri.path_and_query().map(|path| path.as_str()), None | Some("/"));
    if !whole || url.contains('#') {
        return Err("an address of a whole host has no path");
    }
    let scheme = uri.scheme_str().unwrap_or_default();
    Ok(match authority.port_u16().filter(|port| *port != usual) {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    })
}

/// Whether a host's name or address, as it stands in an address, is this machine's own.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A path of this host that a browser may be sent to, with what may follow it; `None` for whatever could lead elsewhere, or be read
/// in two ways.
pub fn local_path(text: &str) -> Option<&str> {
    let plain = |byte: u8| matches!(byte, b'!'..=b'~') && !br#""<>\^`{|}"#.contains(&byte);
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let steps = path.strip_prefix('/')?;
    let dots = |step: &str| matches!(step.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    let plainly = text.len() <= LONGEST_PATH && text.bytes().all(plain);
    let straight = !path.contains("//") && !steps.split('/').any(dots);
    (plainly && straight).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_browsers_say() {
        for (url, origin) in [
            ("https://tonghop.tinh.example", "https://tonghop.tinh.example"),
            ("https://TongHop.Tinh.example/", "https://tonghop.tinh.example"),
            ("https://tonghop.tinh.example:443", "https://tonghop.tinh.example"),
            ("https://tonghop.tinh.example:8443/", "https://tonghop.tinh.example:8443"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.0.0.1:80/", "http://127.0.0.1"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(own_origin(url).as_deref(), Ok(origin), "{url}");
        }
        for bad in [
            "",
            "tonghop.tinh.example",
            "http://tonghop.tinh.example",
            "http://localhost.example",
            "https://",
            "https://a:b@tinh.example",
            "https://tinh.example/tonghop",
            "https://tinh.example/?a",
            "https://tinh.example/#a",
            "ftp://localhost",
        ] {
            assert!(own_origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_a_path_of_our_own_is_gone_back_to() {
        for good in
            ["/", "/tong-hop", "/a/b.html?ky=2019-Q3&x=//y#z", "/%C4%91%E1%BB%A3t", "/..a/.b/c..", "/@a:b"]
        {
            assert_eq!(local_path(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(1_000));
        for bad in [
            "",
            "a",
            "https://attacker.example",
            "//attacker.example",
            "///attacker.example",
            "/\\attacker.example",
            "\\/attacker.example",
            "/\t/attacker.example",
            " //attacker.example",
            "/.//attacker.example",
            "/a/..//attacker.example",
            "/./a",
            "/../a",
            "/%2e%2E/a",
            "/a//b",
            "/a\r\nSet-Cookie: a=b",
            "/đợt",
            "/<script>",
            "javascript:alert(1)",
            "?a",
            "#a",
            &long,
        ] {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
    }

    /// Whatever is let through stays on our host, as browsers put a path and a host together.
    #[test]
    fn what_is_gone_back_to_leads_nowhere_else() {
        proptest::proptest!(|(text in r"[/\\.:?#@%a-c2eE\t ]{0,12}")| {
            if let Some(path) = local_path(&text) {
                let whole: Uri = format!("https://own.example{path}").parse().map_err(|_| {
                    proptest::test_runner::TestCaseError::reject("no address")
                })?;
                proptest::prop_assert_eq!(whole.host(), Some("own.example"));
                proptest::prop_assert!(!path.starts_with("//") && !path.contains('\\'));
            }
        });
    }
}
