//! Filed beside the quarter's report: due days, the to-do, the rules.

use super::*;
use crate::consolidation::{QUARTERLY, open, stated, submit};
use crate::kit::on_both;
use reqwest::Method;

async fn to_do(person: &Person) -> Vec<Value> {
    let query = "{ viewer { obligations(first: 9) { nodes { dueAt workingDaysLeft timeliness round { period } } } } }";
    person.graphql(query, json!({})).await.at("viewer.obligations.nodes").as_array().unwrap().clone()
}

on_both! {
    async fn it_stands_in_the_to_do_and_is_judged_by_its_own_due_instant(world: World) {
        august(&world, &["P-1", "X-LONG-DUC"]).await;
        let commune = world.person(Role::Submitter, "X-LONG-DUC");
        let pending = json!({ "dueAt": "2019-09-18T16:59:59+00:00", "workingDaysLeft": 2, "timeliness": "PENDING", "round": { "period": AUGUST } });
        assert_eq!(to_do(&commune).await, [pending]);
        for (language, summary) in [
            ("vi", "SUMMARY:Hạn nộp báo cáo từ 01/8/2019 đến 31/8/2019: Ủy ban nhân dân xã Long Đức\r\n"),
            ("en", "SUMMARY:Report due for 2019-08-01 to 2019-08-31: Ủy ban nhân dân xã Long Đức\r\n"),
        ] {
            let request = world.stranger().request(Method::GET, "/feeds/obligations.ics").header("accept-language", language);
            let answer = request.basic_auth("whoever", commune.token.clone()).send().await.unwrap();
            let text = answer.text().await.unwrap().replace("\r\n ", "");
            assert!(text.contains(summary) && text.contains("\r\nDTSTART:20190918T165959Z\r\n"), "{text}");
        }
        submit(&commune, "X-LONG-DUC", AUGUST, json!({ "figures": [stated("denunciation_received", 1)] })).await;
        assert_eq!(to_do(&commune).await, [Value::Null; 0]);
        world.set_time("2019-09-18T17:00:00Z");
        let ward = world.person(Role::Submitter, "P-1");
        assert_eq!(to_do(&ward).await[0]["timeliness"], "OVERDUE");
        submit(&ward, "P-1", AUGUST, json!({ "figures": [stated("denunciation_received", 1)] })).await;
        let officer = home_affairs(&world);
        let status = "submissionStatus { onTime late overdue }";
        let told = officer.consolidation(AUGUST, None, status).await;
        assert_eq!(told.at("consolidation.submissionStatus"), &json!({ "onTime": 1, "late": 1, "overdue": 0 }));
        let late = officer.report("P-1", AUGUST, "late period dueAt").await;
        assert_eq!(late.at("report"), &json!({ "late": true, "period": AUGUST, "dueAt": "2019-09-18T16:59:59+00:00" }));

        // Returned, filed again, accepted, reopened; locked with its round.
        officer.return_("P-1", AUGUST, json!([{ "text": "Thiếu số liệu." }])).await.expect_done();
        submit(&ward, "P-1", AUGUST, json!({ "figures": [stated("denunciation_received", 2)] })).await;
        for agency in ["P-1", "X-LONG-DUC"] {
            officer.accept(agency, AUGUST).await.expect_done();
        }
        world.person(Role::AgencyHead, "P-1").reopen("P-1", AUGUST, "Sửa số liệu.").await.expect_done();
        submit(&ward, "P-1", AUGUST, json!({ "figures": [stated("denunciation_received", 3)] })).await;
        officer.accept("P-1", AUGUST).await.expect_done();
        officer.close_round(QUARTERLY, AUGUST).await.expect_done();
        ward.save_draft("P-1", AUGUST, json!({})).await.expect_user_error("REPORT_LOCKED");
        let sum = officer.consolidation(AUGUST, None, "figures(indicators: [\"denunciation_received\"]) { total { value } }").await;
        assert_eq!(sum.at("consolidation.figures.0.total.value"), &json!(4));
    }

    /// What looks at the periods before, a year ago or within has nothing to look at, and says so; all else is checked.
    async fn rules_across_periods_leave_it_alone(world: World) {
        open(&world, "2019-Q2", &["STTTT"]).await;
        let before = json!({ "figures": [stated("complaint_pending", 5), stated("staff_present_total", 10)] });
        crate::consolidation::file(&world, "STTTT", "2019-Q2", before).await;
        open(&world, "2019-Q3", &["STTTT"]).await;
        august(&world, &["STTTT"]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let figures = json!({ "figures": [
            stated("complaint_carried_over", 9), stated("complaint_received", 1), stated("complaint_resolved", 3),
            stated("complaint_pending", 2), stated("staff_present_total", 90), stated("staff_quota_total", 50), stated("dvk_models_active", 4),
        ] });
        let mut found = Vec::new();
        for period in ["2019-Q3", AUGUST] {
            submitter.save_draft("STTTT", period, figures.clone()).await.expect_done();
            let checked = submitter.validate("STTTT", period).await.expect_done();
            let checks = checked.at("reportValidate.checks").as_array().unwrap().clone();
            let result = |rule: &str, subject: Value| -> Value {
                let check = checks.iter().find(|check| check["rule"]["code"] == rule && (subject.is_null() || check["subject"] == subject));
                check.unwrap_or_else(|| panic!("{rule}"))["result"].clone()
            };
            found.push(["G06", "S05", "G13", "G16", "D04", "S11"].map(|rule| {
                result(rule, if rule == "G06" { json!("complaint") } else { Value::Null })
            }));
            assert_eq!(result("S03", Value::Null), "FAIL", "what is wrong in itself is wrong in any period");
        }
        assert_eq!(found[0], ["FAIL", "FAIL", "SKIPPED", "NOT_EVALUABLE", "NOT_EVALUABLE", "FAIL"]);
        assert_eq!(found[1], ["SKIPPED"; 6]);
    }
}
