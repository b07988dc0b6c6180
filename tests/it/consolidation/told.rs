//! What the sections, citations and disclosure items of a report tell is a figure like any other, and the same in every
//! place: in the report, in the totals, in their sources.

use super::*;
use crate::kit::on_both;

fn listed() -> Value {
    json!({
        "sections": [
            { "sectionCode": "opening_assessment", "text": "Công tác được quan tâm." },
            { "sectionCode": "lessons", "items": ["Trọng dân", "Gần dân", "Hiểu dân"] },
            { "sectionCode": "recommendations", "text": "Không." },
        ],
        "citations": [
            { "asCited": "Kế hoạch số 1335/KH-STTTT ngày 30/8/2019", "number": "1335", "symbol": "KH-STTTT",
              "date": { "year": 2019, "month": 8, "day": 30 }, "sectionCode": "emulation", "role": "ISSUED" },
            { "asCited": "Quyết định số 05-QĐ/ĐU ngày 13/8/2019", "number": "05", "symbol": "QĐ/ĐU", "kind": "Quyết định",
              "date": { "year": 2019, "month": 8, "day": 13 }, "sectionCode": "steering_committee", "role": "ISSUED" },
        ],
        "disclosures": [
            { "content": "internal_rules", "status": "DISCLOSED", "modes": ["DISCLOSE"], "forms": ["INTRANET", "MEETING"] },
            { "content": "work_plans", "status": "DISCLOSED", "modes": ["DISCLOSE"], "forms": ["INTRANET"] },
        ],
    })
}

const TOLD: [&str; 7] = [
    "opening_assessment",
    "lessons",
    "recommendations",
    "documents_issued",
    "steering_committee_decision",
    "disclosure_items",
    "disclosure_forms_used",
];

on_both! {
    async fn the_content_of_a_report_tells_its_figures_everywhere(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "SYT"]).await;
        file(&world, "STTTT", "2019-Q3", listed()).await;
        let prose = json!({ "sections": [{ "sectionCode": "lessons", "text": "Bám sát cơ sở." }] });
        file(&world, "STC", "2019-Q3", prose).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);

        let query = "query ($by: ReportBy!, $of: [String!]) { report(by: $by) { acceptedVersion { content {
            figures(indicators: $of) { indicator { code } state value asStated fromContent sectionCode } } } } }";
        let by = json!({ "key": { "agency": "STTTT", "period": "2019-Q3" } });
        let answer = home_affairs.graphql(query, json!({ "by": by, "of": TOLD })).await;
        let said: Vec<Value> = answer.at("report.acceptedVersion.content.figures").as_array().unwrap().iter().map(|figure| {
            assert_eq!(figure["fromContent"], true, "{figure}");
            json!([figure["indicator"]["code"], figure["state"], figure["value"], figure["asStated"]])
        }).collect();
        assert_eq!(json!(said), json!([
            ["opening_assessment", "STATED", null, "Công tác được quan tâm."],
            ["documents_issued", "STATED", "2", null],
            ["steering_committee_decision", "STATED", null, "Quyết định số 05-QĐ/ĐU ngày 13/8/2019"],
            ["disclosure_items", "STATED", "2", null],
            ["disclosure_forms_used", "STATED", "2", null],
            ["lessons", "STATED", "3", null],
            ["recommendations", "NONE_DECLARED", null, "Không."],
        ]));

        let codes = TOLD.map(|code| format!("\"{code}\"")).join(", ");
        let sources = "sources(first: 5) { totalCount nodes { id agency { code } figure { state value fromContent } } }";
        let selection = format!("figures(indicators: [{codes}]) {{ indicator {{ code }} total {{ value {COVERAGE} {sources} }} }}");
        let answer = home_affairs.consolidation("2019-Q3", None, &selection).await;
        let totals = answer.at("consolidation.figures").as_array().unwrap();
        let total = |code: &str| &totals.iter().find(|cell| cell["indicator"]["code"] == code).unwrap()["total"];
        let expect = |code: &str, value: Value, counts: [u32; 8], sources: u32| {
            let found = total(code);
            assert_eq!((&found["value"], &found["coverage"]), (&value, &coverage(counts)), "{code}");
            assert_eq!(found["sources"]["totalCount"], sources, "{code}");
        };
        expect("opening_assessment", Value::Null, [3, 2, 1, 0, 1, 0, 0, 1], 1);
        // Told in prose: somebody learnt lessons, nobody knows how many.
        expect("lessons", json!(3), [3, 2, 1, 0, 0, 0, 1, 1], 2);
        expect("recommendations", json!(0), [3, 2, 0, 1, 1, 0, 0, 1], 1);
        expect("documents_issued", json!(2), [3, 2, 1, 0, 1, 0, 0, 1], 1);
        expect("disclosure_items", json!(2), [3, 2, 1, 0, 1, 0, 0, 1], 1);
        let source = &total("documents_issued")["sources"]["nodes"][0];
        assert_eq!(source["figure"], json!({ "state": "STATED", "value": "2", "fromContent": true }));
        let node = home_affairs
            .graphql(
                "query ($id: ID!) { node(id: $id) { ... on TotalSource { figure { state value fromContent } } } }",
                json!({ "id": source["id"] }),
            )
            .await;
        assert_eq!(node.at("node.figure"), &source["figure"]);

        // As many speak in the list of narratives as the figure says.
        for (section, indicator) in [("opening_assessment", "opening_assessment"), ("lessons", "lessons"), ("recommendations", "recommendations")] {
            let selection = format!("narratives(section: \"{section}\") {{ agency {{ code }} }}");
            let answer = home_affairs.consolidation("2019-Q3", None, &selection).await;
            let spoken = answer.at("consolidation.narratives").as_array().unwrap().len();
            assert_eq!(json!(spoken), total(indicator)["sources"]["totalCount"], "{section}");
        }
    }

    /// Two lists may name the same documents: how many different ones there are is not the sum of their lengths.
    async fn lists_that_may_name_the_same_are_not_added_up(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "SYT"]).await;
        file_figures(&world, "STTTT", "2019-Q3", &[stated("documents_disseminated", 4), stated("coordination_activities", 1)]).await;
        file_figures(&world, "STC", "2019-Q3", &[said("documents_disseminated", "NONE_DECLARED"), stated("coordination_activities", 2)]).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let selection = format!("figures(indicators: [\"documents_disseminated\", \"coordination_activities\"]) {{ total {{ value {COVERAGE} }} }}");
        let of = async |path: usize| {
            let answer = home_affairs.consolidation("2019-Q3", None, &selection).await;
            answer.at("consolidation.figures")[path]["total"].clone()
        };
        assert_eq!(of(0).await, json!({ "value": 4, "coverage": coverage([3, 2, 1, 1, 0, 0, 0, 1]) }));
        file_figures(&world, "SYT", "2019-Q3", &[stated("documents_disseminated", 6)]).await;
        assert_eq!(of(0).await, json!({ "value": null, "coverage": coverage([3, 3, 2, 1, 0, 0, 0, 0]) }));
        assert_eq!(of(1).await["value"], 3);
    }
}
