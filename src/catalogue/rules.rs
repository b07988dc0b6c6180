//! The rules that a report is checked by, and the one engine that evaluates all of them.

use super::expression::{Answer, Expression, Read, evaluate as answer, sides};
use super::form::FormVersion;
use super::grounds::Ground;
use super::indicator::{Derivation, includes};
use super::message::fill;
use super::past;
use super::scope::Scope;
use super::words::{RuleResult, Severity};
use super::{Catalogue, Subject};
use crate::kit::vocabulary::AgencyKind;
use crate::kit::{Bilingual, PeriodKind};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;

/// A rule: what must hold of a report.
#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    /// Stable id (`G01`).
    pub id: String,
    /// How much it weighs when it fails, unless the check that failed says otherwise.
    pub severity: Severity,
    /// What it demands, in general.
    pub label: Bilingual,
    pub legal_basis: Vec<Ground>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// The kinds of period it is for; none named are all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub period_kinds: Vec<PeriodKind>,
    /// The kinds of agency it is for.
    pub agency_kinds: Vec<AgencyKind>,
    /// In order. Those of one subject are alternatives: the first that is in force and can be evaluated decides.
    pub checks: Vec<Check>,
}

/// One way of checking a rule.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What of the report it looks at, where a rule looks at several things (`complaint`).
    pub subject: Option<String>,
    pub severity: Severity,
    pub expression: Expression,
    /// What is wrong when it fails, with placeholders (see `message.rs`).
    pub message: Bilingual,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub agency_kinds: Vec<AgencyKind>,
}

/// What a rule found in a report, or in one subject of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub rule: String,
    pub subject: Option<String>,
    pub result: RuleResult,
    pub severity: Severity,
    /// What is wrong, with the actual figures; what is missing; or what the rule demands.
    pub message: Bilingual,
    /// The indicators it looked at.
    pub indicators: Vec<String>,
}

/// Checks a report by every rule of its form, in the order of the rules and their subjects.
pub fn evaluate(catalogue: &Catalogue, form: &FormVersion, subject: &Subject) -> Vec<Outcome> {
    let scope = Scope { catalogue, subject };
    let mut outcomes = Vec::new();
    for rule in catalogue.rules_of(form) {
        let mut seen = BTreeSet::new();
        for check in &rule.checks {
            if seen.insert(check.subject.as_deref()) {
                let alternatives: Vec<&Check> =
                    rule.checks.iter().filter(|other| other.subject == check.subject).collect();
                outcomes.push(decide(rule, &alternatives, &scope));
            }
        }
    }
    outcomes
}

/// The outcome of a rule for one subject, by the first of the alternatives that can tell.
fn decide(rule: &Rule, alternatives: &[&Check], scope: &Scope) -> Outcome {
    let applicable: Vec<&Check> =
        alternatives.iter().copied().filter(|check| applies(rule, check, scope)).collect();
    let outcome = |check: &Check, result, message| Outcome {
        rule: rule.id.clone(),
        subject: check.subject.clone(),
        result,
        severity: check.severity,
        message,
        indicators: check.indicators(),
    };
    for check in &applicable {
        match answer(&check.expression.root, scope) {
            Some(Answer::Truth(true)) => return outcome(check, RuleResult::Pass, rule.label.clone()),
            Some(Answer::Truth(false)) => {
                let message = fill(&check.message, sides(&check.expression.root, scope), scope);
                return outcome(check, RuleResult::Fail, message);
            }
            _ => {}
        }
    }
    match (applicable.first(), alternatives.first()) {
        (Some(check), _) => outcome(check, RuleResult::NotEvaluable, missing(check, scope)),
        (None, Some(check)) => outcome(check, RuleResult::Skipped, skipped()),
        (None, None) => Outcome {
            rule: rule.id.clone(),
            subject: None,
            result: RuleResult::Skipped,
            severity: rule.severity,
            message: skipped(),
            indicators: Vec::new(),
        },
    }
}

/// Whether a check is in force on the closing day, for this kind of agency, and asks nothing the period does not: an ad hoc
/// period has none to be held against.
fn applies(rule: &Rule, check: &Check, scope: &Scope) -> bool {
    let subject = scope.subject;
    let (day, kind) = (subject.window.to, subject.agency_kind);
    includes(day, rule.valid_from, rule.valid_to)
        && includes(day, check.valid_from, check.valid_to)
        && rule.agency_kinds.contains(&kind)
        && (rule.period_kinds.is_empty() || rule.period_kinds.contains(&subject.period.kind()))
        && check.agency_kinds.contains(&kind)
        && !(subject.period.is_ad_hoc() && check.looks_elsewhere())
        && check.indicators().iter().filter_map(|code| scope.catalogue.indicator(code)).all(|indicator| {
            indicator.is_derived()
                || (indicator.periods.contains(&subject.period.kind()) && indicator.concerns(kind))
        })
}

/// The indicators that the rules of a form look up in the reports of other periods.
pub fn looked_up(catalogue: &Catalogue, form: &FormVersion) -> BTreeSet<String> {
    let rules = catalogue.rules_of(form);
    let figures = rules.iter().flat_map(|rule| &rule.checks).flat_map(|check| check.expression.figures());
    figures.filter(|(read, _)| read.is_past()).map(|(_, code)| code.to_owned()).collect()
}

fn skipped() -> Bilingual {
    Bilingual {
        vi: "Quy tắc không áp dụng cho kỳ này hoặc cho loại cơ quan này.".into(),
        en: "The rule is not in force in this period, or not for this kind of agency.".into(),
    }
}

/// Which operands a check lacks.
fn missing(check: &Check, scope: &Scope) -> Bilingual {
    let (mut vi, mut en) = (Vec::new(), Vec::new());
    for (read, code) in check.expression.figures() {
        let known = match read {
            Read::Current => scope.current(code).is_some(),
            Read::Previous | Read::YearAgo | Read::Parts => past::read(scope, read, code).is_some(),
            Read::Reported => scope.reported(code).is_some(),
            Read::Max => true,
        };
        if let Some(indicator) = scope.catalogue.indicator(code).filter(|_| !known) {
            let lacking = if read.is_past() {
                past::lacking(&past::sought(scope, read, code))
            } else {
                Bilingual::default()
            };
            let with = |label: &str, lacking: &str| match lacking {
                "" => label.to_owned(),
                lacking => format!("{label} ({lacking})"),
            };
            vi.push(with(&indicator.label.vi, &lacking.vi));
            en.push(with(&indicator.label.en, &lacking.en));
        }
    }
    for observation in check.expression.observations() {
        if scope.observation(observation).is_none() {
            let texts = observation.texts();
            vi.push(texts.0.to_owned());
            en.push(texts.1.to_owned());
        }
    }
    if vi.is_empty() {
        return Bilingual {
            vi: "Chưa đánh giá được vì số liệu quá lớn.".into(),
            en: "Cannot be evaluated; the numbers are too large.".into(),
        };
    }
    Bilingual {
        vi: format!("Chưa đánh giá được vì chưa có: {}.", vi.join("; ")),
        en: format!("Cannot be evaluated; not stated: {}.", en.join("; ")),
    }
}

impl Check {
    /// Whether it looks at the reports of other periods.
    fn looks_elsewhere(&self) -> bool {
        self.expression.figures().iter().any(|(read, _)| read.is_past())
    }

    /// The indicators it names, each once.
    pub fn indicators(&self) -> Vec<String> {
        self.expression.indicators().into_iter().map(str::to_owned).collect()
    }
}

impl Rule {
    /// Whether a form asks for all that at least one of its checks needs.
    pub(super) fn belongs_to(&self, form: &FormVersion, catalogue: &Catalogue) -> bool {
        let asked: BTreeSet<&str> =
            form.sections.iter().flat_map(|section| section.indicators.iter().map(String::as_str)).collect();
        self.checks
            .iter()
            .any(|check| check.indicators().iter().all(|code| is_available(code, &asked, catalogue)))
    }
}

/// Whether an indicator is asked, or derived from what is.
fn is_available(code: &str, asked: &BTreeSet<&str>, catalogue: &Catalogue) -> bool {
    let all = |codes: &[String]| codes.iter().all(|code| is_available(code, asked, catalogue));
    match catalogue.indicator(code).map(|indicator| &indicator.derivation) {
        None => false,
        Some(None) => asked.contains(code),
        Some(Some(Derivation::Schedule(_))) => true,
        Some(Some(Derivation::Ratio(ratio))) => all(&ratio.numerator),
        Some(Some(Derivation::Sum(terms))) => all(terms),
        Some(Some(Derivation::Value(expression))) => {
            expression.indicators().iter().all(|code| is_available(code, asked, catalogue))
        }
    }
}
