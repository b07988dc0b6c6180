//! Closing a round locks its reports; Home Affairs can still open one again.

use super::desk::{AGENCY, DUE, FORM, PERIOD, filed, filled, own_province, ready, somebody, traces};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::json;
use tonghop::kit::vocabulary::Role;

on_both! {
    async fn a_closed_round_locks_its_reports_wherever_they_stand(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let agencies = ["STTTT", "STC", "SYT", "BDT"];
        home_affairs.open_round(FORM, PERIOD, DUE, &agencies).await.expect_done();
        // One accepted, one written and not filed, one returned, one hardly begun.
        for agency in &agencies[..3] {
            world.person(Role::Submitter, *agency).save_draft(agency, PERIOD, filled()).await.expect_done();
        }
        for agency in ["STTTT", "SYT"] {
            world.person(Role::Submitter, agency).submit(agency, PERIOD).await.expect_done();
        }
        home_affairs.accept("STTTT", PERIOD).await.expect_done();
        home_affairs.return_("SYT", PERIOD, json!([{ "text": "a" }])).await.expect_done();
        world.set_time("2019-09-30T02:00:00Z");
        let closed = home_affairs.close_round(FORM, PERIOD).await.expect_done();
        assert_eq!(closed.at("roundClose.round.state"), &json!("CLOSED"));
        assert_eq!(closed.at("roundClose.round.closedAt"), &json!("2019-09-30T02:00:00+00:00"));

        let before = traces(&world.database).await;
        for agency in agencies {
            let submitter = world.person(Role::Submitter, agency).speaking("en");
            let report = submitter.report(agency, PERIOD, "state updatedAt").await;
            assert_eq!(report.at("report"), &json!({ "state": "LOCKED", "updatedAt": "2019-09-30T02:00:00+00:00" }));
            let refused = submitter.submit(agency, PERIOD).await.expect_user_error("REPORT_LOCKED");
            assert_eq!(refused.user_errors()[0].message, "The report is locked with its round; only Home Affairs can reopen it, with a reason.");
            submitter.save_draft(agency, PERIOD, filled()).await.expect_user_error("REPORT_LOCKED");
            home_affairs.accept(agency, PERIOD).await.expect_user_error("REPORT_LOCKED");
            home_affairs.return_(agency, PERIOD, json!([{ "text": "a" }])).await.expect_user_error("REPORT_LOCKED");
        }
        let again = home_affairs.close_round(FORM, PERIOD).await.expect_user_error("ROUND_CLOSED");
        assert_eq!(again.user_errors()[0].path, ["input", "round"]);
        home_affairs.open_round(FORM, PERIOD, DUE, &[]).await.expect_user_error("ROUND_EXISTS");
        assert_eq!(traces(&world.database).await, before);
        // What was accepted is still there to be read.
        let accepted = world.person(Role::BiReader, None).report("STTTT", PERIOD, "acceptedVersion { number }").await;
        assert_eq!(accepted.at("report.acceptedVersion.number"), &json!(1));
    }

    /// What is filed is decided before the round is closed: locking it would leave the agency without an answer.
    async fn a_round_is_not_closed_over_reports_that_wait_for_a_decision(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let agencies = ["STTTT", "STC", "SYT", "BDT"];
        home_affairs.open_round(FORM, PERIOD, DUE, &agencies).await.expect_done();
        for agency in &agencies[..3] {
            let submitter = world.person(Role::Submitter, *agency);
            submitter.save_draft(agency, PERIOD, filled()).await.expect_done();
            submitter.submit(agency, PERIOD).await.expect_done();
        }
        home_affairs.accept("SYT", PERIOD).await.expect_done();
        let before = traces(&world.database).await;
        for (language, message) in [
            ("vi", "Còn 2 báo cáo đã gửi đang chờ quyết định (STC, STTTT). Hãy chấp nhận hoặc trả lại các báo cáo đó rồi khóa sổ."),
            ("en", "Submitted reports still wait for a decision: 2 (STC, STTTT). Accept or return them first, then close the round."),
        ] {
            let refused = home_affairs.clone().speaking(language).close_round(FORM, PERIOD).await;
            assert_eq!(
                refused.payload(),
                &json!({ "round": null, "userErrors": [{ "code": "REPORTS_AWAIT_DECISION", "message": message, "path": ["input", "round"] }] })
            );
        }
        assert_eq!(traces(&world.database).await, before);
        for (agency, state) in agencies.into_iter().zip(["SUBMITTED", "SUBMITTED", "ACCEPTED", "DRAFT"]) {
            let report = home_affairs.report(agency, PERIOD, "state round { state }").await;
            assert_eq!(report.at("report"), &json!({ "state": state, "round": { "state": "OPEN" } }));
        }
        home_affairs.accept("STTTT", PERIOD).await.expect_done();
        home_affairs.return_("STC", PERIOD, json!([{ "text": "Bổ sung." }])).await.expect_done();
        home_affairs.close_round(FORM, PERIOD).await.expect_done();
        for agency in agencies {
            assert_eq!(home_affairs.report(agency, PERIOD, "state").await.at("report.state"), &json!("LOCKED"));
        }
    }

    async fn a_locked_report_is_reopened_by_home_affairs_alone(world: World) {
        let (home_affairs, submitter) = filed(&world).await;
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        home_affairs.close_round(FORM, PERIOD).await.expect_done();
        let head = world.person(Role::AgencyHead, AGENCY);
        head.reopen(AGENCY, PERIOD, "Thiếu số liệu.").await.expect_user_error("REPORT_LOCKED");
        home_affairs.reopen(AGENCY, PERIOD, "Kiểm toán yêu cầu.").await.expect_done();
        let report = submitter.report(AGENCY, PERIOD, "state acceptedVersion { number } round { state }").await;
        assert_eq!(
            report.at("report"),
            &json!({ "state": "DRAFT", "acceptedVersion": { "number": 1 }, "round": { "state": "CLOSED" } })
        );
        submitter.save_draft(AGENCY, PERIOD, json!({})).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        world.set_time("2019-10-02T02:00:00Z");
        let whole = "report { state revision acceptedVersion { number acceptedAt } history { event at } } userErrors { code message path }";
        let accepted = home_affairs.accept(AGENCY, PERIOD).selecting(whole).await.expect_done();
        let accepted = accepted.at("reportAccept.report");
        assert_eq!((&accepted["state"], &accepted["acceptedVersion"]), (&json!("LOCKED"), &json!({ "number": 2, "acceptedAt": "2019-10-02T02:00:00+00:00" })));
        let history = accepted["history"].as_array().unwrap();
        let told = |event: &str| json!({ "event": event, "at": "2019-10-02T02:00:00+00:00" });
        assert_eq!(history[history.len() - 2..], [told("ACCEPTED"), told("LOCKED")]);
        // It is locked as everything else is: the head alone cannot open it, Home Affairs can.
        let before = traces(&world.database).await;
        head.reopen(AGENCY, PERIOD, "Thiếu số liệu.").await.expect_user_error("REPORT_LOCKED");
        submitter.save_draft(AGENCY, PERIOD, json!({})).await.expect_user_error("REPORT_LOCKED");
        home_affairs.accept(AGENCY, PERIOD).await.expect_user_error("REPORT_LOCKED");
        assert_eq!(traces(&world.database).await, before);
        home_affairs.reopen(AGENCY, PERIOD, "Kiểm toán yêu cầu lần hai.").await.expect_done();
        // The other reports of the round stay locked.
        world.person(Role::Submitter, "STC").submit("STC", PERIOD).await.expect_user_error("REPORT_LOCKED");
    }

    /// Of several roles, the one that may do it acts.
    async fn a_head_who_is_home_affairs_too_reopens_what_is_locked(world: World) {
        let roles: &[(Role, Option<&str>)] = &[(Role::AgencyHead, Some(AGENCY)), (Role::HomeAffairsOfficer, None)];
        own_province(&world, &[("both", roles), ("head", &[(Role::AgencyHead, Some(AGENCY))])]);
        let (both, head) = (somebody(&world, "both"), somebody(&world, "head"));
        both.open_round(FORM, PERIOD, DUE, &[AGENCY]).await.expect_done();
        head.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
        head.submit(AGENCY, PERIOD).await.expect_done();
        both.accept(AGENCY, PERIOD).await.expect_done();
        both.close_round(FORM, PERIOD).await.expect_done();
        head.reopen(AGENCY, PERIOD, "a").await.expect_user_error("REPORT_LOCKED");
        both.reopen(AGENCY, PERIOD, "Kiểm toán yêu cầu.").await.expect_done();
    }

    async fn rounds_are_closed_by_home_affairs_of_the_province(world: World) {
        ready(&world).await;
        let before = traces(&world.database).await;
        for role in [Role::ProvinceAdministrator, Role::BiReader, Role::Auditor] {
            world.person(role, None).close_round(FORM, PERIOD).await.expect_user_error("NOT_ALLOWED");
        }
        for role in [Role::Submitter, Role::AgencyHead] {
            world.person(role, AGENCY).close_round(FORM, PERIOD).await.expect_user_error("NOT_ALLOWED");
        }
        world.neighbour(Role::HomeAffairsOfficer, None).close_round(FORM, PERIOD).await.expect_user_error("NOT_FOUND");
        world.person(Role::HomeAffairsOfficer, None).close_round(FORM, "2019-Q2").await.expect_user_error("NOT_FOUND");
        world.person(Role::HomeAffairsOfficer, None).close_round("a\u{0}b", PERIOD).await.expect_user_error("NOT_FOUND");
        assert_eq!(traces(&world.database).await, before);
    }

    async fn closing_and_filing_at_once_leave_no_report_between(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        let (closed, filed) = tokio::join!(
            home_affairs.close_round(FORM, PERIOD),
            submitter.submit(AGENCY, PERIOD).if_revision(1),
        );
        let report = submitter.report(AGENCY, PERIOD, "state versions { number } round { state }").await;
        let versions = report.at("report.versions").as_array().unwrap().len();
        let states = (report.at("report.state"), report.at("report.round.state"));
        if filed.user_errors().is_empty() {
            closed.expect_user_error("REPORTS_AWAIT_DECISION");
            assert_eq!((states, versions), ((&json!("SUBMITTED"), &json!("OPEN")), 1));
        } else {
            closed.expect_done();
            filed.expect_user_error("REPORT_LOCKED");
            assert_eq!((states, versions), ((&json!("LOCKED"), &json!("CLOSED")), 0));
        }
    }
}
