//! What clients were told, against what is there.

use serde_json::Value;
use std::collections::BTreeMap;

/// One submission, under one idempotency key. Its figure tells it from all others of its report.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub period: String,
    pub figure: i64,
    /// What it was acknowledged as; `None`: the client never learned what became of it.
    pub told: Option<Version>,
}

/// A version as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub id: String,
    pub number: i64,
    pub digest: String,
}

impl Version {
    /// Reads one out of an answer.
    pub fn read(version: &Value) -> Option<Version> {
        let text = |field: &str| version[field].as_str().map(str::to_owned);
        Some(Version { id: text("id")?, number: version["number"].as_i64()?, digest: text("digest")? })
    }
}

/// The versions of a report with their figures.
pub type Filed = Vec<(i64, Version)>;

/// What a comparison comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub versions: u64,
    pub unknown_there: u64,
    pub unknown_gone: u64,
    pub wrong: Vec<String>,
}

/// Compares the attempts of an agency with what is there of its reports, by period: each acknowledged submission is there once and
/// as it was acknowledged, each unknown one at most once, nothing else is there, and numbers have no gap.
pub fn tally(attempts: &[Attempt], filed: &BTreeMap<String, Filed>) -> Tally {
    let mut tally = Tally::default();
    for attempt in attempts {
        let Attempt { period, figure, told } = attempt;
        let of_report = filed.get(period).map_or(&[][..], Vec::as_slice);
        let there: Vec<&Version> =
            of_report.iter().filter(|(theirs, _)| theirs == figure).map(|(_, version)| version).collect();
        match (told, &there[..]) {
            (Some(told), [there]) if told == *there => {}
            (Some(told), there) => {
                tally.wrong.push(format!("{period}: acknowledged as {told:?}, there is {there:?}"));
            }
            (None, []) => tally.unknown_gone += 1,
            (None, [_]) => tally.unknown_there += 1,
            (None, there) => tally.wrong.push(format!("{period}: filed once, there is {there:?}")),
        }
    }
    for (period, versions) in filed {
        tally.versions += versions.len() as u64;
        let mut numbers: Vec<i64> = versions.iter().map(|(_, version)| version.number).collect();
        numbers.sort_unstable();
        if !numbers.iter().copied().eq(1..=versions.len() as i64) {
            tally.wrong.push(format!("{period}: versions are numbered {numbers:?}"));
        }
        for (figure, version) in versions {
            if !attempts.iter().any(|attempt| attempt.period == *period && attempt.figure == *figure) {
                tally.wrong.push(format!("{period}: nobody filed {figure}, there is {version:?}"));
            }
        }
    }
    tally
}

#[test]
fn each_kind_of_loss_is_seen() {
    let version = |number: i64| Version { id: format!("v{number}"), number, digest: format!("d{number}") };
    let attempt = |figure, told| Attempt { period: "2019-Q3".to_owned(), figure, told };
    let filed = |versions: &[(i64, i64)]| {
        let versions = versions.iter().map(|(figure, number)| (*figure, version(*number))).collect();
        BTreeMap::from([("2019-Q3".to_owned(), versions)])
    };
    let attempts = [attempt(7, Some(version(1))), attempt(8, None), attempt(9, None)];
    let well = tally(&attempts, &filed(&[(7, 1), (8, 2)]));
    assert_eq!(well, Tally { versions: 2, unknown_there: 1, unknown_gone: 1, wrong: Vec::new() });
    for (broken, there) in [
        ("lost", filed(&[(8, 1)])),
        ("all lost", BTreeMap::new()),
        ("twice", filed(&[(7, 1), (7, 2)])),
        ("twice, and nobody knows", filed(&[(7, 1), (8, 2), (8, 3)])),
        ("as another version", filed(&[(8, 1), (7, 2)])),
        ("numbers with a gap", filed(&[(7, 1), (8, 3)])),
        ("filed by nobody", filed(&[(7, 1), (6, 2)])),
    ] {
        assert!(!tally(&attempts, &there).wrong.is_empty(), "{broken}");
    }
    let mut changed = filed(&[(7, 1)]);
    changed.get_mut("2019-Q3").unwrap()[0].1.digest = "another".to_owned();
    assert_eq!(tally(&attempts, &changed).wrong.len(), 1);
}
