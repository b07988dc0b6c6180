//! A period that has rounds of its own beside those of its quarters: which of them an agency is told by. Pure.

use std::collections::{HashMap, HashSet};
use uuid::Uuid;

use super::{
    super::plan::{Column, Plan},
    Filed,
    read::Due,
};

/// The agencies, and the columns in which their quarters give way to their report of the whole.
pub type Answered = HashSet<(Uuid, usize)>;

/// Positions of rounds by id.
pub fn positions(plan: &Plan) -> HashMap<Uuid, u32> {
    plan.rounds.iter().map(|round| round.id).zip(0..).collect()
}

/// Whether an agency's report of one of the quarters of a column gives way to its report of the whole.
pub fn gives_way(plan: &Plan, answered: &Answered, agency: Uuid, round: usize) -> bool {
    let leaf = plan.leaf_of(round);
    let column = plan.column_of(leaf);
    plan.columns[column].whole().is_some_and(|whole| whole != leaf) && answered.contains(&(agency, column))
}

/// Takes away the quarters of agencies whose report of the whole counts, and from the plan the quarters in which nobody is left: so
/// that a year is what it would be without them. Says which agencies answered for which columns.
pub fn give_way(plan: Plan, due: &mut Vec<Due>, filed: &HashMap<(Uuid, Uuid), Filed>) -> (Plan, Answered) {
    if !plan.columns.iter().any(|column| column.both) {
        return (plan, Answered::new());
    }
    let round_at = positions(&plan);
    let mut answered = Answered::new();
    for (agency, round) in filed.keys() {
        let Some(leaf) = round_at.get(round).map(|round| plan.leaf_of(*round as usize)) else { continue };
        let column = plan.column_of(leaf);
        if plan.columns[column].whole() == Some(leaf) {
            answered.insert((*agency, column));
        }
    }
    let position = |row: &Due| round_at.get(&row.round_id).map(|round| *round as usize);
    due.retain(|row| position(row).is_none_or(|round| !gives_way(&plan, &answered, row.agency_id, round)));
    let left: HashSet<usize> = due.iter().filter_map(position).map(|round| plan.leaf_of(round)).collect();
    let silent = |(_, column): &(usize, &Column)| {
        let whole = column.whole();
        whole.is_some_and(|whole| !column.leaves.clone().any(|leaf| leaf != whole && left.contains(&leaf)))
    };
    let columns = plan.columns.iter().enumerate();
    let silent: Vec<usize> = columns.filter(silent).map(|(column, _)| column).collect();
    if silent.is_empty() {
        return (plan, answered);
    }
    (plan.without_quarters(&silent), answered)
}
