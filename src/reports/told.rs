//! The figures of a report: those that it enters, and those of words and of lists that its sections, citations and
//! disclosure items tell, so that a report that lists three lessons says that they are three. Worked out in this one place
//! for the facts of a version, for the rules, and for whoever reads a report; the catalogue says what tells what
//! (`told_by`).

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    asked::Asked,
    types::{CitationEntry, DisclosureEntry, FigureEntry, ReportContent, SectionEntry},
};
use crate::{
    catalogue::{CitedAs, Indicator, IndicatorType, ToldBy},
    kit::{
        Bilingual, FigureState, Value, text,
        vocabulary::{DisclosureAudience, DisclosureMode, DisclosureStatus},
    },
};

#[cfg(test)]
mod tests;

/// What a report says of an indicator, and whether that follows from its content instead of being entered.
pub struct SaidFigure<'c> {
    pub entry: Cow<'c, FigureEntry>,
    pub from_content: bool,
}

/// What a report says of an indicator; `None` for silence. What is entered goes before what the content tells, unless it is
/// silence.
pub fn figure<'c>(
    asked: &Asked,
    content: &'c ReportContent,
    indicator: &Indicator,
) -> Option<SaidFigure<'c>> {
    let entered = content.figures.get(&indicator.code);
    let silent = entered.is_none_or(|entry| entry.state == FigureState::NotStated);
    match silent.then(|| told(asked, content, indicator)).flatten() {
        Some(told) => {
            let note = entered.and_then(|entry| entry.note.clone());
            Some(SaidFigure { entry: Cow::Owned(FigureEntry { note, ..told }), from_content: true })
        }
        None => entered.map(|entry| SaidFigure { entry: Cow::Borrowed(entry), from_content: false }),
    }
}

/// Everything that a report says, by indicator.
pub fn figures(asked: &Asked, content: &ReportContent) -> BTreeMap<String, FigureEntry> {
    let mut figures = content.figures.clone();
    for indicator in asked.told() {
        if let Some(said) = figure(asked, content, indicator).filter(|said| said.from_content) {
            figures.insert(indicator.code.clone(), said.entry.into_owned());
        }
    }
    figures
}

/// The figures that a report enters otherwise than its content tells them, each by its name with both.
pub fn contradictions(asked: &Asked, content: &ReportContent) -> Vec<Bilingual> {
    let of = |indicator: &Indicator| {
        let entered = content.figures.get(&indicator.code)?;
        let told = told(asked, content, indicator)?;
        let counted = matches!(indicator.told_by, Some(ToldBy::Section(_)));
        (!agree(entered, &told, counted)).then(|| {
            let (one, other) = (shown(entered), shown(&told));
            Bilingual {
                vi: format!("{} (số liệu: {}; nội dung: {})", indicator.label.vi, one.vi, other.vi),
                en: format!("{} (figure: {}; content: {})", indicator.label.en, one.en, other.en),
            }
        })
    };
    asked.told().filter_map(of).collect()
}

/// Whether an entered figure and what the content tells can both be so. What is listed under a heading is all there is
/// (`counted`); of documents and contents a report may well name fewer than there are.
fn agree(entered: &FigureEntry, told: &FigureEntry, counted: bool) -> bool {
    use FigureState as S;
    let number = |entry: &FigureEntry| entry.value.as_ref().and_then(Value::as_number);
    match (entered.state, told.state) {
        (S::NotStated, _) => true,
        (S::Stated, S::Stated) => match (number(entered), number(told)) {
            (Some(entered), Some(told)) => entered == told || (!counted && entered > told),
            _ => true,
        },
        (S::Stated, S::NoneDeclared) => number(entered) == Some(0),
        (one, other) => one == other,
    }
}

/// A figure in few words.
fn shown(entry: &FigureEntry) -> Bilingual {
    let number = entry.value.as_ref().and_then(Value::as_number).map(|number| number.to_string());
    let (vi, en) = match entry.state {
        FigureState::Stated => match number {
            Some(number) => return Bilingual { vi: number.clone(), en: number },
            None => ("có nêu", "stated"),
        },
        FigureState::NoneDeclared => ("không có", "none"),
        FigureState::NotStated => ("không nêu", "not stated"),
        FigureState::NotApplicable => ("không áp dụng", "not applicable"),
    };
    Bilingual { vi: vi.into(), en: en.into() }
}

/// What the content tells of an indicator; `None` for silence.
fn told(asked: &Asked, content: &ReportContent, indicator: &Indicator) -> Option<FigureEntry> {
    match indicator.told_by.as_ref()? {
        ToldBy::Section(section) => {
            let entry = content.sections.get(section)?;
            (entry.state != FigureState::NotStated).then(|| written(section, entry, indicator.kind))
        }
        ToldBy::Contents { modes, audiences } => dealt_with(content, modes, audiences),
        ToldBy::Forms => {
            let mut forms: Vec<_> = disclosed(content).flat_map(|entry| &entry.forms).collect();
            forms.sort_by_key(|form| form.code());
            forms.dedup();
            (!forms.is_empty()).then(|| how_many(forms.len()))
        }
        ToldBy::Citations(wanted) => cited(asked, content, wanted, indicator.kind),
    }
}

/// What is written under a heading: its words, or how many points it lists. A list that is told in prose has an unknown
/// number of points.
fn written(section: &str, entry: &SectionEntry, kind: IndicatorType) -> FigureEntry {
    let stated = entry.state == FigureState::Stated;
    let points =
        (kind == IndicatorType::List && stated && !entry.items.is_empty()).then_some(entry.items.len());
    let wording = || entry.text.clone().or_else(|| (!entry.items.is_empty()).then(|| entry.items.join("\n")));
    FigureEntry {
        as_stated: if points.is_none() { wording() } else { None },
        section: Some(section.to_owned()),
        ..points.map_or_else(|| stating(entry.state), how_many)
    }
}

fn stating(state: FigureState) -> FigureEntry {
    FigureEntry { state, value: None, note: None, as_stated: None, section: None }
}

fn how_many(count: usize) -> FigureEntry {
    let number = i64::try_from(count).unwrap_or(i64::MAX);
    FigureEntry { value: Some(Value::Number(number)), ..stating(FigureState::Stated) }
}

fn disclosed(content: &ReportContent) -> impl Iterator<Item = &DisclosureEntry> {
    content.disclosures.iter().filter(|entry| entry.status == DisclosureStatus::Disclosed)
}

/// How many contents are dealt with in one of some ways, each once. What is said to be disclosed needs no other word for
/// it; that everything named is not disclosed is a declared none.
fn dealt_with(
    content: &ReportContent,
    modes: &[DisclosureMode],
    audiences: &[DisclosureAudience],
) -> Option<FigureEntry> {
    let disclosing = modes.contains(&DisclosureMode::Disclose);
    let meant = |entry: &&DisclosureEntry| {
        let mode =
            entry.modes.iter().any(|mode| modes.contains(mode)) || (disclosing && entry.modes.is_empty());
        let audience = entry.audience.is_none_or(|audience| audiences.contains(&audience));
        mode && (audiences.is_empty() || audience)
    };
    let counts = |entry: &&DisclosureEntry| match entry.status {
        DisclosureStatus::Disclosed => true,
        DisclosureStatus::NotStated => !disclosing,
        _ => false,
    };
    let named: Vec<&DisclosureEntry> = content.disclosures.iter().filter(meant).collect();
    let mut contents: Vec<&str> =
        named.iter().copied().filter(|entry| counts(entry)).map(|entry| entry.content.as_str()).collect();
    contents.sort_unstable();
    contents.dedup();
    if contents.is_empty() {
        let none = disclosing && named.iter().any(|entry| entry.status == DisclosureStatus::NotDisclosed);
        return none.then(|| stating(FigureState::NoneDeclared));
    }
    Some(how_many(contents.len()))
}

/// The documents that a report cites in a role, each once: how many, or their wording. That it cites none says nothing.
fn cited(
    asked: &Asked,
    content: &ReportContent,
    wanted: &CitedAs,
    kind: IndicatorType,
) -> Option<FigureEntry> {
    let window = asked.window();
    let meant = |entry: &&CitationEntry| {
        let within = |date: crate::kit::PartialDate| {
            window.contains(date.earliest()) && window.contains(date.latest())
        };
        entry.role == wanted.role
            && (wanted.section.is_none() || entry.section == wanted.section)
            && (!wanted.in_period || entry.date.is_some_and(within))
            && (wanted.kind.is_none() || entry.read(asked.kinds()).kind == wanted.kind)
    };
    let mut documents: BTreeMap<String, &CitationEntry> = BTreeMap::new();
    for entry in content.citations.iter().filter(meant) {
        let key = match (&entry.number, &entry.symbol) {
            (Some(number), Some(symbol)) => format!("{number}/{symbol}"),
            _ => entry.as_cited.clone(),
        };
        documents.entry(text::fold(&key)).or_insert(entry);
    }
    let first = documents.values().next()?;
    let section = wanted.section.clone().or_else(|| first.section.clone());
    Some(match kind {
        IndicatorType::List => how_many(documents.len()),
        _ => FigureEntry {
            as_stated: Some(
                documents.values().map(|entry| entry.as_cited.as_str()).collect::<Vec<_>>().join("\n"),
            ),
            section,
            ..stating(FigureState::Stated)
        },
    })
}
