use super::*;
use crate::kit::on_both;

on_both! {
    async fn whoever_continues_an_agency_finds_what_it_filed(world: World) {
        let officer = home_affairs(&world);
        quarter(&world, "2019-Q2", &[("STTTT", [1, 5, 2]), ("STC", [0, 7, 0]), ("SYT", [3, 3, 3])]).await;
        let found = "query ($agency: String!, $with: Boolean) {
            reports(first: 20, filter: { agency: $agency, includePredecessors: $with }) { totalCount nodes { agency { code } state } } }";
        let codes = async |person: &Person, agency: &str, with: bool| {
            let answer = person.graphql(found, json!({ "agency": agency, "with": with })).await;
            let nodes = answer.at("reports.nodes").as_array().unwrap().clone();
            let mut codes: Vec<String> = nodes.iter().map(|one| one["agency"]["code"].as_str().unwrap().to_owned()).collect();
            codes.sort();
            assert_eq!(answer.at("reports.totalCount"), &json!(codes.len()));
            codes
        };
        let health = world.person(Role::Submitter, "SYT");
        assert_eq!(codes(&health, "STTTT", false).await, Vec::<String>::new());
        let before = officer.report("STTTT", "2019-Q2", "id revision latestVersion { digest content { figures { indicator { code } value } } }").await;
        officer.reorganise("MERGE_INTO", &["STTTT"], "2019-08-01").with("successors", json!([there("SYT")])).await.expect_done();
        // Nothing that was filed has changed.
        let after = officer.report("STTTT", "2019-Q2", "id revision latestVersion { digest content { figures { indicator { code } value } } }").await;
        assert_eq!(before.data(), after.data());
        assert_eq!(codes(&officer, "SYT", false).await, ["SYT"]);
        assert_eq!(codes(&officer, "SYT", true).await, ["STTTT", "SYT"]);
        assert_eq!(codes(&officer, "STTTT", false).await, ["STTTT"]);
        // Its people read it and may reopen it; others see as little as before.
        assert_eq!(codes(&health, "SYT", true).await, ["STTTT", "SYT"]);
        assert_eq!(codes(&health, "STTTT", false).await, ["STTTT"]);
        let finance = world.person(Role::Submitter, "STC");
        assert_eq!(codes(&finance, "SYT", true).await, Vec::<String>::new());
        assert_eq!(finance.report("STTTT", "2019-Q2", "id").await.at("report"), &Value::Null);
        let sum = "coverage { due } figures(indicators: [\"complaint_received\"], by: [AGENCY]) { agency { code } total { value } }";
        let own = consolidation(&health, ("2019-Q2", "2019-Q2"), "BY_SUCCESSOR", sum).await;
        assert_eq!(own.at("consolidation"), &json!({ "coverage": { "due": 2 }, "figures": [{ "agency": { "code": "SYT" }, "total": { "value": 8 } }] }));
        world.person(Role::AgencyHead, "SYT").reopen("STTTT", "2019-Q2", "Đính chính").await.expect_done();
        world.person(Role::AgencyHead, "STC").reopen("STTTT", "2019-Q2", "Đính chính").await.expect_user_error("NOT_FOUND");
    }

    async fn a_divided_agency_is_read_by_all_its_parts_and_reopened_by_the_one_that_answers(world: World) {
        let officer = home_affairs(&world);
        quarter(&world, "2019-Q2", &[("STTTT", [1, 5, 2])]).await;
        officer
            .reorganise("SPLIT", &["STTTT"], "2019-08-01")
            .with("successors", json!([there("SYT"), there("STC")]))
            .with("answeredBy", json!("STC"))
            .with("carryRoles", json!(false))
            .await
            .expect_done();
        for agency in ["SYT", "STC"] {
            let answer = world.person(Role::AgencyHead, agency).report("STTTT", "2019-Q2", "state").await;
            assert_eq!(answer.at("report.state"), "ACCEPTED");
        }
        world.person(Role::AgencyHead, "SYT").reopen("STTTT", "2019-Q2", "Đính chính").await.expect_user_error("NOT_ALLOWED");
        world.person(Role::AgencyHead, "STC").reopen("STTTT", "2019-Q2", "Đính chính").await.expect_done();
    }
}
