//! Windows of one kind of period follow one another: none is refused that does, and none kept that does not.

use super::save;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// The windows of some periods by a calendar, one request for all of them.
async fn windows(person: &Person, profile: &str, periods: &[String]) -> Vec<(NaiveDate, NaiveDate)> {
    let mut windows = Vec::new();
    for some in periods.chunks(20) {
        let asked: String = some
            .iter()
            .enumerate()
            .map(|(at, period)| {
                format!(
                    "p{at}: dueDates(profile: \"{profile}\", period: \"{period}\") {{ windowFrom windowTo }} "
                )
            })
            .collect();
        let answer = person.graphql(&format!("{{ {asked} }}"), json!({})).await;
        for at in 0..some.len() {
            let day = |name: &str| answer.at(&format!("p{at}.{name}")).as_str().unwrap().parse().unwrap();
            windows.push((day("windowFrom"), day("windowTo")));
        }
    }
    windows
}

fn assert_tiled(windows: &[(NaiveDate, NaiveDate)], what: &str) {
    for pair in windows.windows(2) {
        assert_eq!(pair[0].1.checked_add_days(Days::new(1)), Some(pair[1].0), "{what}: {pair:?}");
    }
}

fn rule(period: &str, opens: (i32, i32), closes: (i32, i32)) -> Value {
    let anchor = |(month, day): (i32, i32)| json!({ "month": month, "day": day });
    json!({
        "period": period, "opens": anchor(opens), "closes": anchor(closes),
        "levels": [{ "level": "DEPARTMENT", "rule": "WORKING_DAYS_AFTER_CLOSE", "days": 2 }],
    })
}

fn calendar(rules: &[Value]) -> Value {
    json!({ "code": "CUA_TINH", "labelVi": "Lịch của tỉnh", "labelEn": "The province's calendar", "rules": rules })
}

on_both! {
    async fn the_shipped_calendars_tile_the_years(world: World) {
        let person = world.person(Role::BiReader, None);
        let years: Vec<String> = (2016..=2060).map(|year| year.to_string()).collect();
        let parts = |count: usize, letter: &str| -> Vec<String> {
            years.iter().flat_map(|year| (1..=count).map(move |part| format!("{year}-{letter}{part}"))).collect()
        };
        let quarters = windows(&person, "ND09_DEFAULT", &parts(4, "Q")).await;
        assert_tiled(&quarters, "quarters");
        let halves = windows(&person, "ND09_DEFAULT", &parts(2, "H")).await;
        assert_tiled(&halves, "half-years");
        let whole = windows(&person, "ND09_DEFAULT", &years).await;
        assert_tiled(&whole, "years");
        for (at, (from, to)) in whole.iter().enumerate() {
            assert_eq!((*from, *to), (quarters[at * 4].0, quarters[at * 4 + 3].1), "{}", years[at]);
            assert_eq!(halves[at * 2].1, quarters[at * 4 + 1].1);
        }
        let whole = windows(&person, "TRA_VINH_DVCQ_2022", &years[6..]).await;
        assert_tiled(&whole, "years of Trà Vinh");
        let halves: Vec<String> = years[6..].iter().map(|year| format!("{year}-H1")).collect();
        for (half, whole) in windows(&person, "TRA_VINH_DVCQ_2022", &halves).await.iter().zip(&whole) {
            assert!(half.0 == whole.0 && half.1 < whole.1, "{half:?} {whole:?}");
        }
    }

    async fn a_calendar_whose_periods_do_not_follow_one_another_is_refused(world: World) {
        for (rules, expected) in [
            // Twice: 10 to 20 March.
            (vec![rule("QUARTER", (-1, 10), (0, 20))], "The figures of 2016-Q1 close on 20/03/2016 and those of 2016-Q2 begin on 10/03/2016"),
            // Not at all: 13 March to the beginning of April.
            (vec![rule("QUARTER", (0, 10), (0, 12))], "The figures of 2016-Q1 close on 12/03/2016 and those of 2016-Q2 begin on 10/04/2016"),
            // June, September, December end with the 30th; March does not.
            (vec![rule("QUARTER", (0, 1), (0, 30))], "The figures of 2016-Q1 close on 30/03/2016 and those of 2016-Q2 begin on 01/04/2016"),
            (vec![rule("YEAR", (0, 1), (0, 25))], "The figures of 2016 close on 25/12/2016 and those of 2017 begin on 01/01/2017"),
            (vec![rule("NINE_MONTHS", (-4, 1), (0, 30))], "The figures of 2016-9M close on 30/09/2016 and those of 2017-9M begin on 01/09/2016"),
        ] {
            let refused = save(&world, calendar(&rules)).await.expect_user_error("CALENDAR_NOT_TILING");
            let error = &refused.user_errors()[0];
            assert_eq!(error.path.join("."), "input.rules.0.opens");
            assert!(error.message.starts_with(expected), "{}", error.message);
        }
        let kept = [rule("QUARTER", (0, 1), (0, 31)), rule("NINE_MONTHS", (0, 1), (0, 30)), rule("YEAR", (0, 1), (0, 31))];
        save(&world, calendar(&kept)).await.expect_done();
    }

    /// What closes some working days before it is due has another length each time: it goes on from where the one before closed.
    async fn quarters_that_close_before_they_are_due_go_on_from_one_another(world: World) {
        let mut quarter = rule("QUARTER", (-1, 15), (0, 14));
        quarter["closes"] = Value::Null;
        quarter["closesWorkingDaysBeforeDue"] = json!(2);
        quarter["levels"] = json!([{ "level": "DEPARTMENT", "rule": "BEFORE", "month": 0, "day": 20 }]);
        save(&world, calendar(&[quarter.clone()])).await.expect_user_error("CALENDAR_NOT_TILING");
        quarter["continuesLastYear"] = json!(true);
        save(&world, calendar(&[quarter])).await.expect_done();
        let quarters: Vec<String> =
            (2019..=2030).flat_map(|year| (1..=4).map(move |part| format!("{year}-Q{part}"))).collect();
        let person = world.person(Role::BiReader, None);
        assert_tiled(&windows(&person, "CUA_TINH", &quarters).await, "quarters");
    }

    /// A half-year that is not its quarters may be what a plan asks for: it is kept, and said.
    async fn a_longer_period_that_is_not_its_parts_is_told(world: World) {
        let rules = [rule("QUARTER", (-1, 15), (0, 14)), rule("HALF_YEAR", (-1, 10), (0, 9)), rule("YEAR", (-1, 15), (0, 14))];
        save(&world, calendar(&rules)).await.expect_done();
        let officer = world.person(Role::HomeAffairsOfficer, None).speaking("en");
        let told = officer.graphql("{ calendarProfiles { code warnings { code message level } } }", json!({})).await;
        let found = told.at("calendarProfiles").as_array().unwrap();
        assert!(found[..2].iter().all(|shipped| shipped["warnings"] == json!([])), "{told}");
        let message = |period, window, parts| format!("The period {period}, {window}, is not what its parts cover, {parts}: sums of them will differ from it.");
        let warning = |message| json!({ "code": "CALENDAR_PARTS_DIFFER", "level": null, "message": message });
        assert_eq!(found[2]["warnings"], json!([
            warning(message("2016-H1", "10/12/2015 to 09/06/2016", "15/12/2015 to 14/06/2016")),
            warning(message("2016", "15/12/2015 to 14/12/2016", "10/12/2015 to 09/12/2016")),
        ]));
    }

    /// Whoever changes the closing day leaves days out where the versions meet, or has them twice; both versions say so.
    async fn versions_that_do_not_join_are_told(world: World) {
        let version = |from: Value, to: Value, day: i32| {
            let mut calendar = calendar(&[rule("QUARTER", (-1, day + 1), (0, day))]);
            (calendar["validFrom"], calendar["validTo"]) = (from, to);
            calendar
        };
        let twice = "From 11/12/2019 to 14/12/2019: both in 2019-Q4 by version 1 and in 2020-Q1 by version 2 of the calendar; figures of these days may be counted twice.";
        let never = "From 11/12/2020 to 20/12/2020: between 2020-Q4 by version 2 and 2021-Q1 by version 3 of the calendar, days that neither version serves.";
        let year = "From 21/12/2022 to 14/12/2023: between 2022-Q4 by version 3 and 2024-Q1 by version 4 of the calendar, days that neither version serves.";
        let (overlap, apart) = ("CALENDAR_VERSIONS_OVERLAP", "CALENDAR_VERSIONS_APART");
        // The first holds until the second does; nothing is said of it as long as it is alone.
        let officer = world.person(Role::HomeAffairsOfficer, None).speaking("en");
        let mut expected: Vec<Vec<(&str, &str)>> = Vec::new();
        for (from, to, day, said) in [
            (Value::Null, json!("2020-06-30"), 14, vec![]),
            (json!("2020-01-01"), json!("2020-12-31"), 10, vec![(overlap, twice)]),
            (json!("2021-01-01"), json!("2022-12-31"), 20, vec![(apart, never)]),
            (json!("2024-01-01"), Value::Null, 14, vec![(apart, year)]),
        ] {
            save(&world, version(from, to, day)).await.expect_done();
            if let Some(before) = expected.last_mut() {
                before.extend(&said);
            }
            expected.push(said);
            let told = officer.graphql("{ calendarProfiles { version warnings { code message level } } }", json!({})).await;
            let own = told.at("calendarProfiles").as_array().unwrap().iter().filter(|it| !it["version"].is_null());
            let warnings: Vec<Value> = own.map(|it| it["warnings"].clone()).collect();
            let as_told = |(code, message): &(&str, &str)| json!({ "code": code, "message": message, "level": null });
            let expected: Vec<Value> = expected.iter().map(|all| all.iter().map(as_told).collect()).collect();
            assert_eq!(warnings, expected);
        }
        // The same closing day in two versions: nothing to be said.
        let mut other = version(Value::Null, json!("2019-12-31"), 14);
        other["code"] = json!("LICH_HAI");
        save(&world, other.clone()).await.expect_done();
        (other["validFrom"], other["validTo"]) = (json!("2020-01-01"), Value::Null);
        save(&world, other).await.expect_done();
        let told = officer.graphql("{ calendarProfiles { code warnings { code } } }", json!({})).await;
        let own: Vec<&Value> = told.at("calendarProfiles").as_array().unwrap().iter().filter(|it| it["code"] == "LICH_HAI").collect();
        assert_eq!(own.len(), 2);
        assert!(own.iter().all(|it| it["warnings"] == json!([])), "{told}");
    }
}
