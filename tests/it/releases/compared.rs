//! What makes the difference between two releases, or a release and now, by example.

use super::*;
use crate::consolidation::{due, file_figures, open, said, stated, submit, truth};
use crate::kit::on_both;
use crate::kit::world::World;
use chrono::Duration;
use std::collections::BTreeMap;
use tonghop::kit::vocabulary::Role;

const RANGE: (&str, &str) = ("2019-Q3", "2019-Q3");

/// Every figure that is different, checked part by part; by indicator and agency, by how much the total is.
async fn checked(person: &Person, id: &str, to: Option<&str>) -> BTreeMap<(String, String), i64> {
    let one = difference();
    let mut found = BTreeMap::new();
    for by_agency in [false, true] {
        let selection = format!(
            "figures(byAgency: {by_agency}) {{ indicatorCode agency {{ code }} total {{ {one} }} \
             rate {{ from to difference numerator {{ {one} }} denominator {{ {one} }} }} \
             distribution {{ choice from to difference parts {{ difference }} }} }}"
        );
        let answer = person.compare(id, to, &selection).await;
        for figure in answer.at("release.compare.figures").as_array().unwrap() {
            let mut more = 0;
            if !figure["total"].is_null() {
                more = adds_up(&figure["total"]);
            }
            if !figure["rate"].is_null() {
                adds_up(&figure["rate"]["numerator"]);
                adds_up(&figure["rate"]["denominator"]);
            }
            for choice in figure["distribution"].as_array().unwrap() {
                let number = |value: &Value| value.as_i64().unwrap();
                let parts = choice["parts"].as_array().unwrap();
                let sum: i64 = parts.iter().map(|part| number(&part["difference"])).sum();
                let between = number(&choice["to"]) - number(&choice["from"]);
                assert_eq!((sum, number(&choice["difference"])), (between, between), "{figure}");
            }
            let agency = figure["agency"]["code"].as_str().unwrap_or_default().to_owned();
            found.insert((figure["indicatorCode"].as_str().unwrap().to_owned(), agency), more);
        }
    }
    found
}

/// The parts of one indicator's difference: cause, by how much, and how many more are due, reported, stated and not stated.
async fn parts(
    person: &Person,
    id: &str,
    indicator: &str,
    agency: Option<&str>,
) -> Vec<(String, Option<i64>, [i64; 4])> {
    let selection = format!(
        "figures(indicators: [{indicator:?}], byAgency: {}) {{ agency {{ code }} total {{ parts {{ kind difference {CHANGE} }} }} }}",
        agency.is_some()
    );
    let answer = person.compare(id, None, &selection).await;
    let figures = answer.at("release.compare.figures").as_array().unwrap().clone();
    let wanted = |figure: &&Value| agency.is_none_or(|code| figure["agency"]["code"] == code);
    let Some(figure) = figures.iter().find(wanted) else { return Vec::new() };
    let part = |part: &Value| {
        let more = |name: &str| part["coverage"][name].as_i64().unwrap();
        let counts = ["due", "reported", "stated", "notStated"].map(more);
        (part["kind"].as_str().unwrap().to_owned(), part["difference"].as_i64(), counts)
    };
    figure["total"]["parts"].as_array().unwrap().iter().map(part).collect()
}

/// The query of the page for officers that compares, and the answer beside it.
fn documented() -> (String, Value) {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/releases.md")).unwrap();
    let (before, after) = page.split_once("```\n```json\n").expect("a query and its answer");
    let (_, query) = before.rsplit_once("```graphql\n").unwrap();
    let (answer, _) = after.split_once("```").unwrap();
    (query.to_owned(), serde_json::from_str(answer).unwrap())
}

fn part(kind: &str, difference: i64, counts: [i64; 4]) -> (String, Option<i64>, [i64; 4]) {
    (kind.to_owned(), Some(difference), counts)
}

fn received(value: i64) -> Value {
    json!({ "figures": [stated("denunciation_received", value)] })
}

fn quarter(value: i64) -> Value {
    json!({ "figures": [
        stated("denunciation_received", value), stated("complaint_carried_over", 1), stated("complaint_received", value),
        stated("complaint_resolved", value - 1), stated("complaint_pending", 2), truth("qcdc_plan_issued", value % 2 == 0),
        truth("qcdc_regulation_issued", value > 4),
    ] })
}

on_both! {
    /// A report of the year takes the place of its agency's quarters: these were not withdrawn, and count again when it is sent back.
    async fn a_report_of_the_year_displaces_the_quarters(world: World) {
        for period in ["2018-Q1", "2018-Q2"] {
            open(&world, period, &["STTTT", "SYT"]).await;
        }
        for (agency, period, value) in [("STTTT", "2018-Q1", 10), ("STTTT", "2018-Q2", 4), ("SYT", "2018-Q1", 3)] {
            submit(&world.person(Role::Submitter, agency), agency, period, received(value)).await;
        }
        open(&world, "2018", &["STTTT", "SYT"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let release = officer.release(("2018", "2018"), "Sơ bộ").with("basis", json!("SUBMITTED"));
        let before = released(release).await;
        submit(&world.person(Role::Submitter, "STTTT"), "STTTT", "2018", received(15)).await;
        let all = checked(&officer, &before, None).await;
        assert_eq!(all[&("denunciation_received".to_owned(), "STTTT".to_owned())], 1);
        assert_eq!(parts(&officer, &before, "denunciation_received", None).await, [
            part("NEWLY_ARRIVED", 15, [0, 1, 1, 0]),
            part("DISPLACED", -14, [-2, -2, -2, 0]),
        ]);
        let release = officer.release(("2018", "2018"), "Sơ bộ, lần hai").with("basis", json!("SUBMITTED"));
        let with_year = released(release).await;
        officer.return_("STTTT", "2018", json!([{ "text": "Kiểm tra lại." }])).await.expect_done();
        checked(&officer, &with_year, None).await;
        assert_eq!(parts(&officer, &with_year, "denunciation_received", None).await, [
            part("WITHDRAWN", -15, [0, -1, -1, 0]),
            part("DISPLACED", 14, [2, 2, 2, 0]),
        ]);
        assert_eq!(checked(&officer, &before, None).await, BTreeMap::new(), "and all is as it was");
    }

    async fn each_thing_that_happened_has_its_part(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "SYT", "SGDDT", "BDT"]).await;
        for (agency, value) in [("STTTT", 10), ("STC", 3), ("BDT", 5)] {
            submit(&world.person(Role::Submitter, agency), agency, "2019-Q3", quarter(value)).await;
        }
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.accept("STTTT", "2019-Q3").await.expect_done();
        let id = released(officer.release(RANGE, "Sơ bộ").with("basis", json!("SUBMITTED"))).await;
        assert_eq!(checked(&officer, &id, None).await, BTreeMap::new(), "nothing has happened");

        officer.reopen("STTTT", "2019-Q3", "Sai sót.").await.expect_done();
        submit(&world.person(Role::Submitter, "STTTT"), "STTTT", "2019-Q3", quarter(12)).await;
        officer.return_("STC", "2019-Q3", json!([{ "text": "Kiểm tra lại." }])).await.expect_done();
        submit(&world.person(Role::Submitter, "SYT"), "SYT", "2019-Q3", quarter(4)).await;
        let open = crate::reorganisation::obligation(&world, "SGDDT", "2019-Q3").await;
        officer.exempt(&open, "Mới sáp nhập.").await.expect_done();
        let all = checked(&officer, &id, None).await;
        assert_eq!(all[&("denunciation_received".to_owned(), String::new())], 3);
        assert!(all.len() > 60, "{}", all.len());
        assert_eq!(parts(&officer, &id, "denunciation_received", None).await, [
            part("AMENDED", 2, [0, 0, 0, 0]),
            part("NEWLY_ARRIVED", 4, [0, 1, 1, 0]),
            part("WITHDRAWN", -3, [0, -1, -1, 0]),
            part("STRUCTURE", 0, [-1, 0, 0, 0]),
        ]);
        // How many agencies say yes: SYT's four does, the others' answers are as they were.
        assert_eq!(parts(&officer, &id, "qcdc_plan_issued", None).await, [
            part("NEWLY_ARRIVED", 1, [0, 1, 1, 0]),
            part("WITHDRAWN", 0, [0, -1, -1, 0]),
            part("STRUCTURE", 0, [-1, 0, 0, 0]),
        ]);
        let detail = officer.compare(&id, None, "coverage { due reported missing } figures(indicators: [\"denunciation_received\"]) { indicator { code } \
            total { amount parts { kind steps { agency { code name } line { code } period difference \
            before { standing value choice } after { standing value } versionsBefore { number form } versionsAfter { number digest } } } } }").await;
        assert_eq!(detail.at("release.compare.coverage"), &json!({ "due": -1, "reported": 0, "missing": -1 }));
        let total = detail.at("release.compare.figures.0.total");
        assert_eq!(total["amount"], "3");
        let step = &total["parts"][0]["steps"][0];
        assert_eq!((&step["agency"]["code"], &step["line"]["code"], &step["period"], &step["difference"]),
            (&json!("STTTT"), &json!("STTTT"), &json!("2019-Q3"), &json!(2)));
        assert_eq!((&step["before"], &step["after"]["value"]), (&json!({ "standing": "STATED", "value": 10, "choice": null }), &json!(12)));
        assert_eq!((&step["versionsBefore"][0]["number"], &step["versionsAfter"][0]["number"]), (&json!(1), &json!(2)));

        // What `docs/releases.md` tells of it is what is answered.
        let (query, told) = documented();
        assert_eq!(officer.graphql(&query, json!({})).await.data(), &told);

        // Against a release of now it is the same, and the other way round the opposite.
        let now = released(officer.release(RANGE, "Sơ bộ, lần hai").with("basis", json!("SUBMITTED"))).await;
        assert_eq!(checked(&officer, &id, Some(&now)).await, all);
        let back = checked(&officer, &now, Some(&id)).await;
        assert_eq!(back, all.iter().map(|(key, more)| (key.clone(), -more)).collect());
        let titled = officer.compare(&id, Some(&now), "to { title } knownAt").await;
        assert_eq!(titled.at("release.compare.to.title"), &json!("Sơ bộ, lần hai"));
        world.advance(Duration::days(1));
        assert_eq!(checked(&officer, &now, None).await, BTreeMap::new());
    }

    async fn silence_is_an_amendment_and_not_a_zero(world: World) {
        open(&world, "2019-Q3", &["STTTT"]).await;
        file_figures(&world, "STTTT", "2019-Q3", &[stated("denunciation_received", 10), said("complaint_received", "NONE_DECLARED")]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let id = released(officer.release(RANGE, "Chính thức")).await;
        officer.reopen("STTTT", "2019-Q3", "Sai sót.").await.expect_done();
        let silent = json!({ "figures": [said("denunciation_received", "NOT_STATED"), said("complaint_received", "NOT_STATED"), stated("petition_feedback_received", 1)] });
        submit(&world.person(Role::Submitter, "STTTT"), "STTTT", "2019-Q3", silent).await;
        officer.accept("STTTT", "2019-Q3").await.expect_done();
        checked(&officer, &id, None).await;
        assert_eq!(parts(&officer, &id, "denunciation_received", None).await, [part("AMENDED", -10, [0, 0, -1, 1])]);
        // "None" that is taken back is no difference in number, and is one in what is known.
        assert_eq!(parts(&officer, &id, "complaint_received", None).await, [part("AMENDED", 0, [0, 0, 0, 1])]);
        let totals = officer.compare(&id, None, "figures(indicators: [\"denunciation_received\", \"complaint_received\"]) { total { from { value } to { value } difference } }").await;
        assert_eq!(totals.at("release.compare.figures").as_array().unwrap().iter().map(|one| one["total"].clone()).collect::<Vec<_>>(), [
            json!({ "from": { "value": 0 }, "to": { "value": null }, "difference": 0 }),
            json!({ "from": { "value": 10 }, "to": { "value": null }, "difference": -10 }),
        ]);
        // What is the same is told when it is asked for.
        let same = officer.compare(&id, None, "figures(indicators: [\"staff_quota_total\"], unchanged: true) { total { difference parts { kind } } }").await;
        assert_eq!(same.at("release.compare.figures.0.total"), &json!({ "difference": null, "parts": [] }));
        let unknown = officer.compare(&id, None, "figures(indicators: [\"nothing\"]) { indicatorCode }").await;
        assert!(unknown.text.contains("UNKNOWN_INDICATOR"), "{unknown}");
    }

    async fn a_round_that_is_opened_later_changes_who_is_asked(world: World) {
        open(&world, "2019-Q2", &["STTTT", "STC"]).await;
        for agency in ["STTTT", "STC"] {
            file_figures(&world, agency, "2019-Q2", &[stated("denunciation_received", 3), stated("staff_quota_total", 9)]).await;
        }
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let id = released(officer.release(("2019-Q2", "2019-Q3"), "Sáu tháng")).await;
        officer.open_round(crate::consolidation::QUARTERLY, "2019-Q3", &due("2019-Q3"), &["STTTT", "STC"]).await.expect_done();
        file_figures(&world, "STC", "2019-Q3", &[stated("denunciation_received", 4), stated("staff_quota_total", 8)]).await;
        checked(&officer, &id, None).await;
        assert_eq!(parts(&officer, &id, "denunciation_received", None).await, [
            part("NEWLY_ARRIVED", 4, [0, 1, 1, 0]), part("STRUCTURE", 0, [2, 0, 0, 0]),
        ]);
        // A stock at the end of the range is now that of the later round: the earlier word no longer counts.
        assert_eq!(parts(&officer, &id, "staff_quota_total", None).await, [
            part("NEWLY_ARRIVED", 8, [0, 1, 1, 0]), part("STRUCTURE", -18, [0, -2, -2, 0]),
        ]);
    }

    async fn a_merger_moves_lines_and_leaves_the_province_as_it_was(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "SYT"]).await;
        for (agency, value) in [("STTTT", 10), ("STC", 3), ("SYT", 5)] {
            file_figures(&world, agency, "2019-Q3", &[stated("denunciation_received", value)]).await;
        }
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let by = |structure: &str| officer.release(RANGE, "Chính thức").with("structure", json!(structure));
        let (reported, restated) = (released(by("AS_REPORTED")).await, released(by("BY_SUCCESSOR")).await);
        officer.reorganise("MERGE", &["STTTT", "STC"], "2019-09-02").with("successors", json!([{ "code": "SMOI", "name": "Sở Mới" }])).await.expect_done();
        assert_eq!(checked(&officer, &reported, None).await, BTreeMap::new());
        let moved = checked(&officer, &restated, None).await;
        let of = |agency: &str| moved.get(&("denunciation_received".to_owned(), agency.to_owned())).copied();
        assert_eq!([of("STTTT"), of("STC"), of("SMOI"), of("SYT"), of("")], [Some(-10), Some(-3), Some(13), None, None]);
        assert_eq!(parts(&officer, &restated, "denunciation_received", Some("SMOI")).await, [part("STRUCTURE", 13, [2, 2, 2, 0])]);
        assert_eq!(parts(&officer, &restated, "denunciation_received", None).await, []);
        // Two structures of one instant differ in their lines only.
        assert_eq!(checked(&officer, &reported, Some(&restated)).await, BTreeMap::new());
        let now = released(by("BY_SUCCESSOR")).await;
        assert_eq!(checked(&officer, &reported, Some(&now)).await, moved);
    }

    async fn it_costs_as_many_statements_for_one_agency_as_for_all(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        open(&world, "2019-Q1", &["STTTT"]).await;
        file_figures(&world, "STTTT", "2019-Q1", &[stated("denunciation_received", 1)]).await;
        for period in ["2019-Q2", "2019-Q3"] {
            open(&world, period, &[]).await;
            for agency in ["STTTT", "STC", "SYT", "BDT"] {
                file_figures(&world, agency, period, &[stated("denunciation_received", 7)]).await;
            }
        }
        let little = released(officer.release(("2019-Q1", "2019-Q1"), "Một")).await;
        let much = released(officer.release(("2019-Q1", "2019-Q3"), "Ba")).await;
        officer.reopen("STC", "2019-Q2", "Sai sót.").await.expect_done();
        let everything = "createdBy { fullName } figures(byAgency: true) { indicatorCode agency { name } total { value } } reports { agency { agencyId } } \
            compare { figures(byAgency: true, unchanged: true) { agency { code } total { parts { steps { agency { code } } } } } }";
        let mut costs = Vec::new();
        for id in [&little, &much] {
            costs.push(world.server.statements(async || officer.of_release(id, everything).await).await);
        }
        assert_eq!(costs[0], costs[1]);
        // Many releases are read together, and so is what stands behind those of one question.
        let list = async || {
            let query = "{ releases(first: 100) { nodes { canonicalForm createdBy { fullName } compare { figures { indicatorCode } } } } }";
            world.server.statements(async || officer.graphql(query, json!({})).await).await
        };
        let two = list().await;
        for _ in 0..3 {
            released(officer.release(("2019-Q1", "2019-Q3"), "Ba")).await;
        }
        assert_eq!(list().await, two);
    }
}
