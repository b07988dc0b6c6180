//! Rounds for days of their own: what the letter says is what counts.

use super::*;
use crate::kit::course::{DUE as QUARTER_DUE, FORM, PERIOD};
use crate::kit::on_both;

on_both! {
    async fn the_letter_says_which_days_and_until_when(world: World) {
        let officer = home_affairs(&world);
        let letter = json!({ "number": "701/SNV-XDCQCTTN", "date": "2019-09-03", "issuer": "Sở Nội vụ" });
        let more = json!({ "dueAt": DUE, "requestLetter": letter, "agencies": ["STTTT", "X-LONG-DUC"] });
        let opened = ask(&officer, AUGUST, more).await.expect_done();
        let obligations = ["STTTT", "X-LONG-DUC"].map(|code| json!({ "agency": { "code": code }, "dueAt": "2019-09-18T16:59:59+00:00" }));
        let mut round = opened.at("roundOpen.round").clone();
        round["obligations"]["nodes"].as_array_mut().unwrap().sort_by_key(|node| node["agency"]["code"].to_string());
        assert_eq!(round, json!({
            "period": AUGUST, "windowFrom": "2019-08-01", "windowTo": "2019-08-31", "dueAt": "2019-09-18T16:59:59+00:00",
            "calendarProfile": null, "levels": [], "requestLetter": { "number": "701/SNV-XDCQCTTN" },
            "obligations": { "nodes": obligations },
        }));
        // Without a form it is the quarterly one that is meant.
        let query = "query ($period: Period!) { round(by: { key: { period: $period } }) { period form { code periodKinds } } }";
        let found = officer.graphql(query, json!({ "period": AUGUST })).await;
        assert_eq!(found.at("round"), &json!({ "period": AUGUST, "form": { "code": FORM, "periodKinds": ["QUARTER", "AD_HOC"] } }));

        // Another collection may overlap it, begin with it, lie in it; the same days are asked for once.
        for other in ["2019-08-01/2019-08-30", "2019-08-15/2019-09-10", "2019-08-10/2019-08-10"] {
            ask(&officer, other, json!({ "dueAt": DUE })).await.expect_done();
        }
        let again = ask(&officer, AUGUST, json!({ "dueAt": DUE })).await;
        assert_eq!(refused(&again), [("ROUND_EXISTS".to_owned(), "input.period".to_owned())]);
        assert_eq!(again.user_errors()[0].message, "Đợt báo cáo từ 01/8/2019 đến 31/8/2019 của biểu mẫu “dvcq_quarterly” đã được mở.");
        let again = ask(&officer.clone().speaking("en"), AUGUST, json!({ "dueAt": DUE })).await;
        assert_eq!(again.user_errors()[0].message, "The round of the form “dvcq_quarterly” for 2019-08-01 to 2019-08-31 is open already.");
        // The quarter in which it lies is another matter.
        officer.open_round(FORM, PERIOD, QUARTER_DUE, &["STTTT"]).await.expect_done();
        let rounds = officer.graphql("{ rounds(first: 9, orderBy: PERIOD_ASC) { nodes { period } } }", json!({})).await;
        let periods: Vec<&Value> = rounds.at("rounds.nodes").as_array().unwrap().iter().map(|round| &round["period"]).collect();
        // By the last day of the window; the quarter's is 14 September.
        let expected = ["2019-08-10/2019-08-10", "2019-08-01/2019-08-30", AUGUST, "2019-08-15/2019-09-10", PERIOD];
        assert_eq!(periods, expected.map(|period| json!(period)).iter().collect::<Vec<_>>());
    }

    async fn who_names_the_days_twice_names_the_same(world: World) {
        let more = json!({ "dueAt": DUE, "windowFrom": "2019-08-01", "windowTo": "2019-08-31", "agencyKinds": ["COMMUNE"] });
        let opened = ask(&home_affairs(&world), AUGUST, more).await.expect_done();
        let owing = opened.at("roundOpen.round.obligations.nodes").as_array().unwrap();
        assert_eq!(owing.len(), 2, "{opened}");
    }

    async fn rounds_that_no_letter_can_ask_for(world: World) {
        let officer = home_affairs(&world);
        for (more, wrong) in [
            (json!({}), vec![("AD_HOC_DUE_NEEDED", "dueAt")]),
            (json!({ "dueAt": "3000-01-01T00:00:00Z" }), vec![("BAD_DATE", "dueAt")]),
            (json!({ "dueAt": DUE, "profile": "ND09_DEFAULT" }), vec![("AD_HOC_HAS_NO_CALENDAR", "profile")]),
            (json!({ "dueAt": DUE, "profile": "KHONG_CO" }), vec![("AD_HOC_HAS_NO_CALENDAR", "profile")]),
            (json!({ "dueAt": DUE, "windowFrom": "2019-07-31" }), vec![("AD_HOC_WINDOW", "windowFrom")]),
            (json!({ "dueAt": DUE, "windowFrom": "2019-08-01", "windowTo": "2019-08-30" }), vec![("AD_HOC_WINDOW", "windowTo")]),
            // Saturday 31 August closes; Monday is National Day, Tuesday the first working day.
            (json!({ "dueAt": "2019-09-02T16:59:59Z" }), vec![("DUE_TOO_EARLY", "dueAt")]),
            (json!({ "dueAt": DUE, "agencies": ["KHONG-CO"] }), vec![("UNKNOWN_AGENCY", "agencies.0")]),
            (
                json!({ "profile": "ND09_DEFAULT", "windowFrom": "2019-09-01", "windowTo": "2019-07-01", "form": "dvcq_annual" }),
                vec![
                    ("PERIOD_NOT_SERVED", "period"), ("AD_HOC_HAS_NO_CALENDAR", "profile"), ("AD_HOC_WINDOW", "windowFrom"),
                    ("AD_HOC_WINDOW", "windowTo"), ("AD_HOC_DUE_NEEDED", "dueAt"),
                ],
            ),
        ] {
            let answer = ask(&officer, AUGUST, more).await;
            let wrong: Vec<_> = wrong.into_iter().map(|(code, path)| (code.to_owned(), format!("input.{path}"))).collect();
            assert_eq!(refused(&answer), wrong, "{answer}");
        }
        ask(&officer, AUGUST, json!({ "dueAt": "2019-09-03T16:59:59Z" })).await.expect_done();
        // What is no period at all is told before anything runs.
        ask(&officer, "2019-08-01", json!({ "dueAt": DUE })).await.expect_code("GRAPHQL_VALIDATION_FAILED");
    }

    /// Wherever they are named, in either language; nothing is done.
    async fn days_that_cannot_be_are_told_why(world: World) {
        let officer = home_affairs(&world);
        let english = officer.clone().speaking("en");
        for (period, reason, vi, en) in [
            ("2019-08-31/2019-08-01", "AD_HOC_BACKWARDS", "Ngày đầu của kỳ đột xuất phải không muộn hơn ngày cuối.", "An ad hoc period must begin no later than it ends."),
            ("2019-02-01/2019-02-29", "AD_HOC_NO_SUCH_DAY", "Ngày đầu hoặc ngày cuối của kỳ đột xuất không có trong lịch.", "The first or the last day of the ad hoc period is in no calendar."),
            ("2016-01-01/2018-09-27", "AD_HOC_TOO_LONG", "Kỳ đột xuất dài nhất 1000 ngày.", "An ad hoc period has at most 1000 days."),
            ("1997-12-31/1998-01-31", "AD_HOC_OUTSIDE_YEARS", "Kỳ đột xuất phải nằm trong các năm từ 1998 đến 2100.", "An ad hoc period must lie in the years 1998 to 2100."),
            ("2019-08-01/P1M", "AD_HOC_FORM", "Kỳ đột xuất viết bằng ngày đầu và ngày cuối, ví dụ 2019-05-01/2019-05-31.", "An ad hoc period is written as its first and its last day, such as 2019-05-01/2019-05-31."),
        ] {
            let opened = ask(&officer, period, json!({ "dueAt": DUE })).await.expect_code("BAD_USER_INPUT");
            let literal = format!("{{ consolidation(from: \"{period}\") {{ coverage {{ due }} }} }}");
            let read = english.graphql(&literal, json!({})).await.expect_code("BAD_USER_INPUT");
            for (answer, message) in [(opened, vi), (read, en)] {
                let error = &answer.errors()[0];
                assert_eq!((&error["extensions"]["reason"], &error["message"]), (&json!(reason), &json!(message)), "{answer}");
            }
        }
        let rounds = officer.graphql("{ rounds(first: 1) { totalCount } }", json!({})).await;
        assert_eq!(rounds.at("rounds.totalCount"), &json!(0));
    }

    async fn no_calendar_tells_of_days_that_somebody_names(world: World) {
        let officer = home_affairs(&world);
        let query = "query ($profile: String, $period: Period!) { dueDates(profile: $profile, period: $period) { windowTo } }";
        for profile in [Value::Null, json!("ND09_DEFAULT")] {
            let told = officer.graphql(query, json!({ "profile": profile, "period": AUGUST })).await;
            assert_eq!(told.errors()[0]["extensions"]["reason"], "AD_HOC_HAS_NO_CALENDAR", "{told}");
        }
        let calendar = json!({
            "code": "CUA_TINH", "labelVi": "Lịch của tỉnh", "labelEn": "The province's calendar",
            "rules": [{
                "period": "AD_HOC", "opens": { "month": 0, "day": 1 }, "closes": { "month": 0, "day": 31 },
                "levels": [{ "level": "DEPARTMENT", "rule": "WORKING_DAYS_AFTER_CLOSE", "days": 2 }],
            }],
        });
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let saved = administrator.verb("calendarProfileSave", calendar, "profile { code }".into()).await;
        assert_eq!(refused(&saved), [("AD_HOC_HAS_NO_CALENDAR".to_owned(), "input.rules.0.period".to_owned())]);
        // Nor are agencies scored for them.
        let query = "query ($period: Period!) { consolidation(from: $period) { democracyCompliance { scores { due } } } }";
        let none = officer.graphql(query, json!({ "period": AUGUST })).await;
        assert_eq!(none.at("consolidation.democracyCompliance.scores.due"), &json!(0));
    }
}
