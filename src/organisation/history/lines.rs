//! Under which agency of today a figure stands. Pure.
//!
//! - An agency that was continued by one agency stands under that one, or wherever that one stands.
//! - An agency that was divided stands under itself, and says so: nobody knows which part of a figure belongs to whom. When
//!   all its parts came together again in one agency, it stands under that one.
//! - An agency that was ended without a successor stands under itself.
//!
//! An agency has one line for all it ever filed, so that a sum over lines is the sum over agencies, whatever happened.

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

/// The lines of a province's agencies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Those that do not simply stand under themselves.
    lines: HashMap<Uuid, Line>,
}

impl Lines {
    /// The lines after some events. Worked out from the last event back to the first: when an event is looked at, it is known
    /// where its successors end up.
    pub fn of(history: &History) -> Lines {
        let mut lines = Lines::default();
        for event in history.events().iter().rev() {
            let change = &event.change;
            if matches!(event.kind, ReorganisationKind::Rename | ReorganisationKind::Move) {
                continue;
            }
            for agency in &change.agencies {
                let goes_on = (!change.ended.contains(agency)).then_some(*agency);
                let heirs = change.successors.iter().copied().chain(goes_on);
                let targets: BTreeSet<Uuid> = heirs.map(|heir| lines.line(heir).agency).collect();
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

    /// Those that stand under an agency, itself not among them.
    pub fn under(&self, agency: Uuid) -> BTreeSet<Uuid> {
        let others = self.lines.iter().filter(|(from, line)| line.agency == agency && **from != agency);
        others.map(|(from, _)| *from).collect()
    }
}
