//! Decisions: by whom, and what they do at once.

use super::{
    NEW, administrators, approve, ask, bearer, disable, id_of, known, made, newcomer, refuse, roles,
    take_back,
};
use crate::cycle::desk::{count, traces};
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::kit::server::ISSUER;
use crate::kit::world::World;
use crate::subscriptions::stir_until;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

on_both! {
    async fn nobody_decides_alone_or_about_themselves(world: World) {
        let (asks, decides) = administrators(&world);
        let id = made(&ask(&asks, "GRANT", newcomer(), Role::Auditor, None).await.expect_done());
        let before = traces(&world.database).await;
        let own = approve(&asks, &id).await.expect_user_error("ROLE_SAME_PERSON");
        assert!(own.user_errors()[0].message.contains("quản trị viên khác"), "{own}");
        refuse(&asks, &id, "Tự từ chối.").await.expect_user_error("ROLE_SAME_PERSON");
        take_back(&decides, &id).await.expect_user_error("ROLE_NOT_ASKED_BY_YOU");
        refuse(&decides, &id, " ").await.expect_user_error("REASON_REQUIRED");
        assert_eq!(traces(&world.database).await, before);
        take_back(&asks, &id).await.expect_done();
        let gone = approve(&decides, &id).await.expect_user_error("ROLE_REQUEST_CLOSED");
        assert_eq!(gone.user_errors()[0].message, "Đề nghị này không còn chờ duyệt: đã được rút lại.");

        // Whose role it is does not approve it, neither given nor taken; refusing it is theirs as anybody's.
        for (change, role) in [("WITHDRAW", Role::ProvinceAdministrator), ("GRANT", Role::HomeAffairsOfficer)] {
            let id = made(&ask(&asks, change, known(&decides), role, None).await.expect_done());
            approve(&decides, &id).await.expect_user_error("ROLE_SAME_PERSON");
            let refused = refuse(&decides, &id, "Không đồng ý.").await.expect_done();
            let shown = refused.at("roleRefuse.request");
            assert_eq!((&shown["state"], &shown["refusalReason"]), (&json!("REFUSED"), &json!("Không đồng ý.")));
        }
        assert_eq!(roles(&decides).await, Ok(vec!["PROVINCE_ADMINISTRATOR".into()]));
        // For oneself one may ask.
        let id = made(&ask(&asks, "GRANT", known(&asks), Role::Auditor, None).await.expect_done());
        approve(&decides, &id).await.expect_done();
        assert_eq!(roles(&asks).await, Ok(vec!["AUDITOR".into(), "PROVINCE_ADMINISTRATOR".into()]));
    }

    /// From the approval on: at the next request, and on the open socket.
    async fn a_role_that_is_withdrawn_is_gone_at_once(world: World) {
        world.round(&["STTTT"]).await;
        let round = format!(r#"{{ round(by: {{ key: {{ period: "{PERIOD}" }} }}) {{ id }} }}"#);
        let (asks, decides) = administrators(&world);
        let moved = world.colleague(Role::Submitter, "STTTT");
        let round = moved.graphql(&round, json!({})).await.at("round.id").clone();
        let mut socket = moved.socket().await;
        let listen = "subscription ($round: ID!) { reportChanged(roundId: $round) { revision } }";
        socket.subscribe("1", listen, json!({ "round": round })).await;
        stir_until(&world, "STTTT", socket.next("1")).await;
        let id = made(&ask(&asks, "WITHDRAW", known(&moved), Role::Submitter, Some("STTTT")).await.expect_done());
        assert_eq!(roles(&moved).await, Ok(vec!["SUBMITTER of STTTT".into()]));
        approve(&decides, &id).await.expect_done();
        assert_eq!(roles(&moved).await, Ok(vec![]));
        socket.expect_close(4403).await;
        // Nobody else has lost theirs; and the row says since when.
        assert_eq!(roles(&world.person(Role::Submitter, "STTTT")).await, Ok(vec!["SUBMITTER of STTTT".into()]));
        assert_eq!(count(&world.database, "SELECT count(*) FROM role_grant WHERE revoked_at IS NOT NULL").await, 1);
        assert_eq!(count(&world.database, "SELECT count(*) FROM ledger_leaf WHERE kind = 'ROLE_REVOKED'").await, 1);
        // And it can be given again.
        let again = made(&ask(&asks, "GRANT", known(&moved), Role::Submitter, Some("STTTT")).await.expect_done());
        approve(&decides, &again).await.expect_done();
        assert_eq!(roles(&moved).await, Ok(vec!["SUBMITTER of STTTT".into()]));
    }

    async fn what_has_changed_meanwhile_is_looked_at_again(world: World) {
        let (asks, decides) = administrators(&world);
        let reader = world.person(Role::BiReader, None);
        let twice = [
            made(&ask(&asks, "GRANT", known(&reader), Role::Auditor, None).await.expect_done()),
            made(&ask(&asks, "GRANT", known(&reader), Role::Auditor, None).await.expect_done()),
        ];
        approve(&decides, &twice[0]).await.expect_done();
        approve(&decides, &twice[1]).await.expect_user_error("ROLE_HELD");
        assert_eq!(roles(&reader).await, Ok(vec!["AUDITOR".into(), "BI_READER".into()]));
        // A login leads to one person: neither to two newcomers, nor to people of two provinces.
        let newcomers = [
            made(&ask(&asks, "GRANT", newcomer(), Role::Auditor, None).await.expect_done()),
            made(&ask(&asks, "GRANT", newcomer(), Role::BiReader, None).await.expect_done()),
        ];
        approve(&decides, &newcomers[0]).await.expect_done();
        approve(&decides, &newcomers[1]).await.expect_user_error("LOGIN_TAKEN");
        let abroad = json!({ "newcomer": { "issuer": ISSUER, "subject": "86.AUDITOR.1", "fullName": "Người tỉnh khác" } });
        let abroad = made(&ask(&asks, "GRANT", abroad, Role::Auditor, None).await.expect_done());
        let before = traces(&world.database).await;
        approve(&decides, &abroad).await.expect_user_error("LOGIN_TAKEN");
        assert_eq!(traces(&world.database).await, before);
        assert_eq!(roles(&world.neighbour(Role::Auditor, None)).await, Ok(vec!["AUDITOR".into()]));
        assert_eq!(roles(&bearer(&world, NEW)).await, Ok(vec!["AUDITOR".into()]));
    }

    async fn an_account_is_disabled_by_one_and_enabled_by_two(world: World) {
        let (asks, decides) = administrators(&world);
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let person = id_of(&officer).await;
        for other in [world.colleague(Role::HomeAffairsOfficer, None), world.person(Role::Auditor, None)] {
            disable(&other, &person).await.expect_user_error("NOT_ALLOWED");
        }
        disable(&world.neighbour(Role::ProvinceAdministrator, None), &person).await.expect_user_error("NOT_FOUND");
        disable(&asks, &person).await.expect_done();
        assert_eq!(roles(&officer).await, Err("PERSON_UNKNOWN".into()));
        disable(&decides, &person).await.expect_user_error("ACCOUNT_DISABLED");
        let enable = json!({ "change": "ENABLE", "whom": { "person": person }, "reason": "Trở lại làm việc." });
        let id = made(&asks.verb("roleRequest", enable, super::REQUEST.into()).await.expect_done());
        approve(&asks, &id).await.expect_user_error("ROLE_SAME_PERSON");
        assert_eq!(roles(&officer).await, Err("PERSON_UNKNOWN".into()));
        approve(&decides, &id).await.expect_done();
        assert_eq!(roles(&officer).await, Ok(vec!["HOME_AFFAIRS_OFFICER".into()]));
        let actions = "{ auditEntries(first: 3) { nodes { action } } }";
        let actions = world.person(Role::Auditor, None).graphql(actions, json!({})).await;
        let actions: Vec<&Value> = actions.at("auditEntries.nodes").as_array().unwrap().iter().map(|node| &node["action"]).collect();
        assert_eq!(actions, ["roleApprove", "roleRequest", "personDisable"]);
    }
}
