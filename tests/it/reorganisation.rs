//! Agencies are renamed, merged, divided and ended; what they filed stays as it was, is found under every name, and adds up the
//! same.

mod active;
mod added;
mod events;
mod handover;
mod heirs;
mod late;
mod models;
mod names;
mod obligations;
mod random;
mod structure;
mod taken;
mod within;

use crate::consolidation::{due, file_figures, stated};
use crate::kit::answer::Answer;
use crate::kit::person::Person;
use crate::kit::verbs::Verb;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What is asked of a reorganisation that was recorded.
pub const EVENT: &str = "reorganisation { id kind effectiveOn formerName note \
    agencies { code } ended { code } successors { code name } answeredBy { code } recordedBy { fullName } \
    ground { asCited canonicalSymbol } decisions { agency { code } period fate to { code } reason } }";

impl Person {
    /// Reorganises agencies, by codes, since a day.
    pub fn reorganise<'a>(&'a self, kind: &str, agencies: &[&str], on: &str) -> Verb<'a> {
        let input = json!({
            "kind": kind, "agencies": agencies, "effectiveOn": on,
            "ground": { "asCited": "Nghị quyết số 05/NQ-HĐND về sắp xếp cơ quan chuyên môn", "symbol": "05/NQ-HĐND" },
        });
        self.verb("agencyReorganise", input, EVENT.to_owned())
    }
}

pub fn home_affairs(world: &World) -> Person {
    world.person(Role::HomeAffairsOfficer, None)
}

/// The obligations of the caller's province in the round of a period, by code of agency.
pub async fn obligation(world: &World, agency: &str, period: &str) -> String {
    let query = "query ($by: ReportBy!) { report(by: $by) { obligation { id } } }";
    let by = json!({ "by": { "key": { "agency": agency, "period": period } } });
    let answer = home_affairs(world).graphql(query, by).await;
    answer.at("report.obligation.id").as_str().expect("an obligation").to_owned()
}

/// A consolidation in one of the structures.
pub async fn consolidation(person: &Person, range: (&str, &str), structure: &str, selection: &str) -> Answer {
    let query = format!(
        "query ($from: Period!, $to: Period, $structure: Structure!) {{
           consolidation(from: $from, to: $to, structure: $structure) {{ {selection} }} }}"
    );
    person.graphql(&query, json!({ "from": range.0, "to": range.1, "structure": structure })).await
}

/// Opens the round of a period for some agencies, each of which files some complaints that are accepted: carried over,
/// received and pending.
pub async fn quarter(world: &World, period: &str, agencies: &[(&'static str, [i64; 3])]) {
    let codes: Vec<&str> = agencies.iter().map(|(code, _)| *code).collect();
    home_affairs(world)
        .open_round(crate::consolidation::QUARTERLY, period, &due(period), &codes)
        .await
        .expect_done();
    for (agency, [carried, received, pending]) in agencies {
        let figures = [
            stated("complaint_carried_over", *carried),
            stated("complaint_received", *received),
            stated("complaint_pending", *pending),
        ];
        file_figures(world, agency, period, &figures).await;
    }
}

/// A new successor.
pub fn new(code: &str, name: &str) -> Value {
    json!({ "code": code, "name": name })
}

/// A successor that exists.
pub fn there(code: &str) -> Value {
    json!({ "code": code })
}
