//! The table of prices: what the objects of a field cost, and how many entries its list is taken to have before anybody
//! knows.
//!
//! A row names `Type.field`, or `*.field` for every type that has such a field and no row of its own. `cost/tests.rs`
//! compares the table with the schema both ways: a row without a field, and a list without a row, fail.

/// What each mutation costs before what is shown of it.
pub(super) const MUTATION: usize = 10;

/// What an object costs where a row does not say otherwise.
pub(super) const OBJECT: usize = 1;

/// Fields whose object takes more work than most: whole tables are added up or compared for it. Fields that are lists have no
/// row here: each of their entries costs [`OBJECT`].
pub(super) const WEIGHTS: &[(&str, usize)] = &[
    ("*.consolidation", 10),
    ("Release.compare", 50),
    ("Report.diff", 5),
    ("DemocracyCompliance.matrix", 10),
    ("DemocracyCompliance.scores", 10),
    ("Consolidation.grievanceHandling", 20),
    ("Consolidation.democracyCompliance", 20),
    ("Consolidation.mobilisationModels", 20),
    ("Consolidation.planTasks", 20),
    ("Consolidation.submissionStatus", 20),
    ("Consolidation.tasks", 20),
    ("Subscription.consolidationChanged", 10),
];

/// Lists whose length no argument says, and how many entries one is taken to have.
pub(super) const LENGTHS: &[(&str, usize)] = &[
    // Everywhere.
    ("*.userErrors", 2),
    ("*.grounds", 2),
    ("*.breaks", 2),
    ("*.checks", 60),
    ("*.distribution", 6),
    ("*.forms", 4),
    // Agencies and provinces.
    ("AdministrativeProvince.events", 5),
    ("Agency.identifiers", 3),
    ("Agency.names", 3),
    ("Agency.predecessors", 3),
    ("Agency.reorganisations", 3),
    ("Agency.successors", 3),
    ("Province.historyGrants", 5),
    ("Province.predecessors", 3),
    ("Query.administrativeProvinces", 34),
    ("Nation.provinceNames", 34),
    ("Nation.provinces", 8),
    ("Reorganisation.agencies", 10),
    ("Reorganisation.decisions", 20),
    ("Reorganisation.ended", 10),
    ("Reorganisation.successors", 5),
    ("Viewer.roles", 3),
    ("PersonAccount.roles", 3),
    ("Query.serviceAccounts", 10),
    ("ServiceAccount.agencies", 3),
    ("Query.webhooks", 5),
    // Whatever ids are asked for: at most so many.
    ("Query.nodes", 100),
    // Calendars and rounds.
    ("CalendarDaysSavePayload.days", 20),
    ("CalendarProfile.rules", 6),
    ("CalendarProfile.warnings", 2),
    ("CalendarRule.levels", 4),
    ("CalendarSchedule.levels", 4),
    ("CalendarSchedule.problems", 2),
    ("Query.calendarDays", 20),
    ("Query.calendarProfiles", 10),
    ("Round.levels", 4),
    ("Round.problems", 2),
    // The catalogue.
    ("DisclosureContent.regimes", 3),
    ("DisclosureRegime.contents", 40),
    ("DisclosureRegime.parts", 10),
    ("FormSection.fields", 10),
    ("FormSection.figures", 10),
    ("Indicator.choices", 6),
    ("Query.disclosureRegimes", 4),
    ("Query.legalDocumentKinds", 30),
    ("Query.scoringSchemes", 4),
    ("ReportForm.rules", 60),
    ("ReportForm.sections", 15),
    ("ScoringScheme.bands", 5),
    ("ScoringScheme.criteria", 40),
    // Legal documents.
    ("LegalDocument.amendedBy", 3),
    ("LegalDocument.replaces", 3),
    ("LegalDocument.sources", 2),
    // Reports and plans.
    ("*.citations", 10),
    ("*.disclosures", 20),
    ("*.followUps", 10),
    ("*.models", 5),
    ("*.sections", 15),
    ("Plan.deadlines", 10),
    ("Plan.tasks", 30),
    ("PlanTask.told", 4),
    ("Report.history", 10),
    ("Report.returnReasons", 5),
    ("Report.tasksToFollow", 10),
    ("ReportAcceptAllPayload.accepted", 130),
    ("ReportAcceptAllPayload.skipped", 20),
    ("Report.versions", 3),
    ("ReportContent.figures", 60),
    ("ReportDiff.figures", 60),
    ("ReportHistoryEntry.reasons", 5),
    ("SectionChange.items", 10),
    ("SectionChange.text", 10),
    ("SectionItemChange.text", 10),
    // The register of models, and scores.
    ("MobilisationModel.awards", 2),
    ("MobilisationModel.history", 5),
    ("MobilisationModel.joint", 2),
    ("DemocracyScore.history", 3),
    ("ScoreGiven.criteria", 40),
    // The consolidated picture: an entry an agency, as many as a province of today has.
    ("*.classification", 6),
    ("*.entries", 130),
    ("*.groups", 130),
    ("*.told", 3),
    ("Consolidation.figures", 500),
    ("Consolidation.narratives", 130),
    ("DemocracyCompliance.groups", 130),
    ("DemocracyFigures.disclosureForms", 10),
    ("DemocracyFigures.regulationBasis", 6),
    ("DemocracyFigures.staffConferenceForms", 6),
    ("DisclosureMatrix.contents", 20),
    ("DisclosureMatrix.rows", 130),
    ("DisclosureMatrixRow.cells", 20),
    ("PlanTaskSummary.withoutPlan", 30),
    ("Restatement.reportedBy", 5),
    ("SeriesPoint.changes", 2),
    ("SubmissionStatus.obligations", 130),
    // Releases and what makes the difference between two.
    ("Release.figures", 60),
    ("Release.reports", 130),
    ("ReleaseComparison.figures", 60),
    ("*.parts", 8),
    ("DifferencePart.steps", 10),
    ("DifferenceStep.versionsAfter", 5),
    ("DifferenceStep.versionsBefore", 5),
];
