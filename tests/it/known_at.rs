//! As it was known at an instant: the same question has the same answer, whatever has been filed since.

mod asked;
mod random;
mod whole;

use crate::kit::answer::Answer;
use crate::kit::person::Person;
use serde_json::json;

/// The consolidated picture, live or as it was known at an instant.
async fn picture(
    person: &Person,
    (from, to): (&str, &str),
    basis: &str,
    known_at: Option<&str>,
    selection: &str,
) -> Answer {
    let query = format!(
        "query ($from: Period!, $to: Period, $basis: ConsolidationBasis, $at: DateTime) {{ \
           consolidation(from: $from, to: $to, basis: $basis, knownAt: $at) {{ {selection} }} }}"
    );
    person.graphql(&query, json!({ "from": from, "to": to, "basis": basis, "at": known_at })).await
}
