//! What an answer is a sum of.

use super::harvest::{AGENCIES, Counting, Figures, HALF_YEAR};
use super::solver::Cell;
use serde_json::Value;

/// What one group of an answer is about.
pub struct Group<'c> {
    reports: Vec<(&'static str, &'static str, usize, &'c Figures)>,
    /// The quarter that tells what there was at the end.
    last: &'static str,
}

impl<'c> Group<'c> {
    pub fn of(counting: &'c Counting, periods: &[&'static str], cell: &Value) -> Self {
        // An agency's report of the half-year takes the place of its quarters'.
        let told_whole =
            |agency: &str| periods.contains(&HALF_YEAR) && counting.contains_key_of(agency, HALF_YEAR);
        let own = cell["period"].as_str().filter(|period| *period != HALF_YEAR);
        let mut reports = Vec::new();
        for ((agency, period), (version, figures)) in counting {
            let kind = AGENCIES.iter().find(|(code, _)| code == agency).map(|(_, kind)| *kind);
            let inside = periods.contains(period)
                && (!told_whole(agency) || *period == HALF_YEAR)
                && cell["agency"]["code"].as_str().is_none_or(|code| code == *agency)
                && cell["agencyKind"].as_str().is_none_or(|own| Some(own) == kind)
                && own.is_none_or(|own| own == *period);
            if inside {
                reports.push((*agency, *period, *version, figures));
            }
        }
        let mut quarters = periods.iter().filter(|period| **period != HALF_YEAR);
        let last = quarters.rfind(|period| own.is_none_or(|own| own == **period));
        Group { reports, last: last.copied().unwrap_or(HALF_YEAR) }
    }

    /// The cells of a count of which a report tells all of `with`; of a stock those at the end.
    pub fn cells(&self, count: &'static str, with: &[&str]) -> Vec<Cell> {
        let ends =
            |period: &str| count != "denunciation_pending" || period == HALF_YEAR || period == self.last;
        let reports = self.reports.iter().filter(|(_, period, _, figures)| {
            ends(period)
                && figures.contains_key(count)
                && with.iter().all(|other| figures.contains_key(other))
        });
        reports.map(|(agency, period, version, _)| (*agency, *period, *version, count)).collect()
    }

    /// What was told of complaints, which nobody withholds.
    pub fn complaints(&self) -> i64 {
        self.reports.iter().filter_map(|(.., figures)| figures.get("complaint_received")).sum()
    }
}

trait Keys {
    fn contains_key_of(&self, agency: &str, period: &str) -> bool;
}

impl Keys for Counting {
    fn contains_key_of(&self, agency: &str, period: &str) -> bool {
        self.keys().any(|(one, other)| (*one, *other) == (agency, period))
    }
}
