//! Floor 4: reorganising agencies: a dated event on the ground of a document, and who owes what was still open.
//!
//! What an event is, and what follows from it for names, predecessors and lines, is `organisation::history`; here is how one is
//! recorded, because that also touches rounds and reports.

mod decisions;
mod graphql;
mod input;
mod names;
mod record;
mod shape;

pub use input::{AgencyReorganiseInput, LegalGroundInput, ObligationDecisionInput, SuccessorInput};
pub use record::{load, page, reorganise};
