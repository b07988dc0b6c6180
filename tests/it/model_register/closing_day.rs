//! A report is held against the register of its closing day: what was registered, reached or awarded later is not its concern.

use super::*;
use crate::consolidation::{file, submit};
use crate::cycle::desk::change;
use crate::kit::on_both;

/// What the rules on models find in a report, as `RULE subject RESULT`.
pub(super) async fn found(person: &Person, agency: &str, period: &str) -> Vec<String> {
    let checked = person.clone().speaking("en").validate(agency, period).await.expect_done();
    let checks = checked.at("reportValidate.checks").as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let of_models = checks.iter().filter(|check| text(&check["rule"]["code"]).starts_with('D'));
    of_models
        .map(|check| {
            let [rule, subject, result] =
                [&check["rule"]["code"], &check["subject"], &check["result"]].map(text);
            format!("{rule} {subject} {result}")
        })
        .collect()
}

/// Of what was found, that of some rules.
pub(super) fn of<'f>(found: &'f [String], rules: &[&str]) -> Vec<&'f str> {
    let of_rule = |line: &&String| rules.iter().any(|rule| line.starts_with(rule));
    found.iter().filter(of_rule).map(String::as_str).collect()
}

const RULES: [&str; 5] = ["D03 recognised", "D05", "D06", "D07", "D08"];

on_both! {
    async fn what_was_recorded_of_later_days_is_not_held_against_a_report(world: World) {
        for quarter in ["2019-Q1", "2019-Q3"] {
            open(&world, quarter, &["STTTT", "STC"]).await;
        }
        let submitter = world.person(Role::Submitter, "STTTT");
        let shelf = register(&submitter, model("STTTT", "A", "Tủ sách cộng đồng", "ECONOMY", "PROVINCE", "2019-01-10")).await;
        let again = register(&submitter, model("STTTT", "B", "Cộng đồng tủ sách", "ECONOMY", "PROVINCE", "2019-07-01")).await;
        advance(&submitter, &shelf, "IN_PROGRESS", "2019-01-20").await.expect_done();
        let award = json!({ "model": shelf, "name": "Bằng khen", "givenOn": "2019-08-01" });
        submitter.verb("modelAward", award, "model { id }".into()).await.expect_done();
        // A stage that follows on nothing, put into the database in another way.
        advance(&submitter, &again, "IN_PROGRESS", "2019-07-10").await.expect_done();
        change(&world.database, "UPDATE model_stage SET stage = 'COMMENDED' WHERE reached_on = '2019-07-10'").await;
        // Dropped on the day after the closing day of the third quarter.
        advance(&submitter, &shelf, "DROPPED", "2019-09-15").await.expect_done();
        for (quarter, active, models) in [("2019-Q1", 1, json!([{ "code": "A" }])), ("2019-Q3", 2, json!([{ "code": "A" }, { "code": "B" }]))] {
            let figures = [stated("dvk_models_active", active), stated("dvk_models_recognised", active)];
            submitter.save_draft("STTTT", quarter, json!({ "figures": figures, "models": models })).await.expect_done();
        }
        let first = found(&submitter, "STTTT", "2019-Q1").await;
        assert_eq!(of(&first, &RULES), ["D03 recognised PASS", "D05 - PASS", "D06 - PASS", "D07 - PASS", "D08 listed PASS", "D08 register PASS"]);
        let third = found(&submitter, "STTTT", "2019-Q3").await;
        assert_eq!(of(&third, &RULES), ["D03 recognised PASS", "D05 - FAIL", "D06 - FAIL", "D07 - FAIL", "D08 listed PASS", "D08 register PASS"]);

        // One that keeps a register since then kept none on the closing day.
        let late = world.person(Role::Submitter, "STC");
        register(&late, model("STC", "A", "Đường hoa nông thôn mới", "NEW_RURAL", "PROVINCE", "2019-07-01")).await;
        let figures = [stated("dvk_models_active", 5), stated("dvk_models_recognised", 5)];
        late.save_draft("STC", "2019-Q1", json!({ "figures": figures, "models": [{ "code": "A" }] })).await.expect_done();
        let found = found(&late, "STC", "2019-Q1").await;
        assert_eq!(of(&found, &["D03 recognised", "D08"]), ["D03 recognised NOT_EVALUABLE", "D08 listed FAIL", "D08 register NOT_EVALUABLE"]);
    }

    async fn the_province_counts_what_a_report_lists_as_its_closing_day_found_it(world: World) {
        open(&world, "2019-Q3", &["STTTT"]).await;
        let (submitter, officer) = (world.person(Role::Submitter, "STTTT"), world.person(Role::HomeAffairsOfficer, None));
        let id = register(&submitter, model("STTTT", "A", "Tủ sách cộng đồng", "ECONOMY", "PROVINCE", "2019-01-10")).await;
        advance(&submitter, &id, "IN_PROGRESS", "2019-02-01").await.expect_done();
        advance(&submitter, &id, "DROPPED", "2019-09-15").await.expect_done();
        file(&world, "STTTT", "2019-Q3", json!({ "models": [{ "code": "A" }] })).await;
        let view = "mobilisationModels { register { models active dropped } listed { models active dropped } }";
        let seen = officer.consolidation("2019-Q3", None, view).await;
        let counts = json!({ "models": 1, "active": 1, "dropped": 0 });
        assert_eq!(seen.at("consolidation.mobilisationModels"), &json!({ "register": counts, "listed": counts }));
    }

    async fn a_joint_model_of_two_that_merge_is_one(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let heir = world.person(Role::Submitter, "SYT");
        let joint = register(&world.person(Role::Submitter, "STTTT"), model("STTTT", "J-1", "Tủ sách cộng đồng", "ECONOMY", "PROVINCE", "2019-01-10")).await;
        let other = register(&heir, model("SYT", "J-1", "Tủ sách cộng đồng", "ECONOMY", "PROVINCE", "2019-01-11")).await;
        register(&heir, model("SYT", "K-1", "Trạm y tế gần dân", "ECONOMY", "PROVINCE", "2019-01-10")).await;
        open(&world, "2019-Q2", &["STTTT", "SYT"]).await;
        for (agency, active) in [("STTTT", 1), ("SYT", 2)] {
            file(&world, agency, "2019-Q2", json!({ "figures": [stated("dvk_models_active", active)] })).await;
        }
        let merger = officer.reorganise("MERGE_INTO", &["STTTT"], "2019-06-20");
        merger.with("successors", json!([crate::reorganisation::there("SYT")])).with("carryRoles", json!(false)).await.expect_done();
        open(&world, "2019-Q3", &["SYT"]).await;
        let stating = async |active: i64| {
            let figures = [("dvk_models_active", active), ("dvk_models_recognised", active), ("dvk_models_registered_new", 0), ("dvk_models_dropped", 0)];
            let models = json!([{ "code": "J-1" }, { "code": "J-1", "agency": "STTTT" }, { "code": "K-1" }]);
            let patch = json!({ "figures": figures.map(|(code, value)| stated(code, value)), "models": models });
            heir.save_draft("SYT", "2019-Q3", patch).await.expect_done();
            let found = found(&heir, "SYT", "2019-Q3").await;
            of(&found, &["D03 recognised", "D04", "D08"]).join(", ")
        };
        let right = "D03 recognised PASS, D04 - PASS, D08 listed PASS, D08 register PASS";
        let (two, three) = (
            "D03 recognised PASS, D04 - FAIL, D08 listed FAIL, D08 register FAIL",
            // What the two had stated before counts it twice.
            "D03 recognised FAIL, D04 - PASS, D08 listed FAIL, D08 register FAIL",
        );
        assert_eq!((stating(2).await.as_str(), stating(3).await.as_str()), (two, right));
        say(&officer, &joint, &other, "SAME").await.expect_done();
        assert_eq!((stating(3).await.as_str(), stating(2).await.as_str()), (three, right));
        submit(&heir, "SYT", "2019-Q3", json!({})).await;
        officer.accept("SYT", "2019-Q3").await.expect_done();
        let view = "mobilisationModels { register { models active joint } listed { models active } stated { active { value } } }";
        let seen = officer.consolidation("2019-Q3", None, view).await;
        assert_eq!(
            seen.at("consolidation.mobilisationModels"),
            &json!({ "register": { "models": 2, "active": 2, "joint": 1 }, "listed": { "models": 2, "active": 2 }, "stated": { "active": { "value": 2 } } })
        );
        // What Home Affairs says afterwards counts from then on.
        world.advance(chrono::Duration::minutes(1));
        say(&officer, &joint, &other, "DIFFERENT").await.expect_done();
        let seen = officer.consolidation("2019-Q3", None, "mobilisationModels { register { models } listed { models } }").await;
        assert_eq!(seen.at("consolidation.mobilisationModels"), &json!({ "register": { "models": 3 }, "listed": { "models": 3 } }));
    }

    async fn what_is_settled_is_not_asked_again(world: World) {
        open(&world, "2019-Q3", &["STTTT"]).await;
        let (submitter, officer) = (world.person(Role::Submitter, "STTTT"), world.person(Role::HomeAffairsOfficer, None));
        let one = register(&submitter, model("STTTT", "A", "Tủ sách cộng đồng", "ECONOMY", "PROVINCE", "2019-01-10")).await;
        let other = register(&submitter, model("STTTT", "B", "Cộng đồng tủ sách", "ECONOMY", "PROVINCE", "2019-02-10")).await;
        submitter.save_draft("STTTT", "2019-Q3", json!({ "figures": [stated("dvk_models_active", 2)] })).await.expect_done();
        let rules = async || {
            let found = found(&submitter, "STTTT", "2019-Q3").await;
            of(&found, &["D05", "D08 register"]).join(", ")
        };
        assert_eq!(rules().await, "D05 - FAIL, D08 register PASS");
        say(&officer, &one, &other, "DIFFERENT").await.expect_done();
        assert_eq!(rules().await, "D05 - PASS, D08 register PASS");
        world.advance(chrono::Duration::minutes(1));
        say(&officer, &one, &other, "SAME").await.expect_done();
        assert_eq!(rules().await, "D05 - PASS, D08 register FAIL");
        // What was recognised under one of its entries may be praised under the other.
        for (stage, on) in [("IN_PROGRESS", "2019-02-01"), ("FINAL_REVIEWED", "2019-05-01"), ("RECOGNISED", "2019-06-01")] {
            advance(&officer, &one, stage, on).await.expect_done();
        }
        let award = json!({ "model": other, "name": "Bằng khen", "givenOn": "2019-08-01" });
        submitter.verb("modelAward", award, "model { id }".into()).await.expect_done();
        assert_eq!(of(&found(&submitter, "STTTT", "2019-Q3").await, &["D07"]), ["D07 - PASS"]);
    }
}
