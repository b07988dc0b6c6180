//! The parts of a difference, as clients read them: by cause, and report by report.

use async_graphql::{Object, SimpleObject};
use std::sync::Arc;

use super::{
    super::{
        compare::{self, Comparison, CoverageChange, DifferenceKind, Step},
        document::Frozen,
    },
    figures::{ReleasedAgency, ReleasedVersion},
};
use crate::{
    consolidation::arithmetic::Standing,
    kit::{Period, scalars::Long},
};

/// What one cause makes of a difference (phần chênh lệch theo nguyên nhân).
pub struct DifferencePart {
    pub comparison: Arc<Comparison>,
    pub kind: DifferenceKind,
    pub difference: Option<i64>,
    pub coverage: CoverageChange,
    pub steps: Vec<Step>,
    /// Whether small numbers are withheld from whoever asks.
    pub withholds: bool,
}

/// What one cause makes of a difference (phần chênh lệch theo nguyên nhân).
#[Object]
impl DifferencePart {
    /// The cause (nguyên nhân).
    async fn kind(&self) -> DifferenceKind {
        self.kind
    }

    /// What it adds, in the same units as the whole; null where the figure is no sum (chênh lệch).
    async fn difference(&self) -> Option<Long> {
        self.difference.map(Long)
    }

    /// What it adds to the coverage (thay đổi độ bao phủ).
    async fn coverage(&self) -> CoverageChange {
        self.coverage
    }

    /// Report by report, by agency and period (từng báo cáo).
    async fn steps(&self) -> Vec<DifferenceStep> {
        let step = |step: &Step| DifferenceStep {
            comparison: self.comparison.clone(),
            step: step.clone(),
            withholds: self.withholds,
        };
        self.steps.iter().map(step).collect()
    }
}

impl Comparison {
    /// An agency as the second one names it, or the first one.
    fn agency(&self, id: &str) -> Option<ReleasedAgency> {
        let all = self.to.agencies.iter().chain(&self.from.agencies);
        all.into_iter().find(|agency| agency.id.as_str() == id).map(ReleasedAgency::from)
    }
}

/// What one agency's report for one period does to a figure (chênh lệch do một báo cáo).
pub struct DifferenceStep {
    comparison: Arc<Comparison>,
    step: Step,
    withholds: bool,
}

/// What a report says of a figure (nội dung báo cáo nêu về một số liệu).
#[derive(SimpleObject)]
pub struct ReleasedWord {
    /// What it does; null where agencies are counted, or choices, and not what reports say (trạng thái).
    standing: Option<Standing>,
    /// The value that it gives; null without one; of days their number, 1 being 1 January of the year 1 (giá trị).
    value: Option<Long>,
    /// The choice that it makes (lựa chọn).
    choice: Option<String>,
}

impl DifferenceStep {
    fn versions(&self, frozen: &Frozen) -> Vec<ReleasedVersion> {
        let of_step = |agency: u32| frozen.agencies[agency as usize].id == self.step.agency;
        let reports = frozen.reports.iter();
        let reports = reports.filter(|report| report.period == self.step.period && of_step(report.agency));
        reports.filter_map(|report| ReleasedVersion::of(report, self.withholds)).collect()
    }
}

/// What one agency's report for one period does to a figure (chênh lệch do một báo cáo).
#[Object]
impl DifferenceStep {
    /// Who owes the report (cơ quan).
    async fn agency(&self) -> Option<ReleasedAgency> {
        self.comparison.agency(&self.step.agency)
    }

    /// Under whom it stands (cơ quan được quy về).
    async fn line(&self) -> Option<ReleasedAgency> {
        self.comparison.agency(&self.step.line)
    }

    /// The period of the report (kỳ báo cáo).
    async fn period(&self) -> Period {
        self.step.period
    }

    /// What it said; null where it was not asked (nội dung trước).
    async fn before(&self) -> Option<ReleasedWord> {
        self.step.before.as_ref().map(word)
    }

    /// What it says; null where it is not asked (nội dung sau).
    async fn after(&self) -> Option<ReleasedWord> {
        self.step.after.as_ref().map(word)
    }

    /// What that adds; null where the figure is no sum (chênh lệch).
    async fn difference(&self) -> Option<Long> {
        self.step.difference.map(Long)
    }

    /// The versions that counted for the agency and the period, of each form one (các phiên bản được tính trước).
    async fn versions_before(&self) -> Vec<ReleasedVersion> {
        self.versions(&self.comparison.from)
    }

    /// The versions that count (các phiên bản được tính sau).
    async fn versions_after(&self) -> Vec<ReleasedVersion> {
        self.versions(&self.comparison.to)
    }
}

fn word(word: &compare::Word) -> ReleasedWord {
    ReleasedWord { standing: word.standing, value: word.value.map(Long), choice: word.choice.clone() }
}
