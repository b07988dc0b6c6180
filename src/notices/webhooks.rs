//! The addresses of other programs that a province's notices are sent to.

use async_graphql::dataloader::Loader;
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use axum::http::Uri;
use base64::{Engine, engine::general_purpose::STANDARD};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{rows::webhook, types::Channels};
use crate::{
    kit::{Code, Error, Problem, Result, id},
    request::Request,
    store::{Reader, Subject, Writer},
};

/// The most webhooks of a province.
const MOST: usize = 10;
/// The longest address, in characters.
const LONGEST: usize = 2_000;

/// Registers an address, with a new secret.
pub async fn register(writer: &Writer, channels: Channels, url: &str) -> Result<webhook::Model> {
    let url = checked(url, channels)?;
    if active(writer).await?.len() >= MOST {
        return Err(Problem::new(Code::TooManyEntries, &["url"]).with("most", MOST).into());
    }
    let mut key = [0_u8; 32];
    SystemRandom::new().fill(&mut key).map_err(|_| Error::broken("no random numbers"))?;
    let row = webhook::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        url,
        secret: format!("whsec_{}", STANDARD.encode(key)),
        registered_by: writer.person(),
        registered_at: writer.now(),
        removed_by: None,
        removed_at: None,
    };
    writer.about(Subject::new("Webhook", row.id));
    writer.insert::<webhook::Entity>(row.clone()).await?;
    Ok(row)
}

/// Takes an address out of use; what still waited for it is given up.
pub async fn remove(writer: &Writer, id: Uuid) -> Result<webhook::Model> {
    let missing = || Error::refused(Code::NotFound, &["webhook"]);
    let before = webhook_by_id(writer, id).await?.filter(|row| row.removed_at.is_none());
    let before = before.ok_or_else(missing)?;
    let after =
        webhook::Model { removed_by: writer.person(), removed_at: Some(writer.now()), ..before.clone() };
    writer.about(Subject::new("Webhook", id));
    writer.update::<webhook::Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// The addresses in use, the oldest first.
pub async fn active(reader: &Reader) -> Result<Vec<webhook::Model>> {
    reader
        .find::<webhook::Entity>()
        .with(|all| all.filter(webhook::Column::RemovedAt.is_null()).order_by_asc(webhook::Column::Id))
        .all()
        .await
}

/// An address by id, in use or not.
pub async fn webhook_by_id(reader: &Reader, id: Uuid) -> Result<Option<webhook::Model>> {
    reader.find::<webhook::Entity>().with(|all| all.filter(webhook::Column::Id.eq(id))).one().await
}

/// An address by id, loaded together with everybody else who asks at the same time.
pub async fn load(request: &Request, id: Uuid) -> Result<Option<webhook::Model>> {
    request.load(WebhookLoader, id).await
}

/// An address that may be called: absolute, `https` (or `http`, where that is allowed), without a name and a password in it
/// and without a fragment. Where its name leads to is looked at each time it is called.
fn checked(url: &str, channels: Channels) -> Result<String, Problem> {
    let bad = || Problem::new(Code::WebhookUrl, &["url"]);
    let url = url.trim();
    if url.chars().count() > LONGEST {
        return Err(Problem::new(Code::TextTooLong, &["url"]).with("most", LONGEST));
    }
    if url.contains('#') || !url.is_ascii() {
        return Err(bad());
    }
    let uri: Uri = url.parse().map_err(|_| bad())?;
    let scheme = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => channels.private_webhooks,
        _ => false,
    };
    let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
    match authority {
        Some(authority) if scheme && !authority.host().is_empty() => Ok(uri.to_string()),
        _ => Err(bad()),
    }
}

struct WebhookLoader(Arc<Reader>);

impl Loader<Uuid> for WebhookLoader {
    type Value = webhook::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, webhook::Model>, Arc<Error>> {
        let wanted = webhook::Column::Id.is_in(ids.iter().copied());
        let rows =
            self.0.find::<webhook::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_may_be_called_are_taken() {
        let strict = |url| checked(url, Channels::default()).is_ok();
        let lenient = |url| checked(url, Channels { email: false, private_webhooks: true }).is_ok();
        assert!(strict("https://hooks.example/nhan?tinh=84") && strict(" https://hooks.example:8443/ "));
        for bad in [
            "",
            "/nhan",
            "hooks.example",
            "ftp://hooks.example/",
            "https://",
            "https:///x",
            "https://ai@hooks.example/",
            "https://ai:gi@hooks.example/",
            "https://hooks.example/#x",
            "https://hooks.example/a b",
            "https://hooks.example/a\r\nHost: x",
            "javascript:alert(1)",
            "https://tỉnh.example/",
        ] {
            assert!(!strict(bad) && !lenient(bad), "{bad:?}");
        }
        assert!(!strict("http://127.0.0.1/") && lenient("http://127.0.0.1:8080/"));
    }
}
