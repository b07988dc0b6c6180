//! Floor 4: a province's own reporting calendars and days off, beside those that come with the catalogue.

mod graphql;
mod input;
mod rows;
mod service;

pub use graphql::{CalendarDay, CalendarProblem, CalendarProfile, CalendarQuery, LevelDueDate};
pub use input::{CalendarDayInput, CalendarProfileDraft, PeriodRuleInput};
pub use service::{
    Kept, by_id, choose, days_off, load_days_off, load_named, load_usual, profiles, save_days, save_profile,
};
