//! `tonghop documents`.

use clap::Subcommand;
use std::path::PathBuf;

use super::say;
use crate::{
    api::schema,
    config::Config,
    documents,
    kit::{Clock, Error, Result},
    store::Store,
};

#[derive(Subcommand)]
pub enum DocumentsCommand {
    /// Register GraphQL documents, one a file, so that clients can send them by their id; prints each id. A document that the
    /// schema or a limit refuses is refused, and then none is registered.
    Register {
        /// Only for the client of this login (of a service account: its id); may be repeated. Without any: for every client.
        #[arg(long, value_name = "SUBJECT")]
        client: Vec<String>,
        /// The documents. The id is the SHA-256 of a file's bytes: the client's text must be the same to the letter.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

impl DocumentsCommand {
    pub async fn run(self, config: &Config) -> Result<()> {
        let DocumentsCommand::Register { client, files } = self;
        let mut texts = Vec::new();
        for file in files {
            let wrong = |reason: String| Error::broken(format!("{}: {reason}", file.display()));
            let text = std::fs::read_to_string(&file).map_err(|error| wrong(error.to_string()))?;
            schema::validate(&text, &config.limits().document).await.map_err(wrong)?;
            texts.push((file, text));
        }
        let store = Store::connect(&config.admin_database(), Clock::system()).await?;
        for (file, text) in texts {
            let id = documents::register(&store, &text, &client).await?;
            say(&format!("{id}  {}", file.display()));
        }
        store.close().await
    }
}
