//! The schema, as far as requests are made out of it.

use async_graphql::parser::types::{
    BaseType, InputValueDefinition, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
};
use std::collections::{BTreeSet, HashMap};

/// A type of a field or of an argument.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The name of its innermost type.
    pub base: String,
    pub list: bool,
    /// Whether it may be left out.
    pub optional: bool,
}

#[derive(Clone, Debug)]
pub struct Argument {
    pub name: String,
    pub shape: Shape,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub arguments: Vec<Argument>,
    pub gives: String,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Object(Vec<Field>),
    /// Interfaces and unions: the objects that they may be.
    OneOf(Vec<String>),
    Enum(Vec<String>),
    /// An input object; `one` of its fields, or any that are needed.
    Input {
        fields: Vec<Argument>,
        one: bool,
    },
    Scalar,
}

pub struct Schema(HashMap<String, Kind>);

impl Schema {
    /// The schema of the program.
    pub fn read() -> Schema {
        let document: ServiceDocument =
            async_graphql::parser::parse_schema(tonghop::api::schema::sdl()).expect("a schema");
        let definitions: Vec<_> = document
            .definitions
            .into_iter()
            .filter_map(|definition| match definition {
                TypeSystemDefinition::Type(definition) => Some(definition.node),
                _ => None,
            })
            .collect();
        let mut types: HashMap<String, Kind> = HashMap::new();
        let mut members: HashMap<String, Vec<String>> = HashMap::new();
        for definition in definitions {
            let name = definition.name.node.to_string();
            let one = definition.directives.iter().any(|directive| directive.node.name.node == "oneOf");
            let kind = match definition.kind {
                TypeKind::Scalar => Kind::Scalar,
                TypeKind::Enum(values) => {
                    Kind::Enum(values.values.iter().map(|value| value.node.value.node.to_string()).collect())
                }
                TypeKind::InputObject(input) => Kind::Input {
                    fields: input.fields.iter().map(|field| argument(&field.node)).collect(),
                    one,
                },
                TypeKind::Interface(_) => Kind::OneOf(Vec::new()),
                TypeKind::Union(union) => {
                    Kind::OneOf(union.members.iter().map(|member| member.node.to_string()).collect())
                }
                TypeKind::Object(object) => {
                    for of in &object.implements {
                        members.entry(of.node.to_string()).or_default().push(name.clone());
                    }
                    let field = |field: &async_graphql::parser::types::FieldDefinition| Field {
                        name: field.name.node.to_string(),
                        arguments: field.arguments.iter().map(|one| argument(&one.node)).collect(),
                        gives: shape(&field.ty.node).base,
                    };
                    Kind::Object(object.fields.iter().map(|one| field(&one.node)).collect())
                }
            };
            types.insert(name, kind);
        }
        for (name, objects) in members {
            types.insert(name, Kind::OneOf(objects));
        }
        Schema(types)
    }

    /// What a type is; scalars that everybody knows are not written down.
    pub fn kind(&self, name: &str) -> &Kind {
        self.0.get(name).unwrap_or(&Kind::Scalar)
    }

    /// The fields of an object.
    pub fn fields(&self, name: &str) -> &[Field] {
        match self.kind(name) {
            Kind::Object(fields) => fields,
            other => panic!("{name} is no object: {other:?}"),
        }
    }

    /// The fields of the roots, but for those that are listened to.
    pub fn roots(&self) -> BTreeSet<String> {
        ["Query", "Mutation"]
            .iter()
            .flat_map(|root| self.fields(root))
            .map(|field| field.name.clone())
            .collect()
    }
}

fn argument(definition: &InputValueDefinition) -> Argument {
    let mut shape = shape(&definition.ty.node);
    shape.optional |= definition.default_value.is_some();
    Argument { name: definition.name.node.to_string(), shape }
}

fn shape(of: &Type) -> Shape {
    let mut list = false;
    let mut inner = &of.base;
    loop {
        match inner {
            BaseType::Named(name) => return Shape { base: name.to_string(), list, optional: of.nullable },
            BaseType::List(of) => {
                list = true;
                inner = &of.base;
            }
        }
    }
}
