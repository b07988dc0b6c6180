//! What a request was answered is known for some time, not for ever.

use super::desk::{AGENCY, PERIOD, count, filed, ready};
use crate::kit::on_both;
use crate::kit::world::World;
use crate::ledger::{inspect, outside};
use chrono::Duration;
use serde_json::json;
use tonghop::kit::vocabulary::Role;
use tonghop::server::forget_answers;
use tonghop::store::{Settings, Store};
use uuid::Uuid;

/// As the server does now and then, under the server's own role: how many rows were deleted.
async fn forget(world: &World) -> u64 {
    let settings = Settings::new(&world.database.url);
    let store = Store::connect(&settings, world.clock.clone()).await.map_err(|_| "no store").unwrap();
    let deleted = forget_answers(&store, Duration::days(90)).await.map_err(|_| "not forgotten").unwrap();
    store.close().await.map_err(|_| "not closed").unwrap();
    deleted
}

/// How many answers are kept, and how many keys are known.
async fn kept(world: &World) -> [i64; 2] {
    let of = async |table: &str| count(&world.database, &format!("SELECT count(*) FROM {table}")).await;
    [of("first_answer").await, of("idempotency").await]
}

/// What must stay as it is, whatever is forgotten.
async fn logged(world: &World) -> [i64; 3] {
    let of = async |what: &str| count(&world.database, &format!("SELECT {what}")).await;
    [
        of("count(*) FROM ledger_leaf").await,
        of("count(*) FROM audit_entry").await,
        of("CAST(SUM(version) AS BIGINT) FROM tenant_version").await,
    ]
}

on_both! {
    async fn a_key_is_a_new_request_after_its_time(world: World) {
        let (_, submitter) = ready(&world).await;
        let key = Uuid::now_v7();
        let file = || submitter.submit(AGENCY, PERIOD).if_revision(1).key(key);
        let first = file().await.expect_done();
        let neighbour = world.neighbour(Role::ProvinceAdministrator, None);
        let email = json!({ "email": "quan-tri@vinhlong.example" });
        neighbour.verb("personSetEmail", email, "person { id }".into()).await.expect_done();
        world.advance(Duration::days(45));
        let later = Uuid::now_v7();
        let save = || {
            let email = json!({ "email": "lap-bao-cao@stttt.example" });
            submitter.verb("personSetEmail", email, "person { id }".into()).key(later)
        };
        let saved = save().await.expect_done();
        let (all, log) = (kept(&world).await, logged(&world).await);

        // To the last instant it is the same request.
        world.advance(Duration::days(45));
        assert_eq!(forget(&world).await, 0);
        assert_eq!((kept(&world).await, file().await.text), (all, first.text));

        // Then it is a new one, in either province; what is younger is known, and the logs are as they were.
        world.advance(Duration::microseconds(1));
        assert_eq!(forget(&world).await, u64::try_from(all[0] + all[1] - 2).unwrap());
        assert_eq!(kept(&world).await, [1, 1]);
        assert_eq!(logged(&world).await, log);
        file().await.expect_user_error("ALREADY_SUBMITTED");
        assert_eq!(save().await.text, saved.text);
        assert_eq!(forget(&world).await, 0);
        inspect(&world.database, &outside(&world.database)).await.unwrap();
    }

    /// In batches: what is many does not hold up those who write.
    async fn so_many_are_forgotten_at_once(world: World) {
        filed(&world).await;
        let before = kept(&world).await;
        assert!(before[0] >= 3 && before[0] == before[1], "{before:?}");
        world.advance(Duration::days(91));
        let settings = Settings::new(&world.database.url);
        let store = Store::connect(&settings, world.clock.clone()).await.map_err(|_| "no store").unwrap();
        let outdated = world.clock.now() - Duration::days(90);
        for left in (0..before[0]).rev() {
            let deleted = store.forget_answers(1, outdated, 1).await.map_err(|_| "not forgotten").unwrap();
            assert_eq!((deleted, kept(&world).await), (2, [left, left]));
        }
        assert_eq!(store.forget_answers(1, outdated, 1).await.map_err(|_| "not forgotten").unwrap(), 0);
        store.close().await.map_err(|_| "not closed").unwrap();
    }
}
