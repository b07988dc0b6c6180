//! Amended reports, reports that were not asked for or not filed, agencies that merge and divide, what was known when.

use super::*;
use crate::kit::on_both;
use crate::reorganisation::{new, there};

on_both! {
    async fn an_amended_report_changes_which_tasks_are_told_of(world: World) {
        world.set_time("2020-07-20T02:00:00Z");
        let officer = home_affairs(&world);
        let (submitter, head) = (world.person(Role::Submitter, "STTTT"), world.person(Role::AgencyHead, "STTTT"));
        quarters(&world, &["2019-Q1", "2019-Q2"], &["STTTT"]).await;
        set(&world, "STTTT", "2019-Q1", &SET).await;
        let tasks = asked(&submitter, "STTTT", "2019-Q2").await;
        let said = [0, 1, 2].map(|at| tells(key(&tasks, SET[at]), "DONE", None));
        tell(&world, "STTTT", "2019-Q2", said.to_vec()).await;
        let before = [4, 3, 0, 0, 1, 0, 0].map(|it| json!(it));
        assert_eq!(counts(&officer, "2019-Q1", "").await, before);
        world.set_time("2020-07-21T02:00:00Z");

        // The first task goes, the second is spelled and placed otherwise, one is new.
        head.reopen("STTTT", "2019-Q1", "Đính chính nhiệm vụ.").await.expect_done();
        let amended = ["Kiểm tra quy chế dân chủ.", SET[3], SET[2], "- Tiếp công dân định kỳ"];
        crate::consolidation::submit(&submitter, "STTTT", "2019-Q1", setting(&amended)).await;
        assert_eq!(counts(&officer, "2019-Q1", "").await, before, "what was accepted stands");
        officer.accept("STTTT", "2019-Q1").await.expect_done();
        assert_eq!(counts(&officer, "2019-Q1", "").await, [4, 2, 0, 0, 2, 0, 1].map(|it| json!(it)));
        let gone = picture(&officer, "2019-Q1", "", "tasks { entries(outcomes: [NO_LONGER_SET]) {
            text position version { number } told { outcome answeredVersion } } }").await;
        assert_eq!(gone.at("consolidation.tasks.entries"), &json!([{
            "text": SET[0], "position": null, "version": { "number": 2 }, "told": [{ "outcome": "DONE", "answeredVersion": 1 }] }]));
        // As it was known before: the tasks and the answers of then.
        let known = ", knownAt: \"2020-07-20T12:00:00Z\"";
        assert_eq!(counts(&officer, "2019-Q1", known).await, before);
        assert_eq!(counts(&officer, "2019-Q1", ", knownAt: \"2020-07-19T12:00:00Z\"").await[0], Value::Null);

        // A new version of the answer is about the tasks as they stand now.
        head.reopen("STTTT", "2019-Q2", "Bổ sung kết quả.").await.expect_done();
        let tasks = asked(&submitter, "STTTT", "2019-Q2").await;
        let now: Vec<(&Value, &Value, &Value)> = tasks.iter().map(|task| (&task["text"], &task["versionNumber"], &task["outcome"])).collect();
        let (two, done) = (json!(2), json!("DONE"));
        assert_eq!(now, [
            (&json!(amended[0]), &two, &Value::Null), (&json!(SET[3]), &two, &Value::Null),
            (&json!(SET[2]), &two, &done), (&json!(amended[3]), &two, &done),
        ]);
        let stale = vec![said[0].clone()];
        save(&submitter, "STTTT", "2019-Q2", stale).await.expect_user_error("UNKNOWN_TASK");
    }

    async fn whoever_continues_an_agency_tells_of_its_tasks(world: World) {
        world.set_time("2019-04-20T02:00:00Z");
        let officer = home_affairs(&world);
        quarters(&world, &["2019-Q1"], &["STTTT", "STC"]).await;
        set(&world, "STTTT", "2019-Q1", &SET[..2]).await;
        set(&world, "STC", "2019-Q1", &SET[1..3]).await;
        world.set_time("2019-06-01T02:00:00Z");
        officer.reorganise("MERGE_INTO", &["STTTT"], "2019-05-01").with("successors", json!([there("STC")])).await.expect_done();
        quarters(&world, &["2019-Q2"], &["STC"]).await;
        let heir = world.person(Role::Submitter, "STC");
        let tasks = asked(&heir, "STC", "2019-Q2").await;
        let listed: Vec<(&Value, &Value)> = tasks.iter().map(|task| (&task["agency"]["code"], &task["text"])).collect();
        let (own, inherited) = (json!("STC"), json!("STTTT"));
        assert_eq!(listed, [(&own, &json!(SET[1])), (&own, &json!(SET[2])), (&inherited, &json!(SET[0])), (&inherited, &json!(SET[1]))]);
        assert_eq!(counts(&officer, "2019-Q1", "").await, [4, 0, 0, 0, 0, 4, 0].map(|it| json!(it)));
        let said = vec![tells(tasks[0]["key"].clone(), "DONE", None), tells(tasks[2]["key"].clone(), "GOING_ON", None)];
        tell(&world, "STC", "2019-Q2", said).await;
        assert_eq!(counts(&officer, "2019-Q1", "").await, [4, 1, 1, 0, 2, 0, 0].map(|it| json!(it)));

        let by_agency = "tasks(by: [AGENCY]) { groups { agency { code } restatement { reportedBy { code } } counts { set done goingOn silent } }
            entries(outcomes: [GOING_ON]) { agency { code } successor { code } told { agency { code } period } } }";
        let lines = async |structure: &str| {
            let answer = picture(&officer, "2019-Q1", &format!(", structure: {structure}"), by_agency).await;
            answer.at("consolidation.tasks").clone()
        };
        let group = |code: &str, from: Value, [set, done, going_on, silent]: [i64; 4]| json!({
            "agency": { "code": code }, "restatement": from,
            "counts": { "set": set, "done": done, "goingOn": going_on, "silent": silent },
        });
        let reported = lines("AS_REPORTED").await;
        assert_eq!(reported["groups"], json!([group("STC", Value::Null, [2, 1, 0, 1]), group("STTTT", Value::Null, [2, 0, 1, 1])]));
        let told = json!([{ "agency": { "code": "STC" }, "period": "2019-Q2" }]);
        assert_eq!(reported["entries"], json!([{ "agency": { "code": "STTTT" }, "successor": null, "told": told }]));
        let restated = lines("BY_SUCCESSOR").await;
        let from = json!({ "reportedBy": [{ "code": "STC" }, { "code": "STTTT" }] });
        assert_eq!(restated["groups"], json!([group("STC", from, [4, 1, 1, 2])]));
        assert_eq!(restated["entries"], json!([{ "agency": { "code": "STTTT" }, "successor": { "code": "STC" }, "told": told }]));
    }

    async fn after_a_division_every_part_may_tell(world: World) {
        world.set_time("2019-04-20T02:00:00Z");
        let officer = home_affairs(&world);
        quarters(&world, &["2019-Q1"], &["STTTT"]).await;
        set(&world, "STTTT", "2019-Q1", &SET[..3]).await;
        officer
            .reorganise("SPLIT", &["STTTT"], "2019-04-01")
            .with("successors", json!([there("STC"), new("SMOI", "Sở Mới")]))
            .with("answeredBy", json!("SMOI"))
            .await
            .expect_done();
        quarters(&world, &["2019-Q2"], &["STC", "SMOI"]).await;
        let finance = world.person(Role::Submitter, "STC");
        let tasks = asked(&finance, "STC", "2019-Q2").await;
        let keys: Vec<Value> = SET[..3].iter().map(|text| key(&tasks, text)).collect();
        // One part has told of two tasks; of the third the other may still tell.
        tell(&world, "STC", "2019-Q2", vec![tells(keys[0].clone(), "DONE", None), tells(keys[1].clone(), "DONE", None)]).await;
        assert_eq!(counts(&officer, "2019-Q1", "").await, [3, 2, 0, 0, 0, 1, 0].map(|it| json!(it)));
        // The people of the divided agency have their roles in the part that answers for it.
        let part = world.person(Role::Submitter, "STTTT");
        assert_eq!(asked(&part, "SMOI", "2019-Q2").await.len(), 3);
        let said = json!({ "followUps": [tells(keys[0].clone(), "GOING_ON", None)] });
        crate::consolidation::submit(&part, "SMOI", "2019-Q2", said).await;
        officer.accept("SMOI", "2019-Q2").await.expect_done();
        // A task of which a part is still being done goes on.
        assert_eq!(counts(&officer, "2019-Q1", "").await, [3, 1, 1, 0, 1, 0, 0].map(|it| json!(it)));
        let both = picture(&officer, "2019-Q1", "", "tasks { entries { outcome told { outcome } } }").await;
        let told = both.at("consolidation.tasks.entries.0");
        assert_eq!((&told["outcome"], told["told"].as_array().unwrap().len()), (&json!("GOING_ON"), 2));
    }

    async fn a_report_that_is_missing_tells_nothing(world: World) {
        world.set_time("2020-01-20T02:00:00Z");
        let officer = home_affairs(&world);
        quarters(&world, &["2019-Q1", "2019-Q3"], &["STTTT", "STC"]).await;
        for agency in ["STTTT", "STC"] {
            set(&world, agency, "2019-Q1", &SET[..2]).await;
        }
        // The second quarter was never asked for: the third is the next report. It is long overdue.
        assert_eq!(counts(&officer, "2019-Q1", "").await, [4, 0, 0, 0, 0, 4, 0].map(|it| json!(it)));
        let submitter = world.person(Role::Submitter, "STTTT");
        let tasks = asked(&submitter, "STTTT", "2019-Q3").await;
        assert_eq!(tasks.len(), 2);
        tell(&world, "STTTT", "2019-Q3", vec![tells(tasks[1]["key"].clone(), "DONE", None)]).await;
        assert_eq!(counts(&officer, "2019-Q1", "").await, [4, 1, 0, 0, 1, 2, 0].map(|it| json!(it)));
        // Silence of one is not the silence of another.
        let groups = picture(&officer, "2019-Q1", "", "tasks(by: [AGENCY]) { groups { agency { code } counts { silent awaited } } }").await;
        assert_eq!(groups.at("consolidation.tasks.groups"), &json!([
            { "agency": { "code": "STC" }, "counts": { "silent": 0, "awaited": 2 } },
            { "agency": { "code": "STTTT" }, "counts": { "silent": 1, "awaited": 0 } },
        ]));
        // The half-year and the year follow one another, beside the quarters.
        crate::consolidation::open(&world, "2019-H1", &["STTTT"]).await;
        crate::consolidation::open(&world, "2019", &["STTTT"]).await;
        set(&world, "STTTT", "2019-H1", &[SET[3]]).await;
        let yearly = asked(&submitter, "STTTT", "2019").await;
        assert_eq!((yearly.len(), &yearly[0]["text"], &yearly[0]["period"]), (1, &json!(SET[3]), &json!("2019-H1")));
    }
}
