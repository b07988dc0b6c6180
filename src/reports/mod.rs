//! Floor 4: reports: drafts, immutable versions, the rules they are checked by and the states they go through.

mod asked;
mod diff;
mod editability;
mod graphql;
mod input;
mod observe;
mod patch;
mod register;
mod rows;
mod service;
mod state;
mod tasks;
mod told;
mod types;

pub use asked::{Asked, form_of, period_of, window_of};
pub use editability::{Editability, EditabilityReason};
pub use graphql::{
    Citation, Figure, NarrativeSection, Obligation, Report, ReportContentView, ReportVersion, Round,
    RuleOutcome, SkippedReport, Timeliness,
};
pub use input::{
    CitationInput, DisclosureItemInput, DraftPatch, FigureInput, NarrativeSectionInput, ReportHeaderInput,
    ReportModelInput, TaskFollowUpInput,
};
pub use patch::{FormQuestions, Question, apply as read_patch};
pub use rows::{
    disclosure::{Column as DisclosureColumn, Entity as DisclosureEntity, Model as DisclosureRow},
    event::{Entity as EventEntity, Model as EventRow},
    figure::{Column as FigureColumn, Entity as FigureEntity, Model as FigureRow},
    follow_up::{Column as FollowUpColumn, Entity as FollowUpEntity, Model as FollowUpRow},
    form_snapshot::{Entity as FormSnapshotEntity, Model as FormSnapshotRow},
    narrative::{Column as NarrativeColumn, Entity as NarrativeEntity, Model as NarrativeRow},
    report::{Column as ReportColumn, Entity as ReportEntity, Model as ReportRow},
    standing::{Column as StandingColumn, Entity as StandingEntity, Model as StandingRow},
    version::{Column as VersionColumn, Entity as VersionEntity, Model as VersionRow},
};
pub use service::{
    AcceptanceSkip, AcceptedAll, CheckEntry, Explanation, Facts, Reason, ReportFilter, ReportOrder,
    ReportStands, Shown, accept, accept_all, add_obligation, as_shown, begin_round, by_id, by_key,
    check_draft, close_round, exempt, extend, filed_by, latest_return, load_accepted, load_by_obligation,
    load_report, load_version, open_obligations, page, remind, reopen, return_report, save, stands,
    stated_number, submit, to_do, to_follow,
};
pub use state::{ReportEvent, transition};
pub use tasks::{KnownTask, SetIn, SetTask, TASK_SECTION, next_after, set_by, tasks_of};
pub use told::{SaidFigure, figure as figure_said};
pub use types::{
    CitationEntry, DisclosureEntry, FigureEntry, FollowUpEntry, ModelReference, ReportContent, ReportHeader,
    SectionEntry,
};
