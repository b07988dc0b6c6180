//! What was filed for other periods: what the rules across periods hold a report against. It is read, never guessed: where
//! nothing was filed, or nothing said, there is no value.

use super::expression::{Answer, Read};
use super::indicator::Indicator;
use super::scope::{Figures, Scope, value};
use super::words::{AcrossTime, IndicatorType};
use crate::kit::{Bilingual, Period};
use std::collections::HashMap;

/// What an agency, and those whom it continues, filed for other periods.
#[derive(Clone, Debug, Default)]
pub struct Past {
    periods: HashMap<Period, Filed>,
    /// What an opening stock is held against where that is not what was filed for the whole of a period.
    openings: HashMap<Period, Filed>,
}

/// What there is for one period.
#[derive(Clone, Debug)]
pub enum Filed {
    /// The figures of each agency whose report speaks for it; `None` of one that filed nothing that counts. Several are added
    /// up.
    By(Vec<Option<Figures>>),
    /// It came of an agency that was divided: nobody knows which part of a figure is whose.
    Divided,
}

/// What a period's reports tell of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Value(Answer),
    Silent,
    NotFiled,
    Divided,
}

impl Past {
    /// Puts in what was filed for a period.
    pub fn put(&mut self, period: Period, filed: Filed) {
        self.periods.insert(period, filed);
    }

    /// Puts in what an opening stock is held against: of an agency that began in the middle of its period, the reports for
    /// that same period of those whom it took over from.
    pub fn put_opening(&mut self, period: Period, filed: Filed) {
        self.openings.insert(period, filed);
    }

    /// The periods whose reports a report of a period may be held against.
    pub fn of_interest(period: Period) -> Vec<Period> {
        let all = period.ending_before().into_iter().chain(period.previous()).chain(period.year_before());
        let mut periods: Vec<Period> = all.chain(period.pieces().into_iter().flatten()).collect();
        periods.sort_by_key(|period| period.number());
        periods.dedup();
        periods
    }

    fn told(&self, read: Read, period: Period, indicator: &Indicator) -> Told {
        let opening = self.openings.get(&period).filter(|_| is_opening(read, indicator));
        let filed = match opening.or_else(|| self.periods.get(&period)) {
            None => return Told::NotFiled,
            Some(Filed::Divided) => return Told::Divided,
            Some(Filed::By(filed)) => filed,
        };
        let mut sum = 0_i64;
        for figures in filed {
            let Some(figures) = figures else { return Told::NotFiled };
            let Some(answer) = value(figures, indicator) else { return Told::Silent };
            let adds_up = matches!(indicator.kind, IndicatorType::Count | IndicatorType::Amount);
            match answer {
                answer if filed.len() == 1 => return Told::Value(answer),
                Answer::Number(number) if adds_up => match sum.checked_add(number) {
                    Some(more) => sum = more,
                    None => return Told::Silent,
                },
                _ => return Told::Silent,
            }
        }
        if filed.is_empty() { Told::NotFiled } else { Told::Value(Answer::Number(sum)) }
    }
}

/// Whether what is looked up is where an opening stock comes from.
fn is_opening(read: Read, indicator: &Indicator) -> bool {
    read == Read::Previous && indicator.across_time == AcrossTime::Stock
}

/// Where an indicator is looked up: alternatives, the first that tells everything decides; the periods of one are added up.
fn alternatives(read: Read, indicator: &Indicator, period: Period) -> Vec<Vec<Period>> {
    let alone = |periods: Vec<Period>| periods.into_iter().map(|period| vec![period]).collect();
    match (read, indicator.across_time) {
        (Read::Previous, AcrossTime::Stock) => alone(period.ending_before()),
        (Read::Previous, _) => alone(period.previous().into_iter().collect()),
        (Read::YearAgo, _) => alone(period.year_before().into_iter().collect()),
        (Read::Parts, AcrossTime::Flow) => period.pieces(),
        (Read::Parts, AcrossTime::Open) => alone(ends(period, |pieces| pieces.first().copied())),
        (Read::Parts, AcrossTime::Stock) => alone(ends(period, |pieces| pieces.last().copied())),
        _ => Vec::new(),
    }
}

/// The pieces at one end of a period, each once, the shortest first: its first or last quarter before anything longer.
fn ends(period: Period, end: fn(&Vec<Period>) -> Option<Period>) -> Vec<Period> {
    let mut ends: Vec<Period> = period.pieces().iter().filter_map(end).collect();
    ends.sort_by_key(|period| period.months());
    ends.dedup();
    ends
}

/// What an indicator is told to be elsewhere, by period: by the first alternative that tells everything, or else by the one
/// that lacks least.
pub(super) fn sought(scope: &Scope, read: Read, code: &str) -> Vec<(Period, Told)> {
    let Some(indicator) = scope.catalogue.indicator(code) else { return Vec::new() };
    // Of those that tell everything the first; of the others the one that lacks least, and among these that which tells most.
    let lacks = |told: &Vec<(Period, Told)>| {
        let lacking = told.iter().filter(|(_, told)| !matches!(told, Told::Value(_))).count();
        (lacking, if lacking == 0 { 0 } else { usize::MAX - told.len() })
    };
    let (own, past) = (scope.subject.period, &scope.subject.past);
    let took_over = is_opening(read, indicator) && past.openings.contains_key(&own);
    let places = if took_over { vec![vec![own]] } else { alternatives(read, indicator, own) };
    places
        .into_iter()
        .map(|periods| {
            periods.into_iter().map(|period| (period, past.told(read, period, indicator))).collect()
        })
        .min_by_key(lacks)
        .unwrap_or_default()
}

/// The value of an indicator elsewhere; unknown where anything that it needs is.
pub(super) fn read(scope: &Scope, read: Read, code: &str) -> Option<Answer> {
    let mut told = sought(scope, read, code).into_iter().map(|(_, told)| match told {
        Told::Value(answer) => Some(answer),
        Told::Silent | Told::NotFiled | Told::Divided => None,
    });
    let first = told.next()??;
    told.try_fold(first, |sum, answer| {
        let (one, other) = (sum.number()?, answer?.number()?);
        one.checked_add(other).map(Answer::Number)
    })
}

/// Which reports a value comes from: the period, or each of several with what it says. `show` writes a number.
pub(super) fn sources(told: &[(Period, Told)], show: impl Fn(&Answer) -> Bilingual) -> Bilingual {
    if let [(period, _)] = told {
        return period.label();
    }
    let entry = |(period, told): &(Period, Told)| {
        let said = match told {
            Told::Value(answer) => show(answer),
            other => other.reason(),
        };
        (format!("{}: {}", period.label_vi(), said.vi), format!("{period}: {}", said.en))
    };
    let (vi, en): (Vec<_>, Vec<_>) = told.iter().map(entry).unzip();
    Bilingual { vi: vi.join("; "), en: en.join("; ") }
}

/// What is lacking, period by period; empty where the value was not told for another reason.
pub(super) fn lacking(told: &[(Period, Told)]) -> Bilingual {
    let lacking = told.iter().filter(|(_, told)| !matches!(told, Told::Value(_)));
    let entry = |(period, told): &(Period, Told)| {
        let reason = told.reason();
        (format!("{}: {}", period.label_vi(), reason.vi), format!("{period}: {}", reason.en))
    };
    let (vi, en): (Vec<_>, Vec<_>) = lacking.map(entry).unzip();
    Bilingual { vi: vi.join(", "), en: en.join(", ") }
}

impl Told {
    fn reason(&self) -> Bilingual {
        let (vi, en) = match self {
            Told::Value(_) => ("", ""),
            Told::Silent => ("không nêu", "not stated"),
            Told::NotFiled => ("chưa có báo cáo", "no report"),
            Told::Divided => ("cơ quan đã chia tách", "the agency was divided"),
        };
        Bilingual { vi: vi.into(), en: en.into() }
    }
}
