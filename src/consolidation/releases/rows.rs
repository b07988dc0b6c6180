//! The tables of releases: written once, and never again.

pub mod release {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "consolidation_release")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The year in Vietnam in which it was made.
        pub year: i32,
        /// From 1 in each year, without a gap.
        pub number: i32,
        pub title: String,
        pub note: Option<String>,
        pub period_from: i32,
        pub period_to: i32,
        pub basis: String,
        pub structure: String,
        pub known_at: DateTimeUtc,
        /// SHA-256 of the content.
        pub digest: String,
        pub created_by: Option<Uuid>,
        pub created_at: DateTimeUtc,
    }

    crate::owned!();
}

pub mod content {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "release_content")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub release_id: Uuid,
        /// Canonical JSON of a `Document`.
        pub content: String,
    }

    crate::owned!();
}
