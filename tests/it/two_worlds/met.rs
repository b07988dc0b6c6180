//! Leaks that requests made at random come upon by themselves: that they find none where none is planted says something only if they
//! do.

use super::known::Known;
use super::planted::is_held_by_the_net;
use super::schema::Schema;
use super::worlds::Worlds;
use super::{asked, course, say};
use crate::kit::database::Kind;
use crate::kit::on_both;
use std::sync::Arc;
use tonghop::store::Leak;

/// Walls of several kinds, without each of which others' things can be read, and nothing is written.
const MET: &[Leak] = &[
    Leak::TenantPredicate,
    Leak::AgencyPredicate,
    Leak::CountBeforeScope,
    Leak::NodeWithoutScope,
    Leak::TotalsWithoutScope,
    Leak::NoticesOfAllPeople,
    Leak::ForgottenGate,
];

/// How many requests have to come upon each.
const REQUESTS: u64 = 2_000;

on_both! {
    async fn requests_made_at_random_come_upon_leaks(worlds: Worlds) {
        let kind = worlds.kind();
        let worlds = Arc::new(worlds);
        let (schema, known) = (Arc::new(Schema::read()), Arc::new(Known::of(&worlds).await));
        let mut met = Vec::new();
        for leak in MET.iter().copied().filter(|leak| kind == Kind::Sqlite || !is_held_by_the_net(*leak)) {
            let leaking = Arc::new(worlds.leaking(leak).await);
            let mut outcomes = course(&leaking, (REQUESTS, 1), &schema, &known).await;
            Arc::into_inner(leaking).expect("nobody asks any more").end().await;
            let found = outcomes.differences.pop_first();
            let (turn, told) = found.unwrap_or_else(|| panic!("{REQUESTS} requests do not come upon {leak:?}"));
            // It is the leak that makes the difference.
            let (_, [first, second]) = asked(&worlds, turn, &schema, &known).await;
            assert_eq!(first, second, "without {leak:?} as well: {told}");
            met.push(format!("{leak:?} by request {turn}"));
        }
        say(&format!("two worlds, {kind:?}: {}", met.join(", ")));
    }
}
