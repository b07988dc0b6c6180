//! What the agency's people hear while others are busy, differently in each world.

use super::answered::{Reply, Sent};
use super::course::report;
use super::known::Known;
use super::made::Maker;
use super::schema::Schema;
use super::worlds::{Asker, OWN, Worlds};
use crate::consolidation::submit;
use crate::kit::course::{PERIOD, figure};
use crate::kit::socket::{Received, Socket};
use crate::kit::world::World;
use chrono::Duration;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tokio::task::AbortHandle;
use tonghop::kit::vocabulary::Role;

/// How many listen in each world.
const LISTENING: u64 = 24;

/// How often it is looked whether everybody has heard of something, and how long is waited between: a run that hears nothing ends.
const LOOKS: usize = 1200;
/// How often the agency saves until everybody hears of it, and how often it is looked after each: who saves faster than can be told
/// of it is heard by nobody.
const SAVES: usize = 20;
const LOOKS_AFTER_A_SAVE: usize = 100;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

/// What was heard on a socket, by the number of the subscription.
#[derive(Clone)]
struct Ears(Arc<Mutex<Vec<Vec<Value>>>>);

impl Ears {
    /// Begins to listen; whoever holds what is beside it ends that.
    async fn open(worlds: &Worlds, world: usize, listening: &[Sent]) -> (Ears, AbortHandle) {
        let mut socket = worlds.person(world, Asker::Submitter).socket().await;
        for (number, sent) in listening.iter().enumerate() {
            socket.subscribe(&number.to_string(), &sent.text, json!({})).await;
        }
        let ears = Ears(Arc::new(Mutex::new(vec![Vec::new(); listening.len()])));
        let listening = tokio::spawn(ears.clone().listen(socket)).abort_handle();
        (ears, listening)
    }

    async fn listen(self, mut socket: Socket) {
        while let Received::Message(message) = socket.listen().await {
            let number = message["id"].as_str().and_then(|id| id.parse::<usize>().ok());
            if let Some(number) = number {
                self.0.lock().unwrap()[number].push(message);
            }
        }
    }

    /// Whether each has heard of this revision of the report, or, where it is not told of revisions, of anything.
    fn have_heard(&self, revision: i64) -> bool {
        self.0.lock().unwrap().iter().all(|heard| {
            heard.iter().any(|message| match &message["payload"]["data"]["reportChanged"]["mark"] {
                Value::Number(mark) => mark.as_i64() >= Some(revision),
                _ => {
                    let payload = &message["payload"];
                    let picture = payload["data"].get("consolidationChanged").is_some();
                    message["type"] != "next" || payload["errors"].is_array() || picture
                }
            })
        })
    }

    fn forget(&self) {
        self.0.lock().unwrap().iter_mut().for_each(|heard| heard.retain(|message| message["type"] != "next"));
    }

    /// What each has heard, without what is each message's own.
    fn told(&self) -> Vec<Vec<String>> {
        let plain = |message: &Value| Reply::new(0, &message.to_string()).text;
        self.0.lock().unwrap().iter().map(|heard| heard.iter().map(plain).collect()).collect()
    }
}

/// The agency saves its draft in both worlds, at the same instant; the revision that it has then.
async fn save(worlds: &Worlds) -> i64 {
    let mut revisions = BTreeSet::new();
    for (place, world) in worlds.both.iter().enumerate() {
        world.advance(Duration::seconds(1));
        let saved =
            worlds.person(place, Asker::Submitter).save_draft(OWN, PERIOD, figure(4)).await.expect_done();
        revisions.insert(saved.at("reportSaveDraft.report.revision").as_i64().expect("a revision"));
    }
    assert_eq!(revisions.len(), 1, "the same report in both: {revisions:?}");
    revisions.first().copied().expect("a revision")
}

/// The agency saves until everybody has heard of it; the last revision.
async fn save_until_heard(worlds: &Worlds, ears: &[Ears; 2]) -> i64 {
    for _ in 0..SAVES {
        let revision = save(worlds).await;
        if have_heard(ears, 0, LOOKS_AFTER_A_SAVE).await {
            return revision;
        }
    }
    panic!("not everybody is told: {:?}", ears[0].told());
}

async fn until_heard(ears: &[Ears; 2], revision: i64) {
    let heard = have_heard(ears, revision, LOOKS).await;
    assert!(heard, "revision {revision} is not heard of: {:?}", ears[0].told());
}

async fn have_heard(ears: &[Ears; 2], revision: i64, looks: usize) -> bool {
    for _ in 0..looks {
        if ears.iter().all(|ears| ears.have_heard(revision)) {
            return true;
        }
        tokio::time::sleep(PAUSE).await;
    }
    false
}

/// What others do meanwhile.
async fn stir([first, second]: &[World; 2]) {
    for value in [8, 9] {
        first.save("STC", value).await;
    }
    // More than a draft, and twice: whoever hears of others hears of more here than there.
    submit(&first.person(Role::Submitter, "STC"), "STC", PERIOD, report(8, 9)).await;
    let officer = first.person(Role::HomeAffairsOfficer, None);
    officer.return_("STC", PERIOD, json!([{ "text": "Thiếu số liệu." }])).await.expect_done();
    second.save("SGDDT", 100).await;
    second.person(Role::HomeAffairsOfficer, None).accept("SYT", PERIOD).await.expect_done();
}

/// What listeners of the agency hear differently in both worlds, and how many listened.
pub async fn differences(worlds: &Worlds, schema: &Schema, known: &Known) -> (Vec<String>, usize) {
    let asked = Sent::new(
        Asker::Submitter,
        format!("{{ round(by: {{ key: {{ period: \"{PERIOD}\" }} }}) {{ id }} }}"),
    );
    let answer: Value = serde_json::from_str(&worlds.ask_one(0, &asked).await.text).expect("JSON");
    let round = answer["data"]["round"]["id"].clone();
    let listening: Vec<Sent> = (0..LISTENING)
        .map(|turn| {
            let mut maker = Maker::new(turn, schema, known);
            let (period, who) = (format!("from: \"{PERIOD}\", basis: SUBMITTED"), Asker::Submitter);
            match turn % 2 {
                0 => {
                    let arguments = format!("roundId: {round}");
                    maker.subscription(who, "reportChanged", &arguments, "mark: revision", "Report")
                }
                _ => maker.subscription(who, "consolidationChanged", &period, "basis", "Consolidation"),
            }
        })
        .collect();
    let (first, first_ends) = Ears::open(worlds, 0, &listening).await;
    let (second, second_ends) = Ears::open(worlds, 1, &listening).await;
    let ears = [first, second];
    save_until_heard(worlds, &ears).await;
    until_heard(&ears, save(worlds).await).await;
    for ears in &ears {
        ears.forget();
    }
    stir(&worlds.both).await;
    until_heard(&ears, save(worlds).await).await;
    first_ends.abort();
    second_ends.abort();

    let mut differences = Vec::new();
    let [first, second] = [ears[0].told(), ears[1].told()];
    for ((sent, first), second) in listening.iter().zip(first).zip(second) {
        // A picture is told as it stands when it is told, however many changes there were; and an error tells no revision.
        let pictures = |heard: &[String]| heard.iter().cloned().collect::<BTreeSet<_>>();
        let counted = sent.root == "reportChanged" && !first.iter().any(|told| told.contains("\"errors\""));
        let same = if counted { first == second } else { pictures(&first) == pictures(&second) };
        if !same {
            differences.push(format!("{}\n  {first:?}\n  {second:?}", sent.text));
        }
    }
    (differences, listening.len())
}

/// Listens in both worlds; how many did.
pub async fn compare(worlds: &Worlds, schema: &Schema, known: &Known) -> usize {
    let (differences, listened) = differences(worlds, schema, known).await;
    assert!(differences.is_empty(), "heard differently:\n{}", differences.join("\n"));
    listened
}
