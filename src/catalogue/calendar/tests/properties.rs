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
        PeriodRule {
            period,
            ordinals: Vec::new(),
            cumulative: false,
            opens: Anchor { month: -1, day: 15 },
            continues_last_year: false,
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
