//! Which rounds speak for which periods. Pure.
//!
//! - A period is answered by the rounds of exactly that period; where the province has none, by those of its quarters.
//!   What answers is a *leaf*: one period in which there are rounds. Leaves are in order, and never overlap.
//! - An opening stock is taken from the first leaf, a closing stock from the last one, and from no other, whoever is
//!   silent there. The latest word may stand in any leaf: which one, each agency decides.
//! - Two rounds of different forms may share a leaf. An indicator is then taken, for each agency, from one of them only:
//!   of the rounds that ask for it and in which the agency owes a report, the one whose form has the lower code.

use std::ops::Range;
use uuid::Uuid;

use super::arithmetic::TimeRule;
use crate::kit::{Code, Error, Period, PeriodKind, Problem, Result, Window};

/// The most periods that one consolidation may span: twenty years of quarters.
pub const MOST_PERIODS: usize = 80;

/// A round, as the plan knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    pub id: Uuid,
    pub period: Period,
    pub form: String,
    pub version: u32,
    pub window: Window,
}

/// A period in which there are rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    pub period: Period,
    /// Its rounds, by the code of their form.
    pub rounds: Range<usize>,
}

/// A period that was asked for, and the leaves that answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub period: Period,
    pub leaves: Range<usize>,
}

/// The periods that were asked for, and what answers them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub columns: Vec<Column>,
    pub leaves: Vec<Leaf>,
    /// The rounds of all leaves, in their order.
    pub rounds: Vec<Asking>,
}

/// The periods from one to another, both included.
///
/// Errors: `BAD_PERIOD` for two of different kinds or out of order, `RANGE_TOO_LONG` beyond [`MOST_PERIODS`].
pub fn periods(from: Period, to: Option<Period>) -> Result<Vec<Period>> {
    let periods = from.through(to.unwrap_or(from)).ok_or_else(|| Error::refused(Code::BadPeriod, &["to"]))?;
    if periods.len() > MOST_PERIODS {
        return Err(Problem::new(Code::RangeTooLong, &["to"]).with("most", MOST_PERIODS).into());
    }
    Ok(periods)
}

/// The ranges of stored period numbers in which rounds may answer these periods.
pub fn stored_ranges(periods: &[Period]) -> Vec<(i32, i32)> {
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Vec::new() };
    let mut ranges = vec![(first.number(), last.number())];
    if first.kind() != PeriodKind::Quarter
        && let (Some(from), Some(to)) = (first.quarters().first(), last.quarters().last())
    {
        ranges.push((from.number(), to.number()));
    }
    ranges
}

impl Plan {
    /// The plan for some periods, in order, out of the province's rounds.
    pub fn new(periods: &[Period], rounds: &[Asking]) -> Plan {
        let mut plan = Plan::default();
        for &period in periods {
            let first = plan.leaves.len();
            if !plan.add_leaf(period, rounds) {
                for quarter in period.quarters() {
                    plan.add_leaf(quarter, rounds);
                }
            }
            plan.columns.push(Column { period, leaves: first..plan.leaves.len() });
        }
        plan
    }

    /// Adds the rounds of exactly this period; says whether there are any.
    fn add_leaf(&mut self, period: Period, rounds: &[Asking]) -> bool {
        let mut own: Vec<&Asking> = rounds.iter().filter(|round| round.period == period).collect();
        if own.is_empty() {
            return false;
        }
        own.sort_by(|one, other| {
            (&one.form, one.version, one.id).cmp(&(&other.form, other.version, other.id))
        });
        let first = self.rounds.len();
        self.rounds.extend(own.into_iter().cloned());
        self.leaves.push(Leaf { period, rounds: first..self.rounds.len() });
        true
    }

    /// The leaves of one column, or of all.
    pub fn leaves_of(&self, column: Option<usize>) -> Range<usize> {
        match column {
            Some(column) => self.columns.get(column).map_or(0..0, |column| column.leaves.clone()),
            None => 0..self.leaves.len(),
        }
    }

    /// Those of the leaves that may speak for the whole of one column, or of all, under a time rule.
    pub fn speaking(&self, rule: TimeRule, column: Option<usize>) -> Range<usize> {
        let Range { start, end } = self.leaves_of(column);
        match rule {
            TimeRule::Flow | TimeRule::Ever | TimeRule::Latest => start..end,
            TimeRule::Opening => start..end.min(start + 1),
            TimeRule::Closing => start.max(end.saturating_sub(1))..end,
        }
    }

    /// The leaf that a round belongs to.
    pub fn leaf_of(&self, round: usize) -> usize {
        self.leaves.partition_point(|leaf| leaf.rounds.end <= round)
    }

    /// The column that a leaf belongs to.
    pub fn column_of(&self, leaf: usize) -> usize {
        self.columns.partition_point(|column| column.leaves.end <= leaf)
    }
}

#[cfg(test)]
mod tests;
