//! Made-up reports for tests, written as one line of facts.

use crate::catalogue::observations::Observation;
use crate::catalogue::{Figures, Filed, Past, Subject};
use crate::kit::vocabulary::AgencyKind;
use crate::kit::{FigureState, Period, Value};
use std::collections::BTreeMap;

/// A made-up report. Facts are separated by blanks: `code=3`, `code=true`, `code=2019-04-01`, `code='GOOD'`, `code=none`
/// (NONE_DECLARED), `code=na` (NOT_APPLICABLE), `code=ns` (NOT_STATED), `2019-Q2:code=2` (filed for another period),
/// `2019-Q2:=filed` (filed, and silent), `@observation=0`.
#[derive(Clone)]
pub(super) struct Made {
    figures: Figures,
    past: Past,
    observations: BTreeMap<&'static str, Option<i64>>,
    kind: AgencyKind,
    period: Period,
}

pub(super) fn made(kind: AgencyKind, period: &str, facts: &str) -> Made {
    let mut made = Made {
        figures: Figures::new(),
        past: Past::default(),
        observations: BTreeMap::new(),
        kind,
        period: period.parse().unwrap(),
    };
    let mut filed: BTreeMap<&str, Figures> = BTreeMap::new();
    for fact in facts.split_whitespace() {
        let (name, value) = fact.split_once('=').unwrap();
        if let Some(observation) = name.strip_prefix('@') {
            let name = Observation::from_name(observation).unwrap().name();
            made.observations.insert(name, Some(value.parse().unwrap()));
        } else if let Some((period, code)) = name.split_once(':') {
            let figures = filed.entry(period).or_default();
            if !code.is_empty() {
                figures.insert(code.to_owned(), figure(value));
            }
        } else {
            made.figures.insert(name.to_owned(), figure(value));
        }
    }
    for (period, figures) in filed {
        made.past.put(period.parse().unwrap(), Filed::By(vec![Some(figures)]));
    }
    made
}

impl Made {
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            figures: &self.figures,
            past: &self.past,
            observations: self.observations.clone(),
            which: BTreeMap::new(),
            agency_kind: self.kind,
            period: self.period,
            window: self.period.window(),
        }
    }
}

fn figure(text: &str) -> (FigureState, Option<Value>) {
    let stated = |value| (FigureState::Stated, Some(value));
    match text {
        "none" => (FigureState::NoneDeclared, None),
        "na" => (FigureState::NotApplicable, None),
        "ns" => (FigureState::NotStated, None),
        "text" => (FigureState::Stated, None),
        "true" | "false" => stated(Value::Truth(text == "true")),
        _ => match (text.strip_prefix('\''), text.parse()) {
            (Some(choice), _) => stated(Value::Choice(choice.trim_end_matches('\'').to_owned())),
            (_, Ok(number)) => stated(Value::Number(number)),
            (_, Err(_)) => stated(Value::Date(text.parse().unwrap())),
        },
    }
}
