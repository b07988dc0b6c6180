//! Adding up across time.

use std::collections::HashMap;

use super::{Contribution, Overflow, TotalValue, sum_across_agencies};
use crate::kit::Period;

/// Which of the sub-periods of a longer period speak for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeRule {
    /// All of them, added up: what happened during the period (FLOW).
    Flow,
    /// The first: what was there at its beginning (OPEN).
    Opening,
    /// The last: what was there at its end (STOCK). An agency that is silent then is silent: its earlier value is never
    /// carried over.
    Closing,
    /// For each agency the last in which it says anything (LATEST), or its last obligation when it never does: one
    /// contribution an agency, so that coverage counts agencies.
    Latest,
    /// All of them, true if ever true (ANY): for [`super::count_true`].
    Ever,
}

impl TimeRule {
    /// Those of the sub-periods, given in order, that may speak for the whole; of the latest word, see [`Self::counting`].
    pub fn speaking(self, sub_periods: &[Period]) -> &[Period] {
        match self {
            TimeRule::Flow | TimeRule::Ever | TimeRule::Latest => sub_periods,
            TimeRule::Opening => sub_periods.get(..1).unwrap_or_default(),
            TimeRule::Closing => &sub_periods[sub_periods.len().saturating_sub(1)..],
        }
    }

    /// Of what is said in the sub-periods that may speak, in any order, what counts: of the latest word, one for each
    /// agency; otherwise everything. The order is kept.
    pub fn counting<T>(self, said: Vec<T>, contribution: impl Fn(&T) -> &Contribution) -> Vec<T> {
        if self != TimeRule::Latest {
            return said;
        }
        let rank = |said: &Contribution| (said.standing.says_anything(), said.period.window().to);
        let mut latest = HashMap::new();
        for (position, said) in said.iter().enumerate() {
            let said = contribution(said);
            let best = latest.entry(said.agency).or_insert((rank(said), position));
            if rank(said) > best.0 {
                *best = (rank(said), position);
            }
        }
        let counts = |position, said: &T| {
            latest.get(&contribution(said).agency).is_some_and(|(_, latest)| *latest == position)
        };
        let said = said.into_iter().enumerate();
        said.filter(|(position, said)| counts(*position, said)).map(|(_, said)| said).collect()
    }

    /// The contributions that count for the whole; the sub-periods are given in order.
    pub fn select<C: Into<Contribution>>(
        self,
        sub_periods: &[Period],
        contributions: impl IntoIterator<Item = C>,
    ) -> Vec<Contribution> {
        let speaking = self.speaking(sub_periods);
        let spoken = contributions
            .into_iter()
            .map(Into::into)
            .filter(|contribution| speaking.contains(&contribution.period))
            .collect();
        self.counting(spoken, |contribution| contribution)
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
