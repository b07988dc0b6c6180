//! A province that continues another reads what was filed there by an explicit, dated grant, in the other's own scope; without one it
//! sees nothing, and no hint.

mod drafts;
mod granted;
mod planned;

use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::province::province;
use crate::kit::server::import;
use crate::kit::world::World;
use crate::reorganisation::{home_affairs, new, quarter, there};
use serde_json::{Value, json};
use std::sync::Arc;
use tonghop::catalogue::Catalogue;
use tonghop::kit::Clock;
use tonghop::kit::vocabulary::Role;
use tonghop::organisation::heritage::{self, Grant};
use tonghop::store::{Settings, Store};

/// Before the beginning of every test.
pub const MERGED: &str = "2019-09-01";

/// The operator's store.
pub async fn operator(world: &World) -> Store {
    let now = world.clock.now();
    let heard = Some(world.database.heard.hearer());
    let settings = Settings { heard, ..Settings::new(world.database.admin_url.clone()) };
    Store::connect(&settings, Clock::fixed(now)).await.unwrap()
}

/// Vĩnh Long continues Trà Vinh.
pub async fn succeed(world: &World, on: &str) {
    let store = operator(world).await;
    heritage::succeed(&store, "84", "86", on.parse().unwrap(), "Nghị quyết 202/2025/QH15").await.unwrap();
    store.close().await.unwrap();
}

/// The administrator of Trà Vinh lets Vĩnh Long read from a day on.
pub async fn give(world: &World, from: &str) {
    let input = json!({ "successor": "86", "from": from, "ground": { "asCited": "Biên bản bàn giao" } });
    let selection =
        "province { historyGrants { successor successorName from revokedAt grantedBy { fullName } } }";
    let administrator = world.person(Role::ProvinceAdministrator, None);
    let done = administrator.verb("historyGrantGive", input, selection.into()).await.expect_done();
    assert_eq!(done.payload()["province"]["historyGrants"][0]["successorName"], "Vĩnh Long");
}

/// The administrator takes it back.
pub async fn revoke(world: &World) {
    let input = json!({ "successor": "86", "reason": "Hết nhiệm vụ" });
    let administrator = world.person(Role::ProvinceAdministrator, None);
    administrator.verb("historyGrantRevoke", input, "province { code }".into()).await.expect_done();
}

const READ: &str = "{ province { code predecessors {
    continuedSince readableSince readableUntil readableGround { asCited } province { code predecessors { readableSince } }
    consolidation(from: \"2019-Q1\", to: \"2019-Q2\") { coverage { due reported }
      figures(indicators: [\"complaint_received\"], by: [AGENCY]) { agency { code name } total { value sources(first: 9) { nodes { agency { code } report { agency { name } state } filedBy { fullName } } } } } }
    reports(first: 20, filter: { agency: \"SYT\", includePredecessors: true }) { totalCount nodes { agency { code successors { agency { code } } } round { period } obligation { answeredBy { code } } } }
    report(by: { key: { agency: \"STTTT\", period: \"2019-Q1\" } }) { state acceptedVersion { number content { figures { indicator { code } value } } } }
    agency(by: { code: \"STTTT\" }) { validTo names { name } }
  } } consolidation(from: \"2019-Q1\", to: \"2019-Q2\") { coverage { due } } }";

async fn read(person: &Person) -> Value {
    person.graphql(READ, json!({})).await.data().clone()
}

on_both! {
    async fn a_report_is_found_under_the_departments_its_successors_and_the_new_provinces_name(world: World) {
        quarter(&world, "2019-Q1", &[("STTTT", [1, 5, 2]), ("SYT", [0, 7, 0])]).await;
        quarter(&world, "2019-Q2", &[("STTTT", [2, 6, 3]), ("SYT", [0, 8, 0])]).await;
        let officer = home_affairs(&world);
        officer.reorganise("MERGE_INTO", &["STTTT"], "2019-08-01").with("successors", json!([there("SYT")])).await.expect_done();
        let sum = |answer: &Value| answer["total"]["value"].as_i64().unwrap();
        let by = "figures(indicators: [\"complaint_received\"], by: [AGENCY]) { agency { code } total { value } }";
        let own = officer.consolidation("2019-Q1", Some("2019-Q2"), by).await;
        let whole: i64 = own.at("consolidation.figures").as_array().unwrap().iter().map(sum).sum();
        assert_eq!(whole, 26);
        // Under the department's name, and under its successor's.
        let find = "query ($agency: String!) { reports(first: 20, filter: { agency: $agency, includePredecessors: true, period: \"2019-Q1\" }) { nodes { id agency { code } } } }";
        for (agency, count) in [("STTTT", 1), ("SYT", 2)] {
            let found = officer.graphql(find, json!({ "agency": agency })).await;
            let nodes = found.at("reports.nodes").as_array().unwrap().clone();
            assert_eq!(nodes.len(), count);
            assert!(nodes.iter().any(|node| node["agency"]["code"] == "STTTT"));
        }
        // Under Vĩnh Long's, once Trà Vinh lets it.
        let theirs = world.neighbour(Role::HomeAffairsOfficer, None);
        assert_eq!(read(&theirs).await["province"], json!({ "code": "86", "predecessors": [] }));
        succeed(&world, MERGED).await;
        assert_eq!(read(&theirs).await["province"], json!({ "code": "86", "predecessors": [] }));
        give(&world, "2019-09-16").await;
        let answer = read(&theirs).await;
        let before = &answer["province"]["predecessors"][0];
        assert_eq!(before["province"], json!({ "code": "84", "predecessors": [] }));
        assert_eq!((&before["continuedSince"], &before["readableSince"]), (&json!(MERGED), &json!("2019-09-16")));
        assert_eq!(before["consolidation"]["coverage"], json!({ "due": 4, "reported": 4 }));
        let figures = before["consolidation"]["figures"].as_array().unwrap();
        let there: Vec<(&str, i64)> = figures.iter().map(|one| (one["agency"]["code"].as_str().unwrap(), sum(one))).collect();
        assert_eq!(there, [("STTTT", 11), ("SYT", 15)]);
        let source = &figures[0]["total"]["sources"]["nodes"][0];
        assert_eq!(source["report"], json!({ "agency": { "name": "Sở Thông tin và Truyền thông" }, "state": "ACCEPTED" }));
        assert!(source["filedBy"]["fullName"].is_string());
        assert_eq!(before["reports"]["totalCount"], 4);
        assert!(before["reports"]["nodes"].as_array().unwrap().iter().any(|node| node["agency"]["successors"] == json!([{ "agency": { "code": "SYT" } }])));
        assert_eq!(before["report"]["state"], "ACCEPTED");
        assert_eq!(before["agency"]["validTo"], "2019-07-31");
        // Its own sums have none of it: nothing doubles.
        assert_eq!(answer["consolidation"]["coverage"]["due"], 0);
    }

    async fn the_real_chain_leads_from_vinh_long_to_the_report_of_2019(world: World) {
        quarter(&world, "2019-Q1", &[("STTTT", [1, 5, 2]), ("SYT", [0, 7, 0])]).await;
        world.set_time("2025-03-03T02:00:00Z");
        home_affairs(&world)
            .reorganise("MERGE", &["STTTT", "SGDDT"], "2025-03-01")
            .with("successors", json!([new("SKHCN", "Sở Khoa học và Công nghệ")]))
            .await
            .expect_done();
        world.set_time("2025-07-02T02:00:00Z");
        succeed(&world, "2025-07-01").await;
        give(&world, "2025-07-01").await;
        let officer = home_affairs(&world);
        // Under its own name, its successor's, and from Vĩnh Long under both.
        let found = "reports(first: 9, filter: { agency: \"AGENCY\", includePredecessors: true }) { nodes { agency { code name } round { period } } }
            agency(by: { code: \"AGENCY\" }) { name successors { agency { code } since } predecessors { agency { code } since } }";
        let theirs = world.neighbour(Role::HomeAffairsOfficer, None);
        for agency in ["STTTT", "SKHCN"] {
            let found = found.replace("AGENCY", agency);
            let own = officer.graphql(&format!("{{ {found} }}"), json!({})).await.data().clone();
            assert_eq!(
                own["reports"]["nodes"],
                json!([{ "agency": { "code": "STTTT", "name": "Sở Thông tin và Truyền thông" }, "round": { "period": "2019-Q1" } }])
            );
            let read = theirs.graphql(&format!("{{ province {{ predecessors {{ continuedSince {found} }} }} }}"), json!({})).await;
            let read = read.at("province.predecessors.0");
            assert_eq!(read["continuedSince"], "2025-07-01");
            assert_eq!((&read["reports"], &read["agency"]), (&own["reports"], &own["agency"]));
        }
        // No sum doubles: not in the old province by either structure, and the new one's own sums have none of it.
        let sums = |structure: &str| format!("consolidation(from: \"2019-Q1\", structure: {structure}) {{ coverage {{ due reported }}
            whole: figures(indicators: [\"complaint_received\"]) {{ total {{ value }} }}
            figures(indicators: [\"complaint_received\"], by: [AGENCY]) {{ agency {{ code name }} total {{ value }} }} }}");
        for (structure, line) in [("AS_REPORTED", "STTTT"), ("BY_SUCCESSOR", "SKHCN")] {
            let query = format!("{{ province {{ predecessors {{ {} }} }} {} }}", sums(structure), sums(structure));
            let answer = theirs.graphql(&query, json!({})).await;
            let before = answer.at("province.predecessors.0.consolidation");
            assert_eq!((&before["coverage"], &before["whole"][0]["total"]["value"]), (&json!({ "due": 2, "reported": 2 }), &json!(12)));
            let lines = before["figures"].as_array().unwrap();
            let told: Vec<(&str, i64)> = lines.iter().map(|one| (one["agency"]["code"].as_str().unwrap(), one["total"]["value"].as_i64().unwrap())).collect();
            assert_eq!(told, [(line, 5), ("SYT", 7)]);
            assert_eq!(answer.at("consolidation.coverage.due"), 0);
            assert_eq!(answer.at("consolidation.whole.0.total.value"), &Value::Null);
        }
    }

    async fn the_catalogue_knows_the_provinces_and_what_they_were_made_of(world: World) {
        let query = "query ($name: String) { administrativeProvinces(nameContains: $name) { code name city merged since ground predecessors events { on kind text } } }";
        let person = world.person(Role::Submitter, "STTTT");
        let all = person.graphql(query, json!({})).await;
        let all = all.at("administrativeProvinces").as_array().unwrap().clone();
        let count = |counts: &dyn Fn(&Value) -> bool| all.iter().filter(|one| counts(one)).count();
        let predecessors: std::collections::BTreeSet<&str> =
            all.iter().flat_map(|one| one["predecessors"].as_array().unwrap()).map(|one| one.as_str().unwrap()).collect();
        // Resolution 202/2025/QH15: 23 new units of 52, and 11 as before; six centrally run cities, and Đồng Nai since 2026.
        assert_eq!((all.len(), predecessors.len()), (34, 63));
        assert_eq!((count(&|one| one["merged"] == true), count(&|one| one["city"] == true)), (23, 7));
        let found = person.graphql(query, json!({ "name": "tra vinh" })).await;
        let vinh_long = found.at("administrativeProvinces.0");
        assert_eq!(vinh_long["name"], "Vĩnh Long");
        assert_eq!(vinh_long["predecessors"], json!(["Bến Tre", "Trà Vinh", "Vĩnh Long"]));
        assert_eq!((&vinh_long["since"], &vinh_long["merged"]), (&json!("2025-07-01"), &json!(true)));
        let events = vinh_long["events"].as_array().unwrap();
        assert!(events.iter().any(|event| event["on"] == "2025-03-01"
            && event["text"].as_str().unwrap().contains("Sở Thông tin và Truyền thông")));
    }

    async fn only_who_sees_the_whole_province_reads_and_only_while_the_grant_holds(world: World) {
        quarter(&world, "2019-Q1", &[("STTTT", [1, 5, 2])]).await;
        quarter(&world, "2019-Q2", &[("STTTT", [1, 5, 2])]).await;
        succeed(&world, MERGED).await;
        // From tomorrow on: not yet.
        give(&world, "2019-09-17").await;
        let officer = world.neighbour(Role::HomeAffairsOfficer, None);
        let count = async |person: &Person| read(person).await["province"]["predecessors"].as_array().map_or(0, Vec::len);
        assert_eq!(count(&officer).await, 0);
        world.set_time("2019-09-17T02:00:00Z");
        assert_eq!(count(&officer).await, 1);
        assert_eq!(count(&world.neighbour(Role::Auditor, None)).await, 1);
        let list = "{ province { predecessors { readableSince } } }";
        for person in [
            world.neighbour(Role::Submitter, "STTTT"),
            world.neighbour(Role::AgencyHead, "STTTT"),
            world.neighbour(Role::ProvinceAdministrator, None),
            home_affairs(&world),
        ] {
            assert_eq!(person.graphql(list, json!({})).await.at("province.predecessors"), &json!([]));
        }
        // A tool of analysis sees there what it sees at home: what was accepted.
        let reader = world.neighbour(Role::BiReader, None);
        let basis = |basis: &str| format!("{{ province {{ predecessors {{ consolidation(from: \"2019-Q1\", basis: {basis}) {{ coverage {{ due }} }} }} }} }}");
        let accepted = reader.graphql(&basis("ACCEPTED"), json!({})).await;
        assert_eq!(accepted.at("province.predecessors.0.consolidation.coverage.due"), &json!(1));
        reader.graphql(&basis("SUBMITTED"), json!({})).await.expect_code("FORBIDDEN");
        officer.graphql("{ province { predecessors { auditEntries(first: 1) { nodes { id } } } } }", json!({})).await.expect_code("FORBIDDEN");
        // Revoked, it ends at once; given again, it is there again.
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let revoke = json!({ "successor": "86", "reason": "Hết nhiệm vụ" });
        let selection = "province { historyGrants { revocationReason } }";
        administrator.verb("historyGrantRevoke", revoke.clone(), selection.into()).await.expect_done();
        assert_eq!(count(&officer).await, 0);
        administrator.verb("historyGrantRevoke", revoke, selection.into()).await.expect_user_error("GRANT_REVOKED");
        let store = operator(&world).await;
        let catalogue = Arc::new(Catalogue::embedded().unwrap());
        let from = "2019-09-01".parse().unwrap();
        let again = Grant { successor: "86".into(), from, until: None, ground: "Công văn".into(), document: None };
        heritage::give_by_operator(&store, &catalogue, "84", again).await.unwrap();
        assert_eq!(count(&officer).await, 1);
        heritage::revoke_by_operator(&store, "84", "86", "Hết hạn").await.unwrap();
        assert_eq!(count(&officer).await, 0);
        store.close().await.unwrap();
        let told = administrator.graphql("{ province { historyGrants { ground { asCited canonicalSymbol } revocationReason grantedBy { fullName } revokedBy { fullName } } } }", json!({})).await;
        assert_eq!(told.at("province.historyGrants").as_array().unwrap().len(), 2);
        assert_eq!(told.at("province.historyGrants.1"), &json!({ "ground": { "asCited": "Công văn", "canonicalSymbol": null }, "revocationReason": "Hết hạn", "grantedBy": null, "revokedBy": null }));
    }

    async fn a_grant_is_given_to_nobody_else(world: World) {
        let give = |person: Person, successor: &'static str| async move {
            let input = json!({ "successor": successor, "from": "2019-09-01", "ground": { "asCited": "Biên bản" } });
            person.verb("historyGrantGive", input, "province { code }".into()).await
        };
        let administrator = || world.person(Role::ProvinceAdministrator, None);
        // A province that does not continue this one is as one that is not there; one that does not yet reads nothing yet.
        import(&world.database.admin_url, vec![province("01", "Hà Nội", "Ha Noi", &[])]).unwrap();
        let strange = give(administrator(), "01").await.expect_user_error("NO_SUCH_SUCCESSOR");
        let absent = give(administrator(), "99").await.expect_user_error("NO_SUCH_SUCCESSOR");
        assert_eq!(strange.text.replace("01", "99"), absent.text);
        give(administrator(), "84").await.expect_user_error("NO_SUCH_SUCCESSOR");
        give(administrator(), "86").await.expect_user_error("SUCCESSION_NOT_IN_FORCE");
        let revoke = json!({ "successor": "86", "reason": "Hết nhiệm vụ" });
        administrator().verb("historyGrantRevoke", revoke, "province { code }".into()).await.expect_user_error("NO_SUCH_SUCCESSOR");
        succeed(&world, MERGED).await;
        for role in [Role::HomeAffairsOfficer, Role::Auditor] {
            give(world.person(role, None), "86").await.expect_user_error("NOT_ALLOWED");
        }
        // Nor does the successor take it for itself.
        give(world.neighbour(Role::ProvinceAdministrator, None), "84").await.expect_user_error("NO_SUCH_SUCCESSOR");
        give(administrator(), "86").await.expect_done();
        give(administrator(), "86").await.expect_user_error("GRANT_EXISTS");
        let list = "{ province { predecessors { readableSince } historyGrants { successor } } }";
        let theirs = world.neighbour(Role::HomeAffairsOfficer, None).graphql(list, json!({})).await;
        assert_eq!(theirs.at("province.historyGrants"), &Value::Null);
        assert_eq!(theirs.at("province.predecessors").as_array().unwrap().len(), 1);
    }

    async fn many_who_ask_at_once_do_not_wait_for_each_other(world: World) {
        quarter(&world, "2019-Q1", &[("STTTT", [1, 5, 2])]).await;
        quarter(&world, "2019-Q2", &[("STTTT", [1, 5, 2])]).await;
        succeed(&world, MERGED).await;
        give(&world, "2019-09-16").await;
        let officer = world.neighbour(Role::HomeAffairsOfficer, None);
        // More than there are connections of either kind.
        let answers = futures_util::future::join_all((0..40).map(|_| read(&officer))).await;
        for answer in answers {
            assert_eq!(answer["province"]["predecessors"][0]["consolidation"]["coverage"]["due"], 2);
        }
    }
}
