//! Clients that take their time: each has a time for the head of a request and for its body, and there is an end of how many may
//! come. Whoever asks as people do is served meanwhile.
//!
//! `TONGHOP_TEST_SLOW_SOCKETS` says how many slow clients there are at once; 5,000 when it is not set.

use crate::crash::Program;
use crate::kit::{Furnished, on_both};
use futures_util::future::join_all;
use serde_json::json;
use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tonghop::kit::vocabulary::Role;
use tonghop::server::take_descriptors;

/// So that a server which keeps somebody for ever fails one test instead of stopping the run. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a slow client begins; it never comes to the end of what it says.
const BEGINNINGS: &[&str] = &[
    "",
    "P",
    "POST /graphql HTTP/1.1\r\n",
    "POST /graphql HTTP/1.1\r\nHost: tonghop\r\nX-Slow: ",
    "GET /graphql/ws HTTP/1.1\r\nHost: tonghop\r\nUpgrade: websocket\r\n",
];

/// How many slow clients there are at once: fewer where the system does not let this process have the file descriptors.
fn slow_clients() -> usize {
    let wanted = std::env::var("TONGHOP_TEST_SLOW_SOCKETS").map_or(5_000, |count| count.parse().unwrap());
    // The test runs on both databases at once, beside others.
    let most = take_descriptors().map_or(wanted, |most| usize::try_from(most / 4).unwrap());
    if most < wanted {
        // Past the runner, which keeps to itself what passing tests print.
        let line =
            format!("FEWER SLOW CLIENTS: {most} instead of {wanted}, by the hard limit of ulimit -n\n");
        std::io::stderr().write_all(line.as_bytes()).expect("standard error");
    }
    most.min(wanted)
}

/// Says one byte after the other until everybody may go; whether the server let it.
async fn dawdle(mut stream: TcpStream, beginning: &'static str, mut go: watch::Receiver<bool>) -> bool {
    let mut said = stream.write_all(beginning.as_bytes()).await.is_ok();
    let mut answer = [0_u8];
    while said {
        tokio::select! {
            () = told(&mut go) => return true,
            // Nobody has asked anything: whatever it says is a farewell.
            _ = stream.read(&mut answer) => return false,
            () = tokio::time::sleep(Duration::from_secs(2)) => {}
        }
        said = beginning.is_empty() || stream.write_all(b"a").await.is_ok();
    }
    false
}

async fn told(go: &mut watch::Receiver<bool>) {
    // The sender going away is a word too.
    let _ = go.wait_for(|go| *go).await;
}

/// Everything that the server says until it hangs up.
async fn last_words(mut stream: TcpStream) -> String {
    let mut words = Vec::new();
    let listening = stream.read_to_end(&mut words);
    // A connection that is reset is hung up too.
    let _ = tokio::time::timeout(PATIENCE, listening).await.expect("the server hangs up");
    String::from_utf8_lossy(&words).into_owned()
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.expect("a connection")
}

on_both! {
    async fn slow_clients_keep_nobody_waiting(furnished: Furnished) {
        // Nobody is hung up on while the others are there.
        let settings = [("TONGHOP_HEAD_TIMEOUT_SECONDS", "600")];
        let program = Program::with_settings(&furnished.0, None, &settings).await;
        let (go, gone) = watch::channel(false);
        let mut slow = JoinSet::new();
        for n in 0..slow_clients() {
            let stream = connect(program.address()).await;
            slow.spawn(dawdle(stream, BEGINNINGS[n % BEGINNINGS.len()], gone.clone()));
        }
        let person = program.person(&furnished.0, Role::HomeAffairsOfficer, None);
        let mut asked = 0;
        for _ in 0..20 {
            let crowd = (0..10).map(|_| person.graphql("{ agencies(first: 50) { nodes { name } } }", json!({})));
            let answers = tokio::time::timeout(PATIENCE, join_all(crowd)).await.expect("the server answers");
            for answer in answers {
                assert_eq!(answer.at("agencies.nodes").as_array().unwrap().len(), 7);
                asked += 1;
            }
        }
        assert_eq!(asked, 200);
        go.send(true).unwrap();
        assert!(slow.join_all().await.into_iter().all(|stayed| stayed), "all of them were there all the time");
    }

    async fn who_takes_too_long_is_hung_up_on(furnished: Furnished) {
        let settings = [("TONGHOP_HEAD_TIMEOUT_SECONDS", "1"), ("TONGHOP_BODY_TIMEOUT_SECONDS", "1")];
        let program = Program::with_settings(&furnished.0, None, &settings).await;
        for beginning in BEGINNINGS {
            let mut stream = connect(program.address()).await;
            stream.write_all(beginning.as_bytes()).await.unwrap();
            let words = last_words(stream).await;
            assert!(words.is_empty() || words.starts_with("HTTP/1.1 408"), "{beginning:?}: {words}");
        }
        // Between two requests too.
        let mut stream = connect(program.address()).await;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: tonghop\r\n\r\n").await.unwrap();
        assert!(last_words(stream).await.starts_with("HTTP/1.1 200"));
        // A body that does not come to its end is answered: there is somebody to answer.
        let person = program.person(&furnished.0, Role::HomeAffairsOfficer, None);
        let mut stream = connect(program.address()).await;
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: tonghop\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{",
            person.token.as_deref().unwrap()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let words = last_words(stream).await;
        assert!(words.starts_with("HTTP/1.1 408"), "{words}");
        assert!(words.contains("took too long"), "{words}");
    }

    /// A head that is larger than any that people send.
    async fn a_head_without_end_is_refused(furnished: Furnished) {
        let program = Program::with_settings(&furnished.0, None, &[]).await;
        let mut stream = connect(program.address()).await;
        let head = format!("GET /healthz HTTP/1.1\r\nHost: tonghop\r\nX-Large: {}\r\n", "a".repeat(200_000));
        // It may hang up before it has heard all.
        let _ = stream.write_all(head.as_bytes()).await;
        let words = last_words(stream).await;
        assert!(words.is_empty() || words.starts_with("HTTP/1.1 431"), "{words}");
    }

    /// More connections than there are places: whoever comes then waits, and is served once others are hung up on.
    async fn there_is_an_end_of_connections(furnished: Furnished) {
        let settings = [("TONGHOP_CLIENT_CONNECTIONS", "4"), ("TONGHOP_HEAD_TIMEOUT_SECONDS", "2")];
        let program = Program::with_settings(&furnished.0, None, &settings).await;
        let silent = join_all((0..12).map(|_| connect(program.address()))).await;
        let person = program.person(&furnished.0, Role::HomeAffairsOfficer, None);
        let asked = person.graphql("{ agencies(first: 50) { nodes { name } } }", json!({}));
        let answer = tokio::time::timeout(PATIENCE, asked).await.expect("a turn");
        assert_eq!(answer.at("agencies.nodes").as_array().unwrap().len(), 7);
        drop(silent);
    }
}
