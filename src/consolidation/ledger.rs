//! The obligations of a consolidation: who owes a report in which round, and which version stands for it.
//!
//! The only source of "how many should have reported". An exempt agency owes nothing; when it has reported all the same,
//! it counts as due and as reported.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, FromQueryResult, QueryFilter, QuerySelect,
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
    handover::Handovers,
    plan::{self, Asking, Plan},
    structure::Restated,
};
use crate::{
    catalogue::{Catalogue, FormVersion},
    kit::{Error, Period, Result, vocabulary::ConsolidationBasis},
    organisation::{Agency, AgencyEntity, history::Structure},
    reports::{self, StandingColumn, StandingEntity},
    rounds::{self, ObligationColumn, ObligationEntity},
    store::{Owned, Reader},
};

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
    by_version: HashMap<Uuid, u32>,
    agency_at: HashMap<Uuid, u32>,
}

/// An obligation, exempt or not.
struct Due {
    agency_id: Uuid,
    round_id: Uuid,
    exempted_at: Option<DateTime<Utc>>,
}

/// What is read of an obligation, with until when an exemption counts.
#[derive(FromQueryResult)]
struct DueRow {
    agency_id: Uuid,
    round_id: Uuid,
    exempted_at: Option<DateTime<Utc>>,
    exempted_until: Option<DateTime<Utc>>,
}

impl DueRow {
    /// The obligation as it is at an instant: an exemption that has expired is none.
    fn at(self, now: DateTime<Utc>) -> Due {
        let counts = self.exempted_until.is_none_or(|until| now <= until);
        let exempted_at = self.exempted_at.filter(|_| counts);
        Due { agency_id: self.agency_id, round_id: self.round_id, exempted_at }
    }
}

/// What is read of a version that stands.
#[derive(FromQueryResult)]
struct Stands {
    agency_id: Uuid,
    round_id: Uuid,
    version_id: Uuid,
    report_id: Uuid,
}

impl Ledger {
    /// Reads rounds, agencies, what became of them, and obligations: five statements, three where there is no round; one more
    /// as of the past.
    pub async fn read(
        reader: &Reader,
        catalogue: &Catalogue,
        periods: &[Period],
        (basis, as_of): (ConsolidationBasis, AsOf),
        structure: Structure,
    ) -> Result<Ledger> {
        let mut askings = Vec::new();
        let rounds = rounds::rounds_between(reader, &plan::stored_ranges(periods)).await?;
        for round in
            rounds.into_iter().filter(|round| as_of.knows(round.recorded_at.unwrap_or(round.opened_at)))
        {
            let form = reports::form_of(catalogue, &round)?;
            askings.push(Asking {
                id: round.id,
                period: reports::period_of(&round)?,
                form: form.code.clone(),
                version: form.version,
                window: reports::window_of(&round),
            });
        }
        let plan = Plan::new(periods, &askings);
        let agencies = reader.find::<AgencyEntity>().all().await?.into_iter().map(Agency::from).collect();
        let (structure, agencies) = Restated::read(reader, structure, as_of, agencies).await?;
        if plan.rounds.is_empty() {
            return Ledger::new(plan, (basis, as_of), structure, agencies, Vec::new(), Vec::new());
        }
        let due = obligations(reader, &plan, as_of).await?;
        let standing = standing(reader, &plan, basis, as_of).await?;
        Ledger::new(plan, (basis, as_of), structure, agencies, due, standing)
    }

    fn new(
        plan: Plan,
        (basis, as_of): (ConsolidationBasis, AsOf),
        structure: Restated,
        mut agencies: Vec<Agency>,
        due: Vec<Due>,
        standing: Vec<Stands>,
    ) -> Result<Ledger> {
        agencies.sort_by(|one, other| one.known_as().cmp(other.known_as()));
        let agency_at: HashMap<Uuid, u32> = agencies.iter().map(Agency::key).zip(0..).collect();
        let round_at: HashMap<Uuid, u32> = plan.rounds.iter().map(|round| round.id).zip(0..).collect();
        let filed: HashMap<(Uuid, Uuid), Filed> = standing
            .into_iter()
            .map(|Stands { agency_id, round_id, version_id, report_id }| {
                ((agency_id, round_id), Filed { version: version_id, report: report_id })
            })
            .collect();
        let gone = || Error::broken("an obligation without its agency or round");
        let mut owed = Vec::with_capacity(due.len());
        for row in due {
            let filed = filed.get(&(row.agency_id, row.round_id)).copied();
            if row.exempted_at.is_some() && filed.is_none() {
                continue;
            }
            let agency = *agency_at.get(&row.agency_id).ok_or_else(gone)?;
            let line = *agency_at.get(&structure.line(row.agency_id)).ok_or_else(gone)?;
            let round = *round_at.get(&row.round_id).ok_or_else(gone)?;
            let leaf = u32::try_from(plan.leaf_of(round as usize)).map_err(Error::broken)?;
            owed.push(Owed { line, agency, leaf, round, filed, opens: true, closes: true });
        }
        let handovers = Handovers::of(structure.history());
        hand_over(&mut owed, &handovers, &plan, &agencies);
        owed.sort_by_key(|owed| (owed.line, owed.agency, owed.leaf, owed.round));
        let versions = owed.iter().map(|owed| owed.filed.map(|filed| filed.version)).zip(0..);
        let by_version = versions.filter_map(|(version, at)| Some((version?, at))).collect();
        Ok(Ledger { plan, basis, as_of, agencies, structure, owed, handovers, by_version, agency_at })
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

    /// Whether no two rounds share a leaf: then an agency can answer a leaf once only.
    pub fn is_plain(&self) -> bool {
        self.plan.leaves.iter().all(|leaf| leaf.rounds.len() == 1)
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
        self.handovers.heirs_of(agency).iter().flat_map(move |(heir, since)| {
            let leaves = leaves.clone();
            self.of_agency(*heir).filter(move |owed| {
                let owed = self.at(*owed);
                leaves.contains(&(owed.leaf as usize)) && self.round(owed).window.to >= *since
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

/// Marks whose word on the beginning or the end of its leaf is told by others who owe the same round.
fn hand_over(owed: &mut [Owed], handovers: &Handovers, plan: &Plan, agencies: &[Agency]) {
    if *handovers == Handovers::default() {
        return;
    }
    let mut owing: HashMap<u32, HashSet<Uuid>> = HashMap::new();
    for one in owed.iter() {
        owing.entry(one.round).or_default().insert(agencies[one.agency as usize].key());
    }
    for one in owed {
        let (agency, window) = (agencies[one.agency as usize].key(), plan.rounds[one.round as usize].window);
        one.opens = !handovers.opened_by_others(agency, window, &owing[&one.round]);
        one.closes = !handovers.closed_by_others(agency, window, &owing[&one.round]);
    }
}

fn rounds_of(plan: &Plan) -> impl Iterator<Item = Uuid> {
    plan.rounds.iter().map(|round| round.id)
}

async fn obligations(reader: &Reader, plan: &Plan, as_of: AsOf) -> Result<Vec<Due>> {
    if let Some(at) = as_of.known_at() {
        let rounds: Vec<Uuid> = rounds_of(plan).collect();
        let rows = rounds::obligations_known_at(reader, &rounds, at).await?;
        let rows = rows.into_iter().map(|row| DueRow {
            agency_id: row.agency_id,
            round_id: row.round_id,
            exempted_at: row.exempted_at,
            exempted_until: row.exempted_until,
        });
        return Ok(rows.map(|row| row.at(at)).collect());
    }
    let rows: Vec<DueRow> = reader
        .find::<ObligationEntity>()
        .with(|all| {
            all.select_only()
                .column(ObligationColumn::AgencyId)
                .column(ObligationColumn::RoundId)
                .column(ObligationColumn::ExemptedAt)
                .column(ObligationColumn::ExemptedUntil)
                .filter(ObligationColumn::RoundId.is_in(rounds_of(plan)))
        })
        .rows()
        .await?;
    Ok(rows.into_iter().map(|row| row.at(as_of.instant())).collect())
}

/// Read beside the obligations and not joined to them: no index leads from one to the other but by way of the round, and
/// a join would look through a round's standings for each of its obligations.
async fn standing(
    reader: &Reader,
    plan: &Plan,
    basis: ConsolidationBasis,
    as_of: AsOf,
) -> Result<Vec<Stands>> {
    reader
        .find::<StandingEntity>()
        .with(|all| {
            all.select_only()
                .column(StandingColumn::AgencyId)
                .column(StandingColumn::RoundId)
                .column(StandingColumn::VersionId)
                .column(StandingColumn::ReportId)
                .filter(as_of.standing(basis).add(StandingColumn::RoundId.is_in(rounds_of(plan))))
        })
        .rows()
        .await
}

#[cfg(test)]
mod tests;
