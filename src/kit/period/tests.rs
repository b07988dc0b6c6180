#![allow(clippy::unwrap_used)]

use super::*;
use crate::kit::Lang;
use proptest::prelude::*;

fn any_period() -> impl Strategy<Value = Period> {
    (
        YEARS,
        prop_oneof![
            (Just(PeriodKind::Quarter), 1u8..=4),
            (Just(PeriodKind::HalfYear), 1u8..=2),
            (Just(PeriodKind::NineMonths), 1u8..=1),
            (Just(PeriodKind::Year), 1u8..=1)
        ],
    )
        .prop_map(|(year, (kind, ordinal))| Period::new(year, kind, ordinal).unwrap())
}

/// Days of one's own: some of them of the longest kind.
fn any_ad_hoc() -> impl Strategy<Value = Period> {
    (0u64..37_000, prop_oneof![1u64..=40, 1u64..=1_000]).prop_filter_map(
        "behind the last year",
        |(since, days)| {
            let from = epoch().checked_add_days(Days::new(since)).unwrap();
            Period::ad_hoc(from, from.checked_add_days(Days::new(days - 1)).unwrap())
        },
    )
}

#[test]
fn rubbish_is_no_period() {
    for text in [
        "",
        "2019-Q0",
        "2019-Q5",
        "2019-H3",
        "19-Q1",
        "2019Q1",
        "2019-q1",
        "2019-",
        "1900",
        "2019-Q1 ",
        "２０１９",
        "2019-05-01/",
        "/2019-05-31",
        "2019-05-01",
        "2019-05-31/2019-05-01",
        "2019-05-01/2019-05-32",
        "2019-02-29/2019-03-01",
        "2019-5-1/2019-05-31",
        "2019-05-01/31",
        "2019-05-01--2019-05-31",
        "2019-05-01/2019-05-31/2019-06-01",
        "2019-05-01/2019-05-31 ",
        " 2019-05-01/2019-05-31",
        "2019-05-01 / 2019-05-31",
        "+019-05-01/2019-05-31",
        "2019-Q1/2019-Q2",
        "2019-05-01/P1M",
        "2019-05-01T00:00:00/2019-05-31",
        "1997-12-31/1998-01-31",
        "2100-12-31/2101-01-01",
        "2019-01-01/2021-09-27",
    ] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
}

#[test]
fn a_period_ends_in_the_calendar() {
    let days = [
        ("2022-Q1", day(2022, 3, 31)),
        ("2022-Q2", day(2022, 6, 30)),
        ("2022-H1", day(2022, 6, 30)),
        ("2022-9M", day(2022, 9, 30)),
        ("2022", day(2022, 12, 31)),
        ("2022-01-05/2022-02-10", day(2022, 2, 10)),
    ];
    for (text, last) in days {
        assert_eq!(text.parse::<Period>().unwrap().last_day(), last, "{text}");
    }
}

#[test]
fn days_that_cannot_be_are_told_apart() {
    for (text, wrong, sentence) in [
        (
            "2019-05-31/2019-05-01",
            NotAPeriod::Backwards,
            "An ad hoc period must begin no later than it ends.",
        ),
        ("2019-01-01/2021-09-27", NotAPeriod::TooLong, "An ad hoc period has at most 1000 days."),
        (
            "2019-02-01/2019-02-29",
            NotAPeriod::NoSuchDay,
            "The first or the last day of the ad hoc period is in no calendar.",
        ),
        (
            "1997-12-31/1998-01-31",
            NotAPeriod::OutsideYears,
            "An ad hoc period must lie in the years 1998 to 2100.",
        ),
        (
            "2019-05-01/P1M",
            NotAPeriod::AdHocForm,
            "An ad hoc period is written as its first and its last day, such as 2019-05-01/2019-05-31.",
        ),
    ] {
        assert_eq!(text.parse::<Period>(), Err(wrong), "{text}");
        let problem = wrong.problem().unwrap();
        assert_eq!(problem.message(Lang::En), sentence);
        assert_eq!(NotAPeriod::told(problem.code.name()), Some(problem));
    }
    assert_eq!("2019-Q5".parse::<Period>(), Err(NotAPeriod::Form));
    assert_eq!((NotAPeriod::Form.problem(), NotAPeriod::told("BAD_PERIOD")), (None, None));
}

#[test]
fn the_third_quarter_of_2019() {
    let period: Period = "2019-Q3".parse().unwrap();
    assert_eq!(period.window(), Window { from: day(2019, 6, 15), to: day(2019, 9, 14) });
    assert_eq!(period.label_vi(), "Quý III/2019");
    assert_eq!(period.previous().unwrap().to_string(), "2019-Q2");
    assert_eq!("2019-Q1".parse::<Period>().unwrap().window().from, day(2018, 12, 15));
}

#[test]
fn an_ad_hoc_period_is_its_days_and_nothing_else() {
    let period: Period = "2019-05-01/2019-05-31".parse().unwrap();
    assert_eq!(period.window(), Window { from: day(2019, 5, 1), to: day(2019, 5, 31) });
    assert_eq!(
        (period.kind(), period.year(), period.ordinal(), period.months()),
        (PeriodKind::AdHoc, 2019, 0, 1)
    );
    assert_eq!(period.label_vi(), "từ 01/5/2019 đến 31/5/2019");
    assert_eq!(period.label_en(), "2019-05-01 to 2019-05-31");
    let turn: Period = "2019-12-05/2020-02-10".parse().unwrap();
    assert_eq!((turn.year(), turn.months()), (2020, 2));
    assert_eq!(turn.label_vi(), "từ 05/12/2019 đến 10/02/2020");
    // The longest, the shortest, the first and the last.
    for text in
        ["2019-01-01/2021-09-26", "2020-02-29/2020-02-29", "1998-01-01/1998-01-01", "2098-04-07/2100-12-31"]
    {
        let period: Period = text.parse().unwrap();
        assert_eq!((period.to_string().as_str(), Period::from_number(period.number())), (text, Some(period)));
    }
    assert_eq!(Period::new(2019, PeriodKind::AdHoc, 1), None);
    let (may, june) = (period, "2019-06-01/2019-06-30".parse::<Period>().unwrap());
    assert_eq!(may.through(may), Some(vec![may]));
    for other in [june, Period::quarter(2019, 2).unwrap()] {
        assert_eq!((may.through(other), other.through(may)), (None, None));
    }
}

#[test]
fn whole_months_are_counted() {
    for (text, months) in [
        ("2019-02-01/2019-02-28", 1),
        ("2019-05-01/2019-05-30", 0),
        ("2019-05-15/2019-06-14", 1),
        ("2019-01-31/2019-02-27", 1),
        ("2019-01-01/2021-09-26", 32),
    ] {
        assert_eq!(text.parse::<Period>().unwrap().months(), months, "{text}");
    }
}

#[test]
fn pieces_and_neighbours_come_in_their_order() {
    let period = |text: &str| text.parse::<Period>().unwrap();
    let told = |text: &str| -> Vec<String> {
        let way = |way: Vec<Period>| way.iter().map(Period::to_string).collect::<Vec<_>>().join("+");
        period(text).pieces().into_iter().map(way).collect()
    };
    assert_eq!(told("2022-H1"), ["2022-Q1+2022-Q2"]);
    assert_eq!(told("2022-9M"), ["2022-H1+2022-Q3", "2022-Q1+2022-Q2+2022-Q3"]);
    assert_eq!(told("2022")[..2], ["2022-9M+2022-Q4", "2022-H1+2022-H2"]);
    assert_eq!(told("2022").len(), 5);
    let before =
        |text: &str| -> Vec<String> { period(text).ending_before().iter().map(Period::to_string).collect() };
    assert_eq!(before("2022-H1"), ["2021-H2", "2021", "2021-Q4"]);
    assert_eq!(before("2022-Q4"), ["2022-Q3", "2022-9M"]);
    assert_eq!(before("2022-9M"), ["2021", "2021-H2", "2021-Q4"]);
}

proptest! {
    #[test]
    fn text_and_number_are_faithful(period in any_period()) {
        prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
        prop_assert_eq!(Period::from_number(period.number()), Some(period));
    }

    #[test]
    fn ad_hoc_periods_are_faithful_and_sort_by_their_first_day(one in any_ad_hoc(), other in any_ad_hoc(), calendar in any_period()) {
        prop_assert_eq!(one.to_string().parse::<Period>().unwrap(), one);
        prop_assert_eq!(Period::from_number(one.number()), Some(one));
        let json = serde_json::to_string(&one).unwrap();
        prop_assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), one);
        let days = |period: Period| (period.window().from, period.window().to);
        prop_assert_eq!(one.number().cmp(&other.number()), days(one).cmp(&days(other)));
        prop_assert!(one.number() > calendar.number());
        let lonely = (one.quarters(), one.pieces(), one.ending_before(), one.previous(), one.next(), one.year_before());
        prop_assert_eq!(lonely, (vec![], vec![], vec![], None, None, None));
    }

    /// Whatever number is stored or sent in a cursor, it is a period's own or none's.
    #[test]
    fn a_number_is_one_periods_or_nones(number in 0..60_000_000) {
        if let Some(period) = Period::from_number(number) {
            prop_assert_eq!(period.number(), number);
        }
    }

    /// Whatever makes a period up covers it from end to end, once.
    #[test]
    fn pieces_tile_their_period(period in any_period()) {
        for way in period.pieces() {
            let mut next = period.window().from;
            for piece in way {
                prop_assert!(piece.months() < period.months());
                prop_assert_eq!(piece.window().from, next);
                next = day_after(piece.window());
            }
            prop_assert_eq!(next, day_after(period.window()));
        }
        prop_assert_eq!(period.pieces().is_empty(), period.kind() == PeriodKind::Quarter);
    }

    #[test]
    fn what_ends_before_a_period_ends_the_day_before(period in any_period().prop_filter("the first year", |period| period.year() > *YEARS.start())) {
        let before = period.ending_before();
        prop_assert!(!before.is_empty());
        for one in &before {
            prop_assert_eq!(day_after(one.window()), period.window().from);
        }
        // One of its own kind comes first, where there is one.
        let own = |one: &Period| one.kind() == period.kind();
        prop_assert!(own(&before[0]) || !before.iter().any(own));
    }

    #[test]
    fn next_and_previous_undo_each_other(period in any_period()) {
        if let Some(next) = period.next() {
            prop_assert_eq!(next.previous(), Some(period));
            prop_assert!(next.number() > period.number());
        }
    }

    #[test]
    fn a_window_is_the_union_of_its_quarters(period in any_period()) {
        let quarters = period.quarters();
        prop_assert_eq!(quarters[0].window().from, period.window().from);
        prop_assert_eq!(quarters[quarters.len() - 1].window().to, period.window().to);
        for pair in quarters.windows(2) {
            prop_assert_eq!(day_after(pair[0].window()), pair[1].window().from);
        }
        prop_assert_eq!(usize::from(period.months()), quarters.len() * 3);
    }

    #[test]
    fn quarters_tile_the_years(year in 1999u16..2100) {
        let last = Period::quarter(year - 1, 4).unwrap();
        prop_assert_eq!(day_after(last.window()), Period::quarter(year, 1).unwrap().window().from);
    }
}
