//! Reading `symbols.toml`.

use super::source::{Placed, RawText, Reading, Source};
use crate::catalogue::error::Faults;
use crate::legal::{DocumentKind, Grammar, Kinds};
use serde::Deserialize;
use std::collections::BTreeMap;

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
