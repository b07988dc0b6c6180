//! What operations cost: the prices of fields, from one table (`table.rs`), as the walk of the guard adds them up before
//! anything runs, as resolvers run them up, and as `@cost` and `@listSize` tell clients in the schema.
//!
//! The cost of an operation is the number of objects that it may give, some of which count several times: of each field
//! that gives objects, its weight and what is selected of the object, times how many there may be. Scalars cost nothing.
//! A page has as many entries as were asked for; any other list has the length that the table takes it to have. The
//! directives are those of the GraphQL Cost Directives specification, so that other tools come to the same sum.

mod directives;
mod table;
#[cfg(test)]
mod tests;

pub use directives::annotate;

use async_graphql::parser::types::{OperationDefinition, OperationType, Selection};
use async_graphql::registry::{MetaField, MetaType, MetaTypeName, Registry};
#[cfg(test)]
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;

/// How many objects a field may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One, or none.
    One,
    /// A list of which nobody knows more than the table.
    Assumed(usize),
    /// A list as long as an argument says; of the default length without.
    Sliced(usize),
    /// One object, whose entries are as many as an argument says.
    Page,
    /// Such an object's entries.
    Entries,
}

/// The price of a field that gives objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// What each of the objects costs, without what is selected of it.
    pub weight: usize,
    /// How many there may be.
    pub size: Size,
    /// Their type.
    pub gives: String,
}

/// The fields of one type that give objects.
type Fields = HashMap<String, Price>;

/// The prices of a schema. Without a schema (`Prices::default()`), every object costs one.
#[derive(Clone, Debug, Default)]
pub struct Prices {
    types: HashMap<String, Fields>,
}

impl Prices {
    /// The prices of a schema's fields by the table.
    pub fn of(registry: &Registry) -> Prices {
        let rows = Rows::new();
        let mut types = HashMap::new();
        for (name, described) in &registry.types {
            // Introspection is bounded by the guard itself.
            let Some(fields) = described.fields().filter(|_| !name.starts_with("__")) else { continue };
            let priced = fields.values().filter_map(|field| {
                let gives = MetaTypeName::concrete_typename(&field.ty);
                let composite = registry.types.get(gives).is_some_and(MetaType::is_composite);
                let weight = rows.weight(name, &field.name);
                let price = Price { weight, size: rows.size(name, field), gives: gives.to_owned() };
                composite.then_some((field.name.clone(), price))
            });
            types.insert(name.clone(), priced.collect());
        }
        Prices { types }
    }

    /// The fields of a type; of one that is not known, none.
    pub(super) fn fields(&self, of: &str) -> Option<&Fields> {
        self.types.get(of)
    }

    /// The fields of the root that an operation begins at.
    pub(super) fn root(&self, operation: OperationType) -> Option<&Fields> {
        self.fields(match operation {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        })
    }

    /// The first field at the root of an operation, where it is one of these; empty otherwise.
    pub(super) fn named(&self, operation: &OperationDefinition) -> Arc<str> {
        let known = self.root(operation.ty);
        let asked = operation.selection_set.node.items.iter().find_map(|selection| match &selection.node {
            Selection::Field(field) => Some(field.node.name.node.as_str()),
            _ => None,
        });
        let named = known.zip(asked).and_then(|(known, asked)| known.get_key_value(asked));
        named.map_or_else(Arc::default, |(name, _)| name.as_str().into())
    }

    /// What an object costs that a field gave.
    pub(super) fn weight(&self, of: &str, field: &str) -> usize {
        self.fields(of).and_then(|fields| fields.get(field)).map_or(table::OBJECT, |price| price.weight)
    }

    /// Every price, in order.
    #[cfg(test)]
    fn each(&self) -> impl Iterator<Item = (&str, &str, &Price)> {
        let types: BTreeMap<_, _> = self.types.iter().collect();
        types.into_iter().flat_map(|(name, fields)| {
            let fields: BTreeMap<_, _> = fields.iter().collect();
            fields.into_iter().map(move |(field, price)| (name.as_str(), field.as_str(), price))
        })
    }
}

/// The table's rows by name.
struct Rows {
    weights: HashMap<&'static str, usize>,
    lengths: HashMap<&'static str, usize>,
}

impl Rows {
    fn new() -> Self {
        Rows {
            weights: table::WEIGHTS.iter().copied().collect(),
            lengths: table::LENGTHS.iter().copied().collect(),
        }
    }

    fn weight(&self, of: &str, field: &str) -> usize {
        let usual = if of == "Mutation" { table::MUTATION } else { table::OBJECT };
        row(&self.weights, of, field).unwrap_or(usual)
    }

    fn size(&self, of: &str, field: &MetaField) -> Size {
        let list = field.ty.starts_with('[');
        let first = field.args.get("first");
        match (list, first) {
            (false, None) => Size::One,
            (false, Some(_)) => Size::Page,
            (true, Some(first)) => {
                let default = first.default_value.as_ref().and_then(|text| text.parse().ok());
                Size::Sliced(default.unwrap_or(table::OBJECT))
            }
            (true, None)
                if of.ends_with("Connection") && matches!(field.name.as_str(), "edges" | "nodes") =>
            {
                Size::Entries
            }
            (true, None) => Size::Assumed(row(&self.lengths, of, &field.name).unwrap_or(table::OBJECT)),
        }
    }
}

/// The row of a field, or of every field of its name.
fn row(rows: &HashMap<&'static str, usize>, of: &str, field: &str) -> Option<usize> {
    let named = |of: &str| rows.get(format!("{of}.{field}").as_str()).copied();
    named(of).or_else(|| named("*"))
}
