//! Floor 7: made-up provinces at scale, for trials and benchmarks: `tonghop seed scale`.
//!
//! Everything follows from a [`Size`]: the same size and seed make the same rows, ids included. What is made is skewed as
//! a country is: the first province has ten times the agencies of the median one, a few agencies have most submissions,
//! some report late, some are sent back, some never report; over ten years some are renamed
//! or merged. Facts are projected from contents by the code that files real
//! reports.

mod agency;
mod calendar;
mod changes;
mod content;
mod course;
mod figures;
mod grievances;
mod ids;
mod load;
mod models;
mod people;
mod plan;
mod province;
mod report;
mod rows;
mod say;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;

pub use load::{Progress, Seeded, seed};
pub use people::subject;
pub use plan::{MOST_QUARTERS, Size};
