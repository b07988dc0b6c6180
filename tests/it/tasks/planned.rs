//! Tasks of a year's plan, which the agency's reports tell of.

use super::*;
use crate::kit::on_both;

on_both! {
    async fn reports_tell_of_the_tasks_of_a_plan(world: World) {
        world.set_time("2022-04-04T02:00:00Z");
        let submitter = world.person(Role::Submitter, "STTTT");
        let plan = |revision: i32, texts: &[&str]| {
            let task = |text: &&str| json!({ "text": text, "owner": "Văn phòng Sở", "sectionCode": "implementation" });
            let tasks: Vec<Value> = texts.iter().map(task).collect();
            submitter.verb(
                "planSave",
                json!({ "agency": "STTTT", "year": 2022, "ifRevision": revision, "title": "Kế hoạch năm 2022", "tasks": tasks }),
                "plan { tasks { key text } }".into(),
            )
        };
        let saved = plan(0, &SET[..2]).await.expect_done();
        let keys: Vec<Value> = [0, 1].map(|at| saved.at(&format!("planSave.plan.tasks.{at}.key")).clone()).to_vec();
        for period in ["2022-H1", "2022"] {
            crate::consolidation::open(&world, period, &["STTTT", "STC"]).await;
        }
        // Another agency cannot tell of it.
        let other = world.person(Role::Submitter, "STC");
        save(&other, "STC", "2022-H1", vec![tells(keys[0].clone(), "DONE", None)]).await.expect_user_error("UNKNOWN_TASK");
        tell(&world, "STTTT", "2022-H1", vec![tells(keys[0].clone(), "GOING_ON", None)]).await;
        // The plan is amended: one task is spelled otherwise and stays, one goes.
        plan(1, &["tổ chức đối thoại"]).await.expect_done();
        save(&submitter, "STTTT", "2022", vec![tells(keys[1].clone(), "DONE", None)]).await.expect_user_error("UNKNOWN_TASK");
        crate::consolidation::submit(&submitter, "STTTT", "2022", json!({ "followUps": [tells(keys[0].clone(), "DONE", None)] })).await;

        let shown = async |person: &Person, basis: &str| {
            let query = format!(r#"{{ plan(by: {{ key: {{ agency: "STTTT", year: 2022 }} }}) {{ tasks {{ key text
                told(basis: {basis}) {{ outcome text answeredVersion period report {{ state }} version {{ number }} }} }} }} }}"#);
            person.graphql(&query, json!({})).await.at("plan.tasks").clone()
        };
        let told = |outcome: &str, text: &str, version: i32, period: &str, state: &str| json!({
            "outcome": outcome, "text": text, "answeredVersion": version, "period": period,
            "report": { "state": state }, "version": { "number": 1 },
        });
        let half = told("GOING_ON", SET[0], 1, "2022-H1", "ACCEPTED");
        let year = told("DONE", "tổ chức đối thoại", 2, "2022", "SUBMITTED");
        let officer = home_affairs(&world);
        assert_eq!(shown(&officer, "ACCEPTED").await, json!([{ "key": keys[0], "text": "tổ chức đối thoại", "told": [half] }]));
        assert_eq!(shown(&submitter, "SUBMITTED").await[0]["told"], json!([half, year]));
        // Who may not see what is not accepted is not told of it.
        let reader = world.person(Role::BiReader, None);
        assert_eq!(shown(&reader, "SUBMITTED").await[0]["told"], json!([]));
        assert_eq!(shown(&reader, "ACCEPTED").await[0]["told"], json!([half]));
        // A follow-up to a plan's task is no task of a report.
        assert_eq!(counts(&officer, "2022-H1", "").await[0], Value::Null);
    }
}
