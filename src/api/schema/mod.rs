//! The roots of the GraphQL schema.

mod accounts;
mod answer;
mod audit;
mod by;
pub mod gates;
mod heritage;
mod house;
mod mutation;
mod node;
mod notices;
mod payload;
mod query;
mod releases;
mod scores;
mod subscription;
mod viewer;

pub use house::{Caller, House};
pub use mutation::Mutation;
pub use query::Query;
pub use subscription::Subscription;

use async_graphql::{Schema, SchemaBuilder};
use std::sync::Arc;

use super::{DocumentLimits, Guard};
use crate::{catalogue::Catalogue, notices::Channels};

/// The schema that the server answers by.
pub type TonghopSchema = Schema<Query, Mutation, Subscription>;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<node::Node>()
        .disable_suggestions()
}

/// The schema, guarded, with the catalogue that its fields are described by.
pub fn build(catalogue: Arc<Catalogue>, limits: DocumentLimits, channels: Channels) -> TonghopSchema {
    let schema = builder().data(catalogue.register().clone()).data(catalogue).data(channels);
    schema.extension(Guard { limits }).finish()
}

/// The schema in the schema definition language, as `schema.graphql` holds it.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_fields().include_specified_by();
    builder().finish().sdl_with_options(options)
}
