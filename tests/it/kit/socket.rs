//! A client of the graphql-transport-ws protocol, without manners of its own: it sends what it is told to.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::{self, Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};

/// So that a server that stays silent fails one test instead of stopping the run. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What came over the wire.
#[derive(Clone, Debug, PartialEq)]
pub enum Received {
    Message(Value),
    /// Close code and reason; 1006 without a closing frame.
    Closed(u16, String),
}

impl Socket {
    /// Opens `/graphql/ws` with a subprotocol or none. Errors: the status of an answer that is no upgrade.
    pub async fn open(address: SocketAddr, protocol: Option<&str>) -> Result<Self, u16> {
        let protocol = protocol.map(|protocol| ("sec-websocket-protocol", protocol));
        Self::open_with(address, protocol.as_slice()).await
    }

    /// The same with any headers.
    pub async fn open_with(address: SocketAddr, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{address}/graphql/ws").into_client_request().expect("a request");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Socket(stream)),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("no socket: {error}"),
        }
    }

    /// Opens one for somebody at whose end little is kept that nobody reads, whatever the system would keep: 256 KiB, twice that as
    /// Linux counts.
    pub async fn open_narrow(address: SocketAddr) -> Self {
        let mut request = format!("ws://{address}/graphql/ws").into_client_request().expect("a request");
        let protocol = "graphql-transport-ws".parse().expect("a header");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(256 * 1024).expect("a buffer of this size");
        let stream = socket.connect(address).await.expect("a connection");
        let upgraded = client_async(request, MaybeTlsStream::Plain(stream)).await;
        Socket(upgraded.expect("the server upgrades").0)
    }

    pub async fn send(&mut self, message: Value) {
        self.send_text(&message.to_string()).await;
    }

    /// Sends a text, well-formed or not.
    pub async fn send_text(&mut self, text: &str) {
        self.send_frame(Message::text(text)).await;
    }

    /// Sends any frame. A server that has hung up already is heard of by the next [`Socket::receive`].
    pub async fn send_frame(&mut self, frame: Message) {
        let _ = self.0.send(frame).await;
    }

    /// The next message of the server, or its good-bye.
    pub async fn receive(&mut self) -> Received {
        // Frames that only keep the connection alive do not count.
        tokio::time::timeout(PATIENCE, self.listen()).await.expect("the server says something")
    }

    /// The same, however long it takes.
    pub async fn listen(&mut self) -> Received {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => {
                    return Received::Message(serde_json::from_str(&text).expect("the server speaks JSON"));
                }
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Received::Closed(frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Close(None)) | Err(_)) | None => {
                    return Received::Closed(1006, String::new());
                }
                Some(Ok(_)) => {}
            }
        }
    }

    /// The next message; the server must not hang up.
    #[track_caller]
    pub fn message(&mut self) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            match self.receive().await {
                Received::Message(message) => message,
                Received::Closed(code, reason) => {
                    panic!("closed with {code} {reason:?}, awaited at {caller}")
                }
            }
        }
    }

    /// The server hangs up with this code, whatever it says before.
    #[track_caller]
    pub fn expect_close(mut self, code: u16) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let mut heard = Vec::new();
            loop {
                match self.receive().await {
                    Received::Message(message) => heard.push(message),
                    Received::Closed(found, reason) => {
                        assert_eq!(found, code, "{reason:?} after {heard:?}, awaited at {caller}");
                        return;
                    }
                }
            }
        }
    }

    /// `connection_init` with a token, and the server's acknowledgement.
    pub async fn greet(&mut self, token: Option<&str>) {
        self.init(token).await;
        assert_eq!(self.message().await["type"], "connection_ack");
    }

    /// `connection_init` with a token, as browsers send it that cannot set headers.
    pub async fn init(&mut self, token: Option<&str>) {
        let payload = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        self.send(json!({ "type": "connection_init", "payload": payload.unwrap_or_else(|| json!({})) }))
            .await;
    }

    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// Ends an operation from the client's side.
    pub async fn complete(&mut self, id: &str) {
        self.send(json!({ "id": id, "type": "complete" })).await;
    }

    /// The payload of the next message, which must be a `next` of this operation.
    #[track_caller]
    pub fn next(&mut self, id: &str) -> impl Future<Output = Value> {
        let message = self.message();
        async move {
            let mut message = message.await;
            assert_eq!((&message["type"], &message["id"]), (&json!("next"), &json!(id)), "{message}");
            message["payload"].take()
        }
    }
}
