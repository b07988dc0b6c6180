//! Reports that are asked for once, over days of their own: opened by letter, filed beside the quarter's, summed by themselves.

mod beside;
mod heard;
mod opened;
mod summed;

use crate::consolidation::QUARTERLY;
use crate::kit::answer::Answer;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// A month inside the third quarter of 2019, in which tests begin.
pub const AUGUST: &str = "2019-08-01/2019-08-31";
/// Wednesday, after the beginning of every test.
pub const DUE: &str = "2019-09-18T16:59:59Z";

pub fn home_affairs(world: &World) -> Person {
    world.person(Role::HomeAffairsOfficer, None)
}

/// Asks for a round for an ad hoc period; `more`: further fields of the input.
pub async fn ask(person: &Person, period: &str, more: Value) -> Answer {
    let mut input = json!({ "form": QUARTERLY, "period": period });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    let selection = "round { period windowFrom windowTo dueAt calendarProfile { code } levels { level } \
                     requestLetter { number } obligations(first: 100) { nodes { agency { code } dueAt } } }";
    person.verb("roundOpen", input, selection.to_owned()).await
}

/// Opens the round of [`AUGUST`] for some agencies.
pub async fn august(world: &World, agencies: &[&str]) {
    ask(&home_affairs(world), AUGUST, json!({ "dueAt": DUE, "agencies": agencies })).await.expect_done();
}

/// The codes and paths of what was refused.
pub fn refused(answer: &Answer) -> Vec<(String, String)> {
    answer.user_errors().into_iter().map(|error| (error.code, error.path.join("."))).collect()
}
