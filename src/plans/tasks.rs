//! The tasks of plans, as reports may tell of them.

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{rows::plan, service, types::PlanContent};
use crate::{
    kit::{Period, Result},
    organisation::history::History,
    reports::{self, KnownTask, SetIn, SetTask, tasks_of},
    store::Reader,
};

/// The tasks of a plan with their keys, in its order.
pub fn keyed(agency: Uuid, year: i32, plan: &PlanContent) -> Vec<SetTask> {
    tasks_of(&format!("{agency}/{year}"), plan.tasks.iter().map(|task| task.text.as_str()))
}

/// The tasks that a report may tell of: those of the newest plans of its agency, and of those that it carries on, for the year of
/// its period and the one before it.
pub async fn tasks_for(reader: &Reader, report: Uuid) -> Result<Vec<KnownTask>> {
    let Some(report) = reports::by_id(reader, report).await? else { return Ok(Vec::new()) };
    let Some(period) = Period::from_number(report.period) else { return Ok(Vec::new()) };
    let year = i32::from(period.year());
    let history = History::read(reader).await?;
    let mut agencies = history.all_predecessors(&[report.agency_id]);
    agencies.retain(|one| history.carrying_on(*one, period.window().to).contains(&report.agency_id));
    agencies.insert(report.agency_id);
    let rows = reader
        .find::<plan::Entity>()
        .with(|all| {
            all.filter(plan::Column::AgencyId.is_in(agencies))
                .filter(plan::Column::Year.is_in([year - 1, year]))
                .filter(plan::Column::Current.eq(true))
        })
        .all()
        .await?;
    let mut known = Vec::new();
    for row in rows {
        let content = service::content_of(&row)?;
        let tasks = keyed(row.agency_id, row.year, &content).into_iter().zip(&content.tasks);
        known.extend(tasks.map(|(set, task)| KnownTask {
            task: set,
            set_in: SetIn::Plan(row.id),
            version: row.version,
            agency: row.agency_id,
            period: task.period,
        }));
    }
    Ok(known)
}
