//! The identities that hold for whatever agencies report.

use super::*;
use std::collections::BTreeMap;

fn any_state() -> impl Strategy<Value = Option<FigureState>> {
    prop_oneof![
        4 => Just(Some(FigureState::Stated)),
        2 => Just(Some(FigureState::NoneDeclared)),
        2 => Just(Some(FigureState::NotStated)),
        1 => Just(Some(FigureState::NotApplicable)),
        2 => Just(None),
    ]
}

/// What up to eight agencies say in the four quarters of a year: one observation an obligation, in any order.
fn any_year() -> impl Strategy<Value = Vec<Observation>> {
    prop::collection::btree_map((0u128..8, 1u8..=4), (any_state(), 0i64..1_000_000), 0..24)
        .prop_map(|year| {
            year.into_iter()
                .map(|((number, ordinal), (state, value))| observed(number, ordinal, state, value))
                .collect::<Vec<_>>()
        })
        .prop_shuffle()
}

/// Three indicators over the same obligations: a report that is missing is missing for each of them.
fn any_three_indicators() -> impl Strategy<Value = [Vec<Observation>; 3]> {
    let parts = prop::array::uniform3((
        prop_oneof![
            Just(FigureState::Stated),
            Just(FigureState::NoneDeclared),
            Just(FigureState::NotStated),
            Just(FigureState::NotApplicable),
        ],
        0i64..1_000_000,
    ));
    prop::collection::btree_map((0u128..8, 1u8..=4), prop::option::weighted(0.8, parts), 0..16).prop_map(
        |reports| {
            let mut indicators = [const { Vec::new() }; 3];
            for ((number, ordinal), parts) in reports {
                for (index, indicator) in indicators.iter_mut().enumerate() {
                    let part = parts.map(|parts| parts[index]);
                    let value = part.map_or(0, |(_, value)| value);
                    indicator.push(observed(number, ordinal, part.map(|(state, _)| state), value));
                }
            }
            indicators
        },
    )
}

/// A part that is never more than its whole, for each obligation.
fn any_part_and_whole() -> impl Strategy<Value = (Vec<Observation>, Vec<Observation>)> {
    let sides = (any_state(), any_state(), 0i64..1_000, 0i64..1_000);
    prop::collection::btree_map((0u128..8, 1u8..=4), sides, 0..24).prop_map(|year| {
        year.into_iter()
            .map(|((number, ordinal), (part, whole, one, two))| {
                // Who declares that there was none in all has none in part either.
                let one = if whole == Some(FigureState::NoneDeclared) { 0 } else { one.min(two) };
                (observed(number, ordinal, part, one), observed(number, ordinal, whole, two))
            })
            .unzip()
    })
}

fn year() -> Vec<Period> {
    (1..=4).map(quarter).collect()
}

proptest! {
    #[test]
    fn the_order_does_not_matter(one in any_year(), seed in any::<prop::sample::Index>()) {
        let mut other = one.clone();
        other.reverse();
        if !other.is_empty() {
            let middle = seed.index(other.len());
            other.rotate_left(middle);
        }
        prop_assert_eq!(sum(&one), sum(&other));
        prop_assert_eq!(count_true(one.clone()), count_true(other.clone()));
        prop_assert_eq!(min_max(one.clone()), min_max(other.clone()));
        prop_assert_eq!(
            distribution(one.iter().map(|o| (o.state, o.value))),
            distribution(other.iter().map(|o| (o.state, o.value)))
        );
        prop_assert_eq!(
            distinct(one.iter().map(|o| (o.state, o.value))),
            distinct(other.iter().map(|o| (o.state, o.value)))
        );
        prop_assert_eq!(paired(one.clone(), other.clone()), paired(other.clone(), one.clone()));
        prop_assert_eq!(combine_indicators([one.clone(), vec![]]), combine_indicators([vec![], other]));
    }

    #[test]
    fn the_total_of_a_partition_is_the_total_of_its_parts(
        all in any_year(),
        groups in prop::collection::vec(0usize..3, 24),
    ) {
        let mut parts: [Vec<Observation>; 3] = Default::default();
        for (observation, group) in all.iter().zip(groups) {
            parts[group].push(*observation);
        }
        let together = parts.iter().try_fold(TotalValue::default(), |total, part| total.plus(sum(part)));
        prop_assert_eq!(together, Ok(sum(&all)));
    }

    #[test]
    fn what_agencies_say_yes_to_adds_up_over_a_partition_by_agency(all in any_year(), border in 0u128..8) {
        let (one, other): (Vec<Observation>, Vec<Observation>) = all.iter().copied().partition(|o| o.agency < agency(border));
        prop_assert_eq!(count_true(one).plus(count_true(other)), Ok(count_true(all)));
    }

    #[test]
    fn coverage_always_adds_up(all in any_year(), indicators in any_three_indicators()) {
        for total in [sum(&all), count_true(all.clone())] {
            prop_assert!(total.coverage.adds_up());
            prop_assert_eq!(total.coverage.due as usize, all.len());
            let known = total.coverage.stated + total.coverage.none_declared;
            prop_assert_eq!(total.value.is_some(), known > 0);
        }
        let reports = indicators[0].len();
        let [one, two, _] = &indicators;
        let pair = paired(one.clone(), two.clone()).unwrap();
        let combined = sum_across_agencies(combine_indicators(indicators).unwrap()).unwrap();
        for coverage in [combined.coverage, pair.numerator.coverage, pair.denominator.coverage] {
            prop_assert!(coverage.adds_up());
            prop_assert_eq!(coverage.due as usize, reports);
        }
    }

    #[test]
    fn silence_changes_the_coverage_and_never_the_value(
        all in any_year(),
        silent in prop_oneof![
            Just(Some(FigureState::NotStated)),
            Just(Some(FigureState::NotApplicable)),
            Just(None),
        ],
    ) {
        let before = sum(&all);
        let mut more = all.clone();
        more.push(observed(99, 1, silent, 0));
        let after = sum(&more);
        prop_assert_eq!(after.value, before.value);
        prop_assert_eq!(after.coverage, before.coverage + Coverage::of(Standing::of(silent)));
        prop_assert_eq!(count_true(more.clone()).value, count_true(all.clone()).value);
        let (range, wider) = (min_max(all), min_max(more));
        prop_assert_eq!((range.least, range.greatest), (wider.least, wider.greatest));
    }

    #[test]
    fn a_declared_none_is_a_zero_in_value_and_not_in_coverage(all in any_year()) {
        let zeros: Vec<Observation> = all
            .iter()
            .map(|o| match o.state {
                Some(FigureState::NoneDeclared) => {
                    Observation { state: Some(FigureState::Stated), value: Some(0), ..*o }
                }
                _ => *o,
            })
            .collect();
        prop_assert_eq!(sum(&zeros).value, sum(&all).value);
        let (declared, stated) = (sum(&all).coverage, sum(&zeros).coverage);
        prop_assert_eq!(declared.stated + declared.none_declared, stated.stated);
        prop_assert_eq!(stated.none_declared, 0);
    }

    #[test]
    fn nobody_stating_is_null(all in any_year()) {
        let silent: Vec<Observation> = all
            .into_iter()
            .filter(|o| !matches!(o.state, Some(FigureState::Stated | FigureState::NoneDeclared)))
            .collect();
        prop_assert_eq!(sum(&silent).value, None);
        prop_assert_eq!(count_true(silent.clone()).value, None);
        prop_assert_eq!(min_max(silent.clone()).least, None);
        prop_assert_eq!(paired(silent.clone(), silent).unwrap().rate(), None);
    }

    #[test]
    fn half_years_are_made_of_quarters(all in any_year()) {
        let half = Period::new(2019, crate::kit::PeriodKind::HalfYear, 1).unwrap().quarters();
        let of = |ordinal| {
            let period = quarter(ordinal);
            sum(&all.iter().copied().filter(|o| o.period == period).collect::<Vec<_>>())
        };
        let (first, second) = (of(1), of(2));
        prop_assert_eq!(TimeRule::Flow.total(&half, all.clone()), first.plus(second));
        prop_assert_eq!(TimeRule::Opening.total(&half, all.clone()), Ok(first));
        prop_assert_eq!(TimeRule::Closing.total(&half, all.clone()), Ok(second));
    }

    #[test]
    fn a_year_is_made_of_half_years(all in any_year()) {
        let year = year();
        let (one, two) = year.split_at(2);
        let total = |rule: TimeRule, periods: &[Period]| rule.total(periods, all.clone()).unwrap();
        prop_assert_eq!(
            total(TimeRule::Flow, one).plus(total(TimeRule::Flow, two)),
            Ok(total(TimeRule::Flow, &year))
        );
        prop_assert_eq!(total(TimeRule::Opening, &year), total(TimeRule::Opening, one));
        prop_assert_eq!(total(TimeRule::Closing, &year), total(TimeRule::Closing, two));
    }

    #[test]
    fn an_earlier_stock_never_speaks_for_a_later_end(all in any_year(), value in 0i64..1_000) {
        let closing = TimeRule::Closing.total(&year(), all.clone());
        let earlier: Vec<Observation> = all
            .into_iter()
            .map(|o| if o.period == quarter(4) { o } else { Observation { value: Some(value), ..o } })
            .collect();
        prop_assert_eq!(TimeRule::Closing.total(&year(), earlier), closing);
    }

    #[test]
    fn the_latest_word_is_one_an_agency_and_no_later_silence_takes_it_back(
        all in any_year(),
        silent in prop_oneof![
            Just(Some(FigureState::NotStated)),
            Just(Some(FigureState::NotApplicable)),
            Just(None),
        ],
    ) {
        let latest = TimeRule::Latest.select(&year(), all.clone());
        let agencies: std::collections::BTreeSet<Uuid> = all.iter().map(|o| o.agency).collect();
        prop_assert_eq!(latest.len(), agencies.len());
        for said in &latest {
            let own: Vec<Contribution> =
                all.iter().filter(|o| o.agency == said.agency).map(|o| (*o).into()).collect();
            prop_assert!(own.contains(said));
            let later = own.iter().filter(|other| other.period.number() > said.period.number());
            let known = own.iter().any(|other| other.standing.is_known());
            prop_assert_eq!(said.standing.is_known(), known);
            prop_assert!(later.into_iter().all(|other| known && !other.standing.is_known()));
        }
        // The word of the second half, where there is one, and that of the first otherwise.
        let [one, two] = [&year()[..2], &year()[2..]].map(|half| TimeRule::Latest.select(half, all.clone()));
        let halves = TimeRule::Latest.counting([one, two].concat(), |said| said);
        let total = |said: &[Contribution]| sum_across_agencies(said.iter().copied());
        prop_assert_eq!(total(&halves), total(&latest));
        // Whoever falls silent at the end has said what it has said.
        let (mut before, mut after) = (all.clone(), all);
        before.retain(|o| o.period != quarter(4));
        after.retain(|o| o.period != quarter(4));
        after.extend(agencies.iter().map(|agency| Observation { agency: *agency, ..observed(0, 4, silent, 0) }));
        let value = |all: Vec<Observation>| TimeRule::Latest.total(&year(), all).map(|total| total.value);
        prop_assert_eq!(value(after), value(before));
    }

    #[test]
    fn indicators_combine_in_any_grouping(indicators in any_three_indicators()) {
        let [one, two, three] = indicators.clone();
        let together = combine_indicators(indicators).unwrap();
        let first = combine_indicators([one.clone(), two]).unwrap();
        let three: Vec<Contribution> = three.into_iter().map(Into::into).collect();
        prop_assert_eq!(combine_indicators([first, three]).unwrap(), together.clone());
        for contribution in &together {
            let known = contribution.standing.is_known() || contribution.standing == Standing::Partial;
            prop_assert_eq!(contribution.value.is_some(), known);
        }
        // One indicator alone is itself.
        let alone: BTreeMap<_, _> = combine_indicators([one.clone()])
            .unwrap()
            .into_iter()
            .map(|c| ((c.agency, c.period.number()), c))
            .collect();
        for observation in one {
            prop_assert_eq!(
                alone[&(observation.agency, observation.period.number())],
                Contribution::from(observation)
            );
        }
    }

    #[test]
    fn the_value_of_a_sum_of_indicators_is_the_sum_of_their_values(indicators in any_three_indicators()) {
        let apart = indicators.iter().try_fold(None, |value: Option<i64>, indicator| {
            match (value, sum(indicator).value) {
                (Some(one), Some(two)) => one.checked_add(two).map(Some),
                (one, two) => Some(one.or(two)),
            }
        });
        let together = sum_across_agencies(combine_indicators(indicators).unwrap()).unwrap();
        prop_assert_eq!(Some(together.value), apart);
    }

    #[test]
    fn both_parts_of_a_rate_speak_of_the_same_obligations((part, whole) in any_part_and_whole()) {
        let pair = paired(part.clone(), whole.clone()).unwrap();
        let known = |o: &Observation| Contribution::from(*o).standing.is_known();
        let (part, whole): (Vec<_>, Vec<_>) =
            part.into_iter().zip(whole).filter(|(part, whole)| known(part) && known(whole)).unzip();
        prop_assert_eq!(pair.numerator.value, sum(&part).value);
        prop_assert_eq!(pair.denominator.value, sum(&whole).value);
        prop_assert_eq!(pair.numerator.value.is_some(), pair.denominator.value.is_some());
        prop_assert_eq!(pair.rate().is_some(), sum(&whole).value.is_some_and(|whole| whole > 0));
        if let Some(rate) = pair.rate() {
            prop_assert!((0..=10_000).contains(&rate.units), "{}", rate);
        }
    }

    #[test]
    fn a_rate_lies_between_the_rates_of_its_parts(
        (part, whole) in any_part_and_whole(),
        groups in prop::collection::vec(any::<bool>(), 24),
    ) {
        let pick = |side: &[Observation], wanted: bool| -> Vec<Observation> {
            side.iter().zip(&groups).filter(|(_, group)| **group == wanted).map(|(o, _)| *o).collect()
        };
        let one = paired(pick(&part, true), pick(&whole, true)).unwrap();
        let two = paired(pick(&part, false), pick(&whole, false)).unwrap();
        let all = paired(part, whole).unwrap();
        prop_assert_eq!(one.plus(two), Ok(all));
        let parts: Vec<i64> = [one, two].iter().filter_map(Pair::rate).map(|rate| rate.units).collect();
        match (all.rate(), parts.iter().min(), parts.iter().max()) {
            (Some(rate), Some(least), Some(most)) => {
                prop_assert!(*least <= rate.units && rate.units <= *most);
            }
            (rate, _, _) => prop_assert!(rate.is_none() && parts.is_empty()),
        }
    }
}
