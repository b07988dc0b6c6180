//! What this room talks about, and how points become a score.

use async_graphql::{Enum, InputObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use crate::{
    catalogue::scoring::{DemocracyClass, SCALE, Scheme, shown},
    kit::{Code, Period, Problem, scalars::DecimalText, text, vocabulary::vocabulary},
};

vocabulary! {
    /// Where a score stands (trạng thái chấm điểm).
    ScoreState {
        /// The agency has scored itself (đã tự chấm).
        SelfScored = "SELF_SCORED",
        /// Home Affairs has verified the score and given the class (đã thẩm định).
        Verified = "VERIFIED",
    }
}

/// Points for one criterion (điểm một tiêu chí).
#[derive(InputObject, Clone, Debug)]
pub struct CriterionScoreInput {
    /// Code of a criterion that has no parts (mã tiêu chí).
    pub criterion: String,
    /// Points, at most two digits behind the point (điểm).
    pub points: DecimalText,
    /// What they are given for, at most 2,000 characters (ghi chú).
    pub note: Option<String>,
}

/// Points as somebody gives them.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// The whole score; the sum of the criteria where these are given.
    pub total: Option<DecimalText>,
    /// None, or every criterion that has no parts.
    pub criteria: Vec<CriterionScoreInput>,
    pub note: Option<String>,
}

/// Points for one criterion, kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub criterion: String,
    /// In hundredths of a point.
    pub points: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A score with its criteria: an agency's own, or the verified one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// In hundredths of a point.
    pub total: i64,
    /// Empty where only the whole was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Mark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub by: Option<Uuid>,
    pub at: DateTime<Utc>,
    /// Of an agency's own score: taken from its report, because it gave none here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_report: bool,
}

/// What a score is made of: kept with each revision, so that it explains itself whatever becomes of the scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub scheme: Scheme,
    /// The row of the province's scheme; `None` for one that came with the system.
    pub scheme_id: Option<Uuid>,
    /// The scheme's number among the versions that the province has saved.
    pub scheme_version: i32,
    #[serde(default, rename = "self", skip_serializing_if = "Option::is_none")]
    pub own: Option<Marked>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Marked>,
    /// The class of the verified score by the scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<DemocracyClass>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
}

/// Which scores are wanted (lọc điểm).
#[derive(InputObject, Clone, Debug, Default, Serialize)]
pub struct DemocracyScoreFilter {
    /// Only of the agency with this code (mã cơ quan).
    pub agency: Option<String>,
    /// Only of this period (kỳ).
    pub period: Option<Period>,
    /// Only in this state (trạng thái).
    pub state: Option<ScoreState>,
    /// Only of this class (xếp loại).
    pub classification: Option<DemocracyClass>,
}

/// The most characters of a note on points.
const MOST_NOTE: usize = text::MAX_NOTE;

impl Marks {
    /// The score that the points come to under a scheme: every problem at once.
    pub fn count(self, scheme: &Scheme, by: Option<Uuid>, at: DateTime<Utc>) -> Result<Marked, Vec<Problem>> {
        let mut problems = Vec::new();
        let leaves = scheme.leaves();
        if self.criteria.len() > leaves.len() {
            let most = leaves.len();
            return Err(vec![Problem::new(Code::TooManyEntries, &["criteria"]).with("most", most)]);
        }
        let most: BTreeMap<&str, i64> =
            leaves.iter().map(|leaf| (leaf.code.as_str(), leaf.maximum)).collect();
        let mut seen = BTreeSet::new();
        let mut criteria = Vec::new();
        for (index, given) in self.criteria.into_iter().enumerate() {
            let index = index.to_string();
            let at = |field| ["criteria", index.as_str(), field];
            let Some(maximum) = most.get(given.criterion.as_str()) else {
                let problem = Problem::new(Code::ScoreUnknownCriterion, &at("criterion"));
                problems.push(problem.with("criterion", text::shown(&given.criterion)));
                continue;
            };
            if !seen.insert(given.criterion.clone()) {
                let problem = Problem::new(Code::DuplicateEntry, &at("criterion"));
                problems.push(problem.with("key", &given.criterion));
            }
            let note = note(given.note, &at("note")).map_err(|it| problems.push(it)).unwrap_or_default();
            match points(given.points, *maximum, &at("points")) {
                Ok(points) => criteria.push(Mark { criterion: given.criterion, points, note }),
                Err(problem) => problems.push(problem),
            }
        }
        let total = self.total.map(|total| points(total, scheme.maximum, &["total"]));
        let total = total.transpose().map_err(|problem| problems.push(problem)).unwrap_or_default();
        let note = note(self.note, &["note"]).map_err(|it| problems.push(it)).unwrap_or_default();
        if !problems.is_empty() {
            return Err(problems);
        }
        let missing: Vec<&str> =
            leaves.iter().map(|leaf| leaf.code.as_str()).filter(|code| !seen.contains(*code)).collect();
        let sum: i64 = criteria.iter().map(|mark| mark.points).sum();
        let total = match total {
            Some(total) if criteria.is_empty() => total,
            _ if !missing.is_empty() => {
                let problem = Problem::new(Code::ScoreNotGiven, &["criteria"]);
                return Err(vec![problem.with("missing", missing.join(", "))]);
            }
            Some(total) if total != sum => {
                let problem = Problem::new(Code::ScoreSumDiffers, &["total"]);
                return Err(vec![problem.with("total", shown(total)).with("sum", shown(sum))]);
            }
            _ => sum,
        };
        // In the scheme's own order, whatever the sender's.
        criteria.sort_by_key(|mark| leaves.iter().position(|leaf| leaf.code == mark.criterion));
        Ok(Marked { total, criteria, note, by, at, from_report: false })
    }
}

fn points(given: DecimalText, most: i64, path: &[&str]) -> Result<i64, Problem> {
    let units = given.0.rescale(SCALE).filter(|units| (0..=most).contains(units));
    units.ok_or_else(|| Problem::new(Code::ScoreOutOfRange, path).with("most", shown(most)))
}

fn note(given: Option<String>, path: &[&str]) -> Result<Option<String>, Problem> {
    let given = given.filter(|note| !note.trim().is_empty());
    given.map(|note| text::required(&note, MOST_NOTE, path)).transpose()
}
