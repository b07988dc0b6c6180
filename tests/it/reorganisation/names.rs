//! What was reported under a former name is shown under it, beside the present one.

use super::*;
use crate::kit::course::PERIOD;
use crate::kit::on_both;

const OLD: &str = "Sở Thông tin và Truyền thông";
const NEW: &str = "Sở Đổi tên";

on_both! {
    async fn lines_sources_and_statuses_bear_the_name_of_their_period(world: World) {
        let officer = home_affairs(&world);
        quarter(&world, "2019-Q1", &[("STTTT", [1, 5, 2])]).await;
        officer.reorganise("RENAME", &["STTTT"], "2019-07-01").with("name", json!(NEW)).await.expect_done();
        quarter(&world, PERIOD, &[("STTTT", [2, 6, 3])]).await;
        let selection = "figures(indicators: [\"complaint_received\"], by: [AGENCY, PERIOD]) { period agencyName agency { name }
              total { sources(first: 9) { nodes { id agencyName agency { name } } } } }
            whole: figures(indicators: [\"complaint_received\"], by: [AGENCY]) { agencyName total { sources(first: 9) { nodes { agencyName } } } }
            all: figures(indicators: [\"complaint_received\"]) { agencyName }
            grievanceHandling(by: [AGENCY, PERIOD]) { groups { agencyName } }
            democracyCompliance(by: [AGENCY, PERIOD]) { groups { agencyName } matrix { rows { cells { agencyName } } } }
            mobilisationModels(by: [AGENCY, PERIOD]) { groups { agencyName } }
            tasks(by: [AGENCY, PERIOD]) { groups { agencyName } }
            submissionStatus { obligations { period agencyName agency { name } } }";
        let told = consolidation(&officer, ("2019-Q1", PERIOD), "AS_REPORTED", selection).await;
        let names = json!([OLD, NEW]);
        let of = |list: &Value| list.as_array().unwrap().iter().map(|one| one["agencyName"].clone()).collect::<Value>();
        for list in ["figures", "grievanceHandling.groups", "democracyCompliance.groups", "mobilisationModels.groups", "tasks.groups", "submissionStatus.obligations"] {
            assert_eq!(of(told.at(&format!("consolidation.{list}"))), names, "{list}");
        }
        assert_eq!(of(told.at("consolidation.democracyCompliance.matrix.rows.0.cells")), names);
        assert_eq!(told.at("consolidation.figures.0.agency.name"), NEW);
        let source = told.at("consolidation.figures.0.total.sources.nodes.0");
        assert_eq!((&source["agencyName"], &source["agency"]["name"]), (&json!(OLD), &json!(NEW)));
        assert_eq!(told.at("consolidation.whole.0.agencyName"), NEW);
        assert_eq!(of(told.at("consolidation.whole.0.total.sources.nodes")), names);
        assert_eq!(told.at("consolidation.all.0.agencyName"), &Value::Null);
        // The same of a source by itself.
        let node = "query ($id: ID!) { node(id: $id) { ... on TotalSource { agencyName agency { name } } } }";
        let alone = officer.graphql(node, json!({ "id": source["id"] })).await;
        assert_eq!(alone.at("node"), &json!({ "agencyName": OLD, "agency": { "name": NEW } }));
        // Brought to today, a line bears today's name, and its sources those under which they were filed.
        let today = consolidation(&officer, ("2019-Q1", PERIOD), "BY_SUCCESSOR", selection).await;
        assert_eq!(of(today.at("consolidation.figures")), json!([NEW, NEW]));
        assert_eq!(of(today.at("consolidation.whole.0.total.sources.nodes")), names);
    }
}
