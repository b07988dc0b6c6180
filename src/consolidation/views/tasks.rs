//! What was set to be done, what became of it, and who has not told (nhiệm vụ kỳ sau và kết quả thực hiện).

use async_graphql::{Context, Object, Result, SimpleObject};
use std::sync::Arc;

use super::{
    super::{
        arithmetic::Coverage,
        cells::{self, Cell, Dimension, Grouping},
        ledger::Ledger,
        picture::Picture,
        structure::Restatement,
        tasks::{Tally, TaskOutcome, Tasks},
    },
    task_entries::{self, TaskEntry},
};
use crate::{
    kit::{self, Period, vocabulary::AgencyKind},
    organisation::Agency,
    required,
};

/// The tasks that reports set and what became of them, as a whole and by groups (nhiệm vụ và kết quả thực hiện).
pub struct TaskSummary {
    picture: Arc<Picture>,
    ledger: Arc<Ledger>,
    tasks: Arc<Tasks>,
    grouping: Grouping,
}

/// The tasks of one group (một nhóm).
#[derive(SimpleObject)]
pub struct TaskGroup {
    /// The agency that set them, when grouped by agency (cơ quan đề ra).
    agency: Option<Agency>,
    /// What the agency was called at the end of what the group tells of: on the last day of the window of the last report that it owed.
    /// By successor its present name; null where agencies are not told apart (tên cơ quan trong kỳ).
    agency_name: Option<String>,
    /// How the agency's line came to be brought to today's structure; null as reported, or where agencies are not told apart (quy
    /// về cơ cấu hiện nay).
    restatement: Option<Restatement>,
    /// The kind of agency, when grouped by it (loại cơ quan).
    agency_kind: Option<AgencyKind>,
    /// The period whose reports set them, when grouped by period (kỳ đề ra).
    period: Option<Period>,
    /// How they came out (số liệu).
    counts: TaskCounts,
}

/// How many tasks were set and how they came out; `set` is the sum of `done`, `goingOn`, `dropped`, `silent` and `awaited`. All are
/// null where no report tells its tasks one by one or says that there are none: silence is not zero (số nhiệm vụ).
#[derive(SimpleObject, Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskCounts {
    /// Tasks that were set; one that is set again in the next period is counted there too (số nhiệm vụ đề ra).
    set: Option<u32>,
    /// Of which the next report says that they were done (đã hoàn thành).
    done: Option<u32>,
    /// Of which the next report says that they go on (đang thực hiện).
    going_on: Option<u32>,
    /// Of which the next report says that they were given up (không thực hiện nữa).
    dropped: Option<u32>,
    /// Of which the next report says nothing, though it was filed: not the same as done (báo cáo sau không nêu).
    silent: Option<u32>,
    /// Of which no report that could tell of them counts yet (chưa có báo cáo kết quả).
    awaited: Option<u32>,
    /// Tasks beside these that later reports tell of, though the reports that set them were amended since and have them no more;
    /// null like the others where there are none (không còn trong báo cáo đề ra).
    no_longer_set: Option<u32>,
    /// Of the reports that set tasks: `stated` tells them one by one, `partial` in prose, which cannot be counted (độ bao phủ).
    coverage: Coverage,
}

impl From<Tally> for TaskCounts {
    fn from(tally: Tally) -> Self {
        use TaskOutcome::{Awaited, Done, Dropped, GoingOn, NoLongerSet, Silent};
        let known = tally.coverage.stated + tally.coverage.none_declared > 0;
        let count = |outcomes: &[TaskOutcome]| known.then(|| outcomes.iter().map(|one| tally.of(*one)).sum());
        TaskCounts {
            set: count(&[Done, GoingOn, Dropped, Silent, Awaited]),
            done: count(&[Done]),
            going_on: count(&[GoingOn]),
            dropped: count(&[Dropped]),
            silent: count(&[Silent]),
            awaited: count(&[Awaited]),
            // A report that was amended into prose tells none, and those of before are told of.
            no_longer_set: Some(tally.of(NoLongerSet)).filter(|lost| known || *lost > 0),
            coverage: tally.coverage,
        }
    }
}

impl TaskSummary {
    /// Reads the tasks of a picture.
    pub async fn read(picture: &Arc<Picture>, by: &[Dimension]) -> kit::Result<Self> {
        let (ledger, grouping) = (picture.ledger().await?, Grouping::by(by));
        if grouping.is_any() {
            cells::bounded(grouping.cells(&ledger).len())?;
        }
        let tasks = Arc::new(Tasks::read(picture).await?);
        Ok(TaskSummary { picture: picture.clone(), ledger, tasks, grouping })
    }
}

/// The tasks that reports set and what became of them, as a whole and by groups (nhiệm vụ và kết quả thực hiện).
#[Object]
impl TaskSummary {
    /// All reports together (toàn bộ).
    async fn overall(&self) -> TaskCounts {
        let all = self.tasks.tallies(&self.ledger, Grouping::default());
        all.get(&Cell::ALL).copied().unwrap_or_default().into()
    }

    /// The groups that were asked for, by code of agency, kind, period; none when `by` is empty (các nhóm).
    async fn groups(&self) -> Vec<TaskGroup> {
        if !self.grouping.is_any() {
            return Vec::new();
        }
        let tallies = self.tasks.tallies(&self.ledger, self.grouping);
        let group = |cell: Cell| TaskGroup {
            agency: cell.agency_in(&self.ledger),
            agency_name: self.ledger.name_in(&cell),
            restatement: Restatement::of(&self.ledger, cell),
            agency_kind: cell.kind,
            period: cell.period_in(&self.ledger),
            counts: tallies.get(&cell).copied().unwrap_or_default().into(),
        };
        self.grouping.cells(&self.ledger).into_iter().map(group).collect()
    }

    /// The tasks one by one, by code of the agency that set them, period and place: what was to be done, and which report says
    /// what of it; at most 10,000, else TOO_MANY_ENTRIES (từng nhiệm vụ).
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only tasks that came out so; all when left out.")] outcomes: Option<
            Vec<TaskOutcome>,
        >,
    ) -> Result<Vec<TaskEntry>> {
        required!(ctx, |_request| {
            task_entries::list(&self.picture, &self.tasks, outcomes.as_deref(), &ctx.look_ahead()).await
        })
    }
}
