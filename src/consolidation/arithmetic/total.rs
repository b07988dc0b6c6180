//! Observations, and their sum.

use super::{Coverage, Overflow, Standing};
use crate::kit::{FigureState, Period};
use uuid::Uuid;

/// What one obligation says of one indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    pub agency: Uuid,
    pub period: Period,
    /// `None`: there is no report.
    pub state: Option<FigureState>,
    /// In units of the indicator's scale; 1 and 0 for yes and no. Read only when the state is STATED.
    pub value: Option<i64>,
}

/// What one obligation adds to a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
    pub agency: Uuid,
    pub period: Period,
    pub standing: Standing,
    /// What is added: the value stated, 0 for "none", what is known of a partial one; otherwise nothing.
    pub value: Option<i64>,
}

impl Contribution {
    /// Which obligation it is of, in the order of obligations.
    pub fn obligation(&self) -> (u128, i32) {
        (self.agency.as_u128(), self.period.number())
    }
}

impl From<Observation> for Contribution {
    fn from(observation: Observation) -> Self {
        let Observation { agency, period, state, value } = observation;
        let value = match state {
            Some(FigureState::Stated) => value,
            Some(FigureState::NoneDeclared) => Some(0),
            Some(FigureState::NotStated | FigureState::NotApplicable) | None => None,
        };
        Contribution { agency, period, standing: Standing::of(state), value }
    }
}

/// A total: a value, and of whom it speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotalValue {
    /// Null exactly when nobody stated or declared anything.
    pub value: Option<i64>,
    pub coverage: Coverage,
}

impl TotalValue {
    /// The total of two sets of obligations that have none in common.
    pub fn plus(self, other: TotalValue) -> Result<TotalValue, Overflow> {
        let value = match (self.value, other.value) {
            (Some(one), Some(two)) => Some(one.checked_add(two).ok_or(Overflow)?),
            (value, None) | (None, value) => value,
        };
        Ok(TotalValue { value, coverage: self.coverage + other.coverage })
    }
}

/// The sum over obligations. For more than one period, apply the indicator's [`super::TimeRule`] first.
///
/// The sum is built in 128 bits, so that neither the order nor what cancels out decides whether it fits.
pub fn sum_across_agencies<C: Into<Contribution>>(
    contributions: impl IntoIterator<Item = C>,
) -> Result<TotalValue, Overflow> {
    let mut sum: Option<i128> = None;
    let mut coverage = Coverage::default();
    for contribution in contributions {
        let contribution: Contribution = contribution.into();
        coverage.tally(contribution.standing, 1);
        if let Some(value) = contribution.value {
            sum = Some(sum.unwrap_or(0) + i128::from(value));
        }
    }
    let value = sum.map(i64::try_from).transpose().map_err(|_| Overflow)?;
    Ok(TotalValue { value, coverage })
}
