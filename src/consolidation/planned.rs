//! The tasks of year's plans, and what the reports that stand say became of each.
//!
//! A report of the plan's year or of the next one may tell of a task; the last that does has the word. Until a report is filed whose
//! period ends, by the calendar, on the day by which a task is to be done or after it, nobody can be said to be silent about it: the year's
//! report is the one that is asked for a task of 31 December, though its figures close on 14 December.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::Condition;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::RangeInclusive,
};
use uuid::Uuid;

use super::{
    answers::{Answers, Told, together},
    picture::Picture,
    tasks::TaskOutcome,
};
use crate::{
    kit::{
        Error, Period, Result, clock, text,
        vocabulary::{AgencyKind, TaskStatus},
    },
    organisation::Agency,
    plans::{self, PlanRow, PlannedTask},
    reports::SetTask,
};

/// A task of a plan and what became of it.
#[derive(Clone, Debug)]
pub struct PlannedRecord {
    /// Position in [`Planned::plans`].
    pub plan: usize,
    pub task: SetTask,
    /// As the plan has it; `None` of one that the plan has no more.
    pub set: Option<PlannedTask>,
    pub outcome: TaskOutcome,
    /// Whether the day by which it was to be done has passed, and nobody says that it was done or given up.
    pub overdue: bool,
    /// The earliest first.
    pub told: Vec<Told>,
}

impl PlannedRecord {
    /// By plan and place in it; last those that it has no more.
    fn place(&self) -> (usize, i32, &str) {
        (self.plan, self.task.position, &self.task.key)
    }

    /// The period in which it is to be done.
    pub fn period(&self) -> Option<Period> {
        Period::from_number(self.set.as_ref()?.period)
    }
}

/// A plan, and where its agency stands.
pub struct KnownPlan {
    pub row: PlanRow,
    /// Positions in the ledger's agencies: the agency, and the one under which it is told apart.
    pub agency: u32,
    pub line: u32,
}

/// The tasks of the plans of a picture's years.
#[derive(Default)]
pub struct Planned {
    /// By code of agency, then year.
    pub plans: Vec<KnownPlan>,
    /// By plan, then place.
    pub records: Vec<PlannedRecord>,
    /// Positions of the agencies that existed in those years and have no plan.
    pub without: Vec<u32>,
    /// As of when they were known; `None` for now.
    pub known_at: Option<DateTime<Utc>>,
}

/// What plans and tasks are told apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Apart {
    pub agency: bool,
    pub kind: bool,
    pub year: bool,
    pub owner: bool,
}

impl Apart {
    /// Whether anything is told apart at all.
    pub fn is_any(self) -> bool {
        self != Apart::default()
    }
}

/// What the tasks of a group share. What is `None` does not tell them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    pub agency: Option<u32>,
    pub kind: Option<AgencyKind>,
    pub year: Option<i32>,
    /// Folded.
    pub owner: Option<String>,
}

/// How the tasks of a group came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedTally {
    plans: BTreeSet<usize>,
    by_outcome: [u32; 6],
    pub overdue: u32,
    /// The owner as the first of its tasks is worded.
    pub owner: Option<String>,
}

impl PlannedTally {
    /// How many plans it speaks of.
    pub fn plans(&self) -> usize {
        self.plans.len()
    }

    pub fn of(&self, outcome: TaskOutcome) -> u32 {
        self.by_outcome[outcome as usize]
    }
}

impl Planned {
    /// Reads the plans of the years of a picture, and what reports tell of their tasks: five statements beside the ledger's, one
    /// where there is no plan.
    pub async fn read(picture: &Picture) -> Result<Planned> {
        let ledger = picture.ledger().await?;
        let years = i32::from(picture.from.year())..=i32::from(picture.to.unwrap_or(picture.from).year());
        let known = plans::known(&picture.reader, years.clone(), picture.as_of.known_at()).await?;
        let (positions, lines) = (ledger.positions(), ledger.lines());
        let lost = || Error::broken("a plan without its agency");
        let mut plans = Vec::new();
        for (row, versions) in known {
            let agency = *positions.get(&row.agency_id).ok_or_else(lost)?;
            let line = *lines.get(&row.agency_id).ok_or_else(lost)?;
            plans.push((KnownPlan { row, agency, line }, versions));
        }
        plans.sort_by_key(|(plan, _)| (plan.agency, plan.row.year));
        let planning: BTreeSet<u32> = plans.iter().map(|(plan, _)| plan.agency).collect();
        let of_scope =
            |agency: &Agency| picture.reader.scope().covers(agency.key()) && existed(agency, &years);
        let mut planned = Planned {
            without: (0..)
                .zip(&ledger.agencies)
                .filter(|(at, agency)| !planning.contains(at) && of_scope(agency))
                .map(|(at, _)| at)
                .collect(),
            known_at: picture.as_of.known_at(),
            ..Planned::default()
        };
        if plans.is_empty() {
            return Ok(planned);
        }
        let mut answers = Answers::of(picture, Condition::all()).await?;
        let may_tell =
            |period: Period| (*years.start()..=years.end() + 1).contains(&i32::from(period.year()));
        let telling =
            answers.rounds.iter().filter(|(_, period)| may_tell(*period)).map(|(row, _)| row.id).collect();
        answers.hear(picture, &telling).await?;
        let today = clock::vietnam_date(picture.as_of.instant());
        let mut by_version: HashMap<Uuid, usize> = HashMap::new();
        for (at, (plan, versions)) in plans.into_iter().enumerate() {
            by_version.extend(versions.into_iter().map(|version| (version, at)));
            let content = plans::content_of(&plan.row)?;
            let keyed = plans::keyed(plan.row.agency_id, plan.row.year, &content);
            for (task, set) in keyed.into_iter().zip(content.tasks) {
                planned.records.push(record(&answers, (at, &plan.row), task, set, today));
            }
            planned.plans.push(plan);
        }
        let lost = no_longer_set(&answers, &by_version, &planned.records);
        planned.records.extend(lost);
        planned.records.sort_by(|one, other| one.place().cmp(&other.place()));
        Ok(planned)
    }

    /// How the tasks of each group came out. A plan without tasks counts too, but for groups by owner.
    pub fn tallies(&self, apart: Apart, kinds: &[AgencyKind]) -> BTreeMap<Group, PlannedTally> {
        let mut tallies: BTreeMap<Group, PlannedTally> = BTreeMap::new();
        let group = |plan: &KnownPlan, owner: Option<&str>| Group {
            agency: apart.agency.then_some(plan.line),
            kind: apart.kind.then(|| kinds[plan.line as usize]),
            year: apart.year.then_some(plan.row.year),
            owner: owner.filter(|_| apart.owner).map(text::fold),
        };
        if !apart.owner {
            for (at, plan) in self.plans.iter().enumerate() {
                tallies.entry(group(plan, None)).or_default().plans.insert(at);
            }
        }
        for record in &self.records {
            let owner = record.set.as_ref().map(|set| set.owner.as_str());
            let tally = tallies.entry(group(&self.plans[record.plan], owner)).or_default();
            tally.plans.insert(record.plan);
            tally.by_outcome[record.outcome as usize] += 1;
            tally.overdue += u32::from(record.overdue);
            if apart.owner && tally.owner.is_none() {
                tally.owner = owner.map(str::to_owned);
            }
        }
        tallies
    }
}

/// Whether an agency existed on a day of some years.
fn existed(agency: &Agency, years: &RangeInclusive<i32>) -> bool {
    let (from, to) = agency.days();
    from.year() <= *years.end() && to.is_none_or(|to| to.year() >= *years.start())
}

fn record(
    answers: &Answers,
    (at, plan): (usize, &PlanRow),
    task: SetTask,
    set: PlannedTask,
    today: NaiveDate,
) -> PlannedRecord {
    let told = told_of(answers, &task.key);
    let due = Period::from_number(set.period).map(Period::last_day);
    let covers = |period: Period| {
        let years = plan.year..=plan.year + 1;
        let ends = due.is_some_and(|due| due <= period.last_day());
        !period.is_ad_hoc() && years.contains(&i32::from(period.year())) && ends
    };
    let silent = || {
        let covering = answers.rounds.iter().filter(|(_, period)| covers(*period));
        covering.into_iter().any(|(round, _)| answers.all_filed(plan.agency_id, round))
    };
    // What reports say goes before what the plan itself does.
    let outcome = last_words(&told).or(set.status.map(outcome_of)).unwrap_or_else(|| match silent() {
        true => TaskOutcome::Silent,
        false => TaskOutcome::Awaited,
    });
    let over = matches!(outcome, TaskOutcome::Done | TaskOutcome::Dropped);
    let overdue = !over && due.is_some_and(|due| due < today);
    PlannedRecord { plan: at, task, set: Some(set), outcome, overdue, told }
}

/// What is told of a task, by where the periods of the reports end.
fn told_of(answers: &Answers, key: &str) -> Vec<Told> {
    let mut told = answers.told.get(key).cloned().unwrap_or_default();
    let end = |told: &Told| Period::from_number(told.period).map(|period| period.window().to);
    told.sort_by_key(|told| (end(told), told.period, told.agency));
    told
}

/// What the last reports say that tell of a task: of several agencies together, where one was divided.
fn last_words(told: &[Told]) -> Option<TaskOutcome> {
    let end = |told: &Told| Period::from_number(told.period).map(|period| period.window().to);
    let last = told.last().map(end)?;
    together(told.iter().filter(|told| end(told) == last))
}

fn outcome_of(status: TaskStatus) -> TaskOutcome {
    match status {
        TaskStatus::GoingOn => TaskOutcome::GoingOn,
        TaskStatus::Done => TaskOutcome::Done,
        TaskStatus::Dropped => TaskOutcome::Dropped,
    }
}

/// What is told of tasks that plans had once, and as they stand have no more.
fn no_longer_set(
    answers: &Answers,
    by_version: &HashMap<Uuid, usize>,
    records: &[PlannedRecord],
) -> Vec<PlannedRecord> {
    let known: HashSet<&str> = records.iter().map(|record| record.task.key.as_str()).collect();
    let lost =
        answers.told.iter().filter(|(key, _)| !known.contains(key.as_str())).filter_map(|(key, told)| {
            let plan = *by_version.get(&told.first()?.entry.plan?)?;
            let told = told_of(answers, key);
            let task =
                SetTask { key: key.clone(), position: i32::MAX, text: told.last()?.entry.text.clone() };
            Some(PlannedRecord {
                plan,
                task,
                set: None,
                outcome: TaskOutcome::NoLongerSet,
                overdue: false,
                told,
            })
        });
    lost.collect()
}
