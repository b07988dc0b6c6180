//! Who may do what is changed by two people: asked for by one administrator, decided by another one.

mod alone;
mod asked;
mod decided;

use crate::kit::answer::Answer;
use crate::kit::person::Person;
use crate::kit::server::ISSUER;
use crate::kit::verbs::Verb;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// The login of somebody whom no province knows.
const NEW: &str = "can-bo-moi";

/// What verbs about a request ask for.
const REQUEST: &str = "request { id change state role agency { code } person { fullName } newcomer { issuer subject fullName } reason \
    requestedBy { fullName } requestedAt expiresAt decidedBy { fullName } decidedAt refusalReason }";

/// Two administrators of Trà Vinh.
fn administrators(world: &World) -> (Person, Person) {
    (world.person(Role::ProvinceAdministrator, None), world.colleague(Role::ProvinceAdministrator, None))
}

/// Somebody new, as administrators name them.
fn newcomer() -> Value {
    json!({ "newcomer": { "issuer": ISSUER, "subject": NEW, "fullName": "Phạm Thị Mới" } })
}

/// Somebody who is there, by their login.
fn known(person: &Person) -> Value {
    json!({ "login": { "issuer": ISSUER, "subject": person.subject } })
}

/// The person of somebody, by global id.
async fn id_of(person: &Person) -> Value {
    person.graphql("{ viewer { person { id } } }", json!({})).await.at("viewer.person.id").clone()
}

/// Asks for a change of a role, of an agency's roles for an agency.
fn ask<'a>(who: &'a Person, change: &str, whom: Value, role: Role, agency: Option<&str>) -> Verb<'a> {
    let input = json!({
        "change": change, "whom": whom, "role": role.code(), "agency": agency, "reason": "Phân công lại công việc.",
    });
    who.verb("roleRequest", input, REQUEST.into())
}

/// The id of a request that was made.
fn made(answer: &Answer) -> Value {
    answer.at("roleRequest.request.id").clone()
}

fn approve<'a>(who: &'a Person, request: &Value) -> Verb<'a> {
    who.verb("roleApprove", json!({ "request": request }), REQUEST.into())
}

fn refuse<'a>(who: &'a Person, request: &Value, reason: &str) -> Verb<'a> {
    who.verb("roleRefuse", json!({ "request": request, "reason": reason }), REQUEST.into())
}

fn take_back<'a>(who: &'a Person, request: &Value) -> Verb<'a> {
    who.verb("roleTakeBack", json!({ "request": request }), REQUEST.into())
}

fn disable<'a>(who: &'a Person, person: &Value) -> Verb<'a> {
    who.verb("personDisable", json!({ "person": person }), "person { id }".into())
}

/// Somebody by the subject of their login, known to the province or not.
fn bearer(world: &World, subject: &str) -> Person {
    world.stranger().known_as(subject, &world.server.token(subject, 365))
}

/// The roles that somebody has: `ROLE`, or `ROLE of AGENCY`; why they are not let in otherwise.
async fn roles(person: &Person) -> Result<Vec<String>, String> {
    let answer = person.graphql("{ viewer { roles { role agency { code } } } }", json!({})).await;
    if let Some(error) = answer.errors().first() {
        return Err(error["extensions"]["reason"].as_str().unwrap_or_default().to_owned());
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let role = |grant: &Value| match grant["agency"]["code"].as_str() {
        Some(agency) => format!("{} of {agency}", text(&grant["role"])),
        None => text(&grant["role"]),
    };
    let mut roles: Vec<String> = answer.at("viewer.roles").as_array().unwrap().iter().map(role).collect();
    roles.sort();
    Ok(roles)
}

/// The requests that somebody is shown, as `CHANGE STATE`, newest first, of a state or of any.
async fn listed(person: &Person, state: Option<&str>) -> Vec<String> {
    let query = "query ($filter: RoleRequestFilter) { roleRequests(first: 50, filter: $filter) { totalCount nodes { change state } } }";
    let answer = person.graphql(query, json!({ "filter": { "state": state } })).await;
    let nodes = answer.at("roleRequests.nodes").as_array().unwrap();
    assert_eq!(answer.at("roleRequests.totalCount"), nodes.len());
    let words =
        |node: &Value| format!("{} {}", node["change"].as_str().unwrap(), node["state"].as_str().unwrap());
    nodes.iter().map(words).collect()
}
