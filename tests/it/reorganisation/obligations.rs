use super::*;
use crate::consolidation::{QUARTERLY, submit};
use crate::kit::course::{DUE, PERIOD, figure};
use crate::kit::on_both;

const MERGER: &str = "2019-09-01";

fn merger(officer: &Person) -> Verb<'_> {
    officer.reorganise("MERGE", &["STTTT", "STC"], MERGER).with("successors", json!([new("SMOI", "Sở Mới")]))
}

fn decision(obligation: &str, fate: &str) -> Value {
    json!({ "obligation": obligation, "fate": fate })
}

on_both! {
    async fn every_open_report_must_be_decided_and_the_decision_is_kept(world: World) {
        let officer = home_affairs(&world);
        world.round(&["STTTT", "STC", "SYT"]).await;
        world.save("STTTT", 4).await;
        let refused = merger(&officer).await.expect_user_error("OBLIGATION_UNDECIDED");
        let told: Vec<String> = refused.user_errors().into_iter().map(|error| error.message).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().any(|text| text.contains("STTTT") && text.contains("Quý III/2019")), "{told:?}");
        let (one, two) = (obligation(&world, "STTTT", PERIOD).await, obligation(&world, "STC", PERIOD).await);
        let other = obligation(&world, "SYT", PERIOD).await;
        let decided = |list: Value| merger(&officer).with("decisions", list);
        decided(json!([decision(&one, "TRANSFERRED"), decision(&two, "KEPT"), decision(&other, "KEPT")]))
            .await
            .expect_user_error("NOTHING_TO_DECIDE");
        decided(json!([decision(&one, "TRANSFERRED"), decision(&two, "EXEMPTED")])).await.expect_user_error("REASON_REQUIRED");
        decided(json!([decision(&one, "TRANSFERRED"), { "obligation": two, "fate": "TRANSFERRED", "to": "SYT" }]))
            .await
            .expect_user_error("NOT_A_SUCCESSOR");
        let exempt = json!({ "obligation": two, "fate": "EXEMPTED", "reason": "Đã bàn giao hồ sơ" });
        let done = decided(json!([decision(&one, "TRANSFERRED"), exempt])).await.expect_done();
        assert_eq!(
            done.payload()["reorganisation"]["decisions"],
            json!([
                { "agency": { "code": "STTTT" }, "period": PERIOD, "fate": "TRANSFERRED", "to": { "code": "SMOI" }, "reason": null },
                { "agency": { "code": "STC" }, "period": PERIOD, "fate": "EXEMPTED", "to": null, "reason": "Đã bàn giao hồ sơ" },
            ])
        );
        let status = officer
            .graphql(&format!("{{ consolidation(from: \"{PERIOD}\") {{ coverage {{ due missing }} submissionStatus {{ exempt }} }} }}"), json!({}))
            .await;
        assert_eq!(status.at("consolidation"), &json!({ "coverage": { "due": 2, "missing": 2 }, "submissionStatus": { "exempt": 1 } }));
        // Of agencies that somebody may not see, nothing of what was decided either.
        let seen = async |person: Person| {
            let answer = person.graphql("{ reorganisations(first: 1) { nodes { decisions { agency { code } } } } }", json!({})).await;
            let nodes = answer.at("reorganisations.nodes.0.decisions").as_array().unwrap().clone();
            nodes.iter().map(|one| one["agency"]["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(seen(world.person(Role::Auditor, None)).await, ["STTTT", "STC"]);
        assert_eq!(seen(world.person(Role::Submitter, "SYT")).await, [""; 0]);
        let answered = "query ($by: ReportBy!) { report(by: $by) { agency { code } obligation { answeredBy { code } } } }";
        let answer = officer.graphql(answered, json!({ "by": { "key": { "agency": "STTTT", "period": PERIOD } } })).await;
        assert_eq!(answer.at("report"), &json!({ "agency": { "code": "STTTT" }, "obligation": { "answeredBy": { "code": "SMOI" } } }));
    }

    /// Of a report that was sent nobody is let off, and it is not called owed.
    async fn a_report_that_waits_for_review_is_said_to_wait(world: World) {
        let officer = home_affairs(&world);
        world.round(&["STTTT", "SYT"]).await;
        world.save("STTTT", 4).await;
        world.file("STTTT").await;
        let into = || officer.reorganise("MERGE_INTO", &["STTTT"], MERGER).with("successors", json!([there("SYT")]));
        let refused = into().await.expect_user_error("OBLIGATION_UNDECIDED");
        let told = |answer: &Answer| answer.user_errors().into_iter().map(|error| error.message).collect::<Vec<_>>();
        let choice = "phải quyết định: chuyển cho cơ quan kế thừa, hoặc để người của cơ quan cũ theo đến khi xong.";
        assert_eq!(told(&refused), [format!("Cơ quan “STTTT” đã gửi báo cáo Quý III/2019 ({QUARTERLY}), đang chờ Sở Nội vụ xem xét; {choice}")]);
        officer.return_("STTTT", PERIOD, json!([{ "text": "Nêu rõ số đơn." }])).await.expect_done();
        let refused = into().await.expect_user_error("OBLIGATION_UNDECIDED");
        assert_eq!(told(&refused), [format!("Cơ quan “STTTT” đã gửi báo cáo Quý III/2019 ({QUARTERLY}), hiện phải sửa và gửi lại; {choice}")]);
        let id = obligation(&world, "STTTT", PERIOD).await;
        let exempt = json!({ "obligation": id, "fate": "EXEMPTED", "reason": "Đã bàn giao hồ sơ" });
        into().with("decisions", json!([exempt])).await.expect_user_error("OBLIGATION_SETTLED");
        into().with("decisions", json!([decision(&id, "KEPT")])).await.expect_done();
    }

    /// What was handed over once is handed over again by the name of whose report it is; who lets it off is told.
    async fn a_report_that_was_handed_over_is_still_its_agencys(world: World) {
        let officer = home_affairs(&world);
        world.round(&["STTTT", "SYT"]).await;
        let id = obligation(&world, "STTTT", PERIOD).await;
        let into = |agency: &str, heir: &str, on: &str| officer.reorganise("MERGE_INTO", &[agency], on).with("successors", json!([there(heir)]));
        into("STTTT", "STC", "2019-08-01").with("decisions", json!([decision(&id, "TRANSFERRED")])).await.expect_done();
        let refused = into("STC", "SGDDT", "2019-09-01").await.expect_user_error("OBLIGATION_UNDECIDED");
        let told: Vec<String> = refused.user_errors().into_iter().map(|error| error.message).collect();
        assert_eq!(told, [format!("Cơ quan “STTTT” còn nợ báo cáo Quý III/2019 ({QUARTERLY}); phải quyết định: chuyển cho cơ quan kế thừa, miễn, hoặc để người của cơ quan cũ hoàn thành.")]);
        let exempt = json!({ "obligation": id, "fate": "EXEMPTED", "reason": "Đã bàn giao hồ sơ" });
        into("STC", "SGDDT", "2019-09-01").with("decisions", json!([exempt])).await.expect_done();
        let told = officer.report("STTTT", PERIOD, "obligation { exempted exemptionReason exemptionGrantor exemptedBy { fullName } }").await;
        let told = told.at("report.obligation").clone();
        assert_eq!((&told["exempted"], &told["exemptionReason"]), (&json!(true), &json!("Đã bàn giao hồ sơ")));
        assert!(told["exemptionGrantor"].is_string(), "{told}");
        assert_eq!(told["exemptionGrantor"], told["exemptedBy"]["fullName"]);
    }

    async fn a_transferred_report_is_filed_by_the_successor_and_a_kept_one_is_not(world: World) {
        let officer = home_affairs(&world);
        world.round(&["STTTT", "STC", "SYT"]).await;
        world.save("STTTT", 4).await;
        let (one, two) = (obligation(&world, "STTTT", PERIOD).await, obligation(&world, "STC", PERIOD).await);
        officer
            .reorganise("MERGE_INTO", &["STTTT", "STC"], MERGER)
            .with("successors", json!([there("SYT")]))
            .with("carryRoles", json!(false))
            .with("decisions", json!([decision(&one, "TRANSFERRED"), decision(&two, "KEPT")]))
            .await
            .expect_done();
        let health = world.person(Role::Submitter, "SYT");
        let to_do = "{ viewer { obligations(first: 9) { nodes { agency { code } answeredBy { code } editability { editable } } } } }";
        let answer = health.graphql(to_do, json!({})).await;
        let mut codes: Vec<String> = answer.at("viewer.obligations.nodes").as_array().unwrap().iter().map(ToString::to_string).collect();
        codes.sort();
        assert_eq!(codes.len(), 2, "{codes:?}");
        assert!(codes[0].contains("STTTT") && codes.iter().all(|one| one.contains("true") && one.contains("\"SYT\"")), "{codes:?}");
        // Who was of the ended agency does not write what was handed over; the draft goes on where it was.
        let former = world.person(Role::Submitter, "STTTT");
        former.save_draft("STTTT", PERIOD, figure(9)).await.expect_user_error("NOT_ALLOWED");
        let why = async |person: &Person, agency: &str| {
            let told = person.report(agency, PERIOD, "editability { editable reason message }").await;
            told.at("report.editability").clone()
        };
        assert_eq!(why(&former, "STTTT").await, json!({
            "editable": false, "reason": "HANDED_OVER",
            "message": "Từ ngày 01/09/2019, cơ quan báo cáo kết thúc hoạt động và báo cáo này được giao cho Sở Y tế; chỉ người của cơ quan đó được soạn.",
        }));
        assert_eq!(why(&health.clone().speaking("en"), "STC").await, json!({
            "editable": false, "reason": "KEPT",
            "message": "Since 01/09/2019 the agency Sở Tài chính is no more; this report was left to its own people to finish, and whoever continues it only reads it.",
        }));
        assert_eq!(why(&officer, "STTTT").await["reason"], "NOT_THE_AGENCY");
        submit(&health, "STTTT", PERIOD, json!({})).await;
        officer.accept("STTTT", PERIOD).await.expect_done();
        // What was kept is its own people's, and nobody else's; whoever continues them reads it.
        health.save_draft("STC", PERIOD, figure(1)).await.expect_user_error("NOT_ALLOWED");
        assert_eq!(health.report("STC", PERIOD, "state").await.at("report.state"), "DRAFT");
        submit(&world.person(Role::Submitter, "STC"), "STC", PERIOD, figure(7)).await;
        officer.accept("STC", PERIOD).await.expect_done();
        let sum = "figures(indicators: [\"denunciation_received\"]) { total { value } }";
        let answer = officer.consolidation(PERIOD, None, sum).await;
        assert_eq!(answer.at("consolidation.figures.0.total.value"), &json!(11));
    }

    async fn what_an_extension_holds_open_can_be_let_off(world: World) {
        let officer = home_affairs(&world);
        world.round(&["STTTT"]).await;
        officer.close_round(QUARTERLY, PERIOD).await.expect_done();
        let id = obligation(&world, "STTTT", PERIOD).await;
        officer.extend(&id, "2019-09-30T16:59:59Z", "Bão số 4.").await.expect_done();
        let exempt = json!({ "obligation": id, "fate": "EXEMPTED", "reason": "Đã bàn giao hồ sơ" });
        officer
            .reorganise("MERGE_INTO", &["STTTT"], MERGER)
            .with("successors", json!([there("SYT")]))
            .with("decisions", json!([exempt]))
            .await
            .expect_done();
        let told = officer.report("STTTT", PERIOD, "obligation { exempted }").await;
        assert_eq!(told.at("report.obligation.exempted"), true);
    }

    async fn a_round_is_owed_by_everybody_who_existed_in_its_window(world: World) {
        let officer = home_affairs(&world);
        merger(&officer).await.expect_done();
        officer.reorganise("DISSOLVE", &["P-1"], "2019-07-01").await.expect_done();
        officer.reorganise("DISSOLVE", &["X-LONG-DUC"], "2019-06-01").await.expect_done();
        let opened = officer.open_round(QUARTERLY, PERIOD, DUE, &[]).await.expect_done();
        let round = opened.payload()["round"]["id"].clone();
        let query = "query ($id: ID!) { node(id: $id) { ... on Round { obligations(first: 50) {
            nodes { agency { code } answeredBy { code } exempted exemptionReason } } } } }";
        let answer = officer.graphql(query, json!({ "id": round })).await;
        let mut owed: Vec<(String, String, bool)> = answer
            .at("node.obligations.nodes")
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
                (text(&one["agency"]["code"]), text(&one["answeredBy"]["code"]), one["exempted"] == true)
            })
            .collect();
        owed.sort();
        // The window is 15 June to 14 September: who ended before it owes nothing, who ended within it owes for its days.
        let expected = [
            ("BDT", "BDT", false),
            ("P-1", "-", true),
            ("SGDDT", "SGDDT", false),
            ("SMOI", "SMOI", false),
            ("STC", "SMOI", false),
            ("STTTT", "SMOI", false),
            ("SYT", "SYT", false),
        ];
        let expected: Vec<_> = expected.iter().map(|(agency, by, exempt)| ((*agency).to_owned(), (*by).to_owned(), *exempt)).collect();
        assert_eq!(owed, expected);
        // People of the merged agencies have their roles in the new one, and file what is asked of the old one.
        submit(&world.person(Role::Submitter, "STC"), "STTTT", PERIOD, figure(3)).await;
        submit(&world.person(Role::Submitter, "STC"), "SMOI", PERIOD, figure(5)).await;
        officer.accept("STTTT", PERIOD).await.expect_done();
        officer.accept("SMOI", PERIOD).await.expect_done();
    }
}
