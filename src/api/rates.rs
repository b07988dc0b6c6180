//! How much a client may ask for in a while: a bucket for each tenant and client, which operations fill and time empties.
//!
//! An operation takes what it may cost, waits if there is not so much left, and gives back what it did not cost. Time is the
//! caller's argument.

use async_graphql::{Value, value};
use chrono::{DateTime, Utc};
use quick_cache::sync::Cache;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

use crate::kit::vocabulary::RateClass;

/// How much each client may ask for.
#[derive(Clone, Copy, Debug)]
pub struct RateLimits {
    /// The most that one operation may cost.
    pub operation: usize,
    /// The most that may be taken at once: what is there after a rest.
    pub bucket: usize,
    /// What comes back in a second.
    pub restore_per_second: usize,
    /// How many times as much a client may have whose account is for a lot at once.
    pub bulk: usize,
    /// How many clients are remembered; whoever was not seen for the longest is forgotten first, and begins anew.
    pub clients: usize,
}

impl Default for RateLimits {
    fn default() -> Self {
        RateLimits {
            operation: 200_000,
            bucket: 1_000_000,
            restore_per_second: 50_000,
            bulk: 5,
            clients: 20_000,
        }
    }
}

impl RateLimits {
    /// Those of clients of a class. What one operation may cost is the same for all.
    fn of(self, class: RateClass) -> Self {
        let times = match class {
            RateClass::Standard => 1,
            RateClass::Bulk => self.bulk.max(1),
        };
        RateLimits {
            bucket: self.bucket.saturating_mul(times),
            restore_per_second: self.restore_per_second.saturating_mul(times),
            ..self
        }
    }
}

/// Who is counted: a person or a service account of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client {
    pub tenant: i32,
    /// The person or the account.
    pub id: Uuid,
    pub class: RateClass,
}

/// Points are counted in millionths, so that a microsecond's worth of any rate is whole.
const MILLION: i128 = 1_000_000;

/// What is left in a bucket, and since when.
#[derive(Clone, Copy, Debug)]
struct Level {
    /// Millionths of a point; below nothing after an operation that cost more than it was taken to.
    left: i128,
    at: DateTime<Utc>,
}

/// The bucket of one client.
#[derive(Debug)]
pub(super) struct Bucket {
    limits: RateLimits,
    level: Mutex<Level>,
}

/// How a client's bucket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub maximum: usize,
    pub available: usize,
    pub restore: usize,
}

impl Bucket {
    fn full(limits: RateLimits, at: DateTime<Utc>) -> Self {
        Bucket { limits, level: Mutex::new(Level { left: limits.bucket as i128 * MILLION, at }) }
    }

    /// Takes so many points, or says after how many seconds there will be so many.
    pub fn take(&self, points: usize, now: DateTime<Utc>) -> Result<(), u64> {
        let wanted = points as i128 * MILLION;
        self.change(now, |left| {
            let missing = wanted - *left;
            if missing <= 0 {
                *left -= wanted;
                return Ok(());
            }
            let a_second = (self.limits.restore_per_second.max(1)) as i128 * MILLION;
            Err(u64::try_from((missing + a_second - 1) / a_second).unwrap_or(u64::MAX))
        })
    }

    /// Gives back what was taken for an operation, and takes what it has cost; how the bucket stands then.
    pub fn settle(&self, taken: usize, cost: usize, now: DateTime<Utc>) -> Status {
        let most = self.limits.bucket as i128 * MILLION;
        let left = self.change(now, |left| {
            let settled = *left + (taken as i128 - cost as i128) * MILLION;
            *left = settled.clamp(-most, most);
            *left
        });
        Status {
            maximum: self.limits.bucket,
            available: usize::try_from((left / MILLION).max(0)).unwrap_or(self.limits.bucket),
            restore: self.limits.restore_per_second,
        }
    }

    /// Changes what is left, once what came back meanwhile is in it. A clock that is set back gives nothing and takes nothing.
    fn change<T>(&self, now: DateTime<Utc>, change: impl FnOnce(&mut i128) -> T) -> T {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = (now - level.at).num_microseconds().unwrap_or(0).max(0);
        let most = self.limits.bucket as i128 * MILLION;
        let restored = i128::from(passed) * self.limits.restore_per_second as i128;
        level.left = level.left.saturating_add(restored).min(most);
        level.at = now;
        change(&mut level.left)
    }
}

impl Status {
    /// `extensions.cost` of an answer.
    pub fn told(self, requested: usize, actual: usize) -> Value {
        value!({
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": (self.maximum),
                "currentlyAvailable": (self.available),
                "restoreRate": (self.restore),
            },
        })
    }
}

/// The buckets of all clients of this server.
pub(super) struct Rates {
    limits: RateLimits,
    buckets: Cache<Client, Arc<Bucket>>,
}

impl Rates {
    pub fn new(limits: RateLimits) -> Self {
        Rates { limits, buckets: Cache::new(limits.clients.max(1)) }
    }

    /// The bucket of a client.
    pub fn of(&self, client: Client, now: DateTime<Utc>) -> Arc<Bucket> {
        let made = || Ok::<_, Infallible>(Arc::new(Bucket::full(self.limits.of(client.class), now)));
        match self.buckets.get_or_insert_with(&client, made) {
            Ok(bucket) => bucket,
            Err(never) => match never {},
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;

    const LIMITS: RateLimits =
        RateLimits { operation: 60, bucket: 100, restore_per_second: 10, bulk: 3, clients: 4 };

    fn client(tenant: i32, id: u128, class: RateClass) -> Client {
        Client { tenant, id: Uuid::from_u128(id), class }
    }

    fn start() -> DateTime<Utc> {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn after(milliseconds: i64) -> DateTime<Utc> {
        start() + Duration::milliseconds(milliseconds)
    }

    #[test]
    fn what_is_not_there_comes_back_with_time() {
        let bucket = Bucket::full(LIMITS, start());
        assert_eq!(bucket.take(60, start()), Ok(()));
        assert_eq!(bucket.take(60, start()), Err(2));
        assert_eq!(bucket.take(60, after(1_900)), Err(1));
        assert_eq!(bucket.take(60, after(2_000)), Ok(()));
        // The whole of it is back after ten seconds, and no more than that ever.
        assert_eq!(bucket.settle(0, 0, after(3_000_000)).available, 100);
    }

    #[test]
    fn what_was_not_needed_is_given_back_and_what_was_needed_more_is_owed() {
        let bucket = Bucket::full(LIMITS, start());
        bucket.take(60, start()).unwrap();
        let status = bucket.settle(60, 5, start());
        assert_eq!(status, Status { maximum: 100, available: 95, restore: 10 });
        bucket.take(60, start()).unwrap();
        assert_eq!(bucket.settle(60, 1_000, start()).available, 0);
        assert_eq!(bucket.take(1, start()), Err(11));
        assert_eq!(bucket.take(1, after(10_100)), Ok(()));
    }

    #[test]
    fn each_client_of_each_tenant_has_its_own() {
        let rates = Rates::new(LIMITS);
        let (here, there) = (client(1, 1, RateClass::Standard), client(2, 1, RateClass::Standard));
        rates.of(here, start()).take(100, start()).unwrap();
        assert_eq!(rates.of(here, start()).take(100, start()), Err(10));
        assert_eq!(rates.of(there, start()).take(100, start()), Ok(()));
    }

    #[test]
    fn accounts_for_a_lot_at_once_have_more_and_it_comes_back_sooner() {
        let bucket = Rates::new(LIMITS).of(client(1, 1, RateClass::Bulk), start());
        assert_eq!(bucket.take(300, start()), Ok(()));
        assert_eq!(bucket.take(60, start()), Err(2));
        assert_eq!(bucket.settle(0, 0, after(1_000)), Status { maximum: 300, available: 30, restore: 30 });
    }

    #[test]
    fn a_server_remembers_so_many_clients_and_no_more() {
        let rates = Rates::new(LIMITS);
        for id in 0..1_000 {
            drop(rates.of(client(1, id, RateClass::Standard), start()));
        }
        assert!(rates.buckets.len() <= 4);
    }

    proptest! {
        /// Whatever is asked for, a client gets no more than the bucket and what came back.
        #[test]
        fn nobody_gets_more_than_was_there(asked in proptest::collection::vec((0_i64..3_000, 0_usize..120), 1..60)) {
            let bucket = Bucket::full(LIMITS, start());
            let (mut now, mut got) = (0, 0);
            for (wait, points) in asked {
                now += wait;
                if let Err(seconds) = bucket.take(points, after(now)) {
                    // What is there after the wait is enough, unless it is more than there can be.
                    let then = after(now) + Duration::seconds(i64::try_from(seconds).unwrap());
                    let left = Bucket { limits: LIMITS, level: Mutex::new(*bucket.level.lock().unwrap()) };
                    prop_assert_eq!(left.take(points, then).is_ok(), points <= LIMITS.bucket);
                } else {
                    got += points;
                }
                prop_assert!(got as i64 * 1_000 <= 100_000 + now * 10);
            }
        }
    }
}
