//! Plans and scores of a province before, read by the same grant.

use super::*;
use crate::democracy::{assess, save, scheme};

const READ: &str = "{ province { predecessors {
    plan(by: { key: { agency: \"STTTT\", year: 2019 } }) { year agency { code } }
    plans(first: 9) { nodes { year } }
    democracyScore(by: { key: { agency: \"STTTT\", period: \"2018\" } }) { state selfScore { total } }
    democracyScores(first: 9) { totalCount nodes { period agency { code } } }
} } plans(first: 9) { nodes { year } } democracyScores(first: 9) { nodes { period } } }";

on_both! {
    async fn plans_and_scores_are_read_as_reports_are(world: World) {
        let submitter = world.person(Role::Submitter, "STTTT");
        let plan = json!({ "agency": "STTTT", "year": 2019, "title": "Kế hoạch năm 2019" });
        submitter.verb("planSave", plan, "plan { id }".into()).await.expect_done();
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        assess(&submitter, "STTTT", "2018", 0, json!({ "total": "80" })).await.expect_done();
        succeed(&world, MERGED).await;
        let officer = world.neighbour(Role::HomeAffairsOfficer, None);
        let nothing = officer.graphql(READ, json!({})).await;
        assert_eq!(nothing.at("province.predecessors"), &json!([]));
        give(&world, "2019-09-16").await;
        let answer = officer.graphql(READ, json!({})).await;
        assert_eq!(answer.at("province.predecessors.0"), &json!({
            "plan": { "year": 2019, "agency": { "code": "STTTT" } },
            "plans": { "nodes": [{ "year": 2019 }] },
            "democracyScore": { "state": "SELF_SCORED", "selfScore": { "total": "80.00" } },
            "democracyScores": { "totalCount": 1, "nodes": [{ "period": "2018", "agency": { "code": "STTTT" } }] },
        }));
        // Its own are its own: nothing of it is among them.
        assert_eq!((answer.at("plans.nodes"), answer.at("democracyScores.nodes")), (&json!([]), &json!([])));
        // Who sees what is accepted at home sees that there.
        let reader = world.neighbour(Role::BiReader, None);
        let scores = "{ province { predecessors { democracyScores(first: 9) { totalCount } democracyScore(by: { key: { agency: \"STTTT\", period: \"2018\" } }) { state } } } }";
        let seen = reader.graphql(scores, json!({})).await;
        assert_eq!(seen.at("province.predecessors.0"), &json!({ "democracyScores": { "totalCount": 0 }, "democracyScore": null }));
        let submitter = world.neighbour(Role::Submitter, "STTTT");
        assert_eq!(submitter.graphql(scores, json!({})).await.at("province.predecessors"), &json!([]));
    }
}
