//! What is asked for once is summed by itself: no quarter has it in its sums, nor it a quarter's.

use super::*;
use crate::consolidation::{COVERAGE, coverage, file, file_figures, open, stated, submit};
use crate::kit::on_both;
use crate::releases::released;

const RECEIVED: &str = "denunciation_received";

/// The total of what was received in some periods, and whose reports it speaks of.
async fn received(person: &Person, from: &str, to: Option<&str>) -> (Value, Value) {
    let selection = format!("figures(indicators: [\"{RECEIVED}\"]) {{ total {{ value {COVERAGE} }} }}");
    let answer = person.consolidation(from, to, &selection).await;
    let total = answer.at("consolidation.figures.0.total");
    (total["value"].clone(), total["coverage"].clone())
}

/// The quarter of two agencies, and the month of August of one of them and of a commune.
async fn both_filed(world: &World) {
    open(world, "2019-Q3", &["STTTT", "STC"]).await;
    august(world, &["STTTT", "X-LONG-DUC"]).await;
    file_figures(world, "STTTT", "2019-Q3", &[stated(RECEIVED, 40)]).await;
    file_figures(world, "STC", "2019-Q3", &[stated(RECEIVED, 2)]).await;
    file_figures(world, "STTTT", AUGUST, &[stated(RECEIVED, 500)]).await;
}

on_both! {
    async fn each_consolidation_tells_its_own(world: World) {
        let officer = home_affairs(&world);
        both_filed(&world).await;
        let one_silent = coverage([2, 1, 1, 0, 0, 0, 0, 1]);
        assert_eq!(received(&officer, AUGUST, None).await, (json!(500), one_silent.clone()));
        assert_eq!(received(&officer, AUGUST, Some(AUGUST)).await, (json!(500), one_silent));
        file_figures(&world, "X-LONG-DUC", AUGUST, &[stated(RECEIVED, 7)]).await;
        let all = coverage([2, 2, 2, 0, 0, 0, 0, 0]);
        assert_eq!(received(&officer, AUGUST, None).await, (json!(507), all.clone()));
        for (from, to) in [("2019-Q3", None), ("2019-H2", None), ("2019", None), ("2019-9M", None), ("2019-Q1", Some("2019-Q4"))] {
            assert_eq!(received(&officer, from, to).await, (json!(42), all.clone()), "{from}");
        }
        // Days that were not asked for in one round are nobody's, however they lie.
        for other in ["2019-08-01/2019-08-30", "2019-07-31/2019-08-31", "2019-06-15/2019-09-14"] {
            assert_eq!(received(&officer, other, None).await, (Value::Null, coverage([0; 8])), "{other}");
        }
        for (from, to) in [
            (AUGUST, "2019-09-01/2019-09-30"), (AUGUST, "2019-08-01/2019-08-30"), (AUGUST, "2019-Q3"), ("2019-Q3", AUGUST), ("2019", AUGUST),
        ] {
            let answer = officer.consolidation(from, Some(to), "coverage { due }").await.expect_code("BAD_USER_INPUT");
            assert!(answer.text.contains("BAD_PERIOD") && answer.text.contains("kỳ đột xuất chỉ đứng một mình"), "{answer}");
        }
        // Told apart, with sources and those who filed.
        let selection = format!(
            "from to figures(indicators: [\"{RECEIVED}\"], by: [PERIOD, AGENCY]) {{ period agency {{ code }} total {{ value \
             sources(first: 9) {{ nodes {{ period report {{ period }} }} }} }} }} \
             submissionStatus {{ onTime late missing obligations {{ agency {{ code }} period timeliness counted }} }}"
        );
        let told = officer.consolidation(AUGUST, None, &selection).await;
        assert_eq!((told.at("consolidation.from"), told.at("consolidation.to")), (&json!(AUGUST), &json!(null)));
        let cells: Vec<Value> = told.at("consolidation.figures").as_array().unwrap().iter()
            .map(|cell| json!([cell["period"], cell["agency"]["code"], cell["total"]["value"], cell["total"]["sources"]["nodes"][0]["report"]["period"]]))
            .collect();
        assert_eq!(cells, [json!([AUGUST, "STTTT", 500, AUGUST]), json!([AUGUST, "X-LONG-DUC", 7, AUGUST])]);
        let one = |code: &str| json!({ "agency": { "code": code }, "period": AUGUST, "timeliness": "ON_TIME", "counted": true });
        assert_eq!(told.at("consolidation.submissionStatus"), &json!({
            "onTime": 2, "late": 0, "missing": 0, "obligations": [one("STTTT"), one("X-LONG-DUC")],
        }));
        // The lists know it by its days.
        let query = "query ($period: Period!) { reports(first: 9, filter: { period: $period }) { totalCount nodes { period } } }";
        for period in [AUGUST, "2019-Q3"] {
            let listed = officer.graphql(query, json!({ "period": period })).await;
            assert_eq!(listed.at("reports"), &json!({ "totalCount": 2, "nodes": [{ "period": period }, { "period": period }] }));
        }
        // An agency reads its own part.
        let own = world.person(Role::Submitter, "X-LONG-DUC");
        assert_eq!(received(&own, AUGUST, None).await, (json!(7), coverage([1, 1, 1, 0, 0, 0, 0, 0])));
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        assert_eq!(received(&neighbour, AUGUST, None).await, (Value::Null, coverage([0; 8])));
    }

    /// Once the only agency is let off, the later side has no figures at all: all of the difference is structure.
    async fn what_nobody_owes_any_more_is_explained(world: World) {
        let officer = home_affairs(&world);
        august(&world, &["X-LONG-DUC"]).await;
        let id = released(officer.release((AUGUST, AUGUST), "Đột xuất")).await;
        let owed = crate::reorganisation::obligation(&world, "X-LONG-DUC", AUGUST).await;
        officer.exempt(&owed, "Đã sáp nhập.").await.expect_done();
        officer.release((AUGUST, AUGUST), "Không còn ai").await.expect_user_error("RELEASE_EMPTY");
        for by_agency in [false, true] {
            let difference = crate::releases::difference();
            let selection = format!(
                "coverage {{ due }} figures(byAgency: {by_agency}) {{ indicatorCode total {{ {difference} parts {{ kind }} }}                  rate {{ numerator {{ {difference} parts {{ kind }} }} denominator {{ {difference} }} }} }}"
            );
            let compared = officer.compare(&id, None, &selection).await;
            assert_eq!(compared.at("release.compare.coverage.due"), &json!(-1));
            let figures = compared.at("release.compare.figures").as_array().unwrap();
            assert!(figures.len() > 20, "{}", figures.len());
            for figure in figures {
                for total in [&figure["total"], &figure["rate"]["numerator"]].into_iter().filter(|total| !total.is_null()) {
                    crate::releases::adds_up(total);
                    assert_eq!(total["parts"][0]["kind"], "STRUCTURE", "{figure}");
                }
            }
        }
        let asked = officer.compare(&id, None, "figures(indicators: [\"complaint_received\"]) { total { difference } }").await;
        assert_eq!(asked.at("release.compare.figures.0.total.difference"), &Value::Null);
    }

    async fn it_is_known_as_it_was_and_released_as_it_is(world: World) {
        let officer = home_affairs(&world);
        both_filed(&world).await;
        world.set_time("2019-09-17T02:00:00Z");
        let id = released(officer.release((AUGUST, AUGUST), "Báo cáo đột xuất tháng 8")).await;
        let quarter = released(officer.release(("2019-Q3", "2019-Q3"), "Quý III")).await;
        world.set_time("2019-09-18T02:00:00Z");
        file_figures(&world, "X-LONG-DUC", AUGUST, &[stated(RECEIVED, 7)]).await;
        assert_eq!(received(&officer, AUGUST, None).await.0, json!(507));
        let query = format!(
            "query ($period: Period!, $at: DateTime) {{ consolidation(from: $period, knownAt: $at) {{ \
             figures(indicators: [\"{RECEIVED}\"]) {{ total {{ value }} }} submissionStatus {{ onTime missing }} }} }}"
        );
        let then = officer.graphql(&query, json!({ "period": AUGUST, "at": "2019-09-17T02:00:00Z" })).await;
        assert_eq!(then.at("consolidation"), &json!({ "figures": [{ "total": { "value": 500 } }], "submissionStatus": { "onTime": 1, "missing": 1 } }));
        let before = officer.graphql(&query, json!({ "period": AUGUST, "at": "2019-09-01T00:00:00Z" })).await;
        assert_eq!(before.at("consolidation.figures.0.total.value"), &Value::Null);

        let told = officer.of_release(&id, "year number from to").await;
        assert_eq!(told.at("release"), &json!({ "year": 2019, "number": 1, "from": AUGUST, "to": AUGUST }));
        let difference = format!("figures(indicators: [\"{RECEIVED}\"]) {{ total {{ {} }} }}", crate::releases::difference());
        let compared = officer.compare(&id, None, &difference).await;
        let total = compared.at("release.compare.figures.0.total");
        assert_eq!(crate::releases::adds_up(total), 7);
        assert_eq!(total["parts"][0]["kind"], "NEWLY_ARRIVED", "{compared}");
        let refused = officer.compare(&id, Some(&quarter), &difference).await;
        assert!(refused.text.contains("NOT_COMPARABLE"), "{refused}");
        let query = "mutation ($input: ReleaseCreateInput!) { releaseCreate(input: $input) { userErrors { code path } } }";
        let input = json!({ "idempotencyKey": uuid::Uuid::now_v7(), "title": "a", "from": AUGUST, "to": "2019-Q3" });
        let mixed = officer.graphql(query, json!({ "input": input })).await;
        assert!(mixed.text.contains("BAD_PERIOD"), "{mixed}");
    }

    /// Its tasks are words of its own; between two quarters it neither answers tasks nor hides them.
    async fn the_chain_of_tasks_goes_past_it(world: World) {
        use crate::tasks::{asked, counts, setting, tells, save};
        world.set_time("2019-10-15T02:00:00Z");
        let officer = home_affairs(&world);
        open(&world, "2019-Q2", &["STTTT"]).await;
        file(&world, "STTTT", "2019-Q2", setting(&["Tổ chức đối thoại."])).await;
        ask(&officer, AUGUST, json!({ "dueAt": "2019-10-20T00:00:00Z", "agencies": ["STTTT"] })).await.expect_done();
        let submitter = world.person(Role::Submitter, "STTTT");
        assert_eq!(asked(&submitter, "STTTT", AUGUST).await, [Value::Null; 0]);
        submit(&submitter, "STTTT", AUGUST, setting(&["Báo cáo bổ sung."])).await;
        officer.accept("STTTT", AUGUST).await.expect_done();
        let narratives = officer.consolidation(AUGUST, None, "narratives(section: \"next_tasks\") { section { items } }").await;
        assert_eq!(narratives.at("consolidation.narratives.0.section.items"), &json!(["Báo cáo bổ sung."]));
        assert!(counts(&officer, AUGUST, "").await.iter().all(Value::is_null), "nobody is asked for tasks");
        // The next that is asked for is the quarter's.
        assert_eq!(counts(&officer, "2019-Q2", "").await, [1, 0, 0, 0, 0, 1, 0].map(|it| json!(it)));
        open(&world, "2019-Q3", &["STTTT"]).await;
        let to_tell = asked(&submitter, "STTTT", "2019-Q3").await;
        assert_eq!(to_tell.iter().map(|task| &task["text"]).collect::<Vec<_>>(), ["Tổ chức đối thoại."]);
        let done = tells(to_tell[0]["key"].clone(), "DONE", None);
        save(&submitter, "STTTT", AUGUST, vec![done.clone()]).await.expect_user_error("ALREADY_ACCEPTED");
        file(&world, "STTTT", "2019-Q3", json!({ "followUps": [done] })).await;
        assert_eq!(counts(&officer, "2019-Q2", "").await, [1, 1, 0, 0, 0, 0, 0].map(|it| json!(it)));
    }
}
