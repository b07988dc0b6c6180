//! The steps from a figure to the same figure of another consolidation.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    super::{
        document::{Frozen, FrozenFigure, Said, Shape},
        tally,
    },
    CoverageChange,
    causes::{Causes, Key},
    covered,
};
use crate::{
    catalogue::IndicatorType,
    consolidation::arithmetic::Standing,
    kit::{Period, vocabulary::vocabulary},
};
use async_graphql::{Enum, ID};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Why a figure is another one (nguyên nhân chênh lệch).
    DifferenceKind {
        /// Another version of a report counts (số liệu được sửa đổi, bổ sung).
        Amended = "AMENDED",
        /// A report counts where none did (báo cáo mới được tính).
        NewlyArrived = "NEWLY_ARRIVED",
        /// A report that counted no longer does (báo cáo không còn được tính).
        Withdrawn = "WITHDRAWN",
        /// A report of a part of the period gave way to the same agency's report of the whole, or counts again since that no longer
        /// does (thay bằng báo cáo cả kỳ, hoặc được tính lại khi báo cáo cả kỳ không còn được tính).
        Displaced = "DISPLACED",
        /// Others owe a report, or stand under another agency: a round was opened, an agency let off or reorganised (thay đổi cơ
        /// cấu: đợt báo cáo, miễn báo cáo, sắp xếp tổ chức).
        Structure = "STRUCTURE",
        /// The same versions are added up by another rule (thay đổi quy tắc tổng hợp).
        Rule = "RULE",
        /// Several of these at once on one number; their shares cannot be told (nhiều nguyên nhân cùng lúc, không tách được).
        Mixed = "MIXED",
    }
}

/// One step: what is said for one agency and period, before and after, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub kind: DifferenceKind,
    /// Global id of the agency under which it stands.
    pub line: ID,
    /// Global id of the agency that owes the report.
    pub agency: ID,
    pub period: Period,
    /// `None` where nothing was asked.
    pub before: Option<Word>,
    pub after: Option<Word>,
    /// What it adds to the figure; `None` where the figure is no sum.
    pub difference: Option<i64>,
    /// Whether it only takes something from one line to another.
    pub moves: bool,
}

/// What is said; its standing is `None` where only an agency is counted, and not its reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub standing: Option<Standing>,
    pub value: Option<i64>,
    pub choice: Option<String>,
}

impl Step {
    /// What it adds to the coverage.
    pub fn coverage(&self) -> CoverageChange {
        let of = |word: &Option<Word>| covered(word.as_ref().and_then(|word| word.standing));
        CoverageChange::between(of(&self.before), of(&self.after))
    }
}

/// What is counted of a figure.
#[derive(Clone, Copy, Debug)]
pub enum Counting<'c> {
    /// Its value.
    Value,
    /// How many reports give a choice.
    Choice(&'c str),
}

/// A figure of two consolidations.
pub struct Pair<'f> {
    pub before: (&'f Frozen, Option<&'f FrozenFigure>),
    pub after: (&'f Frozen, Option<&'f FrozenFigure>),
}

/// What one report says, and under which line.
#[derive(Clone)]
struct Spoken<'f> {
    key: Key<'f>,
    line: &'f str,
    period: Period,
    kind: IndicatorType,
    said: Said,
}

const MISSING: Word = Word { standing: Some(Standing::Missing), value: None, choice: None };

impl<'f> Pair<'f> {
    pub fn new(before: (&'f Frozen, Option<usize>), after: (&'f Frozen, Option<usize>)) -> Self {
        let of = |(frozen, at): (&'f Frozen, Option<usize>)| (frozen, at.map(|at| &frozen.figures[at]));
        Pair { before: of(before), after: of(after) }
    }

    fn figures(&self) -> impl Iterator<Item = &'f FrozenFigure> {
        [self.before.1, self.after.1].into_iter().flatten()
    }

    pub fn code(&self) -> &'f str {
        self.figures().next().map_or("", |figure| &figure.indicator)
    }

    /// Whether the figure is a sum in both, and of the same kind of things.
    pub fn adds_up(&self) -> bool {
        let same = |one: &FrozenFigure, other: &FrozenFigure| {
            let like = |figure: &FrozenFigure| (figure.shape, figure.scale, figure.latest);
            like(one) == like(other)
        };
        self.figures().all(|figure| figure.adds_up)
            && self.before.1.zip(self.after.1).is_none_or(|(one, other)| same(one, other))
    }

    fn same_rule(&self) -> bool {
        self.before.1.zip(self.after.1).is_some_and(|(one, other)| one.rule == other.rule)
    }

    /// The choices that reports give in either.
    pub fn choices(&self) -> BTreeSet<String> {
        self.figures().flat_map(|figure| figure.total.choices.keys().cloned()).collect()
    }

    /// The steps from the one to the other, by agency and period.
    pub fn steps(&self, causes: &Causes<'f>, counting: Counting<'_>) -> Vec<Step> {
        let latest = self.figures().any(|figure| figure.latest);
        let heads = self.figures().any(|figure| figure.shape == Shape::CountTrue) && !latest;
        let heads = heads && matches!(counting, Counting::Value);
        let mut walk = Walk { pair: self, causes, counting, heads, steps: Vec::new() };
        let (before, after) = (spoken(self.before), spoken(self.after));
        let agencies: BTreeSet<&str> = before.iter().chain(&after).map(|one| one.key.0).collect();
        let (before, after) = (by_agency(before), by_agency(after));
        let none = Vec::new();
        for agency in agencies {
            let before = before.get(agency).unwrap_or(&none);
            let after = after.get(agency).unwrap_or(&none);
            match (before.as_slice(), after.as_slice()) {
                ([] | [_], [] | [_]) if latest => walk.latest(before.first(), after.first()),
                _ => walk.each(before, after),
            }
            if heads {
                walk.head(before, after);
            }
        }
        walk.steps
    }
}

fn spoken<'f>((frozen, figure): (&'f Frozen, Option<&'f FrozenFigure>)) -> Vec<Spoken<'f>> {
    let id = |at: u32| frozen.agencies[at as usize].id.as_str();
    let Some(figure) = figure else { return Vec::new() };
    let each = figure.said().map(|said| {
        let report = &frozen.reports[said.report as usize];
        let key = (id(report.agency), report.period.number());
        Spoken { key, line: id(report.line), period: report.period, kind: figure.kind, said }
    });
    each.collect()
}

fn by_agency(spoken: Vec<Spoken<'_>>) -> HashMap<&str, Vec<Spoken<'_>>> {
    let mut agencies: HashMap<&str, Vec<Spoken<'_>>> = HashMap::new();
    for one in spoken {
        agencies.entry(one.key.0).or_default().push(one);
    }
    agencies
}

/// What is being walked through, and the steps so far.
struct Walk<'p, 'f> {
    pair: &'p Pair<'f>,
    causes: &'p Causes<'f>,
    counting: Counting<'p>,
    /// Whether agencies are counted, once each, and not what reports say.
    heads: bool,
    steps: Vec<Step>,
}

impl<'f> Walk<'_, 'f> {
    /// Report by report.
    fn each(&mut self, before: &[Spoken<'f>], after: &[Spoken<'f>]) {
        let key = |one: &Spoken<'f>| (one.period.window().to, one.key.1);
        let mut both: BTreeMap<_, [Option<&Spoken<'f>>; 2]> = BTreeMap::new();
        before.iter().for_each(|one| both.entry(key(one)).or_default()[0] = Some(one));
        after.iter().for_each(|one| both.entry(key(one)).or_default()[1] = Some(one));
        for [one, other] in both.into_values() {
            let why = one.or(other).and_then(|known| self.why(known));
            self.turn(one, other, one.or(other), why);
        }
    }

    /// The latest word of an agency, which may have been said for another period.
    fn latest(&mut self, before: Option<&Spoken<'f>>, after: Option<&Spoken<'f>>) {
        let (Some(one), Some(other)) = (before, after) else {
            let known = before.or(after);
            return self.turn(before, after, known, known.and_then(|known| self.why(known)));
        };
        let speaks = |one: &Spoken<'f>| one.said.standing.says_anything();
        let end = |one: &Spoken<'f>| one.period.window().to;
        let cause = match (speaks(one), speaks(other)) {
            (true, false) => one,
            (false, true) => other,
            _ if end(one) > end(other) => one,
            _ => other,
        };
        let mut why = self.why(cause);
        // The later word is gone, and the earlier one that counts instead may have been amended meanwhile.
        if speaks(other) && end(other) < end(cause) && self.why(other).is_some_and(|too| why != Some(too)) {
            why = Some(DifferenceKind::Mixed);
        }
        self.turn(before, after, Some(cause), why);
    }

    fn why(&self, spoken: &Spoken<'f>) -> Option<DifferenceKind> {
        self.causes.why(spoken.key, self.pair.same_rule())
    }

    /// From one word to another: first who owes it and under which line, then what is said.
    fn turn(
        &mut self,
        before: Option<&Spoken<'f>>,
        after: Option<&Spoken<'f>>,
        cause: Option<&Spoken<'f>>,
        why: Option<DifferenceKind>,
    ) {
        let Some(cause) = cause else { return };
        let otherwise = self.causes.otherwise(cause.key, self.pair.same_rule());
        let word = |one: &Spoken<'f>| self.word(one);
        let is_missing = |one: &Spoken<'f>| one.said.standing == Standing::Missing;
        match (before, after) {
            (None, Some(one)) | (Some(one), None) if why == Some(DifferenceKind::Displaced) => {
                let (said, says) = (before.map(word), after.map(word));
                self.step(DifferenceKind::Displaced, one.line, one, said, says, false);
            }
            (Some(one), Some(other)) => {
                let (said, says) = (word(one), word(other));
                if one.line != other.line {
                    self.step(DifferenceKind::Structure, one.line, one, Some(said.clone()), None, true);
                    self.step(DifferenceKind::Structure, other.line, one, None, Some(said.clone()), true);
                }
                if said != says {
                    let kind = why.unwrap_or(otherwise);
                    self.step(kind, other.line, cause, Some(said), Some(says), false);
                }
            }
            (None, Some(other)) => {
                let says = word(other);
                if why == Some(DifferenceKind::NewlyArrived) && !is_missing(other) {
                    self.step(otherwise, other.line, other, None, Some(MISSING), false);
                    self.step(
                        DifferenceKind::NewlyArrived,
                        other.line,
                        other,
                        Some(MISSING),
                        Some(says),
                        false,
                    );
                } else {
                    self.step(otherwise, other.line, other, None, Some(says), false);
                }
            }
            (Some(one), None) => {
                let said = word(one);
                if why == Some(DifferenceKind::Withdrawn) && !is_missing(one) {
                    self.step(DifferenceKind::Withdrawn, one.line, one, Some(said), Some(MISSING), false);
                    self.step(otherwise, one.line, one, Some(MISSING), None, false);
                } else {
                    self.step(otherwise, one.line, one, Some(said), None, false);
                }
            }
            (None, None) => {}
        }
    }

    /// Whether an agency says yes in any of its reports, counted once.
    fn head(&mut self, before: &[Spoken<'f>], after: &[Spoken<'f>]) {
        let yes = |one: &&Spoken<'f>| one.said.value.is_some_and(|value| value != 0);
        let (had, has): (Vec<_>, Vec<_>) =
            (before.iter().filter(yes).collect(), after.iter().filter(yes).collect());
        let counted = |value| Some(Word { standing: None, value: Some(value), choice: None });
        let mut line = before.first().map(|one| one.line);
        if let (Some(first), Some(from), Some(to)) = (had.first(), line, after.first().map(|one| one.line))
            && from != to
        {
            self.count(DifferenceKind::Structure, from, first, (counted(1), counted(0)), true);
            self.count(DifferenceKind::Structure, to, first, (counted(0), counted(1)), true);
            line = Some(to);
        }
        let (words, turned, line) = match (had.is_empty(), has.is_empty()) {
            (true, false) => ((counted(0), counted(1)), has, after.first().map(|one| one.line)),
            (false, true) => ((counted(1), counted(0)), had, line),
            _ => return,
        };
        let same_rule = self.pair.same_rule();
        let kinds: BTreeSet<DifferenceKind> = turned
            .iter()
            .map(|one| self.why(one).unwrap_or_else(|| self.causes.otherwise(one.key, same_rule)))
            .collect();
        // Any one of several reports would have turned it.
        let kind = match kinds.first() {
            Some(kind) if kinds.len() == 1 => *kind,
            _ => DifferenceKind::Mixed,
        };
        if let (Some(line), Some(last)) = (line, turned.last()) {
            self.count(kind, line, last, words, false);
        }
    }

    fn word(&self, spoken: &Spoken<'f>) -> Word {
        let Said { standing, value, choice, .. } = &spoken.said;
        match self.counting {
            Counting::Value => Word { standing: Some(*standing), value: *value, choice: choice.clone() },
            Counting::Choice(choice) => {
                let given = tally::choice_of(spoken.kind, &spoken.said);
                let gives = given.as_deref() == Some(choice);
                Word { standing: None, value: Some(gives.into()), choice: gives.then(|| choice.to_owned()) }
            }
        }
    }

    /// What a word adds to what is counted.
    fn adds(&self, word: &Option<Word>) -> i64 {
        let value = word.as_ref().and_then(|word| word.value).unwrap_or(0);
        match (self.counting, self.heads) {
            (Counting::Choice(_), _) => value,
            (Counting::Value, true) => 0,
            (Counting::Value, false) => {
                let counts = self.pair.figures().any(|figure| figure.shape == Shape::CountTrue);
                if counts { (value != 0).into() } else { value }
            }
        }
    }

    fn step(
        &mut self,
        kind: DifferenceKind,
        line: &str,
        cause: &Spoken<'f>,
        before: Option<Word>,
        after: Option<Word>,
        moves: bool,
    ) {
        let more = self.adds(&after) - self.adds(&before);
        let is_sum = matches!(self.counting, Counting::Choice(_)) || self.pair.adds_up();
        if matches!(self.counting, Counting::Choice(_)) && more == 0 {
            return;
        }
        let (line, agency) = (ID::from(line), ID::from(cause.key.0));
        let (period, difference) = (cause.period, is_sum.then_some(more));
        self.steps.push(Step { kind, line, agency, period, before, after, difference, moves });
    }

    /// A step in which an agency is counted, or no longer.
    fn count(
        &mut self,
        kind: DifferenceKind,
        line: &str,
        cause: &Spoken<'f>,
        (before, after): (Option<Word>, Option<Word>),
        moves: bool,
    ) {
        let value = |word: &Option<Word>| word.as_ref().and_then(|word| word.value).unwrap_or(0);
        let difference = self.pair.adds_up().then(|| value(&after) - value(&before));
        let (line, agency) = (ID::from(line), ID::from(cause.key.0));
        self.steps.push(Step { kind, line, agency, period: cause.period, before, after, difference, moves });
    }
}
