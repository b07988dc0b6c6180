//! What a series has to say of itself: under which versions of forms the reports of each period were filed, and where what is
//! asked changed between them. Nothing is read for it: the ledger knows who filed in which round, the catalogue what each
//! version wrote down.

mod graphql;

pub use graphql::{SeriesBreak, SeriesPoint};

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    arithmetic::TimeRule,
    cells::Cell,
    ledger::Ledger,
    lines::Read,
    sheet::{Measure, Sheet},
};
use crate::{
    catalogue::{AskedOn, Catalogue, Change, Comparability, FormVersion},
    kit::{Period, Result},
};

/// The reports of a period that were filed under one version of a form.
#[derive(Clone, Copy, Debug)]
struct Filed<'c> {
    period: Period,
    form: &'c FormVersion,
}

impl<'c> From<Filed<'c>> for AskedOn<'c> {
    fn from(Filed { period, form }: Filed<'c>) -> Self {
        AskedOn { form, on: period.window().to }
    }
}

/// Something that is asked otherwise, and between which periods.
#[derive(Clone, Copy, Debug)]
struct Found<'c> {
    change: Change<'c>,
    /// The last period before it.
    last: Period,
    /// The first period after it; the same one where both were filed for it.
    first: Period,
}

/// What is found, each change once.
#[derive(Default)]
struct Changes<'c> {
    found: Vec<Found<'c>>,
    seen: BTreeSet<(&'c str, u32, &'c str)>,
}

impl<'c> Changes<'c> {
    fn between(&mut self, catalogue: &'c Catalogue, indicator: &str, from: Filed<'c>, to: Filed<'c>) {
        for change in catalogue.changes(indicator, from.into(), to.into()) {
            let key = (change.form.code.as_str(), change.form.version, change.comparison.indicator.as_str());
            if self.seen.insert(key) {
                self.found.push(Found { change, last: from.period, first: to.period });
            }
        }
    }

    /// What changed within some reports that are added up, given in order.
    fn within(&mut self, catalogue: &'c Catalogue, indicator: &str, filed: &[Filed<'c>]) {
        let mut before: &[Filed<'c>] = &[];
        for now in filed.chunk_by(|one, other| one.period == other.period) {
            for to in now {
                for from in before.iter().chain(now.iter().take_while(|one| !std::ptr::eq(*one, to))) {
                    self.between(catalogue, indicator, *from, *to);
                }
            }
            before = now;
        }
    }

    /// What changed from the reports of one point of a series to those of the next.
    fn across(&mut self, catalogue: &'c Catalogue, indicator: &str, from: &[Filed<'c>], to: &[Filed<'c>]) {
        for to in versions(to.iter()) {
            for from in versions(from.iter().rev()) {
                self.between(catalogue, indicator, from, to);
            }
        }
    }

    /// How what comes after all of it compares with what was before.
    fn comparability(&self) -> Comparability {
        let each = self.found.iter().map(|found| found.change.comparability());
        each.fold(Comparability::Same, Comparability::and)
    }
}

/// Each version once, where it comes first.
fn versions<'a, 'c: 'a>(filed: impl Iterator<Item = &'a Filed<'c>>) -> Vec<Filed<'c>> {
    let mut versions: Vec<Filed<'c>> = Vec::new();
    for one in filed {
        if !versions.iter().any(|known| std::ptr::eq(known.form, one.form)) {
            versions.push(*one);
        }
    }
    versions
}

/// The leaves and rounds in which the reports behind a line of a cell were filed, in order.
type Behind = Arc<BTreeSet<(usize, usize)>>;

/// What was found out of the lines of a sheet already.
#[derive(Default)]
pub struct Known(Mutex<HashMap<(usize, Cell, bool), Behind>>);

/// A total, as a point of a series.
struct Point<'s> {
    sheet: &'s Sheet,
    cell: Cell,
    /// The lines that were entered.
    lines: Vec<usize>,
}

impl<'s> Point<'s> {
    fn new(sheet: &'s Sheet, measure: &Measure, cell: Cell) -> Self {
        Point { sheet, cell, lines: sheet.entered(measure) }
    }

    /// Behind a line of a cell; of `continued`, behind the figures that it continues under other codes too.
    fn behind(&self, line: usize, cell: Cell, continued: bool) -> Result<Behind> {
        let known = &self.sheet.filed_under.0;
        let key = (line, cell, continued);
        if let Some(behind) = known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(behind.clone());
        }
        let behind = Arc::new(self.find(line, cell, continued)?);
        known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, behind.clone());
        Ok(behind)
    }

    fn find(&self, line: usize, cell: Cell, continued: bool) -> Result<BTreeSet<(usize, usize)>> {
        let (ledger, own) = (&self.sheet.ledger, &self.sheet.lines[line]);
        let asks = match continued {
            true => asked_before(&self.sheet.picture.catalogue, ledger, &own.code),
            false => None,
        };
        // Of the latest word, only what speaks.
        let latest = own.time.rule == TimeRule::Latest && matches!(own.read, Read::Figures(_));
        let answering = match latest && asks.is_none() {
            true => self.sheet.answering(line, &cell)?,
            false => ledger.answering(&cell, own.time.rule, asks.as_ref().unwrap_or(&own.asks)).collect(),
        };
        let owed = answering.into_iter().map(|owed| ledger.at(owed)).filter(|owed| owed.filed.is_some());
        Ok(owed.map(|owed| (owed.leaf as usize, owed.round as usize)).collect())
    }

    /// The reports behind a line of a cell, by version, in order.
    fn filed(&self, line: usize, cell: Cell, continued: bool) -> Result<Vec<Filed<'s>>> {
        let behind = self.behind(line, cell, continued)?;
        Ok(filed(&self.sheet.picture.catalogue, &self.sheet.ledger, behind.iter().copied()))
    }

    /// The reports behind all lines of the point's own cell.
    fn all(&self) -> Result<Vec<Filed<'s>>> {
        let mut behind = BTreeSet::new();
        for line in &self.lines {
            behind.extend(self.behind(*line, self.cell, false)?.iter().copied());
        }
        Ok(filed(&self.sheet.picture.catalogue, &self.sheet.ledger, behind.into_iter()))
    }

    /// What changed within what the total adds up.
    fn within(&self) -> Result<Changes<'s>> {
        let mut changes = Changes::default();
        for line in &self.lines {
            let code = &self.sheet.lines[*line].code;
            changes.within(&self.sheet.picture.catalogue, code, &self.filed(*line, self.cell, false)?);
        }
        Ok(changes)
    }

    /// The last period before it for which there are reports, and what changed since; `None` where there is none in the range, or
    /// nothing was filed for the point itself, or periods are not told apart.
    fn since(&self) -> Result<Option<(Period, Changes<'s>)>> {
        let Some(column) = self.cell.column else { return Ok(None) };
        let catalogue = &self.sheet.picture.catalogue;
        let mut previous: Option<usize> = None;
        let mut changes = Changes::default();
        for line in &self.lines {
            let now = self.filed(*line, self.cell, false)?;
            if now.is_empty() {
                continue;
            }
            for earlier in (0..column).rev() {
                let before = self.filed(*line, Cell { column: Some(earlier), ..self.cell }, true)?;
                if !before.is_empty() {
                    previous = previous.max(Some(earlier));
                    changes.across(catalogue, &self.sheet.lines[*line].code, &before, &now);
                    break;
                }
            }
        }
        let period = previous.and_then(|column| self.sheet.ledger.plan.columns.get(column));
        Ok(period.map(|column| (column.period, changes)))
    }
}

/// By round: whether it asks for an indicator, or for one that this one continues; `None` where it continues no other.
fn asked_before(catalogue: &Catalogue, ledger: &Ledger, indicator: &str) -> Option<Vec<bool>> {
    let codes = catalogue.continued(indicator);
    if codes.len() < 2 {
        return None;
    }
    let rounds = ledger.plan.rounds.iter();
    let asks = rounds.map(|round| {
        let form = catalogue.form(&round.form, round.version);
        form.is_some_and(|form| codes.iter().any(|code| form.asks(code).is_some()))
    });
    Some(asks.collect())
}

/// Leaves and rounds as periods and versions of forms.
fn filed<'c>(
    catalogue: &'c Catalogue,
    ledger: &Ledger,
    behind: impl Iterator<Item = (usize, usize)>,
) -> Vec<Filed<'c>> {
    behind
        .filter_map(|(leaf, round)| {
            let round = &ledger.plan.rounds[round];
            let form = catalogue.form(&round.form, round.version)?;
            Some(Filed { period: ledger.plan.leaves[leaf].period, form })
        })
        .collect()
}

/// What changed, of any indicator, between the reports of a consolidation.
fn of_ledger<'c>(catalogue: &'c Catalogue, ledger: &Ledger) -> Changes<'c> {
    let owed = ledger.all().iter().filter(|owed| owed.filed.is_some());
    let behind: BTreeSet<(usize, usize)> =
        owed.map(|owed| (owed.leaf as usize, owed.round as usize)).collect();
    let filed = filed(catalogue, ledger, behind.into_iter());
    let written = catalogue.forms().iter().flat_map(|form| &form.comparisons);
    let mut changes = Changes::default();
    for indicator in written.map(|own| own.indicator.as_str()).collect::<BTreeSet<_>>() {
        let codes = catalogue.continued(indicator);
        let asked = filed.iter().filter(|filed| codes.iter().any(|code| filed.form.asks(code).is_some()));
        changes.within(catalogue, indicator, &asked.copied().collect::<Vec<_>>());
    }
    changes
}

/// How many versions of each form there are among some reports.
fn is_mixed(filed: &[Filed<'_>]) -> bool {
    let mut versions: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for filed in filed {
        versions.entry(&filed.form.code).or_default().insert(filed.form.version);
    }
    versions.values().any(|versions| versions.len() > 1)
}

#[cfg(test)]
mod tests;
