//! Connections beside those that everybody uses, several of which are held at once.

use sea_orm::DatabaseConnection;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::kit::{Error, Result};

/// A pool of which whoever needs several connections takes them all at once: who holds some waits for no more.
#[derive(Clone)]
pub(super) struct Apart {
    pool: DatabaseConnection,
    free: Arc<Semaphore>,
    size: u32,
}

impl Apart {
    pub(super) fn new(pool: DatabaseConnection, size: u32) -> Self {
        Apart { pool, free: Arc::new(Semaphore::new(size as usize)), size }
    }

    /// The pool, with so many of its connections to use until the permit is dropped; as soon as they are free.
    pub(super) async fn take(&self, wanted: usize) -> Result<(DatabaseConnection, OwnedSemaphorePermit)> {
        let wanted = u32::try_from(wanted).ok().filter(|wanted| *wanted <= self.size);
        let wanted = wanted.ok_or_else(|| Error::broken("more tenants at once than connections"))?;
        let free = self.free.clone().acquire_many_owned(wanted).await.map_err(Error::broken)?;
        Ok((self.pool.clone(), free))
    }

    pub(super) fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    pub(super) async fn close(self) -> Result<()> {
        Ok(self.pool.close().await?)
    }
}
