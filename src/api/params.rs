//! The parameters of a GraphQL request, the same over POST, GET and the socket.

use async_graphql::{Request, Variables};
use serde_json::{Map, Value};

/// A well-formed request: `query` is there and everything has its type.
#[derive(Debug)]
pub(super) struct Params {
    query: String,
    operation_name: Option<String>,
    variables: Variables,
}

impl Params {
    /// Reads the parameters from a JSON object; the sentence says what is wrong.
    pub fn from_json(mut object: Map<String, Value>) -> Result<Self, &'static str> {
        let query = match object.remove("query") {
            Some(Value::String(query)) => query,
            None | Some(Value::Null) => return Err("\"query\" is missing"),
            Some(_) => return Err("\"query\" must be a string"),
        };
        let operation_name = match object.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
            Some(_) => return Err("\"operationName\" must be a string"),
        };
        let variables = match object.remove("variables") {
            None | Some(Value::Null) => Variables::default(),
            Some(Value::Object(variables)) => Variables::from_json(Value::Object(variables)),
            Some(_) => return Err("\"variables\" must be an object"),
        };
        match object.remove("extensions") {
            None | Some(Value::Null | Value::Object(_)) => {}
            Some(_) => return Err("\"extensions\" must be an object"),
        }
        Ok(Params { query, operation_name, variables })
    }

    /// Reads them from the query part of an address, where `variables` and `extensions` are JSON in text.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self, &'static str> {
        let mut object = Map::new();
        for (name, text) in pairs {
            let value = match name.as_str() {
                "query" | "operationName" => Value::String(text),
                "variables" | "extensions" if text.is_empty() => Value::Null,
                "variables" => serde_json::from_str(&text).map_err(|_| "\"variables\" is not JSON")?,
                "extensions" => serde_json::from_str(&text).map_err(|_| "\"extensions\" is not JSON")?,
                _ => continue,
            };
            if object.insert(name, value).is_some() {
                return Err("a parameter is given twice");
            }
        }
        Params::from_json(object)
    }

    /// The request for the schema.
    pub fn into_request(self) -> Request {
        let mut request = Request::new(self.query).variables(self.variables);
        request.operation_name = self.operation_name;
        request
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Params, &'static str> {
        let Value::Object(object) = value else { panic!("not an object") };
        Params::from_json(object)
    }

    #[test]
    fn every_parameter_has_its_type() {
        let query = "{ a }";
        let full = read(json!({
            "query": query, "operationName": "A", "variables": {"v": [1]}, "extensions": {}, "more": 1
        }))
        .unwrap();
        assert_eq!((full.operation_name.as_deref(), full.variables.len()), (Some("A"), 1));
        let bare = json!({"query": query, "operationName": null, "variables": null, "extensions": null});
        assert!(read(bare).is_ok());
        assert_eq!(read(json!({"query": query, "operationName": ""})).unwrap().operation_name, None);
        for wrong in [
            json!({}),
            json!({"query": null}),
            json!({"query": 1}),
            json!({"query": query, "operationName": 1}),
            json!({"query": query, "variables": "{}"}),
            json!({"query": query, "variables": []}),
            json!({"query": query, "extensions": 0}),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_hold_json_in_text_and_nothing_twice() {
        let pairs = |pairs: &[(&str, &str)]| {
            Params::from_pairs(pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect())
        };
        let params = pairs(&[("query", "{ a }"), ("variables", "{\"v\":1}"), ("extensions", ""), ("_", "")]);
        assert_eq!(params.unwrap().variables.len(), 1);
        for wrong in [
            &[("query", "{ a }"), ("query", "{ b }")][..],
            &[("query", "{ a }"), ("variables", "{")],
            &[("query", "{ a }"), ("variables", "[]")],
            &[("variables", "{}")],
        ] {
            assert!(pairs(wrong).is_err(), "{wrong:?}");
        }
    }
}
