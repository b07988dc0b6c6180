//! The data itself: complete, and saying what the domain says.

use super::CATALOGUE;
use crate::catalogue::{AcrossAgencies, AcrossTime, IndicatorLevel, IndicatorType, SmallNumber, Unit};
use crate::kit::vocabulary::AgencyKind;
use crate::kit::{Period, PeriodKind};

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

#[test]
fn the_indicators_of_every_group_are_there() {
    let count = |group: &str| CATALOGUE.indicators().iter().filter(|i| i.group == group).count();
    let counted: Vec<(String, usize)> =
        CATALOGUE.groups().iter().map(|group| (group.code.clone(), count(&group.code))).collect();
    let expected = [
        ("reception", 16),
        ("submissions", 36),
        ("outcomes", 14),
        ("democracy", 36),
        ("dvk_models", 19),
        ("staffing", 18),
        ("steering_committee", 6),
        ("dissemination", 7),
        ("coordination", 4),
        ("emulation_reform", 9),
        ("training", 2),
        ("narrative", 6),
    ];
    assert_eq!(counted, expected.map(|(group, number)| (group.to_owned(), number)));
}

#[test]
fn an_indicator_says_what_the_domain_says() {
    let pending = CATALOGUE.indicator("petition_feedback_pending_overdue").unwrap();
    assert_eq!(pending.label.vi, "Đơn kiến nghị, phản ánh chưa giải quyết cuối kỳ, trong đó quá hạn");
    assert_eq!((pending.unit, pending.kind), (Unit::Submission, IndicatorType::Count));
    assert_eq!((pending.across_agencies, pending.across_time), (AcrossAgencies::Sum, AcrossTime::Stock));
    assert_eq!(pending.level, IndicatorLevel::Core);
    assert_eq!(CATALOGUE.indicator("complaint_carried_over").unwrap().across_time, AcrossTime::Open);
    let money = CATALOGUE.indicator("money_recovered_state").unwrap();
    assert_eq!((money.scale, money.level), (3, IndicatorLevel::Inspectorate));
    let score = CATALOGUE.indicator("qcdc_self_score").unwrap();
    assert_eq!((score.scale, score.max), (2, Some(1_000_000)));
    assert_eq!(score.periods, [PeriodKind::HalfYear, PeriodKind::Year]);
    let rate = CATALOGUE.indicator("denunciation_resolution_rate").unwrap().ratio().unwrap();
    assert_eq!(rate.numerator, ["denunciation_resolved"]);
    assert_eq!(rate.denominator(None), Some(&["denunciation_within_competence".to_owned()][..]));
    assert_eq!(
        rate.denominator(Some("handled")),
        Some(&["denunciation_carried_over".to_owned(), "denunciation_received".to_owned()][..])
    );
    assert_eq!(rate.denominator(Some("nothing")), None);
}

#[test]
fn validity_follows_the_law_of_2026() {
    let asked = |code: &str, text: &str| {
        let period = period(text);
        CATALOGUE.indicator(code).unwrap().asked_in(period, period.window())
    };
    assert!(asked("reception_delegated_visits", "2026-Q2") && !asked("reception_online_visits", "2026-Q2"));
    assert!(asked("reception_delegated_visits", "2026-Q3") && asked("reception_online_visits", "2026-Q3"));
    assert!(!asked("reception_delegated_visits", "2026-Q4") && asked("reception_online_visits", "2026-Q4"));
}

/// Every indicator that is asked of agencies in a period of the form's kinds stands in exactly one section of the form
/// (the loader refuses two).
#[test]
fn the_forms_ask_for_everything_due_in_their_periods() {
    for code in ["dvcq_quarterly", "dvcq_annual"] {
        let form = CATALOGUE.form(code, 1).unwrap();
        for indicator in CATALOGUE.indicators() {
            let due = matches!(indicator.level, IndicatorLevel::Core | IndicatorLevel::Optional)
                && indicator.periods.iter().any(|kind| form.period_kinds.contains(kind));
            assert_eq!(form.asks(&indicator.code).is_some(), due, "{code}: {}", indicator.code);
        }
    }
}

#[test]
fn the_sections_are_those_of_the_outline() {
    let form = CATALOGUE.form_for("dvcq_quarterly", period("2019-Q3")).unwrap();
    let numbers: Vec<(&str, &str)> =
        form.sections.iter().map(|s| (s.printed_number.as_str(), s.code.as_str())).collect();
    assert_eq!(
        numbers,
        [
            ("I.1", "agency_profile"),
            ("I.2", "opening_assessment"),
            ("II.1", "dissemination"),
            ("II.2", "coordination"),
            ("II.3.1", "steering_committee"),
            ("II.3.2", "qcdc_commune"),
            ("II.3.3", "qcdc_agency"),
            ("II.3.4", "qcdc_workplace"),
            ("II.4", "staffing_in_charge"),
            ("II.5", "emulation"),
            ("II.1", "general_assessment"),
            ("II.2", "lessons"),
            ("III", "next_tasks"),
            ("IV", "recommendations"),
        ]
    );
    assert_eq!(form.asks("denunciation_received").unwrap().code, "dissemination");
    assert_eq!(form.section("qcdc_commune").unwrap().agency_kinds, [AgencyKind::Commune]);
    let annual = CATALOGUE.form_for("dvcq_annual", period("2022-H1")).unwrap();
    let codes = |form: &crate::catalogue::FormVersion| -> Vec<String> {
        form.sections.iter().map(|section| section.code.clone()).collect()
    };
    assert_eq!(codes(annual), codes(form));
    assert_eq!(annual.asks("qcdc_classification").unwrap().code, "qcdc_agency");
}

#[test]
fn a_form_serves_its_periods_only() {
    for (form, text, served) in [
        ("dvcq_quarterly", "2019-Q3", true),
        ("dvcq_quarterly", "2016-Q1", true),
        ("dvcq_quarterly", "2015-Q4", false),
        ("dvcq_quarterly", "2022-H1", false),
        ("dvcq_quarterly", "2019-05-01/2019-05-31", true),
        ("dvcq_quarterly", "2015-12-01/2015-12-31", false),
        ("dvcq_annual", "2019-05-01/2019-05-31", false),
        ("dvcq_annual", "2022-H1", true),
        ("dvcq_annual", "2022", true),
        ("dvcq_annual", "2022-Q1", false),
        ("dvcq_monthly", "2022-Q1", false),
    ] {
        assert_eq!(CATALOGUE.form_for(form, period(text)).is_some(), served, "{form} {text}");
    }
}

/// The law changed twice; what could be read of it is in the versions.
#[test]
fn each_law_of_democracy_has_its_version() {
    let basis = |form: &crate::catalogue::FormVersion, section: &str| -> Vec<String> {
        let grounds = &form.section(section).unwrap().legal_basis;
        grounds.iter().filter_map(|ground| ground.document.clone()).collect()
    };
    for (quarter, annual, version, commune, workplace) in [
        ("2019-Q3", "2020", 1, "34/2007/PL-UBTVQH11", "149/2018/NĐ-CP"),
        ("2021-Q1", "2021-H1", 2, "34/2007/PL-UBTVQH11", "145/2020/NĐ-CP"),
        ("2023-Q2", "2023-H1", 2, "34/2007/PL-UBTVQH11", "145/2020/NĐ-CP"),
        ("2023-Q3", "2023", 3, "10/2022/QH15", "10/2022/QH15"),
    ] {
        for (code, text) in [("dvcq_quarterly", quarter), ("dvcq_annual", annual)] {
            let form = CATALOGUE.form_for(code, period(text)).unwrap();
            assert_eq!(form.version, version, "{code} {text}");
            assert_eq!(basis(form, "qcdc_commune")[0], commune, "{code} {text}");
            assert_eq!(basis(form, "qcdc_workplace")[0], workplace, "{code} {text}");
            assert_eq!(form.sections.len(), 14);
            let ad_hoc = form.period_kinds.contains(&PeriodKind::AdHoc);
            assert_eq!(ad_hoc, code == "dvcq_quarterly", "{code} {version}");
            let once = period("2019-08-01/2019-08-31");
            let called = &form.called(once).vi;
            assert_eq!(
                called.contains("đột xuất") && !called.contains("hằng quý"),
                ad_hoc,
                "{code} {version}"
            );
            assert_eq!(form.called(period(text)), &form.label);
        }
    }
}

#[test]
fn a_field_says_whether_it_compares_with_the_one_before() {
    use crate::catalogue::Comparability::{Break, Narrower, Same};
    let compares = |version: u32, indicator: &str| {
        let form = CATALOGUE.form("dvcq_quarterly", version).unwrap();
        form.comparison(indicator, CATALOGUE.form_before(form)).map(|(_, comparability)| comparability)
    };
    assert_eq!(compares(1, "complaint_received"), None);
    assert_eq!(compares(3, "complaint_received"), Some(Same));
    assert_eq!(compares(2, "disclosure_items"), Some(Same));
    assert_eq!(compares(3, "disclosure_items"), Some(Break));
    assert_eq!(compares(3, "matters_put_to_people_approved"), Some(Narrower));
    assert_eq!(compares(3, "qcdc_classification"), None, "not asked quarterly");
}

#[test]
fn a_form_carries_a_copy_of_what_it_asks() {
    let form = CATALOGUE.form("dvcq_quarterly", 1).unwrap();
    let copy: serde_json::Value = serde_json::from_str(form.canonical_json()).unwrap();
    assert_eq!(copy["sections"].as_array().unwrap().len(), 14);
    assert!(copy["indicators"].as_array().unwrap().iter().any(|i| i["code"] == "complaint_received"));
    assert_eq!(form.digest, crate::kit::digest::sha256(form.canonical_json().as_bytes()));
    assert_ne!(form.digest, CATALOGUE.form("dvcq_annual", 1).unwrap().digest);
}

#[test]
fn contents_of_disclosure_concern_the_right_agencies() {
    let window = period("2024-Q1").window();
    let before = period("2019-Q3").window();
    let content = |code: &str| CATALOGUE.disclosure_content(code).unwrap();
    assert_eq!(CATALOGUE.disclosure_contents().len(), 40);
    assert!(content("asset_declarations").concerns(AgencyKind::Department, before, None));
    assert!(!content("commune_budget").concerns(AgencyKind::Department, window, None));
    assert!(content("commune_budget").concerns(AgencyKind::Commune, window, None));
    assert!(!content("commune_budget").concerns(AgencyKind::Commune, before, None));
    assert_eq!(content("operating_rules").modes.len(), 4);
    // No law's list of what must be disclosed has been read in full: nobody knows how many there are.
    for kind in AgencyKind::ALL {
        assert!(CATALOGUE.required_contents(*kind, window).is_none());
        assert!(CATALOGUE.required_contents(*kind, before).is_none());
    }
}

/// Every count of denunciations, whatever is computed from one, and what is written beside them.
#[test]
fn counts_that_point_at_a_person_are_named_and_what_follows_from_them_is_known() {
    for indicator in CATALOGUE.indicators() {
        let code = indicator.code.as_str();
        let expected = code.starts_with("denunciation_")
            || ["leadership_reflections_received", "submissions_received_total"].contains(&code);
        assert_eq!(CATALOGUE.tells_small_numbers(code), expected, "{code}");
    }
    let received = Some(SmallNumber::Total { beside: "denunciation_received".into() });
    assert_eq!(CATALOGUE.small_number("denunciation_resolved"), received.as_ref());
    assert_eq!(CATALOGUE.small_number("denunciation_pending"), Some(&SmallNumber::Never));
    assert_eq!(CATALOGUE.small_number("denunciation_resolution_rate"), None, "it is computed");
    let form = CATALOGUE.form("dvcq_quarterly", 3).unwrap();
    let telling = form.sections.iter().filter(|section| CATALOGUE.section_tells_small_numbers(section));
    assert_eq!(telling.map(|section| section.code.as_str()).collect::<Vec<_>>(), ["dissemination"]);
}
