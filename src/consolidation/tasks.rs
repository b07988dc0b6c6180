//! The tasks that the reports that stand set for the next period, and what the next reports say became of each.
//!
//! A task is told of by the next report of the same form that was asked for: of the agency that set it or, since that ended, of
//! whoever carries it on. What those reports do not mention is silence, never "done"; while they are not filed it is too early to
//! say anything.

use async_graphql::Enum;
use sea_orm::{ColumnTrait, Condition};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

use super::{
    answers::{Answers, Told, together},
    arithmetic::{Coverage, Standing, TimeRule},
    cells::{Cell, Grouping},
    ledger::Ledger,
    picture::Picture,
    sections,
};
use crate::{
    kit::{self, Error, Period},
    reports::{self, SectionEntry, SetTask, TASK_SECTION, next_after},
    rounds::{RoundColumn, RoundRow},
};

/// What became of a task, as far as the next reports tell (kết quả thực hiện nhiệm vụ).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub enum TaskOutcome {
    /// The next report says that it was done (đã hoàn thành).
    Done,
    /// The next report says that it goes on (đang thực hiện).
    GoingOn,
    /// The next report says that it was given up, and why (không thực hiện nữa).
    Dropped,
    /// The next report was filed and does not mention it: not the same as done (báo cáo sau không nêu).
    Silent,
    /// No report that could tell of it counts yet (chưa đến kỳ báo cáo kết quả).
    Awaited,
    /// A later report tells of it, and the report that set it has no such task any more: it was amended since. Not among the
    /// tasks that were set (không còn trong báo cáo đề ra).
    NoLongerSet,
}

/// A task and what became of it.
#[derive(Clone, Debug)]
pub struct TaskRecord {
    /// Position of the obligation whose report set it.
    pub owed: u32,
    pub task: SetTask,
    pub outcome: TaskOutcome,
    pub told: Vec<Told>,
}

/// The tasks of a picture.
#[derive(Default)]
pub struct Tasks {
    /// By obligation, and so by agency; then by place.
    pub records: Vec<TaskRecord>,
    /// What the obligations that are asked for tasks do about them, by position.
    standings: Vec<(u32, Standing)>,
}

/// How many tasks came out how; only of reports that tell them one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub coverage: Coverage,
    pub by_outcome: [u32; 6],
}

impl Tally {
    pub fn of(&self, outcome: TaskOutcome) -> u32 {
        self.by_outcome[outcome as usize]
    }
}

impl Tasks {
    /// Reads the tasks of every report that stands and what the next ones say: five statements, none where there is no round.
    pub async fn read(picture: &Picture) -> kit::Result<Tasks> {
        let ledger = picture.ledger().await?;
        let plan = &ledger.plan;
        let form = |round: &super::plan::Asking| picture.catalogue.form(&round.form, round.version);
        let asks: Vec<bool> = plan
            .rounds
            .iter()
            .map(|round| {
                let asks = form(round).is_some_and(|form| form.section(TASK_SECTION).is_some());
                // No report comes after one that was asked for once: what it sets is text, and nobody's to answer.
                asks && !round.period.is_ad_hoc()
            })
            .collect();
        if !asks.contains(&true) {
            return Ok(Tasks::default());
        }
        let written = written(picture, &ledger).await?;
        let next = Next::read(picture, &ledger).await?;
        let mut tasks = Tasks::default();
        let mut known = HashSet::new();
        for position in ledger.answering(&Cell::ALL, TimeRule::Flow, &asks) {
            let owed = ledger.at(position);
            let entry = owed.filed.and_then(|filed| written.get(&filed.version));
            tasks.standings.push((position, standing_of(owed.filed.is_some(), entry)));
            let (Some(filed), Some(entry)) = (owed.filed, entry) else { continue };
            let awaited = next.outcome_of_silence(&ledger, position);
            for task in reports::set_by(filed.report, entry) {
                let told = next.0.told.get(&task.key).cloned().unwrap_or_default();
                known.insert(task.key.clone());
                tasks.records.push(TaskRecord {
                    owed: position,
                    outcome: together(&told).unwrap_or(awaited),
                    task,
                    told,
                });
            }
        }
        tasks.records.extend(next.no_longer_set(&ledger, &tasks.standings, &known));
        tasks.records.sort_by_key(|record| (record.owed, record.task.position, record.task.key.clone()));
        Ok(tasks)
    }

    /// How the tasks of each group came out, and of how many reports that speaks.
    pub fn tallies(&self, ledger: &Ledger, by: Grouping) -> HashMap<Cell, Tally> {
        let cell = |position: u32| ledger.cell_of(ledger.at(position), by.agency, by.kind, by.period);
        let mut tallies: HashMap<Cell, Tally> = HashMap::new();
        for (position, standing) in &self.standings {
            tallies.entry(cell(*position)).or_default().coverage.tally(*standing, 1);
        }
        for record in &self.records {
            tallies.entry(cell(record.owed)).or_default().by_outcome[record.outcome as usize] += 1;
        }
        tallies
    }
}

/// A report that writes of its tasks in prose tells them only in part: they cannot be counted.
fn standing_of(filed: bool, entry: Option<&SectionEntry>) -> Standing {
    match entry {
        Some(entry) if entry.state == kit::FigureState::Stated && entry.items.is_empty() => Standing::Partial,
        Some(entry) => Standing::of(Some(entry.state)),
        None if filed => Standing::NotStated,
        None => Standing::Missing,
    }
}

/// What the reports that stand write under the heading of the next period, by version.
async fn written(picture: &Picture, ledger: &Ledger) -> kit::Result<HashMap<Uuid, SectionEntry>> {
    let rows = sections::written(picture, ledger, TASK_SECTION).await?;
    let entry = |(version, content): (Uuid, String)| {
        Ok((version, serde_json::from_str(&content).map_err(Error::broken)?))
    };
    rows.into_iter().map(entry).collect()
}

/// The reports that come next, and what they tell.
struct Next(Answers);

impl Next {
    async fn read(picture: &Picture, ledger: &Ledger) -> kit::Result<Next> {
        let forms: BTreeSet<&str> = ledger.plan.rounds.iter().map(|round| round.form.as_str()).collect();
        let rounds = Condition::all().add(RoundColumn::FormCode.is_in(forms));
        let mut next = Next(Answers::of(picture, rounds).await?);
        let telling: BTreeSet<Uuid> = ledger
            .plan
            .rounds
            .iter()
            .flat_map(|round| next.after(&round.form, round.period))
            .map(|row| row.id)
            .collect();
        next.0.hear(picture, &telling).await?;
        Ok(next)
    }

    /// The rounds that come next after a period of a form.
    fn after<'n>(&'n self, form: &'n str, period: Period) -> impl Iterator<Item = &'n RoundRow> {
        let of_form = move |row: &RoundRow| row.form_code == form;
        let periods = self.0.rounds.iter().filter(|(row, _)| of_form(row)).map(|(_, period)| *period);
        let next = next_after(period, periods);
        let rounds = self.0.rounds.iter().filter(move |(row, period)| of_form(row) && next.contains(period));
        rounds.map(|(row, _)| row)
    }

    /// What it means that nobody tells of the tasks of an obligation's report: silence, once everybody who could tell has filed.
    fn outcome_of_silence(&self, ledger: &Ledger, position: u32) -> TaskOutcome {
        let owed = ledger.at(position);
        let (setter, asked) = (ledger.agency(owed).key(), ledger.round(owed));
        let silent = self.after(&asked.form, asked.period).any(|round| self.0.all_filed(setter, round));
        if silent { TaskOutcome::Silent } else { TaskOutcome::Awaited }
    }

    /// What is told of tasks that the reports of the picture set once and, as they stand, no longer have.
    fn no_longer_set(
        &self,
        ledger: &Ledger,
        asked: &[(u32, Standing)],
        known: &HashSet<String>,
    ) -> Vec<TaskRecord> {
        let reports: HashMap<Uuid, u32> = asked
            .iter()
            .filter_map(|(position, _)| Some((ledger.at(*position).filed?.report, *position)))
            .collect();
        let lost = |(key, told): (&String, &Vec<Told>)| {
            let first = told.first()?;
            let owed = *reports.get(&first.entry.report?)?;
            (!known.contains(key)).then(|| TaskRecord {
                owed,
                task: SetTask { key: key.clone(), position: i32::MAX, text: first.entry.text.clone() },
                outcome: TaskOutcome::NoLongerSet,
                told: told.clone(),
            })
        };
        self.0.told.iter().filter_map(lost).collect()
    }
}
