//! Calendars through the API: what they make of a period, a province's own, the rounds that follow them, and who still has
//! what to do until when.

mod bounds;
mod broken;
mod closing;
mod feed;
mod graces;
mod own;
mod rounds;
mod tiling;
mod to_do;

use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What a calendar makes of a period, as text: window and the due days of the levels.
async fn dates(person: &Person, profile: Option<&str>, period: &str) -> String {
    let answer = due_dates(person, profile, period).await;
    let told = answer.at("dueDates");
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let mut line = format!(
        "{} {}–{}",
        text(&told["profile"]["code"]),
        text(&told["windowFrom"]),
        text(&told["windowTo"])
    );
    for level in told["levels"].as_array().unwrap() {
        line += &format!(" {} {}", text(&level["level"]), text(&level["dueOn"]));
    }
    line
}

async fn due_dates(person: &Person, profile: Option<&str>, period: &str) -> Answer {
    let query = "query ($profile: String, $period: Period!) { dueDates(profile: $profile, period: $period) { \
                 profile { code version } windowFrom windowTo levels { level dueOn dueAt } problems { code message level } } }";
    person.graphql(query, json!({ "profile": profile, "period": period })).await
}

/// A calendar with four levels, the quarters' figures closing on the 10th.
fn four_levels(code: &str) -> Value {
    let after =
        |level: &str, days: i32| json!({ "level": level, "rule": "WORKING_DAYS_AFTER_CLOSE", "days": days });
    json!({
        "code": code, "labelVi": "Lịch của tỉnh", "labelEn": "The province's calendar",
        "legalBasis": "Quyết định của Ủy ban nhân dân tỉnh",
        "rules": [{
            "period": "QUARTER", "opens": { "month": -1, "day": 11 }, "closes": { "month": 0, "day": 10 },
            "levels": [
                after("COMMUNE", 1), after("DEPARTMENT", 3), after("HOME_AFFAIRS", 5),
                { "level": "PEOPLES_COMMITTEE", "rule": "FIXED_INCLUSIVE", "month": 0, "day": 25, "shift": "PREVIOUS_WORKING_DAY" },
            ],
        }],
    })
}

/// Has the province's administrator save a calendar.
async fn save(world: &World, calendar: Value) -> Answer {
    let administrator = world.person(Role::ProvinceAdministrator, None).speaking("en");
    let selection = "profile { id code version label legalBasis validFrom validTo savedAt savedBy { fullName } rules { period \
                     ordinals cumulative opens { month day } closes { month day } continuesLastYear \
                     closesWorkingDaysBeforeDue levels { level rule month day days shift } } }";
    administrator.verb("calendarProfileSave", calendar, selection.to_owned()).await
}

/// Has the province's administrator enter a day.
async fn enter(world: &World, day: &str, kind: Option<&str>) -> Answer {
    let administrator = world.person(Role::ProvinceAdministrator, None);
    let day = json!({ "day": day, "kind": kind, "label": "Hoán đổi ngày làm việc", "source": "Thông báo 1/TB-UBND" });
    administrator
        .verb("calendarDaysSave", json!({ "days": [day] }), "days { day kind label source }".to_owned())
        .await
}

on_both! {
    async fn the_vectors_of_the_domain(world: World) {
        let person = world.person(Role::Submitter, "STTTT");
        for (profile, period, expected) in [
            (None, "2019-Q3", "ND09_DEFAULT 2019-06-15–2019-09-14 DEPARTMENT 2019-09-17 PEOPLES_COMMITTEE 2019-09-25"),
            (None, "2026-H1", "ND09_DEFAULT 2025-12-15–2026-06-14 DEPARTMENT 2026-06-16 PEOPLES_COMMITTEE 2026-06-25"),
            (None, "2026-Q1", "ND09_DEFAULT 2025-12-15–2026-03-14 DEPARTMENT 2026-03-17 PEOPLES_COMMITTEE 2026-03-25"),
            (None, "2026", "ND09_DEFAULT 2025-12-15–2026-12-14 DEPARTMENT 2026-12-16 PEOPLES_COMMITTEE 2026-12-25"),
            (Some("TRA_VINH_DVCQ_2022"), "2022-H1", "TRA_VINH_DVCQ_2022 2021-12-15–2022-06-08 DEPARTMENT 2022-06-09"),
            (Some("TRA_VINH_DVCQ_2022"), "2022", "TRA_VINH_DVCQ_2022 2021-12-15–2022-12-01 DEPARTMENT 2022-12-02"),
            (None, "2026-9M", "ND09_DEFAULT 2025-12-15–2026-09-14 DEPARTMENT 2026-09-16 PEOPLES_COMMITTEE 2026-09-25"),
            (Some("TRA_VINH_DVCQ_2022"), "2026-H1", "TRA_VINH_DVCQ_2022 2025-12-04–2026-06-08 DEPARTMENT 2026-06-09"),
            (Some("TRA_VINH_DVCQ_2022"), "2026", "TRA_VINH_DVCQ_2022 2025-12-04–2026-12-03 DEPARTMENT 2026-12-04"),
            (Some("TRA_VINH_DVCQ_2022"), "2027", "TRA_VINH_DVCQ_2022 2026-12-04–2027-12-02 DEPARTMENT 2027-12-03"),
        ] {
            assert_eq!(dates(&person, profile, period).await, expected);
        }
        let query = r#"{ dueDates(profile: "TRA_VINH_DVCQ_2022", period: "2022-H1", level: DEPARTMENT) { levels { dueAt } } }"#;
        let told = person.graphql(query, json!({})).await;
        assert_eq!(told.at("dueDates.levels"), &json!([{ "dueAt": "2022-06-09T16:59:59+00:00" }]));
        for (profile, period, reason) in [
            ("KHONG-CO", "2022", "CALENDAR_UNKNOWN"),
            ("khong\u{0}co", "2022", "CALENDAR_UNKNOWN"),
            ("TRA_VINH_DVCQ_2022", "2022-Q2", "CALENDAR_NO_RULE"),
            ("TRA_VINH_DVCQ_2022", "2021", "CALENDAR_NOT_IN_FORCE"),
        ] {
            let refused = due_dates(&person, Some(profile), period).await;
            assert_eq!(refused.errors()[0]["extensions"]["reason"], reason, "{refused}");
        }
    }

    async fn the_shipped_calendars_and_days_say_where_they_are_from(world: World) {
        let query = "{ calendarProfiles { id code version label legalBasis validFrom savedAt rules { period closes { day } \
                     closesWorkingDaysBeforeDue levels { rule shift } } } calendarDays(year: 2026) { day kind label source } }";
        let told = world.person(Role::BiReader, None).graphql(query, json!({})).await;
        let profiles = told.at("calendarProfiles").as_array().unwrap();
        let codes: Vec<_> = profiles.iter().map(|profile| profile["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["ND09_DEFAULT", "TRA_VINH_DVCQ_2022"]);
        assert!(profiles.iter().all(|profile| profile["version"].is_null() && profile["savedAt"].is_null()));
        assert!(profiles[1]["legalBasis"].as_str().unwrap().contains("26/KH-UBND"));
        assert_eq!(
            profiles[1]["rules"][1],
            json!({ "period": "YEAR", "closes": null, "closesWorkingDaysBeforeDue": 1, "levels": [{ "rule": "BEFORE", "shift": "PREVIOUS_WORKING_DAY" }] })
        );
        let id = profiles[0]["id"].as_str().unwrap();
        let node = world.person(Role::Auditor, None);
        let found = node.graphql("query ($id: ID!) { node(id: $id) { id ... on CalendarProfile { code } } }", json!({ "id": id })).await;
        assert_eq!(found.at("node"), &json!({ "id": id, "code": "ND09_DEFAULT" }));
        let days = told.at("calendarDays").as_array().unwrap();
        let culture = days.iter().find(|day| day["day"] == "2026-11-24").unwrap();
        assert_eq!((&culture["kind"], &culture["label"]), (&json!("OFF"), &json!("Ngày Văn hóa Việt Nam")));
        assert!(culture["source"].as_str().unwrap().contains("80-NQ/TW"));
    }
}
