//! Figures of a running server, for `/metrics`: their names, and the one place where they are counted. Without a listener for them
//! nothing is kept. A label is one of a few words of ours: no tenant, no person, nothing that anybody typed.

use metrics::{counter, gauge, histogram};
use std::time::Duration;

use super::Code;

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It only grows.
    Counter,
    /// It is what it is now.
    Gauge,
    /// How many lay below each of some bounds, in seconds.
    Histogram,
}

/// A figure.
#[derive(Clone, Copy, Debug)]
pub struct Meter {
    pub name: &'static str,
    pub form: Form,
    pub labels: &'static [&'static str],
    pub help: &'static str,
}

const fn meter(name: &'static str, form: Form, labels: &'static [&'static str], help: &'static str) -> Meter {
    Meter { name, form, labels, help }
}

pub const BUILD: &str = "tonghop_build_info";
pub const REQUESTS: &str = "tonghop_requests_total";
pub const REQUEST_SECONDS: &str = "tonghop_request_seconds";
pub const REFUSALS: &str = "tonghop_refusals_total";
pub const COMMITS: &str = "tonghop_commits_total";
pub const SUBMISSIONS: &str = "tonghop_submissions_total";
pub const TRANSACTION_SECONDS: &str = "tonghop_transaction_seconds";
pub const STATEMENTS: &str = "tonghop_statements_total";
pub const CONNECTIONS: &str = "tonghop_database_connections";
pub const SOCKETS: &str = "tonghop_sockets_open";
pub const SUBSCRIPTIONS: &str = "tonghop_subscriptions_open";
pub const NOTICES: &str = "tonghop_notices_total";
pub const NOTICES_WAITING: &str = "tonghop_notices_waiting";
pub const ONLY_READS: &str = "tonghop_only_reads";

/// Every figure there is; `docs/operations.md` lists the same.
pub const METERS: &[Meter] = &[
    meter(
        BUILD,
        Form::Gauge,
        &["version", "schema"],
        "1; the labels say which program runs and which schema it needs",
    ),
    meter(REQUESTS, Form::Counter, &["operation", "outcome"], "GraphQL operations by kind and outcome"),
    meter(REQUEST_SECONDS, Form::Histogram, &["operation"], "How long queries and mutations took"),
    meter(REFUSALS, Form::Counter, &["code"], "What was refused, by the code that the client was told"),
    meter(COMMITS, Form::Counter, &["action"], "Committed transactions by the verb of the audit log"),
    meter(SUBMISSIONS, Form::Counter, &[], "Reports that were filed"),
    meter(
        TRANSACTION_SECONDS,
        Form::Histogram,
        &["outcome"],
        "How long writing transactions took, waiting included",
    ),
    meter(STATEMENTS, Form::Counter, &[], "Statements sent to the database"),
    meter(CONNECTIONS, Form::Gauge, &["pool", "state"], "Connections to the database, used and idle"),
    meter(SOCKETS, Form::Gauge, &[], "Open WebSockets"),
    meter(SUBSCRIPTIONS, Form::Gauge, &[], "Open subscriptions"),
    meter(NOTICES, Form::Counter, &["channel", "outcome"], "Tries to send a notice"),
    meter(NOTICES_WAITING, Form::Gauge, &[], "Notices of all provinces that wait to be sent"),
    meter(ONLY_READS, Form::Gauge, &[], "1 while the database is an old copy and nothing is written, else 0"),
];

/// An operation that was answered; one that was not admitted took no time.
pub fn request(operation: &'static str, outcome: &'static str, took: Duration) {
    counter!(REQUESTS, "operation" => operation, "outcome" => outcome).increment(1);
    if !took.is_zero() {
        histogram!(REQUEST_SECONDS, "operation" => operation).record(took);
    }
}

/// Something that was refused.
pub fn refused(code: Code) {
    counter!(REFUSALS, "code" => code.name()).increment(1);
}

/// A transaction that was committed. `action`: the verb, as the audit log has it.
pub fn committed(action: &'static str) {
    counter!(COMMITS, "action" => action).increment(1);
    if action == "reportSubmit" {
        counter!(SUBMISSIONS).increment(1);
    }
}

/// A writing transaction that came to its end.
pub fn transaction(outcome: &'static str, took: Duration) {
    histogram!(TRANSACTION_SECONDS, "outcome" => outcome).record(took);
}

/// A try to send a notice. `channel`: its code in the outbox.
pub fn notice(channel: &str, outcome: &'static str) {
    counter!(NOTICES, "channel" => channel.to_owned(), "outcome" => outcome).increment(1);
}

/// One more of what is open, until this is let go of.
pub struct Open(&'static str);

/// Counts something open.
pub fn open(name: &'static str) -> Open {
    gauge!(name).increment(1.0);
    Open(name)
}

impl Drop for Open {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}
