#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::{
    catalogue::IndicatorType,
    consolidation::releases::{
        document::{FrozenAgency, FrozenLine, FrozenReport, FrozenVersion, Said},
        tally,
    },
    kit::{
        Period, PeriodKind,
        vocabulary::{AgencyKind, ConsolidationBasis},
    },
    organisation::history::Structure,
};
use DifferenceKind::{Amended, Displaced, Mixed, NewlyArrived, Rule, Structure as Changed, Withdrawn};
use proptest::prelude::*;

/// The quarter of a row that is of the whole year.
const YEAR: u8 = 0;

/// One obligation: agency, quarter or [`YEAR`], the agency it stands under, its version (0 for none), and what it says, with a value where
/// it gives one.
type Row = (u32, u8, u32, u32, Standing, Option<i64>);

const S: Standing = Standing::Stated;
const N: Standing = Standing::NoneDeclared;
const Q: Standing = Standing::NotStated;
const M: Standing = Standing::Missing;

/// How the figure is added up.
#[derive(Clone, Copy, Debug)]
struct How {
    shape: Shape,
    kind: IndicatorType,
    latest: bool,
    rule: &'static str,
}

const SUM: How = How { shape: Shape::Sum, kind: IndicatorType::Count, latest: false, rule: "one" };
const LATEST: How = How { latest: true, ..SUM };
const YES: How = How { shape: Shape::CountTrue, kind: IndicatorType::Bool, ..SUM };
const RANGE: How = How { shape: Shape::None, kind: IndicatorType::Amount, ..SUM };

/// A consolidation of one figure. Where the latest word counts, rows are the words that do; every obligation is in `owed`.
fn frozen(how: How, owed: &[Row], counting: &[usize]) -> Arc<Frozen> {
    let agency = |at: u32| FrozenAgency {
        id: format!("agency {at}").into(),
        code: format!("A{at}"),
        name: format!("Sở {at}"),
        kind: AgencyKind::Department,
    };
    let report = |row: &Row| FrozenReport {
        agency: row.0,
        line: row.2,
        period: match row.1 {
            YEAR => Period::new(2019, PeriodKind::Year, 1).unwrap(),
            quarter => Period::quarter(2019, quarter).unwrap(),
        },
        form: "form".into(),
        form_version: 1,
        version: (row.3 > 0).then(|| FrozenVersion {
            id: format!("version {} {} {}", row.0, row.1, row.3).into(),
            number: row.3.cast_signed(),
            digest: String::new(),
        }),
    };
    let reports: Vec<FrozenReport> = owed.iter().map(report).collect();
    let said: Vec<Said> = counting
        .iter()
        .map(|at| Said {
            report: u32::try_from(*at).unwrap(),
            standing: owed[*at].4,
            value: owed[*at].5,
            choice: None,
        })
        .collect();
    let mut figure = FrozenFigure {
        indicator: "something".into(),
        shape: how.shape,
        kind: how.kind,
        adds_up: how.shape != Shape::None,
        latest: how.latest,
        ranged: how.shape == Shape::None,
        scale: 0,
        rule: how.rule.into(),
        total: Tally::default(),
        lines: Vec::new(),
        said: FrozenFigure::entries(&said),
    };
    figure.total = tally::tally(&figure, &reports, &said).unwrap();
    let lines = tally::by_line(&figure, &reports, &said).unwrap().into_iter();
    figure.lines = lines.map(|(agency, total)| FrozenLine { agency, total }).collect();
    let period = Period::quarter(2019, 1).unwrap();
    Arc::new(Frozen {
        from: period,
        to: Period::quarter(2019, 4).unwrap(),
        basis: ConsolidationBasis::Accepted,
        structure: Structure::AsReported,
        known_at: "2019-10-10T00:00:00Z".parse().unwrap(),
        coverage: Coverage::default(),
        agencies: (0..5).map(agency).collect(),
        reports,
        figures: vec![figure],
    })
}

fn all(rows: &[Row]) -> Vec<usize> {
    (0..rows.len()).collect()
}

/// The parts of the province or of a line: cause, difference, and how many more are due, reported and stated.
fn explained(comparison: &Comparison, line: Option<&str>) -> Vec<(DifferenceKind, Option<i64>, [i32; 3])> {
    let steps = of_line(&comparison.figures[0].steps, line);
    parts(steps)
        .into_iter()
        .map(|part| {
            let CoverageChange { due, reported, stated, .. } = part.coverage;
            (part.kind, part.difference, [due, reported, stated])
        })
        .collect()
}

fn between(from: (How, &[Row]), to: (How, &[Row])) -> Vec<(DifferenceKind, Option<i64>, [i32; 3])> {
    let comparison = compare(frozen(from.0, from.1, &all(from.1)), frozen(to.0, to.1, &all(to.1))).unwrap();
    explained(&comparison, None)
}

#[test]
fn a_side_without_figures_is_all_structure() {
    let some = frozen(SUM, &[(1, 1, 1, 0, M, None), (2, 1, 2, 0, M, None)], &[0, 1]);
    let none = Arc::new(Frozen {
        figures: Vec::new(),
        reports: Vec::new(),
        agencies: Vec::new(),
        ..Frozen::clone(&some)
    });
    for (from, to, due) in [(&some, &none, -2), (&none, &some, 2)] {
        let comparison = compare(from.clone(), to.clone()).unwrap();
        assert_eq!(comparison.figures[0].indicator, "something");
        assert_eq!(explained(&comparison, None), [(Changed, Some(0), [due, 0, 0])]);
    }
    assert!(compare(none.clone(), none).unwrap().figures.is_empty());
}

#[test]
fn each_cause_has_its_part() {
    let before: [Row; 4] = [
        (0, 1, 0, 1, S, Some(10)),
        (1, 1, 1, 1, S, Some(3)),
        (2, 1, 2, 0, M, None),
        (3, 1, 3, 1, S, Some(5)),
    ];
    let after: [Row; 5] = [
        (0, 1, 0, 2, S, Some(12)),
        (1, 1, 1, 0, M, None),
        (2, 1, 2, 1, S, Some(4)),
        (3, 1, 3, 1, S, Some(5)),
        (4, 1, 4, 0, M, None),
    ];
    let expected = [
        (Amended, Some(2), [0, 0, 0]),
        (NewlyArrived, Some(4), [0, 1, 1]),
        (Withdrawn, Some(-3), [0, -1, -1]),
        (Changed, Some(0), [1, 0, 0]),
    ];
    assert_eq!(between((SUM, &before), (SUM, &after)), expected);
    assert_eq!(between((SUM, &before), (SUM, &before)), []);
}

#[test]
fn silence_is_not_a_zero() {
    let stated: [Row; 1] = [(0, 1, 0, 1, S, Some(0))];
    let silent: [Row; 1] = [(0, 1, 0, 2, Q, None)];
    // The sum is null afterwards; nothing was taken from it but the word.
    assert_eq!(between((SUM, &stated), (SUM, &silent)), [(Amended, Some(0), [0, 0, -1])]);
    assert_eq!(difference(Some(0), None), Some(0));
    assert_eq!(difference(None, None), None);
    let declared: [Row; 1] = [(0, 1, 0, 3, N, Some(0))];
    assert_eq!(between((SUM, &silent), (SUM, &declared)), [(Amended, Some(0), [0, 0, 0])]);
}

#[test]
fn an_agency_that_is_asked_for_the_first_time_is_first_owed_and_then_arrived() {
    let after: [Row; 1] = [(0, 2, 0, 1, S, Some(7))];
    let expected = [(NewlyArrived, Some(7), [0, 1, 1]), (Changed, Some(0), [1, 0, 0])];
    assert_eq!(between((SUM, &[]), (SUM, &after)), expected);
    let back: Vec<_> = vec![(Withdrawn, Some(-7), [0, -1, -1]), (Changed, Some(0), [-1, 0, 0])];
    assert_eq!(between((SUM, &after), (SUM, &[])), back);
}

#[test]
fn a_report_of_the_year_takes_the_place_of_the_quarters() {
    // One agency's year arrives; another's quarter is sent back meanwhile, a third one's year is only owed.
    let before: [Row; 6] = [
        (0, 1, 0, 1, S, Some(10)),
        (0, 2, 0, 1, S, Some(4)),
        (0, 3, 0, 0, M, None),
        (0, YEAR, 0, 0, M, None),
        (1, 1, 1, 1, S, Some(3)),
        (2, 1, 2, 1, S, Some(5)),
    ];
    let after: [Row; 4] = [
        (0, YEAR, 0, 1, S, Some(16)),
        (1, 1, 1, 0, M, None),
        (2, 1, 2, 1, S, Some(5)),
        (2, YEAR, 2, 0, M, None),
    ];
    let expected = [
        (NewlyArrived, Some(16), [0, 1, 1]),
        (Withdrawn, Some(-3), [0, -1, -1]),
        (Displaced, Some(-14), [-3, -2, -2]),
        (Changed, Some(0), [1, 0, 0]),
    ];
    assert_eq!(between((SUM, &before), (SUM, &after)), expected);
    // The year is sent back, and the quarters count again.
    let back = [
        (NewlyArrived, Some(3), [0, 1, 1]),
        (Withdrawn, Some(-16), [0, -1, -1]),
        (Displaced, Some(14), [3, 2, 2]),
        (Changed, Some(0), [-1, 0, 0]),
    ];
    assert_eq!(between((SUM, &after), (SUM, &before)), back);
    // Who is let off of a quarter, and files nothing of the year, gave way to nothing.
    let off = [(Withdrawn, Some(-5), [0, -1, -1]), (Changed, Some(0), [0, 0, 0])];
    assert_eq!(between((SUM, &[(2, 1, 2, 1, S, Some(5))]), (SUM, &[(2, YEAR, 2, 0, M, None)])), off);
}

#[test]
fn a_rule_is_told_from_a_report_where_it_can_be() {
    let before: [Row; 3] = [(0, 1, 0, 1, S, Some(10)), (1, 1, 1, 1, S, Some(1)), (2, 1, 2, 0, M, None)];
    let after: [Row; 3] = [(0, 1, 0, 1, S, Some(11)), (1, 1, 1, 2, S, Some(5)), (2, 1, 2, 1, S, Some(9))];
    let other = How { rule: "another", ..SUM };
    let expected =
        [(NewlyArrived, Some(9), [0, 1, 1]), (Rule, Some(1), [0, 0, 0]), (Mixed, Some(4), [0, 0, 0])];
    assert_eq!(between((SUM, &before), (other, &after)), expected);
}

#[test]
fn a_merger_moves_what_was_said_and_nothing_more() {
    let before: [Row; 2] = [(0, 1, 0, 1, S, Some(10)), (1, 1, 1, 1, S, Some(3))];
    let after: [Row; 2] = [(0, 1, 2, 2, S, Some(12)), (1, 1, 2, 1, S, Some(3))];
    let comparison = compare(frozen(SUM, &before, &[0, 1]), frozen(SUM, &after, &[0, 1])).unwrap();
    assert_eq!(explained(&comparison, None), [(Amended, Some(2), [0, 0, 0])]);
    assert_eq!(explained(&comparison, Some("agency 0")), [(Changed, Some(-10), [-1, -1, -1])]);
    let successor = [(Amended, Some(2), [0, 0, 0]), (Changed, Some(13), [2, 2, 2])];
    assert_eq!(explained(&comparison, Some("agency 2")), successor);
}

#[test]
fn an_agency_says_yes_once() {
    let no: [Row; 2] = [(0, 1, 0, 1, S, Some(0)), (0, 2, 0, 0, M, None)];
    let amended_and_arrived: [Row; 2] = [(0, 1, 0, 2, S, Some(1)), (0, 2, 0, 1, S, Some(1))];
    let arrived: [Row; 2] = [(0, 1, 0, 2, S, Some(0)), (0, 2, 0, 1, S, Some(1))];
    // Either report would have turned it: nobody can say which did.
    let found = between((YES, &no), (YES, &amended_and_arrived));
    assert_eq!(
        found,
        [(Amended, Some(0), [0, 0, 0]), (NewlyArrived, Some(0), [0, 1, 1]), (Mixed, Some(1), [0, 0, 0])]
    );
    assert_eq!(between((YES, &no), (YES, &arrived)), [(NewlyArrived, Some(1), [0, 1, 1])]);
    let retracted: [Row; 2] = [(0, 1, 0, 3, S, Some(0)), (0, 2, 0, 1, S, Some(1))];
    assert_eq!(between((YES, &amended_and_arrived), (YES, &retracted)), [(Amended, Some(0), [0, 0, 0])]);
}

#[test]
fn the_latest_word_is_one_word() {
    let rows: [Row; 2] = [(0, 1, 0, 1, S, Some(10)), (0, 2, 0, 0, M, None)];
    let later: [Row; 2] = [(0, 1, 0, 1, S, Some(10)), (0, 2, 0, 1, S, Some(4))];
    let gone: [Row; 2] = [(0, 1, 0, 2, S, Some(11)), (0, 2, 0, 0, M, None)];
    let of = |rows: &[Row], counting: &[usize]| frozen(LATEST, rows, counting);
    let arrived = compare(of(&rows, &[0]), of(&later, &[1])).unwrap();
    assert_eq!(explained(&arrived, None), [(NewlyArrived, Some(-6), [0, 0, 0])]);
    let withdrawn = compare(of(&later, &[1]), of(&rows, &[0])).unwrap();
    assert_eq!(explained(&withdrawn, None), [(Withdrawn, Some(6), [0, 0, 0])]);
    // The earlier word that counts again was amended meanwhile, and by how much is not known here.
    let both = compare(of(&later, &[1]), of(&gone, &[0])).unwrap();
    assert_eq!(explained(&both, None), [(Mixed, Some(7), [0, 0, 0])]);
}

#[test]
fn what_is_no_sum_is_not_split() {
    let before: [Row; 2] = [(0, 1, 0, 1, S, Some(80)), (1, 1, 1, 0, M, None)];
    let after: [Row; 2] = [(0, 1, 0, 2, S, Some(90)), (1, 1, 1, 1, S, Some(70))];
    let expected = [(Amended, None, [0, 0, 0]), (NewlyArrived, None, [0, 1, 1])];
    assert_eq!(between((RANGE, &before), (RANGE, &after)), expected);
    // A sum that becomes something else cannot be split either.
    assert_eq!(between((SUM, &before), (How { rule: "another", ..RANGE }, &before)), []);
}

fn row() -> impl Strategy<Value = (u32, u32, u8, i64)> {
    (0..3_u32, 0..3_u32, 0..5_u8, -3..4_i64)
}

/// A consolidation of four agencies and three quarters out of dice.
fn thrown(how: How, dice: &[(u32, u32, u8, i64)], asked: u16) -> Arc<Frozen> {
    let mut rows: Vec<Row> = Vec::new();
    for (at, (line, version, standing, value)) in dice.iter().enumerate() {
        let (agency, quarter) = (u32::try_from(at / 3).unwrap(), u8::try_from(at % 3 + 1).unwrap());
        // An agency stands under one line.
        let line = if *line == 0 { 4 } else { agency };
        let line = rows.iter().find(|row| row.0 == agency).map_or(line, |row| row.2);
        let (standing, value) = match (version, standing) {
            (0, _) => (M, None),
            (_, 0) => (N, Some(0)),
            (_, 1) => (Q, None),
            (_, 2) => (Standing::Partial, Some(*value)),
            _ => (S, Some(*value)),
        };
        if asked & (1 << at) > 0 {
            rows.push((agency, quarter, line, *version, standing, value));
        }
    }
    let speaks = |row: &Row| matches!(row.4, Standing::Stated | Standing::NoneDeclared | Standing::Partial);
    let last = |agency: u32| {
        let own = (0..rows.len()).filter(|at| rows[*at].0 == agency);
        own.max_by_key(|at| (speaks(&rows[*at]), rows[*at].1))
    };
    let counting: Vec<usize> = match how.latest {
        true => (0..4).filter_map(last).collect(),
        false => all(&rows),
    };
    frozen(how, &rows, &counting)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever happened, and however the figure is added up, the parts are the difference: `compare` refuses what is not.
    #[test]
    fn parts_add_up_to_the_difference(
        hows in (0..5_usize, 0..5_usize, prop::bool::ANY),
        dice in prop::collection::vec(row(), 12),
        later in prop::collection::vec(prop::option::of(row()), 12),
        asked in (0..4096_u16, 0..4096_u16),
    ) {
        let all = [SUM, LATEST, YES, How { latest: true, ..YES }, RANGE];
        let how = all[hows.0];
        let then = if hows.2 { How { rule: "another", ..all[hows.1] } } else { how };
        let turned: Vec<_> = dice.iter().zip(&later).map(|(was, is)| is.unwrap_or(*was)).collect();
        let (from, to) = (thrown(how, &dice, asked.0), thrown(then, &turned, asked.0 | asked.1));
        let (one, other) = (&from.figures[0].total, &to.figures[0].total);
        let (one, other) = (one.clone(), other.clone());
        let comparison = compare(from, to).unwrap();
        let found = parts(of_line(&comparison.figures[0].steps, None));
        let coverage = found.iter().fold(CoverageChange::default(), |sum, part| sum.plus(part.coverage));
        prop_assert_eq!(coverage, CoverageChange::between(one.coverage, other.coverage));
        let sum: Option<i64> = found.iter().map(|part| part.difference).sum();
        let like = comparison.adds_up(&comparison.figures[0]);
        if like {
            prop_assert_eq!(sum, Some(other.value.unwrap_or(0) - one.value.unwrap_or(0)));
        }
        let choices: i64 = comparison.figures[0].choices.values().flatten().filter_map(|step| step.difference).sum();
        let given = |tally: &Tally| tally.choices.values().copied().map(i64::from).sum::<i64>();
        prop_assert_eq!(choices, given(&other) - given(&one));
    }
}
