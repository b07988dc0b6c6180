//! An OpenID provider of the test's own making, over real HTTPS: what it publishes, what it says instead, and what it signs.

use super::front::{self, Front};
use crate::kit::authority::{Authority, Secured};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use axum::extract::State;
use axum::http::{StatusCode, header::LOCATION};
use axum::response::{IntoResponse, Response};
use axum::{
    Router,
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;
use tonghop::auth::{Provider, ProviderSettings, Signing};
use tonghop::kit::Clock;

/// For whom the provider's tokens are.
pub const AUDIENCE: &str = "tonghop";

enum Pair {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A key of a provider.
pub struct Key {
    pub name: String,
    pair: Pair,
}

impl Key {
    pub fn new(name: &str, signing: Signing) -> Arc<Key> {
        let pair = match signing {
            Signing::Rsa => Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
            Signing::Ecdsa => Pair::Ecdsa(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()),
            Signing::Ed25519 => Pair::Ed25519(Ed25519KeyPair::generate().unwrap()),
        };
        Arc::new(Key { name: name.to_owned(), pair })
    }

    /// The name of its algorithm.
    pub fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::Rsa(_) => "RS256",
            Pair::Ecdsa(_) => "ES256",
            Pair::Ed25519(_) => "EdDSA",
        }
    }

    /// Its public half: what somebody who mistakes it for a secret would sign with.
    pub fn public(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ecdsa(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    /// The same as a JSON Web Key.
    fn published(&self) -> Value {
        let public = self.public();
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut key = match self.pair {
            // RSAPublicKey in DER: what is before a modulus of 2048 bits is nine bytes.
            Pair::Rsa(_) => json!({ "kty": "RSA", "n": encode(&public[9..265]), "e": "AQAB" }),
            Pair::Ecdsa(_) => {
                json!({ "kty": "EC", "crv": "P-256", "x": encode(&public[1..33]), "y": encode(&public[33..]) })
            }
            Pair::Ed25519(_) => json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(&public) }),
        };
        key["kid"] = json!(self.name);
        key["use"] = json!("sig");
        key["alg"] = json!(self.algorithm());
        key
    }

    pub fn header(&self) -> Value {
        json!({ "typ": "at+jwt", "alg": self.algorithm(), "kid": self.name })
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let text = signed.as_bytes();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature).unwrap();
                signature
            }
            Pair::Ecdsa(pair) => pair.sign(&SystemRandom::new(), text).unwrap().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(text).as_ref().to_vec(),
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// What the provider says when it is asked for its keys.
#[derive(Clone)]
pub enum Says {
    /// What is right.
    Keys,
    /// Something else, with a status.
    Else(u16, String),
    /// That they are elsewhere.
    Redirect(String),
    /// Nothing: it hangs up.
    Nothing,
    /// Nothing, and the connection stays; nor anything of codes.
    Never,
}

/// What the provider has and does.
pub struct Inside {
    pub keys: Vec<Arc<Key>>,
    pub says: Says,
    /// What its discovery document says, where that is not right.
    pub discovery: Option<Value>,
    /// How often it was asked for its keys, and for its discovery document.
    pub asked: [usize; 2],
    /// Where people sign in.
    pub front: Front,
}

/// A provider on a port of its own.
#[derive(Clone)]
pub struct Fake {
    pub issuer: String,
    authority: Arc<Authority>,
    inside: Arc<Mutex<Inside>>,
}

impl Fake {
    pub async fn start(key: Arc<Key>) -> Fake {
        let authority = Arc::new(Authority::new());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let issuer = format!("https://{}", listener.local_addr().unwrap());
        let front = Front::default();
        let inside = Inside { keys: vec![key], says: Says::Keys, discovery: None, asked: [0; 2], front };
        let fake = Fake { issuer, authority: authority.clone(), inside: Arc::new(Mutex::new(inside)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(front::token))
            .with_state(fake.clone());
        let secured = Secured { listener, acceptor: authority.acceptor("127.0.0.1") };
        let inside = fake.inside.clone();
        tokio::spawn(async move { axum::serve(Moody { secured, inside }, router).await });
        fake
    }

    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    /// How often it was asked for its keys.
    pub fn asked(&self) -> usize {
        self.inside().asked[0]
    }

    /// How an operator would name it.
    pub fn settings(&self, algorithm: Signing) -> ProviderSettings {
        ProviderSettings {
            issuer: self.issuer.clone(),
            audience: AUDIENCE.into(),
            algorithm,
            jwks_url: None,
            private_hosts: vec!["127.0.0.1".into()],
            sign_in: None,
        }
    }

    /// Its discovery document.
    pub fn document(&self, front: &Front) -> Value {
        let at = |path: &str| format!("{}/{path}", self.issuer);
        json!({
            "issuer": self.issuer, "jwks_uri": at("keys"), "authorization_endpoint": at("authorize"),
            "token_endpoint": at("token"), "authorization_response_iss_parameter_supported": front.says_issuer,
        })
    }

    /// The authority that its certificate is by, as an operator has it in a file.
    pub fn authority(&self) -> &str {
        self.authority.pem()
    }

    /// The server's side of it, which trusts its certificate.
    pub fn known_as(&self, settings: ProviderSettings, clock: &Clock) -> Provider {
        let provider = Provider::new(settings, self.authority.pem().as_bytes(), clock.clone());
        provider.map_err(|_| "settings").expect("a provider")
    }

    pub fn claims(&self, subject: &str, clock: &Clock) -> Value {
        let now = clock.now().timestamp();
        json!({ "iss": self.issuer, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + 3_600 })
    }

    /// A token by its newest key.
    pub fn token(&self, subject: &str, clock: &Clock) -> String {
        let key = self.inside().keys.last().unwrap().clone();
        key.sign(&key.header(), &self.claims(subject, clock))
    }
}

/// A listener that hangs up while the provider says nothing.
struct Moody {
    secured: Secured,
    inside: Arc<Mutex<Inside>>,
}

impl axum::serve::Listener for Moody {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let taken = self.secured.accept().await;
            if !matches!(self.inside.lock().unwrap().says, Says::Nothing) {
                return taken;
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.secured.local_addr()
    }
}

async fn discovery(State(fake): State<Fake>) -> Response {
    let mut inside = fake.inside();
    inside.asked[1] += 1;
    let right = fake.document(&inside.front);
    axum::Json(inside.discovery.clone().unwrap_or(right)).into_response()
}

async fn keys(State(fake): State<Fake>) -> Response {
    let (says, keys) = {
        let mut inside = fake.inside();
        inside.asked[0] += 1;
        let keys: Vec<Value> = inside.keys.iter().map(|key| key.published()).collect();
        (inside.says.clone(), keys)
    };
    match says {
        Says::Keys => axum::Json(json!({ "keys": keys })).into_response(),
        Says::Else(status, text) => (StatusCode::from_u16(status).unwrap(), text).into_response(),
        Says::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, to)]).into_response(),
        Says::Nothing => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Says::Never => std::future::pending().await,
    }
}
