//! The roots of the GraphQL schema.

mod accounts;
mod answer;
mod audit;
mod by;
pub mod gates;
mod heritage;
mod house;
mod mutation;
mod nation;
mod node;
mod notices;
mod payload;
mod query;
mod releases;
mod roles;
mod scores;
mod subscription;
mod validate;
mod viewer;

pub use house::{Caller, House};
pub use mutation::Mutation;
pub use query::Query;
pub use subscription::Subscription;
pub use validate::validate;

use async_graphql::{OutputType, Schema, SchemaBuilder, SubscriptionType, registry::Registry};
use std::sync::{Arc, LazyLock};

use super::{
    DocumentLimits, Guard,
    cost::{self, Prices},
};
use crate::{catalogue::Catalogue, notices::Channels, organisation::roles::RoleRules};

/// The schema that the server answers by.
pub type TonghopSchema = Schema<Query, Mutation, Subscription>;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<node::Node>()
        .disable_suggestions()
}

/// The schema, guarded, with the catalogue that its fields are described by.
pub fn build(
    catalogue: Arc<Catalogue>,
    limits: DocumentLimits,
    channels: Channels,
    rules: RoleRules,
) -> TonghopSchema {
    let schema = builder().data(catalogue.register().clone()).data(catalogue).data(channels).data(rules);
    schema.extension(Guard { limits, prices: prices() }).finish()
}

/// What the fields of the schema cost, worked out once.
pub fn prices() -> Arc<Prices> {
    static PRICES: LazyLock<Arc<Prices>> = LazyLock::new(|| {
        let mut registry = Registry::default();
        <Query as OutputType>::create_type_info(&mut registry);
        <Mutation as OutputType>::create_type_info(&mut registry);
        <Subscription as SubscriptionType>::create_type_info(&mut registry);
        registry.query_type = <Query as OutputType>::type_name().into_owned();
        registry.mutation_type = Some(<Mutation as OutputType>::type_name().into_owned());
        registry.subscription_type = Some(<Subscription as SubscriptionType>::type_name().into_owned());
        // The rooms' parts of the roots are no types of the schema.
        registry.remove_unused_types();
        Arc::new(Prices::of(&registry))
    });
    PRICES.clone()
}

/// The schema in the schema definition language with the prices of its fields, as `schema.graphql` holds it.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_fields().include_specified_by();
    cost::annotate(&builder().finish().sdl_with_options(options), &prices())
}
