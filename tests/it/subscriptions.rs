//! Listening: who hears what, from which process, and how it ends.

mod unread;

use crate::golden::{CALLERS, caller, fields, row};
use crate::heritage::operator;
use crate::kit::course::{PERIOD, figure};
use crate::kit::golden::golden;
use crate::kit::person::Person;
use crate::kit::server::{ISSUER, Server};
use crate::kit::socket::{Received, Socket};
use crate::kit::world::World;
use crate::kit::{Kind, on_both, on_postgres};
use crate::statements::number;
use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::future::pending;
use tonghop::kit::vocabulary::Role;
use tonghop::organisation::roles;

const LISTEN: &str = "subscription ($round: ID!) { reportChanged(roundId: $round) { agency { code } revision state draft { figures { value } } } }";

/// The round's global id.
async fn round(world: &World) -> Value {
    let query = format!(r#"{{ round(by: {{ key: {{ period: "{PERIOD}" }} }}) {{ id }} }}"#);
    world.person(Role::HomeAffairsOfficer, None).graphql(&query, json!({})).await.at("round.id").clone()
}

/// Somebody who listens to a round.
struct Listener(Socket);

impl Listener {
    async fn to(person: &Person, round: &Value) -> Listener {
        let mut socket = person.socket().await;
        socket.subscribe("1", LISTEN, json!({ "round": round })).await;
        Listener(socket)
    }

    /// Waits until the report of an agency is heard of at this revision or a later one.
    async fn hears(&mut self, agency: &str, revision: i64) -> Value {
        loop {
            let payload = self.0.next("1").await;
            let report = &payload["data"]["reportChanged"];
            assert_eq!(payload.get("errors"), None, "{payload}");
            if report["agency"]["code"] == agency && report["revision"].as_i64().unwrap() >= revision {
                return report.clone();
            }
        }
    }
}

/// Saves the draft of an agency until somebody has been told of one: from when on a server listens cannot be seen from
/// outside. Returns the revision at the end.
pub async fn stir_until<T>(world: &World, agency: &'static str, told: impl Future<Output = T>) -> (T, i64) {
    tokio::pin!(told);
    let submitter = world.person(Role::Submitter, agency);
    loop {
        let saved = submitter.save_draft(agency, PERIOD, figure(1)).await.expect_done();
        let revision = saved.at("reportSaveDraft.report.revision").as_i64().unwrap();
        tokio::select! {
            value = &mut told => return (value, revision),
            () = tokio::time::sleep(std::time::Duration::from_millis(100)) => {}
        }
    }
}

/// What a listener to a field is told, in a few words; nothing for an answer that is no event of that field.
fn told(field: &str, message: &Value) -> Option<String> {
    let event = &message["payload"]["data"][field];
    match field {
        "reportChanged" => {
            let drafts = if event["draft"].is_null() { "without draft" } else { "with draft" };
            Some(format!("{}, {drafts}", event["agency"]["code"].as_str()?))
        }
        "consolidationChanged" => Some(format!("a picture of {} due", event["coverage"]["due"])),
        _ => panic!("{field} has no sample"),
    }
}

/// The subscription of a field of the root.
fn sample(field: &str) -> &'static str {
    match field {
        "reportChanged" => LISTEN,
        "consolidationChanged" => {
            r#"subscription { consolidationChanged(from: "2019-Q3", basis: SUBMITTED) { coverage { due } } }"#
        }
        _ => panic!("{field} has no sample"),
    }
}

/// How many events there are in a turn of [`heard`]: two drafts, and a report that is filed, accepted and opened again.
const EVENTS: usize = 5;

/// What somebody hears first: an error's code, or what of.
async fn heard(world: &World, field: &str, who: &str, round: &Value) -> String {
    let mut socket = caller(world, who).socket().await;
    socket.subscribe("1", sample(field), json!({ "round": round })).await;
    let anything = Cell::new(false);
    let listening = async {
        let mut heard = BTreeSet::new();
        // Everything happens in turn: who hears of all of it has heard of all of it by then.
        for _ in 0..EVENTS {
            let message = socket.message().await;
            if message["type"] == "error" {
                let values = &message["payload"][0]["extensions"];
                let words = [&values["code"], &values["reason"]];
                return words.iter().filter_map(|word| word.as_str()).collect::<Vec<_>>().join(" ");
            }
            heard.insert(told(field, &message).unwrap_or_else(|| panic!("{message}")));
            anything.set(true);
        }
        format!("hears of {}", heard.into_iter().collect::<Vec<_>>().join(" and "))
    };
    // Somebody who hears of everything, and begins after them: once they have heard enough, silence is silence. Who has heard
    // something is waited for, because each is told at a pace of its own.
    let mut officer = world.person(Role::HomeAffairsOfficer, None).socket().await;
    officer.subscribe("1", LISTEN, json!({ "round": round })).await;
    let enough = async {
        for _ in 0..3 * EVENTS {
            officer.next("1").await;
        }
        if anything.get() {
            pending::<()>().await;
        }
        "hears nothing".to_owned()
    };
    tokio::pin!(listening, enough);
    let submitters = ["STTTT", "SGDDT"].map(|agency| (agency, world.person(Role::Submitter, agency)));
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    loop {
        for (agency, submitter) in &submitters {
            submitter.save_draft(agency, PERIOD, figure(1)).await.expect_done();
        }
        // What is filed and accepted is for more people than drafts are; of a picture of what is filed all is told alike.
        if field == "reportChanged" {
            world.file("STC").await;
            world.accept("STC").await;
            home_affairs.reopen("STC", PERIOD, "Bổ sung số liệu.").await.expect_done();
        }
        tokio::select! {
            biased;
            outcome = &mut listening => return outcome,
            outcome = &mut enough => return outcome,
            () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {}
        }
    }
}

on_both! {
    async fn who_hears_what(world: World) {
        world.round(&["STTTT", "SGDDT", "STC"]).await;
        world.save("STC", 1).await;
        let round = round(&world).await;
        let mut text = String::new();
        for field in fields("Subscription") {
            let mut outcomes = Vec::new();
            for who in CALLERS {
                outcomes.push((*who, heard(&world, &field, who, &round).await));
            }
            text += &row(&format!("subscription {field}"), &outcomes);
        }
        golden("roles-subscriptions", &text);
    }

    /// The whole course of a report is heard, to the closing of the round.
    async fn every_change_is_told(world: World) {
        world.round(&["STTTT", "SGDDT"]).await;
        let round = round(&world).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let mut officer = Listener::to(&home_affairs, &round).await;
        let mut head = Listener::to(&world.person(Role::AgencyHead, "SGDDT"), &round).await;
        let (_, _) = stir_until(&world, "SGDDT", head.hears("SGDDT", 1)).await;
        let (_, revision) = stir_until(&world, "STTTT", officer.hears("STTTT", 1)).await;
        world.file("STTTT").await;
        assert_eq!(officer.hears("STTTT", revision + 1).await["state"], "SUBMITTED");
        world.accept("STTTT").await;
        assert_eq!(officer.hears("STTTT", revision + 2).await["state"], "ACCEPTED");
        home_affairs.close_round("dvcq_quarterly", PERIOD).await.expect_done();
        assert_eq!(officer.hears("STTTT", revision + 3).await["state"], "LOCKED");
        // The other agency hears of its own report and of nobody else's, whatever happened meanwhile.
        loop {
            let payload = head.0.next("1").await;
            let report = &payload["data"]["reportChanged"];
            assert_eq!(report["agency"]["code"], "SGDDT", "{payload}");
            if report["state"] == "LOCKED" {
                break;
            }
        }
    }

    /// Many listen, few connections: between events nobody holds one.
    async fn listening_costs_no_connection(world: World) {
        world.round(&["STTTT", "SGDDT"]).await;
        let round = round(&world).await;
        let mut listeners = Vec::new();
        for _ in 0..40 {
            listeners.push(Listener::to(&world.person(Role::HomeAffairsOfficer, None), &round).await);
        }
        let everybody = join_all(listeners.iter_mut().map(|listener| listener.hears("STTTT", 1)));
        let (_, revision) = stir_until(&world, "STTTT", everybody).await;
        for _ in 0..20 {
            world.person(Role::Auditor, None).graphql("{ auditEntries(first: 5) { nodes { id } } }", json!({})).await.data();
        }
        if world.database.kind == Kind::Postgres {
            let idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tonghop' \
                        AND state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '300 milliseconds'";
            assert_eq!(number(&world.database, idle).await, 0, "something stays open between events");
        }
        world.save("STTTT", 9).await;
        for listener in &mut listeners {
            listener.hears("STTTT", revision + 1).await;
        }
    }

    async fn fifty_on_a_socket(world: World) {
        world.round(&["STTTT"]).await;
        let round = round(&world).await;
        let mut socket = world.person(Role::HomeAffairsOfficer, None).socket().await;
        for n in 0..50 {
            socket.subscribe(&n.to_string(), LISTEN, json!({ "round": round })).await;
        }
        socket.subscribe("one too many", LISTEN, json!({ "round": round })).await;
        let refused = socket.message().await;
        assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("one too many")), "{refused}");
        assert_eq!(refused["payload"][0]["extensions"]["code"], "THROTTLED");
        socket.complete("7").await;
        socket.subscribe("another", "{ province { code } }", json!({})).await;
        assert_eq!(socket.next("another").await["data"]["province"]["code"], "84");
    }

    async fn a_socket_ends_with_its_token(world: World) {
        world.round(&["STTTT"]).await;
        let round = round(&world).await;
        let person = world.person(Role::HomeAffairsOfficer, None);
        let mut listener = Listener::to(&person, &round).await;
        stir_until(&world, "STTTT", listener.hears("STTTT", 1)).await;
        world.advance(Duration::days(365) - Duration::seconds(1));
        listener.0.send(json!({ "type": "ping" })).await;
        while listener.0.message().await["type"] != "pong" {}
        world.advance(Duration::seconds(1));
        listener.0.expect_close(4401).await;
        // Nor is there another one with it.
        let mut socket = person.silent_socket().await;
        socket.init(person.token.as_deref()).await;
        let Received::Closed(code, reason) = socket.receive().await else { panic!("an expired token was taken") };
        assert_eq!((code / 100, reason.contains("xpired") || reason.contains("EXPIRED")), (44, true), "{code} {reason}");
    }

    async fn whoever_says_nothing_is_sent_away(world: World) {
        world.stranger().silent_socket().await.expect_close(4408).await;
        let mut socket = world.stranger().silent_socket().await;
        socket.subscribe("1", "{ province { code } }", json!({})).await;
        socket.expect_close(4401).await;
    }
}

on_postgres! {
    /// What another process commits is heard too.
    async fn two_servers_on_one_database(world: World) {
        world.round(&["STTTT", "SGDDT"]).await;
        let round = round(&world).await;
        let other = Server::start(&world.database, &world.clock).await.expect("a second server");
        let there = Person::stranger(other.address());
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let known = there.known_as(&home_affairs.subject, home_affairs.token.as_deref().unwrap());
        let mut listener = Listener::to(&known, &round).await;
        let (_, revision) = stir_until(&world, "STTTT", listener.hears("STTTT", 1)).await;
        world.file("STTTT").await;
        assert_eq!(listener.hears("STTTT", revision + 1).await["state"], "SUBMITTED");
    }
}

on_both! {
    /// Whoever is disabled hears nothing more, and whoever has other roles begins anew; nobody else notices.
    async fn who_loses_access_loses_the_open_socket(world: World) {
        world.round(&["STTTT", "STC"]).await;
        let round = round(&world).await;
        let (dismissed, moved) = (world.person(Role::Submitter, "STTTT"), world.colleague(Role::Submitter, "STTTT"));
        let stays = world.person(Role::HomeAffairsOfficer, None);
        let mut sockets = Vec::new();
        for person in [&dismissed, &moved, &stays] {
            let mut listener = Listener::to(person, &round).await;
            stir_until(&world, "STTTT", listener.hears("STTTT", 1)).await;
            sockets.push(listener.0);
        }
        let [first, second, third] = <[Socket; 3]>::try_from(sockets).unwrap_or_else(|_| panic!("three"));
        world.server.disable(&dismissed.subject).await;
        first.expect_close(4403).await;
        let viewer = dismissed.graphql("{ viewer { person { id } } }", json!({})).await;
        assert_eq!(viewer.errors()[0]["extensions"]["reason"], "PERSON_UNKNOWN");
        // As another process does it, and nothing else is committed.
        let login = (ISSUER, moved.subject.as_str());
        roles::withdraw(&operator(&world).await, login, Role::Submitter, Some("STTTT".into())).await.unwrap();
        second.expect_close(4403).await;
        let mut listener = Listener(third);
        stir_until(&world, "STC", listener.hears("STC", 1)).await;
    }
}
