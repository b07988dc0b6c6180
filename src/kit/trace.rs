//! Traces of what a server does, as OpenTelemetry has them: the one place where spans are made. Nothing is kept of them before
//! somebody is asked to collect them (`outward::traces`), and without the feature `otlp` there is nothing but the names.
//!
//! What is told is a word of ours, a name of the schema, or a number: no tenant, no person, nothing that anybody typed.

#[cfg(not(feature = "otlp"))]
mod silent;
#[cfg(feature = "otlp")]
mod spans;

#[cfg(not(feature = "otlp"))]
pub use silent::Span;
#[cfg(feature = "otlp")]
pub use spans::Span;

/// The method of a request, as the semantic conventions name it.
pub const METHOD: &str = "http.request.method";
/// The route that it came by.
pub const ROUTE: &str = "http.route";
/// The status of its answer.
pub const STATUS: &str = "http.response.status_code";
/// What an operation is: `query`, `mutation`, `subscription`.
pub const OPERATION: &str = "graphql.operation.type";
/// The first field of the schema that it asks for.
pub const FIELD: &str = "tonghop.field";
/// What an operation may cost, in points.
pub const COST: &str = "tonghop.cost";
/// What became of it, in one word.
pub const OUTCOME: &str = "tonghop.outcome";
/// The id of the request, which stands in the log too.
pub const REQUEST_ID: &str = "tonghop.request_id";
/// The verb of a transaction, as the audit log has it.
pub const ACTION: &str = "tonghop.action";
