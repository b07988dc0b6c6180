//! Reading `scoring/*.toml`.

use super::indicators::agency_kinds;
use super::source::{Placed, RawText, Reading, Source};
use crate::catalogue::error::{Faults, Place};
use crate::catalogue::scoring::{Band, Criterion, DemocracyClass, SCALE, Scheme, faults as scoring_faults};
use crate::kit::Lang;
use crate::kit::decimal::Decimal;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScheme {
    code: Placed<String>,
    label: Option<Placed<RawText>>,
    #[serde(default)]
    example: bool,
    legal_basis: Option<Placed<RawText>>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
    agency_kinds: Option<Vec<Placed<String>>>,
    maximum: Placed<RawPoints>,
    #[serde(default)]
    criterion: Vec<RawCriterion>,
    #[serde(default)]
    band: Vec<RawBand>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriterion {
    code: Placed<String>,
    parent: Option<String>,
    label: Option<Placed<RawText>>,
    maximum: Placed<RawPoints>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBand {
    class: Placed<String>,
    from: Placed<RawPoints>,
    to: Placed<RawPoints>,
}

/// Points: a whole number, or a text with digits behind the point. Never a floating number.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawPoints {
    Whole(i64),
    Text(String),
}

/// Reads a scheme, and tells what does not add up in it at the line of the criterion or the band. `seen`: the codes so far.
pub(super) fn read(
    source: &Source,
    seen: &mut BTreeMap<String, Place>,
    faults: &mut Faults,
) -> Option<Scheme> {
    let raw = source.read::<RawScheme>(faults)?;
    let mut reading = Reading { source, faults };
    let place = source.place_of(&raw.code);
    reading.unique(seen, raw.code.get_ref(), &place, "scheme");
    let (valid_from, valid_to) = reading.validity(raw.valid_from.as_ref(), raw.valid_to.as_ref());
    let label = reading.text(raw.label.as_ref(), &place, "label");
    let legal_basis = reading.optional_text(raw.legal_basis.as_ref(), "legal_basis");
    let kinds = agency_kinds(&mut reading, raw.agency_kinds.as_ref());
    let maximum = points(&raw.maximum, &mut reading);
    let mut criteria = Vec::new();
    for raw in &raw.criterion {
        let place = source.place_of(&raw.code);
        criteria.push(Criterion {
            code: raw.code.get_ref().clone(),
            parent: raw.parent.clone(),
            label: reading.text(raw.label.as_ref(), &place, "label"),
            maximum: points(&raw.maximum, &mut reading)?,
        });
    }
    let classes: Vec<&str> = DemocracyClass::ALL.iter().map(|class| class.code()).collect();
    let mut bands = Vec::new();
    for raw in &raw.band {
        let class = reading.word(&raw.class, DemocracyClass::from_code, &classes)?;
        let (from, to) = (points(&raw.from, &mut reading)?, points(&raw.to, &mut reading)?);
        bands.push(Band { class, from, to });
    }
    let scheme = Scheme {
        code: raw.code.get_ref().clone(),
        label,
        example: raw.example,
        legal_basis,
        valid_from,
        valid_to,
        agency_kinds: kinds,
        maximum: maximum?,
        criteria,
        bands,
    };
    for problem in scoring_faults(&scheme) {
        let index = problem.path.get(1).and_then(|index| index.parse::<usize>().ok());
        let at = match (problem.path.first().map(String::as_str), index) {
            (Some("criteria"), Some(index)) => raw.criterion.get(index).map(|it| source.place_of(&it.code)),
            (Some("bands"), Some(index)) => raw.band.get(index).map(|it| source.place_of(&it.class)),
            (Some("criteria" | "maximum"), _) => Some(source.place_of(&raw.maximum)),
            _ => None,
        };
        let told = |lang| format!("{}: {}", problem.path.join("."), problem.message(lang));
        reading.fault(&at.unwrap_or_else(|| place.clone()), told(Lang::Vi), told(Lang::En));
    }
    Some(scheme)
}

fn points(raw: &Placed<RawPoints>, reading: &mut Reading) -> Option<i64> {
    let read = match raw.get_ref() {
        RawPoints::Whole(whole) => Decimal::new(*whole, 0).rescale(SCALE),
        RawPoints::Text(text) => Decimal::parse(text).and_then(|points| points.rescale(SCALE)),
    };
    if read.is_none() {
        let place = reading.source.place_of(raw);
        let (vi, en) =
            ("điểm phải là số có nhiều nhất hai chữ số thập phân", "points have at most two decimal places");
        reading.fault(&place, vi, en);
    }
    read
}
