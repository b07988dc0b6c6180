//! Days off that are entered after a calendar was saved may break it: whoever looks at its days is told, and no round is opened by
//! them.

use super::{due_dates, enter, four_levels, save};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

async fn problems(person: &Person, profile: &str, period: &str) -> Value {
    due_dates(person, Some(profile), period).await.at("dueDates.problems").clone()
}

on_both! {
    async fn a_calendar_that_later_days_off_break_says_so(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None).speaking("en");
        save(&world, four_levels("CUA_TINH")).await.expect_done();
        assert_eq!(problems(&officer, "CUA_TINH", "2019-Q3").await, json!([]));
        // Home Affairs is due on Tuesday 17 September, the People's Committee on Wednesday the 25th or before.
        for day in ["2019-09-18", "2019-09-19", "2019-09-20", "2019-09-23", "2019-09-24"] {
            enter(&world, day, Some("OFF")).await.expect_done();
            assert_eq!(problems(&officer, "CUA_TINH", "2019-Q3").await, json!([]), "{day}");
        }
        enter(&world, "2019-09-25", Some("OFF")).await.expect_done();
        let told = json!([{
            "code": "CALENDAR_LEVELS_TOO_CLOSE", "level": "PEOPLES_COMMITTEE",
            "message": "Period 2019-Q3: there is less than one working day from the due day of the level below, 17/09/2019, to the due day 17/09/2019.",
        }]);
        assert_eq!(problems(&officer, "CUA_TINH", "2019-Q3").await, told);
        // It is said of the whole schedule, whichever level is asked for; other periods and calendars are as they were.
        let query = r#"{ dueDates(profile: "CUA_TINH", period: "2019-Q3", level: COMMUNE) { levels { level } problems { code } } }"#;
        assert_eq!(
            officer.graphql(query, json!({})).await.at("dueDates"),
            &json!({ "levels": [{ "level": "COMMUNE" }], "problems": [{ "code": "CALENDAR_LEVELS_TOO_CLOSE" }] })
        );
        assert_eq!(problems(&officer, "CUA_TINH", "2019-Q4").await, json!([]));
        assert_eq!(problems(&officer, "ND09_DEFAULT", "2019-Q3").await, json!([]));
        // A round is refused for the same reason, in the same words.
        let round = json!({ "form": "dvcq_quarterly", "period": "2019-Q3", "profile": "CUA_TINH" });
        let refused = officer.verb("roundOpen", round.clone(), "round { id }".to_owned()).await;
        let errors: Vec<Value> = refused.user_errors().into_iter().map(|error| json!([error.code, error.message])).collect();
        assert_eq!(errors, [json!([told[0]["code"], told[0]["message"]])]);
        // Taken back, both are as before.
        enter(&world, "2019-09-25", None).await.expect_done();
        assert_eq!(problems(&officer, "CUA_TINH", "2019-Q3").await, json!([]));
        officer.verb("roundOpen", round, "round { id }".to_owned()).await.expect_done();
    }
}
