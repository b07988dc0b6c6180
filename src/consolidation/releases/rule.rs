//! By which rule an indicator is added up, as one word that changes when the rule does.

use serde_json::{Value, json};

use crate::{
    catalogue::{Catalogue, Derivation, Indicator},
    consolidation::needs,
    kit::digest,
};

/// Goes up when what totals are (`consolidation::arithmetic`) is changed.
const ARITHMETIC: u32 = 1;

/// SHA-256 of what decides how an indicator is added up: its own entry of the catalogue without labels and legal grounds, and
/// that of every indicator it is made of.
pub fn of(catalogue: &Catalogue, indicator: &Indicator) -> String {
    let mut rules = Vec::new();
    collect(catalogue, indicator, &mut rules);
    digest::of(&(ARITHMETIC, rules))
}

fn collect(catalogue: &Catalogue, indicator: &Indicator, rules: &mut Vec<Value>) {
    let rule = own(catalogue, indicator);
    if rules.contains(&rule) {
        return;
    }
    rules.push(rule);
    let parts: Vec<&str> = match &indicator.derivation {
        None | Some(Derivation::Schedule(_)) => Vec::new(),
        Some(Derivation::Sum(terms)) => terms.iter().map(String::as_str).collect(),
        Some(Derivation::Value(_)) => needs::operands(catalogue, indicator),
        Some(Derivation::Ratio(ratio)) => {
            let whole = ratio.denominator(None).unwrap_or_default();
            ratio.numerator.iter().chain(whole).map(String::as_str).collect()
        }
    };
    for part in parts.into_iter().filter_map(|code| catalogue.indicator(code)) {
        collect(catalogue, part, rules);
    }
}

fn own(catalogue: &Catalogue, indicator: &Indicator) -> Value {
    let choices: Vec<&str> = indicator.choices.iter().map(|choice| choice.code.as_str()).collect();
    let contents = match &indicator.derivation {
        // What has to be disclosed is the catalogue's word too.
        Some(Derivation::Value(expression)) if expression.text.contains('@') => catalogue
            .disclosure_contents()
            .iter()
            .map(|content| {
                json!([
                    content.code,
                    content.agency_kinds,
                    content.modes,
                    content.valid_from,
                    content.valid_to
                ])
            })
            .collect(),
        _ => Vec::new(),
    };
    json!({
        "code": indicator.code,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "scale": indicator.scale,
        "acrossAgencies": indicator.across_agencies,
        "acrossTime": indicator.across_time,
        "periods": indicator.periods,
        "validFrom": indicator.valid_from,
        "validTo": indicator.valid_to,
        "agencyKinds": indicator.agency_kinds,
        "choices": choices,
        "derivation": indicator.derivation,
        "contents": contents,
    })
}
