//! What this room talks about.

use async_graphql::InputObject;
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    catalogue::{Catalogue, FormVersion},
    kit::{Code, Period, Problem, clock, scalars::Date, text, vocabulary::AgencyKind},
};

/// The letter by which Home Affairs asks for reports (công văn yêu cầu báo cáo).
#[derive(InputObject, Clone, Debug)]
pub struct RequestLetterInput {
    /// Number and symbol, such as `628/SNV-XDCQCTTN` (số, ký hiệu).
    pub number: String,
    /// Date of the letter (ngày).
    pub date: Option<Date>,
    /// Who signed for it (cơ quan ban hành).
    pub issuer: Option<String>,
}

/// What `roundOpen` asks for, as it was sent.
#[derive(Clone, Debug)]
pub struct RoundRequest {
    pub form: String,
    pub period: Period,
    /// The calendar to work the days out by; the province's own, or the default, when none is named.
    pub profile: Option<String>,
    pub window_from: Option<NaiveDate>,
    pub window_to: Option<NaiveDate>,
    /// When every report is due, whatever the calendar says.
    pub due_at: Option<DateTime<Utc>>,
    pub letter: Option<RequestLetterInput>,
    /// The codes of those that owe a report; every agency that exists in the window when not given.
    pub agencies: Option<Vec<String>>,
    /// Only agencies of these kinds.
    pub kinds: Option<Vec<AgencyKind>>,
}

/// A round that somebody wants to open, as far as it can be read, and what is wrong with it so far. What only the
/// province's agencies and calendar tell is added when it is opened, so that all of it is said at once.
#[derive(Clone, Debug)]
pub struct OpenRound {
    pub(super) form: Option<(String, u32)>,
    pub(super) period: Period,
    pub(super) profile: Option<String>,
    pub(super) window_from: Option<NaiveDate>,
    pub(super) window_to: Option<NaiveDate>,
    pub(super) due_at: Option<DateTime<Utc>>,
    /// Whether the days that are given are days of our time.
    pub(super) days_can_be: bool,
    pub(super) letter: Option<RequestLetterInput>,
    pub(super) agencies: Option<Vec<String>>,
    pub(super) kinds: Option<Vec<AgencyKind>>,
    pub(super) problems: Vec<Problem>,
}

/// The most agencies that one round may name: more than any province has.
const MOST_AGENCIES: usize = 1_000;

impl OpenRound {
    /// Reads what was asked for.
    pub fn of(catalogue: &Catalogue, asked: RoundRequest) -> OpenRound {
        let mut problems = Vec::new();
        let form = version_of(catalogue, &asked.form, asked.period, &mut problems)
            .map(|version| (version.code.clone(), version.version));
        let before = problems.len();
        for (day, field) in [(asked.window_from, "windowFrom"), (asked.window_to, "windowTo")] {
            if day.is_some_and(|day| !clock::is_of_our_time(day)) {
                problems.push(Problem::new(Code::BadDate, &[field]));
            }
        }
        // To the microsecond, which is what is stored.
        let due_at = asked.due_at.and_then(clock::instant);
        if due_at.is_none() && asked.due_at.is_some() {
            problems.push(Problem::new(Code::BadDate, &["dueAt"]));
        }
        let days_can_be = problems.len() == before;
        let letter = asked.letter.map(|letter| check_letter(letter, &mut problems));
        match asked.agencies.as_ref().map(Vec::len) {
            // A round that nobody owes a report in would only stand in the way of one that somebody does.
            Some(0) => problems.push(Problem::new(Code::TextEmpty, &["agencies"])),
            Some(count) if count > MOST_AGENCIES => {
                problems.push(Problem::new(Code::TooManyEntries, &["agencies"]).with("most", MOST_AGENCIES));
            }
            _ => {}
        }
        let agencies = asked.agencies.filter(|codes| codes.len() <= MOST_AGENCIES);
        OpenRound {
            form,
            period: asked.period,
            profile: asked.profile,
            window_from: asked.window_from,
            window_to: asked.window_to,
            due_at,
            days_can_be,
            letter,
            agencies,
            kinds: asked.kinds,
            problems,
        }
    }
}

fn version_of<'c>(
    catalogue: &'c Catalogue,
    form: &str,
    period: Period,
    problems: &mut Vec<Problem>,
) -> Option<&'c FormVersion> {
    if let Some(version) = catalogue.form_for(form, period) {
        return Some(version);
    }
    let known = catalogue.forms().iter().any(|known| known.code == form);
    let form = text::shown(form);
    problems.push(if known {
        Problem::new(Code::PeriodNotServed, &["period"]).with("form", form).with_period(period)
    } else {
        Problem::new(Code::UnknownForm, &["form"]).with("form", form)
    });
    None
}

fn check_letter(letter: RequestLetterInput, problems: &mut Vec<Problem>) -> RequestLetterInput {
    let RequestLetterInput { number, date, issuer } = letter;
    if date.as_ref().is_some_and(|date| !clock::is_of_our_time(date.0)) {
        problems.push(Problem::new(Code::BadDate, &["requestLetter", "date"]));
    }
    let mut clean = |text: &str, most: usize, field: &str| {
        text::required(text, most, &["requestLetter", field])
            .map_err(|problem| problems.push(problem))
            .unwrap_or_default()
    };
    RequestLetterInput {
        number: clean(&number, 100, "number"),
        date,
        issuer: issuer
            .filter(|issuer| !issuer.trim().is_empty())
            .map(|it| clean(&it, text::MAX_NAME, "issuer")),
    }
}
