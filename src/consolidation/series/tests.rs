#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::catalogue::tests::CATALOGUE;

/// Two indicators that Law 10/2022 changed.
const BROKEN: &str = "disclosure_items";
const NARROWER: &str = "matters_put_to_people_approved";

fn filed(of: &[(&str, &str, u32)]) -> Vec<Filed<'static>> {
    let one = |(period, form, version): &(&str, &str, u32)| Filed {
        period: period.parse().unwrap(),
        form: CATALOGUE.form(form, *version).unwrap(),
    };
    of.iter().map(one).collect()
}

fn shown(changes: &Changes<'_>) -> Vec<String> {
    let one = |found: &Found<'_>| {
        let (form, word) = (found.change.form, found.change.comparability().code());
        format!("{} > {}: {word} by {} v{}", found.last, found.first, form.code, form.version)
    };
    changes.found.iter().map(one).collect()
}

fn within(indicator: &str, of: &[(&str, &str, u32)]) -> Vec<String> {
    let mut changes = Changes::default();
    changes.within(&CATALOGUE, indicator, &filed(of));
    shown(&changes)
}

fn across(
    indicator: &str,
    from: &[(&str, &str, u32)],
    to: &[(&str, &str, u32)],
) -> (Vec<String>, Comparability) {
    let mut changes = Changes::default();
    changes.across(&CATALOGUE, indicator, &filed(from), &filed(to));
    (shown(&changes), changes.comparability())
}

const Q: &str = "dvcq_quarterly";
const A: &str = "dvcq_annual";

#[test]
fn a_sum_across_the_change_of_a_version_says_where() {
    let span =
        [("2020-Q4", Q, 1), ("2021-Q1", Q, 2), ("2023-Q2", Q, 2), ("2023-Q3", Q, 3), ("2023-Q4", Q, 3)];
    assert_eq!(within(BROKEN, &span), ["2023-Q2 > 2023-Q3: BREAK by dvcq_quarterly v3"]);
    assert_eq!(within(NARROWER, &span), ["2023-Q2 > 2023-Q3: NARROWER by dvcq_quarterly v3"]);
    assert_eq!(within("complaint_received", &span), [""; 0]);
    assert_eq!(within(BROKEN, &span[..3]), [""; 0]);
    assert_eq!(within(BROKEN, &span[3..]), [""; 0]);
}

#[test]
fn a_version_between_that_nobody_filed_under_counts_all_the_same() {
    assert_eq!(
        within(BROKEN, &[("2019-Q4", Q, 1), ("2024-Q1", Q, 3)]),
        ["2019-Q4 > 2024-Q1: BREAK by dvcq_quarterly v3"]
    );
}

#[test]
fn two_versions_for_one_period_break_it_in_itself() {
    let both = [("2023-Q3", Q, 2), ("2023-Q3", Q, 3)];
    assert_eq!(within(BROKEN, &both), ["2023-Q3 > 2023-Q3: BREAK by dvcq_quarterly v3"]);
    assert!(is_mixed(&filed(&both)));
    assert!(!is_mixed(&filed(&[("2023-Q3", Q, 3), ("2023-Q4", Q, 3), ("2023", A, 3)])));
    // What follows is not comparable with a point that is half the one and half the other.
    let (_, comparability) = across(BROKEN, &both, &[("2023-Q4", Q, 3)]);
    assert_eq!(comparability, Comparability::Break);
    let (found, comparability) = across(BROKEN, &both[1..], &[("2023-Q4", Q, 3)]);
    assert_eq!((found.len(), comparability), (0, Comparability::Same));
}

#[test]
fn looked_at_backwards_less_is_more() {
    let (found, comparability) = across(NARROWER, &[("2023-Q3", Q, 3)], &[("2023-Q4", Q, 2)]);
    assert_eq!(found, ["2023-Q3 > 2023-Q4: BROADER by dvcq_quarterly v3"]);
    assert_eq!(comparability, Comparability::Broader);
}

#[test]
fn another_form_is_held_against_what_it_asked_at_the_time() {
    let (found, comparability) = across(BROKEN, &[("2022-Q4", Q, 2)], &[("2023", A, 3)]);
    assert_eq!(found, ["2022-Q4 > 2023: BREAK by dvcq_annual v3"]);
    assert_eq!(comparability, Comparability::Break);
    let (found, comparability) = across(BROKEN, &[("2023-Q3", Q, 3)], &[("2024", A, 3)]);
    assert_eq!((found.len(), comparability), (0, Comparability::Same));
}

#[test]
fn changes_side_by_side_and_one_after_the_other() {
    use Comparability::{Break, Broader, Narrower, Same};
    for (one, other, both) in [
        (Same, Same, Same),
        (Same, Narrower, Narrower),
        (Broader, Same, Broader),
        (Narrower, Narrower, Narrower),
        (Narrower, Broader, Break),
        (Broader, Narrower, Break),
        (Break, Same, Break),
        (Broader, Break, Break),
    ] {
        assert_eq!(one.and(other), both);
        assert_eq!(other.and(one), both);
        assert_eq!(one.reversed().and(other.reversed()), both.reversed());
    }
}
