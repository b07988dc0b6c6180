//! The due days of the levels of a round, those who report in it and those above, as they are kept with it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::{
    catalogue::calendar::{DueRule, LevelDue, LevelRule, ReportingLevel, Schedule, due_instant},
    kit::{Window, clock},
};

/// The due day of a level, as it is kept with a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDue {
    pub level: ReportingLevel,
    /// `None` where it was left to the letter, and is of a level that does not report in the round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// The due instant, where it was given when the round was opened; the end of the day otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Whether it is of a level that reports in rounds, of which nobody was asked in this one: its day is in nobody's way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unasked: bool,
}

impl KeptDue {
    /// The days of a schedule; of those who report in the round what was given instead, where it was. `asked`: the levels of the
    /// agencies that owe a report; all of them where nobody does.
    pub fn all(
        schedule: &Schedule,
        given: Option<DateTime<Utc>>,
        asked: &BTreeSet<ReportingLevel>,
    ) -> Vec<KeptDue> {
        // Communes that a calendar does not name report with the departments.
        let communes_apart = schedule.levels.iter().any(|due| due.rule.level == ReportingLevel::Commune);
        let unasked = |level: ReportingLevel| {
            let joined = level == ReportingLevel::Department && !communes_apart;
            reports(level) && !asked.is_empty() && !asked.contains(&level) && !joined
        };
        let kept = |level, on| KeptDue { level, on, at: None, unasked: unasked(level) };
        let mut kept: Vec<KeptDue> = schedule.levels.iter().map(|due| kept(due.rule.level, due.on)).collect();
        let Some(given) = given else { return kept };
        if !kept.iter().any(|due| reports(due.level)) {
            let departments = ReportingLevel::Department;
            kept.insert(0, KeptDue { level: departments, on: None, at: None, unasked: false });
        }
        for due in kept.iter_mut().filter(|due| reports(due.level)) {
            (due.on, due.at) = (Some(clock::vietnam_date(given)), Some(given));
        }
        kept
    }

    /// Until when the level has time.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        self.at.or_else(|| self.on.map(due_instant))
    }
}

/// The kept days of every level that was asked, and of those above, as a schedule, to say where they leave no working day: between
/// those who were given one instant, too.
pub fn as_kept(window: Window, kept: &[KeptDue]) -> Schedule {
    schedule(window, kept.iter().filter(|due| !due.unasked))
}

/// The same with those who were given one instant as one level, the highest of them: what the letter must leave to those above.
/// One instant for several levels is the letter's word, and nothing that another instant would put right.
pub(super) fn above_given(window: Window, kept: &[KeptDue]) -> Schedule {
    let asked = || kept.iter().filter(|due| !due.unasked);
    let last_given = asked().rev().find(|due| due.at.is_some()).map(|due| due.level);
    schedule(window, asked().filter(|due| due.at.is_none() || Some(due.level) == last_given))
}

fn schedule<'a>(window: Window, levels: impl Iterator<Item = &'a KeptDue>) -> Schedule {
    let one = |due: &KeptDue| LevelDue {
        rule: LevelRule { level: due.level, due: DueRule::Explicit {}, shift: None },
        on: due.on,
    };
    Schedule { window, levels: levels.map(one).collect() }
}

/// Whether agencies of a level report in rounds; those above put together what they say.
pub fn reports(level: ReportingLevel) -> bool {
    level <= ReportingLevel::Department
}
