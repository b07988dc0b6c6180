//! What is kept between requests of what has been read, for as long as nothing is committed for its tenant.
//!
//! Nothing that is kept is ever stale: the tenant's version row, raised in each writing transaction, is read in the same
//! snapshot as everything else, and what was read at another version is read again. What one scope has read is never given
//! to another one.

use chrono::{DateTime, Utc};
use quick_cache::{Weighter, sync::Cache};
use std::{
    any::{Any, TypeId},
    sync::Arc,
};

use super::{Scope, audit::Version};

/// What one query gives, under a type of its own: the type tells queries apart.
pub trait Keep: Send + Sync + 'static {
    /// About how much memory it takes, in bytes.
    fn bytes(&self) -> usize;
}

/// Where a tenant's data are in their course. Not the version alone: after an old copy was restored, it comes by a second time.
pub(super) type Stamp = (i64, Option<DateTime<Utc>>);

impl Version {
    pub(super) fn stamp(self) -> Stamp {
        (self.version, self.recorded_at)
    }
}

/// Whose answer it is, to which query, asked with what.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub scope: Scope,
    pub query: TypeId,
    pub arguments: String,
}

#[derive(Clone)]
struct Entry {
    stamp: Stamp,
    bytes: u64,
    value: Arc<dyn Any + Send + Sync>,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Entry> for Bytes {
    fn weight(&self, key: &Key, entry: &Entry) -> u64 {
        let key = size_of::<Key>() + key.arguments.len() + key.scope.bytes();
        entry.bytes + (key + size_of::<Entry>()) as u64
    }
}

/// What a server keeps, up to so many bytes; what was not asked for the longest goes first.
pub(super) struct Kept {
    entries: Cache<Key, Entry, Bytes>,
}

impl Kept {
    /// How many things of a usual size there is room for at least.
    const USUAL: u64 = 16 * 1024;

    /// Room for so many bytes; none for none.
    pub fn with_room(bytes: u64) -> Option<Arc<Kept>> {
        let usual = usize::try_from(bytes / Self::USUAL).unwrap_or(usize::MAX).max(1);
        (bytes > 0).then(|| Arc::new(Kept { entries: Cache::with_weighter(usual, bytes, Bytes) }))
    }

    /// What was read at this stamp.
    pub fn get<T: Keep>(&self, key: &Key, stamp: Stamp) -> Option<Arc<T>> {
        let entry = self.entries.get(key).filter(|entry| entry.stamp == stamp)?;
        entry.value.downcast().ok()
    }

    pub fn put<T: Keep>(&self, key: Key, stamp: Stamp, value: Arc<T>) {
        let bytes = value.bytes() as u64;
        self.entries.insert(key, Entry { stamp, bytes, value });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::store::Agencies;
    use uuid::Uuid;

    #[derive(Debug, PartialEq)]
    struct Numbers(Vec<u64>);
    #[derive(Debug, PartialEq)]
    struct Others(Vec<u64>);

    impl Keep for Numbers {
        fn bytes(&self) -> usize {
            size_of_val(self.0.as_slice())
        }
    }

    impl Keep for Others {
        fn bytes(&self) -> usize {
            size_of_val(self.0.as_slice())
        }
    }

    fn key<T: Keep>(scope: &Scope, arguments: &str) -> Key {
        Key { scope: scope.clone(), query: TypeId::of::<T>(), arguments: arguments.to_owned() }
    }

    #[test]
    fn only_the_same_scope_query_arguments_and_version_find_it_again() {
        let kept = Kept::with_room(1 << 20).unwrap();
        let (province, at) = (Scope::whole(1), Some(DateTime::<Utc>::MIN_UTC));
        let one = Arc::new(Numbers(vec![1, 2]));
        kept.put(key::<Numbers>(&province, "a"), (7, at), one.clone());
        let get = |scope: &Scope, arguments, stamp| kept.get(&key::<Numbers>(scope, arguments), stamp);
        assert_eq!(get(&province, "a", (7, at)), Some(one));
        assert_eq!(get(&province, "b", (7, at)), None, "other arguments");
        assert_eq!(get(&province, "a", (8, at)), None, "a later version");
        assert_eq!(get(&province, "a", (6, at)), None, "an earlier version");
        assert_eq!(get(&province, "a", (7, None)), None, "the same version of another course");
        assert_eq!(get(&Scope::whole(2), "a", (7, at)), None, "another tenant");
        let agency = Scope::new(1, Agencies::Only(vec![Uuid::from_u128(1)]));
        assert_eq!(get(&agency, "a", (7, at)), None, "one agency of the tenant");
        assert_eq!(kept.get::<Others>(&key::<Others>(&province, "a"), (7, at)), None, "another query");
    }

    #[test]
    fn there_is_no_more_than_there_is_room_for() {
        const ROOM: u64 = 256 * 1024;
        let kept = Kept::with_room(ROOM).unwrap();
        for number in 0..1_000 {
            let key = key::<Numbers>(&Scope::whole(number), "");
            kept.put(key, (1, None), Arc::new(Numbers(vec![0; 128])));
        }
        assert!(kept.entries.weight() <= ROOM);
        assert!(kept.entries.len() > 100);
        kept.put(key::<Numbers>(&Scope::whole(0), ""), (1, None), Arc::new(Numbers(vec![0; ROOM as usize])));
        assert_eq!(kept.get::<Numbers>(&key::<Numbers>(&Scope::whole(0), ""), (1, None)), None, "too large");
        assert!(Kept::with_room(0).is_none());
    }
}
