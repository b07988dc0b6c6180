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

/// The identifier of something that has a name instead of a beginning: the same name, the same identifier (UUIDv8, RFC 9562,
/// out of the SHA-256 of both words).
pub fn named(kind: &str, name: &str) -> Uuid {
    const MARKS: u128 = 0xf << 76 | 0b11 << 62;
    const VERSION_8: u128 = 0x8 << 76 | 0b10 << 62;
    let digest = super::digest::sha256(format!("{kind}:{name}").as_bytes());
    let bits = u128::from_str_radix(&digest[..32], 16).unwrap_or_default();
    Uuid::from_u128(bits & !MARKS | VERSION_8)
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
    TotalSource,
    LegalDocument,
    Reorganisation,
    Notice,
    Plan,
    Webhook,
    ScoringScheme,
    DemocracyScore,
    Release,
    ServiceAccount,
    RoleRequest,
    PersonAccount
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
    fn a_name_has_one_identifier() {
        let one = named("LegalDocument", "04/2015/NĐ-CP");
        assert_eq!(one, named("LegalDocument", "04/2015/NĐ-CP"));
        assert_ne!(one, named("LegalDocument", "05/2015/NĐ-CP"));
        assert_eq!((one.get_version_num(), one.get_variant()), (8, uuid::Variant::RFC4122));
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
