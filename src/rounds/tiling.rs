//! Whether the window of a round joins those of the periods beside it: which days no round has, and which are in two.

use chrono::NaiveDate;

use crate::kit::{Code, Period, Problem, Window, period::day_after};

/// The windows that the one of a round should join: of the rounds beside it, as far as there are any, and as the calendar has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside {
    /// The round of the period before.
    pub before: Option<Window>,
    /// The round of the period after.
    pub after: Option<Window>,
    /// The round's own window by its calendar: what stands for a neighbour that has no round yet.
    pub usual: Option<Window>,
}

/// What is wrong where the window of a period meets the periods before and after it, in this order. Of periods that do not follow one
/// another, as of nine months, only days that are in two are told.
pub fn unjoined(period: Period, window: Window, beside: Beside) -> Vec<Problem> {
    if period.is_ad_hoc() {
        return Vec::new();
    }
    let (previous, next) = (period.previous(), period.next());
    let touching = |earlier: Option<Period>, later: Option<Period>| {
        later.is_some_and(|later| later.ending_before().first().copied() == earlier)
    };
    let mut problems = Vec::new();
    // Where the period before ends, and this one should begin.
    let begins = beside.before.map(day_after).or(beside.usual.map(|usual| usual.from));
    if let (Some(other), Some(begins)) = (previous, begins) {
        let follows = touching(previous, Some(period));
        problems.extend(seam(period, other, begins, window.from, follows));
    }
    let ends = Some(day_after(window));
    let goes_on = beside.after.map(|after| after.from).or(beside.usual.map(day_after));
    if let (Some(other), Some(ends), Some(goes_on)) = (next, ends, goes_on) {
        let follows = touching(Some(period), next);
        problems.extend(seam(period, other, ends, goes_on, follows));
    }
    problems
}

/// The days between the end of one window, whose next day is `ends`, and the first day of the one after it.
fn seam(period: Period, other: Period, ends: NaiveDate, begins: NaiveDate, follows: bool) -> Option<Problem> {
    let (code, from, past) = match begins.cmp(&ends) {
        std::cmp::Ordering::Greater if follows => (Code::DaysInNoRound, ends, begins),
        std::cmp::Ordering::Less => (Code::DaysInTwoRounds, begins, ends),
        _ => return None,
    };
    let to = past.pred_opt()?;
    let problem = Problem::new(code, &["window"]).with_period(period).with_texts("other", &other.label());
    Some(problem.with("from", from.format("%d/%m/%Y")).with("to", to.format("%d/%m/%Y")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn window(from: &str, to: &str) -> Window {
        Window { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn told(period: &str, own: Window, beside: Beside) -> Vec<(Code, String, String)> {
        let found = unjoined(period.parse().unwrap(), own, beside);
        let day = |problem: &Problem, name: &str| problem.parameters[name].vi.clone();
        found.iter().map(|one| (one.code, day(one, "from"), day(one, "to"))).collect()
    }

    #[test]
    fn days_that_no_round_has_and_days_that_two_have_are_named() {
        let usual = window("2019-06-15", "2019-09-14");
        let by_calendar = Beside { usual: Some(usual), ..Beside::default() };
        assert!(told("2019-Q3", usual, by_calendar).is_empty());
        assert_eq!(
            told("2019-Q3", window("2019-06-20", "2019-09-30"), by_calendar),
            [
                (Code::DaysInNoRound, "15/06/2019".into(), "19/06/2019".into()),
                (Code::DaysInTwoRounds, "15/09/2019".into(), "30/09/2019".into()),
            ]
        );
        // A round that is there goes before what the calendar would say: the window joins it.
        let before = Beside { before: Some(window("2019-03-15", "2019-06-19")), ..by_calendar };
        assert!(told("2019-Q3", window("2019-06-20", "2019-09-14"), before).is_empty());
        let after = Beside { after: Some(window("2019-09-16", "2019-12-14")), ..by_calendar };
        let missed = (Code::DaysInNoRound, "15/09/2019".into(), "15/09/2019".into());
        assert_eq!(told("2019-Q3", usual, after), [missed]);
        // Nine months of two years do not touch.
        let nine = Beside { before: Some(window("2017-12-15", "2018-09-14")), ..Beside::default() };
        assert!(told("2019-9M", window("2018-12-15", "2019-09-14"), nine).is_empty());
    }
}
