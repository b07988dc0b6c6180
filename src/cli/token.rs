//! `tonghop token`.

use clap::Subcommand;

use super::say;
use crate::{
    auth::TokenRequest,
    config::Config,
    kit::{Clock, Error, Result},
    organisation,
    store::Store,
};

#[derive(Subcommand)]
pub enum TokenCommand {
    /// Issue an access token for a person.
    Issue {
        /// How the issuer calls the person: the subject of the person's login.
        #[arg(long, value_name = "SUBJECT")]
        person: String,
        /// How many days it is good for.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=366))]
        days: u32,
    },
}

impl TokenCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        let TokenCommand::Issue { person, days } = self;
        let clock = Clock::system();
        let issuer = config.issuer(clock.clone())?;
        let store = Store::connect(&config.database(), clock).await?;
        if organisation::person_by_subject(&store, issuer.name(), &person).await?.is_none() {
            return Err(Error::broken(format!(
                "no province knows a person {person:?} of the issuer {:?}",
                issuer.name()
            )));
        }
        say(&issuer.issue(&TokenRequest { subject: &person, days })?);
        store.close().await
    }
}
