//! The vectors by which the calendar is known to be right, and what every calendar must keep.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod properties;
mod refused;
mod vectors;

use super::*;
use crate::catalogue::tests::CATALOGUE;
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The days off that the program carries.
fn days() -> &'static DaysOff {
    CATALOGUE.days_off()
}

fn shipped(code: &str) -> Profile {
    CATALOGUE.calendar(code).unwrap().clone()
}
