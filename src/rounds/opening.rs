//! Opening a round: which days it covers, until when whom it is due, and who owes a report.

use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

use super::{
    levels::{KeptDue, above_given, as_kept, reports},
    past,
    rows::{calendar, obligation, round},
    types::OpenRound,
};
use crate::{
    calendars,
    catalogue::{
        Catalogue,
        calendar::{DaysOff, DueRuleKind, ReportingLevel, Schedule, due_instant, gaps},
    },
    kit::{
        Bilingual, Code, Error, Problem, Result, Window, clock, digest, id, text,
        vocabulary::{AgencyKind, RoundState},
    },
    organisation::{self, Agency, history::History},
    store::{Reader, Subject, Writer, is_duplicate},
};

/// The days of a round that is being opened.
struct Plan {
    window: Window,
    /// When every report is due, where that is given.
    given: Option<DateTime<Utc>>,
    /// What a calendar says; none where everything is given.
    calendar: Option<(calendars::Kept, Schedule)>,
}

impl Plan {
    /// The due instant of a level.
    fn due(&self, level: ReportingLevel) -> Option<DateTime<Utc>> {
        let told = || self.calendar.as_ref().and_then(|(_, schedule)| schedule.due(level)).map(due_instant);
        self.given.or_else(told)
    }

    /// The due instant of the departments, which is the round's.
    fn round_due(&self) -> Option<DateTime<Utc>> {
        self.due(ReportingLevel::Department).or_else(|| self.due(ReportingLevel::Commune))
    }

    fn due_of(&self, kind: AgencyKind) -> Option<DateTime<Utc>> {
        self.due(ReportingLevel::of(kind)).or_else(|| self.round_due())
    }
}

/// Opens a round and makes the obligations of its agencies; every problem of what was asked for at once.
pub async fn open(
    writer: &Writer,
    catalogue: &Catalogue,
    mut asked: OpenRound,
) -> Result<(round::Model, Vec<obligation::Model>)> {
    check_against_now(&mut asked, writer.now());
    let days = calendars::days_off(writer, catalogue).await?;
    let plan = plan(writer, catalogue, &mut asked, &days).await?;
    let owing = match &plan {
        Some(plan) => {
            let owing = owing(writer, plan.window, &mut asked).await?;
            check_due(plan, &owing, &mut asked, &days, writer.now());
            owing
        }
        None => Vec::new(),
    };
    let due = plan.as_ref().and_then(Plan::round_due);
    let (Some((form_code, form_version)), Some(plan), Some(due_at), true) =
        (asked.form, plan, due, asked.problems.is_empty())
    else {
        return Err(asked.problems.into());
    };
    let (tenant, now) = (writer.scope().tenant(), writer.now());
    let letter = asked.letter;
    let row = round::Model {
        tenant_id: tenant,
        id: id::new(now),
        form_code,
        form_version: i32::try_from(form_version).map_err(Error::broken)?,
        period: asked.period.number(),
        window_from: plan.window.from,
        window_to: plan.window.to,
        due_at,
        state: RoundState::Open.code().into(),
        letter_number: letter.as_ref().map(|letter| letter.number.clone()),
        letter_date: letter.as_ref().and_then(|letter| letter.date.as_ref().map(|date| date.0)),
        letter_issuer: letter.and_then(|letter| letter.issuer),
        opened_by: writer.person(),
        opened_at: now,
        recorded_at: Some(writer.recorded()),
        closed_by: None,
        closed_at: None,
    };
    writer.about(Subject::new("Round", row.id).in_round(row.id));
    if let Err(error) = writer.insert_unless_there::<round::Entity>(row.clone()).await? {
        return Err(match is_duplicate(&error) {
            true => Problem::new(Code::RoundExists, &["period"])
                .with("form", &row.form_code)
                .with_period(asked.period)
                .into(),
            false => error.into(),
        });
    }
    if let Some((kept, schedule)) = &plan.calendar {
        let row = calendar::Model {
            tenant_id: tenant,
            round_id: row.id,
            profile: kept.profile.code.clone(),
            version: kept.version,
            due: digest::canonical(&KeptDue::all(schedule, plan.given, &levels_of(&owing))),
        };
        writer.insert::<calendar::Entity>(row).await?;
    }
    // Whoever has ended may have nobody to answer for it; of agencies that exist there is nothing to be read.
    let ended = owing.iter().any(|agency| agency.days().1.is_some());
    let history = if ended { History::read(writer).await? } else { History::default() };
    let obligations: Vec<obligation::Model> = owing
        .iter()
        .map(|agency| {
            let due_at = plan.due_of(agency.agency_kind()).unwrap_or(row.due_at);
            let owed = obligation::Model::new(tenant, id::new(now), agency.key(), row.id, row.period, due_at);
            match history.ended_for_nobody(agency.key()) {
                Some(on) => owed.exempt_of_ended(on, writer),
                None => owed,
            }
        })
        .collect();
    writer.insert_all::<obligation::Entity>(obligations.clone()).await?;
    past::keep_exemptions(writer, &obligations).await?;
    Ok((row, obligations))
}

/// The days of the round: those that are given, and for the others those of the calendar. What is wrong with them is put to
/// the problems; `None` when there is no telling who owes a report.
async fn plan(
    reader: &Reader,
    catalogue: &Catalogue,
    asked: &mut OpenRound,
    days: &DaysOff,
) -> Result<Option<Plan>> {
    if asked.period.is_ad_hoc() {
        return Ok(as_the_letter_says(asked));
    }
    let all_given = asked.window_from.and(asked.window_to).and(asked.due_at).is_some();
    let told = match &asked.profile {
        // A calendar has nothing left to say.
        None if all_given => None,
        profile => match calendars::choose(reader, catalogue, profile.as_deref(), asked.period).await {
            Ok(kept) => kept.profile.schedule(asked.period, days).map(|schedule| (kept, schedule)),
            Err(Error::Refused(problems)) => {
                asked.problems.extend(problems);
                None
            }
            Err(error) => return Err(error),
        },
    };
    if !asked.days_can_be {
        return Ok(None);
    }
    let usual = told.as_ref().map_or_else(|| asked.period.window(), |(_, schedule)| schedule.window);
    let window =
        Window { from: asked.window_from.unwrap_or(usual.from), to: asked.window_to.unwrap_or(usual.to) };
    // The period by its calendar, and by the decree where that has other days.
    let by_decree = asked.period.window();
    let whole = Window { from: usual.from.min(by_decree.from), to: usual.to.max(by_decree.to) };
    if window.from > window.to {
        asked.problems.push(Problem::new(Code::BadWindow, &["windowFrom"]));
    } else if let Some(field) = elsewhere(window, whole) {
        let [from, to, first, last] =
            [window.from, window.to, whole.from, whole.to].map(|day| day.format("%d/%m/%Y").to_string());
        let wrong = Problem::new(Code::WindowElsewhere, &[field]).with_period(asked.period);
        asked.problems.push(wrong.with("from", from).with("to", to).with("first", first).with("last", last));
    }
    let calendar = told.map(|(kept, schedule)| {
        let moved = || kept.profile.schedule_over(asked.period, window, days);
        let schedule = if window == schedule.window { schedule } else { moved().unwrap_or(schedule) };
        (kept, schedule)
    });
    Ok(Some(Plan { window, given: asked.due_at, calendar }))
}

/// What cannot be at the instant of opening: a letter of a day to come.
fn check_against_now(asked: &mut OpenRound, now: DateTime<Utc>) {
    let today = clock::vietnam_date(now);
    let letter = asked.letter.as_ref().and_then(|letter| letter.date.as_ref());
    if let Some(date) = letter.filter(|date| date.0 > today && clock::is_of_our_time(date.0)) {
        let ahead = Problem::new(Code::LetterInFuture, &["requestLetter", "date"]);
        asked.problems.push(ahead.with("day", date.0.format("%d/%m/%Y")));
    }
}

/// The field that is wrong of a window of which fewer than half of the days are in its period.
fn elsewhere(window: Window, period: Window) -> Option<&'static str> {
    let (from, to) = (window.from.max(period.from), window.to.min(period.to));
    let inside = if from <= to { (Window { from, to }).days() } else { 0 };
    let (before, after) = (period.from - window.from, window.to - period.to);
    let field = match inside {
        // Before all of it, or after all of it.
        0 if window.to < period.from => "windowTo",
        0 => "windowFrom",
        _ if before > after => "windowFrom",
        _ => "windowTo",
    };
    (inside * 2 < window.days()).then_some(field)
}

/// The days of a round for an ad hoc period, which no calendar tells: the window is the period itself, and until when reports are
/// due is given (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5 điểm c).
fn as_the_letter_says(asked: &mut OpenRound) -> Option<Plan> {
    let window = asked.period.window();
    if asked.profile.is_some() {
        asked.problems.push(Problem::new(Code::AdHocHasNoCalendar, &["profile"]));
    }
    if !asked.days_can_be {
        return None;
    }
    for (given, own, field) in
        [(asked.window_from, window.from, "windowFrom"), (asked.window_to, window.to, "windowTo")]
    {
        if given.is_some_and(|day| day != own) {
            let wrong = Problem::new(Code::AdHocWindow, &[field]);
            asked.problems.push(wrong.with("day", own.format("%d/%m/%Y")));
        }
    }
    if asked.due_at.is_none() {
        asked.problems.push(Problem::new(Code::AdHocDueNeeded, &["dueAt"]));
    }
    Some(Plan { window, given: asked.due_at, calendar: None })
}

/// Nghị định 09/2019/NĐ-CP, Điều 8: at least one working day between closing and due, and between the levels. A due instant
/// that the calendar leaves to the letter must leave the levels above their time; one that overrides the calendar need not,
/// because the letter's word counts: the round says so then. Of the levels that report, only those of `owing` are looked at.
fn check_due(plan: &Plan, owing: &[Agency], asked: &mut OpenRound, days: &DaysOff, now: DateTime<Utc>) {
    let levels = levels_of(owing);
    match (plan.given, &plan.calendar) {
        (Some(due), calendar) => {
            let earliest = days.working_days_after(plan.window.to, 1);
            if clock::vietnam_date(due) < earliest {
                let early = Problem::new(Code::DueTooEarly, &["dueAt"]);
                let early = early.with("closes", plan.window.to.format("%d/%m/%Y"));
                asked.problems.push(early.with("earliest", earliest.format("%d/%m/%Y")));
            }
            if !clock::is_near(due, clock::end_of_day(plan.window.to).max(now)) {
                let closes = plan.window.to.format("%d/%m/%Y");
                let since = Bilingual {
                    vi: format!("ngày chốt số liệu {closes}"),
                    en: format!("the closing day {closes}"),
                };
                asked.problems.push(clock::too_far(&["dueAt"], &since));
            }
            let left_to_the_letter = |schedule: &&Schedule| {
                let explicit = DueRuleKind::Explicit;
                schedule.levels.iter().any(|it| reports(it.rule.level) && it.rule.due.kind() == explicit)
            };
            let schedule = calendar.as_ref().map(|(_, schedule)| schedule).filter(left_to_the_letter);
            let Some(schedule) = schedule else { return };
            let kept = above_given(plan.window, &KeptDue::all(schedule, Some(due), &levels));
            let wrong = gaps(asked.period, &kept, days).into_iter();
            // What is wrong with the window and the day itself has been said.
            let wrong = wrong.filter(|problem| problem.code == Code::CalendarLevelsTooClose);
            asked.problems.extend(wrong.map(|problem| Problem { path: vec!["dueAt".into()], ..problem }));
        }
        (None, Some((kept, schedule))) => {
            let field = if asked.window_to.is_some() { "windowTo" } else { "profile" };
            let schedule = as_kept(plan.window, &KeptDue::all(schedule, None, &levels));
            let wrong = gaps(asked.period, &schedule, days).into_iter();
            // The window has been looked at already.
            let wrong = wrong.filter(|problem| problem.code != Code::CalendarWindow);
            asked.problems.extend(wrong.map(|problem| Problem { path: vec![field.into()], ..problem }));
            if plan.round_due().is_none() {
                let problem = Problem::new(Code::CalendarDueNeeded, &["dueAt"]);
                asked.problems.push(problem.with("profile", &kept.profile.code).with_period(asked.period));
            }
        }
        (None, None) => {}
    }
}

/// The levels of some agencies.
fn levels_of(agencies: &[Agency]) -> BTreeSet<ReportingLevel> {
    agencies.iter().map(|agency| ReportingLevel::of(agency.agency_kind())).collect()
}

/// The agencies that owe a report: those named, or all of some kinds that exist in the window.
async fn owing(reader: &Reader, window: Window, asked: &mut OpenRound) -> Result<Vec<Agency>> {
    let there = organisation::agencies_in(reader, window.from, window.to).await?;
    let kinds = asked.kinds.clone();
    let of_the_kinds =
        |agency: &&Agency| kinds.as_ref().is_none_or(|kinds| kinds.contains(&agency.agency_kind()));
    let existing: Vec<Agency> = there.iter().filter(of_the_kinds).cloned().collect();
    let Some(codes) = asked.agencies.take() else {
        // A round that nobody owes a report in would only stand in the way of one that somebody does.
        if existing.is_empty() && asked.kinds.is_some() {
            asked.problems.push(Problem::new(Code::TextEmpty, &["agencyKinds"]));
        }
        return Ok(existing);
    };
    let mut owing: Vec<Agency> = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        let path = ["agencies", &index.to_string()];
        match existing.iter().find(|agency| agency.known_as() == code) {
            Some(agency) if owing.contains(agency) => {
                asked.problems.push(Problem::new(Code::DuplicateEntry, &path).with("key", code));
            }
            Some(agency) => owing.push(agency.clone()),
            None => {
                let of_another_kind = there.iter().any(|agency| agency.known_as() == code);
                let wrong = if of_another_kind { Code::AgencyKindNotAsked } else { Code::UnknownAgency };
                asked.problems.push(Problem::new(wrong, &path).with("agency", text::shown(code)));
            }
        }
    }
    Ok(owing)
}
