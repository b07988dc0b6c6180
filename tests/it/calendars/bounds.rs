//! How far the days of a round may lie from its period, how far ahead of now; and which levels and days its problems name.

use super::rounds::open;
use super::{enter, four_levels, save};
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::world::World;
use crate::reorganisation::obligation;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What is wrong, each as path and code.
fn wrong(answer: &Answer) -> Vec<String> {
    answer.user_errors().iter().map(|error| format!("{} {}", error.path[1..].join("."), error.code)).collect()
}

/// The problems of a round that was opened, each as code and level, or the sentence where it is of no level.
fn problems(opened: &Answer) -> Vec<String> {
    let all = opened.at("roundOpen.round.problems").as_array().unwrap();
    let one = |it: &Value| it["level"].as_str().unwrap_or_else(|| it["message"].as_str().unwrap()).to_owned();
    all.iter().map(one).collect()
}

on_both! {
    /// A window is of its period: half of its days at least.
    async fn a_window_that_mostly_lies_elsewhere_is_refused(world: World) {
        let window = |from: &str, to: &str| {
            let input = json!({ "windowFrom": from, "windowTo": to, "dueAt": "2020-02-20T10:00:00Z" });
            open(&world, input)
        };
        for (from, to, field) in [
            // One day of the period.
            ("2019-09-14", "2019-11-30", "windowTo"),
            ("2019-03-01", "2019-06-15", "windowFrom"),
            // All of it, and more days that are not in it.
            ("2019-06-15", "2019-12-16", "windowTo"),
            ("2019-03-14", "2019-09-14", "windowFrom"),
            ("2019-09-15", "2019-09-15", "windowFrom"),
        ] {
            let refused = window(from, to).await;
            assert_eq!(wrong(&refused), [format!("{field} WINDOW_ELSEWHERE")], "{from} {to}");
        }
        let told = window("2019-09-14", "2019-11-30").await;
        let message = "The window from 14/09/2019 to 30/11/2019 lies mostly outside the period 2019-Q3: at least half of its days must be in 15/06/2019 to 14/09/2019.";
        assert_eq!(told.user_errors()[0].message, message);
        // 92 of 184 days.
        window("2019-06-15", "2019-12-15").await.expect_done();
    }

    /// The period is where its calendar has it, too.
    async fn a_window_may_be_where_a_provinces_calendar_has_the_period(world: World) {
        let mut early = four_levels("SOM");
        early["rules"][0]["opens"] = json!({ "month": -2, "day": 1 });
        early["rules"][0]["closes"] = json!({ "month": -2, "day": 31 });
        early["rules"][0]["levels"] = json!([{ "level": "DEPARTMENT", "rule": "WORKING_DAYS_AFTER_CLOSE", "days": 2 }]);
        save(&world, early).await.expect_done();
        // By it the third quarter is May to July; the decree's ends on 14 September.
        let opened = open(&world, json!({ "profile": "SOM", "windowFrom": "2019-05-01", "windowTo": "2019-05-20", "dueAt": "2019-09-20T10:00:00Z" })).await;
        opened.expect_done();
        let own = json!({ "period": "2019-Q4", "windowFrom": "2019-07-01", "windowTo": "2019-07-31", "dueAt": "2019-09-20T10:00:00Z" });
        assert_eq!(wrong(&open(&world, own).await), ["windowTo WINDOW_ELSEWHERE"]);
    }

    async fn due_days_and_exemptions_of_another_decade_are_refused(world: World) {
        for input in [
            json!({ "dueAt": "2099-12-31T16:59:59Z" }),
            json!({ "dueAt": "2021-09-16T02:00:01Z" }),
            json!({ "windowFrom": "2019-06-15", "windowTo": "2019-09-14", "dueAt": "2099-12-31T16:59:59Z" }),
            json!({ "period": "2019-05-01/2019-05-31", "dueAt": "2099-12-31T16:59:59Z" }),
            // Two years after a closing day that is to come.
            json!({ "period": "2021-Q4", "dueAt": "2023-12-14T17:00:00Z" }),
        ] {
            assert_eq!(wrong(&open(&world, input.clone()).await), ["dueAt DUE_TOO_FAR"], "{input}");
        }
        let far = open(&world, json!({ "dueAt": "2099-12-31T16:59:59Z" })).await;
        let message = "This lies at most 2 years after now or after the closing day 14/09/2019, whichever is later.";
        assert_eq!(far.user_errors()[0].message, message);
        open(&world, json!({ "period": "2021-Q4", "dueAt": "2023-12-14T16:59:59Z" })).await.expect_done();
        // Two years from now, to the second.
        open(&world, json!({ "dueAt": "2021-09-16T02:00:00Z", "agencies": ["STTTT"] })).await.expect_done();

        let owed = obligation(&world, "STTTT", "2019-Q3").await;
        let officer = world.person(Role::HomeAffairsOfficer, None).speaking("en");
        let exempt = |until: &str| officer.exempt(&owed, "Sáp nhập.").with("expiresAt", json!(until));
        let refused = exempt("2099-12-31T16:59:59Z").await;
        assert_eq!(wrong(&refused), ["expiresAt DUE_TOO_FAR"]);
        let message = "This lies at most 2 years after now or after the first due instant, whichever is later.";
        assert_eq!(refused.user_errors()[0].message, message);
        assert_eq!(wrong(&exempt("2023-09-16T02:00:01Z").await), ["expiresAt DUE_TOO_FAR"]);
        exempt("2023-09-16T02:00:00Z").await.expect_done();
    }

    /// A day that nobody was asked for stands in nobody's way.
    async fn problems_name_the_levels_that_were_asked(world: World) {
        save(&world, four_levels("CUA_TINH")).await.expect_done();
        let due = json!("2019-09-20T10:00:00Z");
        let departments = json!({ "dueAt": due, "agencyKinds": ["DEPARTMENT", "PROVINCIAL_BODY"] });
        assert_eq!(problems(&open(&world, departments).await.expect_done()), ["HOME_AFFAIRS"]);
        let told = world.person(Role::Auditor, None);
        let query = r#"{ round(by: { key: { period: "2019-Q3" } }) { levels { level } problems { level } } }"#;
        let later = told.graphql(query, json!({})).await;
        assert_eq!(later.at("round.problems"), &json!([{ "level": "HOME_AFFAIRS" }]));
        assert_eq!(later.at("round.levels").as_array().unwrap().len(), 4, "the calendar's days stay to be seen");
    }

    /// Nor is a round refused for it.
    async fn a_round_is_refused_for_the_levels_that_it_asks(world: World) {
        let mut fixed = four_levels("NGAY_CO_DINH");
        let level = |level: &str, day: i32| json!({ "level": level, "rule": "FIXED_INCLUSIVE", "month": 0, "day": day, "shift": "NONE" });
        fixed["rules"][0]["levels"] = json!([level("COMMUNE", 20), level("DEPARTMENT", 27)]);
        save(&world, fixed).await.expect_done();
        for day in ["2019-09-23", "2019-09-24", "2019-09-25", "2019-09-26", "2019-09-27"] {
            enter(&world, day, Some("OFF")).await.expect_done();
        }
        assert_eq!(wrong(&open(&world, json!({})).await), ["profile CALENDAR_LEVELS_TOO_CLOSE"]);
        assert_eq!(wrong(&open(&world, json!({ "agencies": ["P-1", "SYT"] })).await), ["profile CALENDAR_LEVELS_TOO_CLOSE"]);
        let opened = open(&world, json!({ "agencies": ["SYT"] })).await.expect_done();
        assert_eq!(problems(&opened), [""; 0]);
    }

    /// Only the days that both windows have are in two rounds.
    async fn a_window_past_the_end_of_its_neighbour_has_its_own_days_alone(world: World) {
        let next = json!({ "period": "2019-Q4", "windowFrom": "2019-09-15", "windowTo": "2019-10-14", "dueAt": "2019-10-20T10:00:00Z" });
        open(&world, next).await.expect_done();
        let opened = open(&world, json!({ "windowFrom": "2019-06-15", "windowTo": "2019-10-31", "dueAt": "2019-11-20T10:00:00Z" })).await;
        let twice = "From 15/09/2019 to 14/10/2019: both in 2019-Q3 and in 2019-Q4; figures of these days may be counted twice.";
        assert_eq!(problems(&opened.expect_done()), [twice]);
    }

    /// A day that the round on the other side has is in a round.
    async fn days_that_the_other_neighbour_has_are_in_a_round(world: World) {
        let before = json!({ "period": "2019-Q2", "windowTo": "2019-05-31", "dueAt": "2019-09-20T10:00:00Z" });
        open(&world, before).await.expect_done();
        let after = json!({ "period": "2019-Q4", "windowFrom": "2019-06-05", "windowTo": "2019-12-14", "dueAt": "2019-12-20T10:00:00Z" });
        assert_eq!(wrong(&open(&world, after.clone()).await), ["windowFrom WINDOW_ELSEWHERE"]);
        let after = json!({ "period": "2019-Q4", "windowFrom": "2019-06-20", "windowTo": "2019-12-14", "dueAt": "2019-12-20T10:00:00Z" });
        open(&world, after).await.expect_done();
        let opened = open(&world, json!({ "windowFrom": "2019-07-01" })).await.expect_done();
        assert_eq!(problems(&opened), [
            "From 01/06/2019 to 19/06/2019: neither in 2019-Q3 nor in 2019-Q2; no round has figures of these days.",
            "From 01/07/2019 to 14/09/2019: both in 2019-Q3 and in 2019-Q4; figures of these days may be counted twice.",
        ]);
    }
}
