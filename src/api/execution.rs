//! Runs one operation: the same way for HTTP and the socket, with its time limit and the net under panics.

use super::errors::{gate, gate_response};
use super::guard::{self, Admitted};
use super::params::Params;
use super::queue::Place;
use super::rates::Bucket;
use super::{Call, Door, Transport, traced};
use crate::kit::fault::{self, Class, extensions, fault, internal};
use crate::kit::{Code, Lang, Problem, SOON, meter, trace};
use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, Response, ServerError, Value};
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::Instrument;

/// What became of a request. Both are through the error gate.
pub(super) enum Outcome {
    /// Nothing ran.
    Refused(Refusal),
    /// It ran.
    Executed(Response),
}

/// Why nothing ran.
pub(super) struct Refusal {
    pub errors: Vec<ServerError>,
    /// What else is said, such as the cost.
    pub extensions: BTreeMap<String, Value>,
    /// When it is worth to ask again, for who was not refused for ever.
    pub wait: Option<Wait>,
}

/// After how many seconds it is worth to ask again.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wait {
    /// There will be enough points for this client.
    ForPoints(u64),
    /// There may be a place for anybody.
    ForAPlace(u64),
}

impl Wait {
    fn seconds(self) -> u64 {
        match self {
            Wait::ForPoints(seconds) | Wait::ForAPlace(seconds) => seconds,
        }
    }
}

impl Refusal {
    /// A refusal by errors that are through the gate.
    fn new(errors: Vec<ServerError>) -> Self {
        Refusal { errors, extensions: BTreeMap::new(), wait: None }
    }

    /// A refusal for a while.
    fn for_now(code: Code, wait: Wait, call: &Call) -> Self {
        let problem = Problem::new(code, &[]).with("seconds", wait.seconds());
        let mut error = fault::of_answer(problem.into(), call.lang, &call.request_id);
        extensions(&mut error).set("retryAfterSeconds", wait.seconds());
        Refusal { wait: Some(wait), ..Refusal::new(gate(vec![error], call)) }
    }
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
    /// Whose points it takes; nobody counts a stranger's.
    bucket: Option<Arc<Bucket>>,
}

/// What was taken from a bucket for an operation.
#[derive(Clone)]
pub(super) struct Taken {
    bucket: Option<Arc<Bucket>>,
    admitted: Admitted,
    points: usize,
}

impl Taken {
    /// What the resolvers have cost since this was last asked is settled with the bucket, and told.
    pub fn settle(&mut self, now: DateTime<Utc>) -> BTreeMap<String, Value> {
        let Some(bucket) = &self.bucket else { return BTreeMap::new() };
        let spent = self.admitted.spent();
        let status = bucket.settle(std::mem::take(&mut self.points), spent, now);
        BTreeMap::from([("cost".to_owned(), status.told(self.admitted.requested, spent))])
    }
}

impl<D: Door, E: Executor> Transport<D, E> {
    /// Admits a request and hands it to the door; the errors are not through the gate yet.
    pub async fn admit(
        &self,
        params: Params,
        caller: Option<D::Caller>,
        call: &Call,
    ) -> Result<Operation, ServerError> {
        let admitted = self.judge(params, caller, call).await;
        admitted.inspect_err(|_| {
            meter::request("unknown", "refused", Duration::ZERO);
            call.trace.word(trace::OUTCOME, "refused");
        })
    }

    async fn judge(
        &self,
        params: Params,
        caller: Option<D::Caller>,
        call: &Call,
    ) -> Result<Operation, ServerError> {
        let text = self.door.document(caller.as_ref(), params.asked).await;
        let text = text.map_err(|error| fault::of_answer(error, call.lang, &call.request_id))?;
        let mut request = Request::new(text).variables(params.variables);
        request.operation_name = params.operation_name;
        if !self.door.introspection(caller.as_ref()) {
            request = request.disable_introspection();
        }
        let admitted = guard::admit(&mut request, &self.limits.document, &self.prices)?;
        traced::admitted(&call.trace, word(admitted.operation), &admitted);
        let most = self.limits.rates.operation.min(self.limits.rates.bucket);
        if admitted.requested > most {
            let problem = Problem::new(Code::CostTooHigh, &[]).with("cost", admitted.requested);
            return Err(fault::of_answer(problem.with("most", most).into(), call.lang, &call.request_id));
        }
        let client = caller.as_ref().map(|caller| self.door.client(caller));
        let bucket = client.map(|client| self.rates.of(client, self.door.now()));
        let request = self.door.prepare(request, caller, call);
        Ok(Operation { request, admitted, bucket })
    }

    /// Takes what an operation may cost from its client's points, or says when there will be enough.
    pub fn take(&self, operation: &Operation, call: &Call) -> Result<Taken, Refusal> {
        let Operation { admitted, bucket, .. } = operation;
        let mut taken = Taken { bucket: bucket.clone(), admitted: admitted.clone(), points: 0 };
        let now = self.door.now();
        if let Some(Err(seconds)) = bucket.as_ref().map(|bucket| bucket.take(admitted.requested, now)) {
            let refusal = Refusal::for_now(Code::RateExceeded, Wait::ForPoints(seconds), call);
            return Err(Refusal { extensions: taken.settle(now), ..refusal });
        }
        taken.points = admitted.requested;
        Ok(taken)
    }

    /// Runs a query or a mutation.
    ///
    /// A query is dropped when its time is over or its caller leaves. A mutation runs in a task of its own, which
    /// neither can cut off.
    pub async fn execute(&self, operation: Operation, call: &Call) -> Outcome {
        let (kind, started) = (operation.admitted.operation, Instant::now());
        let outcome = self.within_bounds(operation, call).await;
        meter::request(word(kind), outcome.word(), started.elapsed());
        call.trace.word(trace::OUTCOME, outcome.word());
        outcome
    }

    /// Runs it for its client's points and in a place of its own, or says why not.
    async fn within_bounds(&self, operation: Operation, call: &Call) -> Outcome {
        if operation.admitted.operation == OperationType::Subscription {
            return refused(fault(Class::BadRequest, "subscriptions are served on /graphql/ws"), call);
        }
        let mut taken = match self.take(&operation, call) {
            Ok(taken) => taken,
            Err(refusal) => return Outcome::Refused(refusal),
        };
        let mut outcome = match self.place(&operation).await {
            Ok(_place) => self.run(operation, call).await,
            Err(wait) => {
                tracing::warn!(request_id = call.request_id, "a query was sent away: too many are under way");
                Outcome::Refused(Refusal::for_now(Code::ServerBusy, wait, call))
            }
        };
        let told = taken.settle(self.door.now());
        match &mut outcome {
            Outcome::Refused(refusal) => refusal.extensions.extend(told),
            Outcome::Executed(response) => response.extensions.extend(told),
        }
        outcome
    }

    /// A place for a query; whatever changes something needs none.
    async fn place(&self, operation: &Operation) -> Result<Option<Place>, Wait> {
        if operation.admitted.operation == OperationType::Mutation {
            return Ok(None);
        }
        let place = self.places.take(self.limits.query_timeout).await;
        place.map(Some).ok_or(Wait::ForAPlace(SOON))
    }

    async fn run(&self, operation: Operation, call: &Call) -> Outcome {
        let Operation { request, admitted, .. } = operation;
        let schema = self.schema.clone();
        let work = AssertUnwindSafe(async move { schema.execute(request).await }).catch_unwind();
        let response = match admitted.operation {
            OperationType::Query | OperationType::Subscription => {
                let limit = self.limits.query_timeout;
                match tokio::time::timeout(limit, work).await {
                    Ok(result) => result.map_err(|_| panicked(call)),
                    Err(_) => Err(too_slow(limit, call)),
                }
            }
            OperationType::Mutation => {
                let limit = self.limits.mutation_timeout;
                let work = call.trace.around(work.instrument(tracing::Span::current()));
                let task = self.tasks.spawn(work);
                match tokio::time::timeout(limit, task).await {
                    Ok(Ok(result)) => result.map_err(|_| panicked(call)),
                    Ok(Err(_)) => Err(panicked(call)),
                    Err(_) => Err(still_at_it(call)),
                }
            }
        };
        match response {
            Err(error) => Outcome::Executed(gate_response(Response::from_errors(vec![error]), call)),
            Ok(response) if response.is_err() && !admitted.began() => {
                Outcome::Refused(Refusal::new(gate(response.errors, call)))
            }
            Ok(response) => Outcome::Executed(gate_response(response, call)),
        }
    }
}

/// The outcome of a request that one error keeps from running.
pub(super) fn refused(error: ServerError, call: &Call) -> Outcome {
    Outcome::Refused(Refusal::new(gate(vec![error], call)))
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
