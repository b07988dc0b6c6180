//! One indicator of a sheet: how it adds up, who is asked for it, and what was read of it.

use std::collections::{BTreeMap, HashMap};

use super::{
    arithmetic::TimeRule,
    ledger::Ledger,
    needs::{self, Depth, Needs},
};
use crate::{
    catalogue::{AcrossTime, Catalogue, Indicator, IndicatorType},
    kit::{Error, FigureState, Result, vocabulary::AgencyKind},
};

/// How an indicator adds up across time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    pub rule: TimeRule,
    /// Shown period by period only: several periods have no value together.
    pub apart: bool,
}

impl From<AcrossTime> for Time {
    fn from(across: AcrossTime) -> Self {
        let rule = match across {
            AcrossTime::Flow | AcrossTime::Ratio | AcrossTime::Union | AcrossTime::Separate => TimeRule::Flow,
            AcrossTime::Open => TimeRule::Opening,
            AcrossTime::Stock => TimeRule::Closing,
            AcrossTime::Latest => TimeRule::Latest,
            AcrossTime::Any => TimeRule::Ever,
        };
        Time { rule, apart: across == AcrossTime::Separate }
    }
}

/// What the database counted and added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub stated: u32,
    pub none_declared: u32,
    pub not_applicable: u32,
    pub sum: Option<i128>,
}

/// What a report says of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub state: FigureState,
    pub value: Option<i64>,
    /// The choice, or the day.
    pub choice: Option<Box<str>>,
}

/// What was read of an indicator.
#[derive(Debug)]
pub enum Read {
    /// By line of agencies and leaf, or by 0 where the sheet's grain does not tell them apart.
    Sums(BTreeMap<(u32, u32), Tally>),
    /// By the position of the obligation.
    Figures(Vec<Option<Said>>),
    /// Nothing: computed for each report from these lines.
    Computed(Vec<usize>),
}

/// One indicator of a sheet.
#[derive(Debug)]
pub struct Line {
    pub code: String,
    pub scale: u8,
    pub time: Time,
    /// Whether it counts the entries of a list, whose number may be unknown.
    pub is_list: bool,
    /// By round: whether its form asks for the indicator.
    pub asks: Vec<bool>,
    kinds: Vec<AgencyKind>,
    pub read: Read,
}

impl Line {
    /// Whether it concerns a kind of agency; an agency that it does not concern is not silent about it.
    pub fn concerns(&self, kind: AgencyKind) -> bool {
        self.kinds.contains(&kind)
    }

    fn concerns_everybody(&self) -> bool {
        AgencyKind::ALL.iter().all(|kind| self.concerns(*kind))
    }
}

/// The lines of a sheet, empty; what is computed after what it is computed from.
pub fn lines(catalogue: &Catalogue, ledger: &Ledger, needs: &Needs) -> Result<Vec<Line>> {
    let unknown = || Error::broken("a sheet of an unknown indicator");
    let mut lines: Vec<Line> = Vec::new();
    for (code, depth) in &needs.entered {
        let indicator = catalogue.indicator(code).ok_or_else(unknown)?;
        let mut line = empty(indicator, asked(catalogue, ledger, indicator));
        // Which figure is an agency's latest word, which stock is another's to tell, and which list has no number, is not for
        // a sum to find out.
        let added_up = line.time.rule != TimeRule::Latest
            && !ledger.speaks_through_others(line.time.rule)
            && !line.is_list
            && ledger.is_plain()
            && line.concerns_everybody();
        if *depth == Depth::Sums && added_up {
            line.read = Read::Sums(BTreeMap::new());
        }
        lines.push(line);
    }
    let mut left: Vec<&str> = needs.derived.iter().map(String::as_str).collect();
    // The catalogue has no cycles: each round finds one at least that is computed from what is there.
    while !left.is_empty() {
        let before = left.len();
        let mut later = Vec::new();
        for code in left {
            let indicator = catalogue.indicator(code).ok_or_else(unknown)?;
            let operands = needs::operands(catalogue, indicator);
            let known: Option<Vec<usize>> =
                operands.iter().map(|operand| lines.iter().position(|line| line.code == *operand)).collect();
            match known {
                Some(known) => {
                    let asks = asked_through(ledger, indicator, &lines, &known);
                    lines.push(Line { read: Read::Computed(known), ..empty(indicator, asks) });
                }
                None => later.push(code),
            }
        }
        if later.len() == before {
            return Err(Error::broken(
                "a computed figure is computed from something that is not in the sheet",
            ));
        }
        left = later;
    }
    Ok(lines)
}

fn empty(indicator: &Indicator, asks: Vec<bool>) -> Line {
    Line {
        code: indicator.code.clone(),
        scale: indicator.scale,
        time: indicator.across_time.into(),
        is_list: indicator.kind == IndicatorType::List,
        asks,
        kinds: indicator.agency_kinds.clone(),
        read: Read::Figures(Vec::new()),
    }
}

/// By round: whether its form asks for an indicator in its period.
fn asked(catalogue: &Catalogue, ledger: &Ledger, indicator: &Indicator) -> Vec<bool> {
    let mut forms: HashMap<(&str, u32), bool> = HashMap::new();
    ledger
        .plan
        .rounds
        .iter()
        .map(|round| {
            let asks = *forms.entry((&round.form, round.version)).or_insert_with(|| {
                catalogue
                    .form(&round.form, round.version)
                    .is_some_and(|form| form.asks(&indicator.code).is_some())
            });
            asks && indicator.asked_in(round.period, round.window)
        })
        .collect()
}

/// By round: whether it asks for anything that a computed figure is computed from. One that follows from the kind of
/// agency and the period alone is asked for everywhere.
fn asked_through(ledger: &Ledger, indicator: &Indicator, lines: &[Line], operands: &[usize]) -> Vec<bool> {
    let rounds = ledger.plan.rounds.iter().enumerate();
    rounds
        .map(|(position, round)| {
            let asks = operands.is_empty() || operands.iter().any(|line| lines[*line].asks[position]);
            asks && indicator.asked_in(round.period, round.window)
        })
        .collect()
}
