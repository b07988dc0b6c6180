//! Which rounds speak for which periods. Pure.
//!
//! - A period is answered by the rounds of exactly that period and by those of its quarters; where there are both, the ledger
//!   decides for each agency which of them answer. What answers is a *leaf*: one period in which there are rounds. Leaves are in
//!   order, and never overlap but for a period behind its own quarters.
//! - An opening stock is taken from the first leaf, a closing stock from the last one, and from no other, whoever is
//!   silent there; where a period stands behind its quarters, from the first or the last of these, and from its own. The latest word may stand in any leaf: which one, each agency decides.
//! - Two rounds of different forms may share a leaf. An indicator is then taken, for each agency, from one of them only:
//!   of the rounds that ask for it and in which the agency owes a report, the one whose form has the lower code.

use chrono::{DateTime, Utc};
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
    /// When it was opened: nothing was filed in it before.
    pub opened_at: DateTime<Utc>,
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
    /// Whether the last of them is the period itself, behind its quarters.
    pub both: bool,
}

impl Column {
    /// The leaf of the period itself, where that stands behind its quarters.
    pub fn whole(&self) -> Option<usize> {
        self.both.then(|| self.leaves.end.saturating_sub(1))
    }

    /// The first, or the last, of the leaves that do not overlap.
    fn edge(&self, last: bool) -> Option<usize> {
        let end = if self.both { self.leaves.end.saturating_sub(1) } else { self.leaves.end };
        let parts = self.leaves.start..end;
        if last { parts.last() } else { parts.into_iter().next() }
    }

    /// The leaves that tell of its beginning, or of its end.
    pub fn edges(&self, last: bool) -> Vec<usize> {
        self.edge(last).into_iter().chain(self.whole()).collect()
    }
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
            if period.kind() != PeriodKind::Quarter {
                for quarter in period.quarters() {
                    plan.add_leaf(quarter, rounds);
                }
            }
            let quarters = plan.leaves.len() > first;
            let both = plan.add_leaf(period, rounds) && quarters;
            plan.columns.push(Column { period, leaves: first..plan.leaves.len(), both });
        }
        plan
    }

    /// The same without the quarters of some columns.
    pub fn without_quarters(&self, of: &[usize]) -> Plan {
        let gone = |round: usize| {
            let leaf = self.leaf_of(round);
            let column = self.column_of(leaf);
            of.contains(&column) && self.columns[column].whole().is_some_and(|whole| whole != leaf)
        };
        let kept = self.rounds.iter().enumerate().filter(|(round, _)| !gone(*round));
        let rounds: Vec<Asking> = kept.map(|(_, round)| round.clone()).collect();
        Plan::new(&self.columns.iter().map(|column| column.period).collect::<Vec<_>>(), &rounds)
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
    pub fn speaking(&self, rule: TimeRule, column: Option<usize>) -> Vec<usize> {
        let columns = match column {
            Some(column) => self.columns.get(column..=column).unwrap_or_default(),
            None => &self.columns,
        };
        let mut told = columns.iter().filter(|column| !column.leaves.is_empty());
        match rule {
            TimeRule::Flow | TimeRule::Ever | TimeRule::Latest => self.leaves_of(column).collect(),
            TimeRule::Opening => told.next().map_or_else(Vec::new, |first| first.edges(false)),
            TimeRule::Closing => told.next_back().map_or_else(Vec::new, |last| last.edges(true)),
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
