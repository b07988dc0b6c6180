//! Drafts: saved in parts as often as one likes, merged by indicator and section, refused with everything that is wrong.

use super::desk::{AGENCY, PERIOD, number, open, traces};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What was found wrong: the code and the place, in the order of the answer.
fn wrong(answer: &crate::kit::answer::Answer) -> Vec<(String, String)> {
    answer.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect()
}

on_both! {
    async fn a_draft_is_saved_in_parts(world: World) {
        let (_, submitter) = open(&world).await;
        let parts = [
            json!({ "figures": [number("complaint_received", 3), number("denunciation_received", 1)] }),
            json!({ "sections": [{ "sectionCode": "emulation", "text": "Phong trào sôi nổi." }] }),
            json!({ "header": { "number": "05", "symbol": "BC-STTTT-VP", "date": { "year": 2019, "month": 9, "day": 14 } } }),
            // The one figure anew, another beside it; the one that is not sent stays.
            json!({ "figures": [number("complaint_received", 4), { "indicator": "complaint_pending", "state": "NONE_DECLARED" }] }),
            json!({ "sections": [{ "sectionCode": "lessons", "items": ["Một.", "Hai."] }] }),
            // Nothing at all is a save too.
            json!({}),
        ];
        for (revision, part) in (1..).zip(parts) {
            let saved = submitter.save_draft(AGENCY, PERIOD, part).await.expect_done();
            assert_eq!(saved.at("reportSaveDraft.report.revision"), &json!(revision));
        }
        let content = "draft { header { number symbol place date { year month day } recipients } \
            figures(indicators: [\"complaint_received\", \"denunciation_received\", \"complaint_pending\", \"complaint_resolved\"]) { indicator { code } state value } \
            sections { sectionCode state text items } }";
        let report = submitter.report(AGENCY, PERIOD, content).await;
        assert_eq!(
            report.at("report.draft.header"),
            &json!({ "number": "05", "symbol": "BC-STTTT-VP", "place": null, "date": { "year": 2019, "month": 9, "day": 14 }, "recipients": [] })
        );
        assert_eq!(
            report.at("report.draft.figures"),
            &json!([
                { "indicator": { "code": "complaint_received" }, "state": "STATED", "value": "4" },
                { "indicator": { "code": "complaint_resolved" }, "state": "NOT_STATED", "value": null },
                { "indicator": { "code": "complaint_pending" }, "state": "NONE_DECLARED", "value": null },
                { "indicator": { "code": "denunciation_received" }, "state": "STATED", "value": "1" },
            ])
        );
        let sections = report.at("report.draft.sections").as_array().unwrap();
        assert_eq!(sections.len(), 14, "every section of the form");
        let of = |code: &str| sections.iter().find(|section| section["sectionCode"] == code).unwrap().clone();
        assert_eq!(of("emulation"), json!({ "sectionCode": "emulation", "state": "STATED", "text": "Phong trào sôi nổi.", "items": [] }));
        assert_eq!(of("lessons"), json!({ "sectionCode": "lessons", "state": "STATED", "text": null, "items": ["Một.", "Hai."] }));
        assert_eq!(of("dissemination"), json!({ "sectionCode": "dissemination", "state": "NOT_STATED", "text": null, "items": [] }));
    }

    async fn every_kind_of_figure_comes_back_as_it_was_stated(world: World) {
        let (_, submitter) = open(&world).await;
        let figures = json!([
            { "indicator": "denunciation_received", "state": "STATED", "value": "1", "unit": "SUBMISSION",
              "note": "Đã giải quyết trong kỳ.", "asStated": "01 đơn tố cáo (đã ban hành kết luận)", "sectionCode": "dissemination" },
            { "indicator": "steering_committee_exists", "state": "STATED", "truth": true },
            { "indicator": "staff_conference_held", "state": "STATED", "truth": false },
            { "indicator": "staff_conference_date", "state": "STATED", "date": "2019-01-15" },
            { "indicator": "steering_committee_head_position", "state": "STATED", "choice": "HEAD_OF_AGENCY" },
            { "indicator": "steering_committee_decision", "state": "STATED", "asStated": "Quyết định số 12/QĐ-STTTT" },
            { "indicator": "complaint_received", "state": "NOT_STATED", "note": "Chưa tổng hợp." },
            { "indicator": "recommendations", "state": "NONE_DECLARED", "asStated": "Không." },
            { "indicator": "petition_feedback_received", "state": "NONE_DECLARED", "value": 0 },
            { "indicator": "harassment_cases_handled", "state": "NOT_APPLICABLE" },
            { "indicator": "lessons", "state": "STATED", "value": 3 },
            { "indicator": "staff_present_total", "state": "STATED", "value": "999999999999" },
        ]);
        let codes: Vec<Value> = figures.as_array().unwrap().iter().map(|figure| figure["indicator"].clone()).collect();
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": figures })).await.expect_done();
        let query = "query ($by: ReportBy!, $codes: [String!]) { report(by: $by) { draft { figures(indicators: $codes) { \
                     indicator { code } state value truth date choice note asStated sectionCode } } } }";
        let by = crate::kit::person::report_by(AGENCY, PERIOD);
        let answer = submitter.graphql(query, json!({ "by": by, "codes": codes })).await;
        let mut shown: Vec<Value> = answer.at("report.draft.figures").as_array().unwrap().clone();
        for figure in &mut shown {
            let said = figure.as_object_mut().unwrap();
            said.retain(|_, value| !value.is_null());
            said["indicator"] = said["indicator"]["code"].clone();
        }
        let expected = [
            json!({ "indicator": "staff_present_total", "state": "STATED", "value": "999999999999", "sectionCode": "agency_profile" }),
            json!({ "indicator": "complaint_received", "state": "NOT_STATED", "note": "Chưa tổng hợp.", "sectionCode": "dissemination" }),
            json!({ "indicator": "denunciation_received", "state": "STATED", "value": "1", "note": "Đã giải quyết trong kỳ.",
                    "asStated": "01 đơn tố cáo (đã ban hành kết luận)", "sectionCode": "dissemination" }),
            json!({ "indicator": "petition_feedback_received", "state": "NONE_DECLARED", "sectionCode": "dissemination" }),
            json!({ "indicator": "steering_committee_exists", "state": "STATED", "truth": true, "sectionCode": "steering_committee" }),
            json!({ "indicator": "steering_committee_head_position", "state": "STATED", "choice": "HEAD_OF_AGENCY", "sectionCode": "steering_committee" }),
            json!({ "indicator": "steering_committee_decision", "state": "STATED", "asStated": "Quyết định số 12/QĐ-STTTT", "sectionCode": "steering_committee" }),
            json!({ "indicator": "staff_conference_held", "state": "STATED", "truth": false, "sectionCode": "qcdc_agency" }),
            json!({ "indicator": "staff_conference_date", "state": "STATED", "date": "2019-01-15", "sectionCode": "qcdc_agency" }),
            json!({ "indicator": "harassment_cases_handled", "state": "NOT_APPLICABLE", "sectionCode": "qcdc_agency" }),
            json!({ "indicator": "lessons", "state": "STATED", "value": "3", "sectionCode": "lessons" }),
            json!({ "indicator": "recommendations", "state": "NONE_DECLARED", "asStated": "Không.", "sectionCode": "recommendations" }),
        ];
        assert_eq!(json!(shown), json!(expected));
    }

    async fn silence_is_not_zero(world: World) {
        let (_, submitter) = open(&world).await;
        let draft = submitter.report(AGENCY, PERIOD, "draft { figures { state value } sections { state } }").await;
        let figures = draft.at("report.draft.figures").as_array().unwrap();
        assert!(figures.len() > 100);
        // What concerns communes, or begins later, is not applicable; the rest is silence; nothing is a number.
        let silent = |figure: &Value| figure["state"] == "NOT_STATED" || figure["state"] == "NOT_APPLICABLE";
        assert!(figures.iter().all(|figure| silent(figure) && figure["value"].is_null()));
        assert!(draft.at("report.draft.sections").as_array().unwrap().iter().all(|section| section["state"] == "NOT_STATED"));
    }

    async fn sections_say_what_their_text_says(world: World) {
        let (_, submitter) = open(&world).await;
        let sections = json!([
            { "sectionCode": "recommendations", "text": "Không." },
            { "sectionCode": "emulation", "text": "  \n " },
            { "sectionCode": "lessons", "text": "Bài học:", "items": ["Một.", "Hai."] },
            { "sectionCode": "coordination", "state": "NOT_APPLICABLE" },
            { "sectionCode": "staffing_in_charge", "text": "Dòng một\r\n\tdòng hai" },
        ]);
        submitter.save_draft(AGENCY, PERIOD, json!({ "sections": sections })).await.expect_done();
        let draft = submitter.report(AGENCY, PERIOD, "draft { sections { sectionCode state text items } }").await;
        let sections = draft.at("report.draft.sections").as_array().unwrap();
        let of = |code: &str| sections.iter().find(|section| section["sectionCode"] == code).unwrap();
        let expect = |code: &str, state: &str, text: Value, items: Value| {
            assert_eq!(of(code), &json!({ "sectionCode": code, "state": state, "text": text, "items": items }));
        };
        expect("recommendations", "NONE_DECLARED", json!("Không."), json!([]));
        expect("emulation", "NOT_STATED", json!(null), json!([]));
        expect("lessons", "STATED", json!("Bài học:"), json!(["Một.", "Hai."]));
        expect("coordination", "NOT_APPLICABLE", json!(null), json!([]));
        // The line ends of one system are those of all.
        expect("staffing_in_charge", "STATED", json!("Dòng một\n\tdòng hai"), json!([]));
    }

    async fn citations_and_disclosures_replace_their_lists(world: World) {
        let (_, submitter) = open(&world).await;
        let first = json!({
            "citations": [
                { "asCited": "Công văn số 628/SNV-XDCQCTTN ngày 05/9/2019", "number": "628", "symbol": "SNV-XDCQCTTN",
                  "kind": "Công văn", "issuer": "Sở Nội vụ", "date": { "year": 2019, "month": 9, "day": 5 }, "role": "BASIS" },
                { "asCited": "Nghị định 04", "date": { "year": 2015 }, "sectionCode": "qcdc_agency", "title": "Thực hiện dân chủ" },
            ],
            "disclosures": [
                { "content": "work_plans", "status": "DISCLOSED", "audience": "AGENCY", "modes": ["DISCUSS", "DISCLOSE", "DISCUSS"],
                  "forms": ["POSTED_AT_OFFICE"], "asStated": "Kế hoạch công tác", "sectionCode": "qcdc_agency" },
                { "content": "work_plans", "status": "DISCLOSED", "audience": "STAFF" },
                { "content": "internal_rules", "status": "NOT_STATED" },
            ],
        });
        submitter.save_draft(AGENCY, PERIOD, first).await.expect_done();
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 1)] })).await.expect_done();
        let content = "draft { citations { asCited number symbol kind issuer date { year month day } title sectionCode role } \
                       disclosures { content { code } status audience modes forms asStated sectionCode } }";
        let report = submitter.report(AGENCY, PERIOD, content).await;
        assert_eq!(
            report.at("report.draft"),
            &json!({
                "citations": [
                    { "asCited": "Công văn số 628/SNV-XDCQCTTN ngày 05/9/2019", "number": "628", "symbol": "SNV-XDCQCTTN",
                      "kind": "Công văn", "issuer": "Sở Nội vụ", "date": { "year": 2019, "month": 9, "day": 5 }, "title": null,
                      "sectionCode": null, "role": "BASIS" },
                    { "asCited": "Nghị định 04", "number": null, "symbol": null, "kind": null, "issuer": null,
                      "date": { "year": 2015, "month": null, "day": null }, "title": "Thực hiện dân chủ",
                      "sectionCode": "qcdc_agency", "role": "MENTIONED" },
                ],
                "disclosures": [
                    { "content": { "code": "work_plans" }, "status": "DISCLOSED", "audience": "AGENCY", "modes": ["DISCLOSE", "DISCUSS"],
                      "forms": ["POSTED_AT_OFFICE"], "asStated": "Kế hoạch công tác", "sectionCode": "qcdc_agency" },
                    { "content": { "code": "work_plans" }, "status": "DISCLOSED", "audience": "STAFF", "modes": [], "forms": [],
                      "asStated": null, "sectionCode": null },
                    { "content": { "code": "internal_rules" }, "status": "NOT_STATED", "audience": null, "modes": [], "forms": [],
                      "asStated": null, "sectionCode": null },
                ],
            })
        );
        submitter.save_draft(AGENCY, PERIOD, json!({ "citations": [], "disclosures": [] })).await.expect_done();
        let report = submitter.report(AGENCY, PERIOD, content).await;
        assert_eq!(report.at("report.draft"), &json!({ "citations": [], "disclosures": [] }));
    }

    async fn everything_wrong_with_a_draft_is_said_at_once(world: World) {
        let (_, submitter) = open(&world).await;
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 7)] })).await.expect_done();
        let before = traces(&world.database).await;
        let bad = json!({
            "header": { "signatory": "Nguyễn\u{202E} Văn A", "date": { "year": 2019, "day": 4 }, "recipients": ["Sở Nội vụ", " "] },
            "figures": [
                number("denunciation_received", 1),
                number("khong_co", 1),
                { "indicator": "complaint_resolved", "state": "STATED", "value": 1, "unit": "PERSON" },
                { "indicator": "complaint_pending", "state": "STATED", "value": -1 },
                { "indicator": "complaint_eligible", "state": "NOT_STATED", "value": 3 },
                { "indicator": "complaint_within_competence", "state": "STATED" },
                { "indicator": "complaint_outside_competence", "state": "STATED", "truth": true },
                { "indicator": "petition_feedback_received", "state": "STATED", "value": "1.5" },
                { "indicator": "petition_feedback_resolved", "state": "STATED", "value": "1000000000000" },
                { "indicator": "steering_committee_head_position", "state": "STATED", "choice": "KING" },
                { "indicator": "qcdc_self_score", "state": "STATED", "value": 90 },
                { "indicator": "submissions_received_total", "state": "STATED", "value": 1 },
                { "indicator": "reception_online_visits", "state": "STATED", "value": 1 },
                { "indicator": "staff_conference_date", "state": "STATED", "date": "0001-01-01" },
                { "indicator": "denunciation_received", "state": "NOT_STATED", "note": "a\u{0000}b" },
                { "indicator": "opening_assessment", "state": "STATED" },
                { "indicator": "lessons", "state": "STATED", "value": 1, "sectionCode": "IX", "asStated": "x".repeat(2_001) },
            ],
            "sections": [
                { "sectionCode": "khong_co", "text": "a" },
                { "sectionCode": "lessons", "state": "STATED" },
                { "sectionCode": "emulation", "state": "NOT_STATED", "text": "Có." },
                { "sectionCode": "emulation", "text": "x".repeat(20_001) },
                { "sectionCode": "next_tasks", "items": ["Một.", "\u{7}"] },
            ],
            "citations": [{ "asCited": " ", "date": { "year": 2019, "month": 13 } }],
            "disclosures": [{ "content": "khong_co", "status": "NOT_DISCLOSED", "forms": ["POSTED_AT_OFFICE"] }],
            "models": [{ "code": "MH-1" }],
        });
        let refused = submitter.save_draft(AGENCY, PERIOD, bad).await;
        let mut found = wrong(&refused);
        let mut expected: Vec<(String, String)> = [
            ("header.signatory", "FORBIDDEN_CHARACTER"),
            ("header.date", "NO_SUCH_DAY"),
            ("header.recipients.1", "TEXT_EMPTY"),
            ("figures.1.indicator", "UNKNOWN_INDICATOR"),
            ("figures.2.unit", "WRONG_UNIT"),
            ("figures.3.value", "NEGATIVE_VALUE"),
            ("figures.4.value", "VALUE_FORBIDDEN"),
            ("figures.5.value", "VALUE_MISSING"),
            ("figures.6.truth", "WRONG_VALUE_KIND"),
            ("figures.7.value", "VALUE_TOO_PRECISE"),
            ("figures.8.value", "VALUE_TOO_LARGE"),
            ("figures.9.choice", "UNKNOWN_CHOICE"),
            ("figures.10.indicator", "INDICATOR_NOT_ASKED"),
            ("figures.11.indicator", "DERIVED_INDICATOR"),
            ("figures.12.indicator", "INDICATOR_NOT_ASKED"),
            ("figures.13.date", "BAD_DATE"),
            ("figures.14.note", "FORBIDDEN_CHARACTER"),
            ("figures.14.indicator", "DUPLICATE_ENTRY"),
            ("figures.15.asStated", "VALUE_MISSING"),
            ("figures.16.asStated", "TEXT_TOO_LONG"),
            ("figures.16.sectionCode", "UNKNOWN_SECTION"),
            ("sections.0.sectionCode", "UNKNOWN_SECTION"),
            ("sections.1.text", "TEXT_EMPTY"),
            ("sections.2.text", "TEXT_FORBIDDEN"),
            ("sections.3.text", "TEXT_TOO_LONG"),
            ("sections.3.sectionCode", "DUPLICATE_ENTRY"),
            ("sections.4.items.1", "FORBIDDEN_CHARACTER"),
            ("citations.0.asCited", "TEXT_EMPTY"),
            ("citations.0.date", "NO_SUCH_DAY"),
            ("disclosures.0.content", "UNKNOWN_CONTENT"),
            ("disclosures.0.forms", "FORMS_FORBIDDEN"),
            ("models.0.code", "UNKNOWN_MODEL"),
        ]
        .map(|(path, code)| (format!("input.{path}"), code.to_owned()))
        .into();
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        // Nothing of it is saved, not even what was right; the answer shows the draft as it is.
        assert_eq!(refused.at("reportSaveDraft.report.revision"), &json!(1));
        assert_eq!(refused.at("reportSaveDraft.checks"), &json!([]));
        let draft = "draft { figure(indicator: \"denunciation_received\") { state } }";
        assert_eq!(submitter.report(AGENCY, PERIOD, draft).await.at("report.draft.figure.state"), &json!("NOT_STATED"));
        assert_eq!(traces(&world.database).await, before);
    }

    async fn lists_have_an_end(world: World) {
        let (_, submitter) = open(&world).await;
        let before = traces(&world.database).await;
        let section = json!({ "sectionCode": "lessons", "items": vec!["Một."; 201] });
        for (patch, path) in [
            (json!({ "figures": vec![number("complaint_received", 1); 1_001] }), "figures"),
            (json!({ "sections": vec![json!({ "sectionCode": "lessons", "text": "a" }); 101] }), "sections"),
            (json!({ "sections": [section] }), "sections.0.items"),
            (json!({ "citations": vec![json!({ "asCited": "a" }); 301] }), "citations"),
            (json!({ "disclosures": vec![json!({ "content": "work_plans", "status": "NOT_STATED" }); 201] }), "disclosures"),
            (json!({ "models": vec![json!({ "code": "a" }); 201] }), "models"),
            (json!({ "header": { "recipients": vec!["a"; 51] } }), "header.recipients"),
        ] {
            let refused = submitter.save_draft(AGENCY, PERIOD, patch).await;
            assert_eq!(wrong(&refused), [(format!("input.{path}"), "TOO_MANY_ENTRIES".to_owned())]);
        }
        assert_eq!(traces(&world.database).await, before);
    }

    async fn a_stale_revision_is_answered_with_what_is_there_now(world: World) {
        let (_, submitter) = open(&world).await;
        let colleague = world.colleague(Role::Submitter, AGENCY);
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 1)] })).await.expect_done();
        let before = traces(&world.database).await;
        let shown = "report { revision updatedBy { fullName } draft { figure(indicator: \"complaint_received\") { value } } }";
        for (revision, language, message) in [
            (0, "en", "Somebody else has saved the report: it is at revision 1, yours was 0. Load it again and save again; nothing was lost."),
            (2, "vi", "Báo cáo đã được người khác lưu: bản hiện tại là 1, bạn gửi theo bản 2. Tải lại rồi lưu lại; không có gì bị mất."),
        ] {
            let late = colleague.clone().speaking(language);
            let stale = late
                .save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 9)] }))
                .if_revision(revision)
                .selecting(shown)
                .await;
            assert_eq!(
                stale.payload(),
                &json!({
                    "report": {
                        "revision": 1,
                        "updatedBy": { "fullName": "Nguyễn Văn 84.SUBMITTER.STTTT.1" },
                        "draft": { "figure": { "value": "1" } },
                    },
                    "userErrors": [{ "code": "STALE_REVISION", "message": message, "path": ["input", "ifRevision"] }],
                })
            );
        }
        assert_eq!(traces(&world.database).await, before);
    }

    async fn drafts_are_written_by_their_agencys_people_only(world: World) {
        open(&world).await;
        let patch = || json!({ "figures": [number("complaint_received", 1)] });
        let before = traces(&world.database).await;
        for role in [Role::HomeAffairsOfficer, Role::ProvinceAdministrator, Role::BiReader, Role::Auditor] {
            world.person(role, None).save_draft(AGENCY, PERIOD, patch()).if_revision(0).await.expect_user_error("NOT_ALLOWED");
        }
        for role in [Role::Submitter, Role::AgencyHead] {
            world.person(role, "STC").save_draft(AGENCY, PERIOD, patch()).if_revision(0).await.expect_user_error("NOT_FOUND");
        }
        assert_eq!(traces(&world.database).await, before);
        world.person(Role::AgencyHead, AGENCY).save_draft(AGENCY, PERIOD, patch()).await.expect_done();
    }
}
