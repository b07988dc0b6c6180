//! `tonghop seed`.

use clap::Subcommand;

use super::scale::Scale;
use crate::{config::Config, kit::Result};

#[derive(Subcommand)]
pub enum SeedCommand {
    Scale(Scale),
}

impl SeedCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        match self {
            SeedCommand::Scale(scale) => scale.run(config).await,
        }
    }
}
