//! Resolvers of this room, one file an object. Rounds and obligations are here too, because they lead to reports.

mod citation;
mod content;
mod diff;
mod known;
mod outcome;
mod report;
mod round;
mod skipped;
mod tasks;
mod version;

pub use citation::Citation;
pub use content::{Figure, NarrativeSection, ReportContentView};
pub use outcome::RuleOutcome;
pub use report::Report;
pub use round::{Obligation, Round, Timeliness};
pub use skipped::SkippedReport;
pub use version::ReportVersion;

/// The Vietnamese or English half of a text, as the request wants it.
fn text(ctx: &async_graphql::Context<'_>, bilingual: &crate::kit::Bilingual) -> String {
    let lang = crate::request::of(ctx).map_or(crate::kit::Lang::Vi, |request| request.lang());
    bilingual.get(lang).to_owned()
}
