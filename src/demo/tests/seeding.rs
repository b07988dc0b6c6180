//! The whole demo on an empty database.

use std::sync::Arc;

use super::super::{SEED, agency::Agency, calendar, province, seed};
use crate::{
    catalogue::{Catalogue, RuleResult},
    kit::{Clock, Period, vocabulary::ReportState},
    reports, scoring,
    store::{Scope, Settings, Store, migrate},
};

/// A migrated database without a row.
pub struct Empty {
    pub store: Store,
    pub catalogue: Arc<Catalogue>,
    _folder: tempfile::TempDir,
}

impl Empty {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::new(format!("sqlite://{}", folder.path().join("demo.db").display()));
        let clock = Clock::fixed("2018-01-01T00:00:00Z".parse().unwrap());
        migrate(&settings, None, None, &clock).await.unwrap();
        let store = Store::connect(&settings, clock).await.unwrap();
        Empty { store, catalogue: Arc::new(Catalogue::embedded().unwrap()), _folder: folder }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_made_by_the_verbs_of_the_api() {
    let empty = Empty::new().await;
    let Empty { store, catalogue, .. } = &empty;
    let mut lines = Vec::new();
    let seeded = seed(store, catalogue, "tonghop", &mut |line| lines.push(line.to_owned())).await.unwrap();
    assert_eq!((seeded.agencies, seeded.rounds, lines.len()), (21, 8, 11));
    assert_eq!((seeded.waiting, seeded.returned, seeded.exempted), (6, 4, 1));
    assert_eq!(seeded.accepted + seeded.waiting + seeded.returned, seeded.filed);
    assert_eq!(seeded.filed + seeded.missing + seeded.exempted, 8 * 20 + 1);
    assert_eq!(store.clock().now().to_rfc3339().get(..10), Some("2026-11-16"));
    assert!(seeded.yearly > 120, "{}", seeded.yearly);
    // Nineteen agencies are left, of which two file nothing in a quarter; three of four tell of July.
    assert_eq!(seeded.this_year, 3 * 17 + 3);

    let reader = store.read(Scope::whole(1)).await.unwrap();
    let third: Period = "2019-Q3".parse().unwrap();
    let real =
        reports::by_key(&reader, province::REAL_AGENCY, third, "dvcq_quarterly").await.unwrap().unwrap();
    assert_eq!(real.state, ReportState::Accepted.code());
    assert_eq!((real.revision, real.latest_number), (8, 1));
    // Of what the rules say of the real report, two things are warnings, and each has its explanation.
    let checks = reports::check_draft(&reader, catalogue, &real).await.unwrap();
    let failed: Vec<&str> = checks
        .iter()
        .filter(|check| check.result == RuleResult::Fail)
        .map(|check| check.rule.as_str())
        .collect();
    assert_eq!(failed, ["Q01", "Q09", "S09"]);
    // The year before is scored by a scheme that says it is made up; some agencies are not scored, some not verified.
    let year: Period = "2018".parse().unwrap();
    let scores = scoring::of_periods(&reader, &[year], None).await.unwrap();
    let verified = scores.iter().filter(|row| row.state == scoring::ScoreState::Verified.code());
    assert_eq!((scores.len(), verified.count()), (18, 13));
    let classes: std::collections::BTreeSet<_> =
        scores.iter().filter_map(|row| row.classification.clone()).collect();
    assert!(classes.len() >= 3, "{classes:?}");
    // Later years are scored, too, one agency a year below its band; the last year's own scores are not all verified.
    let year: Period = "2024".parse().unwrap();
    let scores = scoring::of_periods(&reader, &[year], None).await.unwrap();
    assert!((5..20).contains(&scores.len()), "{}", scores.len());
    drop(reader);

    let answers = super::documents::ask_all(store, catalogue).await;
    let at = |path: &str| answers.iter().find_map(|answer| answer.pointer(path)).cloned().unwrap_or_default();
    assert_eq!(at("/viewer/roles/0/role"), "AUDITOR");
    assert_eq!(at("/report/acceptedVersion/content/figures").as_array().map(Vec::len), Some(11));
    assert_eq!(at("/reportSaveDraft/report/revision"), 1);
    let denunciations = at("/consolidation/grievanceHandling/overall/denunciations/received");
    assert_eq!(denunciations.pointer("/coverage/due"), Some(&21.into()));
    assert!(denunciations.pointer("/sources/edges/0/node/filedAt").is_some());
    assert_eq!(at("/consolidation/submissionStatus/obligations").as_array().map(Vec::len), Some(21));
    assert_eq!(at("/consolidation/figures").as_array().map(Vec::len), Some(3 * 8));
    // The plan is the real one; what became of tasks is made up, of each outcome something.
    assert_eq!(at("/plan/tasks").as_array().map(Vec::len), Some(8));
    assert_eq!(
        (at("/plan/deadlines/0/dueOn"), at("/plan/deadlines/1/dueOn")),
        ("2022-06-09".into(), "2022-12-02".into())
    );
    // The round of that year goes by the plan's own calendar.
    assert_eq!(at("/plan/deadlines/1/round/dueAt"), "2022-12-02T16:59:59+00:00");
    let tasks = at("/consolidation/tasks/overall");
    for outcome in ["done", "goingOn", "dropped", "silent", "awaited"] {
        assert!(tasks[outcome].as_u64() > Some(0), "{outcome}: {tasks}");
    }
    let stale = answers.iter().filter_map(|answer| answer.pointer("/reportSaveDraft/userErrors/0/code"));
    assert_eq!(stale.collect::<Vec<_>>(), ["STALE_REVISION"]);
}

#[test]
fn the_same_seed_gives_the_same_reports() {
    let quarters = calendar::quarters();
    let all = || {
        let mut told = Vec::new();
        for example in province::examples() {
            let mut agency = Agency::new(example, &quarters, SEED);
            told.extend(
                quarters.iter().map(|quarter| serde_json::to_string(&agency.report(quarter)).unwrap()),
            );
        }
        told
    };
    assert_eq!(all(), all());
    assert_eq!(province::examples().len(), province::EXAMPLES);
}

#[test]
fn rounds_are_due_two_working_days_after_closing() {
    let due: Vec<String> =
        calendar::quarters().iter().map(|quarter| quarter.due_at.format("%F %R").to_string()).collect();
    assert_eq!(due[6], "2019-09-17 10:00", "the 14th is a Saturday");
    assert_eq!(due[4], "2019-03-18 10:00", "the 14th is a Thursday");
}
