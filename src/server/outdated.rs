//! Deletes what requests were answered long ago, in small batches, beside everything else.

use chrono::Duration as Span;
use std::time::Duration;
use tokio::sync::watch;

use crate::{
    kit::{Error, Result},
    organisation::ProvinceEntity,
    store::Store,
};

/// How long after its start the server looks first, and how long it rests before it looks again.
const FIRST: Duration = Duration::from_secs(60);
const REST: Duration = Duration::from_secs(3600);
/// How many keys are deleted at once, and how long others have the database for themselves then.
const BATCH: u64 = 500;
const BREATH: Duration = Duration::from_millis(50);

/// Goes round the provinces until the server stops.
pub async fn keep_forgetting(store: Store, kept_for: Span, mut stopped: watch::Receiver<bool>) {
    let rounds = async {
        tokio::time::sleep(FIRST).await;
        loop {
            match forget_answers(&store, kept_for).await {
                Ok(0) => {}
                Ok(rows) => tracing::info!(rows, "deleted what was answered long ago"),
                Err(Error::Busy(cause) | Error::Broken(cause)) => {
                    tracing::warn!(cause, "old answers could not be deleted")
                }
                Err(Error::Refused(problems)) => {
                    tracing::warn!(?problems, "old answers could not be deleted")
                }
            }
            tokio::time::sleep(REST).await;
        }
    };
    tokio::select! {
        // The sender going away is a stop too.
        _ = stopped.wait_for(|stop| *stop) => {}
        () = rounds => {}
    }
}

/// Deletes what requests of every province were answered longer ago than this; returns how many rows.
pub async fn forget_answers(store: &Store, kept_for: Span) -> Result<u64> {
    let before = store.clock().now() - kept_for;
    let mut all = 0;
    for province in store.shared::<ProvinceEntity>(|all| all).await? {
        loop {
            let deleted = store.forget_answers(province.tenant_id, before, BATCH).await?;
            all += deleted;
            // Fewer than were allowed for: there is no more.
            if deleted < BATCH {
                break;
            }
            tokio::time::sleep(BREATH).await;
        }
    }
    Ok(all)
}
