//! A model is followed across a reorganisation: registered by a department that is merged into another, recognised by its
//! successor, listed in its successor's reports, and one model all the while.

use super::*;
use crate::consolidation::{file, submit};
use crate::kit::on_both;
use crate::reorganisation::{consolidation, there};

const VIEW: &str = "mobilisationModels(by: [AGENCY]) {
    register { models active recognisedNew recognised joint } listed { models recognised }
    groups { agency { code } register { models active recognisedNew } listed { models } } }";

/// The province's counts, and by agency how many models it has, how many are active and recognised, and how many are listed.
async fn seen(person: &Person, period: &str, structure: &str) -> (Value, Vec<Value>) {
    let answer = consolidation(person, (period, period), structure, VIEW).await;
    let view = answer.at("consolidation.mobilisationModels");
    let row = |group: &Value| {
        let register = &group["register"];
        json!([
            group["agency"]["code"],
            register["models"],
            register["active"],
            register["recognisedNew"],
            group["listed"]["models"]
        ])
    };
    let rows = view["groups"].as_array().unwrap().iter().map(row).collect();
    (json!([view["register"], view["listed"]]), rows)
}

on_both! {
    async fn a_model_lives_on_with_the_successor(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        open(&world, "2019-Q2", &["STTTT", "SYT"]).await;
        let (first, heir) = (world.person(Role::Submitter, "STTTT"), world.person(Role::Submitter, "SYT"));
        let followed = register(&first, model("STTTT", "A", "Công sở thân thiện", "POLITICAL_SYSTEM", "GRASSROOTS", "2019-04-01")).await;
        register(&heir, model("SYT", "A", "Trạm y tế gần dân", "POLITICAL_SYSTEM", "GRASSROOTS", "2019-04-01")).await;
        advance(&first, &followed, "IN_PROGRESS", "2019-05-01").await.expect_done();
        for agency in ["STTTT", "SYT"] {
            file(&world, agency, "2019-Q2", json!({ "models": [{ "code": "A" }] })).await;
        }
        let merger = officer.reorganise("MERGE_INTO", &["STTTT"], "2019-07-01").with("successors", json!([there("SYT")]));
        merger.with("carryRoles", json!(false)).await.expect_done();

        // The people of the successor record its stages, its head what is decided at the grassroots.
        advance(&heir, &followed, "FINAL_REVIEWED", "2019-07-10").await.expect_done();
        advance(&heir, &followed, "RECOGNISED", "2019-08-01").await.expect_user_error("NOT_ALLOWED");
        advance(&world.person(Role::AgencyHead, "SYT"), &followed, "RECOGNISED", "2019-08-01").await.expect_done();
        open(&world, "2019-Q3", &["SYT"]).await;
        let listed = json!({ "models": [{ "code": "A" }, { "code": "A", "agency": "STTTT" }], "figures": [stated("dvk_models_active", 2)] });
        submit(&heir, "SYT", "2019-Q3", listed).await;
        officer.accept("SYT", "2019-Q3").await.expect_done();

        let province = |recognised: u32| json!([
            { "models": 2, "active": 2, "recognisedNew": recognised, "recognised": recognised, "joint": 0 },
            { "models": 2, "recognised": recognised },
        ]);
        // Before the merger each has its own, and by successor both are the successor's.
        assert_eq!(seen(&officer, "2019-Q2", "AS_REPORTED").await, (province(0), vec![json!(["STTTT", 1, 1, 0, 1]), json!(["SYT", 1, 1, 0, 1])]));
        assert_eq!(seen(&officer, "2019-Q2", "BY_SUCCESSOR").await, (province(0), vec![json!(["SYT", 2, 2, 0, 2])]));
        // After it the register is still that of the agency that began it; the report that lists both is the successor's.
        assert_eq!(seen(&officer, "2019-Q3", "AS_REPORTED").await, (province(1), vec![json!(["STTTT", 1, 1, 1, 0]), json!(["SYT", 1, 1, 0, 2])]));
        assert_eq!(seen(&officer, "2019-Q3", "BY_SUCCESSOR").await, (province(1), vec![json!(["SYT", 2, 2, 1, 2])]));
        // The successor sees them all, whoever registered them; nobody else does.
        let (counts, rows) = seen(&heir, "2019-Q3", "BY_SUCCESSOR").await;
        assert_eq!((counts, rows), (province(1), vec![json!(["SYT", 2, 2, 1, 2])]));
        let query = "query ($id: ID!) { node(id: $id) { ... on MobilisationModel { agency { code } stage history { stage recordedBy { fullName } } } } }";
        let shown = heir.graphql(query, json!({ "id": followed })).await;
        assert_eq!((shown.at("node.agency.code"), shown.at("node.stage")), (&json!("STTTT"), &json!("RECOGNISED")));
        let by = |at: usize| shown.at(&format!("node.history.{at}.recordedBy.fullName")).as_str().unwrap().to_owned();
        assert!(by(1).contains("SUBMITTER.STTTT") && by(3).contains("AGENCY_HEAD.SYT"), "{shown}");
        let other = world.person(Role::Submitter, "STC");
        assert_eq!(other.graphql(query, json!({ "id": followed })).await.at("node"), &Value::Null);
    }
}
