//! The audit log: one entry for every change, numbered without a gap, and none for what changed nothing.

use crate::cycle::desk::{AGENCY, DUE, FORM, PERIOD, filled, log, number, ready};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

const ENTRY: &str =
    "id number at action subjectType subjectId requestId beforeDigest afterDigest person { fullName }";

on_both! {
    async fn every_change_has_one_entry(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, AGENCY);
        let head = world.person(Role::AgencyHead, AGENCY);
        let model = json!({ "agency": AGENCY, "code": "MH-01", "name": "Một", "field": "ECONOMY", "level": "PROVINCE",
                            "holder": "COLLECTIVE", "registeredOn": "2019-01-10" });
        let mut answers = vec![home_affairs.open_round(FORM, PERIOD, DUE, &[AGENCY, "STC"]).await.expect_done()];
        let round = home_affairs
            .graphql("{ rounds(first: 1) { nodes { id obligations(first: 10) { nodes { id agency { code } } } } } }", json!({}))
            .await;
        let round_id = round.at("rounds.nodes.0.id").as_str().unwrap().to_owned();
        let obligations = round.at("rounds.nodes.0.obligations.nodes").as_array().unwrap();
        let owed = obligations.iter().find(|node| node["agency"]["code"] == "STC").unwrap()["id"].as_str().unwrap();
        answers.push(home_affairs.extend(owed, "2019-09-30T00:00:00Z", "Bão.").await.expect_done());
        answers.push(home_affairs.exempt(owed, "Giải thể.").await.expect_done());
        let registered = submitter.verb("modelRegister", model, "model { id }".into()).await.expect_done();
        let model_id = registered.at("modelRegister.model.id").as_str().unwrap().to_owned();
        answers.push(registered);
        let stage = json!({ "model": model_id, "stage": "IN_PROGRESS", "on": "2019-02-01" });
        answers.push(submitter.verb("modelAdvance", stage, "model { id }".into()).await.expect_done());
        answers.push(submitter.save_draft(AGENCY, PERIOD, filled()).await.expect_done());
        answers.push(submitter.submit(AGENCY, PERIOD).await.expect_done());
        answers.push(home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "a" }])).await.expect_done());
        answers.push(head.submit(AGENCY, PERIOD).await.expect_done());
        answers.push(home_affairs.accept(AGENCY, PERIOD).await.expect_done());
        answers.push(head.reopen(AGENCY, PERIOD, "Thiếu.").await.expect_done());
        world.set_time("2019-09-30T02:00:00Z");
        answers.push(home_affairs.close_round(FORM, PERIOD).await.expect_done());
        let report = submitter.report(AGENCY, PERIOD, "id").await.at("report.id").as_str().unwrap().to_owned();

        let log = log(&world, ENTRY).await;
        let mut entries = log.at("auditEntries.nodes").as_array().unwrap().clone();
        entries.reverse();
        assert_eq!(log.at("auditEntries.totalCount"), &json!(entries.len()));
        let numbers: Vec<i64> = entries.iter().map(|entry| entry["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, (1..=13).collect::<Vec<_>>(), "numbered without a gap");
        // The province was set up by the operator.
        assert_eq!((&entries[0]["action"], &entries[0]["person"]), (&json!("provinceImport"), &Value::Null));

        let (ha, st, hd) = ("84.HOME_AFFAIRS_OFFICER.1", "84.SUBMITTER.STTTT.1", "84.AGENCY_HEAD.STTTT.1");
        let expected = [
            ("roundOpen", "Round", round_id.as_str(), ha),
            ("obligationExtend", "Obligation", owed, ha),
            ("obligationExempt", "Obligation", owed, ha),
            ("modelRegister", "MobilisationModel", model_id.as_str(), st),
            ("modelAdvance", "MobilisationModel", model_id.as_str(), st),
            ("reportSaveDraft", "Report", report.as_str(), st),
            ("reportSubmit", "Report", report.as_str(), st),
            ("reportReturn", "Report", report.as_str(), ha),
            ("reportSubmit", "Report", report.as_str(), hd),
            ("reportAccept", "Report", report.as_str(), ha),
            ("reportReopen", "Report", report.as_str(), hd),
            ("roundClose", "Round", round_id.as_str(), ha),
        ];
        let mut ids = BTreeSet::new();
        for ((entry, (action, kind, subject, person)), answer) in entries[1..].iter().zip(expected).zip(&answers) {
            assert_eq!(entry["action"], action);
            assert_eq!((&entry["subjectType"], &entry["subjectId"]), (&json!(kind), &json!(subject)), "{action}");
            assert_eq!(entry["person"]["fullName"], format!("Nguyễn Văn {person}"), "{action}");
            // The request by which its answer can be found again.
            assert_eq!(entry["requestId"], answer.headers["x-request-id"].to_str().unwrap(), "{action}");
            assert!(ids.insert(entry["requestId"].as_str().unwrap().to_owned()));
            let at = if action == "roundClose" { "2019-09-30T02:00:00+00:00" } else { "2019-09-16T02:00:00+00:00" };
            assert_eq!(entry["at"], at);
            let made = ["roundOpen", "modelRegister"].contains(&action);
            assert_eq!(entry["beforeDigest"].is_null(), made, "{action}");
            for digest in ["beforeDigest", "afterDigest"].map(|name| entry[name].as_str()).into_iter().flatten() {
                assert!(digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit()), "{action} {digest}");
            }
            assert!(entry["afterDigest"].is_string() && entry["afterDigest"] != entry["beforeDigest"], "{action}");
        }
    }

    async fn a_refused_change_leaves_no_trace(world: World) {
        let (_, submitter) = ready(&world).await;
        let count = async || log(&world, "number").await.at("auditEntries.totalCount").as_i64().unwrap();
        let before = count().await;
        for _ in 0..3 {
            submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("khong_co", 1)] })).await.expect_user_error("UNKNOWN_INDICATOR");
            submitter.submit(AGENCY, PERIOD).if_revision(9).await.expect_user_error("STALE_REVISION");
            submitter.accept(AGENCY, PERIOD).await.expect_user_error("NOT_ALLOWED");
        }
        submitter.validate(AGENCY, PERIOD).await.expect_done();
        assert_eq!(count().await, before);
        // And the next change has the next number.
        let key = Uuid::now_v7();
        let file = || submitter.submit(AGENCY, PERIOD).if_revision(1).key(key);
        file().await.expect_done();
        file().await.expect_done();
        let entries = log(&world, "number action").await;
        assert_eq!(entries.at("auditEntries.nodes.0"), &json!({ "number": before + 1, "action": "reportSubmit" }));
    }

    async fn the_log_is_for_auditors_and_administrators(world: World) {
        ready(&world).await;
        let query = "{ auditEntries(first: 2) { totalCount nodes { id number action } } }";
        let ids: Vec<Value> = {
            let seen = world.person(Role::Auditor, None).graphql(query, json!({})).await;
            seen.at("auditEntries.nodes").as_array().unwrap().iter().map(|entry| entry["id"].clone()).collect()
        };
        let node = "query ($id: ID!) { node(id: $id) { ... on AuditEntry { number } } }";
        for role in [Role::Auditor, Role::ProvinceAdministrator] {
            let reader = world.person(role, None);
            assert_eq!(reader.graphql(query, json!({})).await.at("auditEntries.totalCount"), &json!(3));
            assert_eq!(reader.graphql(node, json!({ "id": ids[0] })).await.data(), &json!({ "node": { "number": 3 } }));
        }
        let mut others: Vec<_> = [Role::HomeAffairsOfficer, Role::BiReader].map(|role| world.person(role, None)).into();
        others.extend([Role::Submitter, Role::AgencyHead].map(|role| world.person(role, AGENCY)));
        for person in others {
            let refused = person.speaking("en");
            let answer = refused.graphql(query, json!({})).await.expect_code("FORBIDDEN");
            assert_eq!(answer.body["data"], json!({ "auditEntries": null }));
            assert_eq!(answer.errors()[0]["message"], "Your role may not do this.");
            assert_eq!(refused.graphql(node, json!({ "id": ids[0] })).await.data(), &json!({ "node": null }));
        }
        // A neighbour has a log of their own, with numbers of their own.
        let neighbour = world.neighbour(Role::Auditor, None);
        let theirs = neighbour.graphql(query, json!({})).await;
        assert_eq!(theirs.at("auditEntries.nodes").as_array().unwrap().len(), 1);
        assert_eq!(neighbour.graphql(node, json!({ "id": ids[0] })).await.data(), &json!({ "node": null }));
    }

    async fn the_log_is_read_in_pages_and_by_action(world: World) {
        let (_, submitter) = ready(&world).await;
        for _ in 0..5 {
            world.advance(chrono::Duration::hours(1));
            submitter.save_draft(AGENCY, PERIOD, json!({})).await.expect_done();
        }
        let auditor = world.person(Role::Auditor, None);
        let query = "query ($after: String, $filter: AuditFilter) { auditEntries(first: 3, after: $after, filter: $filter) { \
                     totalCount nodes { number } pageInfo { hasNextPage endCursor } } }";
        let mut numbers = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = auditor.graphql(query, json!({ "after": after, "filter": { "action": "reportSaveDraft" } })).await;
            assert_eq!(page.at("auditEntries.totalCount"), &json!(6));
            numbers.extend(page.at("auditEntries.nodes").as_array().unwrap().iter().map(|node| node["number"].as_i64().unwrap()));
            if page.at("auditEntries.pageInfo.hasNextPage") == &json!(false) {
                break;
            }
            after = page.at("auditEntries.pageInfo.endCursor").clone();
        }
        assert_eq!(numbers, [8, 7, 6, 5, 4, 3]);
        let between = json!({ "filter": { "from": "2019-09-16T03:00:00Z", "before": "2019-09-16T05:00:00Z" } });
        let page = auditor.graphql(query, between).await;
        assert_eq!(page.at("auditEntries.nodes"), &json!([{ "number": 5 }, { "number": 4 }]));
    }
}
