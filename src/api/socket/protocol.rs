//! The messages and close codes of `graphql-transport-ws`.

use crate::api::params::Params;
use async_graphql::{Response, ServerError};
use serde::Serialize;
use serde_json::{Map, Value};

/// The name of the protocol in the upgrade.
pub(super) const SUBPROTOCOL: &str = "graphql-transport-ws";

/// Why the server ends a socket: the code, and a reason of at most 123 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    /// The server stops.
    GoingAway,
    /// A message is larger than allowed.
    TooBig,
    /// A message is not one of the protocol's.
    BadMessage(&'static str),
    /// An operation was sent before the connection was acknowledged.
    Unauthorized,
    /// The token has expired while the socket was open.
    TokenExpired,
    /// The token was refused, with the code of the refusal.
    Forbidden(&'static str),
    /// The caller has other rights than when the operations under way began.
    RightsChanged,
    /// The upgrade did not offer our protocol.
    NoSubprotocol,
    /// `connection_init` did not come in time.
    InitTimeout,
    /// An id is in use.
    Duplicate,
    /// `connection_init` came twice.
    TooManyInits,
    /// Too many ask at once.
    Busy,
    /// Something of ours went wrong.
    Internal,
}

impl Closing {
    /// The close code and the reason.
    pub fn frame(self) -> (u16, &'static str) {
        match self {
            Closing::GoingAway => (1001, "The server is stopping"),
            Closing::TooBig => (1009, "Message too big"),
            Closing::BadMessage(reason) => (4400, reason),
            Closing::Unauthorized => (4401, "Unauthorized"),
            Closing::TokenExpired => (4401, "Token expired"),
            Closing::Forbidden(reason) => (4403, reason),
            Closing::RightsChanged => (4403, "RIGHTS_CHANGED"),
            Closing::NoSubprotocol => (4406, "Subprotocol not acceptable"),
            Closing::InitTimeout => (4408, "Connection initialisation timeout"),
            Closing::Duplicate => (4409, "Subscriber already exists"),
            Closing::TooManyInits => (4429, "Too many initialisation requests"),
            Closing::Busy => (1013, "SERVER_BUSY"),
            Closing::Internal => (4500, "Internal server error"),
        }
    }
}

/// What a client may send.
pub(super) enum Incoming {
    Init(Map<String, Value>),
    Subscribe { id: String, params: Params },
    Complete { id: String },
    Ping { payload: Option<Value> },
    Pong,
}

impl Incoming {
    /// Reads a message; one that the protocol does not know ends the socket.
    pub fn read(text: &str) -> Result<Self, Closing> {
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err(Closing::BadMessage("The message is not a JSON object"));
        };
        let payload = match message.remove("payload") {
            None | Some(Value::Null) => None,
            Some(Value::Object(payload)) => Some(payload),
            Some(_) => return Err(Closing::BadMessage("The payload is not an object")),
        };
        let id = match message.remove("id") {
            Some(Value::String(id)) if !id.is_empty() && id.len() <= 128 => Some(id),
            None => None,
            Some(_) => return Err(Closing::BadMessage("The id is not a text of 1 to 128 bytes")),
        };
        match (message.get("type").and_then(Value::as_str), id, payload) {
            (Some("connection_init"), None, payload) => Ok(Incoming::Init(payload.unwrap_or_default())),
            (Some("ping"), None, payload) => Ok(Incoming::Ping { payload: payload.map(Value::Object) }),
            (Some("pong"), None, _) => Ok(Incoming::Pong),
            (Some("complete"), Some(id), None) => Ok(Incoming::Complete { id }),
            (Some("subscribe"), Some(id), Some(payload)) => match Params::from_json(payload) {
                Ok(params) => Ok(Incoming::Subscribe { id, params }),
                Err(reason) => Err(Closing::BadMessage(reason)),
            },
            _ => Err(Closing::BadMessage("The protocol has no such message")),
        }
    }
}

/// What the server sends.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Outgoing<'a> {
    ConnectionAck,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Value>,
    },
    Next {
        id: &'a str,
        payload: &'a Response,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

impl Outgoing<'_> {
    /// The message as text.
    pub fn write(&self) -> Result<String, Closing> {
        serde_json::to_string(self).map_err(|cause| {
            tracing::error!(%cause, "a message cannot be written");
            Closing::Internal
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn only_the_protocols_messages_are_read() {
        for good in [
            r#"{"type":"connection_init"}"#,
            r#"{"type":"connection_init","payload":{"authorization":"Bearer x"}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{ a }","variables":null}}"#,
            r#"{"type":"complete","id":"1"}"#,
            r#"{"type":"ping","payload":null}"#,
            r#"{"type":"pong","payload":{"a":1}}"#,
        ] {
            assert!(Incoming::read(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "1",
            "[]",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"start","id":"1","payload":{"query":"{ a }"}}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"connection_ack"}"#,
            r#"{"type":"subscribe","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{ a }","variables":[]}}"#,
            r#"{"type":"complete"}"#,
        ] {
            assert!(matches!(Incoming::read(bad), Err(Closing::BadMessage(_))), "{bad}");
        }
    }

    #[test]
    fn messages_are_written_as_the_protocol_names_them() {
        for (message, text) in [
            (Outgoing::ConnectionAck, r#"{"type":"connection_ack"}"#),
            (Outgoing::Pong { payload: None }, r#"{"type":"pong"}"#),
            (Outgoing::Complete { id: "1" }, r#"{"type":"complete","id":"1"}"#),
        ] {
            assert_eq!(message.write().unwrap(), text);
        }
    }
}
