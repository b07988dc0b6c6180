//! Reading what of a report's content tells a figure: `told_by` of an indicator.

use super::source::{Placed, Reading};
use super::{forms as forms_file, indicators as indicators_file};
use crate::catalogue::Catalogue;
use crate::catalogue::error::Faults;
use crate::catalogue::indicator::{CitedAs, ToldBy};
use crate::catalogue::words::IndicatorType;
use crate::kit::vocabulary::{CitationRole, DisclosureAudience, DisclosureMode};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawToldBy {
    /// Of a section, or with `citations` the section that cites them.
    section: Option<Placed<String>>,
    contents: Option<Vec<Placed<String>>>,
    audiences: Option<Vec<Placed<String>>>,
    #[serde(default)]
    forms: bool,
    citations: Option<Placed<String>>,
    kind: Option<Placed<String>>,
    #[serde(default)]
    in_period: bool,
}

macro_rules! codes {
    ($list:ty) => {
        &<$list>::ALL.iter().map(|word| word.code()).collect::<Vec<_>>()
    };
}

/// One way of telling; a fault when there is none, or more than one.
pub(super) fn read(raw: &Placed<RawToldBy>, reading: &mut Reading) -> Option<ToldBy> {
    let place = reading.source.place_of(raw);
    let raw = raw.get_ref();
    let text = |word: &Option<Placed<String>>| word.as_ref().map(|word| word.get_ref().clone());
    let alone = (raw.audiences.is_none() || raw.contents.is_some())
        && (raw.citations.is_some() || (raw.kind.is_none() && !raw.in_period));
    let told = match (&raw.section, &raw.contents, raw.forms, &raw.citations) {
        (Some(section), None, false, None) => Some(ToldBy::Section(section.get_ref().clone())),
        (None, Some(modes), false, None) => Some(ToldBy::Contents {
            modes: reading.words(Some(modes), &[], DisclosureMode::from_code, codes!(DisclosureMode)),
            audiences: reading.words(
                raw.audiences.as_ref(),
                &[],
                DisclosureAudience::from_code,
                codes!(DisclosureAudience),
            ),
        }),
        (None, None, true, None) => Some(ToldBy::Forms),
        (_, None, false, Some(role)) => {
            let role = reading.word(role, CitationRole::from_code, codes!(CitationRole))?;
            let (kind, section) = (text(&raw.kind), text(&raw.section));
            Some(ToldBy::Citations(CitedAs { role, kind, section, in_period: raw.in_period }))
        }
        _ => None,
    };
    if told.is_none() || !alone {
        reading.fault(
            &place,
            "told_by phải nêu đúng một nguồn: section, contents, forms hoặc citations",
            "told_by names exactly one source: section, contents, forms or citations",
        );
        return None;
    }
    told
}

/// Figures that a content cannot tell, and sections and kinds of document that are not there.
pub(super) fn check(
    entries: &[&indicators_file::Entry],
    forms: &[forms_file::Entry],
    catalogue: &Catalogue,
    faults: &mut Faults,
) {
    for entry in entries {
        let Some(told_by) = &entry.indicator.told_by else { continue };
        let told = matches!(
            (entry.indicator.kind, told_by),
            (IndicatorType::List, _) | (IndicatorType::Text, ToldBy::Section(_) | ToldBy::Citations(_))
        );
        let (section, kind) = match told_by {
            ToldBy::Section(section) => (Some(section), None),
            ToldBy::Citations(cited) => (cited.section.as_ref(), cited.kind.as_ref()),
            ToldBy::Contents { .. } | ToldBy::Forms => (None, None),
        };
        let has = |section: &&String| forms.iter().any(|entry| entry.form.section(section).is_some());
        let (vi, en) = if !told || entry.indicator.is_derived() {
            (
                "nội dung báo cáo không cho biết số liệu kiểu này".to_owned(),
                "a report's content does not tell figures of this type".to_owned(),
            )
        } else if let Some(section) = section.filter(|section| !has(section)) {
            (format!("không biểu mẫu nào có mục “{section}”"), format!("no form has a section “{section}”"))
        } else if let Some(kind) = kind.filter(|kind| catalogue.register().kinds().kind(kind).is_none()) {
            (format!("không có loại văn bản “{kind}”"), format!("there is no kind of document “{kind}”"))
        } else {
            continue;
        };
        let code = &entry.indicator.code;
        faults.add(&entry.place, format!("chỉ tiêu “{code}”: {vi}"), format!("indicator “{code}”: {en}"));
    }
}
