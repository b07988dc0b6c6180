//! Reading `provinces.toml`.

use super::source::{Placed, RawText, Reading, Source};
use crate::catalogue::error::Faults;
use crate::catalogue::provinces::{AdministrativeProvince, ProvinceEvent, ProvinceEventKind};
use crate::kit::scalars::Date;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    merger: RawMerger,
    province: Vec<RawProvince>,
    #[serde(default)]
    event: Vec<RawEvent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMerger {
    on: Placed<Datetime>,
    ground: String,
    /// The document that gives the codes: for whoever reads the file.
    #[serde(rename = "codes")]
    _codes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProvince {
    code: Placed<String>,
    name: String,
    city: bool,
    predecessors: Vec<Placed<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    kind: ProvinceEventKind,
    on: Placed<Datetime>,
    /// The code of a province; of every province when left out.
    province: Option<Placed<String>>,
    of_former: Option<Placed<String>>,
    #[serde(default)]
    former: Vec<String>,
    now: Option<String>,
    ground: Option<String>,
    text: Option<Placed<RawText>>,
    #[serde(default = "verified")]
    verified: bool,
}

fn verified() -> bool {
    true
}

pub(super) fn provinces(source: &Source, faults: &mut Faults) -> Vec<AdministrativeProvince> {
    let Some(raw) = source.read::<Raw>(faults) else { return Vec::new() };
    let mut reading = Reading { source, faults };
    let Some(since) = reading.day(Some(&raw.merger.on)) else { return Vec::new() };
    let (mut codes, mut former) = (BTreeSet::new(), BTreeSet::new());
    let mut provinces: Vec<AdministrativeProvince> = Vec::new();
    for entry in raw.province {
        let place = source.place_of(&entry.code);
        let code = entry.code.into_inner();
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            let (vi, en) = ("mã tỉnh gồm hai chữ số", "the code of a province is two digits");
            reading.fault(&place, vi, en);
        }
        if !codes.insert(code.clone()) {
            reading.fault(&place, "mã tỉnh trùng lặp", "the code of another province");
        }
        if entry.predecessors.is_empty() || entry.name.trim().is_empty() {
            reading.fault(&place, "thiếu tên hoặc tỉnh cũ", "a name or the predecessors are missing");
        }
        for name in &entry.predecessors {
            if !former.insert(name.get_ref().clone()) {
                let place = source.place_of(name);
                reading.fault(&place, "tỉnh cũ được kể hai lần", "a predecessor that is listed twice");
            }
        }
        let predecessors: Vec<String> = entry.predecessors.into_iter().map(Placed::into_inner).collect();
        let ground = (predecessors.len() > 1).then(|| raw.merger.ground.clone());
        let (name, city, since) = (entry.name, entry.city, Date(since));
        let events = Vec::new();
        provinces.push(AdministrativeProvince { code, name, city, predecessors, since, ground, events });
    }
    for entry in raw.event {
        event(entry, &mut provinces, &mut reading);
    }
    for province in &mut provinces {
        province.events.sort_by_key(|event| event.on.0);
    }
    provinces
}

/// Puts an event to the province that it is of, or to all.
fn event(entry: RawEvent, provinces: &mut [AdministrativeProvince], reading: &mut Reading) {
    let Some(on) = reading.day(Some(&entry.on)) else { return };
    let place = reading.source.place_of(&entry.on);
    let text = reading.text(entry.text.as_ref(), &place, "text");
    let of = |province: &&mut AdministrativeProvince| {
        entry.province.as_ref().is_none_or(|code| *code.get_ref() == province.code)
    };
    let mut concerned: Vec<&mut AdministrativeProvince> = provinces.iter_mut().filter(of).collect();
    let (vi, en) = ("không có tỉnh này", "there is no such province");
    if let (Some(code), true) = (&entry.province, concerned.is_empty()) {
        let place = reading.source.place_of(code);
        reading.fault(&place, vi, en);
    }
    if let Some(former) = &entry.of_former
        && !concerned.iter().any(|province| province.predecessors.contains(former.get_ref()))
    {
        let place = reading.source.place_of(former);
        reading.fault(&place, vi, en);
    }
    let event = ProvinceEvent {
        kind: entry.kind,
        on: Date(on),
        of_former: entry.of_former.map(Placed::into_inner),
        former: entry.former,
        now: entry.now,
        ground: entry.ground,
        verified: entry.verified,
        text,
    };
    for province in &mut concerned {
        province.events.push(event.clone());
    }
}
