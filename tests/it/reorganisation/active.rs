//! Active models in the quarter of a merger that the ended agency owes too (rule D04): whichever of the two reports tells them,
//! nobody is warned, and of a number that follows from neither the agency is.

use super::*;
use crate::consolidation::{QUARTERLY, submit};
use crate::kit::course::{DUE, PERIOD};
use crate::kit::on_both;

/// What a rule finds of a draft with so many active models and none new or dropped, as `RESULT message`.
async fn with_active(person: &Person, agency: &str, active: i64, rule: &str) -> String {
    person.save_draft(agency, PERIOD, models(active)).await.expect_done();
    let checked = person.clone().speaking("en").validate(agency, PERIOD).await.expect_done();
    let checks = checked.at("reportValidate.checks").as_array().unwrap().clone();
    // Of D08 what is held against the register.
    let check = checks.iter().rfind(|check| check["rule"]["code"] == rule).unwrap();
    format!("{} {}", check["result"].as_str().unwrap(), check["message"].as_str().unwrap())
}

fn models(active: i64) -> Value {
    let figures =
        [("dvk_models_active", active), ("dvk_models_registered_new", 0), ("dvk_models_dropped", 0)];
    json!({ "figures": figures.map(|(code, value)| stated(code, value)) })
}

/// Two models of STTTT, one of SYT, reported by each in the quarter before.
async fn before(world: &World) {
    home_affairs(world)
        .open_round(QUARTERLY, "2019-Q2", &due("2019-Q2"), &["STTTT", "SYT"])
        .await
        .expect_done();
    for (agency, names) in
        [("STTTT", &["Một cửa thân thiện", "Tủ sách cộng đồng"][..]), ("SYT", &["Trạm y tế gần dân"][..])]
    {
        for (number, name) in names.iter().enumerate() {
            let model = json!({ "agency": agency, "code": format!("MH-{number}"), "name": name, "field": "ECONOMY",
                                "level": "PROVINCE", "holder": "COLLECTIVE", "registeredOn": "2019-01-10" });
            world
                .person(Role::Submitter, agency)
                .verb("modelRegister", model, "model { id }".into())
                .await
                .expect_done();
        }
        crate::consolidation::file(world, agency, "2019-Q2", models(i64::try_from(names.len()).unwrap()))
            .await;
    }
}

on_both! {
    async fn an_agency_is_merged_into_another(world: World) {
        let officer = home_affairs(&world);
        before(&world).await;
        let merger = officer.reorganise("MERGE_INTO", &["STTTT"], "2019-08-01");
        merger.with("successors", json!([there("SYT")])).await.expect_done();
        officer.open_round(QUARTERLY, PERIOD, DUE, &["STTTT", "SYT"]).await.expect_done();
        let person = world.person(Role::Submitter, "SYT");
        let heir = async |active| with_active(&person, "SYT", active, "D04").await;
        let back = async || officer.return_("STTTT", PERIOD, json!([{ "text": "Rà soát." }])).await.expect_done();
        let follows = "PASS Active models equal those of the period before plus new less dropped and ended";

        // The ended agency has filed nothing for the quarter: its last word is of the one before.
        for active in [3, 1] {
            assert_eq!(heir(active).await, follows, "{active}");
        }
        assert!(heir(5).await.starts_with("NOT_EVALUABLE"));
        // It says that it has none any more, which is no reason to warn it either.
        for rule in ["D04", "D08"] {
            assert!(with_active(&person, "STTTT", 0, rule).await.starts_with("PASS"), "{rule}");
        }
        submit(&person, "STTTT", PERIOD, models(0)).await;
        for active in [3, 1] {
            assert_eq!(heir(active).await, follows, "{active}");
        }
        assert!(heir(2).await.starts_with("NOT_EVALUABLE"));
        // It tells how many it handed over: then that is known.
        back().await;
        assert!(with_active(&person, "STTTT", 1, "D04").await.starts_with("FAIL"));
        assert!(with_active(&person, "STTTT", 2, "D04").await.starts_with("PASS"));
        submit(&person, "STTTT", PERIOD, models(2)).await;
        for active in [3, 1] {
            assert_eq!(heir(active).await, follows, "{active}");
        }
        assert_eq!(
            heir(2).await,
            "FAIL 2 models active; 1 in the report of 2019-Q2, 0 new, 0 dropped and 0 ended make 1; taken over from agencies that ended in the period: 2."
        );
        assert!(heir(4).await.starts_with("FAIL"));
        // One that it registered in its last days is among those that it handed over.
        back().await;
        let mut more = models(3);
        more["figures"][1] = stated("dvk_models_registered_new", 1);
        submit(&person, "STTTT", PERIOD, more).await;
        assert_eq!(heir(4).await, follows);
    }

    async fn two_agencies_become_a_new_one(world: World) {
        let officer = home_affairs(&world);
        before(&world).await;
        let merger = officer.reorganise("MERGE", &["STTTT", "SYT"], "2019-08-01");
        merger.with("successors", json!([new("SMOI", "Sở Mới")])).await.expect_done();
        officer.open_round(QUARTERLY, PERIOD, DUE, &["STTTT", "SYT", "SMOI"]).await.expect_done();
        let person = world.person(Role::Submitter, "SYT");
        let heir = async |active| with_active(&person, "SMOI", active, "D04").await;
        submit(&person, "STTTT", PERIOD, models(0)).await;
        submit(&person, "SYT", PERIOD, models(0)).await;
        assert!(heir(3).await.starts_with("PASS"));
        assert!(heir(5).await.starts_with("NOT_EVALUABLE"));
        for (agency, active) in [("STTTT", 2), ("SYT", 1)] {
            officer.return_(agency, PERIOD, json!([{ "text": "Rà soát." }])).await.expect_done();
            submit(&person, agency, PERIOD, models(active)).await;
        }
        assert!(heir(3).await.starts_with("PASS"));
        assert!(heir(4).await.starts_with("FAIL 4 models active; 3 in the report of 2019-Q3"));
    }
}
