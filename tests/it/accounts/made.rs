//! How accounts are made and looked after, and that a secret is shown once and kept nowhere.

use super::{END, MADE, administrator, expect_refused, make, program, revoke, viewer, wanted};
use crate::cycle::desk::{count, traces};
use crate::kit::on_both;
use crate::kit::world::World;
use crate::ledger::{inspect, outside};
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

on_both! {
    async fn a_secret_is_shown_once(world: World) {
        let administrator = administrator(&world);
        let key = Uuid::now_v7();
        let first = make(&administrator, wanted("READ", &["STTTT", "STC", "STTTT"])).key(key).await.expect_done();
        let secret = first.at("serviceAccountCreate.secret").as_str().unwrap().to_owned();
        assert!(secret.starts_with("tonghop_") && secret.len() == 56, "{secret}");
        let mut account = first.at("serviceAccountCreate.serviceAccount").clone();
        account["agencies"].as_array_mut().unwrap().sort_by_key(|agency| agency["code"].to_string());
        assert_eq!(
            account,
            json!({ "id": account["id"], "name": "Kho dữ liệu", "access": "READ", "rateClass": "STANDARD",
                "agencies": [{ "code": "STC" }, { "code": "STTTT" }], "createdAt": "2019-09-16T02:00:00+00:00",
                "expiresAt": END.replace('Z', "+00:00"), "revokedAt": null, "lastUsedAt": null, "createdBy": { "fullName": "Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.1" } })
        );
        // To the letter, under another name, and with other fields: the same account, and no secret.
        let before = traces(&world.database).await;
        let again = make(&administrator, wanted("READ", &["STTTT", "STC", "STTTT"])).key(key).await.expect_done();
        assert_eq!(again.at("serviceAccountCreate.serviceAccount"), first.at("serviceAccountCreate.serviceAccount"));
        assert_eq!(again.at("serviceAccountCreate.secret"), &Value::Null);
        assert_eq!(traces(&world.database).await, before, "nothing was done again");
        for selection in ["ma: secret serviceAccount { id }", "secret"] {
            let again = make(&administrator, wanted("READ", &["STTTT", "STC", "STTTT"])).key(key).selecting(selection).await.expect_done();
            assert!(!again.text.contains(&secret), "{again}");
        }
        let other = make(&administrator, wanted("READ", &["STTTT"])).key(key).await.expect_user_error("IDEMPOTENCY_KEY_REUSED");
        assert_eq!(other.at("serviceAccountCreate.secret"), &Value::Null);
        // Asked for under another name, it is shown, and is not kept under that name either.
        let aliased = Uuid::now_v7();
        let made = make(&administrator, wanted("READ", &[])).key(aliased).selecting("ma: secret").await.expect_done();
        let renamed = made.at("serviceAccountCreate.ma").as_str().unwrap().to_owned();
        let again = make(&administrator, wanted("READ", &[])).key(aliased).selecting("ma: secret").await.expect_done();
        assert_eq!(again.at("serviceAccountCreate.ma"), &Value::Null);
        for secret in [&secret, &renamed] {
            for (table, column) in [("first_answer", "answer"), ("idempotency", "response"), ("service_account", "secret_digest")] {
                let kept = format!("SELECT count(*) FROM {table} WHERE CAST({column} AS TEXT) LIKE '%{}%'", &secret[16..]);
                assert_eq!(count(&world.database, &kept).await, 0, "{table}");
            }
            // It is the right one: nothing but the approval is missing.
            expect_refused(&viewer(&world.stranger().known_as("", secret)).await, "TOKEN_NOT_APPROVED");
        }
    }

    async fn the_administrator_looks_after_them(world: World) {
        let administrator = administrator(&world);
        let list = "{ serviceAccounts { id name lastUsedAt revokedAt agencies { code } } }";
        assert_eq!(administrator.graphql(list, json!({})).await.data(), &json!({ "serviceAccounts": [] }));
        let (program, id) = program(&world, "READ", &[]).await;
        let listed = administrator.graphql(list, json!({})).await;
        assert_eq!(listed.at("serviceAccounts"), &json!([{ "id": id, "name": "Kho dữ liệu", "lastUsedAt": null, "revokedAt": null, "agencies": null }]));
        // When it was last used is known within an hour.
        let used = async || administrator.graphql(list, json!({})).await.at("serviceAccounts.0.lastUsedAt").clone();
        assert_eq!(viewer(&program).await.status, 200);
        assert_eq!(used().await, "2019-09-16T02:00:00+00:00");
        world.advance(chrono::Duration::minutes(59));
        assert_eq!(viewer(&program).await.status, 200);
        assert_eq!(used().await, "2019-09-16T02:00:00+00:00");
        world.advance(chrono::Duration::minutes(1));
        assert_eq!(viewer(&program).await.status, 200);
        assert_eq!(used().await, "2019-09-16T03:00:00+00:00");

        // Nobody else makes, sees or revokes one, the neighbour's administrator neither.
        let neighbour = world.neighbour(Role::ProvinceAdministrator, None);
        for other in [world.person(Role::HomeAffairsOfficer, None), world.person(Role::Submitter, "STTTT"), world.person(Role::Auditor, None), program.clone()] {
            make(&other, wanted("READ", &[])).await.expect_user_error("NOT_ALLOWED");
            revoke(&other, &id).await.expect_user_error("NOT_ALLOWED");
            other.graphql(list, json!({})).await.expect_code("FORBIDDEN");
        }
        assert_eq!(neighbour.graphql(list, json!({})).await.data(), &json!({ "serviceAccounts": [] }));
        revoke(&neighbour, &id).await.expect_user_error("NOT_FOUND");
        let node = "query ($id: ID!) { node(id: $id) { ... on ServiceAccount { name revokedAt } } }";
        for other in [&neighbour, &program, &world.person(Role::HomeAffairsOfficer, None)] {
            assert_eq!(other.graphql(node, json!({ "id": id })).await.data(), &json!({ "node": null }));
        }

        revoke(&administrator, &id).await.expect_done();
        expect_refused(&viewer(&program).await, "TOKEN_REVOKED");
        revoke(&administrator, &id).await.expect_user_error("NOT_FOUND");
        assert_eq!(administrator.graphql(list, json!({})).await.data(), &json!({ "serviceAccounts": [] }));
        let found = administrator.graphql(node, json!({ "id": id })).await;
        assert_eq!(found.at("node"), &json!({ "name": "Kho dữ liệu", "revokedAt": "2019-09-16T03:00:00+00:00" }));
        // What was done is in the audit log, and in the province's log.
        let entries = r#"{ auditEntries(first: 2, filter: { action: "serviceAccountRevoke" }) { nodes { subjectId person { fullName } } } }"#;
        let entries = world.person(Role::Auditor, None).graphql(entries, json!({})).await;
        assert_eq!(entries.at("auditEntries.nodes"), &json!([{ "subjectId": id, "person": { "fullName": "Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.1" } }]));
        for kind in ["ACCOUNT", "ACCOUNT_APPROVED", "ACCOUNT_REVOKED"] {
            let leaves = format!("SELECT count(*) FROM ledger_leaf WHERE kind = '{kind}'");
            assert_eq!(count(&world.database, &leaves).await, 1, "{kind}");
        }
    }

    async fn what_cannot_be_is_said_all_at_once(world: World) {
        let administrator = administrator(&world);
        let before = traces(&world.database).await;
        let input = json!({ "name": "  ", "access": "READ", "agencies": ["STTTT", "KHONG-CO"], "expiresAt": "2019-09-16T02:00:00Z" });
        let refused = make(&administrator, input).await;
        let mut codes: Vec<String> = refused.user_errors().into_iter().map(|error| error.code).collect();
        codes.sort();
        assert_eq!(codes, ["ACCOUNT_AGENCY_UNKNOWN", "ACCOUNT_EXPIRY", "TEXT_EMPTY"], "{refused}");
        assert_eq!(refused.at("serviceAccountCreate.secret"), &Value::Null);
        make(&administrator, wanted("SUBMIT", &[])).await.expect_user_error("ACCOUNT_AGENCY_REQUIRED");
        // The neighbour's agency is as one that is not there.
        make(&administrator, wanted("READ", &["SNNPTNT"])).await.expect_user_error("ACCOUNT_AGENCY_UNKNOWN");
        let mut long = wanted("READ", &[]);
        long["expiresAt"] = json!("2020-09-17T02:00:01Z");
        make(&administrator, long.clone()).await.expect_user_error("ACCOUNT_EXPIRY");
        assert_eq!(traces(&world.database).await, before);
        long["expiresAt"] = json!("2020-09-16T02:00:00.000000999Z");
        let made = make(&administrator, long).selecting(MADE).await.expect_done();
        // What is finer than is stored would be in the log and not in the table.
        assert_eq!(made.at("serviceAccountCreate.serviceAccount.expiresAt"), "2020-09-16T02:00:00+00:00");
        inspect(&world.database, &outside(&world.database)).await.unwrap();
    }
}
