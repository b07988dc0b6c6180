//! `/graphql/ws`: the protocol `graphql-transport-ws`, in a loop of our own (the library's fails most of the
//! protocol's edge rules).
//!
//! The token comes in the payload of `connection_init` (`{"authorization": "Bearer …"}`) or in the header of the
//! upgrade, or a browser's session in its cookie, from a page of ours. The socket closes with 4403 when it is refused and with 4401 "Token expired" when it ends. While operations are
//! under way it is looked every two seconds whether the caller may still do what they might; the socket closes with 4403 when
//! they may not. At most fifty
//! operations are under way on a socket; the next is answered with `error` and `THROTTLED`. A socket owns the tasks of
//! its operations: when it ends, they end, except for mutations, which are never cut off.

mod operation;
mod protocol;

use super::errors::gate;
use super::http::{refusal, token};
use super::params::Params;
use super::shown::Shown;
use super::{Call, Door, Transport};
use crate::kit::fault::{Class, fault};
use crate::kit::{self, Code, Error, Lang, meter};
use async_graphql::Executor;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use operation::{Parcel, Sender, perform};
use protocol::{Closing, Incoming, Outgoing, SUBPROTOCOL};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior};
use tracing::Instrument;

/// Messages of operations that wait for the client to read.
const QUEUE: usize = 16;
/// How long the server reads on after it has closed, so that the client gets to see the code.
const LINGER: Duration = Duration::from_secs(1);

/// The handshake of HTTP.
pub(super) async fn upgrade<D: Door, E: Executor>(
    State(transport): State<Transport<D, E>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Ok(place) = transport.sockets.clone().try_acquire_owned() else {
        let error = fault(Class::Throttled, "the server has no place for another socket");
        return refusal(StatusCode::SERVICE_UNAVAILABLE, error, &call);
    };
    let presented = Shown::by_upgrade(&transport.door, &headers);
    // Somewhat more than a message may have: a message that is only a little too large is answered properly.
    let most = transport.limits.socket.message_bytes * 4;
    let span = tracing::info_span!("socket", id = call.request_id);
    upgrade.protocols([SUBPROTOCOL]).max_message_size(most).max_frame_size(most).on_upgrade(move |socket| {
        let tasks = transport.tasks.clone();
        let session = Session::new(transport, call.lang, presented);
        let served = async move {
            let _open = meter::open(meter::SOCKETS);
            session.serve(socket).await;
            drop(place);
        };
        // A server that stops waits until it is closed.
        tasks.track_future(served.instrument(span))
    })
}

/// Why the loop ends: with a close code, or because the other side is gone.
enum End {
    Close(Closing),
    Gone,
}

impl From<Closing> for End {
    fn from(closing: Closing) -> Self {
        End::Close(closing)
    }
}

type Step = Result<(), End>;

/// One socket.
struct Session<D: Door, E: Executor> {
    transport: Transport<D, E>,
    lang: Lang,
    /// What the upgrade showed.
    presented: kit::Result<Shown>,
    /// By what they were acknowledged.
    shown: Shown,
    /// Who calls, once the connection is acknowledged.
    caller: Option<Option<D::Caller>>,
    /// Where [`Door::moved`] stood when that was looked up for its own sake.
    moved: Option<i64>,
    expires_at: Option<DateTime<Utc>>,
    /// The operations under way: the number and the task of each id.
    operations: HashMap<String, (u64, AbortHandle)>,
    /// Their tasks, which end with the session.
    tasks: JoinSet<()>,
    queue: mpsc::Sender<Parcel>,
    parcels: Option<mpsc::Receiver<Parcel>>,
    next_number: u64,
    heard_at: Instant,
}

impl<D: Door, E: Executor> Session<D, E> {
    fn new(transport: Transport<D, E>, lang: Lang, presented: kit::Result<Shown>) -> Self {
        let (queue, parcels) = mpsc::channel(QUEUE);
        Session {
            transport,
            lang,
            presented,
            shown: Shown::Nothing,
            caller: None,
            moved: None,
            expires_at: None,
            operations: HashMap::new(),
            tasks: JoinSet::new(),
            queue,
            parcels: Some(parcels),
            next_number: 0,
            heard_at: Instant::now(),
        }
    }

    /// Serves the socket until it ends, and says why.
    async fn serve(mut self, mut socket: WebSocket) {
        let end = match socket.protocol() {
            Some(protocol) if protocol.as_bytes() == SUBPROTOCOL.as_bytes() => {
                match self.run(&mut socket).await {
                    Ok(()) => End::Gone,
                    Err(end) => end,
                }
            }
            _ => End::Close(Closing::NoSubprotocol),
        };
        let patience = self.transport.limits.socket.send_timeout;
        drop(self);
        let End::Close(closing) = end else {
            return;
        };
        let (code, reason) = closing.frame();
        tracing::debug!(code, reason, "socket closed");
        let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
        if let Ok(Ok(())) = tokio::time::timeout(patience, socket.send(frame)).await {
            let _ =
                tokio::time::timeout(LINGER, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
        }
    }

    /// The loop. Only one thing at a time is done on the socket, and each wait has an end.
    async fn run(&mut self, socket: &mut WebSocket) -> Step {
        let limits = self.transport.limits.socket;
        let Some(mut parcels) = self.parcels.take() else {
            return Err(Closing::Internal.into());
        };
        let init_timeout = tokio::time::sleep(limits.init_timeout);
        tokio::pin!(init_timeout);
        let mut heartbeat = tokio::time::interval_at(Instant::now() + limits.heartbeat, limits.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut expiry = tokio::time::interval(limits.expiry_check);
        expiry.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut rights = tokio::time::interval(limits.rights_check);
        rights.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let stopping = stopped(self.transport.shutdown.clone());
        tokio::pin!(stopping);
        loop {
            tokio::select! {
                () = &mut stopping => return Err(Closing::GoingAway.into()),
                () = &mut init_timeout, if self.caller.is_none() => return Err(Closing::InitTimeout.into()),
                _ = expiry.tick() => self.check_expiry().await?,
                _ = rights.tick() => self.check_rights().await?,
                _ = heartbeat.tick() => {
                    if self.heard_at.elapsed() > limits.heartbeat * 3 {
                        return Err(End::Gone);
                    }
                    self.send(socket, Message::Ping(Default::default())).await?;
                }
                message = socket.recv() => match message {
                    None | Some(Err(_)) => return Err(End::Gone),
                    Some(Ok(message)) => self.receive(socket, message).await?,
                },
                Some(parcel) = parcels.recv() => self.deliver(socket, parcel).await?,
                Some(_) = self.tasks.join_next() => {}
            }
        }
    }

    async fn receive(&mut self, socket: &mut WebSocket, message: Message) -> Step {
        self.heard_at = Instant::now();
        let text = match message {
            Message::Text(text) if text.len() <= self.transport.limits.socket.message_bytes => text,
            Message::Text(_) => return Err(Closing::TooBig.into()),
            Message::Binary(_) => return Err(Closing::BadMessage("The message is not text").into()),
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(End::Gone),
        };
        match Incoming::read(&text)? {
            Incoming::Init(payload) => {
                if self.caller.is_some() {
                    return Err(Closing::TooManyInits.into());
                }
                self.authenticate(&payload).await?;
                self.say(socket, &Outgoing::ConnectionAck).await
            }
            Incoming::Ping { payload } => self.say(socket, &Outgoing::Pong { payload }).await,
            Incoming::Pong => Ok(()),
            Incoming::Complete { id } => {
                if let Some((_, task)) = self.operations.remove(&id) {
                    task.abort();
                }
                Ok(())
            }
            Incoming::Subscribe { id, params } => self.subscribe(socket, id, params).await,
        }
    }

    /// Learns who calls, from the payload or from the upgrade.
    async fn authenticate(&mut self, payload: &Map<String, Value>) -> Result<(), Closing> {
        let named = payload.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let forged = Closing::Forbidden(Code::TokenForged.name());
        self.shown = match named {
            Some((_, Value::String(credentials))) => {
                Shown::Token(token(credentials).ok_or(forged)?.to_owned())
            }
            Some(_) => return Err(forged),
            None => self.presented.as_ref().map_err(refused)?.clone(),
        };
        self.know_caller(true).await
    }

    /// Asks our own tables who calls: anew for each operation, because people are disabled and lose roles. `acting`: the client has
    /// just done something; listening alone keeps no session from being idle.
    async fn know_caller(&mut self, acting: bool) -> Result<(), Closing> {
        let door = &self.transport.door;
        let patience = self.transport.limits.query_timeout;
        match tokio::time::timeout(patience, self.shown.caller(door, acting)).await {
            Ok(Ok(caller)) => {
                // What is under way goes on as it began: with rights that may be gone.
                if let (false, Some(Some(before)), Some(now)) =
                    (self.operations.is_empty(), &self.caller, &caller)
                    && !door.same_rights(before, now)
                {
                    return Err(Closing::RightsChanged);
                }
                self.expires_at = caller.as_ref().and_then(|caller| door.expires_at(caller));
                self.caller = Some(caller);
                if self.is_over() { Err(Closing::TokenExpired) } else { Ok(()) }
            }
            Ok(Err(error)) => Err(refused(&error)),
            Err(_) => Err(Closing::Internal),
        }
    }

    /// Looks whether the caller may still do what they might, when something was committed that this may depend on.
    async fn check_rights(&mut self) -> Result<(), Closing> {
        let Some(Some(caller)) = self.caller.as_ref().filter(|_| !self.operations.is_empty()) else {
            return Ok(());
        };
        let patience = self.transport.limits.query_timeout;
        let moved = tokio::time::timeout(patience, self.transport.door.moved(caller)).await;
        match moved {
            Ok(Ok(moved)) if self.moved == Some(moved) => Ok(()),
            Ok(Ok(moved)) => {
                self.know_caller(false).await?;
                self.moved = Some(moved);
                Ok(())
            }
            Ok(Err(error)) => Err(refused(&error)),
            Err(_) => Err(Closing::Internal),
        }
    }

    async fn subscribe(&mut self, socket: &mut WebSocket, id: String, params: Params) -> Step {
        let arrived = self.transport.door.now();
        if self.caller.is_none() {
            return Err(Closing::Unauthorized.into());
        }
        self.check_expiry().await?;
        self.know_caller(true).await?;
        let Some(caller) = self.caller.clone() else {
            return Err(Closing::Unauthorized.into());
        };
        if self.operations.contains_key(&id) {
            return Err(Closing::Duplicate.into());
        }
        let call = Call::new(self.lang).taken_at(arrived);
        if self.operations.len() >= self.transport.limits.socket.operations {
            let error = fault(Class::Throttled, "too many operations are under way on this socket");
            return self.say(socket, &Outgoing::Error { id: &id, payload: &gate(vec![error], &call) }).await;
        }
        let number = self.next_number;
        self.next_number += 1;
        let span = tracing::info_span!("operation", id = call.request_id);
        let sender = Sender { number, id: id.clone(), queue: self.queue.clone() };
        let work = perform(self.transport.clone(), params, caller, call, sender).instrument(span);
        self.operations.insert(id, (number, self.tasks.spawn(work)));
        Ok(())
    }

    /// Passes a message on, unless its operation has been completed by the client.
    async fn deliver(&mut self, socket: &mut WebSocket, parcel: Parcel) -> Step {
        if self.operations.get(&parcel.id).is_none_or(|(number, _)| *number != parcel.number) {
            return Ok(());
        }
        self.check_expiry().await?;
        if parcel.last {
            self.operations.remove(&parcel.id);
        }
        self.send(socket, Message::Text(parcel.text?.into())).await
    }

    fn is_over(&self) -> bool {
        self.expires_at.is_some_and(|at| at <= self.transport.door.now())
    }

    /// Ends the socket when its token has ended. A session may have been used beside the socket since, and then goes on.
    async fn check_expiry(&mut self) -> Result<(), Closing> {
        match (self.is_over(), &self.shown) {
            (false, _) => Ok(()),
            (true, Shown::Session(_)) => self.know_caller(false).await,
            (true, _) => Err(Closing::TokenExpired),
        }
    }

    async fn say(&self, socket: &mut WebSocket, message: &Outgoing<'_>) -> Step {
        let text = message.write()?;
        self.send(socket, Message::Text(text.into())).await
    }

    /// Sends, and gives up on a client that does not read.
    async fn send(&self, socket: &mut WebSocket, message: Message) -> Step {
        match tokio::time::timeout(self.transport.limits.socket.send_timeout, socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

/// The close code for a token that was not accepted.
fn refused(error: &Error) -> Closing {
    match error {
        Error::Refused(problems) => {
            Closing::Forbidden(problems.first().map_or("Forbidden", |problem| problem.code.name()))
        }
        Error::Busy(cause) => {
            tracing::warn!(cause, "a token could not be checked: too many ask at once");
            Closing::Busy
        }
        Error::Broken(cause) => {
            tracing::error!(cause, "a token could not be checked");
            Closing::Internal
        }
    }
}

/// Waits until the server stops.
async fn stopped(mut shutdown: watch::Receiver<bool>) {
    if shutdown.wait_for(|stopping| *stopping).await.is_err() {
        // Whoever could say so is gone without saying it.
        std::future::pending::<()>().await;
    }
}
