//! Where people sign in at a provider of the test's own making: the page that sends a browser back with a code, and the address at which
//! codes are exchanged.

use super::fake::{Fake, Key, Says};
use aws_lc_rs::digest;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header::LOCATION};
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tonghop::auth::SignInSettings;
use tonghop::kit::Clock;

/// The name of our client at every provider.
pub const CLIENT: &str = "tonghop-web";

/// What people are sent there with, by name.
pub type Question = BTreeMap<String, String>;

/// What the provider does where people sign in.
pub struct Front {
    pub clock: Clock,
    /// Whether its answers name it, and whether it says beforehand that they do.
    pub says_issuer: bool,
    /// The secret of our client, where it has one.
    pub secret: Option<String>,
    /// When the person there has signed in, before now.
    pub signed_in_for: chrono::Duration,
    /// What its ID tokens claim otherwise; null is left out.
    pub amends: Map<String, Value>,
    /// What signs them, and under which header, where that is not right.
    pub signs: Option<(Arc<Key>, Value)>,
    /// What is said of codes instead of a token: a status, a text, and where else to ask.
    pub says: Option<(u16, String, String)>,
    /// How often a code was brought.
    pub asked: usize,
    codes: BTreeMap<String, (String, Question)>,
    given: usize,
}

impl Default for Front {
    fn default() -> Self {
        Front {
            clock: Clock::system(),
            says_issuer: true,
            secret: None,
            signed_in_for: chrono::Duration::minutes(5),
            amends: Map::new(),
            signs: None,
            says: None,
            asked: 0,
            codes: BTreeMap::new(),
            given: 0,
        }
    }
}

/// The parameters of an address.
pub fn question(address: &str) -> Question {
    let url = reqwest::Url::parse(address).expect("an address");
    url.query_pairs().into_owned().collect()
}

impl Fake {
    /// How an operator would name our client there.
    pub fn client(&self, name: &str, secret_file: Option<String>) -> SignInSettings {
        SignInSettings {
            name: name.to_owned(),
            client_id: CLIENT.to_owned(),
            client_secret_file: secret_file,
            scopes: vec!["openid".to_owned()],
            authorization_url: None,
            token_url: None,
        }
    }

    /// Somebody signs in on the page at an address. The answer is where the browser is sent back to.
    pub fn sign_in(&self, address: &str, subject: &str) -> reqwest::Url {
        assert!(address.starts_with(&format!("{}/authorize?", self.issuer)), "{address}");
        let question = question(address);
        for (name, expected) in
            [("response_type", "code"), ("client_id", CLIENT), ("code_challenge_method", "S256")]
        {
            assert_eq!(question[name], expected, "{name}");
        }
        assert!(question["scope"].split(' ').any(|scope| scope == "openid"));
        let mut back = reqwest::Url::parse(&question["redirect_uri"]).expect("an address");
        let mut inside = self.inside();
        let front = &mut inside.front;
        front.given += 1;
        let code = format!("code-{}-{}", front.given, uuid::Uuid::new_v4().simple());
        let says_issuer = front.says_issuer;
        back.query_pairs_mut().append_pair("code", &code).append_pair("state", &question["state"]);
        if says_issuer {
            back.query_pairs_mut().append_pair("iss", &self.issuer);
        }
        front.codes.insert(code, (subject.to_owned(), question));
        back
    }

    /// What is said of a code: each is good once, whatever comes of it (RFC 6749, section 4.1.2).
    fn exchange(&self, headers: &HeaderMap, form: &Question) -> Result<Value, &'static str> {
        let mut inside = self.inside();
        let key = inside.keys.last().expect("a key").clone();
        let front = &mut inside.front;
        let (subject, question) = front.codes.remove(&form["code"]).ok_or("no such code")?;
        let verifier = digest::digest(&digest::SHA256, form["code_verifier"].as_bytes());
        if URL_SAFE_NO_PAD.encode(verifier) != question["code_challenge"] {
            return Err("another verifier");
        }
        if form["grant_type"] != "authorization_code" || form["redirect_uri"] != question["redirect_uri"] {
            return Err("another redirect");
        }
        let presented = headers.get("authorization").map(|value| value.to_str().expect("a text").to_owned());
        let expected = front
            .secret
            .as_ref()
            .map(|secret| format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{secret}"))));
        let named = form.get("client_id").is_some_and(|client| client == CLIENT);
        if presented != expected || named != expected.is_none() {
            return Err("another client");
        }
        let now = front.clock.now();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": subject, "nonce": question["nonce"], "iat": now.timestamp(),
            "exp": now.timestamp() + 300, "auth_time": (now - front.signed_in_for).timestamp(),
        });
        for (name, value) in &front.amends {
            claims[name] = value.clone();
        }
        claims.as_object_mut().expect("claims").retain(|_, value| !value.is_null());
        let usual = || {
            let header = json!({ "typ": "JWT", "alg": key.algorithm(), "kid": key.name });
            (key.clone(), header)
        };
        let (key, header) = front.signs.clone().unwrap_or_else(usual);
        let token = key.sign(&header, &claims);
        Ok(json!({ "token_type": "Bearer", "access_token": "not looked at", "id_token": token }))
    }
}

/// `POST /token`.
pub async fn token(State(fake): State<Fake>, headers: HeaderMap, body: String) -> Response {
    let form: Question = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let (says, never) = {
        let mut inside = fake.inside();
        inside.front.asked += 1;
        (inside.front.says.clone(), matches!(inside.says, Says::Never))
    };
    if never {
        return std::future::pending().await;
    }
    if let Some((status, text, elsewhere)) = says {
        return (StatusCode::from_u16(status).expect("a status"), [(LOCATION, elsewhere)], text)
            .into_response();
    }
    match fake.exchange(&headers, &form) {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(_) => (StatusCode::BAD_REQUEST, axum::Json(json!({ "error": "invalid_grant" }))).into_response(),
    }
}
