//! Resolvers of this room.

use async_graphql::{
    ComplexObject, Context, ID, InputObject, Object, OneofObject, Result, SimpleObject, dataloader::Loader,
};
use chrono::{DateTime, NaiveDate, Utc};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{
    rows::plan,
    service, tasks,
    told::{self, PlanTaskTold},
    types::{self, PlanContent, PlanDueSource, SECTIONS},
};
use crate::{
    auth::Action,
    catalogue::{Catalogue, calendar::due_instant},
    kit::{
        self, Code, Error, Lang, Period, Problem,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::PageArgs,
        scalars::Date,
        vocabulary::{ConsolidationBasis, TaskStatus},
    },
    legal::Register,
    nullable,
    organisation::{self, Agency, Person, history::graphql::load_history},
    reports::{Citation, NarrativeSection, ReportHeader, Round, SetTask},
    request::{self, Request},
    required,
    rounds::{self, RoundRow},
    store::Reader,
};

/// A year's plan of an agency for government mass mobilisation (kế hoạch công tác dân vận chính quyền năm).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct Plan {
    /// Opaque global id of this version.
    #[graphql(owned)]
    pub id: ID,
    /// The year (năm).
    year: i32,
    /// From 1; each saved version stays (phiên bản).
    version: i32,
    /// Whether it is the newest of the agency and year (phiên bản hiện hành).
    current: bool,
    /// What it is about (trích yếu).
    title: String,
    /// SHA-256 of its content, in hexadecimal (mã băm).
    digest: String,
    /// When it was saved (thời điểm lưu).
    saved_at: DateTime<Utc>,
    #[graphql(skip)]
    agency: Uuid,
    #[graphql(skip)]
    saved_by: Option<Uuid>,
    #[graphql(skip)]
    content: PlanContent,
    #[graphql(skip)]
    then: Option<DateTime<Utc>>,
}

impl Plan {
    /// The version that counted as it was known at an instant, and what was known of its rounds and reports then; of now, without
    /// one.
    pub fn known(row: plan::Model, then: Option<DateTime<Utc>>) -> kit::Result<Self> {
        let plan = Plan::of(row)?;
        Ok(Plan { current: plan.current || then.is_some(), then, ..plan })
    }

    /// A row as clients see it.
    pub fn of(row: plan::Model) -> kit::Result<Self> {
        let content = service::content_of(&row)?;
        let plan::Model {
            tenant_id: _,
            id,
            agency_id,
            year,
            version,
            current,
            content: _,
            digest,
            saved_by,
            saved_at,
        } = row;
        let title = content.title.clone();
        Ok(Plan {
            id: id::encode(Kind::Plan, id),
            year,
            version,
            current,
            title,
            digest,
            saved_at,
            agency: agency_id,
            saved_by,
            content,
            then: None,
        })
    }
}

#[ComplexObject]
impl Plan {
    /// Whose plan it is (cơ quan).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| {
            let agency = organisation::load_agency(request, self.agency).await?;
            Ok(match (self.then, agency) {
                (Some(at), Some(agency)) => load_history(request).await?.undo_after(at, vec![agency]).pop(),
                (_, agency) => agency,
            })
        })
    }

    /// Number, symbol, place, date, who signed it, and to whom it went (thể thức văn bản).
    async fn header(&self) -> ReportHeader {
        self.content.document.header.clone()
    }

    /// Its sections, in the order of a plan; those it does not have are left out (các mục).
    async fn sections(&self, ctx: &Context<'_>) -> Vec<NarrativeSection> {
        let lang = request::of(ctx).map_or(Lang::Vi, Request::lang);
        let known = SECTIONS.iter().filter_map(|section| {
            let entry = self.content.document.sections.get(section.0)?.clone();
            let heading = types::heading(section).get(lang).to_owned();
            Some(NarrativeSection::under(section.0, section.1, heading, entry))
        });
        known.collect()
    }

    /// What is to be done, in the plan's order (nhiệm vụ).
    async fn tasks(&self) -> Vec<PlanTask> {
        let task = |(set, task): (SetTask, &types::Task)| PlanTask {
            key: set.key,
            position: set.position,
            text: set.text,
            owner: task.owner.clone(),
            section_code: task.section.clone(),
            status: task.status,
            carried_over_from: task.carried_over_from,
            beyond_year_reason: task.beyond_year.clone(),
            agency: self.agency,
            number: task.period,
            then: self.then,
        };
        tasks::keyed(self.agency, self.year, &self.content)
            .into_iter()
            .zip(&self.content.tasks)
            .map(task)
            .collect()
    }

    /// The documents that it cites, in the order of its text; resolved on the last day of its year (văn bản được viện dẫn).
    async fn citations(&self, ctx: &Context<'_>) -> Vec<Citation> {
        let register = ctx.data_unchecked::<Arc<Register>>();
        let on = NaiveDate::from_ymd_opt(self.year, 12, 31).unwrap_or(NaiveDate::MAX);
        self.content.document.citations.iter().map(|entry| Citation::new(entry, register, on)).collect()
    }

    /// Code of the calendar for deadlines whose words name no day; the one that the province has saved when left out (lịch báo
    /// cáo).
    async fn calendar(&self) -> Option<&str> {
        self.content.calendar.as_deref()
    }

    /// Until when it says that reports are due (thời hạn báo cáo).
    async fn deadlines(&self) -> Vec<PlanDeadline> {
        let deadline = |deadline: &types::Deadline| PlanDeadline {
            as_stated: deadline.as_stated.clone(),
            due_on: deadline.due_on.map(Date),
            due_at: deadline.due_on.map(due_instant),
            told_by: deadline.told_by.or_else(|| deadline.due_on.map(|_| PlanDueSource::Calendar)),
            calendar_due_on: deadline.by_calendar.map(Date),
            number: deadline.period,
            problem: deadline.problem(),
            then: self.then,
        };
        self.content.deadlines.iter().map(deadline).collect()
    }

    /// Who saved this version (người lưu).
    async fn saved_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.saved_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}

/// Something to be done (nhiệm vụ).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct PlanTask {
    /// Key to name it by in a report's `followUps`: the same for the same words in every version of the plan (mã nhiệm vụ).
    key: String,
    /// Its place in the plan, from 1 (thứ tự).
    position: i32,
    /// What is to be done (nội dung).
    text: String,
    /// Who answers for it (đơn vị thực hiện).
    owner: String,
    /// Code of the section that says so (mục).
    section_code: String,
    /// Where it stands; null while nothing is known (tình hình thực hiện).
    status: Option<TaskStatus>,
    /// Of a task that goes on from the year before: its place in that plan (nhiệm vụ chuyển tiếp).
    carried_over_from: Option<i32>,
    /// Why it goes on beyond the year; null where it does not (lý do kéo dài sang năm sau).
    beyond_year_reason: Option<String>,
    #[graphql(skip)]
    agency: Uuid,
    #[graphql(skip)]
    number: i32,
    #[graphql(skip)]
    then: Option<DateTime<Utc>>,
}

#[ComplexObject]
impl PlanTask {
    /// In which period it is to be done (thời gian).
    async fn period(&self) -> Option<Period> {
        Period::from_number(self.number)
    }

    /// The last day of that period, by which it is to be done (thời hạn hoàn thành).
    async fn due_on(&self) -> Option<Date> {
        Some(Date(Period::from_number(self.number)?.last_day()))
    }

    /// What the agency's reports say became of it, the earliest first; empty while none tells of it, which is not the same as done
    /// (kết quả thực hiện nêu trong báo cáo).
    async fn told(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "By which version of each report; SUBMITTED is empty for whoever may not see what is not accepted.",
            default_with = "ConsolidationBasis::Accepted"
        )]
        basis: ConsolidationBasis,
    ) -> Result<Vec<PlanTaskTold>> {
        required!(ctx, |request| {
            let open = basis == ConsolidationBasis::Accepted
                || request.actor().may_for(Action::SeeUnaccepted, self.agency);
            if open { told::told(request, &self.key, basis, self.then).await } else { Ok(Vec::new()) }
        })
    }
}

/// Until when a plan says that a report is due (thời hạn báo cáo).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct PlanDeadline {
    /// The wording of the plan (nguyên văn).
    as_stated: String,
    /// The last day: by the words where they name one ("trước ngày 10 tháng 6" ends on the 9th, on the working day before where
    /// nobody works then), else by the calendar; null where neither tells it (ngày cuối).
    due_on: Option<Date>,
    /// The last second of that day in Vietnam (hạn nộp).
    due_at: Option<DateTime<Utc>>,
    /// What tells that day; null where there is none (căn cứ xác định).
    told_by: Option<PlanDueSource>,
    /// The last day by the calendar, where that is another; the words hold (ngày cuối theo lịch báo cáo).
    calendar_due_on: Option<Date>,
    #[graphql(skip)]
    number: i32,
    #[graphql(skip)]
    problem: Option<Problem>,
    #[graphql(skip)]
    then: Option<DateTime<Utc>>,
}

/// What is doubtful about a plan's deadline; the plan was saved as it stands (vướng mắc của thời hạn).
#[derive(SimpleObject, Clone, Debug)]
pub struct PlanDeadlineProblem {
    /// The code; it never changes (mã).
    code: Code,
    /// The sentence, in the language of `Accept-Language` (thông báo).
    message: String,
}

#[ComplexObject]
impl PlanDeadline {
    /// What is doubtful about it: that the calendar says otherwise, or that the words name no day that exists, or several; null
    /// where nothing is (vướng mắc).
    async fn problem(&self, ctx: &Context<'_>) -> Option<PlanDeadlineProblem> {
        let lang = request::of(ctx).map_or(Lang::Vi, Request::lang);
        let problem = self.problem.as_ref()?;
        Some(PlanDeadlineProblem { code: problem.code, message: problem.message(lang) })
    }

    /// The period that is reported on (kỳ báo cáo).
    async fn period(&self) -> Option<Period> {
        Period::from_number(self.number)
    }

    /// The round in which that report is collected; null while none was opened (đợt báo cáo).
    async fn round(&self, ctx: &Context<'_>) -> Option<Result<Round>> {
        let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
        let period = Period::from_number(self.number)?;
        let form = catalogue.forms().iter().find(|form| form.serves(period))?.code.clone();
        nullable!(ctx, |request| {
            let row = request.load(RoundLoader, (form, period.number())).await?;
            Ok(row.and_then(|row| Round::known(row, self.then)))
        })
    }
}

struct RoundLoader(Arc<Reader>);

impl Loader<(String, i32)> for RoundLoader {
    type Value = RoundRow;
    type Error = Arc<Error>;

    async fn load(
        &self,
        keys: &[(String, i32)],
    ) -> kit::Result<HashMap<(String, i32), RoundRow>, Arc<Error>> {
        let ranges: Vec<(i32, i32)> = keys.iter().map(|(_, period)| (*period, *period)).collect();
        let rows = rounds::rounds_between(&self.0, &ranges).await.map_err(Arc::new)?;
        Ok(rows.iter().map(|row| ((row.form_code.clone(), row.period), row.clone())).collect())
    }
}

/// Names one plan: exactly one of the fields (chỉ ra một kế hoạch).
#[derive(OneofObject, Clone, Debug)]
pub enum PlanBy {
    /// By global id, of any version.
    Id(ID),
    /// The newest version, by agency and year.
    Key(PlanKey),
}

/// The business key of a plan (khóa nghiệp vụ của kế hoạch).
#[derive(InputObject, Clone, Debug)]
pub struct PlanKey {
    /// Code of the agency (mã cơ quan).
    pub agency: String,
    /// The year (năm).
    pub year: i32,
}

/// Which plans are wanted (lọc kế hoạch).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
pub struct PlanFilter {
    /// Only of this year.
    pub year: Option<i32>,
    /// Only of the agency with this code.
    pub agency: Option<String>,
}

#[derive(Default)]
pub struct PlanQuery;

#[Object]
impl PlanQuery {
    /// One plan; null when there is none (kế hoạch năm).
    async fn plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan.")] by: PlanBy,
    ) -> Option<Result<Plan>> {
        nullable!(ctx, |request| find(request, by).await)
    }

    /// The plans of the agencies that the caller sees, newest versions, the latest year first (kế hoạch năm).
    async fn plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plans.")] filter: Option<PlanFilter>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Plan>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            let filter = filter.unwrap_or_default();
            let page = PageArgs { first, after, last, before }.check(&filter)?;
            let reader = request.reader().await?;
            let agency = match &filter.agency {
                Some(code) => match organisation::agency_by_code(&reader, code).await? {
                    Some(agency) => Some(agency.key()),
                    // No agency has it.
                    None => Some(Uuid::nil()),
                },
                None => None,
            };
            let (rows, total) = service::page(&reader, filter.year, agency, &page, counted).await?;
            let plans: kit::Result<Vec<(Uuid, Plan)>> =
                rows.into_iter().map(|row| Ok((row.id, Plan::of(row)?))).collect();
            Ok(Some(connect(&page, plans?, total, &filter, |(id, plan)| (plan.year, *id), |(_, plan)| plan)))
        })
    }
}

async fn find(request: &Request, by: PlanBy) -> kit::Result<Option<Plan>> {
    let reader = request.reader().await?;
    let row = match by {
        PlanBy::Id(id) => match id::decode_uuid(&id, Kind::Plan) {
            Some(id) => service::by_id(&reader, id).await?,
            None => None,
        },
        PlanBy::Key(key) => match organisation::agency_by_code(&reader, &key.agency).await? {
            Some(agency) => service::current(&reader, agency.key(), key.year).await?,
            None => None,
        },
    };
    row.map(Plan::of).transpose()
}
