//! The obligations of a consolidation: who owes a report in which round, and which version stands for it.
//!
//! The only source of "how many should have reported". An exempt agency owes nothing; when it has reported all the same,
//! it counts as due and as reported.
//!
//! Where a period has rounds of its own beside those of its quarters, an agency whose report of the period itself counts is told by
//! that one, and its quarters give way; until then its quarters tell, and the report of the period is missing.

mod names;
mod read;
mod whole;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};
use uuid::Uuid;

use super::{
    arithmetic::{Coverage, Standing, TimeRule},
    as_of::AsOf,
    cells::Cell,
    handover::{Handovers, Owing, Word},
    plan::{self, Asking, Plan},
    structure::Restated,
};
use crate::{
    catalogue::{Catalogue, FormVersion},
    kit::{Code, Error, Period, Problem, Result, vocabulary::ConsolidationBasis},
    organisation::{self, Agency, history::Structure},
    reports::{self, StandingColumn, StandingEntity},
    rounds,
    store::{Closed, Owned, Reader},
};
use read::{Due, Stands, filed_at, obligations, perhaps_unknowing, standing};
use whole::{Answered, give_way, gives_way, positions};

/// An obligation that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Position in [`Ledger::agencies`] of the agency that is told apart from others: itself, or its successor of today.
    pub line: u32,
    /// Position in [`Ledger::agencies`] of the agency that owes it.
    pub agency: u32,
    /// Position among the plan's leaves.
    pub leaf: u32,
    /// Position among the plan's rounds.
    pub round: u32,
    /// What stands for it on the basis of the consolidation.
    pub filed: Option<Filed>,
    /// Whether what was there at the beginning is its to tell, and not that of those whom its agency came from.
    pub opens: bool,
    /// Whether what was there at the end is its to tell, and not that of those who continue its agency.
    pub closes: bool,
}

impl Owed {
    /// Whether it may speak for its leaf under a time rule.
    fn may_speak(&self, rule: TimeRule) -> bool {
        match rule {
            TimeRule::Flow | TimeRule::Ever | TimeRule::Latest => true,
            TimeRule::Opening => self.opens,
            TimeRule::Closing => self.closes,
        }
    }
}

/// A version that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Filed {
    pub version: Uuid,
    pub report: Uuid,
}

/// The obligations of a plan, and what stands for them.
pub struct Ledger {
    pub plan: Plan,
    basis: ConsolidationBasis,
    as_of: AsOf,
    /// By code.
    pub agencies: Vec<Agency>,
    /// Under whom each agency is told apart.
    pub structure: Restated,
    /// By line, agency, leaf and round; an agency owes one leaf twice where two forms ask for it.
    owed: Vec<Owed>,
    handovers: Handovers,
    /// When the versions were filed that may have been filed before a handover that concerns them was recorded.
    filed_at: HashMap<Uuid, DateTime<Utc>>,
    /// The agencies, and the columns in which their quarters give way to their report of the whole.
    answered: Answered,
    by_version: HashMap<Uuid, u32>,
    agency_at: HashMap<Uuid, u32>,
}

impl Ledger {
    /// Reads rounds, agencies, what became of them, and obligations: six statements, four where there is no round; one more
    /// as of the past, and one where something was filed before a reorganisation was recorded. One, and that last one, while
    /// nothing was committed for the tenant since they were last read.
    ///
    /// Errors: `PERIOD_NOT_CLOSED` for readers of the nation.
    pub async fn read(
        reader: &Reader,
        catalogue: &Catalogue,
        periods: &[Period],
        (basis, as_of): (ConsolidationBasis, AsOf),
        structure: Structure,
    ) -> Result<Ledger> {
        let mut askings = Vec::new();
        let rounds = rounds::rounds_between(reader, &plan::stored_ranges(periods)).await?;
        if let Some(closed) = reader.scope().closed() {
            all_closed(closed, periods)?;
        }
        for round in rounds.iter().filter(|round| as_of.knows(round.recorded_at.unwrap_or(round.opened_at))) {
            let form = reports::form_of(catalogue, round)?;
            askings.push(Asking {
                id: round.id,
                period: reports::period_of(round)?,
                form: form.code.clone(),
                version: form.version,
                window: reports::window_of(round),
                opened_at: round.opened_at,
            });
        }
        let plan = Plan::new(periods, &askings);
        let agencies = organisation::agencies(reader).await?;
        let (structure, agencies) = Restated::read(reader, structure, as_of, agencies).await?;
        if plan.rounds.is_empty() {
            let nothing = (Vec::new(), &[][..], HashMap::new());
            return Ledger::new(plan, (basis, as_of), structure, agencies, nothing);
        }
        let due = obligations(reader, &plan, as_of).await?;
        let standing = standing(reader, &plan, basis, as_of).await?;
        let handovers = Handovers::of(structure.history());
        let filed_at = filed_at(reader, &perhaps_unknowing(&plan, &handovers, &standing.0)).await?;
        Ledger::new(plan, (basis, as_of), structure, agencies, (due, &standing.0, filed_at))
    }

    fn new(
        plan: Plan,
        (basis, as_of): (ConsolidationBasis, AsOf),
        structure: Restated,
        mut agencies: Vec<Agency>,
        (mut due, standing, filed_at): (Vec<Due>, &[Stands], HashMap<Uuid, DateTime<Utc>>),
    ) -> Result<Ledger> {
        agencies.sort_by(|one, other| one.known_as().cmp(other.known_as()));
        let agency_at: HashMap<Uuid, u32> = agencies.iter().map(Agency::key).zip(0..).collect();
        let filed: HashMap<(Uuid, Uuid), Filed> = standing
            .iter()
            .map(|&Stands { agency_id, round_id, version_id, report_id }| {
                ((agency_id, round_id), Filed { version: version_id, report: report_id })
            })
            .collect();
        due.retain(|row| row.exempted_at.is_none() || filed.contains_key(&(row.agency_id, row.round_id)));
        let (plan, answered) = give_way(plan, &mut due, &filed);
        let round_at = positions(&plan);
        let gone = || Error::broken("an obligation without its agency or round");
        let mut owed = Vec::with_capacity(due.len());
        for row in due {
            let filed = filed.get(&(row.agency_id, row.round_id)).copied();
            let agency = *agency_at.get(&row.agency_id).ok_or_else(gone)?;
            let line = *agency_at.get(&structure.line(row.agency_id)).ok_or_else(gone)?;
            let round = *round_at.get(&row.round_id).ok_or_else(gone)?;
            let leaf = u32::try_from(plan.leaf_of(round as usize)).map_err(Error::broken)?;
            owed.push(Owed { line, agency, leaf, round, filed, opens: true, closes: true });
        }
        let handovers = Handovers::of(structure.history());
        owed.sort_by_key(|owed| (owed.line, owed.agency, owed.leaf, owed.round));
        let versions = owed.iter().map(|owed| owed.filed.map(|filed| filed.version)).zip(0..);
        let by_version = versions.filter_map(|(version, at)| Some((version?, at))).collect();
        let mut ledger = Ledger {
            plan,
            basis,
            as_of,
            agencies,
            structure,
            owed,
            handovers,
            filed_at,
            answered,
            by_version,
            agency_at,
        };
        ledger.hand_over();
        Ok(ledger)
    }

    /// Marks whose word on the beginning or the end of its leaf is told by others who owe the same round, or one of the same days.
    fn hand_over(&mut self) {
        if self.handovers == Handovers::default() {
            return;
        }
        let mut owing: HashMap<usize, Owing> = HashMap::new();
        for one in &self.owed {
            let agency = self.agency(one).key();
            owing.entry(one.round as usize).or_default().entry(agency).or_default().push(self.word(one));
        }
        let [first, last] = [false, true].map(|last| self.beside_each_other(last, &owing));
        let nobody = Owing::new();
        let told: Vec<(bool, bool)> = self
            .owed
            .iter()
            .map(|one| {
                let (agency, window, round) =
                    (self.agency(one).key(), self.round(one).window, one.round as usize);
                let [first, last] = [&first, &last]
                    .map(|edge| edge.get(&round).or_else(|| owing.get(&round)).unwrap_or(&nobody));
                let opens = !self.handovers.opened_by_others(agency, self.word(one), window, first);
                (opens, !self.handovers.closed_by_others(agency, self.word(one), window, last))
            })
            .collect();
        for (one, (opens, closes)) in self.owed.iter_mut().zip(told) {
            (one.opens, one.closes) = (opens, closes);
        }
    }

    /// Where a period stands behind its quarters, by round: who owes it, or another round that begins with it, or ends with it.
    fn beside_each_other(&self, last: bool, owing: &HashMap<usize, Owing>) -> HashMap<usize, Owing> {
        let mut beside = HashMap::new();
        for column in self.plan.columns.iter().filter(|column| column.both) {
            let leaves = column.edges(last).into_iter().map(|leaf| &self.plan.leaves[leaf]);
            let rounds: Vec<usize> = leaves.flat_map(|leaf| leaf.rounds.clone()).collect();
            let mut all = Owing::new();
            for (agency, words) in rounds.iter().filter_map(|round| owing.get(round)).flatten() {
                all.entry(*agency).or_default().extend(words);
            }
            beside.extend(rounds.into_iter().map(|round| (round, all.clone())));
        }
        beside
    }

    /// What an obligation has come to. What is not known to have been filed early was filed late enough.
    fn word(&self, owed: &Owed) -> Word {
        owed.filed.map_or(Word::Awaited, |filed| {
            Word::Filed(self.filed_at.get(&filed.version).copied().unwrap_or(DateTime::<Utc>::MAX_UTC))
        })
    }

    /// Whether an agency's report of a period itself tells what the quarters of a round's period tell, so that this one gives way.
    pub fn gave_way(&self, agency: Uuid, round: Uuid) -> bool {
        let position = self.plan.rounds.iter().position(|asking| asking.id == round);
        position.is_some_and(|round| gives_way(&self.plan, &self.answered, agency, round))
    }

    /// Whether what a cell's reports tell is told for several periods, one after another.
    pub fn spans_several(&self, cell: &Cell) -> bool {
        let leaves = self.plan.leaves_of(cell.column);
        if !self.plan.columns.iter().any(|column| column.both) {
            return leaves.len() > 1;
        }
        let own = self.owed[self.of_line(cell.agency)].iter();
        let filed = own.filter(|owed| owed.filed.is_some() && self.is_in(owed, cell));
        filed.map(|owed| owed.leaf).collect::<HashSet<_>>().len() > 1
    }

    /// An obligation by its position.
    pub fn at(&self, owed: u32) -> &Owed {
        &self.owed[owed as usize]
    }

    /// The obligation that a version stands for; `None` for a version that does not stand.
    pub fn of_version(&self, version: Uuid) -> Option<u32> {
        self.by_version.get(&version).copied()
    }

    /// The agency that owes it.
    pub fn agency(&self, owed: &Owed) -> &Agency {
        &self.agencies[owed.agency as usize]
    }

    /// The agency under which it is told apart.
    pub fn line(&self, owed: &Owed) -> &Agency {
        &self.agencies[owed.line as usize]
    }

    /// The successor under which it is told apart, where that is another agency.
    pub fn successor(&self, owed: &Owed) -> Option<&Agency> {
        (owed.line != owed.agency).then(|| self.line(owed))
    }

    /// The successor under which an agency is told apart, where that is another one.
    pub fn continued_by(&self, agency: &Agency) -> Option<&Agency> {
        let line = &self.agencies[self.line_of(agency.key())? as usize];
        (line.key() != agency.key()).then_some(line)
    }

    /// Positions of agencies by id.
    pub fn positions(&self) -> &HashMap<Uuid, u32> {
        &self.agency_at
    }

    /// Positions of lines by id of agency.
    pub fn lines(&self) -> HashMap<Uuid, u32> {
        let line = |agency: &Agency| Some((agency.key(), self.line_of(agency.key())?));
        self.agencies.iter().filter_map(line).collect()
    }

    /// The position of an agency's line.
    fn line_of(&self, agency: Uuid) -> Option<u32> {
        self.agency_at.get(&self.structure.line(agency)).copied()
    }

    pub fn period(&self, owed: &Owed) -> Period {
        self.plan.leaves[owed.leaf as usize].period
    }

    pub fn round(&self, owed: &Owed) -> &Asking {
        &self.plan.rounds[owed.round as usize]
    }

    /// The form that an obligation's round asks.
    pub fn form<'c>(&self, catalogue: &'c Catalogue, owed: &Owed) -> Option<&'c FormVersion> {
        let round = self.round(owed);
        catalogue.form(&round.form, round.version)
    }

    /// Every obligation, by line, agency and leaf.
    pub fn all(&self) -> &[Owed] {
        &self.owed
    }

    /// Whether no two rounds share a leaf, and no report gives way to another: then an agency can answer a leaf once only, and all that
    /// stands in the plan's rounds counts.
    pub fn is_plain(&self) -> bool {
        let both = |column: usize| self.plan.columns[column].both;
        self.plan.leaves.iter().all(|leaf| leaf.rounds.len() == 1)
            && !self.answered.iter().any(|(_, column)| both(*column))
    }

    /// The positions of the obligations of one line, or of all.
    pub fn of_line(&self, line: Option<u32>) -> Range<usize> {
        match line {
            Some(line) => {
                let start = self.owed.partition_point(|owed| owed.line < line);
                let length = self.owed[start..].partition_point(|owed| owed.line == line);
                start..start + length
            }
            None => 0..self.owed.len(),
        }
    }

    /// Whether anybody's word on the beginning or the end of a leaf is another's to tell.
    pub fn speaks_through_others(&self, rule: TimeRule) -> bool {
        self.owed.iter().any(|owed| !owed.may_speak(rule))
    }

    /// The obligations by which those who continue an agency that ended may since have spoken for it in a cell's leaves.
    pub fn since_handed_over(&self, agency: Uuid, cell: &Cell) -> impl Iterator<Item = u32> + '_ {
        let leaves = self.plan.leaves_of(cell.column);
        self.handovers.heirs_of(agency).iter().flat_map(move |heir| {
            let leaves = leaves.clone();
            self.of_agency(heir.agency).filter(move |owed| {
                let owed = self.at(*owed);
                let knew = matches!(self.word(owed), Word::Filed(at) if at >= heir.recorded_at);
                leaves.contains(&(owed.leaf as usize)) && self.round(owed).window.to >= heir.since && knew
            })
        })
    }

    /// What an agency owes.
    fn of_agency(&self, agency: Uuid) -> impl Iterator<Item = u32> + '_ {
        let line = self.line_of(agency).map_or(0..0, |line| self.of_line(Some(line)));
        let own = move |position: &usize| self.agency(&self.owed[*position]).key() == agency;
        line.filter(own).filter_map(|position| u32::try_from(position).ok())
    }

    /// The obligations that answer for a cell under a time rule, one for an agency and a leaf: of those whose round asks,
    /// the one whose form has the lower code.
    pub fn answering<'a>(
        &'a self,
        cell: &'a Cell,
        rule: TimeRule,
        asks: &'a [bool],
    ) -> impl Iterator<Item = u32> + 'a {
        let leaves = self.plan.speaking(rule, cell.column);
        let mut last = None;
        self.of_line(cell.agency).filter_map(move |position| {
            let owed = &self.owed[position];
            let wanted = leaves.contains(&(owed.leaf as usize))
                && owed.may_speak(rule)
                && asks[owed.round as usize]
                && last != Some((owed.agency, owed.leaf))
                && cell.kind.is_none_or(|kind| self.line(owed).agency_kind() == kind);
            if !wanted {
                return None;
            }
            last = Some((owed.agency, owed.leaf));
            u32::try_from(position).ok()
        })
    }

    /// The obligations of the same agency and leaf as this one, itself among them.
    pub fn beside(&self, owed: u32) -> impl Iterator<Item = u32> + '_ {
        let of = |owed: &Owed| (owed.line, owed.agency, owed.leaf);
        let key = of(self.at(owed));
        let start = self.owed.partition_point(|owed| of(owed) < key);
        let same = self.owed[start..].iter().take_while(move |owed| of(owed) == key);
        (start..).zip(same).filter_map(|(position, _)| u32::try_from(position).ok())
    }

    /// Whether an obligation belongs to a cell.
    pub fn is_in(&self, owed: &Owed, cell: &Cell) -> bool {
        cell.agency.is_none_or(|line| line == owed.line)
            && cell.kind.is_none_or(|kind| kind == self.line(owed).agency_kind())
            && self.plan.leaves_of(cell.column).contains(&(owed.leaf as usize))
    }

    /// The coverage of the reports themselves: one that was filed counts as stated.
    pub fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::default();
        for owed in &self.owed {
            let standing = if owed.filed.is_some() { Standing::Stated } else { Standing::Missing };
            coverage.tally(standing, 1);
        }
        coverage
    }

    /// The cell that an obligation falls into.
    pub fn cell_of(&self, owed: &Owed, by_agency: bool, by_kind: bool, by_period: bool) -> Cell {
        Cell {
            agency: by_agency.then_some(owed.line),
            kind: by_kind.then(|| self.line(owed).agency_kind()),
            column: by_period.then(|| self.plan.column_of(owed.leaf as usize)),
        }
    }

    /// The cells that obligations fall into, in order; all of them in one where nothing tells them apart.
    pub fn cells(&self, by_agency: bool, by_kind: bool, by_period: bool) -> Vec<Cell> {
        let mut seen = HashSet::new();
        let mut cells: Vec<Cell> = Vec::new();
        for owed in &self.owed {
            let cell = self.cell_of(owed, by_agency, by_kind, by_period);
            if seen.insert(cell) {
                cells.push(cell);
            }
        }
        cells.sort();
        cells
    }

    /// Keeps the rows of another entity to the versions that stand: to be joined on the entity's version.
    pub fn standing<E: Owned>(&self, version: E::Column) -> Condition {
        let joined = same_version::<E>(version);
        self.as_of.standing(self.basis).add(joined).add(StandingColumn::RoundId.is_in(rounds_of(&self.plan)))
    }

    /// The stored numbers of some leaves, given in order: as ranges, which an index reads at one go. Between two leaves of
    /// one kind that follow one another there is no round.
    pub fn stored_ranges(&self, leaves: &[usize]) -> Vec<(i32, i32)> {
        let mut ranges: Vec<(usize, Period, Period)> = Vec::new();
        for &leaf in leaves {
            let period = self.plan.leaves[leaf].period;
            match ranges.last_mut() {
                Some((last, _, to)) if *last + 1 == leaf && to.kind() == period.kind() => {
                    (*last, *to) = (leaf, period);
                }
                _ => ranges.push((leaf, period, period)),
            }
        }
        ranges.into_iter().map(|(_, from, to)| (from.number(), to.number())).collect()
    }
}

/// Joins the rows of another entity to the standings of their versions.
pub fn same_version<E: Owned>(version: E::Column) -> Expr {
    Expr::col((StandingEntity, StandingColumn::VersionId)).equals((E::default(), version))
}

/// Refuses periods of which something is open, to whoever sees what is closed only: without it, sums would be of less than they seem,
/// and what is kept by period would seem not to be there.
fn all_closed(closed: &Closed, periods: &[Period]) -> Result<()> {
    match closed.first_open(periods) {
        // No argument is named: it is found where a release is compared, too.
        Some(open) => Err(Problem::new(Code::PeriodNotClosed, &[]).with_period(open).into()),
        None => Ok(()),
    }
}

fn rounds_of(plan: &Plan) -> impl Iterator<Item = Uuid> {
    plan.rounds.iter().map(|round| round.id)
}

#[cfg(test)]
mod tests;
