#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::kit::decimal::Decimal;
use crate::kit::{FigureState, Period};
use proptest::prelude::*;
use uuid::Uuid;

mod examples;
mod properties;

fn agency(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn quarter(ordinal: u8) -> Period {
    Period::quarter(2019, ordinal).unwrap()
}

fn observed(number: u128, ordinal: u8, state: Option<FigureState>, value: i64) -> Observation {
    let value = (state == Some(FigureState::Stated)).then_some(value);
    Observation { agency: agency(number), period: quarter(ordinal), state, value }
}

fn stated(number: u128, ordinal: u8, value: i64) -> Observation {
    observed(number, ordinal, Some(FigureState::Stated), value)
}

fn sum(observations: &[Observation]) -> TotalValue {
    sum_across_agencies(observations.iter().copied()).unwrap()
}
