//! Who speaks for agencies that ended or began within the periods that are asked for. Pure.
//!
//! In the quarter of a merger the old agencies owe a report, and the new one does. What happened, each tells of its own days.
//! What was there at the beginning is told by those who were there at the beginning, and what was there at the end by those
//! who were there at the end: else one stock would be counted twice. An agency may owe a report of a quarter in which it was
//! not there at all, where its end was recorded late. The latest word of an agency that was continued is that
//! of whoever continues it, once any of them has said something since.
//!
//! Only whoever knew of the event can have spoken for another: what was filed before it was recorded tells of its own agency alone,
//! and takes nothing from what the other one said before, or says.

use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

use crate::{kit::Window, organisation::history::History};

/// Who continues an agency that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heir {
    pub agency: Uuid,
    /// Its first day as such.
    pub since: NaiveDate,
    /// When all of it was recorded that makes it one.
    pub recorded_at: DateTime<Utc>,
}

/// What an obligation has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Awaited,
    /// When its filing was recorded.
    Filed(DateTime<Utc>),
}

/// The agencies that owe rounds of the same days, and their words.
pub type Owing = HashMap<Uuid, Vec<Word>>;

/// Whether an agency's word gives way to those of an heir: to one that knew; while none is there, unless it was said before anybody
/// knew.
fn gives_way(own: Word, heirs: &[Word], recorded_at: DateTime<Utc>) -> bool {
    let filed: Vec<DateTime<Utc>> = heirs
        .iter()
        .filter_map(|word| match word {
            Word::Filed(at) => Some(*at),
            Word::Awaited => None,
        })
        .collect();
    match (filed.is_empty(), own) {
        (false, _) => filed.into_iter().any(|at| at >= recorded_at),
        (true, Word::Filed(at)) => at >= recorded_at,
        (true, Word::Awaited) => true,
    }
}

/// What one agency handed over to others, and what a new one came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handovers {
    /// Of an agency that ended: those who continue it, directly or through others.
    heirs: HashMap<Uuid, Vec<Heir>>,
    /// Of an agency that a reorganisation made: its first day, and out of which agencies, directly or through others.
    origins: HashMap<Uuid, (NaiveDate, HashSet<Uuid>)>,
}

impl Handovers {
    /// The handovers of a history.
    pub fn of(history: &History) -> Handovers {
        let mut handovers = Handovers::default();
        // From the last event to the first: when an event is looked at, it is known who continues its successors.
        for event in history.events().iter().rev() {
            let (change, since) = (&event.change, event.effective_on);
            for ended in &change.ended {
                let mut heirs: Vec<Heir> = Vec::new();
                for heir in change.successors.iter().filter(|heir| *heir != ended) {
                    let recorded_at = event.recorded_at;
                    heirs.push(Heir { agency: *heir, since, recorded_at });
                    let further = handovers.heirs_of(*heir).iter();
                    heirs.extend(
                        further.map(|one| Heir { recorded_at: one.recorded_at.max(recorded_at), ..*one }),
                    );
                }
                if !heirs.is_empty() {
                    handovers.heirs.insert(*ended, heirs);
                }
            }
        }
        // From the first to the last: it is known whom the agencies of an event came from, or took in before.
        let mut forebears: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
        for event in history.events() {
            let change = &event.change;
            let mut from: HashSet<Uuid> = change.agencies.iter().copied().collect();
            from.extend(change.agencies.iter().filter_map(|agency| forebears.get(agency)).flatten());
            for made in &change.made {
                handovers.origins.insert(*made, (event.effective_on, from.clone()));
            }
            for heir in &change.successors {
                forebears.entry(*heir).or_default().extend(&from);
            }
        }
        handovers
    }

    /// Those who continue an agency that ended, each since when.
    pub fn heirs_of(&self, agency: Uuid) -> &[Heir] {
        self.heirs.get(&agency).map_or(&[], Vec::as_slice)
    }

    /// By agency that ended or continues one: since when, and when that was recorded. Whatever it filed for later days in rounds
    /// that were open by then may have been filed without knowing.
    pub fn concerned(&self) -> HashMap<Uuid, Vec<Heir>> {
        let mut concerned: HashMap<Uuid, Vec<Heir>> = HashMap::new();
        for (ended, heirs) in &self.heirs {
            concerned.entry(*ended).or_default().extend(heirs);
            for heir in heirs {
                concerned.entry(heir.agency).or_default().push(*heir);
            }
        }
        concerned
    }

    /// Whether what was there at the beginning of a round's window is told by others who owe that round too: of an agency that
    /// began in it, by those whom it came from; of one that had ended, by those who continue it.
    pub fn opened_by_others(&self, agency: Uuid, word: Word, window: Window, owing: &Owing) -> bool {
        let began = self.origins.get(&agency);
        let owes = |one: &Uuid| owing.contains_key(one);
        began.is_some_and(|(since, from)| *since > window.from && from.iter().any(owes))
            || self.continued_by(agency, word, window.from, owing)
    }

    /// Whether what was there at the end of a round's window is told by those who continue this agency, who owe that round
    /// too.
    pub fn closed_by_others(&self, agency: Uuid, word: Word, window: Window, owing: &Owing) -> bool {
        self.continued_by(agency, word, window.to, owing)
    }

    /// Whether any of some continued an agency on a day, and speaks for it.
    fn continued_by(&self, agency: Uuid, word: Word, day: NaiveDate, some: &Owing) -> bool {
        self.heirs_of(agency)
            .iter()
            .filter(|heir| heir.since <= day)
            .any(|heir| some.get(&heir.agency).is_some_and(|words| gives_way(word, words, heir.recorded_at)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::organisation::history::{Change, Event, ReorganisationKind};

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);
    const C: Uuid = Uuid::from_u128(3);
    const D: Uuid = Uuid::from_u128(4);

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn window() -> Window {
        Window { from: day("2024-12-15"), to: day("2025-03-14") }
    }

    fn event(
        number: u128,
        on: &str,
        agencies: &[Uuid],
        ended: bool,
        successors: &[Uuid],
        made: &[Uuid],
    ) -> Event {
        Event {
            id: Uuid::from_u128(100 + number),
            kind: ReorganisationKind::Merge,
            effective_on: day(on),
            recorded_at: Default::default(),
            change: Change {
                agencies: agencies.to_vec(),
                ended: if ended { agencies.to_vec() } else { Vec::new() },
                successors: successors.to_vec(),
                made: made.to_vec(),
                ..Change::default()
            },
        }
    }

    fn owing(agencies: &[Uuid]) -> Owing {
        agencies.iter().map(|agency| (*agency, vec![Word::Awaited])).collect()
    }

    #[test]
    fn a_merged_agency_opens_its_quarter_and_the_new_one_closes_it() {
        let merged = Handovers::of(&History::new(vec![event(1, "2025-03-01", &[A, B], true, &[C], &[C])]));
        let all = owing(&[A, B, C]);
        for (agency, opened, closed) in [(A, false, true), (B, false, true), (C, true, false)] {
            assert_eq!(merged.opened_by_others(agency, Word::Awaited, window(), &all), opened, "{agency}");
            assert_eq!(merged.closed_by_others(agency, Word::Awaited, window(), &all), closed, "{agency}");
        }
        // Where the new one owes nothing, the old ones' last word is all there is; and the other way round.
        assert!(!merged.closed_by_others(A, Word::Awaited, window(), &owing(&[A, B])));
        assert!(!merged.opened_by_others(C, Word::Awaited, window(), &owing(&[C])));
        // A quarter before the merger is the old ones' own, and the first day of a quarter is its beginning.
        let before = Window { from: day("2024-09-15"), to: day("2024-12-14") };
        assert!(!merged.closed_by_others(A, Word::Awaited, before, &all));
        let after = Window { from: day("2025-03-01"), to: day("2025-06-14") };
        assert!(!merged.opened_by_others(C, Word::Awaited, after, &all));
    }

    #[test]
    fn heirs_of_heirs_close_it_too_and_a_part_that_goes_on_closes_its_own() {
        let events = vec![
            event(1, "2025-01-01", &[A], true, &[B], &[]),
            event(2, "2025-02-01", &[B], true, &[C], &[C]),
            event(3, "2025-03-01", &[C], false, &[D], &[D]),
        ];
        let handovers = Handovers::of(&History::new(events));
        let heirs: Vec<_> = handovers.heirs_of(A).iter().map(|heir| (heir.agency, heir.since)).collect();
        assert_eq!(heirs, [(B, day("2025-01-01")), (C, day("2025-02-01"))]);
        assert!(handovers.closed_by_others(A, Word::Awaited, window(), &owing(&[A, C])));
        assert!(!handovers.closed_by_others(C, Word::Awaited, window(), &owing(&[C, D])));
        assert!(handovers.opened_by_others(D, Word::Awaited, window(), &owing(&[C, D])));
        assert!(!handovers.opened_by_others(B, Word::Awaited, window(), &owing(&[A, B])));
    }

    #[test]
    fn who_was_there_before_opens_though_the_one_between_owes_nothing() {
        // A and B became C, and C with others D, within one quarter: C was let off.
        let events = vec![
            event(1, "2025-01-01", &[A, B], true, &[C], &[C]),
            event(2, "2025-02-01", &[C], true, &[D], &[D]),
        ];
        let handovers = Handovers::of(&History::new(events));
        assert!(handovers.opened_by_others(D, Word::Awaited, window(), &owing(&[A, D])));
        assert!(handovers.opened_by_others(D, Word::Awaited, window(), &owing(&[B, C, D])));
        assert!(!handovers.opened_by_others(D, Word::Awaited, window(), &owing(&[D])));
        // What came to C before it went on as D is D's from its first day; what came to C later, C did not begin with.
        let events = vec![
            event(1, "2025-01-01", &[A], true, &[C], &[C]),
            event(2, "2025-02-01", &[B], true, &[C], &[]),
            event(3, "2025-03-01", &[C], true, &[D], &[D]),
        ];
        let handovers = Handovers::of(&History::new(events));
        assert!(handovers.opened_by_others(D, Word::Awaited, window(), &owing(&[B, D])));
        assert!(!handovers.opened_by_others(C, Word::Awaited, window(), &owing(&[B, C])));
    }

    #[test]
    fn who_had_ended_before_the_quarter_opens_nothing_that_an_heir_opens() {
        // Recorded late: the round was open, and A owes its report of a quarter that it did not live to see.
        let late = Handovers::of(&History::new(vec![event(1, "2024-12-01", &[A], true, &[B], &[])]));
        assert!(late.opened_by_others(A, Word::Awaited, window(), &owing(&[A, B])));
        assert!(late.closed_by_others(A, Word::Awaited, window(), &owing(&[A, B])));
        assert!(!late.opened_by_others(B, Word::Awaited, window(), &owing(&[A, B])));
        assert!(!late.opened_by_others(A, Word::Awaited, window(), &owing(&[A])));
        // On the first day of the quarter it was there no more, either; on the second it had been.
        let first = Handovers::of(&History::new(vec![event(1, "2024-12-15", &[A], true, &[B], &[])]));
        assert!(first.opened_by_others(A, Word::Awaited, window(), &owing(&[A, B])));
        let second = Handovers::of(&History::new(vec![event(1, "2024-12-16", &[A], true, &[B], &[])]));
        assert!(!second.opened_by_others(A, Word::Awaited, window(), &owing(&[A, B])));
    }

    #[test]
    fn who_did_not_know_speaks_for_nobody_else() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let mut late = event(1, "2024-12-01", &[A], true, &[B], &[]);
        late.recorded_at = at(100);
        let late = Handovers::of(&History::new(vec![late]));
        let (before, after) = (Word::Filed(at(99)), Word::Filed(at(100)));
        for (own, heir, gives_way) in [
            (before, before, false),
            (after, before, false),
            (Word::Awaited, before, false),
            (before, after, true),
            (after, after, true),
            (before, Word::Awaited, false),
            (after, Word::Awaited, true),
            (Word::Awaited, Word::Awaited, true),
        ] {
            let owing = Owing::from([(A, vec![own]), (B, vec![heir])]);
            assert_eq!(late.opened_by_others(A, own, window(), &owing), gives_way, "{own:?} {heir:?}");
            assert_eq!(late.closed_by_others(A, own, window(), &owing), gives_way, "{own:?} {heir:?}");
        }
    }
}
