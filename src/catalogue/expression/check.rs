//! Whether the names of an expression exist and its kinds fit together.

use super::{BadExpression, Comparison, Node, Operator, Read, What};
use crate::catalogue::indicator::{Derivation, Indicator};
use crate::catalogue::words::{AcrossTime, IndicatorType};

/// What a part of an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::catalogue) enum Kind {
    Number,
    Day,
    Flag,
    /// One of the choices of the indicator of this code; `None` for a choice written out.
    Choice(Option<String>),
    /// Holds or does not.
    Truth,
}

type Checked = Result<Kind, BadExpression>;

/// The kind of a part, `find` giving the indicator of a code; the first thing that is wrong with it otherwise.
pub(in crate::catalogue) fn kind_of<'a>(
    node: &Node,
    find: &impl Fn(&str) -> Option<&'a Indicator>,
) -> Checked {
    let all = |parts: &[&Node], wanted: Kind| -> Result<(), BadExpression> {
        for part in parts {
            let kind = kind_of(part, find)?;
            if kind != wanted {
                return Err(unfit(part.at, &kind, &wanted));
            }
        }
        Ok(())
    };
    match &node.what {
        What::Number(_) => Ok(Kind::Number),
        What::Flag(_) => Ok(Kind::Flag),
        What::Choice(_) => Ok(Kind::Choice(None)),
        What::Observation(observation) => Ok(if observation.is_day() { Kind::Day } else { Kind::Number }),
        What::Figure(read, code) => figure(node.at, *read, find(code).ok_or_else(|| unknown(node.at, code))?),
        What::State(_, code) => find(code).map(|_| Kind::Truth).ok_or_else(|| unknown(node.at, code)),
        What::Minus(inner) => all(&[inner.as_ref()], Kind::Number).map(|()| Kind::Number),
        What::Arithmetic(left, operator, right) => {
            match (kind_of(left, find)?, operator, kind_of(right, find)?) {
                (Kind::Number, _, Kind::Number) | (Kind::Day, Operator::Minus, Kind::Day) => Ok(Kind::Number),
                (Kind::Day, Operator::Plus | Operator::Minus, Kind::Number) => Ok(Kind::Day),
                (Kind::Number | Kind::Day, _, other) => Err(unfit(right.at, &other, &Kind::Number)),
                (other, _, _) => Err(unfit(left.at, &other, &Kind::Number)),
            }
        }
        What::Compare(left, comparison, right) => compare(left, *comparison, right, find),
        What::And(left, right) | What::Or(left, right) | What::IfThen(left, right) => {
            all(&[left.as_ref(), right.as_ref()], Kind::Truth).map(|()| Kind::Truth)
        }
        What::Not(inner) => all(&[inner.as_ref()], Kind::Truth).map(|()| Kind::Truth),
    }
}

fn figure(at: usize, read: Read, indicator: &Indicator) -> Checked {
    let code = &indicator.code;
    let rate = matches!(indicator.derivation, Some(Derivation::Ratio(_)));
    match read {
        read if read.is_past() && indicator.is_derived() => Err(BadExpression::new(
            at,
            format!("“{code}” là chỉ tiêu được tính, không đọc được từ kỳ khác"),
            format!("“{code}” is derived and cannot be read from another period"),
        )),
        Read::Parts if !adds_up(indicator) => Err(BadExpression::new(
            at,
            format!("“{code}” không phải là số cộng dồn, số đầu kỳ hoặc số cuối kỳ"),
            format!("“{code}” is no flow, opening stock or closing stock"),
        )),
        Read::Current if rate => Err(BadExpression::new(
            at,
            format!("tỷ lệ “{code}” chỉ dùng được dạng reported({code})"),
            format!("the rate “{code}” can only be used as reported({code})"),
        )),
        Read::Max if indicator.max.is_none() => Err(BadExpression::new(
            at,
            format!("chỉ tiêu “{code}” không có giá trị lớn nhất"),
            format!("the indicator “{code}” has no largest value"),
        )),
        _ => match indicator.kind {
            IndicatorType::Count | IndicatorType::Amount | IndicatorType::Ratio | IndicatorType::List => {
                Ok(Kind::Number)
            }
            IndicatorType::Bool => Ok(Kind::Flag),
            IndicatorType::Date => Ok(Kind::Day),
            IndicatorType::Enum => Ok(Kind::Choice(Some(code.clone()))),
            IndicatorType::Text => Err(BadExpression::new(
                at,
                format!("chỉ tiêu lời văn “{code}” không có giá trị để so sánh"),
                format!("the text “{code}” has no value to compare"),
            )),
        },
    }
}

/// Whether shorter periods tell what a longer one has.
fn adds_up(indicator: &Indicator) -> bool {
    matches!(indicator.across_time, AcrossTime::Flow | AcrossTime::Open | AcrossTime::Stock)
        && matches!(indicator.kind, IndicatorType::Count | IndicatorType::Amount)
}

fn compare<'a>(
    left: &Node,
    comparison: Comparison,
    right: &Node,
    find: &impl Fn(&str) -> Option<&'a Indicator>,
) -> Checked {
    let (one, other) = (kind_of(left, find)?, kind_of(right, find)?);
    match (&one, &other) {
        (Kind::Number, Kind::Number) | (Kind::Day, Kind::Day) => Ok(Kind::Truth),
        (Kind::Flag, Kind::Flag) if comparison == Comparison::Equal => Ok(Kind::Truth),
        (Kind::Choice(Some(code)), Kind::Choice(None)) if comparison == Comparison::Equal => {
            match (&right.what, find(code)) {
                (What::Choice(choice), Some(indicator)) if indicator.choice(choice).is_none() => {
                    Err(BadExpression::new(
                        right.at,
                        format!("“{choice}” không phải là lựa chọn của “{code}”"),
                        format!("“{choice}” is no choice of “{code}”"),
                    ))
                }
                _ => Ok(Kind::Truth),
            }
        }
        _ => Err(unfit(right.at, &other, &one)),
    }
}

fn unknown(at: usize, code: &str) -> BadExpression {
    BadExpression::new(
        at,
        format!("không có chỉ tiêu “{code}” trong danh mục"),
        format!("the catalogue has no indicator “{code}”"),
    )
}

fn unfit(at: usize, given: &Kind, wanted: &Kind) -> BadExpression {
    let ((given_vi, given_en), (wanted_vi, wanted_en)) = (name(given), name(wanted));
    BadExpression::new(
        at,
        format!("{given_vi} không dùng được với {wanted_vi} ở đây"),
        format!("{given_en} does not go with {wanted_en} here"),
    )
}

fn name(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Number => ("số", "a number"),
        Kind::Day => ("ngày", "a day"),
        Kind::Flag => ("giá trị có hoặc không", "a yes or no"),
        Kind::Choice(_) => ("lựa chọn", "a choice"),
        Kind::Truth => ("điều kiện", "a condition"),
    }
}
