//! The provinces: the tenants.

use sea_orm::{ColumnTrait, QueryFilter};

pub use super::rows::province::Model as ProvinceRow;
use super::{rows::province, types::Province};
use crate::{kit::Result, store::Store};

/// A province by its tenant.
pub async fn by_tenant(store: &Store, tenant: i32) -> Result<Option<ProvinceRow>> {
    let rows =
        store.shared::<province::Entity>(|all| all.filter(province::Column::TenantId.eq(tenant))).await?;
    Ok(rows.into_iter().next())
}

/// The province of a tenant, as clients see it.
pub async fn province_of(store: &Store, tenant: i32) -> Result<Option<Province>> {
    Ok(by_tenant(store, tenant).await?.map(Province::from))
}

/// A province by its code.
pub async fn by_code(store: &Store, code: &str) -> Result<Option<ProvinceRow>> {
    let rows = store.shared::<province::Entity>(|all| all.filter(province::Column::Code.eq(code))).await?;
    Ok(rows.into_iter().next())
}
