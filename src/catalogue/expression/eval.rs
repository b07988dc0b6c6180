//! The value of an expression for one report; what has no value is unknown, never 0.

use super::check::{Kind, kind_of};
use super::{Comparison, Node, Operator, Read, StateTest, What};
use crate::catalogue::past;
use crate::catalogue::scope::Scope;
use crate::kit::decimal::Decimal;
use crate::kit::{Bilingual, FigureState};
use chrono::{Datelike, NaiveDate};
use std::cmp::Ordering;

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A number; of a day, how many days it lies after the beginning of the calendar.
    Number(i64),
    Choice(String),
    Truth(bool),
}

impl Answer {
    /// A day as a number.
    pub(in crate::catalogue) fn day(day: NaiveDate) -> Self {
        Answer::Number(i64::from(day.num_days_from_ce()))
    }

    /// Yes or no as a number.
    pub(in crate::catalogue) fn flag(flag: bool) -> Self {
        Answer::Number(i64::from(flag))
    }

    pub(in crate::catalogue) fn number(self) -> Option<i64> {
        match self {
            Answer::Number(number) => Some(number),
            Answer::Choice(_) | Answer::Truth(_) => None,
        }
    }
}

/// What a part comes to; `None` when that is unknown.
pub(in crate::catalogue) fn evaluate(node: &Node, scope: &Scope) -> Option<Answer> {
    match &node.what {
        What::Number(number) => Some(Answer::Number(*number)),
        What::Flag(flag) => Some(Answer::flag(*flag)),
        What::Choice(code) => Some(Answer::Choice(code.clone())),
        What::Observation(observation) => scope.observation(*observation).map(Answer::Number),
        What::Figure(read, code) => figure(*read, code, scope),
        What::State(test, code) => Some(Answer::Truth(matches!(
            (test, scope.state(code)),
            (StateTest::Known, FigureState::Stated | FigureState::NoneDeclared)
                | (StateTest::Silent, FigureState::NotStated)
                | (StateTest::NoneDeclared, FigureState::NoneDeclared)
                | (StateTest::Inapplicable, FigureState::NotApplicable)
        ))),
        What::Minus(inner) => number(inner, scope)?.checked_neg().map(Answer::Number),
        What::Arithmetic(left, operator, right) => {
            let (left, right) = (number(left, scope)?, number(right, scope)?);
            match operator {
                Operator::Plus => left.checked_add(right),
                Operator::Minus => left.checked_sub(right),
                Operator::Times => left.checked_mul(right),
            }
            .map(Answer::Number)
        }
        What::Compare(left, comparison, right) => compare(left, *comparison, right, scope).map(Answer::Truth),
        What::And(..) | What::Or(..) | What::Not(_) | What::IfThen(..) => {
            truth(node, scope).map(Answer::Truth)
        }
    }
}

/// Whether a condition holds, `None` when that is unknown: three-valued logic.
fn truth(node: &Node, scope: &Scope) -> Option<bool> {
    match &node.what {
        What::And(left, right) => and(truth(left, scope), truth(right, scope)),
        What::Or(left, right) => or(truth(left, scope), truth(right, scope)),
        What::Not(inner) => truth(inner, scope).map(|holds| !holds),
        What::IfThen(condition, conclusion) => {
            or(truth(condition, scope).map(|holds| !holds), truth(conclusion, scope))
        }
        _ => match evaluate(node, scope)? {
            Answer::Truth(holds) => Some(holds),
            Answer::Number(_) | Answer::Choice(_) => None,
        },
    }
}

fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn number(node: &Node, scope: &Scope) -> Option<i64> {
    evaluate(node, scope)?.number()
}

fn figure(read: Read, code: &str, scope: &Scope) -> Option<Answer> {
    match read {
        Read::Current => scope.current(code),
        Read::Previous | Read::YearAgo | Read::Parts => past::read(scope, read, code),
        Read::Reported => scope.reported(code),
        Read::Max => scope.catalogue.indicator(code)?.max.map(Answer::Number),
    }
}

fn compare(left: &Node, comparison: Comparison, right: &Node, scope: &Scope) -> Option<bool> {
    let order = match (evaluate(left, scope)?, evaluate(right, scope)?) {
        (Answer::Number(left), Answer::Number(right)) => left.cmp(&right),
        (Answer::Choice(left), Answer::Choice(right)) => left.cmp(&right),
        _ => return None,
    };
    Some(match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::AtMost => order != Ordering::Greater,
        Comparison::AtLeast => order != Ordering::Less,
        Comparison::Below => order == Ordering::Less,
        Comparison::Above => order == Ordering::Greater,
    })
}

/// The two sides of the comparison that makes a condition fail, for people; `None` where no single one does.
pub(in crate::catalogue) fn sides(node: &Node, scope: &Scope) -> Option<(Bilingual, Bilingual)> {
    match &node.what {
        What::Compare(left, _, right) => {
            let scale = scale_of(left, scope).max(scale_of(right, scope));
            Some((display(left, scale, scope), display(right, scale, scope)))
        }
        What::And(left, right) => {
            let culprit = if truth(left, scope) == Some(false) { left } else { right };
            sides(culprit, scope)
        }
        // Of several ways to be right, the first is the usual one.
        What::Or(usual, _) => sides(usual, scope),
        What::IfThen(_, inner) | What::Not(inner) => sides(inner, scope),
        _ => None,
    }
}

/// The value of a part as people read it.
pub(in crate::catalogue) fn display(node: &Node, scale: u8, scope: &Scope) -> Bilingual {
    let both = |text: String| Bilingual { vi: text.clone(), en: text };
    let find = |code: &str| scope.catalogue.indicator(code);
    let Some(answer) = evaluate(node, scope) else {
        return Bilingual { vi: "không nêu".into(), en: "not stated".into() };
    };
    match (answer, kind_of(node, &find)) {
        (Answer::Number(0), Ok(Kind::Flag)) => Bilingual { vi: "không".into(), en: "no".into() },
        (Answer::Number(_), Ok(Kind::Flag)) => Bilingual { vi: "có".into(), en: "yes".into() },
        (Answer::Number(days), Ok(Kind::Day)) => {
            match i32::try_from(days).ok().and_then(NaiveDate::from_num_days_from_ce_opt) {
                Some(day) => Bilingual { vi: day.format("%d/%m/%Y").to_string(), en: day.to_string() },
                None => both(days.to_string()),
            }
        }
        (Answer::Number(units), _) => both(Decimal::new(units, scale).to_string()),
        (Answer::Choice(code), Ok(Kind::Choice(Some(indicator)))) => find(&indicator)
            .and_then(|indicator| indicator.choice(&code))
            .map_or_else(|| both(code.clone()), |choice| choice.label.clone()),
        (Answer::Choice(code), _) => both(code),
        (Answer::Truth(holds), _) => both(holds.to_string()),
    }
}

/// The most digits behind the point that an indicator in a part has.
pub(in crate::catalogue) fn scale_of(node: &Node, scope: &Scope) -> u8 {
    let mut scale = 0;
    node.walk(&mut |part| {
        if let What::Figure(_, code) = &part.what
            && let Some(indicator) = scope.catalogue.indicator(code)
        {
            scale = scale.max(indicator.scale);
        }
    });
    scale
}
