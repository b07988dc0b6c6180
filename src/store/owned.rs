//! Which entities belong to a tenant, and which to everybody.

use sea_orm::EntityTrait;

/// A row of a tenant; when it has an agency column, a row of that agency.
pub trait Owned: EntityTrait<Model: serde::Serialize> {
    fn tenant_column() -> Self::Column;
    fn agency_column() -> Option<Self::Column>;
}

/// A row of a tenant whose state of work the program keeps by itself, such as a notice on its way. Nobody acts, so that it
/// changes without an entry in the audit log and without a new version of the tenant (see `Store::swap`).
pub trait Bookkept: Owned {
    /// The column that goes up with each change; a change of anything but the newest state is not made.
    fn revision_column() -> Self::Column;
}

/// A row of a reference table: small, readable by all.
pub trait Shared: EntityTrait {}

/// Completes an entity module (one that declares `Model`) and says whose rows it holds: `owned!()` a tenant's,
/// `owned!(agency)` an agency's.
#[macro_export]
macro_rules! owned {
    () => {
        $crate::owned!(@complete None);
    };
    (agency) => {
        $crate::owned!(@complete Some(Column::AgencyId));
    };
    (@complete $agency:expr) => {
        $crate::entity!();

        impl $crate::store::Owned for Entity {
            fn tenant_column() -> Column {
                Column::TenantId
            }
            fn agency_column() -> Option<Column> {
                $agency
            }
        }
    };
}

/// What the ORM wants of every entity; joins are spelled out where they are used.
#[macro_export]
macro_rules! entity {
    () => {
        #[derive(Copy, Clone, Debug, sea_orm::EnumIter, sea_orm::DeriveRelation)]
        pub enum Relation {}

        impl sea_orm::ActiveModelBehavior for ActiveModel {}
    };
}
