//! What the plans of the year set to be done, what became of it, what is overdue, and who has no plan (nhiệm vụ theo kế hoạch năm).

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use std::sync::Arc;

use super::{
    super::{
        cells,
        ledger::Ledger,
        picture::Picture,
        planned::{Apart, Group, Planned, PlannedTally},
        tasks::TaskOutcome,
    },
    planned_entries::{self, PlanTaskEntry, WantedTasks},
};
use crate::{
    kit::{self, vocabulary::AgencyKind},
    organisation::Agency,
    required,
};

/// How the tasks of plans are grouped (nhóm theo).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlanTaskDimension {
    /// By agency (theo cơ quan).
    Agency,
    /// By kind of agency (theo loại cơ quan).
    AgencyKind,
    /// By year of the plan (theo năm).
    Year,
    /// By who answers for them, as plans name them; two agencies may name theirs alike (theo đơn vị thực hiện).
    Owner,
}

/// The tasks of the plans of some years and what became of them, as a whole and by groups (nhiệm vụ theo kế hoạch năm và kết quả
/// thực hiện).
pub struct PlanTaskSummary {
    picture: Arc<Picture>,
    ledger: Arc<Ledger>,
    planned: Arc<Planned>,
    apart: Apart,
}

/// The tasks of one group (một nhóm).
#[derive(SimpleObject)]
pub struct PlanTaskGroup {
    /// The agency whose plan it is, when grouped by agency; by successor the one that continues it today (cơ quan).
    agency: Option<Agency>,
    /// The kind of agency, when grouped by it (loại cơ quan).
    agency_kind: Option<AgencyKind>,
    /// The year of the plan, when grouped by it (năm).
    year: Option<i32>,
    /// Who answers for them, when grouped by it; null of tasks that the plans have no more (đơn vị thực hiện).
    owner: Option<String>,
    /// How they came out (số liệu).
    counts: PlanTaskCounts,
}

/// How many tasks plans set and how they came out; `set` is the sum of `done`, `goingOn`, `dropped`, `silent` and `awaited`. All are
/// null where there is no plan: silence is not zero (số nhiệm vụ theo kế hoạch).
#[derive(SimpleObject, Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanTaskCounts {
    /// Plans, each by its newest version; by owner those that have such tasks (số kế hoạch).
    plans: u32,
    /// Tasks that they set (số nhiệm vụ đề ra).
    set: Option<u32>,
    /// Done, by the last report that tells of it; else by the plan itself (đã hoàn thành).
    done: Option<u32>,
    /// Going on (đang thực hiện).
    going_on: Option<u32>,
    /// Given up (không thực hiện nữa).
    dropped: Option<u32>,
    /// Of which nobody says anything, though a report was filed whose period ends, by the calendar, on the day by which they were to be
    /// done or after it: not the same as done (báo cáo không nêu).
    silent: Option<u32>,
    /// Of which nobody says anything, and no such report counts yet (chưa có báo cáo kết quả).
    awaited: Option<u32>,
    /// Of all of these, those whose day has passed, and of which nobody says that they were done or given up (quá hạn).
    overdue: Option<u32>,
    /// Tasks beside these that reports tell of, though the plan was changed since and has them no more (không còn trong kế hoạch).
    no_longer_set: Option<u32>,
}

impl From<&PlannedTally> for PlanTaskCounts {
    fn from(tally: &PlannedTally) -> Self {
        use TaskOutcome::{Awaited, Done, Dropped, GoingOn, NoLongerSet, Silent};
        let known = tally.plans() > 0;
        let count = |outcomes: &[TaskOutcome]| known.then(|| outcomes.iter().map(|one| tally.of(*one)).sum());
        PlanTaskCounts {
            plans: u32::try_from(tally.plans()).unwrap_or(u32::MAX),
            set: count(&[Done, GoingOn, Dropped, Silent, Awaited]),
            done: count(&[Done]),
            going_on: count(&[GoingOn]),
            dropped: count(&[Dropped]),
            silent: count(&[Silent]),
            awaited: count(&[Awaited]),
            overdue: known.then_some(tally.overdue),
            no_longer_set: count(&[NoLongerSet]),
        }
    }
}

impl PlanTaskSummary {
    /// Reads the plans of a picture's years.
    pub async fn read(picture: &Arc<Picture>, by: &[PlanTaskDimension]) -> kit::Result<Self> {
        let apart = Apart {
            agency: by.contains(&PlanTaskDimension::Agency),
            kind: by.contains(&PlanTaskDimension::AgencyKind),
            year: by.contains(&PlanTaskDimension::Year),
            owner: by.contains(&PlanTaskDimension::Owner),
        };
        let planned = Arc::new(Planned::read(picture).await?);
        let summary =
            PlanTaskSummary { picture: picture.clone(), ledger: picture.ledger().await?, planned, apart };
        cells::bounded(summary.tallies(apart).len())?;
        Ok(summary)
    }

    fn tallies(&self, apart: Apart) -> Vec<(Group, PlannedTally)> {
        let kinds: Vec<AgencyKind> = self.ledger.agencies.iter().map(Agency::agency_kind).collect();
        self.planned.tallies(apart, &kinds).into_iter().collect()
    }
}

/// The tasks of the plans of some years and what became of them, as a whole and by groups (nhiệm vụ theo kế hoạch năm và kết quả
/// thực hiện).
#[Object]
impl PlanTaskSummary {
    /// All plans together (toàn bộ).
    async fn overall(&self) -> PlanTaskCounts {
        let all = self.tallies(Apart::default());
        all.first().map_or_else(|| (&PlannedTally::default()).into(), |(_, tally)| tally.into())
    }

    /// The groups that were asked for, by code of agency, kind, year, owner; none when `by` is empty (các nhóm).
    async fn groups(&self) -> Vec<PlanTaskGroup> {
        if !self.apart.is_any() {
            return Vec::new();
        }
        let group = |(group, tally): (Group, PlannedTally)| PlanTaskGroup {
            agency: group.agency.and_then(|line| self.ledger.agencies.get(line as usize).cloned()),
            agency_kind: group.kind,
            year: group.year,
            counts: (&tally).into(),
            owner: tally.owner,
        };
        self.tallies(self.apart).into_iter().map(group).collect()
    }

    /// The tasks one by one, by code of agency, year and place in the plan; at most 10,000, else TOO_MANY_ENTRIES (từng nhiệm vụ).
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only tasks that came out so; all when left out.")] outcomes: Option<
            Vec<TaskOutcome>,
        >,
        #[graphql(desc = "Only tasks that are overdue, or only those that are not; all when left out.")]
        overdue: Option<bool>,
    ) -> Result<Vec<PlanTaskEntry>> {
        required!(ctx, |_request| {
            let wanted = WantedTasks { outcomes: outcomes.as_deref(), overdue };
            planned_entries::list(&self.picture, &self.planned, &wanted, &ctx.look_ahead()).await
        })
    }

    /// The agencies that existed in these years and of which no plan counts, of those that the caller sees, by code (cơ quan chưa có
    /// kế hoạch).
    async fn without_plan(&self) -> Vec<Agency> {
        let agency = |at: &u32| self.ledger.agencies.get(*at as usize).cloned();
        self.planned.without.iter().filter_map(agency).collect()
    }
}
