//! A mail server in the test: RFC 5321 as far as a client needs it, that can be told to refuse.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A letter that was taken.
#[derive(Clone, Debug)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body as they came, without the dots of the transport.
    pub data: String,
}

impl Letter {
    /// The header of a name, unfolded and decoded.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let line = head
            .lines()
            .find(|line| line.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(name)))?;
        Some(decoded_words(line.split_once(':')?.1.trim()))
    }

    /// The body of the part of a type, decoded.
    pub fn part(&self, kind: &str) -> String {
        let at = self.data.find(&format!("Content-Type: {kind}")).expect("a part of this type");
        let rest = &self.data[at..];
        let (head, body) = rest.split_once("\r\n\r\n").expect("a part has a body");
        let body = body.split("\r\n--").next().unwrap_or_default();
        let bytes = match head.to_ascii_lowercase() {
            head if head.contains("base64") => base64(&body.replace("\r\n", "")),
            head if head.contains("quoted-printable") => quoted(body),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(bytes).expect("UTF-8")
    }
}

fn base64(text: &str) -> Vec<u8> {
    use ::base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.decode(text).expect("base64")
}

/// RFC 2045, 6.7.
fn quoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let text = text.replace("=\r\n", "");
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = match (first, tail) {
            (b'=', [a, b, tail @ ..]) => {
                let hex = std::str::from_utf8(&[*a, *b]).unwrap().to_owned();
                bytes.push(u8::from_str_radix(&hex, 16).expect("two digits"));
                tail
            }
            _ => {
                bytes.push(*first);
                tail
            }
        };
    }
    bytes
}

/// RFC 2047: `=?utf-8?b?…?=`, words of which follow one another without the blank between them.
fn decoded_words(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let before = &rest[..at];
        if !before.trim().is_empty() || bytes.is_empty() {
            bytes.extend(before.as_bytes());
        }
        let mut parts = rest[at + 2..].splitn(4, '?');
        let (_, encoding, word) = (parts.next(), parts.next().unwrap(), parts.next().unwrap());
        let after = parts.next().unwrap();
        match encoding {
            "b" | "B" => bytes.extend(base64(word)),
            _ => bytes.extend(quoted(&word.replace('_', " "))),
        }
        rest = after.strip_prefix('=').unwrap();
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8(bytes).expect("UTF-8")
}

/// What it holds, and what it does next.
#[derive(Default)]
struct Inside {
    letters: Vec<Letter>,
    /// Answers to the next recipients, instead of 250.
    refusals: VecDeque<&'static str>,
    /// Whether it answers letters no more after their end: it takes them and hangs up.
    mute: bool,
    sessions: usize,
    /// What came with `AUTH PLAIN`.
    logins: Vec<String>,
}

/// What is between a client and the server.
#[derive(Clone)]
pub enum Guard {
    /// Nothing.
    Open,
    /// TLS, once the client asks for it; before it nothing else is taken.
    StartTls(TlsAcceptor),
    /// TLS from the first byte.
    Wrapped(TlsAcceptor),
}

/// A mail server on a port of its own.
#[derive(Clone)]
pub struct MailServer {
    pub address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl MailServer {
    pub async fn start() -> MailServer {
        MailServer::guarded(Guard::Open).await
    }

    pub async fn guarded(guard: Guard) -> MailServer {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().unwrap();
        let inside = Arc::<Mutex<Inside>>::default();
        let server = MailServer { address, inside: inside.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                inside.lock().unwrap().sessions += 1;
                tokio::spawn(serve(stream, guard.clone(), inside.clone()));
            }
        });
        server
    }

    /// The letters that were taken so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.inside.lock().unwrap().letters.clone()
    }

    /// Answers the next recipients so.
    pub fn refuse(&self, answers: &[&'static str]) {
        self.inside.lock().unwrap().refusals.extend(answers);
    }

    /// The names and passwords that came, as `AUTH PLAIN` sends them.
    pub fn logins(&self) -> Vec<String> {
        self.inside.lock().unwrap().logins.clone()
    }

    /// How often somebody came.
    pub fn sessions(&self) -> usize {
        self.inside.lock().unwrap().sessions
    }

    /// Takes letters and does not say so.
    pub fn fall_silent(&self, mute: bool) {
        self.inside.lock().unwrap().mute = mute;
    }
}

async fn serve(stream: TcpStream, guard: Guard, inside: Arc<Mutex<Inside>>) {
    match guard {
        Guard::Open => session(stream, inside, true).await,
        Guard::Wrapped(acceptor) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                session(stream, inside, true).await;
            }
        }
        Guard::StartTls(acceptor) => {
            if let Some(stream) = before_tls(stream).await
                && let Ok(stream) = acceptor.accept(stream).await
            {
                session(stream, inside, false).await;
            }
        }
    }
}

/// RFC 3207: nothing is done before the client has asked for TLS.
async fn before_tls(stream: TcpStream) -> Option<TcpStream> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mail.example ESMTP\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return None;
        }
        let verb = line.trim_end().split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-mail.example\r\n250 STARTTLS\r\n",
            "STARTTLS" => {
                stream.write_all(b"220 go on\r\n").await.ok()?;
                assert!(stream.buffer().is_empty(), "a client that talks before TLS is there");
                return Some(stream.into_inner());
            }
            "QUIT" => return None,
            _ => b"530 5.7.0 STARTTLS first\r\n",
        };
        stream.write_all(answer).await.ok()?;
    }
}

async fn session(stream: impl AsyncRead + AsyncWrite + Unpin, inside: Arc<Mutex<Inside>>, greets: bool) {
    let mut stream = BufReader::new(stream);
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut greeted = false;
    if greets {
        let _ = stream.write_all(b"220 mail.example ESMTP\r\n").await;
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        assert!(line.ends_with("\r\n"), "a command is a line: {line:?}");
        let (verb, rest) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
        let answer = match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => {
                assert!(!rest.is_empty(), "a greeting names the client");
                greeted = true;
                "250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME"
            }
            "AUTH" if greeted => {
                let given = rest.strip_prefix("PLAIN ").expect("the only way to log in");
                let login = String::from_utf8(base64(given)).expect("UTF-8");
                inside.lock().unwrap().logins.push(login);
                "235 welcome"
            }
            "MAIL" if greeted => {
                from = bracketed(rest);
                to.clear();
                "250 sender ok"
            }
            "RCPT" if !from.is_empty() => match inside.lock().unwrap().refusals.pop_front() {
                Some(refusal) => refusal,
                None => {
                    to.push(bracketed(rest));
                    "250 recipient ok"
                }
            },
            "DATA" if !to.is_empty() => {
                let _ = stream.write_all(b"354 go on\r\n").await;
                let mut data = String::new();
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                        return;
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    data += line.strip_prefix('.').unwrap_or(&line);
                }
                let mut inside = inside.lock().unwrap();
                inside.letters.push(Letter { from: from.clone(), to: to.clone(), data });
                if inside.mute {
                    return;
                }
                "250 taken"
            }
            "RSET" | "NOOP" => "250 ok",
            "QUIT" => {
                let _ = stream.write_all(b"221 bye\r\n").await;
                return;
            }
            _ => "503 not now",
        };
        if stream.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

fn bracketed(text: &str) -> String {
    let (_, rest) = text.split_once('<').expect("an address in brackets");
    rest.split_once('>').expect("an address in brackets").0.to_owned()
}
