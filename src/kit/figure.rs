//! A figure: what an agency says of one indicator, and in which of four ways it says it (domain §0).

use super::decimal::Decimal;
use async_graphql::Enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How an agency states a figure. Silence is never a zero.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FigureState {
    /// A number or text is given (có số liệu).
    Stated,
    /// The agency says that there was none (báo cáo "không có"): a real zero.
    NoneDeclared,
    /// The report is silent (không nêu): never a zero.
    NotStated,
    /// The indicator does not concern this kind of agency (không áp dụng).
    NotApplicable,
}

impl FigureState {
    /// The number a state is stored as.
    pub fn number(self) -> i16 {
        match self {
            FigureState::Stated => 1,
            FigureState::NoneDeclared => 2,
            FigureState::NotStated => 3,
            FigureState::NotApplicable => 4,
        }
    }

    /// The state that a stored number means; `None` for a number no state has.
    pub fn from_number(number: i16) -> Option<Self> {
        [Self::Stated, Self::NoneDeclared, Self::NotStated, Self::NotApplicable]
            .into_iter()
            .find(|state| state.number() == number)
    }
}

/// The value of a stated figure, by the type of its indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A count or an amount, in units of 10^-scale of its indicator (counts: scale 0).
    Number(i64),
    /// Yes or no.
    Truth(bool),
    /// A day.
    Date(NaiveDate),
    /// A code out of the indicator's choices.
    Choice(String),
}

impl Value {
    /// The number of a count or an amount, or 1 and 0 for yes and no: what totals add up.
    pub fn as_number(&self) -> Option<i64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Truth(truth) => Some(i64::from(*truth)),
            Value::Date(_) | Value::Choice(_) => None,
        }
    }

    /// The value as people read it, `scale` being the indicator's.
    pub fn display(&self, scale: u8) -> String {
        match self {
            Value::Number(units) => Decimal::new(*units, scale).to_string(),
            Value::Truth(truth) => truth.to_string(),
            Value::Date(day) => day.to_string(),
            Value::Choice(code) => code.clone(),
        }
    }
}
