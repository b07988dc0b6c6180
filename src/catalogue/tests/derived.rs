//! Derived figures: sums, differences, schedules.

use super::CATALOGUE;
use super::subject::made;
use crate::catalogue::derived::{DerivedValue, compute};
use crate::kit::FigureState::{self, NoneDeclared, NotApplicable, NotStated, Stated};
use crate::kit::vocabulary::AgencyKind;

fn derived(code: &str, kind: AgencyKind, period: &str, facts: &str) -> (FigureState, Option<i64>, bool) {
    let DerivedValue { state, value, partial } =
        compute(&CATALOGUE, &made(kind, period, facts).subject())[code];
    (state, value, partial)
}

#[test]
fn a_sum_adds_what_is_stated_and_says_what_is_missing() {
    let total = |facts: &str| derived("submissions_received_total", AgencyKind::Department, "2019-Q3", facts);
    // The real report: complaints are not stated.
    assert_eq!(total("denunciation_received=1 petition_feedback_received=1"), (Stated, Some(2), true));
    assert_eq!(
        total("complaint_received=none denunciation_received=1 petition_feedback_received=1"),
        (Stated, Some(2), false)
    );
    assert_eq!(
        total("complaint_received=none denunciation_received=none petition_feedback_received=none"),
        (NoneDeclared, Some(0), false)
    );
    assert_eq!(
        total("complaint_received=na denunciation_received=2 petition_feedback_received=3"),
        (Stated, Some(5), false)
    );
    assert_eq!(
        total("complaint_received=na denunciation_received=na petition_feedback_received=na"),
        (NotApplicable, None, false)
    );
    assert_eq!(total(""), (NotStated, None, false));
    let most = i64::MAX;
    assert_eq!(
        total(&format!("complaint_received={most} denunciation_received=1 petition_feedback_received=0")),
        (NotStated, None, false)
    );
}

#[test]
fn a_difference_needs_both_sides() {
    let vacancies = |facts: &str| derived("staff_vacancies", AgencyKind::Department, "2019-Q3", facts);
    assert_eq!(vacancies("staff_quota_total=59 staff_present_total=54"), (Stated, Some(5), false));
    assert_eq!(vacancies("staff_quota_total=59"), (NotStated, None, false));
}

#[test]
fn a_schedule_follows_agency_period_and_law() {
    let required = |kind, period: &str| derived("reception_head_sessions_required", kind, period, "").1;
    assert_eq!(required(AgencyKind::Department, "2019-Q3"), Some(3));
    assert_eq!(required(AgencyKind::Department, "2022"), Some(12));
    // 15 June to 14 September: 92 days.
    assert_eq!(required(AgencyKind::Commune, "2019-Q3"), Some(13));
    // Days that somebody names: whole months, whole weeks.
    assert_eq!(required(AgencyKind::Department, "2019-05-01/2019-05-31"), Some(1));
    assert_eq!(required(AgencyKind::Department, "2019-05-01/2019-05-20"), Some(0));
    assert_eq!(required(AgencyKind::Commune, "2019-05-01/2019-05-31"), Some(4));
    // Of the third quarter of 2026 only 15 to 30 June are under the old rule.
    assert_eq!(required(AgencyKind::Commune, "2026-Q3"), Some(2));
    assert_eq!(required(AgencyKind::Commune, "2026-Q4"), None);
    assert_eq!(required(AgencyKind::ProvincialBody, "2019-Q3"), None);
}

#[test]
fn contents_demanded_are_unknown_while_none_is_marked() {
    let of = |code| derived(code, AgencyKind::Department, "2019-Q3", "@disclosure_contents_met=4");
    assert_eq!(of("disclosure_items_required"), (NotStated, None, false));
    assert_eq!(of("disclosure_items_met"), (Stated, Some(4), false));
}

#[test]
fn rates_are_left_to_the_consolidation() {
    let made = made(AgencyKind::Department, "2019-Q3", "complaint_resolved=1 complaint_within_competence=1");
    let derived = compute(&CATALOGUE, &made.subject());
    assert_eq!(
        derived.keys().collect::<Vec<_>>(),
        [
            "disclosure_items_met",
            "disclosure_items_required",
            "reception_head_sessions_required",
            "staff_vacancies",
            "submissions_received_total"
        ]
    );
}
