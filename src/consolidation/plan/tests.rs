#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use proptest::prelude::*;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn asking(text: &str, form: &str) -> Asking {
    let period = period(text);
    let id = Uuid::from_u128(u128::from(period.number().unsigned_abs()) * 100 + form.len() as u128);
    let window = period.window();
    Asking { id, period, form: form.to_owned(), version: 1, window, opened_at: DateTime::UNIX_EPOCH }
}

fn plan(from: &str, to: &str, rounds: &[Asking]) -> Plan {
    Plan::new(&periods(period(from), Some(period(to))).unwrap(), rounds)
}

/// The leaves of each column, with their forms.
fn shown(plan: &Plan) -> Vec<String> {
    plan.columns
        .iter()
        .map(|column| {
            let leaves = plan.leaves[column.leaves.clone()].iter().map(|leaf| {
                let forms: Vec<&str> =
                    plan.rounds[leaf.rounds.clone()].iter().map(|round| round.form.as_str()).collect();
                format!("{} by {}", leaf.period, forms.join("+"))
            });
            format!("{}: {}", column.period, leaves.collect::<Vec<_>>().join(", "))
        })
        .collect()
}

fn refused(from: &str, to: &str) -> Vec<Code> {
    match periods(period(from), Some(period(to))) {
        Err(Error::Refused(problems)) => problems.into_iter().map(|problem| problem.code).collect(),
        Err(Error::Busy(cause) | Error::Broken(cause)) => panic!("{cause}"),
        Ok(_) => Vec::new(),
    }
}

#[test]
fn a_range_is_of_one_kind_in_order_and_not_too_long() {
    assert_eq!(periods(period("2019-Q3"), None).unwrap(), [period("2019-Q3")]);
    assert_eq!(periods(period("2019-Q3"), Some(period("2020-Q1"))).unwrap().len(), 3);
    assert_eq!(refused("2019-Q3", "2019-Q2"), [Code::BadPeriod]);
    assert_eq!(refused("2019-Q3", "2019"), [Code::BadPeriod]);
    assert_eq!(refused("2000-Q1", "2019-Q4"), []);
    assert_eq!(refused("2000-Q1", "2020-Q1"), [Code::RangeTooLong]);
}

#[test]
fn a_period_without_rounds_is_answered_by_its_quarters() {
    let quarters: Vec<Asking> =
        ["2019-Q2", "2019-Q1", "2019-Q3"].iter().map(|quarter| asking(quarter, "quarterly")).collect();
    assert_eq!(
        shown(&plan("2019-H1", "2019-H2", &quarters)),
        ["2019-H1: 2019-Q1 by quarterly, 2019-Q2 by quarterly", "2019-H2: 2019-Q3 by quarterly"]
    );
    assert_eq!(
        shown(&plan("2019", "2019", &quarters)),
        ["2019: 2019-Q1 by quarterly, 2019-Q2 by quarterly, 2019-Q3 by quarterly"]
    );
    assert_eq!(shown(&plan("2018", "2018", &quarters)), ["2018: "]);
}

#[test]
fn a_period_with_rounds_of_its_own_stands_behind_its_quarters() {
    let rounds = ["2019-Q1", "2019-Q2", "2019-H1", "2019-Q3"]
        .map(|period| asking(period, if period.contains('Q') { "q" } else { "annual" }));
    let plan = plan("2019-H1", "2019-H2", &rounds);
    assert_eq!(
        shown(&plan),
        ["2019-H1: 2019-Q1 by q, 2019-Q2 by q, 2019-H1 by annual", "2019-H2: 2019-Q3 by q"]
    );
    assert_eq!(plan.columns.iter().map(Column::whole).collect::<Vec<_>>(), [Some(2), None]);
    let speaking = |rule| [None, Some(0), Some(1)].map(|column| plan.speaking(rule, column));
    assert_eq!(speaking(TimeRule::Opening), [vec![0, 2], vec![0, 2], vec![3]]);
    assert_eq!(speaking(TimeRule::Closing), [vec![3], vec![1, 2], vec![3]]);
    assert_eq!(speaking(TimeRule::Flow), [vec![0, 1, 2, 3], vec![0, 1, 2], vec![3]]);
    let whole = plan.without_quarters(&[0]);
    assert_eq!(shown(&whole), ["2019-H1: 2019-H1 by annual", "2019-H2: 2019-Q3 by q"]);
    assert_eq!(whole.speaking(TimeRule::Opening, None), [0]);
}

#[test]
fn rounds_of_one_period_stand_by_the_code_of_their_form() {
    let rounds = [asking("2019-Q1", "qcdc"), asking("2019-Q1", "dvcq"), asking("2019-Q2", "dvcq")];
    let plan = plan("2019-Q1", "2019-Q2", &rounds);
    assert_eq!(shown(&plan), ["2019-Q1: 2019-Q1 by dvcq+qcdc", "2019-Q2: 2019-Q2 by dvcq"]);
    assert_eq!((0..3).map(|round| plan.leaf_of(round)).collect::<Vec<_>>(), [0, 0, 1]);
}

#[test]
fn stored_ranges_reach_the_quarters() {
    let of = |from: &str, to: &str| stored_ranges(&periods(period(from), Some(period(to))).unwrap());
    let number = |text: &str| period(text).number();
    assert_eq!(of("2019-Q3", "2020-Q2"), [(number("2019-Q3"), number("2020-Q2"))]);
    assert_eq!(
        of("2019-H2", "2020-H1"),
        [(number("2019-H2"), number("2020-H1")), (number("2019-Q3"), number("2020-Q2"))]
    );
    assert_eq!(
        of("2019-9M", "2019-9M"),
        [(number("2019-9M"), number("2019-9M")), (number("2019-Q1"), number("2019-Q3"))]
    );
}

proptest! {
    #[test]
    fn the_leaves_that_speak_are_those_of_the_arithmetic(
        quarters in prop::collection::btree_set(0u16..16, 0..12),
        halves in prop::collection::btree_set(0u16..8, 0..4),
    ) {
        let mut rounds: Vec<Asking> = Vec::new();
        for quarter in quarters {
            rounds.push(asking(&format!("{}-Q{}", 2018 + quarter / 4, quarter % 4 + 1), "quarterly"));
        }
        for half in halves {
            rounds.push(asking(&format!("{}-H{}", 2018 + half / 2, half % 2 + 1), "annual"));
        }
        let plan = plan("2018-H1", "2021-H2", &rounds);
        // Whoever answers by the quarters alone, or for the halves wherever they are asked for.
        let both: Vec<usize> = (0..plan.columns.len()).filter(|column| plan.columns[*column].both).collect();
        let whole = plan.without_quarters(&both);
        let quarters: Vec<Asking> = rounds.iter().filter(|round| round.form == "quarterly").cloned().collect();
        let quarters = self::plan("2018-H1", "2021-H2", &quarters);
        for plan in [&whole, &quarters] {
            let leaves: Vec<Period> = plan.leaves.iter().map(|leaf| leaf.period).collect();
            // In order, without an overlap.
            let windows: Vec<Window> = leaves.iter().map(|leaf| leaf.window()).collect();
            prop_assert!(windows.windows(2).all(|pair| pair[0].to < pair[1].from));
            for column in std::iter::once(None).chain((0..plan.columns.len()).map(Some)) {
                let own = &leaves[plan.leaves_of(column)];
                let rules =
                    [TimeRule::Flow, TimeRule::Opening, TimeRule::Closing, TimeRule::Latest, TimeRule::Ever];
                for rule in rules {
                    let speaking: Vec<Period> =
                        plan.speaking(rule, column).into_iter().map(|leaf| leaves[leaf]).collect();
                    prop_assert_eq!(speaking, rule.speaking(own));
                }
            }
        }
        for (index, column) in plan.columns.iter().enumerate() {
            prop_assert!(column.leaves.clone().all(|leaf| plan.column_of(leaf) == index));
        }
    }
}
