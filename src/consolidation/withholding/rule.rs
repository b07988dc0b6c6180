//! When the total of the province is shown to whoever small numbers are withheld from. Pure; decision 0039 has the proof.

use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// As many agencies tell a total that is shown, at least: whoever knows what one of them told is left with two that may have
/// told the rest.
pub const FEWEST: usize = 3;

/// What the reports of one round tell of a count, none being 0: by the agency of today under which an agency stands, and the agency.
pub type Told = BTreeMap<(Uuid, Uuid), i64>;

/// Whether what a round's reports tell of a count is shown as their total.
///
/// `own` is the count itself, `beside` the first of its family, about which the same agencies have to tell: else what one of them
/// told could be the difference of two totals. `settled`: the round is told at all, every report that is due is there, and nothing
/// came to count since it was closed. A total of less than `below` is itself a small number.
pub fn is_shown(own: &Told, beside: &Told, settled: bool, below: i64) -> bool {
    let total = own.values().fold(0_i64, |sum, number| sum.saturating_add(*number));
    let agencies: BTreeSet<Uuid> = own.keys().map(|(today, _)| *today).collect();
    settled && agencies.len() >= FEWEST && own.keys().eq(beside.keys()) && total >= below
}

#[cfg(test)]
mod tests;
