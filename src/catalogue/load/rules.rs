//! Reading `rules/*.toml`.

use super::indicators::{agency_kinds, period_kinds};
use super::source::{Placed, RawGround, RawText, Reading, Source};
use super::template::{Parameters, filled, filled_text};
use crate::catalogue::error::{Faults, Place};
use crate::catalogue::rules::{Check, Rule};
use crate::catalogue::words::Severity;
use serde::Deserialize;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: Placed<String>,
    severity: Placed<String>,
    label: Option<Placed<RawText>>,
    legal_basis: Option<Vec<Placed<RawGround>>>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
    period_kinds: Option<Vec<Placed<String>>>,
    agency_kinds: Option<Vec<Placed<String>>>,
    #[serde(default)]
    for_each: Vec<Parameters>,
    check: Vec<RawCheck>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCheck {
    subject: Option<String>,
    severity: Option<Placed<String>>,
    expression: Placed<String>,
    message: Option<Placed<RawText>>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
    agency_kinds: Option<Vec<Placed<String>>>,
}

/// A rule as read, and the places that later checks name.
pub(super) struct Entry {
    pub rule: Rule,
    pub place: Place,
    /// For each check: where its expression and its message stand.
    pub check_places: Vec<(Place, Place)>,
}

pub(super) fn read(source: &Source, faults: &mut Faults) -> Vec<Entry> {
    let Some(file) = source.read::<RawFile>(faults) else { return Vec::new() };
    file.rule.iter().filter_map(|raw| one(raw, source, faults)).collect()
}

fn one(raw: &RawRule, source: &Source, faults: &mut Faults) -> Option<Entry> {
    let mut reading = Reading { source, faults };
    let place = source.place_of(&raw.id);
    let label = reading.text(raw.label.as_ref(), &place, "label");
    let legal_basis = reading.grounds(raw.legal_basis.as_ref());
    let severity = severity(&raw.severity, &mut reading);
    let (valid_from, valid_to) = reading.validity(raw.valid_from.as_ref(), raw.valid_to.as_ref());
    let kinds = agency_kinds(&mut reading, raw.agency_kinds.as_ref());
    let periods =
        raw.period_kinds.as_ref().map(|kinds| period_kinds(&mut reading, Some(kinds))).unwrap_or_default();
    let once = [Parameters::new()];
    let rounds = if raw.for_each.is_empty() { &once[..] } else { &raw.for_each };
    let mut checks = Vec::new();
    let mut check_places = Vec::new();
    for (round, parameters) in rounds.iter().enumerate() {
        for raw in &raw.check {
            // A fault of a template is told once, not once a round.
            let mut silent = Faults::default();
            let faults = if round == 0 { &mut *reading.faults } else { &mut silent };
            let mut reading = Reading { source, faults };
            let text_place = raw.message.as_ref().map_or_else(|| place.clone(), |text| source.place_of(text));
            if let Some(check) = check(raw, severity, parameters, &place, &mut reading) {
                checks.push(check);
                check_places.push((source.place_inside(&raw.expression), text_place));
            }
        }
    }
    let rule = Rule {
        id: raw.id.get_ref().clone(),
        severity: severity?,
        label,
        legal_basis,
        valid_from,
        valid_to,
        period_kinds: periods,
        agency_kinds: kinds,
        checks,
    };
    Some(Entry { rule, place, check_places })
}

fn severity(word: &Placed<String>, reading: &mut Reading) -> Option<Severity> {
    let all: Vec<&str> = Severity::ALL.iter().map(|word| word.code()).collect();
    reading.word(word, Severity::from_code, &all)
}

fn check(
    raw: &RawCheck,
    default: Option<Severity>,
    parameters: &Parameters,
    owner: &Place,
    reading: &mut Reading,
) -> Option<Check> {
    let message = filled_text(&reading.text(raw.message.as_ref(), owner, "message"), parameters);
    let severity = raw.severity.as_ref().map_or(default, |word| severity(word, reading));
    let (valid_from, valid_to) = reading.validity(raw.valid_from.as_ref(), raw.valid_to.as_ref());
    let agency_kinds = agency_kinds(reading, raw.agency_kinds.as_ref());
    Some(Check {
        subject: raw.subject.as_ref().map(|subject| filled(subject, parameters)),
        severity: severity?,
        expression: super::expression(&raw.expression, parameters, reading)?,
        message,
        valid_from,
        valid_to,
        agency_kinds,
    })
}
