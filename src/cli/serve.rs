//! `tonghop serve`.

use clap::Args;
use std::sync::Arc;

use super::{hold::Hold, migrate, say};
use crate::{
    config::Config,
    demo,
    kit::{Clock, Error, Result},
    server::{self, Options, Server},
};

/// Answer requests until stopped.
#[derive(Args)]
pub struct Serve {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Load the demo's province where there is none yet, open the query page, and print what to try.
    #[arg(long)]
    demo: bool,
    /// With --demo: throw the demo's data away and start over.
    #[arg(long, requires = "demo")]
    fresh: bool,
}

impl Serve {
    /// The settings that its flags stand for.
    pub fn flags(&self) -> Vec<(&'static str, String)> {
        self.listen.iter().map(|listen| ("listen", listen.clone())).collect()
    }

    pub async fn run(self, config: &Config) -> Result<()> {
        let catalogue = Arc::new(config.catalogue()?);
        // Before anything is thrown away or written: a running server's data, or the right to this address, is not ours.
        let _hold = Hold::take(&config.database().url)?;
        let listener = server::listen(config.listen).await?;
        if self.fresh {
            demo::forget(config)?;
        }
        let embedded = config.database().url.starts_with("sqlite:");
        if embedded && config.migrate_on_start {
            migrate::migrate(config).await?;
        }
        if self.demo {
            apart(async || demo::load(config, &catalogue, &mut |line| say(line)).await)?;
        }
        let clock = Clock::system();
        let server = Server::start(Options {
            database: config.database(),
            listener,
            issuer: config.issuer(clock.clone())?,
            clock,
            catalogue,
            limits: config.limits(),
            channels: config.courier()?.channels(),
            courier: Some(config.courier()?).filter(|_| config.deliver_notices),
            open_to_look_at: self.demo || config.open_to_look_at,
        })
        .await?;
        if self.demo {
            for line in demo::welcome(config, server.address()).await? {
                say(&line);
            }
        }
        tracing::info!(address = %server.address(), "listening");
        stop_signal().await?;
        tracing::info!("stopping: requests that have begun are finished first");
        server.stop().await
    }
}

/// Does a piece of work on a thread and a runtime of its own before the server begins: the memory that its allocations took,
/// and that an allocator keeps for the thread that took it, goes with the thread.
fn apart(work: impl AsyncFnOnce() -> Result<()> + Send) -> Result<()> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::broken)?;
    std::thread::scope(|scope| scope.spawn(move || runtime.block_on(work())).join())
        .unwrap_or_else(|_| Err(Error::broken("the work stopped before its end")))
}

/// Waits for the signal by which people or service managers stop a program.
async fn stop_signal() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate()).map_err(Error::broken)?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.map_err(Error::broken),
        _ = terminated.recv() => Ok(()),
    }
}
