//! `tonghop seed`.

use clap::Subcommand;
use std::sync::Arc;

use super::{say, scale::Scale};
use crate::{config::Config, demo, kit::Result};

#[derive(Subcommand)]
pub enum SeedCommand {
    /// Load the demo's province: the real report of the third quarter of 2019, and made-up agencies around it.
    Demo,
    Scale(Scale),
}

impl SeedCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        match self {
            SeedCommand::Demo => {
                let catalogue = Arc::new(config.catalogue()?);
                demo::load(config, &catalogue, &mut |line| say(line)).await?;
            }
            SeedCommand::Scale(scale) => scale.run(config).await?,
        }
        Ok(())
    }
}
