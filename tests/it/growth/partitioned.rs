//! The partitioned twin: the service runs on it as it is, and each statement finds its tenant's partition by itself.
//!
//! Row-level security is off here, so that nothing but what the statements themselves say leads to a partition; a statement that
//! does not name its tenant enters every partition, and is seen in PostgreSQL's own counts of what was entered.
//!
//! What is sent on this walk is compared with `tests/golden/statements` too: each distinct text of SQL that it leads to. No text that
//! anybody types is ever in one, or there would be as many as there are texts.

use super::tenant_tables;
use crate::cycle::desk::{change, texts};
use crate::golden::walk;
use crate::kit::both::Stage;
use crate::kit::database::{Database, Template};
use crate::kit::golden::golden;
use crate::kit::province::subject;
use crate::kit::twin::SCHEMA;
use crate::kit::world::World;
use crate::kit::{Furnished, on_postgres};
use crate::providers::browser::{Desk, ORIGIN};
use reqwest::Method;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tonghop::kit::vocabulary::Role;

/// The twin without the net.
struct Bare(Database);

impl Stage for Bare {
    const TEMPLATE: Template = Template::Partitioned;

    async fn on(database: Database) -> Self {
        for table in tenant_tables() {
            let off = format!(
                "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
            );
            change(&database, &off).await;
        }
        Bare(database)
    }
}

/// A world on it.
struct Netless {
    world: World,
}

impl Stage for Netless {
    const TEMPLATE: Template = Template::Partitioned;

    async fn on(database: Database) -> Self {
        let Bare(database) = Bare::on(database).await;
        Netless { world: World::on(database).await }
    }
}

/// Which partitions were entered so far, by their tables. Ends every session first: only then has each told what it entered.
async fn entered(database: &Database) -> BTreeMap<String, BTreeSet<usize>> {
    let sessions =
        "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tonghop'";
    loop {
        texts(database, &format!("SELECT pg_terminate_backend(pid)::text {sessions}")).await;
        if texts(database, &format!("SELECT pid::text {sessions}")).await.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let counted = format!(
        "SELECT relname::text FROM pg_stat_all_tables WHERE schemaname = '{SCHEMA}' \
         AND seq_scan + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd > 0"
    );
    let mut entered: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for name in texts(database, &counted).await {
        let (table, number) = name.rsplit_once('_').unwrap();
        entered.entry(table.to_owned()).or_default().insert(number.parse().unwrap());
    }
    entered
}

/// Where the rows of a table are.
async fn homes(database: &Database, table: &str) -> BTreeSet<usize> {
    let rows = texts(database, &format!("SELECT tableoid::regclass::text FROM {table}")).await;
    rows.iter().map(|name| name.rsplit_once('_').unwrap().1.parse().unwrap()).collect()
}

on_postgres! {
    async fn a_statement_enters_its_tenants_partition_only(stage: Netless) {
        let Netless { world } = stage;
        walk::everything(&world).await;
        let database = world.database.clone();
        drop(world);
        golden("statements", &database.heard.texts().into_iter().collect::<Vec<_>>().join("\n"));

        let entered = entered(&database).await;
        let homes = homes(&database, "tenant_version").await;
        assert_eq!(homes.len(), 2, "the two provinces are kept apart");
        for (table, partitions) in &entered {
            assert!(partitions.is_subset(&homes), "{table}: {partitions:?} were entered, and the provinces are in {homes:?}");
        }
        let untouched: Vec<&str> = tenant_tables().filter(|table| !entered.contains_key(*table)).collect();
        assert_eq!(untouched, ["session"], "the walk leads to every table but the next test's");
    }

    /// The walk's people come with tokens; these sign in in the browser.
    async fn a_session_is_kept_in_its_tenants_partition_only(twin: Bare) {
        let desk = Desk::set(Furnished(twin.0)).await;
        let mut browser = desk.signed_in(&subject("83", Role::HomeAffairsOfficer, None, 1)).await;
        // That it was used is noted some time later.
        desk.clock.advance(chrono::Duration::minutes(2));
        browser.viewer().await.data();
        assert_eq!(browser.go(Method::POST, "/sign-out", &[("origin", ORIGIN)]).await.status, 204);
        let database = desk.database.clone();
        drop(desk);
        assert_eq!(entered(&database).await["session"], homes(&database, "session").await);
    }

    /// What the test above would see of a statement that does not name its tenant.
    async fn a_statement_without_a_tenant_is_seen(stage: Netless) {
        let database = stage.world.database.clone();
        texts(&database, "SELECT name FROM agency WHERE code = 'STTTT'").await;
        drop(stage);
        // The session that asked has told by the time it is gone, which may be a moment later.
        for _ in 0..200 {
            if entered(&database).await.get("agency").is_some_and(|partitions| partitions.len() == crate::kit::twin::PARTITIONS) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it was not seen");
    }
}
