//! Events that nobody reads yet: whoever is slow to read, or does not, keeps no connection to the database from anybody else.

use super::{Listener, round, sample, stir_until};
use crate::golden::fields;
use crate::kit::course::{PERIOD, figure};
use crate::kit::server::{self, Bounds, Server};
use crate::kit::socket::Socket;
use crate::kit::world::{START, World};
use crate::kit::{Furnished, on_both};
use async_graphql::{Response, Variables};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;
use tonghop::api::{DocumentLimits, Limits, SocketLimits, schema};
use tonghop::auth::Identity;
use tonghop::kit::vocabulary::Role;
use tonghop::kit::{Clock, Lang};
use tonghop::notices::Channels;
use tonghop::organisation::{actor_of, roles::RoleRules};
use tonghop::request::Request;
use tonghop::store::{Settings, Store};

/// The tenant of Trà Vinh.
const HERE: i32 = 1;

/// So that an event that never comes fails one test instead of stopping the run. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(3600);

/// The subscriptions of one socket: some to the province's picture, the others to reports. More than there are messages in the
/// socket's queue (16) and connections for reading (6 at most) together.
const PICTURES: Range<usize> = 0..4;
const REPORTS: Range<usize> = 4..32;

/// How often the draft is saved while nobody reads. An event of a report is then of some 150 kB, all of them together of 20 MB: the
/// system's buffers (half a megabyte at this end, 4 MB at the server's unless somebody has set more) are full long before the last.
const SAVES: i64 = 5;

/// What is written in one section of the draft, and is told with each event six times.
const SENTENCE: &str = "Cán bộ, công chức đã được quán triệt. ";

const REPORT: &str = "subscription ($round: ID!) { reportChanged(roundId: $round) { state revision draft { \
    a: sections { text } b: sections { text } c: sections { text } \
    d: sections { text } e: sections { text } f: sections { text } } } }";

const PICTURE: &str =
    r#"subscription { consolidationChanged(from: "2019-Q3", basis: SUBMITTED) { coverage { reported } } }"#;

/// A store with one connection for reading.
async fn narrow(world: &World) -> Store {
    let settings = Settings { connections: 1, ..Settings::new(world.database.url.clone()) };
    assert_eq!(Settings::readers(&settings.url, settings.connections), 1);
    Store::connect(&settings, world.clock.clone()).await.unwrap()
}

/// The events of a subscription of Home Affairs, as the guarded schema gives them to a socket.
async fn listen(world: &World, store: &Store, document: &str, round: &Value) -> BoxStream<'static, Response> {
    let rules = RoleRules { good_for: chrono::Duration::days(7) };
    let (limits, channels) = (DocumentLimits::default(), Channels::default());
    let schema = schema::build(server::catalogue(), limits, channels, rules);
    let subject = world.person(Role::HomeAffairsOfficer, None).subject;
    let expires_at = world.clock.now() + chrono::Duration::days(1);
    let identity = Identity::kept(server::ISSUER.to_owned(), subject, expires_at, None);
    let actor = actor_of(store, &identity).await.unwrap();
    let variables = Variables::from_json(json!({ "round": round }));
    let request = async_graphql::Request::new(document).variables(variables);
    schema.execute_stream(request.data(Request::new(actor, store.clone(), Lang::En, "listening")))
}

/// A world whose server waits for whoever does not read.
async fn patient(furnished: Furnished) -> World {
    let clock = Clock::fixed(START.parse().unwrap());
    let usual = Bounds::default();
    let socket = SocketLimits { send_timeout: LONG, heartbeat: LONG, ..usual.limits.socket };
    let bounds = Bounds { limits: Limits { socket, ..usual.limits }, ..usual };
    let server = Server::bounded(&furnished.0, &clock, bounds).await.unwrap();
    World { clock, server, database: furnished.0 }
}

/// Reads until each of some subscriptions has told something that is enough.
async fn all_hear(socket: &mut Socket, listeners: Range<usize>, enough: impl Fn(&Value) -> bool) {
    let mut waiting: BTreeSet<usize> = listeners.collect();
    while !waiting.is_empty() {
        let message = socket.message().await;
        let payload = &message["payload"];
        assert_eq!((&message["type"], payload.get("errors")), (&json!("next"), None), "{message}");
        if enough(&payload["data"]) {
            waiting.remove(&message["id"].as_str().unwrap().parse::<usize>().unwrap());
        }
    }
}

/// Whether an event tells of the report as it was filed.
fn filed(event: &Value) -> bool {
    event["reportChanged"]["state"] == "SUBMITTED"
        || event["consolidationChanged"]["coverage"]["reported"] == 1
}

on_both! {
    /// While an event waits to be taken on, its listener holds nothing: the one connection is somebody else's to have.
    async fn an_event_waits_with_nothing_open(world: World) {
        world.round(&["STTTT"]).await;
        let round = round(&world).await;
        let store = narrow(&world).await;
        for field in fields("Subscription") {
            let mut events = listen(&world, &store, sample(&field), &round).await;
            for _ in 0..2 {
                let next = async { tokio::time::timeout(PATIENCE, events.next()).await.expect("an event in time") };
                let (event, _) = stir_until(&world, "STTTT", next).await;
                let event = event.expect("a stream that goes on");
                assert!(event.errors.is_empty(), "{field}: {event:?}");
                // The next one is not asked for yet.
                store.version(HERE).await.expect("a connection for somebody else");
            }
        }
    }

    /// One client has many subscriptions and stops reading: others read, write and hear what happens meanwhile. When it reads again
    /// it is told everything, and whether it still may is looked at as before.
    async fn who_does_not_read_keeps_nobody_from_the_database(furnished: Furnished) {
        let world = patient(furnished).await;
        world.round(&["STTTT"]).await;
        let round = round(&world).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let mut other = Listener::to(&world.person(Role::HomeAffairsOfficer, None), &round).await;
        stir_until(&world, "STTTT", other.hears("STTTT", 1)).await;
        let slow = world.colleague(Role::HomeAffairsOfficer, None);
        let mut socket = Socket::open_narrow(world.server.address()).await;
        socket.greet(slow.token.as_deref()).await;
        for (listeners, document) in [(PICTURES, PICTURE), (REPORTS, REPORT)] {
            for id in listeners {
                socket.subscribe(&id.to_string(), document, json!({ "round": round })).await;
            }
        }
        let everybody = all_hear(&mut socket, PICTURES.start..REPORTS.end, |_| true);
        let (_, stirred) = stir_until(&world, "STTTT", everybody).await;
        // What was stirred up is told first: what follows is told as it happens.
        world.save("STTTT", 2).await;
        let later = |event: &Value| event["reportChanged"]["revision"].as_i64().is_some_and(|now| now > stirred);
        all_hear(&mut socket, REPORTS, later).await;

        let section = json!({ "sectionCode": "dissemination", "text": SENTENCE.repeat(500) });
        submitter.save_draft("STTTT", PERIOD, json!({ "sections": [section] })).await.expect_done();
        for value in 1..=SAVES {
            let saved = submitter.save_draft("STTTT", PERIOD, figure(value)).await.expect_done();
            let revision = saved.at("reportSaveDraft.report.revision").as_i64().unwrap();
            other.hears("STTTT", revision).await;
        }
        let auditor = world.person(Role::Auditor, None);
        for _ in 0..20 {
            auditor.graphql("{ auditEntries(first: 5) { nodes { id } } }", json!({})).await.data();
        }
        world.file("STTTT").await;

        all_hear(&mut socket, PICTURES.start..REPORTS.end, filed).await;
        world.server.disable(&slow.subject).await;
        socket.expect_close(4403).await;
    }
}
