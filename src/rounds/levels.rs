//! The due days of the levels of a round, those who report in it and those above, as they are kept with it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

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
}

impl KeptDue {
    /// The days of a schedule; of those who report in the round what was given instead, where it was.
    pub fn all(schedule: &Schedule, given: Option<DateTime<Utc>>) -> Vec<KeptDue> {
        let told = |due: &LevelDue| KeptDue { level: due.rule.level, on: due.on, at: None };
        let mut kept: Vec<KeptDue> = schedule.levels.iter().map(told).collect();
        let Some(given) = given else { return kept };
        if !kept.iter().any(|due| reports(due.level)) {
            kept.insert(0, KeptDue { level: ReportingLevel::Department, on: None, at: None });
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

/// The kept days of every level as a schedule, to say where they leave no working day: between those who were given one instant,
/// too.
pub fn as_kept(window: Window, kept: &[KeptDue]) -> Schedule {
    schedule(window, kept.iter())
}

/// The same with those who were given one instant as one level, the highest of them: what the letter must leave to those above.
/// One instant for several levels is the letter's word, and nothing that another instant would put right.
pub(super) fn above_given(window: Window, kept: &[KeptDue]) -> Schedule {
    let last_given = kept.iter().rposition(|due| due.at.is_some());
    let levels =
        kept.iter().enumerate().filter(|(index, due)| due.at.is_none() || Some(*index) == last_given);
    schedule(window, levels.map(|(_, due)| due))
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
