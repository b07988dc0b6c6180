//! The error gate: what a client may learn about what went wrong.
//!
//! What the client can put right carries one of our codes. Everything else is logged and replaced by "internal error"
//! with the id of the request, by which the log entry is found.

use super::Call;
use crate::kit::{Code, Error, Lang, Problem};
use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};

/// Errors in one answer; a client that makes more of them does not need to see them all.
const MOST_ERRORS: usize = 20;
/// Characters of one message. Some messages quote the client's own document.
const MOST_CHARACTERS: usize = 300;
/// Places in the document that one error points to.
const MOST_LOCATIONS: usize = 4;

/// The usual set of `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    BadUserInput,
    BadRequest,
    ParseFailed,
    ValidationFailed,
    OperationResolution,
    PersistedQueryNotFound,
    Unauthenticated,
    Forbidden,
    Throttled,
    Internal,
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 10] = [
        Class::BadUserInput,
        Class::BadRequest,
        Class::ParseFailed,
        Class::ValidationFailed,
        Class::OperationResolution,
        Class::PersistedQueryNotFound,
        Class::Unauthenticated,
        Class::Forbidden,
        Class::Throttled,
        Class::Internal,
    ];

    /// The code.
    pub fn name(self) -> &'static str {
        match self {
            Class::BadUserInput => "BAD_USER_INPUT",
            Class::BadRequest => "BAD_REQUEST",
            Class::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Class::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Class::OperationResolution => "OPERATION_RESOLUTION_FAILURE",
            Class::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Class::Unauthenticated => "UNAUTHENTICATED",
            Class::Forbidden => "FORBIDDEN",
            Class::Throttled => "THROTTLED",
            Class::Internal => "INTERNAL_SERVER_ERROR",
        }
    }

    /// The class of a refusal.
    pub fn of(code: Code) -> Self {
        match code {
            Code::NotAllowed => Class::Forbidden,
            Code::TokenMissing
            | Code::TokenExpired
            | Code::TokenForged
            | Code::TokenAudience
            | Code::PersonUnknown => Class::Unauthenticated,
            _ => Class::BadUserInput,
        }
    }

    /// Gives an error this code, unless it has one of ours.
    pub(super) fn mark(self, mut error: ServerError) -> ServerError {
        if !is_ours(&error) {
            extensions(&mut error).set("code", self.name());
        }
        error
    }
}

/// A new error at the top level.
pub(super) fn fault(class: Class, message: impl Into<String>) -> ServerError {
    class.mark(ServerError::new(message, None))
}

/// The error that stands for whatever only we can put right.
pub(super) fn internal(lang: Lang) -> ServerError {
    fault(Class::Internal, internal_text(lang))
}

fn internal_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "Lỗi hệ thống (internal error).",
        Lang::En => "There was an internal error.",
    }
}

/// What a resolver answers with when a verb could not do what was asked.
///
/// A refusal says why, in the caller's language: `extensions.reason` is the first problem's code, and
/// `extensions.problems` lists all when there are several. A fault of ours is logged and masked.
pub fn to_field_error(error: Error, lang: Lang, request_id: &str) -> async_graphql::Error {
    let fault = to_fault(error, lang, request_id);
    let mut field_error = async_graphql::Error::new(fault.message);
    field_error.extensions = fault.extensions;
    field_error
}

/// The same at the top level.
pub(super) fn to_fault(error: Error, lang: Lang, request_id: &str) -> ServerError {
    let problems = match error {
        Error::Refused(problems) if !problems.is_empty() => problems,
        Error::Refused(_) => {
            tracing::error!(request_id, "refused without a problem");
            return internal(lang);
        }
        Error::Broken(cause) => {
            tracing::error!(request_id, cause, "broken");
            return internal(lang);
        }
    };
    let first = &problems[0];
    let mut error = fault(Class::of(first.code), first.message(lang));
    let values = extensions(&mut error);
    values.set("reason", first.code.name());
    if problems.len() > 1 {
        values.set("problems", problems.iter().map(|one| describe(one, lang)).collect::<Vec<_>>());
    }
    error
}

fn describe(problem: &Problem, lang: Lang) -> Value {
    async_graphql::value!({
        "code": (problem.code.name()),
        "message": (problem.message(lang)),
        "path": (problem.path.clone()),
    })
}

/// Lets through at most twenty errors, each with one of our codes and the id of the request, and masks the rest.
pub(super) fn gate(errors: Vec<ServerError>, call: &Call) -> Vec<ServerError> {
    let total = errors.len();
    if total > MOST_ERRORS {
        tracing::debug!(request_id = call.request_id, total, "more errors than are shown");
    }
    errors.into_iter().take(MOST_ERRORS).map(|error| pass(error, call)).collect()
}

/// The gate for an answer that may hold data.
pub(super) fn gate_response(mut response: Response, call: &Call) -> Response {
    response.errors = gate(std::mem::take(&mut response.errors), call);
    response
}

fn pass(mut error: ServerError, call: &Call) -> ServerError {
    if !is_ours(&error) {
        if is_coercion(&error) {
            error.extensions = None;
            error = Class::BadUserInput.mark(error);
        } else {
            // A path is made of the client's own names and of list positions.
            tracing::error!(request_id = call.request_id, cause = error.message, path = ?error.path, "masked");
            error.message = internal_text(call.lang).to_owned();
            error.extensions = None;
            error = Class::Internal.mark(error);
        }
    }
    if let Some((end, _)) = error.message.char_indices().nth(MOST_CHARACTERS) {
        error.message.truncate(end);
        error.message.push('…');
    }
    error.locations.truncate(MOST_LOCATIONS);
    error.source = None;
    extensions(&mut error).set("requestId", call.request_id.as_str());
    error
}

fn extensions(error: &mut ServerError) -> &mut ErrorExtensionValues {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default)
}

fn is_ours(error: &ServerError) -> bool {
    match error.extensions.as_ref().and_then(|values| values.get("code")) {
        Some(Value::String(code)) => Class::ALL.iter().any(|class| class.name() == code),
        _ => false,
    }
}

/// Whether an input value could not be read: the library checks custom scalars only while it executes, and gives no
/// other sign than how the message begins. A resolver's error made from something that displays has a source.
fn is_coercion(error: &ServerError) -> bool {
    let message = error.message.as_str();
    error.source.is_none()
        && (message.starts_with("Failed to parse \"") || message.starts_with("Expected input type \""))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn call(lang: Lang) -> Call {
        Call { request_id: "r-1".into(), lang }
    }

    fn extension(error: &ServerError, name: &str) -> Option<Value> {
        error.extensions.as_ref().and_then(|values| values.get(name)).cloned()
    }

    #[test]
    fn errors_without_our_code_are_masked() {
        let mut foreign = ServerError::new("no such table: person", None);
        extensions(&mut foreign).set("code", "SQLITE_ERROR");
        extensions(&mut foreign).set("table", "person");
        let shown = gate(vec![foreign, fault(Class::Throttled, "slowly")], &call(Lang::En));
        assert_eq!(shown[0].message, "There was an internal error.");
        assert_eq!(extension(&shown[0], "code"), Some(Value::from("INTERNAL_SERVER_ERROR")));
        assert_eq!(extension(&shown[0], "table"), None);
        assert_eq!(shown[1].message, "slowly");
        assert!(shown.iter().all(|error| extension(error, "requestId") == Some(Value::from("r-1"))));
    }

    #[test]
    fn answers_with_errors_stay_small() {
        let many = vec![fault(Class::ValidationFailed, "ư".repeat(30_000)); 10_000];
        let shown = gate(many, &call(Lang::Vi));
        assert_eq!(shown.len(), 20);
        assert!(serde_json::to_string(&shown).unwrap().len() < 16 * 1024);
    }

    #[test]
    fn refusals_speak_the_callers_language_and_faults_do_not_speak() {
        let refused = || Error::refused(Code::BadId, &["input", "id"]);
        let error = to_fault(refused(), Lang::En, "r-1");
        assert_eq!(error.message, "This is not a valid id.");
        assert_eq!(extension(&error, "code"), Some(Value::from("BAD_USER_INPUT")));
        assert_eq!(extension(&error, "reason"), Some(Value::from("BAD_ID")));
        assert_eq!(extension(&error, "problems"), None);
        assert_eq!(to_field_error(refused(), Lang::Vi, "r-1").message, "Mã định danh không hợp lệ.");

        let several = Error::from(vec![
            Problem::new(Code::NotAllowed, &[]),
            Problem::new(Code::TextTooLong, &["input"]).with("most", 3),
        ]);
        let error = to_fault(several, Lang::En, "r-1");
        assert_eq!(extension(&error, "code"), Some(Value::from("FORBIDDEN")));
        let problems = serde_json::to_value(extension(&error, "problems")).unwrap();
        assert_eq!(problems[1]["code"], "TEXT_TOO_LONG");
        assert_eq!(problems[1]["path"][0], "input");

        for fault in [Error::broken("relation person"), Error::Refused(Vec::new())] {
            assert_eq!(to_fault(fault, Lang::Vi, "r-1").message, "Lỗi hệ thống (internal error).");
        }
    }

    #[test]
    fn unreadable_input_is_the_clients_and_a_resolvers_imitation_is_not() {
        let shown = gate(
            vec![ServerError::new("Failed to parse \"Period\": 2019-Q5", None), {
                let imitation = async_graphql::Error::from("Failed to parse \"x\": secret");
                imitation.into_server_error(async_graphql::Pos::default())
            }],
            &call(Lang::En),
        );
        assert_eq!(extension(&shown[0], "code"), Some(Value::from("BAD_USER_INPUT")));
        assert_eq!(shown[1].message, "There was an internal error.");
    }
}
