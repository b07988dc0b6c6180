//! What a rule found in a report, as clients read it.

use async_graphql::{Context, Object};
use std::sync::Arc;

use super::super::service::CheckEntry;
use crate::catalogue::{Catalogue, Rule, RuleResult, Severity};

/// What a rule found in a report (kết quả của một quy tắc kiểm tra).
#[derive(Clone, Debug)]
pub struct RuleOutcome(CheckEntry);

impl RuleOutcome {
    /// Outcomes of some results; of all results when none are named.
    pub fn all(entries: Vec<CheckEntry>, results: Option<&[RuleResult]>) -> Vec<Self> {
        let wanted = |entry: &CheckEntry| results.is_none_or(|results| results.contains(&entry.result));
        entries.into_iter().filter(wanted).map(RuleOutcome).collect()
    }
}

/// What a rule found in a report (kết quả của một quy tắc kiểm tra).
#[Object]
impl RuleOutcome {
    /// The rule (quy tắc).
    async fn rule(&self, ctx: &Context<'_>) -> Option<Rule> {
        ctx.data_unchecked::<Arc<Catalogue>>().rule(&self.0.rule).cloned()
    }

    /// What of the report it looked at, where a rule looks at several things (đối tượng).
    async fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// What it found (kết quả).
    async fn result(&self) -> RuleResult {
        self.0.result
    }

    /// What a failure means: ERROR blocks, WARNING needs an explanation (mức độ).
    async fn severity(&self) -> Severity {
        self.0.severity
    }

    /// What it found, in a sentence with the actual figures (nội dung).
    async fn message(&self, ctx: &Context<'_>) -> String {
        super::text(ctx, &self.0.message)
    }

    /// Codes of the indicators it looked at (các chỉ tiêu).
    async fn indicators(&self) -> &[String] {
        &self.0.indicators
    }

    /// What the agency says to a warning (giải trình).
    async fn explanation(&self) -> Option<&str> {
        self.0.explanation.as_deref()
    }
}
