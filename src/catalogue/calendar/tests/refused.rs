//! Profiles that cannot be kept are refused, each with the reason and an example.

use super::{days, shipped};
use crate::catalogue::calendar::*;
use crate::kit::{Lang, PeriodKind};

fn wrong(change: impl FnOnce(&mut Profile)) -> Vec<(String, &'static str)> {
    let mut profile = shipped(DEFAULT_PROFILE);
    change(&mut profile);
    faults(&profile, days())
        .into_iter()
        .map(|problem| (problem.path.join("."), problem.code.name()))
        .collect()
}

fn one(path: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(path.to_owned(), code)]
}

#[test]
fn the_dates_of_the_plan_of_2022_under_the_decrees_closing_day_are_exactly_that_error() {
    let mut profile = shipped("TRA_VINH_DVCQ_2022");
    profile.rules[0].closing = Closing::On(Anchor { month: 0, day: 14 });
    let found = faults(&profile, days());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path, ["rules", "0", "levels", "0", "due"]);
    assert_eq!(
        found[0].message(Lang::Vi),
        "Kỳ 6 tháng đầu năm 2022: hạn nộp 09/06/2022 không sau ngày chốt số liệu 14/06/2022."
    );
    // The latest closing day that the due day allows.
    profile.rules[0].closing = Closing::On(Anchor { month: 0, day: 8 });
    let found: Vec<_> =
        faults(&profile, days()).into_iter().map(|problem| problem.message(Lang::En)).collect();
    // In 2024 the 9th is a Sunday, the due day Friday the 7th.
    assert_eq!(found, ["Period 2024-H1: the due day 07/06/2024 is not after the closing day 08/06/2024."]);
    profile.valid_to = Some(super::day("2022-12-31"));
    assert_eq!(faults(&profile, days()), []);
    profile.rules[0].closing = Closing::On(Anchor { month: 0, day: 9 });
    assert_eq!(faults(&profile, days()).len(), 1);
}

#[test]
fn what_leaves_no_working_day_is_refused() {
    // Closing on Saturday, due on Sunday: later, and yet no working day.
    let found = wrong(|profile| {
        profile.rules.truncate(1);
        profile.rules[0].levels[0].due = DueRule::CalendarDaysAfterClose { days: 1 };
        profile.rules[0].levels[0].shift = Some(DueShift::None);
    });
    assert_eq!(found, one("rules.0.levels.0.due", "CALENDAR_GAP_TOO_SHORT"));
    let found = wrong(|profile| profile.rules[0].levels[0].due = DueRule::WorkingDaysAfterClose { days: 0 });
    assert_eq!(found, one("rules.0.levels.0.due", "CALENDAR_DUE_BEFORE_CLOSING"));
    let found = wrong(|profile| profile.rules[3].levels[1].due = DueRule::WorkingDaysAfterClose { days: 2 });
    assert_eq!(found, one("rules.3.levels.1.due", "CALENDAR_LEVELS_TOO_CLOSE"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let named = DueRule::Before { month: 0, day: 20 };
    type Change = Box<dyn FnOnce(&mut Profile)>;
    let changes: Vec<(Change, &str, &'static str)> = vec![
        (Box::new(|p| p.rules.clear()), "rules", "TEXT_EMPTY"),
        (Box::new(|p| p.rules = vec![p.rules[0].clone(); 9]), "rules", "TOO_MANY_ENTRIES"),
        (Box::new(|p| p.rules[1].period = PeriodKind::Year), "rules.3.period", "DUPLICATE_ENTRY"),
        (Box::new(|p| p.rules[0].period = PeriodKind::AdHoc), "rules.0.period", "AD_HOC_HAS_NO_CALENDAR"),
        (Box::new(|p| p.rules[3].ordinals = vec![2]), "rules.3.ordinals", "CALENDAR_NO_SUCH_PERIOD"),
        (Box::new(|p| p.rules[0].opens.day = 0), "rules.0.opens", "CALENDAR_BAD_DAY"),
        (Box::new(|p| p.rules[0].opens.month = -13), "rules.0.opens", "CALENDAR_BAD_DAY"),
        (Box::new(|p| p.rules[0].opens = Anchor { month: 3, day: 1 }), "rules.0.opens", "CALENDAR_WINDOW"),
        (
            Box::new(|p| p.rules[0].closing = Closing::On(Anchor { month: 0, day: 32 })),
            "rules.0.closing",
            "CALENDAR_BAD_DAY",
        ),
        (
            Box::new(|p| p.rules[0].closing = Closing::BeforeDue { working_days_before_due: 1 }),
            "rules.0.closing",
            "CALENDAR_CIRCLE",
        ),
        (Box::new(|p| p.rules[0].levels.clear()), "rules.0.levels", "TEXT_EMPTY"),
        (Box::new(|p| p.rules[0].levels.reverse()), "rules.0.levels.1.level", "CALENDAR_LEVEL_ORDER"),
        (
            Box::new(|p| p.rules[0].levels[0].due = DueRule::WorkingDaysAfterClose { days: 91 }),
            "rules.0.levels.0.due",
            "CALENDAR_TOO_MANY_DAYS",
        ),
        (
            Box::new(move |p| {
                p.rules[0].levels[0] =
                    LevelRule { due: named, shift: Some(DueShift::NextWorkingDay), ..p.rules[0].levels[0] };
            }),
            "rules.0.levels.0.shift",
            "CALENDAR_SHIFT_BREAKS_BEFORE",
        ),
        (
            Box::new(|p| {
                (p.valid_from, p.valid_to) = (Some(super::day("2022-02-01")), Some(super::day("2022-01-31")));
            }),
            "validTo",
            "VALIDITY_BACKWARDS",
        ),
    ];
    for (change, path, code) in changes {
        assert_eq!(wrong(change), one(path, code));
    }
}

#[test]
fn what_is_shipped_is_not_refused() {
    for profile in crate::catalogue::tests::CATALOGUE.calendars() {
        assert_eq!(faults(profile, days()), [], "{}", profile.code);
    }
}
