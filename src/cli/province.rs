//! `tonghop province`.

use chrono::NaiveDate;
use clap::Subcommand;
use std::{path::PathBuf, sync::Arc};

use super::say;
use crate::{
    config::Config,
    kit::{Clock, Error, Result},
    organisation::{
        self, ProvinceFile,
        heritage::{self, Grant},
    },
    store::Store,
};

#[derive(Subcommand)]
pub enum ProvinceCommand {
    /// Make a province with its agencies, people and roles out of a TOML file; see docs/operations.md.
    Import {
        /// The file.
        file: PathBuf,
        /// Whose tokens the people of the file come with: an OpenID provider of the settings; ourselves when left out.
        #[arg(long, value_name = "URL")]
        issuer: Option<String>,
    },
    /// Record that a province continues another, where the catalogue's list of merged provinces does not say so.
    Succeed {
        #[command(flatten)]
        pair: Pair,
        /// The first day of the province that continues, such as 2025-07-01.
        #[arg(long)]
        on: NaiveDate,
        /// The document.
        #[arg(long)]
        ground: String,
    },
    /// Let a province that continues another read what was filed there; the other's administrator can do it, too.
    Grant {
        #[command(flatten)]
        pair: Pair,
        /// From when on it may read.
        #[arg(long)]
        from: NaiveDate,
        /// The last day on which it may; until it is taken back when left out.
        #[arg(long)]
        until: Option<NaiveDate>,
        /// On which ground.
        #[arg(long)]
        ground: String,
    },
    /// Take back what a province was let read.
    Revoke {
        #[command(flatten)]
        pair: Pair,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// Two provinces by their codes in this system.
#[derive(clap::Args)]
pub struct Pair {
    /// Code of the province that is continued.
    #[arg(long)]
    predecessor: String,
    /// Code of the province that continues it.
    #[arg(long)]
    successor: String,
}

impl ProvinceCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        let store = Store::connect(&config.signing(config.admin_database())?, Clock::system()).await?;
        match self {
            ProvinceCommand::Import { file, issuer } => {
                Self::import(&store, &issuer.unwrap_or_else(|| config.issuer.clone()), file).await?;
            }
            ProvinceCommand::Succeed { pair: Pair { predecessor, successor }, on, ground } => {
                heritage::succeed(&store, &predecessor, &successor, on, &ground).await?;
                say(&format!("{successor} continues {predecessor} since {on}"));
            }
            ProvinceCommand::Grant { pair: Pair { predecessor, successor }, from, until, ground } => {
                let catalogue = Arc::new(config.catalogue()?);
                let wanted = Grant { successor: successor.clone(), from, until, ground, document: None };
                heritage::give_by_operator(&store, &catalogue, &predecessor, wanted).await?;
                say(&format!("{successor} may read what was filed in {predecessor} from {from} on"));
            }
            ProvinceCommand::Revoke { pair: Pair { predecessor, successor }, reason } => {
                heritage::revoke_by_operator(&store, &predecessor, &successor, &reason).await?;
                say(&format!("{successor} reads nothing of {predecessor} any more"));
            }
        }
        store.close().await
    }

    async fn import(store: &Store, issuer: &str, file: PathBuf) -> Result<()> {
        let text = std::fs::read_to_string(&file)
            .map_err(|error| Error::broken(format!("{}: {error}", file.display())))?;
        let province = ProvinceFile::read(&text, &file.display().to_string())?;
        let (agencies, people) = (province.agencies.len(), province.people.len());
        let code = province.province.code.clone();
        organisation::import(store, province, issuer).await?;
        say(&format!("made the province {code} with {agencies} agencies and {people} people"));
        Ok(())
    }
}
