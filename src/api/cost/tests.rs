#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::api::schema::{prices, sdl};
use crate::api::{DocumentLimits, guard};
use async_graphql::{Request, Variables};
use serde_json::json;
use std::collections::BTreeSet;

/// What a document may cost on our schema.
fn requested(document: &str, variables: serde_json::Value) -> usize {
    let mut request = Request::new(document).variables(Variables::from_json(variables));
    guard::admit(&mut request, &DocumentLimits::default(), &prices()).unwrap().requested
}

#[test]
fn every_row_names_a_field_and_every_list_has_a_row() {
    let prices = prices();
    let (mut weighted, mut lists) = (BTreeSet::new(), BTreeSet::new());
    for (of, field, price) in prices.each() {
        let names = [format!("{of}.{field}"), format!("*.{field}")];
        let of_list = matches!(price.size, Size::Assumed(_));
        let row = |rows: &[(&'static str, usize)]| {
            names.iter().find_map(|name| rows.iter().map(|(row, _)| *row).find(|row| row == name))
        };
        match (of_list, row(table::LENGTHS)) {
            (true, Some(row)) => drop(lists.insert(row)),
            (true, None) => panic!("{of}.{field} is a list without a row"),
            (false, _) => {}
        }
        if let Some(row) = row(table::WEIGHTS) {
            assert!(price.size == Size::One, "{row}: {of}.{field} is a list, whose entries cost one each");
            weighted.insert(row);
        }
    }
    let unknown = |rows: &[(&'static str, usize)], used: &BTreeSet<&str>| -> Vec<&str> {
        rows.iter().map(|(row, _)| *row).filter(|row| !used.contains(row)).collect()
    };
    assert_eq!(unknown(table::WEIGHTS, &weighted), [""; 0]);
    assert_eq!(unknown(table::LENGTHS, &lists), [""; 0]);
}

#[test]
fn every_page_has_entries() {
    let prices = prices();
    let mut pages = 0;
    for (of, field, price) in prices.each().filter(|(_, _, price)| price.size == Size::Page) {
        let fields = prices.fields(&price.gives).unwrap();
        assert!(fields.values().any(|price| price.size == Size::Entries), "{of}.{field}");
        pages += 1;
    }
    assert!(pages > 20);
}

#[test]
fn the_schema_tells_every_price() {
    let sdl = sdl();
    let document = async_graphql::parser::parse_schema(&sdl).unwrap();
    let mut told = 0;
    for definition in document.definitions {
        use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
        let TypeSystemDefinition::Type(kind) = definition else { continue };
        let fields = match &kind.node.kind {
            TypeKind::Object(object) => &object.fields,
            TypeKind::Interface(interface) => &interface.fields,
            _ => continue,
        };
        for field in fields {
            let (of, name) = (kind.node.name.node.as_str(), field.node.name.node.as_str());
            let prices = prices();
            let price = prices.fields(of).and_then(|fields| fields.get(name));
            let has =
                |directive: &str| field.node.directives.iter().any(|one| one.node.name.node == directive);
            let sized = |price: &Price| !matches!(price.size, Size::One | Size::Entries);
            assert_eq!(has("listSize"), price.is_some_and(sized), "{of}.{name}");
            assert_eq!(has("cost"), price.is_some_and(|price| price.weight != 1), "{of}.{name}");
            told += usize::from(has("listSize")) + usize::from(has("cost"));
        }
    }
    assert!(told > 150, "{told}");
    assert!(sdl.contains(
        "): AgencyConnection @listSize(slicingArguments: [\"first\", \"last\"], sizedFields: [\"edges\", \"nodes\"])"
    ));
}

#[test]
fn objects_are_counted_by_weight_length_and_page() {
    for (document, cost) in [
        ("{ viewer { __typename } }", 1),
        ("{ __typename }", 1),
        ("{ __schema { types { name } } }", 1),
        ("{ viewer { roles { role } } }", 1 + 3),
        // The connection, and each of the entries that were asked for; what is beside them is there once.
        ("{ agencies(first: 20) { totalCount } }", 1),
        ("{ agencies(first: 20) { nodes { code } pageInfo { hasNextPage } } }", 1 + 20 + 1),
        ("{ agencies(first: 20) { edges { node { names { name } } } } }", 1 + 20 * (1 + 1 + 3)),
        ("query ($n: Int = 7) { agencies(last: $n) { nodes { code } } }", 1 + 7),
        ("{ agencies(first: 5) { ...A } } fragment A on AgencyConnection { nodes { code } }", 1 + 5),
        (
            "{ a: agencies(first: 5) { ...A } b: agencies(first: 9) { ...A } } \
          fragment A on AgencyConnection { nodes { code } }",
            2 + 5 + 9,
        ),
        ("{ modelDuplicates { reason } }", 50),
        ("{ modelDuplicates(first: 3) { reason } }", 3),
        ("{ node(id: \"x\") { ... on Agency { names { name } } } }", 1 + 3),
        ("{ consolidation(from: \"2019-Q3\") { grievanceHandling { __typename } } }", 10 + 20),
        ("mutation { modelRegister(input: {}) { userErrors { code } } }", 10 + 2),
        // What nobody knows costs what anything costs; that it is unknown is for validation to say.
        ("{ nothing { at { all } } }", 2),
    ] {
        assert_eq!(requested(document, json!({})), cost, "{document}");
    }
    let page = "query ($n: Int) { agencies(first: $n) { nodes { code } } }";
    assert_eq!(requested(page, json!({ "n": 30 })), 31);
    assert_eq!(requested(page, json!({})), 101);
}

#[test]
fn only_the_operation_that_is_to_run_is_paid_for() {
    let document = "query A { viewer { __typename } } query B { agencies(first: 100) { nodes { code } } }";
    let cost = |name: &str| {
        let mut request = Request::new(document);
        request.operation_name = Some(name.to_owned());
        guard::admit(&mut request, &DocumentLimits::default(), &prices()).unwrap().requested
    };
    assert_eq!((cost("A"), cost("B")), (1, 101));
}
