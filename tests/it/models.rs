//! The register of "Dân vận khéo" models: registered, advanced, and frozen into the versions that speak of them.

use crate::cycle::desk::{AGENCY, PERIOD, filled, log, number, open, texts, traces};
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

const MODEL: &str = "model { id code name field level holder stage registeredOn summary agency { code } \
                     history { stage on document recordedBy { fullName } } }";

fn model(agency: &str, code: &str, name: &str) -> Value {
    json!({ "agency": agency, "code": code, "name": name, "field": "POLITICAL_SYSTEM", "level": "PROVINCE",
            "holder": "COLLECTIVE", "registeredOn": "2019-01-10" })
}

async fn register(person: &Person, input: Value) -> Answer {
    person.verb("modelRegister", input, MODEL.into()).await
}

async fn advance(person: &Person, model: &Value, stage: &str, on: &str) -> Answer {
    person.verb("modelAdvance", json!({ "model": model, "stage": stage, "on": on }), MODEL.into()).await
}

/// What was found wrong: the place and the code.
fn wrong(answer: &Answer) -> Vec<(String, String)> {
    let mut found: Vec<_> =
        answer.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect();
    found.sort();
    found
}

on_both! {
    async fn a_model_is_registered_and_advances(world: World) {
        let submitter = world.person(Role::Submitter, AGENCY);
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let mut input = model(AGENCY, " MH-01 ", "Một cửa thân thiện");
        input["summary"] = json!("Tiếp dân bằng nụ cười.\r\nKhông hẹn lại.");
        let registered = register(&submitter, input).await.expect_done();
        let recorded = json!({ "fullName": "Nguyễn Văn 84.SUBMITTER.STTTT.1" });
        let id = registered.at("modelRegister.model.id").clone();
        assert_eq!(
            registered.at("modelRegister.model"),
            &json!({
                "id": id, "code": "MH-01", "name": "Một cửa thân thiện", "field": "POLITICAL_SYSTEM", "level": "PROVINCE",
                "holder": "COLLECTIVE", "stage": "REGISTERED", "registeredOn": "2019-01-10",
                "summary": "Tiếp dân bằng nụ cười.\nKhông hẹn lại.", "agency": { "code": AGENCY },
                "history": [{ "stage": "REGISTERED", "on": "2019-01-10", "document": null, "recordedBy": recorded }],
            })
        );
        let way = ["IN_PROGRESS", "INTERIM_REVIEWED", "FINAL_REVIEWED", "RECOGNISED", "COMMENDED", "REPLICATED", "ENDED"];
        for (month, stage) in (2..).zip(way) {
            // What is decided above the agency is not its own to record.
            let decided = ["RECOGNISED", "COMMENDED", "REPLICATED"].contains(&stage);
            if decided {
                advance(&submitter, &id, stage, &format!("2019-{month:02}-01")).await.expect_user_error("NOT_ALLOWED");
            }
            let person = if decided { &home_affairs } else { &submitter };
            let input = json!({ "model": id, "stage": stage, "on": format!("2019-{month:02}-01"), "document": format!("Số {month}/QĐ") });
            let advanced = person.verb("modelAdvance", input, MODEL.into()).await.expect_done();
            assert_eq!(advanced.at("modelAdvance.model.stage"), &json!(stage));
        }
        let list = "{ mobilisationModels(first: 10) { totalCount nodes { code stage history { stage on document } } } }";
        let shown = home_affairs.graphql(list, json!({})).await;
        let history = shown.at("mobilisationModels.nodes.0.history").as_array().unwrap();
        assert_eq!(history.len(), 8);
        assert_eq!(history[4], json!({ "stage": "RECOGNISED", "on": "2019-05-01", "document": "Số 5/QĐ" }));
        let entries = log(&world, "action subjectType subjectId").await;
        let newest = json!({ "action": "modelAdvance", "subjectType": "MobilisationModel", "subjectId": id });
        assert_eq!(entries.at("auditEntries.nodes.0"), &newest);
    }

    async fn stages_neither_jump_nor_run_backwards(world: World) {
        let submitter = world.person(Role::Submitter, AGENCY).speaking("en");
        let officer = world.person(Role::HomeAffairsOfficer, None).speaking("en");
        let id = register(&submitter, model(AGENCY, "MH-01", "Một")).await.expect_done().at("modelRegister.model.id").clone();
        let refuse = async |stage: &str, on: &str, path: &str, code: &str, message: &str| {
            let before = traces(&world.database).await;
            let refused = advance(&officer, &id, stage, on).await;
            assert_eq!(wrong(&refused), [(format!("input.{path}"), code.to_owned())]);
            assert_eq!(refused.user_errors()[0].message, message);
            assert_eq!(refused.payload()["model"], Value::Null);
            assert_eq!(traces(&world.database).await, before);
        };
        let backwards = "The new stage is dated before the one before it.";
        for stage in ["REGISTERED", "INTERIM_REVIEWED", "FINAL_REVIEWED", "RECOGNISED", "COMMENDED", "REPLICATED", "ENDED"] {
            let message = format!("A model cannot go from REGISTERED to {stage}.");
            refuse(stage, "2019-02-01", "stage", "STAGE_NOT_REACHABLE", &message).await;
        }
        refuse("IN_PROGRESS", "2019-01-09", "on", "STAGE_DATE_BACKWARDS", backwards).await;
        refuse("IN_PROGRESS", "+12019-01-09", "on", "BAD_DATE", "A day lies in the years 1945 to 2100, and an end not before its beginning.").await;
        // On the same day is not backwards.
        advance(&submitter, &id, "IN_PROGRESS", "2019-01-10").await.expect_done();
        refuse("FINAL_REVIEWED", "2019-01-09", "on", "STAGE_DATE_BACKWARDS", backwards).await;
        refuse("REGISTERED", "2019-02-01", "stage", "STAGE_NOT_REACHABLE", "A model cannot go from IN_PROGRESS to REGISTERED.").await;
        advance(&submitter, &id, "DROPPED", "2019-03-01").await.expect_done();
        refuse("IN_PROGRESS", "2019-04-01", "stage", "STAGE_NOT_REACHABLE", "A model cannot go from DROPPED to IN_PROGRESS.").await;
    }

    async fn a_model_is_registered_once(world: World) {
        let submitter = world.person(Role::Submitter, AGENCY);
        register(&submitter, model(AGENCY, "MH-01", "Nhà nƣớc thân thiện")).await.expect_done();
        let before = traces(&world.database).await;
        // By its code, and by its name whatever its case and diacritics.
        for again in [model(AGENCY, "MH-01", "Khác"), model(AGENCY, "MH-02", "NHÀ NƯỚC  THÂN THIỆN")] {
            assert_eq!(wrong(&register(&submitter, again).await), [("input.code".to_owned(), "MODEL_EXISTS".to_owned())]);
        }
        assert_eq!(traces(&world.database).await, before);
        // Another agency's register is another.
        register(&world.person(Role::AgencyHead, "STC"), model("STC", "MH-01", "Nhà nước thân thiện")).await.expect_done();
    }

    async fn everything_wrong_with_a_model_is_said_at_once(world: World) {
        let submitter = world.person(Role::Submitter, AGENCY);
        let before = traces(&world.database).await;
        let mut bad = model(AGENCY, &"x".repeat(61), "a\u{202E}b");
        bad["registeredOn"] = json!("1900-01-01");
        bad["summary"] = json!("x".repeat(2_001));
        assert_eq!(
            wrong(&register(&submitter, bad).await),
            [
                ("input.code", "TEXT_TOO_LONG"), ("input.name", "FORBIDDEN_CHARACTER"),
                ("input.registeredOn", "BAD_DATE"), ("input.summary", "TEXT_TOO_LONG"),
            ]
            .map(|(path, code)| (path.to_owned(), code.to_owned()))
        );
        let blank = model(AGENCY, " ", "\n");
        assert_eq!(
            wrong(&register(&submitter, blank).await),
            [("input.code", "TEXT_EMPTY"), ("input.name", "TEXT_EMPTY")].map(|(path, code)| (path.to_owned(), code.to_owned()))
        );
        assert_eq!(traces(&world.database).await, before);
        // Names whose folded form has more signs than they have letters fit all the same.
        let mut long = model(AGENCY, "MH-HAN", &"한".repeat(300));
        long["summary"] = json!("  ");
        let registered = register(&submitter, long).await.expect_done();
        assert_eq!(registered.at("modelRegister.model.summary"), &Value::Null);
    }

    async fn a_register_is_its_agencys(world: World) {
        let submitter = world.person(Role::Submitter, AGENCY);
        let id = register(&submitter, model(AGENCY, "MH-01", "Một")).await.expect_done().at("modelRegister.model.id").clone();
        let before = traces(&world.database).await;
        let gone = "TW9iaWxpc2F0aW9uTW9kZWw6MDAwMDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAw";
        for stranger in [world.person(Role::Submitter, "STC"), world.neighbour(Role::Submitter, AGENCY), world.neighbour(Role::HomeAffairsOfficer, None)] {
            let theirs = advance(&stranger, &id, "IN_PROGRESS", "2019-02-01").await;
            assert_eq!(wrong(&theirs), [("input.model".to_owned(), "NOT_FOUND".to_owned())]);
            assert_eq!(theirs.text, advance(&stranger, &json!(gone), "IN_PROGRESS", "2019-02-01").await.text);
            let node = "query ($id: ID!) { node(id: $id) { id } mobilisationModels(first: 10) { totalCount nodes { id } } }";
            assert_eq!(
                stranger.graphql(node, json!({ "id": id })).await.data(),
                &json!({ "node": null, "mobilisationModels": { "totalCount": 0, "nodes": [] } })
            );
        }
        let stranger = world.person(Role::Submitter, "STC");
        let theirs = register(&stranger, model(AGENCY, "MH-02", "Hai")).await;
        assert_eq!(wrong(&theirs), [("input.agency".to_owned(), "NOT_FOUND".to_owned())]);
        assert_eq!(theirs.text, register(&stranger, model("KHONG-CO", "MH-02", "Hai")).await.text);
        // Home Affairs records what it decides, and registers nothing for an agency.
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        register(&home_affairs, model(AGENCY, "MH-02", "Hai")).await.expect_user_error("NOT_ALLOWED");
        for role in [Role::ProvinceAdministrator, Role::BiReader, Role::Auditor] {
            let person = world.person(role, None);
            register(&person, model(AGENCY, "MH-02", "Hai")).await.expect_user_error("NOT_ALLOWED");
            let refused = advance(&person, &id, "IN_PROGRESS", "2019-02-01").await.expect_user_error("NOT_ALLOWED");
            assert_eq!(refused.payload()["model"], Value::Null);
        }
        assert_eq!(traces(&world.database).await, before);
    }

    async fn a_version_freezes_its_models_as_it_found_them(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        let other = world.person(Role::Submitter, "STC");
        register(&other, model("STC", "MH-03", "Ba")).await.expect_done();
        let one = register(&submitter, model(AGENCY, "MH-01", "Một")).await.expect_done().at("modelRegister.model.id").clone();
        register(&submitter, model(AGENCY, "MH-02", "Hai")).await.expect_done();

        submitter.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
        // A model must be in the agency's own register, and is spoken of once.
        let before = traces(&world.database).await;
        let refused = submitter
            .save_draft(AGENCY, PERIOD, json!({ "models": [{ "code": "MH-03" }, { "code": "MH-01" }, { "code": "MH-01" }, { "code": "MH-02", "note": "a\u{0}" }] }))
            .await;
        assert_eq!(
            wrong(&refused),
            [("input.models.0.code", "UNKNOWN_MODEL"), ("input.models.2.code", "DUPLICATE_ENTRY"), ("input.models.3.note", "FORBIDDEN_CHARACTER")]
                .map(|(path, code)| (path.to_owned(), code.to_owned()))
        );
        assert_eq!(traces(&world.database).await, before);

        let models = json!({ "models": [{ "code": "MH-02", "note": "Đang làm." }, { "code": "MH-01" }], "figures": [number("dvk_models_active", 2)] });
        submitter.save_draft(AGENCY, PERIOD, models).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        let frozen = "SELECT stage FROM model_entry ORDER BY version_id, stage";
        assert_eq!(texts(&world.database, frozen).await, ["REGISTERED", "REGISTERED"]);

        advance(&submitter, &one, "IN_PROGRESS", "2019-09-14").await.expect_done();
        assert_eq!(texts(&world.database, frozen).await, ["REGISTERED", "REGISTERED"], "what was filed stays as it was");
        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "a" }])).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        assert_eq!(texts(&world.database, frozen).await, ["REGISTERED", "REGISTERED", "IN_PROGRESS", "REGISTERED"]);
        let shown = submitter.report(AGENCY, PERIOD, "latestVersion { content { models { code note } } }").await;
        assert_eq!(
            shown.at("report.latestVersion.content.models"),
            &json!([{ "code": "MH-02", "note": "Đang làm." }, { "code": "MH-01", "note": null }])
        );
    }

    async fn two_registering_one_model_at_once_make_one(world: World) {
        let (one, other) = (world.person(Role::Submitter, AGENCY), world.colleague(Role::Submitter, AGENCY));
        let (first, second) = tokio::join!(
            register(&one, model(AGENCY, "MH-01", "Một")),
            register(&other, model(AGENCY, "MH-01", "Một")),
        );
        let refused = if first.user_errors().is_empty() { second } else { first };
        assert_eq!(wrong(&refused), [("input.code".to_owned(), "MODEL_EXISTS".to_owned())]);
    }
}
