//! Reporting calendars: from a period to the days its figures cover and the day each level must have sent its report.
//!
//! Pure. A [`Profile`] is a set of rules, [`DaysOff`] says which days are worked, a [`Schedule`] is what the two make of a
//! period. All days are those of Asia/Ho_Chi_Minh (+07:00, no summer time). The gaps that Nghị định 09/2019/NĐ-CP, Điều 8
//! khoản 5 asks for are part of what a profile must keep: see [`faults`].

mod check;
mod days;
mod profile;
mod schedule;
mod versions;

#[cfg(test)]
mod tests;

pub use check::{faults, gaps, unlike_parts};
pub use days::{CalendarDayKind, DayOff, DaysOff, EveryYear};
pub use profile::{
    Anchor, Closing, DueRule, DueRuleKind, DueShift, LevelRule, PeriodRule, Profile, ReportingLevel,
};
pub use schedule::{LevelDue, Schedule, due_instant};
pub use versions::{Version, seams};

/// The profile that applies where a province has said nothing else.
pub const DEFAULT_PROFILE: &str = "ND09_DEFAULT";
