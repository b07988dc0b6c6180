//! What agencies were called when they reported.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{super::cells::Cell, Ledger, Owed};
use crate::{kit::Window, organisation::Agency};

impl Ledger {
    /// What an agency was called on a day.
    pub fn name_on(&self, agency: &Agency, day: NaiveDate) -> String {
        self.structure.history().as_of(agency.clone(), day).called().to_owned()
    }

    /// What the agency that owes it was called on the last day of its window.
    pub fn name_of(&self, owed: &Owed) -> String {
        self.name_on(self.agency(owed), self.round(owed).window.to)
    }

    /// What the agency of a cell was called: at the end of what it told of there, by successor today.
    pub fn name_in(&self, cell: &Cell) -> Option<String> {
        let line = cell.agency?;
        let agency = self.agencies.get(line as usize)?;
        if self.structure.is_by_successor() {
            return Some(agency.called().to_owned());
        }
        let own = self.owed[self.of_line(Some(line))].iter().filter(|owed| self.is_in(owed, cell));
        let last = own.map(|owed| self.round(owed).window.to).max();
        let column = match cell.column {
            Some(column) => self.plan.columns.get(column),
            None => self.plan.columns.last(),
        };
        let day = last.or_else(|| Some(column?.period.window().to))?;
        Some(self.name_on(agency, day))
    }

    /// The days of a round.
    pub fn window_of(&self, round: Uuid) -> Option<Window> {
        let found = self.plan.rounds.iter().find(|asking| asking.id == round);
        found.map(|asking| asking.window)
    }
}
