//! The small language in which rules and derived figures are written.
//!
//! ```text
//! rule     := or | "if" or "then" or
//! or       := and { "or" and }          and := not { "and" not }        not := "not" not | compare
//! compare  := sum [ ("=" | "<=" | ">=" | "<" | ">") sum ]
//! sum      := product { ("+" | "-") product }                           product := factor { "*" factor }
//! factor   := integer | "true" | "false" | 'CHOICE' | @observation | indicator | call "(" indicator ")"
//!           | "-" factor | "(" rule ")"
//! call     := previous    a closing stock: the value in the report that ends where this period begins, of the same kind of
//!                         period if there is one; anything else: the value in the report of the period before of this kind
//!           | year_ago    the value in the report of the same period of the year before
//!           | parts       of a flow: the sum over the reports of shorter periods that make this one up; of an opening stock:
//!                         the value in the first of them; of a closing stock: in the last
//!           | reported    of a derived indicator: what the report itself states, not what is computed
//!           | max         the largest value the indicator may have
//!           | known | silent | none_declared | inapplicable     whether the figure is in that state
//! ```
//!
//! Numbers are whole: an amount stands in units of 10^-scale of its indicator. Days compare with days, and a day less a
//! day is a number of days. `if C then E` asks E only where C holds: where C does not hold the rule passes.
//!
//! What is not stated has no value, and neither has what is computed from it; but `false and unknown` is false and
//! `true or unknown` is true. NONE_DECLARED is 0 (and `false`). An indicator that is not in force in the period adds
//! nothing: it is 0. Arithmetic that does not fit 64 bits has no value.

mod check;
mod eval;
mod parse;
mod token;

pub(super) use check::{Kind, kind_of};
pub use eval::Answer;
pub(super) use eval::{display, evaluate, sides};

use super::observations::Observation;
use serde::{Serialize, Serializer};

/// The most deeply nested an expression may be.
pub const MAX_DEPTH: usize = 32;
/// The most tokens an expression may have.
pub const MAX_TOKENS: usize = 400;

/// A parsed expression. Serialises as its text.
#[derive(Clone, Debug)]
pub struct Expression {
    /// As it was written.
    pub text: String,
    pub(super) root: Node,
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadExpression {
    /// Byte offset in the text.
    pub at: usize,
    pub vi: String,
    pub en: String,
}

impl BadExpression {
    fn new(at: usize, vi: impl Into<String>, en: impl Into<String>) -> Self {
        BadExpression { at, vi: vi.into(), en: en.into() }
    }
}

/// A part of an expression and where it begins.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub at: usize,
    pub what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Number(i64),
    Flag(bool),
    Choice(String),
    Observation(Observation),
    /// A figure, by where it is read and its indicator.
    Figure(Read, String),
    /// Whether a figure is in a state.
    State(StateTest, String),
    Minus(Box<Node>),
    Arithmetic(Box<Node>, Operator, Box<Node>),
    Compare(Box<Node>, Comparison, Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Not(Box<Node>),
    IfThen(Box<Node>, Box<Node>),
}

impl Read {
    /// Whether it is read in the reports of other periods.
    pub fn is_past(self) -> bool {
        matches!(self, Read::Previous | Read::YearAgo | Read::Parts)
    }
}

/// Where a figure is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// This report; a derived indicator is computed.
    Current,
    /// The report of the period before.
    Previous,
    /// The report of the same period of the year before.
    YearAgo,
    /// The reports of the shorter periods that make this one up.
    Parts,
    /// This report, as it states it, derived or not.
    Reported,
    /// The catalogue's largest value.
    Max,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StateTest {
    /// STATED or NONE_DECLARED.
    Known,
    /// NOT_STATED, or not in the report at all.
    Silent,
    NoneDeclared,
    /// NOT_APPLICABLE.
    Inapplicable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Plus,
    Minus,
    Times,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    AtMost,
    AtLeast,
    Below,
    Above,
}

impl Expression {
    /// Parses a text. Whether its names exist and its kinds fit is checked against the catalogue afterwards.
    pub fn parse(text: &str) -> Result<Self, BadExpression> {
        Ok(Expression { text: text.to_owned(), root: parse::parse(text)? })
    }

    /// The figures whose values it needs, in order, each once per way of reading.
    pub(super) fn figures(&self) -> Vec<(Read, &str)> {
        let mut found = Vec::new();
        self.root.walk(&mut |node| {
            if let What::Figure(read, code) = &node.what
                && !found.contains(&(*read, code.as_str()))
            {
                found.push((*read, code.as_str()));
            }
        });
        found
    }

    /// The indicators it names, for their values or their states, in order, each once.
    pub(super) fn indicators(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.root.walk(&mut |node| {
            if let What::Figure(_, code) | What::State(_, code) = &node.what
                && !found.contains(&code.as_str())
            {
                found.push(code.as_str());
            }
        });
        found
    }

    /// The observations it names, in order, each once.
    pub(super) fn observations(&self) -> Vec<Observation> {
        let mut found = Vec::new();
        self.root.walk(&mut |node| {
            if let What::Observation(name) = node.what
                && !found.contains(&name)
            {
                found.push(name);
            }
        });
        found
    }
}

impl Node {
    /// Visits this part and every part in it, from left to right.
    fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Node)) {
        visit(self);
        match &self.what {
            What::Minus(inner) | What::Not(inner) => inner.walk(visit),
            What::Arithmetic(left, _, right)
            | What::Compare(left, _, right)
            | What::And(left, right)
            | What::Or(left, right)
            | What::IfThen(left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            What::Number(_)
            | What::Flag(_)
            | What::Choice(_)
            | What::Observation(_)
            | What::Figure(..)
            | What::State(..) => {}
        }
    }
}
