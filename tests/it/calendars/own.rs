//! A province's own calendar and its own days off.

use super::{dates, enter, four_levels, save};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

on_both! {
    async fn an_own_calendar_is_saved_in_versions_and_used(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let saved = save(&world, four_levels("CUA_TINH")).await.expect_done();
        let profile = saved.at("calendarProfileSave.profile").clone();
        assert_eq!((&profile["code"], &profile["version"]), (&json!("CUA_TINH"), &json!(1)));
        assert_eq!(profile["label"], "The province's calendar");
        assert_eq!(profile["savedAt"], "2019-09-16T02:00:00+00:00");
        assert_eq!(profile["rules"][0]["levels"][3], json!({
            "level": "PEOPLES_COMMITTEE", "rule": "FIXED_INCLUSIVE", "month": 0, "day": 25, "days": null, "shift": "PREVIOUS_WORKING_DAY",
        }));
        // Tuesday 10 September: Wednesday, Friday, Tuesday, and Wednesday the 25th.
        let expected = "CUA_TINH 2019-06-11–2019-09-10 COMMUNE 2019-09-11 DEPARTMENT 2019-09-13 HOME_AFFAIRS 2019-09-17 PEOPLES_COMMITTEE 2019-09-25";
        assert_eq!(dates(&officer, None, "2019-Q3").await, expected);
        assert_eq!(dates(&officer, Some("CUA_TINH"), "2019-Q3").await, expected);
        // It has no rule for a year: the default has.
        assert!(dates(&officer, None, "2019").await.starts_with("ND09_DEFAULT"));
        // Another province knows nothing of it.
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        assert!(dates(&neighbour, None, "2019-Q3").await.starts_with("ND09_DEFAULT"));
        let node = neighbour.graphql("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": profile["id"] })).await;
        assert_eq!(node.at("node"), &Value::Null);

        // From 2020 on it is another; what was before stays.
        let mut next = four_levels("CUA_TINH");
        next["validFrom"] = json!("2020-01-01");
        next["rules"][0]["opens"]["day"] = json!(6);
        next["rules"][0]["closes"]["day"] = json!(5);
        let saved = save(&world, next).await.expect_done();
        assert_eq!(saved.at("calendarProfileSave.profile.version"), &json!(2));
        assert_eq!(dates(&officer, None, "2019-Q4").await.split(' ').nth(1), Some("2019-09-11–2019-12-10"));
        assert_eq!(dates(&officer, Some("CUA_TINH"), "2020-Q1").await.split(' ').nth(1), Some("2019-12-06–2020-03-05"));
        let listed = officer.graphql("{ calendarProfiles { code version } }", json!({})).await;
        assert_eq!(listed.at("calendarProfiles").as_array().unwrap().len(), 4);
    }

    async fn a_calendar_that_cannot_be_kept_is_refused_with_everything(world: World) {
        let mut bad = four_levels("CUA TINH");
        bad["labelVi"] = json!(" ");
        let level = |level: &str, days: i32| json!({ "level": level, "rule": "WORKING_DAYS_AFTER_CLOSE", "days": days });
        bad["rules"] = json!([
            {
                "period": "HALF_YEAR", "ordinals": [1], "opens": { "month": -1, "day": 15 }, "closes": { "month": 0, "day": 14 },
                "levels": [{ "level": "DEPARTMENT", "rule": "BEFORE", "month": 0, "day": 10 }],
            },
            {
                "period": "QUARTER", "opens": { "month": -1, "day": 15 }, "closes": { "month": 0, "day": 14 },
                "levels": [level("DEPARTMENT", 2), level("HOME_AFFAIRS", 2)],
            },
        ]);
        let refused = save(&world, bad).await;
        let mut errors: Vec<_> = refused.user_errors().into_iter().map(|error| (error.path.join("."), error.code, error.message)).collect();
        errors.sort();
        let expected = [
            ("input.code", "CALENDAR_BAD_CODE", "The code of a calendar profile is made of capital letters A to Z, digits and underscores, at most 60 characters."),
            ("input.labelVi", "TEXT_EMPTY", "This must not be empty."),
            ("input.rules.0.levels.0.due", "CALENDAR_DUE_BEFORE_CLOSING", "Period 2016-H1: the due day 09/06/2016 is not after the closing day 14/06/2016."),
            ("input.rules.1.levels.1.due", "CALENDAR_LEVELS_TOO_CLOSE", "Period 2016-Q1: there is less than one working day from the due day of the level below, 16/03/2016, to the due day 16/03/2016."),
        ];
        assert_eq!(errors, expected.map(|(path, code, message)| (path.to_owned(), code.to_owned(), message.to_owned())));
        assert_eq!(refused.payload()["profile"], Value::Null);

        let change = |change: fn(&mut Value)| {
            let mut calendar = four_levels("CUA_TINH");
            change(&mut calendar);
            calendar
        };
        for (calendar, path, code) in [
            (change(|c| c["code"] = json!("ND09_DEFAULT")), "code", "CALENDAR_CODE_TAKEN"),
            (change(|c| c["rules"] = json!([])), "rules", "TEXT_EMPTY"),
            (change(|c| c["rules"][0]["closes"] = Value::Null), "rules.0.closes", "CALENDAR_CLOSING"),
            (change(|c| c["rules"][0]["closesWorkingDaysBeforeDue"] = json!(1)), "rules.0.closes", "CALENDAR_CLOSING"),
            (change(|c| c["rules"][0]["levels"][0]["month"] = json!(1)), "rules.0.levels.0.rule", "CALENDAR_RULE_INCOMPLETE"),
            (change(|c| c["rules"][0]["levels"][0]["days"] = json!(-1)), "rules.0.levels.0.due", "CALENDAR_TOO_MANY_DAYS"),
            (change(|c| c["rules"][0]["ordinals"] = json!([5])), "rules.0.ordinals", "CALENDAR_NO_SUCH_PERIOD"),
            (change(|c| c["validTo"] = json!("1900-01-01")), "validTo", "BAD_DATE"),
            (change(|c| { c["validFrom"] = json!("2020-01-01"); c["validTo"] = json!("2019-12-31"); }), "validTo", "VALIDITY_BACKWARDS"),
        ] {
            let refused = save(&world, calendar).await;
            let errors: Vec<_> = refused.user_errors().into_iter().map(|error| (error.code, error.path.join("."))).collect();
            assert_eq!(errors, [(code.to_owned(), format!("input.{path}"))], "{refused}");
        }
        for year in [1944, 2101, 99999, -1] {
            let told = world.person(Role::Auditor, None).graphql(&format!("{{ calendarDays(year: {year}) {{ day }} }}"), json!({})).await;
            assert!(told.text.contains("YEAR_OUT_OF_RANGE"), "{told}");
        }
        let listed = world.person(Role::Auditor, None).graphql("{ calendarProfiles { code } }", json!({})).await;
        assert_eq!(listed.at("calendarProfiles").as_array().unwrap().len(), 2);
    }

    async fn a_provinces_own_days_move_due_days(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let due = "ND09_DEFAULT 2019-06-15–2019-09-14 DEPARTMENT";
        let told = enter(&world, "2019-09-16", Some("OFF")).await.expect_done();
        assert_eq!(
            told.at("calendarDaysSave.days"),
            &json!([{ "day": "2019-09-16", "kind": "OFF", "label": "Hoán đổi ngày làm việc", "source": "Thông báo 1/TB-UBND" }])
        );
        assert!(dates(&officer, None, "2019-Q3").await.starts_with(&format!("{due} 2019-09-18")));
        // A Sunday that is worked.
        enter(&world, "2019-09-15", Some("WORKING")).await.expect_done();
        assert!(dates(&officer, None, "2019-Q3").await.starts_with(&format!("{due} 2019-09-17")));
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        assert!(dates(&neighbour, None, "2019-Q3").await.starts_with(&format!("{due} 2019-09-17")));
        // Taken back.
        let back = enter(&world, "2019-09-16", None).await.expect_done();
        assert_eq!(back.at("calendarDaysSave.days"), &json!([]));
        assert!(dates(&officer, None, "2019-Q3").await.starts_with(&format!("{due} 2019-09-16")));
        // The day off of 24 November 2026 can be taken away.
        let working_day_after = |day: &'static str| {
            let officer = &officer;
            async move {
                let query = "{ calendarDays(year: 2026) { day kind } }";
                let told = officer.graphql(query, json!({})).await;
                let days = told.at("calendarDays").as_array().unwrap().clone();
                days.into_iter().find(|known| known["day"] == day).map(|known| known["kind"].clone())
            }
        };
        assert_eq!(working_day_after("2026-11-24").await, Some(json!("OFF")));
        enter(&world, "2026-11-24", Some("WORKING")).await.expect_done();
        assert_eq!(working_day_after("2026-11-24").await, Some(json!("WORKING")));
        enter(&world, "2026-11-24", None).await.expect_done();
        assert_eq!(working_day_after("2026-11-24").await, Some(json!("OFF")));
    }

    async fn bad_days_are_refused(world: World) {
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let day = |day: &str, label: &str| json!({ "day": day, "kind": "OFF", "label": label, "source": "Thông báo" });
        for (days, problems) in [
            (json!([]), vec![("days", "TEXT_EMPTY")]),
            (json!(vec![day("2019-09-16", "a"); 101]), vec![("days", "TOO_MANY_ENTRIES")]),
            (
                json!([day("2019-09-16", "a"), day("1900-01-01", " "), day("2019-09-16", "b")]),
                vec![("days.1.day", "BAD_DATE"), ("days.1.label", "TEXT_EMPTY"), ("days.2.day", "DUPLICATE_ENTRY")],
            ),
        ] {
            let refused = administrator.verb("calendarDaysSave", json!({ "days": days }), "days { day }".to_owned()).await;
            let errors: Vec<_> = refused.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect();
            let expected: Vec<_> = problems.into_iter().map(|(path, code)| (format!("input.{path}"), code.to_owned())).collect();
            assert_eq!(errors, expected);
        }
    }
}
