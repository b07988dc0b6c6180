//! What this room talks about.

use async_graphql::InputObject;
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    catalogue::{Catalogue, FormVersion},
    kit::{Code, Period, Problem, Window, clock, scalars::Date, text},
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

/// A round that somebody wants to open, as far as it can be read, and what is wrong with it so far. What only the
/// province's agencies tell is added when it is opened, so that all of it is said at once.
#[derive(Clone, Debug)]
pub struct OpenRound {
    pub(super) form: Option<(String, u32)>,
    pub(super) period: Period,
    pub(super) window: Option<Window>,
    pub(super) due_at: DateTime<Utc>,
    pub(super) letter: Option<RequestLetterInput>,
    pub(super) agencies: Option<Vec<String>>,
    pub(super) problems: Vec<Problem>,
}

/// The most agencies that one round may name: more than any province has.
const MOST_AGENCIES: usize = 1_000;

impl OpenRound {
    /// Reads what was asked for. `agencies`: the codes of those that owe a report; every one that exists in the window
    /// when not given.
    #[allow(clippy::too_many_arguments, reason = "the fields of one input object")]
    pub fn of(
        catalogue: &Catalogue,
        form: &str,
        period: Period,
        window_from: Option<NaiveDate>,
        window_to: Option<NaiveDate>,
        due_at: DateTime<Utc>,
        letter: Option<RequestLetterInput>,
        agencies: Option<Vec<String>>,
    ) -> OpenRound {
        let mut problems = Vec::new();
        let form = version_of(catalogue, form, period, &mut problems)
            .map(|version| (version.code.clone(), version.version));
        let usual = period.window();
        let window = Window { from: window_from.unwrap_or(usual.from), to: window_to.unwrap_or(usual.to) };
        let (window, due_at) = check_days(window, due_at, &mut problems);
        let letter = letter.map(|letter| check_letter(letter, &mut problems));
        match agencies.as_ref().map(Vec::len) {
            // A round that nobody owes a report in would only stand in the way of one that somebody does.
            Some(0) => problems.push(Problem::new(Code::TextEmpty, &["agencies"])),
            Some(count) if count > MOST_AGENCIES => {
                problems.push(Problem::new(Code::TooManyEntries, &["agencies"]).with("most", MOST_AGENCIES));
            }
            _ => {}
        }
        let agencies = agencies.filter(|codes| codes.len() <= MOST_AGENCIES);
        OpenRound { form, period, window, due_at, letter, agencies, problems }
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
        Problem::new(Code::PeriodNotServed, &["period"]).with("form", form).with("period", period)
    } else {
        Problem::new(Code::UnknownForm, &["form"]).with("form", form)
    });
    None
}

/// The window when its days can be, and the due instant to the microsecond.
fn check_days(
    window: Window,
    due_at: DateTime<Utc>,
    problems: &mut Vec<Problem>,
) -> (Option<Window>, DateTime<Utc>) {
    let before = problems.len();
    for (day, field) in [(window.from, "windowFrom"), (window.to, "windowTo")] {
        if !clock::is_of_our_time(day) {
            problems.push(Problem::new(Code::BadDate, &[field]));
        }
    }
    if problems.len() > before {
        return (None, due_at);
    }
    if window.from > window.to {
        problems.push(Problem::new(Code::BadWindow, &["windowFrom"]));
    }
    let Some(due_at) = clock::instant(due_at) else {
        problems.push(Problem::new(Code::BadDate, &["dueAt"]));
        return (Some(window), due_at);
    };
    // Nghị định 09/2019/NĐ-CP, Điều 8: at least one working day between closing and due.
    if due_at <= clock::end_of_day(window.to) + chrono::Duration::days(1) {
        problems.push(Problem::new(Code::BadWindow, &["dueAt"]));
    }
    (Some(window), due_at)
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
