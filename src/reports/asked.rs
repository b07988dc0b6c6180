//! What a round's form asks, as the merge of a draft wants to know it.

use crate::{
    catalogue::{Catalogue, FormVersion, Indicator, IndicatorType},
    kit::{Error, Period, Result, Window, vocabulary::AgencyKind},
    legal::Kinds,
    reports::{
        patch::{AnswerKind, FormQuestions, MOST_VALUE, Question},
        register::Register,
        tasks::KnownTask,
        types::ModelReference,
    },
    rounds::RoundRow,
};

/// The form of a round, its catalogue, and the agency: its kind and its register of models.
pub struct Asked<'c> {
    catalogue: &'c Catalogue,
    form: &'c FormVersion,
    period: Period,
    window: Window,
    kind: Option<AgencyKind>,
    register: Register,
    tasks: Vec<KnownTask>,
}

impl<'c> Asked<'c> {
    /// What a round asks of an agency. Without `kind` every indicator concerns it; until it is told which
    /// registers the agency keeps, there are no models.
    pub fn of(catalogue: &'c Catalogue, round: &RoundRow, kind: Option<AgencyKind>) -> Result<Self> {
        Ok(Asked {
            catalogue,
            form: form_of(catalogue, round)?,
            period: period_of(round)?,
            window: window_of(round),
            kind,
            register: Register::default(),
            tasks: Vec::new(),
        })
    }

    /// The same of an agency that keeps these registers, and may tell of these tasks.
    pub fn with(self, register: Register, tasks: Vec<KnownTask>) -> Self {
        Asked { register, tasks, ..self }
    }

    /// What a form asks for a period, of any agency.
    pub fn of_form(catalogue: &'c Catalogue, form: &'c FormVersion, period: Period, window: Window) -> Self {
        let (register, tasks) = (Register::default(), Vec::new());
        Asked { catalogue, form, period, window, kind: None, register, tasks }
    }

    /// The form version of the round.
    pub fn form(&self) -> &'c FormVersion {
        self.form
    }

    /// The indicators asked for that the content of a report may tell.
    pub fn told(&self) -> impl Iterator<Item = &'c Indicator> {
        let codes = self.form.sections.iter().flat_map(|section| &section.indicators);
        codes.filter_map(|code| self.catalogue.indicator(code)).filter(|indicator| {
            indicator.told_by.is_some()
                && indicator.asked_in(self.period, self.window)
                && self.kind.is_none_or(|kind| indicator.concerns(kind))
        })
    }

    /// The models that a report may list.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// The days that the round's figures cover.
    pub fn window(&self) -> Window {
        self.window
    }

    /// The kinds of document that citations are read by.
    pub fn kinds(&self) -> &'c Kinds {
        self.catalogue.register().kinds()
    }
}

/// The form version of a round.
pub fn form_of<'c>(catalogue: &'c Catalogue, round: &RoundRow) -> Result<&'c FormVersion> {
    u32::try_from(round.form_version)
        .ok()
        .and_then(|version| catalogue.form(&round.form_code, version))
        .ok_or_else(|| Error::broken(format!("form {} {} is gone", round.form_code, round.form_version)))
}

/// The period of a round.
pub fn period_of(round: &RoundRow) -> Result<Period> {
    Period::from_number(round.period).ok_or_else(|| Error::broken("a round without a period"))
}

/// The days that a round's figures cover.
pub fn window_of(round: &RoundRow) -> Window {
    Window { from: round.window_from, to: round.window_to }
}

/// What may be answered to an indicator.
fn answer(indicator: &Indicator) -> AnswerKind<'_> {
    match indicator.kind {
        IndicatorType::Count | IndicatorType::Amount | IndicatorType::Ratio => {
            AnswerKind::Number { scale: indicator.scale, most: indicator.max.unwrap_or(MOST_VALUE) }
        }
        // How many there are, where the report gives the number of a list and not the list.
        IndicatorType::List => AnswerKind::Number { scale: 0, most: MOST_VALUE },
        IndicatorType::Bool => AnswerKind::Truth,
        IndicatorType::Date => AnswerKind::Date,
        IndicatorType::Enum => {
            AnswerKind::Choice(indicator.choices.iter().map(|choice| choice.code.as_str()).collect())
        }
        IndicatorType::Text => AnswerKind::Wording,
    }
}

impl FormQuestions for Asked<'_> {
    fn question(&self, code: &str) -> Option<Question<'_>> {
        let indicator = self.catalogue.indicator(code)?;
        Some(Question {
            unit: indicator.unit,
            answer: answer(indicator),
            derived: indicator.is_derived(),
            asked: self.form.asks(code).is_some() && indicator.asked_in(self.period, self.window),
            concerned: self.kind.is_none_or(|kind| indicator.concerns(kind)),
        })
    }

    fn has_section(&self, section: &str) -> bool {
        self.form.section(section).is_some()
    }

    fn has_content(&self, content: &str) -> bool {
        self.catalogue.disclosure_content(content).is_some()
    }

    fn model(&self, named: &ModelReference) -> Option<ModelReference> {
        let found = self.register.find(named)?;
        let agency = self.register.registered_by(found).map(str::to_owned);
        Some(ModelReference { agency, ..named.clone() })
    }

    fn task(&self, key: &str) -> Option<&KnownTask> {
        self.tasks.iter().find(|known| known.task.key == key)
    }
}
