//! A browser, as far as signing in goes: it keeps cookies by the rules of browsers and goes where it is sent when the test says so. And
//! the desk at which people of a province sit with one.

use super::fake::{Fake, Key};
use crate::kit::Furnished;
use crate::kit::answer::Answer;
use crate::kit::database::Database;
use crate::kit::person::Person;
use crate::kit::province::province;
use crate::kit::server::{Server, import_by};
use crate::kit::world::START;
use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Method, redirect::Policy};
use serde_json::json;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tonghop::auth::{ProviderSettings, Signing};
use tonghop::kit::Clock;
use tonghop::kit::vocabulary::AgencyKind;

/// Where browsers find the server: in front of it is what ends TLS.
pub const ORIGIN: &str = "https://tonghop.example";
pub const SIGNING: Signing = Signing::Ed25519;
pub const SESSION: &str = "__Host-tonghop";
pub const ATTEMPT: &str = "__Host-tonghop-sign-in";
pub const VIEWER: &str = "{ viewer { person { fullName } } }";

/// What a browser was answered.
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    /// Where it is sent.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text);
        self.headers[LOCATION].to_str().expect("an address")
    }

    /// A page that says by a code, in both languages, why nobody is signed in.
    #[track_caller]
    pub fn expect_refused(&self, status: u16, code: &str) {
        assert!(self.status == status && self.text.contains(code), "{} {}", self.status, self.text);
        assert_eq!(self.headers["content-type"], "text/html; charset=utf-8");
        let policy = self.headers["content-security-policy"].to_str().expect("a text");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("script-src"), "{policy}");
        assert!(self.text.contains("lang=\"vi\"") && self.text.contains("lang=\"en\""), "{}", self.text);
        assert!(!kept(&self.headers).contains_key(SESSION), "no session comes with it");
    }
}

/// The cookies of an answer, each with the attributes that its name promises; what is to be forgotten is empty.
fn kept(headers: &HeaderMap) -> BTreeMap<String, String> {
    let line = |line: &reqwest::header::HeaderValue| {
        let line = line.to_str().expect("a text");
        let mut parts = line.split("; ");
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        let attributes: Vec<&str> = parts.collect();
        for needed in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(attributes.contains(&needed), "{line}");
        }
        assert!(name.starts_with("__Host-") && !line.contains("Domain"), "{line}");
        let gone = attributes.contains(&"Max-Age=0");
        assert!(gone || !value.is_empty() && line.contains("Max-Age="), "{line}");
        (name.to_owned(), if gone { String::new() } else { value.to_owned() })
    };
    headers.get_all(SET_COOKIE).iter().map(line).collect()
}

#[derive(Clone)]
pub struct Browser {
    pub cookies: BTreeMap<String, String>,
    address: SocketAddr,
    http: reqwest::Client,
}

impl Browser {
    pub fn new(address: SocketAddr) -> Browser {
        let http = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().expect("a client");
        Browser { cookies: BTreeMap::new(), address, http }
    }

    /// What it sends with each request.
    pub fn cookie_line(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Goes to a path, or does something there, with more headers.
    pub async fn go(&mut self, method: Method, path: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = self.http.request(method, format!("http://{}{path}", self.address));
        request = request.header("cookie", self.cookie_line());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.expect("the server answers");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for (name, value) in kept(&headers) {
            match value.is_empty() {
                true => self.cookies.remove(&name),
                false => self.cookies.insert(name, value),
            };
        }
        Page { status, headers, text: answer.text().await.expect("a body") }
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.go(Method::GET, path, &[]).await
    }

    /// Goes to an address of the server's, as somebody else sends it there.
    pub async fn visit(&mut self, url: &reqwest::Url) -> Page {
        assert_eq!(url.origin().ascii_serialization(), ORIGIN, "{url}");
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        self.get(&format!("{}{query}", url.path())).await
    }

    /// Whoever is signed in in it, on a page of ours.
    pub fn person(&self) -> Person {
        Person::stranger(self.address).on_page(ORIGIN, &self.cookie_line())
    }

    pub async fn viewer(&self) -> Answer {
        self.person().graphql(VIEWER, json!({})).await
    }

    /// That nobody is signed in in it any more, and why.
    #[track_caller]
    pub fn expect_out(&self, reason: &'static str) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        let asked = self.clone();
        async move {
            let answer = asked.viewer().await;
            assert_eq!(answer.status, 401, "{answer}, awaited at {caller}");
            assert_eq!(answer.errors()[0]["extensions"]["reason"], reason, "awaited at {caller}");
        }
    }
}

/// A provider at which people of a province sign in, and a server that they use in a browser.
pub struct Desk {
    pub fake: Fake,
    pub server: Server,
    pub clock: Clock,
    pub database: Database,
}

impl Desk {
    /// With a public client.
    pub async fn set(database: Furnished) -> Desk {
        let fake = Fake::start(Key::new("0", SIGNING)).await;
        let settings = fake.settings(SIGNING);
        let sign_in = Some(fake.client("Cán bộ", None));
        Desk::with(database, fake, ProviderSettings { sign_in, ..settings }, Vec::new()).await
    }

    /// With the provider as it is configured, and others beside it.
    pub async fn with(
        Furnished(database): Furnished,
        fake: Fake,
        settings: ProviderSettings,
        others: Vec<(&Fake, ProviderSettings)>,
    ) -> Desk {
        let agencies = [("STTTT", "Sở Thông tin và Truyền thông", AgencyKind::Department)];
        let people = province("83", "Bến Tre", "Ben Tre", &agencies);
        import_by(&database.admin_url, vec![people], &fake.issuer).expect("a province");
        let clock = Clock::fixed(START.parse().expect("an instant"));
        let mut providers = vec![fake.known_as(settings, &clock)];
        fake.inside().front.clock = clock.clone();
        for (other, settings) in others {
            other.inside().front.clock = clock.clone();
            providers.push(other.known_as(settings, &clock));
        }
        let server = Server::with_sign_in(&database, &clock, providers, ORIGIN).await.expect("a server");
        server.refresh_keys().await;
        Desk { fake, server, clock, database }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.server.address())
    }

    /// Somebody signs in, by way of an address of ours.
    pub async fn sign_in_by(&self, browser: &mut Browser, path: &str, subject: &str) -> Page {
        let sent = browser.get(path).await;
        let back = self.fake.sign_in(sent.location(), subject);
        browser.visit(&back).await
    }

    /// A browser in which somebody has signed in.
    pub async fn signed_in(&self, subject: &str) -> Browser {
        let mut browser = self.browser();
        assert_eq!(self.sign_in_by(&mut browser, "/sign-in", subject).await.location(), "/sign-in/done");
        browser
    }
}
