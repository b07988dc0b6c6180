//! Between the server and its database: everything passes, and what is sent can be written down.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::{
    Outcome,
    statements::{Listener, Statement},
};

/// Where statements are written while somebody wants them.
type Notes = Arc<Mutex<Option<Vec<Statement>>>>;

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

    /// The statements that are sent while something is done, and a moment longer: a connection is put in order after it
    /// has been given back.
    pub async fn during<T>(&self, doing: impl Future<Output = Outcome<T>>) -> Outcome<Vec<Statement>> {
        self.write(Some(Vec::new()));
        doing.await?;
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        Ok(self.write(None).unwrap_or_default())
    }

    fn write(&self, notes: Option<Vec<Statement>>) -> Option<Vec<Statement>> {
        std::mem::replace(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner), notes)
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, database: String, notes: Notes) {
    while let Ok((client, _)) = listener.accept().await {
        let (database, notes) = (database.clone(), notes.clone());
        tokio::spawn(async move {
            if let Ok(server) = TcpStream::connect(database).await {
                // Either side may hang up at any time.
                let _ = pass(client, server, notes).await;
            }
        });
    }
}

async fn pass(client: TcpStream, server: TcpStream, notes: Notes) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let back = tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut listener = Listener::default();
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = from_client.read(&mut piece).await?;
        if length == 0 {
            break;
        }
        let heard = listener.hear(&piece[..length]);
        if let Some(notes) = notes.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            notes.extend(heard);
        }
        to_server.write_all(&piece[..length]).await?;
    }
    back.abort();
    Ok(())
}
