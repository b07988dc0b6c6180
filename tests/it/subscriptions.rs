//! Listening: who hears what, from which process, and how it ends.

use crate::golden::{CALLERS, caller, fields, row};
use crate::kit::course::{PERIOD, figure};
use crate::kit::golden::golden;
use crate::kit::person::Person;
use crate::kit::server::Server;
use crate::kit::socket::{Received, Socket};
use crate::kit::world::World;
use crate::kit::{Kind, on_both, on_postgres};
use crate::statements::number;
use chrono::Duration;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

const LISTEN: &str =
    "subscription ($round: ID!) { reportChanged(roundId: $round) { agency { code } revision state draft { figures { value } } } }";

/// The round's global id.
async fn round(world: &World) -> Value {
    let query = format!(r#"{{ round(by: {{ key: {{ period: "{PERIOD}" }} }}) {{ id }} }}"#);
    world.person(Role::HomeAffairsOfficer, None).graphql(&query, json!({})).await.at("round.id").clone()
}

/// A socket on which somebody listens to a round, the subscription begun for certain: it has been told of a first change.
async fn listening(world: &World, person: &Person, round: &Value, agency: &'static str) -> Socket {
    let mut socket = person.socket().await;
    socket.subscribe("1", LISTEN, json!({ "round": round })).await;
    let submitter = world.person(Role::Submitter, agency);
    // Whether the server is listening yet cannot be seen from outside: change something until it says so.
    let told = socket.next("1");
    tokio::pin!(told);
    loop {
        submitter.save_draft(agency, PERIOD, figure(1)).await.expect_done();
        match tokio::time::timeout(std::time::Duration::from_millis(500), &mut told).await {
            Ok(payload) => {
                assert_eq!(payload["data"]["reportChanged"]["agency"]["code"], agency, "{payload}");
                break;
            }
            Err(_) => continue,
        }
    }
    drop(told);
    socket
}
