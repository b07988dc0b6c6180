//! What becomes of a province's agencies over the years: some are renamed half way, and in the last year each eighth is merged into the
//! one before it.

use chrono::{DateTime, NaiveDate, Utc};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::{calendar::Quarter, ids::id, rows::Rows};
use crate::{
    kit::{clock, digest, text, vocabulary::CitationRole},
    organisation::{
        ReorganisationRow,
        history::{Change, ReorganisationKind},
    },
    reports::CitationEntry,
};

/// With fewer quarters nothing happens: a trial of a year is of one structure.
const FEWEST: usize = 8;

/// The quarter from which on merged agencies report no more.
pub fn merged_in(quarters: usize) -> Option<usize> {
    (quarters >= FEWEST).then(|| quarters - 4)
}

/// Whether an agency, numbered from 1, is merged into the one before it.
pub fn is_merged(number: u32) -> bool {
    number.is_multiple_of(8)
}

/// How many reports the merged agencies of a province do not owe any more.
pub fn not_owed(agencies: u32, quarters: u32) -> u64 {
    match merged_in(quarters as usize) {
        Some(from) => u64::from(agencies / 8) * (u64::from(quarters) - from as u64),
        None => 0,
    }
}

/// Records what becomes of the agencies that were just founded.
pub fn happen(tenant: i32, officer: Uuid, quarters: &[Quarter], rng: &mut ChaCha8Rng, rows: &mut Rows) {
    let Some(merged) = merged_in(quarters.len()) else { return };
    let renamed = quarters.len() / 2;
    let (renamed_on, merged_on) = (quarters[renamed].window.from, quarters[merged].window.from);
    let mut events = Vec::new();
    for place in 0..rows.agencies.len() {
        let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
        let before = place.checked_sub(1).map(|before| rows.agencies[before].id);
        let agency = &mut rows.agencies[place];
        if number % 8 == 5 {
            let names_before = BTreeMap::from([(agency.id, agency.name.clone())]);
            agency.name = format!("{}, đổi tên", agency.name);
            agency.name_folded = text::fold(&agency.name);
            let change = Change { agencies: vec![agency.id], names_before, ..Change::default() };
            events.push((ReorganisationKind::Rename, renamed_on, change));
        }
        if let (true, Some(heir)) = (is_merged(number), before) {
            agency.valid_to = merged_on.pred_opt();
            let change = Change {
                agencies: vec![agency.id],
                ended: vec![agency.id],
                successors: vec![heir],
                answering: Some(heir),
                ..Change::default()
            };
            events.push((ReorganisationKind::MergeInto, merged_on, change));
        }
    }
    events.sort_by_key(|(_, on, _)| *on);
    let row = |(kind, on, change): (ReorganisationKind, NaiveDate, Change)| ReorganisationRow {
        tenant_id: tenant,
        id: id(recorded(on), rng),
        kind: kind.code().into(),
        effective_on: on,
        ground: digest::canonical(&ground()),
        note: None,
        change: digest::canonical(&change),
        decisions: "[]".into(),
        recorded_by: Some(officer),
        recorded_at: recorded(on),
    };
    rows.reorganisations.extend(events.into_iter().map(row));
}

fn recorded(on: NaiveDate) -> DateTime<Utc> {
    clock::start_of_day(on) + chrono::Duration::hours(9)
}

fn ground() -> CitationEntry {
    CitationEntry::in_words("Quyết định sắp xếp tổ chức bộ máy (dữ liệu thử tải)", CitationRole::Basis)
}
