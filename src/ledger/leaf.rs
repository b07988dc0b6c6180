//! What a leaf says: that a row was written, or ended, as canonical JSON (`kit::digest`), which for what is in it (keys in
//! ASCII, integers below 2^53, texts) is that of RFC 8785. Long texts are in it by their SHA-256.
//!
//! A leaf is a function of the row, of the facts that were written with it, and of the number of the transaction. So it can be
//! made again out of the tables, whenever somebody doubts. The audit entry of each transaction that adds leaves is one, too.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::merkle::{self, Hash};
use crate::kit::{Error, Result, digest};

const FORMAT: &str = "tonghop-leaf/1";

/// The table of the audit log: of its rows, those are leaves whose transactions have others.
pub const ENTRIES: &str = "audit_entry";

/// A kind of row that is a leaf when it is written.
#[derive(Debug, PartialEq, Eq)]
pub struct Object {
    pub table: &'static str,
    /// What the leaf is called.
    pub kind: &'static str,
    /// The column that says when it ended, and what the leaf of that is called. Nothing else of a row may change.
    pub ended: Option<(&'static str, &'static str)>,
    /// Columns that are in the leaf by their SHA-256.
    long: &'static [&'static str],
    /// Tables of facts that are written with it, and the column that names it there.
    pub facts: &'static [(&'static str, &'static str)],
}

/// Facts of a version, which are in its leaf all together.
const OF_A_VERSION: &[(&str, &str)] = &[
    ("figure", "version_id"),
    ("disclosure", "version_id"),
    ("narrative", "version_id"),
    ("follow_up", "version_id"),
    ("model_entry", "version_id"),
];

/// Everything that is in the log of a province.
pub const OBJECTS: &[Object] = &[
    Object {
        table: "report_version",
        kind: "VERSION",
        ended: None,
        long: &["content", "checks"],
        facts: OF_A_VERSION,
    },
    Object { table: ENTRIES, kind: "ENTRY", ended: None, long: &[], facts: &[] },
    Object { table: "report_event", kind: "STATE", ended: None, long: &["reasons"], facts: &[] },
    Object {
        table: "standing",
        kind: "STANDING",
        ended: Some(("to_at", "STANDING_ENDED")),
        long: &[],
        facts: &[],
    },
    Object { table: "grace", kind: "GRACE", ended: None, long: &["reason"], facts: &[] },
    Object {
        table: "consolidation_release",
        kind: "RELEASE",
        ended: None,
        long: &["note"],
        facts: &[("release_content", "release_id")],
    },
    Object {
        table: "role_grant",
        kind: "ROLE",
        ended: Some(("revoked_at", "ROLE_REVOKED")),
        long: &[],
        facts: &[],
    },
    // Who is asked for is in it by digest: a log is for ever, and names people only where it must.
    Object {
        table: "role_request",
        kind: "ROLE_REQUEST",
        ended: None,
        long: &["reason", "subject", "full_name"],
        facts: &[],
    },
    Object { table: "role_decision", kind: "ROLE_DECISION", ended: None, long: &["reason"], facts: &[] },
    Object {
        table: "service_account",
        kind: "ACCOUNT",
        ended: Some(("revoked_at", "ACCOUNT_REVOKED")),
        long: &["agencies"],
        facts: &[],
    },
    Object {
        table: "service_account_approval",
        kind: "ACCOUNT_APPROVED",
        ended: None,
        long: &[],
        facts: &[],
    },
];

/// How a table is in the log.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Each row is a leaf.
    Object(&'static Object),
    /// Each row is in the leaf of the row that this column names.
    Fact(&'static str),
}

/// How a table is in the log; `None` when it is not.
pub fn form_of(table: &str) -> Option<Form> {
    OBJECTS.iter().find_map(|object| match object.table == table {
        true => Some(Form::Object(object)),
        false => object.facts.iter().find(|fact| fact.0 == table).map(|fact| Form::Fact(fact.1)),
    })
}

/// The facts of one row: how many, and the SHA-256 of their digests in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub count: usize,
    pub digest: String,
}

impl Facts {
    /// Out of the digests of each fact's row, in any order.
    pub fn of(mut digests: Vec<Hash>) -> Facts {
        digests.sort_unstable();
        let count = digests.len();
        Facts { count, digest: digest::sha256(merkle::written(&digests).as_bytes()) }
    }

    /// The digest of a fact: of its table and its row.
    pub fn one(table: &str, row: &Value) -> Hash {
        merkle::leaf_hash(format!("{table}\n{row}").as_bytes())
    }
}

/// What a leaf claims, beside the row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Whether it was written before there was a log, and found when the log began.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub found: bool,
    pub kind: String,
    /// The number of the transaction: of its audit entry.
    pub seq: i64,
}

/// A leaf to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    pub kind: &'static str,
    pub subject: Uuid,
    pub text: String,
}

impl Leaf {
    pub fn hash(&self) -> Hash {
        merkle::leaf_hash(self.text.as_bytes())
    }
}

impl Object {
    /// What of a row is in its leaf: without the tenant, which is the log's, and what ends it.
    pub fn begun(&self, row: &Value) -> Value {
        let mut shown = Map::new();
        for (name, value) in row.as_object().into_iter().flatten() {
            if name == "tenant_id" || self.ended.is_some_and(|(column, _)| column == name) {
                continue;
            }
            match value.as_str().filter(|_| self.long.contains(&name.as_str())) {
                Some(text) => {
                    shown.insert(format!("{name}_sha256"), digest::sha256(text.as_bytes()).into());
                }
                None => {
                    shown.insert(name.clone(), value.clone());
                }
            }
        }
        Value::Object(shown)
    }

    /// What of a row is in the leaf of its end, and what that is called; `None` while it has not ended.
    pub fn end(&self, row: &Value) -> Option<(&'static str, Value)> {
        let (column, kind) = self.ended?;
        let ended = row.get(column).filter(|value| !value.is_null())?;
        Some((kind, json!({ "id": row.get("id"), column: ended })))
    }

    /// Whether `after` differs from `before` in nothing but that it has ended.
    pub fn only_ends(&self, before: &Value, after: &Value) -> bool {
        self.begun(before) == self.begun(after)
            && self.end(before).is_none_or(|was| self.end(after) == Some(was))
    }
}

/// What a row is found again by: its id, or its number.
pub fn subject_of(row: &Value) -> Option<Uuid> {
    match (row.get("id"), row.get("seq").and_then(Value::as_u64)) {
        (Some(id), _) => id.as_str()?.parse().ok(),
        (None, Some(number)) => Some(Uuid::from_u128(number.into())),
        (None, None) => None,
    }
}

/// The leaf of what is shown of a row.
pub fn leaf(kind: &'static str, shown: &Value, facts: Option<&Facts>, seq: i64, found: bool) -> Result<Leaf> {
    let subject = subject_of(shown).ok_or_else(|| Error::broken("a leaf of a row without an id"))?;
    let claim = Claim { found, kind: kind.to_owned(), seq };
    let mut text = serde_json::to_value(claim).map_err(Error::broken)?;
    text["format"] = FORMAT.into();
    text["row"] = shown.clone();
    if let Some(facts) = facts {
        text["facts"] = serde_json::to_value(facts).map_err(Error::broken)?;
    }
    Ok(Leaf { kind, subject, text: text.to_string() })
}
