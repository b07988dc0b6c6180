//! Waiting for what is committed: the version row is the authority, hints only shorten the wait.

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use std::time::Duration;
use tokio::sync::broadcast::{self, error::RecvError};

use super::{AuditRow, Change, Scope, Store, audit};
use crate::kit::Result;

/// How long another process's commit may stay unnoticed.
const POLL: Duration = Duration::from_secs(1);
/// The most entries fetched at once.
const BATCH: u64 = 500;

/// What has been committed for a tenant since a watch began, in order and without a gap.
pub struct Watch {
    store: Store,
    tenant: i32,
    seen: i64,
    hints: broadcast::Receiver<Change>,
}

impl Watch {
    /// Watches from now on.
    pub async fn begin(store: &Store, tenant: i32) -> Result<Watch> {
        // Hints first: what is committed between the two is then told twice, not never.
        let hints = store.changes();
        let seen = store.version(tenant).await?;
        Ok(Watch { store: store.clone(), tenant, seen, hints })
    }

    /// Waits until something is committed, and returns its audit entries.
    pub async fn next(&mut self) -> Result<Vec<AuditRow>> {
        loop {
            if self.store.version(self.tenant).await? > self.seen {
                let entries = self.entries().await?;
                if let Some(last) = entries.last() {
                    self.seen = last.seq;
                    return Ok(entries);
                }
            }
            self.wait().await;
        }
    }

    async fn entries(&self) -> Result<Vec<AuditRow>> {
        let reader = self.store.read(Scope::whole(self.tenant)).await?;
        let seen = self.seen;
        reader
            .find::<audit::Entity>()
            .with(|all| all.filter(audit::Column::Seq.gt(seen)).order_by_asc(audit::Column::Seq).limit(BATCH))
            .all()
            .await
    }

    /// Waits for a hint about the tenant, or for the next look at the authority.
    async fn wait(&mut self) {
        let hinted = async {
            loop {
                match self.hints.recv().await {
                    Ok(change) if change.tenant == self.tenant => return,
                    Ok(_) => {}
                    // Hints were missed: look at the authority.
                    Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        // Running out of time is the other way of being woken.
        let _ = tokio::time::timeout(POLL, hinted).await;
    }
}
