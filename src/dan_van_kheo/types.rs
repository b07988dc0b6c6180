//! What this room talks about.

use async_graphql::InputObject;
use chrono::NaiveDate;

use super::{details::ModelDetails, stages};
use crate::kit::{
    Code, Problem, clock, text,
    vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
};

/// A model to be registered, checked.
#[derive(Clone, Debug)]
pub struct ModelRegister {
    pub code: String,
    pub name: String,
    pub field: ModelField,
    pub level: ModelLevel,
    pub holder: HolderType,
    pub registered_on: NaiveDate,
    pub summary: Option<String>,
    pub details: Option<ModelDetails>,
}

impl ModelRegister {
    /// Checks the texts and the day, which is not after `today`; every problem at once. A blank summary is none.
    pub fn check(self, today: NaiveDate) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut clean = |text: &str, most: usize, field: &str| {
            text::required(text, most, &[field]).map_err(|problem| problems.push(problem)).unwrap_or_default()
        };
        let code = clean(&self.code, 60, "code");
        let name = clean(&self.name, text::MAX_NAME, "name");
        let summary = self.summary.filter(|summary| !summary.trim().is_empty());
        let summary = summary.map(|summary| clean(&summary, text::MAX_NOTE, "summary"));
        problems.extend(has_happened(self.registered_on, today, "registeredOn"));
        if self.level == ModelLevel::District
            && stages::last_district_day().is_some_and(|last| self.registered_on > last)
        {
            problems.push(Problem::new(Code::ModelLevelEnded, &["level"]));
        }
        let details = self.details.map(|details| details.check(&["details"])).transpose();
        let details = details.map_err(|found| problems.extend(found)).unwrap_or_default();
        if problems.is_empty() {
            Ok(ModelRegister { code, name, summary, details, ..self })
        } else {
            Err(problems)
        }
    }
}

/// What is wrong with the day of something that is recorded as having happened.
pub fn has_happened(day: NaiveDate, today: NaiveDate, field: &str) -> Option<Problem> {
    match clock::is_of_our_time(day) {
        false => Some(Problem::new(Code::BadDate, &[field])),
        true => (day > today)
            .then(|| Problem::new(Code::DayInFuture, &[field]).with("day", day.format("%d/%m/%Y"))),
    }
}

/// Which models are wanted (lọc mô hình).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
pub struct ModelFilter {
    /// Only of the agency with this code.
    pub agency: Option<String>,
    /// Only of this field.
    pub field: Option<ModelField>,
    /// Only of this level.
    pub level: Option<ModelLevel>,
    /// Only in this stage.
    pub stage: Option<ModelStage>,
    /// Only held so.
    pub holder: Option<HolderType>,
}
