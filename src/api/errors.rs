//! The error gate: what a client may learn about what went wrong.
//!
//! What the client can put right carries one of our codes. Everything else is logged and replaced by "internal error"
//! with the id of the request, by which the log entry is found.

use super::Call;
use crate::kit::fault::{Class, extensions, internal_text, is_ours};
use crate::kit::period::NotAPeriod;
use crate::kit::scalars::Date;
use async_graphql::{Response, ServerError, Value};

/// Errors in one answer; a client that makes more of them does not need to see them all.
const MOST_ERRORS: usize = 20;
/// Characters of one message. Some messages quote the client's own document.
const MOST_CHARACTERS: usize = 300;
/// Places in the document that one error points to.
const MOST_LOCATIONS: usize = 4;

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
            let carried = error.extensions.take().unwrap_or_default();
            let text = |name| match carried.get(name) {
                Some(Value::String(text)) => Some(text.as_str()),
                _ => None,
            };
            error = Class::BadUserInput.mark(error);
            let told = text("reason").and_then(|code| {
                NotAPeriod::told(code).or_else(|| Date::told(code, text("given").unwrap_or_default()))
            });
            if let Some(problem) = told {
                error.message = problem.message(call.lang);
                extensions(&mut error).set("reason", problem.code.name());
            }
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
    use crate::kit::{Lang, fault::fault};

    fn call(lang: Lang) -> Call {
        Call { request_id: "r-1".into(), ..Call::new(lang) }
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
