//! Service accounts: their secrets, what they may do, and how they end.

mod approved;
mod made;
mod used;

use crate::kit::answer::Answer;
use crate::kit::person::Person;
use crate::kit::verbs::Verb;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What is asked of an account that is made.
const MADE: &str = "secret serviceAccount { id name access rateClass agencies { code } createdAt expiresAt revokedAt lastUsedAt \
    createdBy { fullName } }";
/// What is asked of an account that is approved.
const APPROVED: &str = "serviceAccount { id state approveBy approvedAt approvedBy { fullName } }";
/// A month after the beginning of every world.
const END: &str = "2019-10-16T02:00:00Z";

fn wanted(access: &str, agencies: &[&str]) -> Value {
    json!({ "name": "Kho dữ liệu", "access": access, "agencies": agencies, "expiresAt": END })
}

/// Makes an account as the province's administrator.
fn make(administrator: &Person, input: Value) -> Verb<'_> {
    administrator.verb("serviceAccountCreate", input, MADE.into())
}

/// Approves an account as another administrator.
fn approve<'a>(administrator: &'a Person, id: &Value) -> Verb<'a> {
    let input = json!({ "serviceAccount": id });
    administrator.verb("serviceAccountApprove", input, APPROVED.into())
}

fn revoke<'a>(administrator: &'a Person, id: &Value) -> Verb<'a> {
    let input = json!({ "serviceAccount": id });
    administrator.verb("serviceAccountRevoke", input, "serviceAccount { id revokedAt }".into())
}

fn administrator(world: &World) -> Person {
    world.person(Role::ProvinceAdministrator, None)
}

/// Somebody else who administers the province.
fn another(world: &World) -> Person {
    world.colleague(Role::ProvinceAdministrator, None)
}

/// A program with the secret of a new account that waits for approval, and the account's id.
async fn awaiting(world: &World, input: Value) -> (Person, Value) {
    let made = make(&administrator(world), input).await.expect_done();
    let secret = made.at("serviceAccountCreate.secret").as_str().expect("a secret");
    let id = made.at("serviceAccountCreate.serviceAccount.id").clone();
    (world.stranger().known_as("Kho dữ liệu", secret), id)
}

/// A program with the secret of a new account that two administrators have made together, and the account's id.
pub async fn program(world: &World, access: &str, agencies: &[&str]) -> (Person, Value) {
    let (program, id) = awaiting(world, wanted(access, agencies)).await;
    approve(&another(world), &id).await.expect_done();
    (program, id)
}

/// A program that reads, of a rate class.
pub async fn of_class(world: &World, class: &str) -> Person {
    let mut input = wanted("READ", &[]);
    input["rateClass"] = class.into();
    let (program, id) = awaiting(world, input).await;
    approve(&another(world), &id).await.expect_done();
    program
}

/// Who somebody is.
async fn viewer(person: &Person) -> Answer {
    person.graphql("{ viewer { person { fullName } roles { role agency { code } } } }", json!({})).await
}

#[track_caller]
fn expect_refused(answer: &Answer, reason: &str) {
    assert_eq!(answer.status, 401, "{answer}");
    assert_eq!(answer.errors()[0]["extensions"]["reason"], reason, "{answer}");
}
