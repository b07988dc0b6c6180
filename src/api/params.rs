//! The parameters of a GraphQL request, the same over POST, GET and the socket.

use crate::documents::Asked;
use async_graphql::Variables;
use serde_json::{Map, Value};

/// A well-formed request: `query` or `documentId` is there and everything has its type.
#[derive(Debug)]
pub(super) struct Params {
    pub asked: Asked,
    pub operation_name: Option<String>,
    pub variables: Variables,
}

impl Params {
    /// Reads the parameters from a JSON object; the sentence says what is wrong.
    pub fn from_json(mut object: Map<String, Value>) -> Result<Self, &'static str> {
        let text = |name, value| match value {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(name),
        };
        let query = text("\"query\" must be a string", object.remove("query"))?;
        let id = text("\"documentId\" must be a string", object.remove("documentId"))?;
        let asked = match (query, id) {
            (Some(query), None) => Asked::Text(query),
            (None, Some(id)) => Asked::Id(id),
            (None, None) => return Err("\"query\" is missing"),
            (Some(_), Some(_)) => return Err("either \"query\" or \"documentId\", not both"),
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
        Ok(Params { asked, operation_name, variables })
    }

    /// Reads them from the query part of an address, where `variables` and `extensions` are JSON in text.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self, &'static str> {
        let mut object = Map::new();
        for (name, text) in pairs {
            let value = match name.as_str() {
                "query" | "documentId" | "operationName" => Value::String(text),
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
        let by_id = read(json!({"documentId": "sha256:0", "query": null})).unwrap();
        assert_eq!(by_id.asked, Asked::Id("sha256:0".into()));
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
            json!({"documentId": 1}),
            json!({"query": query, "documentId": "sha256:0"}),
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
