//! What the agency does itself, in both worlds, after everything that others did: it is answered the same but for the ids and the
//! digests of what is new, which must stand for each other one to one.

use super::answered::Sent;
use super::course::{registers, report};
use super::worlds::{Asker, OWN, Worlds};
use crate::kit::course::PERIOD;
use chrono::Duration;
use serde_json::{Value, json};
use std::collections::HashMap;
use tonghop::kit::id;
use uuid::Uuid;

/// What is asked of the agency's things afterwards. Of a receipt, what is told of the log of the whole province (the position of a
/// leaf, the size of the tree, hashes of others' leaves) is not compared: it is there to be compared by everybody.
const AFTERWARDS: &[&str] = &[
    "{ mobilisationModels(first: 20) { totalCount nodes { id code name stage } } }",
    "{ plans(first: 20) { totalCount nodes { id year title version } } }",
    "{ report(by: { key: { agency: \"STTTT\", period: \"2019-Q3\" } }) { id state revision updatedAt \
       history { event at person { fullName } } latestVersion { id number digest submittedAt receipt { origin } } } }",
    "{ consolidation(from: \"2019-Q3\", basis: SUBMITTED) { coverage { due reported } \
       figures(indicators: [\"denunciation_received\", \"complaint_received\"]) { total { value sources(first: 5) { totalCount } } } } }",
];

/// Which ids and digests stand for which, both ways.
#[derive(Default)]
struct Pairs {
    there: HashMap<String, String>,
    back: HashMap<String, String>,
}

impl Pairs {
    /// Whether one stands for the other and for nothing else.
    fn are(&mut self, one: String, other: String) -> bool {
        let there = self.there.entry(one.clone()).or_insert_with(|| other.clone()) == &other;
        there && self.back.entry(other).or_insert_with(|| one.clone()) == &one
    }

    /// Where two values differ; nowhere when they are the same but for what stands for each other.
    fn differ(&mut self, one: &Value, other: &Value, at: &str) -> Option<String> {
        match (one, other) {
            (Value::Object(first), Value::Object(second)) if first.len() == second.len() => {
                first.iter().find_map(|(name, value)| {
                    let place = format!("{at}.{name}");
                    match second.get(name) {
                        Some(other) => self.differ(value, other, &place),
                        None => Some(place),
                    }
                })
            }
            (Value::Array(first), Value::Array(second)) if first.len() == second.len() => {
                let places = first.iter().zip(second).enumerate();
                places.into_iter().find_map(|(n, (one, other))| self.differ(one, other, &format!("{at}.{n}")))
            }
            (Value::String(first), Value::String(second)) => {
                let same = first == second
                    || match (name(first), name(second)) {
                        (Some(one), Some(other)) => one.0 == other.0 && self.are(one.1, other.1),
                        _ => false,
                    };
                (!same).then(|| format!("{at}: {first} and {second}"))
            }
            _ => (one != other).then(|| format!("{at}: {one} and {other}")),
        }
    }
}

/// What a text names, and of what kind that is: the key of a global id, or a digest; `None` for what names nothing.
fn name(text: &str) -> Option<(&'static str, String)> {
    if let Some((kind, key)) = id::decode(text) {
        return Uuid::parse_str(&key).ok().map(|_| (kind.name(), key));
    }
    let digest = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    digest.then(|| ("digest", text.to_owned()))
}

/// Does the agency's work in both worlds; how many verbs that were.
pub async fn compare(worlds: &Worlds) -> usize {
    let mut pairs = Pairs::default();
    let mut verbs = 0;
    let mut same = |what: &str, answers: [Value; 2]| {
        assert!(answers[0]["errors"].is_null(), "{what}: {}", answers[0]);
        let difference = pairs.differ(&answers[0], &answers[1], "");
        assert_eq!(difference, None, "{what}: {} and {}", answers[0], answers[1]);
        verbs += 1;
    };
    for world in &worlds.both {
        world.advance(Duration::minutes(1));
    }
    let key = "0190f1a0-0000-7000-8000-00000000000c";
    let people = [worlds.person(0, Asker::Submitter), worlds.person(1, Asker::Submitter)];
    let mut answers = Vec::new();
    for person in &people {
        let model = person.graphql(&registers(OWN, "M-3", key), Value::Null).await.expect_done().body;
        let plan = json!({ "agency": OWN, "year": 2020, "title": "Kế hoạch năm 2020" });
        let plan = person.verb("planSave", plan, "plan { id version title }".into()).await.expect_done().body;
        let saved = person.save_draft(OWN, PERIOD, report(3, 4)).await.expect_done().body;
        let checked = person.validate(OWN, PERIOD).await.expect_done();
        let explanations = person.explanations(OWN).await;
        let filed = person.submit(OWN, PERIOD).with("explanations", explanations).await.expect_done().body;
        answers.push([model, plan, saved, checked.body, filed]);
    }
    let [first, second] = <[_; 2]>::try_from(answers).expect("two worlds");
    for (one, other) in first.into_iter().zip(second) {
        same("a verb of the agency's own", [one, other]);
    }
    for text in AFTERWARDS {
        let [one, other] = worlds.ask(&Sent::new(Asker::Submitter, *text)).await;
        let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let body = |value: Value| json!({ "data": value["data"], "errors": value["errors"] });
        same(text, [body(read(&one.text)), body(read(&other.text))]);
    }
    verbs
}

#[test]
fn ids_stand_for_each_other_one_to_one() {
    let id = |n: u128| id::encode(id::Kind::Plan, Uuid::from_u128(n)).0;
    let both = |one: Value, other: Value| Pairs::default().differ(&one, &other, "");
    assert_eq!(both(json!([id(1), id(2), id(1)]), json!([id(7), id(8), id(7)])), None);
    assert!(both(json!([id(1), id(2)]), json!([id(7), id(7)])).is_some());
    assert!(both(json!([id(1), id(1)]), json!([id(7), id(8)])).is_some());
    assert!(both(json!({ "a": 1 }), json!({ "a": 2 })).is_some());
    assert!(both(json!(id(1)), json!(id::encode(id::Kind::Report, Uuid::from_u128(1)).0)).is_some());
}
