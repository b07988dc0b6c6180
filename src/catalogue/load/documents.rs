//! Reading `disclosure.toml` and `symbols.toml`.

use super::indicators::agency_kinds;
use super::source::{Placed, RawGround, RawText, Reading, Source};
use crate::catalogue::contents::DisclosureContent;
use crate::catalogue::error::Faults;
use crate::kit::vocabulary::{DisclosureAudience, DisclosureMode};
use crate::legal::{DocumentKind, Grammar, Kinds};
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
    legal_basis: Option<Vec<Placed<RawGround>>>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
    #[serde(default)]
    required: bool,
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
                legal_basis: reading.grounds(raw.legal_basis.as_ref()),
                valid_from,
                valid_to,
                required: raw.required,
            }
        })
        .collect()
}

pub(super) fn kinds(source: &Source, faults: &mut Faults) -> Kinds {
    let Some(file) = source.read::<RawKinds>(faults) else { return Kinds::default() };
    let mut reading = Reading { source, faults };
    let mut seen = BTreeMap::new();
    let mut abbreviations = BTreeMap::new();
    let grammars: Vec<&str> = Grammar::ALL.iter().map(|word| word.code()).collect();
    let kinds = file
        .kind
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
        .collect();
    Kinds::new(kinds)
}
