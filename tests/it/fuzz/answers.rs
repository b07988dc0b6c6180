//! What comes over HTTP: documents, cursors, filters.

use super::{Mutation, texts_below, turns};
use crate::attacks::expect_silent;
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::world::World;
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

/// Every list that has pages, with what narrows and orders it.
const LISTS: &[(&str, &str, &str)] = &[
    (
        "query L($first: Int, $last: Int, $after: String, $before: String, $filter: AgencyFilter) { agencies(first: $first, last: $last, after: $after, before: $before, filter: $filter) { totalCount nodes { id } pageInfo { endCursor } } }",
        "agencies",
        r#"{"nameContains": "Sở", "kind": "DEPARTMENT", "existingOn": "2019-09-30"}"#,
    ),
    (
        "query L($first: Int, $last: Int, $after: String, $before: String, $filter: LegalDocumentFilter) { legalDocuments(first: $first, last: $last, after: $after, before: $before, filter: $filter) { totalCount nodes { id } pageInfo { endCursor } } }",
        "legalDocuments",
        r#"{"search": "149/2018/NĐ-CP", "inForceOn": "2019-09-30"}"#,
    ),
    (
        "query L($first: Int, $last: Int, $after: String, $before: String, $filter: ModelFilter) { mobilisationModels(first: $first, last: $last, after: $after, before: $before, filter: $filter) { totalCount nodes { id } pageInfo { endCursor } } }",
        "mobilisationModels",
        r#"{"agency": "STTTT", "stage": "RECOGNISED"}"#,
    ),
    (
        "query L($first: Int, $last: Int, $after: String, $before: String, $filter: AuditFilter) { auditEntries(first: $first, last: $last, after: $after, before: $before, filter: $filter) { nodes { id } pageInfo { endCursor } } }",
        "auditEntries",
        r#"{"action": "reportSubmit", "from": "2019-09-30T00:00:00Z"}"#,
    ),
];

on_both! {
    async fn documents_of_any_kind_are_answered(world: World) {
        world.round(&["STTTT"]).await;
        let mut corpus = texts_below("examples", "graphql");
        corpus.extend(texts_below("tests/it/fuzz/corpus/documents", "graphql"));
        let person = world.person(Role::HomeAffairsOfficer, None);
        for turn in turns(300) {
            let mut mutation = Mutation::new(turn, &corpus, WORDS);
            let input = mutation.input();
            let variables = match mutation.below(3) {
                0 => json!({}),
                1 => json!({ "input": { "idempotencyKey": mutation.input() } }),
                _ => json!({ "from": "2019-Q3", "to": "2019-Q3", "agency": "STTTT", "period": "2019-Q3" }),
            };
            let answer = person.graphql(&input, variables).await;
            expect_answered(turn, &input, &answer);
            if answer.body.get("data").is_none() {
                expect_silent(&format!("input {turn}: {input:?}"), &answer.text);
            }
        }
        assert_eq!(person.graphql("{ province { code } }", json!({})).await.at("province.code"), "84");
    }

    async fn cursors_and_filters_of_any_kind_are_answered(world: World) {
        world.round(&["STTTT"]).await;
        let person = world.person(Role::Auditor, None);
        let mut corpora = Vec::new();
        for (query, list, filter) in LISTS {
            let answer = person.graphql(query, json!({ "first": 1 })).await;
            let cursor = answer.at(&format!("{list}.pageInfo.endCursor"));
            let mut corpus: Vec<String> = cursor.as_str().map(str::to_owned).into_iter().collect();
            corpus.push("W10".to_owned());
            corpora.push((query, (*filter).to_owned(), corpus));
        }
        for turn in turns(300) {
            let (query, filter, cursors) = &corpora[usize::try_from(turn).unwrap() % corpora.len()];
            let mut mutation = Mutation::new(turn, cursors, &["=", "AAAA", "_-", "WyIy", "bnVsbA"]);
            let cursor = mutation.input();
            let filters = [filter.clone()];
            let text = Mutation::new(turn, &filters, &["null", "{}", "[]", "\"\"", "1.5", "true"]).input();
            // What is no JSON any more narrows by its text, wherever a text goes.
            let filter = serde_json::from_str(&text).unwrap_or_else(|_| {
                let mut whole: Value = serde_json::from_str(filter).unwrap();
                let object = whole.as_object_mut().unwrap();
                let first = object.keys().next().unwrap().clone();
                object.insert(first, json!(text));
                whole
            });
            let count = [1, 100, 101, 0, -1][mutation.below(5)];
            let variables = match mutation.below(4) {
                0 => json!({ "first": count, "after": cursor }),
                1 => json!({ "last": count, "before": cursor }),
                2 => json!({ "first": count, "filter": filter }),
                _ => json!({ "first": count, "after": cursor, "filter": filter }),
            };
            let answer = person.graphql(query, variables.clone()).await;
            expect_answered(turn, &variables.to_string(), &answer);
        }
    }
}
