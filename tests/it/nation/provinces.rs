//! Which provinces a request reads: some, once, each by itself.

use super::*;
use crate::consolidation::{due, submit};

const ASKED: &str = "coverage { due reported } figures(indicators: [\"complaint_received\"], by: [AGENCY]) {
    agency { code } total { value sources(first: 9) { nodes { agency { code name } filedBy { fullName } } } } }";

/// A closed quarter of the neighbour's, of which one agency of two has filed.
async fn next_door(world: &World) {
    let officer = world.neighbour(Role::HomeAffairsOfficer, None);
    officer.open_round(QUARTERLY, CLOSED, &due(CLOSED), &["STTTT", "SNNPTNT"]).await.expect_done();
    let figures = json!({ "figures": [stated("complaint_received", 41)] });
    submit(&world.neighbour(Role::Submitter, "STTTT"), "STTTT", CLOSED, figures).await;
    officer.accept("STTTT", CLOSED).await.expect_done();
    officer.close_round(QUARTERLY, CLOSED).await.expect_done();
}

on_both! {
    async fn each_province_answers_with_its_own(world: World) {
        two_quarters(&world).await;
        next_door(&world).await;
        let reader = reader(&world);
        let asked = format!("code closedPeriods {}", consolidation(CLOSED, None, ASKED));
        // In the order of the codes, each once.
        let answer = reader.of_provinces(&["86", "84", "86"], &asked).await;
        let own = async |person: Person| person.own_picture(CLOSED, None, ASKED).await;
        let here = own(world.person(Role::BiReader, None)).await;
        let there = own(world.neighbour(Role::BiReader, None)).await;
        assert_eq!((&here["coverage"]["due"], &there["coverage"]["due"]), (&json!(3), &json!(2)));
        assert!(there.to_string().contains("41") && there.to_string().contains("86.SUBMITTER") && !here.to_string().contains("86.SUBMITTER"));
        assert_eq!(answer.at("nation.provinces"), &json!([
            { "code": "84", "closedPeriods": [CLOSED], "consolidation": here },
            { "code": "86", "closedPeriods": [CLOSED], "consolidation": there },
        ]));
        // What is open in one is nobody's matter in the other.
        let answer = reader.of_provinces(&["84", "86"], &consolidation(OPEN, None, "coverage { due }")).await;
        refused(&answer, "PERIOD_NOT_CLOSED");
        let shown = json!([{ "consolidation": null }, { "consolidation": { "coverage": { "due": 0 } } }]);
        assert_eq!(answer.body["data"]["nation"]["provinces"], shown);
        // However many ask at once, for as many provinces each as there are connections for two of them.
        let crowd = futures_util::future::join_all((0..20).map(|_| reader.of_provinces(&["84", "86"], &asked))).await;
        for answer in &crowd {
            assert_eq!(answer.at("nation.provinces.1.consolidation"), &there);
        }
    }

    async fn what_is_no_list_of_provinces_is_refused(world: World) {
        let reader = reader(&world);
        let none = &json!({ "nation": { "provinces": null } });
        let nine = reader.of_provinces(&["84"; 9], "code").await.expect_code("BAD_USER_INPUT");
        refused(&nine, "TOO_MANY_ENTRIES");
        assert_eq!(&nine.body["data"], none);
        assert_eq!(reader.of_provinces(&["84"; 8], "code").await.at("nation.provinces"), &json!([{ "code": "84" }]));
        assert_eq!(reader.of_provinces(&[], "code").await.at("nation.provinces"), &json!([]));
        for codes in [["84", "99"], ["86", " 84"], ["84", "Trà Vinh"]] {
            let unknown = reader.of_provinces(&codes, "code").await.expect_code("BAD_USER_INPUT");
            refused(&unknown, "NO_SUCH_PROVINCE");
            assert_eq!(&unknown.body["data"], none, "{codes:?}");
        }
        // The same list again is the same provinces; of two others, one is read.
        let twice = |other: &str| format!("{{ nation {{ one: provinces(codes: [\"84\"]) {{ code }} other: provinces(codes: [{other:?}]) {{ code }} }} }}");
        let same = reader.graphql(&twice("84"), json!({})).await;
        assert_eq!(same.at("nation"), &json!({ "one": [{ "code": "84" }], "other": [{ "code": "84" }] }));
        let two = reader.graphql(&twice("86"), json!({})).await;
        refused(&two, "PROVINCES_IN_ONE_LIST");
        assert_eq!(two.errors().len(), 1, "{two}");
        let lists = &two.body["data"]["nation"];
        let read = (lists["one"] == json!([{ "code": "84" }]), lists["other"] == json!([{ "code": "86" }]));
        assert!(read.0 != read.1, "{two}");
        assert!(lists["one"].is_null() != lists["other"].is_null(), "{two}");
    }
}
