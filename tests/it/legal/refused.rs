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
