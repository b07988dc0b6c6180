//! What a client may send as variables.

use crate::api::limits::DocumentLimits;
use async_graphql::parser::types::OperationDefinition;
use async_graphql::{Value, Variables};

/// Bounds the variables' nesting, size, and size times the places that use one; the sentence says which.
pub(super) fn check(variables: &Variables, uses: usize, limits: &DocumentLimits) -> Result<(), String> {
    let mut size = 0;
    for value in variables.values() {
        size += weigh(value, limits.variable_depth)
            .ok_or_else(|| format!("the variables nest deeper than {} levels", limits.variable_depth))?;
    }
    if size > limits.variable_size {
        return Err(format!("the variables are larger than {}", limits.variable_size));
    }
    if size.saturating_mul(uses) > limits.variable_work {
        return Err("the variables are too large for the number of places that use them".into());
    }
    Ok(())
}

/// One for each value, and one for every 64 bytes of text; nothing when it nests deeper than allowed.
fn weigh(value: &Value, depth: usize) -> Option<usize> {
    let depth = depth.checked_sub(1)?;
    let mut size = 1;
    match value {
        Value::String(text) => size += text.len() / 64,
        Value::List(items) => {
            for item in items {
                size += weigh(item, depth)?;
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                size += name.len() / 64 + weigh(field, depth)?;
            }
        }
        _ => {}
    }
    Some(size)
}

/// Refuses an operation when a variable that it requires is absent or null. (The library looks only at variables that
/// are used, and only while it executes.)
pub(super) fn supplied(operation: &OperationDefinition, variables: &Variables) -> Result<(), String> {
    for definition in &operation.variable_definitions {
        let definition = &definition.node;
        let given = variables.get(&definition.name.node);
        let absent = match given {
            None => definition.default_value.is_none(),
            Some(value) => *value == Value::Null,
        };
        if absent && !definition.var_type.node.nullable {
            return Err(format!(
                "the variable \"${}\" of type \"{}\" must be given and not be null",
                definition.name.node, definition.var_type.node
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use async_graphql::parser::parse_query;
    use serde_json::json;

    fn nested(depth: usize) -> serde_json::Value {
        (1..depth).fold(json!(1), |inner, _| json!([inner]))
    }

    #[test]
    fn depth_size_and_use_are_bounded() {
        let limits = DocumentLimits::default();
        let verdict = |value, uses| check(&Variables::from_json(json!({ "v": value })), uses, &limits);
        assert!(verdict(nested(24), 1).is_ok());
        assert!(verdict(nested(25), 1).unwrap_err().contains("24 levels"));
        assert!(verdict(json!(vec![1; 19_999]), 1).is_ok());
        assert!(verdict(json!(vec![1; 20_000]), 1).unwrap_err().contains("larger"));
        assert!(verdict(json!("x".repeat(2_000_000)), 1).is_err());
        assert!(verdict(json!(vec![1; 10_000]), 99).is_ok());
        assert!(verdict(json!(vec![1; 10_000]), 100).unwrap_err().contains("places"));
    }

    #[test]
    fn required_variables_must_be_there() {
        let verdict = |declared: &str, given: serde_json::Value| {
            let document = parse_query(format!("query({declared}) {{ a }}")).unwrap();
            let (_, operation) = document.operations.iter().next().unwrap();
            supplied(&operation.node, &Variables::from_json(given)).is_ok()
        };
        assert!(!verdict("$a: Int!", json!({})));
        assert!(!verdict("$a: Int!", json!({ "a": null })));
        assert!(!verdict("$a: Int! = 1", json!({ "a": null })));
        assert!(verdict("$a: Int! = 1", json!({})));
        assert!(verdict("$a: Int!", json!({ "a": 1 })));
        assert!(verdict("$a: Int", json!({})));
    }
}
