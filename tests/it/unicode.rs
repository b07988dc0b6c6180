//! Every text that a mutation takes: what plays tricks on a screen is refused at each of them, and what is taken is in NFC wherever
//! it lies. The texts are found in the samples of the mutations, so that a new one is tried without anybody thinking of it.

use crate::cycle::desk::{filled, texts};
use crate::golden::roles::{furnish, ids};
use crate::golden::samples::{At, Done, mutations, request};
use crate::kit::course::PERIOD;
use crate::kit::world::World;
use crate::kit::{Database, Kind, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tonghop::kit::vocabulary::Role;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What is refused in a text: overrides, isolates, marks of direction, what is unseen, control characters.
const TRICKS: &[char] = &[
    '\u{202E}', '\u{2066}', '\u{200F}', '\u{061C}', '\u{200B}', '\u{FEFF}', '\u{2028}', '\u{1B}', '\u{0}',
    '\u{9B}',
];

/// Everywhere in an input where there is a text, as JSON pointers.
fn texts_of(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(n, value)| texts_of(value, &format!("{at}/{n}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| texts_of(value, &format!("{at}/{name}"), found));
        }
        _ => {}
    }
}

fn places(input: &Value) -> Vec<String> {
    let mut found = Vec::new();
    texts_of(input, "", &mut found);
    found
}

/// The samples, and a draft with texts of every kind in it.
async fn samples(world: &World) -> Vec<Done> {
    let mut samples = mutations(&ids(world).await);
    let save = samples.iter().position(|sample| sample.field == "reportSaveDraft").expect("a sample");
    let mut save = samples.swap_remove(save);
    save.input["sections"] = filled()["sections"].clone();
    samples.push(save);
    samples
}

/// Sends a sample as whoever may do most of what there is; the answer's payload, or nothing when it is refused as a whole.
async fn send(world: &World, sample: &Done) -> Vec<Value> {
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    let report = home_affairs.report("STTTT", PERIOD, "revision").await;
    let revision = report.at("report.revision").as_i64().unwrap_or_default();
    let mut payloads = Vec::new();
    for person in [
        world.person(Role::Submitter, "STTTT"),
        home_affairs,
        world.person(Role::ProvinceAdministrator, None),
    ] {
        let (document, variables) = request(sample, revision);
        let answer = person.graphql(&document, variables).await;
        assert_ne!(answer.code(), Some("INTERNAL_SERVER_ERROR"), "{}: {answer}", sample.field);
        payloads.push(answer.body["data"][sample.field].clone());
    }
    payloads
}

/// Every text of every table, with where it is.
async fn stored(database: &Database) -> Vec<(String, String)> {
    let columns = match database.kind {
        Kind::Postgres => {
            "SELECT table_name || ' ' || column_name FROM information_schema.columns \
             WHERE table_schema = 'public' AND data_type = 'text'"
        }
        Kind::Sqlite => {
            "SELECT m.name || ' ' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND lower(c.type) = 'text'"
        }
    };
    let mut found = Vec::new();
    for place in texts(database, columns).await {
        let (table, column) = place.split_once(' ').expect("two names");
        let rows =
            texts(database, &format!("SELECT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"))
                .await;
        found.extend(rows.into_iter().map(|text| (place.clone(), text)));
    }
    found
}

on_both! {
    async fn what_plays_tricks_is_refused_in_every_text(world: World) {
        furnish(&world, At::Draft).await;
        let mut tried = BTreeSet::new();
        for (n, sample) in samples(&world).await.into_iter().enumerate() {
            for (m, place) in places(&sample.input).into_iter().enumerate() {
                let mut input = sample.input.clone();
                let text = input.pointer_mut(&place).expect("a text");
                // In the middle, where nothing that trims takes it away.
                let whole = text.as_str().expect("a text").to_owned();
                let half = whole.char_indices().nth(whole.chars().count() / 2).map_or(0, |(at, _)| at);
                let trick = TRICKS[(n + m) % TRICKS.len()];
                *text = json!(format!("{}{trick}{}", &whole[..half], &whole[half..]));
                let tricked = Done { field: sample.field, case: sample.case, at: sample.at, input, revised: sample.revised };
                for payload in send(&world, &tricked).await {
                    let refused = payload.is_null() || payload["userErrors"].as_array().is_some_and(|list| !list.is_empty());
                    assert!(refused, "{}{place} takes U+{:04X}: {payload}", sample.field, u32::from(trick));
                }
                tried.insert(format!("{}{place}", sample.field));
            }
        }
        assert!(tried.len() > 60, "only {} texts: {tried:?}", tried.len());
        for (place, text) in stored(&world.database).await {
            let found = text.chars().find(|c| TRICKS.contains(c));
            assert_eq!(found, None, "{place}: {text:?}");
        }
    }

    async fn what_is_taken_is_composed_wherever_it_lies(world: World) {
        furnish(&world, At::Draft).await;
        let before: BTreeSet<(String, String)> = stored(&world.database).await.into_iter().collect();
        for sample in samples(&world).await {
            let mut input = sample.input.clone();
            for place in places(&sample.input) {
                let text = input.pointer_mut(&place).expect("a text");
                *text = json!(text.as_str().expect("a text").nfd().collect::<String>());
            }
            let decomposed = Done { field: sample.field, case: sample.case, at: sample.at, input, revised: sample.revised };
            send(&world, &decomposed).await;
        }
        let after = stored(&world.database).await;
        let new: Vec<&(String, String)> = after.iter().filter(|it| !before.contains(it)).collect();
        let accented = new.iter().filter(|(_, text)| text.chars().any(|c| "ạảãâăđêôơưếềộớ".contains(c))).count();
        assert!(accented > 10, "only {accented} texts with marks were taken");
        for (place, text) in after {
            assert!(is_nfc(&text), "{place}: {text:?}");
        }
    }
}
