//! `tonghop schema`.

use clap::Subcommand;

use super::say;
use crate::{api::schema, kit::Result};

#[derive(Subcommand)]
pub enum SchemaCommand {
    /// Print the schema in the schema definition language: what `schema.graphql` holds.
    Print,
}

impl SchemaCommand {
    pub fn run(self) -> Result<()> {
        match self {
            SchemaCommand::Print => say(schema::sdl().trim_end()),
        }
        Ok(())
    }
}
