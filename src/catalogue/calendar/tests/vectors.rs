//! Tables of days worked out by hand.

use super::{day, days, shipped};
use crate::catalogue::calendar::*;
use crate::kit::{Period, Window};

/// Profile, period, window, due day of the departments.
const SCHEDULES: &[(&str, &str, &str, &str, &str)] = &[
    ("ND09_DEFAULT", "2019-Q3", "2019-06-15", "2019-09-14", "2019-09-17"),
    ("ND09_DEFAULT", "2026-H1", "2025-12-15", "2026-06-14", "2026-06-16"),
    ("ND09_DEFAULT", "2026-Q1", "2025-12-15", "2026-03-14", "2026-03-17"),
    ("ND09_DEFAULT", "2026", "2025-12-15", "2026-12-14", "2026-12-16"),
    ("ND09_DEFAULT", "2026-9M", "2025-12-15", "2026-09-14", "2026-09-16"),
    ("ND09_DEFAULT", "2026-H2", "2026-06-15", "2026-12-14", "2026-12-16"),
    ("TRA_VINH_DVCQ_2022", "2022-H1", "2021-12-15", "2022-06-08", "2022-06-09"),
    ("TRA_VINH_DVCQ_2022", "2022", "2021-12-15", "2022-12-01", "2022-12-02"),
    ("TRA_VINH_DVCQ_2022", "2023-H1", "2022-12-02", "2023-06-08", "2023-06-09"),
    ("TRA_VINH_DVCQ_2022", "2023", "2022-12-02", "2023-12-01", "2023-12-04"),
    ("TRA_VINH_DVCQ_2022", "2026-H1", "2025-12-04", "2026-06-08", "2026-06-09"),
    ("TRA_VINH_DVCQ_2022", "2026", "2025-12-04", "2026-12-03", "2026-12-04"),
    ("TRA_VINH_DVCQ_2022", "2027", "2026-12-04", "2027-12-02", "2027-12-03"),
];

#[test]
fn the_schedules_of_the_shipped_profiles() {
    for (code, period, from, to, due) in SCHEDULES {
        let profile = shipped(code);
        let period: Period = period.parse().unwrap();
        let schedule = profile.schedule(period, days()).unwrap();
        assert_eq!(schedule.window, Window { from: day(from), to: day(to) }, "{code} {period}");
        assert_eq!(schedule.due(ReportingLevel::Department), Some(day(due)), "{code} {period}");
        assert_eq!(schedule.due(ReportingLevel::Commune), Some(day(due)), "{code} {period}");
        assert_eq!(gaps(period, &schedule, days()), [], "{code} {period}");
    }
}

#[test]
fn the_plan_of_2022_is_due_on_thursday_9_june_and_friday_2_december() {
    let profile = shipped("TRA_VINH_DVCQ_2022");
    for (period, weekday) in [("2022-H1", chrono::Weekday::Thu), ("2022", chrono::Weekday::Fri)] {
        let due = profile
            .schedule(period.parse().unwrap(), days())
            .unwrap()
            .due(ReportingLevel::Department)
            .unwrap();
        assert_eq!(chrono::Datelike::weekday(&due), weekday);
    }
    assert!(profile.rule("2022-Q1".parse().unwrap()).is_none(), "its quarters are not asked");
    assert!(!profile.in_force("2021".parse().unwrap()) && profile.in_force("2022-H1".parse().unwrap()));
}

/// A rule of one level for a year, closing when it is given.
fn yearly(due: DueRule, shift: Option<DueShift>) -> Profile {
    let mut profile = shipped(DEFAULT_PROFILE);
    let mut rule = profile.rule("2022".parse().unwrap()).unwrap().clone();
    rule.levels = vec![LevelRule { level: ReportingLevel::Department, due, shift }];
    profile.rules = vec![rule];
    profile
}

#[test]
fn due_rules_and_shifts() {
    let before = DueRule::Before { month: 0, day: 5 };
    let at_latest = DueRule::FixedInclusive { month: 0, day: 18 };
    for (due, shift, year, expected) in [
        (before, None, 2022, "2022-12-02"),
        (before, Some(DueShift::None), 2022, "2022-12-04"),
        (before, Some(DueShift::NextWorkingDay), 2022, "2022-12-05"),
        (before, Some(DueShift::PreviousWorkingDay), 2022, "2022-12-02"),
        (before, None, 2027, "2027-12-03"),
        (before, None, 2026, "2026-12-04"),
        (at_latest, None, 2022, "2022-12-19"),
        (at_latest, Some(DueShift::PreviousWorkingDay), 2022, "2022-12-16"),
        (at_latest, Some(DueShift::None), 2022, "2022-12-18"),
        (DueRule::FixedInclusive { month: 2, day: 31 }, Some(DueShift::None), 2023, "2024-02-29"),
        (DueRule::WorkingDaysAfterClose { days: 2 }, None, 2026, "2026-12-16"),
        (DueRule::CalendarDaysAfterClose { days: 3 }, None, 2022, "2022-12-19"),
        (DueRule::CalendarDaysAfterClose { days: 3 }, Some(DueShift::None), 2022, "2022-12-17"),
        (DueRule::CalendarDaysAfterClose { days: 3 }, Some(DueShift::PreviousWorkingDay), 2022, "2022-12-16"),
    ] {
        let period = Period::new(year, crate::kit::PeriodKind::Year, 1).unwrap();
        let schedule = yearly(due, shift).schedule(period, days()).unwrap();
        assert_eq!(schedule.due(ReportingLevel::Department), Some(day(expected)), "{due:?} {shift:?} {year}");
    }
    let told = yearly(DueRule::Explicit {}, None).schedule("2022".parse().unwrap(), days()).unwrap();
    assert_eq!(told.due(ReportingLevel::Department), None);
}

#[test]
fn working_days_are_counted_past_weekends_and_days_off() {
    let without = DaysOff::default();
    for (from, count, with_holidays, weekends_only) in [
        ("2019-09-14", 2, "2019-09-17", "2019-09-17"),
        ("2026-06-14", 2, "2026-06-16", "2026-06-16"),
        ("2026-03-14", 2, "2026-03-17", "2026-03-17"),
        ("2026-12-14", 2, "2026-12-16", "2026-12-16"),
        // 24 November 2026 is a day off, if nobody takes it away again.
        ("2026-11-20", 2, "2026-11-25", "2026-11-24"),
        ("2025-11-21", 2, "2025-11-25", "2025-11-25"),
        ("2022-04-29", 1, "2022-05-02", "2022-05-02"),
        ("2026-02-16", 1, "2026-02-20", "2026-02-17"),
        ("2026-06-09", 0, "2026-06-09", "2026-06-09"),
    ] {
        assert_eq!(days().working_days_after(day(from), count), day(with_holidays), "{from}");
        assert_eq!(without.working_days_after(day(from), count), day(weekends_only), "{from}");
    }
    assert_eq!(days().working_days_between(day("2026-11-20"), day("2026-11-25")), 2);
    assert_eq!(days().working_days_between(day("2026-11-25"), day("2026-11-20")), -2);
    assert_eq!(days().working_days_between(day("2026-11-21"), day("2026-11-22")), 0);
}

#[test]
fn a_working_saturday_is_worked_and_a_provinces_day_wins() {
    let text = |vi: &str| crate::kit::Bilingual { vi: vi.into(), en: vi.into() };
    let own = |at, kind| DayOff { day: day(at), kind, label: text("làm bù"), source: text("thông báo") };
    let days = days().clone().with([
        own("2026-11-21", CalendarDayKind::Working),
        own("2026-11-24", CalendarDayKind::Working),
        own("2026-11-23", CalendarDayKind::Off),
    ]);
    assert_eq!(days.working_days_after(day("2026-11-20"), 1), day("2026-11-21"));
    assert_eq!(days.working_days_after(day("2026-11-20"), 2), day("2026-11-24"));
    assert_eq!(days.of_year(2026).len(), 4 + 1 + 4 + 2);
    assert!(days.of_year(2026).windows(2).all(|pair| pair[0].day < pair[1].day));
}

#[test]
fn a_due_day_ends_with_its_last_second_in_vietnam() {
    assert_eq!(due_instant(day("2022-06-09")).to_rfc3339(), "2022-06-09T16:59:59+00:00");
}

#[test]
fn a_window_that_is_given_closes_when_it_says() {
    let window = Window { from: day("2019-06-15"), to: day("2019-08-30") };
    let schedule =
        shipped(DEFAULT_PROFILE).schedule_over("2019-Q3".parse().unwrap(), window, days()).unwrap();
    assert_eq!(schedule.window, window);
    // 2 September is National Day.
    assert_eq!(schedule.due(ReportingLevel::Department), Some(day("2019-09-04")));
}
