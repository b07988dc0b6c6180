//! The register of legal documents: read, searched and paged across both sources, kept by a province, cited by reports.

mod cited;
mod refused;
mod twice;

use crate::cycle::desk::{AGENCY, log, traces};
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tonghop::kit::vocabulary::Role;

/// What is asked of a document in most tests.
const DOCUMENT: &str = "id origin province number symbol grammar kind { code label } kindBySymbol { code } kindAsCited \
                        issuer issued { year month day } title inForceFrom inForceTo revision";

/// Saves a document as somebody.
async fn upsert(person: &Person, input: Value) -> Answer {
    person.verb("legalDocumentUpsert", input, format!("document {{ {DOCUMENT} }}")).await
}

/// The document of a symbol.
async fn by_symbol(person: &Person, symbol: &str, selection: &str) -> Answer {
    let query =
        format!("query ($symbol: String!) {{ legalDocument(by: {{ symbol: $symbol }}) {{ {selection} }} }}");
    person.graphql(&query, json!({ "symbol": symbol })).await
}

/// The register, or what of it a filter wants, page by page from either end: symbol (or id) of each, in the list's order.
async fn pages(person: &Person, filter: &Value, order: &str, size: i32, backwards: bool) -> Vec<String> {
    let query = "query ($filter: LegalDocumentFilter, $order: LegalDocumentOrder!, $first: Int, $after: String, \
                 $last: Int, $before: String) { legalDocuments(filter: $filter, orderBy: $order, first: $first, \
                 after: $after, last: $last, before: $before) { totalCount nodes { id symbol } pageInfo { hasNextPage \
                 hasPreviousPage startCursor endCursor } } }";
    let mut found = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let variables = match backwards {
            false => json!({ "filter": filter, "order": order, "first": size, "after": cursor }),
            true => json!({ "filter": filter, "order": order, "last": size, "before": cursor }),
        };
        let answer = person.graphql(query, variables).await;
        let page = answer.at("legalDocuments");
        let nodes = page["nodes"].as_array().unwrap();
        let name = |node: &Value| {
            let known = node["symbol"].as_str().or(node["id"].as_str());
            known.unwrap().to_owned()
        };
        let names: Vec<String> = nodes.iter().map(name).collect();
        let info = &page["pageInfo"];
        let more = if backwards {
            found.splice(0..0, names);
            cursor = info["startCursor"].clone();
            info["hasPreviousPage"].as_bool()
        } else {
            found.extend(names);
            cursor = info["endCursor"].clone();
            info["hasNextPage"].as_bool()
        };
        if more != Some(true) {
            assert_eq!(page["totalCount"], found.len(), "{answer}");
            return found;
        }
        assert_eq!(nodes.len(), usize::try_from(size).unwrap(), "{answer}");
    }
}

on_both! {
    async fn a_shipped_document_says_what_its_sources_say(world: World) {
        let reader = world.person(Role::BiReader, None).speaking("en");
        let selection = format!(
            "{DOCUMENT} before: forceStatus(on: \"2023-06-30\") after: forceStatus(on: \"2023-07-01\") \
             replacedBy {{ symbol amendedBy {{ symbol }} }} replaces {{ symbol }} successor(on: \"2024-01-01\") {{ symbol }} \
             citedAs sources {{ mark }} note"
        );
        for symbol in ["10/2022/QH15", "8378/BNV-CTTN&BĐG", "149/2018NĐ-CP", "4/2015/nđ–CP"] {
            assert!(by_symbol(&reader, symbol, "id").await.at("legalDocument.id").is_string(), "{symbol}");
        }
        let answer = by_symbol(&reader, "4/2015/NĐ –\nCP", &selection).await;
        let document = answer.at("legalDocument");
        let id = document["id"].clone();
        assert_eq!(
            document,
            &json!({
                "id": id, "origin": "SHIPPED", "province": null, "number": "04", "symbol": "04/2015/NĐ-CP",
                "grammar": "STATE", "kind": { "code": "DECREE", "label": "Nghị định" },
                "kindBySymbol": { "code": "DECREE" }, "kindAsCited": null, "issuer": "Government",
                "issued": { "year": 2015, "month": 1, "day": 9 },
                "title": "Democracy in state administrative agencies and public service units",
                "inForceFrom": null, "inForceTo": "2023-06-30", "revision": null,
                "before": "NOT_STATED", "after": "NO_LONGER_IN_FORCE",
                "replacedBy": { "symbol": "10/2022/QH15", "amendedBy": [{ "symbol": "47/2024/QH15" }, { "symbol": "97/2025/QH15" }] },
                "replaces": [{ "symbol": "71/1998/NĐ-CP" }], "successor": { "symbol": "10/2022/QH15" },
                "citedAs": [], "sources": [{ "mark": "A.33" }, { "mark": "B.12" }, { "mark": "S32" }],
                "note": "The replacement has not been checked against the text.",
            })
        );
        let node = reader.graphql("query ($id: ID!) { node(id: $id) { ... on LegalDocument { symbol } } legalDocument(by: { id: $id }) { symbol } }", json!({ "id": id })).await;
        assert_eq!(node.at("node"), node.at("legalDocument"));
        assert_eq!(node.at("node.symbol"), "04/2015/NĐ-CP");
        // The two kinds that do not go with their symbols.
        for (symbol, kind, told, cited) in
            [("36a/NQ-CP", "RESOLUTION", "RESOLUTION", "Quyết định"), ("124-QĐ/TW", "RULING", "DECISION", "Quy định")]
        {
            let answer = by_symbol(&reader, symbol, "kind { code } kindBySymbol { code } kindAsCited").await;
            let expected = json!({ "kind": { "code": kind }, "kindBySymbol": { "code": told }, "kindAsCited": cited });
            assert_eq!(answer.at("legalDocument"), &expected);
        }
        // A date that is known in part only.
        let partial = by_symbol(&reader, "71/1998/NĐ-CP", "issued { year month day }").await;
        assert_eq!(partial.at("legalDocument.issued"), &json!({ "year": 1998, "month": null, "day": null }));
    }

    /// The 53 and the 24 documents of the two sources are there, each once.
    async fn the_register_has_what_both_sources_cite(world: World) {
        let reader = world.person(Role::Submitter, AGENCY);
        let query = "query ($after: String) { legalDocuments(first: 50, after: $after) { nodes { sources { mark } } pageInfo { hasNextPage endCursor } } }";
        let mut marks = Vec::new();
        let mut after = Value::Null;
        loop {
            let answer = reader.graphql(query, json!({ "after": after })).await;
            for node in answer.at("legalDocuments.nodes").as_array().unwrap() {
                marks.extend(node["sources"].as_array().unwrap().iter().map(|source| source["mark"].as_str().unwrap().to_owned()));
            }
            if answer.at("legalDocuments.pageInfo.hasNextPage") == false {
                break;
            }
            after = answer.at("legalDocuments.pageInfo.endCursor").clone();
        }
        for (source, count) in [("A", 53), ("B", 24)] {
            for number in 1..=count {
                let mark = format!("{source}.{number}");
                assert_eq!(marks.iter().filter(|known| **known == mark).count(), 1, "{mark}");
            }
        }
    }

    async fn a_province_keeps_documents_of_its_own(world: World) {
        world.set_time("2021-06-01T02:00:00Z");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let input = json!({ "symbol": " 30/KH-UBND ", "issuer": "Ủy ban nhân dân tỉnh", "title": "Kế hoạch dân vận  năm 2020",
                            "issued": { "year": 2020, "month": 3 }, "inForceFrom": "2020-04-01", "note": " " });
        let made = upsert(&home_affairs, input.clone()).await.expect_done();
        let document = made.at("legalDocumentUpsert.document").clone();
        assert_eq!(
            document,
            json!({
                "id": document["id"], "origin": "PROVINCE", "province": null, "number": "30", "symbol": "30/KH-UBND",
                "grammar": "STATE", "kind": { "code": "PLAN", "label": "Kế hoạch" }, "kindBySymbol": { "code": "PLAN" },
                "kindAsCited": null, "issuer": "Ủy ban nhân dân tỉnh", "issued": { "year": 2020, "month": 3, "day": null },
                "title": "Kế hoạch dân vận  năm 2020", "inForceFrom": "2020-04-01", "inForceTo": null, "revision": 1,
            })
        );
        let entries = log(&world, "action").await;
        assert_eq!(entries.at("auditEntries.nodes.0.action"), "legalDocumentUpsert");
        // The same document again is a change, and needs to have been seen.
        let blind = upsert(&home_affairs.clone().speaking("en"), input.clone()).await;
        let errors = blind.user_errors();
        assert_eq!((errors[0].code.as_str(), errors[0].path.join(".")), ("STALE_REVISION", "input.ifRevision".into()));
        assert_eq!(errors[0].message, "Somebody else has saved the document: it is at revision 1, yours was 0. Load it again and save again; nothing was lost.");
        let mut changed = input.clone();
        changed["ifRevision"] = json!(1);
        changed["inForceTo"] = json!("2020-12-31");
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let again = upsert(&administrator, changed).await.expect_done();
        assert_eq!(again.at("legalDocumentUpsert.document.id"), &document["id"]);
        assert_eq!(again.at("legalDocumentUpsert.document.revision"), 2);
        // Its successor, and the way there.
        let next = json!({ "symbol": "31/KH-UBND", "issuer": "UBND tỉnh", "issued": { "year": 2021 }, "inForceFrom": "2021-01-01" });
        let next = upsert(&home_affairs, next).await.expect_done().at("legalDocumentUpsert.document.id").clone();
        let by_id = json!({ "document": document["id"], "ifRevision": 2, "symbol": "30/KH-UBND", "issued": { "year": 2020, "month": 3 },
                            "issuer": "Ủy ban nhân dân tỉnh", "inForceTo": "2020-12-31", "replacedBy": next });
        upsert(&home_affairs, by_id).await.expect_done();
        let chain = "forceStatus(on: \"2021-01-01\") successor(on: \"2021-01-01\") { symbol replaces { symbol } } title inForceFrom revision";
        let answer = by_symbol(&home_affairs, "30/KH-UBND", chain).await;
        assert_eq!(
            answer.at("legalDocument"),
            &json!({ "forceStatus": "NO_LONGER_IN_FORCE", "successor": { "symbol": "31/KH-UBND", "replaces": [{ "symbol": "30/KH-UBND" }] },
                     "title": null, "inForceFrom": null, "revision": 3 })
        );
        // The neighbour sees none of it.
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        assert_eq!(by_symbol(&neighbour, "30/KH-UBND", "id").await.at("legalDocument"), &Value::Null);
        let node = neighbour.graphql("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": document["id"] })).await;
        assert_eq!(node.at("node"), &Value::Null);
        let theirs = json!({ "document": document["id"], "ifRevision": 3, "symbol": "30/KH-UBND" });
        upsert(&neighbour, theirs).await.expect_user_error("NOT_FOUND");
        // Nor what was shipped for this province alone.
        let shipped = "{ legalDocument(by: { key: { symbol: \"25/KH-UBND\", issued: { year: 2019 } } }) { title } }";
        assert!(world.person(Role::Auditor, None).graphql(shipped, json!({})).await.at("legalDocument.title").is_string());
        assert_eq!(neighbour.graphql(shipped, json!({})).await.at("legalDocument"), &Value::Null);
    }

    async fn everything_wrong_with_an_entry_is_told(world: World) {
        world.set_time("2021-06-01T02:00:00Z");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let other = upsert(&home_affairs, json!({ "symbol": "31/KH-UBND", "issued": { "year": 2021 } })).await.expect_done();
        let other = other.at("legalDocumentUpsert.document.id").clone();
        let own = upsert(&home_affairs, json!({ "symbol": "30/KH-UBND", "issued": { "year": 2020 }, "replacedBy": other })).await.expect_done();
        let own = own.at("legalDocumentUpsert.document.id").clone();
        let before = traces(&world.database).await;
        let shipped = by_symbol(&home_affairs, "04/2015/NĐ-CP", "id").await.at("legalDocument.id").clone();
        for (input, expected) in [
            (json!({}), vec!["title TEXT_EMPTY"]),
            (json!({ "symbol": "Quyết định số 290" }), vec!["symbol BAD_SYMBOL"]),
            (json!({ "number": "290b2", "title": "x" }), vec!["number BAD_DOCUMENT_NUMBER"]),
            (json!({ "number": "31", "symbol": "30/KH-UBND" }), vec!["number BAD_DOCUMENT_NUMBER"]),
            (
                json!({ "symbol": "1/KH-X", "kind": "LETTER", "issued": { "year": 2019, "month": 2, "day": 30 },
                        "inForceFrom": "2020-01-01", "inForceTo": "2019-12-31", "issuer": "a\u{202e}b", "replacedBy": "nonsense" }),
                vec!["inForceTo FORCE_BACKWARDS", "issued NO_SUCH_DAY", "issuer FORBIDDEN_CHARACTER", "kind UNKNOWN_DOCUMENT_KIND", "replacedBy NOT_FOUND"],
            ),
            (json!({ "symbol": "4/2015/NĐ-CP" }), vec!["symbol DOCUMENT_IS_SHIPPED"]),
            (json!({ "symbol": "25/KH-UBND", "issued": { "year": 2019 } }), vec!["symbol DOCUMENT_IS_SHIPPED"]),
            (json!({ "document": shipped, "symbol": "32/KH-UBND" }), vec!["document DOCUMENT_IS_SHIPPED"]),
            (json!({ "document": own, "ifRevision": 1, "symbol": "31/KH-UBND", "issued": { "year": 2021 } }), vec!["symbol DOCUMENT_EXISTS"]),
            (json!({ "document": other, "ifRevision": 1, "symbol": "31/KH-UBND", "issued": { "year": 2021 }, "replacedBy": own }), vec!["replacedBy REPLACED_IN_CIRCLE"]),
            (json!({ "document": own, "ifRevision": 1, "symbol": "30/KH-UBND", "issued": { "year": 2020 }, "replacedBy": own }), vec!["replacedBy REPLACED_IN_CIRCLE"]),
        ] {
            let answer = upsert(&home_affairs, input.clone()).await;
            let mut found: Vec<String> = answer
                .user_errors()
                .into_iter()
                .map(|error| format!("{} {}", error.path[1..].join("."), error.code))
                .collect();
            found.sort();
            assert_eq!(found, expected, "{input}");
        }
        assert_eq!(traces(&world.database).await, before);
        for person in [world.person(Role::Submitter, AGENCY), world.person(Role::AgencyHead, AGENCY), world.person(Role::Auditor, None)] {
            upsert(&person, json!({ "symbol": "33/KH-UBND" })).await.expect_user_error("NOT_ALLOWED");
        }
        assert_eq!(traces(&world.database).await, before);
    }

    /// Pages of any size from either end are the same list, whatever is shipped and whatever is the province's own.
    async fn pages_run_over_both_sources_in_one_order(world: World) {
        world.set_time("2026-06-01T02:00:00Z");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        for (number, issued) in [
            (900, json!({ "year": 2019, "month": 3, "day": 14 })), (901, json!({ "year": 2019, "month": 3, "day": 14 })),
            (902, json!({ "year": 2019, "month": 3 })), (903, json!({ "year": 2019 })), (904, Value::Null),
            (905, json!({ "year": 2026 })), (906, json!({ "year": 1990 })),
        ] {
            let input = json!({ "symbol": format!("{number}/KH-UBND"), "issued": issued, "title": "Kế hoạch thử",
                                "inForceFrom": "2019-01-01" });
            upsert(&home_affairs, input).await.expect_done();
        }
        let all = pages(&home_affairs, &Value::Null, "ISSUED_ASC", 100, false).await;
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "each once");
        assert_eq!(all.len(), 89 + 7);
        let place = |symbol: &str| all.iter().position(|known| known == symbol).unwrap_or_else(|| panic!("{symbol}"));
        let ascending = ["904/KH-UBND", "906/KH-UBND", "71/1998/NĐ-CP", "903/KH-UBND", "43-KL/TW", "902/KH-UBND", "900/KH-UBND", "905/KH-UBND"];
        assert!(ascending.windows(2).all(|pair| place(pair[0]) < place(pair[1])), "{all:?}");
        let mut reversed = all.clone();
        reversed.reverse();
        for (order, expected) in [("ISSUED_ASC", &all), ("ISSUED_DESC", &reversed)] {
            for size in [1, 7, 40] {
                for backwards in [false, true] {
                    let found = pages(&home_affairs, &Value::Null, order, size, backwards).await;
                    assert_eq!(&found, expected, "{order} {size} {backwards}");
                }
            }
        }
        for (filter, expected) in [
            (json!({ "origin": "PROVINCE" }), 7),
            (json!({ "origin": "SHIPPED" }), 89),
            (json!({ "kind": "PLAN", "search": "ke hoach thu 90" }), 7 + 1),
            (json!({ "kind": "CIRCULAR" }), 3),
            (json!({ "inForceOn": "2019-06-01" }), 7 + 1),
            (json!({ "inForceOn": "2019-06-01", "search": "thử 90" }), 7),
            (json!({ "search": "50% _ \\" }), 0),
            (json!({ "search": "a\u{0}b" }), 0),
        ] {
            let found = pages(&home_affairs, &filter, "ISSUED_DESC", 3, false).await;
            assert_eq!(found.len(), expected, "{filter}: {found:?}");
        }
        let cursor = home_affairs.graphql("{ legalDocuments(first: 1) { pageInfo { endCursor } } }", json!({})).await;
        let cursor = cursor.at("legalDocuments.pageInfo.endCursor").clone();
        let other = "query ($after: String) { legalDocuments(first: 1, after: $after, orderBy: ISSUED_ASC) { nodes { id } } }";
        home_affairs.graphql(other, json!({ "after": cursor })).await.expect_code("BAD_USER_INPUT");
    }

    /// However it is typed: case, diacritics, tone placement, ƣ for ư, padding, line breaks; in both sources.
    async fn search_finds_what_people_read_as_the_same(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let input = json!({ "symbol": "07/HD-UBND", "issuer": "Uỷ ban nhân dân thị xã Hoà Thuận",
                            "title": "Hƣớng dẫn hoà giải, thuý và Đường lối" });
        upsert(&home_affairs, input).await.expect_done();
        for search in ["hướng dẫn hòa giải", "HUONG DAN HOA GIAI", "hoà  thuý", "ủy ban hòa thuận", "7/hd-ubnd", "07/HD-\nUBND", "“đường” lối hòa", "duong loi hoa"] {
            let found = pages(&home_affairs, &json!({ "search": search }), "ISSUED_DESC", 100, false).await;
            assert_eq!(found, ["07/HD-UBND"], "{search}");
        }
        // A symbol, however it is punctuated, in both sources.
        upsert(&home_affairs, json!({ "symbol": "913/2026QĐ-UBND", "issuer": "UBND tỉnh" })).await.expect_done();
        for (search, symbol) in [
            ("149/2018NĐ-CP", "149/2018/NĐ-CP"), ("nghị định 149/2018nđ-cp", "149/2018/NĐ-CP"), ("149/2018/NĐ – CP", "149/2018/NĐ-CP"),
            ("7-HD/UBND", "07/HD-UBND"), ("07/hd-ubnd", "07/HD-UBND"),
            ("913/2026/QĐ-UBND", "913/2026QĐ-UBND"), ("913/2026qd-ubnd", "913/2026QĐ-UBND"),
        ] {
            let found = pages(&home_affairs, &json!({ "search": search }), "ISSUED_DESC", 100, false).await;
            assert_eq!(found, [symbol], "{search}");
        }
        // The conclusion on carrying it on names it in its title.
        for search in ["25-NQ/TW", "25/NQ-TW", "25/nq-tw", "25-nq/tw", "25 – NQ/TW"] {
            let found = pages(&home_affairs, &json!({ "search": search }), "ISSUED_DESC", 100, false).await;
            assert_eq!(found, ["43-KL/TW", "25-NQ/TW"], "{search}");
        }
        for search in ["Uỷ ban Thƣờng vụ Quốc hội", "UY BAN THUONG VU QUOC HOI", "pl-ubtvqh11"] {
            let found = pages(&home_affairs, &json!({ "search": search }), "ISSUED_DESC", 100, false).await;
            assert_eq!(found, ["34/2007/PL-UBTVQH11"], "{search}");
        }
        // The text is as it was received.
        let stored = by_symbol(&home_affairs, "07/HD-UBND", "title").await;
        assert_eq!(stored.at("legalDocument.title"), "Hƣớng dẫn hoà giải, thuý và Đường lối");
    }
}

on_both! {
    /// Forms, sections, indicators, rules and contents say what they rest on; fields whether they compare.
    async fn the_catalogue_says_what_it_rests_on(world: World) {
        let reader = world.person(Role::BiReader, None).speaking("en");
        let query = r#"{
            form(by: { version: { code: "dvcq_quarterly", version: 3 } }) {
              validFrom predecessor { version validTo }
              grounds { document { symbol } text }
              sections { code legalBasis grounds { document { symbol } provision }
                         fields { indicator { code } predecessor { code } comparability reason } }
              rules { code legalBasis grounds { document { symbol } } }
            }
            indicator(code: "staff_conference_held") { legalBasis grounds { document { symbol inForceTo } provision } }
            basis: indicator(code: "qcdc_regulation_basis") { choices { code document { symbol } } }
            legalDocumentKinds { code }
        }"#;
        let answer = reader.graphql(query, json!({})).await;
        assert_eq!(answer.at("form.predecessor"), &json!({ "version": 2, "validTo": "2023-06-30" }));
        assert_eq!(answer.at("form.grounds.0.document.symbol"), "09/2019/NĐ-CP");
        assert_eq!(answer.at("form.grounds.1"), &json!({ "document": null, "text": "the request letter of the Department of Home Affairs" }));
        let sections = answer.at("form.sections").as_array().unwrap();
        let section = |code: &str| sections.iter().find(|section| section["code"] == code).unwrap();
        assert_eq!(section("qcdc_agency")["grounds"][0], json!({ "document": { "symbol": "10/2022/QH15" }, "provision": "Articles 46, 51 and 60 to 63" }));
        let field = |code: &str, indicator: &str| {
            let fields = section(code)["fields"].as_array().unwrap();
            fields.iter().find(|field| field["indicator"]["code"] == indicator).unwrap().clone()
        };
        let narrower = field("qcdc_commune", "matters_put_to_people_approved");
        assert_eq!((&narrower["comparability"], &narrower["predecessor"]["code"]), (&json!("NARROWER"), &json!("matters_put_to_people_approved")));
        assert!(narrower["reason"].as_str().unwrap().contains("two thirds"));
        assert_eq!(field("qcdc_agency", "disclosure_items")["comparability"], "BREAK");
        let same = field("dissemination", "complaint_received");
        assert_eq!((&same["comparability"], &same["reason"]), (&json!("SAME"), &Value::Null));
        assert_eq!(answer.at("indicator.grounds.0"), &json!({ "document": { "symbol": "01/2016/TT-BNV", "inForceTo": "2023-06-30" }, "provision": null }));
        assert_eq!(
            answer.at("indicator.legalBasis"),
            "Circular 01/2016/TT-BNV (to 30 June 2023); Law 10/2022/QH15, Article 51"
        );
        let rules = answer.at("form.rules").as_array().unwrap();
        let rule = rules.iter().find(|rule| rule["code"] == "Q02").unwrap();
        assert_eq!(rule["legalBasis"], "Law 10/2022/QH15, Article 51");
        assert_eq!(answer.at("basis.choices.0"), &json!({ "code": "PL34_2007", "document": { "symbol": "34/2007/PL-UBTVQH11" } }));
        assert_eq!(answer.at("legalDocumentKinds").as_array().unwrap().len(), 20);
    }
}
