//! What this room talks about.

use async_graphql::Enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    kit::{
        Bilingual, Code, Problem,
        vocabulary::{TaskStatus, vocabulary},
    },
    reports::{FormQuestions, ModelReference, Question, ReportContent},
};

/// The sections of a plan in their order: stable code, printed number, heading.
pub const SECTIONS: &[(&str, &str, &str, &str)] = &[
    ("purpose_requirements", "I", "Mục đích, yêu cầu", "Purpose and requirements"),
    (
        "dissemination",
        "II.1",
        "Quán triệt, học tập các chỉ thị, nghị quyết của Đảng, chính sách, pháp luật của Nhà nước về công tác dân vận; tuyên truyền",
        "Dissemination of Party directives and State law on mass mobilisation; information work",
    ),
    (
        "coordination",
        "II.2",
        "Phối hợp với Mặt trận Tổ quốc, các đoàn thể chính trị - xã hội, các hội quần chúng",
        "Coordination with the Fatherland Front, socio-political organisations and mass associations",
    ),
    ("qcdc", "II.3", "Thực hiện Quy chế dân chủ ở cơ sở", "Implementation of the democracy regulation"),
    ("administrative_reform", "II.4", "Tăng cường công tác cải cách hành chính", "Administrative reform"),
    (
        "emulation",
        "II.5",
        "Đẩy mạnh các phong trào thi đua yêu nước; phát triển kinh tế - xã hội, đảm bảo quốc phòng, an ninh",
        "Emulation movements; social and economic development, defence and security",
    ),
    (
        "staffing_training",
        "II.6",
        "Kiện toàn và tập huấn cho công chức phụ trách công tác dân vận chính quyền",
        "Staffing and training of those in charge of government mass mobilisation",
    ),
    ("implementation", "III", "Tổ chức thực hiện", "Implementation"),
];

/// The heading of a section.
pub fn heading(section: &(&str, &str, &str, &str)) -> Bilingual {
    Bilingual { vi: section.2.into(), en: section.3.into() }
}

/// A plan as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanContent {
    /// What it is about.
    pub title: String,
    /// Header, sections and citations, as in a report; a plan has no figures.
    pub document: ReportContent,
    pub tasks: Vec<Task>,
    /// The calendar that the deadlines were worked out by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    pub deadlines: Vec<Deadline>,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub text: String,
    /// Who answers for it.
    pub owner: String,
    /// Number of the period in which it is to be done.
    pub period: i32,
    /// Why that period is of the next year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond_year: Option<String>,
    /// Code of the section that says so.
    pub section: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
    /// The place of the task that it continues in the plan of the year before, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_over_from: Option<i32>,
}

vocabulary! {
    /// What tells the last day of a plan's deadline (căn cứ xác định hạn).
    PlanDueSource {
        /// The plan's own words name a day (theo lời văn của kế hoạch).
        Words = "WORDS",
        /// The words name none, and the calendar has one (theo lịch báo cáo).
        Calendar = "CALENDAR",
    }
}

/// Until when a report is due, as the plan says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Number of the period that is reported on.
    pub period: i32,
    /// The wording of the plan.
    pub as_stated: String,
    /// The last day; none where neither words nor calendar tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// What tells it. Plans that were saved before words were read have none: their days are the calendar's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_by: Option<PlanDueSource>,
    /// The last day by the calendar, where there is one and the words name another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_calendar: Option<NaiveDate>,
    /// What is doubtful about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
}

/// What is doubtful about a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Doubt {
    /// The calendar says another day than the words.
    OtherByCalendar,
    /// The words name a day that does not exist.
    NoSuchDay,
    /// The words name several days.
    SeveralDays,
    /// The day lies before the period begins.
    BeforePeriod,
}

impl Deadline {
    /// What is doubtful, for people.
    pub fn problem(&self) -> Option<Problem> {
        let code = match self.doubt? {
            Doubt::OtherByCalendar => Code::DeadlineNotCalendars,
            Doubt::NoSuchDay => Code::DeadlineNoSuchDay,
            Doubt::SeveralDays => Code::DeadlineSeveralDays,
            Doubt::BeforePeriod => Code::DeadlineBeforePeriod,
        };
        let text = |day: Option<NaiveDate>| Bilingual {
            vi: day.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default(),
            en: day.map(|day| day.to_string()).unwrap_or_default(),
        };
        let problem = Problem::new(code, &[]).with_texts("due", &text(self.due_on));
        Some(problem.with_texts("calendar", &text(self.by_calendar)))
    }
}

/// What a plan may hold of what a report holds: its own sections, and no figures.
pub struct PlanForm;

impl FormQuestions for PlanForm {
    fn question(&self, _: &str) -> Option<Question<'_>> {
        None
    }

    fn has_section(&self, section: &str) -> bool {
        SECTIONS.iter().any(|known| known.0 == section)
    }

    fn has_content(&self, _: &str) -> bool {
        false
    }

    fn model(&self, _: &ModelReference) -> Option<ModelReference> {
        None
    }
}
