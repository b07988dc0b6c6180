//! Exemptions and extensions: by whom, and that they end by themselves.

use crate::kit::course::{FORM, PERIOD, figure};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

const FIELDS: &str = "obligation { id dueAt originalDueAt timeliness exempted exemptionReason exemptionGrantor \
    exemptionExpiresAt exemptedBy { fullName } extendedDueAt extensionReason extensionGrantor extensionExpiresAt \
    extendedBy { fullName } workingDaysLeft }";

/// The obligation of STTTT as an auditor sees it.
async fn obligation(world: &World) -> Value {
    let answer = world.person(Role::Auditor, None).report("STTTT", PERIOD, FIELDS).await;
    answer.at("report.obligation").clone()
}

async fn ready(world: &World) -> String {
    world.round(&["STTTT", "STC"]).await;
    world.save("STTTT", 1).await;
    obligation(world).await["id"].as_str().unwrap().to_owned()
}

on_both! {
    async fn an_extension_ends_by_itself(world: World) {
        let id = ready(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let extended = officer
            .extend(&id, "2019-09-20T16:59:59Z", "Bão số 4.")
            .with("grantor", json!("Giám đốc Sở Nội vụ"))
            .selecting(FIELDS)
            .await
            .expect_done();
        let told = extended.at("obligationExtend.obligation");
        assert_eq!((&told["dueAt"], &told["originalDueAt"]), (&json!("2019-09-20T16:59:59+00:00"), &json!("2019-09-17T16:59:59+00:00")));
        assert_eq!(told["extensionExpiresAt"], "2019-09-20T16:59:59+00:00");
        assert_eq!((&told["extensionGrantor"], &told["extensionReason"]), (&json!("Giám đốc Sở Nội vụ"), &json!("Bão số 4.")));
        assert!(told["extendedBy"]["fullName"].as_str().unwrap().contains("HOME_AFFAIRS_OFFICER"));
        // Monday to Friday.
        assert_eq!(told["workingDaysLeft"], 4);

        world.set_time("2019-09-20T16:59:59Z");
        let now = obligation(&world).await;
        assert_eq!((&now["timeliness"], &now["dueAt"], &now["workingDaysLeft"]), (&json!("PENDING"), &json!("2019-09-20T16:59:59+00:00"), &json!(0)));
        world.set_time("2019-09-20T17:00:00Z");
        let now = obligation(&world).await;
        assert_eq!((&now["timeliness"], &now["dueAt"], &now["workingDaysLeft"]), (&json!("OVERDUE"), &json!("2019-09-17T16:59:59+00:00"), &json!(-3)));
        assert_eq!(now["extendedDueAt"], "2019-09-20T16:59:59+00:00", "that it was given stays to be seen");
        // It can be given again.
        officer.extend(&id, "2019-09-25T16:59:59Z", "Bão số 5.").await.expect_done();
        assert_eq!(obligation(&world).await["timeliness"], "PENDING");
        world.file("STTTT").await;
        let now = obligation(&world).await;
        assert_eq!((&now["timeliness"], &now["workingDaysLeft"]), (&json!("ON_TIME"), &Value::Null));
        // What came in time stays so when the extension is over.
        world.set_time("2019-12-01T00:00:00Z");
        assert_eq!(obligation(&world).await["timeliness"], "ON_TIME");
        let report = world.person(Role::Auditor, None).report("STTTT", PERIOD, "late dueAt").await;
        assert_eq!(report.at("report"), &json!({ "late": false, "dueAt": "2019-09-25T16:59:59+00:00" }));
    }

    /// By when it is on time, and until when it may still be written: the second is never before the first.
    async fn an_extension_counts_until_its_due_instant_or_longer(world: World) {
        let id = ready(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let extend = || officer.extend(&id, "2019-09-20T03:00:00Z", "Bão.");
        let refused = extend().with("expiresAt", json!("2019-09-20T02:59:59Z")).await.expect_user_error("EXPIRY_BEFORE_DUE");
        assert_eq!(refused.user_errors()[0].path, ["input", "expiresAt"]);
        assert_eq!(obligation(&world).await["extendedDueAt"], Value::Null);
        officer.close_round(FORM, PERIOD).await.expect_done();
        extend().with("expiresAt", json!("2019-09-23T10:00:00Z")).await.expect_done();
        let submitter = world.person(Role::Submitter, "STTTT");
        let why = async || {
            let told = submitter.report("STTTT", PERIOD, "state editability { reason message }").await;
            told.at("report").clone()
        };
        let message = "Đợt báo cáo đã khóa sổ, nhưng cơ quan được gia hạn nộp đến 10:00 ngày 20/09/2019; sau hạn đó vẫn gửi được, \
                       tính là nộp trễ, đến 17:00 ngày 23/09/2019 thì báo cáo tự khóa lại.";
        let open = json!({ "state": "DRAFT", "editability": { "reason": "EXTENDED", "message": message } });
        for (now, timeliness) in [("2019-09-20T03:00:00Z", "PENDING"), ("2019-09-20T03:00:01Z", "OVERDUE"), ("2019-09-23T10:00:00Z", "OVERDUE")] {
            world.set_time(now);
            let told = obligation(&world).await;
            assert_eq!((&told["timeliness"], &told["dueAt"]), (&json!(timeliness), &json!("2019-09-20T03:00:00+00:00")), "{now}");
            assert_eq!(why().await, open, "{now}");
        }
        world.set_time("2019-09-23T10:00:01Z");
        assert_eq!(why().await["editability"]["reason"], "ROUND_CLOSED");
        // Between the two it is taken, and late.
        extend().with("dueAt", json!("2019-09-24T03:00:00Z")).with("expiresAt", json!("2019-09-25T10:00:00Z")).await.expect_done();
        world.set_time("2019-09-25T09:00:00Z");
        world.file("STTTT").await;
        let told = obligation(&world).await;
        assert_eq!((&told["timeliness"], &told["dueAt"]), (&json!("LATE"), &json!("2019-09-24T03:00:00+00:00")));
    }

    /// In a round that is closed, an extension opens a report that nobody filed, and it is locked again by itself.
    async fn a_closed_round_is_opened_for_one_agency_and_locks_by_itself(world: World) {
        let id = ready(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, "STTTT");
        officer.close_round(FORM, PERIOD).await.expect_done();
        submitter.save_draft("STTTT", PERIOD, figure(2)).await.expect_user_error("REPORT_LOCKED");
        officer.extend(&id, "2019-09-20T16:59:59Z", "Bão số 4.").await.expect_done();
        let why = || async {
            let told = submitter.report("STTTT", PERIOD, "state editability { editable reason message }").await;
            let list = submitter.graphql("{ viewer { obligations(first: 9) { totalCount } } }", json!({})).await;
            (told.at("report").clone(), list.at("viewer.obligations.totalCount").clone())
        };
        let message = "Đợt báo cáo đã khóa sổ, nhưng cơ quan được gia hạn đến 23:59 ngày 20/09/2019; sau đó báo cáo tự khóa lại.";
        let open = json!({ "state": "DRAFT", "editability": { "editable": true, "reason": "EXTENDED", "message": message } });
        assert_eq!(why().await, (open.clone(), json!(1)));
        submitter.save_draft("STTTT", PERIOD, figure(2)).await.expect_done();
        assert_eq!(why().await, (open, json!(1)));
        world.person(Role::Submitter, "STC").save_draft("STC", PERIOD, figure(2)).await.expect_user_error("REPORT_LOCKED");

        world.set_time("2019-09-20T17:00:00Z");
        let (told, left) = why().await;
        assert_eq!((&told["state"], &told["editability"]["reason"], left), (&json!("LOCKED"), &json!("ROUND_CLOSED"), json!(0)));
        submitter.save_draft("STTTT", PERIOD, figure(3)).await.expect_user_error("REPORT_LOCKED");
        submitter.submit("STTTT", PERIOD).await.expect_user_error("REPORT_LOCKED");

        officer.extend(&id, "2019-09-25T16:59:59Z", "Bão số 5.").await.expect_done();
        world.file("STTTT").await;
        world.accept("STTTT").await;
        let told = submitter.report("STTTT", PERIOD, "state late acceptedVersion { number }").await;
        assert_eq!(told.at("report"), &json!({ "state": "LOCKED", "late": false, "acceptedVersion": { "number": 1 } }));
        officer.extend(&id, "2019-09-30T16:59:59Z", "a").await.expect_user_error("OBLIGATION_SETTLED");
    }

    /// The list of reports looks for the state that it shows.
    async fn a_list_by_state_finds_what_is_shown(world: World) {
        let id = ready(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let listed = async |states: &str| {
            let query = format!("{{ reports(first: 9, filter: {{ states: [{states}] }}) {{ totalCount nodes {{ agency {{ code }} state }} }} }}");
            let answer = officer.graphql(&query, json!({})).await;
            let nodes = answer.at("reports.nodes").as_array().unwrap();
            let mut found: Vec<String> =
                nodes.iter().map(|node| format!("{} {}", node["agency"]["code"], node["state"]).replace('"', "")).collect();
            found.sort();
            assert_eq!(answer.at("reports.totalCount"), found.len());
            found
        };
        let none: [&str; 0] = [];
        assert_eq!(listed("DRAFT").await, ["STC DRAFT", "STTTT DRAFT"]);
        officer.close_round(FORM, PERIOD).await.expect_done();
        assert_eq!(listed("LOCKED").await, ["STC LOCKED", "STTTT LOCKED"]);
        officer.extend(&id, "2019-09-20T16:59:59Z", "Bão số 4.").await.expect_done();
        assert_eq!(listed("DRAFT").await, ["STTTT DRAFT"]);
        assert_eq!(listed("LOCKED").await, ["STC LOCKED"]);
        assert_eq!(listed("LOCKED, RETURNED").await, ["STC LOCKED"]);
        assert_eq!(listed("DRAFT, LOCKED").await, ["STC LOCKED", "STTTT DRAFT"]);
        assert_eq!(listed("SUBMITTED, ACCEPTED, RETURNED").await, none);
        assert_eq!(listed("DRAFT, SUBMITTED, ACCEPTED, RETURNED, LOCKED").await, ["STC LOCKED", "STTTT DRAFT"]);
        // To the instant at which the extension ends.
        world.set_time("2019-09-20T16:59:59Z");
        assert_eq!(listed("DRAFT").await, ["STTTT DRAFT"]);
        world.set_time("2019-09-20T17:00:00Z");
        assert_eq!(listed("DRAFT").await, none);
        assert_eq!(listed("LOCKED").await, ["STC LOCKED", "STTTT LOCKED"]);
        // What was filed and accepted under an extension is locked, whatever is given afterwards.
        officer.extend(&id, "2019-09-25T16:59:59Z", "Bão số 5.").await.expect_done();
        world.file("STTTT").await;
        assert_eq!(listed("SUBMITTED").await, ["STTTT SUBMITTED"]);
        world.accept("STTTT").await;
        assert_eq!(listed("LOCKED").await, ["STC LOCKED", "STTTT LOCKED"]);
        assert_eq!(listed("DRAFT").await, none);
    }

    async fn an_exemption_ends_by_itself(world: World) {
        let id = ready(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let exempt = officer
            .exempt(&id, "Đang sắp xếp lại.")
            .with("grantor", json!("Phó Chủ tịch UBND tỉnh"))
            .with("expiresAt", json!("2019-10-01T00:00:00Z"))
            .selecting(FIELDS)
            .await
            .expect_done();
        let told = exempt.at("obligationExempt.obligation");
        assert_eq!((&told["exempted"], &told["timeliness"], &told["workingDaysLeft"]), (&json!(true), &json!("EXEMPT"), &Value::Null));
        assert_eq!((&told["exemptionGrantor"], &told["exemptionExpiresAt"]), (&json!("Phó Chủ tịch UBND tỉnh"), &json!("2019-10-01T00:00:00+00:00")));
        let due = || async {
            let query = format!(r#"{{ consolidation(from: "{PERIOD}", basis: SUBMITTED) {{ coverage {{ due }} }} }}"#);
            officer.graphql(&query, json!({})).await.at("consolidation.coverage.due").clone()
        };
        assert_eq!(due().await, json!(1));
        world.set_time("2019-10-01T00:00:00.000001Z");
        let now = obligation(&world).await;
        assert_eq!((&now["exempted"], &now["timeliness"]), (&json!(false), &json!("OVERDUE")));
        assert_eq!(due().await, json!(2), "who is no longer let off owes a report again");
    }

    async fn a_grace_that_cannot_be_is_refused_with_everything(world: World) {
        let id = ready(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let refused = officer
            .extend(&id, "2019-09-20T16:59:59Z", " ")
            .with("grantor", json!("x".repeat(301)))
            .with("expiresAt", json!("2019-09-16T02:00:00Z"))
            .await;
        let errors: Vec<_> = refused.user_errors().into_iter().map(|error| (error.code, error.path.join("."))).collect();
        let expected = [("REASON_REQUIRED", "input.reason"), ("TEXT_TOO_LONG", "input.grantor"), ("BAD_EXPIRY", "input.expiresAt")];
        assert_eq!(errors, expected.map(|(code, path)| (code.to_owned(), path.to_owned())));
        // Time that is over is none.
        world.set_time("2019-09-19T02:00:00Z");
        officer.extend(&id, "2019-09-18T16:59:59Z", "Bão.").await.expect_user_error("NOT_AN_EXTENSION");
        officer.extend(&id, "2019-09-19T02:00:00Z", "Bão.").await.expect_user_error("NOT_AN_EXTENSION");
        officer.exempt(&id, "a").with("expiresAt", json!("2019-09-01T00:00:00Z")).await.expect_user_error("BAD_EXPIRY");
    }
}
