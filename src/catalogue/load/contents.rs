//! Reading `disclosure.toml`: regimes, and the contents under them.

use super::indicators::agency_kinds;
use super::source::{Placed, RawGround, RawText, Reading, Source};
use crate::catalogue::contents::{ContentCertainty, DisclosureContent, ListKnown, Regime, RegimePart, Under};
use crate::catalogue::error::{Faults, Place};
use crate::catalogue::grounds::Ground;
use crate::kit::Bilingual;
use crate::kit::vocabulary::{AgencyKind, DisclosureAudience, DisclosureMode};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    regime: Vec<RawRegime>,
    content: Vec<RawContent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRegime {
    code: Placed<String>,
    label: Option<Placed<RawText>>,
    legal_basis: Option<Vec<Placed<RawGround>>>,
    agency_kinds: Option<Vec<Placed<String>>>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
    note: Option<Placed<RawText>>,
    parts: Vec<RawPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPart {
    mode: Placed<String>,
    known: Placed<String>,
    total: Option<u32>,
    vi: Option<String>,
    en: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContent {
    code: Placed<String>,
    label: Option<Placed<RawText>>,
    audiences: Vec<Placed<String>>,
    modes: Vec<Placed<String>>,
    #[serde(default)]
    under: Vec<RawUnder>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUnder {
    regime: Placed<String>,
    certainty: Placed<String>,
    vi: Option<String>,
    en: Option<String>,
}

macro_rules! codes {
    ($word:ident) => {
        &$word::ALL.iter().map(|word| word.code()).collect::<Vec<&str>>()
    };
}

pub(super) fn read(source: &Source, faults: &mut Faults) -> (Vec<Regime>, Vec<DisclosureContent>) {
    let Some(file) = source.read::<RawFile>(faults) else { return Default::default() };
    let mut reading = Reading { source, faults };
    let mut seen = BTreeMap::new();
    let regimes: Vec<Regime> = file.regime.iter().map(|raw| regime(raw, &mut seen, &mut reading)).collect();
    let mut seen = BTreeMap::new();
    let contents: Vec<DisclosureContent> =
        file.content.iter().map(|raw| content(raw, &regimes, &mut seen, &mut reading)).collect();
    for (raw, regime) in file.regime.iter().zip(&regimes) {
        counted(raw, regime, &contents, &mut reading);
    }
    (regimes, contents)
}

/// A provision in both languages or in none; in one only is a fault.
fn provision(
    vi: Option<&String>,
    en: Option<&String>,
    at: &Place,
    reading: &mut Reading,
) -> Option<Bilingual> {
    match (vi, en) {
        (Some(vi), Some(en)) => Some(Bilingual { vi: vi.clone(), en: en.clone() }),
        (None, None) => None,
        _ => {
            let (vi, en) =
                ("điều khoản thiếu một trong hai ngôn ngữ", "the provision lacks one of its texts");
            reading.fault(at, vi, en);
            None
        }
    }
}

fn regime(raw: &RawRegime, seen: &mut BTreeMap<String, Place>, reading: &mut Reading) -> Regime {
    let place = reading.source.place_of(&raw.code);
    reading.unique(seen, raw.code.get_ref(), &place, "regime");
    let (valid_from, valid_to) = reading.validity(raw.valid_from.as_ref(), raw.valid_to.as_ref());
    let mut modes = BTreeMap::new();
    let mut parts = Vec::new();
    for raw in &raw.parts {
        let at = reading.source.place_of(&raw.mode);
        reading.unique(&mut modes, raw.mode.get_ref(), &at, "mode");
        let mode = reading.word(&raw.mode, DisclosureMode::from_code, codes!(DisclosureMode));
        let known = reading.word(&raw.known, ListKnown::from_code, codes!(ListKnown));
        let provision = provision(raw.vi.as_ref(), raw.en.as_ref(), &at, reading);
        if let (Some(mode), Some(known)) = (mode, known) {
            parts.push(RegimePart { mode, known, total: raw.total, provision });
        }
    }
    Regime {
        code: raw.code.get_ref().clone(),
        label: reading.text(raw.label.as_ref(), &place, "label"),
        legal_basis: reading.grounds(raw.legal_basis.as_ref()),
        agency_kinds: agency_kinds(reading, raw.agency_kinds.as_ref()),
        valid_from,
        valid_to,
        note: reading.optional_text(raw.note.as_ref(), "note"),
        parts,
    }
}

fn content(
    raw: &RawContent,
    regimes: &[Regime],
    seen: &mut BTreeMap<String, Place>,
    reading: &mut Reading,
) -> DisclosureContent {
    let place = reading.source.place_of(&raw.code);
    reading.unique(seen, raw.code.get_ref(), &place, "content");
    let mut named = BTreeMap::new();
    let mut under = Vec::new();
    let mut legal_basis = Vec::new();
    for raw in &raw.under {
        let at = reading.source.place_of(&raw.regime);
        let code = raw.regime.get_ref();
        reading.unique(&mut named, code, &at, "regime");
        let certainty = reading.word(&raw.certainty, ContentCertainty::from_code, codes!(ContentCertainty));
        let provision = provision(raw.vi.as_ref(), raw.en.as_ref(), &at, reading);
        let Some(regime) = regimes.iter().find(|regime| &regime.code == code) else {
            let (vi, en) = (format!("không có chế độ “{code}”"), format!("there is no regime “{code}”"));
            reading.fault(&at, vi, en);
            continue;
        };
        let Some(certainty) = certainty else { continue };
        // What has not been compared with a law is not said to rest on it.
        if certainty != ContentCertainty::Unchecked {
            let document = regime.legal_basis.first().and_then(|ground| ground.document.clone());
            let chapter = regime.legal_basis.first().and_then(|ground| ground.provision.clone());
            let whole = certainty == ContentCertainty::Heading;
            let provision = provision.clone().or_else(|| chapter.filter(|_| whole));
            legal_basis.push(Ground { document, provision });
        }
        under.push(Under {
            regime: code.clone(),
            certainty,
            provision,
            agency_kinds: regime.agency_kinds.clone(),
            valid_from: regime.valid_from,
            valid_to: regime.valid_to,
        });
    }
    let open_from = under.iter().any(|under| under.valid_from.is_none());
    let open_to = under.iter().any(|under| under.valid_to.is_none());
    let concerned =
        |kind: &&AgencyKind| under.is_empty() || under.iter().any(|under| under.agency_kinds.contains(kind));
    DisclosureContent {
        code: raw.code.get_ref().clone(),
        label: reading.text(raw.label.as_ref(), &place, "label"),
        audiences: reading.words(
            Some(&raw.audiences),
            &[],
            DisclosureAudience::from_code,
            codes!(DisclosureAudience),
        ),
        modes: reading.words(Some(&raw.modes), &[], DisclosureMode::from_code, codes!(DisclosureMode)),
        agency_kinds: AgencyKind::ALL.iter().filter(concerned).copied().collect(),
        legal_basis,
        valid_from: under.iter().filter_map(|under| under.valid_from).min().filter(|_| !open_from),
        valid_to: under.iter().filter_map(|under| under.valid_to).max().filter(|_| !open_to),
        under,
    }
}

/// A list that is said to be complete holds as many contents as it is said to.
fn counted(raw: &RawRegime, regime: &Regime, contents: &[DisclosureContent], reading: &mut Reading) {
    for part in regime.parts.iter().filter(|part| part.known == ListKnown::Complete) {
        let listed = |content: &&DisclosureContent| {
            let read =
                |under: &Under| under.regime == regime.code && under.certainty == ContentCertainty::Read;
            content.modes.contains(&part.mode) && content.under.iter().any(read)
        };
        let found = contents.iter().filter(listed).count();
        if part.total.and_then(|total| usize::try_from(total).ok()) != Some(found) {
            let at = raw.parts.iter().find(|raw| raw.mode.get_ref() == part.mode.code());
            let place = reading.source.place_of(at.map_or(&raw.code, |part| &part.known));
            let (code, mode) = (&regime.code, part.mode.code());
            reading.fault(
                &place,
                format!("{code} {mode} ghi COMPLETE nhưng có {found} nội dung READ, không bằng total"),
                format!("{code} {mode} is COMPLETE but has {found} READ contents, which is not its total"),
            );
        }
    }
}
