//! Releases: a consolidation that is frozen stays as it was, and what makes the difference to another one is told in parts.

mod compared;
mod fixed;
mod life;
mod made;
mod random;
mod rule;
mod seen;

use crate::kit::answer::Answer;
use crate::kit::person::Person;
use crate::kit::verbs::Verb;
use serde_json::{Value, json};

/// Every field of a release but what it holds figure by figure.
pub const IMPRINT: &str =
    "id year number title note from to basis structure knownAt createdAt createdBy { fullName } digest";

/// What a coverage has more, in the order of its fields.
pub const CHANGE: &str =
    "coverage { due reported stated noneDeclared notStated notApplicable partial missing }";

impl Person {
    /// Freezes the consolidation of some periods.
    pub fn release<'a>(&'a self, (from, to): (&str, &str), title: &str) -> Verb<'a> {
        let input = json!({ "title": title, "from": from, "to": to });
        self.verb("releaseCreate", input, format!("release {{ {IMPRINT} }}"))
    }

    /// Asks something of a release by its id.
    pub async fn of_release(&self, id: &str, selection: &str) -> Answer {
        let query = format!("query ($id: ID!) {{ release(by: {{ id: $id }}) {{ {selection} }} }}");
        self.graphql(&query, json!({ "id": id })).await
    }

    /// Compares a release with another one, or with now.
    pub async fn compare(&self, id: &str, to: Option<&str>, selection: &str) -> Answer {
        let query = format!(
            "query ($id: ID!, $to: ID) {{ release(by: {{ id: $id }}) {{ compare(to: $to) {{ {selection} }} }} }}"
        );
        self.graphql(&query, json!({ "id": id, "to": to })).await
    }
}

/// The id of what was released.
pub async fn released(verb: Verb<'_>) -> String {
    let answer = verb.await.expect_done();
    answer.payload()["release"]["id"].as_str().expect("an id").to_owned()
}

/// A total as the parts of its difference are told.
pub fn difference() -> String {
    let total = "value coverage { due reported stated noneDeclared notStated notApplicable partial missing }";
    format!(
        "from {{ {total} }} to {{ {total} }} difference addsUp {CHANGE} \
         parts {{ kind difference {CHANGE} steps {{ difference }} }}"
    )
}

/// The difference of a total is that of its two values; its parts add up to it, in value and in coverage, and so do the steps
/// of each part. Says by how much the total changed.
#[track_caller]
pub fn adds_up(total: &Value) -> i64 {
    let number = |value: &Value| value.as_i64().unwrap_or(0);
    let parts = total["parts"].as_array().unwrap();
    let more = number(&total["to"]["value"]) - number(&total["from"]["value"]);
    let both_null = total["to"]["value"].is_null() && total["from"]["value"].is_null();
    if both_null {
        assert!(total["difference"].is_null(), "{total}");
    } else {
        assert_eq!(total["difference"], json!(more), "{total}");
    }
    if total["addsUp"] == true {
        let sum: i64 = parts.iter().map(|part| part["difference"].as_i64().unwrap()).sum();
        assert_eq!(sum, more, "{total}");
    } else {
        assert!(parts.iter().all(|part| part["difference"].is_null()), "{total}");
    }
    for (name, change) in total["coverage"].as_object().unwrap() {
        let sum: i64 = parts.iter().map(|part| number(&part["coverage"][name])).sum();
        let between = number(&total["to"]["coverage"][name]) - number(&total["from"]["coverage"][name]);
        assert_eq!((number(change), sum), (between, between), "{name} of {total}");
    }
    for part in parts {
        let steps = part["steps"].as_array().unwrap();
        let sum: i64 = steps.iter().map(|step| number(&step["difference"])).sum();
        assert_eq!(sum, number(&part["difference"]), "{part}");
    }
    more
}
