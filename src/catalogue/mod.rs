//! The catalogue: what is reported, as data. Indicators, forms, rules, contents of disclosure, kinds of document,
//! reporting calendars, provinces.
//!
//! It is read once at start, from the files this program carries or from a folder, and refused with file and line when
//! anything in it is wrong. Everything here is pure.

pub mod calendar;
mod contents;
pub mod derived;
mod error;
mod expression;
mod form;
mod graphql;
pub mod grounds;
mod indicator;
mod load;
mod message;
pub mod observations;
pub mod past;
mod provinces;
pub mod rules;
mod scope;
pub mod scoring;
mod series;
mod small_numbers;
mod words;

#[cfg(test)]
pub(crate) mod tests;

pub use contents::{ContentCertainty, DisclosureContent, ListKnown, Regime, RegimePart, Under};
pub use derived::{DerivedValue, compute};
pub use error::CatalogueError;
pub use expression::{BadExpression, Expression};
pub use form::{Comparison, FormVersion, Section};
pub use graphql::{CatalogueQuery, LegalGround, form_by_key, grounds as legal_grounds, page_of};
pub use indicator::{
    Choice, CitedAs, Denominator, Derivation, Indicator, Ratio, Rhythm, ScheduleEntry, ToldBy,
};
pub use observations::Observation;
pub use past::{Filed, Past};
pub use provinces::{AdministrativeProvince, ProvinceEvent, ProvinceEventKind};
pub use rules::{Check, Outcome, Rule, evaluate};
pub use scope::{Figures, Subject};
pub use series::{AskedOn, Change};
pub use small_numbers::SmallNumber;
pub use words::{
    AcrossAgencies, AcrossTime, Comparability, IndicatorLevel, IndicatorLevel as Level, IndicatorType,
    RuleResult, SectionContent, Severity, Unit,
};

use crate::kit::vocabulary::{AgencyKind, DisclosureMode};
use crate::kit::{Bilingual, Period, Window};
use crate::legal::Register;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Everything that can be reported, and by which rules.
#[derive(Debug, Default)]
pub struct Catalogue {
    indicators: Vec<Indicator>,
    by_code: BTreeMap<String, usize>,
    groups: Vec<IndicatorGroup>,
    forms: Vec<FormVersion>,
    /// For each form, the rules that belong to it.
    form_rules: Vec<Vec<usize>>,
    rules: Vec<Rule>,
    regimes: Vec<Regime>,
    disclosure: Vec<DisclosureContent>,
    register: Arc<Register>,
    calendars: Vec<calendar::Profile>,
    days_off: calendar::DaysOff,
    provinces: Vec<AdministrativeProvince>,
    scoring: Vec<scoring::Scheme>,
    small_numbers: small_numbers::SmallNumbers,
}

/// A group that indicators are listed under.
#[derive(Clone, Debug)]
pub struct IndicatorGroup {
    pub code: String,
    pub label: Bilingual,
}

impl Catalogue {
    /// The catalogue that this program carries; every fault of it otherwise.
    pub fn embedded() -> Result<Self, Vec<CatalogueError>> {
        load::embedded()
    }

    /// The provinces of Vietnam, by code, with what they were made of.
    pub fn provinces(&self) -> &[AdministrativeProvince] {
        &self.provinces
    }

    /// The merged province that continues another, by the names of both; `None` where it does not.
    pub fn continuing(&self, predecessor: &str, successor: &str) -> Option<&AdministrativeProvince> {
        self.provinces.iter().find(|province| province.continues(predecessor, successor))
    }

    /// The catalogue in a folder; every fault of it otherwise.
    pub fn load(root: &Path) -> Result<Self, Vec<CatalogueError>> {
        load::on_disk(root)
    }

    /// The indicator of a code.
    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.by_code.get(code).and_then(|index| self.indicators.get(*index))
    }

    /// Every indicator, by group, in the order of the files.
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The groups of indicators, in order.
    pub fn groups(&self) -> &[IndicatorGroup] {
        &self.groups
    }

    /// A version of a form.
    pub fn form(&self, code: &str, version: u32) -> Option<&FormVersion> {
        self.forms.iter().find(|form| form.code == code && form.version == version)
    }

    /// The version of a form before this one.
    pub fn form_before(&self, form: &FormVersion) -> Option<&FormVersion> {
        let older = |other: &&FormVersion| other.code == form.code && other.version < form.version;
        self.forms.iter().filter(older).max_by_key(|other| other.version)
    }

    /// The newest version of a form that serves a period.
    pub fn form_for(&self, code: &str, period: Period) -> Option<&FormVersion> {
        self.forms
            .iter()
            .filter(|form| form.code == code && form.serves(period))
            .max_by_key(|form| form.version)
    }

    /// What a report for a period is called: by the version of the form that serves it, else by the newest. `None` of a form that
    /// there is not.
    pub fn called(&self, code: &str, period: Period) -> Option<&Bilingual> {
        let newest = || self.forms.iter().rev().find(|form| form.code == code);
        Some(self.form_for(code, period).or_else(newest)?.called(period))
    }

    /// What people call a place in a report for a period: the section with its number, the indicator by its label, a code where
    /// the form has none of it. `None` of the whole report.
    pub fn place(
        &self,
        form: &str,
        period: Option<Period>,
        section: Option<&str>,
        indicator: Option<&str>,
    ) -> Option<Bilingual> {
        let newest = || self.forms.iter().rev().find(|known| known.code == form);
        let form = period.and_then(|period| self.form_for(form, period)).or_else(newest);
        let section = section.map(|code| match form.and_then(|form| form.section(code)) {
            Some(Section { printed_number, heading, .. }) => Bilingual {
                vi: format!("Mục {printed_number} “{}”", heading.vi),
                en: format!("Section {printed_number} “{}”", heading.en),
            },
            None => Bilingual { vi: format!("Mục {code}"), en: format!("Section {code}") },
        });
        let indicator = indicator.map(|code| {
            let label = self.indicator(code).map(|indicator| indicator.label.clone());
            let label = label.unwrap_or_else(|| Bilingual { vi: code.into(), en: code.into() });
            Bilingual {
                vi: format!("Chỉ tiêu “{}”", label.vi), en: format!("Indicator “{}”", label.en)
            }
        });
        match (section, indicator) {
            (Some(section), Some(indicator)) => Some(Bilingual {
                vi: format!("{}, {}", section.vi, indicator.vi.replacen('C', "c", 1)),
                en: format!("{}, {}", section.en, indicator.en.replacen('I', "i", 1)),
            }),
            (section, indicator) => section.or(indicator),
        }
    }

    /// Every version of every form, by code and version.
    pub fn forms(&self) -> &[FormVersion] {
        &self.forms
    }

    /// The content of disclosure of a code.
    pub fn disclosure_content(&self, code: &str) -> Option<&DisclosureContent> {
        self.disclosure.iter().find(|content| content.code == code)
    }

    /// Every content of disclosure, in the order of the file.
    pub fn disclosure_contents(&self) -> &[DisclosureContent] {
        &self.disclosure
    }

    /// What each law on democracy at the grassroots asks of which kinds of agency, in the order of the file.
    pub fn regimes(&self) -> &[Regime] {
        &self.regimes
    }

    /// The regime of a code.
    pub fn regime(&self, code: &str) -> Option<&Regime> {
        self.regimes.iter().find(|regime| regime.code == code)
    }

    /// The contents that the laws in force on a window's last day demand a kind of agency to disclose; `None` while any of
    /// these laws' lists is not known in full, or none is in force.
    pub fn required_contents(&self, kind: AgencyKind, window: Window) -> Option<Vec<&DisclosureContent>> {
        let holding: Vec<&Regime> =
            self.regimes.iter().filter(|regime| regime.holds(kind, window.to)).collect();
        let known = |regime: &&Regime| regime.is_complete(DisclosureMode::Disclose);
        if holding.is_empty() || !holding.iter().all(known) {
            return None;
        }
        let demanded = |content: &&DisclosureContent| {
            content.modes.contains(&DisclosureMode::Disclose)
                && content.under.iter().any(|under| {
                    under.certainty == ContentCertainty::Read
                        && holding.iter().any(|regime| regime.code == under.regime)
                })
        };
        Some(self.disclosure.iter().filter(demanded).collect())
    }

    /// The rule of an id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Every rule, in the order of the files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules that a form's reports are checked by: those whose operands it asks for. None for a form of another
    /// catalogue.
    pub fn rules_of(&self, form: &FormVersion) -> Vec<&Rule> {
        let known = self.forms.iter().position(|own| own.code == form.code && own.version == form.version);
        let indexes = known.and_then(|index| self.form_rules.get(index));
        indexes.into_iter().flatten().filter_map(|index| self.rules.get(*index)).collect()
    }

    /// The calendar profiles, in the order of the files.
    pub fn calendars(&self) -> &[calendar::Profile] {
        &self.calendars
    }

    /// The calendar profile of a code.
    pub fn calendar(&self, code: &str) -> Option<&calendar::Profile> {
        self.calendars.iter().find(|profile| profile.code == code)
    }

    /// The days off and working Saturdays that are known without any province's own.
    pub fn days_off(&self) -> &calendar::DaysOff {
        &self.days_off
    }

    /// The schemes by which democracy work is scored, in the order of the files.
    pub fn scoring_schemes(&self) -> &[scoring::Scheme] {
        &self.scoring
    }

    /// The scoring scheme of a code.
    pub fn scoring_scheme(&self, code: &str) -> Option<&scoring::Scheme> {
        self.scoring.iter().find(|scheme| scheme.code == code)
    }

    /// The register of legal documents that came with the program.
    pub fn register(&self) -> &Arc<Register> {
        &self.register
    }

    fn index(&mut self, indicators: Vec<Indicator>) {
        self.by_code =
            indicators.iter().enumerate().map(|(index, indicator)| (indicator.code.clone(), index)).collect();
        self.indicators = indicators;
    }

    /// Puts forms and rules in, each form with the rules that belong to it, and seals the forms.
    fn finish(&mut self, mut forms: Vec<FormVersion>, rules: Vec<Rule>) {
        forms.sort_by(|a, b| (&a.code, a.version).cmp(&(&b.code, b.version)));
        let belonging = |form: &FormVersion| -> Vec<usize> {
            (0..rules.len()).filter(|index| rules[*index].belongs_to(form, self)).collect()
        };
        self.form_rules = forms.iter().map(belonging).collect();
        for (form, own) in forms.iter_mut().zip(&self.form_rules) {
            let asked: Vec<&Indicator> = self
                .indicators
                .iter()
                .filter(|indicator| indicator.is_derived() || form.asks(&indicator.code).is_some())
                .collect();
            let rules: Vec<&Rule> = own.iter().map(|index| &rules[*index]).collect();
            form.seal(&asked, &rules);
        }
        (self.forms, self.rules) = (forms, rules);
        self.follow_small_numbers();
    }
}
