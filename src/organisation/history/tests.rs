#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn event(number: u128, kind: ReorganisationKind, on: &str, from: &[u128], to: &[u128], ends: bool) -> Event {
    let agencies: Vec<Uuid> = from.iter().copied().map(id).collect();
    let change = Change {
        ended: if ends { agencies.clone() } else { Vec::new() },
        agencies,
        successors: to.iter().copied().map(id).collect(),
        answering: to.first().copied().map(id).filter(|_| ends),
        ..Change::default()
    };
    Event { id: id(1000 + number), kind, effective_on: day(on), recorded_at: DateTime::UNIX_EPOCH, change }
}

use ReorganisationKind::{Dissolve, Merge, MergeInto, Split};

fn at(lines: &Lines, agency: u128) -> (u128, RestatementStatus) {
    let line = lines.line(id(agency));
    (line.agency.as_u128(), line.status)
}

#[test]
fn a_chain_of_mergers_ends_in_one_line() {
    let history = History::new(vec![
        event(2, MergeInto, "2025-07-01", &[3], &[4], true),
        event(1, Merge, "2025-03-01", &[1, 2], &[3], true),
    ]);
    let lines = Lines::of(&history);
    for agency in 1..=4 {
        assert_eq!(at(&lines, agency), (4, RestatementStatus::Today));
    }
    assert_eq!(lines.under(id(4)), BTreeSet::from([id(1), id(2), id(3)]));
    assert_eq!(history.all_predecessors(&[id(4)]), BTreeSet::from([id(1), id(2), id(3)]));
    assert_eq!(history.answering(id(1)), Some(id(4)));
}

#[test]
fn a_split_is_not_guessed_unless_its_parts_came_together_again() {
    let split = event(1, Split, "2020-01-01", &[1], &[2, 3], true);
    let lines = Lines::of(&History::new(vec![split.clone()]));
    assert_eq!(at(&lines, 1), (1, RestatementStatus::Split));
    assert_eq!(lines.line(id(1)).because, Some(id(1001)));
    assert_eq!(at(&lines, 2), (2, RestatementStatus::Today));
    let whole = History::new(vec![split.clone(), event(2, Merge, "2021-01-01", &[2, 3], &[4], true)]);
    assert_eq!(at(&Lines::of(&whole), 1), (4, RestatementStatus::Today));
    // Merged into what was divided later: it stands where that one stands, undivided.
    let before = History::new(vec![event(0, MergeInto, "2019-01-01", &[9], &[1], true), split]);
    assert_eq!(at(&Lines::of(&before), 9), (1, RestatementStatus::Split));
}

#[test]
fn a_part_taken_out_leaves_the_rest_where_it_is_until_it_comes_back() {
    let out = event(1, Split, "2020-01-01", &[1], &[2], false);
    let history = History::new(vec![out.clone()]);
    assert_eq!(at(&Lines::of(&history), 1), (1, RestatementStatus::Split));
    assert!(history.all_predecessors(&[id(2)]).is_empty(), "the rest goes on and keeps its own");
    let back = History::new(vec![out, event(2, MergeInto, "2022-01-01", &[2], &[1], true)]);
    let lines = Lines::of(&back);
    assert_eq!(at(&lines, 1), (1, RestatementStatus::Today));
    assert_eq!(at(&lines, 2), (1, RestatementStatus::Today));
}

#[test]
fn an_ended_agency_without_a_successor_stands_under_itself() {
    let history = History::new(vec![event(1, Dissolve, "2025-07-01", &[1, 2], &[], true)]);
    assert_eq!(at(&Lines::of(&history), 1), (1, RestatementStatus::Dissolved));
    assert_eq!(history.answering(id(1)), None);
}

#[test]
fn what_an_agency_began_is_carried_on_by_whoever_continues_it_on_that_day() {
    let mut dissolved = event(4, Dissolve, "2024-01-01", &[7], &[], true);
    let history = |dissolved: &Event| {
        History::new(vec![
            event(1, MergeInto, "2020-01-01", &[1], &[2], true),
            event(2, Split, "2021-01-01", &[2], &[3, 4], true),
            event(3, Split, "2022-01-01", &[5], &[6], false),
            dissolved.clone(),
        ])
    };
    let on = |history: &History, agency, text| {
        history.carrying_on(id(agency), day(text)).iter().map(Uuid::as_u128).collect::<Vec<_>>()
    };
    let known = history(&dissolved);
    assert_eq!(on(&known, 1, "2019-12-31"), [1]);
    assert_eq!(on(&known, 1, "2020-01-01"), [2]);
    assert_eq!(on(&known, 1, "2023-01-01"), [3, 4]);
    assert_eq!(on(&known, 5, "2023-01-01"), [5], "it goes on itself");
    assert_eq!(on(&known, 7, "2024-01-01"), [0; 0]);
    dissolved.change.answering = Some(id(8));
    assert_eq!(on(&history(&dissolved), 7, "2024-01-01"), [8]);
}

#[test]
fn what_was_recorded_later_is_not_known_yet() {
    let mut merger = event(1, Merge, "2025-03-01", &[1, 2], &[3], true);
    merger.recorded_at = DateTime::from_timestamp(1000, 0).unwrap();
    let history = History::new(vec![merger]);
    let before = history.clone().known_at(DateTime::from_timestamp(999, 0).unwrap());
    assert_eq!(at(&Lines::of(&before), 1), (1, RestatementStatus::Today));
    assert_eq!(at(&Lines::of(&history.known_at(DateTime::from_timestamp(1000, 0).unwrap())), 1).0, 3);
}

/// A random history: each step takes agencies that exist and merges, splits or ends them.
fn random() -> impl Strategy<Value = (u128, Vec<(u8, u16, u16)>)> {
    (2_u128..8, proptest::collection::vec((0_u8..5, any::<u16>(), any::<u16>()), 0..12))
}

#[test]
fn what_an_agency_told_of_is_divided_by_the_first_division_after_it() {
    let lines = Lines::of(&History::new(vec![
        event(1, Split, "2020-01-01", &[1], &[2], false),
        event(2, Split, "2021-01-01", &[1], &[3], false),
        event(3, MergeInto, "2022-01-01", &[9], &[1], true),
        event(4, Dissolve, "2023-01-01", &[1], &[], true),
    ]));
    let divided = |agency, on| lines.divided_after(id(agency), day(on));
    assert_eq!(divided(1, "2019-12-31"), Some(day("2020-01-01")));
    assert_eq!(divided(1, "2020-01-01"), Some(day("2021-01-01")));
    assert_eq!(divided(1, "2021-01-01"), None);
    assert_eq!(divided(9, "2019-12-31"), None);
    assert_eq!((lines.dissolved_on(id(1)), lines.dissolved_on(id(9))), (Some(day("2023-01-01")), None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Every agency has exactly one line, a line stands under itself, and no line is an agency that somebody continues whole.
    #[test]
    fn lines_are_a_partition((first, steps) in random()) {
        let mut living: Vec<u128> = (1..=first).collect();
        let mut next = first + 1;
        let mut events = Vec::new();
        for (number, (what, one, other)) in (0_u32..).zip(steps) {
            if living.len() < 2 {
                break;
            }
            let on = day("2016-01-01") + chrono::Duration::days(i64::from(number) * 100);
            let on = on.to_string();
            let a = living[usize::from(one) % living.len()];
            let b = living[usize::from(other) % living.len()];
            let number = u128::from(number);
            match what {
                0 if a != b => {
                    events.push(event(number, MergeInto, &on, &[a], &[b], true));
                    living.retain(|agency| *agency != a);
                }
                1 if a != b => {
                    events.push(event(number, Merge, &on, &[a, b], &[next], true));
                    living.retain(|agency| *agency != a && *agency != b);
                    living.push(next);
                    next += 1;
                }
                2 => {
                    events.push(event(number, Split, &on, &[a], &[next, next + 1], true));
                    living.retain(|agency| *agency != a);
                    living.extend([next, next + 1]);
                    next += 2;
                }
                3 => {
                    events.push(event(number, Split, &on, &[a], &[next], false));
                    living.push(next);
                    next += 1;
                }
                4 => {
                    events.push(event(number, Dissolve, &on, &[a], &[], true));
                    living.retain(|agency| *agency != a);
                }
                _ => {}
            }
        }
        let lines = Lines::of(&History::new(events));
        for agency in 1..next {
            let line = lines.line(id(agency));
            prop_assert_eq!(lines.line(line.agency).agency, line.agency);
            if line.status == RestatementStatus::Today {
                prop_assert!(living.contains(&line.agency.as_u128()), "{} stands under an ended one", agency);
            }
        }
        for agency in &living {
            prop_assert_eq!(lines.line(id(*agency)).agency, id(*agency));
        }
    }
}
