use super::*;
use crate::kit::on_both;

const AGENCY: &str = "query ($code: String!, $on: Date) { agency(by: { code: $code }, asOf: $on) {
    code name validFrom validTo parent { code } names { name validFrom validTo }
    identifiers { scheme value validFrom validTo }
    predecessors { agency { code } since } successors { agency { code } since } reorganisations { kind } } }";

async fn agency(world: &World, code: &str, on: Option<&str>) -> Value {
    let answer = home_affairs(world).graphql(AGENCY, json!({ "code": code, "on": on })).await;
    answer.at("agency").clone()
}

on_both! {
    async fn a_renaming_keeps_the_former_name_with_its_days(world: World) {
        let officer = home_affairs(&world);
        let done = officer
            .reorganise("RENAME", &["BDT"], "2019-03-01")
            .with("name", json!("Ban Dân tộc và Tôn giáo"))
            .with("identifiers", json!([{ "scheme": "QCVN102", "value": "000.00.15.H59" }]))
            .with("note", json!("Bổ sung chức năng"))
            .await
            .expect_done();
        let event = &done.payload()["reorganisation"];
        assert_eq!(event["formerName"], "Ban Dân tộc tỉnh");
        assert_eq!(event["ground"]["canonicalSymbol"], "05/NQ-HĐND");
        assert_eq!(event["ended"], json!([]));
        officer
            .reorganise("RENAME", &["BDT"], "2019-09-01")
            .with("name", json!("Sở Dân tộc và Tôn giáo"))
            .with("identifiers", json!([{ "scheme": "QCVN102", "value": "000.00.16.H59" }]))
            .await
            .expect_done();
        let now = agency(&world, "BDT", None).await;
        assert_eq!(now["name"], "Sở Dân tộc và Tôn giáo");
        assert_eq!(
            now["names"],
            json!([
                { "name": "Ban Dân tộc tỉnh", "validFrom": "1998-01-01", "validTo": "2019-02-28" },
                { "name": "Ban Dân tộc và Tôn giáo", "validFrom": "2019-03-01", "validTo": "2019-08-31" },
                { "name": "Sở Dân tộc và Tôn giáo", "validFrom": "2019-09-01", "validTo": null },
            ])
        );
        assert_eq!(
            now["identifiers"],
            json!([
                { "scheme": "QCVN102", "value": "000.00.15.H59", "validFrom": "2019-03-01", "validTo": "2019-08-31" },
                { "scheme": "QCVN102", "value": "000.00.16.H59", "validFrom": "2019-09-01", "validTo": null },
            ])
        );
        assert_eq!(agency(&world, "BDT", Some("2019-02-28")).await["name"], "Ban Dân tộc tỉnh");
        assert_eq!(agency(&world, "BDT", Some("2019-03-01")).await["name"], "Ban Dân tộc và Tôn giáo");
        // Found by what it was once called, and listed as it was called then.
        let list = "{ found: agencies(first: 9, filter: { nameContains: \"ban dan toc\" }) { totalCount nodes { code name } }
            then: agencies(first: 9, filter: { nameContains: \"dan toc\", asOf: \"2018-05-01\" }) { nodes { name } } }";
        let answer = officer.graphql(list, json!({})).await;
        assert_eq!(answer.at("found"), &json!({ "totalCount": 1, "nodes": [{ "code": "BDT", "name": "Sở Dân tộc và Tôn giáo" }] }));
        assert_eq!(answer.at("then.nodes"), &json!([{ "name": "Ban Dân tộc tỉnh" }]));
    }

    async fn merged_agencies_end_on_the_eve_and_know_who_continues_them(world: World) {
        let officer = home_affairs(&world);
        officer
            .reorganise("MERGE", &["STTTT", "STC"], "2019-08-01")
            .with("successors", json!([{ "code": "SMOI", "name": "Sở Thông tin và Tài chính", "kind": "DEPARTMENT" }]))
            .await
            .expect_done();
        let done = officer
            .reorganise("MERGE_INTO", &["SMOI"], "2019-09-01")
            .with("successors", json!([there("SGDDT")]))
            .await
            .expect_done();
        assert_eq!(done.payload()["reorganisation"]["answeredBy"]["code"], "SGDDT");
        let old = agency(&world, "STTTT", None).await;
        assert_eq!((&old["validTo"], &old["name"]), (&json!("2019-07-31"), &json!("Sở Thông tin và Truyền thông")));
        assert_eq!(old["successors"], json!([{ "agency": { "code": "SMOI" }, "since": "2019-08-01" }]));
        let middle = agency(&world, "SMOI", None).await;
        assert_eq!((&middle["validFrom"], &middle["validTo"]), (&json!("2019-08-01"), &json!("2019-08-31")));
        assert_eq!(middle["reorganisations"], json!([{ "kind": "MERGE" }, { "kind": "MERGE_INTO" }]));
        let predecessors: Vec<&Value> = middle["predecessors"].as_array().unwrap().iter().map(|one| &one["agency"]["code"]).collect();
        assert_eq!(predecessors, ["STTTT", "STC"]);
        // Listed by the day.
        let list = "query ($on: Date) { agencies(first: 50, filter: { asOf: $on }) { nodes { code } } }";
        let codes = async |on: &str| {
            let answer = officer.graphql(list, json!({ "on": on })).await;
            let nodes = answer.at("agencies.nodes").as_array().unwrap().clone();
            nodes.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(codes("2019-07-31").await, ["BDT", "P-1", "SGDDT", "STC", "STTTT", "SYT", "X-LONG-DUC"]);
        assert_eq!(codes("2019-08-01").await, ["BDT", "P-1", "SGDDT", "SMOI", "SYT", "X-LONG-DUC"]);
        assert_eq!(codes("2019-09-16").await, ["BDT", "P-1", "SGDDT", "SYT", "X-LONG-DUC"]);
        // The events of the province, the latest first; each found again by its id.
        let events = "{ reorganisations(first: 1) { totalCount pageInfo { hasNextPage endCursor } nodes { id kind } } }";
        let first = officer.graphql(events, json!({})).await;
        assert_eq!(first.at("reorganisations.totalCount"), &json!(2));
        assert_eq!(first.at("reorganisations.nodes.0.kind"), "MERGE_INTO");
        let after = first.at("reorganisations.pageInfo.endCursor");
        let next = officer
            .graphql("query ($after: String) { reorganisations(first: 1, after: $after) { nodes { id kind } } }", json!({ "after": after }))
            .await;
        assert_eq!(next.at("reorganisations.nodes.0.kind"), "MERGE");
        let node = officer
            .graphql("query ($id: ID!) { node(id: $id) { id ... on Reorganisation { kind } } }", json!({ "id": first.at("reorganisations.nodes.0.id") }))
            .await;
        assert_eq!(node.at("node.kind"), "MERGE_INTO");
    }

    async fn moving_under_another_agency_is_dated_too(world: World) {
        let officer = home_affairs(&world);
        officer.reorganise("MOVE", &["P-1", "X-LONG-DUC"], "2019-05-01").with("parent", json!("BDT")).await.expect_done();
        assert_eq!(agency(&world, "P-1", None).await["parent"]["code"], "BDT");
        assert_eq!(agency(&world, "P-1", Some("2019-04-30")).await["parent"], Value::Null);
        officer.reorganise("MOVE", &["BDT"], "2019-06-01").with("parent", json!("P-1")).await.expect_user_error("REORGANISATION_SHAPE");
        officer.reorganise("MOVE", &["P-1"], "2019-06-01").await.expect_done();
        assert_eq!(agency(&world, "P-1", Some("2019-05-31")).await["parent"]["code"], "BDT");
        assert_eq!(agency(&world, "P-1", None).await["parent"], Value::Null);
    }

    async fn what_cannot_be_is_refused_with_a_code_and_changes_nothing(world: World) {
        let officer = home_affairs(&world);
        let refused = async |verb: Verb<'_>, code: &str, path: &[&str]| {
            let answer = verb.await.expect_user_error(code);
            let paths: Vec<_> = answer.user_errors().into_iter().map(|error| error.path).collect();
            assert!(paths.iter().any(|found| found[1..] == *path), "{code} at {path:?}: {paths:?}");
        };
        refused(officer.reorganise("DISSOLVE", &["P-1"], "2019-09-17"), "REORGANISATION_IN_FUTURE", &["effectiveOn"]).await;
        refused(officer.reorganise("DISSOLVE", &["KHONG-CO"], "2019-09-01"), "AGENCY_NOT_THERE", &["agencies", "0"]).await;
        refused(officer.reorganise("DISSOLVE", &["P-1", "P-1"], "2019-09-01"), "DUPLICATE_ENTRY", &["agencies", "1"]).await;
        refused(officer.reorganise("RENAME", &["P-1"], "2019-09-01"), "REORGANISATION_SHAPE", &["name"]).await;
        refused(officer.reorganise("MERGE", &["P-1"], "2019-09-01").with("successors", json!([new("P", "Phường")])), "REORGANISATION_SHAPE", &["agencies"]).await;
        refused(officer.reorganise("MERGE_INTO", &["P-1"], "2019-09-01").with("successors", json!([there("P-1")])), "REORGANISATION_SHAPE", &["successors"]).await;
        refused(officer.reorganise("MERGE_INTO", &["P-1"], "2019-09-01").with("successors", json!([new("SYT", "Sở Y")])), "AGENCY_EXISTS", &["successors", "0", "code"]).await;
        refused(officer.reorganise("SPLIT", &["SYT"], "2019-09-01").with("successors", json!([new("A", "Sở A"), new("B", "Sở B")])), "REORGANISATION_SHAPE", &["answeredBy"]).await;
        refused(officer.reorganise("SPLIT", &["SYT"], "2019-09-01").with("successors", json!([new("A", "Sở A")])), "REORGANISATION_SHAPE", &["successors"]).await;
        refused(officer.reorganise("DISSOLVE", &["P-1"], "2019-09-01").with("answeredBy", json!("P-1")), "NOT_A_SUCCESSOR", &["answeredBy"]).await;
        refused(officer.reorganise("DISSOLVE", &["P-1"], "2019-09-01").with("ground", json!({ "asCited": " " })), "TEXT_EMPTY", &["ground", "asCited"]).await;
        officer.reorganise("RENAME", &["SYT"], "2019-05-01").with("name", json!("Sở Y tế tỉnh")).await.expect_done();
        refused(officer.reorganise("DISSOLVE", &["SYT"], "2019-04-01"), "LATER_REORGANISATION", &["effectiveOn"]).await;
        // Everything at once.
        let answer = officer.reorganise("MERGE", &["KHONG-CO", "P-1"], "2019-12-01").await.expect_user_error("AGENCY_NOT_THERE");
        let codes: Vec<String> = answer.user_errors().into_iter().map(|error| error.code).collect();
        assert!(codes.contains(&"REORGANISATION_IN_FUTURE".to_owned()) && codes.contains(&"REORGANISATION_SHAPE".to_owned()), "{codes:?}");
        assert_eq!(officer.graphql("{ reorganisations(first: 5) { totalCount } }", json!({})).await.at("reorganisations.totalCount"), &json!(1));
        // Only Home Affairs; and another province has none of it.
        for role in [Role::ProvinceAdministrator, Role::Auditor] {
            world.person(role, None).reorganise("DISSOLVE", &["P-1"], "2019-09-01").await.expect_user_error("NOT_ALLOWED");
        }
        let theirs = world.neighbour(Role::HomeAffairsOfficer, None);
        theirs.reorganise("DISSOLVE", &["P-1"], "2019-09-01").await.expect_user_error("AGENCY_NOT_THERE");
        assert_eq!(theirs.graphql("{ reorganisations(first: 5) { totalCount } }", json!({})).await.at("reorganisations.totalCount"), &json!(0));
    }

    /// Each refusal says what is wrong, and only that.
    async fn a_refusal_tells_the_true_reason(world: World) {
        let officer = home_affairs(&world).speaking("en");
        let told = async |verb: Verb<'_>| {
            let errors = verb.await.user_errors();
            errors.into_iter().map(|error| (error.path[1..].join("."), error.code, error.message)).collect::<Vec<_>>()
        };
        // The same name again.
        let same = officer.reorganise("RENAME", &["SYT"], "2019-05-01").with("name", json!(" Sở Y tế "));
        assert_eq!(told(same).await, [("name".to_owned(), "REORGANISATION_SHAPE".to_owned(), "A reorganisation RENAME needs a name other than the present one.".to_owned())]);
        // Of what is not there, nothing is said of a successor that was sent in full.
        let merge = |agencies: &[&str]| officer.reorganise("MERGE", agencies, "2019-08-01").with("successors", json!([new("SMOI", "Sở Mới")]));
        let missing = |code: &str, at: usize| (format!("agencies.{at}"), "AGENCY_NOT_THERE".to_owned(), format!("There is no agency “{code}” that exists on 31/07/2019, the last day before the reorganisation of 01/08/2019."));
        assert_eq!(told(merge(&["KHONG-CO", "CUNG-KHONG"])).await, [missing("KHONG-CO", 0), missing("CUNG-KHONG", 1)]);
        let bare = officer.reorganise("MERGE", &["STC", "STTTT"], "2019-08-01").with("successors", json!([new("SMOI", " ")]));
        assert_eq!(told(bare).await.into_iter().map(|it| (it.0, it.1)).collect::<Vec<_>>(), [("successors.0.name".to_owned(), "TEXT_EMPTY".to_owned())]);
        // A new agency without a name is told as that, and not as one that is not there.
        let nameless = officer.reorganise("MERGE", &["STC", "STTTT"], "2019-08-01").with("successors", json!([there("s34")]));
        assert_eq!(told(nameless).await, [("successors".to_owned(), "REORGANISATION_SHAPE".to_owned(), "A reorganisation MERGE needs one new successor, with its name.".to_owned())]);
        let vietnamese = home_affairs(&world);
        let dissolved = vietnamese.reorganise("DISSOLVE", &["P-1"], "2019-09-01").with("successors", json!([there("SYT")]));
        assert_eq!(told(dissolved).await[0].2, "Giải thể thì không được có cơ quan kế thừa.");
        // Nobody takes the name of another, in whatever letters; communes of different districts may.
        for name in ["Sở Tài chính", "SO TAI CHINH"] {
            let taken = vietnamese.reorganise("RENAME", &["SYT"], "2019-05-01").with("name", json!(name));
            assert_eq!(told(taken).await, [("name".to_owned(), "AGENCY_NAME_TAKEN".to_owned(), "Tên “Sở Tài chính” là tên của cơ quan “STC” hiện nay; hai cơ quan không được mang cùng một tên trong cùng thời gian.".to_owned())]);
        }
        for code in ["a b/ c", "sở-mới", "-a", "a/b"] {
            let merged = officer.reorganise("MERGE", &["STC", "STTTT"], "2019-08-01").with("successors", json!([new(code, "Sở Mới")]));
            assert_eq!(told(merged).await.into_iter().map(|it| (it.0, it.1)).collect::<Vec<_>>(), [("successors.0.code".to_owned(), "AGENCY_BAD_CODE".to_owned())], "{code}");
        }
        // Who ended later was there then.
        officer.reorganise("DISSOLVE", &["P-1"], "2019-09-01").await.expect_done();
        let later = |field: &str| (field.to_owned(), "LATER_REORGANISATION".to_owned(), "A later reorganisation of the agency “P-1”, from 01/09/2019, has been recorded.".to_owned());
        assert_eq!(told(officer.reorganise("RENAME", &["P-1"], "2019-05-01").with("name", json!("Phường Một"))).await, [later("agencies.0")]);
        assert_eq!(told(officer.reorganise("MOVE", &["X-LONG-DUC"], "2019-05-01").with("parent", json!("P-1"))).await, [later("parent")]);
        let over = told(officer.reorganise("RENAME", &["P-1"], "2019-09-05").with("name", json!("Phường Một"))).await;
        assert_eq!(over[0].1, "AGENCY_NOT_THERE", "{over:?}");
    }
}
