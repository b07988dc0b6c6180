//! Which line of the policy each field asks for: every field of the roots, and the fields of objects that have a gate of
//! their own. What is not here goes with its object: whoever reaches that sees it.
//!
//! The resolvers ask for these actions themselves; a test holds this table against what each kind of caller was answered.

use crate::auth::Action;

/// What somebody needs for a field; a token, and for whatever is of agencies their own scope, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Nothing more.
    Token,
    /// Nothing more for what is one's own or accepted; an action for the rest.
    TokenOr(Action),
    /// One of some actions; which one depends on what is asked for.
    OneOf(&'static [Action]),
}

use Action::{
    AcceptAllReports, AcceptReport, CarryRoles, CloseRound, CreateRelease, DecideModelAbove,
    DecideModelBelow, FollowProvince, KeepCalendars, KeepHistoryGrants, KeepLegalDocuments, KeepModel,
    KeepObligations, KeepRoles, KeepScoringSchemes, KeepServiceAccounts, KeepWebhooks, MakeServiceAccounts,
    OpenRound, ReadAuditLog, ReadNation, ReadPredecessors, RecordModelWork, ReopenLockedReport, ReopenReport,
    ReorganiseAgencies, RetryNotices, ReturnReport, SavePlan, SaveReport, ScoreOwnAgency, SeeAddresses,
    SeeEveryNotice, SeeFigures, SeeModelDuplicates, SeeReleases, SeeRoles, SeeSmallNumbers, SeeUnaccepted,
    SetAddresses, SettleModelDuplicates, SubmitReport, VerifyScore,
};
use Gate::{OneOf, Token, TokenOr};

/// The gate of each field, by `Type.field`; of an object that is found by its global id, by `Node.Type`.
pub const GATES: &[(&str, Gate)] = &[
    ("Query.viewer", Token),
    ("Query.node", Token),
    ("Query.nodes", Token),
    ("Query.province", Token),
    ("Query.administrativeProvinces", Token),
    ("Query.agency", Token),
    ("Query.agencies", Token),
    ("Query.reorganisations", Token),
    ("Query.indicator", Token),
    ("Query.indicators", Token),
    ("Query.form", Token),
    ("Query.forms", Token),
    ("Query.disclosureRegimes", Token),
    ("Query.legalDocument", Token),
    ("Query.legalDocuments", Token),
    ("Query.legalDocumentKinds", Token),
    ("Query.calendarProfiles", Token),
    ("Query.calendarDays", Token),
    ("Query.dueDates", Token),
    ("Query.round", Token),
    ("Query.rounds", Token),
    ("Query.report", OneOf(&[SeeFigures])),
    ("Query.reports", OneOf(&[SeeFigures])),
    ("Query.mobilisationModels", OneOf(&[SeeFigures])),
    ("Query.modelDuplicates", OneOf(&[SeeModelDuplicates])),
    ("Query.consolidation", OneOf(&[SeeFigures, SeeUnaccepted])),
    ("Query.release", OneOf(&[SeeReleases])),
    ("Query.releases", OneOf(&[SeeReleases])),
    ("Query.plan", Token),
    ("Query.plans", Token),
    ("Query.scoringSchemes", Token),
    ("Query.democracyScore", OneOf(&[SeeFigures])),
    ("Query.democracyScores", OneOf(&[SeeFigures])),
    ("Query.notices", TokenOr(SeeEveryNotice)),
    ("Query.webhooks", OneOf(&[KeepWebhooks])),
    ("Query.serviceAccounts", OneOf(&[KeepServiceAccounts])),
    ("Query.people", OneOf(&[SeeRoles])),
    ("Query.roleRequests", OneOf(&[SeeRoles])),
    ("Query.auditEntries", OneOf(&[ReadAuditLog])),
    ("Query.nation", OneOf(&[ReadNation])),
    ("Mutation.roundOpen", OneOf(&[OpenRound])),
    ("Mutation.roundClose", OneOf(&[CloseRound])),
    ("Mutation.obligationAdd", OneOf(&[KeepObligations])),
    ("Mutation.obligationExempt", OneOf(&[KeepObligations])),
    ("Mutation.obligationExtend", OneOf(&[KeepObligations])),
    ("Mutation.reportSaveDraft", OneOf(&[SaveReport])),
    ("Mutation.reportValidate", OneOf(&[SeeUnaccepted])),
    ("Mutation.reportSubmit", OneOf(&[SubmitReport])),
    ("Mutation.reportReturn", OneOf(&[ReturnReport])),
    ("Mutation.reportAccept", OneOf(&[AcceptReport])),
    ("Mutation.reportAcceptAll", OneOf(&[AcceptAllReports])),
    ("Mutation.reportReopen", OneOf(&[ReopenReport, ReopenLockedReport])),
    ("Mutation.releaseCreate", OneOf(&[CreateRelease])),
    ("Mutation.agencyReorganise", OneOf(&[ReorganiseAgencies, CarryRoles])),
    ("Mutation.legalDocumentUpsert", OneOf(&[KeepLegalDocuments])),
    ("Mutation.planSave", OneOf(&[SavePlan])),
    ("Mutation.modelRegister", OneOf(&[KeepModel])),
    ("Mutation.modelUpdate", OneOf(&[KeepModel])),
    ("Mutation.modelAward", OneOf(&[RecordModelWork])),
    ("Mutation.modelAdvance", OneOf(&[RecordModelWork, DecideModelBelow, DecideModelAbove])),
    ("Mutation.modelDuplicateSettle", OneOf(&[SettleModelDuplicates])),
    ("Mutation.democracyScoreSelfAssess", OneOf(&[ScoreOwnAgency])),
    ("Mutation.democracyScoreVerify", OneOf(&[VerifyScore])),
    ("Mutation.calendarProfileSave", OneOf(&[KeepCalendars])),
    ("Mutation.calendarDaysSave", OneOf(&[KeepCalendars])),
    ("Mutation.scoringSchemeSave", OneOf(&[KeepScoringSchemes])),
    ("Mutation.historyGrantGive", OneOf(&[KeepHistoryGrants])),
    ("Mutation.historyGrantRevoke", OneOf(&[KeepHistoryGrants])),
    ("Mutation.personSetEmail", TokenOr(SetAddresses)),
    ("Mutation.webhookRegister", OneOf(&[KeepWebhooks])),
    ("Mutation.webhookRemove", OneOf(&[KeepWebhooks])),
    ("Mutation.noticeRetry", OneOf(&[RetryNotices])),
    ("Mutation.serviceAccountCreate", OneOf(&[MakeServiceAccounts])),
    ("Mutation.serviceAccountApprove", OneOf(&[MakeServiceAccounts])),
    ("Mutation.serviceAccountRevoke", OneOf(&[KeepServiceAccounts])),
    ("Mutation.roleRequest", OneOf(&[KeepRoles])),
    ("Mutation.roleApprove", OneOf(&[KeepRoles])),
    ("Mutation.roleRefuse", OneOf(&[KeepRoles])),
    ("Mutation.roleTakeBack", OneOf(&[KeepRoles])),
    ("Mutation.personDisable", OneOf(&[KeepRoles])),
    ("Subscription.reportChanged", OneOf(&[SeeFigures])),
    ("Subscription.consolidationChanged", OneOf(&[SeeFigures, SeeUnaccepted])),
    ("Node.Report", OneOf(&[SeeFigures])),
    ("Node.ReportVersion", OneOf(&[SeeFigures, SeeUnaccepted])),
    ("Node.TotalSource", OneOf(&[SeeFigures, SeeUnaccepted])),
    ("Node.MobilisationModel", OneOf(&[SeeFigures])),
    ("Node.DemocracyScore", OneOf(&[SeeFigures, SeeUnaccepted])),
    ("Node.Plan", OneOf(&[SeeFigures])),
    ("Node.Release", OneOf(&[SeeReleases])),
    ("Node.Notice", TokenOr(SeeEveryNotice)),
    ("Node.Webhook", OneOf(&[KeepWebhooks])),
    ("Node.ServiceAccount", OneOf(&[KeepServiceAccounts])),
    ("Node.RoleRequest", OneOf(&[SeeRoles])),
    ("Node.PersonAccount", OneOf(&[SeeRoles])),
    ("Node.AuditEntry", OneOf(&[ReadAuditLog])),
    ("Node.Province", Token),
    ("Node.Agency", Token),
    ("Node.Person", Token),
    ("Node.Reorganisation", Token),
    ("Node.Round", Token),
    ("Node.Obligation", Token),
    ("Node.LegalDocument", Token),
    ("Node.ScoringScheme", Token),
    ("Node.CalendarProfile", Token),
    ("Node.Indicator", Token),
    ("Node.ReportForm", Token),
    ("Node.ValidationRule", Token),
    ("Node.DisclosureContent", Token),
    ("Viewer.person", Token),
    ("Viewer.province", Token),
    ("Viewer.obligations", TokenOr(FollowProvince)),
    ("Viewer.notices", Token),
    ("Province.predecessors", OneOf(&[ReadPredecessors])),
    ("Province.historyGrants", OneOf(&[KeepHistoryGrants])),
    ("Person.email", TokenOr(SeeAddresses)),
    ("Round.obligations", Token),
    ("Obligation.report", OneOf(&[SeeFigures])),
    ("Obligation.editability", OneOf(&[SeeFigures])),
    ("Report.draft", OneOf(&[SeeUnaccepted])),
    ("Report.checks", OneOf(&[SeeUnaccepted])),
    ("Report.tasksToFollow", OneOf(&[SeeUnaccepted])),
    ("Report.history", OneOf(&[SeeUnaccepted])),
    ("Report.returnReasons", OneOf(&[SeeUnaccepted])),
    ("Report.revision", OneOf(&[SeeUnaccepted])),
    ("Report.updatedAt", TokenOr(SeeUnaccepted)),
    ("Report.updatedBy", TokenOr(SeeUnaccepted)),
    ("Report.versions", TokenOr(SeeUnaccepted)),
    ("Report.latestVersion", TokenOr(SeeUnaccepted)),
    ("Report.diff", TokenOr(SeeUnaccepted)),
    ("ReportVersion.checks", OneOf(&[SeeUnaccepted])),
    ("ReportVersion.digest", OneOf(&[SeeSmallNumbers])),
    ("ReportVersion.receipt", OneOf(&[SeeSmallNumbers])),
    ("ReportVersion.acceptanceReceipt", OneOf(&[SeeSmallNumbers])),
    ("Release.canonicalForm", OneOf(&[SeeSmallNumbers])),
    ("PlanTask.told", TokenOr(SeeUnaccepted)),
    ("Reorganisation.decisions", Token),
    ("Notice.report", OneOf(&[SeeFigures])),
    ("Notice.webhook", OneOf(&[KeepWebhooks])),
];

/// The gate of a field, by `Type.field`.
pub fn gate(field: &str) -> Option<Gate> {
    GATES.iter().find(|(known, _)| *known == field).map(|(_, gate)| *gate)
}

impl Gate {
    /// The actions that make a difference.
    pub fn actions(&self) -> &[Action] {
        match self {
            Token => &[],
            TokenOr(action) => std::slice::from_ref(action),
            OneOf(actions) => actions,
        }
    }

    /// Whether a token is enough to get something.
    pub fn is_open(&self) -> bool {
        !matches!(self, OneOf(_))
    }
}
