//! The tasks that a report sets for the next period, and the key by which the next report names each of them. Pure.
//!
//! A task is what it says: the same words in a later version of the same report are the same task, wherever they stand; other
//! words are another task, of which nothing has been told yet.

use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

use super::types::SectionEntry;
use crate::kit::{Period, digest, text};

/// The section in which reports set their tasks (phương hướng, nhiệm vụ trọng tâm kỳ sau).
pub const TASK_SECTION: &str = "next_tasks";
/// How long a key is, in hexadecimal digits.
const KEY: usize = 32;

/// A task that somebody set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetTask {
    pub key: String,
    /// Its place among the tasks that were set with it, from 1.
    pub position: i32,
    pub text: String,
}

/// The tasks of a list of texts. `owner` names what keeps its identity while its versions change: the report, the plan.
pub fn tasks_of<'t>(owner: &str, texts: impl IntoIterator<Item = &'t str>) -> Vec<SetTask> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let keyed = texts.into_iter().zip(1..).map(|(text, position)| {
        let words = words(text);
        let again = seen.entry(words.clone()).or_default();
        *again += 1;
        let whole = digest::sha256(format!("{owner}\n{again}\n{words}").as_bytes());
        SetTask { key: whole.chars().take(KEY).collect(), position, text: text.to_owned() }
    });
    keyed.collect()
}

/// The tasks that a report sets under the heading of the next period; none where it writes of them in prose, which cannot be told
/// apart.
pub fn set_by(report: Uuid, entry: &SectionEntry) -> Vec<SetTask> {
    tasks_of(&report.to_string(), entry.items.iter().map(String::as_str))
}

/// A task that a report may tell of, and who set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTask {
    pub task: SetTask,
    /// The report that sets it, or the plan as it was saved.
    pub set_in: SetIn,
    /// Number of the version in which it stands.
    pub version: i32,
    /// Whose report or plan that is.
    pub agency: Uuid,
    /// Number of the period of that report; of a plan's task, of the period in which it is to be done.
    pub period: i32,
}

/// What a task was set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetIn {
    /// A report, by its id.
    Report(Uuid),
    /// A version of a plan, by its id.
    Plan(Uuid),
}

/// Of some periods those that come next after one, by where they end: after a quarter the next, after a half-year the year. A form
/// that was not asked in between has no report to tell anything. An ad hoc period comes neither after nor before another: who asks
/// once between two quarters does not ask what became of the quarter's tasks.
pub fn next_after(period: Period, others: impl IntoIterator<Item = Period>) -> Vec<Period> {
    let end = period.window().to;
    nearest(in_turn(period, others).filter(|other| other.window().to > end), |nearer, day| nearer < day)
}

/// Of some periods those that came last before one, by where they end.
pub fn last_before(period: Period, others: impl IntoIterator<Item = Period>) -> Vec<Period> {
    let end = period.window().to;
    nearest(in_turn(period, others).filter(|other| other.window().to < end), |nearer, day| nearer > day)
}

/// Those that follow one another as this one does.
fn in_turn(period: Period, others: impl IntoIterator<Item = Period>) -> impl Iterator<Item = Period> {
    others.into_iter().filter(move |other| !period.is_ad_hoc() && !other.is_ad_hoc())
}

fn nearest(periods: impl Iterator<Item = Period>, beats: fn(NaiveDate, NaiveDate) -> bool) -> Vec<Period> {
    let mut nearest: Vec<Period> = Vec::new();
    for period in periods {
        let day = period.window().to;
        match nearest.first().map(|first| first.window().to) {
            Some(best) if beats(best, day) => continue,
            Some(best) if best == day => {}
            _ => nearest.clear(),
        }
        if !nearest.contains(&period) {
            nearest.push(period);
        }
    }
    nearest
}

/// The words of a text without case, diacritics, numbering marks and stops, so that a corrected spelling is the same task.
fn words(given: &str) -> String {
    let folded = text::fold(given);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn keys(owner: u128, texts: &[&str]) -> Vec<String> {
        tasks_of(&owner.to_string(), texts.iter().copied()).into_iter().map(|task| task.key).collect()
    }

    #[test]
    fn a_task_keeps_its_key_wherever_it_stands() {
        let before = keys(1, &["Tổ chức đối thoại.", "Tiếp công dân."]);
        let after = keys(1, &["Tiếp công dân;", "Kiểm tra.", "- tổ chức ĐỐI THOẠI"]);
        assert_eq!((&before[0], &before[1]), (&after[2], &after[0]));
        assert!(!before.contains(&after[1]));
    }

    #[test]
    fn the_next_report_is_the_next_that_is_asked_for() {
        let period = |text: &str| text.parse::<Period>().ok().unwrap();
        let periods = |texts: &[&str]| texts.iter().map(|text| period(text)).collect::<Vec<_>>();
        let yearly = periods(&["2022", "2021", "2022-H1", "2023-H1", "2023"]);
        let next = |text: &str| next_after(period(text), yearly.iter().copied());
        assert_eq!(
            (next("2022-H1"), next("2022"), next("2023")),
            (periods(&["2022"]), periods(&["2023-H1"]), vec![])
        );
        assert_eq!(last_before(period("2022-H1"), yearly.iter().copied()), periods(&["2021"]));
        assert_eq!(last_before(period("2021"), yearly), []);
        let quarters = periods(&["2019-Q1", "2019-Q3", "2019-Q2", "2020-Q1"]);
        assert_eq!(next_after(period("2019-Q1"), quarters.iter().copied()), periods(&["2019-Q2"]));
        assert_eq!(next_after(period("2019-Q3"), quarters.iter().copied()), periods(&["2020-Q1"]));
        assert_eq!(last_before(period("2020-Q1"), quarters), periods(&["2019-Q3"]));
        let asked_once = periods(&["2019-Q1", "2019-04-01/2019-05-31", "2019-Q2"]);
        assert_eq!(next_after(asked_once[0], asked_once.iter().copied()), [asked_once[2]]);
        assert_eq!(last_before(asked_once[2], asked_once.iter().copied()), [asked_once[0]]);
        assert_eq!(next_after(asked_once[1], asked_once.iter().copied()), []);
        assert_eq!(last_before(asked_once[1], asked_once), []);
    }

    #[test]
    fn what_is_set_twice_is_two_tasks() {
        let twice = keys(1, &["Tiếp công dân.", "Tiếp công dân."]);
        assert_ne!(twice[0], twice[1]);
        assert_eq!(twice, keys(1, &["Tiếp công dân.", "Tiếp công dân.", "Kiểm tra."])[..2]);
    }

    #[test]
    fn the_same_words_of_two_reports_are_two_tasks() {
        assert_ne!(keys(1, &["Tiếp công dân."]), keys(2, &["Tiếp công dân."]));
        assert!(keys(1, &["Tiếp công dân."]).iter().all(|key| key.len() == KEY));
    }
}
