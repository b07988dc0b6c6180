//! `tonghop healthcheck`: for containers, which have no curl.

use clap::Args;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    config::Config,
    kit::{Error, Result},
};

/// Ask a running server whether it can serve.
#[derive(Args)]
pub struct Healthcheck {}

impl Healthcheck {
    pub async fn run(self, config: &Config) -> Result<()> {
        let mut address = config.listen;
        if address.ip().is_unspecified() {
            address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
        }
        let asked = tokio::time::timeout(std::time::Duration::from_secs(5), ask(address)).await;
        match asked {
            Ok(Ok(status)) if status.starts_with("HTTP/1.1 200") => Ok(()),
            Ok(Ok(status)) => Err(Error::broken(format!("{address}: {status}"))),
            Ok(Err(error)) => Err(Error::broken(format!("{address}: {error}"))),
            Err(_) => Err(Error::broken(format!("{address}: no answer within 5 seconds"))),
        }
    }
}

/// The status line of `GET /readyz`.
async fn ask(address: std::net::SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned())
}
