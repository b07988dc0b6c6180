//! A year that is asked for as a whole after its quarters were: each agency is told by its report of the year once that counts, and
//! until then by its quarters.

use super::*;
use crate::kit::on_both;

const SELECTION: &str = "coverage { due reported missing }
    figures(indicators: [\"complaint_carried_over\", \"complaint_received\", \"complaint_pending\"]) {
      total { value coverage { due reported stated missing } sources(first: 20) { totalCount nodes { agency { code } period } } } }
    groups: figures(indicators: [\"complaint_received\"], by: [AGENCY]) { agency { code } total { value } }
    submissionStatus { missing obligations { agency { code } period counted } }";

/// Carried over, received, pending.
fn complaints([carried, received, pending]: [i64; 3]) -> Vec<Value> {
    vec![
        stated("complaint_carried_over", carried),
        stated("complaint_received", received),
        stated("complaint_pending", pending),
    ]
}

/// The three totals.
fn values(picture: &Value) -> Vec<Option<i64>> {
    picture["figures"].as_array().unwrap().iter().map(|cell| cell["total"]["value"].as_i64()).collect()
}

/// Received, by agency.
fn by_agency(picture: &Value) -> Vec<(String, Option<i64>)> {
    let groups = picture["groups"].as_array().unwrap().iter();
    groups
        .map(|cell| (cell["agency"]["code"].as_str().unwrap().to_owned(), cell["total"]["value"].as_i64()))
        .collect()
}

on_both! {
    async fn opening_the_round_of_a_year_hides_nothing_that_its_quarters_told(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        for quarter in ["2018-Q1", "2018-Q2"] {
            open(&world, quarter, &["STTTT", "SYT"]).await;
        }
        file_figures(&world, "STTTT", "2018-Q1", &complaints([1, 5, 2])).await;
        file_figures(&world, "STTTT", "2018-Q2", &complaints([2, 6, 3])).await;
        file_figures(&world, "SYT", "2018-Q1", &complaints([0, 7, 4])).await;
        let picture = async |basis: &str| {
            let answer = officer.consolidation_on(basis, "2018", None, SELECTION).await;
            answer.at("consolidation").clone()
        };
        let before = picture("ACCEPTED").await;
        assert_eq!(values(&before), [Some(1), Some(18), Some(3)]);
        assert_eq!(before["coverage"], json!({ "due": 4, "reported": 3, "missing": 1 }));

        world.advance(chrono::Duration::hours(1));
        let known = world.clock.now().to_rfc3339();
        world.advance(chrono::Duration::hours(1));
        open(&world, "2018", &["STTTT", "SYT", "STC"]).await;
        // Every number is there; the reports of the year are due and missing besides.
        let opened = picture("ACCEPTED").await;
        assert_eq!(values(&opened), values(&before));
        assert_eq!(by_agency(&opened), [("STC".into(), None), ("STTTT".into(), Some(11)), ("SYT".into(), Some(7))]);
        assert_eq!(opened["coverage"], json!({ "due": 7, "reported": 3, "missing": 4 }));
        assert_eq!(opened["figures"][1]["total"]["coverage"], json!({ "due": 7, "reported": 3, "stated": 3, "missing": 4 }));
        assert_eq!(opened["submissionStatus"]["obligations"].as_array().unwrap().len(), 7);

        // A report of the year takes the place of its agency's quarters as soon as it counts on the basis, and of nobody else's.
        submit(&world.person(Role::Submitter, "SYT"), "SYT", "2018", json!({ "figures": complaints([0, 30, 9]) })).await;
        assert_eq!(values(&picture("ACCEPTED").await), values(&before));
        assert_eq!(values(&picture("SUBMITTED").await), [Some(1), Some(41), Some(12)]);
        officer.accept("SYT", "2018").await.expect_done();
        let mixed = picture("ACCEPTED").await;
        assert_eq!(values(&mixed), [Some(1), Some(41), Some(12)]);
        assert_eq!(by_agency(&mixed), [("STC".into(), None), ("STTTT".into(), Some(11)), ("SYT".into(), Some(30))]);
        assert_eq!(mixed["coverage"], json!({ "due": 5, "reported": 3, "missing": 2 }));
        let sources = &mixed["figures"][1]["total"]["sources"];
        assert_eq!(sources["nodes"], json!([
            { "agency": { "code": "STTTT" }, "period": "2018-Q1" },
            { "agency": { "code": "STTTT" }, "period": "2018-Q2" },
            { "agency": { "code": "SYT" }, "period": "2018" },
        ]));
        let told = mixed["submissionStatus"]["obligations"].as_array().unwrap();
        let told: Vec<String> = told.iter().map(|one| format!("{} {} {}", one["agency"]["code"], one["period"], one["counted"]).replace('"', "")).collect();
        assert_eq!(told, ["STC 2018 false", "STTTT 2018-Q1 true", "STTTT 2018-Q2 true", "STTTT 2018 false", "SYT 2018 true"]);
        // Of an agency that asks, its own.
        let own = world.person(Role::Submitter, "SYT").consolidation("2018", None, SELECTION).await;
        assert_eq!(values(own.at("consolidation")), [Some(0), Some(30), Some(9)]);
        // In both structures, over several years, and as it was known.
        for (structure, from) in [("AS_REPORTED", "2018"), ("BY_SUCCESSOR", "2018"), ("BY_SUCCESSOR", "2017"), ("AS_REPORTED", "2017")] {
            let query = format!("{{ consolidation(from: \"{from}\", to: \"2018\", structure: {structure}) {{ {SELECTION} }} }}");
            let answer = officer.graphql(&query, json!({})).await;
            assert_eq!(values(answer.at("consolidation")), values(&mixed), "{structure} {from}");
        }
        let query = format!("{{ consolidation(from: \"2018\", knownAt: \"{}\") {{ {SELECTION} }} }}", known.replace("+00:00", "Z"));
        let then = officer.graphql(&query, json!({})).await;
        assert_eq!((then.at("consolidation.coverage"), values(then.at("consolidation"))), (&before["coverage"], values(&before)));

        // Once everybody has told of the year, it is what it would be without the quarters.
        file_figures(&world, "STTTT", "2018", &complaints([1, 11, 3])).await;
        file_figures(&world, "STC", "2018", &complaints([0, 1, 1])).await;
        let whole = picture("ACCEPTED").await;
        assert_eq!(values(&whole), [Some(1), Some(42), Some(13)]);
        assert_eq!(whole["coverage"], json!({ "due": 3, "reported": 3, "missing": 0 }));
        assert_eq!(whole["submissionStatus"]["obligations"].as_array().unwrap().len(), 3);
        // And a release that is made of it says the same.
        let release = json!({ "title": "Tổng hợp năm 2018", "from": "2018" });
        officer.verb("releaseCreate", release, "release { id }".into()).await.expect_done();
    }
}
