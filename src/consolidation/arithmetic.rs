//! What a total is (domain §3.0). Pure: whatever reads the database, in whatever way, must come to these answers.
//!
//! - The unit of counting is the *obligation*: one agency, one period. A [`Coverage`] says of how many obligations a total
//!   speaks, and what each of them did; it travels with every value.
//! - NONE_DECLARED is a real zero and counts as declared. NOT_STATED, NOT_APPLICABLE and a missing report contribute no
//!   value at all, and above all no zero: where nobody states or declares anything, the value is null.
//! - Across agencies values are added; across time they are added (flows), or taken from the first sub-period (opening
//!   stocks) or the last one (closing stocks): see [`TimeRule`].
//! - Sums are exact or an [`Overflow`], never wrapped, and do not depend on order. No floating point.
//!
//! Whoever calls gives at most one observation for an obligation and an indicator, and one for *every* obligation due,
//! with the state `None` where there is no report: an obligation that is left out is not missed.

mod coverage;
mod indicators;
mod rate;
mod shapes;
mod time;
mod total;

#[cfg(test)]
mod tests;

pub use coverage::{Coverage, Standing};
pub use indicators::{combine, combine_indicators};
pub use rate::{Pair, pair_up, paired, rate};
pub use shapes::{Distinct, Distribution, MinMax, count_true, distinct, distribution, min_max};
pub use time::TimeRule;
pub use total::{Contribution, Observation, TotalValue, sum_across_agencies};

/// A total has outgrown 64 bits. The limits on figures make it a fault of ours, not of anybody's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl From<Overflow> for crate::kit::Error {
    fn from(_: Overflow) -> Self {
        crate::kit::Error::broken("a total has outgrown 64 bits")
    }
}
