//! What came back over HTTP, and how a test reads it.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// How the extensions of an answer begin.
const COST: &str = ",\"extensions\":{\"cost\":{";

/// An answer of the server.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// As it came over the wire, but for what it has cost.
    pub text: String,
    /// The text as JSON; null when it is none.
    pub body: Value,
    /// What it has cost: `extensions.cost`, or null. What is left of a client's points is different each time.
    pub cost: Value,
}

/// One entry of `userErrors`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserError {
    pub code: String,
    pub path: Vec<String>,
    pub message: String,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut text = response.text().await.expect("a body");
        let mut cost = Value::Null;
        // What people typed has no bare quotes in JSON.
        if let Some(start) = text.rfind(COST)
            && let Some(end) = text[start..].find("}}}").map(|end| start + end + 3)
        {
            cost = serde_json::from_str(&text[start + COST.len() - 1..end - 1]).expect("a cost");
            text.replace_range(start..end, "");
        }
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status, headers, text, body, cost }
    }

    /// `data` of an answer without top-level errors.
    #[track_caller]
    pub fn data(&self) -> &Value {
        assert!(self.errors().is_empty() && !self.body["data"].is_null(), "no data: {self}");
        &self.body["data"]
    }

    /// A value in `data` by the names and positions that lead to it: `report.versions.0.number`.
    #[track_caller]
    pub fn at(&self, path: &str) -> &Value {
        path.split('.').fold(self.data(), |value, step| {
            let inner = match step.parse::<usize>() {
                Ok(position) => value.get(position),
                Err(_) => value.get(step),
            };
            inner.unwrap_or_else(|| panic!("no `{step}` on the way of {path}: {self}"))
        })
    }

    /// The top-level errors: client bugs and server faults.
    pub fn errors(&self) -> &[Value] {
        self.body["errors"].as_array().map_or(&[], Vec::as_slice)
    }

    /// `extensions.code` of the first top-level error.
    pub fn code(&self) -> Option<&str> {
        self.errors().first()?["extensions"]["code"].as_str()
    }

    /// What the mutation answered: the only field of `data`.
    #[track_caller]
    pub fn payload(&self) -> &Value {
        let fields = self.data().as_object().unwrap_or_else(|| panic!("no object: {self}"));
        assert_eq!(fields.len(), 1, "one mutation: {self}");
        fields.values().next().expect("one field")
    }

    /// What the person can put right, all of it.
    #[track_caller]
    pub fn user_errors(&self) -> Vec<UserError> {
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("no text: {self}")).to_owned();
        let errors =
            self.payload()["userErrors"].as_array().unwrap_or_else(|| panic!("no userErrors: {self}"));
        let path = |error: &Value| error["path"].as_array().into_iter().flatten().map(text).collect();
        errors
            .iter()
            .map(|error| UserError {
                code: text(&error["code"]),
                path: path(error),
                message: text(&error["message"]),
            })
            .collect()
    }

    /// The mutation did what it was asked for.
    #[track_caller]
    pub fn expect_done(self) -> Self {
        assert_eq!(self.user_errors(), [], "{self}");
        self
    }

    /// The mutation refused, among other things because of this.
    #[track_caller]
    pub fn expect_user_error(self, code: &str) -> Self {
        assert!(self.user_errors().iter().any(|error| error.code == code), "no {code}: {self}");
        self
    }

    /// The request was refused at the top level with this code, and can be found in the log.
    #[track_caller]
    pub fn expect_code(self, code: &str) -> Self {
        assert_eq!(self.code(), Some(code), "{self}");
        assert!(self.errors()[0]["extensions"]["requestId"].is_string(), "no requestId: {self}");
        self
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.text)
    }
}
