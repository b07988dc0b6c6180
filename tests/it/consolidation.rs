//! The provincial picture, asked for over HTTP: what is added up, of whom it speaks, where it comes from, what it costs.

mod democracy;
mod examples;
mod models;
mod random;
mod rights;
mod series;
mod statements;
mod told;
mod versions;
mod yearly;

use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

pub const QUARTERLY: &str = "dvcq_quarterly";
pub const ANNUAL: &str = "dvcq_annual";

/// What a coverage says, in the order of its fields.
pub const COVERAGE: &str =
    "coverage { due reported stated noneDeclared notStated notApplicable partial missing }";

/// Opens the round of a period, due some days after its closing day, for some agencies or all.
pub async fn open(world: &World, period: &str, agencies: &[&str]) {
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    let form = if period.contains("-Q") { QUARTERLY } else { ANNUAL };
    home_affairs.open_round(form, period, &due(period), agencies).await.expect_done();
}

/// Twenty days after the closing day of a period.
pub fn due(period: &str) -> String {
    let period: tonghop::kit::Period = period.parse().unwrap();
    let day = period.window().to + chrono::Duration::days(20);
    format!("{day}T16:59:59Z")
}

/// A count that is stated.
pub fn stated(indicator: &str, value: i64) -> Value {
    json!({ "indicator": indicator, "state": "STATED", "value": value })
}

/// Yes or no, stated.
pub fn truth(indicator: &str, truth: bool) -> Value {
    json!({ "indicator": indicator, "state": "STATED", "truth": truth })
}

/// A figure in a state without a value.
pub fn said(indicator: &str, state: &str) -> Value {
    json!({ "indicator": indicator, "state": state })
}

/// Saves and files a report, every warning explained.
pub async fn submit(submitter: &Person, agency: &str, period: &str, patch: Value) {
    submitter.save_draft(agency, period, patch).await.expect_done();
    let checked = submitter.validate(agency, period).await.expect_done();
    let checks = checked.payload()["checks"].as_array().unwrap();
    let warnings = checks.iter().filter(|check| check["result"] == "FAIL" && check["severity"] == "WARNING");
    let explanations: Vec<Value> = warnings
        .map(|check| json!({ "rule": check["rule"]["code"], "subject": check["subject"], "text": "Đã rà soát." }))
        .collect();
    submitter.submit(agency, period).with("explanations", json!(explanations)).await.expect_done();
}

/// Files a report and has it accepted.
pub async fn file(world: &World, agency: &'static str, period: &str, patch: Value) {
    submit(&world.person(Role::Submitter, agency), agency, period, patch).await;
    world.person(Role::HomeAffairsOfficer, None).accept(agency, period).await.expect_done();
}

/// Files a report with some figures and has it accepted.
pub async fn file_figures(world: &World, agency: &'static str, period: &str, figures: &[Value]) {
    file(world, agency, period, json!({ "figures": figures })).await;
}

/// A coverage: due, reported, stated, none declared, not stated, not applicable, partial, missing.
pub fn coverage(counts: [u32; 8]) -> Value {
    let names =
        ["due", "reported", "stated", "noneDeclared", "notStated", "notApplicable", "partial", "missing"];
    names
        .iter()
        .zip(counts)
        .map(|(name, count)| ((*name).to_owned(), json!(count)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
