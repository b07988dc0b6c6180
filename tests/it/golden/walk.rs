//! A walk through the whole service on one world: every query, every order and filter of every list, every field of every object, every
//! view of a consolidation, every mutation.
//!
//! What it sends to the database is the same each time. Nothing is under way beside anything else, so that nothing is given up halfway
//! or not by how fast it is, and what a server does by itself now and then is done at the end.

use super::callers::caller;
use super::lists::lists;
use super::samples::{At, Done, Ids, mutations, queries, request};
use super::{objects, roles};
use crate::accounts;
use crate::kit::answer::Answer;
use crate::kit::course::PERIOD;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::json;
use tonghop::kit::vocabulary::Role;

/// One of those whose statements are alike: they are told apart by how far they see, and by what they may ask.
const WALKERS: [&str; 7] = [
    "submitter",
    "home affairs",
    "administrator",
    "bi reader",
    "auditor",
    "other province",
    "national reader",
];

/// Consolidations: what each is of.
const PICTURES: [&str; 3] =
    ["basis: SUBMITTED", "structure: BY_SUCCESSOR", "basis: SUBMITTED, knownAt: \"2019-09-16T02:00:00Z\""];

/// What each is asked for.
const VIEWS: [&str; 12] = [
    "coverage { due } breaks { reason }",
    "figures(indicators: [\"denunciation_received\"]) { total { value sources(first: 1) { nodes { id } } } }",
    "figures(indicators: [\"denunciation_received\"], by: [AGENCY, PERIOD]) { agency { code } total { value } }",
    "grievanceHandling(by: [AGENCY]) { overall { submissions { received { value } } } groups { agency { code } } }",
    "democracyCompliance(by: [AGENCY]) { overall { violations { value } } groups { agency { code } } }",
    "democracyCompliance { scores { verified entries { __typename } } }",
    "democracyCompliance { matrix { rows { disclosing } } }",
    "mobilisationModels(by: [AGENCY]) { register { models } stated { active { value } } listed { models } groups { field } }",
    "narratives(section: \"lessons\") { version { number } filedBy { fullName } }",
    "planTasks(by: [AGENCY]) { overall { __typename } withoutPlan { code } entries { __typename } }",
    "tasks(by: [AGENCY]) { overall { __typename } entries { __typename } }",
    "submissionStatus { onTime obligations { state } }",
];

/// Does everything that the tests of the roles know of. What comes of it is looked at there.
pub async fn everything(world: &World) {
    let ids = roles::legible(world).await;
    for kind in WALKERS {
        read(world, &ids, kind).await;
    }
    for kind in ["submitter", "home affairs", "auditor"] {
        page(world, kind).await;
    }
    write(world, &mutations(&ids)).await;
    // The round is closed now, and so are the reports of it.
    objects::every_field(world, &ids, "national reader").await;
    let (program, _) = accounts::program(world, "READ", &[]).await;
    ask(&program, "{ viewer { person { id } } }").await;
    world.server.forget_answers().await;
}

/// Reads all there is as somebody.
async fn read(world: &World, ids: &Ids, kind: &str) {
    let person = caller(world, kind);
    for sample in queries(ids) {
        ask(&person, &format!("{{ {} }}", sample.text)).await;
    }
    for picture in PICTURES {
        for view in VIEWS {
            ask(&person, &format!("{{ consolidation(from: \"{PERIOD}\", {picture}) {{ {view} }} }}")).await;
        }
    }
    objects::every_field(world, ids, kind).await;
}

/// Reads every list: in each order the first page and those on both sides of its end, and by each filter.
async fn page(world: &World, kind: &str) {
    let person = caller(world, kind);
    for list in lists() {
        let some = |way: &str| {
            format!("{{ {}({way}) {{ totalCount pageInfo {{ endCursor }} nodes {{ id }} }} }}", list.field)
        };
        for order in &list.orders {
            let first = ask(&person, &some(&format!("{order} first: 1"))).await;
            if let Some(end) = first.body["data"][list.field]["pageInfo"]["endCursor"].as_str() {
                ask(&person, &some(&format!("{order} first: 1, after: {end:?}"))).await;
                ask(&person, &some(&format!("{order} last: 1, before: {end:?}"))).await;
            }
        }
        for filter in &list.filters {
            ask(&person, &some(&format!("{filter} first: 1"))).await;
        }
    }
}

/// Asks, whatever comes of it. A document that is no good would lead nowhere.
async fn ask(person: &Person, query: &str) -> Answer {
    let answer = person.graphql(query, json!({})).await;
    assert!(!answer.code().unwrap_or_default().starts_with("GRAPHQL"), "{query}: {answer}");
    answer
}

/// Tries every mutation. What is filed is sent back, filed again and accepted, and opened again; then it is a draft.
async fn write(world: &World, samples: &[Done]) {
    // Once it is closed, little can be done.
    let closes = |sample: &&Done| sample.field == "roundClose";
    for at in [At::Filed, At::Accepted, At::Draft] {
        if at == At::Accepted {
            world.save("STTTT", 3).await;
            world.file("STTTT").await;
            world.accept("STTTT").await;
        }
        for sample in samples.iter().filter(|sample| sample.at == at && !closes(sample)) {
            attempt(world, sample).await;
        }
    }
    for sample in samples.iter().filter(closes) {
        attempt(world, sample).await;
    }
}

async fn attempt(world: &World, sample: &Done) {
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    for kind in ["submitter", "home affairs", "administrator", "other province"] {
        let mut revision = 0;
        if sample.revised {
            let report = home_affairs.report("STTTT", PERIOD, "revision").await;
            revision = report.at("report.revision").as_i64().unwrap();
        }
        let (document, variables) = request(sample, revision);
        caller(world, kind).graphql(&document, variables).await;
    }
}
