//! "Why can I not edit this?": the answer, always, with the cause.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};

use super::{
    rows::report,
    state::{ReportEvent, transition},
};
use crate::{
    auth::Actor,
    kit::{
        Bilingual, Error, Lang, Result, clock,
        vocabulary::{ReportState, Role, vocabulary},
    },
};
use async_graphql::Enum;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Why a report can or cannot be edited (nguyên nhân).
    Cause {
        /// It is being written (đang soạn).
        Draft = "DRAFT",
        /// It was sent back and is being corrected (bị trả lại để sửa).
        Returned = "RETURNED",
        /// Only people of the reporting agency write it (không thuộc cơ quan báo cáo).
        NotTheAgency = "NOT_THE_AGENCY",
        /// It was filed and waits for Home Affairs (chờ Sở Nội vụ xem xét).
        WaitingForReview = "WAITING_FOR_REVIEW",
        /// It was accepted (đã được chấp nhận).
        Accepted = "ACCEPTED",
        /// Its round is closed (đợt báo cáo đã khóa sổ).
        RoundClosed = "ROUND_CLOSED",
    }
}

/// Whether a report can be edited now by who asks, and why (có sửa được không, vì sao).
#[derive(SimpleObject, Clone, Debug)]
pub struct Editability {
    /// Whether it can.
    editable: bool,
    /// Why it can or cannot (nguyên nhân).
    reason: Cause,
    /// The same in a sentence, with what to do about it (giải thích).
    message: String,
}

/// An answer in both languages.
#[derive(Debug)]
pub struct Answer {
    cause: Cause,
    sentence: Bilingual,
}

impl Answer {
    /// The answer in one language.
    pub fn told(self, lang: Lang) -> Editability {
        let editable = matches!(self.cause, Cause::Draft | Cause::Returned);
        Editability { editable, reason: self.cause, message: self.sentence.get(lang).to_owned() }
    }
}

/// Why an actor can or cannot edit a report, whose round was closed at an instant or is open.
pub fn of(report: &report::Model, closed_at: Option<DateTime<Utc>>, actor: &Actor) -> Result<Answer> {
    let state = ReportState::from_code(&report.state).ok_or_else(|| Error::broken("a report in no state"))?;
    let writers = [Role::Submitter, Role::AgencyHead];
    let role = writers.into_iter().find(|role| actor.has_for(*role, report.agency_id));
    let answer = why(state, role, closed_at);
    // The sentence and what saving does are two tellings of one rule.
    let saves = role.is_some_and(|role| transition(state, ReportEvent::Save, role).is_ok());
    match saves == matches!(answer.cause, Cause::Draft | Cause::Returned) {
        true => Ok(answer),
        false => Err(Error::broken("an answer that the state machine contradicts")),
    }
}

/// `role`: the one in which somebody writes for the agency; none for everybody else.
fn why(state: ReportState, role: Option<Role>, closed_at: Option<DateTime<Utc>>) -> Answer {
    let said =
        |cause, vi: &str, en: &str| Answer { cause, sentence: Bilingual { vi: vi.into(), en: en.into() } };
    if role.is_none() {
        return said(
            Cause::NotTheAgency,
            "Chỉ người của cơ quan báo cáo được soạn báo cáo này; bạn không có vai trò soạn báo cáo của cơ quan đó.",
            "Only people of the reporting agency write this report; you have no role for writing that agency's reports.",
        );
    }
    match state {
        ReportState::Draft => said(
            Cause::Draft,
            "Báo cáo đang được soạn; bạn có thể sửa.",
            "The report is being written; you can edit it.",
        ),
        ReportState::Returned => said(
            Cause::Returned,
            "Báo cáo bị trả lại; hãy sửa theo lý do trả lại rồi gửi lại.",
            "The report was returned; correct it by the reasons given and file it again.",
        ),
        ReportState::Submitted => said(
            Cause::WaitingForReview,
            "Báo cáo đã gửi và đang chờ Sở Nội vụ xem xét; muốn sửa, hãy đề nghị Sở Nội vụ trả lại.",
            "The report has been filed and waits for Home Affairs; to change it, ask Home Affairs to return it.",
        ),
        ReportState::Accepted => said(
            Cause::Accepted,
            "Báo cáo đã được chấp nhận; muốn sửa, thủ trưởng cơ quan hoặc Sở Nội vụ phải mở lại và nêu lý do.",
            "The report has been accepted; to change it, the head of the agency or Home Affairs reopens it with a reason.",
        ),
        ReportState::Locked => {
            let (vi, en) = match closed_at.map(|at| at.with_timezone(&clock::vietnam())) {
                Some(at) => (
                    at.format(" lúc %H:%M ngày %d/%m/%Y").to_string(),
                    at.format(" on %d/%m/%Y at %H:%M").to_string(),
                ),
                None => (String::new(), String::new()),
            };
            said(
                Cause::RoundClosed,
                &format!("Đợt báo cáo đã khóa sổ{vi}; chỉ Sở Nội vụ mở lại được và phải nêu lý do."),
                &format!("The round was closed{en}; only Home Affairs can reopen the report, with a reason."),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_an_answer_that_the_state_machine_agrees_with() {
        for state in ReportState::ALL {
            for role in Role::ALL {
                let writes = matches!(role, Role::Submitter | Role::AgencyHead).then_some(*role);
                let answer = why(*state, writes, None).told(Lang::Vi);
                assert_eq!(
                    answer.editable,
                    transition(*state, ReportEvent::Save, *role).is_ok(),
                    "{state:?} {role:?}"
                );
                assert!(answer.message.ends_with('.'));
            }
        }
    }

    #[test]
    fn the_instant_of_the_closing_is_told_in_vietnam() {
        let closed = DateTime::from_timestamp(1_568_739_599, 0);
        let told = |lang| why(ReportState::Locked, Some(Role::Submitter), closed).told(lang).message;
        assert!(
            told(Lang::Vi).starts_with("Đợt báo cáo đã khóa sổ lúc 23:59 ngày 17/09/2019;"),
            "{}",
            told(Lang::Vi)
        );
        assert!(
            told(Lang::En).starts_with("The round was closed on 17/09/2019 at 23:59;"),
            "{}",
            told(Lang::En)
        );
    }
}
