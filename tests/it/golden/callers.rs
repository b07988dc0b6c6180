//! The kinds of caller, and the class of what they get.

use crate::kit::answer::Answer;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::Value;
use tonghop::kit::vocabulary::Role;

/// Kinds of caller of what belongs to STTTT in Trà Vinh, by name.
pub const CALLERS: &[&str] = &[
    "stranger",
    "other agency",
    "submitter",
    "head",
    "home affairs",
    "administrator",
    "bi reader",
    "auditor",
    "other province",
    "national reader",
];

/// Who else there is in the other province, of whom what is granted to it makes a difference.
pub const OTHER_PROVINCE: &[&str] = &[
    "other province's submitter",
    "other province's administrator",
    "other province's bi reader",
    "other province's auditor",
];

/// Somebody of a kind.
pub fn caller(world: &World, kind: &str) -> Person {
    match kind {
        "stranger" => world.stranger(),
        "other agency" => world.person(Role::Submitter, "SGDDT"),
        "submitter" => world.person(Role::Submitter, "STTTT"),
        "head" => world.person(Role::AgencyHead, "STTTT"),
        "home affairs" => world.person(Role::HomeAffairsOfficer, None),
        "administrator" => world.person(Role::ProvinceAdministrator, None),
        "bi reader" => world.person(Role::BiReader, None),
        "auditor" => world.person(Role::Auditor, None),
        "other province" => world.neighbour(Role::HomeAffairsOfficer, None),
        "national reader" => world.server.person("NATIONAL_READER.1"),
        "other province's submitter" => world.neighbour(Role::Submitter, "STTTT"),
        "other province's administrator" => world.neighbour(Role::ProvinceAdministrator, None),
        "other province's bi reader" => world.neighbour(Role::BiReader, None),
        "other province's auditor" => world.neighbour(Role::Auditor, None),
        other => panic!("nobody is called {other}"),
    }
}

/// What an answer was, in a word or two: the field at `path` in `data`, or why it is not there.
pub fn outcome(answer: &Answer, path: &[&str]) -> String {
    if let Some(error) = answer.errors().first() {
        let values = &error["extensions"];
        // Whatever is refused unread says nothing about who may what.
        assert!(
            !values["code"].as_str().unwrap_or_default().starts_with("GRAPHQL"),
            "a bad sample: {answer}"
        );
        let words = [&values["code"], &values["reason"]];
        return words.iter().filter_map(|word| word.as_str()).collect::<Vec<_>>().join(" ");
    }
    let mut value = &answer.body["data"];
    for step in path {
        value = match step.parse::<usize>() {
            Ok(position) => &value[position],
            Err(_) => &value[*step],
        };
    }
    class(value)
}

fn class(value: &Value) -> String {
    if let Some(errors) = value["userErrors"].as_array().filter(|errors| !errors.is_empty()) {
        let codes: Vec<&str> = errors.iter().filter_map(|error| error["code"].as_str()).collect();
        return format!("user error {}", codes.join(" "));
    }
    let list = value.as_array().or_else(|| value["nodes"].as_array());
    match (value, list) {
        (Value::Null, _) => "NULL".into(),
        (_, Some(list)) if list.is_empty() => "EMPTY".into(),
        (_, Some(list)) => match list.iter().filter(|entry| !entry.is_null()).count() {
            0 => "NULL".into(),
            count => format!("DATA ({count})"),
        },
        _ => "DATA".into(),
    }
}

/// One row: who gets what, those together who get the same.
pub fn row(title: &str, outcomes: &[(&str, String)]) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (kind, outcome) in outcomes {
        match groups.iter_mut().find(|(known, _)| known == outcome) {
            Some((_, kinds)) => kinds.push(kind),
            None => groups.push((outcome, vec![kind])),
        }
    }
    let lines = groups.iter().map(|(outcome, kinds)| format!("  {outcome}: {}\n", kinds.join(", ")));
    format!("{title}\n{}", lines.collect::<String>())
}
