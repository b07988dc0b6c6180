// The rules of graphql-eslint's schema-all and schema-relay sets, with the exceptions we chose.
import graphqlPlugin from '@graphql-eslint/eslint-plugin';

// Object types that are values: compared by what they hold, fetched only inside something that has
// an id. A new type without an id is entered here on purpose, or it gets one.
const VALUE_TYPES = [
  // who asks
  'Viewer', 'RoleGrant', 'PageInfo',
  // whom a request for a role brings in
  'Newcomer',
  // what proves a filing
  'Receipt',
  // a form and its rounds
  'FormSection', 'FormField', 'Unit', 'ValidationRule', 'IndicatorChoice', 'RequestLetter', 'LevelDueDate', 'Editability',
  // calendars
  'CalendarAnchor', 'CalendarDay', 'CalendarLevelRule', 'CalendarProblem', 'CalendarRule', 'CalendarSchedule',
  // democracy at the grassroots
  'DisclosureRegime', 'DisclosureRegimePart', 'ContentUnderRegime', 'ScoringCriterion', 'ScoringBand', 'ScoreGiven',
  'CriterionScore', 'DemocracyScoreRevision', 'DemocracyScores', 'DemocracyScoreEntry',
  // the register of models
  'ModelDetails', 'ModelAward', 'ModelDuplicate', 'ModelRegisterCounts',
  // the register of legal documents
  'LegalDocumentKind', 'LegalDocumentSource', 'LegalGround',
  // what a plan holds; tasks and what became of them
  'PlanTask', 'PlanTaskTold', 'PlanDeadline', 'PlanDeadlineProblem', 'TaskToFollow', 'TaskFollowUp', 'TaskFollowUpChange',
  'PlanTaskSummary', 'PlanTaskGroup', 'PlanTaskCounts', 'PlanTaskEntry', 'TaskSummary', 'TaskGroup', 'TaskCounts', 'TaskEntry', 'TaskTold',
  // agencies over time, provinces
  'AgencyName', 'AgencyIdentifier', 'Succession', 'ObligationDecision', 'Restatement',
  'AdministrativeProvince', 'ProvinceEvent', 'PredecessorProvince', 'HistoryGrant',
  'Nation', 'NationalProvince', 'ProvinceName',
  // what a report holds
  'ReportContent', 'ReportHeader', 'PartialDate', 'Recipient', 'Figure', 'NarrativeSection', 'Citation',
  'DisclosureItem', 'ReportModel', 'ReturnReason', 'ReportHistoryEntry', 'ModelStageReached', 'RuleOutcome', 'RuleExplanation',
  'ReportDiff', 'HeaderChange', 'FigureChange', 'SectionChange', 'SectionItemChange', 'CitationChange', 'DisclosureChange',
  'ReportModelChange', 'TextRun', 'SkippedReport',
  // the consolidated picture
  'Consolidation', 'Coverage', 'Total', 'TotalSource', 'Rate', 'FigureCell', 'SeriesPoint', 'SeriesBreak',
  'GrievanceHandling', 'GrievanceGroup', 'GrievanceFigures', 'ReceptionFigures', 'SubmissionFigures',
  'DemocracyCompliance', 'DemocracyGroup', 'DemocracyFigures',
  'MobilisationModelSummary', 'ModelGroup', 'ModelFigures',
  'SubmissionStatus', 'ObligationStatus', 'NarrativeEntry', 'ChoiceCount', 'DateRange', 'ValueRange',
  'DisclosureFormCount', 'DisclosureMatrix', 'DisclosureMatrixCell', 'DisclosureMatrixRow', 'DisclosureRate',
  'MobilisationModelGroup', 'ModelCounts', 'ModelTotals',
  // releases, and what makes the difference between two of them
  'ReleasedAgency', 'ReleasedVersion', 'ReleasedReport', 'ReleasedTotal', 'ReleasedRate', 'ReleasedChoice', 'ReleasedRange',
  'ReleasedFigure', 'ReleasedWord', 'ReleaseComparison', 'CoverageChange', 'FigureDifference', 'TotalDifference', 'RateDifference',
  'ChoiceDifference', 'DifferencePart', 'DifferenceStep',
];

export default [
  {
    files: ['**/*.graphql'],
    languageOptions: {
      parser: graphqlPlugin.parser,
      parserOptions: { graphQLConfig: { schema: './schema.graphql' } },
    },
    plugins: { '@graphql-eslint': graphqlPlugin },
    rules: {
      ...graphqlPlugin.configs['flat/schema-all'].rules,
      ...graphqlPlugin.configs['flat/schema-relay'].rules,

      // Fields stand in reading order; a client's editor sorts for itself.
      '@graphql-eslint/alphabetize': 'off',
      // We have mutations and subscriptions.
      '@graphql-eslint/no-root-type': 'off',
      // The date stands in the reason; the rule wants an argument that the directive does not have.
      '@graphql-eslint/require-deprecation-date': 'off',
      '@graphql-eslint/input-name': [
        'error',
        { caseSensitiveInputType: false, checkMutations: true, checkQueries: false },
      ],
      // Connections offer `nodes` beside `edges`.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
      '@graphql-eslint/strict-id-in-types': [
        'error',
        { exceptions: { types: VALUE_TYPES, suffixes: ['Payload', 'Connection', 'Edge', 'UserError'] } },
      ],
    },
  },
];
