//! What a client sends to save a plan, and what is wrong with it.

use async_graphql::InputObject;
use serde::Serialize;

use super::types::{PlanContent, PlanForm, SECTIONS, Task};
use crate::{
    kit::{Code, Period, PeriodKind, Problem, text, vocabulary::TaskStatus},
    reports::{
        CitationInput, DraftPatch, NarrativeSectionInput, ReportContent, ReportHeaderInput, read_patch,
    },
};

/// Something to be done (nhiệm vụ).
#[derive(InputObject, Clone, Debug, Serialize)]
pub struct PlanTaskInput {
    /// What is to be done, at most 2,000 characters (nội dung).
    pub text: String,
    /// Who answers for it, at most 300 characters (đơn vị thực hiện).
    pub owner: String,
    /// Code of the section that says so (mục).
    pub section_code: String,
    /// In which period: of the year, or of the next one where it goes on beyond the year; the whole year when left out (thời
    /// gian).
    pub period: Option<Period>,
    /// Why it goes on beyond the year, where its period is of the next one; at most 2,000 characters (lý do kéo dài sang năm
    /// sau).
    pub beyond_year_reason: Option<String>,
    /// Where it stands; null while nothing is known (tình hình thực hiện).
    pub status: Option<TaskStatus>,
    /// Of a task that goes on from the year before: its place among the tasks of that plan, from 1 (nhiệm vụ chuyển tiếp).
    pub carried_over_from: Option<i32>,
}

/// Until when the plan says that a report is due (thời hạn báo cáo).
#[derive(InputObject, Clone, Debug, Serialize)]
pub struct PlanDeadlineInput {
    /// The period that is reported on (kỳ báo cáo).
    pub period: Period,
    /// The wording of the plan, at most 300 characters (nguyên văn).
    pub as_stated: String,
}

/// A plan as it is sent.
#[derive(Clone, Debug)]
pub struct PlanDraft {
    pub year: i32,
    pub title: String,
    pub header: ReportHeaderInput,
    pub sections: Vec<NarrativeSectionInput>,
    pub tasks: Vec<PlanTaskInput>,
    pub citations: Vec<CitationInput>,
    pub calendar: Option<String>,
    pub deadlines: Vec<PlanDeadlineInput>,
}

/// The most tasks and deadlines of a plan.
const MOST_TASKS: usize = 200;
pub(super) const MOST_DEADLINES: usize = 20;
/// The years that a plan may be of.
const YEARS: std::ops::RangeInclusive<i32> = 1998..=2100;

impl PlanDraft {
    /// The plan but for its deadlines, and everything that is wrong with it.
    pub(super) fn read(&self) -> (PlanContent, Vec<Problem>) {
        let mut problems = Vec::new();
        if !YEARS.contains(&self.year) {
            problems.push(Problem::new(Code::BadDate, &["year"]));
        }
        let title = text::required(&self.title, text::MAX_NAME, &["title"]);
        let title = title.map_err(|problem| problems.push(problem)).unwrap_or_default();
        let patch = DraftPatch {
            header: Some(self.header.clone()),
            sections: Some(self.sections.clone()),
            citations: Some(self.citations.clone()),
            ..DraftPatch::default()
        };
        let document = read_patch(&PlanForm, &ReportContent::default(), patch);
        let document = document.map_err(|more| problems.extend(more)).unwrap_or_default();
        for (name, count, most) in
            [("tasks", self.tasks.len(), MOST_TASKS), ("deadlines", self.deadlines.len(), MOST_DEADLINES)]
        {
            if count > most {
                problems.push(Problem::new(Code::TooManyEntries, &[name]).with("most", most));
            }
        }
        let tasks = self.tasks.iter().take(MOST_TASKS).enumerate();
        let tasks = tasks.map(|(index, task)| self.task(index, task, &mut problems)).collect();
        let content =
            PlanContent { title, document, tasks, calendar: self.calendar.clone(), deadlines: Vec::new() };
        (content, problems)
    }

    fn task(&self, index: usize, task: &PlanTaskInput, problems: &mut Vec<Problem>) -> Task {
        let index = index.to_string();
        let at = |field| ["tasks", index.as_str(), field];
        if !SECTIONS.iter().any(|known| known.0 == task.section_code) {
            let unknown = Problem::new(Code::UnknownSection, &at("sectionCode"));
            problems.push(unknown.with("section", text::shown(&task.section_code)));
        }
        let year = u16::try_from(self.year).ok().and_then(|year| Period::new(year, PeriodKind::Year, 1));
        // How many years its period is ahead of the plan's.
        let ahead = task.period.map_or(0, |period| i32::from(period.year()) - self.year);
        if !(0..=1).contains(&ahead) {
            problems.push(Problem::new(Code::PlanTaskPeriod, &at("period")).with("year", self.year));
        }
        let beyond_year = match ahead {
            1 => {
                let reason = task.beyond_year_reason.as_deref().unwrap_or_default();
                text::reason(reason, &at("beyondYearReason")).map_err(|problem| problems.push(problem)).ok()
            }
            _ => None,
        };
        if task.carried_over_from.is_some_and(|place| place < 1) {
            problems.push(Problem::new(Code::NotFound, &at("carriedOverFrom")));
        }
        let mut clean = |given: &str, most, field| {
            let clean = text::required(given, most, &at(field));
            clean.map_err(|problem| problems.push(problem)).unwrap_or_default()
        };
        Task {
            text: clean(&task.text, text::MAX_NOTE, "text"),
            owner: clean(&task.owner, text::MAX_NAME, "owner"),
            period: task.period.or(year).map(Period::number).unwrap_or_default(),
            beyond_year,
            section: task.section_code.clone(),
            status: task.status,
            carried_over_from: task.carried_over_from,
        }
    }
}
