//! What of a transaction goes into the log, gathered row by row where rows are written: no verb can forget it.

use serde_json::Value;
use std::collections::HashMap;

use super::{
    leaf::{self, Facts, Form, Leaf, Object, form_of},
    merkle::Hash,
};
use crate::kit::{Error, Result};

/// The leaves of a transaction to come.
#[derive(Default)]
pub struct Collector {
    rows: Vec<Row>,
    /// By the id of what they are facts of.
    facts: HashMap<String, Vec<Hash>>,
}

/// A row that began, ended, or both.
struct Row {
    object: &'static Object,
    begun: Option<Value>,
    ended: Option<(&'static str, Value)>,
    found: bool,
}

impl Collector {
    /// Whether rows of a table are wanted here.
    pub fn wants(table: &str) -> bool {
        form_of(table).is_some()
    }

    /// A row that is written now or, when `found`, was written before there was a log. Errors: a fact of nothing.
    pub fn written(&mut self, table: &'static str, row: &Value, found: bool) -> Result<()> {
        match form_of(table) {
            None => {}
            Some(Form::Object(object)) => {
                let (begun, ended) = (Some(object.begun(row)), object.end(row));
                self.rows.push(Row { object, begun, ended, found });
            }
            Some(Form::Fact(of)) => {
                let of = row.get(of).and_then(Value::as_str);
                let of = of.ok_or_else(|| Error::broken(format!("a fact of nothing in {table}")))?;
                self.facts.entry(of.to_owned()).or_default().push(Facts::one(table, row));
            }
        }
        Ok(())
    }

    /// A row that is changed now. Errors: a change of anything but its end.
    pub fn changed(&mut self, table: &'static str, before: &Value, after: &Value) -> Result<()> {
        let object = match form_of(table) {
            None => return Ok(()),
            Some(Form::Object(object)) if object.only_ends(before, after) => object,
            Some(_) => return Err(Error::broken(format!("a change of what is in the log: {table}"))),
        };
        if object.end(before).is_none()
            && let Some(ended) = object.end(after)
        {
            self.rows.push(Row { object, begun: None, ended: Some(ended), found: false });
        }
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.facts.is_empty()
    }

    /// The leaves of transaction `seq`, in the order in which their rows were written. Errors: facts of what is not among them.
    pub fn leaves(mut self, seq: i64) -> Result<Vec<Leaf>> {
        let mut leaves = Vec::with_capacity(self.rows.len());
        for Row { object, begun, ended, found } in self.rows {
            if let Some(shown) = begun {
                let id = shown.get("id").and_then(Value::as_str).unwrap_or_default();
                let has = !object.facts.is_empty();
                let facts = has.then(|| Facts::of(self.facts.remove(id).unwrap_or_default()));
                leaves.push(leaf::leaf(object.kind, &shown, facts.as_ref(), seq, found)?);
            }
            if let Some((kind, shown)) = ended {
                leaves.push(leaf::leaf(kind, &shown, None, seq, found)?);
            }
        }
        match self.facts.is_empty() {
            true => Ok(leaves),
            false => Err(Error::broken("facts of what was not written with them")),
        }
    }
}
