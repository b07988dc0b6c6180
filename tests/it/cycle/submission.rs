//! Filing a report: what blocks it, what needs a word, and the version that stays.

use super::desk::{AGENCY, PERIOD, filed, number, open, ready, texts, traces};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::digest;
use tonghop::kit::vocabulary::Role;

/// Figures that G02 calls an error: more are overdue than pending.
fn overdue() -> Value {
    json!({ "figures": [number("complaint_pending", 1), number("complaint_pending_overdue", 2)] })
}

/// Figures that S03 warns of: more staff than the quota.
fn crowded() -> Value {
    json!({ "figures": [number("staff_quota_total", 59), number("staff_present_total", 60)] })
}

on_both! {
    async fn checks_tell_before_anything_is_filed(world: World) {
        let (_, submitter) = ready(&world).await;
        let fine = submitter.validate(AGENCY, PERIOD).await.expect_done();
        assert_eq!(fine.at("reportValidate.canSubmit"), &json!(true));
        let all = fine.at("reportValidate.checks").as_array().unwrap();
        assert!(all.iter().all(|check| check["result"] != "FAIL"), "{all:?}");
        assert!(all.iter().any(|check| check["result"] == "PASS") && all.iter().any(|check| check["result"] == "NOT_EVALUABLE"));

        let saved = submitter.save_draft(AGENCY, PERIOD, overdue()).await.expect_done();
        // A save says what fails, and is saved all the same.
        let found = json!([{
            "rule": { "code": "G02" }, "subject": "complaint", "result": "FAIL", "severity": "ERROR",
            "message": "Đơn khiếu nại: quá hạn 2, nhiều hơn số chưa giải quyết cuối kỳ là 1.",
            "indicators": ["complaint_pending_overdue", "complaint_pending"], "explanation": null,
        }]);
        assert_eq!(saved.at("reportSaveDraft.checks"), &found);
        let before = traces(&world.database).await;
        let bad = submitter.validate(AGENCY, PERIOD).await.expect_done();
        assert_eq!(bad.at("reportValidate.canSubmit"), &json!(false));
        assert_eq!(bad.at("reportValidate.report.revision"), &json!(2));
        let failing = submitter.report(AGENCY, PERIOD, "checks(results: [FAIL]) { rule { code } }").await;
        assert_eq!(failing.at("report.checks"), &json!([{ "rule": { "code": "G02" } }]));
        assert_eq!(traces(&world.database).await, before, "a check changes nothing");

        // A warning can be explained, so that it does not keep a report from being filed.
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_pending", 2)] })).await.expect_done();
        submitter.save_draft(AGENCY, PERIOD, crowded()).await.expect_done();
        let warned = submitter.clone().speaking("en").validate(AGENCY, PERIOD).await.expect_done();
        assert_eq!(warned.at("reportValidate.canSubmit"), &json!(true));
        let failing: Vec<&Value> =
            warned.at("reportValidate.checks").as_array().unwrap().iter().filter(|check| check["result"] == "FAIL").collect();
        assert_eq!(failing.len(), 1);
        assert_eq!(failing[0]["message"], "60 staff present, more than the quota of 59.");
    }

    async fn an_error_blocks_and_no_explanation_helps(world: World) {
        let (_, submitter) = ready(&world).await;
        submitter.save_draft(AGENCY, PERIOD, overdue()).await.expect_done();
        let before = traces(&world.database).await;
        let blocked = submitter.clone().speaking("en").submit(AGENCY, PERIOD).await;
        let errors = blocked.user_errors();
        assert_eq!(errors.len(), 1, "{blocked}");
        assert_eq!((errors[0].code.as_str(), errors[0].path.join(".")), ("RULE_FAILED", "input.report".to_owned()));
        assert_eq!(errors[0].message, "Rule G02 (complaint): Complaints: 2 overdue, more than the 1 pending.");
        let vietnamese = submitter.submit(AGENCY, PERIOD).await.user_errors();
        assert_eq!(vietnamese[0].message, "Quy tắc G02 (complaint): Đơn khiếu nại: quá hạn 2, nhiều hơn số chưa giải quyết cuối kỳ là 1.");
        let explained = submitter
            .submit(AGENCY, PERIOD)
            .with("explanations", json!([{ "rule": "G02", "subject": "complaint", "text": "Đúng như vậy." }]))
            .await;
        assert_eq!(explained.payload()["version"], Value::Null);
        explained.clone().expect_user_error("RULE_FAILED").expect_user_error("NOTHING_TO_EXPLAIN");
        assert_eq!(traces(&world.database).await, before);
    }

    async fn a_warning_is_filed_with_its_explanation(world: World) {
        let (_, submitter) = ready(&world).await;
        submitter.save_draft(AGENCY, PERIOD, crowded()).await.expect_done();
        let before = traces(&world.database).await;
        let asked = submitter.clone().speaking("en").submit(AGENCY, PERIOD).await.expect_user_error("EXPLANATION_NEEDED");
        assert_eq!(
            asked.user_errors()[0].message,
            "Rule S03 warns and needs an explanation: 60 staff present, more than the quota of 59."
        );
        let explain = |explanations: Value| submitter.submit(AGENCY, PERIOD).with("explanations", explanations);
        let word = |text: &str| json!({ "rule": "S03", "text": text });
        for (explanations, path, code) in [
            (json!([word(" ")]), "explanations.0.text", "TEXT_EMPTY"),
            (json!([word("a\u{2066}b")]), "explanations.0.text", "FORBIDDEN_CHARACTER"),
            (json!([word(&"x".repeat(2_001))]), "explanations.0.text", "TEXT_TOO_LONG"),
            (json!([word("Một."), word("Hai.")]), "explanations.1.rule", "DUPLICATE_ENTRY"),
            (json!([word("Một."), { "rule": "X99", "text": "Hai." }]), "explanations.1.rule", "UNKNOWN_RULE"),
            (json!([word("Một."), { "rule": "S11", "text": "Hai." }]), "explanations.1.rule", "NOTHING_TO_EXPLAIN"),
            (json!([word("Một."), { "rule": "G02", "subject": "complaint", "text": "Hai." }]), "explanations.1.rule", "NOTHING_TO_EXPLAIN"),
            (json!(vec![word("Một."); 201]), "explanations", "TOO_MANY_ENTRIES"),
        ] {
            let refused = explain(explanations).await;
            let found: Vec<_> = refused.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect();
            assert!(found.contains(&(format!("input.{path}"), code.to_owned())), "{path} {code}: {found:?}");
        }
        assert_eq!(traces(&world.database).await, before);

        let done = explain(json!([word("  Có 01 viên chức biệt phái.\r\n")]))
            .selecting("version { number checks(results: [FAIL]) { rule { code } severity explanation message } }")
            .await
            .expect_done();
        assert_eq!(
            done.at("reportSubmit.version"),
            &json!({ "number": 1, "checks": [{
                "rule": { "code": "S03" }, "severity": "WARNING", "explanation": "Có 01 viên chức biệt phái.",
                "message": "Có mặt 60 người, nhiều hơn 59 biên chế được giao.",
            }] })
        );
    }

    async fn what_is_filed_is_never_changed(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 3)] })).await.expect_done();
        let whole = "id number digest formDigest submittedAt late submittedBy { fullName } \
                     content { figures { indicator { code } state value note asStated } sections { sectionCode state text items } } \
                     checks { rule { code } subject result message explanation }";
        let filed = submitter.submit(AGENCY, PERIOD).selecting(&format!("report {{ state revision submittedAt }} version {{ {whole} }}")).await.expect_done();
        let first = filed.at("reportSubmit.version").clone();
        assert_eq!(first["number"], 1);
        assert_eq!(first["submittedAt"], "2019-09-16T02:00:00+00:00");
        assert_eq!(first["submittedBy"]["fullName"], "Nguyễn Văn 84.SUBMITTER.STTTT.1");
        assert_eq!(filed.at("reportSubmit.report"), &json!({ "state": "SUBMITTED", "revision": 3, "submittedAt": "2019-09-16T02:00:00+00:00" }));

        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "Xem lại." }])).await.expect_done();
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 4)] })).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();

        let node = "query ($id: ID!) { node(id: $id) { ... on ReportVersion { VERSION } } }".replace("VERSION", whole);
        let again = submitter.graphql(&node, json!({ "id": first["id"] })).await;
        assert_eq!(again.at("node"), &first);
        let versions = submitter.report(AGENCY, PERIOD, "versions { number digest } latestVersion { digest } acceptedVersion { number digest }").await;
        let second = versions.at("report.versions.0").clone();
        assert_eq!(second["number"], 2);
        assert_ne!(second["digest"], first["digest"]);
        assert_eq!(versions.at("report.versions.1"), &json!({ "number": 1, "digest": first["digest"] }));
        assert_eq!(versions.at("report.acceptedVersion"), &second);
        assert_eq!(versions.at("report.latestVersion.digest"), &second["digest"]);

        // The digest is that of the content as it is kept, and the form that was asked is kept under its own.
        let kept = texts(&world.database, "SELECT content FROM report_version ORDER BY number").await;
        let digests: Vec<Value> = kept.iter().map(|content| json!(digest::sha256(content.as_bytes()))).collect();
        assert_eq!(digests, [first["digest"].clone(), second["digest"].clone()]);
        let forms = texts(&world.database, "SELECT content FROM form_snapshot").await;
        assert_eq!(forms.len(), 1);
        assert_eq!(json!(digest::sha256(forms[0].as_bytes())), first["formDigest"]);
    }

    async fn a_report_is_filed_once(world: World) {
        let (_, submitter) = filed(&world).await;
        let head = world.person(Role::AgencyHead, AGENCY).speaking("en");
        let before = traces(&world.database).await;
        let again = head.submit(AGENCY, PERIOD).await.expect_user_error("ALREADY_SUBMITTED");
        assert_eq!(again.user_errors()[0].message, "The report has been submitted and waits for Home Affairs.");
        assert_eq!(again.payload()["version"], Value::Null);
        assert_eq!(again.at("reportSubmit.report.state"), &json!("SUBMITTED"));
        submitter.save_draft(AGENCY, PERIOD, overdue()).await.expect_user_error("ALREADY_SUBMITTED");
        assert_eq!(traces(&world.database).await, before);
    }

    async fn a_report_is_filed_as_it_was_seen(world: World) {
        let (_, submitter) = ready(&world).await;
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 3)] })).await.expect_done();
        let before = traces(&world.database).await;
        let stale = submitter.submit(AGENCY, PERIOD).if_revision(1).await.expect_user_error("STALE_REVISION");
        assert_eq!(stale.at("reportSubmit.report.revision"), &json!(2));
        assert_eq!(traces(&world.database).await, before);
    }

    async fn reports_are_filed_by_their_agencys_people_only(world: World) {
        open(&world).await;
        let before = traces(&world.database).await;
        for role in [Role::HomeAffairsOfficer, Role::ProvinceAdministrator, Role::BiReader, Role::Auditor] {
            world.person(role, None).submit(AGENCY, PERIOD).if_revision(0).await.expect_user_error("NOT_ALLOWED");
        }
        world.person(Role::Submitter, "STC").submit(AGENCY, PERIOD).if_revision(0).await.expect_user_error("NOT_FOUND");
        world.neighbour(Role::Submitter, AGENCY).submit(AGENCY, PERIOD).if_revision(0).await.expect_user_error("NOT_FOUND");
        assert_eq!(traces(&world.database).await, before);
    }
}
