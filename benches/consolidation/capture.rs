//! Between the server and its database: everything passes, and what is sent can be written down.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinHandle,
};

use crate::{
    Outcome,
    statements::{Counter, Listener, Statement},
};

/// What passed for one request.
#[derive(Clone, Debug, Default)]
pub struct Passed {
    /// With the number of the connection each was sent over.
    statements: Vec<(usize, Statement)>,
    /// How many rows came back.
    pub rows: usize,
}

impl Passed {
    /// The statements, connection after connection: what two transactions sent at the same time does not mix.
    pub fn in_order(mut self) -> Vec<Statement> {
        self.statements.sort_by_key(|(connection, _)| *connection);
        self.statements.into_iter().map(|(_, statement)| statement).collect()
    }
}

/// Where it is written down while somebody wants it.
type Notes = Arc<Mutex<Option<Passed>>>;

/// Listens like a database and passes everything on to one; stops when it is dropped.
pub struct Capture {
    pub host: String,
    notes: Notes,
    task: JoinHandle<()>,
}

impl Capture {
    /// Stands before the database of a host and port.
    pub async fn before(database: &str) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let host = listener.local_addr()?.to_string();
        let notes = Notes::default();
        let task = tokio::spawn(accept(listener, database.to_owned(), notes.clone()));
        Ok(Capture { host, notes, task })
    }

    /// What passes while something is done, and a moment longer: a connection is put in order after it has been given
    /// back.
    pub async fn during<T>(&self, doing: impl Future<Output = Outcome<T>>) -> Outcome<Passed> {
        self.write(Some(Passed::default()));
        doing.await?;
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        Ok(self.write(None).unwrap_or_default())
    }

    fn write(&self, notes: Option<Passed>) -> Option<Passed> {
        std::mem::replace(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner), notes)
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, database: String, notes: Notes) {
    for number in 0.. {
        let Ok((client, _)) = listener.accept().await else { return };
        let (database, notes) = (database.clone(), notes.clone());
        tokio::spawn(async move {
            if let Ok(server) = TcpStream::connect(database).await {
                // Either side may hang up at any time.
                let _ = pass(number, client, server, notes).await;
            }
        });
    }
}

async fn pass(number: usize, client: TcpStream, server: TcpStream, notes: Notes) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let (mut listener, mut counter) = (Listener::default(), Counter::default());
    let there = forward(from_client, to_server, |piece| {
        let heard = listener.hear(piece);
        note(&notes, |passed| passed.statements.extend(heard.into_iter().map(|heard| (number, heard))));
    });
    let back = forward(from_server, to_client, |piece| {
        let rows = counter.hear(piece);
        note(&notes, |passed| passed.rows += rows);
    });
    tokio::select! {
        ended = there => ended,
        ended = back => ended,
    }
}

/// Passes on what comes until there is no more, every piece shown before it goes.
async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut show: impl FnMut(&[u8]),
) -> std::io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut piece).await?;
        if length == 0 {
            return Ok(());
        }
        show(&piece[..length]);
        to.write_all(&piece[..length]).await?;
    }
}

fn note(notes: &Notes, write: impl FnOnce(&mut Passed)) {
    if let Some(passed) = notes.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
        write(passed);
    }
}
