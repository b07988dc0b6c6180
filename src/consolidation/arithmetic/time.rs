//! Adding up across time.

use super::{Contribution, Overflow, TotalValue, sum_across_agencies};
use crate::kit::Period;

/// Which of the sub-periods of a longer period speak for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeRule {
    /// All of them, added up: what happened during the period (FLOW).
    Flow,
    /// The first: what was there at its beginning (OPEN).
    Opening,
    /// The last: what was there at its end (STOCK, LATEST). An agency that is silent then is silent: its earlier value is
    /// never carried over.
    Closing,
    /// All of them, true if ever true (ANY): for [`super::count_true`].
    Ever,
}

impl TimeRule {
    /// Those of the sub-periods, given in order, that speak for the whole.
    pub fn speaking(self, sub_periods: &[Period]) -> &[Period] {
        match self {
            TimeRule::Flow | TimeRule::Ever => sub_periods,
            TimeRule::Opening => sub_periods.get(..1).unwrap_or_default(),
            TimeRule::Closing => &sub_periods[sub_periods.len().saturating_sub(1)..],
        }
    }

    /// The contributions of the sub-periods that speak for the whole; the sub-periods are given in order.
    pub fn select<C: Into<Contribution>>(
        self,
        sub_periods: &[Period],
        contributions: impl IntoIterator<Item = C>,
    ) -> Vec<Contribution> {
        let speaking = self.speaking(sub_periods);
        contributions
            .into_iter()
            .map(Into::into)
            .filter(|contribution| speaking.contains(&contribution.period))
            .collect()
    }

    /// The total of a longer period, of which the sub-periods are given in order.
    pub fn total<C: Into<Contribution>>(
        self,
        sub_periods: &[Period],
        contributions: impl IntoIterator<Item = C>,
    ) -> Result<TotalValue, Overflow> {
        sum_across_agencies(self.select(sub_periods, contributions))
    }
}
