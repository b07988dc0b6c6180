//! Rates: two totals and what they make, recomputed wherever they are shown, never averaged and never typed.
//!
//! A rate over agencies is only true when both of its parts speak of the same agencies: one that states what it resolved
//! but not what it received would lift the rate of all. So both parts are summed over the obligations that know both
//! (NONE_DECLARED being a known 0), and the coverage of both says who was left out, and why.

use super::{Contribution, Overflow, Standing, TotalValue, sum_across_agencies};
use crate::kit::decimal::{self, Decimal};

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

/// Both parts of a rate, each after its time rule, summed over the obligations that know both: see [`pair_up`].
pub fn paired<N: Into<Contribution>, D: Into<Contribution>>(
    numerator: impl IntoIterator<Item = N>,
    denominator: impl IntoIterator<Item = D>,
) -> Result<Pair, Overflow> {
    let [numerator, denominator] = pair_up(numerator, denominator);
    Ok(Pair { numerator: sum_across_agencies(numerator)?, denominator: sum_across_agencies(denominator)? })
}

/// What each obligation contributes to the two parts of a rate, each after its time rule; by agency and period.
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
pub fn pair_up<N: Into<Contribution>, D: Into<Contribution>>(
    numerator: impl IntoIterator<Item = N>,
    denominator: impl IntoIterator<Item = D>,
) -> [Vec<Contribution>; 2] {
    let mut sides: Vec<(usize, Contribution)> = numerator
        .into_iter()
        .map(|part| (0, part.into()))
        .chain(denominator.into_iter().map(|part| (1, part.into())))
        .collect();
    sides.sort_by_cached_key(|(_, part)| part.obligation());
    let mut parts = [Vec::with_capacity(sides.len()), Vec::with_capacity(sides.len())];
    for both in sides.chunk_by(|(_, one), (_, other)| one.obligation() == other.obligation()) {
        // A side that is not observed is silent.
        let mut pair = [Contribution { standing: Standing::NotStated, value: None, ..both[0].1 }; 2];
        for (side, part) in both {
            pair[*side] = *part;
        }
        let [one, other] = pair.map(|side| side.standing);
        let both_known = one.is_known() && other.is_known();
        for (part, side) in parts.iter_mut().zip(pair) {
            part.push(if both_known {
                side
            } else {
                Contribution { standing: incomplete(one, other), value: None, ..side }
            });
        }
    }
    parts
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
