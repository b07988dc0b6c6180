//! Reports: drafts, immutable versions, and the states they go through.

pub mod input;
pub mod patch;
pub mod state;
pub mod types;

pub use input::{
    CitationInput, DisclosureItemInput, DraftPatch, FigureInput, NarrativeSectionInput, PartialDateInput,
    ReportHeaderInput, ReportModelInput,
};
pub use patch::{AnswerKind, FormQuestions, Question};
pub use state::{ReportEvent, transition};
pub use types::{
    CitationEntry, DisclosureEntry, FigureEntry, ModelReference, PartialDate, ReportContent, ReportHeader,
    SectionEntry,
};
