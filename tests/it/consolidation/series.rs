//! A series shows where what is asked changed: at each point, in every sum that runs across it, and without a statement more.

use super::*;
use crate::kit::on_both;

/// The quarter before Law 10/2022 came into force, the one after, and others around them: three versions of one form.
const PERIODS: [&str; 5] = ["2020-Q4", "2022-Q4", "2023-Q2", "2023-Q3", "2023-Q4"];

const BREAKS: &str = "breaks { indicator { code } predecessor { code } comparability reason \
    grounds { document { symbol } } form { code version } lastBefore firstAfter }";

const SERIES: &str = "series { forms { code version } mixed previous comparability changes { indicator { code } comparability } }";

fn disclosed(contents: &[&str]) -> Value {
    let item = |content: &&str| json!({ "content": content, "status": "DISCLOSED", "modes": ["DISCLOSE"], "forms": ["INTRANET"] });
    let items: Vec<Value> = contents.iter().map(item).collect();
    json!({ "disclosures": items, "figures": [stated("complaint_received", 1)] })
}

/// STTTT files for every period but the second; STC for 2022-Q4, 2023-Q2 and 2023-Q3.
async fn ready(world: &World) {
    world.set_time("2024-01-05T02:00:00Z");
    for period in PERIODS {
        open(world, period, &["STTTT", "STC"]).await;
    }
    for period in ["2020-Q4", "2023-Q2", "2023-Q3", "2023-Q4"] {
        file(world, "STTTT", period, disclosed(&["internal_rules", "work_plans"])).await;
    }
    for period in ["2022-Q4", "2023-Q2", "2023-Q3"] {
        file(world, "STC", period, disclosed(&["internal_rules"])).await;
    }
}

/// The cells of an answer, as lists of what a query selects.
fn cells<'a>(answer: &'a crate::kit::answer::Answer, indicator: &str) -> Vec<&'a Value> {
    let all = answer.at("consolidation.figures").as_array().unwrap();
    all.iter().filter(|cell| cell["indicator"]["code"] == indicator).collect()
}

fn point(cell: &Value) -> Value {
    let series = &cell["total"]["series"];
    let versions: Vec<&Value> =
        series["forms"].as_array().unwrap().iter().map(|form| &form["version"]).collect();
    json!([
        cell["period"],
        cell["total"]["value"],
        versions,
        series["mixed"],
        series["previous"],
        series["comparability"]
    ])
}

on_both! {
    async fn a_series_shows_at_each_point_how_it_compares(world: World) {
        ready(&world).await;
        let reader = world.person(Role::BiReader, None).speaking("en");
        let selection = format!(
            "{BREAKS} figures(indicators: [\"disclosure_items\", \"complaint_received\"], by: [PERIOD]) {{
               indicator {{ code }} period total {{ value {SERIES} breaks {{ comparability }} }} }}"
        );
        let answer = reader.consolidation("2020-Q4", Some("2023-Q4"), &selection).await;
        // Of quarters in which nobody owed anything there is no point.
        let items: Vec<Value> = cells(&answer, "disclosure_items").into_iter().map(point).collect();
        assert_eq!(json!(items), json!([
            ["2020-Q4", 2, [1], false, null, null],
            ["2022-Q4", 1, [2], false, "2020-Q4", "SAME"],
            ["2023-Q2", 3, [2], false, "2022-Q4", "SAME"],
            ["2023-Q3", 3, [3], false, "2023-Q2", "BREAK"],
            ["2023-Q4", 2, [3], false, "2023-Q3", "SAME"],
        ]));
        let broken = cells(&answer, "disclosure_items")[3];
        assert_eq!(broken["total"]["series"]["changes"], json!([{ "indicator": { "code": "disclosure_items" }, "comparability": "BREAK" }]));
        assert_eq!(broken["total"]["breaks"], json!([]), "the point itself is asked one way");
        let complaints: Vec<Value> = cells(&answer, "complaint_received").into_iter().map(point).collect();
        assert_eq!(complaints[3], json!(["2023-Q3", 2, [3], false, "2023-Q2", "SAME"]));

        // The whole picture lists what the law changed, each once.
        let breaks = answer.at("consolidation.breaks").as_array().unwrap();
        let told: Vec<Value> = breaks.iter().map(|one| json!([one["indicator"]["code"], one["comparability"]])).collect();
        assert_eq!(json!(told), json!([
            ["consulted_items", "BREAK"], ["disclosure_items", "BREAK"], ["discussed_decided_items", "BREAK"],
            ["matters_put_to_people_approved", "NARROWER"], ["supervised_items", "BREAK"],
        ]));
        assert_eq!(breaks[1], json!({
            "indicator": { "code": "disclosure_items" }, "predecessor": null, "comparability": "BREAK",
            "reason": "The contents are those of Law 10/2022/QH15, other than before; they have not been compared one by one.",
            "grounds": [{ "document": { "symbol": "10/2022/QH15" } }],
            "form": { "code": "dvcq_quarterly", "version": 3 }, "lastBefore": "2023-Q2", "firstAfter": "2023-Q3",
        }));
    }

    async fn a_sum_across_a_break_says_so(world: World) {
        ready(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let figures = |by: &str| format!(
            "figures(indicators: [\"disclosure_items\", \"complaint_received\"]{by}) {{
               indicator {{ code }} agency {{ code }} period total {{ value {BREAKS} {SERIES} }} }}"
        );
        let answer = officer.consolidation("2022-Q4", Some("2023-Q3"), &figures("")).await;
        let [items] = cells(&answer, "disclosure_items")[..] else { panic!("one cell") };
        assert_eq!(items["total"]["value"], 7);
        let found = &items["total"]["breaks"];
        assert_eq!((found.as_array().unwrap().len(), &found[0]["comparability"]), (1, &json!("BREAK")));
        assert_eq!((&found[0]["lastBefore"], &found[0]["firstAfter"]), (&json!("2023-Q2"), &json!("2023-Q3")));
        assert!(found[0]["reason"].as_str().unwrap().starts_with("Danh mục nội dung do Luật 10/2022/QH15 quy định"));
        assert_eq!(point(items), json!([null, 7, [2, 3], true, null, null]));
        assert_eq!(cells(&answer, "complaint_received")[0]["total"]["breaks"], json!([]));

        // A year whose quarters were asked by two versions is such a sum; of whoever filed on one side of it only, it is not.
        let answer = officer.consolidation("2022", Some("2023"), &figures(", by: [PERIOD]")).await;
        let years: Vec<Value> = cells(&answer, "disclosure_items").into_iter().map(point).collect();
        assert_eq!(json!(years), json!([["2022", 1, [2], false, null, null], ["2023", 8, [2, 3], true, "2022", "BREAK"]]));
        assert_eq!(cells(&answer, "disclosure_items")[1]["total"]["breaks"].as_array().unwrap().len(), 1);
        let answer = officer.consolidation("2023-Q3", Some("2023-Q4"), &figures(", by: [AGENCY]")).await;
        for cell in cells(&answer, "disclosure_items") {
            assert_eq!((&cell["total"]["breaks"], &cell["total"]["series"]["mixed"]), (&json!([]), &json!(false)), "{cell}");
        }

        // Every view says it, and a part of a rate.
        let selection = format!(
            "grievanceHandling(by: [PERIOD]) {{ groups {{ period figures {{ submissions {{ onTimeRate {{ numerator {{ {SERIES} }} }} }} }} }} }}
             mobilisationModels(by: [PERIOD]) {{ groups {{ period stated {{ active {{ {SERIES} }} }} }} }}
             democracyCompliance(by: [PERIOD]) {{ groups {{ period figures {{ disclosureItemsMet {{ {BREAKS} {SERIES} }} }} }} }}"
        );
        let answer = officer.consolidation("2023-Q2", Some("2023-Q3"), &selection).await;
        let at = |path: &str| answer.at(&format!("consolidation.{path}")).clone();
        assert_eq!(at("grievanceHandling.groups.1.figures.submissions.onTimeRate.numerator.series.comparability"), "SAME");
        assert_eq!(at("mobilisationModels.groups.1.stated.active.series.previous"), "2023-Q2");
        assert_eq!(at("democracyCompliance.groups.1.figures.disclosureItemsMet.breaks"), json!([]));
    }

    async fn it_costs_no_statement(world: World) {
        ready(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let mut costs = Vec::new();
        for more in ["", BREAKS, &format!("{BREAKS} {SERIES}")] {
            let selection = format!(
                "coverage {{ due }} figures(indicators: [\"disclosure_items\", \"complaint_received\"], by: [AGENCY, PERIOD]) {{
                   total {{ value {more} }} }}"
            );
            let ask = async || officer.consolidation("2020-Q4", Some("2023-Q4"), &selection).await;
            costs.push(world.server.statements(ask).await);
        }
        assert!(costs.iter().all(|count| *count == costs[0]), "{costs:?}");
    }
}
