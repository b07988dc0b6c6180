//! Who sees which picture: by scope, by basis, by role; and what is refused.

use super::*;
use crate::kit::answer::Answer;
use crate::kit::on_both;

const RECEIVED: &str = "coverage { due reported } grievanceHandling(by: [AGENCY]) {
    overall { complaints { received { value sources { edges { node { agency { code } } } } } } }
    groups { agency { code } figures { complaints { received { value } } } }
}";

/// The total, and the agencies that the answer names.
fn seen(answer: &Answer) -> (Value, Vec<String>) {
    let view = answer.at("consolidation.grievanceHandling");
    let agencies = view["groups"].as_array().unwrap().iter().map(|group| &group["agency"]["code"]);
    let received = view["overall"]["complaints"]["received"]["value"].clone();
    (received, agencies.map(|code| code.as_str().unwrap().to_owned()).collect())
}

#[track_caller]
fn refused(answer: &Answer, reason: &str) {
    assert_eq!(answer.body["data"]["consolidation"], Value::Null, "{answer}");
    assert_eq!(answer.errors()[0]["extensions"]["reason"], reason, "{answer}");
}

on_both! {
    async fn a_department_sees_its_own_sums(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "SYT"]).await;
        file_figures(&world, "STTTT", "2019-Q3", &[stated("complaint_received", 1)]).await;
        file_figures(&world, "STC", "2019-Q3", &[stated("complaint_received", 20)]).await;
        for role in [Role::HomeAffairsOfficer, Role::BiReader, Role::Auditor] {
            let answer = world.person(role, None).consolidation("2019-Q3", None, RECEIVED).await;
            assert_eq!(seen(&answer), (json!(21), vec!["STC".into(), "STTTT".into(), "SYT".into()]));
            assert_eq!(answer.at("consolidation.coverage"), &json!({ "due": 3, "reported": 2 }));
        }
        for role in [Role::Submitter, Role::AgencyHead] {
            let answer = world.person(role, "STC").consolidation("2019-Q3", None, RECEIVED).await;
            assert_eq!(seen(&answer), (json!(20), vec!["STC".into()]));
            assert_eq!(answer.at("consolidation.coverage"), &json!({ "due": 1, "reported": 1 }));
            let answer = world.person(role, "BDT").consolidation("2019-Q3", None, RECEIVED).await;
            assert_eq!(seen(&answer), (json!(null), vec![]));
        }
        // The neighbour's agency has the same code.
        for role in [Role::HomeAffairsOfficer, Role::Auditor] {
            let answer = world.neighbour(role, None).consolidation("2019-Q3", None, RECEIVED).await;
            assert_eq!(seen(&answer), (json!(null), vec![]));
        }
        let everything = "submissionStatus { obligations { agency { code } } } narratives(section: \"lessons\") { period }
            democracyCompliance { matrix { rows { cells { agency { code } } } } }
            mobilisationModels(by: [AGENCY]) { groups { agency { code } } }";
        let own = world.person(Role::Submitter, "STC").consolidation("2019-Q3", None, everything).await;
        assert!(own.text.contains("STC") && !own.text.contains("STTTT") && !own.text.contains("SYT"), "{own}");
        let theirs = world.neighbour(Role::HomeAffairsOfficer, None).consolidation("2019-Q3", None, everything).await;
        assert!(!theirs.text.contains("\"S"), "{theirs}");
    }

    async fn what_is_not_accepted_counts_on_the_basis_of_submissions_only(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC"]).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, "STTTT");
        let received = |answer: &Answer| seen(answer).0;
        submit(&submitter, "STTTT", "2019-Q3", json!({ "figures": [stated("complaint_received", 4)] })).await;
        let both = async || {
            let mut values = Vec::new();
            for basis in ["ACCEPTED", "SUBMITTED"] {
                let answer = home_affairs.consolidation_on(basis, "2019-Q3", None, RECEIVED).await;
                values.push((received(&answer), answer.at("consolidation.coverage.reported").clone()));
            }
            values
        };
        assert_eq!(both().await, [(json!(null), json!(0)), (json!(4), json!(1))]);
        // What was sent back does not count.
        let reasons = json!([{ "sectionCode": "lessons", "text": "Thiếu" }]);
        home_affairs.return_("STTTT", "2019-Q3", reasons).await.expect_done();
        assert_eq!(both().await, [(json!(null), json!(0)), (json!(null), json!(0))]);
        let status = "submissionStatus { onTime late missing overdue accepted returned obligations { state timeliness } }";
        let answer = home_affairs.consolidation("2019-Q3", None, status).await;
        let counts = answer.at("consolidation.submissionStatus");
        assert_eq!((&counts["onTime"], &counts["missing"], &counts["returned"]), (&json!(1), &json!(1), &json!(1)));
        assert_eq!((&counts["overdue"], &counts["accepted"]), (&json!(0), &json!(0)));
        submit(&submitter, "STTTT", "2019-Q3", json!({ "figures": [stated("complaint_received", 5)] })).await;
        home_affairs.accept("STTTT", "2019-Q3").await.expect_done();
        assert_eq!(both().await, [(json!(5), json!(1)), (json!(5), json!(1))]);
        // The accepted version stands while the next is under way.
        home_affairs.reopen("STTTT", "2019-Q3", "Bổ sung").await.expect_done();
        submit(&submitter, "STTTT", "2019-Q3", json!({ "figures": [stated("complaint_received", 6)] })).await;
        assert_eq!(both().await, [(json!(5), json!(1)), (json!(6), json!(1))]);
        world.set_time("2019-11-01T00:00:00Z");
        let answer = home_affairs.consolidation("2019-Q3", None, status).await;
        let counts = answer.at("consolidation.submissionStatus");
        assert_eq!((&counts["overdue"], &counts["accepted"]), (&json!(1), &json!(1)));
    }

    async fn some_may_not_ask(world: World) {
        open(&world, "2019-Q3", &["STTTT"]).await;
        let ask = async |role, basis: &str| {
            world.person(role, None).consolidation_on(basis, "2019-Q3", None, "coverage { due }").await
        };
        refused(&ask(Role::ProvinceAdministrator, "ACCEPTED").await, "NOT_ALLOWED");
        refused(&ask(Role::BiReader, "SUBMITTED").await, "NOT_ALLOWED");
        assert_eq!(ask(Role::BiReader, "ACCEPTED").await.at("consolidation.coverage.due"), &json!(1));
        assert_eq!(ask(Role::Auditor, "SUBMITTED").await.at("consolidation.coverage.due"), &json!(1));
        world.stranger().consolidation("2019-Q3", None, "coverage { due }").await.expect_code("UNAUTHENTICATED");
    }

    async fn what_makes_no_sense_is_refused_with_its_code(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let ask = async |from: &str, to: &str, selection: &str| {
            home_affairs.consolidation(from, Some(to), selection).await
        };
        refused(&ask("2019-Q3", "2019", "from").await, "BAD_PERIOD");
        refused(&ask("2019-Q3", "2019-Q2", "from").await, "BAD_PERIOD");
        refused(&ask("2000-Q1", "2020-Q1", "from").await, "RANGE_TOO_LONG");
        assert_eq!(ask("2000-Q1", "2019-Q4", "from to basis").await.at("consolidation.to"), "2019-Q4");
        let none = "figures(indicators: [\"complaint_received\", \"no_such\"]) { period }";
        refused(&ask("2019-Q3", "2019-Q3", none).await, "UNKNOWN_INDICATOR");
        let many: Vec<String> = (0..101).map(|number| format!("\"i{number}\"")).collect();
        let many = format!("figures(indicators: [{}]) {{ period }}", many.join(", "));
        refused(&ask("2019-Q3", "2019-Q3", &many).await, "TOO_MANY_ENTRIES");
        refused(&ask("2019-Q3", "2019-Q3", "narratives(section: \"no_such\") { period }").await, "UNKNOWN_SECTION");
        let matrix = "democracyCompliance { matrix(contents: [\"no_such\"]) { rows { missing } } }";
        let answer = ask("2019-Q3", "2019-Q3", matrix).await;
        assert_eq!(answer.body["data"]["consolidation"]["democracyCompliance"]["matrix"], Value::Null);
        assert_eq!(answer.errors()[0]["extensions"]["reason"], "UNKNOWN_CONTENT");
        // Nothing was asked of anybody: nothing is due, and nothing is 0.
        let empty = "grievanceHandling(by: [AGENCY]) {
            overall { coverage { due } complaints { received { value } resolutionRate { value } } } groups { period }
        }";
        let answer = ask("2019-Q3", "2019-Q3", empty).await;
        assert_eq!(
            answer.at("consolidation.grievanceHandling"),
            &json!({ "groups": [], "overall": {
                "coverage": { "due": 0 },
                "complaints": { "received": { "value": null }, "resolutionRate": { "value": null } },
            } })
        );
    }
}
