//! Global object identification (Relay): opaque outside, a kind and a key inside.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

/// A new identifier, ordered by time (UUIDv7, RFC 9562).
pub fn new(at: chrono::DateTime<chrono::Utc>) -> Uuid {
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    let context = uuid::ContextV7::new();
    Uuid::new_v7(uuid::Timestamp::from_unix(context, seconds, at.timestamp_subsec_nanos()))
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
    Indicator,
    ReportForm,
    ValidationRule,
    Round,
    Obligation,
    Report,
    ReportVersion,
    MobilisationModel,
    AuditEntry,
    DisclosureContent
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
