//! The table of this room.

pub mod plan {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A saved version of a plan.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "plan")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub year: i32,
        /// From 1.
        pub version: i32,
        /// Whether it is the newest of the agency and year.
        pub current: bool,
        /// The plan as canonical JSON.
        pub content: String,
        /// SHA-256 of the content.
        pub digest: String,
        pub saved_by: Option<Uuid>,
        pub saved_at: DateTimeUtc,
    }

    crate::owned!(agency);
}
