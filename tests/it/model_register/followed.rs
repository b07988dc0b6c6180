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

    /// What was known when: before the merger was recorded its models were under the agency that had them, by either structure.
    async fn a_model_stands_under_whom_it_was_known_to_stand(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        open(&world, "2019-Q3", &["SYT"]).await;
        let (first, heir) = (world.person(Role::Submitter, "STTTT"), world.person(Role::Submitter, "SYT"));
        register(&heir, model("SYT", "A", "Trạm y tế gần dân", "POLITICAL_SYSTEM", "GRASSROOTS", "2019-07-01")).await;
        world.set_time("2019-09-17T02:00:00Z");
        let followed = register(&first, model("STTTT", "A", "Công sở thân thiện", "POLITICAL_SYSTEM", "GRASSROOTS", "2019-07-01")).await;
        world.set_time("2019-09-18T02:00:00Z");
        let merger = officer.reorganise("MERGE_INTO", &["STTTT"], "2019-08-01").with("successors", json!([there("SYT")]));
        merger.with("carryRoles", json!(false)).await.expect_done();
        world.set_time("2019-09-19T02:00:00Z");
        advance(&heir, &followed, "IN_PROGRESS", "2019-08-05").await.expect_done();
        advance(&heir, &followed, "FINAL_REVIEWED", "2019-08-10").await.expect_done();
        advance(&world.person(Role::AgencyHead, "SYT"), &followed, "RECOGNISED", "2019-09-10").await.expect_done();
        world.set_time("2019-09-20T02:00:00Z");

        let view = "mobilisationModels(by: [AGENCY]) { register { models recognised } groups { agency { code } register { models recognised } } }";
        let known = async |at: &str, structure: &str| {
            let query = format!("query ($at: DateTime) {{ consolidation(from: \"2019-Q3\", knownAt: $at, structure: {structure}) {{ {view} }} }}");
            let at = if at.is_empty() { Value::Null } else { json!(format!("{at}T12:00:00Z")) };
            let answer = officer.graphql(&query, json!({ "at": at })).await;
            let view = answer.at("consolidation.mobilisationModels");
            let row = |group: &Value| json!([group["agency"]["code"], group["register"]["models"], group["register"]["recognised"]]);
            let all = json!(["all", view["register"]["models"], view["register"]["recognised"]]);
            let rows: Vec<Value> = view["groups"].as_array().unwrap().iter().map(row).collect();
            json!([all, rows])
        };
        let (one, both) = (json!([["all", 1, 0], [["SYT", 1, 0]]]), json!([["all", 2, 0], [["STTTT", 1, 0], ["SYT", 1, 0]]]));
        for structure in ["AS_REPORTED", "BY_SUCCESSOR"] {
            assert_eq!(known("2019-09-16", structure).await, one, "{structure}");
            // The merger is of August, and nobody had recorded it.
            assert_eq!(known("2019-09-17", structure).await, both, "{structure}");
        }
        assert_eq!(known("2019-09-18", "AS_REPORTED").await, both);
        assert_eq!(known("2019-09-18", "BY_SUCCESSOR").await, json!([["all", 2, 0], [["SYT", 2, 0]]]));
        for at in ["2019-09-19", ""] {
            assert_eq!(known(at, "AS_REPORTED").await, json!([["all", 2, 1], [["STTTT", 1, 1], ["SYT", 1, 0]]]), "{at}");
            assert_eq!(known(at, "BY_SUCCESSOR").await, json!([["all", 2, 1], [["SYT", 2, 1]]]), "{at}");
        }
    }
}
