//! One administrator makes an account, another one approves it; before that its secret is worth nothing.

use super::used::as_password;
use super::{
    END, administrator, another, approve, awaiting, expect_refused, make, program, revoke, viewer, wanted,
};
use crate::cycle::desk::{count, traces};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::server::Server;
use crate::kit::socket::Received;
use crate::kit::world::World;
use crate::ledger::{inspect, outside, sabotage};
use chrono::Duration;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

/// How an account stands, as an administrator is shown it.
async fn shown(administrator: &Person, id: &Value) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { ... on ServiceAccount { state approveBy approvedAt approvedBy { fullName } } } }";
    administrator.graphql(query, json!({ "id": id })).await.at("node").clone()
}

async fn state(world: &World, id: &Value) -> Value {
    shown(&administrator(world), id).await["state"].clone()
}

on_both! {
    async fn an_account_works_once_another_administrator_has_approved_it(world: World) {
        let (makes, approves) = (administrator(&world), another(&world));
        let (program, id) = awaiting(&world, wanted("SUBMIT", &["STTTT"])).await;
        let secret = program.token.clone().unwrap();
        let waits = json!({ "state": "AWAITING_APPROVAL", "approveBy": "2019-09-23T02:00:00+00:00", "approvedAt": null, "approvedBy": null });
        assert_eq!(shown(&makes, &id).await, waits);
        // However it is presented. Who has a secret that is not the right one hears nothing of it.
        expect_refused(&viewer(&program).await, "TOKEN_NOT_APPROVED");
        expect_refused(&as_password(&world, &secret).await, "TOKEN_NOT_APPROVED");
        let mut socket = world.stranger().silent_socket().await;
        socket.init(Some(&secret)).await;
        assert!(matches!(socket.receive().await, Received::Closed(4403, _)));
        let wrong = format!("{}{}", &secret[..55], if secret.ends_with('A') { "B" } else { "A" });
        expect_refused(&viewer(&world.stranger().known_as("", &wrong)).await, "TOKEN_FORGED");

        // Not whoever made it, nor anybody who could not have made one; the neighbour's administrator finds none.
        let before = traces(&world.database).await;
        let own = approve(&makes, &id).await.expect_user_error("ACCOUNT_SAME_PERSON");
        assert_eq!(own.user_errors()[0].path, ["input", "serviceAccount"]);
        for other in [world.person(Role::HomeAffairsOfficer, None), world.person(Role::Auditor, None), world.person(Role::Submitter, "STTTT")] {
            approve(&other, &id).await.expect_user_error("NOT_ALLOWED");
        }
        approve(&world.neighbour(Role::ProvinceAdministrator, None), &id).await.expect_user_error("NOT_FOUND");
        assert_eq!(traces(&world.database).await, before);
        expect_refused(&viewer(&program).await, "TOKEN_NOT_APPROVED");

        let key = Uuid::now_v7();
        let approved = approve(&approves, &id).key(key).await.expect_done();
        let by = json!({ "fullName": "Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.2" });
        let in_use = json!({ "id": id, "state": "IN_USE", "approveBy": "2019-09-23T02:00:00+00:00", "approvedAt": "2019-09-16T02:00:00+00:00", "approvedBy": by });
        assert_eq!(approved.at("serviceAccountApprove.serviceAccount"), &in_use);
        assert_eq!(viewer(&program).await.at("viewer.person.fullName"), "Kho dữ liệu");
        assert_eq!(as_password(&world, &secret).await.status, 200);
        // Once is enough, and it is in the audit log and in the province's.
        let before = traces(&world.database).await;
        assert_eq!(approve(&approves, &id).key(key).await.text, approved.text);
        let again = approve(&approves, &id).await.expect_user_error("ACCOUNT_NOT_AWAITING");
        assert_eq!(again.user_errors()[0].message, "Tài khoản dịch vụ này không chờ duyệt: đang hoạt động.");
        assert_eq!(traces(&world.database).await, before);
        let entries = world.person(Role::Auditor, None).graphql("{ auditEntries(first: 2) { nodes { action subjectId person { fullName } } } }", json!({})).await;
        let entry = |action: &str, who: &str| json!({ "action": action, "subjectId": id, "person": { "fullName": format!("Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.{who}") } });
        assert_eq!(entries.at("auditEntries.nodes"), &json!([entry("serviceAccountApprove", "2"), entry("serviceAccountCreate", "1")]));
        assert_eq!(count(&world.database, "SELECT count(*) FROM ledger_leaf WHERE kind = 'ACCOUNT_APPROVED'").await, 1);
        inspect(&world.database, &outside(&world.database)).await.unwrap();
    }

    /// What nobody approved in time, what was revoked before, and what somebody made who administers no more, is never good.
    async fn what_has_changed_meanwhile_is_looked_at(world: World) {
        let approves = another(&world);
        let settled = async |id: &Value, words: &str| {
            let refused = approve(&approves, id).await.expect_user_error("ACCOUNT_NOT_AWAITING");
            assert!(refused.user_errors()[0].message.ends_with(words), "{refused}");
        };
        let (revoked, id) = awaiting(&world, wanted("READ", &[])).await;
        revoke(&approves, &id).await.expect_done();
        settled(&id, "đã bị thu hồi.").await;
        expect_refused(&viewer(&revoked).await, "TOKEN_REVOKED");

        let (late, id) = awaiting(&world, wanted("READ", &[])).await;
        let mut short = wanted("READ", &[]);
        short["expiresAt"] = json!("2019-09-17T02:00:00Z");
        let (brief, soon) = awaiting(&world, short).await;
        assert_eq!(shown(&approves, &soon).await["approveBy"], "2019-09-17T02:00:00+00:00");
        world.advance(Duration::days(1));
        settled(&soon, "đã hết hạn.").await;
        world.advance(Duration::days(6) - Duration::seconds(1));
        assert_eq!(state(&world, &id).await, "AWAITING_APPROVAL");
        world.advance(Duration::seconds(1));
        assert_eq!(state(&world, &id).await, "EXPIRED");
        settled(&id, "đã hết hạn.").await;
        for program in [&late, &brief] {
            expect_refused(&viewer(program).await, "TOKEN_EXPIRED");
        }

        let (orphan, id) = awaiting(&world, wanted("READ", &[])).await;
        let (lasting, approved) = program(&world, "READ", &[]).await;
        world.server.disable(&administrator(&world).subject).await;
        approve(&approves, &id).await.expect_user_error("ACCOUNT_MAKER_GONE");
        expect_refused(&viewer(&orphan).await, "TOKEN_NOT_APPROVED");
        // What two have made stays when one of them goes.
        assert_eq!(viewer(&lasting).await.status, 200);
        world.set_time(END);
        assert_eq!(shown(&approves, &approved).await["state"], "EXPIRED");
    }

    async fn making_and_approving_ask_for_a_recent_sign_in_and_revoking_does_not(world: World) {
        let mut world = world;
        world.server = Server::trusting_sign_ins_for(&world.database, &world.clock, Duration::minutes(10)).await.unwrap();
        let (makes, approves) = (administrator(&world), another(&world));
        let (_, id) = awaiting(&world, wanted("READ", &[])).await;
        world.advance(Duration::minutes(10) + Duration::seconds(1));
        let before = traces(&world.database).await;
        let refused = make(&makes, wanted("READ", &[])).await.expect_user_error("SIGN_IN_AGAIN");
        assert_eq!(refused.at("serviceAccountCreate.secret"), &Value::Null);
        approve(&approves, &id).await.expect_user_error("SIGN_IN_AGAIN");
        make(&world.person(Role::HomeAffairsOfficer, None), wanted("READ", &[])).await.expect_user_error("NOT_ALLOWED");
        assert_eq!(traces(&world.database).await, before);
        approve(&another(&world), &id).await.expect_done();
        revoke(&makes, &id).await.expect_done();
    }

    /// The control of the column: of an account that asks for no approval, as those from before there was any, the secret is good. Whoever
    /// makes one such by hand is found by the log.
    async fn an_account_that_needs_no_approval_is_in_use(world: World) {
        let (program, id) = awaiting(&world, wanted("READ", &[])).await;
        inspect(&world.database, &outside(&world.database)).await.unwrap();
        sabotage(&world.database, "UPDATE service_account SET approve_by = NULL").await;
        assert_eq!(viewer(&program).await.status, 200);
        let none = json!({ "state": "IN_USE", "approveBy": null, "approvedAt": null, "approvedBy": null });
        assert_eq!(shown(&administrator(&world), &id).await, none);
        let finding = inspect(&world.database, &outside(&world.database)).await.unwrap_err();
        assert!(finding.contains("service account") && finding.contains("is not what it was"), "{finding}");
    }
}
