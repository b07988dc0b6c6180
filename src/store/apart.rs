//! Connections beside those that everybody uses, several of which are held at once.

use sea_orm::DatabaseConnection;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::kit::{Error, Result};

/// A pool of which whoever needs several connections takes them all at once: who holds some waits for no more.
#[derive(Clone)]
pub(super) struct Apart {
    pool: DatabaseConnection,
    free: Arc<Semaphore>,
    size: u32,
    patience: Duration,
}

impl Apart {
    /// `patience`: the longest that somebody waits, who holds a connection of their own all the while.
    pub(super) fn new(pool: DatabaseConnection, size: u32, patience: Duration) -> Self {
        Apart { pool, free: Arc::new(Semaphore::new(size as usize)), size, patience }
    }

    /// The pool, with so many of its connections to use until the permit is dropped; as soon as they are free. Busy for whoever waited
    /// in vain.
    pub(super) async fn take(&self, wanted: usize) -> Result<(DatabaseConnection, OwnedSemaphorePermit)> {
        let wanted = u32::try_from(wanted).ok().filter(|wanted| *wanted <= self.size);
        let wanted = wanted.ok_or_else(|| Error::broken("more tenants at once than connections"))?;
        let free = timeout(self.patience, self.free.clone().acquire_many_owned(wanted)).await;
        let busy = |_| Error::Busy("several connections at once were waited for in vain".into());
        Ok((self.pool.clone(), free.map_err(busy)?.map_err(Error::broken)?))
    }

    pub(super) fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    pub(super) async fn close(self) -> Result<()> {
        Ok(self.pool.close().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_in_vain_for_several_is_told_so() {
        let apart = Apart::new(DatabaseConnection::default(), 8, Duration::from_millis(10));
        let (_, held) = apart.take(7).await.unwrap();
        assert!(matches!(apart.take(2).await, Err(Error::Busy(_))), "there was one only");
        drop(held);
        drop(apart.take(8).await.unwrap());
    }
}
