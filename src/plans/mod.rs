//! Floor 5: a year's plan of an agency: its sections, its tasks and who answers for them, what it cites, and until when it says
//! that reports are due.

mod graphql;
mod input;
mod rows;
mod service;
mod tasks;
mod told;
mod types;
mod words;

pub use graphql::{Plan, PlanQuery};
pub use input::{PlanDeadlineInput, PlanDraft, PlanTaskInput};
pub use rows::plan::Model as PlanRow;
pub use service::{by_id, content_of, known, save};
pub use tasks::{keyed, tasks_for};
pub use types::Task as PlannedTask;
