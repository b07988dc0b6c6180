//! The provincial picture by subject: one file a view.

pub mod democracy;
pub mod democracy_figures;
pub mod figures;
pub mod grievance;
pub mod matrix;
pub mod models;
pub mod models_register;
pub mod narratives;
pub mod planned;
pub mod planned_entries;
pub mod reception;
pub mod register;
pub mod scores;
pub mod status;
pub mod submissions;
pub mod task_entries;
pub mod tasks;

/// A code that a caller sent, cut and cleaned so that it can be shown again.
fn shown(code: &str) -> String {
    code.chars().take(60).filter(|c| !c.is_control()).collect()
}
