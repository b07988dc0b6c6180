//! What the log costs a database, in statements: three for a transaction, three for any number of receipts.

use crate::kit::course::PERIOD;
use crate::kit::server::keeper;
use crate::kit::world::{START, World};
use crate::kit::{Furnished, on_both};
use serde_json::json;
use tonghop::kit::{Clock, id, vocabulary::Role};
use tonghop::organisation::{PersonEntity, PersonRow, RoleGrantEntity, RoleGrantRow};
use tonghop::store::{Act, Scope, Settings, Store, Subject};

/// A transaction's statements: with people (who are not in the log) and with roles (who are), this many at a time.
async fn cost(store: &Store, logged: bool, rows: usize) -> u64 {
    let (before, start) = (store.statements(), START.parse().unwrap());
    let act = Act { scope: Scope::whole(1), person: None, action: "test", request_id: "test".into() };
    let done = store.write(act, None, start, move |writer| async move {
        let held = writer.find::<RoleGrantEntity>().one().await?.unwrap();
        let known = writer.find::<PersonEntity>().one().await?.unwrap();
        writer.about(Subject::new("Person", known.id));
        let ids = (0..rows).map(|_| id::new(start));
        if logged {
            let rows = ids.map(|id| RoleGrantRow { id, ..held.clone() }).collect();
            writer.insert_all::<RoleGrantEntity>(rows).await
        } else {
            let rows = ids.map(|id| PersonRow { id, ..known.clone() }).collect();
            writer.insert_all::<PersonEntity>(rows).await
        }
    });
    done.await.ok().unwrap();
    store.statements() - before
}

on_both! {
    async fn a_transaction_costs_three_statements_more_whatever_it_logs(furnished: Furnished) {
        let keeper = Some(keeper(&furnished.0).unwrap());
        let settings = Settings { keeper, ..Settings::new(&furnished.0.url) };
        let store = Store::connect(&settings, Clock::fixed(START.parse().unwrap())).await.ok().unwrap();
        let (none, one) = (cost(&store, false, 1).await, cost(&store, true, 1).await);
        assert_eq!(one, none + 3, "the newest checkpoint, the leaves, the new checkpoint");
        // However many leaves there are at once, and however many there were before.
        assert_eq!(cost(&store, true, 200).await, one);
        for _ in 0..30 {
            assert_eq!(cost(&store, true, 7).await, one);
        }
        store.close().await.ok().unwrap();
    }

    async fn a_submission_costs_as_much_in_a_long_log(world: World) {
        let agencies = ["STTTT", "SGDDT", "STC"];
        world.round(&agencies).await;
        let mut costs = Vec::new();
        for agency in agencies {
            world.save(agency, 3).await;
            let submitter = world.person(Role::Submitter, agency);
            let explanations = submitter.explanations(agency).await;
            let verb = submitter.submit(agency, PERIOD).with("explanations", explanations);
            let before = world.server.statements_so_far();
            verb.if_revision(1).selecting("__typename").await.expect_done();
            costs.push(world.server.statements_so_far() - before);
            // Much else is logged in between.
            let officer = world.person(Role::HomeAffairsOfficer, None);
            for _ in 0..5 {
                let reasons = json!([{ "text": "Thiếu số liệu." }]);
                officer.return_(agency, PERIOD, reasons).await.expect_done();
                world.files(agency, 4, "Sâu sát cơ sở.").await;
            }
        }
        // With the first one, a copy of what the form asked is kept.
        assert_eq!(costs, [costs[1] + 1, costs[1], costs[1]]);
    }

    async fn receipts_of_many_cost_as_much_as_that_of_one(world: World) {
        world.round(&["STTTT", "SGDDT", "STC"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let ask = async |receipt: &str| {
            let query = format!("{{ reports(first: 50) {{ nodes {{ latestVersion {{ digest {receipt} }} }} }} }}");
            world.server.statements(async || officer.graphql(&query, json!({})).await).await
        };
        world.files("STTTT", 3, "Sâu sát cơ sở.").await;
        let (bare, one) = (ask("").await, ask("receipt { file }").await);
        assert_eq!(one, bare + 3, "the leaves, their checkpoints, the nodes of the proofs");
        world.files("SGDDT", 5, "Lắng nghe nhân dân.").await;
        world.files("STC", 8, "Đúng hẹn.").await;
        assert_eq!((ask("").await, ask("receipt { file }").await), (bare, one));
    }
}
