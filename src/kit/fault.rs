//! What goes wrong, as GraphQL errors: which code, and what is said of it.

use super::{Code, Error, Lang, Problem, SOON, meter};
use async_graphql::{ErrorExtensionValues, ServerError, Value};

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
            Code::NotAllowed | Code::DocumentNotRegistered | Code::CrossSite => Class::Forbidden,
            Code::DocumentUnknown => Class::PersistedQueryNotFound,
            Code::TokenMissing
            | Code::TokenExpired
            | Code::TokenForged
            | Code::TokenAudience
            | Code::SessionEnded
            | Code::PersonUnknown => Class::Unauthenticated,
            Code::RateExceeded | Code::ServerBusy => Class::Throttled,
            _ => Class::BadUserInput,
        }
    }

    /// Gives an error this code, unless it has one of ours.
    pub fn mark(self, mut error: ServerError) -> ServerError {
        if !is_ours(&error) {
            extensions(&mut error).set("code", self.name());
        }
        error
    }
}

/// A new error at the top level.
pub fn fault(class: Class, message: impl Into<String>) -> ServerError {
    class.mark(ServerError::new(message, None))
}

/// The error that stands for whatever only we can put right.
pub fn internal(lang: Lang) -> ServerError {
    fault(Class::Internal, internal_text(lang))
}

/// What is said of whatever only we can put right.
pub fn internal_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "Lỗi hệ thống (internal error).",
        Lang::En => "There was an internal error.",
    }
}

/// What a resolver answers with when a verb could not do what was asked.
///
/// A refusal says why, in the caller's language: `extensions.reason` is the first problem's code, and
/// `extensions.problems` lists all when there are several. Who finds us busy is told so, and after how many seconds to ask again
/// (`extensions.retryAfterSeconds`). A fault of ours is logged and masked.
pub fn of_field(error: Error, lang: Lang, request_id: &str) -> async_graphql::Error {
    let fault = of_answer(error, lang, request_id);
    let mut field_error = async_graphql::Error::new(fault.message);
    field_error.extensions = fault.extensions;
    field_error
}

/// The same at the top level.
pub fn of_answer(error: Error, lang: Lang, request_id: &str) -> ServerError {
    let problems = match error {
        Error::Refused(problems) if !problems.is_empty() => problems,
        Error::Refused(_) => {
            tracing::error!(request_id, "refused without a problem");
            return internal(lang);
        }
        Error::Busy(cause) => {
            tracing::warn!(request_id, cause, "sent away: too many ask at once");
            let mut error = of_answer(Problem::busy().into(), lang, request_id);
            extensions(&mut error).set("retryAfterSeconds", SOON);
            return error;
        }
        Error::Broken(cause) => {
            tracing::error!(request_id, cause, "broken");
            return internal(lang);
        }
    };
    problems.iter().for_each(|problem| meter::refused(problem.code));
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

/// The extensions of an error, to be added to.
pub fn extensions(error: &mut ServerError) -> &mut ErrorExtensionValues {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default)
}

/// Whether an error has one of our codes.
pub fn is_ours(error: &ServerError) -> bool {
    match error.extensions.as_ref().and_then(|values| values.get("code")) {
        Some(Value::String(code)) => Class::ALL.iter().any(|class| class.name() == code),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn extension(error: &ServerError, name: &str) -> Option<Value> {
        error.extensions.as_ref().and_then(|values| values.get(name)).cloned()
    }

    #[test]
    fn refusals_speak_the_callers_language_and_faults_do_not_speak() {
        let refused = || Error::refused(Code::BadId, &["input", "id"]);
        let error = of_answer(refused(), Lang::En, "r-1");
        assert_eq!(error.message, "This is not a valid id.");
        assert_eq!(extension(&error, "code"), Some(Value::from("BAD_USER_INPUT")));
        assert_eq!(extension(&error, "reason"), Some(Value::from("BAD_ID")));
        assert_eq!(extension(&error, "problems"), None);
        assert_eq!(of_field(refused(), Lang::Vi, "r-1").message, "Mã định danh không hợp lệ.");

        let several = Error::from(vec![
            Problem::new(Code::NotAllowed, &[]),
            Problem::new(Code::TextTooLong, &["input"]).with("most", 3),
        ]);
        let error = of_answer(several, Lang::En, "r-1");
        assert_eq!(extension(&error, "code"), Some(Value::from("FORBIDDEN")));
        let problems = serde_json::to_value(extension(&error, "problems")).unwrap();
        assert_eq!(problems[1]["code"], "TEXT_TOO_LONG");
        assert_eq!(problems[1]["path"][0], "input");

        let error = of_answer(Error::Busy("relation person".into()), Lang::En, "r-1");
        assert_eq!(error.message, "The server has too many requests under way. Send it again in 2 seconds.");
        assert_eq!(extension(&error, "code"), Some(Value::from("THROTTLED")));
        assert_eq!(extension(&error, "reason"), Some(Value::from("SERVER_BUSY")));
        assert_eq!(extension(&error, "retryAfterSeconds"), Some(Value::from(2)));

        for fault in [Error::broken("relation person"), Error::Refused(Vec::new())] {
            assert_eq!(of_answer(fault, Lang::Vi, "r-1").message, "Lỗi hệ thống (internal error).");
        }
    }
}
