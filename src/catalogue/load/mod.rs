//! Reading a catalogue: the files one by one, then what only shows when they are put together. Every fault is told.

mod calendars;
mod check;
mod contents;
mod documents;
mod forms;
mod indicators;
mod legal;
mod provinces;
mod rules;
mod scoring;
mod small_numbers;
mod source;
mod template;
mod told;

use super::calendar::DEFAULT_PROFILE;
use super::error::{CatalogueError, Faults, Place};
use super::expression::Expression;
use super::{Catalogue, IndicatorGroup};
use crate::legal::Kinds;
use include_dir::{Dir, include_dir};
use source::{Placed, Reading, Source};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The catalogue that this program carries.
static EMBEDDED: Dir = include_dir!("$CARGO_MANIFEST_DIR/catalogue");

pub(super) fn embedded() -> Result<Catalogue, Vec<CatalogueError>> {
    assemble(&source::embedded(&EMBEDDED), Faults::default(), "catalogue")
}

pub(super) fn on_disk(root: &Path) -> Result<Catalogue, Vec<CatalogueError>> {
    let mut faults = Faults::default();
    let sources = source::on_disk(root, &mut faults);
    assemble(&sources, faults, &root.display().to_string())
}

/// What the files of a catalogue hold, each read by itself.
#[derive(Default)]
struct Parts<'a> {
    groups: Vec<indicators::Group>,
    drafts: Vec<forms::Draft<'a>>,
    rules: Vec<rules::Entry>,
    calendars: Vec<calendars::Entry>,
    /// The codes of the scoring schemes, and where they are.
    schemes: BTreeMap<String, Place>,
    /// Whether some file could not be read at all, so that what names its entries would be blamed for it.
    unreadable: bool,
}

fn assemble(sources: &[Source], mut faults: Faults, root: &str) -> Result<Catalogue, Vec<CatalogueError>> {
    let mut catalogue = Catalogue::default();
    let mut parts = Parts { unreadable: !faults.is_empty(), ..Parts::default() };
    for name in [
        "days_off.toml",
        "disclosure.toml",
        "provinces.toml",
        "small_numbers.toml",
        "symbols.toml",
        "legal/sources.toml",
        "legal/issuers.toml",
    ] {
        if !sources.iter().any(|source| source.path == name) {
            let place = Place { file: format!("{root}/{name}"), line: 1 };
            faults.add(&place, "thiếu tệp này", "this file is missing");
        }
    }
    // Kinds and documents come first: the other files name them.
    let mut kinds = Kinds::default();
    for source in sources.iter().filter(|source| source.path == "symbols.toml") {
        kinds = documents::kinds(source, &mut faults);
    }
    let mut legal = legal::Parts::default();
    for source in sources.iter().filter(|source| source.path.starts_with("legal/")) {
        legal::read(source, &kinds, &mut legal, &mut faults);
    }
    catalogue.register = Arc::new(legal::register(kinds, legal, &mut faults));
    for source in sources {
        one(source, &mut catalogue, &mut parts, &mut faults);
    }
    parts.groups.sort_by_key(|group| group.order);
    let register = catalogue.register.clone();
    faults.look_up(|code| register.by_code(code).is_some());
    if parts.unreadable {
        return Err(faults.into_sorted());
    }
    let entries: Vec<&indicators::Entry> = parts.groups.iter().flat_map(|group| &group.entries).collect();
    check::indicators(&parts.groups, &entries, &mut faults);
    catalogue.index(entries.iter().map(|entry| entry.indicator.clone()).collect());
    catalogue.groups = parts
        .groups
        .iter()
        .map(|group| IndicatorGroup { code: group.code.clone(), label: group.label.clone() })
        .collect();
    check::derivations(&entries, &catalogue, &mut faults);
    for source in sources.iter().filter(|source| source.path == "small_numbers.toml") {
        catalogue.small_numbers.named = small_numbers::read(source, &catalogue, &mut faults);
    }
    let forms = forms::join(&parts.drafts, &mut faults);
    check::forms(&forms, &catalogue, &mut faults);
    told::check(&entries, &forms, &catalogue, &mut faults);
    check::rules(&parts.rules, &catalogue, &mut faults);
    catalogue.calendars = calendars::settle(parts.calendars, &catalogue.days_off, &mut faults);
    if catalogue.calendar(DEFAULT_PROFILE).is_none() {
        let place = Place { file: format!("{root}/calendars"), line: 1 };
        let (vi, en) = ("thiếu lịch báo cáo", "there is no calendar profile");
        faults.add(&place, format!("{vi} {DEFAULT_PROFILE}"), format!("{en} {DEFAULT_PROFILE}"));
    }
    if !faults.is_empty() {
        return Err(faults.into_sorted());
    }
    catalogue.finish(
        forms.into_iter().map(|entry| entry.form).collect(),
        parts.rules.into_iter().map(|entry| entry.rule).collect(),
    );
    Ok(catalogue)
}

/// Reads one file into the part of the catalogue that its path tells.
fn one<'a>(source: &'a Source, catalogue: &mut Catalogue, parts: &mut Parts<'a>, faults: &mut Faults) {
    let folder = source.path.split_once('/').map(|(folder, _)| folder);
    match (folder, source.path.as_str()) {
        (Some("indicators"), _) => match indicators::read(source, faults) {
            Some(group) => parts.groups.push(group),
            None => parts.unreadable = true,
        },
        (Some("forms"), _) => match forms::read(source, faults) {
            Some(draft) => parts.drafts.push(draft),
            None => parts.unreadable = true,
        },
        (Some("calendars"), _) => match calendars::profile(source, faults) {
            Some(entry) => parts.calendars.push(entry),
            None => parts.unreadable = true,
        },
        (Some("scoring"), _) => {
            catalogue.scoring.extend(scoring::read(source, &mut parts.schemes, faults));
        }
        (Some("rules"), _) => parts.rules.extend(rules::read(source, faults)),
        (None, "days_off.toml") => catalogue.days_off = calendars::days_off(source, faults),
        (None, "provinces.toml") => catalogue.provinces = provinces::provinces(source, faults),
        (None, "disclosure.toml") => {
            (catalogue.regimes, catalogue.disclosure) = contents::read(source, faults);
        }
        (None, "small_numbers.toml" | "symbols.toml") | (Some("legal"), _) => {}
        (_, path) if path.ends_with(".toml") => {
            faults.add(
                &source.place(0),
                "tệp này không thuộc danh mục",
                "this file belongs to no part of a catalogue",
            );
        }
        _ => {}
    }
}

/// Parses an expression; what is wrong with it is a fault at its line.
fn expression(
    text: &Placed<String>,
    parameters: &template::Parameters,
    reading: &mut Reading,
) -> Option<Expression> {
    let filled = template::filled(text.get_ref(), parameters);
    match Expression::parse(&filled) {
        Ok(expression) => Some(expression),
        Err(bad) => {
            let place = reading.source.place_inside(text);
            check::bad_expression(&filled, &bad, &place, reading.faults);
            None
        }
    }
}
