//! What a person still has to do, and why a report can or cannot be edited.

use crate::kit::course::{FORM, PERIOD};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

async fn to_do(person: &Person) -> Vec<Value> {
    let query = "{ viewer { obligations(first: 100) { totalCount nodes { agency { code } dueAt workingDaysLeft timeliness \
                 report { state returnReasons { sectionCode text } } editability { editable reason } } } } }";
    let answer = person.graphql(query, json!({})).await;
    let nodes = answer.at("viewer.obligations.nodes").as_array().unwrap().clone();
    assert_eq!(answer.at("viewer.obligations.totalCount"), &json!(nodes.len()));
    nodes
}

async fn codes(person: &Person) -> Vec<String> {
    let mut codes: Vec<_> =
        to_do(person).await.iter().map(|node| node["agency"]["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes
}

/// Whether somebody can edit the report of STTTT, why, and the sentence.
async fn why(person: &Person) -> (bool, String, String) {
    let answer = person
        .report(
            "STTTT",
            PERIOD,
            "editability { editable reason message } obligation { editability { reason } }",
        )
        .await;
    let told = answer.at("report.editability");
    assert_eq!(told["reason"], answer.at("report.obligation.editability")["reason"]);
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    (told["editable"].as_bool().unwrap(), text("reason"), text("message"))
}

on_both! {
    async fn what_is_due_and_what_was_returned(world: World) {
        world.round(&["STTTT", "STC", "SGDDT"]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        assert_eq!(to_do(&submitter).await, [json!({
            "agency": { "code": "STTTT" }, "dueAt": "2019-09-17T16:59:59+00:00", "workingDaysLeft": 1, "timeliness": "PENDING",
            "report": { "state": "DRAFT", "returnReasons": [] }, "editability": { "editable": true, "reason": "DRAFT" },
        })]);
        assert_eq!(codes(&officer).await, ["SGDDT", "STC", "STTTT"]);
        // Who has nothing to write has nothing to do.
        for role in [Role::Auditor, Role::BiReader, Role::ProvinceAdministrator] {
            assert_eq!(to_do(&world.person(role, None)).await, [Value::Null; 0]);
        }
        assert_eq!(to_do(&world.neighbour(Role::HomeAffairsOfficer, None)).await, [Value::Null; 0]);

        world.save("STTTT", 1).await;
        world.file("STTTT").await;
        assert_eq!(to_do(&submitter).await, [Value::Null; 0]);
        let reasons = json!([{ "sectionCode": "lessons", "text": "Bổ sung bài học." }]);
        officer.return_("STTTT", PERIOD, reasons).await.expect_done();
        world.set_time("2019-09-19T02:00:00Z");
        let left = to_do(&submitter).await;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0]["report"], json!({ "state": "RETURNED", "returnReasons": [{ "sectionCode": "lessons", "text": "Bổ sung bài học." }] }));
        assert_eq!((&left[0]["workingDaysLeft"], &left[0]["timeliness"]), (&json!(-2), &json!("ON_TIME")));

        // Who is let off has nothing to do, until that ends.
        let id = officer.report("STC", PERIOD, "obligation { id }").await.at("report.obligation.id").as_str().unwrap().to_owned();
        officer.exempt(&id, "Sáp nhập.").with("expiresAt", json!("2019-09-25T00:00:00Z")).await.expect_done();
        assert_eq!(codes(&officer).await, ["SGDDT", "STTTT"]);
        world.set_time("2019-09-26T00:00:00Z");
        assert_eq!(codes(&officer).await, ["SGDDT", "STC", "STTTT"]);
        officer.close_round(FORM, PERIOD).await.expect_done();
        assert_eq!(codes(&officer).await, [""; 0]);
    }

    async fn the_list_is_read_page_by_page_the_earliest_due_first(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.open_round(FORM, "2019-Q2", "2019-07-01T00:00:00Z", &["STTTT", "STC"]).await.expect_done();
        world.round(&["STTTT", "SYT"]).await;
        let mut seen = Vec::new();
        let mut after = Value::Null;
        loop {
            let query = "query ($after: String) { viewer { obligations(first: 1, after: $after) { nodes { dueAt round { period } } \
                         pageInfo { hasNextPage endCursor } } } }";
            let page = officer.graphql(query, json!({ "after": after })).await;
            let found = page.at("viewer.obligations");
            seen.push(found["nodes"][0]["round"]["period"].as_str().unwrap().to_owned());
            after = found["pageInfo"]["endCursor"].clone();
            if found["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
        }
        assert_eq!(seen, ["2019-Q2", "2019-Q2", PERIOD, PERIOD]);
    }

    async fn why_a_report_can_or_cannot_be_edited(world: World) {
        world.round(&["STTTT"]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let head = world.person(Role::AgencyHead, "STTTT");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let cause = |told: (bool, String, String)| (told.0, told.1);
        let is = |editable: bool, reason: &str| (editable, reason.to_owned());
        world.save("STTTT", 1).await;
        assert_eq!(cause(why(&submitter).await), is(true, "DRAFT"));
        assert_eq!(cause(why(&head).await), is(true, "DRAFT"));
        assert_eq!(cause(why(&officer).await), is(false, "NOT_THE_AGENCY"));
        assert_eq!(cause(why(&world.person(Role::Auditor, None)).await), is(false, "NOT_THE_AGENCY"));
        world.file("STTTT").await;
        assert_eq!(cause(why(&submitter).await), is(false, "WAITING_FOR_REVIEW"));
        officer.return_("STTTT", PERIOD, json!([{ "text": "Thiếu." }])).await.expect_done();
        assert_eq!(cause(why(&submitter).await), is(true, "RETURNED"));
        world.file("STTTT").await;
        world.accept("STTTT").await;
        assert_eq!(
            why(&submitter).await,
            (false, "ACCEPTED".to_owned(), "Báo cáo đã được chấp nhận; muốn sửa, thủ trưởng cơ quan hoặc Sở Nội vụ phải mở lại và nêu lý do.".to_owned())
        );
        officer.close_round(FORM, PERIOD).await.expect_done();
        assert_eq!(
            why(&submitter.speaking("en")).await,
            (false, "ROUND_CLOSED".to_owned(), "The round was closed on 16/09/2019 at 09:00; only Home Affairs can reopen the report, with a reason.".to_owned())
        );
        officer.reopen("STTTT", PERIOD, "Sai số liệu.").await.expect_done();
        assert_eq!(cause(why(&world.person(Role::Submitter, "STTTT")).await), is(true, "DRAFT"));
    }
}
