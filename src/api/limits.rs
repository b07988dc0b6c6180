//! What one client may ask of the server at once, in one place.

use super::{RateLimits, ReadLimits};
use std::time::Duration;

/// The limits of the transport. `Limits::default()` is what production uses; tests shorten the waits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// What a GraphQL document and its variables may be.
    pub document: DocumentLimits,
    /// What operations may cost.
    pub rates: RateLimits,
    /// How many queries are answered at once.
    pub reads: ReadLimits,
    /// Bytes of an HTTP request body.
    pub body_bytes: usize,
    /// How long a client may take to send a body.
    pub body_timeout: Duration,
    /// How long a query may run; then it is dropped.
    pub query_timeout: Duration,
    /// How long a client waits for a mutation. The mutation itself runs on: it is never cut off in the middle.
    pub mutation_timeout: Duration,
    /// What a WebSocket may do.
    pub socket: SocketLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            document: DocumentLimits::default(),
            rates: RateLimits::default(),
            reads: ReadLimits::default(),
            body_bytes: 1024 * 1024,
            body_timeout: Duration::from_secs(10),
            query_timeout: Duration::from_secs(10),
            mutation_timeout: Duration::from_secs(30),
            socket: SocketLimits::default(),
        }
    }
}

/// The limits of a document, before anything looks at what it means.
#[derive(Clone, Copy, Debug)]
pub struct DocumentLimits {
    /// Bytes of the document.
    pub bytes: usize,
    /// Tokens: names, numbers, strings, punctuators.
    pub tokens: usize,
    /// How many `(`, `[` and `{` may stand open at once.
    pub nesting: usize,
    /// Bytes of one name (an alias is repeated in every row of the answer).
    pub name_bytes: usize,
    /// Fields, spreads and inline fragments after all fragments are written out.
    pub selections: usize,
    /// Fields that may have to be resolved, where `first` and `last` multiply what is below them.
    pub resolved: usize,
    /// Aliases, and fields asked for twice in one selection set, after all fragments are written out.
    pub aliases: usize,
    /// Levels of fields below one another; a leaf of the root has depth 1.
    pub depth: usize,
    /// Levels of selection sets of any kind, fragments included.
    pub levels: usize,
    /// Fields of the root after all fragments are written out.
    pub root_fields: usize,
    /// Nesting of the variables' JSON.
    pub variable_depth: usize,
    /// Size of the variables: one a value, and one for every 64 bytes of text.
    pub variable_size: usize,
    /// Size of the variables times the places that use one: each use copies and checks its value.
    pub variable_work: usize,
}

impl Default for DocumentLimits {
    fn default() -> Self {
        DocumentLimits {
            bytes: 32 * 1024,
            tokens: 2_000,
            nesting: 48,
            name_bytes: 128,
            selections: 2_000,
            resolved: 100_000,
            aliases: 30,
            depth: 15,
            levels: 30,
            root_fields: 30,
            variable_depth: 24,
            variable_size: 20_000,
            variable_work: 1_000_000,
        }
    }
}

/// The limits of one WebSocket.
#[derive(Clone, Copy, Debug)]
pub struct SocketLimits {
    /// Sockets of this server, all clients together.
    pub sockets: usize,
    /// Bytes of one message from the client.
    pub message_bytes: usize,
    /// Operations under way on one socket.
    pub operations: usize,
    /// How long a client may take to send `connection_init`.
    pub init_timeout: Duration,
    /// How long a client may take to read one message.
    pub send_timeout: Duration,
    /// How often the server asks whether the client is still there; after three silent rounds it is not.
    pub heartbeat: Duration,
    /// How often the token's end is checked while nothing else happens.
    pub expiry_check: Duration,
    /// How often it is looked whether the caller may still do what they might, while operations are under way. Whoever loses
    /// access loses it after twice as long at most.
    pub rights_check: Duration,
}

impl Default for SocketLimits {
    fn default() -> Self {
        SocketLimits {
            sockets: 1_000,
            message_bytes: 64 * 1024,
            operations: 50,
            init_timeout: Duration::from_secs(3),
            send_timeout: Duration::from_secs(10),
            heartbeat: Duration::from_secs(30),
            expiry_check: Duration::from_secs(1),
            rights_check: Duration::from_secs(2),
        }
    }
}
