//! `tonghop reader`.

use clap::Subcommand;

use super::{person::Who, say};
use crate::{
    config::Config,
    kit::{Clock, Result},
    organisation::nation::{self, NationalReader},
    store::Store,
};

#[derive(Subcommand)]
pub enum ReaderCommand {
    /// Let somebody read what every province has closed and released.
    Add {
        #[command(flatten)]
        who: Who,
        /// Full name.
        #[arg(long)]
        name: String,
    },
    /// Let somebody read it no more: tokens are refused at once, on open sockets too.
    Remove(Who),
    /// Tell who reads it.
    List,
}

impl ReaderCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        let store = Store::connect(&config.admin_database(), Clock::system()).await?;
        let issuer = |who: &Who| who.of_issuer.clone().unwrap_or_else(|| config.issuer.clone());
        match self {
            ReaderCommand::Add { who, name } => {
                let (issuer, subject) = (issuer(&who), who.person.clone());
                nation::let_in(&store, NationalReader { issuer, subject, full_name: name }).await?;
                say(&format!("{} reads the nation", who.person));
            }
            ReaderCommand::Remove(who) => {
                nation::withdraw(&store, &issuer(&who), &who.person).await?;
                say(&format!("{} reads the nation no more", who.person));
            }
            ReaderCommand::List => {
                for reader in nation::readers(&store).await? {
                    say(&format!("{}\t{}\t{}", reader.subject, reader.issuer, reader.full_name));
                }
            }
        }
        store.close().await
    }
}
