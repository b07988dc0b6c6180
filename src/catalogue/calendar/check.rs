//! What a profile must keep, and what is wrong with one that does not: every fault at once, each with an example.

use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

use super::days::DaysOff;
use super::profile::{Anchor, Closing, DueRule, DueRuleKind, DueShift, PeriodRule, Profile};
use super::schedule::Schedule;
use crate::kit::{Code, Period, PeriodKind, Problem, Window, clock, period::day_after};

/// For how many years an open profile is tried out: after 28 years the weekdays come round again.
const YEARS_TRIED: i32 = 28;
/// The most days or working days a rule may count.
const MOST_DAYS: u32 = 90;
/// The most months an anchor may lie from its period.
const MOST_MONTHS: i32 = 12;
/// The most rules of a profile: each period of a year has at most one.
const MOST_RULES: usize = 8;

/// Everything that is wrong with a profile. Paths lead from the profile: `rules.0.levels.1.due`.
pub fn faults(profile: &Profile, days: &DaysOff) -> Vec<Problem> {
    let mut problems = Vec::new();
    match (profile.valid_from, profile.valid_to) {
        (Some(from), Some(to)) if to < from => {
            let problem = Problem::new(Code::ValidityBackwards, &["validTo"]);
            problems.push(problem.with_day("from", from).with_day("to", to));
        }
        (from, to) => {
            for (day, field) in [(from, "validFrom"), (to, "validTo")] {
                if day.is_some_and(|day| !clock::is_of_our_time(day)) {
                    problems.push(Problem::new(Code::BadDate, &[field]));
                }
            }
        }
    }
    match profile.rules.len() {
        0 => problems.push(Problem::new(Code::TextEmpty, &["rules"])),
        1..=MOST_RULES => {}
        _ => problems.push(Problem::new(Code::TooManyEntries, &["rules"]).with("most", MOST_RULES)),
    }
    if !problems.is_empty() {
        return problems;
    }
    let mut seen = BTreeSet::new();
    for (index, rule) in profile.rules.iter().enumerate() {
        let index = index.to_string();
        let mut found = shape(rule, &mut seen);
        if found.is_empty() {
            found = tried(profile, rule, days);
        }
        problems.extend(found.into_iter().map(|problem| problem.under(&["rules", &index])));
    }
    if problems.is_empty() {
        problems.extend(untiled(profile, days));
    }
    problems
}

/// What is wrong with a rule whatever the year.
fn shape(rule: &PeriodRule, seen: &mut BTreeSet<(PeriodKind, u8)>) -> Vec<Problem> {
    if rule.period == PeriodKind::AdHoc {
        return vec![Problem::new(Code::AdHocHasNoCalendar, &["period"])];
    }
    let mut problems = Vec::new();
    let all: Vec<u8> = (1..=4).filter(|ordinal| Period::new(2020, rule.period, *ordinal).is_some()).collect();
    let ordinals = if rule.ordinals.is_empty() { &all } else { &rule.ordinals };
    for ordinal in ordinals {
        if !all.contains(ordinal) {
            problems.push(Problem::new(Code::CalendarNoSuchPeriod, &["ordinals"]).with("ordinal", ordinal));
        } else if !seen.insert((rule.period, *ordinal)) {
            let key =
                Period::new(2020, rule.period, *ordinal).map(|period| period.to_string()).unwrap_or_default();
            problems.push(
                Problem::new(Code::DuplicateEntry, &["period"]).with("key", key.trim_start_matches("2020-")),
            );
        }
    }
    anchor(rule.opens, &["opens"], &mut problems);
    match rule.closing {
        Closing::On(day) => anchor(day, &["closing"], &mut problems),
        Closing::BeforeDue { working_days_before_due: count } => {
            counted(count, &["closing"], &mut problems);
            let first = rule.levels.first().map(|level| level.due);
            if first.is_none_or(|due| due.follows_closing() || due.kind() == DueRuleKind::Explicit) {
                problems.push(Problem::new(Code::CalendarCircle, &["closing"]));
            }
        }
    }
    if rule.levels.is_empty() {
        problems.push(Problem::new(Code::TextEmpty, &["levels"]));
    }
    for (index, level) in rule.levels.iter().enumerate() {
        let at = index.to_string();
        if rule.levels[..index].iter().any(|lower| lower.level >= level.level) {
            problems.push(Problem::new(Code::CalendarLevelOrder, &["levels", &at, "level"]));
        }
        match level.due {
            DueRule::FixedInclusive { month, day } | DueRule::Before { month, day } => {
                anchor(Anchor { month, day }, &["levels", &at, "due"], &mut problems);
            }
            DueRule::WorkingDaysAfterClose { days } | DueRule::CalendarDaysAfterClose { days } => {
                counted(days, &["levels", &at, "due"], &mut problems);
            }
            DueRule::Explicit {} => {}
        }
        if level.due.kind() == DueRuleKind::Before && level.shift() == DueShift::NextWorkingDay {
            problems.push(Problem::new(Code::CalendarShiftBreaksBefore, &["levels", &at, "shift"]));
        }
    }
    problems
}

fn anchor(anchor: Anchor, path: &[&str], problems: &mut Vec<Problem>) {
    if !(1..=31).contains(&anchor.day) || !(-MOST_MONTHS..=MOST_MONTHS).contains(&anchor.month) {
        problems.push(Problem::new(Code::CalendarBadDay, path).with("most", MOST_MONTHS));
    }
}

fn counted(days: u32, path: &[&str], problems: &mut Vec<Problem>) {
    if days > MOST_DAYS {
        problems.push(Problem::new(Code::CalendarTooManyDays, path).with("most", MOST_DAYS));
    }
}

/// The periods of a kind that a profile is tried out with, in order: it is in force for all of them.
fn tried_periods(profile: &Profile, kind: PeriodKind) -> impl Iterator<Item = Period> {
    let first = profile.valid_from.map_or(2016, |from| from.year());
    let last = profile.valid_to.map_or(first + YEARS_TRIED, |to| to.year()).min(first + YEARS_TRIED);
    (first..=last)
        .filter_map(|year| u16::try_from(year).ok())
        .flat_map(move |year| (1..=4).filter_map(move |ordinal| Period::new(year, kind, ordinal)))
        .filter(|period| profile.in_force(*period))
}

/// Where the windows of one kind of period leave days out, or have them twice; of each rule the first example. Windows that
/// are asked one after the other touch; others, as of nine months, at least do not overlap.
fn untiled(profile: &Profile, days: &DaysOff) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    let kinds: BTreeSet<PeriodKind> = profile.rules.iter().map(|rule| rule.period).collect();
    for kind in kinds {
        let mut before: Option<(Period, Window)> = None;
        for period in tried_periods(profile, kind) {
            let Some(schedule) = profile.schedule(period, days) else { continue };
            let window = schedule.window;
            if let Some((known, earlier)) = before.replace((period, window)) {
                let next = day_after(earlier);
                let follows = period.ending_before().first() == Some(&known);
                if window.from < next || (follows && window.from > next) {
                    let rule = profile.rules.iter().position(|rule| rule.serves(period));
                    let path = ["rules", &rule.unwrap_or_default().to_string(), "opens"];
                    let problem = Problem::new(Code::CalendarNotTiling, &path).with_period(period);
                    if !problems.iter().any(|known| known.path == problem.path) {
                        problems.push(
                            problem
                                .with_texts("before", &known.label())
                                .with("to", shown(earlier.to))
                                .with("from", shown(window.from)),
                        );
                    }
                }
            }
        }
    }
    problems
}

/// Where a longer period is not what the shorter ones cover that make it up, as far as the profile has rules for all of them; of
/// each rule the first example. Sums over the parts differ from it then; a plan may ask for exactly that.
pub fn unlike_parts(profile: &Profile, days: &DaysOff) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for (index, rule) in profile.rules.iter().enumerate() {
        let of_rule = tried_periods(profile, rule.period).filter(|period| rule.serves(*period));
        let first = of_rule
            .flat_map(|period| period.pieces().into_iter().map(move |parts| (period, parts)))
            .find_map(|(period, parts)| {
                let window = |period| profile.schedule(period, days).map(|schedule| schedule.window);
                let parts: Option<Vec<Window>> =
                    parts.into_iter().map(|part| window(part).filter(|_| profile.in_force(part))).collect();
                let (parts, whole) = (parts?, window(period)?);
                let (from, to) = (parts.first()?.from, parts.last()?.to);
                let problem = Problem::new(Code::CalendarPartsDiffer, &["rules", &index.to_string()]);
                let problem = problem.with_period(period).with("from", shown(whole.from));
                let problem = problem.with("to", shown(whole.to)).with("parts_from", shown(from));
                ((from, to) != (whole.from, whole.to)).then(|| problem.with("parts_to", shown(to)))
            });
        problems.extend(first);
    }
    problems
}

/// What is wrong with what a rule makes of the periods it is in force for; of each kind of fault the first example.
fn tried(profile: &Profile, rule: &PeriodRule, days: &DaysOff) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for period in tried_periods(profile, rule.period) {
        if !rule.serves(period) {
            continue;
        }
        let Some(schedule) = profile.schedule(period, days) else { continue };
        for problem in gaps(period, &schedule, days) {
            if !problems.iter().any(|known| (known.code, &known.path) == (problem.code, &problem.path)) {
                problems.push(problem);
            }
        }
    }
    problems
}

/// What is wrong with the days of a period: the window begins before it ends; each due day is after the closing day and
/// after the level below, with at least one working day to do the work (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5 điểm b).
pub fn gaps(period: Period, schedule: &Schedule, days: &DaysOff) -> Vec<Problem> {
    let mut problems = Vec::new();
    let closing = schedule.window.to;
    if schedule.window.from > closing {
        let problem = Problem::new(Code::CalendarWindow, &["opens"]);
        problems.push(
            problem.with_period(period).with("from", shown(schedule.window.from)).with("to", shown(closing)),
        );
    }
    let mut lower: Option<NaiveDate> = None;
    for (index, level) in schedule.levels.iter().enumerate() {
        let Some(due) = level.on else { continue };
        let (code, before) = match lower {
            None if due <= closing => (Some(Code::CalendarDueBeforeClosing), closing),
            None => (
                Some(Code::CalendarGapTooShort).filter(|_| days.working_days_after(closing, 1) > due),
                closing,
            ),
            Some(below) => (
                Some(Code::CalendarLevelsTooClose).filter(|_| days.working_days_after(below, 1) > due),
                below,
            ),
        };
        if let Some(code) = code {
            let problem = Problem::new(code, &["levels", &index.to_string(), "due"]);
            problems.push(problem.with_period(period).with("due", shown(due)).with("before", shown(before)));
        }
        lower = Some(due);
    }
    problems
}

/// A day as people here write it.
pub(super) fn shown(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}
