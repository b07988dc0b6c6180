//! Reading `legal/*.toml`: sources, issuers, documents; then what only shows when they are put together.

use super::source::{Placed, RawText, Reading, Source};
use crate::catalogue::error::{Faults, Place};
use crate::kit::{Bilingual, PartialDate, id, text::fold};
use crate::legal::{
    DocumentOrigin, DocumentSource, DocumentSymbol, Kinds, LegalDocument, Register, search_key,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSources {
    source: Vec<RawLabelled>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIssuers {
    issuer: Vec<RawLabelled>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLabelled {
    code: Placed<String>,
    label: Option<Placed<RawText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDocuments {
    province: Option<String>,
    document: Vec<RawDocument>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDocument {
    code: Option<Placed<String>>,
    symbol: Option<Placed<String>>,
    number: Option<Placed<String>>,
    kind: Option<Placed<String>>,
    kind_as_cited: Option<String>,
    issuer: Option<Placed<String>>,
    issued: Option<Placed<String>>,
    title: Option<Placed<RawText>>,
    in_force_from: Option<Placed<Datetime>>,
    in_force_to: Option<Placed<Datetime>>,
    replaced_by: Option<Placed<String>>,
    #[serde(default)]
    amended_by: Vec<Placed<String>>,
    #[serde(default)]
    cited_as: Vec<String>,
    sources: Placed<Vec<Placed<String>>>,
    note: Option<Placed<RawText>>,
}

/// What the files of `legal/` hold, read one by one.
#[derive(Default)]
pub(super) struct Parts {
    sources: Vec<DocumentSource>,
    issuers: Vec<(String, Bilingual)>,
    entries: Vec<Entry>,
    seen: BTreeMap<String, Place>,
}

/// A document as read, and what of it is looked up when every file is read.
struct Entry {
    code: String,
    document: LegalDocument,
    place: Place,
    issuer: Option<(String, Place)>,
    sources: Vec<(String, Place)>,
    replaced_by: Option<(String, Place)>,
    amended_by: Vec<(String, Place)>,
}

/// The opaque id of a shipped document: it follows from its code.
fn id_of(code: &str) -> uuid::Uuid {
    id::named("LegalDocument", code)
}

/// Reads one file; its name tells what it holds.
pub(super) fn read(source: &Source, kinds: &Kinds, parts: &mut Parts, faults: &mut Faults) {
    match source.path.as_str() {
        "legal/sources.toml" => {
            let Some(file) = source.read::<RawSources>(faults) else { return };
            let labelled = labelled(&file.source, "source", source, faults);
            parts.sources =
                labelled.into_iter().map(|(code, label)| DocumentSource { code, label }).collect();
        }
        "legal/issuers.toml" => {
            let Some(file) = source.read::<RawIssuers>(faults) else { return };
            parts.issuers = labelled(&file.issuer, "issuer", source, faults);
        }
        _ => {
            let Some(file) = source.read::<RawDocuments>(faults) else { return };
            for raw in &file.document {
                let mut reading = Reading { source, faults };
                let entry = entry(raw, file.province.as_deref(), kinds, &mut reading);
                if let Some(entry) = entry {
                    reading.unique(&mut parts.seen, &entry.code, &entry.place, "document");
                    parts.entries.push(entry);
                }
            }
        }
    }
}

fn labelled(
    raw: &[RawLabelled],
    what: &str,
    source: &Source,
    faults: &mut Faults,
) -> Vec<(String, Bilingual)> {
    let mut reading = Reading { source, faults };
    let mut seen = BTreeMap::new();
    raw.iter()
        .map(|raw| {
            let place = source.place_of(&raw.code);
            reading.unique(&mut seen, raw.code.get_ref(), &place, what);
            (raw.code.get_ref().clone(), reading.text(raw.label.as_ref(), &place, "label"))
        })
        .collect()
}

fn entry(raw: &RawDocument, province: Option<&str>, kinds: &Kinds, reading: &mut Reading) -> Option<Entry> {
    let source = reading.source;
    let placed = |value: &Placed<String>| (value.get_ref().clone(), source.place_of(value));
    let (code, place) = match (&raw.code, &raw.symbol) {
        (Some(code), _) => placed(code),
        (None, Some(symbol)) => {
            let (symbol, place) = placed(symbol);
            let owner = province.map(|province| format!("{}:", fold(province).replace(' ', "-")));
            (format!("{}{symbol}", owner.unwrap_or_default()), place)
        }
        (None, None) => {
            let place = source.place_of(&raw.sources);
            reading.fault(
                &place,
                "văn bản không có số, ký hiệu thì phải có code",
                "a document without a symbol needs a code",
            );
            return None;
        }
    };
    let symbol = raw.symbol.as_ref().map(|symbol| symbol.get_ref().clone());
    if let Some(placed) =
        raw.symbol.as_ref().filter(|symbol| DocumentSymbol::find(symbol.get_ref()).is_none())
    {
        let (place, symbol) = (source.place_of(placed), placed.get_ref());
        reading.fault(
            &place,
            format!("“{symbol}” không phải là số, ký hiệu văn bản"),
            format!("“{symbol}” is no document number and symbol"),
        );
    }
    if let Some(kind) = raw.kind.as_ref().filter(|kind| kinds.kind(kind.get_ref()).is_none()) {
        let (place, kind) = (source.place_of(kind), kind.get_ref());
        reading.fault(
            &place,
            format!("không có loại văn bản “{kind}”"),
            format!("there is no kind of document “{kind}”"),
        );
    }
    let issued = raw.issued.as_ref().and_then(|issued| {
        let date = PartialDate::parse(issued.get_ref());
        if date.is_none() {
            let place = source.place_of(issued);
            reading.fault(
                &place,
                "đây không phải là một ngày (2019, 2019-09 hoặc 2019-09-14)",
                "this is no date (2019, 2019-09 or 2019-09-14)",
            );
        }
        date
    });
    let (in_force_from, in_force_to) = reading.validity(raw.in_force_from.as_ref(), raw.in_force_to.as_ref());
    let printed =
        symbol.as_deref().map(|symbol| symbol.split(['/', '-']).next().unwrap_or_default().trim().to_owned());
    let number = raw.number.as_ref().map(|number| number.get_ref().clone()).or(printed);
    if raw.sources.get_ref().is_empty() {
        reading.fault(
            &source.place_of(&raw.sources),
            "văn bản phải có ít nhất một nguồn",
            "a document needs a source",
        );
    }
    let document = LegalDocument {
        id: id_of(&code),
        origin: DocumentOrigin::Shipped,
        province: province.map(str::to_owned),
        number,
        symbol,
        parsed: None,
        key: None,
        numbered: None,
        kind: raw.kind.as_ref().map(|kind| kind.get_ref().clone()),
        kind_as_cited: raw.kind_as_cited.clone(),
        issuer: None,
        issued,
        title: reading.optional_text(raw.title.as_ref(), "title"),
        in_force_from,
        in_force_to,
        replaced_by: raw.replaced_by.as_ref().map(|code| id_of(code.get_ref())),
        amended_by: raw.amended_by.iter().map(|code| id_of(code.get_ref())).collect(),
        cited_as: raw.cited_as.clone(),
        sources: raw.sources.get_ref().iter().map(|mark| mark.get_ref().clone()).collect(),
        note: reading.optional_text(raw.note.as_ref(), "note").map(Box::new),
        revision: None,
        search: String::new(),
    };
    Some(Entry {
        code,
        document: document.indexed(kinds),
        place,
        issuer: raw.issuer.as_ref().map(placed),
        sources: raw.sources.get_ref().iter().map(placed).collect(),
        replaced_by: raw.replaced_by.as_ref().map(placed),
        amended_by: raw.amended_by.iter().map(placed).collect(),
    })
}

/// Puts the register together; names that mean nothing and circles of replacement are faults.
pub(super) fn register(kinds: Kinds, parts: Parts, faults: &mut Faults) -> Register {
    let Parts { sources, issuers, mut entries, .. } = parts;
    for entry in &entries {
        let names = entry.replaced_by.iter().chain(&entry.amended_by);
        for (code, place) in names.filter(|(code, _)| !entries.iter().any(|known| known.code == *code)) {
            faults.add(
                place,
                format!("danh mục không có văn bản “{code}”"),
                format!("the register has no document “{code}”"),
            );
        }
        for (mark, place) in &entry.sources {
            let code = mark.split('.').next().unwrap_or_default();
            if !sources.iter().any(|source| source.code == code) {
                faults.add(place, format!("không có nguồn “{code}”"), format!("there is no source “{code}”"));
            }
        }
        if is_in_circle(entry, &entries) {
            let code = &entry.code;
            faults.add(
                &entry.place,
                format!("văn bản “{code}” được thay thế bởi chính nó"),
                format!("the document “{code}” is replaced by itself"),
            );
        }
    }
    for entry in &mut entries {
        if let Some((code, place)) = &entry.issuer {
            match issuers.iter().find(|(known, _)| known == code) {
                Some((_, label)) => entry.document.issuer = Some(label.clone()),
                None => faults.add(
                    place,
                    format!("không có cơ quan ban hành “{code}”"),
                    format!("there is no issuer “{code}”"),
                ),
            }
        }
        entry.document.search = search_of(&entry.document, &kinds);
    }
    let entries = entries.into_iter().map(|entry| (entry.code, entry.document)).collect();
    Register::new(kinds, sources, entries)
}

fn is_in_circle(entry: &Entry, entries: &[Entry]) -> bool {
    let mut next = entry.replaced_by.as_ref();
    for _ in 0..entries.len() {
        let Some((code, _)) = next else { return false };
        if *code == entry.code {
            return true;
        }
        let found = entries.iter().find(|known| known.code == *code);
        next = found.and_then(|found| found.replaced_by.as_ref());
    }
    false
}

/// What search looks in: both languages of what has two, and the wordings by which it is cited.
fn search_of(document: &LegalDocument, kinds: &Kinds) -> String {
    let kind = document.kind.as_ref().and_then(|code| kinds.kind(code)).map(|kind| &kind.label);
    let texts = [kind, document.issuer.as_ref(), document.title.as_ref()];
    let mut words: Vec<&str> =
        texts.into_iter().flatten().flat_map(|text| [text.vi.as_str(), text.en.as_str()]).collect();
    words.extend(document.cited_as.iter().map(String::as_str));
    search_key(document.symbol.as_deref(), document.number.as_deref(), &words)
}
