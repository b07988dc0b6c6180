//! The life of a report: one pure function of where it stands, what happens, and who makes it happen.
//!
//! ```text
//! DRAFT → SUBMITTED → (RETURNED → SUBMITTED)* → ACCEPTED → LOCKED
//!   ↑                                              │         │
//!   └───────────────── reopened, with a reason ────┴─────────┘
//! ```
//!
//! A reopened report is a draft again while the version that was accepted stays in force. Closing a round locks its
//! reports, so that nothing more is filed in it; what is filed is decided first, because a locked report has no answer any
//! more. Only Home Affairs reopens one then: the report goes through the same states again although its round is closed,
//! and is locked as soon as it is accepted.

use crate::auth::Action;
use crate::kit::Code;
use crate::kit::vocabulary::{ReportState, Role};

/// What may happen to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportEvent {
    /// A draft is saved.
    Save,
    /// The agency files it.
    Submit,
    /// Home Affairs sends it back, with reasons.
    Return,
    /// Home Affairs accepts it. (That nobody accepts what they filed themselves is checked where persons are known.)
    Accept,
    /// The next draft is begun on what was accepted, with a reason.
    Reopen,
    /// Its round is closed, or it is accepted in a round that is.
    Lock,
}

impl ReportEvent {
    /// Every event.
    pub const ALL: [ReportEvent; 6] =
        [Self::Save, Self::Submit, Self::Return, Self::Accept, Self::Reopen, Self::Lock];

    /// Whether this is anything for people of a role to do at all, whatever the report's state.
    pub fn is_for(self, role: Role) -> bool {
        self.action().is_for(role)
    }

    /// What somebody must be allowed to do to bring it about; reopening what is locked asks for more.
    pub fn action(self) -> Action {
        match self {
            ReportEvent::Save => Action::SaveReport,
            ReportEvent::Submit => Action::SubmitReport,
            ReportEvent::Return => Action::ReturnReport,
            ReportEvent::Accept => Action::AcceptReport,
            ReportEvent::Reopen => Action::ReopenReport,
            ReportEvent::Lock => Action::CloseRound,
        }
    }
}

/// The state after an event, or why it cannot happen. The role is looked at first: whoever may do nothing learns
/// nothing of the state.
pub fn transition(state: ReportState, event: ReportEvent, role: Role) -> Result<ReportState, Code> {
    use ReportState::{Accepted, Draft, Locked, Returned, Submitted};
    if !event.is_for(role) {
        return Err(Code::NotAllowed);
    }
    match (event, state) {
        // A locked report is touched by one thing only: being opened again, which is a right of its own.
        (ReportEvent::Reopen, Locked) if Action::ReopenLockedReport.is_for(role) => Ok(Draft),
        (_, Locked) => Err(Code::ReportLocked),
        (ReportEvent::Lock, Submitted) => Err(Code::ReportsAwaitDecision),
        (ReportEvent::Lock, _) => Ok(Locked),

        // A returned report stays returned while it is corrected, so that the reasons stay in sight.
        (ReportEvent::Save, Draft | Returned) => Ok(state),
        (ReportEvent::Submit, Draft | Returned) => Ok(Submitted),
        (ReportEvent::Save | ReportEvent::Submit, Submitted) => Err(Code::AlreadySubmitted),

        (ReportEvent::Return, Submitted) => Ok(Returned),
        (ReportEvent::Accept, Submitted) => Ok(Accepted),
        (ReportEvent::Return | ReportEvent::Accept, Draft | Returned) => Err(Code::NotSubmitted),

        (ReportEvent::Reopen, Accepted) => Ok(Draft),
        (ReportEvent::Reopen, Draft | Submitted | Returned) => Err(Code::NothingToReopen),
        (_, Accepted) => Err(Code::AlreadyAccepted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [&str; 5] = ["DRAFT", "SUBMITTED", "RETURNED", "ACCEPTED", "LOCKED"];

    /// The complete table, written by hand and not from the function: a line for every role and event, a column for
    /// every state in the order of [`STATES`].
    const TABLE: &str = "
        SUBMITTER              Save    DRAFT              ALREADY_SUBMITTED  RETURNED           ALREADY_ACCEPTED  REPORT_LOCKED
        SUBMITTER              Submit  SUBMITTED          ALREADY_SUBMITTED  SUBMITTED          ALREADY_ACCEPTED  REPORT_LOCKED
        SUBMITTER              Return  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        SUBMITTER              Accept  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        SUBMITTER              Reopen  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        SUBMITTER              Lock    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED

        AGENCY_HEAD            Save    DRAFT              ALREADY_SUBMITTED  RETURNED           ALREADY_ACCEPTED  REPORT_LOCKED
        AGENCY_HEAD            Submit  SUBMITTED          ALREADY_SUBMITTED  SUBMITTED          ALREADY_ACCEPTED  REPORT_LOCKED
        AGENCY_HEAD            Return  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        AGENCY_HEAD            Accept  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        AGENCY_HEAD            Reopen  NOTHING_TO_REOPEN  NOTHING_TO_REOPEN  NOTHING_TO_REOPEN  DRAFT             REPORT_LOCKED
        AGENCY_HEAD            Lock    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED

        HOME_AFFAIRS_OFFICER   Save    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        HOME_AFFAIRS_OFFICER   Submit  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        HOME_AFFAIRS_OFFICER   Return  NOT_SUBMITTED      RETURNED           NOT_SUBMITTED      ALREADY_ACCEPTED  REPORT_LOCKED
        HOME_AFFAIRS_OFFICER   Accept  NOT_SUBMITTED      ACCEPTED           NOT_SUBMITTED      ALREADY_ACCEPTED  REPORT_LOCKED
        HOME_AFFAIRS_OFFICER   Reopen  NOTHING_TO_REOPEN  NOTHING_TO_REOPEN  NOTHING_TO_REOPEN  DRAFT             DRAFT
        HOME_AFFAIRS_OFFICER   Lock    LOCKED             REPORTS_AWAIT_DECISION LOCKED         LOCKED            REPORT_LOCKED

        PROVINCE_ADMINISTRATOR Save    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        PROVINCE_ADMINISTRATOR Submit  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        PROVINCE_ADMINISTRATOR Return  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        PROVINCE_ADMINISTRATOR Accept  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        PROVINCE_ADMINISTRATOR Reopen  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        PROVINCE_ADMINISTRATOR Lock    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED

        BI_READER              Save    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        BI_READER              Submit  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        BI_READER              Return  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        BI_READER              Accept  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        BI_READER              Reopen  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        BI_READER              Lock    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED

        AUDITOR                Save    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        AUDITOR                Submit  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        AUDITOR                Return  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        AUDITOR                Accept  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        AUDITOR                Reopen  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        AUDITOR                Lock    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        NATIONAL_READER        Save    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        NATIONAL_READER        Submit  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        NATIONAL_READER        Return  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        NATIONAL_READER        Accept  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        NATIONAL_READER        Reopen  NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
        NATIONAL_READER        Lock    NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED        NOT_ALLOWED       NOT_ALLOWED
    ";

    #[test]
    fn the_complete_table() {
        let mut lines = TABLE.lines().map(str::trim).filter(|line| !line.is_empty());
        for role in Role::ALL {
            for event in ReportEvent::ALL {
                let line: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
                assert_eq!(line.len(), 7, "{role:?} {event:?}");
                assert_eq!((line[0], line[1]), (role.code(), format!("{event:?}").as_str()));
                for (index, name) in STATES.into_iter().enumerate() {
                    let found = ReportState::from_code(name).map(|state| transition(state, event, *role));
                    let found = match found {
                        Some(Ok(state)) => state.code(),
                        Some(Err(code)) => code.name(),
                        None => "no such state",
                    };
                    assert_eq!(found, line[index + 2], "{role:?} {event:?} of a report that is {name}");
                }
            }
        }
        assert_eq!(lines.next(), None, "the table has a line that nothing is");
        assert_eq!(STATES.len(), ReportState::ALL.len());
    }

    #[test]
    fn the_story_of_a_report_that_is_returned_reopened_and_amended_after_the_close() {
        let (agency, home_affairs) = (Role::Submitter, Role::HomeAffairsOfficer);
        let story = [
            (ReportEvent::Save, agency),
            (ReportEvent::Submit, agency),
            (ReportEvent::Return, home_affairs),
            (ReportEvent::Save, agency),
            (ReportEvent::Submit, agency),
            (ReportEvent::Accept, home_affairs),
            (ReportEvent::Reopen, Role::AgencyHead),
            (ReportEvent::Submit, Role::AgencyHead),
            (ReportEvent::Accept, home_affairs),
            (ReportEvent::Lock, home_affairs),
            (ReportEvent::Reopen, home_affairs),
            (ReportEvent::Submit, agency),
            (ReportEvent::Accept, home_affairs),
            (ReportEvent::Lock, home_affairs),
        ];
        let end = story
            .into_iter()
            .try_fold(ReportState::Draft, |state, (event, role)| transition(state, event, role));
        assert_eq!(end, Ok(ReportState::Locked));
    }
}
