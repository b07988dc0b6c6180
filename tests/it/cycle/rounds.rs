//! Opening rounds: who owes a report, for which days, until when.

use super::desk::{self, AGENCY, DUE, FORM, PERIOD, own_province, somebody, traces};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// The codes of the agencies that owe a report of [`PERIOD`], in order.
async fn owing(world: &World, role: Role, agency: Option<&'static str>) -> Vec<String> {
    owing_of(&world.person(role, agency)).await
}

async fn owing_of(person: &crate::kit::person::Person) -> Vec<String> {
    let answer = person
        .graphql(
            "query ($by: RoundBy!) { round(by: $by) { obligations(first: 100) { totalCount nodes { \
             agency { code } report { state revision } timeliness } } } }",
            json!({ "by": { "key": { "period": PERIOD } } }),
        )
        .await;
    let nodes = answer.at("round.obligations.nodes").as_array().unwrap().clone();
    assert_eq!(answer.at("round.obligations.totalCount"), &json!(nodes.len()));
    let mut codes: Vec<String> =
        nodes.iter().map(|node| node["agency"]["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    for node in nodes {
        assert_eq!(node["report"], json!({ "state": "DRAFT", "revision": 0 }));
        assert_eq!(node["timeliness"], json!("PENDING"));
    }
    codes
}

on_both! {
    async fn a_round_for_all_obliges_every_agency(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let opened = home_affairs
            .open_round(FORM, PERIOD, DUE, &[])
            .with("requestLetter", json!({ "number": "628/SNV-XDCQCTTN", "date": "2019-09-05", "issuer": "Sở Nội vụ" }))
            .selecting(
                "round { period state dueAt windowFrom windowTo openedAt closedAt \
                 form { code version } requestLetter { number date issuer } }",
            )
            .await
            .expect_done();
        assert_eq!(
            opened.at("roundOpen.round"),
            &json!({
                "period": PERIOD, "state": "OPEN", "dueAt": "2019-09-17T16:59:59+00:00",
                "windowFrom": "2019-06-15", "windowTo": "2019-09-14",
                "openedAt": "2019-09-16T02:00:00+00:00", "closedAt": null,
                "form": { "code": FORM, "version": 1 },
                "requestLetter": { "number": "628/SNV-XDCQCTTN", "date": "2019-09-05", "issuer": "Sở Nội vụ" },
            })
        );
        let all = ["BDT", "P-1", "SGDDT", "STC", "STTTT", "SYT", "X-LONG-DUC"];
        assert_eq!(owing(&world, Role::HomeAffairsOfficer, None).await, all);
        assert_eq!(owing(&world, Role::Auditor, None).await, all);
        // An agency sees that it owes, and not who else does.
        assert_eq!(owing(&world, Role::Submitter, Some("STC")).await, ["STC"]);
    }

    async fn a_round_for_some_obliges_those(world: World) {
        desk::open(&world).await;
        assert_eq!(owing(&world, Role::HomeAffairsOfficer, None).await, ["STC", "STTTT"]);
        assert_eq!(owing(&world, Role::AgencyHead, Some("SYT")).await, [""; 0]);
    }

    async fn only_agencies_that_exist_in_the_window_owe(world: World) {
        own_province(&world, &[("officer", &[(Role::HomeAffairsOfficer, None)])]);
        let officer = somebody(&world, "officer");
        let refused = officer.open_round(FORM, PERIOD, DUE, &["LATER", "STC", "ENDED"]).await;
        let paths: Vec<_> = refused.user_errors().into_iter().map(|error| (error.code, error.path.join("."))).collect();
        assert_eq!(
            paths,
            [("UNKNOWN_AGENCY".to_owned(), "input.agencies.0".to_owned()), ("UNKNOWN_AGENCY".to_owned(), "input.agencies.2".to_owned())]
        );
        officer.open_round(FORM, PERIOD, DUE, &[]).await.expect_done();
        assert_eq!(owing_of(&officer).await, ["FIRST-DAY", "LAST-DAY", "STC", AGENCY]);
    }

    async fn everything_wrong_with_a_round_is_said_at_once(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None).speaking("en");
        let before = traces(&world.database).await;
        let refused = home_affairs
            .open_round("dvcq_monthly", PERIOD, "2019-09-15T16:59:59.999999Z", &[AGENCY, "KHONG-CO", AGENCY])
            .with("requestLetter", json!({ "number": " ", "issuer": "Sở\u{202E} Nội vụ" }))
            .await;
        let mut errors: Vec<_> =
            refused.user_errors().into_iter().map(|error| (error.path.join("."), error.code, error.message)).collect();
        errors.sort();
        let expected = [
            ("input.agencies.1", "UNKNOWN_AGENCY", "There is no agency “KHONG-CO” in this period."),
            ("input.agencies.2", "DUPLICATE_ENTRY", "“STTTT” is sent twice in one request."),
            ("input.dueAt", "DUE_TOO_EARLY", "The due day must be at least a working day after the closing day, 14/09/2019: 16/09/2019 at the earliest."),
            ("input.form", "UNKNOWN_FORM", "There is no form “dvcq_monthly”."),
            ("input.requestLetter.issuer", "FORBIDDEN_CHARACTER", "The text contains the control or bidirectional character U+202E."),
            ("input.requestLetter.number", "TEXT_EMPTY", "This must not be empty."),
        ];
        assert_eq!(errors, expected.map(|(path, code, message)| (path.to_owned(), code.to_owned(), message.to_owned())));
        assert_eq!(refused.payload()["round"], Value::Null);
        assert_eq!(traces(&world.database).await, before);
    }

    async fn a_round_that_cannot_be_is_refused(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        home_affairs.open_round(FORM, "2019-Q2", DUE, &[]).await.expect_done();
        let before = traces(&world.database).await;
        let open = |period: &str| home_affairs.open_round(FORM, period, DUE, &[]);
        for (verb, path, code) in [
            // The quarterly form for a year, and the yearly one for a quarter.
            (open("2019").with("dueAt", json!("2019-12-31T00:00:00Z")), "period", "PERIOD_NOT_SERVED"),
            (home_affairs.open_round("dvcq_annual", PERIOD, DUE, &[]), "period", "PERIOD_NOT_SERVED"),
            (open("2019-Q2"), "period", "ROUND_EXISTS"),
            (open("2019-Q2").with("agencies", json!(["STC"])), "period", "ROUND_EXISTS"),
            (open(PERIOD).with("agencies", json!([])), "agencies", "TEXT_EMPTY"),
            (open(PERIOD).with("agencies", json!(vec!["STC"; 1_001])), "agencies", "TOO_MANY_ENTRIES"),
            (open(PERIOD).with("windowFrom", json!("2019-09-15")), "windowFrom", "BAD_WINDOW"),
            (open(PERIOD).with("windowTo", json!("2019-09-17")), "dueAt", "DUE_TOO_EARLY"),
            (open(PERIOD).with("windowTo", json!("+262142-12-31")), "windowTo", "BAD_DATE"),
            (open(PERIOD).with("windowFrom", json!("-0001-01-01")), "windowFrom", "BAD_DATE"),
            (open(PERIOD).with("dueAt", json!("+262142-12-31T23:59:59Z")), "dueAt", "BAD_DATE"),
            (open(PERIOD).with("requestLetter", json!({ "number": "x".repeat(101) })), "requestLetter.number", "TEXT_TOO_LONG"),
            (open(PERIOD).with("requestLetter", json!({ "number": "1", "date": "1900-01-01" })), "requestLetter.date", "BAD_DATE"),
        ] {
            let refused = verb.await;
            let errors: Vec<_> = refused.user_errors().into_iter().map(|error| (error.code, error.path.join("."))).collect();
            assert_eq!(errors, [(code.to_owned(), format!("input.{path}"))], "{refused}");
        }
        assert_eq!(traces(&world.database).await, before);
    }

    /// A whole day lies between the closing day and the due instant (Nghị định 09/2019/NĐ-CP, Điều 8).
    async fn the_due_instant_leaves_a_day(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        home_affairs.open_round(FORM, PERIOD, "2019-09-15T16:59:59.999999Z", &[]).await.expect_user_error("DUE_TOO_EARLY");
        home_affairs.open_round(FORM, PERIOD, "2019-09-15T17:00:00Z", &[]).await.expect_done();
    }

    async fn rounds_are_opened_by_home_affairs_of_their_own_province(world: World) {
        let before = traces(&world.database).await;
        for role in [Role::ProvinceAdministrator, Role::BiReader, Role::Auditor] {
            world.person(role, None).open_round(FORM, PERIOD, DUE, &[]).await.expect_user_error("NOT_ALLOWED");
        }
        for role in [Role::Submitter, Role::AgencyHead] {
            world.person(role, AGENCY).open_round(FORM, PERIOD, DUE, &[AGENCY]).await.expect_user_error("NOT_ALLOWED");
        }
        assert_eq!(traces(&world.database).await, before);
        // A neighbour's round is theirs: it is none here, and does not stand in the way of ours.
        world.neighbour(Role::HomeAffairsOfficer, None).open_round(FORM, PERIOD, DUE, &[]).await.expect_done();
        let query = "{ rounds(first: 10) { totalCount nodes { id } } }";
        let ours = world.person(Role::HomeAffairsOfficer, None);
        assert_eq!(ours.graphql(query, json!({})).await.at("rounds.totalCount"), &json!(0));
        ours.open_round(FORM, PERIOD, DUE, &[]).await.expect_done();
    }

    async fn an_instant_is_kept_to_the_microsecond(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let opened = home_affairs.open_round(FORM, PERIOD, "2019-09-17T23:59:59.123456789+07:00", &[]).await.expect_done();
        assert_eq!(opened.at("roundOpen.round.dueAt"), &json!("2019-09-17T16:59:59.123456+00:00"));
        let kept = home_affairs.graphql("{ rounds(first: 1) { nodes { dueAt } } }", json!({})).await;
        assert_eq!(kept.at("rounds.nodes.0.dueAt"), &json!("2019-09-17T16:59:59.123456+00:00"));
    }
}
