//! What makes the difference between two releases, or a release and now: parts that add up to it exactly. Pure.
//!
//! A difference is taken apart into *steps*. Each is about what one agency's report for one period says of one figure, and has
//! one cause; what the steps of a figure add to the value and to the coverage is all that these have more or less, for the
//! province and for each line. Where two causes act on one number at once and their shares cannot be told, the cause is MIXED.
//! Where a figure is no sum, steps still say which reports changed, and nothing about how much each of them is to blame.

mod causes;
mod steps;
#[cfg(test)]
mod tests;

use async_graphql::SimpleObject;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::document::{Frozen, FrozenFigure, Shape, Tally};
use crate::{
    consolidation::arithmetic::{Coverage, Standing},
    kit::{Error, Result},
};
use causes::Causes;
use steps::{Counting, Pair};
pub use steps::{DifferenceKind, Step, Word};

/// Two frozen consolidations, and what makes the difference.
pub struct Comparison {
    pub from: Arc<Frozen>,
    pub to: Arc<Frozen>,
    /// Of each figure that either has, in the order of the second.
    pub figures: Vec<FigureDifference>,
}

/// What makes the difference of one figure.
pub struct FigureDifference {
    /// Code of the indicator.
    pub indicator: String,
    /// Which part of a rate it is; `None` of what is no part of one.
    pub part: Option<Shape>,
    /// Position in the first one.
    pub from: Option<usize>,
    /// Position in the second one.
    pub to: Option<usize>,
    pub steps: Vec<Step>,
    /// Of each choice, what makes the difference of how many reports give it.
    pub choices: BTreeMap<String, Vec<Step>>,
}

/// How many more reports do what; less than 0 where there are fewer (thay đổi độ bao phủ).
#[derive(SimpleObject, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoverageChange {
    /// Reports that are due (phải báo cáo).
    pub due: i32,
    /// Of which have a version that counts (có báo cáo được tính).
    pub reported: i32,
    /// Of which give a value (có số liệu).
    pub stated: i32,
    /// Of which say that there was none (báo cáo "không có").
    pub none_declared: i32,
    /// Of which are silent (không nêu).
    pub not_stated: i32,
    /// Of which it does not concern (không áp dụng).
    pub not_applicable: i32,
    /// Of which give only a part (chỉ nêu một phần).
    pub partial: i32,
    /// Of which nothing counts (chưa có báo cáo được tính).
    pub missing: i32,
}

impl CoverageChange {
    /// What a coverage has more than another.
    pub fn between(from: Coverage, to: Coverage) -> Self {
        let more = |of: fn(&Coverage) -> u32| of(&to).cast_signed().wrapping_sub(of(&from).cast_signed());
        CoverageChange {
            due: more(|one| one.due),
            reported: more(|one| one.reported),
            stated: more(|one| one.stated),
            none_declared: more(|one| one.none_declared),
            not_stated: more(|one| one.not_stated),
            not_applicable: more(|one| one.not_applicable),
            partial: more(|one| one.partial),
            missing: more(|one| one.missing),
        }
    }

    fn plus(self, other: Self) -> Self {
        CoverageChange {
            due: self.due + other.due,
            reported: self.reported + other.reported,
            stated: self.stated + other.stated,
            none_declared: self.none_declared + other.none_declared,
            not_stated: self.not_stated + other.not_stated,
            not_applicable: self.not_applicable + other.not_applicable,
            partial: self.partial + other.partial,
            missing: self.missing + other.missing,
        }
    }
}

/// What one cause makes of a difference.
#[derive(Clone, Debug)]
pub struct Part<'s> {
    pub kind: DifferenceKind,
    /// `None` where the figure is no sum.
    pub difference: Option<i64>,
    pub coverage: CoverageChange,
    pub steps: Vec<&'s Step>,
}

/// The steps of the province (`None`), or of one line by the agency's global id.
pub fn of_line<'s>(steps: &'s [Step], line: Option<&str>) -> Vec<&'s Step> {
    let wanted = |step: &&Step| match line {
        Some(line) => step.line.as_str() == line,
        // What moves from one line to another is all there before and after.
        None => !step.moves,
    };
    steps.iter().filter(wanted).collect()
}

/// Steps put together by their cause.
pub fn parts(steps: Vec<&Step>) -> Vec<Part<'_>> {
    let mut parts: BTreeMap<DifferenceKind, Part<'_>> = BTreeMap::new();
    for step in steps {
        let part = parts.entry(step.kind).or_insert_with(|| Part {
            kind: step.kind,
            difference: Some(0),
            coverage: CoverageChange::default(),
            steps: Vec::new(),
        });
        part.difference = part.difference.zip(step.difference).map(|(one, other)| one.saturating_add(other));
        part.coverage = part.coverage.plus(step.coverage());
        part.steps.push(step);
    }
    parts.into_values().collect()
}

/// What `to` has more than `from`: null where neither has a value; where one has none, all that the other has.
pub fn difference(from: Option<i64>, to: Option<i64>) -> Option<i64> {
    match (from, to) {
        (None, None) => None,
        (from, to) => to.unwrap_or(0).checked_sub(from.unwrap_or(0)),
    }
}

/// Explains what makes the difference between two frozen consolidations. One whose steps did not add up would be a fault of
/// ours, and is not shown.
pub fn compare(from: Arc<Frozen>, to: Arc<Frozen>) -> Result<Comparison> {
    let causes = Causes::of(&from, &to);
    let mut keys: Vec<(&str, Option<Shape>)> = Vec::new();
    for figure in to.figures.iter().chain(&from.figures) {
        if !keys.contains(&figure.key()) {
            keys.push(figure.key());
        }
    }
    let at = |frozen: &Frozen, key| frozen.figures.iter().position(|figure| figure.key() == key);
    let mut figures = Vec::with_capacity(keys.len());
    for key in keys {
        let (before, after) = (at(&from, key), at(&to, key));
        let pair = Pair::new((&from, before), (&to, after));
        let steps = pair.steps(&causes, Counting::Value);
        adds_up(&pair, &steps, |tally| tally.value.unwrap_or(0), true)?;
        let mut choices = BTreeMap::new();
        for choice in pair.choices() {
            let steps = pair.steps(&causes, Counting::Choice(&choice));
            let count = |tally: &Tally| tally.choices.get(&choice).copied().unwrap_or(0).into();
            adds_up(&pair, &steps, count, false)?;
            choices.insert(choice, steps);
        }
        let (indicator, part) = (key.0.to_owned(), key.1);
        figures.push(FigureDifference { indicator, part, from: before, to: after, steps, choices });
    }
    Ok(Comparison { from, to, figures })
}

impl Comparison {
    /// Whether a figure is a sum in both, so that each step has a difference.
    pub fn adds_up(&self, figure: &FigureDifference) -> bool {
        Pair::new((&self.from, figure.from), (&self.to, figure.to)).adds_up()
    }
}

/// The total of the province (`None`), or of one line.
pub fn total(frozen: &Frozen, figure: Option<&FrozenFigure>, line: Option<&str>) -> Tally {
    let Some(figure) = figure else { return Tally::default() };
    let Some(line) = line else { return figure.total.clone() };
    let of_line = figure.lines.iter().find(|one| frozen.agencies[one.agency as usize].id.as_str() == line);
    of_line.map(|one| one.total.clone()).unwrap_or_default()
}

/// Refuses steps that are not all of the difference, or more than it: of the province (`None`), or of a line.
fn adds_up(
    pair: &Pair<'_>,
    steps: &[Step],
    value: impl Fn(&Tally) -> i64,
    with_coverage: bool,
) -> Result<()> {
    type More = (i128, CoverageChange);
    let mut left: HashMap<Option<&str>, More> = HashMap::new();
    let mut take = |line, (sum, coverage): More| {
        let more = left.entry(line).or_default();
        *more = (more.0 + sum, more.1.plus(coverage));
    };
    for step in steps {
        let more = (step.difference.unwrap_or(0).into(), step.coverage());
        take(Some(step.line.as_str()), more);
        if !step.moves {
            take(None, more);
        }
    }
    for (sign, (frozen, figure)) in [(1, pair.before), (-1, pair.after)] {
        let Some(figure) = figure else { continue };
        let lines = figure.lines.iter();
        let lines = lines.map(|one| (Some(frozen.agencies[one.agency as usize].id.as_str()), &one.total));
        for (line, total) in lines.chain([(None, &figure.total)]) {
            let none = Coverage::default();
            let coverage = match sign {
                1 => CoverageChange::between(none, total.coverage),
                _ => CoverageChange::between(total.coverage, none),
            };
            take(line, (sign * i128::from(value(total)), coverage));
        }
    }
    let is_sum = !with_coverage || pair.adds_up();
    let nothing = |(sum, coverage): &More| {
        (*sum == 0 || !is_sum) && (!with_coverage || *coverage == CoverageChange::default())
    };
    match left.values().all(nothing) {
        true => Ok(()),
        false => Err(Error::broken(format!("what makes the difference of {} does not add up", pair.code()))),
    }
}

/// The coverage of what one report does; nothing without it.
fn covered(standing: Option<Standing>) -> Coverage {
    standing.map(Coverage::of).unwrap_or_default()
}
