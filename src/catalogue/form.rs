//! A report form: what must be reported, as data.

use super::grounds::Ground;
use super::indicator::{Indicator, includes};
use super::rules::Rule;
use super::words::{Comparability, SectionContent};
use crate::kit::vocabulary::AgencyKind;
use crate::kit::{Bilingual, Period, PeriodKind, digest};
use chrono::NaiveDate;
use serde::Serialize;

/// A version of a form. It never changes once a report uses it; a copy of what it asked travels with each version filed.
#[derive(Clone, Debug)]
pub struct FormVersion {
    /// Stable code (`dvcq_quarterly`).
    pub code: String,
    pub version: u32,
    pub label: Bilingual,
    /// What a report in this form is called that is asked for once, where that is not the label. It asks nothing, and is not
    /// in the copy of what was asked.
    pub ad_hoc_label: Option<Bilingual>,
    pub period_kinds: Vec<PeriodKind>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub legal_basis: Vec<Ground>,
    /// In the order in which they are printed.
    pub sections: Vec<Section>,
    /// What is asked otherwise than by the version before.
    pub comparisons: Vec<Comparison>,
    /// SHA-256 of [`FormVersion::canonical_json`].
    pub digest: String,
    pub(super) canonical: String,
}

/// How an indicator of a form version compares with what the version before asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the indicator that it continues; itself where `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<String>,
    pub comparability: Comparability,
    /// What is different.
    pub reason: Bilingual,
    /// What made it so: one document at least where the two are not the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legal_basis: Vec<Ground>,
}

/// A section of a form. The code is stable; the printed number is free, and may occur twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    pub code: String,
    /// As the outline prints it (`II.3.1`).
    pub printed_number: String,
    pub heading: Bilingual,
    pub content: SectionContent,
    /// Whether a blank narrative is worth a warning ("Không" is an answer, a blank is not).
    pub narrative_required: bool,
    /// The kinds of agency it is meant for; another that fills it is accepted.
    pub agency_kinds: Vec<AgencyKind>,
    pub legal_basis: Vec<Ground>,
    /// Codes of the indicators asked here, in order.
    pub indicators: Vec<String>,
}

impl Section {
    /// Whether it asks for an indicator.
    pub fn asks(&self, indicator: &str) -> bool {
        self.indicators.iter().any(|code| code == indicator)
    }
}

impl FormVersion {
    /// The section that asks for an indicator; `None` when the form does not ask for it.
    pub fn asks(&self, indicator: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.asks(indicator))
    }

    /// How an indicator compares with what the version before asked: by what is written down, else the same where that version
    /// asked for it, because an indicator's meaning is permanent. `None` for one that was not asked before.
    pub fn comparison(
        &self,
        indicator: &str,
        before: Option<&FormVersion>,
    ) -> Option<(String, Comparability)> {
        let before = before?;
        if let Some(own) = self.comparisons.iter().find(|own| own.indicator == indicator) {
            let predecessor = own.predecessor.as_deref().unwrap_or(indicator);
            return before.asks(predecessor).map(|_| (predecessor.to_owned(), own.comparability));
        }
        before.asks(indicator).map(|_| (indicator.to_owned(), Comparability::Same))
    }

    /// What a report in this form for a period is called: one that is asked for once is not the quarter's.
    pub fn called(&self, period: Period) -> &Bilingual {
        self.ad_hoc_label.as_ref().filter(|_| period.is_ad_hoc()).unwrap_or(&self.label)
    }

    /// The section of a code.
    pub fn section(&self, code: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.code == code)
    }

    /// Whether it serves a period: of its kinds, and in force on the closing day of the period's usual window.
    pub fn serves(&self, period: Period) -> bool {
        self.period_kinds.contains(&period.kind())
            && includes(period.window().to, self.valid_from, self.valid_to)
    }

    /// What it asked, as canonical JSON: sections, definitions of their indicators, rules.
    pub fn canonical_json(&self) -> &str {
        &self.canonical
    }

    /// Writes the copy of what it asks, and its digest. `indicators` and `rules` are those it uses.
    pub(super) fn seal(&mut self, indicators: &[&Indicator], rules: &[&Rule]) {
        self.canonical = digest::canonical(&Asked {
            code: &self.code,
            version: self.version,
            label: &self.label,
            period_kinds: &self.period_kinds,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            legal_basis: &self.legal_basis,
            sections: &self.sections,
            comparisons: &self.comparisons,
            indicators,
            rules,
        });
        self.digest = digest::sha256(self.canonical.as_bytes());
    }
}

/// The shape of the copy of what a form asked.
#[derive(Serialize)]
struct Asked<'a> {
    code: &'a str,
    version: u32,
    label: &'a Bilingual,
    period_kinds: &'a [PeriodKind],
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    legal_basis: &'a [Ground],
    sections: &'a [Section],
    #[serde(skip_serializing_if = "<[Comparison]>::is_empty")]
    comparisons: &'a [Comparison],
    indicators: &'a [&'a Indicator],
    rules: &'a [&'a Rule],
}
