//! What reports say became of the tasks of plans.

use async_graphql::{ComplexObject, Context, Result, SimpleObject, dataloader::Loader};
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
}

#[ComplexObject]
impl PlanTaskTold {
    /// The period of that report (kỳ báo cáo).
    async fn period(&self) -> Option<Period> {
        Period::from_number(self.number)
    }

    /// The report (báo cáo).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| Ok(reports::load_report(request, self.report).await?.map(Report::from)))
    }

    /// The version of it that says so (phiên bản báo cáo).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| {
            Ok(reports::load_version(request, self.version).await?.map(ReportVersion::from))
        })
    }
}

/// What the reports that stand on a basis say of a task, the earliest period first.
pub async fn told(
    request: &Request,
    task: &str,
    basis: ConsolidationBasis,
) -> kit::Result<Vec<PlanTaskTold>> {
    let key = (task.to_owned(), basis);
    Ok(request.load(ToldLoader, key).await?.unwrap_or_default())
}

struct ToldLoader(Arc<Reader>);

impl ToldLoader {
    async fn read(
        &self,
        keys: &[(String, ConsolidationBasis)],
    ) -> kit::Result<HashMap<(String, ConsolidationBasis), Vec<PlanTaskTold>>> {
        let tasks: BTreeSet<&str> = keys.iter().map(|(task, _)| task.as_str()).collect();
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
            .with(|all| {
                all.filter(StandingColumn::VersionId.is_in(versions)).filter(StandingColumn::ToAt.is_null())
            })
            .all()
            .await?;
        let mut found: HashMap<(String, ConsolidationBasis), Vec<PlanTaskTold>> = HashMap::new();
        for key in keys {
            let mut told = Vec::new();
            for row in rows.iter().filter(|row| row.task == key.0) {
                let on_basis = |stands: &&reports::StandingRow| {
                    stands.version_id == row.version_id && stands.basis == key.1.code()
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

impl Loader<(String, ConsolidationBasis)> for ToldLoader {
    type Value = Vec<PlanTaskTold>;
    type Error = Arc<Error>;

    async fn load(
        &self,
        keys: &[(String, ConsolidationBasis)],
    ) -> kit::Result<HashMap<(String, ConsolidationBasis), Vec<PlanTaskTold>>, Arc<Error>> {
        self.read(keys).await.map_err(Arc::new)
    }
}
