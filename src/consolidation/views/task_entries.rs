//! The tasks one by one: who set each in which report, and which report says what became of it.

use async_graphql::{ComplexObject, Context, Lookahead, Result, SimpleObject};
use std::sync::Arc;

use super::super::{
    answers::Told,
    cells::MOST_GROUPS,
    filings::{Filings, Shown},
    ledger::{Filed, Ledger},
    picture::Picture,
    tasks::{TaskOutcome, TaskRecord, Tasks},
};
use crate::{
    kit::{self, Code, Period, Problem, vocabulary::TaskStatus},
    nullable,
    organisation::Agency,
    reports::{Report, ReportVersion},
};

/// A task that a report set, and what became of it (một nhiệm vụ).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct TaskEntry {
    /// Key of the task (mã nhiệm vụ).
    key: String,
    /// The agency that set it (cơ quan đề ra).
    agency: Agency,
    /// What the agency was called on the last day of the window of that report; `agency { name }` is its present name (tên cơ quan
    /// trong kỳ).
    agency_name: String,
    /// The successor under which that is told apart, where that is another agency; null as reported (cơ quan kế thừa hiện nay).
    successor: Option<Agency>,
    /// The period of the report that set it (kỳ đề ra).
    period: Period,
    /// Its place in that report, from 1; null of one that the report has no more (thứ tự).
    position: Option<i32>,
    /// What was to be done (nội dung).
    text: String,
    /// What became of it (kết quả).
    outcome: TaskOutcome,
    /// The reports that tell of it; several where an agency was divided (các báo cáo nêu kết quả).
    told: Vec<TaskTold>,
    #[graphql(skip)]
    filed: Option<Filed>,
    #[graphql(skip)]
    filings: Arc<Filings>,
}

/// What one report says became of a task (kết quả nêu trong một báo cáo).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct TaskTold {
    /// The agency that says so (cơ quan báo cáo).
    agency: Option<Agency>,
    /// The period of its report (kỳ báo cáo).
    period: Option<Period>,
    /// What it says (kết quả).
    outcome: TaskStatus,
    /// Why, or how, in its words (lý do).
    reason: Option<String>,
    /// Number of the version of the report or plan that set the task which it answered (phiên bản được trả lời).
    answered_version: i32,
    #[graphql(skip)]
    filed: Filed,
    #[graphql(skip)]
    filings: Arc<Filings>,
}

impl TaskTold {
    /// What a report says, as clients see it.
    pub fn of(told: &Told, ledger: &Ledger, filings: &Arc<Filings>) -> Self {
        let agency = ledger.positions().get(&told.agency);
        TaskTold {
            agency: agency.map(|at| ledger.agencies[*at as usize].clone()),
            period: Period::from_number(told.period),
            outcome: told.entry.outcome,
            reason: told.entry.reason.clone(),
            answered_version: told.entry.version,
            filed: told.filed,
            filings: filings.clone(),
        }
    }
}

/// The tasks of a picture by code of agency, period and place: at most two statements more, for what is shown of versions and
/// reports.
///
/// Errors: `TOO_MANY_ENTRIES` beyond [`MOST_GROUPS`].
pub async fn list(
    picture: &Arc<Picture>,
    tasks: &Tasks,
    outcomes: Option<&[TaskOutcome]>,
    selected: &Lookahead<'_>,
) -> kit::Result<Vec<TaskEntry>> {
    let ledger = picture.ledger().await?;
    let wanted = |record: &&TaskRecord| outcomes.is_none_or(|only| only.contains(&record.outcome));
    let mut records: Vec<&TaskRecord> = tasks.records.iter().filter(wanted).collect();
    if records.len() > MOST_GROUPS {
        return Err(Problem::new(Code::TooManyEntries, &["outcomes"]).with("most", MOST_GROUPS).into());
    }
    records.sort_by_key(|record| {
        let owed = ledger.at(record.owed);
        let (agency, end) = (ledger.agency(owed), ledger.period(owed).window().to);
        (agency.known_as().to_owned(), end, record.task.position, record.task.key.clone())
    });
    let behind = records.iter().flat_map(|record| {
        let told = record.told.iter().map(|told| told.filed);
        ledger.at(record.owed).filed.into_iter().chain(told)
    });
    let filed: Vec<Filed> = behind.collect();
    let shown = Shown::by(selected).and(Shown::by(&selected.field("told")));
    let filings = Arc::new(Filings::read(picture, &filed, shown).await?);
    let entry = |record: &TaskRecord| {
        let owed = ledger.at(record.owed);
        TaskEntry {
            key: record.task.key.clone(),
            agency: ledger.agency(owed).clone(),
            agency_name: ledger.name_of(owed),
            successor: ledger.successor(owed).cloned(),
            period: ledger.period(owed),
            position: (record.outcome != TaskOutcome::NoLongerSet).then_some(record.task.position),
            text: record.task.text.clone(),
            outcome: record.outcome,
            told: record.told.iter().map(|told| TaskTold::of(told, &ledger, &filings)).collect(),
            filed: owed.filed,
            filings: filings.clone(),
        }
    };
    Ok(records.into_iter().map(entry).collect())
}

#[ComplexObject]
impl TaskEntry {
    /// The version of the report that set it, as it stands (phiên bản báo cáo đề ra).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| match &self.filed {
            Some(filed) => Ok(Some(self.filings.version_known(request, filed).await?)),
            None => Ok(None),
        })
    }

    /// The report that set it, as it is now, whatever instant the consolidation is as of; what counted then is `version` (báo cáo đề
    /// ra).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| match &self.filed {
            Some(filed) => Ok(self.filings.report(request, filed).await?.map(Report::from)),
            None => Ok(None),
        })
    }
}

#[ComplexObject]
impl TaskTold {
    /// The version that says so (phiên bản báo cáo).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| Ok(Some(self.filings.version_known(request, &self.filed).await?)))
    }

    /// The report that says so, as it is now, whatever instant the consolidation is as of; what counted then is `version` (báo cáo).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| Ok(self.filings.report(request, &self.filed).await?.map(Report::from)))
    }
}
