//! How a client reaches a server that comes and goes: everything is sent again until it is answered.

use super::super::person::Person;
use super::super::program::token;
use super::super::province::subject;
use super::scene::Scene;
use reqwest::Method;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

/// The longest that an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(40);

/// Somebody with a token, wherever the server is.
struct Login {
    subject: String,
    token: String,
    there: Option<(SocketAddr, Person)>,
}

impl Login {
    fn at(&mut self, place: SocketAddr) -> &Person {
        if self.there.as_ref().is_none_or(|(address, _)| *address != place) {
            self.there = None;
        }
        let (subject, token) = (&self.subject, &self.token);
        let there = || (place, Person::stranger(place).known_as(subject, token));
        &self.there.get_or_insert_with(there).1
    }
}

/// Who of an agency's two sends something.
#[derive(Clone, Copy)]
pub enum Who {
    Submitter,
    Officer,
}

/// Two people of a province, and where they ask.
pub struct Wire {
    scene: Arc<Scene>,
    submitter: Login,
    officer: Login,
    /// The last time that the database had gone away, when something was answered.
    risen: u64,
}

impl Wire {
    /// For an agency by its code, and the officer of its province.
    pub fn new(scene: Arc<Scene>, province: &str, agency: &str) -> Self {
        let login = |role, agency| {
            let subject = subject(province, role, agency, 1);
            Login { token: token(&scene.database, &subject), subject, there: None }
        };
        let (submitter, officer) =
            (login(Role::Submitter, Some(agency)), login(Role::HomeAffairsOfficer, None));
        Wire { scene, submitter, officer, risen: 0 }
    }

    /// Sends a mutation with one key until it is answered; its payload.
    pub async fn until_answered(&mut self, who: Who, name: &str, input: Value, selection: &str) -> Value {
        self.until_said(who, &mutation(name, input, selection)).await[name].clone()
    }

    /// Sends something until it is answered; the data.
    pub async fn until_said(&mut self, who: Who, body: &Value) -> Value {
        loop {
            if let Some(data) = self.send(who, body).await {
                return data;
            }
        }
    }

    /// Sends something once. `None`: nobody knows what became of it.
    pub async fn send(&mut self, who: Who, body: &Value) -> Option<Value> {
        let place = self.scene.place().await;
        let (falls, was_down) = self.scene.fallen();
        let login = match who {
            Who::Submitter => &mut self.submitter,
            Who::Officer => &mut self.officer,
        };
        let request = login.at(place).request(Method::POST, "/graphql").json(body).timeout(PATIENCE);
        let sent = async { request.send().await?.json::<Value>().await };
        let answer = match sent.await {
            Ok(answer) => answer,
            Err(error) => {
                if error.is_timeout() {
                    self.scene.wrong(format!("nothing is said for {PATIENCE:?}"));
                }
                self.scene.count(|figures| figures.broken_off += 1);
                tokio::time::sleep(Duration::from_millis(5)).await;
                return None;
            }
        };
        if answer["errors"].is_null() && !answer["data"].is_null() {
            self.risen = falls;
            return Some(answer["data"].clone());
        }
        let code = &answer["errors"][0]["extensions"]["code"];
        // The first answer after the database came back may still find a connection of before.
        let excused = was_down || self.scene.fallen() != (self.risen, false);
        if code == "INTERNAL_SERVER_ERROR" && excused {
            self.scene.count(|figures| figures.faults += 1);
        } else {
            self.scene.wrong(format!("{answer} to {body}"));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        None
    }
}

/// A mutation with a key of its own, to be sent as often as it takes.
pub fn mutation(name: &str, mut input: Value, selection: &str) -> Value {
    input["idempotencyKey"] = json!(Uuid::now_v7());
    let of = name[..1].to_uppercase() + &name[1..];
    let query = format!(
        "mutation ($input: {of}Input!) {{ {name}(input: $input) {{ {selection} userErrors {{ code message path }} }} }}"
    );
    json!({ "query": query, "variables": { "input": input } })
}
