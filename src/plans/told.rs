//! What reports say became of the tasks of plans.

use async_graphql::{ComplexObject, Context, Result, SimpleObject, dataloader::Loader};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

use crate::{
    kit::{
        self, Error, Period,
        vocabulary::{ConsolidationBasis, TaskStatus},
    },
    nullable,
    reports::{
        self, FollowUpColumn, FollowUpEntity, FollowUpEntry, Report, ReportVersion, StandingColumn,
        StandingEntity,
    },
    request::Request,
    store::Reader,
};

/// What a report says became of a task of a plan (kết quả thực hiện nêu trong một báo cáo).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct PlanTaskTold {
    /// What it says (kết quả).
    outcome: TaskStatus,
    /// Why, or how, in its words (lý do).
    reason: Option<String>,
    /// The wording of the task when this was said (nội dung nhiệm vụ khi đó).
    text: String,
    /// Number of the version of the plan that it answered (phiên bản kế hoạch).
    answered_version: i32,
    #[graphql(skip)]
    number: i32,
    #[graphql(skip)]
    report: Uuid,
    #[graphql(skip)]
    version: Uuid,
    #[graphql(skip)]
    then: Option<DateTime<Utc>>,
}

#[ComplexObject]
impl PlanTaskTold {
    /// The period of that report (kỳ báo cáo).
    async fn period(&self) -> Option<Period> {
        Period::from_number(self.number)
    }

    /// The report, as it is now, also in a picture of the past; what counted then is `version` (báo cáo).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| Ok(reports::load_report(request, self.report).await?.map(Report::from)))
    }

    /// The version of it that says so (phiên bản báo cáo).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| {
            let version = reports::load_version(request, self.version).await?;
            Ok(version.map(|row| ReportVersion::known(row, self.then)))
        })
    }
}

/// What the reports that stand on a basis say of a task, the earliest period first; of those that stood as it was known at an
/// instant, where one is given.
pub async fn told(
    request: &Request,
    task: &str,
    basis: ConsolidationBasis,
    then: Option<DateTime<Utc>>,
) -> kit::Result<Vec<PlanTaskTold>> {
    let key = (task.to_owned(), basis, then);
    Ok(request.load(ToldLoader, key).await?.unwrap_or_default())
}

/// A task by its key, the basis, and as of when; `None` for now.
type Asked = (String, ConsolidationBasis, Option<DateTime<Utc>>);

struct ToldLoader(Arc<Reader>);

impl ToldLoader {
    async fn read(&self, keys: &[Asked]) -> kit::Result<HashMap<Asked, Vec<PlanTaskTold>>> {
        let tasks: BTreeSet<&str> = keys.iter().map(|(task, ..)| task.as_str()).collect();
        let rows = self
            .0
            .find::<FollowUpEntity>()
            .with(|all| all.filter(FollowUpColumn::Task.is_in(tasks)))
            .all()
            .await?;
        let versions: BTreeSet<Uuid> = rows.iter().map(|row| row.version_id).collect();
        let standing = self
            .0
            .find::<StandingEntity>()
            .with(|all| all.filter(StandingColumn::VersionId.is_in(versions)))
            .all()
            .await?;
        let mut found: HashMap<Asked, Vec<PlanTaskTold>> = HashMap::new();
        for key in keys {
            let stood = |stands: &reports::StandingRow| match key.2 {
                None => stands.to_at.is_none(),
                Some(at) => stands.from_at <= at && stands.to_at.is_none_or(|to| to > at),
            };
            let mut told = Vec::new();
            for row in rows.iter().filter(|row| row.task == key.0) {
                let on_basis = |stands: &&reports::StandingRow| {
                    stands.version_id == row.version_id && stands.basis == key.1.code() && stood(stands)
                };
                let Some(stands) = standing.iter().find(on_basis) else { continue };
                let entry: FollowUpEntry = serde_json::from_str(&row.content).map_err(Error::broken)?;
                told.push(PlanTaskTold {
                    outcome: entry.outcome,
                    reason: entry.reason,
                    text: entry.text,
                    answered_version: entry.version,
                    number: row.period,
                    report: stands.report_id,
                    version: row.version_id,
                    then: key.2,
                });
            }
            told.sort_by_key(|told| {
                let end = Period::from_number(told.number).map(|period| period.window().to);
                (end, told.number, told.report)
            });
            found.insert(key.clone(), told);
        }
        Ok(found)
    }
}

impl Loader<Asked> for ToldLoader {
    type Value = Vec<PlanTaskTold>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[Asked]) -> kit::Result<HashMap<Asked, Vec<PlanTaskTold>>, Arc<Error>> {
        self.read(keys).await.map_err(Arc::new)
    }
}
