//! Floor 6: the face. What turns HTTP and WebSocket into GraphQL requests and answers, and keeps the house from what
//! the wire can carry.
//!
//! The transport knows nothing of reports or tables: it needs a schema (any [`Executor`]) and a [`Door`], through which
//! it asks who is calling and hands over what a request carries.
//!
//! | path | what |
//! |---|---|
//! | `POST /graphql` | queries and mutations, `application/json` only |
//! | `GET /graphql` | queries only; for a browser the query page, where the door allows it |
//! | `GET /graphql/ws` | `graphql-transport-ws`: subscriptions, and the rest |
//! | `GET /sign-in`, `GET /sign-in/callback`, `POST /sign-out` | people in the browser, where that is configured |
//! | `GET /feeds/obligations.ics` | a person's to-do for their calendar program |
//! | `GET /healthz`, `GET /readyz` | is the process there; can it serve |

mod cookies;
pub mod cost;
mod envelope;
pub mod errors;
mod execution;
mod feeds;
pub mod guard;
mod health;
mod http;
mod ide;
pub mod limits;
mod negotiation;
mod params;
mod queue;
mod rates;
pub mod schema;
mod shown;
mod sign_in;
mod socket;
#[cfg(test)]
mod tests;
mod traced;

pub use guard::Guard;
pub use limits::{DocumentLimits, Limits, SocketLimits};
pub use queue::ReadLimits;
pub use rates::{Client, RateLimits};

use crate::auth::{Identity, SignIn};
use crate::documents::Asked;
use crate::kit::trace::Span;
use crate::kit::{self, Code, Error, Lang};
use async_graphql::{Executor, Request};
use axum::Router;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use cost::Prices;
use queue::Places;
use rates::Rates;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};
use tokio_util::task::TaskTracker;
use tower_http::compression::CompressionLayer;

/// What the transport needs to know of the house.
pub trait Door: Clone + Send + Sync + 'static {
    /// Who calls: whatever the house knows of the bearer of a verified token.
    type Caller: Clone + Send + Sync + 'static;

    /// Who presents this token (`None`: no token was presented).
    ///
    /// `Ok(None)` lets a stranger in; `Refused` is answered with 401 and the first problem's code (`TOKEN_MISSING`,
    /// `TOKEN_EXPIRED`, …), on a socket with close code 4403; `Broken` is logged and answered with 500.
    fn authenticate(
        &self,
        bearer: Option<&str>,
    ) -> impl Future<Output = kit::Result<Option<Self::Caller>>> + Send;

    /// How people sign in in the browser; `None` where they do not, and no session is looked at.
    fn sign_in(&self) -> Option<&SignIn> {
        None
    }

    /// Who comes with the secret of a session; refusals as of a token. `acting`: somebody does something by it, so that it is not
    /// idle.
    fn of_session(
        &self,
        _secret: &str,
        _acting: bool,
    ) -> impl Future<Output = kit::Result<Self::Caller>> + Send {
        async { Err(Error::refused(Code::SessionEnded, &[])) }
    }

    /// Begins a session of whoever has signed in; the answer is its secret.
    fn begin_session(
        &self,
        _identity: &Identity,
        _request_id: &str,
    ) -> impl Future<Output = kit::Result<String>> + Send {
        async { Err(Error::refused(Code::PersonUnknown, &[])) }
    }

    /// Ends a session by its secret, if there is one.
    fn end_session(&self, _secret: &str, _request_id: &str) -> impl Future<Output = kit::Result<()>> + Send {
        async { Ok(()) }
    }

    /// Who is counted when this caller asks.
    fn client(&self, caller: &Self::Caller) -> Client;

    /// The text of what a caller asks to be done; a refusal says why it is not.
    fn document(
        &self,
        caller: Option<&Self::Caller>,
        asked: Asked,
    ) -> impl Future<Output = kit::Result<String>> + Send;

    /// When the caller's token ends: the end of a socket too.
    fn expires_at(&self, caller: &Self::Caller) -> Option<DateTime<Utc>>;

    /// A number that has moved when what a caller may do may have: read before asking again who calls.
    fn moved(&self, caller: &Self::Caller) -> impl Future<Output = kit::Result<i64>> + Send;

    /// Whether somebody may do now what they might before.
    fn same_rights(&self, before: &Self::Caller, now: &Self::Caller) -> bool;

    /// Puts what one request carries (actor, store, loaders, language, request id) into the request's data. Called
    /// once for every admitted operation; a subscription keeps what it was given.
    fn prepare(&self, request: Request, caller: Option<Self::Caller>, call: &Call) -> Request;

    /// What the caller still has to see to, as a calendar in iCalendar.
    fn obligations(
        &self,
        caller: Self::Caller,
        lang: Lang,
        request_id: &str,
    ) -> impl Future<Output = kit::Result<String>> + Send;

    /// The time of day.
    fn now(&self) -> DateTime<Utc>;

    /// Whether the server can serve: database, migrations, keys. The reason is logged, not shown.
    fn ready(&self) -> impl Future<Output = kit::Result<()>> + Send;

    /// Whether the house lets nobody write: its database is an old copy.
    fn only_reads(&self) -> bool {
        false
    }

    /// Whether this caller may look at the schema.
    fn introspection(&self, caller: Option<&Self::Caller>) -> bool;

    /// Whether browsers get the query page.
    fn ide(&self) -> bool;
}

/// What is known of a call before anybody looks at who calls.
#[derive(Clone, Debug)]
pub struct Call {
    /// UUIDv7; in the header `x-request-id`, in every error, in every log entry.
    pub request_id: String,
    /// The language of messages.
    pub lang: Lang,
    /// When it came in, by the door's clock: before anybody asked who calls, read the body, or waited for a turn. `None` until
    /// a handler has taken it.
    pub arrived: Option<DateTime<Utc>>,
    /// What a trace tells of it.
    pub trace: Span,
}

impl Call {
    /// A new id.
    fn new(lang: Lang) -> Self {
        Call { request_id: uuid::Uuid::now_v7().to_string(), lang, arrived: None, trace: Span::default() }
    }

    /// The call, taken at an instant.
    fn taken_at(self, instant: DateTime<Utc>) -> Self {
        Call { arrived: Some(instant), ..self }
    }
}

/// What every handler holds.
#[derive(Clone)]
struct Transport<D, E> {
    door: D,
    schema: E,
    limits: Arc<Limits>,
    prices: Arc<Prices>,
    rates: Arc<Rates>,
    places: Arc<Places>,
    /// Turns true when the server stops.
    shutdown: watch::Receiver<bool>,
    /// Places for sockets.
    sockets: Arc<Semaphore>,
    /// What outlives the connection that it came on: mutations under way, and open sockets.
    tasks: TaskTracker,
}

/// The routes of the face.
///
/// The schema needs the extension [`Guard`] and `disable_suggestions()`. When `shutdown` turns true, sockets close with
/// 1001; requests under way are the server's to wait for, and so is what is in `tasks`: mutations that have begun, whoever still
/// waits for them, and sockets until they are closed. `prices` are those of the schema.
pub fn router<D: Door, E: Executor>(
    door: D,
    schema: E,
    limits: Limits,
    prices: Arc<Prices>,
    shutdown: watch::Receiver<bool>,
    tasks: TaskTracker,
) -> Router {
    let sockets = Arc::new(Semaphore::new(limits.socket.sockets));
    let rates = Arc::new(Rates::new(limits.rates));
    let places = Arc::new(Places::new(limits.reads));
    let limits = Arc::new(limits);
    let transport = Transport { door, schema, limits, prices, rates, places, shutdown, sockets, tasks };
    let graphql = get(http::get::<D, E>)
        .post(http::post::<D, E>)
        .fallback(http::other_method)
        .layer(CompressionLayer::new());
    Router::new()
        .route("/graphql", graphql)
        .route("/graphql/ws", get(socket::upgrade::<D, E>))
        .route("/sign-in", get(sign_in::begin::<D, E>))
        .route("/sign-in/callback", get(sign_in::finish::<D, E>))
        .route("/sign-in/done", get(sign_in::done::<D, E>))
        .route("/sign-out", post(sign_in::out::<D, E>))
        .route("/feeds/obligations.ics", get(feeds::obligations::<D, E>))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready::<D, E>))
        .layer(axum::middleware::from_fn(envelope::wrap))
        .with_state(transport)
}
