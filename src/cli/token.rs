//! `tonghop token`.

use chrono::Duration;
use clap::{Subcommand, ValueEnum};

use super::say;
use crate::{
    auth::TokenRequest,
    config::{Config, Mode},
    kit::{
        Clock, Error, Result,
        vocabulary::{AccountAccess, RateClass},
    },
    organisation::{
        self,
        accounts::{self, Wanted},
        nation,
    },
    store::Store,
};

#[derive(Subcommand)]
pub enum TokenCommand {
    /// Issue an access token for a person.
    Issue {
        /// How the issuer calls the person: the subject of the person's login.
        #[arg(long, value_name = "SUBJECT")]
        person: String,
        /// How many days it is good for; one when neither this nor --minutes is given. Not in production.
        #[arg(long, conflicts_with = "minutes", value_parser = clap::value_parser!(u32).range(1..=366))]
        days: Option<u32>,
        /// How many minutes it is good for; 60 in production when this is left out.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=60))]
        minutes: Option<u32>,
    },
    /// Make a service account: prints its secret, which is shown this once; see docs/identity.md.
    Service {
        /// Code of the province.
        #[arg(long, value_name = "CODE")]
        province: String,
        /// What the account is called.
        #[arg(long)]
        name: String,
        /// Whether it reads what is accepted, or files reports.
        #[arg(long, value_enum)]
        access: Access,
        /// Code of an agency that it is for; may be given several times. All of the province when left out, for one that reads.
        #[arg(long = "agency", value_name = "CODE")]
        agencies: Vec<String>,
        /// Allow more at once, for programs that fetch or file for many.
        #[arg(long)]
        bulk: bool,
        /// How many days the secret is good for.
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=366))]
        days: u32,
    },
    /// Revoke the service accounts of a name: their secrets are refused at once.
    Revoke {
        /// Code of the province.
        #[arg(long, value_name = "CODE")]
        province: String,
        /// What the account is called.
        #[arg(long)]
        name: String,
    },
}

/// What a service account does.
#[derive(Clone, Copy, ValueEnum)]
pub enum Access {
    Read,
    Submit,
}

impl TokenCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        match self {
            TokenCommand::Issue { person, days, minutes } => {
                let good_for = match (days, minutes, config.mode) {
                    (Some(days), ..) => Duration::days(days.into()),
                    (None, Some(minutes), _) => Duration::minutes(minutes.into()),
                    (None, None, Mode::Production) => Duration::minutes(60),
                    (None, None, Mode::Trial) => Duration::days(1),
                };
                issue(config, &person, good_for).await
            }
            TokenCommand::Service { province, name, access, agencies, bulk, days } => {
                let store = operators(config).await?;
                let wanted = Wanted {
                    name,
                    access: match access {
                        Access::Read => AccountAccess::Read,
                        Access::Submit => AccountAccess::Submit,
                    },
                    agencies,
                    rate_class: if bulk { RateClass::Bulk } else { RateClass::Standard },
                    expires_at: store.clock().now() + Duration::days(days.into()),
                    approval_within: None,
                };
                say(&accounts::create_by_operator(&store, &province, wanted).await?);
                store.close().await
            }
            TokenCommand::Revoke { province, name } => {
                let store = operators(config).await?;
                match accounts::revoke_by_operator(&store, &province, &name).await? {
                    0 => return Err(Error::broken(format!("no service account in use is called {name:?}"))),
                    count => say(&format!("revoked: {count}")),
                }
                store.close().await
            }
        }
    }
}

/// The database as it is written to by operators.
async fn operators(config: &Config) -> Result<Store> {
    Store::connect(&config.signing(config.admin_database())?, Clock::system()).await
}

async fn issue(config: &Config, person: &str, good_for: Duration) -> Result<()> {
    let clock = Clock::system();
    let issuer = config.issuer(clock.clone())?;
    let store = Store::connect(&config.database(), clock).await?;
    let of_a_province = organisation::person_by_subject(&store, issuer.name(), person).await?.is_some();
    if !of_a_province && !nation::reads(&store, issuer.name(), person).await? {
        return Err(Error::broken(format!(
            "no province knows a person {person:?} of the issuer {:?}",
            issuer.name()
        )));
    }
    say(&issuer.issue(&TokenRequest { subject: person, good_for })?);
    store.close().await
}
