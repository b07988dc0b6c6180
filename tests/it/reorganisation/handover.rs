//! A reorganisation in the middle of a period: the old agencies and the new one owe a report of it, and nothing is counted twice.

use super::*;
use crate::consolidation::{QUARTERLY, submit};
use crate::kit::course::{DUE, PERIOD};
use crate::kit::on_both;

const STOCKS: &str = "coverage { due reported }
    figures(indicators: [\"complaint_carried_over\", \"complaint_received\", \"complaint_pending\"], by: [AGENCY]) {
      indicator { code } agency { code } total { value coverage { due stated } sources(first: 9) { totalCount } }
    }
    whole: figures(indicators: [\"complaint_carried_over\", \"complaint_received\", \"complaint_pending\"]) {
      total { value coverage { due stated } sources(first: 9) { totalCount } } }
    grievanceHandling { overall { complaints { carriedOver { value } received { value } pending { value } } } }";

/// The values of the three indicators, by agency.
fn by_agency(answer: &Answer) -> Vec<(String, Value)> {
    let cells = answer.at("consolidation.figures").as_array().unwrap();
    let code =
        |cell: &Value| format!("{} {}", cell["agency"]["code"], cell["indicator"]["code"]).replace('"', "");
    cells
        .iter()
        .map(|cell| (code(cell), cell["total"]["value"].clone()))
        .filter(|(_, value)| !value.is_null())
        .collect()
}

fn complaints([carried, received, pending]: [i64; 3]) -> Value {
    json!({ "figures": [
        stated("complaint_carried_over", carried),
        stated("complaint_received", received),
        stated("complaint_pending", pending),
    ] })
}

on_both! {
    async fn a_stock_is_counted_once_in_the_quarter_of_a_merger(world: World) {
        let officer = home_affairs(&world);
        quarter(&world, "2019-Q2", &[("STTTT", [0, 5, 3]), ("STC", [0, 5, 2])]).await;
        officer
            .reorganise("MERGE", &["STTTT", "STC"], "2019-08-01")
            .with("successors", json!([new("SMOI", "Sở Mới")]))
            .await
            .expect_done();
        let owing = ["STTTT", "STC", "SMOI", "SYT"];
        officer.open_round(QUARTERLY, PERIOD, DUE, &owing).await.expect_done();
        let submitter = world.person(Role::Submitter, "STC");
        submit(&submitter, "STTTT", PERIOD, complaints([3, 10, 4])).await;
        submit(&submitter, "STC", PERIOD, complaints([2, 20, 6])).await;
        // It begins with what the two had when they ended, and G06 holds it against their reports of the same quarter.
        submit(&submitter, "SMOI", PERIOD, complaints([10, 7, 9])).await;
        submit(&world.person(Role::Submitter, "SYT"), "SYT", PERIOD, complaints([1, 1, 1])).await;
        for agency in owing {
            officer.accept(agency, PERIOD).await.expect_done();
        }
        let reported = consolidation(&officer, (PERIOD, PERIOD), "AS_REPORTED", STOCKS).await;
        let total = |value: i64, due: i64| {
            json!({ "total": { "value": value, "coverage": { "due": due, "stated": due }, "sources": { "totalCount": due } } })
        };
        assert_eq!(reported.at("consolidation.coverage"), &json!({ "due": 4, "reported": 4 }));
        assert_eq!(reported.at("consolidation.whole"), &json!([total(6, 3), total(38, 4), total(10, 2)]));
        assert_eq!(
            reported.at("consolidation.grievanceHandling.overall.complaints"),
            &json!({ "carriedOver": { "value": 6 }, "received": { "value": 38 }, "pending": { "value": 10 } })
        );
        let line = |code: &str, value: i64| (code.to_owned(), json!(value));
        let mut told = by_agency(&reported);
        told.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(
            told,
            [
                line("SMOI complaint_pending", 9),
                line("SMOI complaint_received", 7),
                line("STC complaint_carried_over", 2),
                line("STC complaint_received", 20),
                line("STTTT complaint_carried_over", 3),
                line("STTTT complaint_received", 10),
                line("SYT complaint_carried_over", 1),
                line("SYT complaint_pending", 1),
                line("SYT complaint_received", 1),
            ]
        );
        let restated = consolidation(&officer, (PERIOD, PERIOD), "BY_SUCCESSOR", STOCKS).await;
        for part in ["coverage", "whole", "grievanceHandling"] {
            let path = format!("consolidation.{part}");
            assert_eq!(restated.at(&path), reported.at(&path));
        }
        let mut told = by_agency(&restated);
        told.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(
            told,
            [
                line("SMOI complaint_carried_over", 5),
                line("SMOI complaint_pending", 9),
                line("SMOI complaint_received", 37),
                line("SYT complaint_carried_over", 1),
                line("SYT complaint_pending", 1),
                line("SYT complaint_received", 1),
            ]
        );
    }

    async fn a_stock_that_does_not_follow_from_the_predecessors_asks_for_a_word(world: World) {
        let officer = home_affairs(&world);
        officer
            .reorganise("MERGE", &["STTTT", "STC"], "2019-08-01")
            .with("successors", json!([new("SMOI", "Sở Mới")]))
            .await
            .expect_done();
        officer.open_round(QUARTERLY, PERIOD, DUE, &["STTTT", "STC", "SMOI"]).await.expect_done();
        let submitter = world.person(Role::Submitter, "STC");
        let g06 = async || {
            let answer = submitter.validate("SMOI", PERIOD).await.expect_done();
            let checks = answer.payload()["checks"].as_array().unwrap().clone();
            checks.into_iter().find(|check| check["rule"]["code"] == "G06" && check["subject"] == "complaint").unwrap()
        };
        submitter.save_draft("SMOI", PERIOD, complaints([11, 7, 9])).await.expect_done();
        assert_eq!(g06().await["result"], "NOT_EVALUABLE");
        submit(&submitter, "STTTT", PERIOD, complaints([3, 10, 4])).await;
        submit(&submitter, "STC", PERIOD, complaints([2, 20, 6])).await;
        let failed = g06().await;
        assert_eq!(failed["result"], "FAIL", "{failed}");
        assert!(failed["message"].as_str().unwrap().contains("10"), "{failed}");
    }

    async fn the_latest_word_is_that_of_whoever_continues(world: World) {
        let officer = home_affairs(&world);
        officer.open_round(QUARTERLY, "2019-Q2", &due("2019-Q2"), &["STTTT", "STC"]).await.expect_done();
        for (agency, eligible) in [("STTTT", 54), ("STC", 30)] {
            let figures = [stated("staff_conference_eligible", eligible)];
            file_figures(&world, agency, "2019-Q2", &figures).await;
        }
        officer
            .reorganise("MERGE", &["STTTT", "STC"], "2019-06-15")
            .with("successors", json!([new("SMOI", "Sở Mới")]))
            .await
            .expect_done();
        officer.open_round(QUARTERLY, PERIOD, DUE, &["SMOI"]).await.expect_done();
        let selection = "figures(indicators: [\"staff_conference_eligible\"], by: [AGENCY]) { agency { code } total { value } }
            whole: figures(indicators: [\"staff_conference_eligible\"]) { total { value coverage { due stated missing } } }";
        let ask = async |structure| {
            let answer = consolidation(&officer, ("2019-Q2", PERIOD), structure, selection).await;
            (answer.at("consolidation.whole.0.total").clone(), answer.at("consolidation.figures").clone())
        };
        // As long as it has said nothing, the old ones' word is the latest.
        let silent = json!({ "value": 84, "coverage": { "due": 3, "stated": 2, "missing": 1 } });
        assert_eq!(ask("AS_REPORTED").await.0, silent);
        assert_eq!(ask("BY_SUCCESSOR").await.0, silent);
        let submitter = world.person(Role::Submitter, "STC");
        submit(&submitter, "SMOI", PERIOD, json!({ "figures": [stated("staff_conference_eligible", 80)] })).await;
        officer.accept("SMOI", PERIOD).await.expect_done();
        let spoken = json!({ "value": 80, "coverage": { "due": 1, "stated": 1, "missing": 0 } });
        let (whole, lines) = ask("AS_REPORTED").await;
        assert_eq!(whole, spoken);
        let of = |agency: &str| lines.as_array().unwrap().iter().find(|line| line["agency"]["code"] == agency).unwrap()["total"].clone();
        assert_eq!((&of("SMOI")["value"], &of("STC")["value"]), (&json!(80), &Value::Null));
        let (whole, lines) = ask("BY_SUCCESSOR").await;
        assert_eq!((whole, lines), (spoken, json!([{ "agency": { "code": "SMOI" }, "total": { "value": 80 } }])));
        // A range that ends before it began is told by the old ones.
        let before = consolidation(&officer, ("2019-Q2", "2019-Q2"), "BY_SUCCESSOR", selection).await;
        assert_eq!(before.at("consolidation.whole.0.total.value"), 84);
    }

    async fn a_part_that_goes_on_speaks_for_itself_since_it_was_divided(world: World) {
        let officer = home_affairs(&world);
        quarter(&world, "2019-Q1", &[("STTTT", [3, 10, 4])]).await;
        officer
            .reorganise("SPLIT", &["STTTT"], "2019-04-01")
            .with("successors", json!([new("SMOI", "Sở Mới")]))
            .with("goesOn", json!(true))
            .await
            .expect_done();
        quarter(&world, PERIOD, &[("STTTT", [1, 5, 2])]).await;
        let status = async |from: &str| {
            let selection = "figures(indicators: [\"complaint_received\"], by: [AGENCY]) { restatement { status since message } }";
            let answer = consolidation(&officer, (from, PERIOD), "BY_SUCCESSOR", selection).await;
            answer.at("consolidation.figures.0.restatement").clone()
        };
        assert_eq!(status("2019-Q1").await["status"], "SPLIT");
        assert_eq!(status(PERIOD).await, json!({ "status": "TODAY", "since": null, "message": null }));
    }

    async fn a_stock_is_counted_once_where_the_one_between_owes_nothing(world: World) {
        let officer = home_affairs(&world);
        let merge = |agencies: [&'static str; 2], code: &str, on: &'static str| {
            let successors = json!([new(code, "Sở Mới")]);
            officer.reorganise("MERGE", &agencies, on).with("successors", successors)
        };
        merge(["STTTT", "STC"], "SMOI", "2019-07-01").await.expect_done();
        merge(["SMOI", "SGDDT"], "SLON", "2019-08-01").await.expect_done();
        let owing = ["STTTT", "STC", "SLON"];
        officer.open_round(QUARTERLY, PERIOD, DUE, &owing).await.expect_done();
        let submitter = world.person(Role::Submitter, "STC");
        for (agency, said) in [("STTTT", [3, 10, 4]), ("STC", [2, 20, 6]), ("SLON", [11, 7, 9])] {
            submit(&submitter, agency, PERIOD, complaints(said)).await;
            officer.accept(agency, PERIOD).await.expect_done();
        }
        for structure in ["AS_REPORTED", "BY_SUCCESSOR"] {
            let answer = consolidation(&officer, (PERIOD, PERIOD), structure, STOCKS).await;
            let values: Vec<Value> = (0..3).map(|at| answer.at(&format!("consolidation.whole.{at}.total.value")).clone()).collect();
            // The first complaints of the last one were those of the first ones.
            assert_eq!(values, [json!(5), json!(37), json!(9)], "{structure}");
        }
    }

    async fn who_had_ended_before_the_quarter_opens_nothing_twice(world: World) {
        let officer = home_affairs(&world);
        officer.open_round(QUARTERLY, PERIOD, DUE, &["STTTT", "SYT"]).await.expect_done();
        // Recorded late: its end lies before the quarter, its report is left to its people.
        let kept = json!([{ "obligation": obligation(&world, "STTTT", PERIOD).await, "fate": "KEPT" }]);
        officer
            .reorganise("MERGE_INTO", &["STTTT"], "2019-06-01")
            .with("successors", json!([there("SYT")]))
            .with("decisions", kept)
            .await
            .expect_done();
        for (agency, said) in [("STTTT", [3, 10, 4]), ("SYT", [5, 7, 9])] {
            submit(&world.person(Role::Submitter, agency), agency, PERIOD, complaints(said)).await;
            officer.accept(agency, PERIOD).await.expect_done();
        }
        for structure in ["AS_REPORTED", "BY_SUCCESSOR"] {
            let answer = consolidation(&officer, (PERIOD, PERIOD), structure, STOCKS).await;
            let values: Vec<Value> = (0..3).map(|at| answer.at(&format!("consolidation.whole.{at}.total.value")).clone()).collect();
            assert_eq!(values, [json!(5), json!(17), json!(9)], "{structure}");
        }
    }

    async fn what_is_divided_again_says_so_again(world: World) {
        let officer = home_affairs(&world);
        let divide = |code: &str, on: &'static str| {
            let successors = json!([new(code, &format!("Sở {code}"))]);
            officer.reorganise("SPLIT", &["STTTT"], on).with("successors", successors).with("goesOn", json!(true))
        };
        divide("SMOT", "2019-01-01").await.expect_done();
        divide("SHAI", "2019-07-01").await.expect_done();
        quarter(&world, "2019-Q2", &[("STTTT", [1, 5, 2]), ("SYT", [1, 1, 1])]).await;
        quarter(&world, "2018-Q4", &[("SYT", [1, 1, 1])]).await;
        // What came to it whole after it was divided was never divided.
        officer.reorganise("MERGE_INTO", &["SYT"], "2019-09-01").with("successors", json!([there("STTTT")])).await.expect_done();
        let said = async |period: &str| {
            let selection = "figures(indicators: [\"complaint_received\"], by: [AGENCY]) { agency { code } restatement { status since } }";
            let answer = consolidation(&officer, (period, period), "BY_SUCCESSOR", selection).await;
            answer.at("consolidation.figures").clone()
        };
        let line = |status: &str, since: Value| json!([{ "agency": { "code": "STTTT" }, "restatement": { "status": status, "since": since } }]);
        assert_eq!(said("2019-Q2").await, line("SPLIT", json!("2019-07-01")));
        assert_eq!(said("2018-Q4").await, line("TODAY", Value::Null));
        // And what was divided before it was ended for good was ended whole in what it told of after that.
        officer.reorganise("DISSOLVE", &["STTTT"], "2019-09-10").await.expect_done();
        assert_eq!(said("2018-Q4").await, line("DISSOLVED", json!("2019-09-10")));
        assert_eq!(said("2019-Q2").await, line("SPLIT", json!("2019-07-01")));
    }

    async fn scores_name_the_successor(world: World) {
        let officer = home_affairs(&world);
        crate::consolidation::open(&world, "2018", &["STTTT", "SYT"]).await;
        let kept = json!([{ "obligation": obligation(&world, "STTTT", "2018").await, "fate": "KEPT" }]);
        officer
            .reorganise("MERGE_INTO", &["STTTT"], "2019-04-01")
            .with("successors", json!([there("SYT")]))
            .with("decisions", kept)
            .await
            .expect_done();
        let entries = async |structure| {
            let selection = "democracyCompliance { scores { due notScored entries { agency { code } successor { code } } } }";
            let answer = consolidation(&officer, ("2018", "2018"), structure, selection).await;
            answer.at("consolidation.democracyCompliance.scores").clone()
        };
        let scores = |successor: Value| json!({ "due": 2, "notScored": 2, "entries": [
            { "agency": { "code": "STTTT" }, "successor": successor },
            { "agency": { "code": "SYT" }, "successor": null },
        ] });
        assert_eq!(entries("AS_REPORTED").await, scores(Value::Null));
        assert_eq!(entries("BY_SUCCESSOR").await, scores(json!({ "code": "SYT" })));
    }

    async fn a_model_of_an_agency_that_owes_nothing_has_a_row(world: World) {
        let officer = home_affairs(&world);
        let model = json!({
            "agency": "STTTT", "code": "TT-01", "name": "Ngày thứ bảy tình nguyện", "field": "ECONOMY",
            "level": "GRASSROOTS", "holder": "COLLECTIVE", "registeredOn": "2019-01-10",
        });
        let submitter = world.person(Role::Submitter, "STTTT");
        submitter.verb("modelRegister", model, "model { id }".to_owned()).await.expect_done();
        quarter(&world, PERIOD, &[("SYT", [1, 1, 1])]).await;
        let selection = "mobilisationModels(by: [AGENCY]) { register { models } groups { agency { code } register { models } listed { coverage { due } } } }";
        let answer = consolidation(&officer, (PERIOD, PERIOD), "AS_REPORTED", selection).await;
        assert_eq!(
            answer.at("consolidation.mobilisationModels"),
            &json!({
                "register": { "models": 1 },
                "groups": [
                    { "agency": { "code": "STTTT" }, "register": { "models": 1 }, "listed": { "coverage": { "due": 0 } } },
                    { "agency": { "code": "SYT" }, "register": { "models": 0 }, "listed": { "coverage": { "due": 1 } } },
                ],
            })
        );
    }
}
