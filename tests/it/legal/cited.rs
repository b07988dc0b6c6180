//! The documents that reports cite: found, replaced, the province's own, and the basis of the regulation itself.

use super::{by_symbol, upsert};
use crate::cycle::desk::{AGENCY, FORM, PERIOD, filled, open};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What rule S10 says of a draft, in English.
async fn replaced(person: &Person, period: &str) -> String {
    let answer = person.clone().speaking("en").validate(AGENCY, period).await.expect_done();
    let checks = answer.at("reportValidate.checks").as_array().unwrap();
    let check = checks.iter().find(|check| check["rule"]["code"] == "S10").unwrap();
    format!("{} {}", check["result"].as_str().unwrap(), check["message"].as_str().unwrap())
}

on_both! {
    /// The real report as it was sent: each of its 53 citations leads to its document.
    async fn a_report_leads_to_the_documents_it_cites(world: World) {
        let (_, submitter) = open(&world).await;
        let sent: Value = serde_json::from_str(include_str!("../../../examples/report-2019-q3/save-5-citations.json")).unwrap();
        submitter.save_draft(AGENCY, PERIOD, json!({ "citations": sent["input"]["citations"] })).await.expect_done();
        let selection = "draft { citations { asCited canonicalSymbol kindMismatch matchedBy forceStatus seenOn \
                         document { symbol sources { mark } } successor { symbol } } }";
        let answer = submitter.report(AGENCY, PERIOD, selection).await;
        let citations = answer.at("report.draft.citations").as_array().unwrap();
        assert_eq!(citations.len(), 53);
        for (number, citation) in (1..).zip(citations) {
            let mark = json!({ "mark": format!("A.{number}") });
            let sources = citation["document"]["sources"].as_array();
            assert!(sources.is_some_and(|sources| sources.contains(&mark)), "{number}: {citation}");
            assert_eq!(citation["kindMismatch"], [27, 31].contains(&number), "{citation}");
            assert_eq!(citation["successor"], Value::Null);
            assert_eq!(citation["seenOn"], "2019-09-14");
        }
        assert_eq!(citations[42]["canonicalSymbol"], "149/2018/NĐ-CP");
        // The neighbour's people cite plans of the same numbers, which are others.
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        neighbour.open_round(FORM, PERIOD, crate::cycle::desk::DUE, &[AGENCY]).await.expect_done();
        let theirs = world.neighbour(Role::Submitter, AGENCY);
        theirs.save_draft(AGENCY, PERIOD, json!({ "citations": sent["input"]["citations"] })).await.expect_done();
        let answer = theirs.report(AGENCY, PERIOD, "draft { citations { document { symbol } } }").await;
        let known = answer.at("report.draft.citations").as_array().unwrap().iter().filter(|one| !one["document"].is_null()).count();
        assert_eq!(known, 25, "the documents of central bodies");
    }

    /// Decree 149/2018 after Decree 145/2020, Ordinance 34/2007 after 1 July 2023: a warning that names the successor.
    async fn a_replaced_instrument_is_warned_of_with_its_successor(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, AGENCY);
        let citations = json!({ "citations": [
            { "asCited": "Nghị định số 149/2018NĐ-CP" },
            { "asCited": "Nghị định số 149/2018/NĐ-CP ngày 01/11/2018" },
            { "asCited": "Pháp lệnh số 34 của Ủy ban Thƣờng vụ Quốc hội" },
            { "asCited": "Nghị định số 145/2020/NĐ-CP" },
        ] });
        let old = "149/2018/NĐ-CP (replaced by 145/2020/NĐ-CP)";
        let ordinance = "34/2007/PL-UBTVQH11 (replaced by 10/2022/QH15)";
        for (period, due, expected) in [
            ("2020-Q4", "2021-01-10T00:00:00Z", "PASS Cited instruments are in force at the end of the period".to_owned()),
            ("2021-Q1", "2021-04-10T00:00:00Z", format!("FAIL 1 cited instruments had been replaced by 2021-03-14: {old}.")),
            ("2023-Q3", "2023-10-10T00:00:00Z", format!("FAIL 2 cited instruments had been replaced by 2023-09-14: {old}; {ordinance}.")),
        ] {
            home_affairs.open_round(FORM, period, due, &[AGENCY]).await.expect_done();
            submitter.save_draft(AGENCY, period, filled()).await.expect_done();
            submitter.save_draft(AGENCY, period, citations.clone()).await.expect_done();
            assert_eq!(replaced(&submitter, period).await, expected);
        }
        let selection = "draft { citations { forceStatus matchedBy successor { symbol } } }";
        let answer = submitter.report(AGENCY, "2023-Q3", selection).await;
        assert_eq!(
            answer.at("report.draft.citations"),
            &json!([
                { "forceStatus": "NO_LONGER_IN_FORCE", "matchedBy": "DATED", "successor": { "symbol": "145/2020/NĐ-CP" } },
                { "forceStatus": "NO_LONGER_IN_FORCE", "matchedBy": "DATED", "successor": { "symbol": "145/2020/NĐ-CP" } },
                { "forceStatus": "NO_LONGER_IN_FORCE", "matchedBy": "WORDING", "successor": { "symbol": "10/2022/QH15" } },
                { "forceStatus": "IN_FORCE", "matchedBy": "DATED", "successor": null },
            ])
        );
        // A warning wants a word, and is no wall.
        submitter.submit(AGENCY, "2021-Q1").with("explanations", json!([])).await.expect_user_error("EXPLANATION_NEEDED");
        let explained = json!([{ "rule": "S10", "text": "Văn bản dẫn theo kế hoạch cũ." }]);
        submitter.submit(AGENCY, "2021-Q1").with("explanations", explained).await.expect_done();
    }

    /// A province's own documents are recognised and followed like the shipped ones, to a shipped successor too.
    async fn a_province_own_documents_are_recognised(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        let law = by_symbol(&home_affairs, "10/2022/QH15", "id").await.at("legalDocument.id").clone();
        let second = json!({ "symbol": "31/QĐ-UBND", "issuer": "UBND tỉnh", "issued": { "year": 2018 }, "inForceTo": "2019-09-01", "replacedBy": law });
        let second = upsert(&home_affairs, second).await.expect_done().at("legalDocumentUpsert.document.id").clone();
        let first = json!({ "symbol": "30/QĐ-UBND", "issuer": "UBND tỉnh", "issued": { "year": 2017 }, "inForceTo": "2018-12-31", "replacedBy": second });
        upsert(&home_affairs, first).await.expect_done();
        let cited = |date: Value, issuer: &str| json!({ "asCited": "Quyết định số 30/QĐ-UBND", "date": date, "issuer": issuer });
        let citations = json!({ "citations": [
            cited(json!({ "year": 2017, "month": 5, "day": 2 }), "Ủy ban nhân dân tỉnh"),
            cited(json!({ "year": 2016 }), "Ủy ban nhân dân tỉnh"),
            cited(json!({ "year": 2017 }), "Ủy ban nhân dân huyện Cầu Kè"),
        ] });
        submitter.save_draft(AGENCY, PERIOD, citations).await.expect_done();
        assert_eq!(
            replaced(&submitter, PERIOD).await,
            "FAIL 1 cited instruments had been replaced by 2019-09-14: 30/QĐ-UBND (replaced by 10/2022/QH15)."
        );
        let selection = "draft { citations { document { symbol origin } successor { symbol } } }";
        let answer = submitter.report(AGENCY, PERIOD, selection).await;
        assert_eq!(
            answer.at("report.draft.citations"),
            &json!([
                { "document": { "symbol": "30/QĐ-UBND", "origin": "PROVINCE" }, "successor": { "symbol": "10/2022/QH15" } },
                { "document": null, "successor": null },
                { "document": null, "successor": null },
            ])
        );
    }

    /// The democracy regulation's own basis, from the register's days (Q08).
    async fn the_basis_of_the_regulation_is_looked_up(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, AGENCY).speaking("en");
        let found = async |period: &str, basis: &str| {
            let figure = json!({ "indicator": "qcdc_regulation_basis", "state": "STATED", "choice": basis });
            submitter.save_draft(AGENCY, period, json!({ "figures": [figure] })).await.expect_done();
            let answer = submitter.validate(AGENCY, period).await.expect_done();
            let checks = answer.at("reportValidate.checks").as_array().unwrap().clone();
            let mut of_rule = checks.into_iter().filter(|check| check["rule"]["code"] == "Q08");
            // Ended, then not yet in force: the one that fails, where one does.
            let first = of_rule.next().unwrap();
            let check = of_rule.find(|check| check["result"] == "FAIL").unwrap_or(first);
            format!("{} {}", check["result"].as_str().unwrap(), check["message"].as_str().unwrap())
        };
        for period in ["2022", "2023"] {
            home_affairs.open_round("dvcq_annual", period, "2024-01-01T00:00:00Z", &[AGENCY]).await.expect_done();
        }
        assert!(found("2022", "ND04_2015").await.starts_with("PASS"));
        assert!(found("2023", "LAW_2022").await.starts_with("PASS"));
        assert!(found("2022", "OTHER").await.starts_with("PASS"));
        assert!(found("2023", "OTHER").await.starts_with("PASS"));
        for basis in ["ND04_2015", "PL34_2007"] {
            let message = found("2023", basis).await;
            assert!(message.starts_with("FAIL The democracy regulation rests on "), "{message}");
            assert!(message.ends_with("which had been replaced by 2023-12-14: by 10/2022/QH15."), "{message}");
        }
        // A law of November 2022 that is in force from July 2023 is no basis of a regulation of 2022.
        let early = found("2022", "LAW_2022").await;
        assert!(early.starts_with("FAIL The democracy regulation rests on "), "{early}");
        assert!(early.ends_with("which was not in force yet on 2022-12-14; it is in force from 2023-07-01."), "{early}");
    }
}
