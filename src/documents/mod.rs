//! Registered documents: what clients may send by its hash instead of its text, and who may send nothing else.
//!
//! A row is only ever added, and a hash is of one text for ever: what was found once is known from then on.

mod rows;

use quick_cache::sync::Cache;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use std::{collections::BTreeSet, sync::Arc};

use self::rows::trusted_document;
use crate::{
    kit::{Code, Error, Result, digest, text},
    store::Store,
};

/// What an id begins with; 64 hexadecimal digits follow.
const PREFIX: &str = "sha256:";

/// How many documents a server remembers; one is 32 KiB at most.
const REMEMBERED: usize = 500;

/// Who may send registered documents only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Restricted {
    /// Everybody may send any text.
    #[default]
    Nobody,
    /// Some clients may not, by their logins.
    Some(BTreeSet<String>),
    /// Nobody may.
    Everybody,
}

impl Restricted {
    /// Reads `nobody`, `everybody`, or logins with commas between them.
    pub fn parse(text: &str) -> Self {
        match text.trim() {
            "" | "nobody" => Restricted::Nobody,
            "everybody" => Restricted::Everybody,
            logins => Restricted::Some(logins.split(',').map(|login| login.trim().to_owned()).collect()),
        }
    }

    /// Whether a client is; a stranger has no login.
    fn covers(&self, client: Option<&str>) -> bool {
        match self {
            Restricted::Nobody => false,
            Restricted::Some(logins) => client.is_some_and(|client| logins.contains(client)),
            Restricted::Everybody => true,
        }
    }
}

/// What somebody asks to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// This text.
    Text(String),
    /// The document of this id.
    Id(String),
}

/// A document and the client that it was found for.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    hash: String,
    client: String,
}

/// The registered documents of a database, as one server knows them.
#[derive(Clone)]
pub struct Documents {
    restricted: Arc<Restricted>,
    known: Arc<Cache<Key, Arc<str>>>,
}

impl Documents {
    pub fn new(restricted: Restricted) -> Self {
        Documents { restricted: Arc::new(restricted), known: Arc::new(Cache::new(REMEMBERED)) }
    }

    /// The text of what a client asks; a stranger has no login.
    ///
    /// `DOCUMENT_UNKNOWN`: nothing is registered under the id, or only for others. `DOCUMENT_NOT_REGISTERED`: the client may
    /// send registered documents only, and this is none.
    pub async fn text(&self, store: &Store, client: Option<&str>, asked: Asked) -> Result<String> {
        match asked {
            Asked::Text(text) if !self.restricted.covers(client) => Ok(text),
            Asked::Text(text) => match self.find(store, client, &digest::sha256(text.as_bytes())).await? {
                Some(_) => Ok(text),
                None => Err(Error::refused(Code::DocumentNotRegistered, &[])),
            },
            Asked::Id(id) => {
                let found = match id.strip_prefix(PREFIX).filter(|hash| is_hash(hash)) {
                    Some(hash) => self.find(store, client, hash).await?,
                    None => None,
                };
                let text = found.map(|text| text.to_string());
                text.ok_or_else(|| Error::refused(Code::DocumentUnknown, &[]))
            }
        }
    }

    /// A document that a client may send. The database is not asked for strangers.
    async fn find(&self, store: &Store, client: Option<&str>, hash: &str) -> Result<Option<Arc<str>>> {
        let Some(client) = client else { return Ok(None) };
        let key = Key { hash: hash.to_owned(), client: client.to_owned() };
        if let Some(known) = self.known.get(&key) {
            return Ok(Some(known));
        }
        let rows = store.shared::<trusted_document::Entity>(|all| {
            all.filter(trusted_document::Column::Hash.eq(hash))
                .filter(trusted_document::Column::Client.is_in(["", client]))
                .limit(1)
        });
        let Some(row) = rows.await?.into_iter().next() else { return Ok(None) };
        let text: Arc<str> = row.body.into();
        self.known.insert(key, text.clone());
        Ok(Some(text))
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Registers a text for some clients by their logins, or for everybody if there are none; returns its id. What is registered
/// already stays as it is. The operator's: on PostgreSQL only the owner's connection may do this.
pub async fn register(store: &Store, body: &str, clients: &[String]) -> Result<String> {
    let hash = digest::sha256(body.as_bytes());
    let everybody = [String::new()];
    let registered_at = store.clock().now();
    for client in if clients.is_empty() { &everybody[..] } else { clients } {
        if !text::can_be_stored(client) {
            return Err(Error::broken("a login with characters that cannot be stored"));
        }
        let client = client.clone();
        let row =
            trusted_document::Model { hash: hash.clone(), client, body: body.to_owned(), registered_at };
        store.add_shared::<trusted_document::Entity>(row).await?;
    }
    Ok(format!("{PREFIX}{hash}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_restricted_is_read() {
        assert_eq!(Restricted::parse(""), Restricted::Nobody);
        assert_eq!(Restricted::parse(" nobody "), Restricted::Nobody);
        assert_eq!(Restricted::parse("everybody"), Restricted::Everybody);
        let some = Restricted::parse("bi, kiosk");
        assert!(some.covers(Some("bi")) && some.covers(Some("kiosk")));
        assert!(!some.covers(Some("bi, kiosk")) && !some.covers(None));
        assert!(Restricted::Everybody.covers(None) && !Restricted::Nobody.covers(Some("bi")));
    }

    #[test]
    fn only_lower_case_hexadecimal_is_a_hash() {
        assert!(is_hash(&digest::sha256(b"{ viewer { __typename } }")));
        for wrong in ["", "a", &"A".repeat(64), &"g".repeat(64), &"0".repeat(63), &"0".repeat(65)] {
            assert!(!is_hash(wrong), "{wrong}");
        }
    }
}
