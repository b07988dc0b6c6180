//! An agency that began while a round was open, or was forgotten when that was opened, is added to it.

use super::*;
use crate::kit::course::{FORM, PERIOD, figure};
use crate::kit::on_both;

const ADDED: &str = "obligation { id agency { code } dueAt exempted round { period } report { state } }";

fn add<'a>(person: &'a Person, agency: &str) -> Verb<'a> {
    let input = json!({ "round": { "key": { "period": PERIOD } }, "agency": agency });
    person.verb("obligationAdd", input, ADDED.to_owned())
}

on_both! {
    async fn an_agency_that_began_while_the_round_was_open_is_asked_too(world: World) {
        let officer = home_affairs(&world);
        world.round(&["STTTT", "SYT"]).await;
        world.advance(chrono::Duration::hours(1));
        let split = officer.reorganise("SPLIT", &["STTTT"], "2019-09-01").with("goesOn", json!(true));
        split.with("successors", json!([new("SMOI", "Sở Mới")])).await.expect_done();
        let known = world.clock.now().to_rfc3339().replace("+00:00", "Z");
        world.advance(chrono::Duration::hours(1));
        for other in [world.person(Role::Submitter, "STTTT"), world.person(Role::ProvinceAdministrator, None)] {
            add(&other, "SMOI").await.expect_user_error("NOT_ALLOWED");
        }
        add(&officer, "KHONG_CO").await.expect_user_error("UNKNOWN_AGENCY");
        let refused = add(&officer, "STTTT").await.expect_user_error("OBLIGATION_EXISTS");
        assert_eq!(refused.user_errors()[0].path.join("."), "input.agency");
        let due = officer.graphql(&format!("{{ round(by: {{ key: {{ period: \"{PERIOD}\" }} }}) {{ dueAt }} }}"), json!({})).await;
        let added = add(&officer, "SMOI").await.expect_done();
        let owed = &added.payload()["obligation"];
        assert_eq!((&owed["agency"]["code"], &owed["dueAt"]), (&json!("SMOI"), due.at("round.dueAt")));
        assert_eq!((&owed["exempted"], &owed["report"]["state"]), (&json!(false), &json!("DRAFT")));
        add(&officer, "SMOI").await.expect_user_error("OBLIGATION_EXISTS");
        let auditor = world.person(Role::Auditor, None);
        let log = auditor.graphql("{ auditEntries(first: 1) { nodes { action subjectType subjectId } } }", json!({})).await;
        assert_eq!(log.at("auditEntries.nodes.0"), &json!({ "action": "obligationAdd", "subjectType": "Obligation", "subjectId": owed["id"] }));

        // Its people, who are those of the one that it came from, find it among what they have to do, and file it.
        let submitter = world.person(Role::Submitter, "STTTT");
        let to_do = submitter.graphql("{ viewer { obligations(first: 9) { nodes { agency { code } } } } }", json!({})).await;
        assert!(to_do.text.contains("SMOI"), "{to_do}");
        submitter.save_draft("SMOI", PERIOD, figure(4)).await.expect_done();
        let picture = "coverage { due missing } submissionStatus { missing obligations { agency { code } } }";
        let now = officer.consolidation(PERIOD, None, picture).await;
        assert_eq!(now.at("consolidation.coverage"), &json!({ "due": 3, "missing": 3 }));
        // Before it was added, nobody knew of it.
        let query = format!("{{ consolidation(from: \"{PERIOD}\", knownAt: \"{known}\") {{ {picture} }} }}");
        let then = officer.graphql(&query, json!({})).await;
        assert_eq!(then.at("consolidation.coverage"), &json!({ "due": 2, "missing": 2 }));
        assert!(!then.text.contains("SMOI"), "{then}");

        officer.close_round(FORM, PERIOD).await.expect_done();
        add(&officer, "STC").await.expect_user_error("ROUND_CLOSED");
        let theirs = world.neighbour(Role::HomeAffairsOfficer, None);
        add(&theirs, "STC").await.expect_user_error("NOT_FOUND");
    }

    async fn an_agency_of_other_days_is_not_asked(world: World) {
        let officer = home_affairs(&world);
        officer.reorganise("MERGE_INTO", &["STTTT"], "2019-03-01").with("successors", json!([there("SYT")])).await.expect_done();
        world.round(&["SYT"]).await;
        add(&officer, "STTTT").await.expect_user_error("UNKNOWN_AGENCY");
        add(&officer, "STC").await.expect_done();
    }
}
