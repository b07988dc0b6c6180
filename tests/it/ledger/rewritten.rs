//! What cannot be seen in the database alone: a log that was written anew, and a copy of yesterday.

use super::{ORIGIN, dump, inspect, key, outside, restore, sabotage, tampered::history};
use crate::kit::course::PERIOD;
use crate::kit::database::Database;
use crate::kit::on_both;
use crate::kit::server::{Server, keeper};
use crate::kit::world::World;
use tonghop::auth::KeyPair;
use tonghop::inspection::Evidence;
use tonghop::kit::{Clock, vocabulary::Role};
use tonghop::ledger::{Checkpoint, Keeper, Receipt, merkle, merkle::Frontier};
use tonghop::store::{Scope, Settings, Store, log};

/// Makes a reader of figures an administrator, and writes the whole log anew as if that had always been so. `signed`: who signs
/// the checkpoints; nobody: they keep the signatures that they have.
async fn rewrite(database: &Database, signed: Option<&Keeper>) {
    let mut statements = vec![
        "UPDATE role_grant SET role = 'PROVINCE_ADMINISTRATOR' WHERE tenant_id = 1 AND role = 'BI_READER'"
            .to_owned(),
    ];
    let store = Store::connect(&Settings::new(&database.url), Clock::system()).await.ok().unwrap();
    let reader = store.read(Scope::whole(1)).await.ok().unwrap();
    let mut checkpoints = reader.find::<log::checkpoint::Entity>().all().await.ok().unwrap();
    checkpoints.sort_by_key(|row| row.size);
    let mut leaves = Vec::new();
    let each = reader.find::<log::leaf::Entity>().each(|row| {
        leaves.push(row);
        Ok(())
    });
    each.await.ok().unwrap();
    drop(reader);
    store.close().await.ok().unwrap();
    let mut frontier = Frontier::default();
    let mut checkpoints = checkpoints.into_iter().peekable();
    let mut leaves = leaves.into_iter();
    loop {
        while let Some(row) = checkpoints.next_if(|row| row.size.cast_unsigned() == frontier.size()) {
            let (root, peaks) = (merkle::written(&[frontier.root()]), merkle::written(frontier.peaks()));
            let size = row.size;
            statements.push(format!(
                "UPDATE ledger_checkpoint SET root = '{root}', peaks = '{peaks}' WHERE tenant_id = 1 AND size = {size}"
            ));
            if let Some(keeper) = signed {
                let checkpoint =
                    Checkpoint { origin: row.origin, size: frontier.size(), root: frontier.root() };
                statements.push(format!(
                    "UPDATE ledger_checkpoint SET note = '{}' WHERE tenant_id = 1 AND size = {size}",
                    keeper.sign(&checkpoint)
                ));
            }
        }
        let Some(row) = leaves.next() else { break };
        let text = row.leaf.replace("BI_READER", "PROVINCE_ADMINISTRATOR");
        let hashes = merkle::written(&frontier.append(merkle::leaf_hash(text.as_bytes())));
        statements.push(format!(
            "UPDATE ledger_leaf SET leaf = '{}', hashes = '{hashes}' WHERE tenant_id = 1 AND position = {}",
            text.replace('\'', "''"),
            row.position
        ));
    }
    sabotage(database, &statements.join("; ")).await;
}

on_both! {
    async fn a_log_that_is_written_anew_is_found(world: World) {
        history(&world).await;
        let (database, nothing) = (&world.database, Evidence::default());
        // Without the key, the signatures give it away.
        rewrite(database, None).await;
        let finding = inspect(database, &nothing).await.unwrap_err();
        assert!(finding.contains("is signed for something else"), "{finding}");
        restore(database, "whole").await;
        let own = Keeper::new(KeyPair::generate().ok().unwrap(), "tonghop.local", None).ok().unwrap();
        rewrite(database, Some(&own)).await;
        let finding = inspect(database, &nothing).await.unwrap_err();
        assert!(finding.contains("is not signed by a known key"), "{finding}");
        restore(database, "whole").await;
        // With the key stolen, the database is whole by itself; what is outside gives it away: the checkpoints that were
        // kept, or one receipt.
        let submitter = world.person(Role::Submitter, "STTTT");
        let receipt = submitter.report("STTTT", PERIOD, "latestVersion { receipt { file } }").await;
        let receipt = receipt.at("report.latestVersion.receipt.file").as_str().unwrap().to_owned();
        assert!(Receipt::verify(&receipt, &[key(database)]).is_ok());
        let file = database.folder.path().join("receipt.json");
        std::fs::write(&file, receipt).unwrap();
        rewrite(database, Some(&keeper(database).unwrap())).await;
        inspect(database, &nothing).await.unwrap();
        let finding = inspect(database, &outside(database)).await.unwrap_err();
        assert!(finding.contains("the log was rewritten"), "{finding}");
        let mut evidence = Evidence::default();
        evidence.add(&file).ok().unwrap();
        let finding = inspect(database, &evidence).await.unwrap_err();
        assert!(finding.contains("the log was rewritten"), "{finding}");
        restore(database, "whole").await;
        inspect(database, &evidence).await.unwrap();
    }

    async fn a_copy_of_yesterday_is_found_and_only_read(world: World) {
        history(&world).await;
        let database = &world.database;
        restore(database, "early").await;
        inspect(database, &Evidence::default()).await.unwrap();
        let finding = inspect(database, &outside(database)).await.unwrap_err();
        assert!(finding.contains("old data, or cut"), "{finding}");
        let copy = Server::start(database, &world.clock).await.unwrap();
        let officer = copy.person("84.HOME_AFFAIRS_OFFICER.1");
        officer.report("STTTT", PERIOD, "state").await.at("report.state");
        officer.accept("SGDDT", PERIOD).await.expect_user_error("READ_ONLY_COPY");
        drop(copy);
        // It is not served at all when somebody has been at it besides, or when the log is gone altogether.
        let first = "(SELECT root FROM ledger_checkpoint WHERE tenant_id = 1 ORDER BY size LIMIT 1)";
        sabotage(database, &format!("UPDATE ledger_checkpoint SET root = {first} WHERE tenant_id = 1")).await;
        let refused = Server::start(database, &world.clock).await.err().unwrap();
        assert!(refused.contains(ORIGIN) && refused.contains("tonghop audit verify"), "{refused}");
        sabotage(database, "DELETE FROM ledger_leaf; DELETE FROM ledger_checkpoint").await;
        assert!(Server::start(database, &world.clock).await.is_err());
        restore(database, "whole").await;
        inspect(database, &outside(database)).await.unwrap();
        let server = Server::start(database, &world.clock).await.unwrap();
        drop(server);
        // Another past: yesterday's copy, in which people went on. It has as many leaves in the end.
        dump(database, "later").await;
        restore(database, "early").await;
        std::fs::rename(database.folder.path().join("checkpoints"), database.folder.path().join("old")).unwrap();
        world.files("STC", 8, "Đúng hẹn.").await;
        for agency in ["SGDDT", "STC"] {
            world.accept(agency).await;
        }
        inspect(database, &outside(database)).await.unwrap();
        let mut evidence = Evidence::default();
        evidence.add(&database.folder.path().join("old")).ok().unwrap();
        let finding = inspect(database, &evidence).await.unwrap_err();
        assert!(finding.contains("the log was rewritten") || finding.contains("old data"), "{finding}");
        restore(database, "later").await;
        inspect(database, &evidence).await.unwrap();
    }
}
