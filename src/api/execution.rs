//! Runs one operation: the same way for HTTP and the socket, with its time limit and the net under panics.

use super::errors::{gate, gate_response};
use super::guard::{self, Admitted};
use super::params::Params;
use super::{Call, Door, Transport};
use crate::kit::fault::{Class, fault, internal};
use crate::kit::{Lang, meter};
use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, Response, ServerError};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tracing::Instrument;

/// What became of a request. Both are through the error gate.
pub(super) enum Outcome {
    /// Nothing ran.
    Refused(Vec<ServerError>),
    /// It ran.
    Executed(Response),
}

impl Outcome {
    /// One word for figures.
    fn word(&self) -> &'static str {
        match self {
            Outcome::Refused(_) => "refused",
            Outcome::Executed(response) if response.is_err() => "errors",
            Outcome::Executed(_) => "ok",
        }
    }
}

/// A kind of operation in one word, for figures.
fn word(operation: OperationType) -> &'static str {
    match operation {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}

/// An operation that may run.
pub(super) struct Operation {
    pub request: Request,
    pub admitted: Admitted,
}

impl<D: Door, E: Executor> Transport<D, E> {
    /// Admits a request and hands it to the door; the errors are not through the gate yet.
    pub fn admit(
        &self,
        params: Params,
        caller: Option<D::Caller>,
        call: &Call,
    ) -> Result<Operation, ServerError> {
        let mut request = params.into_request();
        if !self.door.introspection(caller.as_ref()) {
            request = request.disable_introspection();
        }
        let admitted = guard::admit(&mut request, &self.limits.document)
            .inspect_err(|_| meter::request("unknown", "refused", Duration::ZERO))?;
        let request = self.door.prepare(request, caller, call);
        Ok(Operation { request, admitted })
    }

    /// Runs a query or a mutation.
    ///
    /// A query is dropped when its time is over or its caller leaves. A mutation runs in a task of its own, which
    /// neither can cut off.
    pub async fn execute(&self, operation: Operation, call: &Call) -> Outcome {
        let (kind, started) = (operation.admitted.operation, Instant::now());
        let outcome = self.run(operation, call).await;
        meter::request(word(kind), outcome.word(), started.elapsed());
        outcome
    }

    async fn run(&self, operation: Operation, call: &Call) -> Outcome {
        let Operation { request, admitted } = operation;
        let schema = self.schema.clone();
        let work = AssertUnwindSafe(async move { schema.execute(request).await }).catch_unwind();
        let response = match admitted.operation {
            OperationType::Query => {
                let limit = self.limits.query_timeout;
                match tokio::time::timeout(limit, work).await {
                    Ok(result) => result.map_err(|_| panicked(call)),
                    Err(_) => Err(too_slow(limit, call)),
                }
            }
            OperationType::Mutation => {
                let limit = self.limits.mutation_timeout;
                let task = self.tasks.spawn(work.instrument(tracing::Span::current()));
                match tokio::time::timeout(limit, task).await {
                    Ok(Ok(result)) => result.map_err(|_| panicked(call)),
                    Ok(Err(_)) => Err(panicked(call)),
                    Err(_) => Err(still_at_it(call)),
                }
            }
            OperationType::Subscription => {
                return refused(fault(Class::BadRequest, "subscriptions are served on /graphql/ws"), call);
            }
        };
        match response {
            Err(error) => Outcome::Executed(gate_response(Response::from_errors(vec![error]), call)),
            Ok(response) if response.is_err() && !admitted.began() => {
                Outcome::Refused(gate(response.errors, call))
            }
            Ok(response) => Outcome::Executed(gate_response(response, call)),
        }
    }
}

/// The outcome of a request that one error keeps from running.
pub(super) fn refused(error: ServerError, call: &Call) -> Outcome {
    Outcome::Refused(gate(vec![error], call))
}

/// The error after a panic. What it said is in the process's log, by the panic hook.
pub(super) fn panicked(call: &Call) -> ServerError {
    tracing::error!(request_id = call.request_id, "an operation panicked");
    internal(call.lang)
}

fn too_slow(limit: Duration, call: &Call) -> ServerError {
    tracing::warn!(request_id = call.request_id, ?limit, "a query ran out of time");
    let seconds = limit.as_secs_f32();
    timed_out(match call.lang {
        Lang::Vi => format!("Truy vấn chạy quá {seconds} giây nên đã bị dừng."),
        Lang::En => format!("The query took longer than {seconds} seconds and was stopped."),
    })
}

fn still_at_it(call: &Call) -> ServerError {
    tracing::warn!(request_id = call.request_id, "a mutation outlasted its caller's patience");
    timed_out(
        match call.lang {
            Lang::Vi => "Máy chủ vẫn đang xử lý. Gửi lại với cùng idempotencyKey để biết kết quả.",
            Lang::En => {
                "The server is still working on it. Send it again with the same idempotencyKey to learn the outcome."
            }
        }
        .to_owned(),
    )
}

fn timed_out(message: String) -> ServerError {
    let mut error = fault(Class::Internal, message);
    if let Some(values) = &mut error.extensions {
        values.set("reason", "TIMEOUT");
    }
    error
}
