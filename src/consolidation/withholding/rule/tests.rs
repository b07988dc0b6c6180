//! Somebody who knows the rule, everything that is shown and who tells what tries to find out a number: by trying every number.

use super::*;

const AGENCIES: usize = 3;
/// Received, the first of its family; resolved, of which there are no more than were received.
const COUNTS: usize = 2;
/// What the one who tries takes for possible; what is told is at most half of it.
const MOST: i64 = 4;

/// By count and agency: what is told; `None` of silence, which everybody sees.
type Province = [[Option<i64>; AGENCIES]; COUNTS];
type Rule = fn(&Told, &Told, i64) -> bool;

fn told(numbers: &[Option<i64>; AGENCIES]) -> Told {
    let of = |agency: usize| (Uuid::from_u128(agency as u128), Uuid::from_u128(agency as u128));
    let numbers = numbers.iter().enumerate();
    numbers.filter_map(|(agency, number)| Some((of(agency), (*number)?))).collect()
}

/// What is shown of a province: of each count its total, or nothing.
fn shown(province: &Province, rule: Rule, below: i64) -> [Option<i64>; COUNTS] {
    let all = province.map(|numbers| told(&numbers));
    [0, 1].map(|count| rule(&all[count], &all[0], below).then(|| all[count].values().sum()))
}

/// Every province in which the same agencies tell the same counts.
fn provinces(tells: [[bool; AGENCIES]; COUNTS]) -> Vec<Province> {
    let mut all: Vec<Province> = vec![[[None; AGENCIES]; COUNTS]];
    for count in 0..COUNTS {
        for agency in (0..AGENCIES).filter(|agency| tells[count][*agency]) {
            let with = |province: &Province, number| {
                let mut with = *province;
                with[count][agency] = Some(number);
                with
            };
            all = all.iter().flat_map(|one| (0..=MOST).map(move |number| with(one, number))).collect();
        }
    }
    let possible = |province: &Province| {
        (0..AGENCIES).all(|agency| match (province[0][agency], province[1][agency]) {
            (Some(received), Some(resolved)) => resolved <= received,
            _ => true,
        })
    };
    all.retain(possible);
    all
}

/// The numbers above zero, and all numbers, that are found out by somebody who knows what the first of `inside` agencies tell.
fn found_out(tells: [[bool; AGENCIES]; COUNTS], rule: Rule, below: i64, inside: usize) -> [usize; 2] {
    let all = provinces(tells);
    let seen = |province: &Province| {
        let own: Vec<Option<i64>> = province.iter().flat_map(|count| count[..inside].to_vec()).collect();
        (shown(province, rule, below), own)
    };
    let mut possible: BTreeMap<_, [[BTreeSet<i64>; AGENCIES]; COUNTS]> = BTreeMap::new();
    for province in &all {
        let known = possible.entry(seen(province)).or_default();
        for (numbers, known) in province.iter().zip(known) {
            for (number, known) in numbers.iter().zip(known) {
                known.extend(*number);
            }
        }
    }
    let mut found = [0, 0];
    let modest = |province: &&Province| province.iter().flatten().flatten().all(|number| *number <= MOST / 2);
    for province in all.iter().filter(modest) {
        let known = &possible[&seen(province)];
        for (numbers, known) in province.iter().zip(known) {
            for (number, known) in numbers.iter().zip(known).skip(inside) {
                if let Some(number) = number.filter(|_| known.len() == 1) {
                    found[1] += 1;
                    found[0] += usize::from(number > 0);
                }
            }
        }
    }
    found
}

/// Who tells what: of what was received everybody, or all but one; of what was resolved anybody.
fn patterns() -> Vec<[[bool; AGENCIES]; COUNTS]> {
    let of = |bits: u32| [0, 1, 2].map(|agency| bits & (1 << agency) != 0);
    [7, 3].iter().flat_map(|first| (0..8).map(move |second| [of(*first), of(second)])).collect()
}

fn the_rule(own: &Told, beside: &Told, below: i64) -> bool {
    is_shown(own, beside, true, below)
}

#[test]
fn nobody_finds_out_a_number_who_knows_the_rule_and_every_total() {
    for tells in patterns() {
        for below in [2, 3] {
            assert_eq!(found_out(tells, the_rule, below, 0), [0, 0], "{tells:?}, below {below}");
        }
    }
}

#[test]
fn nor_does_an_agency_find_out_anothers_that_has_something() {
    for tells in patterns() {
        assert_eq!(found_out(tells, the_rule, 3, 1)[0], 0, "{tells:?}");
    }
}

#[test]
fn who_tries_would_find_out_what_a_weaker_rule_gives_away() {
    // A total of any agencies: that of one is its number.
    let anybody: Rule = of_anybody;
    assert!(found_out([[true, false, false]; 2], anybody, 2, 0)[0] > 0);
    // Of two, each knows the other's.
    let two: Rule = |own, beside, below| own.len() > 1 && of_anybody(own, beside, below);
    assert!(found_out([[true, true, false]; 2], two, 2, 1)[0] > 0);
    // A total below the threshold, and one that is shown whatever it is.
    let small: Rule = |own, _, _| own.len() >= FEWEST;
    assert!(found_out([[true; 3]; 2], small, 3, 0)[1] > 0);
}

fn of_anybody(own: &Told, beside: &Told, below: i64) -> bool {
    own.keys().eq(beside.keys()) && own.values().sum::<i64>() >= below
}

#[test]
fn a_total_is_shown_of_three_agencies_that_tell_the_whole_family_in_a_settled_round() {
    let told = |numbers: &[(u128, u128, i64)]| -> Told {
        let entry = |(today, agency, number): &(u128, u128, i64)| {
            ((Uuid::from_u128(*today), Uuid::from_u128(*agency)), *number)
        };
        numbers.iter().map(entry).collect()
    };
    let three = told(&[(1, 1, 0), (2, 2, 2), (3, 3, 1)]);
    assert!(is_shown(&three, &three, true, 3));
    assert!(!is_shown(&three, &three, false, 3), "something may still come");
    assert!(!is_shown(&three, &three, true, 4), "a small number itself");
    let four = told(&[(1, 1, 0), (2, 2, 2), (3, 3, 1), (4, 4, 1)]);
    assert!(is_shown(&four, &four, true, 3));
    assert!(!is_shown(&three, &four, true, 3), "the difference would be the fourth's");
    assert!(!is_shown(&Told::new(), &Told::new(), true, 3));
    // An agency and its successor are people who know each other's numbers.
    let two = told(&[(1, 1, 4), (1, 2, 2), (3, 3, 1)]);
    assert!(!is_shown(&two, &two, true, 3));
}
