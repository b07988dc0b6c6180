//! What Home Affairs does with a filed report: returns it with reasons, accepts it, opens it again.

use super::desk::{
    AGENCY, DUE, FORM, PERIOD, filed, filled, number, open, own_province, ready, somebody, traces,
};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

on_both! {
    async fn a_report_is_returned_with_reasons_and_filed_again(world: World) {
        let (home_affairs, submitter) = filed(&world).await;
        let reasons = json!([
            { "sectionCode": "emulation", "text": " Chưa nêu phong trào thi đua.\r\n" },
            { "indicator": "complaint_received", "text": "Chưa nêu số đơn." },
            { "text": "Thể thức chưa đúng." },
        ]);
        let returned = home_affairs.return_(AGENCY, PERIOD, reasons).await.expect_done();
        let shown = json!([
            { "sectionCode": "emulation", "indicator": null, "text": "Chưa nêu phong trào thi đua." },
            { "sectionCode": null, "indicator": "complaint_received", "text": "Chưa nêu số đơn." },
            { "sectionCode": null, "indicator": null, "text": "Thể thức chưa đúng." },
        ]);
        assert_eq!(returned.at("reportReturn.report.returnReasons"), &shown);
        assert_eq!(returned.at("reportReturn.report.state"), &json!("RETURNED"));

        // It stays returned, with the reasons in sight, while it is corrected.
        let corrected = submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 1)] })).await.expect_done();
        assert_eq!(corrected.at("reportSaveDraft.report.state"), &json!("RETURNED"));
        assert_eq!(corrected.at("reportSaveDraft.report.returnReasons"), &shown);

        world.set_time("2019-09-17T03:00:00Z");
        let again = submitter.submit(AGENCY, PERIOD).await.expect_done();
        assert_eq!(again.at("reportSubmit.version.number"), &json!(2));
        // On time is judged by what arrived first.
        assert_eq!(again.at("reportSubmit.report.submittedAt"), &json!("2019-09-16T02:00:00+00:00"));
        assert_eq!(again.at("reportSubmit.version.submittedAt"), &json!("2019-09-17T03:00:00+00:00"));

        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "Lần hai." }])).await.expect_done();
        let third = submitter.submit(AGENCY, PERIOD).await.expect_done();
        assert_eq!(third.at("reportSubmit.version.number"), &json!(3));
        let history = submitter.report(AGENCY, PERIOD, "versions { number } history { event at person { fullName } reasons { text } }").await;
        assert_eq!(history.at("report.versions"), &json!([{ "number": 3 }, { "number": 2 }, { "number": 1 }]));
        let events: Vec<&str> = history.at("report.history").as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["SUBMITTED", "RETURNED", "SUBMITTED", "RETURNED", "SUBMITTED"]);
        assert_eq!(
            history.at("report.history.3"),
            &json!({ "event": "RETURNED", "at": "2019-09-17T03:00:00+00:00",
                     "person": { "fullName": "Nguyễn Văn 84.HOME_AFFAIRS_OFFICER.1" }, "reasons": [{ "text": "Lần hai." }] })
        );
    }

    async fn a_return_needs_reasons_that_can_be_read(world: World) {
        let (home_affairs, _) = filed(&world).await;
        let before = traces(&world.database).await;
        for (reasons, expected) in [
            (json!([]), vec![("reasons", "REASON_REQUIRED")]),
            (json!([{ "text": " " }]), vec![("reasons.0.text", "REASON_REQUIRED")]),
            (
                json!([
                    { "text": "a\u{202E}b" },
                    { "text": "x".repeat(2_001) },
                    { "sectionCode": "khong_co", "text": "Sai mục." },
                    { "indicator": "khong_co", "text": "Sai chỉ tiêu." },
                    { "indicator": "qcdc_self_score", "text": "Không hỏi." },
                    { "sectionCode": "\u{0}", "indicator": "a\u{202E}", "text": "\u{7}" },
                    { "sectionCode": "emulation", "indicator": "complaint_received", "text": "Không thuộc mục này." },
                    { "sectionCode": "dissemination", "indicator": "complaint_received", "text": "Thuộc mục này." },
                ]),
                vec![
                    ("reasons.0.text", "FORBIDDEN_CHARACTER"),
                    ("reasons.1.text", "TEXT_TOO_LONG"),
                    ("reasons.2.sectionCode", "UNKNOWN_SECTION"),
                    ("reasons.3.indicator", "UNKNOWN_INDICATOR"),
                    ("reasons.4.indicator", "INDICATOR_NOT_ASKED"),
                    ("reasons.5.indicator", "UNKNOWN_INDICATOR"),
                    ("reasons.5.sectionCode", "UNKNOWN_SECTION"),
                    ("reasons.5.text", "FORBIDDEN_CHARACTER"),
                    ("reasons.6.indicator", "NOT_IN_SECTION"),
                ],
            ),
            (json!(vec![json!({ "text": "a" }); 201]), vec![("reasons", "TOO_MANY_ENTRIES")]),
        ] {
            let refused = home_affairs.return_(AGENCY, PERIOD, reasons).await;
            let mut found: Vec<_> = refused.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect();
            found.sort();
            let expected: Vec<_> = expected.into_iter().map(|(path, code)| (format!("input.{path}"), code.to_owned())).collect();
            assert_eq!(found, expected);
        }
        assert_eq!(traces(&world.database).await, before);
    }

    async fn an_accepted_report_counts(world: World) {
        let (home_affairs, submitter) = filed(&world).await;
        let officer = world.colleague(Role::HomeAffairsOfficer, None);
        world.set_time("2019-09-20T01:00:00Z");
        let accepted = officer
            .accept(AGENCY, PERIOD)
            .selecting("report { state acceptedVersion { number acceptedAt acceptedBy { fullName } } latestVersion { acceptedAt } }")
            .await
            .expect_done();
        assert_eq!(
            accepted.at("reportAccept.report"),
            &json!({
                "state": "ACCEPTED",
                "acceptedVersion": { "number": 1, "acceptedAt": "2019-09-20T01:00:00+00:00",
                                     "acceptedBy": { "fullName": "Nguyễn Văn 84.HOME_AFFAIRS_OFFICER.2" } },
                "latestVersion": { "acceptedAt": "2019-09-20T01:00:00+00:00" },
            })
        );
        let before = traces(&world.database).await;
        home_affairs.accept(AGENCY, PERIOD).await.expect_user_error("ALREADY_ACCEPTED");
        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "Muộn rồi." }])).await.expect_user_error("ALREADY_ACCEPTED");
        submitter.save_draft(AGENCY, PERIOD, filled()).await.expect_user_error("ALREADY_ACCEPTED");
        submitter.submit(AGENCY, PERIOD).await.expect_user_error("ALREADY_ACCEPTED");
        assert_eq!(traces(&world.database).await, before);
    }

    async fn what_is_not_filed_is_neither_accepted_nor_returned(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        let refuse = async || {
            let before = traces(&world.database).await;
            home_affairs.accept(AGENCY, PERIOD).await.expect_user_error("NOT_SUBMITTED");
            home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "a" }])).await.expect_user_error("NOT_SUBMITTED");
            home_affairs.reopen(AGENCY, PERIOD, "a").await.expect_user_error("NOTHING_TO_REOPEN");
            assert_eq!(traces(&world.database).await, before);
        };
        refuse().await;
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        home_affairs.reopen(AGENCY, PERIOD, "a").await.expect_user_error("NOTHING_TO_REOPEN");
        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "a" }])).await.expect_done();
        refuse().await;
    }

    async fn only_home_affairs_of_the_province_decides(world: World) {
        filed(&world).await;
        let before = traces(&world.database).await;
        let reasons = || json!([{ "text": "a" }]);
        let mut others: Vec<_> =
            [Role::ProvinceAdministrator, Role::BiReader, Role::Auditor].map(|role| world.person(role, None)).into();
        others.extend([Role::Submitter, Role::AgencyHead].map(|role| world.person(role, AGENCY)));
        for person in others {
            person.accept(AGENCY, PERIOD).if_revision(2).await.expect_user_error("NOT_ALLOWED");
            person.return_(AGENCY, PERIOD, reasons()).if_revision(2).await.expect_user_error("NOT_ALLOWED");
        }
        for stranger in [world.person(Role::Submitter, "STC"), world.neighbour(Role::HomeAffairsOfficer, None)] {
            stranger.accept(AGENCY, PERIOD).if_revision(2).await.expect_user_error("NOT_FOUND");
            stranger.return_(AGENCY, PERIOD, reasons()).if_revision(2).await.expect_user_error("NOT_FOUND");
            stranger.reopen(AGENCY, PERIOD, "a").if_revision(2).await.expect_user_error("NOT_FOUND");
        }
        assert_eq!(traces(&world.database).await, before);
    }

    /// Whoever files a report does not accept it, whatever roles they have.
    async fn the_submitter_does_not_accept(world: World) {
        let both: &[(Role, Option<&str>)] = &[(Role::Submitter, Some(AGENCY)), (Role::HomeAffairsOfficer, None)];
        own_province(&world, &[("both", both), ("officer", &[(Role::HomeAffairsOfficer, None)]), ("submitter", &[(Role::Submitter, Some(AGENCY))])]);
        let (both, officer, submitter) = (somebody(&world, "both"), somebody(&world, "officer"), somebody(&world, "submitter"));
        both.open_round(FORM, PERIOD, DUE, &[AGENCY]).await.expect_done();
        both.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
        both.submit(AGENCY, PERIOD).await.expect_done();
        let before = traces(&world.database).await;
        let refused = both.clone().speaking("en").accept(AGENCY, PERIOD).await.expect_user_error("SAME_PERSON");
        assert_eq!(refused.user_errors()[0].message, "Whoever submitted a report cannot accept it.");
        assert_eq!(refused.user_errors()[0].path, ["input", "report"]);
        assert_eq!(traces(&world.database).await, before);
        // They may send it back, and what somebody else filed then they may accept.
        both.return_(AGENCY, PERIOD, json!([{ "text": "Nhầm." }])).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        both.accept(AGENCY, PERIOD).await.expect_done();
        // It is the filing that counts, not the writing.
        both.reopen(AGENCY, PERIOD, "Bổ sung.").await.expect_done();
        both.submit(AGENCY, PERIOD).await.expect_done();
        both.accept(AGENCY, PERIOD).await.expect_user_error("SAME_PERSON");
        officer.accept(AGENCY, PERIOD).await.expect_done();
    }

    async fn a_reopened_report_keeps_its_accepted_version_in_force(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 1)] })).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        let head = world.person(Role::AgencyHead, AGENCY);

        let before = traces(&world.database).await;
        for (reason, code) in [("  ", "REASON_REQUIRED"), ("a\u{200B}b", "FORBIDDEN_CHARACTER")] {
            let refused = head.reopen(AGENCY, PERIOD, reason).await.expect_user_error(code);
            assert_eq!(refused.user_errors()[0].path, ["input", "reason"]);
        }
        submitter.reopen(AGENCY, PERIOD, "Tôi muốn.").await.expect_user_error("NOT_ALLOWED");
        assert_eq!(traces(&world.database).await, before);

        let reopened = head.reopen(AGENCY, PERIOD, "Phát hiện thiếu 01 đơn.").await.expect_done();
        assert_eq!(reopened.at("reportReopen.report.state"), &json!("DRAFT"));
        assert_eq!(reopened.at("reportReopen.report.acceptedVersion.number"), &json!(1));
        // The draft begins with what was filed.
        let draft = "draft { figure(indicator: \"complaint_received\") { value } }";
        assert_eq!(submitter.report(AGENCY, PERIOD, draft).await.at("report.draft.figure.value"), &json!("1"));

        let in_force = async |state: &str, number: i64, value: &str| {
            let reader = world.person(Role::BiReader, None);
            let selection = "state acceptedVersion { number content { figure(indicator: \"complaint_received\") { value } } }";
            let expected = json!({ "state": state, "acceptedVersion": { "number": number, "content": { "figure": { "value": value } } } });
            assert_eq!(reader.report(AGENCY, PERIOD, selection).await.at("report"), &expected);
        };
        in_force("DRAFT", 1, "1").await;
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 2)] })).await.expect_done();
        in_force("DRAFT", 1, "1").await;
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        in_force("SUBMITTED", 1, "1").await;
        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "Xem lại." }])).await.expect_done();
        in_force("RETURNED", 1, "1").await;
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        in_force("ACCEPTED", 3, "2").await;
        let history = submitter.report(AGENCY, PERIOD, "history { event reasons { text } }").await;
        assert_eq!(
            history.at("report.history.2"),
            &json!({ "event": "REOPENED", "reasons": [{ "text": "Phát hiện thiếu 01 đơn." }] })
        );
    }

    async fn decisions_are_about_what_was_seen(world: World) {
        let (home_affairs, submitter) = filed(&world).await;
        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "a" }])).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        let before = traces(&world.database).await;
        for refused in [
            home_affairs.accept(AGENCY, PERIOD).if_revision(2).await,
            home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "a" }])).if_revision(2).await,
        ] {
            let refused = refused.expect_user_error("STALE_REVISION");
            assert_eq!(refused.payload()["report"]["revision"], 4);
        }
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        home_affairs.reopen(AGENCY, PERIOD, "a").if_revision(4).await.expect_user_error("STALE_REVISION");
        assert_ne!(traces(&world.database).await, before);
    }

    async fn nobody_accepts_what_nobody_owes(world: World) {
        let (home_affairs, _) = open(&world).await;
        let refused = home_affairs.accept("SYT", PERIOD).if_revision(0).await.expect_user_error("NOT_FOUND");
        assert_eq!(refused.payload()["report"], Value::Null);
    }
}
