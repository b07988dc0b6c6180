//! Global object identification (Relay): opaque outside, a kind and a key inside.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::{NoContext, Timestamp, Uuid};

/// A new identifier (UUIDv7, RFC 9562): ordered by time, and those of one millisecond by the order in which this process
/// made them, so that what happened at one instant is told in the order in which it happened.
pub fn new(at: chrono::DateTime<chrono::Utc>) -> Uuid {
    // RFC 9562, 6.2, method 1: a counter behind the milliseconds, of 36 bits: the 12 behind the version, and 24 of the
    // 62 behind the variant.
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    const HIGH: u128 = 0xfff << 64;
    const LOW: u128 = 0xff_ffff << 38;
    let count = u128::from(COUNTER.fetch_add(1, Ordering::Relaxed));
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    let random = Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, at.timestamp_subsec_nanos()));
    let counter = (count << 40) & HIGH | (count << 38) & LOW;
    Uuid::from_u128(random.as_u128() & !(HIGH | LOW) | counter)
}

macro_rules! kinds {
    ($($kind:ident),+) => {
        /// What a global id points at.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($kind),+ }

        impl Kind {
            /// The name of the GraphQL type.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => stringify!($kind)),+ }
            }

            fn from_name(name: &str) -> Option<Self> {
                match name { $(stringify!($kind) => Some(Kind::$kind),)+ _ => None }
            }
        }
    };
}

kinds!(
    Province,
    Agency,
    Person,
    CalendarProfile,
    Indicator,
    ReportForm,
    ValidationRule,
    Round,
    Obligation,
    Report,
    ReportVersion,
    MobilisationModel,
    AuditEntry,
    DisclosureContent,
    TotalSource
);

/// The opaque id of an object: its kind and its key in unpadded base64url.
pub fn encode(kind: Kind, key: impl std::fmt::Display) -> async_graphql::ID {
    URL_SAFE_NO_PAD.encode(format!("{}:{key}", kind.name())).into()
}

/// The kind and the key in an opaque id; `None` for anything that [`encode`] did not make.
pub fn decode(id: &str) -> Option<(Kind, String)> {
    let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (kind, key) = text.split_once(':')?;
    Some((Kind::from_name(kind)?, key.to_owned()))
}

/// The UUID in an id of one kind; `None` for an id of another kind or none at all.
pub fn decode_uuid(id: &str, wanted: Kind) -> Option<Uuid> {
    let (kind, key) = decode(id)?;
    if kind == wanted { Uuid::parse_str(&key).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_one_instant_are_in_the_order_of_their_making() {
        let at = chrono::DateTime::from_timestamp(1_568_599_200, 123_456_789).unwrap_or_default();
        let ids: Vec<Uuid> = (0..100_000).map(|_| new(at)).collect();
        assert!(ids.is_sorted_by(|one, next| one < next));
        for id in [ids[0], ids[99_999]] {
            assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
            let (seconds, nanos) = id.get_timestamp().map(|at| at.to_unix()).unwrap_or_default();
            assert_eq!((seconds, nanos / 1_000_000), (1_568_599_200, 123));
        }
        assert!(new(at + chrono::Duration::milliseconds(1)) > ids[99_999]);
    }

    #[test]
    fn what_is_encoded_is_decoded_and_nothing_else_is() {
        let uuid = Uuid::from_u128(7);
        let id = encode(Kind::Report, uuid);
        assert_eq!(decode_uuid(&id, Kind::Report), Some(uuid));
        assert_eq!(decode_uuid(&id, Kind::Round), None);
        for rubbish in ["", "x", "UmVwb3J0", "UmVwb3J0Og==", "T3RoZXI6MQ"] {
            assert_eq!(decode(rubbish).filter(|(_, key)| !key.is_empty()), None, "{rubbish}");
        }
    }
}
