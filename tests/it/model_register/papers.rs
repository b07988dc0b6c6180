//! The papers of a model, and the days on which there was an agency to register it.

use super::*;
use crate::kit::on_both;

on_both! {
    async fn the_provinces_own_documents_are_linked_by_what_the_words_tell(world: World) {
        world.set_time("2022-09-16T02:00:00Z");
        let submitter = world.person(Role::Submitter, "STTTT");
        let id = register(&submitter, model("STTTT", "A", "Tủ sách cộng đồng", "ECONOMY", "GRASSROOTS", "2022-01-10")).await;
        let plan = json!("26/KH-UBND");
        let cases = [
            ("26/KH-UBND", None, plan.clone()),
            ("Kế hoạch số 26/KH-UBND ngày 29/3/2022 của Ủy ban nhân dân tỉnh", None, plan.clone()),
            ("Kế hoạch 26/KH-UBND", Some("Chủ tịch Ủy ban nhân dân tỉnh"), plan),
            ("1850/QĐ-UBND", Some("Sở Nội vụ"), json!("1850/QĐ-UBND")),
            ("04/2015/NĐ-CP", None, json!("04/2015/NĐ-CP")),
            // As people type it.
            ("kế hoạch số 26/kh-ubnd", None, json!("26/KH-UBND")),
            ("KH 26/KH-UBND", None, json!("26/KH-UBND")),
            ("kh số 26/kh-ubnd của ubnd tỉnh", None, json!("26/KH-UBND")),
            ("quyết định 1850/qđ-ubnd", Some("Sở Nội vụ"), json!("1850/QĐ-UBND")),
            ("nghị định 04/2015/nđ-cp", None, json!("04/2015/NĐ-CP")),
            // No abbreviation of a kind: these are words.
            ("tiết 26/theo-ubnd", None, Value::Null),
            // Another year's, another committee's.
            ("Kế hoạch số 26/KH-UBND ngày 29/3/2021 của Ủy ban nhân dân tỉnh", None, Value::Null),
            ("Kế hoạch số 26/KH-UBND của UBND huyện Cầu Kè", None, Value::Null),
            ("26/KH-UBND", Some("Ủy ban nhân dân xã Long Đức"), Value::Null),
        ];
        for (at, (document, by, _)) in cases.iter().enumerate() {
            let award = json!({ "model": id, "name": format!("Bằng khen {at}"), "givenBy": by, "givenOn": format!("2022-08-{:02}", at + 1), "document": document });
            submitter.verb("modelAward", award, "model { id }".into()).await.expect_done();
        }
        let query = "query ($id: ID!) { node(id: $id) { ... on MobilisationModel { awards { document legalDocument { symbol } } history { legalDocument { symbol } } } } }";
        let shown = submitter.graphql(query, json!({ "id": id })).await;
        for (award, (document, by, symbol)) in shown.at("node.awards").as_array().unwrap().iter().zip(&cases) {
            let expected = if symbol.is_null() { Value::Null } else { json!({ "symbol": symbol }) };
            assert_eq!((&award["document"], &award["legalDocument"]), (&json!(document), &expected), "{by:?}");
        }
        // What a commune cites so may be its own.
        let commune = world.person(Role::Submitter, "X-LONG-DUC");
        let mut input = model("X-LONG-DUC", "A", "Tủ sách xã", "ECONOMY", "GRASSROOTS", "2022-01-10");
        input["details"] = json!({ "registrationDocument": "26/KH-UBND" });
        let id = register(&commune, input).await;
        let shown = commune.graphql(query, json!({ "id": id })).await;
        assert_eq!(shown.at("node.history.0.legalDocument"), &Value::Null);
    }

    async fn an_agency_registers_for_days_on_which_it_existed(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let asked = async |person: &Person, agency: &str, code: &str, on: &str| {
            let input = model(agency, code, &format!("Tủ sách cộng đồng {code}"), "ECONOMY", "GRASSROOTS", on);
            person.verb("modelRegister", input, "model { id agency { code } }".into()).await
        };
        let first = world.person(Role::Submitter, "STTTT").speaking("en");
        let early = asked(&first, "STTTT", "A", "1950-01-01").await;
        assert_eq!(wrong(&early), one("input.registeredOn", "AGENCY_NOT_THERE"));
        assert_eq!(early.user_errors()[0].message, "There is no agency “STTTT” that exists on 1950-01-01.");
        asked(&first, "STTTT", "A", "1998-01-01").await.expect_done();

        let merger = officer.reorganise("MERGE", &["STTTT", "SYT"], "2019-09-01");
        let new = json!({ "code": "MOI", "name": "Sở Mới" });
        merger.with("successors", json!([new])).await.expect_done();
        // Whose roles were carried over registers for the new agency from its first day, and for the former up to its last, under
        // its name.
        assert_eq!(wrong(&asked(&first, "MOI", "B", "2019-08-31").await), one("input.registeredOn", "AGENCY_NOT_THERE"));
        asked(&first, "MOI", "B", "2019-09-01").await.expect_done();
        assert_eq!(wrong(&asked(&first, "STTTT", "C", "2019-09-01").await), one("input.registeredOn", "AGENCY_NOT_THERE"));
        let former = asked(&first, "STTTT", "C", "2019-08-31").await.expect_done();
        assert_eq!(former.at("modelRegister.model.agency.code"), "STTTT");
        // Nothing of a model is of a day before its registration.
        let id = former.at("modelRegister.model.id");
        assert_eq!(wrong(&advance(&first, id, "IN_PROGRESS", "2019-08-30").await), one("input.on", "STAGE_DATE_BACKWARDS"));
        let award = json!({ "model": id, "name": "Bằng khen", "givenOn": "2019-08-30" });
        let refused = first.verb("modelAward", award, "model { id }".into()).await;
        assert_eq!(wrong(&refused), one("input.givenOn", "STAGE_DATE_BACKWARDS"));
    }
}
