//! The figures of one view, read at once: at most one statement for sums, one for figures one by one, one for what
//! reports say of disclosure. Everything that is shown is then worked out here, by [`super::arithmetic`].

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, OnceLock},
};

use super::{
    arithmetic::{
        self, Contribution, Coverage, Distribution, MinMax, Observation, Pair, Standing, TimeRule, TotalValue,
    },
    cells::{Cell, Grouping},
    computed,
    disclosures::{self, Disclosed},
    facts::{self, Wanted},
    filings::Filings,
    ledger::Ledger,
    lines::{self, Line, Read, Said, Tally},
    needs::Needs,
    picture::Picture,
    series, sources,
    withholding::{self, Withholding},
};
use crate::{
    catalogue::{Catalogue, Derivation, IndicatorType},
    kit::{Error, FigureState, Period, Result},
};

/// How finely figures are told apart by the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grain {
    pub agency: bool,
    pub period: bool,
}

impl From<Grouping> for Grain {
    fn from(grouping: Grouping) -> Self {
        Grain { agency: grouping.agency || grouping.kind, period: grouping.period }
    }
}

/// What a total adds up: one line, or several of the same report together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure(Vec<usize>);

impl Measure {
    /// The one line that it is; `None` of several.
    pub fn alone(&self) -> Option<usize> {
        match self.0.as_slice() {
            [line] => Some(*line),
            _ => None,
        }
    }

    /// Its lines.
    pub fn lines(&self) -> &[usize] {
        &self.0
    }
}

/// The figures of one view.
pub struct Sheet {
    pub picture: Arc<Picture>,
    pub ledger: Arc<Ledger>,
    grain: Grain,
    pub lines: Vec<Line>,
    by_code: HashMap<String, usize>,
    /// What reports say of disclosure, by obligation, when the view needs it.
    pub disclosed: BTreeMap<u32, Vec<Disclosed>>,
    filings: OnceLock<Arc<Filings>>,
    /// In which rounds the reports behind its totals were filed, as far as anybody asked.
    pub filed_under: series::Known,
    /// What is withheld of them from whoever asks; none from whoever sees every number.
    pub withholding: Option<Withholding>,
}

impl Sheet {
    /// Reads what a view needs, so that it can be shown as a whole and by the groups of `grouping`.
    pub async fn read(picture: &Arc<Picture>, needs: &Needs, grouping: Grouping) -> Result<Arc<Sheet>> {
        let ledger = picture.ledger().await?;
        let widened = picture.withheld_below.map(|_| withholding::widened(&picture.catalogue, needs));
        let lines = lines::lines(&picture.catalogue, &ledger, widened.as_ref().unwrap_or(needs))?;
        let by_code = lines.iter().map(|line| line.code.clone()).zip(0..).collect();
        let mut sheet = Sheet {
            picture: picture.clone(),
            ledger,
            grain: grouping.into(),
            lines,
            by_code,
            disclosed: BTreeMap::new(),
            filings: OnceLock::new(),
            filed_under: series::Known::default(),
            withholding: None,
        };
        sheet.read_sums().await?;
        sheet.read_figures().await?;
        if let Some(below) = picture.withheld_below {
            sheet.withholding = Withholding::read(&sheet, below).await?;
        }
        if needs.disclosures {
            sheet.disclosed = disclosures::read(&picture.reader, &sheet.ledger, None).await?;
        }
        let sheet = Arc::new(sheet);
        let filed = sources::filed(&sheet, needs, grouping)?;
        let filings = Filings::read(picture, &filed, needs.shown).await?;
        sheet.filings.get_or_init(|| Arc::new(filings));
        Ok(sheet)
    }

    /// What is shown of the versions behind the sources, as soon as it is read.
    pub fn filings(&self) -> Arc<Filings> {
        self.filings.get().cloned().unwrap_or_default()
    }

    async fn read_sums(&mut self) -> Result<()> {
        let wanted = self.wanted(|line| matches!(line.read, Read::Sums(_)));
        let rows = facts::sums(&self.picture.reader, &self.ledger, &wanted, self.grain).await?;
        let line_at = self.ledger.lines();
        let leaf_at: HashMap<i32, u32> =
            self.ledger.plan.leaves.iter().map(|leaf| leaf.period.number()).zip(0..).collect();
        for row in rows {
            let agency = row.agency.map_or(Some(0), |agency| line_at.get(&agency).copied());
            let leaf = row.period.map_or(Some(0), |period| leaf_at.get(&period).copied());
            let line = self.by_code.get(&row.indicator).and_then(|line| self.lines.get_mut(*line));
            let (Some(agency), Some(leaf), Some(Line { read: Read::Sums(sums), .. })) = (agency, leaf, line)
            else {
                return Err(Error::broken("a sum of something that was not asked for"));
            };
            let tally = sums.entry((agency, leaf)).or_default();
            let figures = u32::try_from(row.figures).map_err(Error::broken)?;
            match row.state {
                Some(FigureState::Stated) => {
                    tally.stated += figures;
                    // Several agencies may stand under one line.
                    tally.sum = match (tally.sum, row.sum.map(i128::from)) {
                        (Some(one), Some(two)) => Some(one + two),
                        (one, two) => one.or(two),
                    };
                }
                Some(FigureState::NoneDeclared) => tally.none_declared += figures,
                Some(FigureState::NotApplicable) => tally.not_applicable += figures,
                // Silence has no row; one that says so is silence all the same.
                Some(FigureState::NotStated) | None => {}
            }
        }
        Ok(())
    }

    async fn read_figures(&mut self) -> Result<()> {
        let wanted = self.wanted(|line| matches!(line.read, Read::Figures(_)));
        let catalogue = &self.picture.catalogue;
        let chosen = |code: &&str| {
            let kind = catalogue.indicator(code).map(|indicator| indicator.kind);
            matches!(kind, Some(IndicatorType::Enum | IndicatorType::Date))
        };
        let choices = wanted.values().flatten().any(chosen);
        let facts = facts::figures(&self.picture.reader, &self.ledger, &wanted, choices).await?;
        let obligations = self.ledger.all().len();
        for line in &mut self.lines {
            if let Read::Figures(figures) = &mut line.read {
                figures.resize(obligations, None);
            }
        }
        for row in facts {
            let line = self.by_code.get(&row.indicator).and_then(|line| self.lines.get_mut(*line));
            // A version that no longer stands says nothing.
            if let (Some(owed), Some(Line { read: Read::Figures(figures), .. }), Some(state)) =
                (self.ledger.of_version(row.version), line, row.state)
            {
                let choice = row.choice.map(String::into_boxed_str);
                figures[owed as usize] = Some(Said { state, value: row.value, choice });
            }
        }
        Ok(())
    }

    /// The lines of one way of reading, by the leaves that speak for them: for the whole, and for each column when
    /// periods are told apart.
    fn wanted(&self, read: impl Fn(&Line) -> bool) -> Wanted<'_> {
        let plan = &self.ledger.plan;
        let mut wanted = Wanted::new();
        for line in self.lines.iter().filter(|line| read(line)) {
            let mut leaves: BTreeSet<usize> = plan.speaking(line.time.rule, None).into_iter().collect();
            if self.grain.period {
                leaves.extend(
                    (0..plan.columns.len()).flat_map(|column| plan.speaking(line.time.rule, Some(column))),
                );
            }
            leaves.retain(|leaf| plan.leaves[*leaf].rounds.clone().any(|round| line.asks[round]));
            if !leaves.is_empty() {
                wanted.entry(leaves.into_iter().collect()).or_default().push(line.code.as_str());
            }
        }
        wanted
    }

    /// What the total of an indicator adds up. A derived sum is its terms.
    pub fn measure(&self, code: &str) -> Result<Measure> {
        let mut lines = Vec::new();
        self.collect(&self.picture.catalogue, code, &mut lines)?;
        Ok(Measure(lines))
    }

    /// What the total of several indicators together adds up.
    pub fn together<S: AsRef<str>>(&self, codes: &[S]) -> Result<Measure> {
        let mut lines = Vec::new();
        for code in codes {
            self.collect(&self.picture.catalogue, code.as_ref(), &mut lines)?;
        }
        Ok(Measure(lines))
    }

    fn collect(&self, catalogue: &Catalogue, code: &str, lines: &mut Vec<usize>) -> Result<()> {
        let derivation = catalogue.indicator(code).and_then(|indicator| indicator.derivation.as_ref());
        if let Some(Derivation::Sum(terms)) = derivation {
            return terms.iter().try_for_each(|term| self.collect(catalogue, term, lines));
        }
        let line = self.by_code.get(code);
        lines.push(*line.ok_or_else(|| Error::broken(format!("{code} was not read")))?);
        Ok(())
    }

    /// The scale of a measure; indicators that are added together have one scale.
    pub fn scale(&self, measure: &Measure) -> u8 {
        measure.0.first().map_or(0, |line| self.lines[*line].scale)
    }

    /// The lines of a measure, each computed one followed to what was entered.
    pub fn entered(&self, measure: &Measure) -> Vec<usize> {
        let mut entered = Vec::new();
        let mut left: Vec<usize> = measure.0.iter().rev().copied().collect();
        while let Some(line) = left.pop() {
            match &self.lines[line].read {
                Read::Computed(operands) => left.extend(operands.iter().rev()),
                _ if !entered.contains(&line) => entered.push(line),
                _ => {}
            }
        }
        entered
    }

    /// The sum over a cell.
    pub fn sum(&self, measure: &Measure, cell: &Cell) -> Result<TotalValue> {
        let mut total = match measure.0.as_slice() {
            [line] => match &self.lines[*line].read {
                Read::Sums(sums) => self.added_up(&self.lines[*line], sums, cell)?,
                _ => arithmetic::sum_across_agencies(self.contributions(measure, cell)?)?,
            },
            _ => arithmetic::sum_across_agencies(self.contributions(measure, cell)?)?,
        };
        if self.is_apart(measure, cell) {
            total.value = None;
        }
        Ok(total)
    }

    /// Whether a measure has no value over a cell, because it is shown period by period only.
    pub fn is_apart(&self, measure: &Measure, cell: &Cell) -> bool {
        self.ledger.spans_several(cell) && measure.0.iter().any(|line| self.lines[*line].time.apart)
    }

    /// Whether of a measure each agency's latest word counts, for a part of it at least.
    pub fn is_latest(&self, measure: &Measure) -> bool {
        measure.0.iter().any(|line| self.lines[*line].time.rule == TimeRule::Latest)
    }

    /// How many agencies of a cell say yes.
    pub fn count_true(&self, measure: &Measure, cell: &Cell) -> Result<TotalValue> {
        Ok(arithmetic::count_true(self.contributions(measure, cell)?))
    }

    /// How many different entries the lists of a cell have: null where more than one list has any, since they may name the
    /// same.
    pub fn distinct(&self, measure: &Measure, cell: &Cell) -> Result<TotalValue> {
        let said = self.contributions(measure, cell)?;
        let lists = said.iter().filter(|said| said.value.is_some_and(|value| value > 0)).count();
        let total = arithmetic::sum_across_agencies(said)?;
        Ok(TotalValue { value: total.value.filter(|_| lists <= 1), ..total })
    }

    /// Both parts of a rate over a cell.
    pub fn pair(&self, numerator: &Measure, denominator: &Measure, cell: &Cell) -> Result<Pair> {
        let parts = (self.contributions(numerator, cell)?, self.contributions(denominator, cell)?);
        Ok(arithmetic::paired(parts.0, parts.1)?)
    }

    /// The least and the greatest value in a cell.
    pub fn range(&self, measure: &Measure, cell: &Cell) -> Result<MinMax> {
        Ok(arithmetic::min_max(self.contributions(measure, cell)?))
    }

    /// The first and the last day in a cell, as their numbers; who declares that there was none names no day.
    pub fn days(&self, measure: &Measure, cell: &Cell) -> Result<MinMax> {
        let named = self.contributions(measure, cell)?.into_iter().map(|said| Contribution {
            value: said.value.filter(|_| said.standing == Standing::Stated),
            ..said
        });
        Ok(arithmetic::min_max(named))
    }

    /// What each report of a cell chooses; of yes and no, `true` and `false`.
    pub fn distribution(&self, code: &str, cell: &Cell) -> Result<Distribution<String>> {
        let line = *self.by_code.get(code).ok_or_else(|| Error::broken(format!("{code} was not read")))?;
        let choices = self.answering(line, cell)?.into_iter().map(|owed| {
            let said = self.said(line, owed);
            let choice = said.and_then(|said| {
                let truth = || said.value.map(|value| (value != 0).to_string());
                said.choice.as_deref().map(str::to_owned).or_else(truth)
            });
            (self.state(line, owed), choice)
        });
        Ok(arithmetic::distribution(choices))
    }

    /// What each obligation of a cell contributes: of several lines, together.
    pub fn contributions(&self, measure: &Measure, cell: &Cell) -> Result<Vec<Contribution>> {
        match measure.0.as_slice() {
            [line] => self.of_line(*line, cell),
            several => {
                let each: Vec<Vec<Contribution>> =
                    several.iter().map(|line| self.of_line(*line, cell)).collect::<Result<_>>()?;
                Ok(arithmetic::combine_indicators(each)?)
            }
        }
    }

    fn of_line(&self, line: usize, cell: &Cell) -> Result<Vec<Contribution>> {
        Ok(self.counting(line, cell)?.into_iter().map(|(_, said)| said).collect())
    }

    /// The obligations of a cell that answer for a line: of the latest word, one for each agency.
    pub fn answering(&self, line: usize, cell: &Cell) -> Result<Vec<u32>> {
        Ok(self.counting(line, cell)?.into_iter().map(|(owed, _)| owed).collect())
    }

    /// What the obligations of a cell that answer for a line contribute.
    fn counting(&self, line: usize, cell: &Cell) -> Result<Vec<(u32, Contribution)>> {
        let Line { time, asks, read, code, .. } = &self.lines[line];
        let contribution = |owed| match read {
            Read::Sums(_) => Err(Error::broken(format!("{code} was not read one by one"))),
            Read::Figures(_) => Ok((owed, self.contribution(line, owed))),
            Read::Computed(operands) => Ok((owed, computed::contribution(self, line, operands, owed)?)),
        };
        let said = self.ledger.answering(cell, time.rule, asks).map(contribution).collect::<Result<_>>()?;
        let mut counting = time.rule.counting(said, |(_, said)| said);
        if time.rule == TimeRule::Latest {
            let mut kept = Vec::with_capacity(counting.len());
            for (owed, said) in counting {
                let mut since = self
                    .ledger
                    .since_handed_over(said.agency, cell)
                    .filter(|heir| asks[self.ledger.at(*heir).round as usize]);
                if !since.any(|heir| contribution(heir).is_ok_and(|(_, said)| said.standing.says_anything()))
                {
                    kept.push((owed, said));
                }
            }
            counting = kept;
        }
        Ok(counting)
    }

    /// What the report of an obligation says of a line; `None` where it says nothing.
    pub fn said(&self, line: usize, owed: u32) -> Option<&Said> {
        match &self.lines[line].read {
            Read::Figures(figures) => figures.get(owed as usize)?.as_ref(),
            Read::Sums(_) | Read::Computed(_) => None,
        }
    }

    /// How an obligation states a line; `None` without a report.
    pub fn state(&self, line: usize, owed: u32) -> Option<FigureState> {
        let obligation = self.ledger.at(owed);
        obligation.filed?;
        Some(match self.said(line, owed) {
            Some(said) => said.state,
            None if self.lines[line].concerns(self.ledger.agency(obligation).agency_kind()) => {
                FigureState::NotStated
            }
            None => FigureState::NotApplicable,
        })
    }

    fn contribution(&self, line: usize, owed: u32) -> Contribution {
        let (agency, period) = self.key(owed);
        let value = self
            .said(line, owed)
            .and_then(|said| said.value.or_else(|| said.choice.as_deref().and_then(day_number)));
        let state = self.state(line, owed);
        let said: Contribution = Observation { agency, period, state, value }.into();
        // A list that is told in prose: of so many reports it is known that there is something, not how many.
        let uncounted = self.lines[line].is_list && said.standing == Standing::Stated && value.is_none();
        Contribution { standing: if uncounted { Standing::Partial } else { said.standing }, ..said }
    }

    /// What contributions are told apart by.
    pub fn key(&self, owed: u32) -> (uuid::Uuid, Period) {
        let owed = self.ledger.at(owed);
        (self.ledger.agency(owed).key(), self.ledger.period(owed))
    }

    /// The total of a cell out of the database's sums and the obligations.
    fn added_up(&self, line: &Line, sums: &BTreeMap<(u32, u32), Tally>, cell: &Cell) -> Result<TotalValue> {
        let ledger = &self.ledger;
        let leaves = ledger.plan.speaking(line.time.rule, cell.column);
        let mut coverage = Coverage::default();
        for owed in ledger.answering(cell, line.time.rule, &line.asks) {
            let filed = ledger.at(owed).filed.is_some();
            coverage.tally(if filed { Standing::NotStated } else { Standing::Missing }, 1);
        }
        let mut all = Tally::default();
        let wanted = match cell.agency.filter(|_| self.grain.agency) {
            Some(agency) => sums.range((agency, 0)..=(agency, u32::MAX)),
            None => sums.range(..),
        };
        for ((agency, leaf), tally) in wanted {
            let agency = ledger.agencies.get(*agency as usize);
            let of_kind =
                cell.kind.is_none_or(|kind| agency.is_some_and(|agency| agency.agency_kind() == kind));
            if of_kind && (!self.grain.period || leaves.contains(&(*leaf as usize))) {
                all.stated += tally.stated;
                all.none_declared += tally.none_declared;
                all.not_applicable += tally.not_applicable;
                all.sum = match (all.sum, tally.sum) {
                    (Some(one), Some(two)) => Some(one + two),
                    (one, two) => one.or(two),
                };
            }
        }
        let spoken = all.stated + all.none_declared + all.not_applicable;
        // A fact without a report that owes it would be a fault of ours.
        coverage.not_stated = coverage
            .not_stated
            .checked_sub(spoken)
            .ok_or_else(|| Error::broken(format!("more figures of {} than reports", line.code)))?;
        coverage.stated = all.stated;
        coverage.none_declared = all.none_declared;
        coverage.not_applicable = all.not_applicable;
        let known = all.sum.or_else(|| (all.none_declared > 0).then_some(0));
        let value = known.map(i64::try_from).transpose().map_err(|_| arithmetic::Overflow)?;
        Ok(TotalValue { value, coverage })
    }
}

/// A day as a number that days compare by.
fn day_number(text: &str) -> Option<i64> {
    use chrono::Datelike;
    text.parse::<chrono::NaiveDate>().ok().map(|day| i64::from(day.num_days_from_ce()))
}

/// The day of a number.
pub fn day_of(number: i64) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}
