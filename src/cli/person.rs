//! `tonghop person`.

use clap::{Args, Subcommand};

use super::say;
use crate::{
    config::Config,
    kit::{Clock, Result},
    organisation,
    store::Store,
};

#[derive(Subcommand)]
pub enum PersonCommand {
    /// Take a person's account out of use: tokens are refused at once, and open sockets are closed within five seconds.
    Disable(Who),
    /// Take a person's account back into use.
    Enable(Who),
    /// Give a person another login: how another issuer calls them; see docs/identity.md.
    Link {
        #[command(flatten)]
        who: Who,
        /// The other issuer, as its tokens name it.
        #[arg(long, value_name = "URL")]
        issuer: String,
        /// How the other issuer calls the person: the `sub` of its tokens.
        #[arg(long, value_name = "SUBJECT")]
        subject: String,
    },
}

/// Somebody by a login.
#[derive(Args)]
pub struct Who {
    /// How the issuer calls the person: the subject of the person's login.
    #[arg(long, value_name = "SUBJECT")]
    person: String,
    /// The issuer of that login; ourselves when left out.
    #[arg(long, value_name = "URL")]
    of_issuer: Option<String>,
}

impl PersonCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        let store = Store::connect(&config.signing(config.admin_database())?, Clock::system()).await?;
        let issuer = |who: &Who| who.of_issuer.clone().unwrap_or_else(|| config.issuer.clone());
        match self {
            PersonCommand::Disable(who) => {
                organisation::set_disabled(&store, (&issuer(&who), &who.person), true).await?;
                say(&format!("{} is disabled", who.person));
            }
            PersonCommand::Enable(who) => {
                organisation::set_disabled(&store, (&issuer(&who), &who.person), false).await?;
                say(&format!("{} is in use again", who.person));
            }
            PersonCommand::Link { who, issuer: other, subject } => {
                organisation::link(&store, (&issuer(&who), &who.person), (&other, &subject)).await?;
                say(&format!("{} is {subject} at {other}, too", who.person));
            }
        }
        store.close().await
    }
}
