//! The schema of the program as it is published, read once a run: printing and parsing it takes a while.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{ServiceDocument, TypeDefinition, TypeSystemDefinition};
use std::sync::OnceLock;

/// Its types.
pub fn types() -> impl Iterator<Item = &'static TypeDefinition> {
    static SCHEMA: OnceLock<ServiceDocument> = OnceLock::new();
    let schema =
        SCHEMA.get_or_init(|| parse_schema(tonghop::api::schema::sdl()).expect("a schema that can be read"));
    schema.definitions.iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(&definition.node),
        _ => None,
    })
}
