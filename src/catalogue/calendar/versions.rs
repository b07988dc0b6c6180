//! Where the versions of one calendar meet: whoever changes the closing day leaves days out there, or has them twice.

use chrono::{Datelike, NaiveDate};

use super::{check::shown, days::DaysOff, profile::Profile};
use crate::kit::{
    Code, Period, PeriodKind, Problem, Window,
    period::{YEARS, day_after},
};

/// A version of a calendar, and its number.
pub type Version<'p> = (i32, &'p Profile);

/// Days between a version of a calendar and another one of it that neither serves, and days that both do; of each kind of period and
/// pair of versions the first. Of several that are in force for a period the latest serves it. Of periods that do not follow one
/// another, as of nine months, only days that both serve.
pub fn seams(of: i32, versions: &[Version<'_>], days: &DaysOff) -> Vec<Problem> {
    let mut problems: Vec<(Problem, PeriodKind, [i32; 2])> = Vec::new();
    for kind in [PeriodKind::Quarter, PeriodKind::HalfYear, PeriodKind::NineMonths, PeriodKind::Year] {
        let mut before: Option<Served> = None;
        for served in periods(versions, kind).filter_map(|period| served(versions, period, days)) {
            let Some(earlier) = before.replace(served) else { continue };
            let pair = [earlier.version, served.version];
            let told =
                |(_, known, between): &(Problem, PeriodKind, [i32; 2])| (*known, *between) == (kind, pair);
            if earlier.version == served.version || !pair.contains(&of) || problems.iter().any(told) {
                continue;
            }
            problems.extend(seam(earlier, served).map(|problem| (problem, kind, pair)));
        }
    }
    problems.into_iter().map(|(problem, ..)| problem).collect()
}

/// A period by the version that serves it.
#[derive(Clone, Copy)]
struct Served {
    period: Period,
    version: i32,
    window: Window,
}

fn served(versions: &[Version<'_>], period: Period, days: &DaysOff) -> Option<Served> {
    let serves = |(_, profile): &&Version<'_>| profile.in_force(period) && profile.rule(period).is_some();
    let (version, profile) = versions.iter().filter(serves).max_by_key(|(version, _)| *version)?;
    Some(Served { period, version: *version, window: profile.schedule(period, days)?.window })
}

/// The periods of a kind in which one version may follow another, in order.
fn periods(versions: &[Version<'_>], kind: PeriodKind) -> impl Iterator<Item = Period> {
    let bounds = versions.iter().flat_map(|(_, profile)| [profile.valid_from, profile.valid_to]);
    let years: Vec<i32> = bounds.flatten().map(|day: NaiveDate| day.year()).collect();
    let year = |year: i32| u16::try_from(year).unwrap_or_default().clamp(*YEARS.start(), *YEARS.end());
    let first = years.iter().min().map_or(*YEARS.end(), |first| year(first - 2));
    let last = years.iter().max().map_or(*YEARS.start(), |last| year(last + 2));
    (first..=last).flat_map(move |year| (1..=4).filter_map(move |ordinal| Period::new(year, kind, ordinal)))
}

fn seam(earlier: Served, later: Served) -> Option<Problem> {
    let ends = day_after(earlier.window);
    let touching = earlier.period.through(later.period).is_some_and(|way| {
        let follows = |pair: &[Period]| pair[1].ending_before().first() == Some(&pair[0]);
        way.windows(2).all(follows)
    });
    let (code, from, past) = match later.window.from.cmp(&ends) {
        std::cmp::Ordering::Greater if touching => (Code::CalendarVersionsApart, ends, later.window.from),
        std::cmp::Ordering::Less => {
            let past = ends.min(day_after(later.window));
            (Code::CalendarVersionsOverlap, later.window.from.max(earlier.window.from), past)
        }
        _ => return None,
    };
    let to = past.pred_opt()?;
    let problem = Problem::new(code, &["validFrom"]).with_period(later.period);
    let problem = problem.with_texts("before", &earlier.period.label());
    let problem = problem.with("earlier", earlier.version).with("later", later.version);
    Some(problem.with("from", shown(from)).with("to", shown(to)))
}
