//! The language: what it reads, what it refuses and where, and what it comes to when something is not stated.

use super::CATALOGUE;
use super::subject::made;
use crate::catalogue::expression::{Answer, Kind, evaluate, kind_of};
use crate::catalogue::scope::Scope;
use crate::catalogue::{BadExpression, Expression};
use crate::kit::vocabulary::AgencyKind;
use proptest::prelude::*;

const FACTS: &str = "staff_quota_total=59 staff_present_total=54 lessons=none staff_vacancies=ns \
    qcdc_classification='GOOD' qcdc_regulation_issued=true staff_conference_date=2019-03-01 \
    money_recovered_state=1500 reception_cases_total=9223372036854775807 contests_joined=na \
    2019-Q2:staff_present_total=50 @next_period_tasks=5";

fn value(text: &str) -> Option<Answer> {
    let expression = Expression::parse(text).unwrap_or_else(|bad| panic!("{text}: {bad:?}"));
    let made = made(AgencyKind::Department, "2019-Q3", FACTS);
    let subject = made.subject();
    evaluate(&expression.root, &Scope { catalogue: &CATALOGUE, subject: &subject })
}

#[test]
fn arithmetic_binds_as_usual() {
    for (text, expected) in [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 3 - 2", 5),
        ("2 * -3 + 10", 4),
        ("staff_quota_total - staff_present_total", 5),
        ("staff_vacancies", 5),
        ("lessons", 0),
        ("previous(staff_present_total)", 50),
        ("@next_period_tasks", 5),
        ("max(qcdc_self_score)", 1_000_000),
        ("money_recovered_state", 1500),
        ("@period_end - @period_start", 91),
        // Not in force in 2019.
        ("reception_online_visits", 0),
    ] {
        assert_eq!(value(text), Some(Answer::Number(expected)), "{text}");
    }
}

#[test]
fn conditions_are_three_valued() {
    for (text, expected) in [
        ("1 = 1", Some(true)),
        ("1 < 1", Some(false)),
        ("1 >= 1 and not 2 < 1", Some(true)),
        ("2 > 1 or commendations_collective = 1", Some(true)),
        ("commendations_collective = 1 or 2 > 1", Some(true)),
        ("1 > 2 or commendations_collective = 1", None),
        ("1 > 2 and commendations_collective = 1", Some(false)),
        ("2 > 1 and commendations_collective = 1", None),
        ("not commendations_collective = 1", None),
        ("if 1 > 2 then commendations_collective = 1", Some(true)),
        ("if 2 > 1 then commendations_collective = 1", None),
        ("if 2 > 1 then lessons = 0", Some(true)),
        ("if commendations_collective = 1 then 1 > 2", None),
        ("contests_joined = 0", None),
        ("qcdc_classification = 'GOOD'", Some(true)),
        ("qcdc_classification = 'FAIR'", Some(false)),
        ("qcdc_regulation_issued = true", Some(true)),
        ("qcdc_plan_issued = true", None),
        ("staff_conference_date <= @period_end", Some(true)),
        ("known(lessons) and known(staff_quota_total) and not known(training_courses)", Some(true)),
        ("silent(training_courses) and not silent(contests_joined)", Some(true)),
        ("none_declared(lessons) and inapplicable(contests_joined)", Some(true)),
        ("reported(staff_vacancies) = 5", None),
        ("previous(staff_quota_total) = 59", None),
    ] {
        assert_eq!(value(text), expected.map(Answer::Truth), "{text}");
    }
}

#[test]
fn what_does_not_fit_has_no_value() {
    for text in [
        "reception_cases_total + 1",
        "reception_cases_total * 2",
        "-reception_cases_total - 2",
        "9223372036854775807 * 9223372036854775807",
    ] {
        assert_eq!(value(text), None, "{text}");
        assert_eq!(value(&format!("{text} = 0")), None, "{text}");
    }
    assert_eq!(value("-reception_cases_total - 1"), Some(Answer::Number(i64::MIN)));
}

#[test]
fn bad_expressions_are_refused_where_they_go_wrong() {
    for (text, at) in [
        ("", 0),
        ("1 +", 3),
        ("1 + * 2", 4),
        ("(1 = 1", 6),
        ("1 = 1)", 5),
        ("1 = 1 = 1", 6),
        ("if 1 = 1", 8),
        ("1 = 1 then 2 = 2", 6),
        ("a ! b", 2),
        ("a = 'GOOD", 4),
        ("@nothing = 0", 0),
        ("nothing(a)", 0),
        ("previous(1)", 9),
        ("previous(a", 10),
        ("99999999999999999999 = 1", 0),
        ("1x = 1", 0),
        ("đơn = 1", 0),
        ("and = 1", 0),
        ("A = 1", 0),
    ] {
        assert_eq!(Expression::parse(text).map_err(|bad| bad.at).err(), Some(at), "{text}");
    }
}

#[test]
fn kinds_must_fit() {
    let check = |text: &str| -> Result<Kind, BadExpression> {
        kind_of(&Expression::parse(text).unwrap().root, &|code| CATALOGUE.indicator(code))
    };
    for (text, at) in [
        ("nothing_such = 1", 0),
        ("previous(nothing_such) = 1", 0),
        ("silent(nothing_such)", 0),
        ("lessons + qcdc_regulation_issued", 10),
        ("staff_conference_date + staff_conference_date", 24),
        ("lessons = @period_end", 10),
        ("qcdc_classification = 'EXCELLENT'", 22),
        ("qcdc_classification <= 'GOOD'", 23),
        ("qcdc_classification = 1", 22),
        ("not lessons", 4),
        ("lessons and 1 = 1", 0),
        ("opening_assessment = 1", 0),
        ("complaint_resolution_rate = 1", 0),
        ("previous(staff_vacancies) = 1", 0),
        ("max(lessons) = 1", 0),
        ("(1 = 1) + 1", 1),
    ] {
        assert_eq!(check(text).map_err(|bad| bad.at).err(), Some(at), "{text}");
    }
    assert_eq!(check("reported(complaint_resolution_rate) <= 10000").ok(), Some(Kind::Truth));
    assert_eq!(check("staff_conference_date - @period_start").ok(), Some(Kind::Number));
}

#[test]
fn depth_and_length_are_limited() {
    let nested = |depth: usize| format!("{}1{} = 1", "(".repeat(depth), ")".repeat(depth));
    assert!(Expression::parse(&nested(31)).is_ok());
    assert!(Expression::parse(&nested(32)).is_err());
    for hostile in [
        "(".repeat(100_000),
        "-".repeat(100_000),
        "not ".repeat(100_000),
        "1 + ".repeat(100_000),
        "if ".repeat(100_000),
    ] {
        assert!(Expression::parse(&hostile).is_err());
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_parser(text in r"[a-z_@'()+*<>= 0-9ƣ\n-]{0,120}") {
        if let Err(bad) = Expression::parse(&text) {
            prop_assert!(bad.at <= text.len() && text.is_char_boundary(bad.at));
        }
    }

    #[test]
    fn sums_of_numbers_are_sums(numbers in proptest::collection::vec(-1000_i64..1000, 1..40)) {
        let text = numbers.iter().map(|n| format!("({n})")).collect::<Vec<_>>().join(" + ");
        prop_assert_eq!(value(&text), Some(Answer::Number(numbers.iter().sum())));
    }
}
