//! Reading `calendars/*.toml` and `days_off.toml`.

use super::source::{Placed, RawText, Reading, Source};
use crate::catalogue::calendar::{
    Anchor, CalendarDayKind, Closing, DayOff, DaysOff, EveryYear, LevelRule, PeriodRule, Profile,
    faults as calendar_faults,
};
use crate::catalogue::error::{Faults, Place};
use crate::kit::{Lang, PeriodKind};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProfile {
    code: Placed<String>,
    label: Option<Placed<RawText>>,
    legal_basis: Option<Placed<RawText>>,
    valid_from: Option<Placed<Datetime>>,
    valid_to: Option<Placed<Datetime>>,
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    period: Placed<PeriodKind>,
    #[serde(default)]
    ordinals: Vec<u8>,
    #[serde(default)]
    cumulative: bool,
    opens: Anchor,
    #[serde(default)]
    continues_last_year: bool,
    closing: Closing,
    level: Vec<LevelRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDays {
    #[serde(default)]
    every_year: Vec<RawEveryYear>,
    #[serde(default)]
    day: Vec<RawDay>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEveryYear {
    month: Placed<u32>,
    day: u32,
    from: Option<i32>,
    to: Option<i32>,
    label: Option<Placed<RawText>>,
    source: Option<Placed<RawText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDay {
    date: Placed<Datetime>,
    kind: Placed<String>,
    label: Option<Placed<RawText>>,
    source: Option<Placed<RawText>>,
}

/// A profile as read, and where its code and its rules stand.
pub(super) struct Entry {
    pub profile: Profile,
    place: Place,
    rules: Vec<Place>,
}

pub(super) fn profile(source: &Source, faults: &mut Faults) -> Option<Entry> {
    let raw = source.read::<RawProfile>(faults)?;
    let mut reading = Reading { source, faults };
    let place = source.place_of(&raw.code);
    let (valid_from, valid_to) = reading.validity(raw.valid_from.as_ref(), raw.valid_to.as_ref());
    let rules = raw.rule.iter().map(|rule| source.place_of(&rule.period)).collect();
    let profile = Profile {
        code: raw.code.get_ref().clone(),
        label: reading.text(raw.label.as_ref(), &place, "label"),
        legal_basis: reading.optional_text(raw.legal_basis.as_ref(), "legal_basis"),
        valid_from,
        valid_to,
        rules: raw.rule.into_iter().map(RawRule::read).collect(),
    };
    Some(Entry { profile, place, rules })
}

impl RawRule {
    fn read(self) -> PeriodRule {
        let RawRule { period, ordinals, cumulative, opens, continues_last_year, closing, level } = self;
        PeriodRule {
            period: period.into_inner(),
            ordinals,
            cumulative,
            opens,
            continues_last_year,
            closing,
            levels: level,
        }
    }
}

/// Tells what is wrong with the profiles when they meet the days off: codes given twice, and rules that cannot be kept.
pub(super) fn settle(entries: Vec<Entry>, days: &DaysOff, faults: &mut Faults) -> Vec<Profile> {
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    for Entry { profile, place, rules } in &entries {
        if let Some(first) = seen.get(&profile.code) {
            let (code, at) = (&profile.code, format!("{}:{}", first.file, first.line));
            faults.add(
                place,
                format!("lịch báo cáo “{code}” đã có ở {at}"),
                format!("the calendar profile “{code}” is defined at {at} already"),
            );
        }
        seen.entry(profile.code.clone()).or_insert_with(|| place.clone());
        for problem in calendar_faults(profile, days) {
            let rule = problem.path.get(1).and_then(|index| rules.get(index.parse::<usize>().ok()?));
            let told = |lang| format!("{}: {}", problem.path.join("."), problem.message(lang));
            faults.add(rule.unwrap_or(place), told(Lang::Vi), told(Lang::En));
        }
    }
    entries.into_iter().map(|entry| entry.profile).collect()
}

pub(super) fn days_off(source: &Source, faults: &mut Faults) -> DaysOff {
    let Some(file) = source.read::<RawDays>(faults) else { return DaysOff::default() };
    let mut reading = Reading { source, faults };
    let mut every_year = Vec::new();
    for raw in &file.every_year {
        let place = source.place_of(&raw.month);
        let (month, day) = (*raw.month.get_ref(), raw.day);
        // In a leap year, so that 29 February may be one.
        if NaiveDate::from_ymd_opt(2024, month, day).is_none() {
            let (vi, en) = ("đây không phải là một ngày của năm", "this is no day of a year");
            reading.fault(&place, vi, en);
        }
        every_year.push(EveryYear {
            month,
            day,
            from: raw.from,
            to: raw.to,
            label: reading.text(raw.label.as_ref(), &place, "label"),
            source: reading.text(raw.source.as_ref(), &place, "source"),
        });
    }
    let kinds: Vec<&str> = CalendarDayKind::ALL.iter().map(|word| word.code()).collect();
    let mut seen = BTreeMap::new();
    let mut days = Vec::new();
    for raw in &file.day {
        let place = source.place_of(&raw.date);
        let (day, kind) =
            (reading.day(Some(&raw.date)), reading.word(&raw.kind, CalendarDayKind::from_code, &kinds));
        let label = reading.text(raw.label.as_ref(), &place, "label");
        let said = reading.text(raw.source.as_ref(), &place, "source");
        let (Some(day), Some(kind)) = (day, kind) else { continue };
        reading.unique(&mut seen, &day.to_string(), &place, "day");
        days.push(DayOff { day, kind, label, source: said });
    }
    DaysOff::new(every_year, days)
}
