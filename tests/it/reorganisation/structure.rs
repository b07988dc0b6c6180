use super::*;
use crate::kit::on_both;

const FIGURES: &str = "coverage { due reported missing }
    figures(indicators: [\"complaint_carried_over\", \"complaint_received\", \"complaint_pending\"], by: [AGENCY]) {
      indicator { code } agency { code }
      restatement { status since message reportedBy { code } }
      total { value coverage { due stated } sources(first: 50) { nodes { agency { code } successor { code } period } } }
    }
    whole: figures(indicators: [\"complaint_carried_over\", \"complaint_received\", \"complaint_pending\"]) {
      total { value coverage { due reported stated missing } } }";

/// `code of the agency: carried over, received, pending`, in order.
fn lines(answer: &Answer) -> Vec<(String, Vec<i64>)> {
    let mut found: Vec<(String, Vec<i64>)> = Vec::new();
    for cell in answer.at("consolidation.figures").as_array().unwrap() {
        let agency = cell["agency"]["code"].as_str().unwrap();
        let value = cell["total"]["value"].as_i64().unwrap_or(-1);
        match found.iter_mut().find(|(known, _)| known == agency) {
            Some((_, values)) => values.push(value),
            None => found.push((agency.to_owned(), vec![value])),
        }
    }
    found
}

fn line(code: &str, values: [i64; 3]) -> (String, Vec<i64>) {
    (code.to_owned(), values.to_vec())
}

on_both! {
    async fn a_merged_department_opens_with_its_predecessors_stock_and_closes_with_its_own(world: World) {
        let officer = home_affairs(&world);
        quarter(&world, "2019-Q1", &[("STTTT", [3, 10, 4]), ("STC", [2, 20, 6]), ("SYT", [1, 1, 1])]).await;
        officer
            .reorganise("MERGE", &["STTTT", "STC"], "2019-04-01")
            .with("successors", json!([new("SMOI", "Sở Mới")]))
            .await
            .expect_done();
        // The people of the merged agencies have their roles in the new one.
        let range = ("2019-Q1", "2019-Q2");
        officer.open_round(crate::consolidation::QUARTERLY, "2019-Q2", &due("2019-Q2"), &["SMOI", "SYT"]).await.expect_done();
        let patch = |values: [i64; 3]| {
            let codes = ["complaint_carried_over", "complaint_received", "complaint_pending"];
            json!({ "figures": codes.iter().zip(values).map(|(code, value)| stated(code, value)).collect::<Vec<_>>() })
        };
        crate::consolidation::submit(&world.person(Role::Submitter, "STC"), "SMOI", "2019-Q2", patch([10, 7, 9])).await;
        crate::consolidation::submit(&world.person(Role::Submitter, "SYT"), "SYT", "2019-Q2", patch([1, 2, 2])).await;
        for agency in ["SMOI", "SYT"] {
            officer.accept(agency, "2019-Q2").await.expect_done();
        }
        let reported = consolidation(&officer, range, "AS_REPORTED", FIGURES).await;
        assert_eq!(
            lines(&reported),
            // Whoever owed nothing in the first quarter had no stock in it, whoever owed nothing in the last one has none.
            [line("SMOI", [-1, 7, 9]), line("STC", [2, 20, -1]), line("STTTT", [3, 10, -1]), line("SYT", [1, 3, 2])]
        );
        assert_eq!(reported.at("consolidation.figures.0.restatement"), &Value::Null);
        let restated = consolidation(&officer, range, "BY_SUCCESSOR", FIGURES).await;
        assert_eq!(lines(&restated), [line("SMOI", [5, 37, 9]), line("SYT", [1, 3, 2])]);
        for part in ["coverage", "whole"] {
            let of = |answer: &Answer| answer.at(&format!("consolidation.{part}")).clone();
            assert_eq!(of(&reported), of(&restated));
        }
        let received = restated
            .at("consolidation.figures")
            .as_array()
            .unwrap()
            .iter()
            .find(|cell| cell["indicator"]["code"] == "complaint_received" && cell["agency"]["code"] == "SMOI")
            .unwrap()
            .clone();
        assert_eq!(
            received["restatement"],
            json!({ "status": "TODAY", "since": null, "message": null,
                    "reportedBy": [{ "code": "SMOI" }, { "code": "STC" }, { "code": "STTTT" }] })
        );
        assert_eq!(received["total"]["coverage"], json!({ "due": 3, "stated": 3 }));
        assert_eq!(
            received["total"]["sources"]["nodes"],
            json!([
                { "agency": { "code": "SMOI" }, "successor": null, "period": "2019-Q2" },
                { "agency": { "code": "STC" }, "successor": { "code": "SMOI" }, "period": "2019-Q1" },
                { "agency": { "code": "STTTT" }, "successor": { "code": "SMOI" }, "period": "2019-Q1" },
            ])
        );
    }

    async fn a_divided_department_says_so_and_no_number_is_guessed(world: World) {
        let officer = home_affairs(&world);
        quarter(&world, "2019-Q1", &[("STTTT", [3, 10, 4]), ("STC", [2, 20, 6]), ("P-1", [0, 2, 0])]).await;
        officer
            .reorganise("SPLIT", &["STTTT"], "2019-04-01")
            .with("successors", json!([there("STC"), new("SMOI", "Sở Mới")]))
            .with("answeredBy", json!("SMOI"))
            .await
            .expect_done();
        officer.reorganise("DISSOLVE", &["P-1"], "2019-07-01").await.expect_done();
        let restated = consolidation(&officer, ("2019-Q1", "2019-Q1"), "BY_SUCCESSOR", FIGURES).await;
        assert_eq!(lines(&restated), [line("P-1", [0, 2, 0]), line("STC", [2, 20, 6]), line("STTTT", [3, 10, 4])]);
        let said = |at: usize| restated.at(&format!("consolidation.figures.{at}.restatement")).clone();
        let message = said(0)["message"].as_str().unwrap().to_owned();
        assert_eq!((&said(0)["status"], &said(0)["since"]), (&json!("DISSOLVED"), &json!("2019-07-01")));
        assert!(message.contains("01/07/2019"), "{message}");
        assert_eq!(said(1)["status"], "TODAY");
        assert_eq!((&said(2)["status"], &said(2)["since"]), (&json!("SPLIT"), &json!("2019-04-01")));
        // Both parts come together again: nothing is left to be guessed.
        officer.reorganise("MERGE_INTO", &["SMOI"], "2019-08-01").with("successors", json!([there("STC")])).await.expect_done();
        let restated = consolidation(&officer, ("2019-Q1", "2019-Q1"), "BY_SUCCESSOR", FIGURES).await;
        assert_eq!(lines(&restated), [line("P-1", [0, 2, 0]), line("STC", [5, 30, 10])]);
    }

    async fn the_past_is_of_the_agencies_of_then(world: World) {
        let officer = home_affairs(&world);
        quarter(&world, "2019-Q1", &[("STTTT", [3, 10, 4]), ("STC", [2, 20, 6])]).await;
        world.advance(chrono::Duration::hours(1));
        let before = world.clock.now();
        world.advance(chrono::Duration::hours(1));
        officer
            .reorganise("MERGE_INTO", &["STTTT"], "2019-04-01")
            .with("successors", json!([there("STC")]))
            .await
            .expect_done();
        world.advance(chrono::Duration::hours(1));
        let lines = async |at: chrono::DateTime<chrono::Utc>| {
            let query = "query ($at: DateTime) { consolidation(from: \"2019-Q1\", knownAt: $at, structure: BY_SUCCESSOR) {
                figures(indicators: [\"complaint_received\"], by: [AGENCY]) { agency { code } restatement { status reportedBy { code validTo } } total { value } } } }";
            let answer = officer.graphql(query, json!({ "at": at.to_rfc3339() })).await;
            answer.at("consolidation.figures").clone()
        };
        let line = |code: &str, value: i64, by: Value| {
            json!({ "agency": { "code": code }, "restatement": { "status": "TODAY", "reportedBy": by }, "total": { "value": value } })
        };
        let then = lines(before).await;
        assert_eq!(
            then,
            json!([
                line("STC", 20, json!([{ "code": "STC", "validTo": null }])),
                line("STTTT", 10, json!([{ "code": "STTTT", "validTo": null }])),
            ])
        );
        let now = json!([{ "code": "STC", "validTo": null }, { "code": "STTTT", "validTo": "2019-03-31" }]);
        assert_eq!(lines(world.clock.now()).await, json!([line("STC", 30, now)]));
        assert_eq!(lines(before).await, then);
    }

    async fn every_view_speaks_by_successor(world: World) {
        let officer = home_affairs(&world);
        quarter(&world, "2019-Q1", &[("STTTT", [3, 10, 4]), ("STC", [2, 20, 6])]).await;
        officer.reorganise("MERGE_INTO", &["STTTT"], "2019-04-01").with("successors", json!([there("STC")])).await.expect_done();
        let selection = "structure
            grievanceHandling(by: [AGENCY]) { overall { complaints { received { value } } }
              groups { agency { code } restatement { reportedBy { code } } figures { complaints { received { value } } } } }
            democracyCompliance(by: [AGENCY]) { groups { agency { code } restatement { status } }
              matrix(contents: [\"staff_plan_budget\"]) { rows { cells { agency { code } } } } }
            mobilisationModels(by: [AGENCY]) { groups { agency { code } restatement { status } listed { coverage { due } } } }
            submissionStatus { onTime late obligations { agency { code } successor { code } counted } }";
        let answer = consolidation(&officer, ("2019-Q1", "2019-Q1"), "BY_SUCCESSOR", &selection.replace("matrix(contents: [\"staff_plan_budget\"]) { rows { cells { agency { code } } } }", "")).await;
        let all = answer.at("consolidation");
        assert_eq!(all["structure"], "BY_SUCCESSOR");
        assert_eq!(
            all["grievanceHandling"],
            json!({
                "overall": { "complaints": { "received": { "value": 30 } } },
                "groups": [{
                    "agency": { "code": "STC" },
                    "restatement": { "reportedBy": [{ "code": "STC" }, { "code": "STTTT" }] },
                    "figures": { "complaints": { "received": { "value": 30 } } },
                }],
            })
        );
        assert_eq!(all["democracyCompliance"]["groups"], json!([{ "agency": { "code": "STC" }, "restatement": { "status": "TODAY" } }]));
        assert_eq!(
            all["mobilisationModels"]["groups"],
            json!([{ "agency": { "code": "STC" }, "restatement": { "status": "TODAY" }, "listed": { "coverage": { "due": 2 } } }])
        );
        assert_eq!(
            all["submissionStatus"]["obligations"],
            json!([
                { "agency": { "code": "STC" }, "successor": null, "counted": true },
                { "agency": { "code": "STTTT" }, "successor": { "code": "STC" }, "counted": true },
            ])
        );
    }
}
