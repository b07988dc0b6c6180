//! Databases that were there before there was a log.

use super::{inspect, outside, restore, sabotage, tampered::history};
use crate::kit::course::PERIOD;
use crate::kit::server::{ISSUER, Server, keeper};
use crate::kit::world::World;
use crate::kit::{Database, on_both};
use std::sync::Arc;
use tonghop::catalogue::Catalogue;
use tonghop::kit::vocabulary::Role;
use tonghop::scale::{self, Size};
use tonghop::store::Settings;

on_both! {
    async fn what_was_there_before_is_found_at_start(world: World) {
        history(&world).await;
        let database = &world.database;
        sabotage(database, "DELETE FROM ledger_leaf; DELETE FROM ledger_checkpoint").await;
        std::fs::remove_dir_all(database.folder.path().join("checkpoints")).unwrap();
        assert!(inspect(database, &super::Evidence::default()).await.unwrap_err().contains("has no log"));
        let server = Server::start(database, &world.clock).await.unwrap();
        inspect(database, &outside(database)).await.unwrap();
        // Found rows have receipts too, and say that they were found.
        let submitter = world.person(Role::Submitter, "STTTT");
        let found = submitter.report("STTTT", PERIOD, "latestVersion { receipt { leaf } }").await;
        let leaf: serde_json::Value =
            serde_json::from_str(found.at("report.latestVersion.receipt.leaf").as_str().unwrap()).unwrap();
        assert_eq!(leaf["found"], true);
        // From here on it is a log like any other.
        world.files("STC", 8, "Đúng hẹn.").await;
        inspect(database, &outside(database)).await.unwrap();
        drop(server);
        // Started again, it does not begin again.
        let before = inspect(database, &outside(database)).await.unwrap();
        drop(Server::start(database, &world.clock).await.unwrap());
        assert_eq!(inspect(database, &outside(database)).await.unwrap(), before);
        restore(database, "whole").await;
    }

    async fn provinces_that_are_loaded_in_bulk_have_a_log(database: Database) {
        let size = Size { provinces: 2, agencies: 3, quarters: 4, seed: 5 };
        let keeper = Some(keeper(&database).unwrap());
        let settings = Settings { keeper, ..Settings::new(&database.admin_url) };
        let catalogue = Arc::new(Catalogue::embedded().expect("the catalogue is right"));
        let seeded = scale::seed(&settings, size, ISSUER, catalogue, 2, &mut |_| {}).await.ok().unwrap();
        let inspected = inspect(&database, &outside(&database)).await.unwrap();
        assert_eq!((inspected.provinces, inspected.checkpoints), (2, 2));
        assert!(inspected.leaves > 2 * seeded.reports, "{inspected:?}");
        sabotage(&database, "UPDATE figure SET value = value + 1 WHERE tenant_id = 2 AND value IS NOT NULL").await;
        let finding = inspect(&database, &outside(&database)).await.unwrap_err();
        assert!(finding.contains("is not what it was"), "{finding}");
    }
}
