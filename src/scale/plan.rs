//! How many of what: the provinces with their agencies, and the quarters that they report on.

use super::changes;
use crate::kit::{Error, Period, Result};

/// The last quarter that anything is made for; fixed, so that the same size is the same data in any year.
const LAST: (u16, u8) = (2025, 4);

/// The most quarters: the form is in force from 2016.
pub const MOST_QUARTERS: u32 = 40;

/// How many times the median province's agencies the first province has.
const LARGE: u64 = 10;

/// How much is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub provinces: u32,
    /// Agencies a province on average.
    pub agencies: u32,
    /// Up to the fourth of 2025; at most 40.
    pub quarters: u32,
    pub seed: u64,
}

impl Size {
    /// The agencies of each province: the first has about ten times as many as the median one, the others between
    /// 0.6 and 1.4 times, each at least one, and together as many as were asked for wherever that is possible.
    pub fn agencies_by_province(&self) -> Vec<u32> {
        let others = u64::from(self.provinces.saturating_sub(1));
        // Shares in hundredths of a median province.
        let share = |index: u64| if index == 0 { LARGE * 100 } else { 60 + 80 * index / (others + 1) };
        let shares: Vec<u64> = (0..u64::from(self.provinces)).map(share).collect();
        let whole: u64 = shares.iter().sum::<u64>().max(1);
        let wanted = u64::from(self.provinces) * u64::from(self.agencies);
        // Rounding each running total keeps the total.
        let mut before = 0;
        let mut running = 0;
        let part = |share: &u64| {
            running += share;
            let until = wanted * running / whole;
            let part = u32::try_from(until - before).unwrap_or(u32::MAX).max(1);
            before = until;
            part
        };
        shares.iter().map(part).collect()
    }

    /// The quarters, oldest first. Errors: more than the form serves.
    pub fn periods(&self) -> Result<Vec<Period>> {
        let mut quarter = Period::quarter(LAST.0, LAST.1);
        let mut quarters = Vec::new();
        while quarters.len() < usize::try_from(self.quarters).map_err(Error::broken)? {
            let this = quarter.ok_or_else(|| Error::broken("there are not that many quarters"))?;
            quarters.push(this);
            quarter = this.previous();
        }
        quarters.reverse();
        Ok(quarters)
    }

    /// How many reports are owed in all.
    pub fn obligations(&self) -> u64 {
        let owed = |agencies: u32| {
            u64::from(agencies) * u64::from(self.quarters) - changes::not_owed(agencies, self.quarters)
        };
        self.agencies_by_province().into_iter().map(owed).sum()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn size(provinces: u32, agencies: u32) -> Size {
        Size { provinces, agencies, quarters: MOST_QUARTERS, seed: 1 }
    }

    #[test]
    fn one_province_is_ten_times_the_median() {
        let mut agencies = size(34, 110).agencies_by_province();
        assert_eq!(agencies.iter().sum::<u32>(), 34 * 110);
        let large = agencies[0];
        agencies.sort_unstable();
        let ratio = f64::from(large) / f64::from(agencies[17]);
        assert!((9.0..=11.0).contains(&ratio), "{large} of {agencies:?}");
    }

    #[test]
    fn small_sizes_have_an_agency_everywhere() {
        assert_eq!(size(1, 3).agencies_by_province(), [3]);
        assert_eq!(size(2, 3).agencies_by_province(), [5, 1]);
        assert_eq!(size(3, 1).agencies_by_province(), [2, 1, 1]);
    }

    #[test]
    fn ten_years_begin_with_2016() {
        let quarters = size(1, 1).periods().unwrap();
        assert_eq!(quarters.len(), 40);
        assert_eq!(quarters[0], "2016-Q1".parse().unwrap());
        assert_eq!(quarters[39], "2025-Q4".parse().unwrap());
    }
}
