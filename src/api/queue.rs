//! The places of queries: so many are answered at once, so many wait, and the next is sent away. Mutations need none: whoever files
//! a report is not kept waiting by those who read.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many queries a server takes.
#[derive(Clone, Copy, Debug)]
pub struct ReadLimits {
    /// How many are answered at once: fewer than there are connections to the database, which is what keeps some for mutations.
    pub at_once: usize,
    /// How many may wait for a place.
    pub waiting: usize,
}

impl Default for ReadLimits {
    fn default() -> Self {
        ReadLimits { at_once: 9, waiting: 500 }
    }
}

/// The places of one server.
pub(super) struct Places {
    taken: Arc<Semaphore>,
    line: Arc<Semaphore>,
}

/// A place, for as long as it is held.
pub(super) struct Place {
    _held: OwnedSemaphorePermit,
}

impl Places {
    pub fn new(limits: ReadLimits) -> Self {
        let places = |number: usize| Arc::new(Semaphore::new(number.min(Semaphore::MAX_PERMITS)));
        Places { taken: places(limits.at_once.max(1)), line: places(limits.waiting) }
    }

    /// A place at once or after a wait; none when the line is full, or after waiting so long.
    pub async fn take(&self, patience: Duration) -> Option<Place> {
        if let Ok(held) = self.taken.clone().try_acquire_owned() {
            return Some(Place { _held: held });
        }
        let _in_line = self.line.clone().try_acquire_owned().ok()?;
        let turn = tokio::time::timeout(patience, self.taken.clone().acquire_owned()).await;
        turn.ok()?.ok().map(|held| Place { _held: held })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn who_comes_when_the_line_is_full_is_sent_away_and_who_waits_gets_a_place() {
        let places = Arc::new(Places::new(ReadLimits { at_once: 1, waiting: 1 }));
        let first = places.take(LONG).await.unwrap();
        let waiting = tokio::spawn({
            let places = places.clone();
            async move { places.take(LONG).await.is_some() }
        });
        while places.line.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(places.take(LONG).await.is_none());
        drop(first);
        assert!(waiting.await.unwrap());
        assert!(places.take(LONG).await.is_some());
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let places = Places::new(ReadLimits { at_once: 1, waiting: 1 });
        let _first = places.take(LONG).await.unwrap();
        assert!(places.take(Duration::from_millis(10)).await.is_none());
    }
}
