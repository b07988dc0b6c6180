//! On time, late, overdue, pending, exempt, extended: by the arrival at the server, to the microsecond.

use super::desk::{AGENCY, DUE, PERIOD, open, ready, traces};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// The obligation of an agency, as somebody sees it now.
async fn obligation(person: &Person, agency: &str) -> Value {
    let query = "query ($by: RoundBy!) { round(by: $by) { obligations(first: 100) { nodes { \
                 id agency { code } dueAt exempted exemptionReason extensionReason timeliness report { late submittedAt } } } } }";
    let answer = person.graphql(query, json!({ "by": { "key": { "period": PERIOD } } })).await;
    let nodes = answer.at("round.obligations.nodes").as_array().unwrap().clone();
    nodes.into_iter().find(|node| node["agency"]["code"] == agency).unwrap()
}

async fn id_of(person: &Person, agency: &str) -> String {
    obligation(person, agency).await["id"].as_str().unwrap().to_owned()
}

async fn timeliness(person: &Person, agency: &str) -> (Value, Value) {
    let found = obligation(person, agency).await;
    (found["timeliness"].clone(), found["report"]["late"].clone())
}

on_both! {
    async fn at_the_due_instant_it_is_on_time(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        assert_eq!(timeliness(&home_affairs, AGENCY).await, (json!("PENDING"), json!(null)));
        world.set_time(DUE);
        assert_eq!(timeliness(&home_affairs, AGENCY).await, (json!("PENDING"), json!(null)));
        let filed = submitter.submit(AGENCY, PERIOD).await.expect_done();
        assert_eq!(filed.at("reportSubmit.version.late"), &json!(false));
        assert_eq!(filed.at("reportSubmit.report.late"), &json!(false));
        assert_eq!(timeliness(&home_affairs, AGENCY).await, (json!("ON_TIME"), json!(false)));
        world.set_time("2030-01-01T00:00:00Z");
        assert_eq!(timeliness(&home_affairs, AGENCY).await, (json!("ON_TIME"), json!(false)));
    }

    async fn a_microsecond_after_the_due_instant_it_is_late(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        world.set_time("2019-09-17T16:59:59.000001Z");
        assert_eq!(timeliness(&home_affairs, AGENCY).await, (json!("OVERDUE"), json!(null)));
        let filed = submitter.submit(AGENCY, PERIOD).await.expect_done();
        assert_eq!(filed.at("reportSubmit.version.late"), &json!(true));
        assert_eq!(filed.at("reportSubmit.report.late"), &json!(true));
        assert_eq!(filed.at("reportSubmit.report.submittedAt"), &json!("2019-09-17T16:59:59.000001+00:00"));
        assert_eq!(timeliness(&home_affairs, AGENCY).await, (json!("LATE"), json!(true)));
    }

    async fn a_report_that_came_in_time_stays_so_when_it_is_corrected(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        world.set_time("2019-10-01T00:00:00Z");
        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "a" }])).await.expect_done();
        assert_eq!(timeliness(&home_affairs, AGENCY).await, (json!("ON_TIME"), json!(false)));
        let again = submitter.submit(AGENCY, PERIOD).await.expect_done();
        assert_eq!(again.at("reportSubmit.version.late"), &json!(true), "this version came after the due instant");
        assert_eq!(timeliness(&home_affairs, AGENCY).await, (json!("ON_TIME"), json!(false)));
    }

    async fn more_time_is_given_with_a_reason(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        world.set_time("2019-09-18T02:00:00Z");
        assert_eq!(timeliness(&home_affairs, AGENCY).await.0, json!("OVERDUE"));
        let id = id_of(&home_affairs, AGENCY).await;
        let extended = home_affairs.extend(&id, "2019-09-20T16:59:59.5Z", " Bão số 4.\r\n").await.expect_done();
        assert_eq!(extended.at("obligationExtend.obligation.dueAt"), &json!("2019-09-20T16:59:59.500+00:00"));
        let found = obligation(&home_affairs, AGENCY).await;
        assert_eq!(found["extensionReason"], "Bão số 4.");
        assert_eq!(found["timeliness"], "PENDING");
        assert_eq!(timeliness(&home_affairs, "STC").await.0, json!("OVERDUE"), "only whom it was given to");
        let round = "round { dueAt } dueAt";
        let report = submitter.report(AGENCY, PERIOD, round).await;
        assert_eq!(report.at("report"), &json!({ "round": { "dueAt": "2019-09-17T16:59:59+00:00" }, "dueAt": "2019-09-20T16:59:59.500+00:00" }));

        world.set_time("2019-09-20T16:59:59.5Z");
        let filed = submitter.submit(AGENCY, PERIOD).await.expect_done();
        assert_eq!(filed.at("reportSubmit.version.late"), &json!(false));
        world.set_time("2019-09-20T16:59:59.500001Z");
        let other = world.person(Role::Submitter, "STC");
        other.save_draft("STC", PERIOD, super::desk::filled()).await.expect_done();
        assert_eq!(other.submit("STC", PERIOD).await.expect_done().at("reportSubmit.version.late"), &json!(true));
    }

    async fn an_agency_is_let_off_with_a_reason(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        let id = id_of(&home_affairs, AGENCY).await;
        let exempt = home_affairs.exempt(&id, "Cơ quan mới thành lập.").await.expect_done();
        assert_eq!(
            exempt.at("obligationExempt.obligation"),
            &json!({ "id": id, "exempted": true, "exemptionReason": "Cơ quan mới thành lập.", "timeliness": "EXEMPT" })
        );
        // Again, at the same instant and for the same reason: nothing is different, and it is not a fault.
        home_affairs.exempt(&id, "Cơ quan mới thành lập.").await.expect_done();
        world.set_time("2020-01-01T00:00:00Z");
        assert_eq!(timeliness(&home_affairs, AGENCY).await.0, json!("EXEMPT"));
        // Whoever files all the same has filed.
        submitter.save_draft(AGENCY, PERIOD, super::desk::filled()).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        assert_eq!(timeliness(&home_affairs, AGENCY).await.0, json!("LATE"));
    }

    async fn what_has_arrived_is_neither_let_off_nor_given_time(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        let id = id_of(&home_affairs, AGENCY).await;
        world.set_time("2019-09-18T02:00:00Z");
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        let before = traces(&world.database).await;
        for refused in [
            home_affairs.exempt(&id, "a").await,
            home_affairs.extend(&id, "2019-09-30T00:00:00Z", "a").await,
        ] {
            let refused = refused.expect_user_error("OBLIGATION_SETTLED");
            assert_eq!(refused.user_errors()[0].path, ["input", "obligation"]);
        }
        assert_eq!(timeliness(&home_affairs, AGENCY).await, (json!("LATE"), json!(true)));
        assert_eq!(traces(&world.database).await, before);
    }

    async fn bad_extensions_and_exemptions_are_refused(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        let id = id_of(&home_affairs, AGENCY).await;
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        let another = id_of(&home_affairs, "STC").await;
        let report = home_affairs.report(AGENCY, PERIOD, "id").await.at("report.id").as_str().unwrap().to_owned();
        let before = traces(&world.database).await;
        let later = "2019-09-20T00:00:00Z";
        for (verb, path, code) in [
            (home_affairs.exempt(&id, " "), "reason", "REASON_REQUIRED"),
            (home_affairs.exempt(&id, "a\u{202A}"), "reason", "FORBIDDEN_CHARACTER"),
            (home_affairs.exempt(&id, &"x".repeat(2_001)), "reason", "TEXT_TOO_LONG"),
            (home_affairs.extend(&id, later, ""), "reason", "REASON_REQUIRED"),
            (home_affairs.extend(&id, DUE, "a"), "dueAt", "NOT_AN_EXTENSION"),
            (home_affairs.extend(&id, "2019-09-17T16:59:59.0000009Z", "a"), "dueAt", "NOT_AN_EXTENSION"),
            (home_affairs.extend(&id, "2019-09-16T00:00:00Z", "a"), "dueAt", "NOT_AN_EXTENSION"),
            (home_affairs.extend(&id, "+262142-12-31T23:59:59Z", "a"), "dueAt", "BAD_DATE"),
            (home_affairs.extend(&report, later, "a"), "obligation", "NOT_FOUND"),
            (home_affairs.extend("khong-co", later, "a"), "obligation", "NOT_FOUND"),
            (home_affairs.exempt("", "a"), "obligation", "NOT_FOUND"),
            (neighbour.exempt(&id, "a"), "obligation", "NOT_FOUND"),
            (neighbour.extend(&id, later, "a"), "obligation", "NOT_FOUND"),
        ] {
            let refused = verb.await;
            let errors: Vec<_> = refused.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect();
            assert_eq!(errors, [(format!("input.{path}"), code.to_owned())], "{refused}");
        }
        for person in [submitter, world.person(Role::ProvinceAdministrator, None), world.person(Role::Auditor, None)] {
            person.exempt(&another, "a").await.expect_user_error("NOT_ALLOWED");
            person.extend(&another, later, "a").await.expect_user_error("NOT_ALLOWED");
        }
        assert_eq!(traces(&world.database).await, before);
    }
}
