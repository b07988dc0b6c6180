//! Two worlds that are equal in whatever is an agency's by right, and different in everything else: what its people are answered is
//! the same in both, to the byte. Whatever differs has come from somebody else.
//!
//! Requests are made at random out of the schema itself, with ids, codes, cursors and keys of others from both worlds in them; both
//! worlds are asked the same text. `TONGHOP_TWO_WORLDS_REQUESTS` says how many; one fails by its number, which is all that it is
//! made of.

mod answered;
mod course;
mod heard;
mod known;
mod made;
#[cfg(debug_assertions)]
mod met;
mod own_work;
#[cfg(debug_assertions)]
mod planted;
pub mod schema;
mod worlds;

use crate::kit::on_both;
use answered::{Reply, Sent};
use known::Known;
use made::Maker;
use schema::Schema;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tonghop::api::schema::gates::gate;
use tonghop::kit::vocabulary::Role;
use worlds::{Asker, Worlds};

/// How many requests both worlds are asked, on each of the two databases.
const REQUESTS: u64 = 20_000;

/// How many are under way at once.
const AT_ONCE: usize = 6;

/// One of so many goes over the wire; the others are handed to what answers behind it, in the same process.
const OVER_THE_WIRE: u64 = 20;

/// One of so many is asked by somebody else of the province first: what is kept of their answer is nobody else's.
const AFTER_OTHERS: u64 = 16;

/// After how many differences no more is asked.
const ENOUGH: usize = 21;

/// Past the runner, which keeps to itself what passing tests print.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).expect("standard error");
}

/// What came of the requests.
#[derive(Default)]
struct Outcomes {
    /// How often each root was asked, and how often it gave something.
    roots: BTreeMap<String, [u64; 2]>,
    /// What was answered differently, by the number of the request.
    differences: BTreeMap<u64, String>,
    /// Mutations about others' things that were carried out.
    done: Vec<String>,
}

impl Outcomes {
    fn note(&mut self, turn: u64, sent: &Sent, replies: &[Reply; 2]) {
        let [asked, gave] = self.roots.entry(sent.root.clone()).or_default();
        *asked += 1;
        *gave += u64::from(replies[0].gives_something());
        let told =
            || format!("request {turn}, as {}: {}\n  {}\n  {}", sent.who, sent.text, replies[0], replies[1]);
        if replies[0] != replies[1] {
            self.differences.insert(turn, told());
        }
        if sent.is_mutation() && replies.iter().any(Reply::is_done) {
            self.done.push(told());
        }
    }

    /// How often a root gave something.
    fn gave(&self, root: &str) -> u64 {
        self.roots.get(root).map_or(0, |[_, gave]| *gave)
    }
}

/// Whether a query gives the agency's people nothing, whatever they ask: its gate is closed to both roles of people of an agency.
fn gives_nothing_by_right(query: &str) -> bool {
    let gate = gate(&format!("Query.{query}")).expect("a gate");
    let theirs = [Role::Submitter, Role::AgencyHead];
    !gate.is_open() && !gate.actions().iter().any(|action| theirs.iter().any(|role| action.is_for(*role)))
}

/// Makes the request of a number, and asks both worlds.
async fn asked(worlds: &Worlds, turn: u64, schema: &Schema, known: &Known) -> (Sent, [Reply; 2]) {
    let mut maker = Maker::new(turn, schema, known);
    let who = Asker::OF_THE_AGENCY[maker.below(Asker::OF_THE_AGENCY.len())];
    let sent = maker.request(who);
    if turn.is_multiple_of(AFTER_OTHERS) && !sent.is_mutation() {
        let other = Asker::OTHERS[maker.below(Asker::OTHERS.len())];
        worlds.ask(&Sent { who: other, ..sent.clone() }).await;
    }
    let mut replies = match turn.is_multiple_of(OVER_THE_WIRE) {
        true => worlds.ask_over_the_wire(&sent).await,
        false => worlds.ask(&sent).await,
    };
    if replies[0] != replies[1]
        && replies.iter().all(Reply::has_errors)
        && worlds.fail_alike(&sent, &replies).await
    {
        replies[1] = replies[0].clone();
    }
    (sent, replies)
}

/// Asks both worlds the requests of some numbers, until there are so many differences.
async fn course(
    worlds: &Arc<Worlds>,
    (requests, enough): (u64, usize),
    schema: &Arc<Schema>,
    known: &Arc<Known>,
) -> Outcomes {
    let next = Arc::new(AtomicU64::new(0));
    let outcomes = Arc::new(Mutex::new(Outcomes::default()));
    let workers = (0..AT_ONCE).map(|_| {
        let (worlds, schema, known) = (worlds.clone(), schema.clone(), known.clone());
        let (next, outcomes) = (next.clone(), outcomes.clone());
        tokio::spawn(async move {
            loop {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                if turn >= requests || outcomes.lock().unwrap().differences.len() >= enough {
                    return;
                }
                let (sent, replies) = asked(&worlds, turn, &schema, &known).await;
                outcomes.lock().unwrap().note(turn, &sent, &replies);
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    std::mem::take(&mut *outcomes.lock().unwrap())
}

on_both! {
    async fn what_an_agency_is_answered_is_its_own(worlds: Worlds) {
        let requests = std::env::var("TONGHOP_TWO_WORLDS_REQUESTS").map_or(REQUESTS, |count| count.parse().unwrap());
        let worlds = Arc::new(worlds);
        let (schema, known) = (Arc::new(Schema::read()), Arc::new(Known::of(&worlds).await));
        worlds.differ(&schema, &known).await;

        let outcomes = course(&worlds, (requests, ENOUGH), &schema, &known).await;
        let told = outcomes.differences.values().map(String::as_str).collect::<Vec<_>>().join("\n");
        assert!(outcomes.differences.is_empty(), "{} differences:\n{told}", outcomes.differences.len());
        assert!(outcomes.done.is_empty(), "done with what is others':\n{}", outcomes.done.join("\n"));
        let asked: BTreeSet<String> = outcomes.roots.keys().cloned().collect();
        let gave: u64 = outcomes.roots.values().map(|[_, gave]| gave).sum();
        if requests >= REQUESTS {
            let roots = schema.roots();
            let never: Vec<&String> = roots.difference(&asked).collect();
            assert!(never.is_empty(), "never asked: {never:?}");
            // A root that is always null, or always fails, is the same in both worlds and compares nothing.
            let queries = schema.fields("Query").iter().map(|field| field.name.as_str());
            let (closed, open): (Vec<&str>, Vec<&str>) = queries.partition(|query| gives_nothing_by_right(query));
            let silent: Vec<&str> = open.into_iter().filter(|query| outcomes.gave(query) == 0).collect();
            assert!(silent.is_empty(), "asked, and never gave anything: {silent:?}");
            let ajar: Vec<&str> = closed.into_iter().filter(|query| outcomes.gave(query) > 0).collect();
            assert!(ajar.is_empty(), "gave something, against the policy: {ajar:?}");
            assert!(gave > requests / 10, "too few gave anything: {:?}", outcomes.roots);
        }

        for who in Asker::OF_THE_AGENCY {
            let [first, second] = worlds.feeds(who).await;
            assert_eq!(first, second, "the deadlines of {who}");
        }
        let heard = heard::compare(&worlds, &schema, &known).await;
        let work = own_work::compare(&worlds).await;
        say(&format!(
            "two worlds, {:?}: {requests} requests ({gave} gave something), {heard} subscriptions, {work} verbs: 0 differences",
            worlds.kind()
        ));
    }
}
