//! Checking a report by the rules of its form.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::super::{
    asked::{self, Asked},
    observe::{Observed, observe, which},
    register::Register,
    rows::report,
    told,
    types::{FigureEntry, ReportContent},
};
use super::{agency_of, draft_of, elsewhere::filed_elsewhere, round_of};
use crate::{
    catalogue::{Catalogue, Figures, RuleResult, Severity, Subject, rules},
    dan_van_kheo::RegisterIn,
    kit::{Bilingual, Code, Problem, Result},
    legal::{self, Cited},
    organisation::{Lineage, history::History},
    scoring,
    store::Reader,
};

/// What a rule found in a report, and what the agency says to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckEntry {
    pub rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    pub result: RuleResult,
    pub severity: Severity,
    pub message: Bilingual,
    pub indicators: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}

impl CheckEntry {
    /// Whether it is a warning that stands.
    pub fn warns(&self) -> bool {
        self.result == RuleResult::Fail && self.severity == Severity::Warning
    }

    /// Whether it blocks a submission.
    pub fn blocks(&self) -> bool {
        self.result == RuleResult::Fail && self.severity == Severity::Error
    }

    /// The problem of a submission that it stands in the way of.
    pub fn problem(&self, code: Code) -> Problem {
        let subject = self.subject.as_deref().map(|subject| format!(" ({subject})")).unwrap_or_default();
        Problem::new(code, &["report"])
            .with("rule", format!("{}{subject}", self.rule))
            .with_texts("message", &self.message)
    }
}

/// The figures that are checked against a scoring scheme.
const SCORES: [&str; 3] = ["qcdc_self_score", "qcdc_verified_score", "qcdc_classification"];

/// What came out of checking a report.
pub struct Checked<'c> {
    pub asked: Asked<'c>,
    pub entries: Vec<CheckEntry>,
}

/// Checks the draft of a report.
pub async fn check_draft(
    reader: &Reader,
    catalogue: &Catalogue,
    report: &report::Model,
) -> Result<Vec<CheckEntry>> {
    Ok(check(reader, catalogue, report, &draft_of(report)?).await?.entries)
}

/// Checks a content as if it were filed for a report.
pub async fn check<'c>(
    reader: &Reader,
    catalogue: &'c Catalogue,
    report: &report::Model,
    content: &ReportContent,
) -> Result<Checked<'c>> {
    let round = round_of(reader, report).await?;
    let agency = agency_of(reader, report).await?;
    let kind = agency.agency_kind();
    let history = History::read(reader).await?;
    let register = Register::read(reader, &history, report.agency_id, asked::window_of(&round)).await?;
    let asked = Asked::of(catalogue, &round, Some(kind))?.with(register, Vec::new());
    let form = asked.form();
    let lineage = Lineage::of(&history, report.agency_id);
    let joined = history.taken_over(report.agency_id, asked.window().to);
    let (past, taken_over) = filed_elsewhere(reader, catalogue, form, &lineage, &joined, &round).await?;
    let register = asked.register();
    let models = RegisterIn::read(reader, register.models(), register.agencies(), asked.window()).await?;
    let kinds = catalogue.register().kinds();
    let cited: Vec<Cited> = content.citations.iter().map(|citation| citation.read(kinds)).collect();
    let known = legal::known(reader, catalogue.register(), &cited).await?;
    let (scheme, scored) = match content.figures.keys().any(|code| SCORES.contains(&code.as_str())) {
        true => {
            scoring::for_check(reader, catalogue, report.agency_id, kind, asked::period_of(&round)?).await?
        }
        false => (None, None),
    };
    let figures = read(told::figures(&asked, content));
    let window = asked.window();
    let observed = Observed {
        catalogue,
        asked: &asked,
        form,
        content,
        window,
        register,
        models: &models,
        taken_over,
        handed_over: history.handed_over(report.agency_id, window),
        agency: &agency,
        kind,
        scheme: scheme.as_ref(),
        scored: scored.as_ref(),
        known: &known,
    };
    let subject = Subject {
        figures: &figures,
        past: &past,
        observations: observe(&observed),
        which: which(&observed),
        agency_kind: kind,
        period: asked::period_of(&round)?,
        window,
    };
    let entries = rules::evaluate(catalogue, form, &subject)
        .into_iter()
        .map(|outcome| CheckEntry {
            rule: outcome.rule,
            subject: outcome.subject,
            result: outcome.result,
            severity: outcome.severity,
            message: outcome.message,
            indicators: outcome.indicators,
            explanation: None,
        })
        .collect();
    Ok(Checked { asked, entries })
}

/// Figures as the rules read them.
fn read(figures: BTreeMap<String, FigureEntry>) -> Figures {
    figures.into_iter().map(|(code, entry)| (code, (entry.state, entry.value))).collect()
}
