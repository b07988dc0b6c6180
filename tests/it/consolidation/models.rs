//! "Dân vận khéo" models: the register's distinct count beside what agencies state.

use super::*;
use crate::kit::on_both;

async fn register(world: &World, agency: &'static str, code: &str, field: &str, holder: &str) -> String {
    let input = json!({
        "agency": agency, "code": code, "name": format!("Mô hình {code}"), "field": field,
        "level": "GRASSROOTS", "holder": holder, "registeredOn": "2019-01-10",
    });
    let head = world.person(Role::Submitter, agency);
    let done = head.verb("modelRegister", input, "model { id }".to_owned()).await.expect_done();
    done.payload()["model"]["id"].as_str().unwrap().to_owned()
}

async fn advance(world: &World, agency: &'static str, model: &str, stages: &[(&str, &str)]) {
    let submitter = world.person(Role::AgencyHead, agency);
    for (stage, on) in stages {
        // Stages follow one another by the instant they are recorded.
        world.advance(chrono::Duration::minutes(1));
        let input = json!({ "model": model, "stage": stage, "on": on });
        submitter.verb("modelAdvance", input, "model { id }".to_owned()).await.expect_done();
    }
}

fn listing(models: &[&str], figures: &[Value]) -> Value {
    let models: Vec<Value> = models.iter().map(|code| json!({ "code": code })).collect();
    json!({ "models": models, "figures": figures })
}

on_both! {
    async fn a_year_in_progress_lists_models_by_whichever_report_counts(world: World) {
        open(&world, "2019-Q1", &["STTTT", "SYT"]).await;
        register(&world, "STTTT", "M1", "ECONOMY", "COLLECTIVE").await;
        register(&world, "SYT", "M2", "ECONOMY", "COLLECTIVE").await;
        file(&world, "STTTT", "2019-Q1", listing(&["M1"], &[])).await;
        file(&world, "SYT", "2019-Q1", listing(&["M2"], &[])).await;
        open(&world, "2019", &["STTTT", "SYT"]).await;
        // Its quarter stands still, and gives way.
        file(&world, "SYT", "2019", listing(&["M2"], &[])).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        for structure in ["AS_REPORTED", "BY_SUCCESSOR"] {
            let query = format!(
                "{{ consolidation(from: \"2019\", structure: {structure}) {{ mobilisationModels(by: [AGENCY]) {{
                    listed {{ models coverage {{ due stated missing }} }} groups {{ agency {{ code }} listed {{ models }} }} }} }} }}"
            );
            let answer = officer.graphql(&query, json!({})).await;
            let view = answer.at("consolidation.mobilisationModels");
            assert_eq!(view["listed"], json!({ "models": 2, "coverage": { "due": 3, "stated": 2, "missing": 1 } }));
            let row = |code: &str| json!({ "agency": { "code": code }, "listed": { "models": 1 } });
            assert_eq!(view["groups"], json!([row("STTTT"), row("SYT")]), "{structure}");
        }
    }

    /// Each agency has its own end: one that has told of the whole year, or has come a quarter further, ends nobody else's lists.
    async fn a_year_in_progress_ends_for_each_agency_with_its_own_last_report(world: World) {
        let agencies = ["STTTT", "SYT", "STC"];
        open(&world, "2019-Q1", &[&agencies[..], &["BDT"]].concat()).await;
        for agency in agencies {
            register(&world, agency, "M1", "ECONOMY", "COLLECTIVE").await;
            file(&world, agency, "2019-Q1", listing(&["M1"], &[])).await;
        }
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let active = async || {
            let mut counts = Vec::new();
            for structure in ["AS_REPORTED", "BY_SUCCESSOR"] {
                let query = format!(
                    "{{ consolidation(from: \"2019\", structure: {structure}) {{ mobilisationModels(by: [AGENCY]) {{
                        listed {{ active }} groups {{ agency {{ code }} listed {{ active }} }} }} }} }}"
                );
                let answer = officer.graphql(&query, json!({})).await;
                let view = answer.at("consolidation.mobilisationModels");
                let groups = view["groups"].as_array().unwrap();
                let each: i64 = groups.iter().map(|group| group["listed"]["active"].as_i64().unwrap()).sum();
                let all = view["listed"]["active"].as_i64().unwrap();
                assert_eq!(all, each, "{structure}");
                counts.push(all);
            }
            assert_eq!(counts[0], counts[1]);
            counts[0]
        };
        assert_eq!(active().await, 3);
        open(&world, "2019-Q2", &agencies).await;
        open(&world, "2019", &agencies).await;
        assert_eq!(active().await, 3, "asking for more takes nothing away");
        file(&world, "SYT", "2019", listing(&["M1"], &[])).await;
        assert_eq!(active().await, 3, "one report of the year is not everybody's");
        // Who has come further and lists it no more has it no more; who has never reported is not guessed for.
        file(&world, "STTTT", "2019-Q2", listing(&[], &[stated("dvk_models_active", 0)])).await;
        assert_eq!(active().await, 2);
    }

    async fn a_model_is_counted_once_as_its_last_report_found_it(world: World) {
        for quarter in ["2019-Q1", "2019-Q2"] {
            open(&world, quarter, &["STTTT", "STC", "SYT"]).await;
        }
        let one = register(&world, "STTTT", "M1", "ECONOMY", "COLLECTIVE").await;
        let two = register(&world, "STTTT", "M2", "CULTURE_SOCIETY", "INDIVIDUAL").await;
        register(&world, "STC", "M1", "ECONOMY", "COLLECTIVE").await;
        let stated_totals = [stated("dvk_models_active", 3), stated("dvk_models_recognised", 2), stated("dvk_models_replicated", 1)];
        file(&world, "STTTT", "2019-Q1", listing(&["M1", "M2"], &stated_totals)).await;
        file(&world, "STC", "2019-Q1", listing(&["M1"], &[])).await;
        let way = [("IN_PROGRESS", "2019-03-20"), ("FINAL_REVIEWED", "2019-04-01"), ("RECOGNISED", "2019-05-01")];
        advance(&world, "STTTT", &one, &way).await;
        advance(&world, "STTTT", &two, &[("DROPPED", "2019-04-01")]).await;
        file(&world, "STTTT", "2019-Q2", listing(&["M1", "M2"], &[stated("dvk_models_active", 2)])).await;

        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let counts = "models active recognised replicated dropped collective individual";
        let selection = format!(
            "mobilisationModels(by: [FIELD]) {{
                register {{ models active registeredNew recognised recognisedNew dropped collective individual joint }}
                listed {{ {counts} coverage {{ due stated notStated missing }} }}
                stated {{ active {{ value }} recognised {{ value }} replicationRate {{ value }} }}
                groups {{ field agency {{ code }} register {{ models }} listed {{ models }} stated {{ active {{ value }} }} }}
             }}"
        );
        let answer = home_affairs.consolidation("2019-H1", None, &selection).await;
        let view = answer.at("consolidation.mobilisationModels");
        assert_eq!(
            view["register"],
            json!({
                "models": 3, "active": 2, "registeredNew": 3, "recognised": 1, "recognisedNew": 1, "dropped": 1,
                "collective": 2, "individual": 0, "joint": 0,
            })
        );
        assert_eq!(
            view["listed"],
            json!({
                "models": 3, "active": 2, "recognised": 1, "replicated": 0, "dropped": 1, "collective": 2,
                "individual": 1, "coverage": { "due": 6, "stated": 3, "notStated": 0, "missing": 3 },
            })
        );
        // What agencies state stands beside it: stocks at the end, flows of both quarters.
        assert_eq!(
            view["stated"],
            json!({ "active": { "value": 2 }, "recognised": { "value": 2 }, "replicationRate": { "value": "50.00" } })
        );
        assert_eq!(
            view["groups"],
            json!([
                { "field": "ECONOMY", "agency": null, "register": { "models": 2 }, "listed": { "models": 2 }, "stated": null },
                { "field": "CULTURE_SOCIETY", "agency": null, "register": { "models": 1 }, "listed": { "models": 1 }, "stated": null },
            ])
        );
        let by_agency = format!(
            "mobilisationModels(by: [AGENCY, PERIOD]) {{
                groups {{ agency {{ code }} period listed {{ {counts} }} stated {{ active {{ value }} }} }}
             }}"
        );
        let answer = home_affairs.consolidation("2019-Q1", Some("2019-Q2"), &by_agency).await;
        let groups = answer.at("consolidation.mobilisationModels.groups").as_array().unwrap();
        let lines: Vec<String> = groups
            .iter()
            .map(|group| {
                format!(
                    "{} {}: {} models, {} active, {} stated",
                    group["agency"]["code"].as_str().unwrap(),
                    group["period"].as_str().unwrap(),
                    group["listed"]["models"],
                    group["listed"]["active"],
                    group["stated"]["active"]["value"]
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                "STC 2019-Q1: 1 models, 1 active, null stated",
                "STC 2019-Q2: 0 models, 0 active, null stated",
                "STTTT 2019-Q1: 2 models, 2 active, 3 stated",
                "STTTT 2019-Q2: 2 models, 1 active, 2 stated",
                "SYT 2019-Q1: 0 models, 0 active, null stated",
                "SYT 2019-Q2: 0 models, 0 active, null stated",
            ]
        );
    }
}
