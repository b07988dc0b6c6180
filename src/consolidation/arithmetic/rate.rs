//! Rates: two totals and what they make, recomputed wherever they are shown, never averaged and never typed.
//!
//! A rate over agencies is only true when both of its parts speak of the same agencies: one that states what it resolved
//! but not what it received would lift the rate of all. So both parts are summed over the obligations that know both
//! (NONE_DECLARED being a known 0), and the coverage of both says who was left out, and why.

use super::{Contribution, Overflow, Standing, TotalValue, sum_across_agencies};
use crate::kit::decimal::{self, Decimal};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The two parts of a rate, over the same obligations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    pub numerator: TotalValue,
    pub denominator: TotalValue,
}

impl Pair {
    /// The rate in percent: see [`rate`].
    pub fn rate(&self) -> Option<Decimal> {
        rate(&self.numerator, &self.denominator)
    }

    /// The pair of two sets of obligations that have none in common.
    pub fn plus(self, other: Pair) -> Result<Pair, Overflow> {
        Ok(Pair {
            numerator: self.numerator.plus(other.numerator)?,
            denominator: self.denominator.plus(other.denominator)?,
        })
    }
}

/// `numerator` of `denominator` in percent with two digits, half up; `None` where either is null and where the
/// denominator is 0. To be given the parts of a [`Pair`].
pub fn rate(numerator: &TotalValue, denominator: &TotalValue) -> Option<Decimal> {
    decimal::percentage(numerator.value?, denominator.value?)
}

/// The numerator and the denominator of one obligation; a side that is not observed is silent.
type Sides = [Contribution; 2];

/// Both parts of a rate, each after its time rule, summed over the obligations that know both.
///
/// The standing of an obligation in the coverage of the two totals:
///
/// | numerator, denominator | in both totals |
/// |---|---|
/// | both known | each its own: STATED or NONE_DECLARED; the only ones whose values count |
/// | no report | MISSING |
/// | either not applicable | NOT_APPLICABLE |
/// | both silent | NOT_STATED |
/// | anything else: one known, or a part of one | PARTIAL, without a value |
pub fn paired<N: Into<Contribution>, D: Into<Contribution>>(
    numerator: impl IntoIterator<Item = N>,
    denominator: impl IntoIterator<Item = D>,
) -> Result<Pair, Overflow> {
    let mut obligations: BTreeMap<(Uuid, i32), Sides> = BTreeMap::new();
    let sides = numerator
        .into_iter()
        .map(|part| (0, part.into()))
        .chain(denominator.into_iter().map(|part| (1, part.into())));
    for (side, part) in sides {
        let silent = Contribution { standing: Standing::NotStated, value: None, ..part };
        obligations.entry((part.agency, part.period.number())).or_insert([silent; 2])[side] = part;
    }
    let mut parts = [Vec::with_capacity(obligations.len()), Vec::with_capacity(obligations.len())];
    for sides in obligations.into_values() {
        let [one, other] = sides.map(|side| side.standing);
        let both_known = one.is_known() && other.is_known();
        for (part, side) in parts.iter_mut().zip(sides) {
            part.push(if both_known {
                side
            } else {
                Contribution { standing: incomplete(one, other), value: None, ..side }
            });
        }
    }
    let [numerator, denominator] = parts;
    Ok(Pair { numerator: sum_across_agencies(numerator)?, denominator: sum_across_agencies(denominator)? })
}

/// The standing of a pair of which not both are known.
fn incomplete(one: Standing, other: Standing) -> Standing {
    use Standing::{Missing, NotApplicable, NotStated};
    match (one, other) {
        (NotApplicable, _) | (_, NotApplicable) => NotApplicable,
        (Missing, Missing) => Missing,
        (NotStated | Missing, NotStated | Missing) => NotStated,
        _ => Standing::Partial,
    }
}
