//! The register of models in full: what a model is about, who records what, awards, entries that are one model, and what the
//! consolidation makes of it.

mod closing_day;
mod followed;
mod joint;
mod lives;
mod papers;
mod refused;

use crate::consolidation::{open, stated};
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

fn model(agency: &str, code: &str, name: &str, field: &str, level: &str, on: &str) -> Value {
    json!({ "agency": agency, "code": code, "name": name, "field": field, "level": level, "holder": "COLLECTIVE", "registeredOn": on })
}

async fn register(person: &Person, input: Value) -> Value {
    let done = person.verb("modelRegister", input, "model { id }".into()).await.expect_done();
    done.at("modelRegister.model.id").clone()
}

async fn advance(person: &Person, model: &Value, stage: &str, on: &str) -> Answer {
    let input = json!({ "model": model, "stage": stage, "on": on, "document": "Quyết định số 113/QĐ-STTTT ngày 02/11/2015" });
    person.verb("modelAdvance", input, "model { stage }".into()).await
}

async fn say(person: &Person, one: &Value, other: &Value, verdict: &str) -> Answer {
    let input = json!({ "model": one, "other": other, "verdict": verdict, "reason": "Đã rà soát." });
    person.verb("modelDuplicateSettle", input, "model { id joint { code } }".into()).await
}

fn wrong(answer: &Answer) -> Vec<(String, String)> {
    let mut errors: Vec<_> =
        answer.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect();
    errors.sort();
    errors
}

fn one(path: &str, code: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), code.to_owned())]
}

on_both! {
    async fn a_model_is_described_in_full_and_changed_by_revision(world: World) {
        let submitter = world.person(Role::Submitter, "STTTT");
        let mut input = model("STTTT", "MH-01", "Một cửa thân thiện", "POLITICAL_SYSTEM", "PROVINCE", "2019-01-10");
        input["details"] = json!({ "unit": "Văn phòng", "area": " Phường 1 ", "objectives": " ", "startsOn": "2019-02-01", "registrationDocument": "04/2015/NĐ-CP" });
        let id = register(&submitter, input).await;
        let shown = |person: Person| {
            let id = id.clone();
            async move {
                let query = "query ($id: ID!) { node(id: $id) { ... on MobilisationModel { revision details { unit area objectives startsOn registrationDocument } \
                             history { stage document legalDocument { symbol } } awards { name givenBy givenOn document recordedBy { fullName } } joint { code } } } }";
                person.graphql(query, json!({ "id": id })).await.at("node").clone()
            }
        };
        let node = shown(submitter.clone()).await;
        assert_eq!(node["details"], json!({ "unit": "Văn phòng", "area": "Phường 1", "objectives": null, "startsOn": "2019-02-01", "registrationDocument": "04/2015/NĐ-CP" }));
        assert_eq!(node["history"][0], json!({ "stage": "REGISTERED", "document": "04/2015/NĐ-CP", "legalDocument": { "symbol": "04/2015/NĐ-CP" } }));
        assert_eq!((&node["revision"], &node["awards"], &node["joint"]), (&json!(1), &json!([]), &json!([])));
        let update = |person: Person, revision: i64, details: Value| {
            let id = id.clone();
            async move {
                let input = json!({ "model": id, "ifRevision": revision, "details": details });
                person.verb("modelUpdate", input, "model { revision details { unit area } }".into()).await
            }
        };
        let done = update(submitter.clone(), 1, json!({ "area": "Phường 2" })).await.expect_done();
        assert_eq!(done.at("modelUpdate.model"), &json!({ "revision": 2, "details": { "unit": null, "area": "Phường 2" } }));
        assert_eq!(wrong(&update(submitter.clone(), 1, json!({})).await), one("input.ifRevision", "STALE_REVISION"));
        let bad = json!({ "unit": "x".repeat(2_001), "startsOn": "2019-03-01", "plannedEndOn": "2019-02-01" });
        assert_eq!(wrong(&update(submitter.clone(), 2, bad).await), [("input.details.plannedEndOn", "BAD_DATE"), ("input.details.unit", "TEXT_TOO_LONG")].map(|(path, code)| (path.to_owned(), code.to_owned())));
        assert_eq!(wrong(&update(world.person(Role::Submitter, "STC"), 2, json!({})).await), one("input.model", "NOT_FOUND"));
        update(world.person(Role::HomeAffairsOfficer, None), 2, json!({})).await.expect_user_error("NOT_ALLOWED");

        let award = json!({ "model": id, "name": "Bằng khen", "givenBy": "Ủy ban nhân dân tỉnh", "givenOn": "2019-08-01", "document": "Quyết định số 9/QĐ-UBND" });
        submitter.verb("modelAward", award.clone(), "model { id }".into()).await.expect_done();
        let mut early = award.clone();
        early["givenOn"] = json!("2018-12-31");
        early["name"] = json!("");
        let refused = submitter.verb("modelAward", early, "model { id }".into()).await;
        assert_eq!(wrong(&refused), [("input.givenOn", "STAGE_DATE_BACKWARDS"), ("input.name", "TEXT_EMPTY")].map(|(path, code)| (path.to_owned(), code.to_owned())));
        world.person(Role::Auditor, None).verb("modelAward", award, "model { id }".into()).await.expect_user_error("NOT_ALLOWED");
        let awards = shown(submitter.clone()).await["awards"].clone();
        assert_eq!(awards.as_array().unwrap().len(), 1);
        assert_eq!((&awards[0]["name"], &awards[0]["givenOn"]), (&json!("Bằng khen"), &json!("2019-08-01")));
        // An award before any recognition is what rule D07 warns of, by name.
        open(&world, "2019-Q3", &["STTTT"]).await;
        let figures = json!({ "figures": [stated("dvk_models_active", 1)] });
        submitter.save_draft("STTTT", "2019-Q3", figures).await.expect_done();
        let checked = submitter.clone().speaking("en").validate("STTTT", "2019-Q3").await.expect_done();
        let found = |rule: &str| -> Vec<String> {
            let of_rule = checked.at("reportValidate.checks").as_array().unwrap().iter().filter(|check| check["rule"]["code"] == rule);
            of_rule.map(|check| format!("{} {}", check["result"].as_str().unwrap(), check["message"].as_str().unwrap())).collect()
        };
        assert_eq!(found("D07"), ["FAIL Models commended without being recognised: 1 (MH-01 “Một cửa thân thiện”)."]);
        assert!(found("D08")[1].starts_with("PASS"), "{:?}", found("D08"));
    }

    async fn the_district_ended_and_recognition_is_not_the_agencys(world: World) {
        world.set_time("2025-08-01T02:00:00Z");
        let submitter = world.person(Role::Submitter, "STTTT");
        let (head, officer) = (world.person(Role::AgencyHead, "STTTT"), world.person(Role::HomeAffairsOfficer, None));
        let late = model("STTTT", "H-1", "Một", "ECONOMY", "DISTRICT", "2025-07-01");
        let refused = submitter.verb("modelRegister", late, "model { id }".into()).await;
        assert_eq!(wrong(&refused), one("input.level", "MODEL_LEVEL_ENDED"));
        for (level, code) in [("DISTRICT", "H-1"), ("GRASSROOTS", "H-2")] {
            let id = register(&submitter, model("STTTT", code, code, "ECONOMY", level, "2025-06-30")).await;
            advance(&submitter, &id, "IN_PROGRESS", "2025-07-01").await.expect_done();
            advance(&submitter, &id, "FINAL_REVIEWED", "2025-07-02").await.expect_done();
            advance(&submitter, &id, "RECOGNISED", "2025-07-03").await.expect_user_error("NOT_ALLOWED");
            if level == "GRASSROOTS" {
                advance(&head, &id, "RECOGNISED", "2025-07-03").await.expect_done();
            } else {
                advance(&head, &id, "RECOGNISED", "2025-07-03").await.expect_user_error("NOT_ALLOWED");
                advance(&officer, &id, "RECOGNISED", "2025-07-03").await.expect_done();
            }
        }
    }

    async fn entries_that_are_one_model_are_counted_once(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "SYT"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let (first, second) = (world.person(Role::Submitter, "STTTT"), world.person(Role::Submitter, "STC"));
        let a = register(&first, model("STTTT", "A", "Công sở thân thiện, gần dân", "POLITICAL_SYSTEM", "PROVINCE", "2019-07-01")).await;
        let b = register(&second, model("STC", "B", "Gần dân, CÔNG SỞ THÂN THIỆN", "POLITICAL_SYSTEM", "PROVINCE", "2019-07-15")).await;
        // The same name in another field, and another name, are not suspected.
        register(&world.person(Role::Submitter, "SYT"), model("SYT", "C", "Công sở thân thiện, gần dân", "ECONOMY", "PROVINCE", "2019-07-20")).await;
        register(&second, model("STC", "D", "Tủ sách cộng đồng", "POLITICAL_SYSTEM", "PROVINCE", "2018-01-01")).await;
        let list = |settled: bool| format!("{{ modelDuplicates(first: 10, settled: {settled}) {{ likeness verdict reason settledBy {{ fullName }} model {{ code }} other {{ code }} }} }}");
        let answer = officer.graphql(&list(false), json!({})).await;
        assert_eq!(answer.at("modelDuplicates"), &json!([
            { "likeness": 100, "verdict": null, "reason": null, "settledBy": null, "model": { "code": "A" }, "other": { "code": "B" } },
        ]));
        assert_eq!(world.neighbour(Role::HomeAffairsOfficer, None).graphql(&list(true), json!({})).await.at("modelDuplicates"), &json!([]));
        assert!(first.graphql(&list(false), json!({})).await.body["data"]["modelDuplicates"].is_null());
        let selection = "mobilisationModels(by: [AGENCY]) { register { models active registeredNew joint } groups { agency { code } register { models active } } }";
        let counts = || {
            let officer = officer.clone();
            async move {
                let answer = officer.consolidation("2019-Q3", None, selection).await;
                let view = answer.at("consolidation.mobilisationModels").clone();
                let groups: Vec<Value> = view["groups"].as_array().unwrap().iter().map(|group| json!([group["agency"]["code"], group["register"]["models"]])).collect();
                (view["register"].clone(), groups)
            }
        };
        let rows = [json!(["STC", 2]), json!(["STTTT", 1]), json!(["SYT", 1])];
        assert_eq!(counts().await, (json!({ "models": 4, "active": 4, "registeredNew": 3, "joint": 0 }), rows.to_vec()));

        // Once in the province, once in each agency's row.
        for person in [&first, &world.person(Role::Auditor, None), &world.person(Role::ProvinceAdministrator, None)] {
            say(person, &a, &b, "SAME").await.expect_user_error("NOT_ALLOWED");
        }
        assert_eq!(wrong(&say(&officer, &a, &a, "SAME").await), one("input.other", "MODEL_WITH_ITSELF"));
        let elsewhere = world.neighbour(Role::HomeAffairsOfficer, None);
        assert_eq!(wrong(&say(&elsewhere, &a, &b, "SAME").await), [("input.model", "NOT_FOUND"), ("input.other", "NOT_FOUND")].map(|(path, code)| (path.to_owned(), code.to_owned())));
        let settled = say(&officer, &b, &a, "SAME").await.expect_done();
        assert_eq!(settled.at("modelDuplicateSettle.model.joint"), &json!([{ "code": "A" }]));
        assert_eq!(counts().await, (json!({ "models": 3, "active": 3, "registeredNew": 2, "joint": 1 }), rows.to_vec()));
        assert_eq!(officer.graphql(&list(false), json!({})).await.at("modelDuplicates"), &json!([]));
        let told = officer.graphql(&list(true), json!({})).await;
        assert_eq!((told.at("modelDuplicates.0.verdict"), told.at("modelDuplicates.0.reason")), (&json!("SAME"), &json!("Đã rà soát.")));
        // An agency sees its own entry, and not the other's.
        let own = first.graphql("{ mobilisationModels(first: 5) { nodes { code joint { code } } } }", json!({})).await;
        assert_eq!(own.at("mobilisationModels.nodes"), &json!([{ "code": "A", "joint": [] }]));
        // The latest word counts.
        world.advance(chrono::Duration::minutes(1));
        say(&officer, &a, &b, "DIFFERENT").await.expect_done();
        assert_eq!(counts().await.0["models"], 4);
        // From registration to the end, whoever reports: a model that is over is in no later period.
        advance(&first, &a, "DROPPED", "2019-08-01").await.expect_done();
        let later = officer.consolidation("2019-Q4", None, "mobilisationModels { register { models active dropped } listed { models } }").await;
        assert_eq!(later.at("consolidation.mobilisationModels"), &json!({ "register": { "models": 3, "active": 3, "dropped": 0 }, "listed": { "models": 0 } }));
    }

    async fn an_agencys_own_doubles_and_recognitions_are_checked(world: World) {
        open(&world, "2019-Q3", &["STTTT"]).await;
        let submitter = world.person(Role::Submitter, "STTTT").speaking("en");
        register(&submitter, model("STTTT", "A", "Tủ sách cộng đồng", "ECONOMY", "PROVINCE", "2019-07-01")).await;
        register(&submitter, model("STTTT", "B", "Cộng đồng tủ sách", "ECONOMY", "PROVINCE", "2019-07-01")).await;
        let figures = json!({ "figures": [stated("dvk_models_active", 3), stated("dvk_models_recognised", 3)] });
        submitter.save_draft("STTTT", "2019-Q3", figures).await.expect_done();
        let checked = submitter.validate("STTTT", "2019-Q3").await.expect_done();
        let found = |rule: &str, at: usize| -> String {
            let of_rule: Vec<&Value> = checked.at("reportValidate.checks").as_array().unwrap().iter().filter(|check| check["rule"]["code"] == rule).collect();
            format!("{} {} {}", of_rule[at]["result"].as_str().unwrap(), of_rule[at]["severity"].as_str().unwrap(), of_rule[at]["message"].as_str().unwrap())
        };
        assert_eq!(found("D05", 0), "FAIL WARNING Pairs of models of one field whose names are alike: 1 (A “Tủ sách cộng đồng” and B “Cộng đồng tủ sách”).");
        assert_eq!(found("D03", 1), "FAIL ERROR 3 models recognised, more than the 2 registered by the closing day.");
        assert_eq!(found("D08", 1), "FAIL WARNING The report states 3 active models; the register has 2.");
    }
}
