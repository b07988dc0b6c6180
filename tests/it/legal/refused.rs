//! What the register does not take, and what it finds by a symbol however that is typed.

use super::{pages, upsert};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

on_both! {
    /// What contradicts itself cannot be kept: the symbol's year, the days of force, the day of issue, and who replaced whom.
    async fn what_cannot_be_is_refused(world: World) {
        world.set_time("2021-06-01T02:00:00Z");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let day = |year: i32, month: i32, day: i32| json!({ "year": year, "month": month, "day": day });
        let told = async |input: Value| -> Vec<String> {
            let errors = upsert(&home_affairs, input).await.user_errors();
            errors.into_iter().map(|error| format!("{} {}", error.path[1..].join("."), error.code)).collect()
        };
        let differs = json!({ "symbol": "15/2024/QĐ-UBND", "issued": day(2019, 5, 1) });
        assert_eq!(told(differs).await, ["issued SYMBOL_YEAR_DIFFERS"]);
        let early = json!({ "symbol": "15/2019/QĐ-UBND", "issued": day(2019, 5, 1), "inForceFrom": "2019-04-30" });
        assert_eq!(told(early).await, ["inForceFrom FORCE_BEFORE_ISSUE"]);
        for issued in [day(2021, 6, 2), json!({ "year": 2021, "month": 7 }), json!({ "year": 2022 })] {
            assert_eq!(told(json!({ "symbol": "16/QĐ-UBND", "issued": issued })).await, ["issued DAY_IN_FUTURE"]);
        }
        // On the day of issue; in the same year, as far as that is known; a single decision may look back.
        for input in [
            json!({ "symbol": "17/2019/QĐ-UBND", "issued": day(2019, 5, 1), "inForceFrom": "2019-05-01" }),
            json!({ "symbol": "18/2019/QĐ-UBND", "issued": { "year": 2019 }, "inForceFrom": "2019-01-01" }),
            json!({ "symbol": "19/QĐ-UBND", "issued": day(2019, 5, 1), "inForceFrom": "2019-01-01" }),
            json!({ "symbol": "20/QĐ-UBND", "issued": { "year": 2021 } }),
        ] {
            assert_eq!(told(input.clone()).await, Vec::<String>::new(), "{input}");
        }
        let old = upsert(&home_affairs, json!({ "symbol": "21/QĐ-UBND", "issued": { "year": 2018 } })).await.expect_done();
        let old = old.at("legalDocumentUpsert.document.id").clone();
        let replaced = |issued: Value| json!({ "symbol": "22/QĐ-UBND", "issued": issued, "replacedBy": old });
        assert_eq!(told(replaced(json!({ "year": 2019 }))).await, ["replacedBy REPLACED_BY_EARLIER"]);
        assert_eq!(told(replaced(json!({ "year": 2018, "month": 12 }))).await, Vec::<String>::new());
        let moved = json!({ "document": old, "ifRevision": 1, "symbol": "21/QĐ-UBND", "issued": { "year": 2017 } });
        assert_eq!(told(moved).await, ["replacedBy REPLACED_BY_EARLIER"]);
    }

    /// A year that only the symbol tells is a year all the same: what contradicts every day of it is refused, and nothing else.
    async fn the_year_in_a_symbol_is_a_year_of_issue(world: World) {
        world.set_time("2021-06-01T02:00:00Z");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let told = async |input: Value| -> Vec<String> {
            let errors = upsert(&home_affairs, input).await.user_errors();
            errors.into_iter().map(|error| format!("{} {}", error.path[1..].join("."), error.code)).collect()
        };
        let early = json!({ "symbol": "31/2019/QĐ-UBND", "inForceFrom": "2018-12-31" });
        assert_eq!(told(early).await, ["inForceFrom FORCE_BEFORE_ISSUE"]);
        let ended = json!({ "symbol": "31/2019/QĐ-UBND", "inForceTo": "2018-06-30" });
        assert_eq!(told(ended).await, ["inForceTo FORCE_BEFORE_ISSUE"]);
        let within = json!({ "symbol": "31/2019/QĐ-UBND", "inForceFrom": "2019-01-01" });
        let old = upsert(&home_affairs, within).await.expect_done().at("legalDocumentUpsert.document.id").clone();
        let replaces = |symbol: &str| json!({ "symbol": symbol, "replacedBy": old });
        assert_eq!(told(replaces("32/2020/QĐ-UBND")).await, ["replacedBy REPLACED_BY_EARLIER"]);
        // Of the same year either may be the earlier; of a symbol without a year nothing is known.
        for symbol in ["33/2019/QĐ-UBND", "34/2018/QĐ-UBND", "35/QĐ-UBND"] {
            assert_eq!(told(replaces(symbol)).await, Vec::<String>::new(), "{symbol}");
        }
        // A shipped successor, by its date; what was replaced before, when its own day is told.
        let shipped = home_affairs.graphql("{ legalDocument(by: { symbol: \"04/2015/NĐ-CP\" }) { id } }", json!({})).await;
        let shipped = shipped.at("legalDocument.id").clone();
        let later = json!({ "symbol": "36/2016/QĐ-UBND", "replacedBy": shipped });
        assert_eq!(told(later).await, ["replacedBy REPLACED_BY_EARLIER"]);
        let next = upsert(&home_affairs, json!({ "symbol": "37/QĐ-UBND", "issuer": "UBND tỉnh" })).await.expect_done();
        let next = next.at("legalDocumentUpsert.document.id").clone();
        assert_eq!(told(json!({ "symbol": "38/2020/QĐ-UBND", "replacedBy": next })).await, Vec::<String>::new());
        let dated = json!({ "document": next, "ifRevision": 1, "symbol": "37/QĐ-UBND", "issuer": "UBND tỉnh", "issued": { "year": 2019 } });
        assert_eq!(told(dated).await, ["replacedBy REPLACED_BY_EARLIER"]);
    }

    /// However a symbol or a part of it is typed or pasted, the same is found, and nothing that only looks alike.
    async fn one_fold_finds_what_is_meant(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        for input in [
            json!({ "symbol": "1149/2018/QĐ-UBND", "issuer": "UBND tỉnh" }),
            json!({ "symbol": "14/QĐ-UBND", "issuer": "UBND tỉnh", "title": "Mã số 92018" }),
            json!({ "symbol": "77/2020/QĐ-UB\u{AD}ND", "title": "Quy chế thực hiện dân\u{AD} chủ ở buôn" }),
        ] {
            upsert(&home_affairs, input).await.expect_done();
        }
        let found = async |search: &str| pages(&home_affairs, &json!({ "search": search }), "ISSUED_ASC", 100, false).await;
        let decree = found("149/2018").await;
        assert_eq!(decree, ["149/2018/NĐ-CP"]);
        for search in [
            "149-2018", "149.2018", "149 / 2018", "nghị định: 149/2018", "149/2018;", "(149/2018)", "14\u{200B}9/20\u{AD}18\u{FEFF}",
            "1492018", "1492018NĐCP", "149/2018NDCP", "149 / 2018 NĐ–CP",
        ] {
            assert_eq!(found(search).await, decree, "{search}");
        }
        let law = found("10/2022/QH15").await;
        assert!(law.contains(&"10/2022/QH15".to_owned()), "{law:?}");
        assert_eq!(found("102022QH15").await, ["10/2022/QH15"]);
        for (one, others) in [
            ("CT-TTg", ["CT/TTg", "ct.ttg"]), ("NQ/TW", ["NQ-TW", "nq.tw"]), ("dân-chủ", ["“dân” – chủ,", "DÂN/CHỦ"]), ("QĐ-UBND", ["qđ/ubnd", "qđ.ubnd"]),
        ] {
            let expected = found(one).await;
            assert!(!expected.is_empty(), "{one}");
            for other in others {
                assert_eq!(found(other).await, expected, "{other}");
            }
        }
        let apart = found("dân chủ").await;
        assert!(found("dân-chủ").await.iter().all(|symbol| apart.contains(symbol)));
        assert_eq!(found("77/2020/qđ-ubnd quy chế dân chủ buôn").await, ["77/2020/QĐ-UB\u{AD}ND"]);
        for nothing in ["49/2018", "149/018", "14/92018", "14/92018/QĐ", "49-2018", "âu-chủ"] {
            assert_eq!(found(nothing).await, Vec::<String>::new(), "{nothing}");
        }
        // Asked for by its symbol it is read the same.
        for symbol in ["149/2018/nđ-cp", "149/2018/NĐ-\u{AD}CP", "\u{FEFF}149/2018/NĐ-CP"] {
            let query = "query ($symbol: String!) { legalDocument(by: { symbol: $symbol }) { symbol } }";
            let answer = home_affairs.graphql(query, json!({ "symbol": symbol })).await;
            assert_eq!(answer.at("legalDocument.symbol"), "149/2018/NĐ-CP", "{symbol:?}");
        }
    }

    /// A symbol is found however it is punctuated, among what is shipped and what a province entered; a sign by itself finds nothing.
    async fn a_symbol_is_found_however_it_is_punctuated(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        upsert(&home_affairs, json!({ "symbol": "914/2019/QĐ-UBND", "issuer": "UBND tỉnh" })).await.expect_done();
        for (search, symbol) in [
            ("149-2018-NĐ-CP", "149/2018/NĐ-CP"), ("149.2018.NĐ-CP", "149/2018/NĐ-CP"), ("149/2018/NĐCP", "149/2018/NĐ-CP"),
            ("149/2018NĐ-CP", "149/2018/NĐ-CP"), ("149-2018-nd-cp", "149/2018/NĐ-CP"), ("25.NQ.TW", "25-NQ/TW"), ("25/nq/tw", "25-NQ/TW"),
            ("914.2019.qđ.ubnd", "914/2019/QĐ-UBND"), ("914-2019-QĐUBND", "914/2019/QĐ-UBND"),
        ] {
            let found = pages(&home_affairs, &json!({ "search": search }), "ISSUED_ASC", 100, false).await;
            assert!(found.contains(&symbol.to_owned()), "{search}: {found:?}");
            assert!(found.len() < 5, "{search}: {found:?}");
        }
        for nothing in ["'", "-", " / ", "“”"] {
            let found = pages(&home_affairs, &json!({ "search": nothing }), "ISSUED_ASC", 100, false).await;
            assert_eq!(found, Vec::<String>::new(), "{nothing}");
        }
        let all = pages(&home_affairs, &json!({ "search": "  " }), "ISSUED_ASC", 100, false).await;
        assert_eq!(all.len(), 89 + 1);
    }
}
