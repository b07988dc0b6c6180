//! Checks across periods: G06, G13, G16, D04, S05, each passing, failing and waiting; which version of another period speaks;
//! explanations that stay.

use super::explained;
use crate::cycle::desk::{AGENCY, FORM, filled, number};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

const ANNUAL: &str = "dvcq_annual";
const DUE: &str = "2023-12-31T00:00:00Z";

/// What a rule finds in a draft: the result, and the message in English, by subject.
async fn found(person: &Person, period: &str, rule: &str, subject: Option<&str>) -> (String, String) {
    let answer = person.clone().speaking("en").validate(AGENCY, period).await.expect_done();
    let checks = answer.payload()["checks"].as_array().unwrap();
    let check = checks
        .iter()
        .find(|check| check["rule"]["code"] == rule && check["subject"] == json!(subject))
        .unwrap();
    let text = |name: &str| check[name].as_str().unwrap().to_owned();
    (text("result"), text("message"))
}

async fn save(person: &Person, period: &str, figures: &[(&str, i64)]) {
    let figures: Vec<Value> = figures.iter().map(|(code, value)| number(code, *value)).collect();
    person.save_draft(AGENCY, period, json!({ "figures": figures })).await.expect_done();
}

/// Saves, and files with an explanation of every warning.
async fn file(person: &Person, period: &str, figures: &[(&str, i64)]) {
    person.save_draft(AGENCY, period, filled()).await.expect_done();
    save(person, period, figures).await;
    let explanations = explained(&person.validate(AGENCY, period).await);
    person.submit(AGENCY, period).with("explanations", explanations).await.expect_done();
}

async fn desk(world: &World, rounds: &[(&str, &str)]) -> (Person, Person) {
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    for (form, period) in rounds {
        home_affairs.open_round(form, period, DUE, &[AGENCY, "STC"]).await.expect_done();
    }
    (home_affairs, world.person(Role::Submitter, AGENCY))
}

on_both! {
    async fn a_half_year_is_its_quarters(world: World) {
        world.set_time("2022-07-01T00:00:00Z");
        let (home_affairs, submitter) = desk(&world, &[(FORM, "2022-Q1"), (FORM, "2022-Q2"), (ANNUAL, "2022-H1")]).await;
        save(&submitter, "2022-H1", &[("complaint_received", 7), ("complaint_carried_over", 1), ("complaint_pending", 2)]).await;
        let g13 = async |subject: &str| found(&submitter, "2022-H1", "G13", Some(subject)).await;
        let (result, message) = g13("complaint_received").await;
        assert_eq!(result, "NOT_EVALUABLE");
        assert!(message.ends_with("(2022-Q1: no report, 2022-Q2: no report)."), "{message}");

        file(&submitter, "2022-Q1", &[("complaint_received", 3), ("complaint_carried_over", 1), ("complaint_pending", 4)]).await;
        // The opening stock is told by the first quarter, the rest needs both.
        assert_eq!(g13("complaint_carried_over").await.0, "PASS");
        for subject in ["complaint_received", "complaint_pending"] {
            let (result, message) = g13(subject).await;
            assert_eq!(result, "NOT_EVALUABLE");
            assert!(message.ends_with("(2022-Q2: no report)."), "{message}");
        }
        file(&submitter, "2022-Q2", &[("complaint_pending", 2)]).await;
        let (result, message) = g13("complaint_received").await;
        assert_eq!(result, "NOT_EVALUABLE");
        assert!(message.ends_with("(2022-Q2: not stated)."), "{message}");
        assert_eq!(g13("complaint_pending").await.0, "PASS");

        home_affairs.return_(AGENCY, "2022-Q2", json!([{ "text": "Thiếu số đơn." }])).await.expect_done();
        file(&submitter, "2022-Q2", &[("complaint_received", 4), ("complaint_pending", 2)]).await;
        assert_eq!(g13("complaint_received").await.0, "PASS");
        save(&submitter, "2022-H1", &[("complaint_received", 9), ("complaint_pending", 5)]).await;
        assert_eq!(
            g13("complaint_received").await,
            ("FAIL".into(), "Complaints received in the period: 9 reported, but 7 by the shorter periods (2022-Q1: 3; 2022-Q2: 4).".into())
        );
        assert_eq!(
            g13("complaint_pending").await.1,
            "Complaints pending at the end of the period: 5 reported, but 2 by the shorter periods (2022-Q2)."
        );
        // In Vietnamese, as the agency reads it.
        let answer = submitter.validate(AGENCY, "2022-H1").await;
        let checks = answer.payload()["checks"].as_array().unwrap();
        let told = checks.iter().find(|check| check["rule"]["code"] == "G13" && check["subject"] == "complaint_received").unwrap();
        assert_eq!(
            told["message"],
            json!("Đơn khiếu nại tiếp nhận trong kỳ: báo cáo nêu 9, nhưng theo các kỳ ngắn hơn là 7 (Quý I/2022: 3; Quý II/2022: 4).")
        );
        // A quarter has no shorter periods.
        assert_eq!(found(&submitter, "2022-Q1", "G13", Some("complaint_received")).await.0, "SKIPPED");
    }

    async fn nine_months_are_a_half_year_and_a_quarter(world: World) {
        world.set_time("2022-09-15T00:00:00Z");
        let (home_affairs, submitter) = desk(&world, &[(ANNUAL, "2022-H1"), (FORM, "2022-Q3")]).await;
        let nine = json!({ "form": ANNUAL, "period": "2022-9M", "agencies": [AGENCY] });
        let opened = home_affairs.verb("roundOpen", nine, "round { dueAt windowFrom windowTo }".to_owned()).await.expect_done();
        assert_eq!(
            opened.payload()["round"],
            json!({ "dueAt": "2022-09-16T16:59:59+00:00", "windowFrom": "2021-12-15", "windowTo": "2022-09-14" })
        );
        file(&submitter, "2022-H1", &[("complaint_received", 5)]).await;
        file(&submitter, "2022-Q3", &[("complaint_received", 4)]).await;
        save(&submitter, "2022-9M", &[("complaint_received", 8)]).await;
        assert_eq!(
            found(&submitter, "2022-9M", "G13", Some("complaint_received")).await,
            ("FAIL".into(), "Complaints received in the period: 8 reported, but 9 by the shorter periods (2022-H1: 5; 2022-Q3: 4).".into())
        );
        file(&submitter, "2022-9M", &[("complaint_received", 9)]).await;
        home_affairs.accept(AGENCY, "2022-9M").await.expect_done();
        let query = r#"{ consolidation(from: "2022-9M") { figures(indicators: ["complaint_received"]) { total { value coverage { due } } } } }"#;
        let answer = home_affairs.graphql(query, json!({})).await;
        // Its own nine months, and the third quarter of the other, who owes nothing else there.
        assert_eq!(answer.at("consolidation.figures.0.total"), &json!({ "value": 9, "coverage": { "due": 2 } }));
    }

    async fn a_sudden_change_against_the_year_before_is_pointed_out(world: World) {
        world.set_time("2022-07-01T00:00:00Z");
        let (_, submitter) = desk(&world, &[(FORM, "2021-Q2"), (FORM, "2022-Q1"), (FORM, "2022-Q2")]).await;
        let g16 = async || found(&submitter, "2022-Q2", "G16", Some("complaint_received")).await;
        save(&submitter, "2022-Q2", &[("complaint_received", 11)]).await;
        file(&submitter, "2022-Q1", &[("complaint_received", 5)]).await;
        assert_eq!(g16().await.0, "NOT_EVALUABLE");
        file(&submitter, "2021-Q2", &[("complaint_received", 5)]).await;
        assert_eq!(
            g16().await,
            ("FAIL".into(), "Complaints received in the period: 5 in the report of 2021-Q2, 11 now: a change of more than 2 times.".into())
        );
        save(&submitter, "2022-Q2", &[("complaint_received", 10)]).await;
        assert_eq!(g16().await.0, "PASS");
        // It is information: it needs no explanation.
        save(&submitter, "2022-Q2", &[("complaint_received", 90)]).await;
        submitter.save_draft(AGENCY, "2022-Q2", filled()).await.expect_done();
        submitter.submit(AGENCY, "2022-Q2").await.expect_done();
    }

    async fn models_and_staff_go_on_from_the_quarter_before(world: World) {
        world.set_time("2022-07-01T00:00:00Z");
        let (_, submitter) = desk(&world, &[(FORM, "2022-Q1"), (FORM, "2022-Q2"), (ANNUAL, "2022-H1")]).await;
        let found = async |rule: &str| found(&submitter, "2022-Q2", rule, None).await;
        let now = [("dvk_models_active", 5), ("dvk_models_registered_new", 3), ("dvk_models_dropped", 1), ("staff_present_total", 60)];
        save(&submitter, "2022-Q2", &now).await;
        assert_eq!((found("D04").await.0, found("S05").await.0), ("NOT_EVALUABLE".into(), "NOT_EVALUABLE".into()));
        file(&submitter, "2022-Q1", &[("dvk_models_active", 3), ("staff_present_total", 50)]).await;
        assert_eq!((found("D04").await.0, found("S05").await.0), ("PASS".into(), "PASS".into()));
        save(&submitter, "2022-Q2", &[("dvk_models_dropped", 2), ("staff_present_total", 61)]).await;
        assert_eq!(
            found("D04").await,
            ("FAIL".into(), "5 models active; 3 in the report of 2022-Q1, 3 new, 2 dropped and 0 ended make 4.".into())
        );
        assert_eq!(found("S05").await, ("FAIL".into(), "Staff present went from 50 (2022-Q1) to 61, more than 20 %.".into()));
        // What was dropped is not stated: nobody knows whether the sum is right, unless it is too many in any case.
        let silent = json!({ "figures": [{ "indicator": "dvk_models_dropped", "state": "NOT_STATED" }] });
        submitter.save_draft(AGENCY, "2022-Q2", silent).await.expect_done();
        assert_eq!(found("D04").await.0, "NOT_EVALUABLE");
        save(&submitter, "2022-Q2", &[("dvk_models_active", 7)]).await;
        assert_eq!(found("D04").await.0, "FAIL");
        // The rule on staff is one between quarters.
        assert_eq!(crate::history::checks::found(&submitter, "2022-H1", "S05", None).await.0, "SKIPPED");
    }

    async fn what_is_accepted_speaks_before_what_is_only_submitted(world: World) {
        world.set_time("2022-07-01T00:00:00Z");
        let (home_affairs, submitter) = desk(&world, &[(ANNUAL, "2021"), (ANNUAL, "2022-H1"), (FORM, "2022-Q1")]).await;
        let g06 = async |period: &str| found(&submitter, period, "G06", Some("complaint")).await;
        save(&submitter, "2022-H1", &[("complaint_carried_over", 3)]).await;
        save(&submitter, "2022-Q1", &[("complaint_carried_over", 3)]).await;
        assert_eq!(g06("2022-H1").await.0, "NOT_EVALUABLE");
        // The year ends where both the half-year and the quarter begin.
        file(&submitter, "2021", &[("complaint_pending", 4)]).await;
        for period in ["2022-H1", "2022-Q1"] {
            assert_eq!(g06(period).await, ("FAIL".into(), "Complaints: 3 carried over, but the report of 2021 had 4 pending.".into()));
        }
        home_affairs.accept(AGENCY, "2021").await.expect_done();
        home_affairs.reopen(AGENCY, "2021", "Sửa số liệu.").await.expect_done();
        file(&submitter, "2021", &[("complaint_pending", 3)]).await;
        // The accepted version stays in force until the new one is accepted.
        assert_eq!(g06("2022-H1").await.0, "FAIL");
        home_affairs.accept(AGENCY, "2021").await.expect_done();
        assert_eq!(g06("2022-H1").await.0, "PASS");
        // A neighbour's report is nobody's past but its own.
        let other = world.person(Role::Submitter, "STC");
        let figures = json!({ "figures": [number("complaint_carried_over", 3)] });
        other.save_draft("STC", "2022-H1", figures).await.expect_done();
        let answer = other.validate("STC", "2022-H1").await.expect_done();
        let checks = answer.payload()["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["rule"]["code"] == "G06" && check["subject"] == "complaint").unwrap();
        assert_eq!(check["result"], json!("NOT_EVALUABLE"));
    }

    /// What was carried over is what all those had pending whom an agency continues, since it continues them.
    async fn predecessors_are_added_up(world: World) {
        world.set_time("2022-07-01T00:00:00Z");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        home_affairs.open_round(FORM, "2022-Q1", DUE, &[AGENCY, "SYT"]).await.expect_done();
        home_affairs.open_round(FORM, "2022-Q2", DUE, &[AGENCY]).await.expect_done();
        let (submitter, other) = (world.person(Role::Submitter, AGENCY), world.person(Role::Submitter, "SYT"));
        file(&submitter, "2022-Q1", &[("complaint_pending", 4)]).await;
        save(&submitter, "2022-Q2", &[("complaint_carried_over", 4)]).await;
        let g06 = async || found(&submitter, "2022-Q2", "G06", Some("complaint")).await;
        assert_eq!(g06().await.0, "PASS");
        other.save_draft("SYT", "2022-Q1", filled()).await.expect_done();
        other
            .save_draft("SYT", "2022-Q1", json!({ "figures": [number("complaint_pending", 2)] }))
            .await
            .expect_done();
        other.submit("SYT", "2022-Q1").await.expect_done();
        home_affairs.accept("SYT", "2022-Q1").await.expect_done();
        assert_eq!(g06().await.0, "PASS");
        let merged = home_affairs.reorganise("MERGE_INTO", &["SYT"], "2022-04-01");
        merged.with("successors", json!([{ "code": AGENCY }])).await.expect_done();
        let (result, message) = g06().await;
        assert_eq!((result.as_str(), message.as_str()), ("FAIL", "Complaints: 4 carried over, but the report of 2022-Q1 had 6 pending."));
        save(&submitter, "2022-Q2", &[("complaint_carried_over", 6)]).await;
        assert_eq!(g06().await.0, "PASS");
    }

    async fn an_explanation_stays_with_its_version(world: World) {
        world.set_time("2022-07-01T00:00:00Z");
        let (home_affairs, submitter) = desk(&world, &[(FORM, "2022-Q1"), (FORM, "2022-Q2")]).await;
        file(&submitter, "2022-Q1", &[("complaint_pending", 4)]).await;
        submitter.save_draft(AGENCY, "2022-Q2", filled()).await.expect_done();
        save(&submitter, "2022-Q2", &[("complaint_carried_over", 3)]).await;
        submitter.submit(AGENCY, "2022-Q2").await.expect_user_error("EXPLANATION_NEEDED");
        let explain = |text: &str| json!([{ "rule": "G06", "subject": "complaint", "text": text }]);
        submitter.submit(AGENCY, "2022-Q2").with("explanations", explain("Một đơn đã rút.")).await.expect_done();
        home_affairs.return_(AGENCY, "2022-Q2", json!([{ "text": "Giải trình rõ hơn." }])).await.expect_done();
        submitter.submit(AGENCY, "2022-Q2").with("explanations", explain("Một đơn đã rút ngày 20/3.")).await.expect_done();

        let asked = "versions { number checks(results: [FAIL]) { rule { code } subject explanation } } \
            history { event version { number checks(results: [FAIL]) { explanation } } }";
        for person in [&submitter, &home_affairs] {
            let answer = person.report(AGENCY, "2022-Q2", asked).await;
            let warned = |text: &str| json!([{ "rule": { "code": "G06" }, "subject": "complaint", "explanation": text }]);
            assert_eq!(
                answer.at("report.versions"),
                &json!([{ "number": 2, "checks": warned("Một đơn đã rút ngày 20/3.") }, { "number": 1, "checks": warned("Một đơn đã rút.") }])
            );
            let filed = |number: i32, text: &str| json!({ "number": number, "checks": [{ "explanation": text }] });
            assert_eq!(
                answer.at("report.history"),
                &json!([
                    { "event": "SUBMITTED", "version": filed(1, "Một đơn đã rút.") },
                    { "event": "RETURNED", "version": filed(1, "Một đơn đã rút.") },
                    { "event": "SUBMITTED", "version": filed(2, "Một đơn đã rút ngày 20/3.") },
                ])
            );
        }
        // What the quarter before says now does not change what was found then.
        home_affairs.return_(AGENCY, "2022-Q1", json!([{ "text": "Sửa." }])).await.expect_done();
        let now = submitter.report(AGENCY, "2022-Q2", "checks(results: [FAIL]) { rule { code } } latestVersion { checks(results: [FAIL]) { rule { code } } }").await;
        assert_eq!(now.at("report.checks"), &json!([]));
        assert_eq!(now.at("report.latestVersion.checks"), &json!([{ "rule": { "code": "G06" } }]));
    }

    /// A check of a year that ten other reports are filed for costs what one without any costs.
    async fn a_check_costs_as_much_whatever_was_filed(world: World) {
        world.set_time("2022-12-20T00:00:00Z");
        let quarters = ["2021-Q4", "2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"];
        let mut rounds: Vec<_> = quarters.iter().map(|period| (FORM, *period)).collect();
        rounds.extend([(ANNUAL, "2021"), (ANNUAL, "2022-H1"), (ANNUAL, "2022")]);
        let (_, submitter) = desk(&world, &rounds).await;
        save(&submitter, "2022", &[("complaint_received", 3)]).await;
        let ask = async || submitter.report(AGENCY, "2022", "checks { result }").await;
        let cost = async || world.server.statements(&ask).await;
        let alone = cost().await;
        file(&submitter, "2021", &[("complaint_received", 3), ("complaint_pending", 1)]).await;
        for quarter in quarters {
            file(&submitter, quarter, &[("complaint_received", 3), ("complaint_pending", 1)]).await;
        }
        assert_eq!(cost().await, alone);
        assert!(alone <= 20, "{alone}");
    }
}
