//! Told by the next report, with sources; what cannot be told is refused.

use super::*;
use crate::kit::on_both;

on_both! {
    async fn the_next_report_says_what_became_of_each_task(world: World) {
        world.set_time("2019-04-20T02:00:00Z");
        let officer = home_affairs(&world);
        quarters(&world, &["2019-Q1"], &["STTTT", "STC", "SYT", "P-1"]).await;
        set(&world, "STTTT", "2019-Q1", &SET).await;
        // One declares that there are none, one says nothing, one does not file.
        let none = json!({ "sections": [{ "sectionCode": "next_tasks", "state": "NONE_DECLARED", "text": "Không" }] });
        crate::consolidation::file(&world, "STC", "2019-Q1", none).await;
        crate::consolidation::file(&world, "SYT", "2019-Q1", json!({})).await;
        // No report that could tell is asked for yet.
        assert_eq!(counts(&officer, "2019-Q1", "").await, [4, 0, 0, 0, 0, 4, 0].map(|it| json!(it)));

        quarters(&world, &["2019-Q2"], &["STTTT", "STC", "SYT", "P-1"]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let tasks = asked(&submitter, "STTTT", "2019-Q2").await;
        assert_eq!(tasks.len(), 4);
        let first = &tasks[0];
        assert_eq!((&first["text"], &first["position"], &first["versionNumber"]), (&json!(SET[0]), &json!(1), &json!(1)));
        assert_eq!((&first["agency"]["code"], &first["period"], &first["outcome"]), (&json!("STTTT"), &json!("2019-Q1"), &Value::Null));
        assert_eq!(first["report"]["period"], "2019-Q1");
        let said = vec![
            tells(key(&tasks, SET[0]), "DONE", None),
            tells(key(&tasks, SET[1]), "GOING_ON", Some("Tiếp tục trong quý III.")),
            tells(key(&tasks, SET[2]), "DROPPED", Some("Thủ tục đã bãi bỏ.")),
        ];
        save(&submitter, "STTTT", "2019-Q2", said.clone()).await.expect_done();
        let tasks = asked(&submitter, "STTTT", "2019-Q2").await;
        let saved: Vec<&Value> = tasks.iter().map(|task| &task["outcome"]).collect();
        assert_eq!(saved, [&json!("DONE"), &json!("GOING_ON"), &json!("DROPPED"), &Value::Null]);
        // A draft tells nobody anything.
        assert_eq!(counts(&officer, "2019-Q1", ", basis: SUBMITTED").await[5], json!(4));
        crate::consolidation::submit(&submitter, "STTTT", "2019-Q2", setting(&[SET[1]])).await;
        assert_eq!(counts(&officer, "2019-Q1", "").await[5], json!(4), "filed, and not accepted yet");
        let out = [4, 1, 1, 1, 1, 0, 0].map(|it| json!(it));
        assert_eq!(counts(&officer, "2019-Q1", ", basis: SUBMITTED").await, out);
        officer.accept("STTTT", "2019-Q2").await.expect_done();
        assert_eq!(counts(&officer, "2019-Q1", "").await, out);
        // What goes on and is set again counts in its own period too.
        assert_eq!(counts(&officer, "2019-Q1", ", to: \"2019-Q2\"").await, [5, 1, 1, 1, 1, 1, 0].map(|it| json!(it)));

        // By agency, with who has not spoken: silence about tasks is no zero.
        let groups = picture(&officer, "2019-Q1", "", &format!("tasks(by: [AGENCY]) {{ overall {{ {COUNTS} }} groups {{ agency {{ code }} counts {{ {COUNTS} }} }} }}")).await;
        let coverage = json!({ "due": 4, "reported": 3, "stated": 1, "noneDeclared": 1, "notStated": 1, "partial": 0, "missing": 1 });
        assert_eq!(groups.at("consolidation.tasks.overall.coverage"), &coverage);
        let lines: Vec<(Value, Value, Value)> = groups.at("consolidation.tasks.groups").as_array().unwrap().iter()
            .map(|group| (group["agency"]["code"].clone(), group["counts"]["set"].clone(), group["counts"]["silent"].clone()))
            .collect();
        let line = |code: &str, set: Value, silent: Value| (json!(code), set, silent);
        assert_eq!(lines, [
            line("P-1", Value::Null, Value::Null),
            line("STC", json!(0), json!(0)),
            line("STTTT", json!(4), json!(1)),
            line("SYT", Value::Null, Value::Null),
        ]);

        // One by one, down to the versions that set and tell.
        let entries = "tasks { entries {
            agency { code } period position text outcome version { number } report { period }
            told { agency { code } period outcome reason answeredVersion version { number } report { period } } } }";
        let all = picture(&officer, "2019-Q1", "", entries).await;
        let all = all.at("consolidation.tasks.entries");
        let outcomes: Vec<&Value> = all.as_array().unwrap().iter().map(|it| &it["outcome"]).collect();
        assert_eq!(outcomes, ["DONE", "GOING_ON", "DROPPED", "SILENT"]);
        assert_eq!(all[1], json!({
            "agency": { "code": "STTTT" }, "period": "2019-Q1", "position": 2, "text": SET[1], "outcome": "GOING_ON",
            "version": { "number": 1 }, "report": { "period": "2019-Q1" },
            "told": [{ "agency": { "code": "STTTT" }, "period": "2019-Q2", "outcome": "GOING_ON", "reason": "Tiếp tục trong quý III.",
                "answeredVersion": 1, "version": { "number": 1 }, "report": { "period": "2019-Q2" } }],
        }));
        let silent = picture(&officer, "2019-Q1", "", "tasks { entries(outcomes: [SILENT]) { position told { outcome } } }").await;
        assert_eq!(silent.at("consolidation.tasks.entries"), &json!([{ "position": 4, "told": [] }]));

        // The version holds it, and a comparison shows what changed.
        let fields = "latestVersion { content { followUps { task text outcome reason versionNumber report { period } } } }
            diff(from: 1) { count followUps { kind before { outcome } after { outcome text } } }";
        let head = world.person(Role::AgencyHead, "STTTT");
        head.reopen("STTTT", "2019-Q2", "Đính chính kết quả.").await.expect_done();
        save(&submitter, "STTTT", "2019-Q2", vec![said[1].clone(), tells(key(&tasks, SET[2]), "DONE", None), tells(key(&tasks, SET[3]), "DONE", None)]).await.expect_done();
        let shown = submitter.report("STTTT", "2019-Q2", fields).await;
        let held = shown.at("report.latestVersion.content.followUps");
        assert_eq!(held[2], json!({ "task": key(&tasks, SET[2]), "text": SET[2], "outcome": "DROPPED", "reason": "Thủ tục đã bãi bỏ.",
            "versionNumber": 1, "report": { "period": "2019-Q1" } }));
        let changes: Vec<(&str, &Value, &Value)> = shown.at("report.diff.followUps").as_array().unwrap().iter()
            .map(|it| (it["kind"].as_str().unwrap(), &it["before"]["outcome"], &it["after"]["outcome"]))
            .collect();
        assert_eq!(changes.len(), 3, "{changes:?}");
        for change in [("REMOVED", &json!("DONE"), &Value::Null), ("CHANGED", &json!("DROPPED"), &json!("DONE")), ("ADDED", &Value::Null, &json!("DONE"))] {
            assert!(changes.contains(&change), "{changes:?}");
        }
        // Until the next version is accepted the accepted one counts.
        assert_eq!(counts(&officer, "2019-Q1", "").await, out);
    }

    async fn what_was_not_set_cannot_be_told_of(world: World) {
        world.set_time("2019-07-20T02:00:00Z");
        quarters(&world, &["2019-Q1", "2019-Q2"], &["STTTT", "STC"]).await;
        set(&world, "STTTT", "2019-Q1", &SET).await;
        set(&world, "STC", "2019-Q1", &["Tiếp công dân định kỳ."]).await;
        let (submitter, other) = (world.person(Role::Submitter, "STTTT"), world.person(Role::Submitter, "STC"));
        let tasks = asked(&submitter, "STTTT", "2019-Q2").await;
        // The same words of another agency are another task, and not this agency's to tell of.
        let theirs = asked(&other, "STC", "2019-Q2").await[0]["key"].clone();
        assert!(tasks.iter().all(|task| task["key"] != theirs));
        let refused = save(&submitter, "STTTT", "2019-Q2", vec![
            tells(key(&tasks, SET[0]), "DONE", None),
            tells(json!("0123456789abcdef0123456789abcdef"), "DONE", None),
            tells(theirs, "DONE", None),
            tells(key(&tasks, SET[1]), "DROPPED", Some("  ")),
            tells(key(&tasks, SET[0]), "GOING_ON", None),
        ]).await;
        let errors: Vec<(String, String)> = refused.user_errors().into_iter().map(|it| (it.code, it.path.join("."))).collect();
        assert_eq!(errors, [
            ("UNKNOWN_TASK".into(), "input.followUps.1.task".into()),
            ("UNKNOWN_TASK".into(), "input.followUps.2.task".into()),
            ("REASON_REQUIRED".into(), "input.followUps.3.reason".into()),
            ("DUPLICATE_ENTRY".into(), "input.followUps.4.task".to_owned()),
        ]);
        let nothing = asked(&submitter, "STTTT", "2019-Q2").await;
        assert!(nothing.iter().all(|task| task["outcome"].is_null()), "{nothing:?}");
        // The first report of a form has nothing to tell of.
        assert_eq!(asked(&submitter, "STTTT", "2019-Q1").await, Vec::<Value>::new());
        save(&submitter, "STTTT", "2019-Q1", vec![tells(key(&tasks, SET[0]), "DONE", None)]).await.expect_user_error("ALREADY_ACCEPTED");
    }

    async fn tasks_told_in_prose_are_not_counted(world: World) {
        world.set_time("2019-04-20T02:00:00Z");
        quarters(&world, &["2019-Q1"], &["STTTT"]).await;
        let prose = json!({ "sections": [{ "sectionCode": "next_tasks", "text": "Tiếp tục thực hiện các nhiệm vụ đã đề ra." }] });
        crate::consolidation::file(&world, "STTTT", "2019-Q1", prose).await;
        let officer = home_affairs(&world);
        let answer = picture(&officer, "2019-Q1", "", &format!("tasks {{ overall {{ {COUNTS} }} }}")).await;
        let overall = answer.at("consolidation.tasks.overall");
        assert_eq!((&overall["set"], &overall["coverage"]["partial"], &overall["coverage"]["stated"]), (&Value::Null, &json!(1), &json!(0)));
        let answer = world.person(Role::Submitter, "STTTT").report("STTTT", "2019-Q1", "tasksToFollow { key }").await;
        assert_eq!(answer.at("report.tasksToFollow"), &json!([]));
    }
}
