//! What comes over HTTP: documents, cursors, filters.

use super::{Mutation, files_below, kept, turns};
use crate::attacks::expect_silent_beside;
use crate::golden::roles::legible;
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use crate::two_worlds::schema::{Argument, Field, Kind, Schema};
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What a client may be told is wrong with what it asks; nothing of it is a fault of the server.
const CODES: &[&str] = &[
    "BAD_REQUEST",
    "BAD_USER_INPUT",
    "FORBIDDEN",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "OPERATION_RESOLUTION_FAILURE",
];

const WORDS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "...",
    "... on Report {",
    "fragment F on Query { ...F }",
    "query",
    "mutation",
    "subscription",
    "@include(if: $x)",
    "@skip(if: true)",
    "$input: Int = 1",
    "__schema { types { name } }",
    "__typename",
    "null",
    "\"\"\"",
    "\"\\u",
    "first: 101",
    "last: -1",
    "after: \"\"",
    "nodes { id }",
    "#",
    "\u{FEFF}",
];

#[track_caller]
fn expect_answered(turn: u64, input: &str, answer: &Answer) {
    let context = || format!("input {turn}: {input:?}\n{answer}");
    assert!(matches!(answer.status, 200 | 400 | 413), "{}", context());
    if answer.status == 413 {
        return;
    }
    assert!(answer.body.is_object(), "{}", context());
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    assert!(answer.body.get("data").is_some() || !errors.is_empty(), "{}", context());
    for error in &errors {
        let code = error["extensions"]["code"].as_str();
        assert!(code.is_some_and(|code| CODES.contains(&code)), "{}", context());
    }
}

/// A list of the root that has pages.
struct List<'s> {
    name: &'s str,
    arguments: &'s [Argument],
    /// With everything that narrows it; null where nothing does.
    filter: Value,
    orders: &'s [String],
}

impl<'s> List<'s> {
    /// Every one that there is.
    fn all(schema: &'s Schema) -> Vec<List<'s>> {
        let paged = |field: &&Field| field.arguments.iter().any(|argument| argument.name == "after");
        schema.fields("Query").iter().filter(paged).map(|field| List::new(schema, field)).collect()
    }

    fn new(schema: &'s Schema, field: &'s Field) -> Self {
        let argument = |name: &str| field.arguments.iter().find(|argument| argument.name == name);
        let orders = match argument("orderBy").map(|order| schema.kind(&order.shape.base)) {
            Some(Kind::Enum(orders)) => orders.as_slice(),
            Some(other) => panic!("{}: an order that is none: {other:?}", field.name),
            None => &[],
        };
        let filter = argument("filter").map_or(Value::Null, |filter| sample(schema, filter));
        List { name: &field.name, arguments: &field.arguments, filter, orders }
    }

    /// The query of a page by some of its arguments.
    fn query(&self, given: &Value) -> String {
        let given: Vec<&Argument> =
            self.arguments.iter().filter(|argument| given.get(&argument.name).is_some()).collect();
        let declared: Vec<String> =
            given.iter().map(|argument| format!("${}: {}", argument.name, argument.shape.base)).collect();
        let passed: Vec<String> = given.iter().map(|argument| format!("{0}: ${0}", argument.name)).collect();
        format!(
            "query ({}) {{ {}({}) {{ totalCount nodes {{ id }} pageInfo {{ endCursor }} }} }}",
            declared.join(", "),
            self.name,
            passed.join(", ")
        )
    }

    /// A page by some of its arguments, as somebody is answered.
    async fn page(&self, person: &Person, given: &Value) -> Answer {
        person.graphql(&self.query(given), given.clone()).await
    }
}

/// A value for an argument; of an input, one for each of its fields.
fn sample(schema: &Schema, argument: &Argument) -> Value {
    let one = match (schema.kind(&argument.shape.base), argument.shape.base.as_str()) {
        (Kind::Enum(values), _) => json!(values[0]),
        (Kind::Input { fields, .. }, _) => {
            fields.iter().map(|field| (field.name.clone(), sample(schema, field))).collect()
        }
        (_, "Boolean") => json!(true),
        (_, "Int") => json!(2019),
        (_, "Date") => json!("2019-09-30"),
        (_, "DateTime") => json!("2019-09-30T00:00:00Z"),
        (_, "Period") => json!("2019-Q3"),
        _ => json!("STTTT"),
    };
    if argument.shape.list { json!([one]) } else { one }
}

/// What narrows a list: a text that was made up, where that still is JSON, and otherwise as the value of a field, wherever a text
/// goes.
fn narrowing(list: &List<'_>, text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| {
        let mut whole = list.filter.clone();
        if let Some(first) = whole.as_object_mut().and_then(|fields| fields.values_mut().next()) {
            *first = json!(text);
        }
        whole
    })
}

on_both! {
    async fn documents_of_any_kind_are_answered(world: World) {
        world.round(&["STTTT"]).await;
        let mut corpus = kept("documents");
        let kept = corpus.len();
        let examples = files_below("examples").into_iter();
        let documents = examples.filter(|(path, _)| path.extension().is_some_and(|extension| extension == "graphql"));
        corpus.extend(documents.map(|(_, text)| text));
        let person = world.person(Role::HomeAffairsOfficer, None);
        for turn in turns(300) {
            let mut mutation = Mutation::after(turn, kept, &corpus, WORDS);
            let input = mutation.input();
            let variables = match mutation.below(3) {
                0 => json!({}),
                1 => json!({ "input": { "idempotencyKey": mutation.input() } }),
                _ => json!({ "from": "2019-Q3", "to": "2019-Q3", "agency": "STTTT", "period": "2019-Q3" }),
            };
            let answer = person.graphql(&input, variables).await;
            expect_answered(turn, &input, &answer);
            if answer.body.get("data").is_none() {
                expect_silent_beside(&format!("input {turn}: {input:?}"), &input, &answer.text);
            }
        }
        assert_eq!(person.graphql("{ province { code } }", json!({})).await.at("province.code"), "84");
    }

    async fn cursors_and_filters_of_any_kind_are_answered(world: World) {
        legible(&world).await;
        let schema = Schema::read();
        let lists = List::all(&schema);
        let person = world.person(Role::Auditor, None);
        let (cursors, filters) = (kept("cursors"), kept("filters"));
        let mut own = Vec::new();
        for list in &lists {
            let answer = list.page(&person, &json!({ "first": 1 })).await;
            let cursor = answer.at(&format!("{}.pageInfo.endCursor", list.name)).as_str();
            own.push(cursor.unwrap_or_else(|| panic!("nothing in {}", list.name)).to_owned());
        }

        // A cursor is of its own list.
        for (place, list) in lists.iter().enumerate() {
            for (other, cursor) in own.iter().enumerate() {
                let answer = list.page(&person, &json!({ "first": 1, "after": cursor })).await;
                let refused = answer.text.contains("BAD_CURSOR");
                assert_eq!(refused, other != place, "{} in {}: {answer}", lists[other].name, list.name);
            }
        }

        // What is kept, as it is.
        for list in &lists {
            let after = cursors.iter().map(|cursor| json!({ "first": 1, "after": cursor }));
            let narrowed = filters.iter().map(|text| json!({ "first": 1, "filter": narrowing(list, text) }));
            let narrowed = narrowed.filter(|_| !list.filter.is_null());
            for given in after.chain(narrowed) {
                let answer = list.page(&person, &given).await;
                expect_answered(0, &format!("{}, {given}", list.name), &answer);
            }
        }

        let places: Vec<(&List<'_>, [Vec<String>; 2])> = lists.iter().zip(&own).map(|(list, own)| {
            let cursors = [std::slice::from_ref(own), cursors.as_slice()].concat();
            let filters = std::iter::once(list.filter.to_string()).chain(filters.iter().cloned()).collect();
            (list, [cursors, filters])
        }).collect();
        for turn in turns(400) {
            let (list, [cursors, filters]) = &places[usize::try_from(turn).unwrap() % places.len()];
            let mut mutation = Mutation::new(turn, cursors, &["=", "AAAA", "_-", "WyIy", "bnVsbA"]);
            let cursor = mutation.input();
            let text = Mutation::new(turn, filters, &["null", "{}", "[]", "\"\"", "1.5", "true"]).input();
            let [count, beside] = if mutation.below(3) > 0 { ["first", "after"] } else { ["last", "before"] };
            let size = [1, 100, 101, 0, -1][mutation.below(5)];
            let mut given = json!({ count: size });
            // One of these at least, and often several.
            let chosen = 1 + mutation.below(7);
            if chosen & 1 > 0 {
                given[beside] = json!(cursor);
            }
            if chosen & 2 > 0 && !list.filter.is_null() {
                given["filter"] = narrowing(list, &text);
            }
            if chosen & 4 > 0 && !list.orders.is_empty() {
                let order = mutation.below(list.orders.len() + 1);
                given["orderBy"] = list.orders.get(order).map_or_else(|| json!(text), |order| json!(order));
            }
            let answer = list.page(&person, &given).await;
            expect_answered(turn, &format!("{}, {given}", list.name), &answer);
        }
    }
}
