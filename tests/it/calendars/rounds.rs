//! Rounds whose days are worked out by a calendar.

use super::{enter, four_levels, save};
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// Opens a round without saying until when.
pub async fn open(world: &World, input: Value) -> Answer {
    let mut all = json!({ "form": "dvcq_quarterly", "period": "2019-Q3" });
    for (name, value) in input.as_object().unwrap() {
        all[name] = value.clone();
    }
    let selection = "round { windowFrom windowTo dueAt calendarProfile { code version } levels { level dueAt } \
                     problems { code message level } \
                     requestLetter { number date issuer } \
                     obligations(first: 100) { nodes { agency { code } dueAt originalDueAt } } }";
    let officer = world.person(Role::HomeAffairsOfficer, None).speaking("en");
    officer.verb("roundOpen", all, selection.to_owned()).await
}

/// The agencies of a round and when they are due, in order.
fn due(round: &Value) -> Vec<(String, String)> {
    let nodes = round["obligations"]["nodes"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut due: Vec<_> =
        nodes.iter().map(|node| (text(&node["agency"]["code"]), text(&node["dueAt"]))).collect();
    assert!(nodes.iter().all(|node| node["dueAt"] == node["originalDueAt"]));
    due.sort();
    due
}

on_both! {
    async fn a_round_by_letter_follows_the_default_calendar(world: World) {
        let letter = json!({ "number": "628/SNV-XDCQCTTN", "date": "2019-05-17", "issuer": "Sở Nội vụ" });
        let opened = open(&world, json!({ "requestLetter": letter })).await.expect_done();
        let round = opened.at("roundOpen.round");
        assert_eq!(round["requestLetter"], letter);
        assert_eq!((&round["windowFrom"], &round["windowTo"]), (&json!("2019-06-15"), &json!("2019-09-14")));
        assert_eq!(round["calendarProfile"], json!({ "code": "ND09_DEFAULT", "version": null }));
        assert_eq!(round["dueAt"], "2019-09-17T16:59:59+00:00");
        assert_eq!(round["levels"], json!([
            { "level": "DEPARTMENT", "dueAt": "2019-09-17T16:59:59+00:00" },
            { "level": "PEOPLES_COMMITTEE", "dueAt": "2019-09-25T16:59:59+00:00" },
        ]));
        let due = due(round);
        assert_eq!(due.len(), 7);
        assert!(due.iter().all(|(_, due)| due == "2019-09-17T16:59:59+00:00"));
    }

    async fn each_level_has_its_own_due_day(world: World) {
        save(&world, four_levels("CUA_TINH")).await.expect_done();
        let opened = open(&world, json!({})).await.expect_done();
        let round = opened.at("roundOpen.round");
        assert_eq!(round["calendarProfile"], json!({ "code": "CUA_TINH", "version": 1 }));
        assert_eq!(round["dueAt"], "2019-09-13T16:59:59+00:00");
        for (agency, due) in due(round) {
            let commune = ["P-1", "X-LONG-DUC"].contains(&agency.as_str());
            assert_eq!(due, if commune { "2019-09-11T16:59:59+00:00" } else { "2019-09-13T16:59:59+00:00" }, "{agency}");
        }
        // What comes later changes nothing of a round that is open.
        let mut next = four_levels("CUA_TINH");
        next["rules"][0]["opens"]["day"] = json!(6);
        next["rules"][0]["closes"]["day"] = json!(5);
        save(&world, next).await.expect_done();
        enter(&world, "2019-09-12", Some("OFF")).await.expect_done();
        let query = r#"{ round(by: { key: { period: "2019-Q3" } }) { dueAt windowTo calendarProfile { version } } }"#;
        let told = world.person(Role::Auditor, None).graphql(query, json!({})).await;
        assert_eq!(told.at("round"), &json!({ "dueAt": "2019-09-13T16:59:59+00:00", "windowTo": "2019-09-10", "calendarProfile": { "version": 1 } }));
    }

    /// Its half-year report before 10 June, its annual one before 5 December: Thursday the 9th, Friday the 2nd.
    async fn the_plan_of_2022(world: World) {
        for (now, period, from, to, due) in [
            ("2022-05-20T02:00:00Z", "2022-H1", "2021-12-15", "2022-06-08", "2022-06-09T16:59:59+00:00"),
            ("2022-11-01T02:00:00Z", "2022", "2021-12-15", "2022-12-01", "2022-12-02T16:59:59+00:00"),
        ] {
            world.set_time(now);
            let input = json!({ "form": "dvcq_annual", "period": period, "profile": "TRA_VINH_DVCQ_2022" });
            let opened = open(&world, input).await.expect_done();
            let round = opened.at("roundOpen.round");
            assert_eq!([&round["windowFrom"], &round["windowTo"], &round["dueAt"]], [&json!(from), &json!(to), &json!(due)]);
            assert!(self::due(round).iter().all(|(_, at)| at == due));
        }
    }

    async fn a_window_that_is_given_is_kept_and_the_due_day_follows_it(world: World) {
        let opened = open(&world, json!({ "windowTo": "2019-08-30" })).await.expect_done();
        let round = opened.at("roundOpen.round");
        assert_eq!((&round["windowFrom"], &round["windowTo"]), (&json!("2019-06-15"), &json!("2019-08-30")));
        // Friday; 2 September is National Day.
        assert_eq!(round["dueAt"], "2019-09-04T16:59:59+00:00");
    }

    async fn only_agencies_of_some_kinds(world: World) {
        let opened = open(&world, json!({ "agencyKinds": ["COMMUNE", "PROVINCIAL_BODY"] })).await.expect_done();
        let codes: Vec<String> = due(opened.at("roundOpen.round")).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, ["BDT", "P-1", "X-LONG-DUC"]);
    }

    async fn a_due_instant_that_is_given_leaves_the_window_to_the_provinces_calendar(world: World) {
        save(&world, four_levels("CUA_TINH")).await.expect_done();
        let opened = open(&world, json!({ "dueAt": "2019-09-20T10:00:00Z" })).await.expect_done();
        let round = opened.at("roundOpen.round");
        assert_eq!((&round["windowFrom"], &round["windowTo"]), (&json!("2019-06-11"), &json!("2019-09-10")));
        assert_eq!(round["calendarProfile"], json!({ "code": "CUA_TINH", "version": 1 }));
        assert!(due(round).iter().all(|(_, due)| due == "2019-09-20T10:00:00+00:00"));
        // Those above keep their days, and the round says that one of them has no time any more; nor have the departments for what
        // communes send at the same instant.
        assert_eq!(round["levels"], json!([
            { "level": "COMMUNE", "dueAt": "2019-09-20T10:00:00+00:00" },
            { "level": "DEPARTMENT", "dueAt": "2019-09-20T10:00:00+00:00" },
            { "level": "HOME_AFFAIRS", "dueAt": "2019-09-17T16:59:59+00:00" },
            { "level": "PEOPLES_COMMITTEE", "dueAt": "2019-09-25T16:59:59+00:00" },
        ]));
        assert_eq!(round["problems"], json!([{
            "code": "CALENDAR_LEVELS_TOO_CLOSE", "level": "DEPARTMENT",
            "message": "Period 2019-Q3: there is less than one working day from the due day of the level below, 20/09/2019, to the due day 20/09/2019.",
        }, {
            "code": "CALENDAR_LEVELS_TOO_CLOSE", "level": "HOME_AFFAIRS",
            "message": "Period 2019-Q3: there is less than one working day from the due day of the level below, 20/09/2019, to the due day 17/09/2019.",
        }]));
    }

    /// One instant for levels that the calendar keeps apart: those above have their time, and the levels below have none between them.
    async fn levels_that_are_given_one_instant_are_named(world: World) {
        save(&world, four_levels("CUA_TINH")).await.expect_done();
        let opened = open(&world, json!({ "dueAt": "2019-09-12T16:59:59Z" })).await.expect_done();
        let problems: Vec<_> = opened.at("roundOpen.round.problems").as_array().unwrap().iter()
            .map(|it| (it["code"].as_str().unwrap().to_owned(), it["level"].clone())).collect();
        assert_eq!(problems, [("CALENDAR_LEVELS_TOO_CLOSE".to_owned(), json!("DEPARTMENT"))]);
    }

    /// A window that is not the calendar's is the letter's word; which days it leaves out, or has twice, is said.
    async fn days_that_no_round_has_or_two_have_are_said(world: World) {
        let opened = open(&world, json!({ "windowFrom": "2019-06-20", "windowTo": "2019-08-30" })).await.expect_done();
        assert_eq!(opened.at("roundOpen.round.problems"), &json!([
            { "code": "DAYS_IN_NO_ROUND", "level": null,
              "message": "From 15/06/2019 to 19/06/2019: neither in 2019-Q3 nor in 2019-Q2; no round has figures of these days." },
            { "code": "DAYS_IN_NO_ROUND", "level": null,
              "message": "From 31/08/2019 to 14/09/2019: neither in 2019-Q3 nor in 2019-Q4; no round has figures of these days." },
        ]));
        // The next one takes up half of them, and a day that the one after it has: both tell of what is left, and the days are its own.
        let next = json!({ "period": "2019-Q4", "windowFrom": "2019-09-05", "windowTo": "2019-12-15", "dueAt": "2019-12-17T10:00:00Z" });
        let opened = open(&world, next).await.expect_done();
        assert_eq!(opened.at("roundOpen.round.problems"), &json!([
            { "code": "DAYS_IN_NO_ROUND", "level": null,
              "message": "From 31/08/2019 to 04/09/2019: neither in 2019-Q4 nor in 2019-Q3; no round has figures of these days." },
            { "code": "DAYS_IN_TWO_ROUNDS", "level": null,
              "message": "From 15/12/2019 to 15/12/2019: both in 2019-Q4 and in 2020-Q1; figures of these days may be counted twice." },
        ]));
    }

    async fn days_that_cannot_be_meant_are_refused(world: World) {
        let letter = |date: &str| json!({ "requestLetter": { "number": "Không số", "date": date } });
        for (input, path, code) in [
            (json!({ "windowFrom": "2009-01-01", "windowTo": "2009-02-01", "dueAt": "2019-09-20T10:00:00Z" }), "windowTo", "WINDOW_ELSEWHERE"),
            (json!({ "windowFrom": "2020-01-01", "windowTo": "2020-02-01", "dueAt": "2020-02-20T10:00:00Z" }), "windowFrom", "WINDOW_ELSEWHERE"),
            (letter("2019-09-17"), "requestLetter.date", "LETTER_IN_FUTURE"),
            (letter("1019-09-17"), "requestLetter.date", "BAD_DATE"),
            (json!({ "agencies": ["STC"], "agencyKinds": ["COMMUNE"] }), "agencies.0", "AGENCY_KIND_NOT_ASKED"),
            (json!({ "agencies": ["KHONG-CO"], "agencyKinds": ["COMMUNE"] }), "agencies.0", "UNKNOWN_AGENCY"),
            (json!({ "requestLetter": { "number": "  " } }), "requestLetter.number", "TEXT_EMPTY"),
        ] {
            let refused = open(&world, input).await;
            let errors: Vec<_> = refused.user_errors().into_iter().map(|error| (error.code, error.path.join("."))).collect();
            assert_eq!(errors, [(code.to_owned(), format!("input.{path}"))], "{refused}");
        }
        // A letter of today that has no number is a letter.
        open(&world, letter("2019-09-16")).await.expect_done();
        let owed = crate::reorganisation::obligation(&world, "STTTT", "2019-Q3").await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let refused = officer.extend(&owed, "2099-12-31T16:59:59Z", "Bão số 4.").await.expect_user_error("DUE_TOO_FAR");
        assert_eq!(refused.user_errors()[0].path, ["input", "dueAt"]);
        officer.extend(&owed, "2021-09-10T16:59:59Z", "Bão số 4.").with("expiresAt", json!("2021-12-31T00:00:00Z")).await.expect_user_error("DUE_TOO_FAR");
        officer.extend(&owed, "2021-09-10T16:59:59Z", "Bão số 4.").await.expect_done();
        // One extension after another leads no further.
        officer.extend(&owed, "2021-10-10T16:59:59Z", "Bão số 5.").await.expect_user_error("DUE_TOO_FAR");
    }

    /// Where the calendar leaves the day to the letter, the letter's day leaves those above their time.
    async fn a_day_that_is_left_to_the_letter_comes_before_those_above(world: World) {
        let mut calendar = four_levels("THEO_CONG_VAN");
        calendar["rules"][0]["levels"] = json!([
            { "level": "DEPARTMENT", "rule": "EXPLICIT" },
            { "level": "HOME_AFFAIRS", "rule": "WORKING_DAYS_AFTER_CLOSE", "days": 2 },
        ]);
        save(&world, calendar).await.expect_done();
        // Thursday the 12th is the day of Home Affairs.
        for (due_at, code) in [
            ("2019-09-10T10:00:00Z", "DUE_TOO_EARLY"),
            ("2019-09-12T10:00:00Z", "CALENDAR_LEVELS_TOO_CLOSE"),
            ("2019-09-26T10:00:00Z", "CALENDAR_LEVELS_TOO_CLOSE"),
        ] {
            let refused = open(&world, json!({ "dueAt": due_at })).await;
            let errors: Vec<_> = refused.user_errors().into_iter().map(|error| (error.code, error.path.join("."))).collect();
            assert_eq!(errors, [(code.to_owned(), "input.dueAt".to_owned())], "{due_at}");
        }
        open(&world, json!({})).await.expect_user_error("CALENDAR_DUE_NEEDED");
        let opened = open(&world, json!({ "dueAt": "2019-09-11T10:00:00Z" })).await.expect_done();
        let round = opened.at("roundOpen.round");
        assert_eq!(round["levels"], json!([
            { "level": "DEPARTMENT", "dueAt": "2019-09-11T10:00:00+00:00" },
            { "level": "HOME_AFFAIRS", "dueAt": "2019-09-12T16:59:59+00:00" },
        ]));
        assert_eq!(round["problems"], json!([]));
        // A day off that is entered since is told.
        enter(&world, "2019-09-12", Some("OFF")).await.expect_done();
        let query = r#"{ round(by: { key: { period: "2019-Q3" } }) { problems { code level } } }"#;
        let told = world.person(Role::Auditor, None).graphql(query, json!({})).await;
        assert_eq!(told.at("round.problems"), &json!([{ "code": "CALENDAR_LEVELS_TOO_CLOSE", "level": "HOME_AFFAIRS" }]));
    }

    /// Two working days after Friday 20 November 2026: the 24th is a day off, if nobody takes it away again.
    async fn the_day_of_culture_moves_a_due_day_until_it_is_taken_away(world: World) {
        world.set_time("2026-11-02T02:00:00Z");
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        let input = json!({ "form": "dvcq_quarterly", "period": "2026-Q4", "windowTo": "2026-11-20" });
        let due_at = async |person: &crate::kit::person::Person, input: &Value| {
            let done = person.verb("roundOpen", input.clone(), "round { dueAt windowTo }".to_owned()).await.expect_done();
            done.at("roundOpen.round").clone()
        };
        let own = world.person(Role::HomeAffairsOfficer, None);
        let on = |day: &str| json!({ "dueAt": format!("{day}T16:59:59+00:00"), "windowTo": "2026-11-20" });
        assert_eq!(due_at(&own, &input).await, on("2026-11-25"));
        enter(&world, "2026-11-24", Some("WORKING")).await.expect_done();
        let mut year = input.clone();
        (year["form"], year["period"]) = (json!("dvcq_annual"), json!("2026"));
        assert_eq!(due_at(&own, &year).await, on("2026-11-24"));
        assert_eq!(due_at(&neighbour, &input).await, on("2026-11-25"), "another province has its own");
    }

    async fn instants_that_are_given_need_no_calendar(world: World) {
        let given = json!({ "windowFrom": "2019-06-15", "windowTo": "2019-09-14", "dueAt": "2019-09-20T10:00:00Z" });
        let opened = open(&world, given).await.expect_done();
        let round = opened.at("roundOpen.round");
        assert_eq!((&round["calendarProfile"], &round["levels"]), (&Value::Null, &json!([])));
        assert_eq!(round["dueAt"], "2019-09-20T10:00:00+00:00");
        // With a calendar besides: its window, and the days of those above.
        let both = json!({ "period": "2019-Q4", "profile": "ND09_DEFAULT", "dueAt": "2019-12-20T10:00:00Z" });
        let opened = open(&world, both).await.expect_done();
        let round = opened.at("roundOpen.round");
        assert_eq!(round["calendarProfile"]["code"], "ND09_DEFAULT");
        let levels = [("DEPARTMENT", "2019-12-20T10:00:00+00:00"), ("PEOPLES_COMMITTEE", "2019-12-25T16:59:59+00:00")];
        assert_eq!(round["levels"], json!(levels.map(|(level, due)| json!({ "level": level, "dueAt": due }))));
        assert_eq!(round["problems"], json!([]));
        assert!(due(round).iter().all(|(_, due)| due == "2019-12-20T10:00:00+00:00"));
    }

    async fn a_round_that_no_calendar_allows_is_refused(world: World) {
        for (input, path, code) in [
            (json!({ "profile": "KHONG_CO" }), "profile", "CALENDAR_UNKNOWN"),
            (json!({ "profile": "TRA_VINH_DVCQ_2022" }), "profile", "CALENDAR_NOT_IN_FORCE"),
            (json!({ "profile": "TRA_VINH_DVCQ_2022", "period": "2023-Q1" }), "profile", "CALENDAR_NO_RULE"),
            // Its due day is fixed; the figures cannot close on it.
            (
                json!({ "profile": "TRA_VINH_DVCQ_2022", "form": "dvcq_annual", "period": "2022", "windowTo": "2022-12-02" }),
                "windowTo", "CALENDAR_DUE_BEFORE_CLOSING",
            ),
            // A Saturday after a Friday is a day and no working day.
            (json!({ "windowTo": "2019-09-13", "dueAt": "2019-09-14T16:59:59Z" }), "dueAt", "DUE_TOO_EARLY"),
            (json!({ "agencyKinds": [] }), "agencyKinds", "TEXT_EMPTY"),
        ] {
            let refused = open(&world, input).await;
            let errors: Vec<_> = refused.user_errors().into_iter().map(|error| (error.code, error.path.join("."))).collect();
            assert_eq!(errors, [(code.to_owned(), format!("input.{path}"))], "{refused}");
        }
    }
}
