//! The tasks one by one: who set each in which report, and which report says what became of it.

use async_graphql::{ComplexObject, Context, Lookahead, Result, SimpleObject};
use chrono::NaiveDate;
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    filings::{Filings, Shown},
    ledger::Filed,
    picture::Picture,
    tasks::{TaskOutcome, TaskRecord, Tasks, Told},
};
use crate::{
    kit::{
        self, Period,
        connection::{Paged, connect},
        digest,
        paging::{Page, PageArgs},
        vocabulary::TaskStatus,
    },
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
    /// Number of the version of the report that set the task which it answered (phiên bản được trả lời).
    answered_version: i32,
    #[graphql(skip)]
    filed: Filed,
    #[graphql(skip)]
    filings: Arc<Filings>,
}

/// What an entry is found again by: code of the agency, last day of the period, place, key.
type Key = (String, NaiveDate, i32, String);

/// One page of the tasks of a picture: at most three statements more, for what is shown of versions and reports.
pub async fn page(
    picture: &Arc<Picture>,
    tasks: &Tasks,
    outcomes: Option<Vec<TaskOutcome>>,
    args: &PageArgs,
    selected: Lookahead<'_>,
) -> kit::Result<Paged<TaskEntry>> {
    let ledger = picture.ledger().await?;
    let asked = (picture.from, picture.to, picture.basis, picture.as_of.known_at(), picture.structure.code());
    let binding = digest::of(&(asked, &outcomes));
    let page: Page<Key> = args.check(&binding)?;
    let key = |record: &TaskRecord| {
        let owed = ledger.at(record.owed);
        let (agency, period) = (ledger.agency(owed), ledger.period(owed));
        (agency.known_as().to_owned(), period.window().to, record.task.position, record.task.key.clone())
    };
    let wanted = |record: &&TaskRecord| outcomes.as_ref().is_none_or(|only| only.contains(&record.outcome));
    let mut all: Vec<(Key, &TaskRecord)> =
        tasks.records.iter().filter(wanted).map(|record| (key(record), record)).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    let total = u64::try_from(all.len()).ok();
    let size = usize::try_from(page.size).unwrap_or(usize::MAX).saturating_add(1);
    if page.backwards {
        all.reverse();
    }
    let beyond = |key: &Key| match (&page.key, page.backwards) {
        (None, _) => true,
        (Some(bound), false) => key > bound,
        (Some(bound), true) => key < bound,
    };
    let rows: Vec<(Key, &TaskRecord)> = all.into_iter().filter(|(key, _)| beyond(key)).take(size).collect();

    let behind = rows.iter().flat_map(|(_, record)| {
        let told = record.told.iter().map(|told| told.filed);
        ledger.at(record.owed).filed.into_iter().chain(told)
    });
    let filed: Vec<Filed> = behind.collect();
    let nodes = [selected.field("nodes"), selected.field("edges").field("node")];
    let shown = nodes
        .iter()
        .fold(Shown::default(), |shown, node| shown.and(Shown::by(node)).and(Shown::by(&node.field("told"))));
    let filings = Arc::new(Filings::read(&picture.reader, &filed, shown).await?);
    let agency = |id: Uuid| ledger.agencies.iter().find(|agency| agency.key() == id).cloned();
    let told = |told: &Told| TaskTold {
        agency: agency(told.agency),
        period: Period::from_number(told.period),
        outcome: told.entry.outcome,
        reason: told.entry.reason.clone(),
        answered_version: told.entry.version,
        filed: told.filed,
        filings: filings.clone(),
    };
    let entry = |(_, record): (Key, &TaskRecord)| {
        let owed = ledger.at(record.owed);
        TaskEntry {
            key: record.task.key.clone(),
            agency: ledger.agency(owed).clone(),
            successor: ledger.successor(owed).cloned(),
            period: ledger.period(owed),
            position: (record.outcome != TaskOutcome::NoLongerSet).then_some(record.task.position),
            text: record.task.text.clone(),
            outcome: record.outcome,
            told: record.told.iter().map(told).collect(),
            filed: owed.filed,
            filings: filings.clone(),
        }
    };
    Ok(connect(&page, rows, total, &binding, |(key, _)| key.clone(), entry))
}

#[ComplexObject]
impl TaskEntry {
    /// The version of the report that set it, as it stands (phiên bản báo cáo đề ra).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| match &self.filed {
            Some(filed) => Ok(Some(self.filings.version(request, filed).await?.into())),
            None => Ok(None),
        })
    }

    /// The report that set it (báo cáo đề ra).
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
        nullable!(ctx, |request| Ok(Some(self.filings.version(request, &self.filed).await?.into())))
    }

    /// The report that says so (báo cáo).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| Ok(self.filings.report(request, &self.filed).await?.map(Report::from)))
    }
}
