//! What is made holds together.

use super::{
    Size,
    calendar::Quarter,
    course::{Deed, deeds},
    province::{FORM, Province},
    rows::Rows,
};
use crate::{
    catalogue::{Catalogue, Figures, Past, RuleResult, Severity, Subject, rules},
    kit::{Period, digest, vocabulary::AgencyKind},
    organisation::history::{Event, History, ReorganisationKind},
    reports::ReportContent,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

const SIZE: Size = Size { provinces: 2, agencies: 12, quarters: 8, seed: 7 };

/// A province of twelve agencies and eight quarters: the fewest in which agencies are reorganised.
fn made(seed: u64) -> (Rows, Arc<Catalogue>) {
    let catalogue = Arc::new(Catalogue::embedded().expect("the catalogue is right"));
    let quarters = Quarter::all(&SIZE.periods().unwrap());
    let mut rows = Rows::default();
    let mut province =
        Province::found(1, 12, "https://issuer.example", seed, &quarters, catalogue.clone(), &mut rows);
    for quarter in &quarters {
        province.report(quarter, &mut rows).unwrap();
    }
    (rows, catalogue)
}

#[test]
fn the_seed_is_all_that_matters() {
    let figures = |seed| digest::of(&made(seed).0.figures);
    assert_eq!(figures(1), figures(1));
    assert_ne!(figures(1), figures(2));
}

#[test]
fn a_report_has_about_sixty_figures() {
    let (rows, _) = made(1);
    let average = rows.figures.len() / rows.versions.len();
    assert!((55..=68).contains(&average), "{average}");
}

#[test]
fn no_round_is_closed_over_what_waits_for_a_decision() {
    let quarters = Quarter::all(&SIZE.periods().unwrap());
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut returned = 0;
    for quarter in quarters.iter().filter(|quarter| quarter.closed_at.is_some()) {
        for _ in 0..1_000 {
            let deeds = deeds(quarter, &mut rng);
            assert!(deeds.is_sorted_by_key(|(at, _)| *at));
            let [.., (_, last), (_, Deed::Lock)] = &deeds[..] else { continue };
            assert!(!matches!(last, Deed::Submit), "{:?}", quarter.closed_at);
            returned += usize::from(matches!(last, Deed::Return));
        }
    }
    assert!(returned > 0, "some are not accepted when their round is closed");
}

#[test]
fn contents_are_what_versions_say_they_are() {
    let (rows, _) = made(1);
    for version in &rows.versions {
        let content: ReportContent = serde_json::from_str(&version.content).unwrap();
        assert_eq!(digest::canonical(&content), version.content);
        assert_eq!(digest::sha256(version.content.as_bytes()), version.digest);
        assert!(rows.forms.iter().any(|form| form.digest == version.form_digest));
    }
}

/// Everything that would stop an agency from filing: none of it.
#[test]
fn no_report_breaks_a_rule() {
    let (rows, catalogue) = made(1);
    let kinds: HashMap<_, _> = rows
        .agencies
        .iter()
        .map(|agency| (agency.id, AgencyKind::from_code(&agency.kind).unwrap()))
        .collect();
    for version in &rows.versions {
        let content: ReportContent = serde_json::from_str(&version.content).unwrap();
        let figures: Figures =
            content.figures.into_iter().map(|(code, entry)| (code, (entry.state, entry.value))).collect();
        let period = Period::from_number(version.period).unwrap();
        let form = catalogue.form_for(FORM, period).unwrap();
        for code in figures.keys() {
            let indicator = catalogue.indicator(code).unwrap_or_else(|| panic!("no indicator {code}"));
            assert!(form.asks(code).is_some() && !indicator.is_derived(), "{code} is not asked");
        }
        let subject = Subject {
            figures: &figures,
            past: &Past::default(),
            observations: BTreeMap::new(),
            which: BTreeMap::new(),
            agency_kind: kinds[&version.agency_id],
            period,
            window: period.window(),
        };
        let errors: Vec<_> = rules::evaluate(&catalogue, form, &subject)
            .into_iter()
            .filter(|outcome| outcome.result == RuleResult::Fail && outcome.severity == Severity::Error)
            .map(|outcome| outcome.message.en)
            .collect();
        assert_eq!(errors, [""; 0]);
    }
}

#[test]
fn at_most_one_version_counts_at_a_time() {
    let (rows, _) = made(1);
    let mut open = HashSet::new();
    for standing in rows.standings.iter().filter(|standing| standing.to_at.is_none()) {
        assert!(open.insert((standing.report_id, &standing.basis)), "two count");
    }
    for report in &rows.reports {
        let accepted = report.accepted_version_id.is_some();
        assert_eq!(open.contains(&(report.id, &"ACCEPTED".to_owned())), accepted);
        let versions = rows.versions.iter().filter(|version| version.report_id == report.id);
        assert_eq!(versions.count(), usize::try_from(report.latest_number).unwrap());
    }
}

#[test]
fn a_merged_agency_reports_until_it_ends_and_no_longer() {
    let (rows, _) = made(1);
    let history = History::new(rows.reorganisations.iter().map(|row| Event::of(row).unwrap()).collect());
    let kinds: Vec<_> = history.events().iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [ReorganisationKind::Rename, ReorganisationKind::MergeInto]);
    let merger = &history.events()[1];
    let (ended, heir) = (merger.change.ended[0], merger.change.successors[0]);
    assert_eq!(history.answering(ended), Some(heir));
    let windows: HashMap<_, _> = rows.rounds.iter().map(|round| (round.id, round.window_to)).collect();
    let owed = |agency| {
        let own = rows.obligations.iter().filter(move |owed| owed.agency_id == agency);
        own.map(|owed| windows[&owed.round_id]).collect::<Vec<_>>()
    };
    assert_eq!((owed(ended).len(), owed(heir).len()), (4, 8));
    assert!(owed(ended).iter().all(|closing| *closing < merger.effective_on));
    assert_eq!(rows.obligations.len() as u64, 12 * 8 - super::changes::not_owed(12, 8));
}

#[test]
fn some_of_everything_is_there() {
    let (rows, _) = made(1);
    assert!(!rows.disclosures.is_empty() && !rows.narratives.is_empty() && !rows.entries.is_empty());
    assert!(rows.versions.iter().any(|version| version.late));
    assert!(rows.versions.iter().any(|version| version.number == 2));
    assert!(rows.reports.iter().any(|report| report.latest_number == 0));
    let states: HashSet<i16> = rows.figures.iter().map(|figure| figure.state).collect();
    assert_eq!(states, HashSet::from([1, 2, 4]));
}
