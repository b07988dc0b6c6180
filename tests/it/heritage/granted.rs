//! What a province's administrator grants by mutations alone, of the merger of 2025: from a day on, until another, on the ground
//! of a document; and what is read by it, releases too.

use super::*;
use crate::kit::verbs::Verb;
use crate::releases::released;

const GRANT: &str = "historyGrant { successor successorName from until ground { asCited canonicalSymbol } grantedAt \
    grantedBy { fullName } revokedAt revocationReason revokedBy { fullName } } province { code historyGrants { successor } }";

/// The administrator of Trà Vinh lets Vĩnh Long read.
fn grant<'a>(administrator: &'a Person, from: &str) -> Verb<'a> {
    let ground = json!({ "asCited": "Nghị quyết số 202/2025/QH15 về sắp xếp đơn vị hành chính cấp tỉnh", "symbol": "202/2025/QH15" });
    administrator.verb(
        "historyGrantGive",
        json!({ "successor": "86", "from": from, "ground": ground }),
        GRANT.into(),
    )
}

fn revoke(administrator: &Person) -> Verb<'_> {
    let input = json!({ "successor": "86", "reason": "Hết nhiệm vụ" });
    administrator.verb("historyGrantRevoke", input, GRANT.into())
}

/// How many provinces somebody may read besides their own.
async fn reads(person: &Person) -> usize {
    let list = person.graphql("{ province { predecessors { readableSince } } }", json!({})).await;
    list.at("province.predecessors").as_array().unwrap().len()
}

on_both! {
    async fn the_administrator_lets_the_successor_read_and_takes_it_back(world: World) {
        quarter(&world, "2019-Q1", &[("STTTT", [1, 5, 2]), ("SYT", [0, 7, 0])]).await;
        world.set_time("2025-07-02T02:00:00Z");
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let officer = world.neighbour(Role::HomeAffairsOfficer, None);
        assert_eq!(reads(&officer).await, 0);
        let given = grant(&administrator, "2025-07-01").await.expect_done();
        assert_eq!(given.payload()["historyGrant"], json!({
            "successor": "86", "successorName": "Vĩnh Long", "from": "2025-07-01", "until": null,
            "ground": { "asCited": "Nghị quyết số 202/2025/QH15 về sắp xếp đơn vị hành chính cấp tỉnh", "canonicalSymbol": "202/2025/QH15" },
            "grantedAt": "2025-07-02T02:00:00+00:00", "grantedBy": { "fullName": "Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.1" },
            "revokedAt": null, "revocationReason": null, "revokedBy": null,
        }));
        assert_eq!(given.payload()["province"], json!({ "code": "84", "historyGrants": [{ "successor": "86" }] }));
        // At once.
        let answer = read(&officer).await;
        let before = &answer["province"]["predecessors"][0];
        assert_eq!((&before["continuedSince"], &before["readableSince"]), (&json!("2025-07-01"), &json!("2025-07-01")));
        assert_eq!((&before["readableUntil"], &before["province"]["code"]), (&Value::Null, &json!("84")));
        assert_eq!(before["consolidation"]["coverage"], json!({ "due": 2, "reported": 2 }));
        let ground = officer.graphql("{ province { predecessors { continuedByGround readableGround { canonicalSymbol } } } }", json!({})).await;
        assert_eq!(ground.at("province.predecessors.0"), &json!({
            "continuedByGround": "Nghị quyết 202/2025/QH15 ngày 12/6/2025", "readableGround": { "canonicalSymbol": "202/2025/QH15" },
        }));
        // Nobody else does.
        for other in [
            world.neighbour(Role::Submitter, "STTTT"),
            world.neighbour(Role::ProvinceAdministrator, None),
            world.person(Role::HomeAffairsOfficer, None),
        ] {
            assert_eq!(reads(&other).await, 0, "{}", other.subject);
        }
        // The grants themselves are the administrator's to see.
        for other in [&officer, &world.person(Role::HomeAffairsOfficer, None), &world.neighbour(Role::ProvinceAdministrator, None)] {
            let seen = other.graphql("{ province { historyGrants { successor } } }", json!({})).await;
            assert!(!seen.text.contains("\"86\""), "{seen}");
        }
        let taken = revoke(&administrator).await.expect_done();
        let shown = &taken.payload()["historyGrant"];
        assert_eq!((&shown["revokedAt"], &shown["revocationReason"]), (&json!("2025-07-02T02:00:00+00:00"), &json!("Hết nhiệm vụ")));
        assert_eq!(shown["revokedBy"]["fullName"], "Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.1");
        assert_eq!(reads(&officer).await, 0);
        revoke(&administrator).await.expect_user_error("GRANT_REVOKED");
        // Both are in the log, and nothing else that was tried is.
        let auditor = world.person(Role::Auditor, None);
        let log = auditor.graphql("{ auditEntries(first: 2) { nodes { action subjectType person { fullName } } } }", json!({})).await;
        let by = json!({ "fullName": "Nguyễn Văn 84.PROVINCE_ADMINISTRATOR.1" });
        assert_eq!(log.at("auditEntries.nodes"), &json!([
            { "action": "historyGrantRevoke", "subjectType": "HistoryGrant", "person": by },
            { "action": "historyGrantGive", "subjectType": "HistoryGrant", "person": by },
        ]));
    }

    async fn a_grant_has_a_first_and_a_last_day(world: World) {
        world.set_time("2025-06-20T02:00:00Z");
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let officer = world.neighbour(Role::HomeAffairsOfficer, None);
        grant(&administrator, "2025-06-30").await.expect_user_error("SUCCESSION_NOT_IN_FORCE");
        let until = |from, day: &str| grant(&administrator, from).with("until", json!(day));
        until("2025-07-02", "2025-07-01").await.expect_user_error("GRANT_OVER");
        // Prepared before the merger; nobody reads before the day.
        until("2025-07-02", "2025-07-10").await.expect_done();
        grant(&administrator, "2025-07-20").await.expect_user_error("GRANT_EXISTS");
        for (at, count) in [
            ("2025-07-01T16:59:59Z", 0),
            ("2025-07-01T17:00:00Z", 1),
            ("2025-07-10T16:59:59Z", 1),
            ("2025-07-10T17:00:00Z", 0),
        ] {
            world.set_time(at);
            assert_eq!(reads(&officer).await, count, "{at}");
        }
        // What is over is neither taken back nor in the way of the next.
        revoke(&administrator).await.expect_user_error("GRANT_REVOKED");
        until("2025-07-02", "2025-07-10").await.expect_user_error("GRANT_OVER");
        until("2025-07-02", "2025-07-11").await.expect_done();
        assert_eq!(reads(&officer).await, 1);
        let list = "{ province { predecessors { readableUntil } } }";
        assert_eq!(officer.graphql(list, json!({})).await.at("province.predecessors.0.readableUntil"), "2025-07-11");
        revoke(&administrator).await.expect_done();
        assert_eq!(reads(&officer).await, 0);
        let shown = administrator.graphql("{ province { historyGrants { until revokedAt } } }", json!({})).await;
        let shown = shown.at("province.historyGrants");
        assert_eq!((&shown[0], &shown[1]["until"]), (&json!({ "until": "2025-07-10", "revokedAt": null }), &json!("2025-07-11")));
    }

    async fn everything_that_is_wrong_with_a_grant_is_said_at_once(world: World) {
        world.set_time("2025-07-02T02:00:00Z");
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let ground = json!({ "asCited": " ", "date": { "year": 2025, "month": 13 } });
        let refused = grant(&administrator, "2025-06-01").with("until", json!("2025-05-01")).with("ground", ground).await;
        let mut told: Vec<(String, String)> =
            refused.user_errors().into_iter().map(|error| (error.code, error.path.join("."))).collect();
        told.sort();
        let said = |code: &str, path: &str| (code.to_owned(), path.to_owned());
        assert_eq!(told, [
            said("GRANT_OVER", "input.until"),
            said("NO_SUCH_DAY", "input.ground.date"),
            said("SUCCESSION_NOT_IN_FORCE", "input.from"),
            said("TEXT_EMPTY", "input.ground.asCited"),
        ]);
        assert_eq!(refused.payload()["historyGrant"], Value::Null);
        for role in [Role::HomeAffairsOfficer, Role::Auditor, Role::BiReader] {
            let person = world.person(role, None);
            grant(&person, "2025-07-01").await.expect_user_error("NOT_ALLOWED");
            revoke(&person).await.expect_user_error("NOT_ALLOWED");
        }
        let submitter = world.person(Role::Submitter, "STTTT");
        grant(&submitter, "2025-07-01").await.expect_user_error("NOT_ALLOWED");
        // Sent again under its key, it is done once.
        let key = uuid::Uuid::now_v7();
        let first = grant(&administrator, "2025-07-01").key(key).await.expect_done();
        let again = grant(&administrator, "2025-07-01").key(key).await.expect_done();
        assert_eq!(first.text, again.text);
        let shown = administrator.graphql("{ province { historyGrants { successor } } }", json!({})).await;
        assert_eq!(shown.at("province.historyGrants").as_array().unwrap().len(), 1);
    }

    async fn of_a_name_that_two_provinces_bear_the_catalogue_says_nothing(world: World) {
        import(&world.database.admin_url, vec![province("86-CU", "Tỉnh Vĩnh Long", "Vinh Long", &[])]).unwrap();
        world.set_time("2025-07-02T02:00:00Z");
        let administrator = world.person(Role::ProvinceAdministrator, None);
        grant(&administrator, "2025-07-01").await.expect_user_error("NO_SUCH_SUCCESSOR");
        grant(&administrator, "2025-07-01").with("successor", json!("86-CU")).await.expect_user_error("NO_SUCH_SUCCESSOR");
        // The operator tells which is meant, and since when.
        succeed(&world, "2025-07-02").await;
        grant(&administrator, "2025-07-01").await.expect_user_error("SUCCESSION_NOT_IN_FORCE");
        grant(&administrator, "2025-07-02").await.expect_done();
        assert_eq!(reads(&world.neighbour(Role::HomeAffairsOfficer, None)).await, 1);
    }

    async fn the_releases_of_a_province_are_read_by_its_successor(world: World) {
        quarter(&world, "2019-Q1", &[("STTTT", [1, 5, 2]), ("SYT", [0, 7, 0])]).await;
        let officer = home_affairs(&world);
        let range = ("2019-Q1", "2019-Q1");
        let accepted = released(officer.release(range, "Chính thức")).await;
        let provisional = released(officer.release(range, "Sơ bộ").with("basis", json!("SUBMITTED"))).await;
        officer.reopen("SYT", "2019-Q1", "Bổ sung số liệu.").await.expect_done();
        crate::consolidation::file_figures(&world, "SYT", "2019-Q1", &[crate::consolidation::stated("complaint_received", 9)]).await;
        world.set_time("2025-07-02T02:00:00Z");
        // Nobody's token lasts six years.
        let officer = home_affairs(&world);
        let theirs = world.neighbour(Role::HomeAffairsOfficer, None);
        let bi = world.neighbour(Role::BiReader, None);
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let query = "query ($id: ID!) { province { predecessors {
            releases(first: 9) { totalCount nodes { title number createdBy { fullName } } }
            release(by: { id: $id }) { title digest canonicalForm reports { agency { code } }
              figures(indicators: [\"complaint_received\"]) { total { value } }
              compare { figures(indicators: [\"complaint_received\"]) { total { from { value } to { value } difference addsUp parts { kind difference } } } } } } }
            release(by: { id: $id }) { title } node(id: $id) { id } releases(first: 9) { totalCount } }";
        let ask = async |person: &Person, id: &str| person.graphql(query, json!({ "id": id })).await.data().clone();
        assert_eq!(ask(&theirs, &accepted).await["province"]["predecessors"], json!([]));
        grant(&administrator, "2025-07-01").await.expect_done();

        let answer = ask(&theirs, &accepted).await;
        let there = &answer["province"]["predecessors"][0];
        let by = json!({ "fullName": "Nguyễn Văn 84.HOME_AFFAIRS_OFFICER.1" });
        assert_eq!(there["releases"], json!({ "totalCount": 2, "nodes": [
            { "title": "Sơ bộ", "number": 2, "createdBy": by }, { "title": "Chính thức", "number": 1, "createdBy": by },
        ] }));
        // What is read is what the province itself reads, to the letter.
        let selection = "title digest canonicalForm reports { agency { code } } figures(indicators: [\"complaint_received\"]) { total { value } }
            compare { figures(indicators: [\"complaint_received\"]) { total { from { value } to { value } difference addsUp parts { kind difference } } } }";
        let own = officer.of_release(&accepted, selection).await;
        assert_eq!(&there["release"], own.at("release"));
        let difference = &there["release"]["compare"]["figures"][0]["total"];
        assert_eq!((&difference["difference"], &difference["addsUp"]), (&json!(2), &json!(true)));
        // Under the own name there is none of it.
        assert_eq!((&answer["release"], &answer["node"]), (&Value::Null, &Value::Null));
        assert_eq!(answer["releases"]["totalCount"], 0);
        // A tool of analysis sees what was accepted.
        let answer = ask(&bi, &provisional).await;
        let there = &answer["province"]["predecessors"][0];
        assert_eq!((&there["release"], &there["releases"]["totalCount"]), (&Value::Null, &json!(1)));
        assert_eq!(ask(&bi, &accepted).await["province"]["predecessors"][0]["release"]["title"], "Chính thức");
        // A release of their own is not one of the other province.
        theirs.open_round(crate::consolidation::QUARTERLY, "2019-Q1", &crate::consolidation::due("2019-Q1"), &["STTTT"]).await.expect_done();
        let mine = released(theirs.release(range, "Của tỉnh mới")).await;
        let answer = ask(&theirs, &mine).await;
        assert_eq!((&answer["province"]["predecessors"][0]["release"], &answer["release"]["title"]), (&Value::Null, &json!("Của tỉnh mới")));
        revoke(&administrator).await.expect_done();
        let after = ask(&theirs, &accepted).await;
        assert_eq!((&after["province"]["predecessors"], &after["release"]), (&json!([]), &Value::Null));
    }
}
