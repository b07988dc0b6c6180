//! A client that costs next to nothing, so that what is measured is the server: HTTP/1.1 on one kept connection.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Outcome;

/// A request, ready to be sent over and over.
#[derive(Clone)]
pub struct Request {
    host: String,
    bytes: Vec<u8>,
}

impl Request {
    /// A query with its variables, as somebody with a token sends it.
    pub fn query(host: &str, token: &str, query: &str, variables: &Value) -> Self {
        Self::post(host, token, &serde_json::json!({ "query": query, "variables": variables }).to_string())
    }

    /// A body of JSON, as somebody with a token sends it.
    pub fn post(host: &str, token: &str, body: &str) -> Self {
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\naccept: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        Request { host: host.to_owned(), bytes: [head.as_bytes(), body.as_bytes()].concat() }
    }

    /// A page, without a token.
    pub fn get(host: &str, path: &str) -> Self {
        let head = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
        Request { host: host.to_owned(), bytes: head.into_bytes() }
    }
}

/// A connection that is kept.
pub struct Client {
    stream: TcpStream,
    request: Request,
    buffer: Vec<u8>,
}

impl Client {
    pub async fn connect(request: &Request) -> Outcome<Self> {
        let stream = TcpStream::connect(&request.host).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, request: request.clone(), buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends the request once more; the body of its answer. Errors: anything but 200.
    pub async fn ask(&mut self) -> Outcome<&[u8]> {
        match self.ask_whatever_comes().await? {
            (200, body) => Ok(body),
            (status, body) => Err(format!("{status}: {}", String::from_utf8_lossy(body)).into()),
        }
    }

    /// Sends the request once more; the status and the body of its answer.
    pub async fn ask_whatever_comes(&mut self) -> Outcome<(u16, &[u8])> {
        // A server that refuses a long request may answer before it has read all of it.
        let sent = self.stream.write_all(&self.request.bytes).await;
        self.buffer.clear();
        let (status, start, length) = loop {
            if let Some(head) = head(&self.buffer)? {
                break head;
            }
            if self.more().await.is_err() {
                sent?;
                return Err("the server hung up".into());
            }
        };
        while self.buffer.len() < start + length {
            self.more().await?;
        }
        Ok((status, &self.buffer[start..start + length]))
    }

    async fn more(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err("the server hung up".into()),
            _ => Ok(()),
        }
    }
}

/// The status, where the body begins and how long it is; `None` while the head is not whole.
fn head(answer: &[u8]) -> Outcome<Option<(u16, usize, usize)>> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let status = text.strip_prefix("http/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    let status = status.ok_or("an answer without a status")?;
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .ok_or("an answer without a length")?;
    Ok(Some((status, end + 4, length.trim().parse()?)))
}
