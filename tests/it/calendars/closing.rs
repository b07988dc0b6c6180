//! Closing a round before it is due, and letting somebody off after it was closed.

use crate::kit::course::{FORM, PERIOD, figure};
use crate::kit::on_both;
use crate::kit::world::World;
use crate::reorganisation::obligation;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

on_both! {
    /// Whoever was told that there is time has it, unless there is a reason; and then the agency reads it.
    async fn closing_before_the_due_instant_needs_a_reason(world: World) {
        world.round(&["STTTT", "STC", "SYT"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let close = || officer.close_round(FORM, PERIOD);
        let refused = close().with("reason", Value::Null).await.expect_user_error("ROUND_NOT_DUE");
        assert_eq!(refused.user_errors()[0].path, ["input", "reason"]);
        assert_eq!(
            refused.user_errors()[0].message,
            "Còn 3 cơ quan chưa đến hạn nộp (STC, STTTT, SYT); muốn khóa sổ trước hạn phải nêu lý do."
        );
        close().with("reason", json!(" ")).await.expect_user_error("ROUND_NOT_DUE");
        close().with("reason", json!("a\u{202A}")).await.expect_user_error("FORBIDDEN_CHARACTER");
        // Whoever has filed, is exempt, or was late, is not in the way; whoever has longer is.
        world.save("STC", 1).await;
        world.file("STC").await;
        close().with("reason", Value::Null).await.expect_user_error("REPORTS_AWAIT_DECISION");
        world.accept("STC").await;
        officer.exempt(&obligation(&world, "SYT", PERIOD).await, "Sáp nhập.").await.expect_done();
        officer.extend(&obligation(&world, "STTTT", PERIOD).await, "2019-09-20T16:59:59Z", "Bão.").await.expect_done();
        world.set_time("2019-09-20T16:59:59Z");
        let refused = close().with("reason", Value::Null).await.expect_user_error("ROUND_NOT_DUE");
        assert!(refused.user_errors()[0].message.contains("1 cơ quan chưa đến hạn nộp (STTTT)"), "{refused}");
        close().with("reason", json!("Ủy ban nhân dân tỉnh yêu cầu sớm.")).await.expect_done();
        let submitter = world.person(Role::Submitter, "STTTT");
        let told = submitter.report("STTTT", PERIOD, "history { event reasons { text } }").await;
        let locked = told.at("report.history").as_array().unwrap().last().unwrap().clone();
        assert_eq!(locked, json!({ "event": "LOCKED", "reasons": [{ "text": "Ủy ban nhân dân tỉnh yêu cầu sớm." }] }));
    }

    async fn after_the_due_instant_no_reason_is_needed(world: World) {
        world.round(&["STTTT", "STC"]).await;
        world.set_time("2019-09-17T17:00:00Z");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.close_round(FORM, PERIOD).with("reason", Value::Null).await.expect_done();
    }

    /// It is a decision of record: from then on the agency is exempt, and what was known before stays what was known.
    async fn somebody_who_was_missing_is_let_off_after_the_closing(world: World) {
        world.round(&["STTTT", "STC"]).await;
        world.save("STC", 1).await;
        world.file("STC").await;
        world.accept("STC").await;
        world.set_time("2019-09-20T02:00:00Z");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.close_round(FORM, PERIOD).await.expect_done();
        let id = obligation(&world, "STTTT", PERIOD).await;
        world.set_time("2019-09-25T02:00:00Z");
        officer.exempt(&id, " ").await.expect_user_error("REASON_REQUIRED");
        let exempt = officer.exempt(&id, "Đang sáp nhập, không còn bộ máy.").await.expect_done();
        assert_eq!(exempt.at("obligationExempt.obligation.timeliness"), "EXEMPT");
        let due = async |known: Value| {
            let query = "query ($known: DateTime) { consolidation(from: \"2019-Q3\", knownAt: $known) { coverage { due missing } } }";
            officer.graphql(query, json!({ "known": known })).await.at("consolidation.coverage").clone()
        };
        assert_eq!(due(Value::Null).await, json!({ "due": 1, "missing": 0 }));
        assert_eq!(due(json!("2019-09-24T00:00:00Z")).await, json!({ "due": 2, "missing": 1 }));
        // It stays locked, and nobody is owed anything.
        let submitter = world.person(Role::Submitter, "STTTT");
        submitter.save_draft("STTTT", PERIOD, figure(2)).await.expect_user_error("REPORT_LOCKED");
        // Of what was filed there is nothing to let off.
        officer.exempt(&obligation(&world, "STC", PERIOD).await, "a").await.expect_user_error("OBLIGATION_SETTLED");
    }
}
