//! One operation on a socket: a task of its own that hands its messages to the socket's loop.

use super::protocol::{Closing, Outgoing};
use crate::api::errors::{gate, gate_response};
use crate::api::execution::{Operation, Outcome, panicked};
use crate::api::params::Params;
use crate::api::{Call, Door, Transport};
use crate::kit::{meter, trace::Span};
use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Response, ServerError};
use futures_util::{FutureExt, StreamExt};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::sync::mpsc;

/// A message of an operation on its way to the client.
pub(super) struct Parcel {
    /// Which operation of the socket it belongs to: an id may be used again, a number is not.
    pub number: u64,
    pub id: String,
    /// The text of the message.
    pub text: Result<String, Closing>,
    /// Whether the operation is over with it.
    pub last: bool,
}

/// Where an operation sends its messages. The queue is short: a slow reader slows its operations down.
pub(super) struct Sender {
    pub number: u64,
    pub id: String,
    pub queue: mpsc::Sender<Parcel>,
}

impl Sender {
    async fn send(&self, message: Outgoing<'_>, last: bool) {
        let parcel = Parcel { number: self.number, id: self.id.clone(), text: message.write(), last };
        // The queue closes with the socket; this task is then about to end.
        let _ = self.queue.send(parcel).await;
    }

    async fn next(&self, payload: &Response) {
        self.send(Outgoing::Next { id: &self.id, payload }, false).await;
    }

    async fn error(&self, payload: &[ServerError]) {
        self.send(Outgoing::Error { id: &self.id, payload }, true).await;
    }

    async fn complete(&self) {
        self.send(Outgoing::Complete { id: &self.id }, true).await;
    }
}

/// Runs an operation to its end. Whatever happens, its last message is `error` or `complete`.
pub(super) async fn perform<D: Door, E: Executor>(
    transport: Transport<D, E>,
    params: Params,
    caller: Option<D::Caller>,
    call: Call,
    sender: Sender,
) {
    let call = Call { trace: Span::of_request("operation", &call.request_id, None), ..call };
    let work = async {
        match transport.admit(params, caller, &call).await {
            Err(error) => sender.error(&gate(vec![error], &call)).await,
            Ok(operation) if operation.admitted.operation == OperationType::Subscription => {
                subscribe(&transport, operation, &call, &sender).await;
            }
            Ok(operation) => match transport.execute(operation, &call).await {
                Outcome::Refused(refusal) => sender.error(&refusal.errors).await,
                Outcome::Executed(response) => {
                    sender.next(&response).await;
                    sender.complete().await;
                }
            },
        }
    };
    if AssertUnwindSafe(call.trace.around(work)).catch_unwind().await.is_err() {
        sender.error(&gate(vec![panicked(&call)], &call)).await;
    }
    call.trace.end();
}

/// Forwards the events of a subscription. One that fails before its first event is answered with `error`.
///
/// Its client must have what an event may cost when it begins; from then on each event costs what it does.
async fn subscribe<D: Door, E: Executor>(
    transport: &Transport<D, E>,
    operation: Operation,
    call: &Call,
    sender: &Sender,
) {
    let mut taken = match transport.take(&operation, call) {
        Ok(taken) => taken,
        Err(refusal) => {
            meter::request("subscription", "refused", Duration::ZERO);
            return sender.error(&refusal.errors).await;
        }
    };
    let Operation { request, admitted, .. } = operation;
    let _open = meter::open(meter::SUBSCRIPTIONS);
    let mut events = transport.schema.execute_stream(request, None);
    loop {
        match AssertUnwindSafe(events.next()).catch_unwind().await {
            Ok(None) => break,
            Ok(Some(response)) if response.is_err() && !admitted.began() => {
                return sender.error(&gate(response.errors, call)).await;
            }
            Ok(Some(response)) => {
                let mut response = gate_response(response, call);
                response.extensions.extend(taken.settle(transport.door.now()));
                sender.next(&response).await;
            }
            Err(_) => {
                let response = Response::from_errors(vec![panicked(call)]);
                sender.next(&gate_response(response, call)).await;
                break;
            }
        }
    }
    sender.complete().await;
}
