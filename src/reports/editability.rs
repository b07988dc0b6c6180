//! "Why can I not edit this?": the answer, always, with the cause.

use async_graphql::SimpleObject;
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    rows::report,
    service::{acts_for, state_of},
    state::{ReportEvent, transition},
};
use crate::{
    auth::{Action, Actor},
    kit::{
        Bilingual, Error, Lang, Result, clock,
        vocabulary::{ReportState, Role, vocabulary},
    },
    organisation::{self, history::graphql::load_history},
    request::Request,
    rounds::{ObligationRow, RoundRow},
};
use async_graphql::Enum;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Why a report can or cannot be edited (nguyên nhân).
    EditabilityReason {
        /// It is being written (đang soạn).
        Draft = "DRAFT",
        /// Its round is closed, and an extension still counts (được gia hạn sau khi khóa sổ).
        Extended = "EXTENDED",
        /// It was sent back and is being corrected (bị trả lại để sửa).
        Returned = "RETURNED",
        /// Only people of the reporting agency write it (không thuộc cơ quan báo cáo).
        NotTheAgency = "NOT_THE_AGENCY",
        /// Its agency ended, and it was handed over to one that continues it (đã giao cho cơ quan kế thừa).
        HandedOver = "HANDED_OVER",
        /// Its agency ended, and it was left to that one's own people to finish (để người của cơ quan cũ hoàn thành).
        Kept = "KEPT",
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
    reason: EditabilityReason,
    /// The same in a sentence, with what to do about it (giải thích).
    message: String,
}

impl EditabilityReason {
    fn opens(self) -> bool {
        matches!(self, EditabilityReason::Draft | EditabilityReason::Extended | EditabilityReason::Returned)
    }
}

/// An answer in both languages.
#[derive(Debug)]
pub struct Answer {
    cause: EditabilityReason,
    sentence: Bilingual,
}

impl Answer {
    /// The answer in one language.
    pub fn told(self, lang: Lang) -> Editability {
        Editability {
            editable: self.cause.opens(),
            reason: self.cause,
            message: self.sentence.get(lang).to_owned(),
        }
    }
}

/// What was decided of a report when its agency ended, for whoever writes no more, or not yet.
#[derive(Clone, Debug)]
struct Decided {
    fate: EditabilityReason,
    /// Name of the agency whose people write it.
    agency: String,
    /// The first day on which its agency was no more.
    since: NaiveDate,
}

/// Why the caller can or cannot edit a report now.
pub async fn ask(
    request: &Request,
    report: &report::Model,
    round: &RoundRow,
    obligation: &ObligationRow,
) -> Result<Answer> {
    let actor = request.actor();
    let role = role_of(actor, obligation);
    let decided = match obligation.answering_id {
        // Home Affairs and auditors never write reports: to them nothing has changed.
        Some(answering) if role.is_none() && actor.may(Action::SaveReport) => {
            let history = load_history(request).await?;
            let own = obligation.agency_id;
            let mut ends = history.of(own).filter(|event| event.change.ended.contains(&own));
            let since = ends.next().map(|event| event.effective_on);
            let (fate, writing) = match answering == own {
                true => (EditabilityReason::Kept, own),
                false => (EditabilityReason::HandedOver, history.answering(answering).unwrap_or(answering)),
            };
            let agency = organisation::load_agency(request, writing).await?;
            let named = since.zip(agency);
            named.map(|(since, agency)| Decided { fate, agency: agency.called().to_owned(), since })
        }
        _ => None,
    };
    of(report, round, obligation, role, decided.as_ref(), request.arrived())
}

/// The role in which an actor writes the report of an obligation; none for everybody else.
fn role_of(actor: &Actor, obligation: &ObligationRow) -> Option<Role> {
    Action::SaveReport.roles().find(|role| acts_for(actor, *role, obligation))
}

fn of(
    report: &report::Model,
    round: &RoundRow,
    obligation: &ObligationRow,
    role: Option<Role>,
    decided: Option<&Decided>,
    now: DateTime<Utc>,
) -> Result<Answer> {
    let written = state_of(report)?;
    let state = obligation.state_at(written, report.first_submitted_at, now);
    let extension = obligation.extended_due_at.map(|due| (due, obligation.extended_until.unwrap_or(due)));
    let opened = extension.filter(|_| state != written);
    let answer = why(state, role, decided, round.closed_at, opened);
    // The sentence and what saving does are two tellings of one rule.
    let saves = role.is_some_and(|role| transition(state, ReportEvent::Save, role).is_ok());
    match saves == answer.cause.opens() {
        true => Ok(answer),
        false => Err(Error::broken("an answer that the state machine contradicts")),
    }
}

/// `role`: the one in which somebody writes for the agency; none for everybody else, with what was `decided` when the agency
/// ended. `opened`: by when a report of a closed round that an extension opens is on time, and until when it can be written.
fn why(
    state: ReportState,
    role: Option<Role>,
    decided: Option<&Decided>,
    closed_at: Option<DateTime<Utc>>,
    opened: Option<(DateTime<Utc>, DateTime<Utc>)>,
) -> Answer {
    let said =
        |cause, vi: &str, en: &str| Answer { cause, sentence: Bilingual { vi: vi.into(), en: en.into() } };
    if let (None, Some(Decided { fate, agency, since })) = (role, decided) {
        let since = since.format("%d/%m/%Y");
        let (vi, en) = match fate {
            EditabilityReason::Kept => (
                format!(
                    "Từ ngày {since}, {agency} kết thúc hoạt động; báo cáo này để người của cơ quan đó hoàn thành, cơ quan kế thừa chỉ được đọc."
                ),
                format!(
                    "Since {since} the agency {agency} is no more; this report was left to its own people to finish, and whoever continues it only reads it."
                ),
            ),
            _ => (
                format!(
                    "Từ ngày {since}, cơ quan báo cáo kết thúc hoạt động và báo cáo này được giao cho {agency}; chỉ người của cơ quan đó được soạn."
                ),
                format!(
                    "Since {since} the reporting agency is no more, and this report was handed over to {agency}: only its people write it."
                ),
            ),
        };
        return said(*fate, &vi, &en);
    }
    if role.is_none() {
        return said(
            EditabilityReason::NotTheAgency,
            "Chỉ người của cơ quan báo cáo được soạn báo cáo này; bạn không có vai trò soạn báo cáo của cơ quan đó.",
            "Only people of the reporting agency write this report; you have no role for writing that agency's reports.",
        );
    }
    if let (ReportState::Draft, Some((due, until))) = (state, opened) {
        return extended(due, until);
    }
    match state {
        ReportState::Draft => said(
            EditabilityReason::Draft,
            "Báo cáo đang được soạn; bạn có thể sửa.",
            "The report is being written; you can edit it.",
        ),
        ReportState::Returned => said(
            EditabilityReason::Returned,
            "Báo cáo bị trả lại; hãy sửa theo lý do trả lại rồi gửi lại.",
            "The report was returned; correct it by the reasons given and file it again.",
        ),
        ReportState::Submitted => said(
            EditabilityReason::WaitingForReview,
            "Báo cáo đã gửi và đang chờ Sở Nội vụ xem xét; muốn sửa, hãy đề nghị Sở Nội vụ trả lại.",
            "The report has been filed and waits for Home Affairs; to change it, ask Home Affairs to return it.",
        ),
        ReportState::Accepted => said(
            EditabilityReason::Accepted,
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
                EditabilityReason::RoundClosed,
                &format!("Đợt báo cáo đã khóa sổ{vi}; chỉ Sở Nội vụ mở lại được và phải nêu lý do."),
                &format!("The round was closed{en}; only Home Affairs can reopen the report, with a reason."),
            )
        }
    }
}

/// Of a report that an extension opens in a closed round. Where it counts for longer than it gives time, both instants are told.
fn extended(due: DateTime<Utc>, until: DateTime<Utc>) -> Answer {
    let vi =
        |at: DateTime<Utc>| at.with_timezone(&clock::vietnam()).format("%H:%M ngày %d/%m/%Y").to_string();
    let en = |at: DateTime<Utc>| at.with_timezone(&clock::vietnam()).format("%H:%M on %d/%m/%Y").to_string();
    let sentence = match vi(due) == vi(until) {
        true => Bilingual {
            vi: format!(
                "Đợt báo cáo đã khóa sổ, nhưng cơ quan được gia hạn đến {}; sau đó báo cáo tự khóa lại.",
                vi(until)
            ),
            en: format!(
                "The round is closed, but the agency has time until {}; then the report is locked again.",
                en(until)
            ),
        },
        false => Bilingual {
            vi: format!(
                "Đợt báo cáo đã khóa sổ, nhưng cơ quan được gia hạn nộp đến {}; sau hạn đó vẫn gửi được, tính là nộp trễ, đến {} \
                 thì báo cáo tự khóa lại.",
                vi(due),
                vi(until)
            ),
            en: format!(
                "The round is closed, but the agency has time until {}; what is filed after that is late, and at {} the report \
                 is locked again.",
                en(due),
                en(until)
            ),
        },
    };
    Answer { cause: EditabilityReason::Extended, sentence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_an_answer_that_the_state_machine_agrees_with() {
        for state in ReportState::ALL {
            for role in Role::ALL {
                let writes = Action::SaveReport.is_for(*role).then_some(*role);
                let answer = why(*state, writes, None, None, None).told(Lang::Vi);
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
        let told =
            |lang| why(ReportState::Locked, Some(Role::Submitter), None, closed, None).told(lang).message;
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
