//! What is withheld of counts that point at a person where they are small, from whoever only reads figures (decision 0039).
//!
//! Of such a count they are shown totals of the whole province over whole rounds, each of which is safe by itself ([`rule`]) and has
//! one value for good ([`rounds`]). Whatever else they ask for (agencies, kinds, other instants, rates of some of the reports) is
//! withheld, so that nothing is left to be worked out from differences.

mod rounds;
mod rule;

use std::collections::{HashMap, HashSet};
use uuid::Uuid;

use super::{
    arithmetic::{Coverage, Standing, TimeRule},
    cells::Cell,
    lines::Read,
    needs::{Depth, Needs},
    sheet::{Measure, Sheet},
};
use crate::{
    catalogue::{Catalogue, SmallNumber},
    kit::{FigureState, Result, vocabulary::ConsolidationBasis},
    organisation::history::Lines,
    store::Agencies,
};
use rule::Told;

/// What is withheld of the figures of one sheet.
pub struct Withholding {
    /// By line: whether it is such a count, or computed from one.
    small: Vec<bool>,
    /// The lines and leaves of which somebody tells a number that is in no total that is shown.
    hidden: HashSet<(usize, usize)>,
}

/// What has to be read for a view: of counts that are withheld, what each report tells, and the first of their family.
pub fn widened(catalogue: &Catalogue, needs: &Needs) -> Needs {
    let mut entered = needs.entered.clone();
    for code in needs.entered.keys() {
        if let Some(small) = catalogue.small_number(code) {
            entered.insert(code.clone(), Depth::Figures);
            if let SmallNumber::Total { beside } = small {
                entered.insert(beside.clone(), Depth::Figures);
            }
        }
    }
    Needs { entered, derived: needs.derived.clone(), ..Needs::default() }
}

impl Withholding {
    /// What is withheld of a sheet from somebody from whom numbers below `below` are; `None` where it has no such count. Two
    /// statements, one while nothing was committed since.
    pub async fn read(sheet: &Sheet, below: u32) -> Result<Option<Withholding>> {
        let (picture, ledger) = (&sheet.picture, &sheet.ledger);
        let catalogue = &picture.catalogue;
        let small: Vec<bool> =
            sheet.lines.iter().map(|line| catalogue.tells_small_numbers(&line.code)).collect();
        if !small.contains(&true) {
            return Ok(None);
        }
        let everybody = matches!(picture.reader.scope().agencies(), Agencies::All);
        let whole = everybody && picture.basis == ConsolidationBasis::Accepted;
        let settled = match whole && !ledger.plan.rounds.is_empty() {
            true => rounds::settled(&picture.reader, ledger, picture.as_of).await?,
            false => HashSet::new(),
        };
        let told = told(sheet, &small);
        let complete = complete(sheet, &settled);
        let nothing = Told::new();
        let mut hidden = HashSet::new();
        for ((line, leaf), own) in &told {
            let beside = match catalogue.small_number(&sheet.lines[*line].code) {
                Some(SmallNumber::Total { beside }) => sheet.lines.iter().position(|one| one.code == *beside),
                Some(SmallNumber::Never) | None => None,
            };
            let shown = beside.is_some_and(|beside| {
                let beside = told.get(&(beside, *leaf)).unwrap_or(&nothing);
                rule::is_shown(own, beside, complete.contains(leaf), below.into())
            });
            if !shown {
                hidden.insert((*line, *leaf));
            }
        }
        Ok(Some(Withholding { small, hidden }))
    }

    /// Whether a measure is, or has in it, a count that is withheld.
    pub fn concerns(&self, sheet: &Sheet, measure: &Measure) -> bool {
        !self.counts(sheet, measure).is_empty()
    }

    /// The lines of a measure that are such counts, what it computes followed to what was entered.
    fn counts(&self, sheet: &Sheet, measure: &Measure) -> Vec<usize> {
        sheet.entered(measure).into_iter().filter(|line| self.small[*line]).collect()
    }

    /// Whether the value of a measure over a cell is withheld.
    pub fn hides(&self, sheet: &Sheet, measure: &Measure, cell: &Cell) -> Result<bool> {
        let counts = self.counts(sheet, measure);
        if counts.is_empty() {
            return Ok(false);
        }
        // What is computed report by report is no sum of what is shown.
        let computed = |line: &usize| matches!(sheet.lines[*line].read, Read::Computed(_));
        let parted = cell.agency.is_some() || cell.kind.is_some() || measure.lines().iter().any(computed);
        if parted {
            return tells_any(sheet, &counts, cell);
        }
        let plan = &sheet.ledger.plan;
        Ok(counts.into_iter().any(|line| {
            let leaves = plan.speaking(sheet.lines[line].time.rule, cell.column);
            leaves.into_iter().any(|leaf| self.hidden.contains(&(line, leaf)))
        }))
    }

    /// Whether a rate over a cell is withheld, with both its parts: where either is, and where it leaves out a report that tells
    /// such a count, whose number would be the difference to the total.
    pub fn hides_rate(&self, sheet: &Sheet, [one, other]: [&Measure; 2], cell: &Cell) -> Result<bool> {
        if !self.concerns(sheet, one) && !self.concerns(sheet, other) {
            return Ok(false);
        }
        if self.hides(sheet, one, cell)? || self.hides(sheet, other, cell)? {
            return Ok(true);
        }
        let known = |measure: &Measure| -> Result<HashSet<_>> {
            let said = sheet.contributions(measure, cell)?.into_iter();
            let known = said.filter(|said| said.standing.is_known());
            Ok(known.map(|said| (said.agency, said.period)).collect())
        };
        let (one_known, other_known) = (known(one)?, known(other)?);
        for line in self.counts(sheet, one).into_iter().chain(self.counts(sheet, other)) {
            for owed in sheet.answering(line, cell)? {
                let key = sheet.key(owed);
                if number(sheet, line, owed).is_some()
                    && !(one_known.contains(&key) && other_known.contains(&key))
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// A coverage that does not tell who has something from who has nothing: both tell a number.
pub fn veiled(coverage: Coverage) -> Coverage {
    let none = coverage.count(Standing::NoneDeclared);
    Coverage { stated: coverage.stated.saturating_add(none), none_declared: 0, ..coverage }
}

/// The number that the report of an obligation tells of a line, none being 0; `None` where it tells none.
fn number(sheet: &Sheet, line: usize, owed: u32) -> Option<i64> {
    let said = sheet.said(line, owed)?;
    match said.state {
        FigureState::Stated => said.value,
        FigureState::NoneDeclared => Some(0),
        FigureState::NotStated | FigureState::NotApplicable => None,
    }
}

/// Whether any report of a cell tells a number of any of some lines.
fn tells_any(sheet: &Sheet, lines: &[usize], cell: &Cell) -> Result<bool> {
    for line in lines {
        if sheet.answering(*line, cell)?.into_iter().any(|owed| number(sheet, *line, owed).is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is told of each such count in each leaf, where anything is.
fn told(sheet: &Sheet, small: &[bool]) -> HashMap<(usize, usize), Told> {
    let ledger = &sheet.ledger;
    let today = Lines::of(ledger.structure.history());
    let mut told: HashMap<(usize, usize), Told> = HashMap::new();
    for (at, line) in sheet.lines.iter().enumerate().filter(|(at, _)| small[*at]) {
        for owed in ledger.answering(&Cell::ALL, TimeRule::Flow, &line.asks) {
            if let Some(number) = number(sheet, at, owed) {
                let obligation = ledger.at(owed);
                let agency = ledger.agency(obligation).key();
                let of_leaf = told.entry((at, obligation.leaf as usize)).or_default();
                of_leaf.insert((today.line(agency).agency, agency), number);
            }
        }
    }
    told
}

/// The leaves that are answered by one round, which is settled, and of which no report is missing, nor left out because its agency's
/// report of a longer period takes its place.
fn complete(sheet: &Sheet, settled: &HashSet<Uuid>) -> HashSet<usize> {
    let ledger = &sheet.ledger;
    let missing: HashSet<usize> =
        ledger.all().iter().filter(|owed| owed.filed.is_none()).map(|owed| owed.leaf as usize).collect();
    let leaves = ledger.plan.leaves.iter().enumerate();
    let whole = leaves.filter(|(leaf, one)| {
        let rounds = &ledger.plan.rounds[one.rounds.clone()];
        let alone = rounds.len() == 1 && !ledger.plan.columns[ledger.plan.column_of(*leaf)].both;
        alone && rounds.iter().all(|round| settled.contains(&round.id)) && !missing.contains(leaf)
    });
    whole.map(|(leaf, _)| leaf).collect()
}
