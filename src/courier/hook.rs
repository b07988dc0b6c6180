//! Webhooks: a signed request to another program's address.

use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Uri, body::Bytes, header};
use hyper_util::rt::TokioIo;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use super::{place, settings::Settings, signature};
use crate::{
    kit::{Error, Result},
    notices::{Fate, NoticeFailure, WebhookRow},
};

/// The longest that one call may take, from the name to the end of the answer.
const LONGEST: Duration = Duration::from_secs(15);
/// How much of an answer is read; what it says does not matter.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Calls webhooks.
pub struct Caller {
    tls: TlsConnector,
    private: bool,
}

impl Caller {
    /// Errors: certificates that cannot be read.
    pub fn new(settings: &Settings) -> Result<Caller> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        for root in settings.roots()? {
            roots.add(root).map_err(Error::broken)?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Error::broken)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Caller { tls: TlsConnector::from(Arc::new(config)), private: settings.private_webhooks })
    }

    /// Sends a body to a webhook; `id` is the same for each try.
    pub async fn call(&self, webhook: &WebhookRow, id: &str, body: String, now: DateTime<Utc>) -> Fate {
        if webhook.removed_at.is_some() {
            return Fate::Never(NoticeFailure::RecipientGone, String::new());
        }
        let signed = signature::sign(&webhook.secret, id, now.timestamp(), &body);
        let Ok(signature) = signed else { return Fate::TryAgain("the secret cannot be read".into()) };
        let headers = [("webhook-id", id.to_owned()), ("webhook-timestamp", now.timestamp().to_string())];
        let headers = headers.into_iter().chain([("webhook-signature", signature)]);
        match tokio::time::timeout(LONGEST, self.post(&webhook.url, headers, body)).await {
            Ok(Ok(200..=299)) => Fate::Sent,
            // Gone: the other side wants no more of it.
            Ok(Ok(410)) => Fate::Never(NoticeFailure::Refused, "HTTP 410".into()),
            Ok(Ok(status)) => Fate::TryAgain(format!("HTTP {status}")),
            Ok(Err(said)) => Fate::TryAgain(said.into()),
            Err(_) => Fate::TryAgain("the other side took too long".into()),
        }
    }

    /// The status of the answer. Errors say what went wrong and nothing of what is at the address.
    async fn post(
        &self,
        url: &str,
        headers: impl Iterator<Item = (&'static str, String)>,
        body: String,
    ) -> std::result::Result<u16, &'static str> {
        let uri: Uri = url.parse().map_err(|_| "not an address")?;
        let authority = uri.authority().ok_or("not an address")?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if self.private => false,
            _ => return Err("only https is called"),
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let address = self.place(host, port).await?;
        let stream = TcpStream::connect(address).await.map_err(|_| "no connection")?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = Request::post(path)
            .header(header::HOST, authority.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("tonghop/", env!("CARGO_PKG_VERSION")))
            .header(header::CONNECTION, "close");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(Bytes::from(body))).map_err(|_| "not an address")?;
        if !secure {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_| "not an address")?;
        let stream = self.tls.connect(name, stream).await.map_err(|_| "TLS failed")?;
        exchange(stream, request).await
    }

    /// The very address that is connected to: were the name looked up once more, it could lead elsewhere by then.
    async fn place(&self, host: &str, port: u16) -> std::result::Result<SocketAddr, &'static str> {
        let found = tokio::net::lookup_host((host, port)).await.map_err(|_| "no such host")?;
        let mut found = found.filter(|address| self.private || place::is_public(address.ip()));
        found.next().ok_or("the address is not on the public network")
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> std::result::Result<u16, &'static str> {
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        .max_buf_size(LONGEST_ANSWER)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|_| "no HTTP")?;
    let asked = async {
        let answer = sender.send_request(request).await.map_err(|_| "no answer")?;
        let status = answer.status().as_u16();
        // Read to its end, so that the other side is not cut off; what is too long is not.
        let _ = Limited::new(answer.into_body(), LONGEST_ANSWER).collect().await;
        Ok(status)
    };
    tokio::pin!(asked);
    // The connection is worked on here and not in a task of its own: it ends when this does.
    tokio::select! {
        answered = &mut asked => answered,
        _ = connection => asked.await,
    }
}
