//! What a total is about: everything, or what one group of obligations says.

use async_graphql::Enum;

use super::ledger::Ledger;
use crate::{
    kit::{Code, Period, Problem, Result, vocabulary::AgencyKind},
    organisation::Agency,
};

/// The most groups that one field answers.
pub const MOST_GROUPS: usize = 10_000;

/// A group of obligations. What is `None` does not tell its obligations apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// Position in [`Ledger::agencies`] of the line.
    pub agency: Option<u32>,
    pub kind: Option<AgencyKind>,
    /// Position among the plan's columns.
    pub column: Option<usize>,
}

impl Cell {
    /// Every obligation.
    pub const ALL: Cell = Cell { agency: None, kind: None, column: None };

    /// The agency that the group is of.
    pub fn agency_in(self, ledger: &Ledger) -> Option<Agency> {
        self.agency.and_then(|agency| ledger.agencies.get(agency as usize).cloned())
    }

    /// The period that the group is of, as it was asked for.
    pub fn period_in(self, ledger: &Ledger) -> Option<Period> {
        self.column.and_then(|column| ledger.plan.columns.get(column)).map(|column| column.period)
    }
}

/// How figures are grouped (nhóm theo).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// By agency (theo cơ quan).
    Agency,
    /// By kind of agency (theo loại cơ quan).
    AgencyKind,
    /// By the periods of the range (theo kỳ).
    Period,
}

/// How obligations are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    pub agency: bool,
    pub kind: bool,
    pub period: bool,
}

impl Grouping {
    /// By some dimensions, each once whatever the repetition.
    pub fn by(dimensions: &[Dimension]) -> Self {
        Grouping {
            agency: dimensions.contains(&Dimension::Agency),
            kind: dimensions.contains(&Dimension::AgencyKind),
            period: dimensions.contains(&Dimension::Period),
        }
    }

    /// Whether anything is told apart at all.
    pub fn is_any(self) -> bool {
        self.agency || self.kind || self.period
    }

    /// The groups, by code of agency, kind and period.
    pub fn cells(self, ledger: &Ledger) -> Vec<Cell> {
        ledger.cells(self.agency, self.kind, self.period)
    }
}

/// Refuses an answer of more than [`MOST_GROUPS`] groups.
pub fn bounded(groups: usize) -> Result<()> {
    if groups > MOST_GROUPS {
        return Err(Problem::new(Code::TooManyEntries, &["by"]).with("most", MOST_GROUPS).into());
    }
    Ok(())
}
