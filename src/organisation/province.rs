//! The provinces: the tenants.

use sea_orm::{ColumnTrait, QueryFilter};

pub use super::rows::province::Model as ProvinceRow;
use super::{rows::province, types::Province};
use crate::{
    kit::Result,
    store::{Reader, Store},
};

/// The reader's province, as clients see it.
///
/// Read on the request's own connection: were it to ask for a second one while it holds the first, as many requests as there
/// are connections would wait for each other.
pub async fn province_of(reader: &Reader) -> Result<Option<Province>> {
    let own = province::Column::TenantId.eq(reader.scope().tenant());
    let rows = reader.shared::<province::Entity>(|all| all.filter(own)).await?;
    Ok(rows.into_iter().next().map(Province::from))
}

/// A province by its code.
pub async fn by_code(store: &Store, code: &str) -> Result<Option<ProvinceRow>> {
    let rows = store.shared::<province::Entity>(|all| all.filter(province::Column::Code.eq(code))).await?;
    Ok(rows.into_iter().next())
}
