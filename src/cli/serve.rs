//! `tonghop serve`.

use clap::Args;
use std::{ffi::OsString, process::Command, sync::Arc};

use super::{hold::Hold, migrate, say};
use crate::{
    config::Config,
    demo,
    documents::Restricted,
    kit::{Clock, Error, Result},
    outward::traces::{self, Asked, Traces},
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

    /// Serves. `flags` are those that any command of this program is given the same settings by.
    pub async fn run(self, config: &Config, flags: &[OsString]) -> Result<()> {
        config.fit(self.demo)?;
        take_descriptors(config.client_connections().most);
        let catalogue = Arc::new(config.catalogue()?);
        // Before anything is thrown away or written: a running server's data, or the right to this address, is not ours.
        let _hold = Hold::take(&config.database().url)?;
        let listener = server::listen(config.listen).await?;
        let figures = match config.metrics_address()? {
            Some(address) => Some(server::listen(address).await?),
            None => None,
        };
        if self.fresh {
            demo::forget(config)?;
        }
        let embedded = config.database().url.starts_with("sqlite:");
        if embedded && config.migrate_on_start {
            migrate::migrate(config).await?;
        }
        if self.demo {
            load_demo(flags)?;
        }
        let clock = Clock::system();
        let traces = traces()?;
        let issuers = config.issuers(clock.clone())?;
        if config.half_of_sign_in().is_some() {
            tracing::warn!(
                "half of what signing in in the browser needs is configured: nobody can; see `tonghop doctor`"
            );
        }
        let server = Server::start(Options {
            database: config.signing(config.database())?,
            listener,
            sign_in: config.sign_in(&issuers)?,
            issuers,
            clock,
            catalogue,
            limits: config.limits(),
            connections: config.client_connections(),
            restricted: Restricted::parse(&config.trusted_documents_only),
            channels: config.courier()?.channels(),
            courier: Some(config.courier()?).filter(|_| config.deliver_notices),
            figures,
            role_rules: config.role_rules(),
            answers_kept_for: config.answers_kept_for(),
            open_to_look_at: self.demo || config.open_to_look_at,
            // Nobody signs in to the demo: being given a token was the sign-in, for as long as it is good.
            sign_in_age: if self.demo { demo::TOKEN_AGE } else { config.sign_in_age() },
            small_numbers_below: config.small_numbers_below,
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
        let stopped = server.stop().await;
        if let Some(traces) = traces {
            traces.end().await;
        }
        stopped
    }
}

/// Takes the file descriptors that there are for this process; says so where they do not suffice for its clients.
fn take_descriptors(connections: usize) {
    if let Some(descriptors) = server::take_descriptors()
        && descriptors <= u64::try_from(connections).unwrap_or(u64::MAX)
    {
        tracing::warn!(
            descriptors,
            connections,
            "there are fewer file descriptors than connections of clients: raise the hard limit (ulimit -Hn), or lower client_connections"
        );
    }
}

/// Sends traces, where the standard variables ask for them.
fn traces() -> Result<Option<Traces>> {
    match traces::asked(|name| std::env::var(name).ok()) {
        Asked::Nothing => {}
        Asked::Traces => return Traces::begin(),
        Asked::Unspoken(variable) => {
            tracing::warn!(variable, "no traces are sent: it asks for what this program does not speak");
        }
    }
    Ok(None)
}

/// Loads the demo by a program of its own (`tonghop seed demo`): what loading takes of memory ends with it, and is not kept by
/// a server that runs for days.
fn load_demo(flags: &[OsString]) -> Result<()> {
    let program = std::env::current_exe().map_err(Error::broken)?;
    let status = Command::new(program).args(flags).args(["seed", "demo"]).status().map_err(Error::broken)?;
    if status.success() { Ok(()) } else { Err(Error::broken("the demo could not be loaded")) }
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
