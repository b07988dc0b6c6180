//! The lists of the root: in which orders they come, and by what they are filtered.

use crate::kit::course::PERIOD;
use crate::kit::schema;
use async_graphql::parser::types::{FieldDefinition, InputValueDefinition, Type, TypeKind};

/// A list, with the arguments of each of its orders, and of each filter by itself and all of them at once.
pub struct List {
    pub field: &'static str,
    /// One at least; of a list with one order only it is empty.
    pub orders: Vec<String>,
    pub filters: Vec<String>,
}

/// The lists that are read in pages.
pub fn lists() -> Vec<List> {
    let query = schema::types().find(|one| one.name.node == "Query").unwrap();
    let TypeKind::Object(query) = &query.kind else { panic!("the root is no object") };
    let fields = query.fields.iter().map(|field| &field.node);
    fields.filter(|field| named(&field.ty.node).ends_with("Connection")).map(list).collect()
}

fn list(field: &'static FieldDefinition) -> List {
    let argument = |name: &str| field.arguments.iter().map(|one| &one.node).find(|one| one.name.node == name);
    let (mut orders, mut filters) = (Vec::new(), Vec::new());
    if let Some(TypeKind::Enum(order)) = argument("orderBy").and_then(kind) {
        orders.extend(order.values.iter().map(|one| format!("orderBy: {},", one.node.value.node)));
    }
    if let Some(TypeKind::InputObject(filter)) = argument("filter").and_then(kind) {
        let each: Vec<String> = filter.fields.iter().map(|one| given(&one.node)).collect();
        filters.extend(each.iter().map(|one| format!("filter: {{ {one} }},")));
        filters.push(format!("filter: {{ {} }},", each.join(", ")));
    }
    if orders.is_empty() {
        orders.push(String::new());
    }
    List { field: field.name.node.as_str(), orders, filters }
}

/// A field of a filter with something that it may be.
fn given(field: &InputValueDefinition) -> String {
    let name = field.name.node.as_str();
    let one = match (kind(field), named(&field.ty.node).as_str()) {
        (Some(TypeKind::Enum(of)), _) => of.values[0].node.value.node.to_string(),
        (_, "Boolean") => "true".to_owned(),
        (_, "Int") => "2019".to_owned(),
        (_, "Date") => "\"2019-09-16\"".to_owned(),
        (_, "DateTime") => "\"2019-09-16T02:00:00Z\"".to_owned(),
        (_, "Period") => format!("\"{PERIOD}\""),
        (_, "String") => match name {
            "action" => "\"reportSubmit\"".to_owned(),
            "kind" => "\"KH\"".to_owned(),
            _ => "\"STTTT\"".to_owned(),
        },
        (_, other) => panic!("nobody has said what a filter by {other} looks like"),
    };
    match field.ty.node.to_string().starts_with('[') {
        true => format!("{name}: [{one}]"),
        false => format!("{name}: {one}"),
    }
}

fn kind(of: &InputValueDefinition) -> Option<&'static TypeKind> {
    let name = named(&of.ty.node);
    schema::types().find(|one| one.name.node == name).map(|one| &one.kind)
}

/// The name of a type, or of what a list is of.
fn named(of: &Type) -> String {
    of.to_string().replace(['[', ']', '!'], "")
}
