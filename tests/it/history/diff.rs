//! `report.diff`: figure, state, text, citation, disclosure, model, before and after.

use crate::cycle::desk::{AGENCY, PERIOD, filled, number, ready};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

fn citation(number: &str, symbol: &str, title: &str) -> Value {
    json!({ "asCited": format!("số {number}/{symbol}"), "number": number, "symbol": symbol, "title": title })
}

fn disclosure(content: &str, forms: &[&str]) -> Value {
    json!({ "content": content, "status": "DISCLOSED", "forms": forms })
}

/// Three versions: the second says much that the first does not, the third is the first again.
async fn filed_thrice(world: &World) -> (Person, Person) {
    let (home_affairs, submitter) = ready(world).await;
    submitter
        .graphql(
            "mutation ($input: ModelRegisterInput!) { modelRegister(input: $input) { userErrors { code message path } } }",
            json!({ "input": {
                "agency": AGENCY, "code": "MH-1", "name": "Ngày thứ sáu nghe dân", "field": "POLITICAL_SYSTEM",
                "level": "GRASSROOTS", "holder": "COLLECTIVE", "registeredOn": "2019-07-01",
                "idempotencyKey": uuid::Uuid::now_v7(),
            } }),
        )
        .await
        .expect_done();
    let first = json!({
        "header": { "number": "36a", "symbol": "BC-STTTT", "recipients": ["Sở Nội vụ"] },
        "figures": [
            number("complaint_received", 2),
            { "indicator": "denunciation_received", "state": "NONE_DECLARED" },
            { "indicator": "petition_feedback_received", "state": "STATED", "value": 5, "note": "Qua đường dây nóng" },
            { "indicator": "dvk_models_active", "state": "NOT_STATED" },
        ],
        "citations": [citation("13", "KH-UBND", "Kế hoạch"), citation("25", "NQ/TW", "Nghị quyết"), citation("04", "CT", "Chỉ thị")],
        "disclosures": [disclosure("internal_rules", &["INTRANET", "MEETING"])],
        "models": [],
    });
    submitter.save_draft(AGENCY, PERIOD, first.clone()).await.expect_done();
    submitter.submit(AGENCY, PERIOD).await.expect_done();

    home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "Sửa." }])).await.expect_done();
    let second = json!({
        "header": { "number": "36b", "symbol": "BC-STTTT", "recipients": ["Sở Nội vụ", "Lưu: VT"] },
        "figures": [
            { "indicator": "complaint_received", "state": "NOT_STATED" },
            number("denunciation_received", 1),
            { "indicator": "petition_feedback_received", "state": "STATED", "value": 5, "note": "Qua đường dây nóng và thư" },
            number("dvk_models_active", 1),
        ],
        "sections": [
            { "sectionCode": "dissemination", "text": "Thực hiện rất tốt, đúng quy định." },
            { "sectionCode": "next_tasks", "items": ["Tiếp công dân định kỳ.", "Kiểm tra dân chủ cơ sở."] },
        ],
        "citations": [citation("04", "CT", "Chỉ thị"), citation("13", "KH-UBND", "Kế hoạch năm 2019"), citation("25", "NQ/TW", "Nghị quyết")],
        "disclosures": [disclosure("internal_rules", &["MEETING", "CONFERENCE"]), disclosure("organisation_personnel", &[])],
        "models": [{ "code": "MH-1", "note": "Duy trì" }],
    });
    submitter.save_draft(AGENCY, PERIOD, second).await.expect_done();
    let warned = submitter.validate(AGENCY, PERIOD).await;
    let explanations = crate::history::explained(&warned);
    submitter.submit(AGENCY, PERIOD).with("explanations", explanations).await.expect_done();

    home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "Sửa lại." }])).await.expect_done();
    let mut third = first;
    third["sections"] = filled()["sections"].clone();
    submitter.save_draft(AGENCY, PERIOD, third).await.expect_done();
    submitter.submit(AGENCY, PERIOD).await.expect_done();
    (home_affairs, submitter)
}

const ALL: &str = "from { number } to { number } count \
    header { parts before { number recipients } after { number recipients } } \
    figures { kind parts difference before { indicator { code } state value note } after { state value note } } \
    sections { kind parts before { sectionCode } after { text items } text { kind text } items { kind before after positionBefore positionAfter text { kind text } } } \
    citations { kind parts positionBefore positionAfter before { title } after { title } } \
    disclosures { kind parts formsAdded formsRemoved modesAdded before { content { code } } after { content { code } } } \
    models { kind before { note } after { code note } }";

on_both! {
    async fn two_versions_are_compared(world: World) {
        let (_, submitter) = filed_thrice(&world).await;
        let answer = submitter.report(AGENCY, PERIOD, &format!("diff(from: 1, to: 2) {{ {ALL} }}")).await;
        let diff = answer.at("report.diff");
        assert_eq!((&diff["from"], &diff["to"]), (&json!({ "number": 1 }), &json!({ "number": 2 })));
        assert_eq!(
            diff["header"],
            json!({ "parts": ["NUMBER", "RECIPIENTS"], "before": { "number": "36a", "recipients": ["Sở Nội vụ"] },
                    "after": { "number": "36b", "recipients": ["Sở Nội vụ", "Lưu: VT"] } })
        );
        // The form asks for complaints, denunciations, petitions, and then for models.
        assert_eq!(
            diff["figures"],
            json!([
                { "kind": "REMOVED", "parts": [], "difference": null,
                  "before": { "indicator": { "code": "complaint_received" }, "state": "STATED", "value": "2", "note": null },
                  "after": { "state": "NOT_STATED", "value": null, "note": null } },
                { "kind": "CHANGED", "parts": ["STATE", "VALUE"], "difference": "1",
                  "before": { "indicator": { "code": "denunciation_received" }, "state": "NONE_DECLARED", "value": null, "note": null },
                  "after": { "state": "STATED", "value": "1", "note": null } },
                { "kind": "CHANGED", "parts": ["NOTE"], "difference": null,
                  "before": { "indicator": { "code": "petition_feedback_received" }, "state": "STATED", "value": "5", "note": "Qua đường dây nóng" },
                  "after": { "state": "STATED", "value": "5", "note": "Qua đường dây nóng và thư" } },
                { "kind": "ADDED", "parts": [], "difference": null,
                  "before": { "indicator": { "code": "dvk_models_active" }, "state": "NOT_STATED", "value": null, "note": null },
                  "after": { "state": "STATED", "value": "1", "note": null } },
            ])
        );
        assert_eq!(
            diff["sections"],
            json!([
                { "kind": "CHANGED", "parts": ["TEXT"], "before": { "sectionCode": "dissemination" },
                  "after": { "text": "Thực hiện rất tốt, đúng quy định.", "items": [] },
                  "text": [{ "kind": "KEPT", "text": "Thực hiện " }, { "kind": "ADDED", "text": "rất " },
                           { "kind": "KEPT", "text": "tốt, đúng quy định." }],
                  "items": [] },
                { "kind": "CHANGED", "parts": ["ITEMS"], "before": { "sectionCode": "next_tasks" },
                  "after": { "text": null, "items": ["Tiếp công dân định kỳ.", "Kiểm tra dân chủ cơ sở."] },
                  "text": [],
                  "items": [
                      { "kind": "REMOVED", "before": "Tổ chức đối thoại.", "after": null, "positionBefore": 1, "positionAfter": null,
                        "text": [{ "kind": "REMOVED", "text": "Tổ chức đối thoại." }] },
                      { "kind": "CHANGED", "before": "Tiếp công dân.", "after": "Tiếp công dân định kỳ.", "positionBefore": 2, "positionAfter": 1,
                        "text": [{ "kind": "KEPT", "text": "Tiếp công " }, { "kind": "REMOVED", "text": "dân." },
                                 { "kind": "ADDED", "text": "dân định kỳ." }] },
                      { "kind": "ADDED", "before": null, "after": "Kiểm tra dân chủ cơ sở.", "positionBefore": null, "positionAfter": 2,
                        "text": [{ "kind": "ADDED", "text": "Kiểm tra dân chủ cơ sở." }] },
                  ] },
            ])
        );
        assert_eq!(
            diff["citations"],
            json!([
                { "kind": "MOVED", "parts": ["POSITION"], "positionBefore": 3, "positionAfter": 1,
                  "before": { "title": "Chỉ thị" }, "after": { "title": "Chỉ thị" } },
                { "kind": "CHANGED", "parts": ["TITLE"], "positionBefore": 1, "positionAfter": 2,
                  "before": { "title": "Kế hoạch" }, "after": { "title": "Kế hoạch năm 2019" } },
            ])
        );
        assert_eq!(
            diff["disclosures"],
            json!([
                { "kind": "CHANGED", "parts": ["FORMS"], "formsAdded": ["CONFERENCE"], "formsRemoved": ["INTRANET"], "modesAdded": [],
                  "before": { "content": { "code": "internal_rules" } }, "after": { "content": { "code": "internal_rules" } } },
                { "kind": "ADDED", "parts": [], "formsAdded": [], "formsRemoved": [], "modesAdded": [],
                  "before": null, "after": { "content": { "code": "organisation_personnel" } } },
            ])
        );
        assert_eq!(diff["models"], json!([{ "kind": "ADDED", "before": null, "after": { "code": "MH-1", "note": "Duy trì" } }]));
        assert_eq!(diff["count"], json!(1 + 4 + 2 + 2 + 2 + 1));
    }

    async fn the_same_says_nothing_and_the_way_back_is_the_mirror(world: World) {
        let (_, submitter) = filed_thrice(&world).await;
        let asked = "same: diff(from: 2, to: 2) { count header { parts } figures { kind } sections { kind } citations { kind } disclosures { kind } models { kind } } \
            restored: diff(from: 1, to: 3) { count } back: diff(from: 2, to: 1) { count figures { kind difference } models { kind } }";
        let answer = submitter.report(AGENCY, PERIOD, asked).await;
        assert_eq!(
            answer.at("report.same"),
            &json!({ "count": 0, "header": null, "figures": [], "sections": [], "citations": [], "disclosures": [], "models": [] })
        );
        assert_eq!(answer.at("report.restored.count"), &json!(0));
        assert_eq!(
            answer.at("report.back"),
            &json!({
                "count": 12,
                "figures": [{ "kind": "ADDED", "difference": null }, { "kind": "CHANGED", "difference": "-1" },
                            { "kind": "CHANGED", "difference": null }, { "kind": "REMOVED", "difference": null }],
                "models": [{ "kind": "REMOVED" }],
            })
        );
    }

    async fn a_draft_is_compared_with_a_version_by_those_who_may_see_it(world: World) {
        let (home_affairs, submitter) = filed_thrice(&world).await;
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        home_affairs.reopen(AGENCY, PERIOD, "Bổ sung.").await.expect_done();
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 3)] })).await.expect_done();
        let draft = "diff(from: 3) { from { number } to { number } count figures { difference } }";
        for person in [&submitter, &home_affairs] {
            let answer = person.report(AGENCY, PERIOD, draft).await;
            assert_eq!(
                answer.at("report.diff"),
                &json!({ "from": { "number": 3 }, "to": null, "count": 1, "figures": [{ "difference": "1" }] })
            );
        }
        // A BI reader sees what is accepted: version 3, and no draft.
        let reader = world.person(Role::BiReader, None);
        assert_eq!(reader.report(AGENCY, PERIOD, draft).await.at("report.diff"), &json!(null));
        let accepted = reader.report(AGENCY, PERIOD, "diff(from: 3, to: 3) { count }").await;
        assert_eq!(accepted.at("report.diff.count"), &json!(0));
        reader.report(AGENCY, PERIOD, "diff(from: 1, to: 3) { count }").await.expect_code("BAD_USER_INPUT");
    }

    /// What was accepted once stays to be read when another version is accepted; what was returned never is.
    async fn every_version_that_was_accepted_is_seen(world: World) {
        let (home_affairs, submitter) = filed_thrice(&world).await;
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        home_affairs.reopen(AGENCY, PERIOD, "Bổ sung.").await.expect_done();
        let header = json!({ "header": { "number": "36d", "symbol": "BC-STTTT" } });
        submitter.save_draft(AGENCY, PERIOD, header).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        let reader = world.person(Role::BiReader, None);
        let seen = async || reader.report(AGENCY, PERIOD, "versions { number }").await.at("report.versions").clone();
        assert_eq!(seen().await, json!([{ "number": 3 }]));
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        assert_eq!(seen().await, json!([{ "number": 4 }, { "number": 3 }]));
        let diff = reader.report(AGENCY, PERIOD, "diff(from: 3, to: 4) { from { number } to { number } count }").await;
        assert_eq!(diff.at("report.diff.from.number"), &json!(3));
        reader.report(AGENCY, PERIOD, "diff(from: 2, to: 4) { count }").await.expect_code("BAD_USER_INPUT");
        // By its id too.
        let versions = submitter.report(AGENCY, PERIOD, "versions { id number }").await;
        for version in versions.at("report.versions").as_array().unwrap() {
            let query = "query ($id: ID!) { node(id: $id) { ... on ReportVersion { number } } }";
            let node = reader.graphql(query, json!({ "id": version["id"] })).await;
            let expected = if version["number"].as_i64() >= Some(3) { json!({ "number": version["number"] }) } else { json!(null) };
            assert_eq!(node.at("node"), &expected);
        }
    }

    async fn a_version_that_is_not_there_is_said_to_be_unknown(world: World) {
        let (_, submitter) = filed_thrice(&world).await;
        for (arguments, number) in [("from: 1, to: 4", 4), ("from: 0, to: 1", 0), ("from: -1, to: 1", -1), ("from: 9", 9)] {
            let answer = submitter.clone().speaking("en").report(AGENCY, PERIOD, &format!("diff({arguments}) {{ count }}")).await;
            let error = &answer.errors()[0];
            assert_eq!(error["message"], json!(format!("The report has no version {number}.")));
            assert_eq!(error["extensions"]["reason"], json!("UNKNOWN_VERSION"), "{error}");
        }
        // Nobody else's versions are there at all.
        let other = world.person(Role::Submitter, "STC");
        assert_eq!(other.report(AGENCY, PERIOD, "diff(from: 1, to: 2) { count }").await.at("report"), &json!(null));
    }
}
