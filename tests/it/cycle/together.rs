//! Two people at the same report at the same time: one is first, nothing is lost.

use super::desk::{AGENCY, DUE, FORM, PERIOD, filed, number, open, ready, traces};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::json;
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

on_both! {
    async fn of_two_saving_at_once_one_is_told_to_look_again(world: World) {
        let (_, one) = open(&world).await;
        let other = world.colleague(Role::Submitter, AGENCY);
        for revision in 0..8 {
            // Each save by another indicator and a section of both, so that what was lost would be seen.
            let patch = |indicator: &str| json!({
                "figures": [number(indicator, revision + 1)],
                "sections": [{ "sectionCode": "lessons", "items": [indicator] }],
            });
            let base = revision * 2;
            let (first, second) = tokio::join!(
                one.save_draft(AGENCY, PERIOD, patch("complaint_received")).if_revision(base),
                other.save_draft(AGENCY, PERIOD, patch("denunciation_received")).if_revision(base),
            );
            let stale = match (first.user_errors().is_empty(), second.user_errors().is_empty()) {
                (true, false) => (second, &other, "denunciation_received"),
                (false, true) => (first, &one, "complaint_received"),
                outcome => panic!("exactly one is first: {outcome:?}"),
            };
            let (answer, late, indicator) = stale;
            let answer = answer.expect_user_error("STALE_REVISION");
            let now = answer.at("reportSaveDraft.report.revision").as_i64().unwrap();
            assert_eq!(now, base + 1);
            late.save_draft(AGENCY, PERIOD, patch(indicator)).if_revision(now).await.expect_done();
        }
        let content = "revision draft { figures(indicators: [\"complaint_received\", \"denunciation_received\"]) { value } }";
        let report = one.report(AGENCY, PERIOD, content).await;
        assert_eq!(
            report.at("report"),
            &json!({ "revision": 16, "draft": { "figures": [{ "value": "8" }, { "value": "8" }] } })
        );
    }

    async fn of_many_filing_at_once_one_makes_the_version(world: World) {
        let (_, one) = ready(&world).await;
        let (other, head) = (world.colleague(Role::Submitter, AGENCY), world.person(Role::AgencyHead, AGENCY));
        let file = |person: &crate::kit::person::Person| {
            let person = person.clone();
            async move { person.submit(AGENCY, PERIOD).if_revision(1).await }
        };
        let answers = tokio::join!(file(&one), file(&other), file(&head), file(&one));
        let answers = [answers.0, answers.1, answers.2, answers.3];
        let done = answers.iter().filter(|answer| answer.user_errors().is_empty()).count();
        assert_eq!(done, 1);
        for refused in answers.into_iter().filter(|answer| !answer.user_errors().is_empty()) {
            refused.expect_user_error("ALREADY_SUBMITTED");
        }
        let report = one.report(AGENCY, PERIOD, "versions { number } history { event }").await;
        assert_eq!(report.at("report"), &json!({ "versions": [{ "number": 1 }], "history": [{ "event": "SUBMITTED" }] }));
    }

    async fn a_request_sent_many_times_at_once_runs_once(world: World) {
        let (_, submitter) = ready(&world).await;
        let before = traces(&world.database).await;
        let key = Uuid::now_v7();
        let file = || {
            let submitter = submitter.clone();
            async move { submitter.submit(AGENCY, PERIOD).if_revision(1).key(key).await.expect_done() }
        };
        let answers = tokio::join!(file(), file(), file(), file(), file());
        let first = &answers.0.text;
        for other in [&answers.1, &answers.2, &answers.3, &answers.4] {
            assert_eq!(&other.text, first);
        }
        let after = traces(&world.database).await;
        assert_ne!(before, after);
        file().await;
        assert_eq!(traces(&world.database).await, after);
    }

    async fn of_two_officers_deciding_at_once_one_decides(world: World) {
        let (officer, submitter) = filed(&world).await;
        let colleague = world.colleague(Role::HomeAffairsOfficer, None);
        let reasons = json!([{ "text": "Chưa đủ." }]);
        let (accepted, returned) = tokio::join!(
            officer.accept(AGENCY, PERIOD).if_revision(2),
            colleague.return_(AGENCY, PERIOD, reasons).if_revision(2),
        );
        let state = submitter.report(AGENCY, PERIOD, "state history { event }").await;
        match (accepted.user_errors().is_empty(), returned.user_errors().is_empty()) {
            (true, false) => {
                returned.expect_user_error("ALREADY_ACCEPTED");
                assert_eq!(state.at("report.state"), &json!("ACCEPTED"));
            }
            (false, true) => {
                accepted.expect_user_error("NOT_SUBMITTED");
                assert_eq!(state.at("report.state"), &json!("RETURNED"));
            }
            outcome => panic!("exactly one decides: {outcome:?}"),
        }
        assert_eq!(state.at("report.history").as_array().unwrap().len(), 2);
    }

    async fn of_two_opening_a_round_at_once_one_opens_it(world: World) {
        let (officer, colleague) =
            (world.person(Role::HomeAffairsOfficer, None), world.colleague(Role::HomeAffairsOfficer, None));
        let (first, second) = tokio::join!(
            officer.open_round(FORM, PERIOD, DUE, &[]),
            colleague.open_round(FORM, PERIOD, DUE, &[AGENCY]),
        );
        let (done, refused) = if first.user_errors().is_empty() { (first, second) } else { (second, first) };
        done.expect_done();
        refused.expect_user_error("ROUND_EXISTS");
        let rounds = officer.graphql("{ rounds(first: 5) { totalCount nodes { id } } }", json!({})).await;
        assert_eq!(rounds.at("rounds.totalCount"), &json!(1));
    }
}
