//! `tonghop province`.

use clap::Subcommand;
use std::path::PathBuf;

use super::say;
use crate::{
    config::Config,
    kit::{Clock, Error, Result},
    organisation::{self, ProvinceFile},
    store::Store,
};

#[derive(Subcommand)]
pub enum ProvinceCommand {
    /// Make a province with its agencies, people and roles out of a TOML file; see docs/operations.md.
    Import {
        /// The file.
        file: PathBuf,
    },
}

impl ProvinceCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        let ProvinceCommand::Import { file } = self;
        let text = std::fs::read_to_string(&file)
            .map_err(|error| Error::broken(format!("{}: {error}", file.display())))?;
        let province: ProvinceFile =
            toml::from_str(&text).map_err(|error| Error::broken(format!("{}: {error}", file.display())))?;
        let (agencies, people) = (province.agencies.len(), province.people.len());
        let code = province.province.code.clone();
        let store = Store::connect(&config.admin_database(), Clock::system()).await?;
        organisation::import(&store, province, &config.issuer).await?;
        say(&format!("made the province {code} with {agencies} agencies and {people} people"));
        store.close().await
    }
}
