//! The tasks of plans one by one: who set each until when, and which reports say what became of it.

use async_graphql::{ComplexObject, Context, Lookahead, Result, SimpleObject};
use std::sync::Arc;

use super::{
    super::{
        cells::MOST_GROUPS,
        filings::{Filings, Shown},
        ledger::Filed,
        picture::Picture,
        planned::{Planned, PlannedRecord},
        tasks::TaskOutcome,
    },
    task_entries::TaskTold,
};
use crate::{
    kit::{self, Code, Period, Problem, scalars::Date, vocabulary::TaskStatus},
    nullable,
    organisation::Agency,
    plans::Plan,
};

/// A task of a plan, and what became of it (một nhiệm vụ của kế hoạch).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PlanTaskEntry {
    /// Key of the task, by which reports name it (mã nhiệm vụ).
    key: String,
    /// The agency whose plan it is (cơ quan).
    agency: Agency,
    /// The successor under which that is told apart, where that is another agency; null as reported (cơ quan kế thừa hiện nay).
    successor: Option<Agency>,
    /// The year of the plan (năm).
    year: i32,
    /// Its place in the plan, from 1; null of one that the plan has no more (thứ tự).
    position: Option<i32>,
    /// What is to be done (nội dung).
    text: String,
    /// Who answers for it; null of one that the plan has no more (đơn vị thực hiện).
    owner: Option<String>,
    /// Code of the section that says so (mục).
    section_code: Option<String>,
    /// In which period it is to be done (thời gian).
    period: Option<Period>,
    /// The last day of that period in the calendar (thời hạn hoàn thành).
    due_on: Option<Date>,
    /// Where the plan itself says that it stands (tình hình nêu trong kế hoạch).
    plan_status: Option<TaskStatus>,
    /// What became of it, by the last report that tells of it; else by the plan itself (kết quả).
    outcome: TaskOutcome,
    /// Whether its day has passed, and nobody says that it was done or given up (quá hạn).
    overdue: bool,
    /// The reports that tell of it, the earliest first (các báo cáo nêu kết quả).
    told: Vec<TaskTold>,
    #[graphql(skip)]
    planned: Arc<Planned>,
    #[graphql(skip)]
    place: usize,
}

#[ComplexObject]
impl PlanTaskEntry {
    /// The plan, by the version that counts (kế hoạch).
    async fn plan(&self, ctx: &Context<'_>) -> Option<Result<Plan>> {
        nullable!(ctx, |_request| {
            let row = self.planned.plans[self.place].row.clone();
            Plan::known(row, self.planned.known_at).map(Some)
        })
    }
}

/// Which tasks are wanted.
pub struct WantedTasks<'a> {
    pub outcomes: Option<&'a [TaskOutcome]>,
    pub overdue: Option<bool>,
}

impl WantedTasks<'_> {
    fn has(&self, record: &PlannedRecord) -> bool {
        self.outcomes.is_none_or(|only| only.contains(&record.outcome))
            && self.overdue.is_none_or(|overdue| record.overdue == overdue)
    }
}

/// The tasks of a picture's plans by code of agency, year and place: at most two statements more, for what is shown of versions and
/// reports.
///
/// Errors: `TOO_MANY_ENTRIES` beyond [`MOST_GROUPS`].
pub async fn list(
    picture: &Arc<Picture>,
    planned: &Arc<Planned>,
    wanted: &WantedTasks<'_>,
    selected: &Lookahead<'_>,
) -> kit::Result<Vec<PlanTaskEntry>> {
    let ledger = picture.ledger().await?;
    let records: Vec<&PlannedRecord> = planned.records.iter().filter(|record| wanted.has(record)).collect();
    if records.len() > MOST_GROUPS {
        return Err(Problem::new(Code::TooManyEntries, &["outcomes"]).with("most", MOST_GROUPS).into());
    }
    let told = records.iter().flat_map(|record| record.told.iter().map(|told| told.filed));
    let filed: Vec<Filed> = told.collect();
    let filings = Arc::new(Filings::read(picture, &filed, Shown::by(&selected.field("told"))).await?);
    let entry = |record: &PlannedRecord| {
        let plan = &planned.plans[record.plan];
        let agency = |at: u32| ledger.agencies[at as usize].clone();
        let set = record.set.as_ref();
        let period = record.period();
        PlanTaskEntry {
            key: record.task.key.clone(),
            agency: agency(plan.agency),
            successor: (plan.line != plan.agency).then(|| agency(plan.line)),
            year: plan.row.year,
            position: set.map(|_| record.task.position),
            text: record.task.text.clone(),
            owner: set.map(|set| set.owner.clone()),
            section_code: set.map(|set| set.section.clone()),
            period,
            due_on: period.map(|period| Date(period.last_day())),
            plan_status: set.and_then(|set| set.status),
            outcome: record.outcome,
            overdue: record.overdue,
            told: record.told.iter().map(|told| TaskTold::of(told, &ledger, &filings)).collect(),
            planned: planned.clone(),
            place: record.plan,
        }
    };
    Ok(records.into_iter().map(entry).collect())
}
