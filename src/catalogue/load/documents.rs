//! Reading `disclosure.toml`, `instruments.toml` and `symbols.toml`.

use super::indicators::agency_kinds;
use super::source::{Placed, RawText, Reading, Source};
use crate::catalogue::citation::DocumentSymbol;
use crate::catalogue::documents::{DisclosureContent, DocumentKind, Instrument};
use crate::catalogue::error::Faults;
use crate::catalogue::words::Grammar;
use crate::kit::vocabulary::{DisclosureAudience, DisclosureMode};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContents {
    content: Vec<RawContent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContent {
    code: Placed<String>,
    label: Option<Placed<RawText>>,
    audiences: Vec<Placed<String>>,
    modes: Vec<Placed<String>>,
    agency_kinds: Option<Vec<Placed<String>>>,
    legal_basis: Option<Placed<RawText>>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
    #[serde(default)]
    required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInstruments {
    instrument: Vec<RawInstrument>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInstrument {
    symbol: Placed<String>,
    kind: Placed<String>,
    title: Option<Placed<RawText>>,
    in_force_to: Placed<Datetime>,
    replaced_by: Placed<String>,
    note: Option<Placed<RawText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKinds {
    kind: Vec<RawKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKind {
    code: Placed<String>,
    label: Option<Placed<RawText>>,
    abbreviations: Vec<String>,
    grammars: Vec<Placed<String>>,
}

pub(super) fn contents(source: &Source, faults: &mut Faults) -> Vec<DisclosureContent> {
    let Some(file) = source.read::<RawContents>(faults) else { return Vec::new() };
    let mut reading = Reading { source, faults };
    let mut seen = BTreeMap::new();
    let audiences: Vec<&str> = DisclosureAudience::ALL.iter().map(|word| word.code()).collect();
    let modes: Vec<&str> = DisclosureMode::ALL.iter().map(|word| word.code()).collect();
    file.content
        .iter()
        .map(|raw| {
            let place = source.place_of(&raw.code);
            reading.unique(&mut seen, raw.code.get_ref(), &place, "content");
            let (valid_from, valid_to) = reading.validity(raw.valid_from.as_ref(), raw.valid_to.as_ref());
            DisclosureContent {
                code: raw.code.get_ref().clone(),
                label: reading.text(raw.label.as_ref(), &place, "label"),
                audiences: reading.words(
                    Some(&raw.audiences),
                    &[],
                    DisclosureAudience::from_code,
                    &audiences,
                ),
                modes: reading.words(Some(&raw.modes), &[], DisclosureMode::from_code, &modes),
                agency_kinds: agency_kinds(&mut reading, raw.agency_kinds.as_ref()),
                legal_basis: reading.optional_text(raw.legal_basis.as_ref(), "legal_basis"),
                valid_from,
                valid_to,
                required: raw.required,
            }
        })
        .collect()
}

pub(super) fn kinds(source: &Source, faults: &mut Faults) -> Vec<DocumentKind> {
    let Some(file) = source.read::<RawKinds>(faults) else { return Vec::new() };
    let mut reading = Reading { source, faults };
    let mut seen = BTreeMap::new();
    let mut abbreviations = BTreeMap::new();
    let grammars: Vec<&str> = Grammar::ALL.iter().map(|word| word.code()).collect();
    file.kind
        .iter()
        .map(|raw| {
            let place = source.place_of(&raw.code);
            reading.unique(&mut seen, raw.code.get_ref(), &place, "kind");
            for abbreviation in &raw.abbreviations {
                reading.unique(&mut abbreviations, abbreviation, &place, "abbreviation");
            }
            DocumentKind {
                code: raw.code.get_ref().clone(),
                label: reading.text(raw.label.as_ref(), &place, "label"),
                abbreviations: raw.abbreviations.clone(),
                grammars: reading.words(Some(&raw.grammars), &[], Grammar::from_code, &grammars),
            }
        })
        .collect()
}

/// Reads the replaced instruments; `kinds` are the kinds they may be of.
pub(super) fn instruments(source: &Source, kinds: &[DocumentKind], faults: &mut Faults) -> Vec<Instrument> {
    let Some(file) = source.read::<RawInstruments>(faults) else { return Vec::new() };
    let mut reading = Reading { source, faults };
    let mut seen = BTreeMap::new();
    let known: Vec<&str> = kinds.iter().map(|kind| kind.code.as_str()).collect();
    let mut instruments = Vec::new();
    for raw in &file.instrument {
        let place = source.place_of(&raw.symbol);
        reading.unique(&mut seen, raw.symbol.get_ref(), &place, "instrument");
        for symbol in [&raw.symbol, &raw.replaced_by] {
            if DocumentSymbol::find(symbol.get_ref()).is_none() {
                let (place, symbol) = (source.place_of(symbol), symbol.get_ref());
                reading.fault(
                    &place,
                    format!("“{symbol}” không phải là số, ký hiệu văn bản"),
                    format!("“{symbol}” is no document number and symbol"),
                );
            }
        }
        if !known.contains(&raw.kind.get_ref().as_str()) {
            let (place, kind) = (source.place_of(&raw.kind), raw.kind.get_ref());
            reading.fault(
                &place,
                format!("không có loại văn bản “{kind}”"),
                format!("there is no kind of document “{kind}”"),
            );
        }
        let title = reading.text(raw.title.as_ref(), &place, "title");
        let note = reading.optional_text(raw.note.as_ref(), "note");
        let in_force_to = reading.day(Some(&raw.in_force_to));
        if let (Some(key), Some(in_force_to)) = (DocumentSymbol::find(raw.symbol.get_ref()), in_force_to) {
            instruments.push(Instrument {
                symbol: raw.symbol.get_ref().clone(),
                key,
                kind: raw.kind.get_ref().clone(),
                title,
                in_force_to,
                replaced_by: raw.replaced_by.get_ref().clone(),
                note,
            });
        }
    }
    instruments
}
