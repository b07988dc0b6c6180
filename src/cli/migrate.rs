//! `tonghop migrate`.

use clap::Args;

use super::say;
use crate::{
    auth::private_folder,
    config::Config,
    kit::{Clock, Result},
    store,
};

/// Bring the database to the newest schema.
#[derive(Args)]
pub struct Migrate {}

impl Migrate {
    pub async fn run(self, config: &Config) -> Result<()> {
        for line in migrate(config).await? {
            say(&line);
        }
        Ok(())
    }
}

/// Migrates, and says what was done.
pub async fn migrate(config: &Config) -> Result<Vec<String>> {
    let settings = config.admin_database();
    make_folder(&settings.url)?;
    let (runtime, national) = (Some(config.runtime()), config.national());
    Ok(store::migrate(&settings, runtime, national, &Clock::system()).await?.lines)
}

/// Makes the folder that an embedded database goes into.
fn make_folder(url: &str) -> Result<()> {
    let Some(file) = url.strip_prefix("sqlite://") else { return Ok(()) };
    let file = file.split('?').next().unwrap_or(file);
    match std::path::Path::new(file).parent() {
        Some(folder) => private_folder(folder)
            .map_err(|error| crate::kit::Error::broken(format!("{}: {error}", folder.display()))),
        None => Ok(()),
    }
}
