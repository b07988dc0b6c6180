//! Reading `forms/*.toml`, and joining a form with the one it extends.

use super::indicators::{agency_kinds, period_kinds};
use super::source::{Placed, RawGround, RawText, Reading, Source};
use crate::catalogue::error::{Faults, Place};
use crate::catalogue::form::{Comparison, FormVersion, Section};
use crate::catalogue::words::{Comparability, SectionContent};
use crate::kit::PeriodKind;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForm {
    code: Placed<String>,
    version: u32,
    extends: Option<Placed<String>>,
    extends_version: Option<u32>,
    label: Option<Placed<RawText>>,
    ad_hoc_label: Option<Placed<RawText>>,
    period_kinds: Option<Vec<Placed<String>>>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
    legal_basis: Option<Vec<Placed<RawGround>>>,
    #[serde(default)]
    section: Vec<RawSection>,
    #[serde(default)]
    comparison: Vec<RawComparison>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawComparison {
    indicator: Placed<String>,
    predecessor: Option<Placed<String>>,
    comparability: Placed<String>,
    reason: Option<Placed<RawText>>,
    legal_basis: Option<Vec<Placed<RawGround>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSection {
    code: Placed<String>,
    printed_number: Option<String>,
    heading: Option<Placed<RawText>>,
    content: Option<Placed<String>>,
    narrative_required: Option<bool>,
    agency_kinds: Option<Vec<Placed<String>>>,
    legal_basis: Option<Vec<Placed<RawGround>>>,
    #[serde(default)]
    indicators: Vec<Placed<String>>,
}

/// A form as its own file gives it.
pub(super) struct Draft<'a> {
    source: &'a Source,
    raw: RawForm,
    place: Place,
}

/// A form joined with what it extends, and where each indicator of it is asked.
pub(super) struct Entry {
    pub form: FormVersion,
    pub place: Place,
    pub asked_at: Vec<(String, Place)>,
    /// Where each comparison stands.
    pub compared_at: Vec<Place>,
}

pub(super) fn read<'a>(source: &'a Source, faults: &mut Faults) -> Option<Draft<'a>> {
    let raw: RawForm = source.read(faults)?;
    let place = source.place_of(&raw.code);
    Some(Draft { source, raw, place })
}

/// Joins every form with those it extends. A form that extends itself, or one that is not there, is a fault.
pub(super) fn join(drafts: &[Draft], faults: &mut Faults) -> Vec<Entry> {
    let mut seen = BTreeMap::new();
    let mut forms = Vec::new();
    for draft in drafts {
        let key = format!("{} v{}", draft.raw.code.get_ref(), draft.raw.version);
        Reading { source: draft.source, faults }.unique(&mut seen, &key, &draft.place, "form");
        forms.extend(line_of(draft, drafts, faults).map(|line| joined(draft, &line, faults)));
    }
    forms
}

/// A form and all it extends, the oldest ancestor first; `None` when there is none such.
fn line_of<'a>(
    draft: &'a Draft<'a>,
    drafts: &'a [Draft<'a>],
    faults: &mut Faults,
) -> Option<Vec<&'a Draft<'a>>> {
    let mut line = vec![draft];
    let mut last = draft;
    while let Some(extends) = &last.raw.extends {
        let wanted = extends.get_ref();
        // The version that is named; else the newest of the other code, or the version before of the same one.
        let parent = drafts
            .iter()
            .filter(|other| {
                other.raw.code.get_ref() == wanted
                    && (wanted != last.raw.code.get_ref() || other.raw.version < last.raw.version)
                    && last.raw.extends_version.is_none_or(|version| version == other.raw.version)
            })
            .max_by_key(|other| other.raw.version);
        let place = last.source.place_of(extends);
        let Some(parent) = parent else {
            let (vi, en) = if wanted == last.raw.code.get_ref() {
                (
                    format!("biểu mẫu “{wanted}” kế thừa chính nó"),
                    format!("the form “{wanted}” extends itself"),
                )
            } else {
                (
                    format!("không có biểu mẫu “{wanted}” để kế thừa"),
                    format!("there is no form “{wanted}” to extend"),
                )
            };
            faults.add(&place, vi, en);
            return None;
        };
        if line.iter().any(|earlier| std::ptr::eq(*earlier, parent)) {
            faults.add(&place, "các biểu mẫu kế thừa vòng tròn", "the forms extend one another in a circle");
            return None;
        }
        line.push(parent);
        last = parent;
    }
    line.reverse();
    Some(line)
}

fn joined(draft: &Draft, line: &[&Draft], faults: &mut Faults) -> Entry {
    let mut sections: Vec<Section> = Vec::new();
    let mut asked_at = Vec::new();
    for (index, ancestor) in line.iter().enumerate() {
        // What an ancestor does wrong is told when the ancestor itself is read.
        let mut silent = Faults::default();
        let own = index + 1 == line.len();
        let faults = if own { &mut *faults } else { &mut silent };
        let mut reading = Reading { source: ancestor.source, faults };
        let mut seen = BTreeMap::new();
        for raw in &ancestor.raw.section {
            let place = ancestor.source.place_of(&raw.code);
            reading.unique(&mut seen, raw.code.get_ref(), &place, "section");
            for code in &raw.indicators {
                asked_at.push((code.get_ref().clone(), ancestor.source.place_of(code)));
            }
            match sections.iter_mut().find(|section| section.code == *raw.code.get_ref()) {
                Some(section) => extend(section, raw, &mut reading),
                None => sections.extend(new_section(raw, &place, &mut reading)),
            }
        }
    }
    let mut reading = Reading { source: draft.source, faults };
    let raw = &draft.raw;
    let (valid_from, valid_to) = reading.validity(raw.valid_from.as_ref(), raw.valid_to.as_ref());
    let inherited = line.iter().rev().find_map(|ancestor| ancestor.raw.period_kinds.as_ref());
    let called = line
        .iter()
        .rev()
        .find_map(|ancestor| ancestor.raw.ad_hoc_label.as_ref().map(|label| (ancestor.source, label)));
    let period_kinds = period_kinds(&mut reading, inherited);
    // A form that does not serve them is not called by what it extends.
    let called = called.filter(|_| period_kinds.contains(&PeriodKind::AdHoc));
    let ad_hoc_label = called.and_then(|(source, label)| {
        Reading { source, faults: reading.faults }.optional_text(Some(label), "ad_hoc_label")
    });
    let basis = line
        .iter()
        .rev()
        .find_map(|ancestor| ancestor.raw.legal_basis.as_ref().map(|basis| (ancestor.source, basis)));
    let legal_basis = basis.map_or_else(Vec::new, |(source, basis)| {
        Reading { source, faults: reading.faults }.grounds(Some(basis))
    });
    let (comparisons, compared_at) = comparisons(&raw.comparison, &mut reading);
    let form = FormVersion {
        code: raw.code.get_ref().clone(),
        version: raw.version,
        label: reading.text(raw.label.as_ref(), &draft.place, "label"),
        ad_hoc_label,
        period_kinds,
        valid_from,
        valid_to,
        legal_basis,
        sections,
        comparisons,
        digest: String::new(),
        canonical: String::new(),
    };
    Entry { form, place: draft.place.clone(), asked_at, compared_at }
}

fn comparisons(raw: &[RawComparison], reading: &mut Reading) -> (Vec<Comparison>, Vec<Place>) {
    let all: Vec<&str> = Comparability::ALL.iter().map(|word| word.code()).collect();
    let mut seen = BTreeMap::new();
    let one = |raw: &RawComparison| {
        let place = reading.source.place_of(&raw.indicator);
        reading.unique(&mut seen, raw.indicator.get_ref(), &place, "comparison");
        let reason = reading.text(raw.reason.as_ref(), &place, "reason");
        let comparability = reading.word(&raw.comparability, Comparability::from_code, &all)?;
        let comparison = Comparison {
            indicator: raw.indicator.get_ref().clone(),
            predecessor: raw.predecessor.as_ref().map(|code| code.get_ref().clone()),
            comparability,
            reason,
            legal_basis: reading.grounds(raw.legal_basis.as_ref()),
        };
        Some((comparison, place))
    };
    raw.iter().filter_map(one).unzip()
}

fn content(raw: &RawSection, reading: &mut Reading) -> Option<SectionContent> {
    let all: Vec<&str> = SectionContent::ALL.iter().map(|word| word.code()).collect();
    raw.content.as_ref().and_then(|word| reading.word(word, SectionContent::from_code, &all))
}

fn codes(raw: &RawSection) -> Vec<String> {
    raw.indicators.iter().map(|code| code.get_ref().clone()).collect()
}

fn new_section(raw: &RawSection, place: &Place, reading: &mut Reading) -> Option<Section> {
    let heading = reading.text(raw.heading.as_ref(), place, "heading");
    let kind = content(raw, reading);
    for (missing, name) in [
        (raw.printed_number.is_none(), "printed_number"),
        (raw.content.is_none(), "content"),
        (raw.narrative_required.is_none(), "narrative_required"),
    ] {
        if missing {
            reading.fault(place, format!("thiếu {name}"), format!("{name} is missing"));
        }
    }
    Some(Section {
        code: raw.code.get_ref().clone(),
        printed_number: raw.printed_number.clone()?,
        heading,
        content: kind?,
        narrative_required: raw.narrative_required?,
        agency_kinds: agency_kinds(reading, raw.agency_kinds.as_ref()),
        legal_basis: reading.grounds(raw.legal_basis.as_ref()),
        indicators: codes(raw),
    })
}

/// Adds to a section what the extending form says of it.
fn extend(section: &mut Section, raw: &RawSection, reading: &mut Reading) {
    if let Some(number) = &raw.printed_number {
        section.printed_number.clone_from(number);
    }
    if let Some(heading) = reading.optional_text(raw.heading.as_ref(), "heading") {
        section.heading = heading;
    }
    if let Some(content) = content(raw, reading) {
        section.content = content;
    }
    if let Some(required) = raw.narrative_required {
        section.narrative_required = required;
    }
    if raw.agency_kinds.is_some() {
        section.agency_kinds = agency_kinds(reading, raw.agency_kinds.as_ref());
    }
    if raw.legal_basis.is_some() {
        section.legal_basis = reading.grounds(raw.legal_basis.as_ref());
    }
    section.indicators.extend(codes(raw));
}
