//! Tasks of a year's plan, which the agency's reports tell of.

use super::*;
use crate::kit::on_both;
use crate::reorganisation::there;

/// Plans, tasks set, done, going on, dropped, silent, awaited, overdue, no longer set.
async fn plan_counts(person: &Person, more: &str) -> [Value; 9] {
    let names = ["plans", "set", "done", "goingOn", "dropped", "silent", "awaited", "overdue", "noLongerSet"];
    let answer =
        picture(person, "2022", more, &format!("planTasks {{ overall {{ {} }} }}", names.join(" "))).await;
    names.map(|name| answer.at("consolidation.planTasks.overall")[name].clone())
}

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

    async fn the_province_sees_what_became_of_the_tasks_of_plans(world: World) {
        world.set_time("2022-04-04T02:00:00Z");
        let officer = home_affairs(&world);
        let planned = async |agency: &'static str, revision: i32, tasks: Value| {
            let input = json!({ "agency": agency, "year": 2022, "ifRevision": revision, "title": "Kế hoạch năm 2022", "tasks": tasks });
            let person = world.person(Role::Submitter, agency);
            let done = person.verb("planSave", input, "plan { tasks { key dueOn } }".into()).await.expect_done();
            done.at("planSave.plan.tasks").as_array().unwrap().clone()
        };
        let task = |text: &str, owner: &str, period: &str| {
            json!({ "text": text, "owner": owner, "sectionCode": "implementation", "period": period })
        };
        let counted = async |person: &Person, more: &str| plan_counts(person, more).await;
        // Nobody has a plan: that is not "no task".
        assert_eq!(counted(&officer, "").await, [json!(0), Value::Null, Value::Null, Value::Null, Value::Null, Value::Null, Value::Null, Value::Null, Value::Null]);
        let (office, staff) = ("Văn phòng Sở", "Phòng Tổ chức cán bộ");
        let tasks = planned("STTTT", 0, json!([
            task(SET[0], office, "2022-Q2"), task(SET[1], office, "2022"), task(SET[2], staff, "2022-H1"), task(SET[3], staff, "2022-Q4"),
        ])).await;
        assert_eq!(tasks.iter().map(|task| &task["dueOn"]).collect::<Vec<_>>(), ["2022-06-30", "2022-12-31", "2022-06-30", "2022-12-31"]);
        planned("STC", 0, json!([task(SET[0], "văn phòng sở", "2022-H1")])).await;
        for period in ["2022-H1", "2022"] {
            crate::consolidation::open(&world, period, &["STTTT", "STC"]).await;
        }
        assert_eq!(counted(&officer, "").await, [2, 5, 0, 0, 0, 0, 5, 0, 0].map(|it| json!(it)));
        // The half-year's report tells of two; one that was due by then it does not mention, one is not due yet. The other agency's
        // is missing.
        world.set_time("2022-07-04T02:00:00Z");
        let said = |at: usize, outcome: &str| tells(tasks[at]["key"].clone(), outcome, None);
        tell(&world, "STTTT", "2022-H1", vec![said(0, "DONE"), said(1, "GOING_ON")]).await;
        world.set_time("2022-07-05T02:00:00Z");
        let half = [2, 5, 1, 1, 0, 1, 2, 2, 0].map(|it| json!(it));
        assert_eq!(counted(&officer, "").await, half);
        let selection = "planTasks(by: [AGENCY, OWNER]) { groups { agency { code } owner counts { plans set done goingOn silent overdue } }
            entries(overdue: true) { agency { code } text owner period dueOn outcome planStatus plan { version } told { outcome } } withoutPlan { code } }";
        let shown = picture(&officer, "2022", "", selection).await;
        let group = |agency: &str, owner: &str, [set, done, going_on, silent, overdue]: [u32; 5]| json!({
            "agency": { "code": agency }, "owner": owner,
            "counts": { "plans": 1, "set": set, "done": done, "goingOn": going_on, "silent": silent, "overdue": overdue },
        });
        assert_eq!(shown.at("consolidation.planTasks.groups"), &json!([
            group("STC", "văn phòng sở", [1, 0, 0, 0, 1]), group("STTTT", staff, [2, 0, 0, 1, 1]), group("STTTT", office, [2, 1, 1, 0, 0]),
        ]));
        let late = |agency: &str, text: &str, owner: &str, outcome: &str| json!({
            "agency": { "code": agency }, "text": text, "owner": owner, "period": "2022-H1", "dueOn": "2022-06-30",
            "outcome": outcome, "planStatus": null, "plan": { "version": 1 }, "told": [],
        });
        assert_eq!(shown.at("consolidation.planTasks.entries"), &json!([
            late("STC", SET[0], "văn phòng sở", "AWAITED"), late("STTTT", SET[2], staff, "SILENT"),
        ]));
        let without: Vec<&Value> = shown.at("consolidation.planTasks.withoutPlan").as_array().unwrap().iter().map(|agency| &agency["code"]).collect();
        assert_eq!(without, ["BDT", "P-1", "SGDDT", "SYT", "X-LONG-DUC"]);

        // The plan is changed: a task that was told of goes, one says by itself that it was given up. The year's report has the last word.
        let mut dropped = task(SET[2], staff, "2022-H1");
        dropped["status"] = json!("DROPPED");
        planned("STTTT", 1, json!([task(SET[1], office, "2022"), dropped, task(SET[3], staff, "2022-Q4")])).await;
        assert_eq!(counted(&officer, "").await, [2, 4, 0, 1, 1, 0, 2, 1, 1].map(|it| json!(it)));
        world.set_time("2023-01-04T02:00:00Z");
        tell(&world, "STTTT", "2022", vec![said(1, "DONE")]).await;
        world.set_time("2023-01-05T02:00:00Z");
        let officer = home_affairs(&world);
        assert_eq!(counted(&officer, "").await, [2, 4, 1, 0, 1, 1, 1, 2, 1].map(|it| json!(it)));
        let lost = picture(&officer, "2022-Q1", "", "planTasks { entries(outcomes: [NO_LONGER_SET]) { text owner position told { period outcome answeredVersion version { number } } } }").await;
        assert_eq!(lost.at("consolidation.planTasks.entries"), &json!([{ "text": SET[0], "owner": null, "position": null,
            "told": [{ "period": "2022-H1", "outcome": "DONE", "answeredVersion": 1, "version": { "number": 1 } }] }]));
        // As it was known: the plan and the answers of then, and what was overdue then.
        assert_eq!(counted(&officer, ", knownAt: \"2022-07-04T12:00:00Z\"").await, half);
        assert_eq!(counted(&officer, ", knownAt: \"2022-06-01T00:00:00Z\"").await, [2, 5, 0, 0, 0, 0, 5, 0, 0].map(|it| json!(it)));
        assert_eq!(counted(&officer, ", knownAt: \"2022-04-01T00:00:00Z\"").await[..2], [json!(0), Value::Null]);

        // An agency sees its own; another province, and whoever sees no figures, nothing.
        let own = world.person(Role::Submitter, "STC");
        assert_eq!(counted(&own, "").await, [1, 1, 0, 0, 0, 0, 1, 1, 0].map(|it| json!(it)));
        let without = picture(&own, "2022", "", "planTasks { withoutPlan { code } }").await;
        assert_eq!(without.at("consolidation.planTasks.withoutPlan"), &json!([]));
        assert_eq!(counted(&world.neighbour(Role::HomeAffairsOfficer, None), "").await[0], 0);
        picture(&world.person(Role::ProvinceAdministrator, None), "2022", "", "planTasks { overall { set } }").await.expect_code("FORBIDDEN");
        // What is only filed is told on that basis alone.
        let finance = planned("STC", 1, json!([task(SET[0], "Văn phòng Sở", "2022-H1")])).await;
        let follow = json!({ "followUps": [tells(finance[0]["key"].clone(), "DONE", None)] });
        crate::consolidation::submit(&own, "STC", "2022", follow).await;
        assert_eq!(counted(&officer, "").await[2], 1);
        assert_eq!(counted(&officer, ", basis: SUBMITTED").await[2], 2);
    }

    async fn after_a_merger_the_successor_tells_of_the_plans_of_both(world: World) {
        world.set_time("2022-04-04T02:00:00Z");
        let officer = home_affairs(&world);
        let mut keys = Vec::new();
        for agency in ["STTTT", "STC"] {
            let task = json!({ "text": SET[0], "owner": "Văn phòng Sở", "sectionCode": "implementation" });
            let input = json!({ "agency": agency, "year": 2022, "ifRevision": 0, "title": "Kế hoạch năm 2022", "tasks": [task] });
            let saved = world.person(Role::Submitter, agency).verb("planSave", input, "plan { tasks { key } }".into()).await.expect_done();
            keys.push(saved.at("planSave.plan.tasks.0.key").clone());
        }
        crate::consolidation::open(&world, "2022-H1", &["STTTT", "STC"]).await;
        tell(&world, "STTTT", "2022-H1", vec![tells(keys[0].clone(), "GOING_ON", None)]).await;
        world.set_time("2022-10-03T02:00:00Z");
        officer.reorganise("MERGE_INTO", &["STTTT"], "2022-10-01").with("successors", json!([there("STC")])).await.expect_done();
        crate::consolidation::open(&world, "2022", &["STC"]).await;
        let groups = async |structure: &str, more: &str| {
            let view = "planTasks(by: [AGENCY]) { groups { agency { code } counts { plans set done goingOn silent awaited } }
                entries { agency { code } successor { code } outcome told { agency { code } outcome } } }";
            let answer = picture(&officer, "2022", &format!(", structure: {structure}{more}"), view).await;
            answer.at("consolidation.planTasks").clone()
        };
        let group = |agency: &str, counts: [u32; 6]| {
            let names = ["plans", "set", "done", "goingOn", "silent", "awaited"];
            let counts: serde_json::Map<_, _> = names.iter().zip(counts).map(|(name, count)| ((*name).to_owned(), json!(count))).collect();
            json!({ "agency": { "code": agency }, "counts": counts })
        };
        assert_eq!(groups("BY_SUCCESSOR", "").await["groups"], json!([group("STC", [2, 2, 0, 1, 0, 1])]));
        world.set_time("2022-12-20T02:00:00Z");
        // What the successor says last goes before what its predecessor said.
        tell(&world, "STC", "2022", vec![tells(keys[0].clone(), "DONE", None)]).await;
        let (both, one) = (groups("BY_SUCCESSOR", "").await, groups("AS_REPORTED", "").await);
        assert_eq!(both["groups"], json!([group("STC", [2, 2, 1, 0, 1, 0])]));
        assert_eq!(one["groups"], json!([group("STC", [1, 1, 0, 0, 1, 0]), group("STTTT", [1, 1, 1, 0, 0, 0])]));
        let entry = |successor: Value| json!({
            "agency": { "code": "STTTT" }, "successor": successor, "outcome": "DONE",
            "told": [{ "agency": { "code": "STTTT" }, "outcome": "GOING_ON" }, { "agency": { "code": "STC" }, "outcome": "DONE" }],
        });
        assert_eq!((&one["entries"][1], &both["entries"][1]), (&entry(Value::Null), &entry(json!({ "code": "STC" }))));
        // Before the merger was recorded, each had its own.
        let before = groups("BY_SUCCESSOR", ", knownAt: \"2022-09-01T00:00:00Z\"").await;
        assert_eq!(before["groups"], json!([group("STC", [1, 1, 0, 0, 0, 1]), group("STTTT", [1, 1, 0, 1, 0, 0])]));
    }

    async fn plans_of_many_agencies_cost_as_few_statements(world: World) {
        world.set_time("2022-04-04T02:00:00Z");
        let officer = home_affairs(&world);
        let agencies = ["STTTT", "STC", "SYT", "P-1"];
        crate::consolidation::open(&world, "2022-H1", &agencies).await;
        world.set_time("2022-07-04T02:00:00Z");
        let view = "planTasks(by: [AGENCY, AGENCY_KIND, YEAR, OWNER]) { overall { set } groups { agency { code } counts { set } } withoutPlan { code }
            entries { agency { code } plan { id } told { version { number } report { id } } } }";
        let mut costs = Vec::new();
        for agency in agencies {
            let task = json!({ "text": SET[0], "owner": "Văn phòng", "sectionCode": "implementation" });
            let input = json!({ "agency": agency, "year": 2022, "ifRevision": 0, "title": "Kế hoạch", "tasks": [task] });
            let saved = world.person(Role::Submitter, agency).verb("planSave", input, "plan { tasks { key } }".into()).await.expect_done();
            tell(&world, agency, "2022-H1", vec![tells(saved.at("planSave.plan.tasks.0.key").clone(), "DONE", None)]).await;
            costs.push(world.server.statements(async || picture(&officer, "2022", "", view).await).await);
        }
        assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
    }
}
