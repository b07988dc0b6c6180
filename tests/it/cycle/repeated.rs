//! A request that is sent again, to the letter, gets its first answer again, to the letter: whatever has happened since.

use super::desk::{AGENCY, DUE, FORM, PERIOD, change, filled, number, open, ready, traces};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::json;
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

/// As much as an answer can show of what may change later.
const WHOLE: &str = "report { id state revision late submittedAt updatedAt updatedBy { fullName } dueAt \
    round { state closedAt obligations(first: 10) { totalCount nodes { agency { code } timeliness dueAt exempted } } } \
    obligation { timeliness dueAt exempted } \
    draft { figure(indicator: \"complaint_received\") { state value } } \
    versions { number digest acceptedAt } latestVersion { number acceptedBy { fullName } } acceptedVersion { number } \
    returnReasons { text } history { event at person { fullName } } checks(results: [FAIL]) { rule { code } message } } \
    query { viewer { roles { role } } reports(first: 10) { totalCount nodes { state } } }";

on_both! {
    async fn every_answer_of_the_cycle_is_given_again(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, AGENCY);
        let head = world.person(Role::AgencyHead, AGENCY);
        let keys: Vec<Uuid> = (0..9).map(|_| Uuid::now_v7()).collect();
        let round = "round { id state closedAt obligations(first: 10) { nodes { timeliness report { state revision } } } } \
                     query { rounds(first: 5) { nodes { state } } }";
        // Each with the revision that it is about, so that the request is the same each time.
        let send = async |step: usize| {
            let key = keys[step];
            let reasons = json!([{ "indicator": "complaint_received", "text": "Chưa nêu." }]);
            let figure = json!({ "figures": [number("complaint_received", 5), number("staff_present_total", 60), number("staff_quota_total", 59)] });
            let explanations = json!([{ "rule": "S03", "text": "Biệt phái." }]);
            match step {
                0 => home_affairs.open_round(FORM, PERIOD, DUE, &[AGENCY, "STC"]).selecting(round).key(key).await,
                1 => submitter.save_draft(AGENCY, PERIOD, filled()).if_revision(0).selecting(&format!("{WHOLE} checks {{ rule {{ code }} }}")).key(key).await,
                2 => submitter.submit(AGENCY, PERIOD).if_revision(1).selecting(&format!("{WHOLE} version {{ number acceptedAt }}")).key(key).await,
                3 => home_affairs.return_(AGENCY, PERIOD, reasons).if_revision(2).selecting(WHOLE).key(key).await,
                4 => submitter.save_draft(AGENCY, PERIOD, figure).if_revision(3).selecting(&format!("{WHOLE} checks {{ rule {{ code }} message }}")).key(key).await,
                5 => head.submit(AGENCY, PERIOD).with("explanations", explanations).if_revision(4).selecting(WHOLE).key(key).await,
                6 => home_affairs.accept(AGENCY, PERIOD).if_revision(5).selecting(WHOLE).key(key).await,
                7 => head.reopen(AGENCY, PERIOD, "Thiếu.").if_revision(6).selecting(WHOLE).key(key).await,
                _ => home_affairs.close_round(FORM, PERIOD).selecting(round).key(key).await,
            }
        };
        let mut first = Vec::new();
        for step in 0..keys.len() {
            first.push(send(step).await.expect_done().text);
            world.advance(chrono::Duration::hours(30));
        }
        let before = traces(&world.database).await;
        for (step, text) in first.iter().enumerate() {
            assert_eq!(&send(step).await.text, text, "step {step}");
        }
        assert_eq!(traces(&world.database).await, before);
    }

    async fn the_answers_about_obligations_and_models_are_given_again(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        let query = "query ($by: RoundBy!) { round(by: $by) { obligations(first: 1) { nodes { id } } } }";
        let found = home_affairs.graphql(query, json!({ "by": { "key": { "period": PERIOD } } })).await;
        let id = found.at("round.obligations.nodes.0.id").as_str().unwrap().to_owned();
        let model = json!({
            "agency": AGENCY, "code": "MH-01", "name": "Một cửa thân thiện", "field": "POLITICAL_SYSTEM",
            "level": "PROVINCE", "holder": "COLLECTIVE", "registeredOn": "2019-01-10",
        });
        let shown = "model { id stage history { stage on } } query { mobilisationModels(first: 10) { nodes { stage } } }";
        let keys: Vec<Uuid> = (0..4).map(|_| Uuid::now_v7()).collect();
        let registered = submitter.verb("modelRegister", model.clone(), shown.into()).key(keys[0]).await.expect_done();
        let model_id = registered.at("modelRegister.model.id").clone();
        let send = async |step: usize| match step {
            0 => submitter.verb("modelRegister", model.clone(), shown.into()).key(keys[0]).await,
            1 => {
                let input = json!({ "model": model_id, "stage": "IN_PROGRESS", "on": "2019-02-01" });
                submitter.verb("modelAdvance", input, shown.into()).key(keys[1]).await
            }
            2 => home_affairs.extend(&id, "2019-09-20T00:00:00Z", "Bão.").key(keys[2]).await,
            _ => home_affairs.exempt(&id, "Giải thể.").key(keys[3]).await,
        };
        let mut first = Vec::new();
        for step in 0..4 {
            first.push(send(step).await.expect_done().text);
            world.advance(chrono::Duration::hours(30));
        }
        assert_eq!(first[0], registered.text);
        let more = json!({ "model": model_id, "stage": "SUSPENDED", "on": "2019-03-01" });
        submitter.verb("modelAdvance", more, shown.into()).await.expect_done();
        for (step, text) in first.iter().enumerate() {
            assert_eq!(&send(step).await.text, text, "step {step}");
        }
    }

    async fn a_key_means_one_input(world: World) {
        let (_, submitter) = open(&world).await;
        let key = Uuid::now_v7();
        let save = |value: i64| submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", value)] })).if_revision(0).key(key);
        save(1).await.expect_done();
        let before = traces(&world.database).await;
        for (language, message) in [
            ("vi", "Khóa idempotencyKey này đã dùng cho một yêu cầu khác."),
            ("en", "This idempotencyKey has been used for another request."),
        ] {
            let speaker = submitter.clone().speaking(language);
            let other = json!({ "figures": [number("complaint_received", 2)] });
            let refused = speaker.save_draft(AGENCY, PERIOD, other).if_revision(0).key(key).await;
            let errors = refused.user_errors();
            assert_eq!(errors.len(), 1);
            assert_eq!((errors[0].code.as_str(), errors[0].message.as_str()), ("IDEMPOTENCY_KEY_REUSED", message));
            assert_eq!(errors[0].path, ["input", "idempotencyKey"]);
        }
        // Another revision, another report and another verb are another input too.
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("complaint_received", 1)] })).if_revision(1).key(key).await
            .expect_user_error("IDEMPOTENCY_KEY_REUSED");
        submitter.submit(AGENCY, PERIOD).if_revision(0).key(key).await.expect_user_error("IDEMPOTENCY_KEY_REUSED");
        assert_eq!(traces(&world.database).await, before);
        save(1).await.expect_done();
        assert_eq!(traces(&world.database).await, before);
    }

    async fn a_key_is_one_persons(world: World) {
        let (_, submitter) = open(&world).await;
        let colleague = world.colleague(Role::Submitter, AGENCY);
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        let key = Uuid::now_v7();
        let patch = || json!({ "figures": [number("complaint_received", 1)] });
        submitter.save_draft(AGENCY, PERIOD, patch()).if_revision(0).key(key).await.expect_done();
        // The very same input from somebody else is theirs: it runs, and is stale.
        colleague.save_draft(AGENCY, PERIOD, patch()).if_revision(0).key(key).await.expect_user_error("STALE_REVISION");
        let done = colleague.save_draft(AGENCY, PERIOD, patch()).if_revision(1).key(key).await.expect_done();
        assert_eq!(done.at("reportSaveDraft.report.revision"), &json!(2));
        neighbour.open_round(FORM, PERIOD, DUE, &[AGENCY]).key(key).await.expect_done();
    }

    /// A refusal changes nothing and is not remembered: sent again when it can be done, the request is done.
    async fn a_refused_request_has_not_used_its_key(world: World) {
        let (_, submitter) = ready(&world).await;
        let key = Uuid::now_v7();
        let file = || submitter.submit(AGENCY, PERIOD).if_revision(2).key(key);
        file().await.expect_user_error("STALE_REVISION");
        file().await.expect_user_error("STALE_REVISION");
        submitter.save_draft(AGENCY, PERIOD, json!({})).await.expect_done();
        let done = file().await.expect_done();
        assert_eq!(file().await.text, done.text);
    }

    /// The same input asked for in other words is not done again; it is shown as it now stands.
    async fn another_question_about_the_same_input_runs_nothing(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        let key = Uuid::now_v7();
        let file = |selection: &str| submitter.submit(AGENCY, PERIOD).if_revision(1).key(key).selecting(selection);
        let first = file("report { state } version { number }").await.expect_done();
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        // All but the answers that are kept: each question has its own.
        let deeds = async || {
            let traces = traces(&world.database).await;
            traces.lines().filter(|line| !line.starts_with("first_answer")).map(str::to_owned).collect::<Vec<_>>()
        };
        let before = deeds().await;
        let other = file("version { number acceptedAt }").await.expect_done();
        assert_eq!(
            other.payload(),
            &json!({ "version": { "number": 1, "acceptedAt": "2019-09-16T02:00:00+00:00" }, "userErrors": [] })
        );
        assert_eq!(file("report { state } version { number }").await.text, first.text);
        // In another language the sentences are other ones, and the deed is the same.
        let english = submitter.clone().speaking("en");
        english.submit(AGENCY, PERIOD).if_revision(1).key(key).selecting("version { number }").await.expect_done();
        assert_eq!(deeds().await, before);
    }

    async fn two_of_one_document_have_their_own_answers(world: World) {
        let (_, submitter) = open(&world).await;
        let keys = [Uuid::now_v7(), Uuid::now_v7()];
        let document = "mutation ($one: ReportSaveDraftInput!, $two: ReportSaveDraftInput!) { \
            one: reportSaveDraft(input: $one) { report { revision draft { figure(indicator: \"complaint_received\") { value } } } userErrors { code } } \
            two: reportSaveDraft(input: $two) { report { revision } userErrors { code } } \
            again: reportSaveDraft(input: $one) { report { revision } userErrors { code } } }";
        let input = |key: Uuid, revision: i64| json!({
            "idempotencyKey": key, "report": crate::kit::person::report_by(AGENCY, PERIOD), "ifRevision": revision,
            "figures": [number("complaint_received", revision + 1)],
        });
        let variables = json!({ "one": input(keys[0], 0), "two": input(keys[1], 1) });
        let first = submitter.graphql(document, variables.clone()).await;
        assert_eq!(
            first.data(),
            &json!({
                "one": { "report": { "revision": 1, "draft": { "figure": { "value": "1" } } }, "userErrors": [] },
                "two": { "report": { "revision": 2 }, "userErrors": [] },
                "again": { "report": { "revision": 1 }, "userErrors": [] },
            })
        );
        assert_eq!(submitter.graphql(document, variables).await.text, first.text);
    }

    /// A server that dies between the deed and the answer has shown nobody anything: what it answers then is the first.
    async fn an_answer_that_nobody_saw_is_not_the_first(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        let key = Uuid::now_v7();
        let file = || submitter.submit(AGENCY, PERIOD).if_revision(1).key(key).selecting("version { number acceptedAt }");
        let unseen = file().await.expect_done();
        change(&world.database, "DELETE FROM first_answer").await;
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        let before = traces(&world.database).await;
        let first = file().await.expect_done();
        assert_ne!(first.text, unseen.text);
        assert_ne!(traces(&world.database).await, before, "it is kept now");
        home_affairs.reopen(AGENCY, PERIOD, "a").await.expect_done();
        assert_eq!(file().await.text, first.text);
        let versions = submitter.report(AGENCY, PERIOD, "versions { number }").await;
        assert_eq!(versions.at("report.versions"), &json!([{ "number": 1 }]));
    }

    /// An answer with an error in it is not given for ever; the deed is done once all the same.
    async fn an_answer_with_an_error_in_it_is_not_kept(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        let key = Uuid::now_v7();
        let selection = "version { acceptedAt } query { auditEntries(first: 1) { nodes { number } } }";
        let file = || submitter.submit(AGENCY, PERIOD).if_revision(1).key(key).selecting(selection);
        let first = file().await.expect_code("FORBIDDEN");
        assert_eq!(first.body["data"]["reportSubmit"]["userErrors"], json!([]));
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        let again = file().await.expect_code("FORBIDDEN");
        assert_eq!(
            again.body["data"],
            json!({ "reportSubmit": { "version": { "acceptedAt": "2019-09-16T02:00:00+00:00" },
                                      "query": { "auditEntries": null }, "userErrors": [] } })
        );
        let versions = submitter.report(AGENCY, PERIOD, "versions { number }").await;
        assert_eq!(versions.at("report.versions"), &json!([{ "number": 1 }]));
    }
}
