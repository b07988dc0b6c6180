//! What becomes of an ended agency's register of models: whoever continues it reports of them.

use super::*;
use crate::consolidation::{QUARTERLY, open, submit};
use crate::kit::course::PERIOD;
use crate::kit::on_both;

const MERGER: &str = "2019-07-01";

async fn register(world: &World, agency: &'static str, code: &str, name: &str) {
    let model = json!({ "agency": agency, "code": code, "name": name, "field": "ECONOMY", "level": "PROVINCE",
                        "holder": "COLLECTIVE", "registeredOn": "2019-01-10" });
    let submitter = world.person(Role::Submitter, agency);
    submitter.verb("modelRegister", model, "model { id }".into()).await.expect_done();
}

/// Models as a report lists them: the agency, where it is not the reporting one, and the code.
fn listed(models: &[(Option<&str>, &str)]) -> Value {
    models.iter().map(|(agency, code)| json!({ "agency": agency, "code": code })).collect()
}

/// What a rule finds, by subject.
async fn found(person: &Person, agency: &str, rule: &str) -> Vec<String> {
    let checked = person.clone().speaking("en").validate(agency, PERIOD).await.expect_done();
    let checks = checked.at("reportValidate.checks").as_array().unwrap().clone();
    let of_rule = checks.iter().filter(|check| check["rule"]["code"] == rule);
    of_rule
        .map(|check| {
            format!("{} {}", check["subject"].as_str().unwrap_or("-"), check["result"].as_str().unwrap())
        })
        .collect()
}

async fn wrong(person: &Person, agency: &str, period: &str, models: Value) -> Vec<(String, String)> {
    let refused = person.save_draft(agency, period, json!({ "models": models })).await;
    refused.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect()
}

fn only(path: &str, code: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), code.to_owned())]
}

on_both! {
    async fn a_successor_reports_the_models_that_it_took_over(world: World) {
        let officer = home_affairs(&world);
        register(&world, "STTTT", "MH-01", "Một cửa thân thiện").await;
        register(&world, "STTTT", "MH-02", "Tủ sách cộng đồng").await;
        register(&world, "SYT", "MH-01", "Trạm y tế gần dân").await;
        open(&world, "2019-Q2", &["STTTT", "SYT"]).await;
        for (agency, models) in [("STTTT", vec![(None, "MH-01"), (None, "MH-02")]), ("SYT", vec![(None, "MH-01")])] {
            let active = i64::try_from(models.len()).unwrap();
            let patch = json!({ "figures": [stated("dvk_models_active", active)], "models": listed(&models) });
            crate::consolidation::file(&world, agency, "2019-Q2", patch).await;
        }
        open(&world, PERIOD, &["SYT", "STC"]).await;
        let health = world.person(Role::Submitter, "SYT");
        assert_eq!(wrong(&health, "SYT", PERIOD, listed(&[(None, "MH-02")])).await, only("input.models.0.code", "UNKNOWN_MODEL"));
        officer
            .reorganise("MERGE_INTO", &["STTTT"], MERGER)
            .with("successors", json!([there("SYT")]))
            .with("carryRoles", json!(false))
            .await
            .expect_done();

        // A code alone is its own model's, or the only one's of that code; the other is named by its agency.
        let figures = [
            stated("dvk_models_active", 3),
            stated("dvk_models_recognised", 3),
            stated("dvk_models_registered_new", 0),
            stated("dvk_models_dropped", 0),
        ];
        let models = listed(&[(None, "MH-01"), (Some("STTTT"), "MH-01"), (None, "MH-02")]);
        health.save_draft("SYT", PERIOD, json!({ "figures": figures, "models": models })).await.expect_done();
        let draft = health.report("SYT", PERIOD, "draft { models { code agency } }").await;
        assert_eq!(draft.at("report.draft.models"), &json!([
            { "code": "MH-01", "agency": null }, { "code": "MH-01", "agency": "STTTT" }, { "code": "MH-02", "agency": "STTTT" },
        ]));
        assert_eq!(found(&health, "SYT", "D03").await[1], "recognised PASS");
        assert_eq!(found(&health, "SYT", "D04").await, ["- PASS"]);
        assert_eq!(found(&health, "SYT", "D08").await, ["listed PASS", "register PASS"]);
        let twice = listed(&[(None, "MH-02"), (Some("STTTT"), "MH-02")]);
        assert_eq!(wrong(&health, "SYT", PERIOD, twice).await, only("input.models.1.code", "DUPLICATE_ENTRY"));
        let nobody = listed(&[(Some("STC"), "MH-01")]);
        assert_eq!(wrong(&health, "SYT", PERIOD, nobody).await, only("input.models.0.code", "UNKNOWN_MODEL"));
        let elsewhere = world.person(Role::Submitter, "STC");
        assert_eq!(wrong(&elsewhere, "STC", PERIOD, listed(&[(Some("STTTT"), "MH-01")])).await, only("input.models.0.code", "UNKNOWN_MODEL"));
        submit(&health, "SYT", PERIOD, json!({})).await;
        officer.accept("SYT", PERIOD).await.expect_done();
        let sum = "mobilisationModels { listed { models } }";
        assert_eq!(officer.consolidation(PERIOD, None, sum).await.at("consolidation.mobilisationModels.listed.models"), &json!(3));

        // In the quarter before, each had its own.
        world.person(Role::AgencyHead, "SYT").reopen("SYT", "2019-Q2", "Đính chính").await.expect_done();
        assert_eq!(wrong(&health, "SYT", "2019-Q2", listed(&[(None, "MH-02")])).await, only("input.models.0.code", "UNKNOWN_MODEL"));
    }

    async fn of_a_divided_agency_nobody_knows_how_many_models_are_whose(world: World) {
        let officer = home_affairs(&world);
        register(&world, "STTTT", "MH-01", "Một cửa thân thiện").await;
        register(&world, "SYT", "MH-09", "Trạm y tế gần dân").await;
        officer.open_round(QUARTERLY, PERIOD, &due(PERIOD), &["SYT", "STC"]).await.expect_done();
        officer
            .reorganise("SPLIT", &["STTTT"], MERGER)
            .with("successors", json!([there("SYT"), there("STC")]))
            .with("answeredBy", json!("STC"))
            .with("carryRoles", json!(false))
            .await
            .expect_done();
        let figures = [stated("dvk_models_active", 2), stated("dvk_models_recognised", 2)];
        for agency in ["SYT", "STC"] {
            let person = world.person(Role::Submitter, agency);
            let models = listed(&[(None, "MH-01")]);
            person.save_draft(agency, PERIOD, json!({ "figures": figures, "models": models })).await.expect_done();
            assert_eq!(found(&person, agency, "D03").await[1], "recognised NOT_EVALUABLE");
            assert_eq!(found(&person, agency, "D08").await, ["listed FAIL", "register NOT_EVALUABLE"]);
        }
    }
}
