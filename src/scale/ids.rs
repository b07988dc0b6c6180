//! Ids and instants that follow from a seed.

use chrono::{DateTime, Utc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

/// A UUIDv7 (RFC 9562) of an instant, its random part from a seeded generator.
pub fn id(at: DateTime<Utc>, rng: &mut ChaCha8Rng) -> Uuid {
    let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &rng.random()).into_uuid()
}
