//! One call: one request and one answer on a connection of its own. Redirects are not followed.

use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Uri, body::Bytes, header};
use hyper_util::rt::TokioIo;
use std::{net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use super::place;
use crate::kit::{Error, Result};

/// Where a call may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Whether it may be to this machine and to private networks.
    pub private: bool,
    /// Whether it may be without TLS.
    pub plain: bool,
}

/// What the other side said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The body; `None` when it was longer than what is read, or cut off.
    pub body: Option<Bytes>,
}

/// Calls other machines.
#[derive(Clone)]
pub struct Dialer {
    tls: TlsConnector,
    most: usize,
}

impl Dialer {
    /// One that trusts the usual authorities and those of `more_roots` (PEM, may be empty), and reads at most `most` bytes of an
    /// answer. Errors: certificates that cannot be read.
    pub fn new(more_roots: &[u8], most: usize) -> Result<Dialer> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        for root in certificates(more_roots)? {
            roots.add(root).map_err(Error::broken)?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Error::broken)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Dialer { tls: TlsConnector::from(Arc::new(config)), most })
    }

    /// Sends a request to its absolute address. How long that may take is the caller's to say.
    ///
    /// Errors say what went wrong, and nothing of what is at the address.
    pub async fn call(
        &self,
        reach: Reach,
        mut request: Request<Full<Bytes>>,
    ) -> std::result::Result<Answer, &'static str> {
        let uri = std::mem::take(request.uri_mut());
        let authority = uri.authority().ok_or("not an address")?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if reach.plain => false,
            _ => return Err("only https is called"),
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        *request.uri_mut() = path.parse::<Uri>().map_err(|_| "not an address")?;
        let named = authority.as_str().parse().map_err(|_| "not an address")?;
        let headers = request.headers_mut();
        headers.insert(header::HOST, named);
        headers.insert(header::USER_AGENT, USER_AGENT);
        headers.insert(header::CONNECTION, header::HeaderValue::from_static("close"));
        let stream = TcpStream::connect(whereto(reach, host, port).await?).await;
        let stream = stream.map_err(|_| "no connection")?;
        if !secure {
            return self.exchange(stream, request).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_| "not an address")?;
        let stream = self.tls.connect(name, stream).await.map_err(|_| "TLS failed")?;
        self.exchange(stream, request).await
    }

    async fn exchange(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        request: Request<Full<Bytes>>,
    ) -> std::result::Result<Answer, &'static str> {
        let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
            .max_buf_size(LONGEST_HEAD)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|_| "no HTTP")?;
        let asked = async {
            let answer = sender.send_request(request).await.map_err(|_| "no answer")?;
            let status = answer.status().as_u16();
            let body = Limited::new(answer.into_body(), self.most).collect().await;
            Ok(Answer { status, body: body.ok().map(|body| body.to_bytes()) })
        };
        tokio::pin!(asked);
        // The connection is worked on here and not in a task of its own: it ends when this does.
        tokio::select! {
            answered = &mut asked => answered,
            _ = connection => asked.await,
        }
    }
}

const USER_AGENT: header::HeaderValue =
    header::HeaderValue::from_static(concat!("tonghop/", env!("CARGO_PKG_VERSION")));
/// The most bytes of an answer's head.
const LONGEST_HEAD: usize = 64 * 1024;

/// The very address that is connected to: were the name looked up once more, it could lead elsewhere by then.
async fn whereto(reach: Reach, host: &str, port: u16) -> std::result::Result<SocketAddr, &'static str> {
    let found = tokio::net::lookup_host((host, port)).await.map_err(|_| "no such host")?;
    let mut found = found.filter(|address| reach.private || place::is_public(address.ip()));
    found.next().ok_or("the address is not on the public network")
}

/// The certificates of a PEM text; none of an empty one. Errors: there is something in it, and no certificate.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let read: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let read = read.map_err(|error| Error::broken(format!("the trusted certificates: {error}")))?;
    match read.is_empty() && !pem.is_empty() {
        true => Err(Error::broken("the trusted certificates: there is none in the file")),
        false => Ok(read),
    }
}
