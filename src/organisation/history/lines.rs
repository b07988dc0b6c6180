//! Under which agency of today a figure stands. Pure.
//!
//! - An agency that was continued by one agency stands under that one, or wherever that one stands.
//! - An agency that was divided stands under itself, and says so: nobody knows which part of a figure belongs to whom. When
//!   all its parts came together again in one agency, it stands under that one.
//! - An agency that was ended without a successor stands under itself.
//!
//! An agency has one line for all it ever filed, so that a sum over lines is the sum over agencies, whatever happened.

use chrono::NaiveDate;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

use super::{History, ReorganisationKind, RestatementStatus};

/// Where an agency stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The agency of today, or the agency itself where it has none.
    pub agency: Uuid,
    pub status: RestatementStatus,
    /// The event because of which it cannot be told who continues it.
    pub because: Option<Uuid>,
}

/// What an event made of one of its agencies.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    /// Position of the event in the history.
    at: usize,
    on: NaiveDate,
    /// Who continues it, itself where it goes on.
    heirs: Vec<Uuid>,
    /// Whether these end up in several agencies of today.
    divided: bool,
}

/// The lines of a province's agencies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Those that do not simply stand under themselves.
    lines: HashMap<Uuid, Line>,
    /// What became of each agency to which anything happened, the last first.
    steps: HashMap<Uuid, Vec<Step>>,
}

impl Lines {
    /// The lines after some events. Worked out from the last event back to the first: when an event is looked at, it is known
    /// where its successors end up.
    pub fn of(history: &History) -> Lines {
        let mut lines = Lines::default();
        for (at, event) in history.events().iter().enumerate().rev() {
            let change = &event.change;
            if matches!(event.kind, ReorganisationKind::Rename | ReorganisationKind::Move) {
                continue;
            }
            for agency in &change.agencies {
                let goes_on = (!change.ended.contains(agency)).then_some(*agency);
                let heirs: Vec<Uuid> = change.successors.iter().copied().chain(goes_on).collect();
                let targets: BTreeSet<Uuid> = heirs.iter().map(|heir| lines.line(*heir).agency).collect();
                let (on, divided) = (event.effective_on, targets.len() > 1);
                lines.steps.entry(*agency).or_default().push(Step { at, on, heirs, divided });
                let mut targets = targets.into_iter();
                let line = match (targets.next(), targets.next()) {
                    (Some(target), None) => lines.line(target),
                    (Some(_), Some(_)) => {
                        Line { agency: *agency, status: RestatementStatus::Split, because: Some(event.id) }
                    }
                    (None, _) => Line {
                        agency: *agency,
                        status: RestatementStatus::Dissolved,
                        because: Some(event.id),
                    },
                };
                lines.lines.insert(*agency, line);
            }
        }
        lines
    }

    /// The line of an agency.
    pub fn line(&self, agency: Uuid) -> Line {
        let itself = Line { agency, status: RestatementStatus::Today, because: None };
        self.lines.get(&agency).copied().unwrap_or(itself)
    }

    /// The first day since when what an agency was on a day can no longer be given to one agency of today, because it or who
    /// continues it was divided; `None` where it can, or where it was ended.
    pub fn divided_after(&self, agency: Uuid, day: NaiveDate) -> Option<NaiveDate> {
        let step = self.steps.get(&agency)?.iter().rev().find(|step| step.on > day)?;
        self.divided_at(step)
    }

    fn divided_at(&self, step: &Step) -> Option<NaiveDate> {
        if step.divided {
            return Some(step.on);
        }
        let next = |heir: &Uuid| self.steps.get(heir)?.iter().rev().find(|next| next.at > step.at);
        step.heirs.iter().filter_map(|heir| self.divided_at(next(heir)?)).min()
    }

    /// The first day on which an agency was no more that nobody continues; `None` of any other.
    pub fn dissolved_on(&self, agency: Uuid) -> Option<NaiveDate> {
        let last = self.steps.get(&agency)?.first()?;
        last.heirs.is_empty().then_some(last.on)
    }

    /// Those that stand under an agency, itself not among them.
    pub fn under(&self, agency: Uuid) -> BTreeSet<Uuid> {
        let others = self.lines.iter().filter(|(from, line)| line.agency == agency && **from != agency);
        others.map(|(from, _)| *from).collect()
    }
}
