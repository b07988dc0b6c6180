//! Home Affairs accepts at once what nothing has to be looked at in.

use super::desk::{AGENCY, DUE, FORM, PERIOD, filled, own_province, somebody, traces};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::server::Server;
use crate::kit::verbs::Verb;
use crate::kit::world::World;
use crate::ledger::{inspect, key, outside};
use chrono::Duration;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;
use tonghop::ledger::Receipt;
use uuid::Uuid;

const SHOWN: &str = "round { state } accepted { agency { code } state revision acceptedVersion { number acceptanceReceipt { file } } } \
    skipped { report { agency { code } state } reason }";

fn accept_all(officer: &Person) -> Verb<'_> {
    let round = json!({ "key": { "form": FORM, "period": PERIOD } });
    officer.verb("reportAcceptAll", json!({ "round": round }), SHOWN.into())
}

/// Files what no rule has anything against.
async fn file(submitter: &Person, agency: &'static str) {
    submitter.save_draft(agency, PERIOD, filled()).await.expect_done();
    submitter.submit(agency, PERIOD).await.expect_done();
}

/// A round of four: two filed without a warning, one with an explained warning, one that is still a draft.
async fn filed(world: &World) -> Person {
    let officer = world.person(Role::HomeAffairsOfficer, None);
    officer.open_round(FORM, PERIOD, DUE, &["STTTT", "STC", "SGDDT", "SYT"]).await.expect_done();
    file(&world.person(Role::Submitter, "STTTT"), "STTTT").await;
    file(&world.person(Role::Submitter, "STC"), "STC").await;
    world.save("SGDDT", 1).await;
    world.file("SGDDT").await;
    world.save("SYT", 1).await;
    officer
}

/// The codes of the agencies of some reports, in order.
fn agencies(reports: &Value, at: &str) -> Vec<String> {
    let code = |report: &Value| report.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut codes: Vec<String> = reports.as_array().unwrap().iter().map(code).collect();
    codes.sort();
    codes
}

/// Which reports are in which state, as Home Affairs sees them.
async fn states(officer: &Person) -> Vec<String> {
    let mut states = Vec::new();
    for agency in ["STTTT", "STC", "SGDDT", "SYT"] {
        let report = officer.report(agency, PERIOD, "state").await;
        states.push(report.at("report.state").as_str().unwrap().to_owned());
    }
    states
}

on_both! {
    async fn what_nothing_is_wrong_with_is_accepted_at_once(world: World) {
        let officer = filed(&world).await;
        let before = world.server.version(1).await;
        let request = Uuid::now_v7();
        let answer = accept_all(&officer).key(request).await.expect_done();
        let payload = answer.payload();
        assert_eq!(payload["round"]["state"], "OPEN");
        assert_eq!(agencies(&payload["accepted"], "/agency/code"), ["STC", "STTTT"]);
        let skipped = json!([{ "report": { "agency": { "code": "SGDDT" }, "state": "SUBMITTED" }, "reason": "OPEN_WARNINGS" }]);
        assert_eq!(payload["skipped"], skipped);
        assert_eq!(states(&officer).await, ["ACCEPTED", "ACCEPTED", "SUBMITTED", "DRAFT"]);
        // One act, as the log has it; each report with what single ones have: history, receipt, notices.
        assert_eq!(world.server.version(1).await, before + 1);
        let entry = "{ auditEntries(first: 1) { nodes { action subjectType } } }";
        let entry = world.person(Role::Auditor, None).graphql(entry, json!({})).await;
        assert_eq!(entry.at("auditEntries.nodes.0"), &json!({ "action": "reportAcceptAll", "subjectType": "Round" }));
        for accepted in payload["accepted"].as_array().unwrap() {
            let file = accepted["acceptedVersion"]["acceptanceReceipt"]["file"].as_str().unwrap();
            let verified = Receipt::verify(file, &[key(&world.database)]).expect("a good receipt");
            assert_eq!(verified.receipt.leaf["row"]["event"], "ACCEPTED");
        }
        for agency in ["STTTT", "STC"] {
            let told = "{ viewer { notices(first: 5, filter: { kind: ACCEPTED }) { nodes { agency { code } } } } }";
            let told = world.person(Role::Submitter, agency).graphql(told, json!({})).await;
            assert_eq!(told.at("viewer.notices.nodes"), &json!([{ "agency": { "code": agency } }]));
            let report = officer.report(agency, PERIOD, "history { event person { fullName } }").await;
            let last = json!({ "event": "ACCEPTED", "person": { "fullName": "Nguyễn Văn 84.HOME_AFFAIRS_OFFICER.1" } });
            assert_eq!(report.at("report.history").as_array().unwrap().last(), Some(&last));
        }
        inspect(&world.database, &outside(&world.database)).await.unwrap();

        // Sent again, it is the first answer; asked anew, there is nothing left for this.
        let traces_before = traces(&world.database).await;
        assert_eq!(accept_all(&officer).key(request).await.text, answer.text);
        accept_all(&officer).await.expect_user_error("NOTHING_TO_ACCEPT");
        assert_eq!(traces(&world.database).await, traces_before);
        // What was left is looked at, and accepted by itself.
        officer.accept("SGDDT", PERIOD).await.expect_done();
    }

    async fn what_was_not_seen_is_not_accepted(world: World) {
        let officer = filed(&world).await;
        let version = async |agency: &str| {
            let report = officer.report(agency, PERIOD, "latestVersion { id }").await;
            report.at("report.latestVersion.id").clone()
        };
        let seen = json!([version("STTTT").await, version("STC").await, "nonsense"]);
        // Meanwhile one of them is returned, and filed again.
        let colleague = world.colleague(Role::HomeAffairsOfficer, None);
        colleague.return_("STC", PERIOD, json!([{ "text": "Chưa đủ." }])).await.expect_done();
        world.person(Role::Submitter, "STC").submit("STC", PERIOD).await.expect_done();
        let answer = accept_all(&officer).with("ifVersions", seen.clone()).await.expect_done();
        assert_eq!(agencies(&answer.payload()["accepted"], "/agency/code"), ["STTTT"]);
        let skipped = answer.payload()["skipped"].as_array().unwrap();
        let why = skipped.iter().map(|one| (one["report"]["agency"]["code"].as_str().unwrap(), one["reason"].as_str().unwrap()));
        let mut why: Vec<_> = why.collect();
        why.sort_unstable();
        assert_eq!(why, [("SGDDT", "NOT_SEEN"), ("STC", "NOT_SEEN")]);
        accept_all(&officer).with("ifVersions", seen).await.expect_user_error("NOTHING_TO_ACCEPT");
        accept_all(&officer).with("ifVersions", json!(vec!["x"; 2_001])).await.expect_user_error("TOO_MANY_ENTRIES");
        assert_eq!(states(&officer).await, ["ACCEPTED", "SUBMITTED", "SUBMITTED", "DRAFT"]);
    }

    async fn nobody_accepts_their_own_among_others(world: World) {
        let both: &[(Role, Option<&str>)] = &[(Role::HomeAffairsOfficer, None), (Role::Submitter, Some(AGENCY))];
        own_province(&world, &[("both", both), ("files", &[(Role::Submitter, Some("STC"))])]);
        let (both, files) = (somebody(&world, "both"), somebody(&world, "files"));
        both.open_round(FORM, PERIOD, DUE, &[AGENCY, "STC"]).await.expect_done();
        file(&both, AGENCY).await;
        accept_all(&both).await.expect_user_error("NOTHING_TO_ACCEPT");
        file(&files, "STC").await;
        let answer = accept_all(&both).await.expect_done();
        assert_eq!(agencies(&answer.payload()["accepted"], "/agency/code"), ["STC"]);
        assert_eq!(answer.payload()["skipped"][0]["reason"], "OWN_SUBMISSION");
        assert_eq!(answer.payload()["skipped"][0]["report"]["agency"]["code"], AGENCY);
    }

    async fn it_is_for_home_affairs_shortly_after_signing_in(world: World) {
        let mut world = world;
        world.server = Server::trusting_sign_ins_for(&world.database, &world.clock, Duration::minutes(10)).await.unwrap();
        let officer = filed(&world).await;
        for other in [world.person(Role::AgencyHead, "STTTT"), world.person(Role::Auditor, None), world.person(Role::ProvinceAdministrator, None)] {
            accept_all(&other).await.expect_user_error("NOT_ALLOWED");
        }
        accept_all(&world.neighbour(Role::HomeAffairsOfficer, None)).await.expect_user_error("NOT_FOUND");
        world.advance(Duration::minutes(10) + Duration::seconds(1));
        accept_all(&officer).await.expect_user_error("SIGN_IN_AGAIN");
        assert_eq!(states(&officer).await, ["SUBMITTED", "SUBMITTED", "SUBMITTED", "DRAFT"]);
        let again = world.person(Role::HomeAffairsOfficer, None);
        accept_all(&again).await.expect_done();
    }

    /// Listeners hear of what was accepted, and of nothing that was left; in a closed round it is locked at once.
    async fn listeners_hear_of_each(world: World) {
        let officer = filed(&world).await;
        let round = format!(r#"{{ round(by: {{ key: {{ period: "{PERIOD}" }} }}) {{ id }} }}"#);
        let round = officer.graphql(&round, json!({})).await.at("round.id").clone();
        let mut socket = world.person(Role::BiReader, None).socket().await;
        let listen = "subscription ($round: ID!) { reportChanged(roundId: $round) { agency { code } state } }";
        socket.subscribe("1", listen, json!({ "round": round })).await;
        // From when on the server listens cannot be seen from outside: the other report is returned and filed until it tells of that.
        let submitter = world.person(Role::Submitter, "SGDDT");
        let explanations = submitter.explanations("SGDDT").await;
        {
            let told = socket.next("1");
            tokio::pin!(told);
            loop {
                officer.return_("SGDDT", PERIOD, json!([{ "text": "Xem lại." }])).await.expect_done();
                submitter.submit("SGDDT", PERIOD).with("explanations", explanations.clone()).await.expect_done();
                tokio::select! {
                    _ = &mut told => break,
                    () = tokio::time::sleep(std::time::Duration::from_millis(100)) => {}
                }
            }
        }
        accept_all(&officer).await.expect_done();
        let mut heard = Vec::new();
        while heard.len() < 2 {
            let report = socket.next("1").await["data"]["reportChanged"].clone();
            if report["state"] == "ACCEPTED" {
                heard.push(report["agency"]["code"].as_str().unwrap().to_owned());
            } else {
                assert_eq!((&report["agency"]["code"], heard.len()), (&json!("SGDDT"), 0), "{report}");
            }
        }
        heard.sort();
        assert_eq!(heard, ["STC", "STTTT"]);
    }
}
