//! What a profile makes of a period.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};

use super::days::DaysOff;
use super::profile::{
    Anchor, Closing, DueRule, DueShift, LevelRule, PeriodRule, Profile, ReportingLevel, first_month,
    last_month,
};
use crate::kit::{Period, Window, clock, period};

/// The day by which a level must have sent its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelDue {
    pub rule: LevelRule,
    /// `None` where it is told when the round is opened.
    pub on: Option<NaiveDate>,
}

/// The days of a period: what its figures cover, and by when each level must have sent its report, lowest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub window: Window,
    pub levels: Vec<LevelDue>,
}

impl Schedule {
    /// The due day of a level. Communes that a profile does not name report with the departments: both to Home Affairs.
    pub fn due(&self, level: ReportingLevel) -> Option<NaiveDate> {
        let named = |level| self.levels.iter().find(|due| due.rule.level == level);
        let found = match level {
            ReportingLevel::Commune => named(level).or_else(|| named(ReportingLevel::Department)),
            level => named(level),
        };
        found.and_then(|due| due.on)
    }
}

/// The last second of a due day in Vietnam, as an instant.
pub fn due_instant(day: NaiveDate) -> DateTime<Utc> {
    clock::start_of_day(day) + Duration::days(1) - Duration::seconds(1)
}

impl Profile {
    /// The days of a period; `None` where no rule is for it. Whether the profile is in force then is not asked.
    pub fn schedule(&self, period: Period, days: &DaysOff) -> Option<Schedule> {
        let rule = self.rule(period)?;
        let closing = closing(rule, period, days);
        let from = self.opening(rule, period, days);
        Some(over(rule, period, Window { from, to: closing }, days))
    }

    /// The days of a period whose figures cover a window that is given.
    pub fn schedule_over(&self, period: Period, window: Window, days: &DaysOff) -> Option<Schedule> {
        Some(over(self.rule(period)?, period, window, days))
    }

    fn opening(&self, rule: &PeriodRule, of: Period, days: &DaysOff) -> NaiveDate {
        if rule.continues_last_year {
            let closed = |before: Period| {
                let before = Some(before).filter(|before| self.in_force(*before))?;
                Some(closing(self.rule(before)?, before, days))
            };
            let to = of.ending_before().into_iter().find_map(closed);
            if let Some(to) = to {
                return period::day_after(Window { from: to, to });
            }
        }
        rule.opens.from_month(first_month(of))
    }
}

fn closing(rule: &PeriodRule, period: Period, days: &DaysOff) -> NaiveDate {
    match rule.closing {
        Closing::On(anchor) => anchor.from_month(last_month(period)),
        Closing::BeforeDue { working_days_before_due } => {
            let due = rule.levels.first().and_then(|level| fixed(level, period, days));
            days.working_days_before(due.unwrap_or_else(|| period.window().to), working_days_before_due)
        }
    }
}

fn over(rule: &PeriodRule, period: Period, window: Window, days: &DaysOff) -> Schedule {
    let on = |level: &LevelRule| match level.due {
        DueRule::WorkingDaysAfterClose { days: count } => Some(days.working_days_after(window.to, count)),
        DueRule::CalendarDaysAfterClose { days: count } => {
            let day = window.to.checked_add_days(Days::new(count.into())).unwrap_or(window.to);
            Some(shifted(day, *level, days))
        }
        _ => fixed(level, period, days),
    };
    Schedule {
        window,
        levels: rule.levels.iter().map(|level| LevelDue { rule: *level, on: on(level) }).collect(),
    }
}

/// The due day of a rule that names a day.
fn fixed(level: &LevelRule, period: Period, days: &DaysOff) -> Option<NaiveDate> {
    let last = match level.due {
        DueRule::FixedInclusive { month, day } => Anchor { month, day }.from_month(last_month(period)),
        DueRule::Before { month, day } => Anchor { month, day }.from_month(last_month(period)).pred_opt()?,
        _ => return None,
    };
    Some(shifted(last, *level, days))
}

fn shifted(day: NaiveDate, level: LevelRule, days: &DaysOff) -> NaiveDate {
    match level.shift() {
        DueShift::None => day,
        DueShift::NextWorkingDay => days.on_or_after(day),
        DueShift::PreviousWorkingDay => days.on_or_before(day),
    }
}
