//! One document has one entry, however its issuer is written.

use super::upsert;
use crate::cycle::desk::{AGENCY, PERIOD, change, open};
use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::{Value, json};

on_both! {
    /// "UBND tỉnh" is "Ủy ban nhân dân tỉnh": one document, entered once, found by its key and by citations.
    async fn a_document_is_one_however_its_issuer_is_written(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        let plan = |issuer: &str| json!({ "symbol": "913/KH-UBND", "issued": { "year": 2019, "month": 1, "day": 5 }, "issuer": issuer });
        let first = upsert(&home_affairs, plan("UBND tỉnh")).await.expect_done().at("legalDocumentUpsert.document").clone();
        upsert(&home_affairs, plan("Ủy ban nhân dân tỉnh")).await.expect_user_error("STALE_REVISION");
        let mut again = plan("Uỷ ban nhân dân tỉnh");
        again["ifRevision"] = json!(1);
        let again = upsert(&home_affairs, again).await.expect_done().at("legalDocumentUpsert.document").clone();
        assert_eq!((&again["id"], &again["revision"], &again["issuer"]), (&first["id"], &json!(2), &json!("Uỷ ban nhân dân tỉnh")));
        // Another body's plan of the same number and day is another document.
        let other = upsert(&home_affairs, plan("UBND huyện Cầu Kè")).await.expect_done().at("legalDocumentUpsert.document.id").clone();
        let mut taken = plan("Ủy ban nhân dân tỉnh");
        (taken["document"], taken["ifRevision"]) = (other.clone(), json!(1));
        upsert(&home_affairs, taken).await.expect_user_error("DOCUMENT_EXISTS");
        let mut moved = plan("Ủy ban nhân dân huyện Cầu Kè");
        (moved["document"], moved["ifRevision"], moved["issued"]) = (other, json!(1), json!({ "year": 2018 }));
        upsert(&home_affairs, moved).await.expect_done();
        // Without a symbol too.
        let untold = |issuer: &str| json!({ "title": "Kế hoạch tiếp công dân", "issuer": issuer });
        upsert(&home_affairs, untold("UBND tỉnh")).await.expect_done();
        upsert(&home_affairs, untold("Ủy ban nhân dân tỉnh")).await.expect_user_error("STALE_REVISION");

        let key = "{ legalDocument(by: { key: { symbol: \"913/KH-UBND\", issued: { year: 2019, month: 1, day: 5 } } }) { id } }";
        assert_eq!(home_affairs.graphql(key, json!({})).await.at("legalDocument.id"), &first["id"]);
        let cited = |issuer: Value| json!({ "asCited": "Kế hoạch số 913/KH-UBND", "date": { "year": 2019, "month": 1, "day": 5 }, "issuer": issuer });
        let citations = json!({ "citations": [cited(json!("UBND tỉnh")), cited(json!("Ủy ban nhân dân tỉnh")), cited(Value::Null)] });
        submitter.save_draft(AGENCY, PERIOD, citations).await.expect_done();
        let answer = submitter.report(AGENCY, PERIOD, "draft { citations { document { id } } }").await;
        let one = json!({ "document": { "id": first["id"] } });
        assert_eq!(answer.at("report.draft.citations"), &json!([one, one, one]));
    }

    /// What was entered twice before that was refused is one document still: the first entry is the one that is found.
    async fn of_two_entries_of_one_document_the_first_is_found(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        let plan = |issuer: &str, revision: i32| json!({ "symbol": "913/KH-UBND", "issued": { "year": 2019 }, "issuer": issuer, "ifRevision": revision });
        let first = upsert(&home_affairs, plan("Ủy ban nhân dân tỉnh", 0)).await.expect_done().at("legalDocumentUpsert.document.id").clone();
        let second = upsert(&home_affairs, plan("UBND huyện Cầu Kè", 0)).await.expect_done().at("legalDocumentUpsert.document.id").clone();
        let key = "{ legalDocument(by: { key: { symbol: \"913/KH-UBND\", issued: { year: 2019 } } }) { id } }";
        assert_eq!(home_affairs.graphql(key, json!({})).await.at("legalDocument"), &Value::Null, "two documents");
        change(&world.database, "UPDATE legal_document SET issuer = 'UBND tỉnh' WHERE issuer = 'UBND huyện Cầu Kè'").await;
        assert_eq!(home_affairs.graphql(key, json!({})).await.at("legalDocument.id"), &first);
        let citation = json!({ "asCited": "Kế hoạch số 913/KH-UBND", "date": { "year": 2019 }, "issuer": "UBND tỉnh" });
        submitter.save_draft(AGENCY, PERIOD, json!({ "citations": [citation] })).await.expect_done();
        let answer = submitter.report(AGENCY, PERIOD, "draft { citations { document { id } } }").await;
        assert_eq!(answer.at("report.draft.citations.0.document.id"), &first);
        // Saving goes to the first; the second may still be put right by its id.
        let saved = upsert(&home_affairs, plan("UBND tỉnh", 1)).await.expect_done();
        assert_eq!(saved.at("legalDocumentUpsert.document.id"), &first);
        let mut again = plan("UBND tỉnh", 1);
        again["document"] = second.clone();
        again["title"] = json!("Mục nhập hai lần");
        upsert(&home_affairs, again).await.expect_done();
        let mut other = plan("UBND huyện Càng Long", 2);
        other["document"] = second.clone();
        assert_eq!(upsert(&home_affairs, other).await.expect_done().at("legalDocumentUpsert.document.id"), &second);
    }
}
