//! Reading `indicators/*.toml`.

use super::source::{Placed, RawGround, RawText, Reading, Source};
use super::template::{Parameters, filled, filled_all, filled_text};
use super::told::{self, RawToldBy};
use crate::catalogue::error::{Faults, Place};
use crate::catalogue::indicator::{Choice, Denominator, Derivation, Indicator, Ratio, Rhythm, ScheduleEntry};
use crate::catalogue::words::{AcrossAgencies, AcrossTime, IndicatorLevel, IndicatorType, Unit};
use crate::kit::decimal::MAX_SCALE;
use crate::kit::vocabulary::AgencyKind;
use crate::kit::{Bilingual, PeriodKind};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    group: RawGroup,
    #[serde(default)]
    defaults: RawDefaults,
    #[serde(default)]
    for_each: Vec<Parameters>,
    indicator: Vec<RawIndicator>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    code: Placed<String>,
    order: u32,
    label: Option<Placed<RawText>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDefaults {
    unit: Option<Placed<String>>,
    #[serde(rename = "type")]
    kind: Option<Placed<String>>,
    across_agencies: Option<Placed<String>>,
    across_time: Option<Placed<String>>,
    level: Option<Placed<String>>,
    periods: Option<Vec<Placed<String>>>,
    legal_basis: Option<Vec<Placed<RawGround>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIndicator {
    code: Placed<String>,
    label: Option<Placed<RawText>>,
    unit: Option<Placed<String>>,
    #[serde(rename = "type")]
    kind: Option<Placed<String>>,
    scale: Option<Placed<u8>>,
    max: Option<Placed<i64>>,
    across_agencies: Option<Placed<String>>,
    across_time: Option<Placed<String>>,
    level: Option<Placed<String>>,
    periods: Option<Vec<Placed<String>>>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
    agency_kinds: Option<Vec<Placed<String>>>,
    choices: Option<Placed<Vec<RawChoice>>>,
    legal_basis: Option<Vec<Placed<RawGround>>>,
    sum: Option<Placed<Vec<String>>>,
    value: Option<Placed<String>>,
    ratio: Option<Placed<RawRatio>>,
    schedule: Option<Vec<Placed<RawSchedule>>>,
    told_by: Option<Placed<RawToldBy>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    code: Placed<String>,
    label: Option<Placed<RawText>>,
    document: Option<Placed<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRatio {
    numerator: Vec<String>,
    default: String,
    denominators: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSchedule {
    agency_kinds: Option<Vec<Placed<String>>>,
    every: Placed<String>,
    times: Placed<i64>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
}

/// An indicator as read, and the places that later checks name.
pub(super) struct Entry {
    pub indicator: Indicator,
    pub place: Place,
    pub derivation_place: Place,
    /// Whether unit, type and aggregation could be read; if not, whether they fit is not asked.
    pub sound: bool,
}

/// A group of indicators as read.
pub(super) struct Group {
    pub code: String,
    pub order: u32,
    pub label: Bilingual,
    pub place: Place,
    pub entries: Vec<Entry>,
}

/// Reads one file; `None` when it is no such file at all.
pub(super) fn read(source: &Source, faults: &mut Faults) -> Option<Group> {
    let file: RawFile = source.read(faults)?;
    let mut reading = Reading { source, faults };
    let place = source.place_of(&file.group.code);
    let label = reading.text(file.group.label.as_ref(), &place, "label");
    let code = file.group.code.get_ref().clone();
    let once = [Parameters::new()];
    let rounds = if file.for_each.is_empty() { &once[..] } else { &file.for_each };
    let mut entries = Vec::new();
    for (round, parameters) in rounds.iter().enumerate() {
        for raw in &file.indicator {
            // A fault of a template is told once, not once a round.
            let mut silent = Faults::default();
            let faults = if round == 0 { &mut *reading.faults } else { &mut silent };
            let reading = Reading { source, faults };
            entries.push(one(raw, &file.defaults, &code, parameters, reading));
        }
    }
    Some(Group { code, order: file.group.order, label, place, entries })
}

macro_rules! codes {
    ($list:ty) => {
        &<$list>::ALL.iter().map(|word| word.code()).collect::<Vec<_>>()
    };
}

const PERIOD_KINDS: [(&str, PeriodKind); 5] = [
    ("QUARTER", PeriodKind::Quarter),
    ("HALF_YEAR", PeriodKind::HalfYear),
    ("NINE_MONTHS", PeriodKind::NineMonths),
    ("YEAR", PeriodKind::Year),
    ("AD_HOC", PeriodKind::AdHoc),
];

/// Reads kinds of period; all where none are given.
pub(super) fn period_kinds(reading: &mut Reading, given: Option<&Vec<Placed<String>>>) -> Vec<PeriodKind> {
    let find = |code: &str| PERIOD_KINDS.iter().find(|(name, _)| *name == code).map(|(_, kind)| *kind);
    reading.words(given, &PERIOD_KINDS.map(|(_, kind)| kind), find, &PERIOD_KINDS.map(|(name, _)| name))
}

/// Reads kinds of agency; all where none are given.
pub(super) fn agency_kinds(reading: &mut Reading, given: Option<&Vec<Placed<String>>>) -> Vec<AgencyKind> {
    reading.words(given, AgencyKind::ALL, AgencyKind::from_code, codes!(AgencyKind))
}

fn one(
    raw: &RawIndicator,
    defaults: &RawDefaults,
    group: &str,
    parameters: &Parameters,
    mut reading: Reading,
) -> Entry {
    let place = reading.source.place_of(&raw.code);
    let mut or_default = |given: &Option<Placed<String>>, default: &Option<Placed<String>>, name: &str| {
        let word = given.clone().or_else(|| default.clone());
        if word.is_none() {
            reading.fault(&place, format!("thiếu {name}"), format!("{name} is missing"));
        }
        word
    };
    let unit = or_default(&raw.unit, &defaults.unit, "unit");
    let kind = or_default(&raw.kind, &defaults.kind, "type");
    let agencies = or_default(&raw.across_agencies, &defaults.across_agencies, "across_agencies");
    let time = or_default(&raw.across_time, &defaults.across_time, "across_time");
    let level = or_default(&raw.level, &defaults.level, "level");
    let unit = unit.and_then(|word| reading.word(&word, Unit::from_code, codes!(Unit)));
    let kind = kind.and_then(|word| reading.word(&word, IndicatorType::from_code, codes!(IndicatorType)));
    let agencies =
        agencies.and_then(|word| reading.word(&word, AcrossAgencies::from_code, codes!(AcrossAgencies)));
    let time = time.and_then(|word| reading.word(&word, AcrossTime::from_code, codes!(AcrossTime)));
    let level = level.and_then(|word| reading.word(&word, IndicatorLevel::from_code, codes!(IndicatorLevel)));
    let label = filled_text(&reading.text(raw.label.as_ref(), &place, "label"), parameters);
    let scale = scale(raw, &mut reading);
    let max = max(raw, scale, &mut reading);
    let periods = period_kinds(&mut reading, raw.periods.as_ref().or(defaults.periods.as_ref()));
    let (valid_from, valid_to) = reading.validity(raw.valid_from.as_ref(), raw.valid_to.as_ref());
    let agency_kinds = agency_kinds(&mut reading, raw.agency_kinds.as_ref());
    let choices = choices(raw, &mut reading);
    let legal = raw.legal_basis.as_ref().or(defaults.legal_basis.as_ref());
    let legal_basis = reading.grounds(legal);
    let (derivation, derivation_place) = derivation(raw, parameters, &place, &mut reading);
    let told_by = raw.told_by.as_ref().and_then(|raw| told::read(raw, &mut reading));
    // A derivation that could not be read was told already.
    let lost = raw.value.is_some() && derivation.is_none();
    let sound =
        !lost && unit.is_some() && kind.is_some() && agencies.is_some() && time.is_some() && level.is_some();
    let indicator = Indicator {
        code: filled(raw.code.get_ref(), parameters),
        group: group.to_owned(),
        label,
        unit: unit.unwrap_or(Unit::Unitless),
        kind: kind.unwrap_or(IndicatorType::Count),
        scale,
        across_agencies: agencies.unwrap_or(AcrossAgencies::Separate),
        across_time: time.unwrap_or(AcrossTime::Separate),
        periods,
        level: level.unwrap_or(IndicatorLevel::Optional),
        valid_from,
        valid_to,
        agency_kinds,
        choices,
        legal_basis,
        max,
        derivation,
        told_by,
    };
    Entry { indicator, place, derivation_place, sound }
}

fn scale(raw: &RawIndicator, reading: &mut Reading) -> u8 {
    let Some(scale) = &raw.scale else { return 0 };
    if *scale.get_ref() > MAX_SCALE {
        let place = reading.source.place_of(scale);
        reading.fault(
            &place,
            format!("scale lớn nhất là {MAX_SCALE}"),
            format!("scale is at most {MAX_SCALE}"),
        );
        return 0;
    }
    *scale.get_ref()
}

/// The largest value, given in whole units, in units of 10^-scale.
fn max(raw: &RawIndicator, scale: u8, reading: &mut Reading) -> Option<i64> {
    let max = raw.max.as_ref()?;
    let scaled = 10_i64.checked_pow(u32::from(scale)).and_then(|unit| max.get_ref().checked_mul(unit));
    if scaled.is_none_or(|max| max < 0) {
        let place = reading.source.place_of(max);
        reading.fault(&place, "max không hợp lệ", "max is negative or too large");
    }
    scaled
}

fn choices(raw: &RawIndicator, reading: &mut Reading) -> Vec<Choice> {
    let mut seen = BTreeMap::new();
    raw.choices
        .iter()
        .flat_map(|choices| choices.get_ref())
        .map(|choice| {
            let place = reading.source.place_of(&choice.code);
            reading.unique(&mut seen, choice.code.get_ref(), &place, "choice");
            let label = reading.text(choice.label.as_ref(), &place, "label");
            let document = choice.document.as_ref().map(|document| reading.document(document));
            Choice { code: choice.code.get_ref().clone(), label, document }
        })
        .collect()
}

/// How the indicator is derived, and where that is said. At most one way may be given.
fn derivation(
    raw: &RawIndicator,
    parameters: &Parameters,
    place: &Place,
    reading: &mut Reading,
) -> (Option<Derivation>, Place) {
    let source = reading.source;
    let mut ways = Vec::new();
    if let Some(ratio) = &raw.ratio {
        let raw = ratio.get_ref();
        let denominators = raw.denominators.iter().map(|(name, indicators)| Denominator {
            name: name.clone(),
            indicators: filled_all(indicators, parameters),
        });
        let ratio_read = Ratio {
            numerator: filled_all(&raw.numerator, parameters),
            denominators: denominators.collect(),
            default: raw.default.clone(),
        };
        if ratio_read.denominator(None).is_none() {
            let default = &raw.default;
            reading.fault(
                &source.place_of(ratio),
                format!("không có mẫu số mặc định “{default}”"),
                format!("there is no default denominator “{default}”"),
            );
        }
        ways.push((Derivation::Ratio(ratio_read), source.place_of(ratio)));
    }
    if let Some(sum) = &raw.sum {
        ways.push((Derivation::Sum(filled_all(sum.get_ref(), parameters)), source.place_of(sum)));
    }
    if let Some(value) = &raw.value
        && let Some(expression) = super::expression(value, parameters, reading)
    {
        ways.push((Derivation::Value(expression), source.place_inside(value)));
    }
    if let Some(first) = raw.schedule.as_ref().and_then(|entries| entries.first()) {
        let place = source.place_of(first);
        let entries = raw.schedule.iter().flatten();
        let entries = entries.filter_map(|entry| schedule_entry(entry.get_ref(), reading)).collect();
        ways.push((Derivation::Schedule(entries), place));
    }
    if ways.len() > 1 {
        reading.fault(
            place,
            "chỉ được nêu một cách tính: ratio, sum, value hoặc schedule",
            "only one derivation may be given: ratio, sum, value or schedule",
        );
    }
    ways.into_iter().next().map_or_else(|| (None, place.clone()), |(way, place)| (Some(way), place))
}

fn schedule_entry(raw: &RawSchedule, reading: &mut Reading) -> Option<ScheduleEntry> {
    let find = |code: &str| match code {
        "MONTH" => Some(Rhythm::Month),
        "WEEK" => Some(Rhythm::Week),
        _ => None,
    };
    let every = reading.word(&raw.every, find, &["MONTH", "WEEK"]);
    if *raw.times.get_ref() < 1 {
        let place = reading.source.place_of(&raw.times);
        reading.fault(&place, "times phải lớn hơn 0", "times must be above 0");
    }
    let agency_kinds = agency_kinds(reading, raw.agency_kinds.as_ref());
    let (valid_from, valid_to) = reading.validity(raw.valid_from.as_ref(), raw.valid_to.as_ref());
    Some(ScheduleEntry { agency_kinds, every: every?, times: *raw.times.get_ref(), valid_from, valid_to })
}
