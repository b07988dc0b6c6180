//! A client of the socket.

use super::{Server, without_cost};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub struct Client(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    /// Connects with some headers.
    pub async fn with(server: &Server, headers: &[(&'static str, &'static str)]) -> Self {
        let mut request = format!("ws://{}/graphql/ws", server.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        Client(connect_async(request).await.unwrap().0)
    }

    /// Connects and says no more.
    pub async fn connect(server: &Server) -> Self {
        Client::with(server, &[("sec-websocket-protocol", "graphql-transport-ws")]).await
    }

    /// Connects and presents a token.
    pub async fn present(server: &Server, token: &str) -> Self {
        let mut client = Client::connect(server).await;
        client
            .send(json!({"type": "connection_init", "payload": {"authorization": format!("Bearer {token}")}}))
            .await;
        client
    }

    /// Connects with the good token and waits for the acknowledgement.
    pub async fn ready(server: &Server) -> Self {
        let mut client = Client::present(server, "good").await;
        assert_eq!(client.next().await, json!({"type": "connection_ack"}));
        client
    }

    pub async fn send(&mut self, message: Value) {
        self.text(&message.to_string()).await;
    }

    pub async fn text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub async fn subscribe(&mut self, id: &str, query: &str) {
        self.send(json!({"type": "subscribe", "id": id, "payload": {"query": query}})).await;
    }

    /// The next message, which must be text.
    pub async fn next(&mut self) -> Value {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => {
                    let mut message: Value = serde_json::from_str(&text).unwrap();
                    if message["type"] == "next" {
                        message["payload"] = without_cost(message["payload"].take());
                    }
                    return message;
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("a message was expected: {other:?}"),
            }
        }
    }

    /// The close code, whatever comes before it.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Close(Some(frame)))) => {
                    return (frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(_)) => {}
                other => panic!("a close code was expected: {other:?}"),
            }
        }
    }
}
