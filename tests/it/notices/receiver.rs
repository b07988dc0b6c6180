//! Another program that webhooks are sent to: it checks every signature by the standard, by code of its own.

use crate::kit::authority::Secured;
use aws_lc_rs::hmac;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What came, and how the next are answered.
#[derive(Default)]
struct Inside {
    secret: Option<String>,
    calls: Vec<Call>,
    answers: VecDeque<u16>,
}

/// One request that came.
#[derive(Clone, Debug)]
pub struct Call {
    pub id: String,
    pub timestamp: i64,
    pub body: Value,
    /// Whether the signature is right; nothing is known without a secret.
    pub genuine: bool,
}

/// A receiver on a port of its own.
#[derive(Clone)]
pub struct Receiver {
    pub address: SocketAddr,
    scheme: &'static str,
    inside: Arc<Mutex<Inside>>,
}

impl Receiver {
    pub async fn start() -> Receiver {
        Receiver::behind(None).await
    }

    /// The same behind TLS.
    pub async fn secured(acceptor: TlsAcceptor) -> Receiver {
        Receiver::behind(Some(acceptor)).await
    }

    async fn behind(acceptor: Option<TlsAcceptor>) -> Receiver {
        let inside = Arc::<Mutex<Inside>>::default();
        let router = Router::new().route("/nhan", post(take)).with_state(inside.clone());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().unwrap();
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        tokio::spawn(async move {
            match acceptor {
                Some(acceptor) => axum::serve(Secured { listener, acceptor }, router).await,
                None => axum::serve(listener, router).await,
            }
        });
        Receiver { address, scheme, inside }
    }

    pub fn url(&self) -> String {
        format!("{}://{}/nhan?tinh=84", self.scheme, self.address)
    }

    /// Checks signatures with this secret from now on.
    pub fn trust(&self, secret: &str) {
        self.inside.lock().unwrap().secret = Some(secret.to_owned());
    }

    /// Answers the next calls so, and then 200.
    pub fn answer(&self, statuses: &[u16]) {
        self.inside.lock().unwrap().answers.extend(statuses);
    }

    pub fn calls(&self) -> Vec<Call> {
        self.inside.lock().unwrap().calls.clone()
    }
}

async fn take(
    State(inside): State<Arc<Mutex<Inside>>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1], String) {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut inside = inside.lock().unwrap();
    let (id, timestamp) = (header("webhook-id").to_owned(), header("webhook-timestamp").to_owned());
    let genuine = inside.secret.as_deref().is_some_and(|secret| {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", &body].concat();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        header("webhook-signature").split(' ').any(|signature| {
            let tag = signature.strip_prefix("v1,").and_then(|tag| STANDARD.decode(tag).ok());
            tag.is_some_and(|tag| hmac::verify(&key, &signed, &tag).is_ok())
        })
    });
    assert_eq!(header("content-type"), "application/json");
    inside.calls.push(Call {
        id,
        timestamp: timestamp.parse().expect("seconds"),
        body: serde_json::from_slice(&body).expect("JSON"),
        genuine,
    });
    let status = inside.answers.pop_front().unwrap_or(200);
    // An answer that says much is cut off, and one that leads elsewhere is not followed.
    let more = if status == 200 { String::new() } else { "bí mật ".repeat(50_000) };
    (StatusCode::from_u16(status).unwrap(), [("location", "http://127.0.0.1:1/")], more)
}
