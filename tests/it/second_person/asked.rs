//! Requests: what they hold, who sees them, what could never be, how they end by themselves.

use super::{
    NEW, REQUEST, administrators, approve, ask, bearer, disable, id_of, known, listed, made, newcomer,
    refuse, roles, take_back,
};
use crate::accounts::program;
use crate::cycle::desk::{count, traces};
use crate::heritage;
use crate::kit::on_both;
use crate::kit::server::{ISSUER, Server};
use crate::kit::verbs::Verb;
use crate::kit::world::World;
use crate::ledger::{inspect, outside};
use chrono::Duration;
use serde_json::{Value, json};
use tonghop::kit::id::{self, Kind};
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

/// The account of a person by its global id, made out of the person's.
fn account_of(person: &Value) -> Value {
    let key = id::decode_uuid(person.as_str().unwrap(), Kind::Person).unwrap();
    json!(id::encode(Kind::PersonAccount, key).as_str())
}

on_both! {
    async fn an_officer_comes_in_by_two_administrators(world: World) {
        let (asks, decides) = administrators(&world);
        let (officer, auditor) = (bearer(&world, NEW), world.person(Role::Auditor, None));
        let asked = ask(&asks, "GRANT", newcomer(), Role::HomeAffairsOfficer, None).await.expect_done();
        let id = made(&asked);
        assert_eq!(
            asked.at("roleRequest.request"),
            &json!({
                "id": id, "change": "GRANT", "state": "OPEN", "role": "HOME_AFFAIRS_OFFICER", "agency": null, "person": null,
                "newcomer": { "issuer": ISSUER, "subject": NEW, "fullName": "Phạm Thị Mới" },
                "reason": "Phân công lại công việc.", "requestedBy": { "fullName": "Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.1" },
                "requestedAt": "2019-09-16T02:00:00+00:00", "expiresAt": "2019-09-23T02:00:00+00:00",
                "decidedBy": null, "decidedAt": null, "refusalReason": null,
            })
        );
        // Nothing has changed yet.
        assert_eq!(roles(&officer).await, Err("PERSON_UNKNOWN".into()));
        for sees in [&asks, &decides, &auditor] {
            assert_eq!(listed(sees, Some("OPEN")).await, ["GRANT OPEN"]);
        }

        let key = Uuid::now_v7();
        let approved = approve(&decides, &id).key(key).await.expect_done();
        let shown = approved.at("roleApprove.request");
        assert_eq!((&shown["state"], &shown["person"]["fullName"]), (&json!("APPROVED"), &json!("Phạm Thị Mới")));
        assert_eq!(shown["decidedBy"]["fullName"], "Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.2");
        assert_eq!(roles(&officer).await, Ok(vec!["HOME_AFFAIRS_OFFICER".into()]));
        assert_eq!(listed(&auditor, Some("OPEN")).await, Vec::<String>::new());
        assert_eq!(listed(&auditor, None).await, ["GRANT APPROVED"]);
        // Once is enough.
        let before = traces(&world.database).await;
        assert_eq!(approve(&decides, &id).key(key).await.text, approved.text);
        let again = approve(&decides, &id).await.expect_user_error("ROLE_REQUEST_CLOSED");
        assert_eq!(again.user_errors()[0].message, "Đề nghị này không còn chờ duyệt: đã được duyệt.");
        assert_eq!(traces(&world.database).await, before);

        // Who asked and who decided is in the audit log and, without the name, in the province's log.
        let entries = auditor.graphql("{ auditEntries(first: 2) { nodes { action subjectType subjectId person { fullName } } } }", json!({})).await;
        let entry = |action: &str, who: &str| json!({
            "action": action, "subjectType": "RoleRequest", "subjectId": id, "person": { "fullName": format!("Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.{who}") },
        });
        assert_eq!(entries.at("auditEntries.nodes"), &json!([entry("roleApprove", "2"), entry("roleRequest", "1")]));
        for (kind, leaves) in [("ROLE_REQUEST", 1), ("ROLE_DECISION", 1)] {
            assert_eq!(count(&world.database, &format!("SELECT count(*) FROM ledger_leaf WHERE kind = '{kind}'")).await, leaves);
        }
        let named = format!("SELECT count(*) FROM ledger_leaf WHERE leaf LIKE '%{NEW}%' OR leaf LIKE '%Phạm%'");
        assert_eq!(count(&world.database, &named).await, 0);
        inspect(&world.database, &outside(&world.database)).await.unwrap();
    }

    async fn requests_are_for_administrators_and_auditors(world: World) {
        let (asks, _) = administrators(&world);
        let id = made(&ask(&asks, "GRANT", newcomer(), Role::Submitter, Some("STTTT")).await.expect_done());
        let node = "query ($id: ID!) { node(id: $id) { ... on RoleRequest { change newcomer { subject } } } }";
        let seen = world.person(Role::Auditor, None).graphql(node, json!({ "id": id })).await;
        assert_eq!(seen.at("node.newcomer.subject"), NEW);
        let list = "{ roleRequests(first: 5) { nodes { id } } }";
        let whom = known(&world.person(Role::BiReader, None));
        for other in [world.person(Role::HomeAffairsOfficer, None), world.person(Role::AgencyHead, "STTTT"), world.person(Role::BiReader, None)] {
            other.graphql(list, json!({})).await.expect_code("FORBIDDEN");
            assert_eq!(other.graphql(node, json!({ "id": id })).await.data(), &json!({ "node": null }));
            ask(&other, "GRANT", whom.clone(), Role::Auditor, None).await.expect_user_error("NOT_ALLOWED");
            approve(&other, &id).await.expect_user_error("NOT_ALLOWED");
        }
        // An auditor looks on.
        approve(&world.person(Role::Auditor, None), &id).await.expect_user_error("NOT_ALLOWED");
        // The neighbour's administrator sees and decides nothing here, and has nobody here to name.
        let neighbour = world.neighbour(Role::ProvinceAdministrator, None);
        assert_eq!(neighbour.graphql(list, json!({})).await.data(), &json!({ "roleRequests": { "nodes": [] } }));
        assert_eq!(neighbour.graphql(node, json!({ "id": id })).await.data(), &json!({ "node": null }));
        for refused in [approve(&neighbour, &id), refuse(&neighbour, &id, "Không."), take_back(&neighbour, &id)] {
            refused.await.expect_user_error("NOT_FOUND");
        }
        ask(&neighbour, "GRANT", whom, Role::Auditor, None).await.expect_user_error("NOT_FOUND");
    }

    async fn who_has_which_role_is_for_administrators_and_auditors(world: World) {
        let (asks, _) = administrators(&world);
        program(&world, "READ", &[]).await;
        let gone = world.colleague(Role::AgencyHead, "STC");
        disable(&asks, &id_of(&gone).await).await.expect_done();
        let people = "query ($after: String) { people(first: 20, after: $after) { totalCount pageInfo { hasNextPage endCursor } \
            nodes { person { fullName } disabledAt roles { role agency { code } } } } }";
        let auditor = world.person(Role::Auditor, None);
        let (mut found, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = auditor.graphql(people, json!({ "after": after })).await;
            found.extend(page.at("people.nodes").as_array().unwrap().iter().cloned());
            assert_eq!(page.at("people.totalCount"), 36, "everybody of the province, and no program");
            if page.at("people.pageInfo.hasNextPage") == false {
                break;
            }
            after = page.at("people.pageInfo.endCursor").clone();
        }
        assert_eq!(found.len(), 36);
        let of = |subject: &str| found.iter().find(|one| one["person"]["fullName"] == format!("Nguyễn Văn {subject}")).unwrap();
        assert_eq!(of("84.SUBMITTER.STTTT.1")["roles"], json!([{ "role": "SUBMITTER", "agency": { "code": "STTTT" } }]));
        assert_eq!(of("84.AUDITOR.2")["roles"], json!([{ "role": "AUDITOR", "agency": null }]));
        let disabled: Vec<&Value> = found.iter().filter(|one| !one["disabledAt"].is_null()).collect();
        assert_eq!(disabled, [of(&gone.subject)]);
        for other in [world.person(Role::HomeAffairsOfficer, None), world.person(Role::BiReader, None)] {
            other.graphql(people, json!({})).await.expect_code("FORBIDDEN");
        }
        let neighbours = world.neighbour(Role::ProvinceAdministrator, None).graphql(people, json!({})).await;
        assert_eq!(neighbours.at("people.totalCount"), 16);
    }

    async fn an_account_is_found_again_by_whoever_is_shown_it_in_the_list(world: World) {
        let (asks, _) = administrators(&world);
        let (reads, _) = program(&world, "READ", &[]).await;
        let (submitter, gone) = (world.person(Role::Submitter, "STTTT"), world.colleague(Role::AgencyHead, "STC"));
        disable(&asks, &id_of(&gone).await).await.expect_done();
        let shown = "id person { id fullName } disabledAt roles { role agency { code } }";
        let list = format!("{{ people(first: 100) {{ nodes {{ {shown} }} }} }}");
        let nodes = format!("query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on PersonAccount {{ {shown} }} }} }}");
        let auditor = world.person(Role::Auditor, None);
        let listed = auditor.graphql(&list, json!({})).await.at("people.nodes").clone();
        let ids: Vec<Value> = listed.as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        assert_eq!(ids.len(), 36);
        for sees in [&asks, &auditor] {
            assert_eq!(sees.graphql(&nodes, json!({ "ids": ids })).await.at("nodes"), &listed);
        }
        let node = "query ($id: ID!) { node(id: $id) { __typename id ... on PersonAccount { person { fullName } } } }";
        let own = account_of(&id_of(&submitter).await);
        let found = asks.graphql(node, json!({ "id": own })).await;
        let person = json!({ "fullName": "Nguyễn Văn 84.SUBMITTER.STTTT.1" });
        assert_eq!(found.at("node"), &json!({ "__typename": "PersonAccount", "id": own, "person": person }));

        // Whom a program acts as is as nobody; so is an agency under this kind, and a person who never was.
        let agency = asks.graphql("{ agencies(first: 1) { nodes { id } } }", json!({})).await;
        let agency = id::decode_uuid(agency.at("agencies.nodes.0.id").as_str().unwrap(), Kind::Agency).unwrap();
        let others = [agency, Uuid::now_v7()].map(|key| json!(id::encode(Kind::PersonAccount, key).as_str()));
        for id in others.into_iter().chain([account_of(&id_of(&reads).await)]) {
            assert_eq!(asks.graphql(node, json!({ "id": id })).await.data(), &json!({ "node": null }));
        }
        // Nobody else finds one, their own neither; nor does the neighbour's administrator, who finds those of the own house.
        let neighbour = world.neighbour(Role::ProvinceAdministrator, None);
        let officer = world.person(Role::HomeAffairsOfficer, None);
        for other in [&submitter, &world.person(Role::AgencyHead, "STTTT"), &officer, &world.person(Role::BiReader, None), &reads, &neighbour] {
            assert_eq!(other.graphql(node, json!({ "id": own })).await.data(), &json!({ "node": null }), "{}", other.subject);
        }
        let theirs = account_of(&id_of(&neighbour).await);
        assert_eq!(neighbour.graphql(node, json!({ "id": theirs })).await.at("node.id"), &theirs);
        assert_eq!(asks.graphql(node, json!({ "id": theirs })).await.data(), &json!({ "node": null }));

        // One statement for any number, as for the people themselves.
        let (first, person) = (&ids[..1], [listed[0]["person"]["id"].clone()]);
        let cost = async |of: &str, ids: &[Value]| {
            let query = format!("query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {of} }} }}");
            world.server.statements(async || asks.graphql(&query, json!({ "ids": ids })).await).await
        };
        let account = "PersonAccount { disabledAt person { fullName } }";
        let alone = cost(account, first).await;
        assert_eq!(alone, cost(account, &ids[..]).await);
        assert_eq!(alone, cost("Person { fullName }", &person[..]).await);

        // What Trà Vinh lets whoever continues it read is what was filed there.
        heritage::succeed(&world, heritage::MERGED).await;
        heritage::give(&world, heritage::MERGED).await;
        let reader = world.neighbour(Role::Auditor, None);
        let both = "query ($id: ID!) { province { predecessors { province { code } } } node(id: $id) { id } }";
        let answer = reader.graphql(both, json!({ "id": own })).await;
        assert_eq!(answer.data(), &json!({ "province": { "predecessors": [{ "province": { "code": "84" } }] }, "node": null }));
    }

    async fn what_could_never_be_is_refused_at_once(world: World) {
        let (asks, _) = administrators(&world);
        let before = traces(&world.database).await;
        let everything = json!({
            "change": "GRANT", "role": "SUBMITTER", "agency": "KHONG-CO", "reason": " ",
            "whom": { "newcomer": { "issuer": ISSUER, "subject": "hai\ndòng", "fullName": "" } },
        });
        let refused = asks.verb("roleRequest", everything, REQUEST.into()).await;
        let mut found: Vec<(String, String)> = refused.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect();
        found.sort();
        let expected = [
            ("input.agency", "NO_SUCH_AGENCY"),
            ("input.reason", "REASON_REQUIRED"),
            ("input.whom.newcomer.fullName", "TEXT_EMPTY"),
            ("input.whom.newcomer.subject", "FORBIDDEN_CHARACTER"),
        ];
        assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code.to_owned())));
        let submitter = world.person(Role::Submitter, "STTTT");
        let (reads, account) = program(&world, "READ", &[]).await;
        let after_account = traces(&world.database).await;
        assert_ne!(before, after_account);
        let of_account = id_of(&reads).await;
        for (change, whom, role, agency, code) in [
            ("GRANT", newcomer(), Role::Submitter, None, "ROLE_SCOPE"),
            ("GRANT", newcomer(), Role::Auditor, Some("STTTT"), "ROLE_SCOPE"),
            ("ENABLE", known(&submitter), Role::Auditor, None, "ROLE_SCOPE"),
            ("WITHDRAW", newcomer(), Role::Auditor, None, "NOT_FOUND"),
            ("GRANT", known(&submitter), Role::Submitter, Some("STTTT"), "ROLE_HELD"),
            ("WITHDRAW", known(&submitter), Role::Submitter, Some("STC"), "ROLE_NOT_HELD"),
            ("WITHDRAW", known(&submitter), Role::Auditor, None, "ROLE_NOT_HELD"),
            ("GRANT", known(&world.neighbour(Role::Auditor, None)), Role::Auditor, None, "NOT_FOUND"),
            ("GRANT", json!({ "person": account }), Role::Auditor, None, "NOT_FOUND"),
            ("GRANT", json!({ "person": of_account }), Role::Auditor, None, "NOT_FOUND"),
            ("GRANT", json!({ "newcomer": { "issuer": ISSUER, "subject": submitter.subject, "fullName": "Ai Đó" } }), Role::Auditor, None, "LOGIN_TAKEN"),
        ] {
            ask(&asks, change, whom, role, agency).await.expect_user_error(code);
        }
        let enable = json!({ "change": "ENABLE", "whom": known(&submitter), "reason": "Trở lại." });
        asks.verb("roleRequest", enable, REQUEST.into()).await.expect_user_error("ACCOUNT_IN_USE");
        let nothing = json!({ "change": "GRANT", "whom": known(&submitter), "reason": "Vai trò nào?" });
        asks.verb("roleRequest", nothing, REQUEST.into()).await.expect_user_error("ROLE_SCOPE");
        assert_eq!(traces(&world.database).await, after_account);
    }

    async fn a_request_waits_for_seven_days(world: World) {
        let (asks, decides) = administrators(&world);
        let first = made(&ask(&asks, "GRANT", newcomer(), Role::Auditor, None).await.expect_done());
        world.advance(Duration::seconds(1));
        let second = made(&ask(&asks, "GRANT", newcomer(), Role::BiReader, None).await.expect_done());
        world.advance(Duration::days(7) - Duration::seconds(1));
        let late = approve(&decides, &first).await.expect_user_error("ROLE_REQUEST_CLOSED");
        assert_eq!(late.user_errors()[0].message, "Đề nghị này không còn chờ duyệt: đã hết hạn.");
        take_back(&asks, &first).await.expect_user_error("ROLE_REQUEST_CLOSED");
        assert_eq!(listed(&asks, Some("EXPIRED")).await, ["GRANT EXPIRED"]);
        assert_eq!(listed(&asks, None).await, ["GRANT OPEN", "GRANT EXPIRED"]);
        approve(&decides, &second).await.expect_done();
        assert_eq!(roles(&bearer(&world, NEW)).await, Ok(vec!["BI_READER".into()]));
    }

    async fn everything_about_roles_asks_for_a_recent_sign_in(world: World) {
        let mut world = world;
        world.server = Server::trusting_sign_ins_for(&world.database, &world.clock, Duration::minutes(10)).await.unwrap();
        let (asks, decides) = administrators(&world);
        let id = made(&ask(&asks, "GRANT", newcomer(), Role::Auditor, None).await.expect_done());
        let person = id_of(&world.person(Role::BiReader, None)).await;
        world.advance(Duration::minutes(10) + Duration::seconds(1));
        let refused: [Verb; 5] = [
            ask(&asks, "GRANT", newcomer(), Role::BiReader, None),
            approve(&decides, &id),
            refuse(&decides, &id, "Không."),
            take_back(&asks, &id),
            disable(&asks, &person),
        ];
        for verb in refused {
            verb.await.expect_user_error("SIGN_IN_AGAIN");
        }
        // Looking on does not.
        assert_eq!(listed(&asks, None).await, ["GRANT OPEN"]);
        let signed_in = world.colleague(Role::ProvinceAdministrator, None);
        approve(&signed_in, &id).await.expect_done();
        let approved: Value = asks.graphql("{ roleRequests(first: 1) { nodes { state } } }", json!({})).await.at("roleRequests.nodes.0.state").clone();
        assert_eq!(approved, "APPROVED");
    }
}
