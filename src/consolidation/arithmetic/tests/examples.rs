//! Cases with names, written out.

use super::*;
use FigureState::{NoneDeclared, NotApplicable, NotStated};

#[test]
fn the_example_of_the_domain_report() {
    let total = sum(&[
        stated(1, 3, 1),
        stated(2, 3, 2),
        observed(3, 3, Some(NotStated), 0),
        observed(4, 3, Some(NoneDeclared), 0),
        observed(5, 3, None, 0),
    ]);
    assert_eq!(total.value, Some(3));
    let coverage = Coverage {
        due: 5,
        reported: 4,
        stated: 2,
        none_declared: 1,
        not_stated: 1,
        not_applicable: 0,
        partial: 0,
        missing: 1,
    };
    assert_eq!(total.coverage, coverage);
}

#[test]
fn nobody_at_all_is_null_and_one_none_is_zero() {
    assert_eq!(sum(&[]), TotalValue::default());
    assert_eq!(sum(&[]).value, None);
    assert_eq!(sum(&[observed(1, 1, Some(NotStated), 0), observed(2, 1, None, 0)]).value, None);
    assert_eq!(sum(&[observed(1, 1, Some(NoneDeclared), 0), observed(2, 1, None, 0)]).value, Some(0));
}

#[test]
fn a_value_that_is_not_stated_is_not_read() {
    for state in [Some(NotStated), Some(NotApplicable), None] {
        let dirty = Observation { state, value: Some(7), ..stated(1, 1, 0) };
        assert_eq!(sum(&[dirty]).value, None);
    }
}

#[test]
fn a_total_that_does_not_fit_is_refused_and_one_that_cancels_out_fits() {
    let most = stated(1, 1, i64::MAX);
    let (one, minus) = (stated(2, 1, 1), stated(3, 1, -1));
    assert_eq!(sum_across_agencies([most, one]), Err(Overflow));
    for order in [[most, one, minus], [minus, most, one], [one, minus, most]] {
        assert_eq!(sum(&order).value, Some(i64::MAX));
    }
    assert_eq!(sum(&[most]).plus(sum(&[one])), Err(Overflow));
    let least = stated(4, 1, i64::MIN);
    assert_eq!(sum_across_agencies([least, minus]), Err(Overflow));
    assert_eq!(combine_indicators([[most], [stated(1, 1, 1)]]), Err(Overflow));
    assert_eq!(paired([most, stated(2, 1, 1)], [stated(1, 1, 1), stated(2, 1, 1)]), Err(Overflow));
}

#[test]
fn stocks_speak_for_their_own_end_only() {
    let quarters = Period::new(2019, crate::kit::PeriodKind::HalfYear, 1).unwrap().quarters();
    let pending = [stated(1, 1, 5), observed(1, 2, Some(NotStated), 0)];
    let closing = TimeRule::Closing.total(&quarters, pending).unwrap();
    assert_eq!(closing.value, None, "the first quarter's stock is not carried over");
    assert_eq!((closing.coverage.due, closing.coverage.not_stated), (1, 1));
    let opening = TimeRule::Opening.total(&quarters, pending).unwrap();
    assert_eq!((opening.value, opening.coverage.due), (Some(5), 1));
    assert_eq!(TimeRule::Flow.total(&quarters, pending).unwrap().coverage.due, 2);
    for rule in [TimeRule::Flow, TimeRule::Opening, TimeRule::Closing, TimeRule::Ever] {
        assert!(rule.speaking(&[]).is_empty());
        assert_eq!(rule.total(&[], pending).unwrap(), TotalValue::default());
        assert_eq!(rule.speaking(&quarters[..1]), &quarters[..1]);
    }
}

#[test]
fn what_the_parts_of_a_sum_say_together() {
    use Standing::{Missing, NoneDeclared, NotApplicable, NotStated, Partial, Stated};
    for (parts, together) in [
        (&[Stated, Stated][..], Stated),
        (&[Stated, NoneDeclared], Stated),
        (&[NoneDeclared, NoneDeclared], NoneDeclared),
        (&[Stated, NotStated], Partial),
        (&[NoneDeclared, NotStated], Partial),
        (&[Stated, NotApplicable], Stated),
        (&[NoneDeclared, NotApplicable], NoneDeclared),
        (&[NotStated, NotApplicable], NotStated),
        (&[NotApplicable, NotApplicable], NotApplicable),
        (&[NotStated, NotStated], NotStated),
        (&[Missing, Missing], Missing),
        (&[Missing, Stated], Partial),
        (&[Missing, NotStated], NotStated),
        (&[Missing, NotApplicable], NotStated),
        (&[Partial, Stated], Partial),
        (&[Partial, Partial], Partial),
        (&[Partial, NotApplicable], Partial),
        (&[Stated, NoneDeclared, NotStated, NotApplicable], Partial),
        (&[], NotStated),
    ] {
        assert_eq!(combine(parts.iter().copied()), together, "{parts:?}");
        assert_eq!(combine(parts.iter().rev().copied()), together, "{parts:?} from the back");
    }
}

#[test]
fn the_submissions_of_the_real_report_are_two_and_partial() {
    // Complaints not stated, one denunciation, one petition (domain §3.1, submissions_received_total).
    let kinds = [[observed(1, 3, Some(NotStated), 0)], [stated(1, 3, 1)], [stated(1, 3, 1)]];
    let combined = combine_indicators(kinds).unwrap();
    let total = sum_across_agencies(combined).unwrap();
    assert_eq!((total.value, total.coverage.partial, total.coverage.due), (Some(2), 1, 1));
    assert!(total.coverage.adds_up());
}

#[test]
fn an_opening_stock_and_a_flow_add_up_over_a_year() {
    let quarters = [quarter(1), quarter(2)];
    let carried = [stated(1, 1, 10), stated(1, 2, 12)];
    let received = [stated(1, 1, 3), stated(1, 2, 4)];
    let handled = combine_indicators([
        TimeRule::Opening.select(&quarters, carried),
        TimeRule::Flow.select(&quarters, received),
    ])
    .unwrap();
    let total = sum_across_agencies(handled).unwrap();
    assert_eq!((total.value, total.coverage.stated, total.coverage.due), (Some(17), 2, 2));
}

#[test]
fn a_rate_speaks_of_those_who_state_both_parts() {
    // 1 resolved of 2; 50 resolved of an unknown number; nothing resolved of 2; an unknown number of 100; no report.
    let resolved = [
        stated(1, 1, 1),
        stated(2, 1, 50),
        observed(3, 1, Some(NoneDeclared), 0),
        observed(4, 1, Some(NotStated), 0),
        observed(5, 1, None, 0),
        observed(6, 1, Some(NotApplicable), 0),
        observed(7, 1, Some(NotStated), 0),
    ];
    let received = [
        stated(1, 1, 2),
        observed(2, 1, Some(NotStated), 0),
        stated(3, 1, 2),
        stated(4, 1, 100),
        observed(5, 1, None, 0),
        stated(6, 1, 9),
        observed(7, 1, Some(NotStated), 0),
    ];
    let pair = paired(resolved, received).unwrap();
    assert_eq!((pair.numerator.value, pair.denominator.value), (Some(1), Some(4)));
    assert_eq!(pair.rate(), Some(Decimal::new(2_500, 2)));
    let shared = Coverage {
        due: 7,
        reported: 6,
        partial: 2,
        missing: 1,
        not_applicable: 1,
        not_stated: 1,
        ..Coverage::default()
    };
    assert_eq!(pair.numerator.coverage, Coverage { stated: 1, none_declared: 1, ..shared });
    assert_eq!(pair.denominator.coverage, Coverage { stated: 2, ..shared });
}

#[test]
fn an_obligation_that_one_part_does_not_observe_is_not_known() {
    let pair = paired([stated(1, 1, 1), stated(1, 2, 1)], [stated(1, 2, 2)]).unwrap();
    assert_eq!((pair.numerator.value, pair.denominator.value), (Some(1), Some(2)));
    assert_eq!((pair.numerator.coverage.due, pair.numerator.coverage.partial), (2, 1));
    // A part of a part is not enough either.
    let partial = Contribution { standing: Standing::Partial, ..stated(1, 1, 1).into() };
    let pair = paired([partial], [stated(1, 1, 2)]).unwrap();
    assert_eq!((pair.numerator.value, pair.rate()), (None, None));
}

#[test]
fn a_rate_of_nothing_is_null() {
    let none = |number| observed(number, 1, Some(NoneDeclared), 0);
    assert_eq!(paired([stated(1, 1, 0)], [stated(1, 1, 0)]).unwrap().rate(), None);
    assert_eq!(paired([none(1)], [none(1)]).unwrap().rate(), None);
    assert_eq!(paired([none(1)], [stated(1, 1, 5)]).unwrap().rate(), Some(Decimal::new(0, 2)));
    let known = sum(&[stated(1, 1, 5)]);
    assert_eq!(rate(&TotalValue::default(), &known), None);
    assert_eq!(rate(&known, &TotalValue::default()), None);
    // The published figure that was truncated to 79.63 (domain §2b).
    assert_eq!(rate(&sum(&[stated(1, 1, 176)]), &sum(&[stated(1, 1, 221)])), Some(Decimal::new(7_964, 2)));
}

#[test]
fn yes_is_counted_once_an_agency() {
    let ever = [stated(1, 1, 1), stated(1, 2, 0), stated(2, 1, 0), stated(2, 2, 0), observed(3, 1, None, 0)];
    let total = count_true(ever);
    assert_eq!((total.value, total.coverage.stated, total.coverage.missing), (Some(1), 4, 1));
    let closing = count_true(TimeRule::Closing.select(&[quarter(1), quarter(2)], ever));
    assert_eq!((closing.value, closing.coverage.due), (Some(0), 2));
    let latest = count_true(TimeRule::Latest.select(&[quarter(1), quarter(2)], ever));
    assert_eq!((latest.value, latest.coverage.due, latest.coverage.missing), (Some(0), 3, 1));
    assert_eq!(count_true([observed(1, 1, Some(NotStated), 0)]).value, None);
    assert_eq!(count_true([observed(1, 1, Some(NoneDeclared), 0)]).value, Some(0));
}

#[test]
fn the_latest_word_is_each_agencys_own() {
    let year: Vec<Period> = (1..=4).map(quarter).collect();
    let silent = |number, ordinal| observed(number, ordinal, Some(NotStated), 0);
    let total = TimeRule::Latest.total(
        &year,
        [
            // Said once, then silent; in any order.
            observed(1, 3, None, 0),
            stated(1, 1, 50),
            silent(1, 2),
            // A later word takes the place of the first; "none" is one.
            stated(2, 1, 7),
            stated(2, 2, 9),
            stated(3, 1, 4),
            observed(3, 4, Some(NoneDeclared), 0),
            // Never said: as the last obligation stands.
            silent(4, 1),
            observed(4, 2, None, 0),
            observed(5, 1, None, 0),
            silent(5, 4),
        ],
    );
    let total = total.unwrap();
    assert_eq!(total.value, Some(59));
    let of = total.coverage;
    assert_eq!((of.due, of.stated, of.none_declared, of.missing, of.not_stated), (5, 2, 1, 1, 1));
    // What is not of the range says nothing of it.
    let total = TimeRule::Latest.total(&year[..2], [stated(1, 1, 5), stated(1, 3, 6)]).unwrap();
    assert_eq!((total.value, total.coverage.due), (Some(5), 1));
    // A half-year ends where its second quarter does, and a part of a word is a word.
    let half = Period::new(2019, crate::kit::PeriodKind::HalfYear, 1).unwrap();
    let later = Contribution { standing: Standing::Partial, ..stated(1, 3, 2).into() };
    let earlier = Contribution { period: half, ..stated(1, 1, 8).into() };
    assert_eq!(TimeRule::Latest.select(&[half, quarter(3)], [later, earlier]), [later]);
}

#[test]
fn choices_are_counted_and_things_listed_twice_are_one_thing() {
    let stated = Some(FigureState::Stated);
    let ratings = distribution([
        (stated, Some("GOOD")),
        (stated, Some("GOOD")),
        (stated, Some("FAIR")),
        (Some(NotStated), Some("WEAK")),
        (None, None),
    ]);
    assert_eq!(ratings.counts.into_iter().collect::<Vec<_>>(), vec![("FAIR", 1), ("GOOD", 2)]);
    assert_eq!((ratings.coverage.stated, ratings.coverage.due), (3, 5));

    let documents = distinct([
        (stated, vec!["25-NQ/TW", "16/CT-TTg"]),
        (stated, vec!["25-NQ/TW"]),
        (Some(NoneDeclared), vec![]),
        (Some(NotStated), vec!["30-CT/TW"]),
    ]);
    assert_eq!(documents.total().value, Some(2));
    assert_eq!(distinct([(Some(NoneDeclared), Vec::<i32>::new())]).total().value, Some(0));
    assert_eq!(distinct([(Some(NotStated), Vec::<i32>::new()), (None, vec![])]).total().value, None);
}

#[test]
fn a_range_is_of_what_is_given() {
    let range = min_max([
        stated(1, 1, 5),
        stated(2, 1, 3),
        observed(3, 1, Some(NotStated), 0),
        observed(4, 1, None, 0),
    ]);
    assert_eq!((range.least, range.greatest, range.coverage.due), (Some(3), Some(5), 4));
    let with_none = min_max([stated(1, 1, 5), observed(2, 1, Some(NoneDeclared), 0)]);
    assert_eq!((with_none.least, with_none.greatest), (Some(0), Some(5)));
    assert_eq!(min_max(Vec::<Observation>::new()), MinMax::default());
}
