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
    let touching = |earlier: Period, later: Period| later.ending_before().first() == Some(&earlier);
    let there: Vec<Window> = beside.before.into_iter().chain(beside.after).collect();
    let mut problems = Vec::new();
    // A neighbour that has no round takes up, as far as this one is concerned, whatever the calendar does not give to it.
    let earlier = |usual: Window| Window { from: NaiveDate::MIN, to: day_before(usual) };
    if let (Some(other), Some(before)) = (period.previous(), beside.before.or(beside.usual.map(earlier))) {
        problems.extend(seam(period, other, shared(before, window), Code::DaysInTwoRounds));
        let between = Window { from: day_after(before), to: day_before(window) };
        let missed = if touching(other, period) { without(between, &there) } else { Vec::new() };
        problems.extend(missed.into_iter().flat_map(|days| seam(period, other, days, Code::DaysInNoRound)));
    }
    let later = |usual: Window| Window { from: day_after(usual), to: NaiveDate::MAX };
    if let (Some(other), Some(after)) = (period.next(), beside.after.or(beside.usual.map(later))) {
        let between = Window { from: day_after(window), to: day_before(after) };
        let missed = if touching(period, other) { without(between, &there) } else { Vec::new() };
        problems.extend(missed.into_iter().flat_map(|days| seam(period, other, days, Code::DaysInNoRound)));
        problems.extend(seam(period, other, shared(window, after), Code::DaysInTwoRounds));
    }
    problems
}

/// The days that two windows have in common; none where it ends before it begins.
fn shared(one: Window, other: Window) -> Window {
    Window { from: one.from.max(other.from), to: one.to.min(other.to) }
}

/// What is left of some days without those of windows, in order.
fn without(days: Window, windows: &[Window]) -> Vec<Window> {
    let mut left = vec![days];
    for taken in windows {
        let around = |piece: Window| match shared(piece, *taken) {
            common if common.from > common.to => vec![piece],
            common => vec![
                Window { from: piece.from, to: day_before(common) },
                Window { from: day_after(common), to: piece.to },
            ],
        };
        left = left.into_iter().flat_map(around).filter(|piece| piece.from <= piece.to).collect();
    }
    left.retain(|piece| piece.from <= piece.to);
    left
}

fn day_before(window: Window) -> NaiveDate {
    window.from.pred_opt().unwrap_or(NaiveDate::MIN)
}

/// What is said of days at the seam of two periods, where there are any.
fn seam(period: Period, other: Period, days: Window, code: Code) -> Option<Problem> {
    let problem = Problem::new(code, &["window"]).with_period(period).with_texts("other", &other.label());
    let told = problem.with("from", days.from.format("%d/%m/%Y")).with("to", days.to.format("%d/%m/%Y"));
    Some(told).filter(|_| days.from <= days.to)
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
        // What reaches past the end of its neighbour is in two as far as that one goes; past it, it is this one's alone.
        let short = Beside { after: Some(window("2019-09-15", "2019-10-14")), ..by_calendar };
        let twice = (Code::DaysInTwoRounds, "15/09/2019".into(), "14/10/2019".into());
        assert_eq!(told("2019-Q3", window("2019-06-15", "2019-10-31"), short), [twice]);
        let short = Beside { before: Some(window("2019-05-15", "2019-06-14")), ..by_calendar };
        let twice = (Code::DaysInTwoRounds, "15/05/2019".into(), "14/06/2019".into());
        assert_eq!(told("2019-Q3", window("2019-05-01", "2019-09-14"), short), [twice]);
        // A day that the neighbour on the other side has is in a round, and what it leaves on both sides of it is not.
        let wide = Beside {
            before: Some(window("2019-03-15", "2019-06-14")),
            after: Some(window("2019-06-20", "2019-06-24")),
            ..by_calendar
        };
        assert_eq!(
            told("2019-Q3", window("2019-07-01", "2019-09-14"), wide),
            [
                (Code::DaysInNoRound, "15/06/2019".into(), "19/06/2019".into()),
                (Code::DaysInNoRound, "25/06/2019".into(), "30/06/2019".into()),
            ]
        );
        // Nine months of two years do not touch.
        let nine = Beside { before: Some(window("2017-12-15", "2018-09-14")), ..Beside::default() };
        assert!(told("2019-9M", window("2018-12-15", "2019-09-14"), nine).is_empty());
    }
}
