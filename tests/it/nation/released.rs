//! Releases of accepted figures are everybody's who reads the nation; what has become of them since is not, before the books are
//! closed. Nor is what is written again after that.

use super::*;
use crate::consolidation::submit;
use crate::releases::{difference, released};

const RELEASE: &str =
    "id title number year from to basis structure digest canonicalForm createdAt createdBy { fullName }
    coverage { due reported missing } reports { agency { code name } period version { number } }
    figures { indicatorCode total { value coverage { due stated } } rate { value } }
    lines: figures(byAgency: true, indicators: [\"complaint_received\"]) { agency { code } total { value } }";

/// What is told of a figure, of its report and of what is being written of that.
const WRITTEN: &str = "coverage { reported }
    submissionStatus { onTime late missing overdue exempt accepted returned obligations {
        agency { code } timeliness state counted obligation { dueAt timeliness } } }
    figures(indicators: [\"staff_quota_total\"], by: [AGENCY]) { agency { code } total { value sources(first: 1) { nodes {
    version { number } figure { value } report {
        state submittedAt late latestVersion { number } acceptedVersion { number content { figure(indicator: \"staff_quota_total\") { value } } }
        revision draft { figures { value } } checks { message } tasksToFollow { key } } } } } }";

on_both! {
    async fn accepted_releases_are_read_in_full(world: World) {
        two_quarters(&world).await;
        let (officer, own) = (home_affairs(&world), world.person(Role::BiReader, None));
        let accepted = released(officer.release((OPEN, OPEN), "Quý IV")).await;
        let provisional = released(officer.release((OPEN, OPEN), "Quý IV, sơ bộ").with("basis", json!("SUBMITTED"))).await;
        let reader = reader(&world);
        let asked = |by: &str, selection: &str| format!("release(by: {{ {by} }}) {{ {selection} }}");
        let by_id = |id: &str| format!("id: {id:?}");
        let list = "releases(first: 9) { totalCount nodes { title number } }";
        let answer = reader.of_provinces(&["84"], list).await;
        let titles = json!({ "totalCount": 1, "nodes": [{ "title": "Quý IV", "number": 1 }] });
        assert_eq!(answer.at("nation.provinces"), &json!([{ "releases": titles }]));
        for by in [by_id(&provisional), "key: { year: 2019, number: 2 }".to_owned()] {
            let answer = reader.of_provinces(&["84"], &asked(&by, "title")).await;
            assert_eq!(answer.at("nation.provinces.0.release"), &Value::Null, "{by}");
        }
        let seen = async |person: &Person, selection: &str| person.of_release(&accepted, selection).await.at("release").clone();
        for by in [by_id(&accepted), "key: { year: 2019, number: 1 }".to_owned()] {
            let answer = reader.of_provinces(&["84"], &asked(&by, RELEASE)).await;
            let release = answer.at("nation.provinces.0.release");
            assert_eq!(release, &seen(&own, RELEASE).await);
            assert_eq!((&release["title"], &release["coverage"]["reported"]), (&json!("Quý IV"), &json!(1)));
            assert!(release["lines"].to_string().contains("STTTT"), "{release}");
        }
        // What has become of it since is told when the books are closed.
        let compare = format!("title compare {{ coverage {{ reported }} figures(unchanged: true) {{ indicatorCode total {{ {} }} }} }}", difference());
        let early = reader.of_provinces(&["84"], &asked(&by_id(&accepted), &compare)).await;
        refused(&early, "PERIOD_NOT_CLOSED");
        assert_eq!(early.body["data"]["nation"]["provinces"], json!([{ "release": { "title": "Quý IV", "compare": null } }]));

        file(&world, "STC", OPEN, patch(8, &[])).await;
        close(&world, OPEN).await;
        for selection in [RELEASE, &compare] {
            let answer = reader.of_provinces(&["84"], &asked(&by_id(&accepted), selection)).await;
            assert_eq!(answer.at("nation.provinces.0.release"), &seen(&own, selection).await);
        }
        let answer = reader.of_provinces(&["84"], &asked(&by_id(&accepted), &compare)).await;
        assert_eq!(answer.at("nation.provinces.0.release.compare.coverage.reported"), &json!(1));
        // It is the province's own under its own code only.
        let elsewhere = reader.of_provinces(&["86"], &format!("{} {list}", asked(&by_id(&accepted), "title"))).await;
        assert_eq!(elsewhere.at("nation.provinces.0"), &json!({ "release": null, "releases": { "totalCount": 0, "nodes": [] } }));
    }

    /// Of releases that are compared side by side one that reaches into what is open takes nothing from the others.
    async fn a_comparison_that_is_refused_takes_nothing_from_one_beside_it(world: World) {
        two_quarters(&world).await;
        let officer = home_affairs(&world);
        for (period, title) in [(CLOSED, "Quý III"), (OPEN, "Quý IV")] {
            released(officer.release((period, period), title)).await;
        }
        let list = "releases(first: 9) { nodes { title compare { coverage { reported } } } }";
        let answer = reader(&world).of_provinces(&["84"], list).await;
        refused(&answer, "PERIOD_NOT_CLOSED");
        let places: Vec<&Value> = answer.errors().iter().map(|error| &error["path"]).collect();
        assert_eq!(places, [&json!(["nation", "provinces", 0, "releases", "nodes", 0, "compare"])], "{answer}");
        assert_eq!(answer.body["data"]["nation"]["provinces"][0]["releases"]["nodes"], json!([
            { "title": "Quý IV", "compare": null },
            { "title": "Quý III", "compare": { "coverage": { "reported": 0 } } },
        ]));
    }

    async fn what_is_written_again_in_a_closed_round_is_nobodys_word_yet(world: World) {
        two_quarters(&world).await;
        let (reader, own) = (reader(&world), world.person(Role::BiReader, None));
        let told = async || {
            let answer = reader.of_provinces(&["84"], &consolidation(CLOSED, None, WRITTEN)).await;
            answer.at("nation.provinces.0.consolidation").clone()
        };
        let before = told().await;
        let report = &before["figures"][1]["total"]["sources"]["nodes"][0]["report"];
        assert_eq!(before["figures"][1]["agency"]["code"], "STTTT");
        assert_eq!((&report["acceptedVersion"]["number"], &report["draft"]), (&json!(1), &Value::Null));
        let officer = home_affairs(&world);
        officer.reopen("STTTT", CLOSED, "Sai số liệu.").await.expect_done();
        assert_eq!(told().await, before, "reopened");
        let again = json!({ "figures": [stated("staff_quota_total", 777)] });
        let submitter = world.person(Role::Submitter, "STTTT");
        submitter.save_draft("STTTT", CLOSED, again.clone()).await.expect_done();
        let draft = "draft { figure(indicator: \"staff_quota_total\") { value } }";
        let written = officer.report("STTTT", CLOSED, draft).await;
        assert_eq!(written.at("report.draft.figure.value"), "777");
        assert_eq!(told().await, before, "saved");
        submit(&submitter, "STTTT", CLOSED, again).await;
        assert_eq!(told().await, before, "filed");
        officer.accept("STTTT", CLOSED).await.expect_done();
        let after = told().await;
        assert_ne!(after, before);
        assert_eq!(after, own.own_picture(CLOSED, None, WRITTEN).await);
        let source = &after["figures"][1]["total"]["sources"]["nodes"][0];
        assert_eq!((&source["version"]["number"], &source["figure"]["value"]), (&json!(2), &json!("777")));

        // Whoever was missing is given time, and files.
        let owed = officer.report("SYT", CLOSED, "obligation { id }").await;
        let owed = owed.at("report.obligation.id").as_str().unwrap();
        officer.extend(owed, "2019-12-20T16:59:59Z", "Mưa bão.").await.expect_done();
        let report = async || {
            let asked = "submissionStatus { obligations { agency { code } obligation { report { state submittedAt } } } }";
            let answer = reader.of_provinces(&["84"], &consolidation(CLOSED, None, asked)).await;
            let all = answer.at("nation.provinces.0.consolidation.submissionStatus.obligations").as_array().unwrap().clone();
            all.into_iter().find(|one| one["agency"]["code"] == "SYT").unwrap()["obligation"]["report"].clone()
        };
        let before = told().await;
        assert_eq!(before["submissionStatus"]["missing"], 1);
        submit(&world.person(Role::Submitter, "SYT"), "SYT", CLOSED, patch(3, &[])).await;
        assert_eq!(told().await, before, "filed late");
        assert_eq!(report().await, Value::Null);
        officer.accept("SYT", CLOSED).await.expect_done();
        let after = told().await;
        assert_eq!(after, own.own_picture(CLOSED, None, WRITTEN).await);
        assert_eq!(after["submissionStatus"]["missing"], 0);
        assert_eq!(report().await["state"], "LOCKED");
    }
}
