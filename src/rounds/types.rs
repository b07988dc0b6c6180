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

/// A round to be opened, checked.
#[derive(Clone, Debug)]
pub struct OpenRound {
    pub form_code: String,
    pub form_version: u32,
    pub period: Period,
    pub window: Window,
    pub due_at: DateTime<Utc>,
    pub letter: Option<RequestLetterInput>,
    /// The codes of the agencies that owe a report; every agency existing in the window when not given.
    pub agencies: Option<Vec<String>>,
}

impl OpenRound {
    /// Checks what was asked for; every problem at once, with paths from the input object on.
    #[allow(clippy::too_many_arguments, reason = "the fields of one input object")]
    pub fn check(
        catalogue: &Catalogue,
        form: &str,
        period: Period,
        window_from: Option<NaiveDate>,
        window_to: Option<NaiveDate>,
        due_at: DateTime<Utc>,
        letter: Option<RequestLetterInput>,
        agencies: Option<Vec<String>>,
    ) -> Result<OpenRound, Vec<Problem>> {
        let mut problems = Vec::new();
        let version = version_of(catalogue, form, period, &mut problems);
        let usual = period.window();
        let window = Window { from: window_from.unwrap_or(usual.from), to: window_to.unwrap_or(usual.to) };
        // Nghị định 09/2019/NĐ-CP, Điều 8: at least one working day between closing and due.
        if window.from > window.to || due_at <= clock::end_of_day(window.to) + chrono::Duration::days(1) {
            problems.push(Problem::new(Code::BadWindow, &["dueAt"]));
        }
        let letter = letter.and_then(|letter| match check_letter(letter) {
            Ok(letter) => Some(letter),
            Err(problem) => {
                problems.push(problem);
                None
            }
        });
        match version {
            Some(version) if problems.is_empty() => Ok(OpenRound {
                form_code: version.code.clone(),
                form_version: version.version,
                period,
                window,
                due_at,
                letter,
                agencies,
            }),
            _ => Err(problems),
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
    let shown: String = form.chars().take(60).filter(|c| !c.is_control()).collect();
    problems.push(if catalogue.forms().iter().any(|known| known.code == form) {
        Problem::new(Code::PeriodNotServed, &["period"]).with("form", shown).with("period", period)
    } else {
        Problem::new(Code::UnknownForm, &["form"]).with("form", shown)
    });
    None
}

fn check_letter(letter: RequestLetterInput) -> Result<RequestLetterInput, Problem> {
    Ok(RequestLetterInput {
        number: text::clean(&letter.number, 100, &["requestLetter", "number"])?,
        date: letter.date,
        issuer: match letter.issuer {
            Some(issuer) => Some(text::clean(&issuer, text::MAX_NAME, &["requestLetter", "issuer"])?),
            None => None,
        },
    })
}
