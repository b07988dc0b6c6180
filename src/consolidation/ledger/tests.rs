#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::{kit::vocabulary::AgencyKind, organisation::AgencyRow};

const DEPARTMENT: Uuid = Uuid::from_u128(1);
const COMMUNE: Uuid = Uuid::from_u128(2);

/// Two forms ask in the second quarter, one in the first.
const ROUNDS: [(&str, &str); 3] = [("2019-Q1", "a"), ("2019-Q2", "b"), ("2019-Q2", "a")];

fn round(number: usize) -> Uuid {
    Uuid::from_u128(100 + number as u128)
}

fn plan() -> Plan {
    let askings: Vec<Asking> = ROUNDS
        .iter()
        .enumerate()
        .map(|(number, (period, form))| {
            let period: Period = period.parse().unwrap();
            Asking {
                id: round(number),
                period,
                form: (*form).into(),
                version: 1,
                window: period.window(),
                opened_at: DateTime::UNIX_EPOCH,
            }
        })
        .collect();
    Plan::new(&plan::periods("2019-Q1".parse().unwrap(), Some("2019-Q2".parse().unwrap())).unwrap(), &askings)
}

fn agency(id: Uuid, code: &str, kind: AgencyKind) -> Agency {
    let row = AgencyRow {
        tenant_id: 1,
        id,
        code: code.into(),
        name: code.into(),
        name_folded: code.into(),
        kind: kind.code().into(),
        parent_id: None,
        valid_from: Default::default(),
        valid_to: None,
        example: false,
    };
    row.into()
}

/// An obligation in one of [`ROUNDS`], and what stands for it; filed, exempt.
fn row(agency: Uuid, number: usize, filed: bool, exempt: bool) -> (Due, Option<Stands>) {
    let version = Uuid::from_u128(agency.as_u128() * 1000 + number as u128);
    let (agency_id, round_id) = (agency, round(number));
    let exempted_at = exempt.then(DateTime::<Utc>::default);
    let stands = Stands { agency_id, round_id, version_id: version, report_id: version };
    (Due { agency_id, round_id, exempted_at }, filed.then_some(stands))
}

fn ledger(rows: Vec<(Due, Option<Stands>)>) -> Ledger {
    let agencies =
        vec![agency(COMMUNE, "X", AgencyKind::Commune), agency(DEPARTMENT, "S", AgencyKind::Department)];
    let (due, standing): (Vec<Due>, Vec<Option<Stands>>) = rows.into_iter().unzip();
    let standing = standing.into_iter().flatten().collect();
    Ledger::new(
        plan(),
        (ConsolidationBasis::Accepted, AsOf::Now(DateTime::UNIX_EPOCH)),
        Restated::default(),
        agencies,
        (due, standing, HashMap::new()),
    )
    .unwrap()
}

/// Who answers for the leaves, and in the round of which form, of an indicator that some forms ask for.
fn answering(ledger: &Ledger, cell: &Cell, forms: &[&str]) -> Vec<String> {
    let asks: Vec<bool> =
        ledger.plan.rounds.iter().map(|round| forms.contains(&round.form.as_str())).collect();
    ledger
        .answering(cell, TimeRule::Flow, &asks)
        .map(|position| {
            let owed = ledger.at(position);
            format!("{} {} {}", ledger.agency(owed).known_as(), ledger.period(owed), ledger.round(owed).form)
        })
        .collect()
}

#[test]
fn two_forms_of_one_period_count_an_agency_once() {
    let rows = (0..3).flat_map(|number| [DEPARTMENT, COMMUNE].map(|agency| row(agency, number, true, false)));
    let ledger = ledger(rows.collect());
    assert!(!ledger.is_plain());
    assert_eq!(
        answering(&ledger, &Cell::ALL, &["a", "b"]),
        ["S 2019-Q1 a", "S 2019-Q2 a", "X 2019-Q1 a", "X 2019-Q2 a"]
    );
    assert_eq!(answering(&ledger, &Cell::ALL, &["b"]), ["S 2019-Q2 b", "X 2019-Q2 b"]);
    assert_eq!(answering(&ledger, &Cell::ALL, &[]), [""; 0]);
    let commune = Cell { kind: Some(AgencyKind::Commune), column: Some(1), ..Cell::ALL };
    assert_eq!(answering(&ledger, &commune, &["a", "b"]), ["X 2019-Q2 a"]);
    // The reports themselves are six all the same.
    assert_eq!(ledger.coverage().due, 6);
    // Where two forms ask, a computed figure finds what the other form asked for.
    let second = ledger.by_version[&Uuid::from_u128(1001)];
    assert_eq!(ledger.beside(second).map(|at| ledger.at(at).round).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn the_form_of_the_higher_code_answers_where_the_agency_owes_nothing_else() {
    let ledger = ledger(vec![
        row(DEPARTMENT, 1, false, false),
        row(DEPARTMENT, 2, false, true),
        row(COMMUNE, 1, true, false),
        row(COMMUNE, 2, true, true),
    ]);
    assert_eq!(answering(&ledger, &Cell::ALL, &["a", "b"]), ["S 2019-Q2 b", "X 2019-Q2 a"]);
    let coverage = ledger.coverage();
    assert_eq!((coverage.due, coverage.reported, coverage.missing), (3, 2, 1));
}

#[test]
fn cells_are_those_of_obligations_in_order() {
    let ledger = ledger(vec![row(COMMUNE, 0, true, false), row(DEPARTMENT, 2, false, false)]);
    let shown = |by_agency, by_kind, by_period| -> Vec<String> {
        let cells = ledger.cells(by_agency, by_kind, by_period).into_iter();
        cells
            .map(|cell| {
                let agency = cell.agency_in(&ledger).map(|agency| agency.known_as().to_owned());
                let period = cell.period_in(&ledger).map(|period| period.to_string());
                let kind = cell.kind.map(|kind| kind.code().to_owned());
                [agency, kind, period].into_iter().flatten().collect::<Vec<_>>().join(" ")
            })
            .collect()
    };
    assert_eq!(shown(true, false, true), ["S 2019-Q2", "X 2019-Q1"]);
    assert_eq!(shown(false, true, false), ["DEPARTMENT", "COMMUNE"]);
    assert_eq!(shown(false, false, true), ["2019-Q1", "2019-Q2"]);
    assert_eq!(shown(false, false, false), [""]);
}

#[test]
fn leaves_that_follow_one_another_are_read_at_one_go() {
    let rounds = ["2018-Q3", "2018-Q4", "2019-Q1", "2019-Q2", "2019-H1", "2019-Q4"];
    let askings: Vec<Asking> = rounds
        .iter()
        .map(|period| {
            let period: Period = period.parse().unwrap();
            Asking {
                id: Uuid::nil(),
                period,
                form: "a".into(),
                version: 1,
                window: period.window(),
                opened_at: DateTime::UNIX_EPOCH,
            }
        })
        .collect();
    let halves = plan::periods("2018-H2".parse().unwrap(), Some("2019-H2".parse().unwrap())).unwrap();
    let mut ledger = ledger(Vec::new());
    ledger.plan = Plan::new(&halves, &askings);
    let number = |period: &str| period.parse::<Period>().unwrap().number();
    let ranges = [("2018-Q3", "2019-Q2"), ("2019-H1", "2019-H1"), ("2019-Q4", "2019-Q4")];
    let ranges = ranges.map(|(from, to)| (number(from), number(to)));
    assert_eq!(ledger.stored_ranges(&[0, 1, 2, 3, 4, 5]), ranges);
    assert_eq!(ledger.stored_ranges(&[0, 4]), [(number("2018-Q3"), number("2018-Q3")), ranges[1]]);
    assert_eq!(ledger.stored_ranges(&[]), []);
}
