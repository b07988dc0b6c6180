//! What reports set to be done, and what the next reports say became of it: told, silent, not told yet.

mod over_time;
mod planned;
mod rights;
mod told;

use crate::consolidation::{QUARTERLY, due};
use crate::kit::answer::Answer;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// The tasks that the example agencies set.
pub const SET: [&str; 4] =
    ["Tổ chức đối thoại.", "Tiếp công dân định kỳ.", "Rà soát thủ tục.", "Nhân rộng mô hình."];

const COUNTS: &str = "set done goingOn dropped silent awaited noLongerSet coverage { due reported stated noneDeclared notStated partial missing }";

pub fn home_affairs(world: &World) -> Person {
    world.person(Role::HomeAffairsOfficer, None)
}

/// Opens the rounds of some quarters for some agencies.
pub async fn quarters(world: &World, periods: &[&str], agencies: &[&str]) {
    for period in periods {
        home_affairs(world).open_round(QUARTERLY, period, &due(period), agencies).await.expect_done();
    }
}

/// A patch that sets tasks for the next period.
pub fn setting(tasks: &[&str]) -> Value {
    json!({ "sections": [{ "sectionCode": "next_tasks", "state": "STATED", "items": tasks }] })
}

/// Files a report that sets tasks, and has it accepted.
pub async fn set(world: &World, agency: &'static str, period: &str, tasks: &[&str]) {
    crate::consolidation::file(world, agency, period, setting(tasks)).await;
}

/// The tasks that a report is to tell of.
pub async fn asked(person: &Person, agency: &str, period: &str) -> Vec<Value> {
    let fields = "tasksToFollow { key text position versionNumber outcome reason agency { code } period report { period } }";
    let answer = person.report(agency, period, fields).await;
    answer.at("report.tasksToFollow").as_array().unwrap().clone()
}

/// The key of the task of some wording.
pub fn key(asked: &[Value], text: &str) -> Value {
    asked.iter().find(|task| task["text"] == text).unwrap_or_else(|| panic!("{text}: {asked:?}"))["key"]
        .clone()
}

/// What is said of a task.
pub fn tells(key: Value, outcome: &str, reason: Option<&str>) -> Value {
    json!({ "task": key, "outcome": outcome, "reason": reason })
}

/// Saves what a draft says of tasks.
pub async fn save(person: &Person, agency: &str, period: &str, follow_ups: Vec<Value>) -> Answer {
    person.save_draft(agency, period, json!({ "followUps": follow_ups })).await
}

/// Files a report that says what became of tasks, and has it accepted.
pub async fn tell(world: &World, agency: &'static str, period: &str, follow_ups: Vec<Value>) {
    crate::consolidation::file(world, agency, period, json!({ "followUps": follow_ups })).await;
}

/// The tasks of some periods; `more`: further arguments.
pub async fn picture(person: &Person, from: &str, more: &str, selection: &str) -> Answer {
    person.graphql(&format!("{{ consolidation(from: \"{from}\"{more}) {{ {selection} }} }}"), json!({})).await
}

/// The counts of all tasks of a period: set, done, going on, dropped, silent, awaited, no longer set.
pub async fn counts(person: &Person, from: &str, more: &str) -> Vec<Value> {
    let answer = picture(person, from, more, &format!("tasks {{ overall {{ {COUNTS} }} }}")).await;
    told(answer.at("consolidation.tasks.overall"))
}

pub fn told(counts: &Value) -> Vec<Value> {
    let names = ["set", "done", "goingOn", "dropped", "silent", "awaited", "noLongerSet"];
    names.iter().map(|name| counts[name].clone()).collect()
}
