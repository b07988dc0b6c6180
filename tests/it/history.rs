//! What was filed before: versions compared, reports held against those of other periods, the rush
//! at a deadline.

mod checks;
mod diff;
mod rush;

use crate::kit::answer::Answer;
use serde_json::{Value, json};

/// An explanation for every warning that a validation found.
pub fn explained(validated: &Answer) -> Value {
    let checks = validated.payload()["checks"].as_array().expect("checks");
    let warns = |check: &&Value| check["result"] == "FAIL" && check["severity"] == "WARNING";
    checks
        .iter()
        .filter(warns)
        .map(|check| json!({ "rule": check["rule"]["code"], "subject": check["subject"], "text": "Đã đối chiếu." }))
        .collect()
}
