//! What a report is to tell of tasks, and what it tells.

use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use uuid::Uuid;

use super::{
    super::service, super::tasks::KnownTask, super::tasks::SetIn, super::types::FollowUpEntry, Report,
};
use crate::{
    kit::{Period, vocabulary::TaskStatus},
    nullable,
    organisation::{self, Agency},
    request::Request,
};

/// A task that was set for the period of a report, of which the report is to tell what became (nhiệm vụ của kỳ trước).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct TaskToFollow {
    /// Key to name it by in `followUps`: the same for the same words in every version of the report that set it (mã nhiệm vụ).
    key: String,
    /// What was to be done (nội dung).
    text: String,
    /// Its place among the tasks of the report that set it, from 1 (thứ tự).
    position: i32,
    /// Number of the version of that report in which it stands: the accepted one, or the submitted one where none is accepted
    /// (phiên bản).
    version_number: i32,
    /// What the draft says became of it; null while it says nothing (kết quả).
    outcome: Option<TaskStatus>,
    /// Why, or how, in the words of the draft (lý do).
    reason: Option<String>,
    #[graphql(skip)]
    report: Option<Uuid>,
    #[graphql(skip)]
    agency: Uuid,
    #[graphql(skip)]
    number: i32,
}

impl TaskToFollow {
    /// A task, with what a draft says of it.
    pub fn of(known: KnownTask, said: &[FollowUpEntry]) -> Self {
        let said = said.iter().find(|entry| entry.task == known.task.key);
        TaskToFollow {
            outcome: said.map(|entry| entry.outcome),
            reason: said.and_then(|entry| entry.reason.clone()),
            key: known.task.key,
            text: known.task.text,
            position: known.task.position,
            version_number: known.version,
            report: match known.set_in {
                SetIn::Report(report) => Some(report),
                SetIn::Plan(_) => None,
            },
            agency: known.agency,
            number: known.period,
        }
    }
}

#[ComplexObject]
impl TaskToFollow {
    /// Who set it: the agency itself, or one that it carries on (cơ quan đề ra).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| organisation::load_agency(request, self.agency).await)
    }

    /// The period of the report that set it (kỳ báo cáo đề ra).
    async fn period(&self) -> Option<Period> {
        Period::from_number(self.number)
    }

    /// The report that set it (báo cáo đề ra).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| report(request, self.report).await)
    }
}

/// What a report says became of a task (kết quả thực hiện một nhiệm vụ).
#[Object(name = "TaskFollowUp")]
impl FollowUpEntry {
    /// Key of the task (mã nhiệm vụ).
    async fn task(&self) -> &str {
        &self.task
    }

    /// The task as it stood when this was said (nội dung nhiệm vụ).
    async fn text(&self) -> &str {
        &self.text
    }

    /// What became of it (kết quả).
    async fn outcome(&self) -> TaskStatus {
        self.outcome
    }

    /// Why, or how (lý do).
    async fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The report that set it; null of a task of a plan (báo cáo đề ra).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| report(request, self.report).await)
    }

    /// Number of the version of that report, or of the plan, in which it stood (phiên bản).
    async fn version_number(&self) -> i32 {
        self.version
    }
}

async fn report(request: &Request, report: Option<Uuid>) -> crate::kit::Result<Option<Report>> {
    match report {
        Some(report) => Ok(service::load_report(request, report).await?.map(Report::from)),
        None => Ok(None),
    }
}
