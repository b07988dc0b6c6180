//! A repeated request is not run again: what its verb returned is kept in the same transaction as the effect. (What was
//! shown of it is kept by `first_answer`.)

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, Condition, DatabaseTransaction, EntityTrait, QueryFilter, entity::prelude::*,
};
use uuid::Uuid;

use super::{Leak, Planted};
use crate::kit::{Code, Error, Result};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Uuid,
    pub request_hash: String,
    pub response: String,
    pub at: DateTime<Utc>,
}

crate::owned!();

/// The key of a request: one person's, with the hash of the input it came with.
#[derive(Clone, Debug)]
pub struct Key {
    pub person: Uuid,
    pub key: Uuid,
    /// SHA-256 of the verb's name and its canonical input.
    pub request_hash: String,
}

/// The first answer under this key; `IDEMPOTENCY_KEY_REUSED` when it was given to another request.
pub(super) async fn recall(
    connection: &DatabaseTransaction,
    tenant: i32,
    key: &Key,
    planted: &Planted,
) -> Result<Option<String>> {
    let mut own = Condition::all();
    if !planted.is(Leak::KeysOfAllProvinces) {
        own = own.add(Column::TenantId.eq(tenant));
        if !planted.is(Leak::KeysOfAllPeople) {
            own = own.add(Column::PersonId.eq(key.person));
        }
    }
    let row = Entity::find().filter(own.add(Column::Key.eq(key.key))).one(connection).await?;
    match row {
        Some(row) if row.request_hash == key.request_hash => Ok(Some(row.response)),
        Some(_) => Err(Error::refused(Code::IdempotencyKeyReused, &["idempotencyKey"])),
        None => Ok(None),
    }
}

/// Keeps the answer.
pub(super) async fn remember(
    connection: &DatabaseTransaction,
    tenant: i32,
    key: &Key,
    response: String,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ActiveModel {
        tenant_id: Set(tenant),
        person_id: Set(key.person),
        key: Set(key.key),
        request_hash: Set(key.request_hash.clone()),
        response: Set(response),
        at: Set(at),
    };
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}
