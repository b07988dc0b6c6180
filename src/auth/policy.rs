//! Who may do what: one table, a line for each thing that one may do.
//!
//! A line names the roles and how far each reaches; the report's state machine asks it for roles, and says itself in which
//! states each thing can happen. What is done seldom and undone hardly asks for a recent sign-in too. Which fields of the schema ask for which line is `api/schema/gates.rs`.

use crate::kit::vocabulary::Role;

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// The agencies that the role is held for, and the ended ones that they answer for.
    Agency,
    /// The same; but where a reorganisation decided who files a report that was open, that agency's people alone.
    Filing,
    /// As [`Reach::Agency`], and the ended agencies that those only continue, to read.
    Continued,
    /// As far as the role is held: for every agency of the province, or, of a service account that is for some agencies only, as
    /// [`Reach::Continued`].
    Held,
    /// Every agency of the province, and what belongs to no agency; nothing for whoever holds the role for some agencies only.
    Province,
    /// Every province, as far as it has closed and released anything.
    Nation,
}

impl Reach {
    /// In words, for readers of the table.
    pub fn words(self) -> &'static str {
        match self {
            Reach::Agency => "own agency and those it answers for",
            Reach::Filing => {
                "own agency and those it answers for, unless it was decided who files the report"
            }
            Reach::Continued => "own agency and those it continues",
            Reach::Held => "the province, or the agencies it is held for and those they continue",
            Reach::Province => "the province",
            Reach::Nation => "what provinces have closed and released",
        }
    }
}

/// Declares the table: `Action = "CODE" [Role Reach, …];` each with a sentence of what it is.
macro_rules! table {
    ($($(#[doc = $doc:literal])+ $action:ident = $code:literal [$($role:ident $reach:ident),+];)+) => {
        /// What somebody may do, or see.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[doc = $doc])+ $action),+ }

        impl Action {
            /// Every action, in the order of the table.
            pub const ALL: &'static [Action] = &[$(Action::$action),+];

            /// The name it has in documents.
            pub fn code(self) -> &'static str {
                match self { $(Action::$action => $code),+ }
            }

            /// What it is, in a sentence.
            pub fn what(self) -> &'static str {
                match self { $(Action::$action => concat!($($doc),+).trim_ascii()),+ }
            }

            /// Whose it is, and how far it reaches in which role.
            pub fn rights(self) -> &'static [(Role, Reach)] {
                match self { $(Action::$action => &[$((Role::$role, Reach::$reach)),+]),+ }
            }
        }
    };
}

table! {
    /// Sees figures: what is accepted, of the agencies in reach.
    SeeFigures = "SEE_FIGURES" [
        Submitter Continued, AgencyHead Continued, HomeAffairsOfficer Province, BiReader Held, Auditor Province
    ];
    /// Sees what is not accepted yet: drafts, what is filed, what the rules found, scores that are not verified.
    SeeUnaccepted = "SEE_UNACCEPTED" [
        Submitter Continued, AgencyHead Continued, HomeAffairsOfficer Province, Auditor Province
    ];
    /// Sees small numbers: counts that point at a person where they are small, each as it was filed.
    SeeSmallNumbers = "SEE_SMALL_NUMBERS" [
        Submitter Continued, AgencyHead Continued, HomeAffairsOfficer Province, Auditor Province
    ];
    /// Sees the releases of the province.
    SeeReleases = "SEE_RELEASES" [HomeAffairsOfficer Province, BiReader Province, Auditor Province];
    /// Reads what was filed in a province that the own one continues, where that one lets it.
    ReadPredecessors = "READ_PREDECESSORS" [HomeAffairsOfficer Province, BiReader Province, Auditor Province];
    /// Reads what every province has closed and released.
    ReadNation = "READ_NATION" [NationalReader Nation];
    /// Has the open reports of every agency to see to, not those of the own one.
    FollowProvince = "FOLLOW_PROVINCE" [HomeAffairsOfficer Province];

    /// Writes the draft of a report.
    SaveReport = "SAVE_REPORT" [Submitter Filing, AgencyHead Filing];
    /// Files a report.
    SubmitReport = "SUBMIT_REPORT" [Submitter Filing, AgencyHead Filing];
    /// Sends a report back with reasons.
    ReturnReport = "RETURN_REPORT" [HomeAffairsOfficer Province];
    /// Accepts a report that somebody else filed.
    AcceptReport = "ACCEPT_REPORT" [HomeAffairsOfficer Province];
    /// Accepts at once every report of a round that nothing has to be looked at in.
    AcceptAllReports = "ACCEPT_ALL_REPORTS" [HomeAffairsOfficer Province];
    /// Opens an accepted report again, with a reason.
    ReopenReport = "REOPEN_REPORT" [AgencyHead Filing, HomeAffairsOfficer Province];
    /// Opens a report again whose round is closed, with a reason.
    ReopenLockedReport = "REOPEN_LOCKED_REPORT" [HomeAffairsOfficer Province];

    /// Opens a round.
    OpenRound = "OPEN_ROUND" [HomeAffairsOfficer Province];
    /// Closes a round, which locks its reports.
    CloseRound = "CLOSE_ROUND" [HomeAffairsOfficer Province];
    /// Adds an agency to a round, lets one off, gives one longer.
    KeepObligations = "KEEP_OBLIGATIONS" [HomeAffairsOfficer Province];

    /// Freezes a consolidation as a release.
    CreateRelease = "CREATE_RELEASE" [HomeAffairsOfficer Province];
    /// Records what was done to agencies.
    ReorganiseAgencies = "REORGANISE_AGENCIES" [HomeAffairsOfficer Province];
    /// Gives people of reorganised agencies their roles in the agencies that continue them, with the record of it.
    CarryRoles = "CARRY_ROLES" [HomeAffairsOfficer Province];
    /// Enters documents in the province's register of legal documents.
    KeepLegalDocuments = "KEEP_LEGAL_DOCUMENTS" [HomeAffairsOfficer Province, ProvinceAdministrator Province];
    /// Saves an agency's plan of the year.
    SavePlan = "SAVE_PLAN" [Submitter Agency, AgencyHead Agency];

    /// Registers a model, and says what it is about.
    KeepModel = "KEEP_MODEL" [Submitter Agency, AgencyHead Agency];
    /// Records an award of a model, and the stages of its work, reviews and end.
    RecordModelWork = "RECORD_MODEL_WORK" [
        Submitter Agency, AgencyHead Agency, HomeAffairsOfficer Province
    ];
    /// Records that a model was replicated; at the grassroots, that it was recognised, refused or commended.
    DecideModelBelow = "DECIDE_MODEL_BELOW" [AgencyHead Agency, HomeAffairsOfficer Province];
    /// Records that a model above the grassroots was recognised, refused or commended.
    DecideModelAbove = "DECIDE_MODEL_ABOVE" [HomeAffairsOfficer Province];
    /// Sees which entries of the register may be one model.
    SeeModelDuplicates = "SEE_MODEL_DUPLICATES" [
        HomeAffairsOfficer Province, BiReader Province, Auditor Province
    ];
    /// Says of two entries of the register whether they are one model.
    SettleModelDuplicates = "SETTLE_MODEL_DUPLICATES" [HomeAffairsOfficer Province];

    /// Scores the own agency's democracy work.
    ScoreOwnAgency = "SCORE_OWN_AGENCY" [Submitter Agency, AgencyHead Agency];
    /// Verifies an agency's score that somebody else gave.
    VerifyScore = "VERIFY_SCORE" [HomeAffairsOfficer Province];

    /// Saves calendars and days off of the province.
    KeepCalendars = "KEEP_CALENDARS" [ProvinceAdministrator Province];
    /// Saves scoring schemes of the province.
    KeepScoringSchemes = "KEEP_SCORING_SCHEMES" [ProvinceAdministrator Province];
    /// Lets another province read what was filed here, takes it back, and sees who was let.
    KeepHistoryGrants = "KEEP_HISTORY_GRANTS" [ProvinceAdministrator Province];
    /// Sees the webhooks of the province, registers and removes them.
    KeepWebhooks = "KEEP_WEBHOOKS" [ProvinceAdministrator Province];
    /// Sees the service accounts of the province, and revokes them.
    KeepServiceAccounts = "KEEP_SERVICE_ACCOUNTS" [ProvinceAdministrator Province];
    /// Makes service accounts, and approves those that another administrator made.
    MakeServiceAccounts = "MAKE_SERVICE_ACCOUNTS" [ProvinceAdministrator Province];
    /// Asks for a change of somebody's roles, decides what another administrator asked for, takes an account out of use.
    KeepRoles = "KEEP_ROLES" [ProvinceAdministrator Province];
    /// Sees who has which role, which changes were asked for, and what became of them.
    SeeRoles = "SEE_ROLES" [ProvinceAdministrator Province, Auditor Province];
    /// Has a notice tried again that was given up.
    RetryNotices = "RETRY_NOTICES" [ProvinceAdministrator Province];
    /// Sees the notices to everybody.
    SeeEveryNotice = "SEE_EVERY_NOTICE" [
        HomeAffairsOfficer Province, ProvinceAdministrator Province, Auditor Province
    ];
    /// Sees where notices to other people go.
    SeeAddresses = "SEE_ADDRESSES" [HomeAffairsOfficer Province, ProvinceAdministrator Province];
    /// Says where notices to other people go.
    SetAddresses = "SET_ADDRESSES" [ProvinceAdministrator Province];
    /// Reads the audit log.
    ReadAuditLog = "READ_AUDIT_LOG" [ProvinceAdministrator Province, Auditor Province];
}

impl Action {
    /// Whether it asks for a recent sign-in, not only for a token that is good: what closes the books or opens them again, what
    /// accepts much at once, and who may do what.
    pub fn asks_recent_sign_in(self) -> bool {
        use Action::{
            AcceptAllReports, CarryRoles, CloseRound, KeepRoles, MakeServiceAccounts, ReopenLockedReport,
        };
        let of_the_books = matches!(self, CloseRound | ReopenLockedReport | AcceptAllReports);
        of_the_books || matches!(self, KeepRoles | CarryRoles | MakeServiceAccounts)
    }

    /// How far it reaches in a role; `None` where the role has no such right.
    pub fn reach(self, role: Role) -> Option<Reach> {
        self.rights().iter().find(|(of, _)| *of == role).map(|(_, reach)| *reach)
    }

    /// Whether it is anything for people of a role at all.
    pub fn is_for(self, role: Role) -> bool {
        self.reach(role).is_some()
    }

    /// The roles that have it.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        self.rights().iter().map(|(role, _)| *role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_role_of_the_province_reaches_all_of_it_and_one_of_an_agency_never_does() {
        for action in Action::ALL {
            for (role, reach) in action.rights() {
                let of_the_province = matches!(reach, Reach::Province | Reach::Held);
                let of_agencies = role.is_of_an_agency();
                assert_eq!(*reach == Reach::Nation, role.is_of_the_nation(), "{action:?} {role:?}");
                assert_eq!(of_the_province, !of_agencies && !role.is_of_the_nation(), "{action:?} {role:?}");
            }
        }
    }

    #[test]
    fn each_line_is_there_once_with_each_role_once() {
        let codes: BTreeSet<&str> = Action::ALL.iter().map(|action| action.code()).collect();
        assert_eq!(codes.len(), Action::ALL.len());
        for action in Action::ALL {
            let roles: BTreeSet<Role> = action.roles().collect();
            assert_eq!(roles.len(), action.rights().len(), "{action:?}");
            assert!(action.what().ends_with('.'), "{action:?} is not told in a sentence");
        }
    }

    #[test]
    fn readers_change_nothing_and_whoever_keeps_accounts_sees_no_figures() {
        let reading = [
            Action::SeeFigures,
            Action::SeeUnaccepted,
            Action::SeeSmallNumbers,
            Action::SeeReleases,
            Action::ReadPredecessors,
            Action::SeeModelDuplicates,
            Action::SeeEveryNotice,
            Action::ReadAuditLog,
            Action::SeeRoles,
        ];
        for action in Action::ALL {
            let read = action.is_for(Role::BiReader) || action.is_for(Role::Auditor);
            assert!(!read || reading.contains(action), "{action:?}");
            assert!(!action.is_for(Role::BiReader) || action.is_for(Role::Auditor), "{action:?}");
        }
        for action in &reading[..6] {
            assert!(!action.is_for(Role::ProvinceAdministrator), "{action:?}");
        }
    }
}
