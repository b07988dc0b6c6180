//! What holds in every year.

use super::{days, shipped};
use crate::catalogue::calendar::*;
use crate::kit::period::day_after;
use crate::kit::{Period, PeriodKind, Window};
use proptest::prelude::*;

fn any_due() -> impl Strategy<Value = DueRule> {
    prop_oneof![
        (0i32..=2, 1u32..=31).prop_map(|(month, day)| DueRule::FixedInclusive { month, day }),
        (0i32..=2, 1u32..=31).prop_map(|(month, day)| DueRule::Before { month, day }),
        (0u32..=12).prop_map(|days| DueRule::WorkingDaysAfterClose { days }),
        (0u32..=12).prop_map(|days| DueRule::CalendarDaysAfterClose { days }),
    ]
}

fn any_rule() -> impl Strategy<Value = PeriodRule> {
    let kinds = prop_oneof![
        Just(PeriodKind::Quarter),
        Just(PeriodKind::HalfYear),
        Just(PeriodKind::NineMonths),
        Just(PeriodKind::Year)
    ];
    let closing = prop_oneof![
        (1u32..=28).prop_map(|day| Closing::On(Anchor { month: 0, day })),
        (0u32..=3).prop_map(|count| Closing::BeforeDue { working_days_before_due: count })
    ];
    (kinds, closing, proptest::collection::vec(any_due(), 1..=4)).prop_map(|(period, closing, dues)| {
        // Begins where the one before closed; of nine months in another year, and anywhere.
        let opens = match closing {
            Closing::On(closes) => Anchor { month: -1, day: closes.day + 1 },
            Closing::BeforeDue { .. } => Anchor { month: -1, day: 15 },
        };
        PeriodRule {
            period,
            ordinals: Vec::new(),
            cumulative: false,
            opens,
            continues_last_year: matches!(closing, Closing::BeforeDue { .. }),
            closing,
            levels: dues
                .into_iter()
                .zip(ReportingLevel::ALL)
                .map(|(due, level)| LevelRule { level: *level, due, shift: None })
                .collect(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn quarters_tile_the_year_without_gap_or_overlap(year in 2000u16..=2090) {
        let profile = shipped(DEFAULT_PROFILE);
        let window = |kind, ordinal| {
            profile.schedule(Period::new(year, kind, ordinal).unwrap(), days()).unwrap().window
        };
        let quarters: Vec<Window> = (1..=4).map(|ordinal| window(PeriodKind::Quarter, ordinal)).collect();
        for pair in quarters.windows(2) {
            prop_assert_eq!(day_after(pair[0]), pair[1].from);
        }
        let whole = window(PeriodKind::Year, 1);
        prop_assert_eq!((whole.from, whole.to), (quarters[0].from, quarters[3].to));
        prop_assert_eq!(quarters.iter().map(Window::days).sum::<i64>(), whole.days());
        prop_assert_eq!(window(PeriodKind::HalfYear, 1).to, quarters[1].to);
        prop_assert_eq!(window(PeriodKind::NineMonths, 1).to, quarters[2].to);
        let next = profile.schedule(Period::quarter(year + 1, 1).unwrap(), days()).unwrap().window;
        prop_assert_eq!(day_after(whole), next.from);
    }

    #[test]
    fn years_that_close_early_tile_too(year in 2023u16..=2090) {
        let profile = shipped("TRA_VINH_DVCQ_2022");
        let year_of = |year| Period::new(year, PeriodKind::Year, 1).unwrap();
        let window = |period| profile.schedule(period, days()).unwrap().window;
        prop_assert_eq!(day_after(window(year_of(year))), window(year_of(year + 1)).from);
        prop_assert_eq!(window(Period::new(year, PeriodKind::HalfYear, 1).unwrap()).from, window(year_of(year)).from);
    }

    /// Counted day by day: a calendar is kept if and only if each day of the years is in one window of a kind.
    #[test]
    fn what_is_kept_has_each_day_once(
        quarters in any::<bool>(), opens in (-1i32..=0, 1u32..=31), closes in (-1i32..=0, 1u32..=31), apart in 0u32..=2,
    ) {
        // One in three follows by construction, or nearly none would.
        let opens = match apart {
            0 if closes.1 < 28 => (closes.0 - 1, closes.1 + 1),
            _ => opens,
        };
        let mut profile = shipped(DEFAULT_PROFILE);
        let kind = if quarters { PeriodKind::Quarter } else { PeriodKind::HalfYear };
        profile.rules.retain(|rule| rule.period == kind);
        let rule = &mut profile.rules[0];
        rule.opens = Anchor { month: opens.0, day: opens.1 };
        rule.closing = Closing::On(Anchor { month: closes.0, day: closes.1 });
        rule.levels.truncate(1);
        let codes: Vec<&str> = faults(&profile, days()).iter().map(|problem| problem.code.name()).collect();
        prop_assume!(codes.iter().all(|code| *code == "CALENDAR_NOT_TILING"));
        let periods = (2016..=2044).flat_map(|year| (1..=4).filter_map(move |one| Period::new(year, kind, one)));
        let windows: Vec<Window> = periods.map(|one| profile.schedule(one, days()).unwrap().window).collect();
        let mut days_of: Vec<_> =
            windows.iter().flat_map(|window| window.from.iter_days().take_while(|day| *day <= window.to)).collect();
        let (first, last) = (windows[0].from, windows[windows.len() - 1].to);
        let all = first.iter_days().take_while(|day| *day <= last);
        days_of.sort();
        let once = all.eq(days_of);
        prop_assert_eq!(codes.is_empty(), once, "{:?} {:?}", opens, closes);
    }

    #[test]
    fn what_is_not_refused_leaves_a_working_day_before_each_level(rule in any_rule(), year in 2016u16..=2044) {
        let profile = Profile { rules: vec![rule], valid_from: None, valid_to: None, ..shipped(DEFAULT_PROFILE) };
        if faults(&profile, days()).is_empty() {
            for ordinal in 1..=4 {
                let Some(period) = Period::new(year, profile.rules[0].period, ordinal) else { continue };
                let schedule = profile.schedule(period, days()).unwrap();
                prop_assert!(schedule.window.from <= schedule.window.to);
                let mut before = schedule.window.to;
                for level in &schedule.levels {
                    let due = level.on.unwrap();
                    prop_assert!(due > before);
                    prop_assert!(days().working_days_between(before, due) >= 1);
                    prop_assert!(due_instant(due) > due_instant(before));
                    before = due;
                }
            }
        }
    }

    #[test]
    fn counting_working_days_and_going_so_far_agree(offset in 0u64..20_000, count in 1u32..40) {
        let from = super::day("2000-01-01") + chrono::Days::new(offset);
        let to = days().working_days_after(from, count);
        prop_assert!(days().is_working(to));
        prop_assert_eq!(days().working_days_between(from, to), i64::from(count));
        prop_assert!(days().working_days_before(to, count) <= from || !days().is_working(from));
    }
}
